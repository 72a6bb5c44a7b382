"""Tables that are wider than a page, in parts, and names that are wider than a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurosim.mathematics.expression import Constant
from neurosim.names import one_line, shortened
from neurosim.writing.document import Name, NumberTable, Paragraph, Phrase
from neurosim.writing.markup import LONGEST_NAME, Writer, width_of

_ROW: Phrase = ("row",)


def pages(
    table: NumberTable, writer: Writer, width: int, gap: int
) -> Iterator[Paragraph | NumberTable]:
    """Yield a table in as many parts as its columns need, and the long names in full.

    The parts begin with the number of the row, counted from 0. A column whose heading is words
    belongs to the column before it.

    Parameters
    ----------
    table : NumberTable
        The table.
    writer : Writer
        Says how wide mathematics is.
    width : int
        The characters that a line has room for.
    gap : int
        The additional characters of each column.
    """
    long = [one_line(name) for name in _names(table.header) if len(one_line(name)) > LONGEST_NAME]
    for name in long:
        yield Paragraph((Name(shortened(name, LONGEST_NAME)), ": ", Name(name)))
    header = tuple(_short(cell) for cell in table.header)
    columns = list(zip(header, *table.rows, strict=True))
    widths = [max(phrase_width(cell, writer) for cell in column) + gap for column in columns]
    if sum(widths) <= width:
        yield NumberTable(header, table.rows)
        return
    rows = (_ROW, *((Constant(i),) for i in range(len(table.rows))))
    numbering = max(phrase_width(cell, writer) for cell in rows) + gap
    part: list[tuple[Phrase, ...]] = [rows]
    used = numbering
    for group in _groups(header):
        size = sum(widths[i] for i in group)
        if len(part) > 1 and used + size > width:
            yield _table(part)
            part, used = [rows], numbering
        part += [columns[i] for i in group]
        used += size
    yield _table(part)


def phrase_width(words: Phrase, writer: Writer) -> int:
    """Return about how many characters a sentence takes."""
    return sum(
        len(word)
        if isinstance(word, str)
        else len(one_line(word.text))
        if isinstance(word, Name)
        else width_of(writer.pieces(word))
        for word in words
    )


def _names(header: Sequence[Phrase]) -> list[str]:
    return list(dict.fromkeys(w.text for cell in header for w in cell if isinstance(w, Name)))


def _short(cell: Phrase) -> Phrase:
    return tuple(
        Name(shortened(one_line(word.text), LONGEST_NAME)) if isinstance(word, Name) else word
        for word in cell
    )


def _groups(header: Sequence[Phrase]) -> list[list[int]]:
    groups: list[list[int]] = []
    for i, cell in enumerate(header):
        if groups and all(isinstance(word, str) for word in cell):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _table(columns: Sequence[tuple[Phrase, ...]]) -> NumberTable:
    header, *rows = zip(*columns, strict=True)
    return NumberTable(header, tuple(rows))
