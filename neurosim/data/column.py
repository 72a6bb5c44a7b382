"""One column of a table: texts, or values that already have a type."""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurosim.data.classes import label_texts
from neurosim.data.marks import Marks, other_characters
from neurosim.data.missing import MISSING
from neurosim.data.problems import nfc


@dataclass(frozen=True, slots=True)
class TextColumn:
    """Cells as text, without spaces around them; a missing cell may be empty.

    Examples
    --------
    >>> column = TextColumn(["5", "NA", "7"])
    >>> column.missing(), column.missing(known=["NA"])
    ([1], [])
    """

    cells: Sequence[str]
    _found: dict[str, NDArray[np.float64] | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __len__(self) -> int:
        return len(self.cells)

    def plain(self, decimal: str) -> NDArray[np.float64] | None:
        """Return the cells as floats if every one is a number without thousands separators.

        Otherwise None. A missing value is not a number, so a column of floats has no missing value.
        """
        if decimal not in self._found:
            self._found[decimal] = self._plain(decimal)
        return self._found[decimal]

    def _plain(self, decimal: str) -> NDArray[np.float64] | None:
        if not other_characters("".join(self.cells)) <= {decimal}:
            return None
        try:
            return Marks(decimal, "").floats(self.cells)
        except ValueError:
            return None

    def missing(self, known: Collection[str] = ()) -> list[int]:
        """Return the places of missing values; a text among ``known`` is a label, not missing."""
        if any(values is not None for values in self._found.values()):
            return []
        if MISSING.isdisjoint(self.cells):
            return []
        markers = MISSING.difference(known)
        return [row for row, cell in enumerate(self.cells) if cell in markers]

    def labels(self) -> list[str]:
        """Return the cells as labels."""
        if "".join(self.cells).isascii():
            return list(self.cells)
        return [nfc(cell) for cell in self.cells]

    def written(self, row: int) -> str:
        """Return a cell as it is written in the file."""
        return self.cells[row]


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """Numbers or truth values; ``empty`` says which are missing in addition to NaN."""

    values: NDArray[Any]
    empty: NDArray[np.bool_] | None = None

    def missing(self, known: Collection[str] = ()) -> list[int]:
        """Return the places of missing values."""
        missing = np.zeros(len(self.values), dtype=bool) if self.empty is None else self.empty
        if self.values.dtype.kind == "f":
            missing = missing | np.isnan(self.values)
        return np.flatnonzero(missing).tolist()

    def labels(self) -> list[str]:
        """Return the values as labels: a whole number has no decimal point."""
        gone = set(self.missing())
        values = self.values.tolist()
        finite = [str(v) if v in (np.inf, -np.inf) else v for v in values]
        return label_texts("?" if row in gone else v for row, v in enumerate(finite))

    def written(self, row: int) -> str:
        """Return a value as text; a missing one is empty."""
        return "" if self.missing() and row in self.missing() else str(self.values[row])


@dataclass(frozen=True, slots=True)
class OtherColumn:
    """Values that are neither numbers nor texts, such as dates; ``kind`` says what they are."""

    kind: str
    length: int

    def missing(self, known: Collection[str] = ()) -> list[int]:
        """Return no place: the column cannot be used at all."""
        return []

    def written(self, row: int) -> str:
        """Return no text: there is none."""
        return ""


Column = TextColumn | ValueColumn | OtherColumn


def as_column(values: ArrayLike) -> Column:
    """Return one column of an array or a frame; None, NaN and NA are missing.

    Examples
    --------
    >>> as_column(np.array(["a", None], dtype=object))
    TextColumn(cells=['a', ''])
    >>> as_column(np.array([1, None], dtype=object)).missing()
    [1]
    >>> as_column(np.array(["2024-01-02"], dtype="datetime64[D]"))
    OtherColumn(kind='dates', length=1)
    """
    array = np.asarray(values)
    if array.dtype.kind in "biuf":
        return ValueColumn(array)
    if array.dtype.kind in "Mm":
        return OtherColumn("dates" if array.dtype.kind == "M" else "durations", len(array))
    if array.dtype.kind == "c":
        return OtherColumn("complex numbers", len(array))
    cells = array.tolist()
    empty = np.array([_is_null(cell) for cell in cells], dtype=bool)
    given = [cell for cell, gone in zip(cells, empty, strict=True) if not gone]
    if all(isinstance(cell, str) for cell in given):
        return TextColumn(["" if e else c.strip() for c, e in zip(cells, empty, strict=True)])
    if all(isinstance(cell, bool | np.bool_) for cell in given):
        return ValueColumn(
            np.array([not e and bool(c) for c, e in zip(cells, empty, strict=True)]), empty
        )
    if all(isinstance(cell, numbers.Integral) for cell in given):
        whole = [0 if e else int(c) for c, e in zip(cells, empty, strict=True)]
        return ValueColumn(np.array(whole), empty)
    if all(_is_real(cell) for cell in given):
        real = [np.nan if e else float(c) for c, e in zip(cells, empty, strict=True)]
        return ValueColumn(np.array(real), empty)
    if all(isinstance(cell, str) or _is_real(cell) for cell in given):
        return TextColumn(["" if e else str(c).strip() for c, e in zip(cells, empty, strict=True)])
    odd = next(cell for cell in given if not isinstance(cell, str) and not _is_real(cell))
    if isinstance(odd, dt.date | dt.time):
        return OtherColumn("dates", len(cells))
    return OtherColumn(f"objects of type {type(odd).__name__}", len(cells))


def _is_null(cell: object) -> bool:
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(cell, float | np.floating) and bool(np.isnan(cell))


def _is_real(cell: object) -> bool:
    return isinstance(cell, numbers.Real) or type(cell).__name__ == "Decimal"
