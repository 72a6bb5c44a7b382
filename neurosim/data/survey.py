"""Facts about the cells of the chosen columns, found before any decision is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from neurosim.data.column import Column, OtherColumn, TextColumn, ValueColumn
from neurosim.data.marks import Marks, other_characters
from neurosim.data.raw_table import RawTable

MOST_CLASSES_FOUND = 1000
"""A column with more different texts has classes only if it is chosen as classes."""


class CellPlace(NamedTuple):
    """A cell: where it is, as written in messages, and its text."""

    row: int
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A column that is to be read.

    Attributes
    ----------
    position : int
        Its place in the table.
    name : str
        Its name.
    role : {"number", "labels", "either"}
        What its cells are; for a target with "either", the cells decide.
    known : tuple of str
        The labels, if they are already known.
    is_input : bool
        Whether it is an input; otherwise it is a target.
    """

    position: int
    name: str
    role: str
    known: tuple[str, ...] = ()
    is_input: bool = True


@dataclass(slots=True)
class Facts:
    """What was found in one column.

    Attributes
    ----------
    n_missing : int
        How many values are missing.
    first_missing : CellPlace or None
        The first missing value.
    any_number : bool
        Whether a cell is a number in at least one reading.
    bad : CellPlace or None
        The first cell that is not a number in any reading.
    n_bad : int
        How many such cells there are, at most 2.
    against : list of (CellPlace or None)
        For each reading, the first cell that is a number only in another reading.
    unsure : CellPlace or None
        The first cell that is a different number in each reading.
    unsure_comma : bool
        Whether such a cell has a comma in it.
    labels : Counter
        How often each label occurs in rows that are kept.
    other : str
        What the values are when they are neither numbers nor texts.
    """

    against: list[CellPlace | None]
    n_missing: int = 0
    first_missing: CellPlace | None = None
    any_number: bool = False
    bad: CellPlace | None = None
    n_bad: int = 0
    unsure: CellPlace | None = None
    unsure_comma: bool = False
    labels: Counter[str] = field(default_factory=Counter)
    other: str = ""


@dataclass(slots=True)
class Survey:
    """What was found in the chosen columns of all tables of a file."""

    columns: Sequence[Chosen]
    facts: list[Facts]
    n_rows: int = 0
    n_kept: int = 0

    @classmethod
    def of(
        cls,
        tables: Iterable[RawTable],
        columns: Sequence[Chosen],
        marks: Sequence[Marks],
        *,
        needed: Collection[int],
    ) -> Survey:
        """Go through all tables.

        Parameters
        ----------
        tables : iterable of RawTable
            The tables of a file, one after the other.
        columns : sequence of Chosen
            The columns to read.
        marks : sequence of Marks
            The readings that are possible.
        needed : collection of int
            Places in ``columns``: a row in which one of these is missing is left out.
        """
        survey = cls(columns, [Facts([None] * len(marks)) for _ in columns])
        for table in tables:
            survey._add(table, marks, needed)
        return survey

    def _add(self, table: RawTable, marks: Sequence[Marks], needed: Collection[int]) -> None:
        dropped: set[int] = set()
        found: list[tuple[Chosen, Facts, Column, list[int]]] = []
        for place, (chosen, facts) in enumerate(zip(self.columns, self.facts, strict=True)):
            column = table.column(chosen.position)
            if chosen.role != "labels" and isinstance(column, TextColumn):
                # a column of plain numbers has no missing value, and this is quick to find out
                column.plain(_likely(facts, marks).decimal)
            missing = column.missing(chosen.known)
            if missing:
                if facts.first_missing is None:
                    facts.first_missing = self._place(table, column, missing[0])
                facts.n_missing += len(missing)
                if place in needed:
                    dropped.update(missing)
            found.append((chosen, facts, column, missing))
        for chosen, facts, column, missing in found:
            if isinstance(column, OtherColumn):
                facts.other = column.kind
                continue
            if chosen.role != "labels":
                self._numbers(table, column, facts, marks, missing)
            if chosen.role == "labels" or (chosen.role == "either" and not facts.any_number):
                _count(column, facts, dropped.union(missing), chosen.role)
        self.n_rows += len(table)
        self.n_kept += len(table) - len(dropped)

    def _numbers(
        self,
        table: RawTable,
        column: TextColumn | ValueColumn,
        facts: Facts,
        marks: Sequence[Marks],
        missing: list[int],
    ) -> None:
        if isinstance(column, ValueColumn):
            # as in a text file, where True and False are words
            facts.any_number |= column.values.dtype.kind != "b" and len(missing) < len(
                column.values
            )
            return
        if self._plain(column, facts, marks):
            facts.any_number = True
            return
        gone = set(missing)
        seen: set[str] = set()
        for row, cell in enumerate(column.cells):
            if cell in seen or row in gone:
                continue
            seen.add(cell)
            fits = [m.is_number(cell) for m in marks]
            if not any(fits):
                facts.n_bad += column.cells.count(cell) if facts.n_bad < 2 else 0
                facts.bad = facts.bad or self._place(table, column, row)
                continue
            facts.any_number = True
            if not all(fits):
                if self._note(table, column, row, fits, facts) and _rest_fits(column, facts, marks):
                    return
            elif len({float(m.floats([cell])[0]) for m in marks}) > 1:
                here = self._place(table, column, row)
                if "," in cell and not facts.unsure_comma:
                    facts.unsure_comma, facts.unsure = True, here
                facts.unsure = facts.unsure or here

    def _plain(self, column: TextColumn, facts: Facts, marks: Sequence[Marks]) -> bool:
        """Return whether all cells are numbers that tell nothing about the reading."""
        left = [m for m, place in zip(marks, facts.against, strict=True) if place is None]
        if not left or column.plain(left[0].decimal) is None:
            return False
        return len(left) == 1 or not other_characters("".join(column.cells))

    def _note(
        self, table: RawTable, column: TextColumn, row: int, fits: list[bool], facts: Facts
    ) -> bool:
        """Note a cell that is a number only in some readings; return whether that is new."""
        new = False
        for reading, fit in enumerate(fits):
            if not fit and facts.against[reading] is None:
                facts.against[reading] = self._place(table, column, row)
                new = True
        return new

    def _place(self, table: RawTable, column: Column, row: int) -> CellPlace:
        return CellPlace(self.n_rows + row, table.place(row), column.written(row))


def _likely(facts: Facts, marks: Sequence[Marks]) -> Marks:
    """Return the first reading that is still possible."""
    left = [m for m, place in zip(marks, facts.against, strict=True) if place is None]
    return left[0] if left else marks[0]


def _rest_fits(column: TextColumn, facts: Facts, marks: Sequence[Marks]) -> bool:
    """Return whether the only remaining reading fits all cells."""
    left = [m for m, place in zip(marks, facts.against, strict=True) if place is None]
    return len(left) == 1 and column.plain(left[0].decimal) is not None


def _count(column: TextColumn | ValueColumn, facts: Facts, without: set[int], role: str) -> None:
    if role == "either" and len(facts.labels) > MOST_CLASSES_FOUND:
        return
    cells = column.labels()
    if without:
        cells = [cell for row, cell in enumerate(cells) if row not in without]
    facts.labels.update(cells)
