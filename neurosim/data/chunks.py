"""A CSV or Parquet file as tables of a limited number of rows, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.data.csv_file import open_csv
from neurosim.data.csv_rows import RowReader
from neurosim.data.problems import data_error
from neurosim.data.table import Columns, Table
from neurosim.errors import DataError, InputError

CHUNK_ROWS = 2**16

_MISSING = (None, np.nan)


@dataclass(frozen=True, slots=True)
class ColumnTable(Table):
    """A table whose columns are arrays; ``rows`` is empty, ``lines`` has the row numbers."""

    columns: Sequence[NDArray[Any]] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def text(self, column: str | int) -> list[str]:
        """Return the cells of one column as text; a missing value is empty."""
        values = self.columns[self._position(column, "column")].tolist()
        return ["" if value in _MISSING else str(value) for value in values]

    def numbers(
        self, columns: Columns, *, advice: str = "every cell of this column must be a number"
    ) -> Matrix:
        """Return columns as numbers in raw units, shape (n_rows, n_columns); see ``Table``."""
        positions = self.positions(columns)
        values = np.empty((len(self), len(positions)))
        for place, position in enumerate(positions):
            column = self.columns[position]
            if column.dtype.kind not in "biuf":
                raise self.error(f"this is no column of numbers; {advice}", row=0, column=position)
            values[:, place] = column
            bad = np.flatnonzero(~np.isfinite(values[:, place]))
            if len(bad):
                raise self.error(
                    "the value is missing or not finite; give a number or remove the row",
                    row=int(bad[0]),
                    column=position,
                )
        return values

    def error(self, problem: str, *, row: int, column: int) -> DataError:
        """Return the error for one cell; rows of Parquet have no lines."""
        name = self.header[column]
        return DataError(f"{self.source}, row {self.lines[row]}, column {name!r}: {problem}")


@dataclass(frozen=True, slots=True)
class Chunks:
    """The tables of an open file.

    Attributes
    ----------
    source : str
        The name of the file, for messages.
    header : tuple of str
        The names of the columns.
    tables : iterator of Table
        The rows, at most ``CHUNK_ROWS`` in each.
    """

    source: str
    header: tuple[str, ...]
    tables: Iterator[Table]


@contextmanager
def open_chunks(
    path: Path, *, delimiter: str | None = None, decimal: str | None = None
) -> Iterator[Chunks]:
    """Open a file whose name ends in ``.parquet`` as Parquet, any other one as CSV.

    Raises
    ------
    DataError
        If the file cannot be read; while reading too.
    InputError
        If Parquet is asked for and pyarrow is not installed.
    """
    if path.suffix.lower() in (".parquet", ".pq"):
        with _open_parquet(path) as chunks:
            yield chunks
        return
    with open_csv(path) as stream:
        yield csv_chunks(stream, str(path), delimiter=delimiter, decimal=decimal)


def csv_chunks(
    stream: TextIO, source: str, *, delimiter: str | None = None, decimal: str | None = None
) -> Chunks:
    """Return the tables of an open text stream."""
    if decimal not in (None, ".", ","):
        raise InputError(f"the decimal mark is {decimal!r}; give '.' or ','")
    reader = RowReader(stream, source, delimiter=delimiter)
    mark = decimal or (".," if reader.delimiter == ";" else ".")

    def tables() -> Iterator[Table]:
        lines: list[int] = []
        rows: list[list[str]] = []
        for line, cells in reader:
            lines.append(line)
            rows.append(cells)
            if len(rows) == CHUNK_ROWS:
                yield Table(source, reader.header, rows, lines, mark)
                lines, rows = [], []
        if rows:
            yield Table(source, reader.header, rows, lines, mark)

    return Chunks(source, reader.header, tables())


@contextmanager
def _open_parquet(path: Path) -> Iterator[Chunks]:
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise InputError(
            f"{path} is a Parquet file, which needs pyarrow: pip install 'neurosim[parquet]'"
        ) from None
    try:
        with ParquetFile(path) as file:
            header = tuple(file.schema_arrow.names)

            def tables() -> Iterator[Table]:
                first = 1
                for batch in file.iter_batches(batch_size=CHUNK_ROWS):
                    numbers = list(range(first, first + batch.num_rows))
                    first += batch.num_rows
                    columns = [column.to_numpy(zero_copy_only=False) for column in batch.columns]
                    yield ColumnTable(str(path), header, [], numbers, columns=columns)

            yield Chunks(str(path), header, tables())
    except FileNotFoundError:
        raise data_error(str(path), "there is no such file; check its name and folder") from None
    except (OSError, pa.ArrowException) as error:
        raise data_error(str(path), f"the file is no Parquet file: {error}") from None
