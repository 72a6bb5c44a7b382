"""One page of a workbook: cells written from top to bottom, each number known by its symbol."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neurosim.errors import InputError
from neurosim.interop.exports.workbooks.cell_formula import cell_formula
from neurosim.interop.exports.workbooks.cell_styles import CellStyles
from neurosim.mathematics.expression import Expression, Letter
from neurosim.names import one_line, shortened

LONGEST_NAME = 60
"""The most characters of a name in a cell."""

_LONGEST_FORMULA = 8_000
"""A little less than the 8,192 characters that Excel reads."""

_OF_TEXT = ("input", "output", "column", "neuron", "source", "parameter")
"""The headers of columns of text."""

_NAMES_OF_CELLS = re.compile(r"[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*|true|false", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class _AllDigits(float):
    """A number that is written with the 17 digits that bring back the same float.

    xlsxwriter asks for 16 digits.
    """

    __slots__ = ()

    def __format__(self, _: str) -> str:
        return repr(float(self)).upper()


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A cell: the name of its page, its row and its column, both from 0."""

    page: str
    row: int
    column: int

    def seen_from(self, page: str) -> str:
        """Return the cell as a formula on a page writes it.

        Examples
        --------
        >>> place = PagePlace("Forward", 3, 2)
        >>> place.seen_from("Forward"), place.seen_from("Loss")
        ('C4', 'Forward!C4')
        """
        cell = f"{_letters(self.column)}{self.row + 1}"
        return cell if page == self.page else f"{self.page}!{cell}"


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class WorkbookPage:
    """One page; rows are written one after the other.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        The book.
    name : str
        The name of the page: one word, so that formulas need no quotes.
    styles : CellStyles
        The formats.
    places, names : dict
        Where each number of the book is, and the names of some; the page adds its own.
    title, note : str
        What stands above the table.
    columns : sequence of (str, float)
        The header of each column and its width in characters.
    """

    def __init__(
        self,
        book: Any,
        name: str,
        *,
        styles: CellStyles,
        places: dict[object, PagePlace],
        names: dict[object, str],
        title: str,
        note: str,
        columns: Sequence[tuple[str, float]],
    ) -> None:
        self.name = name
        self.row = 0
        self._book, self._styles, self._places, self._names = book, styles, places, names
        self._page = book.add_worksheet(name)
        self._page.hide_gridlines(2)
        for column, (_, width) in enumerate(columns):
            self._page.set_column(column, column, width)
        self.text(0, title, "title")
        self.row = 1
        self.text(0, note, "note")
        self.row = 2
        self.header([header for header, _ in columns])
        self._page.freeze_panes(self.row, 1)
        self._page.set_landscape()
        self._page.set_paper(9)
        self._page.fit_to_pages(1, 0)
        self._page.repeat_rows(0, 2)

    def next(self, rows: int = 1) -> None:
        """Go on in a row further down."""
        self.row += rows

    def header(self, headers: Sequence[str]) -> None:
        """Write the headers of the columns, and go on below them."""
        last = max(i for i, header in enumerate(headers) if header)
        for column, header in enumerate(headers[: last + 1]):
            is_text = column == 0 or header in _OF_TEXT
            self.text(column, header, "column" if is_text else "column of numbers")
        self.row += 1

    def text(self, column: int, text: str, style: str = "name") -> None:
        """Write a text; whatever it begins with, it stays a text."""
        written = shortened(one_line(text), LONGEST_NAME if style in {"name", "block"} else 250)
        # a text that begins like a formula would become one when somebody edits the cell
        self._page.write_string(self.row, column, written, self._styles.of(style))

    def block(self, text: str, columns: int) -> None:
        """Write a heading with a line above it, and go on below."""
        for column in range(columns):
            self._page.write_blank(self.row, column, None, self._styles.of("block"))
        self.text(0, text, "block")
        self.row += 1

    def number(self, column: int, value: float, of: object = None, style: str = "given") -> None:
        """Write a number; by default one that a reader may change."""
        self._page.write_number(self.row, column, _AllDigits(value), self._styles.of(style, value))
        self._know(column, of)

    def formula(
        self, column: int, text: str, value: float | str, of: object = None, style: str = "number"
    ) -> None:
        """Write a formula with the number that it gives now.

        Programs that do not compute on opening show the number.
        """
        if len(text) > _LONGEST_FORMULA:
            raise InputError(
                f"a formula of the page {self.name} has {len(text):,} characters, and Excel reads "
                f"at most {_LONGEST_FORMULA:,}; shorten that of your activation, loss or optimizer"
            )
        shown = value if isinstance(value, str) else float(value)
        self._page.write_formula(self.row, column, f"={text}", self._styles.of(style, value), shown)
        self._know(column, of)

    def reading(
        self,
        column: int,
        form: Expression,
        value: float,
        of: object = None,
        *,
        letters: Mapping[Letter, str] | None = None,
        style: str = "number",
    ) -> None:
        """Write a formula of the house as a formula of the cells of its symbols and letters."""
        known = letters or {}

        def cell_of(part: Any) -> str:
            return known.get(part) or self.cell(part)

        self.formula(column, cell_formula(form, cell_of), value, of, style)

    def has(self, of: object) -> bool:
        """Return whether a number stands somewhere in the book."""
        return of in self._places

    def cell(self, of: object) -> str:
        """Return the cell of a number, as a formula on this page writes it."""
        return self._places[of].seen_from(self.name)

    def place(self, of: object) -> PagePlace:
        """Return where a number stands."""
        return self._places[of]

    def name_number(self, column: int, name: str, value: float, of: object) -> None:
        """Write a number that a reader may change, and that formulas call by its name."""
        self.number(column, value, of, "raw")
        place = f"{self.name}!${_letters(column)}${self.row + 1}"
        # a spreadsheet does not tell small letters from capitals
        taken = {other.lower() for other in self._names.values()}
        is_name = _NAME.fullmatch(name) and not _NAMES_OF_CELLS.fullmatch(name)
        if is_name and name.lower() not in taken:
            self._book.define_name(name, f"={place}")
            self._names[of] = name
        else:
            self._names[of] = place

    def named(self, of: object) -> str:
        """Return the name of a number, or its cell if it cannot have one."""
        return self._names[of]

    def here(self, column: int) -> str:
        """Return a cell of this row."""
        return PagePlace(self.name, self.row, column).seen_from(self.name)

    def _know(self, column: int, of: object) -> None:
        if of is not None:
            self._places[of] = PagePlace(self.name, self.row, column)


def rows_of(column: int, first: int, last: int) -> str:
    """Return cells below each other, rows counted from 0.

    Examples
    --------
    >>> rows_of(2, 3, 5)
    'C4:C6'
    """
    letters = _letters(column)
    return f"{letters}{first + 1}:{letters}{last + 1}"
