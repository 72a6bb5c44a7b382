"""Leaving out the middle of what is long, in one way for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

IN_SUMMARY = 4
"""Above this many a summary leaves out the middle ones."""

LAYERS_IN_SUMMARY = 6
"""Above this many layers a summary leaves out the middle ones."""

IN_SENTENCE = 6
"""Above this many a sentence leaves out the middle ones."""


@dataclass(frozen=True, slots=True)
class LeftOut(Generic[T]):
    """What stands in place of the middle."""

    items: Sequence[T]

    def __len__(self) -> int:
        return len(self.items)


def shorten(items: Sequence[T], most: int | None) -> list[T | LeftOut[T]]:
    """Return items; if there are more than the most, the first ones, what is left out, the last.

    Examples
    --------
    >>> shorten("abcdef", 4)
    ['a', 'b', LeftOut(items='cde'), 'f']
    """
    if most is None or len(items) <= most:
        return list(items)
    first, last = most - 2, len(items) - 1
    return [*items[:first], LeftOut(items[first:last]), items[last]]
