"""What the cells of the chosen columns are, found before any of them is taken for something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from neurosim.data.column import Column, OtherColumn, TextColumn, ValueColumn
from neurosim.data.marks import PLAIN, Marks
from neurosim.data.problems import nfc

if TYPE_CHECKING:
    from neurosim.data.table import Table

MOST_CLASSES_FOUND = 1000
"""More different texts than these are classes only when the column is chosen."""


class Place(NamedTuple):
    """A cell: where it is, as messages have it, and what is written there."""

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
        What its cells are; a target is found to be one of the two by its cells.
    known : tuple of str
        The labels, if they are known before.
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
    first_missing : Place or None
        The first of them.
    any_number : bool
        Whether a cell is a number, in one reading at least.
    bad : Place or None
        The first cell that is a number in no reading.
    n_bad : int
        How many such cells there are, at most 2.
    against : list of (Place or None)
        For each reading the first cell that is a number in another one only.
    unsure : Place or None
        The first cell that is a number in every reading, but not the same one.
    unsure_comma : bool
        Whether such a cell has a comma in it.
    labels : Counter
        How often each label is there, in rows that are kept.
    other : str
        What the values are when they are neither numbers nor texts.
    """

    against: list[Place | None]
    n_missing: int = 0
    first_missing: Place | None = None
    any_number: bool = False
    bad: Place | None = None
    n_bad: int = 0
    unsure: Place | None = None
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
        tables: Iterable[Table],
        columns: Sequence[Chosen],
        marks: Sequence[Marks],
        *,
        needed: Collection[int],
    ) -> Survey:
        """Go through all tables.

        Parameters
        ----------
        tables : iterable of Table
            The tables of a file, one after the other.
        columns : sequence of Chosen
            What to look at.
        marks : sequence of Marks
            The readings that are possible.
        needed : collection of int
            Places in ``columns``: a row in which one of these is missing is left out.
        """
        survey = cls(columns, [Facts([None] * len(marks)) for _ in columns])
        for table in tables:
            survey._add(table, marks, needed)
        return survey

    def _add(self, table: Table, marks: Sequence[Marks], needed: Collection[int]) -> None:
        dropped: set[int] = set()
        found: list[tuple[Chosen, Facts, Column, list[int]]] = []
        for place, (chosen, facts) in enumerate(zip(self.columns, self.facts, strict=True)):
            column = table.column(chosen.position)
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
        table: Table,
        column: TextColumn | ValueColumn,
        facts: Facts,
        marks: Sequence[Marks],
        missing: list[int],
    ) -> None:
        if isinstance(column, ValueColumn):
            # as in a text file, where True and False are words
            facts.any_number |= column.values.dtype.kind != "b" and len(missing) < len(column.values)
            return
        rows: dict[str, int] = {}
        for row, cell in enumerate(column.cells):
            rows.setdefault(cell, row)
        for row in missing:
            rows.pop(column.cells[row], None)
        if _all_readable(list(rows), facts, marks):
            facts.any_number = True
        else:
            self._one_by_one(table, column, rows, facts, marks)

    def _one_by_one(
        self,
        table: Table,
        column: TextColumn,
        rows: dict[str, int],
        facts: Facts,
        marks: Sequence[Marks],
    ) -> None:
        """Look at every text once, on the row where it is first."""
        cells = list(rows)
        for place, (cell, row) in enumerate(rows.items()):
            fits = [m.is_number(cell) for m in marks]
            here = self._place(table, column, row)
            if not any(fits):
                facts.n_bad += column.cells.count(cell) if facts.n_bad < 2 else 0
                facts.bad = facts.bad or here
                continue
            facts.any_number = True
            if not all(fits):
                before = facts.against
                facts.against = [
                    old or (None if fit else here)
                    for old, fit in zip(before, fits, strict=True)
                ]
                if facts.against != before and _all_readable(cells[place + 1 :], facts, marks):
                    return
            elif len({float(m.floats([cell])[0]) for m in marks}) > 1:
                if "," in cell and not facts.unsure_comma:
                    facts.unsure_comma, facts.unsure = True, here
                facts.unsure = facts.unsure or here

    def _place(self, table: Table, column: TextColumn | ValueColumn, row: int) -> Place:
        return Place(self.n_rows + row, table.place(row), column.written(row))


def _all_readable(cells: Sequence[str], facts: Facts, marks: Sequence[Marks]) -> bool:
    """Return whether there are numbers, and nothing is to be found out from them."""
    characters = set("".join(cells))
    left = [m for m, place in zip(marks, facts.against, strict=True) if place is None]
    if not cells or not left or (len(left) > 1 and not characters <= PLAIN):
        return False
    return left[0].all_numbers(cells, characters)


def _count(
    column: TextColumn | ValueColumn, facts: Facts, without: set[int], role: str
) -> None:
    if role == "either" and len(facts.labels) > MOST_CLASSES_FOUND:
        return
    cells = column.cells if isinstance(column, TextColumn) else column.labels()
    if without:
        cells = [cell for row, cell in enumerate(cells) if row not in without]
    facts.labels.update(cells)
    odd = [label for label in facts.labels if not label.isascii() and nfc(label) != label]
    for label in odd:
        facts.labels[nfc(label)] += facts.labels.pop(label)
