"""What follows from the wiring alone: order, layers and the place of every neuron."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import networkx as nx

from neurosim.checks import number
from neurosim.errors import InputError, StructureError, listed
from neurosim.model.neuron import Neuron
from neurosim.model.views import EdgeData

Connections = dict[Neuron, tuple[tuple[Neuron, EdgeData], ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a neuron stands in the notation: kind ``input``, ``hidden`` or ``output``, indices.

    ``suffix`` are the indices as symbols write them, such as ``[0][2]``.
    """

    kind: str
    indices: tuple[int, ...]
    suffix: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "suffix", "".join(f"[{index}]" for index in self.indices))


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
    positions : dict
        For each edge (source, target) its place among the target's inputs.
    """

    order: tuple[Neuron, ...]
    computed: tuple[Neuron, ...]
    incoming: Connections
    outgoing: Connections
    inputs: tuple[Neuron, ...]
    outputs: tuple[Neuron, ...]
    hidden_layers: tuple[tuple[Neuron, ...], ...]
    places: dict[Neuron, Place]
    positions: dict[tuple[Neuron, Neuron], int]


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
    # ties by creation, so that the order does not depend on the order of connecting
    order = tuple(nx.lexicographical_topological_sort(graph, created.__getitem__))
    incoming: Connections = {n: tuple(graph.pred[n].items()) for n in graph}
    outgoing: Connections = {
        n: tuple(sorted(successors.items(), key=lambda item: created[item[0]]))
        for n, successors in graph.adjacency()
    }
    inputs = tuple(n for n in graph if n.is_input)
    chosen = tuple(outputs) or tuple(n for n in graph if not (n.is_input or outgoing[n]))
    layers = _hidden_layers(order, created, incoming, frozenset(chosen))
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
        positions={
            (source, target): position
            for target, edges in incoming.items()
            for position, (source, _) in enumerate(edges)
        },
    )


def _hidden_layers(
    order: Sequence[Neuron],
    created: dict[Neuron, int],
    incoming: Connections,
    outputs: frozenset[Neuron],
) -> tuple[tuple[Neuron, ...], ...]:
    # the layer counts the hidden neurons on the longest path, so an output on the way adds none
    depth: dict[Neuron, int] = {}
    layers: list[list[Neuron]] = []
    for neuron in order:
        if neuron.is_input:
            depth[neuron] = 0
            continue
        depth[neuron] = max(
            (depth[s] + (not s.is_input and s not in outputs) for s, _ in incoming[neuron]),
            default=0,
        )
        if neuron not in outputs:
            if depth[neuron] == len(layers):
                layers.append([])
            layers[depth[neuron]].append(neuron)
    return tuple(tuple(sorted(layer, key=created.__getitem__)) for layer in layers)


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
    reached: set[Neuron] = set()
    for neuron in structure.order:
        if neuron.is_input or any(source in reached for source, _ in structure.incoming[neuron]):
            reached.add(neuron)
    lonely = [n.name for n in structure.computed if not structure.incoming[n]]
    for output in structure.outputs:
        if output not in reached:
            cause = "" if output.name in lonely else f" (without inputs: {listed(lonely)})"
            raise StructureError(
                f"no input reaches the output {output.name!r} of {name}{cause}; "
                "connect a path from an input to it"
            )
    if lonely:
        raise StructureError(
            f"neuron {lonely[0]!r} of {name} has no inputs; "
            "connect a source to it or remove the neuron"
        )


def check_edges(structure: Structure) -> None:
    """Check the attributes of every edge, which anyone may write; numbers become floats.

    Raises
    ------
    InputError
        If a weight is missing or is no finite number, or ``trainable`` is neither True nor False.
    """
    for target in structure.computed:
        for source, edge in structure.incoming[target]:
            weight = edge.get("weight")
            if type(weight) is not float or not math.isfinite(weight):
                edge["weight"] = number(
                    weight, f"the weight from {source.name!r} to {target.name!r}"
                )
            if not isinstance(edge.setdefault("trainable", True), bool):
                raise InputError(
                    f"trainable of the edge from {source.name!r} to {target.name!r} is "
                    f"{edge['trainable']!r}; it must be True or False"
                )
            edge.setdefault("gradient", None)
