"""What a reader is told who points at a part of a picture: full names and full numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from neurosim.drawing.painters.graph import Edge, Node, Row, read_graph
from neurosim.drawing.shapes import Label, Line, Scene
from neurosim.drawing.text import clean

ARROW = "\N{RIGHTWARDS ARROW}"


def in_full(text: str, value: float | None) -> str:
    """Return text with the number that it shows in full precision.

    Parameters
    ----------
    text : str
        What is shown: a number, with words before it or a unit or its successor after it.
    value : float or None
        The number before rounding; None leaves the text as it is.

    Examples
    --------
    >>> in_full("b = 0.1235", 0.12345678), in_full("12.35 %", 0.12345678)
    ('b = 0.12345678', '12.345678 %')
    >>> in_full("0.5000 → 0.5123", 0.5), in_full("0.5000 → 0.5123", 0.0123)
    ('0.5 → 0.5123', '0.5000 → 0.5123 (+0.0123)')
    """
    if value is None:
        return text
    value = float(value)
    before, arrow, after = text.partition(f" {ARROW} ")
    *words, shown = before.split(" ")
    if shown == "%":
        return " ".join([*words[:-1], f"{100 * value:.15g}", shown])
    if arrow and not _rounds_to(value, shown):
        # the number is none of the two, so it is the change
        return f"{text} ({value:+})"
    return " ".join([*words, repr(value)]) + arrow + after


def row_text(row: Row) -> str:
    """Return one line of a node with its number in full precision, such as ``b = 0.1``."""
    *symbols, last = row
    number = in_full(last.text, last.value)
    words = [label.text for label in symbols]
    return clean(" = ".join([*words, number] if number else words))


def node_lines(node: Node) -> list[str]:
    """Return the full name of a node and under it each of its numbers in full precision."""
    shown = [row_text(row) for row in node.rows]
    if not node.box.name:
        return shown
    # the first row is the name, unless it is a symbol
    is_name = bool(node.rows) and node.rows[0][0].owner == node.box.name
    activation = [f"activation: {clean(node.box.activation)}"] if node.box.activation else []
    return [clean(node.box.name), *activation, *(shown[1:] if is_name else shown)]


def edge_text(line: Line, label: Label | None) -> str:
    """Return the symbol of an edge, what it connects, and its number in full precision."""
    ends = f"{line.source} {ARROW} {line.target}" if line.source or line.target else ""
    named = ", ".join(part for part in (line.owner, ends) if part)
    if label is not None and label.text != line.owner:
        number = in_full(label.text, label.value)
    else:
        number = "" if line.value is None else repr(float(line.value))
    return clean(": ".join(part for part in (named, number) if part))


def _rounds_to(value: float, shown: str) -> bool:
    try:
        decimals = len(shown.partition(".")[2])
        return abs(float(shown) - value) <= 0.51 * 10.0**-decimals
    except ValueError:
        return False


def tooltips(scene: Scene) -> dict[tuple[str, int], str]:
    """Return the text for each part that has one, by ``(kind, place in the scene)``.

    Parameters
    ----------
    scene : Scene
        The picture.

    Returns
    -------
    dict
        Of keys such as ``("box", 0)``, ``("line", 3)`` and ``("label", 7)``.

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
        found["label", index] = clean(label.full_text) or on_labels[label]
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
