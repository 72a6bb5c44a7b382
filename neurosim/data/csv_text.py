"""A table as the text of a CSV file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from neurosim.data.problems import shown
from neurosim.errors import InputError, counted

Cell = str | int | float | np.integer | np.floating | None

_QUOTED = re.compile(r'[",;\t\r\n]|^\s|\s$')
_RUN = re.compile(
    r"'*[=+\-@\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    r"\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}]"
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")


def harmless(text: str) -> str:
    """Return a text cell that no spreadsheet runs as a formula: with an apostrophe before it.

    A number is not changed, even if it is a text such as the label of a class.

    Examples
    --------
    >>> harmless("=1+1"), harmless("-1.5"), harmless("score")
    ("'=1+1", '-1.5', 'score')
    """
    return f"'{text}" if _RUN.match(text) and not _NUMBER.fullmatch(text) else text


def as_meant(cell: str) -> str:
    """Return the text from which ``harmless`` made a cell.

    Examples
    --------
    >>> as_meant("'=1+1"), as_meant("'quoted'")
    ('=1+1', "'quoted'")
    """
    return cell[1:] if cell[:1] == "'" and _RUN.match(cell) else cell


def to_csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    r"""Return a table as CSV text: commas between cells, ``\n`` after each line.

    Parameters
    ----------
    header : sequence of str
        The names of the columns.
    rows : iterable of sequence of (str, number or None)
        One cell for each column; None is an empty cell. Numbers are written with enough
        digits to read the same float back. A text that a spreadsheet would run as a formula,
        such as ``=1+1``, gets an apostrophe before it, which ``read_csv`` removes again.

    Raises
    ------
    InputError
        If a row does not have one cell for each column, or a cell is neither text nor a number.

    Examples
    --------
    >>> print(to_csv_text(["epoch", "loss"], [(0, 0.1 + 0.2), (1, 0.25)]), end="")
    epoch,loss
    0,0.30000000000000004
    1,0.25
    """
    return "".join(csv_lines(header, rows))


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of ``to_csv_text`` one after the other."""
    yield _line([_cell_text(name, "the header") for name in header])
    for number, row in enumerate(rows):
        if len(row) != len(header):
            raise InputError(
                f"row {number} has {counted(len(row), 'cell')}; expected {len(header)}, "
                "one for each name in the header"
            )
        yield _line([_cell_text(cell, f"row {number}") for cell in row])


def _line(cells: list[str]) -> str:
    text = ",".join(cells)
    # A reader passes over a blank line, so a single empty cell needs its quotes.
    return (text or '""') + "\n"


def _cell_text(cell: Cell, place: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        cell = harmless(cell)
        return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell
    if isinstance(cell, int | np.integer):
        return repr(int(cell))
    if isinstance(cell, float | np.floating):
        return repr(float(cell))
    raise InputError(f"{place} has the cell {shown(repr(cell))}; give a text or a number")
