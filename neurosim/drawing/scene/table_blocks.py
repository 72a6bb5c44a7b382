"""Tables of numbers as rules and labels, in blocks that are placed side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from neurosim.drawing.lettering import LINE_HEIGHT, pieces_width, text_width
from neurosim.drawing.numerals import at_the_point
from neurosim.drawing.scene.cards import verdict_colour
from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.number_tables import Cell, PictureTable
from neurosim.drawing.shapes import Label, Line
from neurosim.drawing.themes import Theme
from neurosim.drawing.typesetting import half_height, plain
from neurosim.mathematics.plain_sum import plain_sum

_PITCH = 1.45
_BETWEEN_COLUMNS, _BETWEEN_BLOCKS = 0.85, 2.2
_ALIKE = 1.8
_HEAVY, _FINE = 0.9, 0.5
_FEWEST_ROWS = 4
_LONGEST_LIST = 18
_SHARES = (0.35, 0.45, 0.55, 0.65, 0.72)

Drawn = Line | Label


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A part of a table that is drawn in one piece."""

    table: PictureTable
    size: float
    title: str
    columns_in_all: int = 0

    @property
    def columns(self) -> list[tuple[float, float]]:
        """The width of each column of numbers: before and after the decimal point."""
        found = []
        for index in range(len(self.table.rows[0][1])):
            cells = [cells[index] for _, cells in self.table.rows]
            before = after = 0.0
            for cell in cells:
                if cell is not None:
                    left, right = _around_point(cell, self.size)
                    before, after = max(before, left), max(after, right)
            if self.table.heads:
                head = pieces_width(self.table.heads[index].pieces, self.size)
                before += max(0.0, head - before - after)
            found.append((before, after))
        return found

    @property
    def first(self) -> float:
        """The width of the heads of the rows."""
        return max(pieces_width(head.pieces, self.size) for head, _ in self.table.rows)

    @property
    def width(self) -> float:
        """Its width in points."""
        gap = _BETWEEN_COLUMNS * self.size
        body = self.first + plain_sum(gap + before + after for before, after in self.columns)
        return max(body, text_width(self.title, self.size) if self.title else 0.0)

    @property
    def height(self) -> float:
        """Its height in points."""
        lines = len(self.table.rows) + bool(self.table.heads) + bool(self.title)
        return lines * self.pitch + 4.0

    @property
    def pitch(self) -> float:
        """The distance of two lines in points; indices above each other need more."""
        heads = (*self.table.heads, *(head for head, _ in self.table.rows))
        cells = (cell for _, cells in self.table.rows for cell in cells if cell is not None)
        reach = max(half_height(cell.pieces, self.size, LINE_HEIGHT) for cell in (*heads, *cells))
        return max(self.size * _PITCH, 2 * reach + 1.0)

    def draw(self, left: float, top: float, theme: Theme) -> Iterator[Drawn]:
        """Yield its rules and labels, from its top left corner."""
        size, pitch, gap = self.size, self.pitch, _BETWEEN_COLUMNS * self.size
        y = top
        if self.title:
            yield Label(
                left, y + pitch / 2 - 1, self.title, size, theme.muted, anchor="left", role="table"
            )
            y += pitch
        rights, x = [], left + self.first
        for before, after in self.columns:
            x += gap + before + after
            rights.append((x, after))
        right = left + self.width
        yield _rule(left, right, y, _HEAVY, theme)
        y += 1.0
        if self.table.heads:
            for head, (edge, _) in zip(self.table.heads, rights, strict=True):
                yield _label(head, edge, y + pitch / 2, size, theme.muted, "right")
            y += pitch
            yield _rule(left, right, y, _FINE, theme)
        y += 1.0
        for head, cells in self.table.rows:
            yield _label(head, left, y + pitch / 2, size, theme.muted, "left")
            for cell, (edge, after) in zip(cells, rights, strict=True):
                if cell is not None:
                    shift = after - _around_point(cell, size)[1]
                    colour = verdict_colour(cell.verdict, theme) or theme.text
                    yield _label(cell, edge - shift, y + pitch / 2, size, colour, "right")
            y += pitch
        yield _rule(left, right, y + 1.0, _HEAVY, theme)


@dataclass(frozen=True, slots=True)
class PlacedTables:
    """The tables of a picture, placed around the middle of their upper edge.

    Attributes
    ----------
    blocks : tuple of (TableBlock, float, float)
        Each block with its left and its top.
    width, height : float
        What they take.
    gap : float
        The space between them and the diagram.
    beside : bool
        Whether they stand to the right of the diagram, not below it.
    complete : bool
        Whether no table was left out.
    divided : bool
        Whether a table is so wide that it had to be divided.
    """

    blocks: tuple[tuple[TableBlock, float, float], ...]
    width: float
    height: float
    gap: float
    beside: bool
    complete: bool
    divided: bool

    def draw(self, middle: float, top: float, theme: Theme) -> Iterator[Drawn]:
        """Yield all rules and labels around ``middle``, from ``top`` down."""
        for block, x, y in self.blocks:
            yield from block.draw(middle + x, top + y, theme)


def place_tables(
    found: Sequence[tuple[Sequence[PictureTable], bool]],
    style: DiagramStyle,
    room: tuple[float, float],
    *,
    beside: bool,
) -> list[PlacedTables]:
    """Return the tables of each picture, below the diagram or to the right of it.

    Parameters
    ----------
    found : sequence of (sequence of PictureTable, bool)
        The tables of each picture, and whether none was left out.
    style : DiagramStyle
        The size of their text.
    room : (float, float)
        The width and height for the diagram and its tables.
    beside : bool
        Whether they stand to the right of the diagram.
    """
    placed = []
    for tables, complete in found:
        width, height, divided = 0.0, 0.0, False
        blocks: list[tuple[TableBlock, float, float]] = []
        for share in _SHARES if beside else (1.0,):
            high = room[1] if beside else _LONGEST_LIST * style.text * _PITCH
            parts = make_blocks(tables, style.text, share * room[0], high)
            blocks, width, height = place_blocks(parts, share * room[0], high if beside else 0.0)
            divided = any(len(b.table.heads) < b.columns_in_all for b, _, _ in blocks)
            if height <= room[1] and not divided:
                break
        gap = (4.0 if beside else 2.2) * style.text if tables else 0.0
        placed.append(PlacedTables(tuple(blocks), width, height, gap, beside, complete, divided))
    return placed


def make_blocks(
    tables: Sequence[PictureTable], size: float, width: float, height: float = 0.0
) -> list[TableBlock]:
    """Return the tables in blocks, none wider than a width.

    Parameters
    ----------
    tables : sequence of PictureTable
        The tables.
    size : float
        The font size in points.
    width : float
        The most width of a block; a block of one column may be wider.
    height : float
        The most height of a block, for tables that may go on beside themselves; 0 for no limit.
    """
    blocks: list[TableBlock] = []
    for table in tables:
        blocks += _in_columns(TableBlock(table, size, table.title), width, height)
    return blocks


def place_blocks(
    blocks: Sequence[TableBlock], width: float, height: float = 0.0
) -> tuple[list[tuple[TableBlock, float, float]], float, float]:
    """Place blocks one after the other in rows that are centred.

    Parameters
    ----------
    blocks : sequence of TableBlock
        The blocks.
    width : float
        The most width of a row.
    height : float
        Not used if 0; else blocks are placed below each other as far as they have room.

    Returns
    -------
    placed : list of (TableBlock, float, float)
        Each with its left and its top.
    width, height : float
        What all take together.
    """
    stacks = _stacks(blocks, height)
    rows: list[list[list[TableBlock]]] = []
    reached = 0.0
    for stack in stacks:
        wide = max(block.width for block in stack)
        gap = _BETWEEN_BLOCKS * stack[0].size
        if rows and reached + gap + wide <= width:
            rows[-1].append(stack)
            reached += gap + wide
        else:
            rows.append([stack])
            reached = wide
    placed: list[tuple[TableBlock, float, float]] = []
    y, widest = 0.0, 0.0
    for row in rows:
        gap = _BETWEEN_BLOCKS * row[0][0].size
        widths = [max(block.width for block in stack) for stack in row]
        total = plain_sum(widths) + gap * (len(row) - 1)
        widest = max(widest, total)
        x, tallest = -total / 2, 0.0
        for stack, wide in zip(row, widths, strict=True):
            top = y
            for block in stack:
                placed.append((block, x, top))
                top += block.height + block.size
            tallest = max(tallest, top - y)
            x += wide + gap
        y += tallest
    return placed, widest, y


def _stacks(blocks: Sequence[TableBlock], height: float) -> list[list[TableBlock]]:
    stacks: list[list[TableBlock]] = []
    reached = 0.0
    for block in blocks:
        more = block.height + block.size
        alike = bool(stacks) and max(block.width, stacks[-1][0].width) <= _ALIKE * min(
            block.width, stacks[-1][0].width
        )
        if alike and height and reached + more <= height:
            stacks[-1].append(block)
            reached += more
        else:
            stacks.append([block])
            reached = more
    return stacks


def _in_columns(block: TableBlock, width: float, height: float) -> Iterator[TableBlock]:
    """Yield a block in parts that are narrow and low enough."""
    table, gap = block.table, _BETWEEN_COLUMNS * block.size
    start, reached = 0, block.first
    ends = []
    for index, (before, after) in enumerate(block.columns):
        more = gap + before + after
        if index > start and reached + more > width:
            ends.append(index)
            start, reached = index, block.first
        reached += more
    columns = [0, *ends, len(block.columns)]
    pitch = block.pitch
    most = len(table.rows)
    if table.folds and height:
        most = max(int(height / pitch) - 2, _FEWEST_ROWS)
    n_parts = -(-len(table.rows) // most)
    # parts of a list have nearly the same length
    most = -(-len(table.rows) // n_parts)
    for low, high in pairwise(columns):
        for first in range(0, len(table.rows), most):
            rows = table.rows[first : first + most]
            part = replace(
                table,
                heads=table.heads[low:high],
                rows=tuple((head, cells[low:high]) for head, cells in rows),
            )
            goes_on = low or first
            title = f"{block.title}, continued" if goes_on else block.title
            yield TableBlock(part, block.size, title, len(table.heads))


def _around_point(cell: Cell, size: float) -> tuple[float, float]:
    """Return the width of a number up to its decimal point, and after it."""
    if cell.value is None or len(cell.pieces) != 1:
        return pieces_width(cell.pieces, size), 0.0
    before, after = at_the_point(plain(cell.pieces))
    return text_width(before, size), text_width(after, size)


def _label(cell: Cell, x: float, y: float, size: float, colour: str, anchor: str) -> Label:
    return Label(
        x, y, cell.text, size, colour, anchor="left" if anchor == "left" else "right",
        role="table", owner=cell.owner, value=cell.value, nodes=cell.nodes, old=cell.old,
        new=cell.new, pieces=cell.pieces,
    )  # fmt: skip


def _rule(left: float, right: float, y: float, width: float, theme: Theme) -> Line:
    return Line(((left, y), (right, y)), theme.muted, width, role="rule")
