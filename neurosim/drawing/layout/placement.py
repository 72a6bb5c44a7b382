"""The places of edge labels: each on its own edge, clear of all else, so that none is mistaken."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.drawing.layout.geometry import segments_meet
from neurosim.drawing.shapes import Extent, Point

_PLACES = np.linspace(0.08, 0.92, 33)
_CLEARANCE = 2.0
_CLEAR_OF_LINES = 1.0
_MARK = 6.0
_ROUNDS = 60
# the cost of covering another label, and of not being in line
_OVERLAP, _ASIDE = 1000.0, 6.0


@dataclass(frozen=True, slots=True)
class Placement:
    """The places of labels.

    Attributes
    ----------
    places : tuple of (float, float)
        The centre of each label.
    cost : float
        How much the labels are out of line, on average; 0 is best.
    """

    places: tuple[Point, ...]
    cost: float


def place_labels(
    paths: Sequence[Sequence[Point]],
    sizes: Sequence[tuple[float, float]],
    groups: Sequence[Hashable],
    obstacles: Sequence[Extent],
) -> Placement | None:
    """Return the place of each edge's label, or None if one of them could be mistaken.

    Each label is on its own edge, and clear of all other edges, labels and obstacles. The labels
    of a group are in line where that is possible.

    Parameters
    ----------
    paths : sequence of sequence of (float, float)
        Each edge as a polyline.
    sizes : sequence of (float, float)
        The width and height of each label.
    groups : sequence of hashable
        The group of each edge, such as the two columns that it connects.
    obstacles : sequence of (left, top, right, bottom)
        The areas that no label may touch.
    """
    centres = np.array([_along(path) for path in paths])
    half = np.array(sizes)[:, np.newaxis, :] / 2
    free = _free(centres, half, paths, obstacles)
    if free is None:
        return None
    members: dict[Hashable, list[int]] = defaultdict(list)
    for edge, group in enumerate(groups):
        members[group].append(edge)
    low, high = centres - half - _CLEARANCE, centres + half + _CLEARANCE
    aside = np.zeros(free.shape)
    for edges in members.values():
        common = _common_place(edges, free, low, high)
        aside[edges] = _ASIDE * np.abs(_PLACES - _PLACES[common])
    owner, place = np.nonzero(free)
    overlaps = _overlaps(low[owner, place], high[owner, place])
    overlaps[owner[:, np.newaxis] == owner] = False
    cost = aside[owner, place]
    chosen = _settle(owner, cost, overlaps)
    if overlaps[np.ix_(chosen, chosen)].any():
        return None
    return Placement(
        places=tuple((float(x), float(y)) for x, y in centres[owner[chosen], place[chosen]]),
        cost=float(cost[chosen].mean()),
    )


def _along(path: Sequence[Point]) -> Matrix:
    points = np.array(path)
    lengths = np.hypot(*np.diff(points, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    at = _PLACES * reached[-1]
    return np.stack([np.interp(at, reached, points[:, axis]) for axis in (0, 1)], axis=1)


def _free(
    centres: Matrix,
    half: Matrix,
    paths: Sequence[Sequence[Point]],
    obstacles: Sequence[Extent],
) -> NDArray[np.bool_] | None:
    """Return which places touch neither obstacles nor other edges; None if an edge has none."""
    starts = np.concatenate([np.array(path[:-1]) for path in paths])
    ends = np.concatenate([np.array(path[1:]) for path in paths])
    owner = np.repeat(np.arange(len(paths)), [len(path) - 1 for path in paths])
    marks = [_mark(path) for path in paths]
    blocks = np.array([*obstacles, *marks], dtype=float).reshape(-1, 4)
    free = np.ones(centres.shape[:2], dtype=bool)
    for edge, places in enumerate(centres):
        low, high = places - half[edge] - _CLEARANCE, places + half[edge] + _CLEARANCE
        blocked = (low[:, np.newaxis] < blocks[:, 2:]) & (high[:, np.newaxis] > blocks[:, :2])
        free[edge] = ~blocked.all(axis=2).any(axis=1)
        left = np.flatnonzero(free[edge])
        others = owner != edge
        reach = half[edge] + _CLEAR_OF_LINES
        covers = segments_meet(
            starts[others], ends[others], places[left] - reach, places[left] + reach
        )
        free[edge, left] = ~covers.any(axis=1)
        if not free[edge].any():
            return None
    return free


def _mark(path: Sequence[Point]) -> Extent:
    """Return the area of the mark at the end of an edge."""
    (x0, y0), (x1, y1) = path[-2:]
    share = min(_MARK / (math.hypot(x1 - x0, y1 - y0) or 1.0), 1.0)
    x, y = x1 + (x0 - x1) * share, y1 + (y0 - y1) * share
    return min(x, x1) - 2, min(y, y1) - 2, max(x, x1) + 2, max(y, y1) + 2


def _overlaps(low: Matrix, high: Matrix) -> NDArray[np.bool_]:
    meets = np.ones((len(low), len(low)), dtype=bool)
    for axis in (0, 1):
        meets &= low[:, np.newaxis, axis] < high[np.newaxis, :, axis]
        meets &= low[np.newaxis, :, axis] < high[:, np.newaxis, axis]
    return meets


def _common_place(edges: Sequence[int], free: NDArray[np.bool_], low: Matrix, high: Matrix) -> int:
    totals = []
    for place in range(len(_PLACES)):
        clashes = (_overlaps(low[edges, place], high[edges, place]).sum() - len(edges)) / 2
        taken = (~free[edges, place]).sum()
        # near the middle; of two equally good places, the one nearer to the source
        bias = abs(_PLACES[place] - 0.499)
        totals.append(_OVERLAP * (clashes + taken) + bias)
    return int(np.argmin(totals))


def _settle(owner: NDArray[np.intp], cost: Matrix, overlaps: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return for each edge the number of its place."""
    n_edges = int(owner[-1]) + 1
    own = [np.flatnonzero(owner == edge) for edge in range(n_edges)]
    chosen = np.array([places[np.argmin(cost[places])] for places in own])
    # a conflict that stays costs more each time, so the search leaves dead ends
    price = np.full((n_edges, n_edges), _OVERLAP)
    for _ in range(_ROUNDS):
        moved = False
        for edge, places in enumerate(own):
            total = cost[places] + overlaps[np.ix_(places, chosen)] @ price[edge]
            best = places[np.argmin(total)]
            if total.min() < total[places == chosen[edge]][0]:
                chosen[edge], moved = best, True
        clashing = overlaps[np.ix_(chosen, chosen)]
        if not clashing.any() and not moved:
            break
        price[clashing] *= 1.3
    return chosen
