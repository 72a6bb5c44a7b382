"""Whether the first row of a file names its columns."""

from __future__ import annotations

from collections.abc import Sequence

from neurosim.data.missing import MISSING
from neurosim.data.number_text import looks_numeric
from neurosim.data.problems import option, shown
from neurosim.errors import listed

Rows = Sequence[Sequence[str]]


def header_problem(first: Sequence[str], rows: Rows) -> str | None:
    """Return why it is not clear whether the first row is a header, or None if it is one.

    A text above numbers is a name. Without such a column, the first row could be a sample if one of
    its cells is a number or NA, or occurs again further down in its column.

    Parameters
    ----------
    first : sequence of str
        The cells of the first row.
    rows : sequence of sequence of str
        Some rows below it.

    Examples
    --------
    >>> header_problem(["year", "2019"], [["1", "5"], ["2", "8"]]) is None
    True
    >>> header_problem(["5.1", "setosa"], [["4.9", "setosa"], ["6.0", "virginica"]])[:49]
    "the first row ('5.1', 'setosa') may be names or v"
    """
    repeated = False
    for place, name in enumerate(first):
        if name in MISSING:
            continue
        below = [row[place] for row in rows if place < len(row) and row[place] not in MISSING]
        numbers = [looks_numeric(cell) for cell in below]
        if not looks_numeric(name) and numbers and all(numbers):
            return None
        repeated |= name in below
    # a number, or a missing value that is written out, is the cell of a sample
    of_sample = any(looks_numeric(cell) or (cell and cell in MISSING) for cell in first)
    if not of_sample and not repeated:
        return None
    return (
        f"the first row ({listed(map(shown, first), 6)}) may be names or values like those below; "
        f"say which with {option('header', True, False)}"
    )


def row_names(width: int, rows: Rows) -> bool:
    """Return whether each row has one cell more than the header: a row name, as R writes it.

    Row names are different texts, or 1, 2, 3, ...
    """
    if len(rows) < 2 or any(len(row) != width + 1 or not row[-1] for row in rows):
        return False
    names = [row[0] for row in rows]
    counted = names == [str(number) for number in range(1, len(names) + 1)]
    return counted or (len(set(names)) == len(names) and not any(map(looks_numeric, names)))
