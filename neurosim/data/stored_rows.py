"""The numbers of a file, stored in a temporary file."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.data.recipe import Recipe
from neurosim.data.table import Table
from neurosim.model.column_summary import ColumnSummary, GrowingSummary
from neurosim.model.columns import TargetColumn
from neurosim.model.preparation import Preparation
from neurosim.temporary import no_scratch

_ROWS_AT_ONCE = 2**16


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class StoredRows:
    """The samples of a file as numbers in a temporary file, which this object deletes at its end.

    Attributes
    ----------
    n_samples : int
        The number of rows.
    X_summary, Z_summary : ColumnSummary
        Limits, mean and deviation of each column of inputs and of targets, in raw units.
    input_names : tuple of str
        The name of each input.
    target_columns : tuple of TargetColumn
        What the targets are.
    preparation : Preparation
        What was done to raw columns so that they became the inputs.
    digest : str
        A short text that differs for different numbers.
    """

    n_samples: int
    X_summary: ColumnSummary
    Z_summary: ColumnSummary
    input_names: tuple[str, ...]
    target_columns: tuple[TargetColumn, ...]
    preparation: Preparation
    digest: str
    _file: IO[bytes]
    _fills: NDArray[np.float64] | None = None

    @classmethod
    def write(cls, tables: Iterable[Table], recipe: Recipe) -> StoredRows:
        """Turn all tables of a file into numbers."""
        try:
            # the file must outlive this block; it is deleted when it is closed
            file = tempfile.TemporaryFile(prefix="neurosim-")  # noqa: SIM115
        except OSError as error:
            raise no_scratch(error) from None
        try:
            stored = cls._fill(file, tables, recipe)
        except OSError as error:
            with contextlib.suppress(OSError):
                file.close()
            raise no_scratch(error) from None
        except BaseException:
            file.close()
            raise
        weakref.finalize(stored, file.close)
        return stored

    @classmethod
    def _fill(cls, file: IO[bytes], tables: Iterable[Table], recipe: Recipe) -> StoredRows:
        found = hashlib.sha256()
        growing = GrowingSummary()
        n_samples = 0
        for table in tables:
            rows = recipe.numbers(table)
            found.update(rows.data)
            file.write(rows.data)
            n_samples += len(rows)
            if not recipe.to_learn:
                growing.add(rows)
        file.flush()
        fills = None
        width = recipe.width
        if recipe.to_learn:
            recipe = recipe.learned(lambda: _stored_parts(file, width))
            fills = recipe.fills()
            found.update(fills.data)
            for rows in _stored_parts(file, width):
                growing.add(_filled(rows, fills))
        recipe.warn_of_dropped()
        summary = growing.summary
        n_inputs = len(recipe.input_names)
        return cls(
            n_samples,
            summary.columns(slice(0, n_inputs)),
            summary.columns(slice(n_inputs, None)),
            recipe.input_names,
            recipe.target_columns,
            recipe.preparation,
            f"sha256:{found.hexdigest()[:32]}",
            file,
            fills,
        )

    def __len__(self) -> int:
        return self.n_samples

    @property
    def output_names(self) -> tuple[str, ...]:
        """The name of each column of targets."""
        return tuple(name for column in self.target_columns for name in column.output_names)

    def read(self, begin: int, end: int) -> tuple[Matrix, Matrix]:
        """Return inputs and targets of some rows, in raw units."""
        n_inputs = len(self.input_names)
        rows = _stored(self._file, n_inputs + len(self.output_names), begin, end)
        rows = _filled(rows, self._fills)
        return rows[:, :n_inputs], rows[:, n_inputs:]


def _stored(file: IO[bytes], width: int, begin: int, end: int) -> Matrix:
    file.seek(begin * width * 8)
    content = file.read((end - begin) * width * 8)
    return np.frombuffer(content, np.float64).reshape(-1, width)


def _stored_parts(file: IO[bytes], width: int) -> Iterator[Matrix]:
    begin = 0
    while len(rows := _stored(file, width, begin, begin + _ROWS_AT_ONCE)):
        yield rows
        begin += len(rows)


def _filled(rows: Matrix, fills: NDArray[np.float64] | None) -> Matrix:
    return rows if fills is None else np.where(np.isnan(rows), fills, rows)
