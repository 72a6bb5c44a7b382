"""Layouts of the user's own: given positions, scaled until no neuron touches another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from neurosim.drawing.layout.arrangement import Edge, Layout
from neurosim.drawing.shapes import Extent, Point, flatten

_BENDS = 24
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
) -> Layout:
    """Return a layout with the nodes as given, scaled to their sizes.

    Where few nodes are much nearer to each other than most, these are pushed apart instead of
    blowing up the whole.

    Parameters
    ----------
    positions : sequence of (float, float)
        The centre of each node in any unit, y running up as NetworkX has it; no two alike.
    sizes : sequence of (float, float)
        The width and height of each node in points.
    edges : sequence of (int, int)
        Source and target of each edge.
    gap : float
        The least room between two nodes in points.

    Returns
    -------
    Layout
        Edges run straight, and bend where they would touch a node that is not their own.
    """
    scale = _scale(positions, sizes, gap)
    # where edges find no way around the neurons, more room makes one
    for _ in range(_BENDS):
        placed = _apart([(x * scale, -y * scale) for x, y in positions], sizes, gap)
        layout = Layout(placed, tuple(sizes), ())
        extents = layout.extents
        routes = [_way(placed, extents, edge) for edge in edges]
        if all(clear for _, clear in routes):
            break
        scale *= _FURTHER
    return Layout(placed, tuple(sizes), tuple(route for route, _ in routes))


def _scale(positions: Sequence[Point], sizes: Sequence[tuple[float, float]], gap: float) -> float:
    """Return the scale at which every node clears every other, or half of them nearly do."""
    needed: list[list[float]] = [[0.0] for _ in positions]
    for a, b in combinations(range(len(positions)), 2):
        across, along = _between(positions[a], positions[b])
        wide, high = _room(sizes[a], sizes[b], gap)
        scale = min(wide / across if across else math.inf, high / along if along else math.inf)
        needed[a].append(scale)
        needed[b].append(scale)
    largest = sorted(max(scales) for scales in needed)
    return min(largest[-1], _CROWDED * largest[len(largest) // 2]) or 1.0


def _apart(
    placed: list[Point], sizes: Sequence[tuple[float, float]], gap: float
) -> tuple[Point, ...]:
    """Push nodes that are still too near to each other apart, the shorter way."""
    for _ in range(_PUSHES):
        moved = False
        for a, b in combinations(range(len(placed)), 2):
            across, along = _between(placed[a], placed[b])
            wide, high = _room(sizes[a], sizes[b], gap)
            if across >= wide - 1e-9 or along >= high - 1e-9:
                continue
            moved = True
            (ax, ay), (bx, by) = placed[a], placed[b]
            if wide - across <= high - along:
                push = math.copysign((wide - across) / 2, bx - ax)
                placed[a], placed[b] = (ax - push, ay), (bx + push, by)
            else:
                push = math.copysign((high - along) / 2, by - ay)
                placed[a], placed[b] = (ax, ay - push), (bx, by + push)
        if not moved:
            break
    return tuple(placed)


def _between(a: Point, b: Point) -> Point:
    return abs(a[0] - b[0]), abs(a[1] - b[1])


def _room(a: tuple[float, float], b: tuple[float, float], gap: float) -> Point:
    return (a[0] + b[0]) / 2 + gap, (a[1] + b[1]) / 2 + gap


def _way(
    positions: Sequence[Point], extents: Sequence[Extent], edge: Edge
) -> tuple[tuple[Point, ...], bool]:
    """Return the straightest way of an edge, and whether it is clear of other nodes."""
    others = [extent for node, extent in enumerate(extents) if node not in edge]
    start, end = positions[edge[0]], positions[edge[1]]
    for route in _ways(start, end):
        corners = flatten(route, 24)
        if not any(_touches(corners, extent) for extent in others):
            return route, True
    return (start, end), False


def _ways(start: Point, end: Point) -> Iterator[tuple[Point, ...]]:
    # from centre to centre: neurons are painted over their ends
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


def _touches(corners: Sequence[Point], extent: Extent) -> bool:
    left, top, right, bottom = extent
    low = (left - _CLEARANCE, top - _CLEARANCE)
    high = (right + _CLEARANCE, bottom + _CLEARANCE)
    return any(segment_meets(start, end, low, high) for start, end in pairwise(corners))


def segment_meets(start: Point, end: Point, low: Point, high: Point) -> bool:
    """Return whether a segment meets a rectangle, by the slabs of Liang and Barsky (1984)."""
    enters, leaves = 0.0, 1.0
    for axis in (0, 1):
        way = end[axis] - start[axis]
        if abs(way) < 1e-12:
            if not low[axis] < start[axis] < high[axis]:
                return False
            continue
        near, far = sorted(((low[axis] - start[axis]) / way, (high[axis] - start[axis]) / way))
        enters, leaves = max(enters, near), min(leaves, far)
    return enters < leaves
