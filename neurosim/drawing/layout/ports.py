"""Where edges begin and end on the border of a neuron: each at a port of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from neurosim.drawing.shapes import Point

_PITCH = 7.0
_CLEAR = 3.0
_APART_ON_CIRCLE = 2.6
_WIDEST_ANGLE = math.radians(75)
_STEEPEST_ANGLES = tuple(math.radians(angle) for angle in (75, 60, 50, 40, 30, 20, 10, 0))
_ROUND = 0.1


@dataclass(frozen=True, slots=True)
class Side:
    """The left or right side of a neuron.

    Attributes
    ----------
    centre : (float, float)
        The centre of the neuron.
    width, height, corner : float
        Its size, and the radius of its corners.
    column : float
        Where the column of the neuron ends on this side.
    room : float
        The least distance to the centre of the next neuron of the column, less half its height.
    """

    centre: Point
    width: float
    height: float
    corner: float
    column: float
    room: float

    @property
    def sign(self) -> int:
        """The direction of the side: 1 for right, -1 for left."""
        return 1 if self.column > self.centre[0] else -1

    @property
    def is_circle(self) -> bool:
        """Whether the neuron is a circle."""
        return is_circle((self.width, self.height), self.corner)

    @property
    def is_round(self) -> bool:
        """Whether it ends in half a circle, or is one, and is as wide as its column."""
        ends_round = 2 * self.corner >= self.height - _ROUND and self.width >= self.height - _ROUND
        return ends_round and abs(self.column - self.centre[0]) <= self.width / 2 + _ROUND

    @property
    def middle(self) -> Point:
        """The centre of the circle that it ends in."""
        (x, y), beside = self.centre, (self.width - self.height) / 2
        return x + self.sign * beside, y

    @property
    def straight(self) -> float:
        """Half of the height along which edges may meet a side that is not round."""
        return 0.35 * self.height if self.is_circle else max(self.height / 2 - self.corner - 2, 0.0)


def is_circle(size: tuple[float, float], corner: float) -> bool:
    """Return whether a box with round corners is a circle."""
    return abs(size[0] - size[1]) < _ROUND and 2 * corner >= size[0] - _ROUND


def find_ports(
    side: Side, towards: Sequence[Point], *, pitch: float = _PITCH
) -> list[tuple[Point, Point]]:
    """Return the port of each edge, and where the edge leaves the column.

    Ports are in the order of the other ends, so edges of a neuron do not cross each other. Edges
    point to the centre of a round end.

    Parameters
    ----------
    side : Side
        The side of the neuron.
    towards : sequence of (float, float)
        Where each edge comes from or goes to.
    pitch : float
        The distance between ports that a straight side has if there is space.

    Examples
    --------
    >>> side = Side((0.0, 0.0), 60.0, 40.0, 5.0, 30.0, 50.0)
    >>> find_ports(side, [(99.0, 20.0), (99.0, -20.0)])
    [((30.0, 3.5), (30.0, 3.5)), ((30.0, -3.5), (30.0, -3.5))]
    """
    order = sorted(range(len(towards)), key=lambda edge: towards[edge][1])
    ports: list[tuple[Point, Point]] = [((0.0, 0.0), (0.0, 0.0))] * len(towards)
    (x, y), sign = side.centre, side.sign
    if side.is_round:
        (x, y), radius = side.middle, side.height / 2
        angles = _angles(side, [towards[edge] for edge in order])
        for edge, angle in zip(order, angles, strict=True):
            port = x + sign * radius * math.cos(angle), y + radius * math.sin(angle)
            ports[edge] = port, port
        return ports
    step = min(pitch, 2 * side.straight / max(len(order) - 1, 1))
    for place, edge in enumerate(order):
        up = (place - (len(order) - 1) / 2) * step
        reach = math.sqrt(side.width**2 / 4 - up**2) if side.is_circle else side.width / 2
        end = x + sign * reach
        if abs(end - side.column) < _ROUND:
            # a rounding error between the two would turn the mark at the end around
            end = side.column
        ports[edge] = (end, y + up), (side.column, y + up)
    return ports


def _angles(side: Side, towards: Sequence[Point]) -> list[float]:
    """Return the angles of ports on a circle; a steep edge may not touch the next neuron."""
    (x, y), radius = side.middle, side.height / 2
    wanted = [math.atan2(end[1] - y, side.sign * (end[0] - x)) for end in towards]
    apart = min(_APART_ON_CIRCLE / radius, 2 * _WIDEST_ANGLE / max(len(wanted) - 1, 1))
    for steepest in _STEEPEST_ANGLES:
        angles = _spread([max(-steepest, min(angle, steepest)) for angle in wanted], apart)
        ends = zip(angles, towards, strict=True)
        if all(_passes(side, angle, end) for angle, end in ends):
            break
    return angles


def _passes(side: Side, angle: float, end: Point) -> bool:
    """Return whether a straight edge passes beside the next neuron of the column."""
    radius = side.height / 2
    along, across = radius * math.cos(angle), radius * math.sin(angle)
    rise = abs(end[1] - side.middle[1] - across)
    run = abs(end[0] - side.middle[0]) - along
    to_corner = side.room - abs(across)
    return rise <= to_corner or along + run * to_corner / rise >= radius + _CLEAR


def _spread(values: Sequence[float], apart: float) -> list[float]:
    """Return rising values moved as little as needed to be apart, by pooling of neighbours."""
    pools: list[tuple[float, int]] = []
    for place, value in enumerate(values):
        pools.append((value - apart * place, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, n_first), (last, n_last) = pools[-2:]
            n_both = n_first + n_last
            pools[-2:] = [((first * n_first + last * n_last) / n_both, n_both)]
    level = [mean for mean, count in pools for _ in range(count)]
    highest = _WIDEST_ANGLE - apart * (len(level) - 1)
    return [
        min(max(mean, -_WIDEST_ANGLE), highest) + apart * place for place, mean in enumerate(level)
    ]
