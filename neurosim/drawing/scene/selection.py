"""Which neurons and edges of a large network are shown, and what the caption says of the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from neurosim.drawing.layout.arrangement import assign_columns
from neurosim.drawing.scene.highlight import Emphasis
from neurosim.drawing.scene.subject import Connection, Subject
from neurosim.drawing.scene.views import View, edge_weight
from neurosim.model.neuron import Neuron

NEURON_LIMIT = 30
KEPT_AT_EACH_END = 6
EDGE_LIMIT = 300
EDGE_LIMIT_BETWEEN_ENDS = 150
EDGE_LABEL_LIMIT = 150


@dataclass(frozen=True, slots=True)
class ShownEdge:
    """An edge that is drawn, by the nodes it connects."""

    source: int
    target: int
    connection: Connection


@dataclass(frozen=True, slots=True)
class Selection:
    """What is drawn.

    Attributes
    ----------
    nodes : tuple of Neuron or int
        Each neuron shown; an int stands for an ellipsis and counts the neurons that it hides.
    columns : tuple of int
        The column of each node.
    fixed : frozenset of int
        The nodes that keep their order within the column.
    edges : tuple of ShownEdge
        The edges shown.
    labelled : bool
        Whether the network is small enough to write on its edges.
    remarks : tuple of str
        One sentence for each thing left out.
    """

    nodes: tuple[Neuron | int, ...]
    columns: tuple[int, ...]
    fixed: frozenset[int]
    edges: tuple[ShownEdge, ...]
    labelled: bool
    remarks: tuple[str, ...]


def select(
    subject: Subject, view: View, *, emphasis: Emphasis | None = None, whole: bool = False
) -> Selection:
    """Choose the neurons and edges to draw.

    Parameters
    ----------
    subject : Subject
        The network.
    view : View
        What is shown of it; its numbers tell which edges are the heaviest.
    emphasis : Emphasis, optional
        What stands out; its edges are drawn before heavier ones.
    whole : bool
        Whether every neuron is drawn in order of creation, however many there are.
    """
    nodes: list[Neuron | int] = []
    columns: list[int] = []
    fixed: set[int] = set()
    remarks: list[str] = []
    n_hidden_away = 0
    limit = len(subject.net) if whole else NEURON_LIMIT
    for column, neurons in enumerate([list(subject.net)] if whole else _columns(subject)):
        shown: list[Neuron | int] = list(neurons)
        if len(neurons) > limit:
            shown = _ends(neurons, _wanted(neurons, emphasis))
            n_hidden_away += sum(node for node in shown if isinstance(node, int))
        for node in shown:
            ends = isinstance(node, int) or subject.structure.places[node].kind != "hidden"
            if ends or len(neurons) > limit:
                fixed.add(len(nodes))
            nodes.append(node)
            columns.append(column)
    if n_hidden_away:
        remarks.append(f"{n_hidden_away:,} of {len(subject.net):,} neurons are left out.")

    edges = _edges(subject, nodes)
    n_edges, n_between = subject.net.graph.number_of_edges(), len(edges)
    most = EDGE_LIMIT_BETWEEN_ENDS if n_hidden_away else EDGE_LIMIT
    if n_between > most:
        number = view.edge_number or edge_weight
        stand_out = emphasis.edges if emphasis else frozenset()

        def rank(index: int) -> tuple[bool, float]:
            edge = edges[index].connection
            return (edge.source, edge.neuron) not in stand_out, -abs(number(subject, edge))

        heaviest = sorted(range(n_between), key=rank)
        edges = [edges[index] for index in sorted(heaviest[:most])]
        # with edges missing the barycenters would mean nothing; the order of creation does
        fixed.update(range(len(nodes)))
        between = " between the neurons shown" if n_hidden_away else ""
        which = "heaviest" if emphasis is None else "highlighted and heaviest"
        remarks.append(f"Of {n_edges:,} edges the {most} {which}{between} are drawn.")
    elif n_hidden_away:
        remarks.append(f"Of {n_edges:,} edges the {n_between} between the neurons shown are drawn.")
    labelled = len(edges) <= EDGE_LABEL_LIMIT and not n_hidden_away
    if view.edge_text and n_hidden_away:
        remarks.append("The labels on edges are left out.")
    elif view.edge_text and not labelled:
        remarks.append(f"With more than {EDGE_LABEL_LIMIT} edges the labels on them are left out.")
    return Selection(
        nodes=tuple(nodes),
        columns=tuple(columns),
        fixed=frozenset(fixed),
        edges=tuple(edges),
        labelled=labelled,
        remarks=tuple(remarks),
    )


def _wanted(neurons: list[Neuron], emphasis: Emphasis | None) -> set[Neuron]:
    """Return the neurons of a long layer that are shown because they stand out, if they are few."""
    if emphasis is None:
        return set()
    chosen = {neuron for neuron in neurons if neuron in emphasis.neurons}
    few = len(chosen) <= 2 * KEPT_AT_EACH_END
    return chosen if few else chosen & set(emphasis.heart)


def _ends(neurons: list[Neuron], wanted: set[Neuron]) -> list[Neuron | int]:
    """Return the ends of a long layer and what is wanted of it, with counts of those between."""
    last = len(neurons) - KEPT_AT_EACH_END
    shown: list[Neuron | int] = []
    n_left_out = 0
    for index, neuron in enumerate(neurons):
        if KEPT_AT_EACH_END <= index < last and neuron not in wanted:
            n_left_out += 1
            continue
        if n_left_out:
            shown.append(n_left_out)
            n_left_out = 0
        shown.append(neuron)
    return shown


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


def _edges(subject: Subject, nodes: list[Neuron | int]) -> list[ShownEdge]:
    index = {node: i for i, node in enumerate(nodes) if isinstance(node, Neuron)}
    return [
        ShownEdge(index[source], index[neuron], Connection(source, neuron, position, edge))
        for neuron in nodes
        if isinstance(neuron, Neuron)
        for position, (source, edge) in enumerate(subject.structure.incoming[neuron])
        if source in index
    ]
