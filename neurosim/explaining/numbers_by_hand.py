"""The numbers that one gets by hand: each worked out when it is asked for, and remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from neurosim.mathematics.expression import Number
from neurosim.mathematics.symbols import Symbol
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol as symbol_of
from neurosim.model.structure import Connections, Structure


class NumbersByHand:
    """Numbers of symbols, computed after the numbers that they need.

    Parameters
    ----------
    structure : Structure
        The network.
    """

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._found: dict[Symbol, Number] = {}
        self._ranks = {neuron: rank for rank, neuron in enumerate(structure.order)}

    def number(self, symbol: Symbol, work: Callable[[Symbol], Number]) -> Number:
        """Return the number of a symbol.

        Parameters
        ----------
        symbol : Symbol
            The symbol.
        work : callable
            Computes the number of a symbol, and may ask for other numbers.
        """
        if symbol not in self._found:
            # one after the other, because a deep network would need too many nested calls
            for before in self._before(symbol):
                self._found[before] = work(before)
            if symbol not in self._found:
                self._found[symbol] = work(symbol)
        return self._found[symbol]

    def _before(self, symbol: Symbol) -> Iterator[Symbol]:
        if symbol.kind not in {"hidden", "output"}:
            return
        structure = self._structure
        neuron = structure.owner(symbol)
        if symbol.quantity == "delta":
            after = self._missing(neuron, structure.outgoing, "delta")
            for other in sorted(after, key=self._ranks.__getitem__, reverse=True):
                yield symbol_of(structure, other, "delta")
        elif symbol.quantity in {"summation", "output"}:
            before = self._missing(neuron, structure.incoming, "output")
            for other in sorted(before, key=self._ranks.__getitem__):
                yield symbol_of(structure, other, "summation")
                yield symbol_of(structure, other, "output")

    def _missing(self, neuron: Neuron, edges: Connections, quantity: str) -> Iterable[Neuron]:
        missing: set[Neuron] = set()
        waiting = [neuron]
        while waiting:
            for other, _ in edges[waiting.pop()]:
                if other.is_input or other in missing:
                    continue
                if symbol_of(self._structure, other, quantity) not in self._found:
                    missing.add(other)
                    waiting.append(other)
        return missing
