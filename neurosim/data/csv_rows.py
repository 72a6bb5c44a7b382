"""The rows of a CSV stream one after the other, each with its line number."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Iterator

from neurosim.data.csv_text import as_meant
from neurosim.data.number_text import looks_numeric
from neurosim.data.problems import data_error, first_repeated, shown
from neurosim.errors import DataError, InputError, counted, listed

DELIMITERS = (";", ",", "\t")
_UNDECODED = re.compile("[\udc80-\udcff]")
_LINE_END = re.compile(r"\r\n|\r|\n")


class RowReader:
    r"""A reader that takes the header at once, then gives one row at a time.

    Only one row is in memory at a time, so that a file may be larger than the memory.

    Parameters
    ----------
    stream : iterable of str
        The lines of the file with their line ends, such as an open text file.
    source : str
        The name of the file, for messages.
    delimiter : str, optional
        The character between cells. By default the one of comma, semicolon and tab that splits
        the header into the most cells.

    Attributes
    ----------
    source : str
        The name of the file.
    delimiter : str
        The character between cells.
    header : tuple of str
        The names of the columns.

    Raises
    ------
    DataError
        If the file is not a table with a header; while reading too. The message names the line.
    InputError
        If the delimiter cannot be one.

    Examples
    --------
    >>> reader = RowReader(["I0, Z0\n", "\n", "70, 91\n"], "scores.csv")
    >>> reader.header
    ('I0', 'Z0')
    >>> list(reader)
    [(3, ['70', '91'])]
    """

    def __init__(self, stream: Iterable[str], source: str, *, delimiter: str | None = None) -> None:
        lines = _decoded_lines(stream, source)
        if delimiter is None:
            delimiter, lines = _find_delimiter(lines)
        else:
            _refuse_bad_delimiter(delimiter)
        self.source = source
        self.delimiter = delimiter
        self._lines = _CountedLines(lines)
        self._reader = csv.reader(self._lines, delimiter=delimiter, skipinitialspace=True)
        self.header = self._read_header()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line on which each row begins, and its cells without spaces around them."""
        width = len(self.header)
        while (row := self._read_row()) is not None:
            line, cells = row
            if len(cells) != width:
                raise data_error(
                    self.source,
                    f"the row has {counted(len(cells), 'cell')}, but the header has {width}; "
                    f"give one for each column ({listed(map(shown, self.header))})",
                    line=line,
                )
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
        stripped = [cell.strip() for cell in cells]
        return self._lines.row_start, [
            as_meant(cell) if cell[:1] == "'" else cell for cell in stripped
        ]

    def _csv_error(self, error: csv.Error) -> DataError:
        problem = f"the row cannot be read ({error}); check its quotes and line ends"
        if "field limit" in str(error):
            problem = (
                f"a cell is longer than {csv.field_size_limit()} characters; "
                "is a closing quote missing?"
            )
        return data_error(self.source, problem, line=self._lines.row_start)

    def _read_header(self) -> tuple[str, ...]:
        row = self._read_row()
        if row is None:
            raise data_error(
                self.source, "the file is empty; give a line of column names and rows of values"
            )
        line, names = row
        filled = [name for name in names if name]
        if filled and all(map(looks_numeric, filled)):
            raise data_error(
                self.source,
                "the first line consists of numbers and looks like data; "
                "add a header line with the names of the columns",
                line=line,
            )
        if len(filled) < len(names):
            raise data_error(
                self.source,
                f"column {names.index('') + 1} of {len(names)} has no name; "
                "give it one or remove the column",
                line=line,
            )
        repeated = first_repeated(names)
        if repeated is not None:
            raise data_error(
                self.source,
                f"the column name {shown(repeated)} is repeated; give each column its own",
                line=line,
            )
        return tuple(names)


class _CountedLines:
    """Lines with their count; blank ones between rows are passed over.

    The CSV reader takes lines until its row is complete. So when the lines end after it took some
    for a row, that row is inside an open quote.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.number = 0
        self.row_start = 0
        self.ended_inside_row = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            self.number += 1
            if self.row_start == 0:
                if not line.strip():
                    continue
                self.row_start = self.number
            return line
        self.ended_inside_row = self.row_start != 0
        raise StopIteration


def _decoded_lines(stream: Iterable[str], source: str) -> Iterator[str]:
    not_utf8 = "the file is not UTF-8 text; save it as UTF-8"
    try:
        for number, line in enumerate(stream, start=1):
            if not line.isascii() and _UNDECODED.search(line):
                raise data_error(source, not_utf8, line=number)
            if "\0" in line:
                raise data_error(
                    source, "there is a NUL byte; is this a text file in UTF-8?", line=number
                )
            yield line.removeprefix("\ufeff") if number == 1 else line
    except UnicodeDecodeError:
        raise data_error(source, not_utf8) from None


def _find_delimiter(lines: Iterator[str]) -> tuple[str, Iterator[str]]:
    """Return the delimiter, and the lines from the first one on."""
    taken: list[str] = []

    def from_the_start() -> Iterator[str]:
        yield from taken
        for line in lines:
            taken.append(line)
            yield line

    def width(delimiter: str) -> int:
        rows = csv.reader(from_the_start(), delimiter=delimiter, skipinitialspace=True)
        try:
            return next((len(row) for row in rows if any(map(str.strip, row))), 0)
        except csv.Error:
            return 0

    widths = {delimiter: width(delimiter) for delimiter in DELIMITERS}
    widest = max(DELIMITERS, key=widths.__getitem__)
    # only the header was kept: the rows are not to be in memory together
    return (widest if widths[widest] > 1 else ","), itertools.chain(taken, lines)


def _refuse_bad_delimiter(delimiter: str) -> None:
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in '" \r\n.+-':
        raise InputError(
            f"the delimiter is {delimiter!r}; give one character, such as ',', ';' or a tab"
        )


def _without_line_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")
