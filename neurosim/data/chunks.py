"""A CSV or Parquet file as tables of a limited number of rows, one after the other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO

from neurosim.data.csv_rows import RowReader
from neurosim.data.marks import MarkChoice
from neurosim.data.problems import data_error
from neurosim.data.reading import Reading
from neurosim.data.table import Table

CHUNK_ROWS = 2**16


@dataclass(frozen=True, slots=True)
class Chunks:
    """The tables of an open file.

    Attributes
    ----------
    origin : str
        The name of the file, for messages.
    header : tuple of str
        The names of the columns.
    marks : MarkChoice
        The possible ways to read its numbers.
    tables : iterator of Table
        The rows, at most ``CHUNK_ROWS`` in each.
    """

    origin: str
    header: tuple[str, ...]
    marks: MarkChoice
    tables: Iterator[Table]

    def head(self) -> Table:
        """Return the columns without rows."""
        return Table(self.origin, self.header, [], [], self.marks)


@contextmanager
def open_chunks(path: Path, reading: Reading | None = None, *, name: str = "") -> Iterator[Chunks]:
    """Open a file whose name ends in ``.parquet`` as Parquet, and any other file as CSV.

    Parameters
    ----------
    path : Path
        The file.
    reading : Reading, optional
        How a CSV file is written.
    name : str
        What the file is called in messages; by default its path.

    Raises
    ------
    DataError
        If the file cannot be opened or read.
    InputError
        If the file is Parquet and pyarrow is not installed.
    """
    if is_parquet(path):
        from neurosim.data.parquet import parquet_tables

        with parquet_tables(path, CHUNK_ROWS) as (header, tables):
            yield Chunks(str(path), header, MarkChoice(), tables)
        return
    options = reading or Reading()
    with open_csv(path, options.encoding) as stream:
        yield csv_chunks(stream, name or str(path), options)


def is_parquet(path: Path) -> bool:
    """Return whether the name of a file says that it is Parquet."""
    return path.suffix.lower() in (".parquet", ".pq")


def csv_chunks(stream: TextIO, origin: str, reading: Reading | None = None) -> Chunks:
    """Return the tables of an open text stream."""
    options = reading or Reading()
    reader = RowReader(stream, origin, options)
    marks = options.marks(reader.delimiter)

    def tables() -> Iterator[Table]:
        for lines, rows in reader.blocks(CHUNK_ROWS):
            yield Table(origin, reader.header, rows, lines, marks)

    return Chunks(origin, reader.header, marks, tables())


_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def open_csv(path: Path, encoding: str = "utf-8") -> TextIO:
    """Return an open CSV file; raise DataError if it cannot be opened.

    A file that begins with the byte order mark of UTF-16 or UTF-32 is read in that encoding.
    """
    if "\0" in str(path):
        raise data_error(repr(str(path)), "a file name cannot contain a null character")
    try:
        return decoded(path.open("rb"), encoding)
    except FileNotFoundError:
        raise data_error(str(path), "there is no such file; check its name and folder") from None
    except UnicodeEncodeError:
        raise data_error(
            str(path), "a file name cannot contain half a character (a lone surrogate)"
        ) from None
    except IsADirectoryError:
        raise data_error(str(path), "this is a directory; give the name of a CSV file") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise data_error(str(path), f"the file cannot be read: {reason}") from None


def decoded(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """Return an open file as text, from its beginning; closing that closes the file."""
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        start = file.read(4)
        file.seek(0)
        marked = (name for mark, name in _BYTE_ORDER_MARKS if start.startswith(mark))
        encoding = next(marked, encoding)
    # Bytes that are not UTF-8 are let through here, so that the reader can name their line.
    errors = "surrogateescape" if encoding.lower().startswith("utf") else "strict"
    return io.TextIOWrapper(file, encoding, errors, newline="")
