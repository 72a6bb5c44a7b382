"""Which texts are numbers, and what is wrong with texts that are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import number
from neurosim.data.marks import separator_problem
from neurosim.data.problems import option, shown
from neurosim.errors import InputError


def _number_pattern(mark: str) -> re.Pattern[str]:
    return re.compile(
        rf"[+-]?(?:[0-9]+(?:{mark}[0-9]*)?|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII
    )


_NUMBER = {".": _number_pattern(r"\."), ",": _number_pattern(","), ".,": _number_pattern("[.,]")}
_DATE = re.compile(
    r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{2,4}(?:[T ].*)?|[0-9]{1,2}:[0-9]{2}(?::[0-9.,]+)?",
    re.ASCII,
)
LEAVE_OUT = (
    f"leave the column out: name only the others in {option('inputs')} and {option('targets')}"
)
DATE_ADVICE = f"give it as a number, such as the days since some start, or {LEAVE_OUT}"
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[., '’\u00a0\u202f][0-9]{3})+(?:[.,][0-9]*)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.ASCII | re.IGNORECASE)


def is_number(text: str, decimal: str = ".") -> bool:
    """Return whether a text is a number: ASCII digits, a decimal mark, an exponent.

    Parameters
    ----------
    text : str
        The text, without spaces around it.
    decimal : {".", ",", ".,"}
        The decimal mark; ``".,"`` takes either.

    Examples
    --------
    >>> [is_number(text) for text in ("-3.5e-2", ".5", "1_000", "0x1F", "nan", "3,5")]
    [True, True, False, False, False, False]
    """
    return _NUMBER[decimal].fullmatch(text) is not None


def is_not_finite(text: str) -> bool:
    """Return whether a text is one of the words for NaN and infinity."""
    return _NOT_FINITE.fullmatch(text) is not None


def looks_numeric(text: str) -> bool:
    """Return whether a text is meant as a number, perhaps with the wrong marks in it.

    Examples
    --------
    >>> [looks_numeric(text) for text in ("3.5", "3,5", "1.234,5", "setosa", "1.2.3", "")]
    [True, True, True, False, False, False]
    """
    return is_number(text, ".,") or _GROUPED.fullmatch(text) is not None


def parse_number(text: str, what: str) -> float:
    """Return a number written with a point or a comma as a float.

    Parameters
    ----------
    text : str
        The text, without spaces around it.
    what : str
        Where the text is, as the start of the message.

    Raises
    ------
    InputError
        If the text is not a finite number.

    Examples
    --------
    >>> parse_number("98,5", "--input")
    98.5
    """
    if not text:
        raise InputError(f"{what}: a number is missing; give numbers, such as 70,98")
    if not is_number(text, ".,"):
        raise InputError(f"{what}: {shown(text)} is not a number; give numbers, such as 70,98")
    return number(to_floats([text])[0], f"{what}: {shown(text)}")


def to_floats(cells: Sequence[str]) -> NDArray[np.float64]:
    """Return cells that are all numbers as floats, shape (n_cells,); too large ones become inf.

    Examples
    --------
    >>> to_floats(["70", "3,5"])
    array([70. ,  3.5])
    """
    return np.array([float(cell.replace(",", ".")) for cell in cells], dtype=np.float64)


def number_problem(cell: str, advice: str) -> str:
    """Return what is wrong with a cell that is not a number.

    Parameters
    ----------
    cell : str
        The text of the cell.
    advice : str
        What to do when the cell is a word.

    Examples
    --------
    >>> number_problem("high", "inputs must be numbers")
    "'high' is not a number; inputs must be numbers"
    >>> number_problem("50%", "inputs must be numbers")
    "'50%' has the sign '%' in it; write the number alone"
    """
    if is_not_finite(cell):
        return f"{shown(cell)} is not a finite number; give a number or remove the row"
    if _DATE.fullmatch(cell):
        return f"{shown(cell)} is a date or a time; {DATE_ADVICE}"
    problem = separator_problem(cell)
    if problem is not None:
        return f"{shown(cell)} {problem}"
    for place, character in enumerate(cell):
        rest = cell[:place] + "0" + cell[place + 1 :]
        if not character.isascii() and (is_number(rest) or is_number(rest[1:] or "x")):
            name = unicodedata.name(character, "without a name")
            return (
                f"{shown(cell)} has the character U+{ord(character):04X} ({name}) in it; write the "
                "number with ASCII digits and signs"
            )
        if character in "%$" and is_number((cell[:place] + cell[place + 1 :]).strip(), ".,"):
            return f"{shown(cell)} has the sign {character!r} in it; write the number alone"
    return f"{shown(cell)} is not a number; {advice}"
