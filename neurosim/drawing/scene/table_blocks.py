"""One table of numbers as rules and labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from neurosim.drawing.lettering import LINE_HEIGHT, pieces_width, text_width
from neurosim.drawing.numerals import MINUS, at_the_point
from neurosim.drawing.scene.cards import verdict_colour
from neurosim.drawing.scene.number_tables import Cell, PictureTable
from neurosim.drawing.shapes import Label, Line
from neurosim.drawing.themes import Theme
from neurosim.drawing.typesetting import Pieces, half_height, mathematical, plain
from neurosim.mathematics.plain_sum import plain_sum

_PITCH = 1.22
_BETWEEN_COLUMNS, _BEFORE_OWN = 0.6, 0.6
_HEAVY, _FINE = 0.9, 0.4
_AROUND_RULE = 1.2

Drawn = Line | Label


@dataclass(frozen=True)
class TableBlock:
    """A table of numbers in one size, with its decimal points under each other.

    Attributes
    ----------
    table : PictureTable
        The numbers.
    size : float
        The font size in points.
    """

    table: PictureTable
    size: float

    @cached_property
    def columns(self) -> list[tuple[float, float]]:
        """The width of each column of numbers: before and after the decimal point."""
        found = []
        for index in range(len(self.table.rows[0][1])):
            before = after = 0.0
            widest = 0.0
            if self.table.heads:
                widest = pieces_width(self.table.heads[index].pieces, self.size)
            for _, cells in self.table.rows:
                for line in _lines(cells[index]):
                    if _is_flush(line):
                        widest = max(widest, pieces_width(line, self.size))
                    else:
                        left, right = _around_point(line, self.size)
                        before, after = max(before, left), max(after, right)
            found.append((max(before, widest - after), after))
        return found

    @cached_property
    def first(self) -> float:
        """The width of the heads of the rows."""
        return max(pieces_width(head.pieces, self.size) for head, _ in self.table.rows)

    def _gap(self, column: int) -> float:
        """Return the space before a column; the neurons' own numbers stand apart."""
        own = self.table.own_columns and column == len(self.columns) - self.table.own_columns
        return self.size * (_BETWEEN_COLUMNS + (_BEFORE_OWN if own else 0.0))

    @cached_property
    def width(self) -> float:
        """Its width in points."""
        body = self.first + plain_sum(
            self._gap(column) + before + after
            for column, (before, after) in enumerate(self.columns)
        )
        title = self.table.title
        return max(body, text_width(title, self.size) if title else 0.0)

    @cached_property
    def height(self) -> float:
        """Its height in points."""
        lines = bool(self.table.heads) + bool(self.table.title)
        rules = (3 if self.table.heads else 2) + bool(self.table.own_rows)
        between = (len(self.table.rows) - 1) * self._between_rows
        return (
            lines * self.pitch + len(self.table.rows) * self._row + rules * _AROUND_RULE + between
        )

    @cached_property
    def pitch(self) -> float:
        """The distance of two lines in points; indices above each other need more."""
        heads = (*self.table.heads, *(head for head, _ in self.table.rows))
        cells = (cell for _, cells in self.table.rows for cell in cells if cell is not None)
        reach = max(half_height(cell.pieces, self.size, LINE_HEIGHT) for cell in (*heads, *cells))
        return max(self.size * _PITCH, 2 * reach + 0.2)

    @cached_property
    def _row(self) -> float:
        """The height of a row."""
        return self.pitch * (2 if self._stacked else 1)

    @cached_property
    def _stacked(self) -> bool:
        return any(cell.below for _, cells in self.table.rows for cell in cells if cell)

    @property
    def _between_rows(self) -> float:
        return 0.05 * self.size if self._stacked else 0.0

    def draw(self, left: float, top: float, theme: Theme) -> Iterator[Drawn]:
        """Yield its rules and labels, from its top left corner."""
        size, pitch, table = self.size, self.pitch, self.table
        y = top
        if table.title:
            yield Label(
                left, y + pitch / 2, table.title, size, theme.muted, anchor="left", role="table"
            )
            y += pitch
        rights, x = [], left + self.first
        for column, (before, after) in enumerate(self.columns):
            x += self._gap(column) + before + after
            rights.append((x, after))
        right = rights[-1][0]
        y += _AROUND_RULE / 2
        yield _rule(left, right, y, _HEAVY, theme)
        y += _AROUND_RULE / 2
        if table.heads:
            for head, (edge, _) in zip(table.heads, rights, strict=True):
                yield _label(head, head.pieces, edge, y + pitch / 2, size, theme.muted, "right")
            y += pitch + _AROUND_RULE / 2
            yield _rule(left, right, y, _FINE, theme)
            y += _AROUND_RULE / 2
        own = len(table.rows) - table.own_rows
        for row, (head, cells) in enumerate(table.rows):
            if row:
                y += self._between_rows
            if row == own:
                y += _AROUND_RULE / 2
                yield _rule(left, right, y, _FINE, theme)
                y += _AROUND_RULE / 2
            yield _label(head, head.pieces, left, y + pitch / 2, size, theme.muted, "left")
            for cell, (edge, after) in zip(cells, rights, strict=True):
                for place, line in enumerate(_lines(cell)):
                    assert cell is not None
                    shift = 0.0 if _is_flush(line) else after - _around_point(line, size)[1]
                    colour = verdict_colour(cell.verdict, theme) or theme.text
                    at = y + (place + 0.5) * pitch
                    yield _label(cell, line, edge - shift, at, size, colour, "right")
            y += self._row
        y += _AROUND_RULE / 2
        yield _rule(left, right, y, _HEAVY, theme)


def _lines(cell: Cell | None) -> tuple[Pieces, ...]:
    if cell is None:
        return ()
    return (cell.pieces, (cell.below,)) if cell.below else (cell.pieces,)


def _is_flush(line: Pieces) -> bool:
    """Return whether a line ends at the right of its column: a symbol, or a small change."""
    text = line[0]
    return len(line) != 1 or not isinstance(text, str) or text[:2] in {"+ ", f"{MINUS} "}


def _around_point(pieces: Pieces, size: float) -> tuple[float, float]:
    """Return the width of a number up to its decimal point, and after it."""
    before, after = at_the_point(plain(pieces))
    return text_width(before, size), text_width(after, size)


def _label(
    cell: Cell, pieces: Pieces, x: float, y: float, size: float, colour: str, anchor: str
) -> Label:
    return Label(
        x, y, plain(pieces), size, colour, anchor="left" if anchor == "left" else "right",
        role="table", owner=cell.owner, value=cell.value, nodes=cell.nodes, old=cell.old,
        new=cell.new, pieces=mathematical(pieces), full_text=cell.full_text,
    )  # fmt: skip


def _rule(left: float, right: float, y: float, width: float, theme: Theme) -> Line:
    return Line(((left, y), (right, y)), theme.muted, width, role="rule")
