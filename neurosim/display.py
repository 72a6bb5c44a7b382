"""Numbers for display, rounded once from full precision, and tables for notebooks."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import NamedTuple

from neurosim.names import isolated, markdown, mathematics, one_line, shortened

_SCIENTIFIC_FROM = 1e6
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?:e([-+]\d+))?")


def format_number(value: float, digits: int) -> str:
    """Return a number with a fixed count of decimals, rounded once from the full value.

    Zero never carries a sign. A number whose decimals would all be zero, or that is a million or
    more, is written in scientific notation instead.

    Parameters
    ----------
    value : float
        The number.
    digits : int
        The decimals to show.

    Examples
    --------
    >>> format_number(0.26894142, 4), format_number(-0.0, 4)
    ('0.2689', '0.0000')
    >>> format_number(-0.0000123, 4), format_number(12345678.0, 4)
    ('-1.23e-05', '1.23e+07')
    """
    if value == 0:
        return f"{0.0:.{digits}f}"
    fixed = f"{value:.{digits}f}"
    if abs(value) >= _SCIENTIFIC_FROM or (digits and float(fixed) == 0):
        return f"{value:.2e}"
    return fixed.removeprefix("-") if float(fixed) == 0 else fixed


class NotebookTable(NamedTuple):
    """What an object shows of itself in a notebook.

    Attributes
    ----------
    caption : str
        One line above the table.
    header : sequence of str
        The columns.
    rows : sequence of sequences of str
        The cells.
    """

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


Picture = Callable[[object], str | None]
"""From an object to its picture as SVG, or None if it has none."""

_pictures: list[Picture] = []


def show_pictures_of(draw: Picture) -> None:
    """Let a floor above, which can draw, make the pictures that notebooks show."""
    _pictures[:] = [draw]


class ShownInNotebooks(ABC):
    """Show an object in notebooks: as HTML with its picture, as SVG, Markdown and LaTeX.

    Notebooks take the HTML if they can; an export to LaTeX takes the mathematics.
    """

    __slots__ = ()

    @abstractmethod
    def _notebook_table(self) -> NotebookTable:
        """Return what is shown."""

    def _more_tables(self) -> Sequence[NotebookTable]:
        """Return what is shown below it."""
        return ()

    def _repr_html_(self) -> str:
        parts = [_html(table) for table in (self._notebook_table(), *self._more_tables())]
        picture = self._repr_svg_()
        if picture is not None:
            parts.insert(0, picture)
        return parts[0] if len(parts) == 1 else f"<div>{''.join(parts)}</div>"

    def _repr_svg_(self) -> str | None:
        return _pictures[0](self) if _pictures else None

    def _repr_markdown_(self) -> str:
        return "\n".join(map(_markdown, (self._notebook_table(), *self._more_tables())))

    def _repr_latex_(self) -> str:
        return "\n\n".join(map(_latex, (self._notebook_table(), *self._more_tables())))


_LONGEST_CELL = 1_000


def _cell(text: str) -> str:
    """Return what stands in a cell: the middle of a name that nobody reads is left out."""
    return shortened(text, _LONGEST_CELL)


def _html(table: NotebookTable) -> str:
    from html import escape

    def shown(text: str) -> str:
        return escape(isolated(one_line(_cell(text))))

    head = "".join(f"<th>{shown(name)}</th>" for name in table.header)
    body = "".join(
        "<tr>" + "".join(f"<td>{shown(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    return (
        f"<table><caption>{shown(table.caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _markdown(table: NotebookTable) -> str:
    cells = [[markdown(_cell(cell)) for cell in row] for row in (table.header, *table.rows)]
    header, *rows = (f"| {' | '.join(row)} |" for row in cells)
    line = f"| {' | '.join(['---'] * len(table.header))} |"
    return "\n".join([markdown(_cell(table.caption)), "", header, line, *rows]) + "\n"


def _latex(table: NotebookTable) -> str:
    header, *rows = (" & ".join(map(_mathematics, row)) for row in (table.header, *table.rows))
    body = f"{header} \\\\ \\hline\n" + " \\\\\n".join(rows)
    columns = "l" + "r" * (len(table.header) - 1)
    return (
        f"$$\n\\begin{{array}}{{l}}\n{mathematics(_cell(table.caption))} \\\\\n"
        f"\\begin{{array}}{{{columns}}}\n{body}\n\\end{{array}}\n\\end{{array}}\n$$"
    )


def _mathematics(cell: str) -> str:
    number = _NUMBER.fullmatch(cell)
    if number is None:
        return mathematics(_cell(cell))
    power = "" if number[2] is None else rf" \cdot 10^{{{int(number[2])}}}"
    return number[1] + power


def few_rows(rows: Sequence[Sequence[str]], most: int = 60) -> list[Sequence[str]]:
    """Return rows, the middle of many left out with a row that says how many."""
    if len(rows) <= most:
        return list(rows)
    last = 5
    hidden = len(rows) - most + 1
    gap = [f"⋯ {hidden} more ⋯", *[""] * (len(rows[0]) - 1)]
    return [*rows[: most - last - 1], gap, *rows[-last:]]
