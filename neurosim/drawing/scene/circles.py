"""Neurons as small circles: the name inside, and long names beside the inputs and outputs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from neurosim.drawing.lettering import LINE_HEIGHT, pieces_width, shorten_name
from neurosim.drawing.page_size import LEAST_TEXT
from neurosim.drawing.scene.cards import Card, make_cards, node_box, short_name_of_column
from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.node_texts import NodeText
from neurosim.drawing.shapes import Anchor, Box, Direction, Label, Line, Point
from neurosim.drawing.themes import Theme
from neurosim.drawing.typesetting import Pieces, half_height, mathematical, plain
from neurosim.writing.letters import Typeset

_SMALLEST, _LARGEST = 24.0, 31.0
_LEAST_SMALLEST, _LEAST_LARGEST = 22.0, 35.0
_LONGEST_BESIDE, _LONGEST_INSIDE = 110.0, 60.0
_GAP = 4.0
_INSIDE = 2.0
_SECOND_BORDER = 1.5
# the height of a neuron, as a multiple of its text, that leaves room for tables
_OVER_TABLES = 2.6
_SMALLER = (12.0, 10.0, 8.5, 7.7)


@dataclass(frozen=True, slots=True)
class Circle:
    """One neuron as a small circle, or as a flat box if its name needs more room.

    Attributes
    ----------
    text : NodeText
        What it is.
    style : DiagramStyle
        How large it is written.
    inside : tuple of str or Typeset
        What is written inside.
    beside : tuple of tuple
        The lines beside it, away from the edges.
    under : tuple of str or Typeset
        A small line near it, for its bias.
    width, height : float
        Its size, without what is beside it.
    side : str
        Where the lines beside it are: ``left``, ``right``, ``above`` or ``below``.
    size : float
        The size of what is written inside.
    """

    text: NodeText
    style: DiagramStyle
    inside: Pieces
    beside: tuple[Pieces, ...]
    under: Pieces
    width: float
    height: float
    side: str
    size: float

    @property
    def name(self) -> Pieces:
        """What it is called in a table: what is inside, or a short name."""
        longest = _LONGEST_INSIDE * self.style.scale
        return self.inside or (shorten_name(self.text.name, longest, self.style.text),)

    @property
    def corner(self) -> float:
        """The radius of its corners."""
        return self.height / 2

    @property
    def reach(self) -> tuple[float, float, float, float]:
        """How far it and its text reach from the centre: left, up, right, down."""
        wide, high = self.width / 2, self.height / 2
        text = max((pieces_width(line, self.style.text) for line in self.beside), default=0.0)
        lines = self.style.text * LINE_HEIGHT * len(self.beside)
        under = 2 * half_height(self.under, self.style.text, LINE_HEIGHT) + 1 if self.under else 0.0
        if self.side in {"left", "right"}:
            more = wide + _GAP + text if text else wide
            left, right = (more, wide) if self.side == "left" else (wide, more)
            return left, max(high, lines / 2), right, max(high + under, lines / 2)
        across = max(wide, text / 2)
        up, down = (high + lines, high) if self.side == "above" else (high, high + lines)
        return across, up, across, down + under

    def draw(
        self, node: int, centre: Point, size: tuple[float, float], theme: Theme
    ) -> Iterator[Box | Label | Line]:
        """Yield its border and its text; it keeps its own size."""
        del size
        x, y = centre
        style, text = self.style, self.text
        yield node_box(text, node, centre, (self.width, self.height), self.height / 2, theme)
        shown = plain(self.inside)
        if shown:
            yield Label(
                x, y, shown, self.size, theme.text, role="neuron", owner=text.name,
                full_text=text.name if shown != text.name else "", nodes=(node,),
                pieces=mathematical(self.inside),
            )  # fmt: skip
        pitch = style.text * LINE_HEIGHT
        first = {
            "left": y - (len(self.beside) - 1) * pitch / 2,
            "right": y - (len(self.beside) - 1) * pitch / 2,
            "above": y - self.height / 2 - 2 - (len(self.beside) - 0.5) * pitch,
            "below": y + self.height / 2 + 2 + pitch / 2,
        }[self.side]
        away = self.width / 2 + _GAP
        at, anchor = {"left": (x - away, "right"), "right": (x + away, "left")}.get(
            self.side, (x, "center")
        )
        for index, line in enumerate(self.beside):
            yield Label(
                at, first + index * pitch, plain(line), style.text,
                theme.text if index == 0 else theme.muted, anchor=_ANCHORS[anchor], role="beside",
                owner=text.name, nodes=(node,), full_text=self._full(plain(line)),
                pieces=mathematical(line),
            )  # fmt: skip
        if self.under:
            below = self.side == "below" and self.beside
            lines = len(self.beside) * pitch + 1 if below else 0.0
            half = half_height(self.under, style.text, LINE_HEIGHT)
            yield Label(
                x, y + self.height / 2 + 1 + lines + half, plain(self.under), style.text,
                theme.muted,
                role="beside", owner=text.name, nodes=(node,), pieces=mathematical(self.under),
            )  # fmt: skip

    def _full(self, shown: str) -> str:
        return "" if shown in {self.text.name, self.text.column} else self.text.name


_ANCHORS: dict[str, Anchor] = {"left": "left", "right": "right", "center": "center"}


def make_circles(
    texts: Sequence[NodeText],
    style: DiagramStyle,
    direction: Direction,
    ends: Sequence[bool],
    columns: Sequence[int],
) -> list[Circle | Card]:
    """Return a circle for each neuron, and a card for each sign of those that are left out.

    Parameters
    ----------
    texts : sequence of NodeText
        What is written in the nodes.
    style : DiagramStyle
        How large it is written.
    direction : str
        ``right`` or ``down``.
    ends : sequence of bool
        Whether a node is in the first or last column, where there is room beside it.
    columns : sequence of int
        The column of each node; if one of a column is a flat box, all are.
    """
    sides = {"right": ("left", "right"), "down": ("above", "below")}[direction]
    # if one name of a column has no room in its circle, all stand beside theirs
    outside = {
        column for text, end, column in zip(texts, ends, columns, strict=True)
        if end and _too_long(text, style)
    }  # fmt: skip
    found = [
        _contents(text, style, has_room=end, outside=column in outside)
        if text.role != "ellipsis" else ((), (), ())
        for text, end, column in zip(texts, ends, columns, strict=True)
    ]  # fmt: skip
    smallest, largest = _smallest(style), _largest(style)
    size = next(
        size
        for size in (style.text, *(s for s in _SMALLER if s < style.text), LEAST_TEXT)
        if size <= LEAST_TEXT
        or style.tables
        or all(
            _diameter(inside, size, text) <= largest
            for text, (inside, _, _) in zip(texts, found, strict=True)
        )
    )
    needed = [
        _diameter(inside, size, text) for text, (inside, _, _) in zip(texts, found, strict=True)
    ]
    diameter = max([d for d in needed if d <= largest], default=smallest)
    diameter = max(diameter, smallest)
    gaps = make_cards([text for text in texts if text.role == "ellipsis"], style)
    # the sign of a gap needs no border, so it is as wide as its text
    cards = iter([replace(gap, width=gap.text_width) for gap in gaps])
    wanted = [
        next(cards) if text.role == "ellipsis" else pieces_width(inside, size) + 0.6 * diameter
        for text, (inside, _, _) in zip(texts, found, strict=True)
    ]
    widths: dict[int, float] = {}
    flat: set[int] = set()
    for column, node, own in zip(columns, wanted, needed, strict=True):
        width = node.width if isinstance(node, Card) else node
        widths[column] = max(widths.get(column, 1.2 * diameter), width)
        if own > diameter or (isinstance(node, Card) and width > diameter):
            flat.add(column)
    return [
        node
        if isinstance(node, Card)
        else Circle(
            text, style, inside, beside, under, widths[column] if column in flat else diameter,
            diameter, sides[text.role != "input"], size,
        )
        for text, (inside, beside, under), node, column in zip(
            texts, found, wanted, columns, strict=True
        )
    ]  # fmt: skip


def _too_long(text: NodeText, style: DiagramStyle) -> bool:
    """Return whether the own name of an input or output has no room in its circle."""
    at_end = text.role in {"input", "output"} and not mathematical(text.heading)
    return at_end and _diameter(text.heading, style.text, text) > _largest(style)


def _contents(
    text: NodeText, style: DiagramStyle, *, has_room: bool, outside: bool
) -> tuple[Pieces, tuple[Pieces, ...], Pieces]:
    """Return what is inside a circle, beside it and under it."""
    under: Pieces = ()
    if not style.tables:
        under = next((symbol for symbol, row in text.rows if row.value is None), ())
    longest = _LONGEST_BESIDE * style.scale
    inside, beside = text.heading, []
    own = not mathematical(inside)
    ends = text.role in {"input", "output"} and has_room
    if own and ends and outside:
        beside.append((shorten_name(text.name, longest, style.text),))
        # with own names the symbol is the name, which stands beside the circle
        inside = text.symbol if _has_index(text.symbol) else ()
    elif own:
        inside = (shorten_name(text.name, _LONGEST_INSIDE * style.scale, style.text),)
    if text.column and ends and text.column != text.name:
        beside.append((short_name_of_column(text.column, longest, style.text),))
    return inside, tuple(beside), under


def _has_index(symbol: Pieces) -> bool:
    return any(isinstance(piece, Typeset) and bool(piece.below) for piece in symbol)


def _smallest(style: DiagramStyle) -> float:
    if style.tables:
        return _OVER_TABLES * style.text
    return max(_SMALLEST * style.scale, _LEAST_SMALLEST)


def _largest(style: DiagramStyle) -> float:
    if style.tables:
        return _OVER_TABLES * style.text
    return max(_LARGEST * style.scale, _LEAST_LARGEST)


def _diameter(inside: Pieces, size: float, text: NodeText) -> float:
    """Return the diameter of a circle around a line of text."""
    if not inside:
        return 0.0
    half = pieces_width(inside, size) / 2
    return 2 * (math.hypot(half, size * 0.42) + _inside(text))


def _inside(text: NodeText) -> float:
    """Return the space between a name and the border; an output has a second border inside."""
    return _INSIDE + (_SECOND_BORDER if text.role == "output" else 0.0)
