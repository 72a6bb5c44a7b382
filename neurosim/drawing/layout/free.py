"""Layouts from the user's positions, scaled until no neuron touches another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from neurosim.checks import Matrix
from neurosim.drawing.layout.arrangement import Edge, Layout
from neurosim.drawing.layout.geometry import segment_meets
from neurosim.drawing.shapes import Point, flatten

_BENDS = 24
_GROWTHS, _GROWTHS_OF_MANY, _FEW = 24, 3, 40
_FURTHER = 1.25
_CLEARANCE = 5.0
_CROWDED = 1.5
_PUSHES = 400


def place_freely(
    positions: Sequence[Point],
    sizes: Sequence[tuple[float, float]],
    edges: Sequence[Edge],
    *,
    gap: float,
    corners: Sequence[float] = (),
) -> Layout:
    """Return a layout with the nodes at the given positions, scaled so that they do not touch.

    If only a few nodes are very near to each other, these are pushed apart, so that the rest of
    the layout does not become too large.

    Parameters
    ----------
    positions : sequence of (float, float)
        The centre of each node in any unit; y points up as in NetworkX. No two are equal.
    sizes : sequence of (float, float)
        The width and height of each node in points.
    edges : sequence of (int, int)
        Source and target of each edge.
    gap : float
        The least space between two nodes, in points.
    corners : sequence of float
        The radius of the corners of each node; empty for sharp corners.

    Returns
    -------
    Layout
        Edges are straight, except where they bend around other nodes. They point to the centre
        of a node and end at its border.
    """
    boxes, radius = np.array(sizes), corners or [0.0] * len(sizes)
    centres = np.array(positions, dtype=float) * (1.0, -1.0)
    scale = _scale(centres, boxes, gap)
    # if an edge finds no way around the neurons, more space helps
    for _ in range(_GROWTHS if len(positions) <= _FEW else _GROWTHS_OF_MANY):
        placed = _apart(centres * scale, boxes, gap)
        routes = [_way(placed, boxes, edge) for edge in edges]
        if all(clear for _, clear in routes):
            break
        scale *= _FURTHER
    return Layout(
        tuple((float(x), float(y)) for x, y in placed),
        tuple(sizes),
        tuple(
            _to_borders(route, placed[list(edge)], boxes[list(edge)], [radius[n] for n in edge])
            for (route, _), edge in zip(routes, edges, strict=True)
        ),
    )


def _scale(centres: Matrix, boxes: Matrix, gap: float) -> float:
    """Return the scale at which no two nodes touch, or at which half of them nearly do not."""
    between = np.abs(centres[:, np.newaxis] - centres)
    with np.errstate(divide="ignore"):
        scales = (_room(boxes, gap) / between).min(axis=2)
    np.fill_diagonal(scales, 0.0)
    largest = np.sort(scales.max(axis=1))
    return float(min(largest[-1], _CROWDED * largest[len(largest) // 2])) or 1.0


def _apart(centres: Matrix, boxes: Matrix, gap: float) -> Matrix:
    """Push apart nodes that are still too near, in the direction that needs less."""
    placed, room = centres.copy(), _room(boxes, gap)
    for _ in range(_PUSHES):
        near = (np.abs(placed[:, np.newaxis] - placed) < room - 1e-9).all(axis=2)
        pairs = np.argwhere(np.triu(near, 1))
        if not len(pairs):
            break
        for a, b in pairs:
            missing = room[a, b] - np.abs(placed[a] - placed[b])
            if missing.min() <= 0:
                continue
            axis = int(np.argmin(missing))
            push = math.copysign(missing[axis] / 2, placed[b, axis] - placed[a, axis])
            placed[a, axis] -= push
            placed[b, axis] += push
    return placed


def _room(boxes: Matrix, gap: float) -> Matrix:
    """Return the least distance of two nodes along each axis, shape (n, n, 2)."""
    room: Matrix = (boxes[:, np.newaxis] + boxes) / 2 + gap
    return room


def _way(centres: Matrix, boxes: Matrix, edge: Edge) -> tuple[tuple[Point, ...], bool]:
    """Return the straightest route of an edge, and whether it is clear of other nodes."""
    others = np.delete(np.arange(len(centres)), edge)
    half = boxes[others] / 2 + _CLEARANCE
    low, high = centres[others] - half, centres[others] + half
    start, end = (tuple(map(float, centres[node])) for node in edge)
    ways = _ways((start[0], start[1]), (end[0], end[1]))
    straight = next(ways)
    for route in (straight, *ways):
        corners = np.array(flatten(route, 24))
        if not any(segment_meets(a, b, low, high).any() for a, b in pairwise(corners)):
            return route, True
    return straight, False


def _to_borders(
    route: tuple[Point, ...], centres: Matrix, boxes: Matrix, corners: Sequence[float]
) -> tuple[Point, ...]:
    """Return the part of a route between the borders of its two nodes."""
    for node in (0, 1):
        half = boxes[node] / 2
        corner = min(corners[node], *half)

        def outside(point: Point, centre: Matrix = centres[node]) -> bool:
            over = np.abs(np.array(point) - centre) - half + corner  # noqa: B023
            return bool(np.hypot(*np.maximum(over, 0.0)) > corner)  # noqa: B023

        route = _without_start(route, outside)[::-1]
    return route


def _without_start(route: tuple[Point, ...], outside: Callable[[Point], bool]) -> tuple[Point, ...]:
    """Return a route from where it leaves a node; the route is one line or one curve."""
    low, high = 0.0, 1.0
    if not outside(route[-1]):
        return route
    for _ in range(30):
        middle = (low + high) / 2
        if outside(_split(route, middle)[0]):
            high = middle
        else:
            low = middle
    return _split(route, high)


def _split(route: tuple[Point, ...], at: float) -> tuple[Point, ...]:
    """Return the part of a Bezier curve after a place, by the method of de Casteljau."""
    points, after = list(route), [route[-1]]
    while len(points) > 1:
        points = [
            (a[0] + (b[0] - a[0]) * at, a[1] + (b[1] - a[1]) * at) for a, b in pairwise(points)
        ]
        after.append(points[-1])
    return tuple(reversed(after))


def _ways(start: Point, end: Point) -> Iterator[tuple[Point, ...]]:
    yield start, end
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0)
    side_x, side_y = -(y1 - y0) / length, (x1 - x0) / length
    for bend in range(1, _BENDS + 1):
        for side in (-1, 1):
            reach = side * bend * max(length / 12, 12.0)
            a = (x0 + (x1 - x0) / 4 + side_x * reach, y0 + (y1 - y0) / 4 + side_y * reach)
            b = (x1 - (x1 - x0) / 4 + side_x * reach, y1 - (y1 - y0) / 4 + side_y * reach)
            yield start, a, b, end
