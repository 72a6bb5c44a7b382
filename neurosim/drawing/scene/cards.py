"""Neurons as cards: the size that the text needs, and where the text is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from neurosim.drawing.lettering import LINE_HEIGHT, clean, pieces_width, shorten, text_width
from neurosim.drawing.numerals import at_the_point
from neurosim.drawing.scene import parts
from neurosim.drawing.scene.gap import Gap, Node
from neurosim.drawing.scene.parts import Parts, draw_parts, make_parts
from neurosim.drawing.scene.shows import CardRow, View
from neurosim.drawing.scene.subject import Subject
from neurosim.drawing.shapes import Anchor, Box, Label, Line, Point
from neurosim.drawing.themes import Theme
from neurosim.drawing.typesetting import Pieces, mathematical, plain
from neurosim.model.column_names import short_column
from neurosim.model.neuron import Neuron

NAME_SIZE, ROW_SIZE = 9.5, 8.5
_NAME_PITCH, _ROW_PITCH = 13.5, 12.5
_LONGEST_NAME = 96.0
_LONGEST_COLUMN = 40
_PADDING = 9.0
_BETWEEN = 12.0
_ABOVE_PARTS = 3.0
_SMALLEST_CIRCLE, _LARGEST_CIRCLE = 40.0, 88.0
_SQUARE_CORNER, _TABLE_CORNER = 2.5, 9.0


Rows = Sequence[tuple[Pieces, str, CardRow]]


@dataclass(frozen=True, slots=True)
class Card:
    """One neuron, or an ellipsis in a long column, before it has a place.

    Attributes
    ----------
    role : str
        ``input``, ``hidden``, ``output`` or ``ellipsis``.
    name : str
        The full name of the neuron; empty for an ellipsis.
    heading : tuple of str or Typeset
        The name as it is shown.
    column : str
        The shown name of the data column or class that it stands for; empty for none.
    full_column : str
        The full name of the column, if it is shortened; otherwise empty.
    rows : tuple of (tuple, str, CardRow)
        The lines under the name: the symbol, the number as text, and both as data.
    width, height : float
        The space that it needs.
    corner : float
        The radius of its corners.
    tabular : bool
        Whether symbols stand at the left and numbers at the right.
    frozen : bool
        Whether the bias is frozen.
    parts : Parts or None
        Small pictures of the sum and the activation, under the rows.
    activation : str
        The name of the activation; empty for an input.
    """

    role: str
    name: str
    heading: Pieces
    rows: Rows
    width: float
    height: float
    corner: float
    tabular: bool = False
    frozen: bool = False
    parts: Parts | None = None
    activation: str = ""
    column: str = ""
    full_column: str = ""

    @property
    def circular(self) -> bool:
        """Whether the neuron is a circle."""
        return self.width == self.height == 2 * self.corner

    @property
    def text_height(self) -> float:
        """The height of the heading, the column, the rows and the parts."""
        return _text_height(_n_lines(self.column, self.rows), self.parts)


def make_cards(
    subject: Subject,
    view: View,
    nodes: Sequence[Node],
    *,
    digits: int,
    with_parts: bool,
) -> list[Card]:
    """Return a card for each node.

    Parameters
    ----------
    subject : Subject
        What is drawn.
    view : View
        What is shown of it.
    nodes : sequence of Neuron or Gap
        The neurons shown, and what is left out between them.
    digits : int
        The decimals of numbers.
    with_parts : bool
        Whether there is space for the parts of each neuron.
    """
    texts: list[_Text] = []
    for node in nodes:
        if isinstance(node, Gap):
            texts.append(_of_gap(node))
            continue
        rows: Rows = tuple(
            (row.written(subject), row.number(digits), row) for row in view.rows(subject, node)
        )
        drawn = None
        if with_parts and not node.is_input:
            drawn = make_parts(node, with_point=view.needs != "nothing")
        heading = subject.name(node)
        if not mathematical(heading):
            heading = (shorten(node.name, _LONGEST_NAME, NAME_SIZE, "bold"),)
        column = _short_column(subject.columns.get(node.name, ""))
        texts.append(_Text(heading, column, rows, drawn))
    # neurons are circles of one size; a neuron with a long column name is a box
    diameters = [_diameter(text) for text in texts]
    named = [bool(text.column) for text in texts]
    of_others = max(
        (
            d
            for d, has, node in zip(diameters, named, nodes, strict=True)
            if not (has or isinstance(node, Gap))
        ),
        default=0.0,
    )
    of_named = [
        d
        for d, has, node in zip(diameters, named, nodes, strict=True)
        if has and isinstance(node, Neuron) and not node.is_input
    ]
    diameter = max([of_others, *(d for d in of_named if d <= _LARGEST_CIRCLE)])
    cards = []
    for node, text, own in zip(nodes, texts, diameters, strict=True):
        role = "ellipsis" if isinstance(node, Gap) else subject.structure.places[node].kind
        circular = not view.tabular and diameter <= _LARGEST_CIRCLE and own <= diameter
        width, height = _size(text, role, diameter if circular else None, tabular=view.tabular)
        round_corner = height / 2 if circular else _TABLE_CORNER
        full_column = "" if isinstance(node, Gap) else subject.columns.get(node.name, "")
        cards.append(
            Card(
                role=role,
                name="" if isinstance(node, Gap) else node.name,
                heading=text.heading,
                rows=text.rows,
                width=width,
                height=height,
                corner=_SQUARE_CORNER if role == "input" else round_corner,
                tabular=view.tabular and role != "ellipsis",
                frozen=isinstance(node, Neuron) and not (node.is_input or node.bias_trainable),
                parts=text.drawn,
                activation="" if isinstance(node, Gap) or node.is_input else node.activation.name,
                column=text.column,
                full_column=full_column if full_column != text.column else "",
            )
        )
    return cards


def _short_column(name: str) -> str:
    """Return the name of a column, shortened to the width of a card."""
    name, most = clean(name), _LONGEST_COLUMN
    while text_width(short_column(name, most), ROW_SIZE) > _LONGEST_NAME:
        most -= 1
    return short_column(name, most)


@dataclass(frozen=True, slots=True)
class _Text:
    """The content of a card, from top to bottom."""

    heading: Pieces
    column: str
    rows: Rows
    drawn: Parts | None

    @property
    def height(self) -> float:
        return _text_height(_n_lines(self.column, self.rows), self.drawn)


def _size(text: _Text, role: str, diameter: float | None, *, tabular: bool) -> tuple[float, float]:
    """Return width and height of a card; the diameter is that of a circle, None for a box."""
    room = parts.WIDTH if text.drawn else 0.0
    if tabular:
        return max(_table_width(text), room + 2 * _PADDING), text.height + 2 * 7
    if diameter is not None and role != "input":
        return diameter, diameter
    width = max(_centred_width(text) + 2 * _PADDING, room + 2 * _PADDING, 0.8 * _SMALLEST_CIRCLE)
    return width + (0.0 if role == "input" else _PADDING), text.height + 2 * _PADDING


def _of_gap(gap: Gap) -> _Text:
    """Return the sign of a gap, with what is left out below it."""
    if not gap.layers:
        rows: Rows = (((f"{gap.neurons:,} more",), "", CardRow("")),)
        return _Text(("\N{VERTICAL ELLIPSIS}",), "", rows, None)
    layers = "1 more layer" if gap.layers == 1 else f"{gap.layers:,} more layers"
    neurons = "(1 neuron)" if gap.neurons == 1 else f"({gap.neurons:,} neurons)"
    rows = tuple(((count,), "", CardRow("")) for count in (layers, neurons))
    return _Text(("\N{MIDLINE HORIZONTAL ELLIPSIS}",), "", rows, None)


def draw_card(
    card: Card, node: int, centre: Point, size: tuple[float, float], theme: Theme
) -> list[Box | Label | Line]:
    """Return the box of a card and its content.

    Parameters
    ----------
    card : Card
        What to draw.
    node : int
        Its number in the scene.
    centre : (float, float)
        Its centre.
    size : (float, float)
        Its width and height, at least those that the card needs.
    theme : Theme
        The colours.
    """
    drawn: list[Box | Label | Line] = []
    (x, y), (width, height) = centre, size
    ellipsis = card.role == "ellipsis"
    fills = {
        "input": theme.input_fill,
        "hidden": theme.hidden_fill,
        "output": theme.output_fill,
    }
    drawn.append(
        Box(
            x=x,
            y=y,
            width=width,
            height=height,
            corner=card.corner,
            fill=fills.get(card.role),
            stroke=None if ellipsis else theme.outline,
            double=card.role == "output",
            dashed=card.frozen,
            role=card.role,
            name=card.name,
            node=node,
            activation=card.activation,
        )
    )
    role = "ellipsis" if ellipsis else "neuron"
    line = y - card.text_height / 2 + _NAME_PITCH / 2
    drawn.append(
        Label(
            x=x,
            y=line,
            text=plain(card.heading),
            size=NAME_SIZE,
            colour=theme.muted if ellipsis else theme.text,
            weight="bold",
            role=role,
            owner=card.name,
            full_text=card.name if plain(card.heading) != card.name else "",
            nodes=(node,),
            pieces=mathematical(card.heading),
        )
    )
    line += (_NAME_PITCH + _ROW_PITCH) / 2
    if card.column:
        drawn.append(
            Label(
                x, line, card.column, ROW_SIZE, theme.muted, role=role, owner=card.name,
                full_text=card.full_column, nodes=(node,),
            )
        )  # fmt: skip
        line += _ROW_PITCH
    after = max((_after_point(number) for _, number, _ in card.rows), default=0.0)
    for symbol, number, row in card.rows:
        texts: list[tuple[float, Anchor, Pieces, float | None]] = [
            (x, "center", _joined(symbol, number), row.value)
        ]
        if card.tabular:
            inset = width / 2 - _PADDING
            texts = [
                (x - inset, "left", symbol, None),
                (x + inset - after + _after_point(number), "right", (number,), row.value),
            ]
        for at, anchor, text, value in texts:
            colour = theme.text if value is not None else theme.muted
            if text != symbol:
                colour = _verdict_colour(row.verdict, theme) or colour
            label = Label(
                at, line, plain(text), ROW_SIZE, colour, anchor=anchor, role=role, value=value,
                owner=str(row.symbol) if card.tabular else card.name, nodes=(node,),
                old=None if row.new is None else row.value, new=row.new, pieces=mathematical(text),
            )  # fmt: skip
            drawn.append(label)
        line += _ROW_PITCH
    if card.parts is not None:
        at = y + card.text_height / 2 - parts.HEIGHT / 2
        drawn += draw_parts(card.parts, node, x, at, fills[card.role], theme)
    return drawn


def _verdict_colour(verdict: str, theme: Theme) -> str | None:
    """Return the colour of a checked number; in a theme without colours a wrong one is darkest."""
    if not verdict:
        return None
    if theme.positive == theme.text:
        return theme.text if verdict == "wrong" else theme.muted
    return {"right": theme.positive, "wrong": theme.negative, "follows": theme.text}.get(verdict)


def _n_lines(column: str, rows: Rows) -> int:
    return len(rows) + bool(column)


def _text_height(n_lines: int, drawn: Parts | None) -> float:
    room = _ABOVE_PARTS + parts.HEIGHT if drawn else 0.0
    return _NAME_PITCH + n_lines * _ROW_PITCH + room


def _names_width(text: _Text) -> float:
    return max(pieces_width(text.heading, NAME_SIZE, "bold"), text_width(text.column, ROW_SIZE))


def _centred_width(text: _Text) -> float:
    return max(_names_width(text), *(pieces_width(line, ROW_SIZE) for line in _lines(text)), 0.0)


def _lines(text: _Text) -> list[Pieces]:
    return [_joined(symbol, number) for symbol, number, _ in text.rows]


def _joined(symbol: Pieces, number: str) -> Pieces:
    if not symbol or not number:
        return symbol or (number,)
    return (*symbol, f" {number}")


def _table_width(text: _Text) -> float:
    symbols = max((pieces_width(symbol, ROW_SIZE) for symbol, _, _ in text.rows), default=0.0)
    numbers = _numbers_width([number for _, number, _ in text.rows])
    body = symbols + _BETWEEN + numbers if numbers else symbols
    return max(_names_width(text), body) + 2 * _PADDING


def _numbers_width(numbers: Sequence[str]) -> float:
    """Return the width of numbers that stand with their decimal points under each other."""
    before = max((text_width(at_the_point(number)[0], ROW_SIZE) for number in numbers), default=0.0)
    return before + max(map(_after_point, numbers), default=0.0)


def _after_point(number: str) -> float:
    return text_width(at_the_point(number)[1], ROW_SIZE)


def _diameter(text: _Text) -> float:
    """Return the diameter of a circle that contains the corners of all lines."""
    half = text.height / 2
    lines = [(pieces_width(text.heading, NAME_SIZE, "bold"), NAME_SIZE, _NAME_PITCH / 2 - half)]
    under = [*([(text.column,)] if text.column else []), *_lines(text)]
    for index, line in enumerate(under):
        y = _NAME_PITCH + (index + 0.5) * _ROW_PITCH - half
        lines.append((pieces_width(line, ROW_SIZE), ROW_SIZE, y))
    reach = max(
        math.hypot(width / 2, abs(y) + size * LINE_HEIGHT / 2 - 2) for width, size, y in lines
    )
    if text.drawn:
        reach = max(reach, math.hypot(parts.WIDTH / 2, half - 2))
    return max(_SMALLEST_CIRCLE, 2 * (reach + 6.0))
