"""The graph in a scene, for formats that lay out graphs themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from neurosim.drawing.shapes import Box, Label, Line, Scene

NODE_ROLES = frozenset(("input", "hidden", "output", "ellipsis", "step", "choice"))
_TEXT_ROLES = frozenset(("neuron", "ellipsis", "step"))
_ROUND = 0.5

LabelRow = tuple[Label, ...]
"""One line of text in a node: a label, or a symbol and its number."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph: its box, the text in it from top to bottom, its halo, text beside it."""

    number: int
    box: Box
    rows: tuple[LabelRow, ...]
    halo: str | None = None
    beside: tuple[Label, ...] = ()

    @property
    def is_circle(self) -> bool:
        """Whether the box is a circle."""
        diameter = 2 * self.box.corner
        return max(self.box.width, self.box.height) <= diameter + _ROUND


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of the graph: its line, the label on it if there is one, the colour of its halo."""

    source: int
    target: int
    line: Line
    label: Label | None
    halo: str | None = None


@dataclass(frozen=True, slots=True)
class SceneGraph:
    """The nodes and edges of a scene.

    Attributes
    ----------
    nodes : tuple of Node
        Column by column, each in the order of the picture.
    edges : tuple of Edge
        In the order of the scene.
    columns : tuple of tuple of int
        The numbers of the nodes of each column, in the direction of the scene.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: tuple[tuple[int, ...], ...]


def read_graph(scene: Scene) -> SceneGraph:
    """Return the nodes and edges of a scene, each with its text.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing.scene.diagram import make_scene
    >>> graph = read_graph(make_scene(ns.mlp([2, 3, 1], seed=1)))
    >>> graph.columns, len(graph.edges)
    (((0, 1), (2, 3, 4), (5,)), 9)
    """
    boxes = {
        box.node: box for box in scene.boxes if box.node is not None and box.role in NODE_ROLES
    }
    texts: dict[int, list[Label]] = defaultdict(list)
    beside: dict[int, list[Label]] = defaultdict(list)
    on_edges: dict[tuple[str, tuple[int, ...]], Label] = {}
    for label in scene.labels:
        if len(label.nodes) == 1 and label.role in _TEXT_ROLES:
            texts[label.nodes[0]].append(label)
        elif len(label.nodes) == 1 and label.role == "beside":
            beside[label.nodes[0]].append(label)
        elif len(label.nodes) == 2 and label.role == "table":
            # a format with a layout of its own has room on the edges, for both lines of a cell
            both = replace(label, text=label.full_text or label.text, full_text="")
            on_edges["edge", label.nodes] = both
        elif len(label.nodes) == 2 and label.role == "edge":
            on_edges[label.role, label.nodes] = label
        elif len(label.nodes) == 2 and label.role == "band":
            on_edges[label.role, label.nodes] = replace(label, text=label.full_text, full_text="")
    columns = _columns(boxes, downwards=scene.direction == "down")
    halos = {line.nodes: line.colour for line in scene.lines if line.role == "halo" and line.nodes}
    nodes = tuple(
        Node(
            number,
            boxes[number],
            _rows(texts[number]),
            halos.get((number, number)),
            tuple(beside[number]),
        )
        for column in columns
        for number in column
    )
    edges = tuple(
        Edge(*line.nodes, line, on_edges.get((line.role, line.nodes)), halos.get(line.nodes))
        for line in scene.lines
        if line.role in {"edge", "band"}
        and line.nodes is not None
        and boxes.keys() >= set(line.nodes)
    )
    return SceneGraph(nodes, edges, columns)


def unlinked(graph: SceneGraph) -> Iterator[tuple[int, int]]:
    """Yield a link for each node that no edge keeps in its column, such as an ellipsis.

    A format that places nodes only by their edges could put it anywhere.
    """
    tied = {number for edge in graph.edges for number in (edge.source, edge.target)}
    for index, column in enumerate(graph.columns):
        for number in column:
            if number in tied or len(graph.columns) == 1:
                continue
            if index:
                yield _most_tied(graph.columns[index - 1], tied), number
            else:
                yield number, _most_tied(graph.columns[1], tied)


def lines_of(scene: Scene, role: str) -> list[Label]:
    """Return the lines of a heading or caption from top to bottom."""
    return sorted((label for label in scene.labels if label.role == role), key=lambda item: item.y)


def legend_items(scene: Scene) -> list[tuple[Box | Line, Label]]:
    """Return the samples of the legend, each with the word to the right of it."""
    words = [label for label in scene.labels if label.role == "legend"]
    found: dict[Label, Box | Line] = {}
    samples: list[Box | Line] = [
        *(box for box in scene.boxes if box.role == "legend"),
        *(line for line in scene.lines if line.role == "legend"),
    ]
    for sample in samples:
        x, y = (sample.x, sample.y) if isinstance(sample, Box) else sample.points[-1]
        beside = [word for word in words if word.x >= x and abs(word.y - y) < word.size]
        if beside:
            # of several lines beside one word the last is the widest
            found[min(beside, key=lambda word: word.x)] = sample
    return [(sample, word) for word, sample in found.items()]


def _columns(boxes: dict[int, Box], *, downwards: bool) -> tuple[tuple[int, ...], ...]:
    found: dict[float, list[tuple[float, int]]] = defaultdict(list)
    for number, box in boxes.items():
        along, across = (box.y, box.x) if downwards else (box.x, box.y)
        found[round(along, 2)].append((across, number))
    return tuple(tuple(number for _, number in sorted(found[along])) for along in sorted(found))


def _rows(labels: Sequence[Label]) -> tuple[LabelRow, ...]:
    rows: dict[float, list[Label]] = defaultdict(list)
    for label in labels:
        rows[round(label.y, 2)].append(label)
    return tuple(tuple(sorted(rows[y], key=lambda label: label.x)) for y in sorted(rows))


def _most_tied(column: Sequence[int], tied: set[int]) -> int:
    return next((number for number in column if number in tied), column[0])
