"""Mean and median of a column that comes in parts and may be larger than the memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

Parts = Callable[[], Iterable[NDArray[np.float64]]]
"""Gives the values of a column part by part, anew with every call; NaN is no value."""


def mean(parts: Parts) -> float:
    """Return the mean, the same however the values are divided into parts; NaN if there are none.

    Examples
    --------
    >>> mean(lambda: [np.array([1.0, np.nan]), np.array([4.0])])
    2.5
    """
    count = sum(int(np.count_nonzero(~np.isnan(part))) for part in parts())
    if not count:
        return math.nan

    def values() -> Iterator[float]:
        for part in parts():
            yield from part[~np.isnan(part)].tolist()

    try:
        return math.fsum(values()) / count
    except OverflowError:
        return math.fsum(value / count for value in values())


def median(parts: Parts) -> float:
    """Return the median, exactly; NaN if there is no value.

    Values are counted by their bits from the top, 16 at a time, so that no part is kept.

    Examples
    --------
    >>> median(lambda: [np.array([3.0, np.nan]), np.array([-1.0, 5.0, 4.0])])
    3.5
    """
    count = sum(int(np.count_nonzero(~np.isnan(part))) for part in parts())
    if not count:
        return math.nan
    upper = _in_order(parts, count // 2)
    return upper if count % 2 else _in_order(parts, count // 2 - 1) / 2 + upper / 2


def _in_order(parts: Parts, place: int) -> float:
    """Return the value at a place of the sorted values."""
    prefix = np.uint64(0)
    for shift in (48, 32, 16, 0):
        counts = np.zeros(2**16, dtype=np.int64)
        for part in parts():
            keys = _keys(part[~np.isnan(part)])
            if shift < 48:
                keys = keys[keys >> np.uint64(shift + 16) == prefix]
            digits = (keys >> np.uint64(shift)) & np.uint64(0xFFFF)
            counts += np.bincount(digits.astype(np.int64), minlength=2**16)
        below = np.cumsum(counts)
        digit = int(np.searchsorted(below, place, side="right"))
        place -= int(below[digit] - counts[digit])
        prefix = (prefix << np.uint64(16)) | np.uint64(digit)
    return _value(prefix)


_SIGN = np.uint64(2**63)


def _keys(values: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return whole numbers that are ordered as the values are."""
    bits = np.ascontiguousarray(values).view(np.uint64)
    return np.where(bits & _SIGN, ~bits, bits | _SIGN)


def _value(key: np.uint64) -> float:
    bits = key ^ _SIGN if key & _SIGN else ~key
    return float(np.array([bits], dtype=np.uint64).view(np.float64)[0])
