"""What one picture of a network writes, before anything has a size or a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.node_texts import NodeText
from neurosim.drawing.scene.number_tables import (
    Cell,
    EdgeNumber,
    PictureTable,
    edge_tables,
    node_tables,
)
from neurosim.drawing.scene.shown_part import ShownPart
from neurosim.drawing.scene.shows import VERDICTS, CardRow, View
from neurosim.drawing.typesetting import Pieces
from neurosim.mathematics.symbols import Symbol
from neurosim.writing.letters import Typeset

FEWEST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class DiagramSheet:
    """What one picture writes.

    Attributes
    ----------
    view : View
        What is shown.
    nodes : sequence of NodeText
        What is written in each node.
    texts : mapping of int to sequence of tuple
        What is written on each edge, by the number of digits; empty if nothing is.
    values : sequence of float or None
        The number that gives each edge its colour and width.
    steps : sequence of (float or None, float or None)
        The old and the new number of each edge.
    owners : sequence of str
        The symbol of the weight of each edge.
    captions : mapping of int to tuple
        The caption, by the number of digits.
    """

    view: View
    nodes: Sequence[NodeText]
    texts: Mapping[int, Sequence[Pieces]]
    values: Sequence[float | None]
    steps: Sequence[tuple[float | None, float | None]]
    owners: Sequence[str]
    captions: Mapping[int, Pieces]

    @property
    def verdicts(self) -> set[float]:
        """The verdicts on the numbers in neurons, as numbers with the sign of such an edge."""
        rows = (row for node in self.nodes for _, row in node.rows)
        return {VERDICTS.get(row.verdict, 0.0) for row in rows if row.verdict}

    def tables(
        self, selection: ShownPart, layers: Sequence[str], style: DiagramStyle
    ) -> tuple[list[PictureTable], bool]:
        """Return the numbers as tables, and whether no table was too large."""
        if selection.bands:
            # too many numbers for a picture
            return [], False
        heads = {
            number: Cell(text.heading, owner=text.name) for number, text in enumerate(self.nodes)
        }
        texts = self.texts.get(style.digits, ())
        numbers = [
            EdgeNumber(
                edge.source,
                edge.target,
                (selection.columns[edge.source], selection.columns[edge.target]),
                Cell(text, value, old, new, owner, (edge.source, edge.target)),
            )
            for edge, text, value, (old, new), owner in zip(
                selection.edges, texts, self.values, self.steps, self.owners, strict=False
            )
        ]
        of_edges, all_edges = edge_tables(numbers, heads, layers, self.view.edge_word)
        plural = {"input": "inputs", "hidden": "hidden neurons", "output": "outputs"}
        of_nodes, all_nodes = node_tables(
            [
                (
                    plural.get(text.role, ""),
                    heads[number],
                    _numbers(text, style, number),
                )
                for number, text in enumerate(self.nodes)
                if text.role != "ellipsis"
            ]
        )
        return [*of_nodes, *of_edges], all_edges and all_nodes


def digits_to_try(digits: int) -> list[int]:
    """Return the numbers of digits that a picture may write, the one asked for first.

    Examples
    --------
    >>> digits_to_try(4), digits_to_try(1)
    ([4, 3, 2], [1])
    """
    return [digits, *range(digits - 1, FEWEST_DIGITS - 1, -1)]


def _numbers(text: NodeText, style: DiagramStyle, node: int) -> list[tuple[Pieces, Cell]]:
    """Return the numbers of a node, each with the head of its column."""
    found: list[tuple[Pieces, Cell]] = []
    for symbol, row in text.rows:
        cell = _cell(symbol, row, style, node)
        if not symbol and found:
            # a number under its symbol
            found[-1] = found[-1][0], cell
        else:
            found.append((_head(symbol, row), cell))
    return found


def _head(symbol: Pieces, row: CardRow) -> Pieces:
    """Return the head of a column of numbers: the letter of a symbol without its indices."""
    if isinstance(row.symbol, Symbol):
        return tuple(_letter(piece) for piece in symbol)
    text = row.symbol.removesuffix(" =")
    letters = tuple(piece for piece in symbol if isinstance(piece, Typeset))
    return letters or (text,)


def _letter(piece: str | Typeset) -> str | Typeset:
    if isinstance(piece, str):
        return piece
    return Typeset(piece.base, "", "", piece.base)


def _cell(symbol: Pieces, row: CardRow, style: DiagramStyle, node: int) -> Cell:
    old, new = (None, None) if row.new is None else (row.value, row.new)
    number = row.number(style.digits)
    return Cell(
        (number,) if number else symbol, row.value, old, new, str(row.symbol), (node,), row.verdict
    )
