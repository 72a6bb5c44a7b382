"""Tables of numbers in little space: which way round each stands, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from operator import itemgetter

from neurosim.drawing.scene.number_tables import PictureTable
from neurosim.drawing.scene.table_blocks import Drawn, TableBlock
from neurosim.drawing.themes import Theme
from neurosim.mathematics.plain_sum import plain_sum

_BESIDE, _BELOW = 1.6, 0.7
_FEWEST_ROWS, _MOST_PARTS = 4, 6
_ROUNDS = 3
# what a form costs besides its height, as a multiple of the font size
_TURNED, _APART, _PART = 0.5, 2.0, 1.0

Place = tuple[TableBlock, float, float]
"""A block with its left and its top."""


@dataclass(frozen=True, slots=True)
class PlacedTables:
    """The tables of a picture.

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
        Whether no number was left out.
    """

    blocks: tuple[Place, ...]
    width: float
    height: float
    gap: float
    beside: bool
    complete: bool

    def draw(self, left: float, top: float, theme: Theme) -> Iterator[Drawn]:
        """Yield all rules and labels, from the left and from the top."""
        for block, x, y in self.blocks:
            yield from block.draw(left + x, top + y, theme)


@dataclass(frozen=True)
class Form:
    """One way to draw a table: in one or several blocks.

    Attributes
    ----------
    blocks : tuple of TableBlock
        The blocks.
    price : float
        What it costs besides its height, as a multiple of the font size.
    turned : bool or None
        Whether the rows of a matrix are the neurons that send; None if it is no matrix of edges.
    """

    blocks: tuple[TableBlock, ...]
    price: float = 0.0
    turned: bool | None = None

    @cached_property
    def width(self) -> float:
        """The width of its widest block."""
        return max(block.width for block in self.blocks)


@dataclass(frozen=True)
class Packing:
    """The search for the forms and places of tables that take the least height.

    Attributes
    ----------
    tables : sequence of PictureTable
        The tables.
    size : float
        The font size in points.
    """

    tables: Sequence[PictureTable]
    size: float

    def within(self, width: float) -> tuple[list[Place], float, float] | None:
        """Return the places, the width and the height; None if a table is too wide."""
        if not self.tables:
            return [], 0.0, 0.0
        forms = [
            [form for form in found if form.width <= width] or list(self._narrow(table, width))
            for table, found in zip(self.tables, self._forms, strict=True)
        ]
        # a reader does not turn round: all stand in one way if they can
        upright = [[form for form in found if form.turned is not True] for found in forms]
        turned = [[form for form in found if form.turned is not False] for found in forms]
        ways = [way for way in (upright, turned) if all(way)] or ([forms] if all(forms) else [])
        if not ways:
            return None
        chosen, _ = min((self._best(way, width) for way in ways), key=itemgetter(1))
        return _placed([block for form in chosen for block in form.blocks], width)

    def _best(self, forms: Sequence[Sequence[Form]], width: float) -> tuple[list[Form], float]:
        """Return one form of each table, and what they cost together."""
        longest = max(map(len, forms))
        tries = [[found[min(n, len(found) - 1)] for found in forms] for n in range(longest)]
        costs = [(tried, self._cost(tried, width)) for tried in tries]
        chosen, cost = min(costs, key=itemgetter(1))
        for _ in range(_ROUNDS):
            before = cost
            for place, found in enumerate(forms):
                for form in found:
                    other = [*chosen[:place], form, *chosen[place + 1 :]]
                    if (price := self._cost(other, width)) < cost - 1e-6:
                        chosen, cost = other, price
            if cost == before:
                break
        return chosen, cost

    def _cost(self, forms: Sequence[Form], width: float) -> float:
        blocks = [block for form in forms for block in form.blocks]
        price = plain_sum(form.price for form in forms)
        return _placed(blocks, width)[2] + price * self.size

    @cached_property
    def _forms(self) -> list[list[Form]]:
        """The forms of each table, the usual ones first."""
        return [list(self._forms_of(table)) for table in self.tables]

    def _forms_of(self, table: PictureTable) -> Iterator[Form]:
        yield from self._ways(table, matrix=table.with_edges)
        if not table.own_columns:
            return
        edges, own = table.apart
        ways = self._ways(edges, matrix=table.with_edges), self._ways(own, matrix=False)
        for first, second in product(*ways):
            price = first.price + second.price + _APART
            yield Form((*first.blocks, *second.blocks), price, first.turned)

    def _ways(self, table: PictureTable, *, matrix: bool) -> Iterator[Form]:
        """Yield the forms of a table in one piece, or in parts of equal length."""
        for n in _numbers_of_parts(len(table.rows)):
            parts = table.parts(n)
            price = (n - 1) * (_PART if table.heads else 0.0)
            blocks = tuple(TableBlock(part, self.size) for part in parts)
            yield Form(blocks, price, False if matrix else None)
            if table.heads:
                blocks = tuple(TableBlock(part.turned, self.size) for part in parts)
                yield Form(blocks, price + _TURNED, True if matrix else None)
        if table.heads and not table.own_columns:
            turned = table.turned
            for n in _numbers_of_parts(len(turned.rows))[1:]:
                blocks = tuple(TableBlock(part, self.size) for part in turned.parts(n))
                yield Form(blocks, (n - 1) * _PART + _TURNED, True if matrix else None)

    def _narrow(self, table: PictureTable, width: float) -> Iterator[Form]:
        """Yield the forms, in as many parts as they need, of a table that is too wide as a whole.

        Long numbers, such as those with powers of ten, make wide columns.
        """
        pieces = table.apart if table.own_columns else (table,)
        for turned in (False, True) if table.heads else ():
            found = [self._parts_within(piece, width, turned=turned) for piece in pieces]
            if all(found):
                blocks = tuple(block for parts in found for block in parts)
                yield Form(blocks, len(blocks) * _PART, turned if table.with_edges else None)

    def _parts_within(
        self, table: PictureTable, width: float, *, turned: bool
    ) -> tuple[TableBlock, ...]:
        """Return the fewest blocks that are all narrow enough; none if one column is too wide."""
        for n in range(1, len(table.rows if turned else table.heads) + 1):
            parts = table.parts(n) if turned else table.turned.parts(n)
            blocks = tuple(TableBlock(part.turned, self.size) for part in parts)
            if all(block.width <= width for block in blocks):
                return blocks
        return ()


def _numbers_of_parts(n_rows: int) -> range:
    return range(1, min(max(n_rows // _FEWEST_ROWS, 1), _MOST_PARTS) + 1)


def place_tables(
    packing: Packing, room: tuple[float, float], *, shares: Sequence[float], complete: bool
) -> PlacedTables | None:
    """Return the tables of a picture, below the diagram or to the right of it.

    Parameters
    ----------
    packing : Packing
        The tables.
    room : (float, float)
        The width and height for the diagram and its tables.
    shares : sequence of float
        The shares of the width that they may have beside the diagram, the first that has room is
        taken; empty if they stand below it.
    complete : bool
        Whether no number was left out before.

    Returns
    -------
    PlacedTables or None
        None if they have no room.
    """
    gap = (4.0 if shares else 1.2) * packing.size if packing.tables else 0.0
    for share in shares or (1.0,):
        found = packing.within(share * room[0])
        if found is not None and (not shares or found[2] <= room[1]):
            blocks, width, height = found
            return PlacedTables(tuple(blocks), width, height, gap, bool(shares), complete)
    return None


def _placed(blocks: Sequence[TableBlock], width: float) -> tuple[list[Place], float, float]:
    """Place blocks one after the other, each as high and then as far left as it has room."""
    size = blocks[0].size
    beside, below = _BESIDE * size, _BELOW * size
    # the lowest free place from each x on, up to the next x
    skyline = [(0.0, 0.0)]
    placed: list[Place] = []
    for block in blocks:
        y, x = min(
            (max(low for at, low in _under(skyline, x, x + block.width + beside)), x)
            for x, _ in skyline
            if x + block.width <= width + 0.01 or x == 0
        )
        placed.append((block, x, y))
        skyline = _with_block(skyline, x, x + block.width + beside, y + block.height + below)
    widest = max(x + block.width for block, x, _ in placed)
    return placed, widest, max(y + block.height for block, _, y in placed)


def _under(
    skyline: Sequence[tuple[float, float]], left: float, right: float
) -> Iterator[tuple[float, float]]:
    ends = [x for x, _ in skyline[1:]] + [float("inf")]
    for (x, low), end in zip(skyline, ends, strict=True):
        if x < right and end > left:
            yield x, low


def _with_block(
    skyline: Sequence[tuple[float, float]], left: float, right: float, low: float
) -> list[tuple[float, float]]:
    before = [(x, y) for x, y in skyline if x < left]
    last = [y for x, y in skyline if x <= right][-1]
    after = [(x, y) for x, y in skyline if x > right]
    return [*before, (left, low), (right, last), *after]
