"""The sum of numbers as a person adds them, the same on every Python."""

from __future__ import annotations

from collections.abc import Iterable


def plain_sum(values: Iterable[float]) -> float:
    """Return the sum of numbers, added from the left, each step rounded to a float.

    From Python 3.12 on the built-in ``sum`` corrects the roundings, so that its last digits differ
    from those of Python 3.11 and of the compiled engine.

    Examples
    --------
    >>> plain_sum([1e16, 1.0, -1e16])
    0.0
    """
    total = 0.0
    for value in values:
        total += value
    return total
