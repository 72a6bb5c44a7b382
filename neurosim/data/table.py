"""A table of a file, whose columns are read as text or as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neurosim.checks import Matrix
from neurosim.data.column import Column
from neurosim.data.preparing import plain_numbers
from neurosim.data.raw_table import Columns, RawTable


@dataclass(frozen=True, slots=True)
class Table(RawTable):
    """A table whose columns can be asked for as numbers.

    Examples
    --------
    >>> table = Table("scores.csv", ("I0", "I1"), [["70", "98"], ["50", "85"]], [2, 3])
    >>> table.numbers(["I1"])
    array([[98.], [85.]])
    """

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
        return plain_numbers(self, self.positions(columns), advice)


@dataclass(frozen=True, slots=True)
class ColumnTable(Table):
    """A table with complete columns, from Parquet or a frame; ``rows`` is empty."""

    columns: Sequence[Column] = ()

    def place(self, row: int) -> str:
        """Return where a row is: its number, because there are no lines."""
        return f"row {self.lines[row]}"

    def column(self, position: int) -> Column:
        """Return the cells of one column."""
        return self.columns[position]
