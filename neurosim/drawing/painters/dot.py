"""Write a scene in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from neurosim.drawing.lettering import LINE_HEIGHT, clean, text_width
from neurosim.drawing.painters.graph import (
    Edge,
    LabelRow,
    Node,
    SceneGraph,
    legend_items,
    lines_of,
    read_graph,
    unlinked,
)
from neurosim.drawing.painters.lengths import curve_points, short
from neurosim.drawing.painters.tooltips import edge_text, node_lines
from neurosim.drawing.settings import FONT
from neurosim.drawing.shapes import Box, Direction, Label, Line, Point, Scene
from neurosim.drawing.strokes import stroke
from neurosim.writing.letters import Typeset

_FONTS = f"{FONT},Verdana,Arial,sans-serif"
_POINTS_PER_INCH = 72.0
_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
_PADDING = 9.0
_SHARP = 3.0
_INDEXED = 1.7
_NARROWEST_GAP = 48.0
_ROUND = 0.5
_NONE = "transparent"
_ENDS = {"arrow": "normal", "bar": "tee"}
_SIDES = {"input": "before", "output": "after"}
_RANKS = {"right": "LR", "down": "TB"}


def to_dot(scene: Scene) -> str:
    """Return a scene as a graph for Graphviz.

    ``dot`` lays out the graph itself and keeps the columns; ``neato -n2`` uses the positions of
    the scene. The small pictures in neurons are left out.

    Parameters
    ----------
    scene : Scene
        What to show.

    Returns
    -------
    str
        The text of a file that ends in ``.dot`` or ``.gv``.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing.scene.diagram import make_scene
    >>> text = to_dot(make_scene(ns.mlp([2, 3, 1], seed=1)))
    >>> text.splitlines()[0], text.count("arrowhead=tee")
    ('digraph "Neural network" {', 4)
    """
    return "\n".join(_statements(scene, read_graph(scene))) + "\n"


def _statements(scene: Scene, graph: SceneGraph) -> Iterator[str]:
    yield f"digraph {_quoted(scene.title)} {{"
    yield "  graph " + _attributes(
        {
            "rankdir": _RANKS[scene.direction],
            "bgcolor": _quoted(scene.background or _NONE),
            "fontname": _quoted(_FONTS),
            "labelloc": "t",
            "label": _heading(scene),
            "tooltip": _tooltip(scene.title),
            "pad": "0.2",
            "outputorder": "edgesfirst",
            "nodesep": "0.15",
            # an edge with a label needs two ranks
            "ranksep": short(_between_columns(graph, scene.direction) / 2 / _POINTS_PER_INCH),
        }
    )
    yield f'  node [fontname="{_FONTS}", margin=0, fixedsize=true]'
    yield f'  edge [fontname="{_FONTS}", arrowsize=0.6, arrowhead=none]'
    for node in graph.nodes:
        yield f"  {_node(scene, node)}"
        yield from _beside(scene, node)
    joined = {frozenset((edge.source, edge.target)) for edge in graph.edges}
    for column in graph.columns:
        # nodes that an edge connects are in line only by chance
        apart = not any(frozenset(pair) in joined for pair in combinations(column, 2))
        if len(column) > 1 and apart:
            names = " -> ".join(f"n{number}" for number in column)
            yield f"  {{ rank=same; {names} [style=invis] }}"
    for edge in graph.edges:
        yield f"  {_edge(scene, edge)}"
    for source, target in unlinked(graph):
        yield f"  n{source} -> n{target} [style=invis]"
    yield from _legend(scene, graph)
    yield "}"


def _legend(scene: Scene, graph: SceneGraph) -> Iterator[str]:
    """Yield the legend as a subgraph below the first column, one item below the other."""
    items = legend_items(scene)
    if not items:
        return
    yield "  subgraph legend {"
    for index, (sample, word) in enumerate(items):
        left, top, right, bottom = word.extent
        middle = (top + bottom) / 2
        said = {"label": f"<{_text(word)}>", "fixedsize": "false"}
        if isinstance(sample, Line):
            start = sample.points[0]
            point = {"shape": "point", "style": "invis", "pos": _position(scene, start, "!")}
            said |= {"shape": "none", "margin": _quoted("0.06,0")}
            said["pos"] = _position(scene, ((left + right) / 2, middle), "!")
            straight = _of_line(scene, sample) | {"weight": "100"}
            yield f"    legend{index} {_attributes(point)}"
            yield f"    word{index} {_attributes(said)}"
            yield f"    legend{index} -> word{index} {_attributes(straight)}"
        else:
            # a box with its word in it
            left = sample.extent[0]
            corner = 0.0 if sample.corner <= _SHARP else sample.corner
            shown = replace(sample, x=(left + right) / 2, width=right - left, corner=corner)
            boxed = _of_box(scene, shown, sample.fill) | said | {"margin": _quoted("0.08,0.03")}
            yield f"    legend{index} {_attributes(boxed)}"
    yield "  }"
    above = [f"n{graph.columns[0][-1]}"] if graph.columns else []
    column = " -> ".join([*above, *(f"legend{index}" for index in range(len(items)))])
    yield f"  {{ rank=same; {column} [style=invis] }}"


def _node(scene: Scene, node: Node) -> str:
    attributes = _of_box(scene, node.box, node.halo or node.box.fill) | {
        "tooltip": _tooltip("\n".join(node_lines(node)) or " "),
        "label": _table(node),
    }
    if _grows(node):
        attributes |= {"fixedsize": "false", "margin": _quoted("0.02,0")}
    return f"n{node.number} {_attributes(attributes)}"


def _grows(node: Node) -> bool:
    """Return whether a node is a small circle of one name, which has no room for more."""
    return node.is_circle and len(node.rows) == 1 and not _at_end(node)


def _at_end(node: Node) -> bool:
    return node.box.role in _SIDES


def _beside(scene: Scene, node: Node) -> Iterator[str]:
    """Yield what stands beside an input or output: a text of its own before or after it.

    Graphviz would put an external label anywhere near its node, and readers at another one.
    """
    if not node.beside or not _at_end(node):
        return
    extents = [label.extent for label in node.beside]
    left, top = (min(extent[i] for extent in extents) for i in (0, 1))
    right, bottom = (max(extent[i] for extent in extents) for i in (2, 3))
    rows = "".join(f"<TR><TD>{_text(label)}</TD></TR>" for label in node.beside)
    attributes = {
        "shape": "none",
        "fixedsize": "false",
        "label": f"<{_TABLE}{rows}</TABLE>>",
        "tooltip": _tooltip("\n".join(node_lines(node)) or " "),
        "pos": _position(scene, ((left + right) / 2, (top + bottom) / 2), "!"),
    }
    name, number = f"beside{node.number}", f"n{node.number}"
    yield f"  {name} {_attributes(attributes)}"
    first, second = (name, number) if _SIDES[node.box.role] == "before" else (number, name)
    yield f"  {first} -> {second} [style=invis, weight=100]"


def _of_box(scene: Scene, box: Box, fill: str | None) -> dict[str, str]:
    is_circle = max(box.width, box.height) <= 2 * box.corner + _ROUND
    styles = ["filled"] if fill else []
    if not is_circle and box.corner > _SHARP:
        styles.append("rounded")
    if box.dashed:
        styles.append("dashed")
    attributes = {
        "shape": "circle" if is_circle else "box",
        "style": _quoted(",".join(styles) or "solid"),
        "fillcolor": _quoted(fill or scene.background or _NONE),
        "color": _quoted(box.stroke or _NONE),
        "penwidth": short(box.stroke_width),
        "width": short(box.width / _POINTS_PER_INCH, 4),
        "height": short(box.height / _POINTS_PER_INCH, 4),
        "pos": _position(scene, (box.x, box.y), "!"),
    }
    if box.double:
        attributes["peripheries"] = "2"
    return attributes


def _edge(scene: Scene, edge: Edge) -> str:
    attributes = _of_line(scene, edge.line)
    attributes["tooltip"] = _tooltip(edge_text(edge.line, edge.label) or " ")
    if edge.label is not None:
        label = edge.label
        behind = edge.halo or (scene.background if label.clear else "")
        colour = f' BGCOLOR="{behind}"' if behind else ""
        cell = f"<TR><TD{colour}>{_text(label)}</TD></TR>"
        attributes["label"] = f"<{_TABLE}{cell}</TABLE>>"
        attributes["labeltooltip"] = attributes["tooltip"]
        left, top, right, bottom = label.extent
        attributes["lp"] = _position(scene, ((left + right) / 2, (top + bottom) / 2))
    return f"n{edge.source} -> n{edge.target} {_attributes(attributes)}"


def _of_line(scene: Scene, line: Line) -> dict[str, str]:
    attributes = {
        "color": _quoted(line.colour),
        "penwidth": short(line.width),
        "pos": _spline(scene, line),
    }
    if line.end:
        attributes["arrowhead"] = _ENDS[line.end]
    if line.dashed:
        attributes["style"] = "dashed"
    return attributes


def _table(node: Node) -> str:
    if not node.rows:
        return '""'
    pairs = [row for row in node.rows if len(row) > 1]
    # widths belong to the cells, because Graphviz does not give the width of a table to its columns
    widths: tuple[float, ...] = ()
    if pairs:
        right = max(text_width(row[-1].text, row[-1].size) for row in pairs)
        widths = (node.box.width - 2 * _PADDING - right, right)
    grows = _grows(node)
    # the indices of the name need room above what follows it
    pitches = [_INDEXED * node.rows[0][0].size] if grows else _pitches(node.rows)
    rows = "".join(
        _row(*row_and_pitch, widths) for row_and_pitch in zip(node.rows, pitches, strict=True)
    )
    last = node.rows[-1][0]
    if grows:
        rows += "".join(_row((label,), pitches[-1], widths) for label in node.beside)
    named = _named_activation(node, last)
    # in the place of the small picture of the activation, if the scene has one
    fits = sum(pitches) + pitches[-1] + _PADDING <= node.box.height and not node.is_circle
    if named is not None and (grows or fits):
        rows += _row((named,), pitches[-1], widths)
    return f"<{_TABLE}{rows}</TABLE>>"


def _named_activation(node: Node, like: Label) -> Label | None:
    name = node.box.activation
    # a few letters of a name say nothing; the tooltip has it whole
    if not name or text_width(name, like.size) > 0.7 * node.box.width:
        return None
    return replace(like, text=name, weight="normal", pieces=())


def _row(row: LabelRow, pitch: float, widths: tuple[float, ...]) -> str:
    height = f' HEIGHT="{pitch:.0f}"'
    if len(row) == 1:
        span = ' COLSPAN="2"' if widths else ""
        return f"<TR><TD{height}{span}>{_text(row[0])}</TD></TR>"
    cells = (
        f'<TD{height} WIDTH="{width:.0f}" ALIGN="{label.anchor.upper()}">{_text(label)}</TD>'
        for label, width in zip(row, widths, strict=True)
    )
    return f"<TR>{''.join(cells)}</TR>"


def _pitches(rows: Sequence[LabelRow]) -> list[float]:
    """Return the height of each row, from the distance to the next."""
    between = [below[0].y - row[0].y for row, below in pairwise(rows)]
    return [*between, between[-1]] if between else [rows[0][0].size * LINE_HEIGHT]


def _text(label: Label) -> str:
    # the font element must not be empty, as it would be for a name of blanks
    text = _markup(label) or " "
    text = f"<B>{text}</B>" if label.weight == "bold" else text
    size = short(label.size)
    return f'<FONT POINT-SIZE="{size}" COLOR="{label.colour}">{text}</FONT>'


def _markup(label: Label) -> str:
    """Return the text of a label, with letters in italics and indices below and above them."""
    if not label.pieces:
        return _escaped(label.text)
    return "".join(
        _words(piece) if isinstance(piece, str) else _symbol(piece) for piece in label.pieces
    )


def _words(text: str) -> str:
    # a space beside a symbol stays
    before, after = (" " if end.isspace() else "" for end in (text[:1], text[1:][-1:]))
    return f"{before}{_escaped(text)}{after}"


def _symbol(symbol: Typeset) -> str:
    base = _escaped(symbol.base)
    markup = f"<I>{base}</I>" if len(symbol.base) == 1 and symbol.base.isalpha() else base
    markup += f"<SUB>{_escaped(symbol.below)}</SUB>" if symbol.below else ""
    return markup + (f"<SUP>{_escaped(symbol.above)}</SUP>" if symbol.above else "")


def _heading(scene: Scene) -> str:
    """Return title and caption as one label, because a graph can have only one."""
    rows = [_text(label) for label in (*lines_of(scene, "title"), *lines_of(scene, "caption"))]
    if not rows:
        return '""'
    # the last row is a gap above the graph
    cells = "".join(f'<TR><TD HEIGHT="13">{row}</TD></TR>' for row in [*rows, " "])
    return f"<{_TABLE}{cells}</TABLE>>"


def _between_columns(graph: SceneGraph, direction: Direction) -> float:
    """Return the least space between two columns of the scene."""
    spans = []
    boxes = {node.number: node.box for node in graph.nodes}
    for column in graph.columns:
        extents = [boxes[number].extent for number in column]
        sides = (0, 2) if direction == "right" else (1, 3)
        spans.append((min(e[sides[0]] for e in extents), max(e[sides[1]] for e in extents)))
    gaps = [after[0] - before[1] for before, after in pairwise(spans)]
    return max(_NARROWEST_GAP, min(gaps, default=0.0))


def _position(scene: Scene, point: Point, mark: str = "") -> str:
    return f'"{short(point[0])},{short(scene.height - point[1])}{mark}"'


def _spline(scene: Scene, line: Line) -> str:
    end = f"e,{_position(scene, line.points[-1])[1:-1]} " if line.end else ""
    points = curve_points(stroke(line).pieces[0])
    return '"' + end + " ".join(_position(scene, point)[1:-1] for point in points) + '"'


def _attributes(attributes: Mapping[str, str]) -> str:
    return "[" + ", ".join(f"{name}={value}" for name, value in attributes.items()) + "]"


def _quoted(text: str) -> str:
    """Return a quoted string of Graphviz in which no character has a special meaning."""
    return '"' + clean(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') + '"'


def _tooltip(text: str) -> str:
    # Graphviz replaces escapes in a tooltip twice
    lines = (_quoted(line)[1:-1].replace("\\\\", "\\" * 4) for line in text.split("\n"))
    return '"' + "\\n".join(lines) + '"'


def _escaped(text: str) -> str:
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # a backslash starts an escape in HTML-like labels too, such as the name of the graph
    return text.replace('"', "&quot;").replace("'", "&#39;").replace("\\", "\\\\")
