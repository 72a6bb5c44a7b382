"""The table of a file or a frame: named columns, and where each row is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from neurosim.data.column import Column, TextColumn
from neurosim.data.marks import MarkChoice
from neurosim.data.problems import data_error, nfc, shown
from neurosim.errors import DataError, InputError, UnknownNameError, brief, listed, unknown_name

Columns = str | Sequence[str | int]


@dataclass(frozen=True, slots=True)
class RawTable:
    """The header and the rows of a data file, as text.

    Attributes
    ----------
    origin : str
        The name of the file or stream.
    header : tuple of str
        The names of the columns; the name of a column without a name is empty.
    rows : list of list of str
        The cells, one for each column in every row.
    lines : list of int
        The line of the file on which each row begins, as an editor counts.
    marks : MarkChoice
        The possible ways to read numbers.

    Examples
    --------
    >>> table = RawTable("scores.csv", ("I0", "I1"), [["70", "98"], ["50", "85"]], [2, 3])
    >>> table.text("I1")
    ['98', '85']
    """

    origin: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    marks: MarkChoice = field(default_factory=MarkChoice)
    _columns: dict[int, TextColumn] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.lines)

    def place(self, row: int) -> str:
        """Return where a row is, as written in messages."""
        return f"line {self.lines[row]}"

    def column(self, position: int) -> Column:
        """Return the cells of one column."""
        if position not in self._columns:
            self._columns[position] = TextColumn([row[position] for row in self.rows])
        return self._columns[position]

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
            If a column is chosen twice, or no column is chosen.

        Examples
        --------
        >>> RawTable("scores.csv", ("I0", "I1", "Z0"), [], []).positions(["I1", -1])
        [1, 2]
        """
        if isinstance(columns, str):
            columns = [columns]
        elif not isinstance(columns, Sequence):
            raise InputError(
                f"the {kind}s are {brief(columns)}; give a list of names or positions, such as "
                f"[{self.header[0]!r}] or [0]"
            )
        if not columns:
            raise InputError(f"no {kind} is chosen; choose from: {listed(self.header)}")
        places = self._places()
        found: dict[int, None] = {}
        for column in columns:
            position = self._position(column, kind, places)
            if position in found:
                raise InputError(
                    f"{self.origin}: the {kind} {shown(self.header[position])} is chosen twice; "
                    "choose it once"
                )
            found[position] = None
        return list(found)

    def text(self, column: str | int) -> list[str]:
        """Return the cells of one column, given by name or position, as text."""
        cells = self.column(self._position(column, "column", self._places()))
        return [cells.written(row) for row in range(len(self))]

    def error(self, problem: str, *, row: int, column: int) -> DataError:
        """Return the error for one cell, given by the positions of its row and column."""
        return data_error(self.origin, problem, at=self.place(row), column=self.header[column])

    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for position, name in enumerate(self.header):
            places.setdefault(name, []).append(position)
        return places

    def _position(self, column: str | int, kind: str, places: dict[str, list[int]]) -> int:
        if isinstance(column, str):
            found = places.get(nfc(column), [])
            several = [part.strip() for part in column.split(",")]
            known = [part for part in several if part and nfc(part) in places]
            if not found and len(known) == len(several) > 1:
                raise UnknownNameError(
                    f"unknown {kind} {brief(column)}; give a list: {brief(several)}"
                )
            if not found or not column:
                raise unknown_name(kind, column, [name for name in self.header if name])
            if len(found) > 1:
                raise InputError(
                    f"{self.origin} has {len(found)} columns named {shown(column)}; choose "
                    f"by position: {listed(map(str, found), separator=' or ')}"
                )
            return found[0]
        if isinstance(column, bool) or not isinstance(column, int | np.integer):
            raise InputError(f"the {kind} {brief(column)} is neither a name nor a position")
        width = len(self.header)
        if not -width <= column < width:
            raise UnknownNameError(
                f"there is no {kind} at position {brief(column)}; {self.origin} has the positions "
                f"0 to {width - 1}: {listed(self.header)}"
            )
        return int(column) % width
