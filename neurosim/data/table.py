"""A table of text as it stands in a file, and its columns as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neurosim.checks import Matrix
from neurosim.data.number_text import first_unreadable, number_problem, to_floats
from neurosim.data.problems import data_error, shown
from neurosim.errors import DataError, InputError, UnknownNameError, listed, unknown_name

Columns = str | Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Table:
    """The header and the rows of a data file, as text.

    Attributes
    ----------
    source : str
        The name of the file or stream.
    header : tuple of str
        The names of the columns.
    rows : list of list of str
        The cells, one for each column in every row.
    lines : list of int
        The line of the file on which each row begins, as an editor counts.
    decimal : {".", ",", ".,"}
        The decimal mark of its numbers; ``".,"`` takes either, but one of them in each column.

    Examples
    --------
    >>> table = Table("scores.csv", ("I0", "I1"), [["70", "98"], ["50", "85"]], [2, 3])
    >>> table.numbers(["I1"])
    array([[98.], [85.]])
    """

    source: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    decimal: str = "."

    def __len__(self) -> int:
        return len(self.rows)

    def positions(self, columns: Columns, *, kind: str = "column") -> list[int]:
        """Return the positions of columns, counted from 0.

        Parameters
        ----------
        columns : str, or sequence of str or int
            Names or positions; a negative position counts from the end.
        kind : str
            What the columns are, for messages.

        Raises
        ------
        UnknownNameError
            If there is no such column.
        InputError
            If a column is chosen twice, or none is.

        Examples
        --------
        >>> Table("scores.csv", ("I0", "I1", "Z0"), [], []).positions(["I1", -1])
        [1, 2]
        """
        if isinstance(columns, str):
            columns = [columns]
        elif not isinstance(columns, Sequence):
            raise InputError(
                f"the {kind}s are {columns!r}; give a list of names or positions, such as "
                f"[{self.header[0]!r}] or [0]"
            )
        if not columns:
            raise InputError(f"no {kind} is chosen; choose from: {listed(self.header)}")
        found: list[int] = []
        for column in columns:
            position = self._position(column, kind)
            if position in found:
                raise InputError(
                    f"{self.source}: the {kind} {shown(self.header[position])} is chosen twice; "
                    "choose it once"
                )
            found.append(position)
        return found

    def text(self, column: str | int) -> list[str]:
        """Return the cells of one column, given by name or position, as text."""
        position = self._position(column, "column")
        return [row[position] for row in self.rows]

    def numbers(
        self, columns: Columns, *, advice: str = "every cell of this column must be a number"
    ) -> Matrix:
        """Return columns as numbers in raw units, shape (n_rows, n_columns).

        Parameters
        ----------
        columns : str, or sequence of str or int
            Names or positions, in the wanted order.
        advice : str
            What the message says to do about a word.

        Raises
        ------
        DataError
            If a cell is not a finite number; the message names file, line and column.
        UnknownNameError, InputError
            If the choice of columns does not fit; see ``positions``.
        """
        positions = self.positions(columns)
        values = np.empty((len(self.rows), len(positions)))
        for place, position in enumerate(positions):
            cells = self.text(position)
            bad = first_unreadable(cells, self.decimal)
            if bad is not None:
                problem = number_problem(cells[bad], advice)
                raise self.error(problem, row=bad, column=position)
            if self.decimal == ".,":
                self._refuse_mixed_marks(cells, position)
            values[:, place] = to_floats(cells)
        too_large = np.argwhere(np.isinf(values))
        if len(too_large):
            row, place = too_large[0].tolist()
            cell = self.rows[row][positions[place]]
            raise self.error(
                f"{shown(cell)} is too large for a 64-bit float; give a smaller number",
                row=row,
                column=positions[place],
            )
        return values

    def error(self, problem: str, *, row: int, column: int) -> DataError:
        """Return the error for one cell, given by the positions of its row and column."""
        return data_error(self.source, problem, line=self.lines[row], column=self.header[column])

    def _refuse_mixed_marks(self, cells: list[str], position: int) -> None:
        comma = next((row for row, cell in enumerate(cells) if "," in cell), None)
        point = next((row for row, cell in enumerate(cells) if "." in cell), None)
        if comma is None or point is None:
            return
        raise self.error(
            f"{shown(cells[point])} has a point, but {shown(cells[comma])} on line "
            f"{self.lines[comma]} has a comma; use one decimal mark and no thousands separators",
            row=point,
            column=position,
        )

    def _position(self, column: str | int, kind: str) -> int:
        if isinstance(column, str):
            if column not in self.header:
                raise unknown_name(kind, column, self.header)
            return self.header.index(column)
        if isinstance(column, bool) or not isinstance(column, int | np.integer):
            raise InputError(f"the {kind} {column!r} is neither a name nor a position")
        width = len(self.header)
        if not -width <= column < width:
            raise UnknownNameError(
                f"there is no {kind} at position {column}; {self.source} has the positions "
                f"0 to {width - 1}: {listed(self.header)}"
            )
        return int(column) % width
