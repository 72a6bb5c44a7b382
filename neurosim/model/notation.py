"""The indices that textbooks write, ``wh[layer][node][input]``, as views of the graph."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from neurosim.errors import UnknownNameError, brief
from neurosim.mathematics.symbols import SOURCE_NOTATION, Symbol, read_symbol
from neurosim.model.neuron import Neuron
from neurosim.model.structure import Structure
from neurosim.model.views import IndexedView, NestedView, NeuronValues, WeightValues


def symbol(
    structure: Structure, neuron: Neuron, quantity: str, *, position: int | None = None
) -> Symbol:
    """Return the symbol of one quantity of a neuron, such as ``sh[0][2]``.

    Parameters
    ----------
    structure : Structure
        The sorted graph.
    neuron : Neuron
        The neuron of the quantity; for a weight, the neuron to which the edge leads.
    quantity : str
        ``weight``, ``bias``, ``summation``, ``output``, ``delta`` or ``target``.
    position : int, optional
        For a weight, the place of the edge among the neuron's inputs.
    """
    if position is not None:
        return weight_symbols(structure, neuron)[position]
    place = structure.places[neuron]
    found = place.symbols.get(quantity)
    if found is None:
        found = place.symbols[quantity] = Symbol(place.kind, quantity, place.indices)
    return found


def output_symbols(structure: Structure) -> dict[Neuron, Symbol]:
    """Return the symbol of the output of every neuron that has a place."""
    if not structure.output_symbols:
        named = {neuron: symbol(structure, neuron, "output") for neuron in structure.places}
        structure.output_symbols.update(named)
    return structure.output_symbols


def weight_symbols(structure: Structure, neuron: Neuron) -> list[Symbol]:
    """Return the symbols of the weights of a neuron, in order of connection."""
    place = structure.places[neuron]
    n = len(structure.incoming[neuron])
    if len(place.weight_symbols) != n:
        kind, indices, make = place.kind, place.indices, tuple.__new__
        place.weight_symbols[:] = [
            make(Symbol, (kind, "weight", (*indices, position), False)) for position in range(n)
        ]
    return place.weight_symbols


class IndexedViews(ABC):
    """The views of a network: every index means a neuron or an edge.

    Every view can be read and written, by single index or by whole row. The indices exist for every
    acyclic graph. The layer of a hidden neuron is the length of the longest path to it from a
    hidden neuron without hidden inputs; only hidden neurons count, not outputs on the path. The
    node is its position in that layer, in order of creation. The input index is the position of the
    edge, in order of connection.
    """

    @property
    @abstractmethod
    def structure(self) -> Structure:
        """The graph sorted for computing."""

    @property
    def x(self) -> NeuronValues:
        """``x[i]``: the value of input i, normalized."""
        return NeuronValues("x", self.structure.inputs, "output")

    @property
    def wh(self) -> NestedView[NestedView[WeightValues]]:
        """``wh[l][n][i]``: weight of hidden layer l, node n, its i-th input."""
        return self._hidden("wh", self._weights)

    @property
    def bh(self) -> NestedView[NeuronValues]:
        """``bh[l][n]``: bias of hidden layer l, node n."""
        return self._hidden_values("bh", "bias")

    @property
    def sh(self) -> NestedView[NeuronValues]:
        """``sh[l][n]``: summation of hidden layer l, node n."""
        return self._hidden_values("sh", "summation")

    @property
    def ah(self) -> NestedView[NeuronValues]:
        """``ah[l][n]``: output of hidden layer l, node n."""
        return self._hidden_values("ah", "output")

    @property
    def dh(self) -> NestedView[NeuronValues]:
        """``dh[l][n]``: error signal of hidden layer l, node n."""
        return self._hidden_values("dh", "delta")

    @property
    def wo(self) -> NestedView[WeightValues]:
        """``wo[n][i]``: weight of output n, its i-th input."""
        return self._weights("wo", self.structure.outputs)

    @property
    def bo(self) -> NeuronValues:
        """``bo[n]``: bias of output n."""
        return NeuronValues("bo", self.structure.outputs, "bias")

    @property
    def so(self) -> NeuronValues:
        """``so[n]``: summation of output n."""
        return NeuronValues("so", self.structure.outputs, "summation")

    @property
    def yo(self) -> NeuronValues:
        """``yo[n]``: output n, normalized."""
        return NeuronValues("yo", self.structure.outputs, "output")

    @property
    def do(self) -> NeuronValues:
        """``do[n]``: error signal of output n."""
        return NeuronValues("do", self.structure.outputs, "delta")

    @property
    def z(self) -> NeuronValues:
        """``z[n]``: target of output n, normalized."""
        return NeuronValues("z", self.structure.outputs, "target")

    def value(self, symbol: str) -> float | None:
        """Return the number that a symbol stands for, such as ``"wh[0][2][1]"`` or ``"yo[0]"``.

        Raises
        ------
        UnknownNameError
            If the symbol does not exist in this network.
        """
        read = read_symbol(symbol) if isinstance(symbol, str) else None
        letters = "" if read is None else SOURCE_NOTATION.get(read[:2], "")
        if read is None or not letters:
            raise UnknownNameError(
                f"{brief(symbol)} is not a symbol; symbols look like wh[0][1][0], bo[0] or "
                "x[1], "
                f"with one of the letters {', '.join(SOURCE_NOTATION.values())}"
            )
        item: Any = getattr(self, letters)
        for index in read.indices:
            if not isinstance(item, IndexedView):
                raise UnknownNameError(f"{brief(symbol)} has one index too many")
            item = item[index]
        if isinstance(item, IndexedView):
            raise UnknownNameError(f"{brief(symbol)} is a row of {len(item)} values; add an index")
        number: float | None = item
        return number

    def _hidden(self, letters: str, row: Any) -> NestedView[Any]:
        layers = self.structure.hidden_layers
        return NestedView(letters, len(layers), lambda k: row(f"{letters}[{k}]", layers[k]))

    def _hidden_values(self, letters: str, attribute: str) -> NestedView[NeuronValues]:
        return self._hidden(
            letters, lambda symbol, neurons: NeuronValues(symbol, neurons, attribute)
        )

    def _weights(self, symbol: str, neurons: tuple[Neuron, ...]) -> NestedView[WeightValues]:
        def row(index: int) -> WeightValues:
            return WeightValues(f"{symbol}[{index}]", self.structure.incoming[neurons[index]])

        return NestedView(symbol, len(neurons), row)
