"""Small pictures in a neuron: the sum, and the activation with the sample on its curve."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from neurosim.drawing.shapes import Box, Label, Line, Point
from neurosim.drawing.themes import Theme, mix
from neurosim.model.activations import Activation
from neurosim.model.neuron import Neuron

WIDTH, HEIGHT = 50.0, 19.0
_SUM = 16.0
_INSET = 3.0
_REACH = 4.0
_SAMPLES = 33
_FEWEST = 5  # points of a curve
_DOT = 4.6


@dataclass(frozen=True, slots=True)
class Parts:
    """The curve of an activation in a unit square, y up, and where the sample stands on it.

    Attributes
    ----------
    curve : tuple of (float, float)
        The corners of the curve.
    zero : (float, float)
        Where the axes cross, each clipped to the square.
    point : (float, float) or None
        The summation and output of the sample.
    """

    curve: tuple[Point, ...]
    zero: Point
    point: Point | None


def make_parts(neuron: Neuron, *, with_point: bool) -> Parts | None:
    """Return the parts of a neuron, or None if its activation has no curve to draw."""
    summation = neuron.summation if with_point else None
    reach = max(_REACH, 1.15 * abs(summation or 0.0))
    everywhere = [reach * (2 * i / (_SAMPLES - 1) - 1) for i in range(_SAMPLES)]
    pieces = _pieces(neuron.activation, everywhere)
    # of a logarithm there is one piece; of 1 / s, that of the sample, or else the last
    at, heights = next(
        ((s, a) for s, a in pieces if summation is not None and s[0] <= summation <= s[-1]),
        pieces[-1] if pieces else ([], []),
    )
    if len(at) < _FEWEST:
        return None
    low, high = min([*heights, 0.0]), max([*heights, 0.0])
    span = (high - low) or 1.0

    def unit(s: float, a: float) -> Point:
        return (s + reach) / (2 * reach), (a - low) / span

    point = None
    if summation is not None and neuron.output is not None:
        point = unit(summation, min(max(neuron.output, low), high))
    curve = tuple(unit(s, a) for s, a in zip(at, heights, strict=True))
    return Parts(curve, unit(0.0, 0.0), point)


def _pieces(activation: Activation, at: list[float]) -> list[tuple[list[float], list[float]]]:
    """Return the summations and outputs of each piece of the curve, where there are numbers."""
    pieces: list[tuple[list[float], list[float]]] = [([], [])]
    for s in at:
        try:
            height = float(activation.function(s))
        except (ArithmeticError, ValueError, TypeError, LookupError):
            height = math.nan
        if math.isfinite(height):
            pieces[-1][0].append(s)
            pieces[-1][1].append(height)
        elif pieces[-1][0]:
            pieces.append(([], []))
    return [piece for piece in pieces if piece[0]]


def draw_parts(
    parts: Parts, node: int, centre: Point, scale: float, fill: str, theme: Theme
) -> Iterator[Box | Line | Label]:
    """Yield the parts around their centre.

    Parameters
    ----------
    parts : Parts
        What to draw.
    node : int
        The number of the node in the scene.
    centre : (float, float)
        The centre.
    scale : float
        Their size as a multiple of the usual one.
    fill : str
        The fill colour of the neuron.
    theme : Theme
        The colours.
    """
    nodes = (node, node)
    faint = mix(theme.outline, fill, 0.55)
    x, y = centre
    width, height, inset = WIDTH * scale, HEIGHT * scale, _INSET * scale
    left, top = x - width / 2, y - height / 2
    yield Box(
        x, y, width, height, 3.0 * scale, mix(fill, theme.background, 0.6), faint,
        stroke_width=0.7, role="part", node=node,
    )  # fmt: skip
    middle = left + _SUM * scale
    yield Line(((middle, top), (middle, top + height)), faint, 0.7, role="part", nodes=nodes)
    yield Label((left + middle) / 2, y, "Σ", 9.5 * scale, theme.text, role="part", nodes=(node,))

    room = (middle + inset, top + inset, left + width - middle - 2 * inset, height - 2 * inset)
    yield from draw_curve(parts, node, room, fill, theme)


def draw_curve(
    parts: Parts, node: int, room: tuple[float, float, float, float], fill: str, theme: Theme
) -> Iterator[Box | Line]:
    """Yield the curve with its axes, and the dot of the sample.

    Parameters
    ----------
    parts : Parts
        The curve.
    node : int
        The number of the node in the scene.
    room : (float, float, float, float)
        Left, top, width and height.
    fill : str
        The colour behind it.
    theme : Theme
        The colours.
    """
    left, top, width, height = room
    nodes = (node, node)
    faint = mix(theme.outline, fill, 0.55)

    def place(point: Point) -> Point:
        return left + point[0] * width, top + (1.0 - point[1]) * height

    zero_x, zero_y = place(parts.zero)
    start, end = place((0.0, 0.0)), place((1.0, 1.0))
    for axis in (((start[0], zero_y), (end[0], zero_y)), ((zero_x, start[1]), (zero_x, end[1]))):
        yield Line(axis, faint, 0.5, role="part", nodes=nodes)
    curve = tuple(place(point) for point in parts.curve)
    yield Line(curve, theme.muted, 1.1, polyline=True, role="part", nodes=nodes)
    if parts.point is not None:
        dot_x, dot_y = place(parts.point)
        yield Box(
            dot_x, dot_y, _DOT, _DOT, _DOT / 2, theme.text, theme.background,
            stroke_width=0.5, role="point", node=node,
        )  # fmt: skip
