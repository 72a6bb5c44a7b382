"""Means and medians of columns that are read in parts and may be larger than the memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix

Parts = Callable[[], Iterable[Matrix]]
"""Gives rows of numbers part by part, from the start with every call; NaN is no value."""

_ROWS_AT_ONCE = 2**16
_MOST_IN_MEMORY = 2**24
_COLUMNS_AT_ONCE = 64


def means(parts: Parts, columns: Sequence[int]) -> NDArray[np.float64]:
    """Return the mean of some columns; every division into parts gives exactly the same mean.

    Parameters
    ----------
    parts : callable
        The rows, shape (n, n_columns) each.
    columns : sequence of int
        Which columns.

    Returns
    -------
    ndarray, shape (len(columns),)
        NaN for a column without a value.

    Examples
    --------
    >>> means(lambda: [np.array([[1.0], [np.nan]]), np.array([[4.0]])], [0])
    array([2.5])
    """
    counts = _counts(parts, columns)

    def total(divisor: NDArray[np.float64] | int) -> NDArray[np.float64]:
        sums = np.zeros(len(columns))
        for rows in _equal_parts(parts, columns):
            # column by column, so that the result does not depend on the order in memory
            sums += np.nansum(np.ascontiguousarray((rows / divisor).T), axis=1)
        return sums

    some = np.maximum(counts, 1).astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        found = total(1) / some
        if not np.isfinite(found).all():
            # divided first if the sum is too large
            found = np.where(np.isfinite(found), found, total(some))
    return np.where(counts, found, math.nan)


def medians(parts: Parts, columns: Sequence[int]) -> NDArray[np.float64]:
    """Return the median of some columns, exactly; NaN for a column without a value.

    If the values do not fit into the memory, they are counted by their bits, 16 bits at a time,
    from the highest bits down.

    Examples
    --------
    >>> medians(lambda: [np.array([[3.0], [np.nan]]), np.array([[-1.0], [5.0], [4.0]])], [0])
    array([3.5])
    """
    counts = _counts(parts, columns)
    upper, lower = counts // 2, np.maximum(counts - 1, 0) // 2
    n_rows = sum(len(rows) for rows in parts())
    found: list[NDArray[np.float64]] = []
    for start in range(0, len(columns), _COLUMNS_AT_ONCE):
        group = slice(start, start + _COLUMNS_AT_ONCE)
        if n_rows * len(columns) <= _MOST_IN_MEMORY:
            group = slice(0, len(columns))
        places = np.stack([lower[group], upper[group]])
        in_order = _sorted if n_rows * len(columns) <= _MOST_IN_MEMORY else _counted
        middle = in_order(parts, columns[group], places)
        found.append(middle[0] / 2 + middle[1] / 2)
        if group.stop >= len(columns):
            break
    return np.where(counts, np.concatenate([np.empty(0), *found]), math.nan)


def _counts(parts: Parts, columns: Sequence[int]) -> NDArray[np.int64]:
    counts = np.zeros(len(columns), dtype=np.int64)
    for rows in parts():
        counts += np.count_nonzero(~np.isnan(rows[:, columns]), axis=0)
    return counts


def _equal_parts(parts: Parts, columns: Sequence[int]) -> Iterator[Matrix]:
    """Yield the rows in parts of one size."""
    waiting: list[Matrix] = []
    n_waiting = 0
    for rows in parts():
        waiting.append(rows[:, columns])
        n_waiting += len(rows)
        if n_waiting >= _ROWS_AT_ONCE:
            together = np.concatenate(waiting)
            end = n_waiting - n_waiting % _ROWS_AT_ONCE
            for start in range(0, end, _ROWS_AT_ONCE):
                yield together[start : start + _ROWS_AT_ONCE]
            waiting, n_waiting = [together[end:]], n_waiting - end
    if n_waiting:
        yield np.concatenate(waiting)


def _sorted(parts: Parts, columns: Sequence[int], places: NDArray[np.int64]) -> Matrix:
    """Return the values at places of the sorted columns, shape of ``places``."""
    rows = np.sort(np.concatenate([part[:, columns] for part in parts()]), axis=0)
    return np.take_along_axis(rows, np.minimum(places, len(rows) - 1), axis=0)


def _counted(parts: Parts, columns: Sequence[int], places: NDArray[np.int64]) -> Matrix:
    """Return the same as ``_sorted``, in four passes and without storing a part."""
    left = places.copy()
    prefixes = np.zeros(places.shape, dtype=np.uint64)
    for shift in (48, 32, 16, 0):
        counts = np.zeros((*places.shape, 2**16), dtype=np.int64)
        for part in parts():
            for column, values in enumerate(part[:, columns].T):
                keys = _keys(values[~np.isnan(values)])
                above = keys >> np.uint64(shift) >> np.uint64(16)
                digits = ((keys >> np.uint64(shift)) & np.uint64(0xFFFF)).astype(np.int64)
                for which in range(len(places)):
                    here = digits if shift == 48 else digits[above == prefixes[which, column]]
                    counts[which, column] += np.bincount(here, minlength=2**16)
        below = np.cumsum(counts, axis=-1)
        for index in np.ndindex(places.shape):
            digit = int(np.searchsorted(below[index], left[index], side="right"))
            digit = min(digit, 2**16 - 1)
            left[index] -= below[index][digit] - counts[index][digit]
            prefixes[index] = (prefixes[index] << np.uint64(16)) | np.uint64(digit)
    return _values(prefixes)


_SIGN = np.uint64(2**63)


def _keys(values: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return whole numbers that are ordered as the values are."""
    bits = np.ascontiguousarray(values).view(np.uint64)
    return np.where(bits & _SIGN, ~bits, bits | _SIGN)


def _values(keys: NDArray[np.uint64]) -> Matrix:
    """Return the values of whole numbers that ``_keys`` gave."""
    return np.where(keys & _SIGN, keys ^ _SIGN, ~keys).view(np.float64)
