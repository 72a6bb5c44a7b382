"""What follows from the wiring alone: order, layers and the place of every neuron."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx

from neurosim.checks import number
from neurosim.errors import InputError, StructureError
from neurosim.mathematics.symbols import Symbol
from neurosim.model.guarded_graph import sources_of, successors_of
from neurosim.model.neuron import Neuron
from neurosim.model.views import EdgeData

Connections = dict[Neuron, tuple[tuple[Neuron, EdgeData], ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a neuron in the notation: kind ``input``, ``hidden`` or ``output``, indices.

    ``symbols`` and ``weight_symbols`` keep the symbols of its quantities that were asked for.
    """

    kind: str
    indices: tuple[int, ...]
    symbols: dict[str, Symbol] = field(default_factory=dict, compare=False, repr=False)
    weight_symbols: list[Symbol] = field(default_factory=list, compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Structure:
    """A graph sorted for computing; valid until the wiring changes.

    Attributes
    ----------
    order : tuple of Neuron
        Every neuron in topological order.
    computed : tuple of Neuron
        The same without the inputs.
    incoming, outgoing : dict
        For each neuron its (neighbour, edge attributes): sources in order of connection,
        successors in order of creation.
    inputs, outputs : tuple of Neuron
        In order of creation, and as set by ``set_outputs``.
    hidden_layers : tuple of tuple of Neuron
        Layer by layer, in order of creation.
    places : dict
        The place of every neuron in the notation.
    depths : dict
        How many hidden neurons are on the longest path to each neuron.
    output_symbols : dict
        The symbol of the output of each neuron, once they were asked for.
    """

    order: tuple[Neuron, ...]
    computed: tuple[Neuron, ...]
    incoming: Connections
    outgoing: Connections
    inputs: tuple[Neuron, ...]
    outputs: tuple[Neuron, ...]
    hidden_layers: tuple[tuple[Neuron, ...], ...]
    places: dict[Neuron, Place]
    depths: dict[Neuron, int]
    output_symbols: dict[Neuron, Symbol] = field(default_factory=dict)
    _positions: dict[Neuron, dict[Neuron, int]] = field(default_factory=dict)

    @property
    def n_edges(self) -> int:
        """The number of edges."""
        return sum(map(len, self.incoming.values()))

    def owner(self, symbol: Symbol) -> Neuron:
        """Return the neuron that a symbol of the network belongs to."""
        if symbol.kind == "hidden":
            layer, node, *_ = symbol.indices
            return self.hidden_layers[layer][node]
        return (self.inputs if symbol.kind == "input" else self.outputs)[symbol.indices[0]]

    def position(self, source: Neuron, target: Neuron) -> int:
        """Return the place of an edge among the inputs of its target."""
        row = self._positions.get(target)
        if row is None:
            row = {neuron: index for index, (neuron, _) in enumerate(self.incoming[target])}
            self._positions[target] = row
        return row[source]


def sort_structure(graph: nx.DiGraph[Neuron], outputs: Sequence[Neuron]) -> Structure:
    """Sort a graph for computing.

    Parameters
    ----------
    graph : networkx.DiGraph
        Acyclic, its nodes in order of creation.
    outputs : sequence of Neuron
        The outputs that were set, or none for the default: the neurons without successors, in
        order of creation.
    """
    created = {neuron: index for index, neuron in enumerate(graph)}
    order = tuple(graph)
    rows, successors = sources_of(graph), successors_of(graph)
    newest = (max(map(created.__getitem__, row), default=-1) for row in rows.values())
    if any(source > created[target] for source, target in zip(newest, rows, strict=True)):
        # ties by order of creation, so that the order of connecting does not matter
        order = tuple(nx.lexicographical_topological_sort(graph, created.__getitem__))
    incoming: Connections = {n: tuple(rows[n].items()) for n in graph}
    outgoing: Connections = {n: sorted_successors(successors[n], created) for n in graph}
    inputs = tuple(n for n in graph if n.is_input)
    chosen = tuple(outputs) or tuple(n for n in graph if not (n.is_input or outgoing[n]))
    are_outputs = frozenset(chosen)
    depths: dict[Neuron, int] = {}
    beyond: dict[Neuron, int] = {}  # the depth of a neuron that has no other source
    layered: list[list[Neuron]] = []
    for neuron in order:
        depth = depths[neuron] = max(map(beyond.__getitem__, rows[neuron]), default=0)
        is_hidden = not (neuron.is_input or neuron in are_outputs)
        beyond[neuron] = depth + is_hidden
        if is_hidden:
            if depth == len(layered):
                layered.append([])
            layered[depth].append(neuron)
    layers = tuple(tuple(sorted(row, key=created.__getitem__)) for row in layered)
    places = {n: Place("input", (i,)) for i, n in enumerate(inputs)}
    for layer_index, layer in enumerate(layers):
        places.update({n: Place("hidden", (layer_index, i)) for i, n in enumerate(layer)})
    places.update({n: Place("output", (i,)) for i, n in enumerate(chosen)})
    return Structure(
        order=order,
        computed=tuple(n for n in order if not n.is_input),
        incoming=incoming,
        outgoing=outgoing,
        inputs=inputs,
        outputs=chosen,
        hidden_layers=layers,
        places=places,
        depths=depths,
    )


def sorted_successors(
    successors: Mapping[Neuron, EdgeData], created: Mapping[Neuron, int]
) -> tuple[tuple[Neuron, EdgeData], ...]:
    """Return the successors of a neuron in order of creation, with the attributes of the edges."""
    places = list(map(created.__getitem__, successors))
    if places == sorted(places):
        return tuple(successors.items())
    return tuple([(n, successors[n]) for n in sorted(successors, key=created.__getitem__)])


def depth_of(
    neuron: Neuron,
    incoming: Connections,
    depths: Mapping[Neuron, int],
    outputs: Collection[Neuron],
) -> int:
    """Return how many hidden neurons are on the longest path to a neuron.

    An output on the way adds none.
    """
    return max(
        (depths[s] + (not s.is_input and s not in outputs) for s, _ in incoming[neuron]), default=0
    )


def check_computable(structure: Structure, name: str) -> None:
    """Raise StructureError unless every neuron can be computed from the inputs.

    Parameters
    ----------
    structure : Structure
        The sorted graph.
    name : str
        What to call the network in the message.
    """
    if not structure.inputs:
        raise StructureError(f"{name} has no inputs; add one with add_input()")
    if not structure.outputs:
        raise StructureError(f"{name} has no neurons; add one with add_neuron({{source: weight}})")
    lonely = [n for n in structure.computed if not structure.incoming[n] and not n.is_constant]
    if lonely:
        raise StructureError(
            f"neuron {lonely[0].name!r} of {name} has no inputs; connect a source to it, remove "
            "it, or make it with add_constant if its bias is all that it has"
        )


def check_edges(structure: Structure, *, finite: bool = True) -> None:
    """Check the attributes of every edge, because users can set them; numbers become floats.

    Parameters
    ----------
    structure : Structure
        The sorted graph.
    finite : bool
        Whether a float that is infinite or NaN is refused as well.

    Raises
    ------
    InputError
        If a weight is missing or not a finite number, or ``trainable`` is neither True nor False.
    """
    for target in structure.computed:
        for source, edge in structure.incoming[target]:
            weight = edge.get("weight")
            if type(weight) is not float or (finite and not math.isfinite(weight)):
                edge["weight"] = number(
                    weight, f"the weight from {source.name!r} to {target.name!r}"
                )
            trainable = edge.get("trainable")
            if trainable is not True and trainable is not False:
                if "trainable" in edge:
                    raise InputError(
                        f"trainable of the edge from {source.name!r} to {target.name!r} is "
                        f"{trainable!r}; it must be True or False"
                    )
                edge["trainable"] = True
            if "gradient" not in edge:
                edge["gradient"] = None
