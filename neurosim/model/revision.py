"""A structure after a small change of the wiring, from the structure before it."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import networkx as nx

from neurosim.model.neuron import Neuron
from neurosim.model.structure import Connections, Place, Structure, depth_of, sorted_successors

Neurons = tuple[Neuron, ...]


def revised(
    old: Structure,
    graph: nx.DiGraph[Neuron],
    created: Mapping[Neuron, int],
    changed: Collection[Neuron],
    *,
    default_outputs: bool,
) -> Structure:
    """Return the result of ``sort_structure``, in a time proportional to the size of the change.

    Parameters
    ----------
    old : Structure
        The structure before the change.
    graph : networkx.DiGraph
        The graph after the change. Before and after it, every edge leads to a neuron that is newer
        than its source, so the order of creation is the topological order.
    created : mapping of Neuron to int
        A number for each neuron that grows with its creation.
    changed : collection of Neuron
        The neurons that were added or removed, or whose edges changed.
    default_outputs : bool
        Whether the outputs are the neurons without successors; otherwise they do not change.
    """
    present = sorted((n for n in changed if n in graph), key=created.__getitem__)
    removed = [n for n in changed if n not in graph]
    added = tuple(n for n in present if n not in old.places)
    incoming, outgoing = old.incoming.copy(), old.outgoing.copy()
    depths, places = old.depths.copy(), old.places.copy()
    for neuron in removed:
        for table in (incoming, outgoing, depths, places):
            table.pop(neuron, None)
    for neuron in present:
        incoming[neuron] = tuple(graph.pred[neuron].items())
        outgoing[neuron] = sorted_successors(graph.succ[neuron], created)

    outputs = old.outputs
    if default_outputs:
        outputs = _default_outputs(old.outputs, changed, present, outgoing, created)
    before, after = set(old.outputs), set(outputs)

    # a neuron is visited again when it or one of its sources has moved
    turned = before ^ after
    waiting = {n for n in (*present, *turned) if n in graph}
    waiting.update(t for n in turned if n in graph for t, _ in outgoing[n])
    heap = [(created[n], n) for n in waiting]
    heapq.heapify(heap)
    leaving: dict[int, set[Neuron]] = defaultdict(set)
    arriving: dict[int, list[Neuron]] = defaultdict(list)
    for neuron in removed:
        if neuron in old.depths and neuron not in before:
            leaving[old.depths[neuron]].add(neuron)
    while heap:
        _, neuron = heapq.heappop(heap)
        was = None if neuron in before else old.depths.get(neuron)
        depth = depths[neuron] = depth_of(neuron, incoming, depths, after)
        now = None if neuron in after else depth
        if neuron.is_input:
            continue
        if was != now:
            if was is not None:
                leaving[was].add(neuron)
            if now is not None:
                arriving[now].append(neuron)
        if depth != old.depths.get(neuron):
            for successor, _ in outgoing[neuron]:
                if successor not in waiting:
                    waiting.add(successor)
                    heapq.heappush(heap, (created[successor], successor))

    inputs = (*(n for n in old.inputs if n in places), *(n for n in added if n.is_input))
    layers = list(old.hidden_layers)
    for index in sorted(leaving.keys() | arriving.keys()):
        row = layers[index] if index < len(layers) else ()
        members = [n for n in row if n not in leaving[index]] + arriving[index]
        new = tuple(sorted(members, key=created.__getitem__))
        layers[index : index + 1] = [new]
        _place(places, "hidden", (index,), new, row)
    while layers and not layers[-1]:
        layers.pop()
    _place(places, "input", (), inputs, old.inputs)
    _place(places, "output", (), outputs, old.outputs)
    return Structure(
        order=_without(old.order, removed) + added,
        computed=_without(old.computed, removed) + tuple(n for n in added if not n.is_input),
        incoming=incoming,
        outgoing=outgoing,
        inputs=inputs,
        outputs=outputs,
        hidden_layers=tuple(layers),
        places=places,
        depths=depths,
    )


def _default_outputs(
    old: Neurons,
    changed: Collection[Neuron],
    present: Sequence[Neuron],
    outgoing: Connections,
    created: Mapping[Neuron, int],
) -> Neurons:
    """Return the neurons without successors; the same object as before if nothing changed."""
    ends = {n for n in present if not (n.is_input or outgoing[n])}
    if ends.issubset(old) and set(changed).difference(ends).isdisjoint(old):
        return old
    kept = [n for n in old if n not in changed]
    return tuple(sorted([*kept, *ends], key=created.__getitem__))


def _without(row: Neurons, removed: Sequence[Neuron]) -> Neurons:
    return tuple(n for n in row if n not in removed) if removed else row


def _place(
    places: dict[Neuron, Place],
    kind: str,
    indices: tuple[int, ...],
    new: Neurons,
    old: Iterable[Neuron],
) -> None:
    """Store the places of a row that differ from before."""
    earlier = tuple(old)
    for index, neuron in enumerate(new):
        if index >= len(earlier) or earlier[index] is not neuron:
            places[neuron] = Place(kind, (*indices, index))
