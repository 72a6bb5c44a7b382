"""What one picture of a network writes, before anything has a size or a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from neurosim.drawing.numerals import as_typed
from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.node_texts import NodeText
from neurosim.drawing.scene.number_tables import (
    MOST_NUMBERS,
    VERDICT_SIGNS,
    Cell,
    EdgeNumber,
    NeuronNumbers,
    PictureTable,
    layer_tables,
)
from neurosim.drawing.scene.shown_part import ShownPart
from neurosim.drawing.scene.shows import VERDICTS, CardRow, View, step_texts
from neurosim.drawing.typesetting import Pieces, plain

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
    pattern : tuple
        For symbols: a sentence that stands for those that have no room; otherwise empty.
    highlighted : frozenset of int
        The nodes that are highlighted.
    """

    view: View
    nodes: Sequence[NodeText]
    texts: Mapping[int, Sequence[Pieces]]
    values: Sequence[float | None]
    steps: Sequence[tuple[float | None, float | None]]
    owners: Sequence[str]
    captions: Mapping[int, Pieces]
    pattern: Pieces = ()
    highlighted: frozenset[int] = frozenset()

    @property
    def verdicts(self) -> set[float]:
        """The verdicts on the numbers in neurons, as numbers with the sign of such an edge."""
        rows = (row for node in self.nodes for _, row in node.rows)
        return {VERDICTS.get(row.verdict, 0.0) for row in rows if row.verdict}

    def tables(
        self,
        selection: ShownPart,
        layers: Sequence[str],
        style: DiagramStyle,
        names: Sequence[Pieces],
    ) -> tuple[list[PictureTable], bool]:
        """Return the numbers as tables, and whether none is left out.

        Parameters
        ----------
        selection : ShownPart
            The nodes and edges drawn.
        layers : sequence of str
            The name of each column.
        style : DiagramStyle
            How large and how detailed the diagram is.
        names : sequence of tuple
            What stands in each node.
        """
        if self.pattern:
            return [], True
        heads = {
            number: Cell(name, owner=text.name, nodes=(number,))
            for number, (text, name) in enumerate(zip(self.nodes, names, strict=True))
        }
        columns = selection.columns
        edges = list(self._edge_numbers(selection, style))
        neurons = [
            NeuronNumbers(number, columns[number], _numbers(text, style, number))
            for number, text in enumerate(self.nodes)
            if text.role != "ellipsis"
        ]
        order = ", old above new" if any(new is not None for _, new in self.steps) else ""
        tables = layer_tables(neurons, edges, heads, layers, self.view.edge_word, order)
        shortened = []
        for table in tables:
            most = max(MOST_NUMBERS // len(table.rows[0][1]), 1)
            shortened.append(table.shortened(min(most, style.rows or most), self.highlighted))
        written = self.view.edge_text is None or (bool(self.texts) and not selection.bands)
        return shortened, written and shortened == tables

    def _edge_numbers(self, selection: ShownPart, style: DiagramStyle) -> Iterator[EdgeNumber]:
        """Yield the number of each edge that has a text."""
        columns = selection.columns
        for edge, text, value, (old, new), owner in zip(
            selection.edges, self.texts.get(style.digits, ()), self.values, self.steps, self.owners,
            strict=False,
        ):  # fmt: skip
            written, verdict = text, ""
            if self.view.needs == "answers" and text:
                typed, _, verdict = plain(text).rpartition(" ")
                written = (f"{typed}{VERDICT_SIGNS[verdict]}",)
            ends = edge.source, edge.target
            cell = _in_two_lines(Cell(written, value, old, new, owner, ends, verdict), style.digits)
            yield EdgeNumber(*ends, (columns[edge.source], columns[edge.target]), cell)


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
    for (symbol, row), head in zip(text.rows, text.heads, strict=True):
        cell = _cell(symbol, row, style, node)
        if not symbol and found:
            # a number under its symbol
            found[-1] = found[-1][0], cell
        else:
            found.append((head, cell))
    return found


def _cell(symbol: Pieces, row: CardRow, style: DiagramStyle, node: int) -> Cell:
    old, new = (None, None) if row.new is None else (row.value, row.new)
    number = row.number(style.digits)
    if row.verdict:
        number = f"{as_typed(row.typed)}{VERDICT_SIGNS[row.verdict]}"
    cell = Cell(
        (number,) if number else symbol, row.value, old, new, str(row.symbol), (node,), row.verdict
    )
    return _in_two_lines(cell, style.digits)


def _in_two_lines(cell: Cell, digits: int) -> Cell:
    """Return the entry with the number after an update below the number before."""
    if cell.old is None or cell.new is None:
        return cell
    before, after = step_texts(cell.old, cell.new, digits)
    return replace(cell, pieces=(before,), below=after, full_text=cell.text)
