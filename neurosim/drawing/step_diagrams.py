"""The network as a small picture beside worked mathematics, as SVG and as TikZ.

All pictures of a document share one drawing, in the ink of the page. A step adds only a halo behind
what it is about.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape

from neurosim.drawing.layout.arrangement import Layout, Spacing, arrange
from neurosim.drawing.painters.lengths import short
from neurosim.drawing.scene.shown_part import ShownPart, select
from neurosim.drawing.scene.shows import get_view
from neurosim.drawing.scene.subject import read_subject
from neurosim.drawing.shapes import Point
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol
from neurosim.names import isolated, one_line
from neurosim.writing.latex import symbol_markup
from neurosim.writing.letters import Notation, Typeset
from neurosim.writing.step_pictures import Marked, StepPictures

_RADIUS, _HALO, _MARGIN = 24.0, 5.0, 2.0
_SPACING = Spacing(columns=24.0, rows=8.0, slot=6.0)
_BASE, _SMALL, _ROOM = 13.5, 9.5, 43.0
_WIDTH_OF_LETTER = 0.52
_MOST_LABELLED = 10


def step_diagrams(net: Network, notation: Notation) -> StepPictures:
    """Return the pictures of a network for a document.

    Of a large network only a part is drawn, and its neurons have no symbols.

    Parameters
    ----------
    net : Network
        The network.
    notation : Notation
        The letters of the document.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.writing.letters import get_notation
    >>> pictures = step_diagrams(ns.mlp([2, 3, 1]), get_notation("source", 1))
    >>> pictures.svg(Marked(("o[0]",))).count("<circle")
    1
    """
    part = select(read_subject(net), get_view("structure"))
    tallest = max(Counter(part.columns).values())
    spacing = replace(_SPACING, columns=_SPACING.columns + 8 * max(0, tallest - 4))
    layout = arrange(
        part.columns,
        [(2 * _RADIUS, 2 * _RADIUS)] * len(part.nodes),
        [(edge.source, edge.target) for edge in part.edges],
        fixed=part.fixed,
        spacing=spacing,
    )
    drawing = _Drawing(net, notation, part, layout, tallest <= _MOST_LABELLED)
    return StepPictures(
        drawing.width,
        drawing.height,
        drawing.svg_shared,
        drawing.svg,
        drawing.tikz_shared,
        drawing.tikz,
    )


@dataclass(frozen=True)
class _Drawing:
    net: Network
    notation: Notation
    part: ShownPart
    layout: Layout
    labelled: bool

    @cached_property
    def _corner(self) -> Point:
        """How far everything is moved, so that the halos begin at 0."""
        points = [*self.layout.positions, *(p for route in self.layout.routes for p in route)]
        room = _RADIUS + _HALO + _MARGIN
        return room - min(x for x, _ in points), room - min(y for _, y in points)

    @cached_property
    def _centres(self) -> list[Point]:
        return [self._moved(point) for point in self.layout.positions]

    @cached_property
    def _routes(self) -> dict[tuple[str, str], list[Point]]:
        """The edges from centre to centre; the neurons are painted over their ends."""
        routes = {}
        for edge, route in zip(self.part.edges, self.layout.routes, strict=True):
            ends = self._centres[edge.source], self._centres[edge.target]
            between = map(self._moved, route[1:-1])
            names = edge.connection.source.name, edge.connection.neuron.name
            routes[names] = [ends[0], *between, ends[1]]
        return routes

    @cached_property
    def _bands(self) -> list[list[Point]]:
        """The corners of each band between two layers with all edges."""
        bands = []
        for band in self.part.bands:
            (x0, *ys), (x1, *zs) = (
                (self._centres[nodes[0]][0], *(self._centres[node][1] for node in nodes))
                for nodes in (tuple(band.sources), tuple(band.targets))
            )
            bands.append([(x0, min(ys)), (x1, min(zs)), (x1, max(zs)), (x0, max(ys))])
        return bands

    def _moved(self, point: Point) -> Point:
        return point[0] + self._corner[0], point[1] + self._corner[1]

    @cached_property
    def width(self) -> float:
        return max(x for x, _ in self._all_points) + _RADIUS + _HALO + _MARGIN

    @cached_property
    def height(self) -> float:
        return max(y for _, y in self._all_points) + _RADIUS + _HALO + _MARGIN

    @property
    def _all_points(self) -> list[Point]:
        return [*self._centres, *(p for route in self._routes.values() for p in route)]

    def _places(self, marked: Marked) -> Iterator[tuple[Neuron, Point]]:
        for node, centre in zip(self.part.nodes, self._centres, strict=True):
            if isinstance(node, Neuron) and node.name in marked.neurons:
                yield node, centre

    def _typeset(self, neuron: Neuron) -> Typeset:
        return self.notation.typeset(symbol(self.net.structure, neuron, "output"))

    # -- SVG -----------------------------------------------------------------------------------

    @cached_property
    def _identity(self) -> str:
        return f"net-{hashlib.sha256(self._svg_body.encode()).hexdigest()[:8]}"

    @cached_property
    def svg_shared(self) -> str:
        return (
            f'<svg class="shared" width="0" height="0" aria-hidden="true"><defs>'
            f'<g id="{self._identity}" class="network">{self._svg_body}</g></defs></svg>\n'
        )

    @cached_property
    def _svg_body(self) -> str:
        lines = " ".join(map(_svg_path, self._routes.values()))
        bands = " ".join(map(_svg_polygon, self._bands))
        parts = [f'<path class="band" d="{bands}"/>'] if bands else []
        parts.append(f'<path class="wires" d="{lines}"/>')
        for node, (x, y) in zip(self.part.nodes, self._centres, strict=True):
            if not isinstance(node, Neuron):
                parts.append(f'<text class="gap" x="{short(x)}" y="{short(y + 5)}">⋮</text>')
                continue
            parts.append(_svg_shape(node, self.net, (x, y)))
            if self.labelled:
                parts.append(_svg_label(self._typeset(node), (x, y)))
        return "".join(parts)

    def svg(self, marked: Marked) -> str:
        halos = "".join(
            f'<circle cx="{short(x)}" cy="{short(y)}" r="{short(_RADIUS + _HALO)}"/>'
            for _, (x, y) in self._places(marked)
        )
        routes = [self._routes[edge] for edge in marked.edges if edge in self._routes]
        lines = f'<path d="{" ".join(map(_svg_path, routes))}"/>' if routes else ""
        halo = f'<g class="halo">{lines}{halos}</g>' if lines or halos else ""
        words = escape(_words(marked))
        return (
            f'<svg role="img" aria-label="{words}" '
            f'viewBox="0 0 {short(self.width)} {short(self.height)}" '
            f'width="{short(self.width)}" height="{short(self.height)}">'
            f'{halo}<use href="#{self._identity}"/></svg>'
        )

    # -- TikZ ----------------------------------------------------------------------------------

    @cached_property
    def tikz_shared(self) -> str:
        body = "".join(f"  {line}\n" for line in self._tikz_body())
        return (
            "\\newsavebox{\\network}\n\\definecolor{halo}{HTML}{FFDC6B}\n"
            "\\sbox{\\network}{\\begin{tikzpicture}[x=1bp, y=-1bp, inner sep=0pt]\n"
            f"{body}\\end{{tikzpicture}}}}\n"
        )

    @property
    def _frame(self) -> str:
        corner = f"({short(self.width)},{short(self.height)})"
        return rf"\path[use as bounding box] (0,0) rectangle {corner};"

    def _tikz_body(self) -> Iterator[str]:
        yield self._frame
        for band in self._bands:
            yield rf"\fill[black!15] {' -- '.join(map(_tikz_point, band))} -- cycle;"
        for route in self._routes.values():
            yield rf"\draw[black!55, line width=0.8bp] {_tikz_path(route)};"
        for node, (x, y) in zip(self.part.nodes, self._centres, strict=True):
            at = f"({short(x)},{short(y)})"
            if not isinstance(node, Neuron):
                yield rf"\node at {at} {{$\vdots$}};"
                continue
            if node.is_input:
                corners = (x - _RADIUS, y - 16), (x + _RADIUS, y + 16)
                begin, end = (f"({short(a)},{short(b)})" for a, b in corners)
                yield rf"\filldraw[fill=black!6, rounded corners=2bp] {begin} rectangle {end};"
            else:
                for radius in _radii(node, self.net):
                    yield rf"\filldraw[fill=white] {at} circle[radius={short(radius)}bp];"
            if not self.labelled:
                continue
            size = short(_BASE * _shrunk(self._typeset(node)))
            text = symbol_markup(self._typeset(node))
            font = rf"\fontsize{{{size}bp}}{{{size}bp}}\selectfont"
            yield rf"\node[font={font}] at {at} {{${text}$}};"

    def tikz(self, marked: Marked) -> str:
        lines = [
            rf"\draw[halo, line width={short(1.6 * _HALO)}bp] {_tikz_path(self._routes[edge])};"
            for edge in marked.edges
            if edge in self._routes
        ]
        lines += [
            rf"\fill[halo] ({short(x)},{short(y)}) circle[radius={short(_RADIUS + _HALO)}bp];"
            for _, (x, y) in self._places(marked)
        ]
        halo = "".join(f"  {line}\n" for line in lines)
        return (
            "\\begin{tikzpicture}[x=1bp, y=-1bp, inner sep=0pt]\n"
            f"  {self._frame}\n{halo}"
            "  \\node[anchor=north west] at (0,0) {\\usebox{\\network}};\n\\end{tikzpicture}"
        )


def _words(marked: Marked) -> str:
    if not marked.neurons:
        return "The network"
    names = ", ".join(isolated(one_line(name)) for name in marked.neurons)
    return f"The network with {names} highlighted"


def _radii(neuron: Neuron, net: Network) -> tuple[float, ...]:
    return (_RADIUS, _RADIUS - 2.5) if neuron in net.outputs else (_RADIUS,)


def _shrunk(parts: Typeset) -> float:
    """Return by how much a symbol is made smaller to fit into its neuron."""
    indices = max(len(parts.below), len(parts.above))
    width = _WIDTH_OF_LETTER * (_BASE * len(parts.base) + _SMALL * indices)
    return min(1.0, _ROOM / width)


def _svg_shape(neuron: Neuron, net: Network, centre: Point) -> str:
    x, y = centre
    if neuron.is_input:
        left, top, width = short(x - _RADIUS), short(y - 16), short(2 * _RADIUS)
        return f'<rect x="{left}" y="{top}" width="{width}" height="32" rx="3"/>'
    return "".join(
        f'<circle cx="{short(x)}" cy="{short(y)}" r="{short(radius)}"/>'
        for radius in _radii(neuron, net)
    )


def _svg_label(parts: Typeset, centre: Point) -> str:
    x, y = centre
    scale = _shrunk(parts)
    large, small = short(_BASE * scale), short(_SMALL * scale)
    down, up = short(3 * scale), short(-8 * scale)
    indices = ""
    if parts.below:
        indices = f'<tspan dy="{down}" font-size="{small}">{escape(parts.below)}</tspan>'
    if parts.above:
        back = f' dx="{short(-0.5 * _SMALL * scale * len(parts.below))}"' if parts.below else ""
        indices += f'<tspan dy="{up}"{back} font-size="{small}">{escape(parts.above)}</tspan>'
    place = f'x="{short(x)}" y="{short(y + 4 * scale)}" font-size="{large}"'
    return f"<text {place}><tspan>{escape(parts.base)}</tspan>{indices}</text>"


def _svg_path(route: Sequence[Point]) -> str:
    first, *rest = (f"{short(x)} {short(y)}" for x, y in route)
    return f"M{first}{'L' if len(rest) == 1 else 'C'}{' '.join(rest)}"


def _svg_polygon(corners: Sequence[Point]) -> str:
    return f"M{'L'.join(f'{short(x)} {short(y)}' for x, y in corners)}Z"


def _tikz_point(point: Point) -> str:
    return f"({short(point[0])},{short(point[1])})"


def _tikz_path(route: Sequence[Point]) -> str:
    first, *rest = map(_tikz_point, route)
    if len(rest) == 1:
        return f"{first} -- {rest[0]}"
    pieces = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    return first + "".join(f" .. controls {a} and {b} .. {c}" for a, b, c in pieces)
