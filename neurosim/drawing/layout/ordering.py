"""The order of the rows in each column, so that few edges cross."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise

from neurosim.mathematics.plain_sum import plain_sum

_SWEEPS = 8
_SWITCHING_LIMIT = 2_000
"""With more edge pieces than this, only barycenters are used; they are fast at any size."""


def order_rows(
    depth: Sequence[int], edges: Sequence[tuple[int, int]], *, fixed: Collection[int]
) -> list[list[int]]:
    """Return the nodes of each column from top to bottom.

    Parameters
    ----------
    depth : sequence of int
        The column of each node.
    edges : sequence of (int, int)
        Source and target of each edge; the target stands one column after the source.
    fixed : collection of int
        The nodes that keep their order among themselves within a column.

    Examples
    --------
    >>> order_rows([0, 0, 1, 1], [(0, 3), (1, 2)], fixed={0, 1})
    [[0, 1], [3, 2]]
    """
    found = _order(tuple(depth), tuple(edges), frozenset(fixed))
    return [list(row) for row in found]


# a search for the best spacing asks for the same graph again and again
@lru_cache(maxsize=16)
def _order(
    depth: tuple[int, ...], edges: tuple[tuple[int, int], ...], fixed: frozenset[int]
) -> list[list[int]]:
    rows: list[list[int]] = [[] for _ in range(max(depth, default=-1) + 1)]
    for node, column in enumerate(depth):
        rows[column].append(node)
    before: list[list[int]] = [[] for _ in depth]
    after: list[list[int]] = [[] for _ in depth]
    for source, target in edges:
        after[source].append(target)
        before[target].append(source)

    best, fewest = [list(row) for row in rows], _crossings(rows, after)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        forwards = sweep % 2 == 0
        columns = range(1, len(rows)) if forwards else range(len(rows) - 2, -1, -1)
        for column in columns:
            neighbours, step = (before, -1) if forwards else (after, 1)
            _sort_by_barycenter(rows, column, column + step, neighbours, fixed)
        if len(edges) <= _SWITCHING_LIMIT:
            _switch_neighbours(rows, before, after, fixed)
        crossings = _crossings(rows, after)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _sort_by_barycenter(
    rows: list[list[int]],
    column: int,
    beside: int,
    neighbours: list[list[int]],
    fixed: Collection[int],
) -> None:
    place = {node: index / len(rows[beside]) for index, node in enumerate(rows[beside])}
    row = rows[column]
    keys = {}
    for index, node in enumerate(row):
        places = [place[other] for other in neighbours[node]]
        keys[node] = plain_sum(places) / len(places) if places else index / len(row)
    kept = iter([node for node in row if node in fixed])
    rows[column] = [
        next(kept) if node in fixed else node for node in sorted(row, key=keys.__getitem__)
    ]


def _switch_neighbours(
    rows: list[list[int]],
    before: list[list[int]],
    after: list[list[int]],
    fixed: Collection[int],
) -> None:
    place = {node: index for row in rows for index, node in enumerate(row)}
    for row in rows:
        switched = True
        while switched:
            switched = False
            for index in range(len(row) - 1):
                a, b = row[index], row[index + 1]
                if a in fixed and b in fixed:
                    continue
                gain = sum(
                    _inversions(around[a], around[b], place)
                    - _inversions(around[b], around[a], place)
                    for around in (before, after)
                )
                if gain > 0:
                    row[index], row[index + 1] = b, a
                    place[a], place[b] = index + 1, index
                    switched = True


def _inversions(upper: Sequence[int], lower: Sequence[int], place: dict[int, int]) -> int:
    places = sorted(place[node] for node in lower)
    return sum(bisect_left(places, place[node]) for node in upper)


def _crossings(rows: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> int:
    total = 0
    for row, following in pairwise(rows):
        place = {node: index for index, node in enumerate(following)}
        seen: list[int] = []
        for node in row:
            ends = sorted(place[other] for other in after[node])
            # an edge crosses each earlier edge that ends below it
            total += sum(len(seen) - _count_up_to(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def _count_up_to(values: Sequence[int], limit: int) -> int:
    return bisect_left(values, limit + 1)
