"""Write a scene in the language of Mermaid, which GitHub shows as a picture in Markdown."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from neurosim.drawing.lettering import clean
from neurosim.drawing.painters.graph import (
    Edge,
    Node,
    SceneGraph,
    lines_of,
    read_graph,
    unlinked,
)
from neurosim.drawing.painters.lengths import short
from neurosim.drawing.settings import FONT
from neurosim.drawing.shapes import Scene
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
    neurons and the legend are left out.

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
      n1((("y<br/>b = 0.0000"))):::output
      n0 -- "2.0000" --> n1
    ...
    """
    graph = read_graph(scene)
    links = list(unlinked(graph))
    n_edges = len(graph.edges) + len(links)
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
    yield f"flowchart {direction}"
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
    colour = captions[0].colour if captions else _text_colour(scene)
    ground = scene.background or _NONE
    yield f"  style page fill:{ground},stroke:{ground},color:{colour}"
    yield from (f"  {definition}" for definition in definitions)
    yield from _link_styles(graph)


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
    rows = (" = ".join(label.text for label in row if label.text) for row in node.rows)
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
        style = f"stroke:{line.colour},stroke-width:{short(line.width)}px"
        if line.dashed:
            style += f",{_DASHED}"
        if edge.label is not None:
            style += f",color:{edge.label.colour}"
        places[style].append(place)
    for style, where in places.items():
        yield f"  linkStyle {','.join(map(str, where))} {style}"


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
