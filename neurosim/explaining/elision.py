"""Leaving out the middle of what is long, in one way for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

IN_SUMMARY = 4
"""A summary of more items leaves out those in the middle."""

LAYERS_IN_SUMMARY = 6
"""A summary of more layers leaves out those in the middle."""

IN_SENTENCE = 6
"""A sentence with more items leaves out those in the middle."""


@dataclass(frozen=True, slots=True)
class LeftOut(Generic[T]):
    """What replaces the middle."""

    items: Sequence[T]

    def __len__(self) -> int:
        return len(self.items)


def shorten(items: Sequence[T], most: int | None) -> list[T | LeftOut[T]]:
    """Return the items; if there are too many, only the first, what is left out, and the last.

    Examples
    --------
    >>> shorten("abcdef", 4)
    ['a', 'b', LeftOut(items='cde'), 'f']
    """
    if most is None or len(items) <= most:
        return list(items)
    first, last = most - 2, len(items) - 1
    return [*items[:first], LeftOut(items[first:last]), items[last]]
