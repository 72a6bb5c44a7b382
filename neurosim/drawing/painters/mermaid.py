"""Write a scene in the language of Mermaid, which GitHub shows as a picture in Markdown."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from neurosim.drawing.lettering import clean, told
from neurosim.drawing.painters.graph import (
    Edge,
    Node,
    SceneGraph,
    legend_items,
    lines_of,
    read_graph,
    unlinked,
)
from neurosim.drawing.painters.lengths import short
from neurosim.drawing.settings import FONT
from neurosim.drawing.shapes import Box, Label, Line, Scene
from neurosim.errors import InputError

EDGE_LIMIT = 500
"""With more edges than this, Mermaid on GitHub refuses a diagram."""
CHARACTER_LIMIT = 50_000
"""With more characters than this, Mermaid on GitHub refuses a diagram."""

_FONT_SIZE, _LINE_HEIGHT = 14, 18
_DIRECTIONS = {"right": "LR", "down": "TD"}
_BOX, _ROUND, _STADIUM = ('["', '"]'), ('("', '")'), ('(["', '"])')
_CIRCLE, _DOUBLE_CIRCLE, _DIAMOND = ('(("', '"))'), ('((("', '")))'), ('{"', '"}')
# Mermaid has no bar; a circle at the end means not, as in circuits
_ENDS = {"": "---", "arrow": "-->", "bar": "--o"}
_NONE = "transparent"
_SHARP = 3.0
_WIDEST = 400
_RANK_SPACING = {"right": 90, "down": 50}
_DASHED = "stroke-dasharray:4 2.5"
_WIDE = str.maketrans(
    {
        "&": "\N{FULLWIDTH AMPERSAND}",
        "<": "\N{FULLWIDTH LESS-THAN SIGN}",
        ">": "\N{FULLWIDTH GREATER-THAN SIGN}",
    }
)
# what needs no escape in a label: words, numbers, and indices in brackets
_PLAIN = re.compile(r"[^\W_]+(?:\[\d+\])*(?:\.\d+)?(?:\[\d+\])*| +|,|[-−](?=\d)|=(?= )")


def to_mermaid(scene: Scene) -> str:
    """Return a scene as a flowchart for Mermaid.

    Mermaid lays out the graph itself, with the caption under the title. The small pictures in
    neurons are left out; the name of the activation stands in their place. A negative number ends
    in a small circle, because Mermaid has no bar.

    Parameters
    ----------
    scene : Scene
        What to show.

    Returns
    -------
    str
        The text of a file that ends in ``.mmd`` or ``.mermaid``, or for a code block
        ``mermaid`` in Markdown.

    Raises
    ------
    InputError
        If it has more edges or characters than GitHub shows.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing.scene.diagram import make_scene
    >>> net = ns.Network()
    >>> y = net.add_neuron({net.add_input("x"): 2.0}, name="y")
    >>> print(to_mermaid(make_scene(net, show="weights")))
    ---
    ...
    flowchart LR
    ...
      n0["x"]:::input
      n1((("y<br/>b = 0.0000<br/>sigmoid"))):::output
      n0 -- "2.0000" --> n1
    ...
    """
    graph = read_graph(scene)
    links = list(unlinked(graph))
    n_edges = len(graph.edges) + len(links) + len(list(_legend_edges(scene)))
    if n_edges > EDGE_LIMIT:
        raise InputError(
            f"the diagram has {n_edges:,} edges, and Mermaid on GitHub renders no more than "
            f"{EDGE_LIMIT}; draw a smaller network, or write .svg, .dot or .tex instead"
        )
    text = "\n".join(_statements(scene, graph, links)) + "\n"
    if len(text) > CHARACTER_LIMIT:
        raise InputError(
            f"the diagram has {len(text):,} characters, and Mermaid on GitHub renders no more than "
            f"{CHARACTER_LIMIT:,}; draw a smaller network, or write .svg, .dot or .tex instead"
        )
    return text


def _statements(scene: Scene, graph: SceneGraph, links: list[tuple[int, int]]) -> Iterator[str]:
    direction = _DIRECTIONS[scene.direction]
    yield from _front_matter(scene, labelled=any(edge.label is not None for edge in graph.edges))
    # two graphs without an edge between them stand one below the other, each in its own direction
    yield "flowchart LR"
    yield f"  accTitle: {_sentence(scene.title)}"
    yield f"  accDescr: {_sentence(scene.description)}"
    # the page has its own background, because the reader's may be light or dark
    captions = lines_of(scene, "caption")
    caption = "<br/>".join(_escaped(label.text) for label in captions) or " "
    yield f'  subgraph page["{caption}"]'
    yield f"    direction {direction}"
    classes, definitions = _classes(graph)
    for node, class_name in zip(graph.nodes, classes, strict=True):
        yield f"    {_node(node, class_name)}"
    for edge in graph.edges:
        yield f"    {_edge(edge)}"
    for source, target in links:
        yield f"    n{source} ~~~ n{target}"
    yield "  end"
    yield from _legend(scene, graph)
    colour = captions[0].colour if captions else _text_colour(scene)
    ground = scene.background or _NONE
    yield f"  style page fill:{ground},stroke:{ground},color:{colour}"
    yield from (f"  {definition}" for definition in definitions)
    places = len(graph.edges) + len(links)
    yield from _link_styles(graph)
    if legend_items(scene):
        yield f"  style legend fill:{ground},stroke:{ground}"
        yield f"  classDef key fill:{_NONE},stroke:{_NONE}"
    for index, (line, _) in enumerate(_legend_edges(scene)):
        yield f"  linkStyle {places + index} {_stroke(line)}"


def _legend_edges(scene: Scene) -> Iterator[tuple[Line, Label]]:
    for sample, word in legend_items(scene):
        if isinstance(sample, Line):
            yield sample, word


def _legend(scene: Scene, graph: SceneGraph) -> Iterator[str]:
    """Yield the legend in one row: the shapes of neurons, and edges with words."""
    items = legend_items(scene)
    if not items:
        return
    yield '  subgraph legend[" "]'
    yield "    direction LR"
    classes, _ = _classes(graph)
    named = list(zip(graph.nodes, classes, strict=True))
    shapes: list[str] = []
    for sample, word in items:
        role = word.text.partition(" ")[0]
        alike = [item for item in named if item[0].box.role == role]
        if isinstance(sample, Box) and alike:
            # of a highlight, a neuron that is not dimmed
            node, class_name = max(alike, key=lambda item: item[0].box.stroke == sample.stroke)
            before, after = _shape(node)
            shapes.append(f"key{len(shapes)}")
            yield f"    {shapes[-1]}{before}{_escaped(word.text)}{after}:::{class_name}"
    edges = list(_legend_edges(scene))
    for index in range(len(edges) + 1 if edges else 0):
        yield f'    mark{index}[" "]:::key'
    for index, (line, word) in enumerate(edges):
        yield f'    mark{index} -- "{_escaped(word.text)}" {_ENDS[line.end]} mark{index + 1}'
    row = [*shapes, *(["mark0"] if edges else [])]
    if len(row) > 1:
        yield f"    {' ~~~ '.join(row)}"
    yield "  end"


def _front_matter(scene: Scene, *, labelled: bool) -> Iterator[str]:
    titles = lines_of(scene, "title")
    yield "---"
    if titles:
        yield f"title: {_yaml(titles[0].text)}"
    yield "config:"
    yield "  flowchart:"
    # labels are on the corners of straight lines, but they would be beside a curve
    yield f"    curve: {'linear' if labelled else 'basis'}"
    yield f"    nodeSpacing: {60 if labelled else 20}"
    yield f"    rankSpacing: {_RANK_SPACING[scene.direction]}"
    yield f"    wrappingWidth: {_WIDEST}"
    yield "    subGraphTitleMargin:"
    yield "      top: 8"
    yield f"      bottom: {_LINE_HEIGHT * len(lines_of(scene, 'caption'))}"
    yield "  themeVariables:"
    yield f'    edgeLabelBackground: "{scene.background or _NONE}"'
    # Mermaid allows no hyphen here, so there is no generic family such as sans-serif
    yield f'    fontFamily: "{FONT}, Verdana, Arial, Helvetica"'
    yield f'    fontSize: "{_FONT_SIZE}px"'
    yield "---"


def _node(node: Node, class_name: str) -> str:
    before, after = _shape(node)
    rows = [" = ".join(label.text for label in row if label.text) for row in node.rows]
    rows += [label.text for label in node.beside]
    if node.box.activation:
        rows.append(told(node.box.activation))
    text = "<br/>".join(_escaped(row) for row in rows) or " "
    return f"n{node.number}{before}{text}{after}:::{class_name}"


def _shape(node: Node) -> tuple[str, str]:
    if node.box.role == "choice":
        return _DIAMOND
    if node.is_circle:
        return _DOUBLE_CIRCLE if node.box.double else _CIRCLE
    if node.box.corner <= _SHARP:
        return _BOX
    return _STADIUM if node.box.double else _ROUND


def _edge(edge: Edge) -> str:
    arrow = _ENDS[edge.line.end]
    label = f'-- "{_escaped(edge.label.text)}" ' if edge.label is not None else ""
    return f"n{edge.source} {label}{arrow} n{edge.target}"


def _classes(graph: SceneGraph) -> tuple[list[str], list[str]]:
    """Return the class of each node, and the definitions: one for each role and style."""
    names: dict[tuple[str, str], str] = {}
    n_classes: dict[str, int] = defaultdict(int)
    of_nodes = []
    for node in graph.nodes:
        key = node.box.role, _style(node)
        if key not in names:
            n_classes[node.box.role] += 1
            number = n_classes[node.box.role]
            names[key] = node.box.role + (str(number) if number > 1 else "")
        of_nodes.append(names[key])
    return of_nodes, [f"classDef {name} {style}" for (_, style), name in names.items()]


def _style(node: Node) -> str:
    box = node.box
    parts = [
        f"fill:{node.halo or box.fill or _NONE}",
        f"stroke:{box.stroke or _NONE}",
        f"stroke-width:{short(box.stroke_width)}px",
    ]
    if node.rows:
        parts.append(f"color:{node.rows[0][0].colour}")
    if box.dashed:
        parts.append(_DASHED)
    return ",".join(parts)


def _link_styles(graph: SceneGraph) -> Iterator[str]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, edge in enumerate(graph.edges):
        line = edge.line
        style = _stroke(line)
        if edge.label is not None:
            style += f",color:{edge.label.colour}"
        places[style].append(place)
    for style, where in places.items():
        yield f"  linkStyle {','.join(map(str, where))} {style}"


def _stroke(line: Line) -> str:
    style = f"stroke:{line.colour},stroke-width:{short(line.width)}px"
    return f"{style},{_DASHED}" if line.dashed else style


def _text_colour(scene: Scene) -> str:
    return next((label.colour for label in scene.labels if label.role == "neuron"), "#000000")


def _escaped(text: str) -> str:
    """Return text for a label; every character that could have a meaning becomes an entity."""
    text = clean(text)
    done: list[str] = []
    at = 0
    while at < len(text):
        match = _PLAIN.match(text, at)
        piece = match[0] if match else f"#{ord(text[at])};"
        done.append(piece)
        at += len(match[0]) if match else 1
    return "".join(done)


def _sentence(text: str) -> str:
    """Return text for a line of its own, where Mermaid gives semicolons and hashes a meaning."""
    return re.sub(r"[^\w .,:()/'=+-]", lambda match: f"#{ord(match[0])};", clean(text)) or "-"


def _yaml(text: str) -> str:
    """Return text as a string of YAML that contains nothing like a directive of Mermaid."""
    # in a title Mermaid shows entities as they are written, and removes tags
    quoted = json.dumps(clean(text).translate(_WIDE), ensure_ascii=False)
    return re.sub(r"[%{}#`-]", lambda match: f"\\x{ord(match[0]):02x}", quoted)
