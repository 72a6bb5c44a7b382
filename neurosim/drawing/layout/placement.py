"""The places of edge labels: on their edges, clear of each other and of the neurons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.drawing.layout.geometry import segment_meets
from neurosim.drawing.shapes import Extent, Point

_PLACES = np.linspace(0.08, 0.92, 33)
_CLEARANCE = 2.0
_ROUNDS = 60
# the cost of covering another label, of covering another edge, of not being in line
_OVERLAP, _COVERED, _ASIDE = 1000.0, 3.0, 6.0


@dataclass(frozen=True, slots=True)
class Placement:
    """The places of labels.

    Attributes
    ----------
    places : tuple of (float, float)
        The centre of each label.
    cost : float
        How much the labels hide other edges and are out of line, on average; 0 is best.
    """

    places: tuple[Point, ...]
    cost: float


def place_labels(
    paths: Sequence[Sequence[Point]],
    sizes: Sequence[tuple[float, float]],
    groups: Sequence[Hashable],
    obstacles: Sequence[Extent],
) -> Placement | None:
    """Return the place of each edge's label, or None if there is no space for all of them.

    The labels of a group are in line where that is possible.

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
    n_edges, n_places = len(paths), len(_PLACES)
    centres = np.array([_along(path) for path in paths])
    half = (np.array(sizes) / 2 + _CLEARANCE)[:, np.newaxis, :]
    low, high = centres - half, centres + half
    covered = _covered(low, high, paths)
    blocked = _blocked(low, high, obstacles)
    overlaps = _overlaps(low, high).reshape(n_edges, n_places, n_edges, n_places)

    cost = _COVERED * covered + np.where(blocked, 1e9, 0.0)
    members: dict[Hashable, list[int]] = defaultdict(list)
    for edge, group in enumerate(groups):
        members[group].append(edge)
    chosen = np.zeros(n_edges, dtype=int)
    for edges in members.values():
        common = _common_place(edges, cost, overlaps)
        cost[edges] += _ASIDE * np.abs(_PLACES - _PLACES[common])
        chosen[edges] = common
    _settle(chosen, cost, overlaps)
    index = np.arange(n_edges)
    clashes = overlaps[index, chosen][:, index, chosen]
    if clashes.any() or blocked[index, chosen].any():
        return None
    return Placement(
        places=tuple((float(x), float(y)) for x, y in centres[index, chosen]),
        cost=float(cost[index, chosen].mean()),
    )


def _along(path: Sequence[Point]) -> Matrix:
    points = np.array(path)
    lengths = np.hypot(*np.diff(points, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    at = _PLACES * reached[-1]
    return np.stack([np.interp(at, reached, points[:, axis]) for axis in (0, 1)], axis=1)


def _covered(low: Matrix, high: Matrix, paths: Sequence[Sequence[Point]]) -> Matrix:
    """Count the other edges under each candidate, shape (n_edges, n_places)."""
    n_edges, n_places = low.shape[:2]
    count = np.zeros((n_edges, n_places))
    for other, path in enumerate(paths):
        points = np.array(path)
        hit = np.zeros((n_edges, n_places), dtype=bool)
        for start, end in pairwise(points):
            hit |= segment_meets(start, end, low, high)
        hit[other] = False
        count += hit
    return count


def _blocked(low: Matrix, high: Matrix, obstacles: Sequence[Extent]) -> NDArray[np.bool_]:
    blocked = np.zeros(low.shape[:2], dtype=bool)
    for left, top, right, bottom in obstacles:
        blocked |= (
            (low[..., 0] < right)
            & (high[..., 0] > left)
            & (low[..., 1] < bottom)
            & (high[..., 1] > top)
        )
    return blocked


def _overlaps(low: Matrix, high: Matrix) -> NDArray[np.bool_]:
    n_edges, n_places = low.shape[:2]
    low, high = low.reshape(-1, 2), high.reshape(-1, 2)
    meets = np.ones((len(low), len(low)), dtype=bool)
    for axis in (0, 1):
        meets &= low[:, np.newaxis, axis] < high[np.newaxis, :, axis]
        meets &= low[np.newaxis, :, axis] < high[:, np.newaxis, axis]
    own = np.arange(n_edges).repeat(n_places)
    meets[own[:, np.newaxis] == own] = False
    return meets


def _common_place(edges: Sequence[int], cost: Matrix, overlaps: NDArray[np.bool_]) -> int:
    totals = []
    for place in range(len(_PLACES)):
        clashes = overlaps[np.ix_(edges, [place], edges, [place])].sum() / 2
        # near the middle; of two equally good places, the one nearer to the source
        bias = abs(_PLACES[place] - 0.499)
        totals.append(cost[edges, place].sum() + _OVERLAP * clashes + bias)
    return int(np.argmin(totals))


def _settle(chosen: NDArray[np.intp], cost: Matrix, overlaps: NDArray[np.bool_]) -> None:
    index = np.arange(len(chosen))
    # a conflict that stays costs more each time, so the search leaves dead ends
    price = np.full((len(chosen), len(chosen)), _OVERLAP)
    for _ in range(_ROUNDS):
        moved = False
        for edge in index:
            clashes = overlaps[edge][:, index, chosen]
            total = cost[edge] + clashes @ price[edge]
            best = int(np.argmin(total))
            if total[best] < total[chosen[edge]]:
                chosen[edge], moved = best, True
        clashing = overlaps[index, chosen][:, index, chosen]
        if not moved and not clashing.any():
            break
        price[clashing] *= 1.3
