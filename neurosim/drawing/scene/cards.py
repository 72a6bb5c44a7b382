"""Neurons as cards: the size that the text needs, and where the text is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from neurosim.drawing.lettering import LINE_HEIGHT, clean, pieces_width, shorten_name, text_width
from neurosim.drawing.numerals import at_the_point
from neurosim.drawing.scene import parts
from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.node_texts import NodeText
from neurosim.drawing.scene.parts import Parts, draw_parts
from neurosim.drawing.scene.shows import CardRow
from neurosim.drawing.shapes import Anchor, Box, Label, Line, Point
from neurosim.drawing.themes import Theme
from neurosim.drawing.typesetting import Pieces, mathematical, plain
from neurosim.model.column_names import short_column

_LONGEST_NAME = 96.0
_LONGEST_COLUMN = 40
_BETWEEN, _BETWEEN_TIGHT = 12.0, 5.0
_SECOND_BORDER = 2.0
_ABOVE_PARTS = 3.0
_SMALLEST_CIRCLE, _LARGEST_CIRCLE = 40.0, 88.0
_INSIDE_CIRCLE = 6.0
_SQUARE_CORNER, _TABLE_CORNER = 2.5, 9.0

Rows = tuple[tuple[Pieces, str, CardRow], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One neuron, or an ellipsis in a long column, before it has a place.

    Attributes
    ----------
    text : NodeText
        What it is, and what is written in it.
    style : DiagramStyle
        How large it is written.
    heading : tuple of str or Typeset
        The name as it is shown.
    column : str
        The shown name of the data column or class; empty for none.
    rows : tuple of (tuple, str, CardRow)
        The lines under the name: the symbol, the number as text, and both as data.
    width, height : float
        The space that it needs.
    corner : float
        The radius of its corners.
    """

    text: NodeText
    style: DiagramStyle
    heading: Pieces
    column: str
    rows: Rows
    width: float
    height: float
    corner: float

    @property
    def circular(self) -> bool:
        """Whether the neuron is a circle."""
        return self.width == self.height == 2 * self.corner

    @property
    def text_width(self) -> float:
        """The width of its widest line."""
        style = self.style
        lines = (_joined(symbol, number) for symbol, number, _ in self.rows)
        heading = pieces_width(self.heading, style.name, "bold")
        return max([heading, *(pieces_width(line, style.text) for line in lines)])

    def draw(
        self, node: int, centre: Point, size: tuple[float, float], theme: Theme
    ) -> list[Box | Label | Line]:
        """Return its box and its content.

        Parameters
        ----------
        node : int
            Its number in the scene.
        centre : (float, float)
            Its centre.
        size : (float, float)
            Its width and height, at least those that the card needs.
        theme : Theme
            The colours.
        """
        # a circle remains a circle in a column of wider neurons
        return _draw(
            self, node, centre, (self.width, self.height) if self.circular else size, theme
        )


def make_cards(texts: Sequence[NodeText], style: DiagramStyle) -> list[Card]:
    """Return a card for each node.

    Parameters
    ----------
    texts : sequence of NodeText
        What is written in the nodes.
    style : DiagramStyle
        How large it is written.
    """
    contents = [_content(text, style) for text in texts]
    # neurons are circles of one size; a neuron with a long column name is a box
    diameters = [content.diameter for content in contents]
    largest = _LARGEST_CIRCLE * style.scale
    of_others = [
        d
        for d, content, text in zip(diameters, contents, texts, strict=True)
        if not content.column and text.role != "ellipsis"
    ]
    of_named = [
        d
        for d, content, text in zip(diameters, contents, texts, strict=True)
        if content.column and text.role in {"hidden", "output"} and d <= largest
    ]
    diameter = max([*of_others, *of_named], default=0.0)
    cards = []
    for text, content, own in zip(texts, contents, diameters, strict=True):
        circular = not text.tabular and diameter <= largest and own <= diameter
        width, height = content.size(diameter if circular else None)
        round_corner = height / 2 if circular else _TABLE_CORNER * style.scale
        cards.append(
            Card(
                text=text,
                style=style,
                heading=content.heading,
                column=content.column,
                rows=content.rows,
                width=width,
                height=height,
                corner=_SQUARE_CORNER if text.role == "input" else round_corner,
            )
        )
    return cards


@dataclass(frozen=True, slots=True)
class _Content:
    """The content of a card, from top to bottom, with its measures."""

    text: NodeText
    style: DiagramStyle
    heading: Pieces
    column: str
    rows: Rows
    drawn: Parts | None

    @property
    def height(self) -> float:
        return _text_height(self.style, len(self.rows) + bool(self.column), self.drawn)

    @property
    def lines(self) -> list[Pieces]:
        return [_joined(symbol, number) for symbol, number, _ in self.rows]

    @property
    def names_width(self) -> float:
        heading = pieces_width(self.heading, self.style.name, "bold")
        return max(heading, text_width(self.column, self.style.text))

    def size(self, diameter: float | None) -> tuple[float, float]:
        """Return width and height of a card; the diameter is that of a circle, None for a box."""
        style, padding = self.style, padding_of(self.text, self.style)
        room = parts.WIDTH * style.scale + 2 * padding if self.drawn else 0.0
        if self.text.tabular:
            return max(self.table_width, room), self.height + 2 * style.padding
        if diameter is not None and self.text.role != "input":
            return diameter, diameter
        lines = [pieces_width(line, style.text) for line in self.lines]
        width = max([self.names_width, *lines]) + 2 * padding
        width = max(width, room, 0.8 * _SMALLEST_CIRCLE * style.scale)
        more = 0.0 if self.text.role == "input" else padding
        return width + more, self.height + 2 * padding

    @property
    def table_width(self) -> float:
        style = self.style
        symbols = [pieces_width(symbol, style.text) for symbol, _, _ in self.rows]
        numbers = _numbers_width(self.rows, style.text)
        body = max(symbols, default=0.0)
        if numbers:
            body += style.scale * (_BETWEEN_TIGHT if style.tight else _BETWEEN) + numbers
        return max(self.names_width, body) + 2 * padding_of(self.text, style)

    @property
    def diameter(self) -> float:
        """The diameter of a circle that contains the corners of all lines."""
        style, half = self.style, self.height / 2
        heading = pieces_width(self.heading, style.name, "bold")
        found = [(heading, style.name, style.name_pitch / 2 - half)]
        under = [*([(self.column,)] if self.column else []), *self.lines]
        for index, line in enumerate(under):
            y = style.name_pitch + (index + 0.5) * style.pitch - half
            found.append((pieces_width(line, style.text), style.text, y))
        reach = max(
            math.hypot(width / 2, abs(y) + size * LINE_HEIGHT / 2 - 2) for width, size, y in found
        )
        if self.drawn:
            reach = max(reach, math.hypot(parts.WIDTH * style.scale / 2, half - 2))
        inside = _INSIDE_CIRCLE * (max(0.6, style.scale) if not style.tight else 0.6)
        return max(_SMALLEST_CIRCLE * style.scale, 2 * (reach + inside))


def _content(text: NodeText, style: DiagramStyle) -> _Content:
    heading = text.heading
    longest = _LONGEST_NAME * style.scale
    if text.role != "ellipsis" and not mathematical(heading):
        heading = (shorten_name(text.name, longest, style.name, "bold"),)
    return _Content(
        text,
        style,
        heading,
        short_name_of_column(text.column, longest, style.text),
        tuple((symbol, row.number(style.digits), row) for symbol, row in text.rows),
        text.drawn if style.parts else None,
    )


def short_name_of_column(name: str, width: float, size: float) -> str:
    """Return the name of a column, shortened to a width in points."""
    name, most = clean(name), _LONGEST_COLUMN
    while text_width(short_column(name, most), size) > width and most > 1:
        most -= 1
    return short_column(name, most)


def _draw(
    card: Card, node: int, centre: Point, size: tuple[float, float], theme: Theme
) -> list[Box | Label | Line]:
    style, text = card.style, card.text
    (x, y), (width, _) = centre, size
    box = node_box(text, node, centre, size, card.corner, theme)
    drawn: list[Box | Label | Line] = [box]
    ellipsis = text.role == "ellipsis"
    role = "ellipsis" if ellipsis else "neuron"
    pictures = text.drawn if style.parts else None
    text_height = _text_height(style, len(card.rows) + bool(card.column), pictures)
    line = y - text_height / 2 + style.name_pitch / 2
    drawn.append(
        Label(
            x=x,
            y=line,
            text=plain(card.heading),
            size=style.name,
            colour=theme.muted if ellipsis else theme.text,
            weight="bold",
            role=role,
            owner=text.name,
            full_text=text.name if plain(card.heading) != text.name else "",
            nodes=(node,),
            pieces=mathematical(card.heading),
        )
    )
    line += (style.name_pitch + style.pitch) / 2
    if card.column:
        drawn.append(
            Label(
                x, line, card.column, style.text, theme.muted, role=role, owner=text.name,
                full_text=text.column if text.column != card.column else "", nodes=(node,),
            )
        )  # fmt: skip
        line += style.pitch
    after = max((_after(number, row, style.text) for _, number, row in card.rows), default=0.0)
    for symbol, number, row in card.rows:
        texts: list[tuple[float, Anchor, Pieces, float | None]] = [
            (x, "center", _joined(symbol, number), row.value)
        ]
        if text.tabular and not ellipsis:
            inset = width / 2 - padding_of(text, style)
            texts = [
                (x - inset, "left", symbol, None),
                (
                    x + inset - after + _after(number, row, style.text),
                    "right",
                    (number,),
                    row.value,
                ),
            ]
        for at, anchor, written, value in texts:
            colour = theme.text if value is not None else theme.muted
            if written != symbol:
                colour = verdict_colour(row.verdict, theme) or colour
            label = Label(
                at, line, plain(written), style.text, colour, anchor=anchor, role=role, value=value,
                owner=str(row.symbol) if text.tabular else text.name, nodes=(node,),
                old=None if row.new is None else row.value, new=row.new,
                pieces=mathematical(written),
            )  # fmt: skip
            drawn.append(label)
        line += style.pitch
    if pictures is not None:
        at = y + text_height / 2 - parts.HEIGHT * style.scale / 2
        drawn += draw_parts(pictures, node, (x, at), style.scale, box.fill or "", theme)
    return drawn


def padding_of(text: NodeText, style: DiagramStyle) -> float:
    """Return the space beside the text of a card; an output has a second border inside."""
    return style.padding + (_SECOND_BORDER * style.scale if text.role == "output" else 0.0)


def node_box(
    text: NodeText,
    node: int,
    centre: Point,
    size: tuple[float, float],
    corner: float,
    theme: Theme,
) -> Box:
    """Return the border of a neuron, or of a sign for those that are left out."""
    fills = {
        "input": theme.input_fill,
        "hidden": theme.hidden_fill,
        "output": theme.output_fill,
    }
    return Box(
        x=centre[0],
        y=centre[1],
        width=size[0],
        height=size[1],
        corner=corner,
        fill=fills.get(text.role),
        stroke=None if text.role == "ellipsis" else theme.outline,
        double=text.role == "output",
        dashed=text.frozen,
        role=text.role,
        name=text.name,
        node=node,
        activation=text.activation,
    )


def verdict_colour(verdict: str, theme: Theme) -> str | None:
    """Return the colour of a checked number; in a theme without colours a wrong one is darkest."""
    if not verdict:
        return None
    if theme.positive == theme.text:
        return theme.text if verdict == "wrong" else theme.muted
    return {"right": theme.positive, "wrong": theme.negative, "follows": theme.text}.get(verdict)


def _text_height(style: DiagramStyle, n_lines: int, drawn: Parts | None) -> float:
    room = (_ABOVE_PARTS + parts.HEIGHT) * style.scale if drawn else 0.0
    return style.name_pitch + n_lines * style.pitch + room


def _joined(symbol: Pieces, number: str) -> Pieces:
    if not symbol or not number:
        return symbol or (number,)
    return (*symbol, f" {number}")


def _numbers_width(rows: Rows, size: float) -> float:
    """Return the width of numbers that stand under each other; see ``_parts``."""
    before = max((text_width(_parts(number, row)[0], size) for _, number, row in rows), default=0.0)
    return before + max((_after(number, row, size) for _, number, row in rows), default=0.0)


def _after(number: str, row: CardRow, size: float) -> float:
    return text_width(_parts(number, row)[1], size)


def _parts(number: str, row: CardRow) -> tuple[str, str]:
    """Return what stands left and right of the line along which the numbers of a card stand.

    It is their decimal point, or in checked answers the space before the verdict.
    """
    if not row.verdict:
        return at_the_point(number)
    typed = number.removesuffix(row.verdict)
    return typed.rstrip(), f" {row.verdict}"
