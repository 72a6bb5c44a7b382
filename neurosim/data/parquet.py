"""A Parquet file as tables of a limited number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from neurosim.data.column import Column, OtherColumn, TextColumn, ValueColumn
from neurosim.data.problems import data_error, nfc
from neurosim.data.table import ColumnTable, Table
from neurosim.errors import InputError


@contextmanager
def parquet_tables(path: Path, n_rows: int) -> Iterator[tuple[tuple[str, ...], Iterator[Table]]]:
    """Open a Parquet file; return its column names, and tables of a limited number of rows.

    Raises
    ------
    DataError
        If the file cannot be read; while reading too.
    InputError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise InputError(
            f"{path} is a Parquet file, which needs pyarrow: pip install 'neurosim[parquet]'"
        ) from None
    try:
        with ParquetFile(path) as file:
            header = tuple(nfc(name.strip()) for name in file.schema_arrow.names)

            def tables() -> Iterator[Table]:
                first = 1
                for batch in file.iter_batches(batch_size=n_rows):
                    numbers = list(range(first, first + batch.num_rows))
                    first += batch.num_rows
                    columns = [_column(values) for values in batch.columns]
                    yield ColumnTable(str(path), header, [], numbers, columns=columns)

            yield header, tables()
    except FileNotFoundError:
        raise data_error(str(path), "there is no such file; check its name and folder") from None
    except IsADirectoryError:
        raise data_error(str(path), "this is a directory; give the name of a file") from None
    except (OSError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise data_error(str(path), f"the file cannot be read as Parquet: {reason}") from None


def _column(values: Any) -> Column:
    """Return a column of Arrow; a null is missing."""
    import pyarrow as pa

    kind = pa.types
    dtype = values.type
    if kind.is_dictionary(dtype):
        return _column(values.dictionary_decode())
    if kind.is_null(dtype):
        return TextColumn([""] * len(values))
    if kind.is_string(dtype) or kind.is_large_string(dtype) or kind.is_string_view(dtype):
        return TextColumn(["" if text is None else text.strip() for text in values.to_pylist()])
    if kind.is_decimal(dtype):
        values = values.cast(pa.float64())
        dtype = values.type
    if kind.is_boolean(dtype) or kind.is_integer(dtype) or kind.is_floating(dtype):
        empty = values.is_null().to_numpy(zero_copy_only=False) if values.null_count else None
        whole = values.fill_null(False if kind.is_boolean(dtype) else 0)
        return ValueColumn(whole.to_numpy(zero_copy_only=False), empty)
    if kind.is_temporal(dtype):
        return OtherColumn("dates", len(values))
    return OtherColumn(f"values of the type {dtype}", len(values))
