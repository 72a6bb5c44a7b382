"""Which neurons and edges of a large network are shown, and what the caption says of others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from neurosim.drawing.layout.arrangement import assign_columns
from neurosim.drawing.scene.bands import Band, dense_layers
from neurosim.drawing.scene.gap import Gap, Node
from neurosim.drawing.scene.highlight import Emphasis
from neurosim.drawing.scene.shows import View
from neurosim.drawing.scene.subject import Connection, Subject
from neurosim.model.neuron import Neuron

NEURON_LIMIT = 30
"""If a layer has more neurons than this, or a network more layers, the middle is left out."""
NEURON_LIMIT_OF_SLIDES = 12
"""The same for a page with a height."""
KEPT_AT_EACH_END, LAYERS_KEPT_AT_EACH_END = 6, 4
NODE_LIMIT = 120
"""If there are more nodes than this, fewer are kept at each end."""
EDGE_LIMIT = 1_000
"""If there are more edges outside of bands than this, the heaviest are drawn."""
EDGE_LABEL_LIMIT = 150
EDGES_OVER_BANDS = 60

_FEWEST_AT_EACH_END = 2


@dataclass(frozen=True, slots=True)
class ShownEdge:
    """An edge that is drawn, and the numbers of its two nodes."""

    source: int
    target: int
    connection: Connection


@dataclass(frozen=True, slots=True)
class ShownPart:
    """What is drawn.

    Attributes
    ----------
    nodes : tuple of Neuron or Gap
        Each neuron shown, and a gap wherever neurons or whole layers are left out.
    columns : tuple of int
        The column of each node.
    fixed : frozenset of int
        The nodes that keep their order within the column.
    edges : tuple of ShownEdge
        The edges shown.
    labelled : bool
        Whether the network is small enough to write on its edges.
    remarks : tuple of str
        One sentence for each kind of thing that is left out.
    bands : tuple of Band
        The layers whose edges are one band; only highlighted ones of these edges are in ``edges``.
    """

    nodes: tuple[Node, ...]
    columns: tuple[int, ...]
    fixed: frozenset[int]
    edges: tuple[ShownEdge, ...]
    labelled: bool
    remarks: tuple[str, ...]
    bands: tuple[Band, ...] = ()


def select(
    subject: Subject,
    view: View,
    *,
    emphasis: Emphasis | None = None,
    whole: bool = False,
    limit: int = NEURON_LIMIT,
) -> ShownPart:
    """Choose the neurons and edges to draw.

    Parameters
    ----------
    subject : Subject
        The network.
    view : View
        What is shown of it; its numbers decide which edges are the heaviest.
    emphasis : Emphasis, optional
        What is highlighted; its edges are chosen before heavier ones.
    whole : bool
        Whether the user gave the positions. Then the neurons are in order of creation, and no
        ellipsis marks those that are left out.
    """
    layers = _columns(subject)
    if whole and len(subject.net) <= NODE_LIMIT:
        shown: list[list[Node]] = [list(subject.net)]
    else:
        shown = _thinned(layers, emphasis, limit)
    if whole:
        kept = {node for column in shown for node in column if isinstance(node, Neuron)}
        shown = [[neuron for neuron in subject.net if neuron in kept]]
    nodes: list[Node] = []
    columns: list[int] = []
    fixed: set[int] = set()
    places = subject.structure.places
    for index, column in enumerate(shown):
        with_gap = any(isinstance(node, Gap) for node in column)
        for node in column:
            if isinstance(node, Gap) or with_gap or places[node].kind != "hidden":
                fixed.add(len(nodes))
            nodes.append(node)
            columns.append(index)
    n_layers = sum(node.layers for node in nodes if isinstance(node, Gap))
    n_hidden_away = len(subject.net) - sum(isinstance(node, Neuron) for node in nodes)
    remarks: list[str] = []
    if n_hidden_away:
        whole_layers = "1 whole layer" if n_layers == 1 else f"{n_layers:,} whole layers"
        within = f", including {whole_layers}" if n_layers else ""
        remarks.append(f"{n_hidden_away:,} of {len(subject.net):,} neurons are left out{within}.")

    stand_out = emphasis.edges if emphasis else frozenset()
    bands = () if whole else _bands(subject, layers, nodes, columns)
    if bands:
        # without all edges barycenters have no meaning, but the order of creation has
        fixed.update(range(len(nodes)))
    found = _edges(subject, nodes)
    in_bands = {(a, b) for band in bands for a in band.sources for b in band.targets}
    edges = [edge for edge in found if (edge.source, edge.target) not in in_bands]
    n_edges = subject.net.graph.number_of_edges() - sum(band.n_edges for band in bands)
    n_between = len(edges)
    if n_between > EDGE_LIMIT:
        edges = _most_important(edges, subject, view, stand_out)
        fixed.update(range(len(nodes)))
    remarks += _edge_remarks(
        n_edges, n_between, view, bands, highlighted=bool(emphasis), thinned=bool(n_hidden_away)
    )
    over_bands = [
        edge
        for edge in found
        if (edge.source, edge.target) in in_bands
        and (edge.connection.source, edge.connection.neuron) in stand_out
    ]
    # more highlighted edges than this would hide their band
    if over_bands and len(over_bands) <= EDGES_OVER_BANDS:
        edges += over_bands
        remarks.append("Highlighted edges between neurons shown are drawn over the band.")
    labelled = len(edges) <= EDGE_LABEL_LIMIT
    if view.edge_text and not labelled:
        remarks.append(f"With more than {EDGE_LABEL_LIMIT} edges the labels on them are left out.")
    return ShownPart(
        nodes=tuple(nodes),
        columns=tuple(columns),
        fixed=frozenset(fixed),
        edges=tuple(edges),
        labelled=labelled,
        remarks=tuple(remarks),
        bands=bands,
    )


def _most_important(
    edges: list[ShownEdge],
    subject: Subject,
    view: View,
    stand_out: frozenset[tuple[Neuron, Neuron]],
) -> list[ShownEdge]:
    """Return the highlighted and the heaviest edges; without numbers, evenly chosen ones."""

    def rank(index: int) -> tuple[bool, float]:
        edge = edges[index].connection
        size = abs(view.edge_number(subject, edge)) if view.edge_number else -((7919 * index) % n)
        return (edge.source, edge.neuron) not in stand_out, -size

    n = len(edges)
    ranked = sorted(range(n), key=rank)
    return [edges[index] for index in sorted(ranked[:EDGE_LIMIT])]


def _edge_remarks(
    n_edges: int,
    n_between: int,
    view: View,
    bands: tuple[Band, ...],
    *,
    highlighted: bool,
    thinned: bool,
) -> list[str]:
    """Return what the caption says of the edges that are not drawn one by one."""
    remarks = []
    if bands:
        numbers = "; their numbers are left out" if view.edge_text else ""
        remarks.append(f"A band stands for all edges between two layers{numbers}.")
    of = f"Of the {n_edges:,} other edges" if bands else f"Of {n_edges:,} edges"
    between = " between the neurons shown" if thinned else ""
    if n_between > EDGE_LIMIT:
        which = "heaviest" if view.edge_number else "evenly chosen"
        which = f"highlighted and {which}" if highlighted else which
        remarks.append(f"{of}, {EDGE_LIMIT:,} {which} ones{between} are drawn.")
    elif n_between < n_edges:
        remarks.append(f"{of}, the {n_between:,}{between} are drawn.")
    return remarks


def _bands(
    subject: Subject, layers: list[list[Neuron]], nodes: list[Node], columns: list[int]
) -> tuple[Band, ...]:
    """Return the bands between the layers shown."""
    dense = dense_layers(subject, layers)
    layer = {neuron: index for index, column in enumerate(layers) for neuron in column}
    shown: dict[int, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        if isinstance(node, Neuron):
            shown[layer[node]].append(number)

    def middle(neurons: list[int]) -> int:
        """Return the sign of the neurons that are left out, or the neuron in the middle."""
        column = columns[neurons[0]]
        gaps = [n for n, node in enumerate(nodes) if isinstance(node, Gap) and columns[n] == column]
        return gaps[0] if gaps else neurons[len(neurons) // 2]

    return tuple(
        Band(
            tuple(shown[index]),
            tuple(shown[index + 1]),
            len(layers[index]),
            len(layers[index + 1]),
            n_edges,
            (middle(shown[index]), middle(shown[index + 1])),
        )
        for index, n_edges in dense.items()
        if index in shown and index + 1 in shown
    )


def _thinned(
    columns: list[list[Neuron]], emphasis: Emphasis | None, limit: int
) -> list[list[Node]]:
    """Return the layers with gaps for what is left out, so that the picture stays small."""
    ends = min(KEPT_AT_EACH_END, (limit - 1) // 2)
    shown = _shown_layers(columns, limit, ends, emphasis)
    while sum(map(len, shown)) > NODE_LIMIT and ends >= _FEWEST_AT_EACH_END:
        shown = _shown_layers(columns, 2 * ends + 1, ends, emphasis)
        ends -= 1
    return shown


def _shown_layers(
    columns: list[list[Neuron]], limit: int, ends: int, emphasis: Emphasis | None
) -> list[list[Node]]:
    """Return the first and the last layers, the highlighted ones, and gaps for the others."""
    kept = list(range(len(columns)))
    if len(columns) > limit:
        ends_of_layers = min(ends, LAYERS_KEPT_AT_EACH_END)
        kept = _kept([_standing_out(column, emphasis) for column in columns], ends_of_layers)
    shown: list[list[Node]] = []
    following = 0
    for index in [*kept, len(columns)]:
        left_out = columns[following:index]
        if left_out:
            shown.append([Gap(sum(map(len, left_out)), len(left_out))])
        if index < len(columns):
            shown.append(_shown_neurons(columns[index], limit, ends, emphasis))
        following = index + 1
    return shown


def _shown_neurons(
    column: list[Neuron], limit: int, ends: int, emphasis: Emphasis | None
) -> list[Node]:
    """Return both ends of a long layer, the highlighted neurons, and gaps for the others."""
    if len(column) <= limit:
        return list(column)
    kept = _kept([_standing_out([neuron], emphasis) for neuron in column], ends)
    shown: list[Node] = []
    following = 0
    for index in kept:
        if index > following:
            shown.append(Gap(index - following))
        shown.append(column[index])
        following = index + 1
    return shown


def _standing_out(neurons: list[Neuron], emphasis: Emphasis | None) -> int:
    """Return 2 if the heart of the highlight is among the neurons, 1 if another part is, else 0."""
    if emphasis is None or emphasis.neurons.isdisjoint(neurons):
        return 0
    return 1 if set(emphasis.heart).isdisjoint(neurons) else 2


def _kept(weights: list[int], ends: int) -> list[int]:
    """Return the places that are kept: both ends, and highlighted ones if they are few."""
    places = range(len(weights))
    chosen = [place for place in places if weights[place]]
    if len(chosen) > 2 * ends:
        chosen = [place for place in chosen if weights[place] == 2]
    return sorted({*places[:ends], *chosen, *places[-ends:]})


def _columns(subject: Subject) -> list[list[Neuron]]:
    structure = subject.structure
    created = {neuron: index for index, neuron in enumerate(subject.net)}
    place = {neuron: index for index, neuron in enumerate(structure.outputs)}
    edges = [
        (created[source], created[neuron])
        for neuron in structure.computed
        for source, _ in structure.incoming[neuron]
    ]
    columns = assign_columns(
        [created[neuron] for neuron in structure.order],
        edges,
        {created[neuron] for neuron in structure.inputs},
        {created[neuron] for neuron in structure.outputs},
    )
    found: dict[int, list[Neuron]] = defaultdict(list)
    for neuron, index in created.items():
        found[columns[index]].append(neuron)
    # outputs stand in the order in which they were set
    return [
        [
            *(n for n in found[column] if n not in place),
            *sorted((n for n in found[column] if n in place), key=place.__getitem__),
        ]
        for column in sorted(found)
    ]


def _edges(subject: Subject, nodes: list[Node]) -> list[ShownEdge]:
    index = {node: i for i, node in enumerate(nodes) if isinstance(node, Neuron)}
    return [
        ShownEdge(index[source], index[neuron], Connection(source, neuron, position, edge))
        for neuron in nodes
        if isinstance(neuron, Neuron)
        for position, (source, edge) in enumerate(subject.structure.incoming[neuron])
        if source in index
    ]
