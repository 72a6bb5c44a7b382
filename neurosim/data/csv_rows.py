"""The rows of a CSV stream, one after the other, each with its line number."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Iterator

from neurosim.data.csv_text import as_meant
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
_LINES_AT_ONCE = 1024


class RowReader:
    r"""A reader that first reads the header and then gives one row at a time.

    Except for a few rows at the start, only one row is in memory, so a file may be larger than it.

    Parameters
    ----------
    stream : iterable of str
        The lines of the file with their line ends, such as an open text file.
    origin : str
        The name of the file, for messages.
    reading : Reading, optional
        How the file is written; options that are not given are found from the first rows.

    Attributes
    ----------
    origin : str
        The name of the file.
    delimiter : str
        The character between cells.
    header : tuple of str
        The names of the columns; without a header ``c[0]``, ``c[1]``, ...

    Raises
    ------
    DataError
        If the file is not a table, also later while reading. The message names the line.

    Examples
    --------
    >>> reader = RowReader(["I0, Z0\n", "\n", "70, 91\n"], "scores.csv")
    >>> reader.header
    ('I0', 'Z0')
    >>> list(reader)
    [(3, ['70', '91'])]
    """

    def __init__(self, stream: Iterable[str], origin: str, reading: Reading | None = None) -> None:
        options = reading or Reading()
        lines = _decoded_lines(stream, origin, options.encoding)
        first, lines, skipped = _without_separator_line(lines)
        delimiter = options.delimiter or first
        if delimiter is None:
            delimiter, lines = find_delimiter(lines)
        taken: list[str] = []
        ahead = rows_of(_recorded(lines, taken), delimiter, ROWS_AHEAD + 1)
        self.origin = origin
        self.delimiter = delimiter
        self._lines = _CountedLines(itertools.chain(taken, lines), delimiter, skipped)
        self._reader = csv.reader(self._lines, delimiter=delimiter, skipinitialspace=True)
        self._first: tuple[int, list[str]] | None = None
        self.header = self._read_header(ahead[1:], options.header)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line on which each row begins, and its cells without spaces around them."""
        for lines, rows in self.blocks(_LINES_AT_ONCE):
            yield from zip(lines, rows, strict=True)

    def blocks(self, count: int) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Yield at most ``size`` rows at a time, with the line of each row and its cells."""
        lines: list[int] = []
        rows: list[list[str]] = []
        if self._first is not None:
            lines, rows = [self._first[0]], [self._first[1]]
        width = len(self.header)
        while True:
            if len(rows) == count:
                yield lines, rows
                lines, rows = [], []
            number = self._lines.number
            block = self._lines.take(count - len(rows))
            if not block:
                break
            cells = split_lines(block, self.delimiter)
            if cells is not None and set(map(len, cells)) == {width}:
                lines += range(number + 1, number + 1 + len(block))
                rows += cells
                continue
            # rows that are not plain take the slow way, which can name the wrong line
            self._lines.give_back(block)
            for line, row in itertools.islice(self._one_by_one(), count - len(rows)):
                lines.append(line)
                rows.append(row)
        if rows:
            yield lines, rows

    def _one_by_one(self) -> Iterator[tuple[int, list[str]]]:
        width = len(self.header)
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
                self.origin,
                'the quote (") that opens here is never closed; close or remove it',
                line=self._lines.number - len(_LINE_END.findall(_without_line_end(cells[-1]))),
            )
        return self._lines.row_start, [as_meant(cell.strip()) for cell in cells]

    def _csv_error(self, error: csv.Error) -> DataError:
        problem = f"the row cannot be read ({error}); check its quotes and line ends"
        if "field limit" in str(error):
            problem = (
                f"a cell is longer than {csv.field_size_limit()} characters; "
                "is a closing quote missing?"
            )
        return data_error(self.origin, problem, line=self._lines.row_start)

    def _width_error(self, line: int, cells: list[str]) -> DataError:
        width = len(self.header)
        problem = (
            f"the row has {counted(len(cells), 'cell')}, but the header has {width}; "
            f"give one for each column ({listed(map(shown, self.header))})"
        )
        if "" in cells and len(cells) > width:
            problem += f"; cell {cells.index('') + 1} is empty: is there a delimiter too many?"
        return data_error(self.origin, problem, line=line)

    def _read_header(self, below: list[list[str]], header: bool | str) -> tuple[str, ...]:
        row = self._read_row()
        if row is None:
            raise data_error(
                self.origin, "the file is empty; give a line of column names and rows of values"
            )
        line, names = row
        if header is False:
            self._first = row
            return tuple(f"c[{place}]" for place in range(len(names)))
        problem = header_problem(names, below) if header == "auto" else None
        if problem is not None:
            raise data_error(self.origin, problem, line=line)
        if not any(names):
            raise data_error(
                self.origin,
                f"no column has a name; give names, or say {option('header', False)}",
                line=line,
            )
        if len(names) == 1 and below and all(len(trimmed(row, 1)) > 1 for row in below):
            raise data_error(
                self.origin,
                f"the first row is {shown(names[0])} alone, but the row below it has "
                f"{counted(len(below[0]), 'cell')}; remove the first row if it is a title or a "
                "comment",
                line=line,
            )
        if row_names(len(names), below):
            names = ["", *names]
        return tuple(map(nfc, names))


class _CountedLines:
    """Lines with their count; blank lines between rows are skipped.

    The CSV reader takes lines until a row is complete. If the lines end in the middle of a row,
    that row has an open quote.
    """

    def __init__(self, lines: Iterator[str], delimiter: str, number: int) -> None:
        self._lines = lines
        # the last one is the next
        self._given_back: list[str] = []
        # a tab between cells is no blank: a row of tabs alone is a row
        self._blank = " \r\n\f\v" + _END_OF_FILE + ("" if delimiter == "\t" else "\t")
        self.number = number
        self.row_start = 0
        self.ended_inside_row = False

    def __iter__(self) -> Iterator[str]:
        return self

    def take(self, count: int) -> list[str]:
        """Return the next lines unchanged, including blank lines."""
        given = [self._given_back.pop() for _ in range(min(count, len(self._given_back)))]
        lines = [*given, *itertools.islice(self._lines, count - len(given))]
        self.number += len(lines)
        return lines

    def give_back(self, lines: list[str]) -> None:
        """Put back the lines that were taken last."""
        self.number -= len(lines)
        self._given_back += reversed(lines)

    def __next__(self) -> str:
        while True:
            line = self._given_back.pop() if self._given_back else next(self._lines, None)
            if line is None:
                self.ended_inside_row = self.row_start != 0
                raise StopIteration
            self.number += 1
            if self.row_start == 0:
                if not line.strip(self._blank):
                    continue
                self.row_start = self.number
            return line


def split_lines(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """Return the cells of lines in which nothing is quoted, or None if it needs a CSV reader."""
    text = "".join(lines)
    if '"' in text or _END_OF_FILE in text or len(max(lines, key=len)) > csv.field_size_limit():
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = text.removesuffix("\n").split("\n")
    if len(plain) != len(lines) or "" in plain:
        return None
    if " " in text or not text.isascii() or ("\t" in text and delimiter != "\t"):
        if delimiter.isspace():
            return None
        rows = [[cell.strip() for cell in line.split(delimiter)] for line in plain]
        if [""] in rows:
            return None
    else:
        rows = [line.split(delimiter) for line in plain]
    return [list(map(as_meant, row)) for row in rows] if "'" in text else rows


def _decoded_lines(stream: Iterable[str], origin: str, encoding: str) -> Iterator[str]:
    name = "UTF-8" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    wrong = f"the file is not {name} text; "
    if name == "UTF-8":
        wrong += f"read an older Windows file with {option('encoding', 'cp1252')}"
    else:
        wrong += f"give its {option('encoding')}"
    wrong += ", or save it as UTF-8"
    lines = iter(stream)
    number = 0
    try:
        while block := list(itertools.islice(lines, _LINES_AT_ONCE)):
            if number == 0:
                block[0] = block[0].removeprefix("\ufeff")
            text = "".join(block)
            if "\0" in text or (not text.isascii() and _UNDECODED.search(text)):
                for place, line in enumerate(block, start=number + 1):
                    if _UNDECODED.search(line):
                        raise data_error(origin, wrong, line=place)
                    if "\0" in line:
                        raise data_error(
                            origin,
                            "there is a NUL byte; if the file is a text in UTF-16, give "
                            f"{option('encoding', 'utf-16-le')}",
                            line=place,
                        )
            number += len(block)
            yield from block
    except UnicodeError:
        raise data_error(origin, wrong) from None


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
