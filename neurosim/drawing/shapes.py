"""What a diagram is made of: boxes, lines and labels on a page, as data.

Lengths are points (1/72 inch); x runs to the right and y down from the top left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from neurosim.drawing.text import LINE_HEIGHT, text_width

Point = tuple[float, float]
Anchor = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners; a circle when the corner is half of both sides.

    Attributes
    ----------
    x, y : float
        The centre.
    width, height, corner : float
        The size, and the radius of the corners.
    fill, stroke : str
        Colours.
    stroke_width : float
        In points.
    double : bool
        Whether a second border runs inside the first, as at an output neuron.
    dashed : bool
        Whether the border is dashed, as at a neuron whose bias is frozen.
    role : str
        ``input``, ``hidden``, ``output`` or ``legend``.
    neuron : str
        The full name of the neuron, or empty.
    """

    x: float
    y: float
    width: float
    height: float
    corner: float
    fill: str
    stroke: str
    stroke_width: float = 1.1
    double: bool = False
    dashed: bool = False
    role: str = "hidden"
    neuron: str = ""

    @property
    def extent(self) -> tuple[float, float, float, float]:
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
    """An edge: straight through two points, or a chain of cubic Bezier curves.

    Attributes
    ----------
    points : tuple of (float, float)
        Start and end of a straight line; of a curve the start, and for each piece two control
        points and the end.
    colour : str
        Its colour.
    width : float
        In points.
    dashed : bool
        Whether it is dashed, as the edge of a frozen weight.
    role : str
        ``edge``, ``rule`` or ``legend``.
    source, target : str
        The full names of the neurons that it connects, or empty.
    value : float or None
        The number that its colour and width stand for.
    """

    points: tuple[Point, ...]
    colour: str
    width: float
    dashed: bool = False
    role: str = "edge"
    source: str = ""
    target: str = ""
    value: float | None = None

    @property
    def curved(self) -> bool:
        """Whether the points are those of Bezier curves."""
        return len(self.points) > 2


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text.

    Attributes
    ----------
    x, y : float
        Where its anchor stands; vertically the middle of the line.
    text : str
        What is shown.
    size : float
        The font size in points.
    colour : str
        Its colour.
    anchor : str
        ``left``, ``center`` or ``right``: which point of the text stands at x.
    weight : str
        ``normal`` or ``bold``.
    background : str or None
        The colour laid under the text, so that no line crosses it.
    role : str
        ``edge``, ``neuron``, ``ellipsis``, ``legend``, ``caption`` or ``title``.
    owner : str
        The symbol of the weight or number, or the full name of the neuron.
    full_text : str
        The text before it was shortened; empty if it was not.
    value : float or None
        The number shown, before rounding.
    """

    x: float
    y: float
    text: str
    size: float
    colour: str
    anchor: Anchor = "center"
    weight: str = "normal"
    background: str | None = None
    role: str = "neuron"
    owner: str = ""
    full_text: str = ""
    value: float | None = None

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom, as measured in the font."""
        width = text_width(self.text, self.size, self.weight)
        left = self.x - {"left": 0.0, "center": 0.5, "right": 1.0}[self.anchor] * width
        half = self.size * LINE_HEIGHT / 2
        return left, self.y - half, left + width, self.y + half


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole diagram; painters put it on paper and decide nothing.

    Attributes
    ----------
    width, height : float
        The page.
    background : str
        Its colour.
    title, description : str
        For readers who cannot see the picture.
    lines, boxes, labels : tuple
        What is shown, in the order to paint: lines, backgrounds of labels, boxes, text.
    """

    width: float
    height: float
    background: str
    title: str
    description: str
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
