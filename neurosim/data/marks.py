"""The decimal mark and the thousands separator of a file, and its cells as numbers."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neurosim.data.problems import option
from neurosim.errors import InputError, brief

_PLAIN = b"0123456789+-eE"

_ALIKE = {" ": " \u00a0\u202f", "'": "'’"}


@dataclass(frozen=True, slots=True)
class Marks:
    """One way to read numbers.

    Attributes
    ----------
    decimal : str
        The decimal mark, a point or a comma.
    thousands : str
        The character between groups of three digits.

    Examples
    --------
    >>> Marks(",", ".").floats(["12,5", "1.234", "-1.234.567,25"]).tolist()
    [12.5, 1234.0, -1234567.25]
    """

    decimal: str = "."
    thousands: str = ","

    def is_number(self, text: str) -> bool:
        """Return whether a text, without spaces around it, is a number in this reading."""
        return _pattern(self).fullmatch(text) is not None

    def floats(self, cells: Sequence[str]) -> NDArray[np.float64]:
        """Return cells that are all numbers as floats; numbers that are too large become infinite.

        Raises
        ------
        ValueError
            If a cell is not a number.
        """
        if not cells:
            return np.empty(0)
        text = "\n".join(cells)
        for mark in _ALIKE.get(self.thousands, self.thousands):
            if mark in text:
                text = text.replace(mark, "")
                cells = text.split("\n")
        if self.decimal != "." and self.decimal in text:
            cells = text.replace(self.decimal, ".").split("\n")
        return np.fromiter(map(float, cells), dtype=np.float64, count=len(cells))


def other_characters(text: str) -> set[str]:
    """Return the characters of a text that are not those of numbers without marks.

    Examples
    --------
    >>> sorted(other_characters("-1.5e3,7"))
    [',', '.']
    """
    if text.isascii():
        return set(text.encode().translate(None, _PLAIN).decode())
    return set(text)


POINT, COMMA = Marks(".", ","), Marks(",", ".")


@dataclass(frozen=True, slots=True)
class MarkChoice:
    """The possible ways to read the numbers of a file; the file decides between them.

    Attributes
    ----------
    candidates : tuple of Marks
        One or two readings.
    point_alone : bool
        Whether a point is the decimal mark if no number of the file has a comma. This is so if
        cells are separated by commas, because a decimal comma would then need quotes.
    """

    candidates: tuple[Marks, ...] = (POINT, COMMA)
    point_alone: bool = True


def choose_marks(
    decimal: str | None = None, thousands: str | None = None, *, delimiter: str = ","
) -> MarkChoice:
    """Return the readings that the options allow.

    Raises
    ------
    InputError
        If a mark is not allowed, or both are the same.

    Examples
    --------
    >>> choose_marks(",").candidates
    (Marks(decimal=',', thousands='.'),)
    """
    if decimal is not None and (not isinstance(decimal, str) or decimal not in (".", ",")):
        raise InputError(f"the decimal mark is {brief(decimal)}; give '.' or ','")
    if thousands is not None and (not isinstance(thousands, str) or thousands not in _SEPARATORS):
        raise InputError(
            f"the thousands separator is {brief(thousands)}; give one of "
            + ", ".join(map(repr, _SEPARATORS))
        )
    if decimal is not None and decimal == thousands:
        raise InputError(
            f"the decimal mark and the thousands separator are both {decimal!r}; give two marks"
        )
    thousands = {"\u00a0": " ", "\u202f": " ", "’": "'"}.get(thousands or "", thousands)
    candidates = [
        Marks(marks.decimal, thousands or marks.thousands)
        for marks in (POINT, COMMA)
        if decimal in (None, marks.decimal) and thousands != marks.decimal
    ]
    return MarkChoice(tuple(candidates), delimiter == ",")


_SEPARATORS = (",", ".", "'", "’", " ", "\u00a0", "\u202f")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[., '’\u00a0\u202f][0-9]{3})+(?:[.,][0-9]*)?")


@functools.cache
def _pattern(marks: Marks) -> re.Pattern[str]:
    decimal = re.escape(marks.decimal)
    thousands = f"[{re.escape(_ALIKE.get(marks.thousands, marks.thousands))}]"
    plain = rf"(?:[0-9]+(?:{decimal}[0-9]*)?|{decimal}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    # 0,123 and 1234,567 are not groups of three digits
    grouped = rf"[1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}})+(?:{decimal}[0-9]*)?"
    return re.compile(rf"[+-]?(?:{plain}|{grouped})", re.ASCII)


def separator_problem(text: str) -> str | None:
    """Return what to do about a number whose marks do not fit the file, or None."""
    if _GROUPED.fullmatch(text) is None:
        return None
    for mark, alike in _ALIKE.items():
        if any(character in text for character in alike):
            return f"has thousands separators; read the file with {option('thousands', mark)}"
    return "has thousands separators that do not fit the rest of the file; write it without them"
