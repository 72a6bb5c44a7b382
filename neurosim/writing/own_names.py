"""The names that a user gave to neurons, in the place of indices."""

from __future__ import annotations

import re
from dataclasses import dataclass

from neurosim.mathematics.symbols import Symbol
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol as symbol_of
from neurosim.model.structure import Structure
from neurosim.names import one_line, shortened
from neurosim.writing.letters import Typeset, is_default_name

_LONGEST, _LONGEST_OF_TWO = 20, 14
_ARROW = "\N{RIGHTWARDS ARROW}"
_NUMBERED = re.compile(r"n\[\d+\]")


@dataclass(frozen=True, slots=True)
class OwnNames:
    """Writes the symbols of neurons that have a name of their own.

    Such a neuron's output is written as its name, and its other quantities have the name below
    their letter. A weight has the names of both its neurons below. A neuron with a default name
    keeps its indices.

    Attributes
    ----------
    structure : Structure
        The sorted graph with the neurons.
    """

    structure: Structure

    def typeset(self, symbol: Symbol, letter: str) -> Typeset | None:
        """Return the parts of a symbol, or None if its neurons have default names.

        Parameters
        ----------
        symbol : Symbol
            A quantity of a neuron.
        letter : str
            The letter of the quantity.
        """
        if symbol.kind == "network":
            return None
        neuron = self.structure.owner(symbol)
        own = own_name(self.structure, neuron)
        below = own or ""
        if symbol.quantity == "weight":
            source, _ = self.structure.incoming[neuron][symbol.indices[-1]]
            other = own_name(self.structure, source)
            if own is None and other is None:
                return None
            names = (other or source.name, own or neuron.name)
            below = _ARROW.join(shortened(name, _LONGEST_OF_TWO) for name in names)
        elif own is None:
            return None
        elif symbol.quantity == "output":
            return Typeset(own, "", "", own)
        new = "new" if symbol.new else ""
        return Typeset(letter, below, new, f"{new} {letter}[{below}]".strip())


def own_name(structure: Structure, neuron: Neuron) -> str | None:
    """Return the name that a user gave to a neuron, on one line; None for a default name.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.Network()
    >>> y = net.add_neuron({net.add_input("income"): 0.5})
    >>> [own_name(net.structure, neuron) for neuron in net]
    ['income', None]
    """
    name = neuron.name
    if is_default_name(name, symbol_of(structure, neuron, "output")) or _NUMBERED.fullmatch(name):
        return None
    return shortened(one_line(name), _LONGEST)
