"""Tooltips: full names and full numbers for a reader who points at a part of a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from neurosim.drawing.lettering import clean, told
from neurosim.drawing.painters.graph import Edge, LabelRow, Node, read_graph
from neurosim.drawing.shapes import Label, Line, Scene

ARROW = "\N{RIGHTWARDS ARROW}"


def in_full(label: Label) -> str:
    """Return the text of a label with its number in full precision.

    For a number that a step changes, it has the old and the new number, whatever the label shows.

    Parameters
    ----------
    label : Label
        The label. It has a number, perhaps with words before it or a unit after it, or only words.

    Examples
    --------
    >>> in_full(Label(0, 0, "b = 0.1235", 9, "#000000", value=0.12345678))
    'b = 0.12345678'
    >>> in_full(Label(0, 0, "0.00 + 1.2e-08", 9, "#000000", value=1.23e-8, old=0.0, new=1.23e-8))
    '0.0 → 1.23e-08'
    """
    if label.old is not None and label.new is not None:
        return f"{float(label.old)!r} {ARROW} {float(label.new)!r}"
    if label.value is None:
        return label.full_text or label.text
    value = float(label.value)
    *words, shown = label.text.split(" ")
    if shown == "%":
        return " ".join([*words[:-1], f"{100 * value:.15g}", shown])
    return " ".join([*words, repr(value)])


def row_text(row: LabelRow) -> str:
    """Return one line of a node with its number in full precision, such as ``b = 0.1``."""
    *symbols, last = row
    number = in_full(last)
    words = [label.text for label in symbols]
    return clean(" = ".join([*words, number] if number else words))


def node_lines(node: Node) -> list[str]:
    """Return the full name of a node and under it each of its numbers in full precision."""
    shown = [row_text(row) for row in node.rows]
    if not node.box.name:
        return shown
    # the first row is the name, unless it is a symbol
    is_name = bool(node.rows) and node.rows[0][0].owner == node.box.name
    activation = [f"activation: {told(node.box.activation)}"] if node.box.activation else []
    return [told(node.box.name), *activation, *(shown[1:] if is_name else shown)]


def edge_text(line: Line, label: Label | None) -> str:
    """Return the symbol of an edge, the neurons it connects, and its number in full precision."""
    ends = f"{told(line.source)} {ARROW} {told(line.target)}" if line.source or line.target else ""
    named = ", ".join(part for part in (line.owner, ends) if part)
    if label is not None and label.text != line.owner:
        number = in_full(label)
    else:
        number = "" if line.value is None else repr(float(line.value))
    return clean(": ".join(part for part in (named, number) if part))


def tooltips(scene: Scene) -> dict[tuple[str, int], str]:
    """Return the text for each part that has one, by ``(kind, place in the scene)``.

    Parameters
    ----------
    scene : Scene
        The picture.

    Returns
    -------
    dict
        The texts, by keys such as ``("box", 0)``, ``("line", 3)`` and ``("label", 7)``.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing.scene.diagram import make_scene
    >>> net = ns.Network()
    >>> y = net.add_neuron({net.add_input("x"): 0.123456789}, bias=0.5, name="y")
    >>> found = tooltips(make_scene(net))
    >>> print(found["line", 0])
    wo[0][0], x → y: 0.123456789
    >>> print(found["box", 1])
    y
    activation: sigmoid
    b = 0.5
    """
    graph = read_graph(scene)
    nodes = {node.number: "\n".join(node_lines(node)) for node in graph.nodes}
    edges = {edge.line: edge_text(edge.line, edge.label) for edge in graph.edges}
    found: dict[tuple[str, int], str] = {}
    for index, line in enumerate(scene.lines):
        found["line", index] = edges.get(line, "")
    for index, box in enumerate(scene.boxes):
        found["box", index] = "" if box.node is None else nodes.get(box.node, "")
    on_labels = _of_labels(graph.nodes, graph.edges)
    for index, label in enumerate(scene.labels):
        found["label", index] = told(label.full_text) or on_labels[label]
    return {key: text for key, text in found.items() if text}


def _of_labels(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[Label, str]:
    found: dict[Label, str] = defaultdict(str)
    for node in nodes:
        whole = "\n".join(node_lines(node))
        for index, row in enumerate(node.rows):
            for label in row:
                found[label] = row_text(row) if index else whole
    for edge in edges:
        if edge.label is not None:
            found[edge.label] = edge_text(edge.line, edge.label)
    return found
