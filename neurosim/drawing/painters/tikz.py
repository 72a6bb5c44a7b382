"""Write a scene in LaTeX with TikZ: styles, named nodes, and edges between them."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from neurosim.drawing.lettering import clean, told
from neurosim.drawing.painters.graph import NODE_ROLES
from neurosim.drawing.painters.lengths import MIDDLE, border_insets, short
from neurosim.drawing.painters.tikz_places import (
    counted_from,
    holds,
    ink_of,
    node_names,
    path_of,
    safe_name,
    share_of,
    size_of,
    written_point,
    written_segment,
)
from neurosim.drawing.painters.tikz_styles import Styles, written
from neurosim.drawing.painters.tikz_text import FIT, MISSING, definitions_of_missing, fitted
from neurosim.drawing.shapes import Box, Label, Line, Point, Scene
from neurosim.drawing.strokes import Segment, segments_of, stroke, widened

_LIBRARIES = "arrows.meta, backgrounds"
_INNER = 0.7
"""The width of the inner of two borders, as a share of that of the outer one."""
_SAME = 0.01

_PREAMBLE = rf"""\RequirePackage{{fix-cm}}
\documentclass{{article}}
\usepackage[utf8]{{inputenc}}
\usepackage[paperwidth=WIDTHbp,paperheight=HEIGHTbp,margin=0pt]{{geometry}}
\usepackage{{amsmath}}
\usepackage{{tikz}}
FONTS
\usetikzlibrary{{{_LIBRARIES}}}
\pagestyle{{empty}}
\setlength{{\parindent}}{{0pt}}
\setlength{{\topskip}}{{0pt}}
\begin{{document}}
"""

_FONTS = r"""\usepackage{iftex}
\iftutex\usepackage{fontspec}\fi
"""


def to_tikz(scene: Scene, *, document: bool = True) -> str:
    r"""Return a scene as LaTeX, with every part at its place in the scene.

    It compiles with pdflatex and needs only TikZ (in Debian: texlive-pictures). The styles of
    neurons, edges and text stand at the top. Each neuron is a node with a name, and edges go from
    node to node, so an author can change a style or move a neuron in one place. A symbol such as
    ``wh[0][0][1]`` is set as mathematics. Text that is too wide for its place is made smaller.
    Characters that pdflatex lacks, such as Chinese ones, become boxes; lualatex and xelatex take
    them from a font of the system.

    Parameters
    ----------
    scene : Scene
        What to show.
    document : bool
        Whether it is a whole document, with a page as large as the picture. Otherwise it is only
        the tikzpicture, without margins, for ``\input`` in a document that loads the packages and
        libraries that its first line names.

    Returns
    -------
    str
        The text of a file that ends in ``.tex``.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing.scene.diagram import make_scene
    >>> text = to_tikz(make_scene(ns.mlp([2, 3, 1], seed=1)), document=False)
    >>> print(text.splitlines()[0])
    % in the preamble: \usepackage{amsmath, tikz} \usetikzlibrary{arrows.meta, backgrounds}
    """
    picture = "\n".join(_Picture(scene, with_margins=document).lines()) + "\n"
    about = "".join(f"% {clean(text)}\n" for text in (scene.title, scene.description))
    lacking = MISSING in picture
    if lacking:
        also = "" if document else " and \\usepackage{fontspec}"
        about += f"% Compile with lualatex or xelatex{also}: pdflatex lacks some characters.\n"
    if not document:
        return (
            f"% in the preamble: \\usepackage{{amsmath, tikz}} \\usetikzlibrary{{{_LIBRARIES}}}\n"
            f"{about}{picture.rstrip()}%\n"
        )
    fonts = _FONTS if lacking else ""
    size = {"WIDTH": short(scene.width), "HEIGHT": short(scene.height), "FONTS\n": fonts}
    preamble = re.sub("WIDTH|HEIGHT|FONTS\n", lambda match: size[match[0]], _PREAMBLE)
    return f"{about}{preamble}{picture}\\end{{document}}\n"


@dataclass(slots=True)
class _Inside:
    """What stands in a neuron."""

    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


class _Picture:
    """A scene on its way to TikZ: the names of its nodes, and the styles met so far."""

    def __init__(self, scene: Scene, *, with_margins: bool) -> None:
        self.scene, self.styles = scene, Styles(scene)
        page = (0.0, 0.0, scene.width, scene.height)
        left, top, right, bottom = page if with_margins else ink_of(scene)
        self.area = f"{written_point((left, top))} rectangle {written_point((right, bottom))}"
        self.nodes = {
            box.node: box for box in scene.boxes if box.node is not None and box.role in NODE_ROLES
        }
        self.names = node_names(self.nodes)
        self.edges: dict[tuple[int, ...] | None, Line] = {
            line.nodes: line for line in scene.lines if line.role == "edge"
        }
        self.on_edges: dict[tuple[int, ...], Label] = {
            label.nodes: label for label in scene.labels if label.role == "edge"
        }
        self.rings = {
            line.nodes[0]: line
            for line in scene.lines
            if line.role == "halo" and line.nodes and line.nodes[0] == line.nodes[1]
        }

    def lines(self) -> Iterator[str]:
        """Yield the whole picture."""
        body = list(self.body())
        yield (
            r"\begin{tikzpicture}[x=1bp, y=-1bp, line join=round, inner sep=0pt, outer sep=0pt, "
            r"font=\sffamily]"
        )
        yield f"  % \\fit{{width}}{{text}}: text no wider than that\n  {FIT}"
        if any(MISSING in line for line in body):
            yield from (f"  {line}" for line in definitions_of_missing())
        yield from self.styles.definitions()
        yield rf"  \path[use as bounding box] {self.area};"
        yield from body
        yield r"\end{tikzpicture}"

    def body(self) -> Iterator[str]:
        """Yield everything that is drawn, which collects the styles."""
        scene = self.scene
        inside: dict[int, _Inside] = defaultdict(_Inside)
        free = _Inside()
        for box in scene.boxes:
            if box.node is None or box.node not in self.nodes:
                free.boxes.append(box)
            elif box is not self.nodes[box.node]:
                inside[box.node].boxes.append(box)
        for line in scene.lines:
            if line.role == "part" and line.nodes:
                inside[line.nodes[0]].lines.append(line)
            elif line.role in {"legend", "rule"}:
                free.lines.append(line)
        edge_labels = [label for label in scene.labels if label.role == "edge" and label.text]
        for label in scene.labels:
            if label.role != "edge" and label.text:
                own = label.nodes[0] if len(label.nodes) == 1 else -1
                (inside[own] if own in self.nodes else free).labels.append(label)
        for number, box in self.nodes.items():
            yield from self.node(number, box, inside[number])
        yield from self.ground()
        for label in edge_labels:
            yield self.edge_label(label)
        for line in scene.lines:
            if line.role == "edge":
                yield self.edge(line)
        yield from self.content(free, (0.0, 0.0), "  ")

    def node(self, number: int, box: Box, inside: _Inside) -> Iterator[str]:
        """Yield the named node of a neuron, and what stands in it, from its centre."""
        name = self.names[number]
        options = self.styles.used(box.role, self.styles.of_box(box))
        if box.dashed:
            options["dash pattern"] = "on 4.4bp off 2.75bp"
        if number in self.rings:
            ring = self.rings[number]
            colour = self.styles.colour(ring.colour, "halo")
            options["preaction"] = f"{{draw={colour}, line width={short(ring.width)}bp}}"
        options |= size_of(box, 0.0)
        said = f" % {told(box.name)}" if box.name else ""
        place = written_point((box.x, box.y))
        yield rf"  \node[{written(options)}] ({name}) at {place} {{}};{said}"
        for inset in border_insets(box)[1:]:
            inner = self.styles.of_box(box)
            inner.pop("fill", None)
            inner["line width"] = f"{short(box.stroke_width * _INNER)}bp"
            if "rounded corners" in inner:
                inner["rounded corners"] = f"{short(max(box.corner - inset, 0.0))}bp"
            second = self.styles.used(f"{box.role} inside", inner) | size_of(box, inset)
            yield rf"  \node[{written(second)}] at ({name}) {{}};"
        content = list(self.content(inside, (box.x, box.y), "    "))
        if content:
            yield rf"  \begin{{scope}}[shift={{({name}.center)}}]"
            yield from content
            yield r"  \end{scope}"

    def content(self, inside: _Inside, origin: Point, indent: str) -> Iterator[str]:
        """Yield boxes, lines and text with places counted from an origin."""
        for box in inside.boxes:
            place = written_point(counted_from(origin, (box.x, box.y)))
            for inset in border_insets(box):
                options = self.styles.used(box.role, self.styles.of_box(box)) | size_of(box, inset)
                if inset:
                    options |= {
                        "fill": "none",
                        "line width": f"{short(box.stroke_width * _INNER)}bp",
                    }
                yield rf"{indent}\node[{written(options)}] at {place} {{}};"
        for line in inside.lines:
            way = path_of(segments_of(line), origin)
            yield rf"{indent}\draw[{written(self.styles.of_line(line))}] {way};"
        for label in inside.labels:
            anchor = {"left": "base west", "center": "base", "right": "base east"}[label.anchor]
            style = f"{label.role} {'bold ' if label.weight == 'bold' else ''}text"
            text = {"anchor": anchor, **self.styles.of_label(label)}
            place = written_point(counted_from(origin, (label.x, label.y + MIDDLE * label.size)))
            options = self.styles.used(style, text)
            yield rf"{indent}\node[{written(options)}] at {place} {fitted(label)}"

    def ground(self) -> Iterator[str]:
        """Yield the page, bands and the halos of edges, which lie behind everything."""
        halos = [
            line
            for line in self.scene.lines
            if line.role == "halo" and line.nodes and line.nodes[0] != line.nodes[1]
        ]
        areas = list(self.bands())
        if self.scene.background is None and not halos and not areas:
            return
        yield r"  \begin{scope}[on background layer]"
        if self.scene.background is not None:
            paper = self.styles.colour(self.scene.background, "paper")
            yield rf"    \path[fill={paper}] {self.area};"
        yield from areas
        for line in halos:
            way = self.way(line, segments_of(line))
            yield rf"    \draw[{written(self.styles.of_line(line))}] {way};"
        yield r"  \end{scope}"

    def bands(self) -> Iterator[str]:
        """Yield the areas of bands, and the lines in them with gaps for their text."""
        gaps = [widened(label.extent) for label in self.scene.labels if label.role == "band"]
        for line in self.scene.lines:
            if line.role == "band":
                colour = self.styles.colour(line.colour, "band")
                options = self.styles.used("band", {"fill": colour})
                corners = " -- ".join(map(written_point, line.points))
                yield rf"    \path[{written(options)}] {corners} -- cycle;"
            elif line.role == "hint":
                options = self.styles.of_line(line)
                way = " ".join(path_of(piece, (0.0, 0.0)) for piece in stroke(line, gaps).pieces)
                yield rf"    \draw[{written(options)}] {way};"

    def edge_label(self, label: Label) -> str:
        """Return the text of an edge as a node; on a straight edge it moves with the neurons."""
        options = self.styles.of_label(label)
        if label.anchor != "center":
            options["anchor"] = {"left": "west", "right": "east"}[label.anchor]
        options |= {"text height": ".72em", "text depth": "0bp"}
        if label.clear:
            options |= {"inner xsep": "1.5bp", "inner ysep": "2bp"}
        options = self.styles.used("edge text", options)
        name = self.label_name(label)
        line = self.edges.get(label.nodes)
        whole = [] if line is None else segments_of(line)
        share = share_of(whole[0], (label.x, label.y)) if len(whole) == 1 else None
        if line is None or share is None:
            place = written_point((label.x, label.y))
            return rf"  \node[{written(options)}] ({name}) at {place} {fitted(label)}"
        options["pos"] = short(share, 4)
        return rf"  \path {self.way(line, whole)} node[{written(options)}] ({name}) {fitted(label)}"

    def label_name(self, label: Label) -> str:
        """Return the name of the node of a label."""
        name = safe_name(label.owner)
        if name and name not in self.names.values():
            return name
        return "on-" + "-".join(map(str, label.nodes))

    def edge(self, line: Line) -> str:
        """Return an edge from node to node; the node of its label interrupts it."""
        options = written(self.styles.of_line(line))
        label = self.on_edges.get(line.nodes or ())
        if label is None or not label.clear or not label.text:
            return rf"  \draw[{options}] {self.way(line, segments_of(line))};"
        whole, gap = segments_of(line), widened(label.extent, own=True)
        if any(holds(segment, label, gap) for segment in whole):
            return rf"  \draw[{options}] {self.way(line, whole, label)};"
        # a label on a curve: the two parts of the curve beside it; TikZ adds the mark
        parts = stroke(replace(line, end=""), [gap]).pieces
        pieces = [segment for part in parts for segment in part]
        return rf"  \draw[{options}] {self.way(line, pieces or whole)};"

    def way(self, line: Line, segments: Sequence[Segment], label: Label | None = None) -> str:
        """Return a way between two nodes, on a straight part through the node of a label."""
        text, reached = self.on_node(line, 0), segments[0][0]
        for index, segment in enumerate(segments):
            if math.dist(reached, segment[0]) > _SAME:
                text += f" {written_point(segment[0])}"
            reached = segment[-1]
            end = self.on_node(line, -1) if index == len(segments) - 1 else written_point(reached)
            if label is not None and holds(segment, label, widened(label.extent, own=True)):
                text += f" -- ({self.label_name(label)})"
                label = None
            text += written_segment(segment, end)
        return text

    def on_node(self, line: Line, index: int) -> str:
        """Return an end of a line by the name of its node."""
        x, y = line.points[index]
        number = None if line.nodes is None else line.nodes[index]
        if number is None or number not in self.nodes:
            return written_point((x, y))
        box, name = self.nodes[number], self.names[number]
        left, top, right, bottom = box.extent
        sides = {
            "west": (left, box.y),
            "east": (right, box.y),
            "north": (box.x, top),
            "south": (box.x, bottom),
        }
        side = min(sides, key=lambda name: math.dist(sides[name], (x, y)))
        dx, dy = counted_from(sides[side], (x, y))
        away = written_point((dx, dy))
        shift = "" if away == "(0,0)" else f"[shift={{{away}}}]"
        return f"({shift}{name}.{side})"
