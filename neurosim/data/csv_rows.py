"""The rows of a CSV stream one after the other, each with its line number."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Iterator

from neurosim.data.delimiters import (
    ROWS_AHEAD,
    find_delimiter,
    rows_of,
    separator_line,
    trimmed,
)
from neurosim.data.headers import header_problem, row_names
from neurosim.data.problems import data_error, nfc, option, shown
from neurosim.data.reading import Reading
from neurosim.errors import DataError, counted, listed

_UNDECODED = re.compile("[\udc80-\udcff]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_END_OF_FILE = "\x1a"


class RowReader:
    r"""A reader that takes the header at once, then gives one row at a time.

    Apart from a few rows at the start only one is in memory, so that a file may be larger than it.

    Parameters
    ----------
    stream : iterable of str
        The lines of the file with their line ends, such as an open text file.
    source : str
        The name of the file, for messages.
    reading : Reading, optional
        How the file is written; what is not given is found from the first rows.

    Attributes
    ----------
    source : str
        The name of the file.
    delimiter : str
        The character between cells.
    header : tuple of str
        The names of the columns; of a file without a header ``c[0]``, ``c[1]``, ...

    Raises
    ------
    DataError
        If the file is not a table; while reading too. The message names the line.

    Examples
    --------
    >>> reader = RowReader(["I0, Z0\n", "\n", "70, 91\n"], "scores.csv")
    >>> reader.header
    ('I0', 'Z0')
    >>> list(reader)
    [(3, ['70', '91'])]
    """

    def __init__(
        self, stream: Iterable[str], source: str, reading: Reading | None = None
    ) -> None:
        options = reading or Reading()
        lines = _decoded_lines(stream, source, options.encoding)
        first, lines, skipped = _without_separator_line(lines)
        delimiter = options.delimiter or first
        if delimiter is None:
            delimiter, lines = find_delimiter(lines)
        taken: list[str] = []
        ahead = rows_of(_recorded(lines, taken), delimiter, ROWS_AHEAD + 1)
        self.source = source
        self.delimiter = delimiter
        self._lines = _CountedLines(itertools.chain(taken, lines), delimiter, skipped)
        self._reader = csv.reader(self._lines, delimiter=delimiter, skipinitialspace=True)
        self._first: tuple[int, list[str]] | None = None
        self.header = self._read_header(ahead[1:], options.header)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line on which each row begins, and its cells without spaces around them."""
        width = len(self.header)
        if self._first is not None:
            yield self._first
        while (row := self._read_row()) is not None:
            line, cells = row
            if len(cells) != width:
                cells = trimmed(cells, width)
                if len(cells) != width:
                    raise self._width_error(line, cells)
                row = line, cells
            yield row

    def _read_row(self) -> tuple[int, list[str]] | None:
        self._lines.row_start = 0
        try:
            cells = next(self._reader, None)
        except csv.Error as error:
            raise self._csv_error(error) from None
        if cells is None:
            return None
        if self._lines.ended_inside_row:
            raise data_error(
                self.source,
                'the quote (") that opens here is never closed; close or remove it',
                line=self._lines.number - len(_LINE_END.findall(_without_line_end(cells[-1]))),
            )
        return self._lines.row_start, [cell.strip() for cell in cells]

    def _csv_error(self, error: csv.Error) -> DataError:
        problem = f"the row cannot be read ({error}); check its quotes and line ends"
        if "field limit" in str(error):
            problem = (
                f"a cell is longer than {csv.field_size_limit()} characters; "
                "is a closing quote missing?"
            )
        return data_error(self.source, problem, line=self._lines.row_start)

    def _width_error(self, line: int, cells: list[str]) -> DataError:
        width = len(self.header)
        problem = (
            f"the row has {counted(len(cells), 'cell')}, but the header has {width}; "
            f"give one for each column ({listed(map(shown, self.header))})"
        )
        if width == 1:
            problem = (
                f"the row has {counted(len(cells), 'cell')}, but the first line only "
                f"{shown(self.header[0])}; remove that line if it is a title or a comment"
            )
        elif "" in cells and len(cells) > width:
            problem += f"; cell {cells.index('') + 1} is empty: is there a delimiter too many?"
        return data_error(self.source, problem, line=line)

    def _read_header(self, below: list[list[str]], header: bool | str) -> tuple[str, ...]:
        row = self._read_row()
        if row is None:
            raise data_error(
                self.source, "the file is empty; give a line of column names and rows of values"
            )
        line, names = row
        if header is False:
            self._first = row
            return tuple(f"c[{place}]" for place in range(len(names)))
        problem = header_problem(names, below) if header == "auto" else None
        if problem is not None:
            raise data_error(self.source, problem, line=line)
        if not any(names):
            raise data_error(
                self.source,
                f"no column has a name; give names, or say {option('header', False)}",
                line=line,
            )
        if row_names(len(names), below):
            names = ["", *names]
        return tuple(map(nfc, names))


class _CountedLines:
    """Lines with their count; blank ones between rows are passed over.

    The CSV reader takes lines until its row is complete. So when the lines end after it took some
    for a row, that row is inside an open quote.
    """

    def __init__(self, lines: Iterator[str], delimiter: str, number: int) -> None:
        self._lines = lines
        # a tab between cells is no blank: a row of tabs alone is a row
        self._blank = " \r\n\f\v" + _END_OF_FILE + ("" if delimiter == "\t" else "\t")
        self.number = number
        self.row_start = 0
        self.ended_inside_row = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            self.number += 1
            if self.row_start == 0:
                if not line.strip(self._blank):
                    continue
                self.row_start = self.number
            return line
        self.ended_inside_row = self.row_start != 0
        raise StopIteration


def _decoded_lines(stream: Iterable[str], source: str, encoding: str) -> Iterator[str]:
    name = "UTF-8" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    wrong = f"the file is not {name} text; "
    if name == "UTF-8":
        wrong += f"read an older file of Windows with {option('encoding', 'cp1252')}, or save it as UTF-8"
    else:
        wrong += f"give its {option('encoding')}, or save it as UTF-8"
    try:
        for number, line in enumerate(stream, start=1):
            if not line.isascii() and _UNDECODED.search(line):
                raise data_error(source, wrong, line=number)
            if "\0" in line:
                raise data_error(
                    source,
                    "there is a NUL byte; if the file is a text in UTF-16, give "
                    f"{option('encoding', 'utf-16-le')}",
                    line=number,
                )
            yield line.removeprefix("\ufeff") if number == 1 else line
    except UnicodeError:
        raise data_error(source, wrong) from None


def _without_separator_line(lines: Iterator[str]) -> tuple[str | None, Iterator[str], int]:
    """Return the delimiter of Excel's first line, the lines after it, and how many were taken."""
    line = next(lines, None)
    if line is None:
        return None, lines, 0
    delimiter = separator_line(line)
    if delimiter is None:
        return None, itertools.chain([line], lines), 0
    return delimiter, lines, 1


def _recorded(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _without_line_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")
