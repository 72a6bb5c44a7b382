"""What is the same in all trials to draw a diagram on its page."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

from neurosim.drawing.lettering import LINE_HEIGHT, pieces_width
from neurosim.drawing.page_size import PageSize
from neurosim.drawing.scene.cards import Card, make_cards
from neurosim.drawing.scene.circles import Circle, make_circles
from neurosim.drawing.scene.diagram_sheet import DiagramSheet
from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.shown_part import ShownPart
from neurosim.drawing.shapes import Direction, Point
from neurosim.drawing.typesetting import half_height
from neurosim.writing.letters import Typeset


@dataclass(frozen=True)
class DiagramFrame:
    """What is the same in all trials to draw a diagram on its page.

    Attributes
    ----------
    selection : ShownPart
        The nodes and edges drawn.
    sheets : sequence of DiagramSheet
        What is written on them, one for each picture with this layout.
    direction : str
        ``right`` or ``down``.
    centres : sequence of (float, float) or None
        The positions that the user gave.
    page : PageSize
        The room.
    digits : int
        The decimals asked for.
    layers : sequence of str
        The names of the columns that are layers.
    around : callable
        The height that heading, legend and caption take, from the style.
    """

    selection: ShownPart
    sheets: Sequence[DiagramSheet]
    direction: Direction
    centres: Sequence[Point] | None
    page: PageSize
    digits: int
    layers: Sequence[str]
    around: Callable[[DiagramStyle], float]

    @property
    def stacked(self) -> bool:
        """Whether a symbol in a neuron has something below and above its letter."""
        nodes = (node for sheet in self.sheets for node in sheet.nodes)
        lines = (line for node in nodes for line in (node.heading, *(row[0] for row in node.rows)))
        symbols = (piece for line in lines for piece in line)
        return any(isinstance(item, Typeset) and item.below and item.above for item in symbols)

    @property
    def with_numbers(self) -> bool:
        """Whether numbers are written, which may lose digits."""
        return any(sheet.view.needs != "nothing" or any(sheet.values) for sheet in self.sheets)

    @cached_property
    def edges(self) -> list[tuple[int, int]]:
        """The two nodes of each edge."""
        return [(edge.source, edge.target) for edge in self.selection.edges]

    @cached_property
    def groups(self) -> list[Hashable]:
        """The group of each edge: labels of a group stand in line."""
        if self.centres is not None:
            return list(self.edges)
        columns = self.selection.columns
        return [(columns[a], columns[b]) for a, b in self.edges]

    @property
    def fixed_width(self) -> bool:
        """Whether the columns may be moved until the diagram is as wide as its page."""
        return self.page.width is not None and self.centres is None

    def nodes(self, style: DiagramStyle) -> list[list[Card | Circle]]:
        """Return the nodes of each sheet in a style."""
        if not style.small:
            return [list(make_cards(sheet.nodes, style)) for sheet in self.sheets]
        columns = self.selection.columns
        ends = [self.centres is None and column in {0, max(columns)} for column in columns]
        # with positions of their own, neurons are in no columns
        groups = columns if self.centres is None else range(len(columns))
        return [
            make_circles(sheet.nodes, style, self.direction, ends, groups) for sheet in self.sheets
        ]

    def labels(self, style: DiagramStyle) -> list[tuple[float, float]]:
        """Return the size of the label of each edge: the largest of all sheets."""
        written = [sheet.texts[style.digits] for sheet in self.sheets if sheet.texts]
        return [
            (
                max(pieces_width(text, style.text) if text else 0.0 for text in texts),
                max(2 * half_height(text, style.text, LINE_HEIGHT) for text in texts),
            )
            for texts in zip(*written, strict=True)
        ]
