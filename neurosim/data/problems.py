"""The text of an error in a data file: file, then line, then column, then what is wrong."""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Iterable

from neurosim.errors import DataError

LONGEST_SHOWN = 40


def data_error(
    origin: str,
    problem: str,
    *,
    line: int | None = None,
    at: str = "",
    column: str | None = None,
) -> DataError:
    """Return the error for a place in a data file.

    Parameters
    ----------
    origin : str
        The name of the file or stream.
    problem : str
        What is wrong there, and what to do.
    line : int, optional
        The line of the file, as an editor counts (the first is 1).
    at : str
        Where it is, if the place is not a line of a file: ``row 3``.
    column : str, optional
        The name of the column.

    Examples
    --------
    >>> print(data_error("scores.csv", "the cell is empty", line=3, column="I1"))
    scores.csv, line 3, column 'I1': the cell is empty
    """
    place = origin
    if line is not None:
        at = f"line {line}"
    if at:
        place += f", {at}"
    if column is not None:
        place += f", column {column!r}"
    return DataError(f"{place}: {problem}")


def shown(text: str) -> str:
    """Return a text in quotes for a message; the end of a long text is left out.

    Examples
    --------
    >>> shown("70")
    "'70'"
    >>> len(shown("7" * 1000))
    42
    """
    return repr(text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "...")


def option(name: str, *values: object) -> str:
    """Return how an option is given, in Python and on the command line.

    Examples
    --------
    >>> print(option("decimal", ","))
    decimal=',' (--decimal ,)
    >>> print(option("header", True, False))
    header=True or False (--header yes or no)
    >>> print(option("categories"))
    categories (--categories)
    """
    if not values:
        return f"{name} (--{name})"
    return f"{name}={_either(map(repr, values))} (--{name} {_either(map(_in_shell, values))})"


def _either(texts: Iterable[str]) -> str:
    *some, last = texts
    return f"{', '.join(some)} or {last}" if some else last


def _in_shell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return '"' + str(value) + '"' if "'" in str(value) else shlex.quote(str(value))


def nfc(text: str) -> str:
    """Return a text in the form in which names are compared, Unicode NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def first_repeated(names: Iterable[str]) -> str | None:
    """Return the first name that is repeated, or None if all differ.

    Examples
    --------
    >>> first_repeated(["I0", "I1", "I0"])
    'I0'
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
