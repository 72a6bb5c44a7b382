"""The character between the cells of a file, found from its first rows."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator

DELIMITERS = ("\t", ";", ",")
"""The likely delimiters, best first: a comma may also be part of a cell."""

ROWS_AHEAD = 20
"""The number of rows that are read before anything about a file is decided."""

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def separator_line(line: str) -> str | None:
    r"""Return the delimiter that Excel's first line ``sep=;`` names, or None for another line.

    Examples
    --------
    >>> separator_line("sep=;\r\n"), separator_line("separator;x")
    (';', None)
    """
    match = _SEPARATOR_LINE.fullmatch(line)
    return match and match[1]


def rows_of(lines: Iterator[str], delimiter: str, count: int) -> list[list[str]]:
    """Return the first rows, without spaces around cells and without empty cells at the end."""
    rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    found: list[list[str]] = []
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if any(cells):
                found.append(cells)
            if len(found) == count:
                break
    except csv.Error:
        # the reader of all rows says what is wrong, and on which line
        pass
    return found


def trimmed(cells: list[str], width: int) -> list[str]:
    """Return a row without empty cells beyond a width: separators at the end of a line."""
    end = len(cells)
    while end > width and not cells[end - 1]:
        end -= 1
    return cells if end == len(cells) else cells[:end]


def find_delimiter(lines: Iterator[str]) -> tuple[str, Iterator[str]]:
    """Return the delimiter, and all lines including the first rows.

    A delimiter fits if the header and the rows below it then have the same number of cells. If more
    than one fits, a tab is preferred to a semicolon and a semicolon to a comma, because ``1,5;2,5``
    has commas in its numbers. Without rows, the delimiter that gives the most cells is chosen.
    """
    taken: list[str] = []

    def from_the_start() -> Iterator[str]:
        yield from taken
        for line in lines:
            taken.append(line)
            yield line

    def score(delimiter: str) -> tuple[float, int]:
        rows = rows_of(from_the_start(), delimiter, ROWS_AHEAD)
        width = len(rows[0]) if rows else 0
        # in "a, b" and with a tab for the space, the blank is no delimiter
        if width < 2 or all(cell.endswith((",", ";")) for cell in rows[0][:-1]):
            return -1.0, width
        fit = sum(len(trimmed(row, width)) == width for row in rows[1:])
        return (fit / (len(rows) - 1), 2) if len(rows) > 1 else (0.0, width)

    scores = {delimiter: score(delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=scores.__getitem__)
    # only the first rows were kept, because the others may not fit in memory
    return (best if scores[best][1] > 1 else ","), itertools.chain(taken, lines)
