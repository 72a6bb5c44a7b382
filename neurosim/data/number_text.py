"""Which texts are numbers, and what is wrong with those that are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import number
from neurosim.data.problems import shown
from neurosim.errors import InputError


def _number_pattern(mark: str) -> re.Pattern[str]:
    return re.compile(
        rf"[+-]?(?:[0-9]+(?:{mark}[0-9]*)?|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII
    )


_NUMBER = {".": _number_pattern(r"\."), ",": _number_pattern(","), ".,": _number_pattern("[.,]")}
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


def first_unreadable(cells: Sequence[str], decimal: str) -> int | None:
    """Return the place of the first cell that is not a number, or None if all are."""
    match = _NUMBER[decimal].fullmatch
    for row, cell in enumerate(cells):
        if match(cell) is None:
            return row
    return None


def parse_number(text: str, what: str) -> float:
    """Return a number written with a point or a comma as a float.

    Parameters
    ----------
    text : str
        The text, without spaces around it.
    what : str
        Where the text stands, as the start of the message.

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
    """Return cells that are all numbers as floats, shape (n_cells,); too large ones are infinite.

    Examples
    --------
    >>> to_floats(["70", "3,5"])
    array([70. ,  3.5])
    """
    return np.array([float(cell.replace(",", ".")) for cell in cells], dtype=np.float64)


def number_problem(cell: str, advice: str) -> str:
    """Return what is wrong with a cell that is not a number with the decimal mark of its file.

    Parameters
    ----------
    cell : str
        The text of the cell.
    advice : str
        What to do when the cell is a word.

    Examples
    --------
    >>> number_problem("1,234.5", "inputs must be numbers")
    "'1,234.5' has thousands separators; write the number without them"
    """
    if not cell:
        return "the cell is empty; give a number or remove the row"
    if is_not_finite(cell):
        return f"{shown(cell)} is not a finite number; give a number or remove the row"
    if is_number(cell, ","):
        return (
            f"{shown(cell)} has a comma; write a decimal point and no thousands separators, "
            "or read the file with decimal ','"
        )
    if is_number(cell):
        return (
            f"{shown(cell)} has a point, but the file is read with decimal ','; "
            "write a decimal comma and no thousands separators"
        )
    if looks_numeric(cell):
        return f"{shown(cell)} has thousands separators; write the number without them"
    return f"{shown(cell)} is not a number; {advice}"
