"""The shapes of a scene: boxes, lines and labels on a page, as data.

Lengths are points (1/72 inch); x runs to the right and y down from the top left corner. Boxes,
lines and labels name the nodes of the graph that they belong to. So a painter whose format has a
layout of its own (DOT, Mermaid) finds the graph in the scene.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from neurosim.drawing.lettering import LINE_HEIGHT, pieces_width, text_width
from neurosim.drawing.typesetting import Pieces, half_height

Point = tuple[float, float]
Extent = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Anchor = Literal["left", "center", "right"]
Direction = Literal["right", "down"]
End = Literal["", "arrow", "bar"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners; it is a circle if the corner is half of both sides.

    Attributes
    ----------
    x, y : float
        The centre.
    width, height, corner : float
        The size, and the radius of the corners.
    fill, stroke : str or None
        The colours of the inside and the border; None leaves it out.
    stroke_width : float
        In points.
    double : bool
        Whether there is a second border inside the first, as for an output neuron.
    dashed : bool
        Whether the border is dashed, as for a neuron whose bias is frozen.
    role : str
        ``input``, ``hidden``, ``output`` or ``ellipsis`` for a node; ``part`` for a part of a
        neuron, ``point`` for a dot on its curve; ``step`` or ``choice`` in a flow chart;
        ``legend``.
    name : str
        The full name of the neuron, or empty.
    node : int or None
        The number of the node that it shows or belongs to.
    activation : str
        The activation of the neuron, or empty.
    """

    x: float
    y: float
    width: float
    height: float
    corner: float
    fill: str | None
    stroke: str | None
    stroke_width: float = 1.1
    double: bool = False
    dashed: bool = False
    role: str = "hidden"
    name: str = ""
    node: int | None = None
    activation: str = ""

    @property
    def extent(self) -> Extent:
        """Left, top, right, bottom."""
        half_width, half_height = self.width / 2, self.height / 2
        return (
            self.x - half_width,
            self.y - half_height,
            self.x + half_width,
            self.y + half_height,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line: straight through two points, a chain of cubic Bezier curves, or a polyline.

    Attributes
    ----------
    points : tuple of (float, float)
        For a straight line, the start and the end. For a curve, the start, and for each piece two
        control points and the end. For a polyline, the corners.
    colour : str
        Its colour.
    width : float
        In points.
    dashed : bool
        Whether it is dashed, as for a frozen weight.
    polyline : bool
        Whether the points are corners.
    filled : bool
        Whether it is the closed border of an area with its colour, and no line.
    end : str
        The mark at the end: ``arrow``, ``bar`` for a negative number, or empty for none.
    end_size : float
        The size of the mark, as a multiple of the usual one.
    role : str
        ``edge``, ``band`` (for all edges between two layers), ``hint`` (a line in a band), ``part``
        (of a neuron), ``halo`` (behind an edge or a neuron) or ``legend``.
    nodes : (int, int) or None
        The numbers of the two nodes that an edge connects; one number twice for a neuron.
    source, target : str
        The full names of the neurons that it connects, or empty.
    owner : str
        The symbol of its weight, or empty.
    value : float or None
        The number that its colour and width show.
    """

    points: tuple[Point, ...]
    colour: str
    width: float
    dashed: bool = False
    polyline: bool = False
    filled: bool = False
    end: End = ""
    end_size: float = 1.0
    role: str = "edge"
    nodes: tuple[int, int] | None = None
    source: str = ""
    target: str = ""
    owner: str = ""
    value: float | None = None

    @property
    def curved(self) -> bool:
        """Whether the points describe Bezier curves."""
        return len(self.points) > 2 and not self.polyline

    def corners(self, pieces: int = 12) -> list[Point]:
        """Return the line as the corners of a polyline, with each curve in ``pieces`` pieces."""
        return flatten(self.points, pieces) if self.curved else list(self.points)


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text.

    Attributes
    ----------
    x, y : float
        The place of its anchor; vertically the middle of the line.
    text : str
        What is shown, as plain text.
    size : float
        The font size in points.
    colour : str
        Its colour.
    anchor : str
        ``left``, ``center`` or ``right``: the point of the text that is at x.
    weight : str
        ``normal`` or ``bold``.
    clear : bool
        Whether edges stop at the text, so that none crosses it.
    role : str
        ``edge``, ``band``, ``neuron``, ``part`` (of a neuron), ``ellipsis``, ``step`` (of a flow
        chart), ``legend``, ``caption`` or ``title``; ``beside`` a small
        circle, ``layer`` for the name of one, ``table`` for a table of numbers.
    owner : str
        The symbol of the weight or number, or the full name of the neuron.
    full_text : str
        The text before it was shortened; empty if it was not.
    value : float or None
        The number shown, before rounding.
    nodes : tuple of int
        The node that it is in, the two nodes that its edge connects, or none.
    old, new : float or None
        For a number that a step changes: its old and its new value, before rounding.
    pieces : tuple of str or Typeset
        The text with its symbols, which painters set as mathematics; empty if there are none.
    """

    x: float
    y: float
    text: str
    size: float
    colour: str
    anchor: Anchor = "center"
    weight: str = "normal"
    clear: bool = False
    role: str = "neuron"
    owner: str = ""
    full_text: str = ""
    value: float | None = None
    nodes: tuple[int, ...] = ()
    old: float | None = None
    new: float | None = None
    pieces: Pieces = ()

    @property
    def extent(self) -> Extent:
        """Left, top, right, bottom, as measured in the font."""
        width = (
            pieces_width(self.pieces, self.size, self.weight)
            if self.pieces
            else text_width(self.text, self.size, self.weight)
        )
        left = self.x - {"left": 0.0, "center": 0.5, "right": 1.0}[self.anchor] * width
        half = half_height(self.pieces, self.size, LINE_HEIGHT)
        return left, self.y - half, left + width, self.y + half


# the distance of the control points when a cubic curve draws a quarter of a circle
_QUARTER_CIRCLE = 0.5523


def round_border(box: Box, inset: float = 0.0) -> tuple[Point, ...]:
    """Return the border of a box as a closed chain of eight cubic Bezier curves.

    Parameters
    ----------
    box : Box
        The box.
    inset : float
        The distance from its edge.
    """
    left, top, right, bottom = box.extent
    left, top, right, bottom = left + inset, top + inset, right - inset, bottom - inset
    radius = min(max(box.corner - inset, 0.0), (right - left) / 2, (bottom - top) / 2)
    reach = radius * (1 - _QUARTER_CIRCLE)
    # each corner: where it begins, its two control points, where it ends
    corners = (
        ((right - radius, top), (right - reach, top), (right, top + reach), (right, top + radius)),
        (
            (right, bottom - radius),
            (right, bottom - reach),
            (right - reach, bottom),
            (right - radius, bottom),
        ),
        (
            (left + radius, bottom),
            (left + reach, bottom),
            (left, bottom - reach),
            (left, bottom - radius),
        ),
        ((left, top + radius), (left, top + reach), (left + reach, top), (left + radius, top)),
    )
    points = [(left + radius, top)]
    for begin, first, second, end in corners:
        points += [points[-1], begin, begin, first, second, end]
    return tuple(points)


def end_mark(value: float | None) -> End:
    """Return the mark at the end of an edge: a bar for a negative number, nothing for zero.

    Examples
    --------
    >>> end_mark(0.5), end_mark(-0.5), end_mark(0.0), end_mark(None)
    ('arrow', 'bar', '', 'arrow')
    """
    if value is None or value > 0:
        return "arrow"
    return "bar" if value < 0 else ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A complete picture; painters draw it and decide nothing.

    Attributes
    ----------
    width, height : float
        The page.
    background : str or None
        Its colour; None if it is transparent.
    title, description : str
        The texts for readers who cannot see the picture.
    lines, boxes, labels : tuple
        The shapes. They are painted in this order: lines outside boxes, boxes,
        lines that are parts of a box, text.
    direction : str
        The direction of edges: ``right`` or ``down``.
    signs : (str, str, str) or ()
        The colours of positive and negative numbers and of zero; small numbers have mixtures.
    """

    width: float
    height: float
    background: str | None
    title: str
    description: str
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    direction: Direction = "right"
    signs: tuple[str, ...] = ()


def flatten(route: Sequence[Point], pieces: int = 12) -> list[Point]:
    """Return the corners of a polyline along a route; a straight route is not changed."""
    if len(route) == 2:
        return list(route)
    points = [route[0]]
    for index in range(0, len(route) - 1, 3):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = route[index : index + 4]
        for step in range(1, pieces + 1):
            t = step / pieces
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points
