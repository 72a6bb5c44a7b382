"""The best way to draw a diagram on its page: the first that fits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from neurosim.drawing.page_size import too_small
from neurosim.drawing.scene.circles import Circle
from neurosim.drawing.scene.diagram_frame import DiagramFrame
from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.giving_way import styles_to_try
from neurosim.drawing.scene.number_tables import PictureTable
from neurosim.drawing.scene.table_packing import Packing, PlacedTables, place_tables
from neurosim.drawing.scene.trial import Plan, Trial

_TALL, _MUCH_LOWER = 0.75, 0.85
_SHARES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)


@dataclass(frozen=True)
class Fitting:
    """The search for the best way to draw a diagram on a page.

    Attributes
    ----------
    frame : DiagramFrame
        What is drawn, and on which page.
    """

    frame: DiagramFrame

    def plan(self) -> Plan:
        """Return the first way to draw that fits, in the order in which things give way.

        Raises
        ------
        InputError
            If not even the smallest diagram has the width or the height.
        """
        for style, highest in styles_to_try(self.frame):
            on_lines = self._attempt(style, highest, stubs=False)
            if on_lines is not None and not self._tall(on_lines):
                return on_lines
            at_ends = self._attempt(style, highest, stubs=True)
            if at_ends is not None and (
                on_lines is None or at_ends.height < _MUCH_LOWER * on_lines.height
            ):
                return at_ends
            if on_lines is not None:
                return on_lines
        return self._smallest(style)

    def _tall(self, plan: Plan) -> bool:
        """Return whether labels on the lines made a picture with a width so high as it is wide."""
        width = self.frame.page.width
        return bool(plan.places) and width is not None and plan.height > _TALL * width

    def _attempt(self, style: DiagramStyle, highest: float, *, stubs: bool) -> Plan | None:
        """Return a plan in one style, or None if it does not fit."""
        labels = [] if style.tables else self.frame.labels(style)
        if stubs and (not labels or self.frame.centres is not None):
            return None
        trial = Trial(self.frame, style, self.frame.nodes(style), labels, highest, stubs=stubs)
        if not style.tables:
            return trial.plan()
        for shares in self._shares:
            tables = self._tables(style, trial.room, shares)
            if tables is not None:
                found = replace(trial, tables=tuple(tables)).plan()
                if found is not None:
                    return found
        return None

    @property
    def _shares(self) -> Sequence[Sequence[float]]:
        """The shares of the width that tables may have beside the diagram; () is below it."""
        page = self.frame.page
        if page.height is None:
            return [()]
        return [_SHARES, ()] if page.inner_width >= page.height else [(), _SHARES]

    def _smallest(self, style: DiagramStyle) -> Plan:
        """Return the diagram without numbers on a slide, else without a limit of its height."""
        page = self.frame.page
        bares = [*(replace(style, text=size, tight=False) for size in page.texts), style]
        for bare in bares if page.height is not None and not page.refuses else ():
            trial = Trial(self.frame, bare, self.frame.nodes(bare), [], page.highest, stubs=False)
            found = trial.plan()
            if found is not None:
                return replace(found, tables=self._no_tables(bare))
        trial = Trial(self.frame, style, self.frame.nodes(style), [], math.inf, stubs=False)
        layout = trial.least()
        width, height = trial.measured(layout)
        if page.width is not None and width > trial.room[0]:
            raise too_small("width", page.width, width + 2 * page.margin, "diagram")
        if page.height is not None:
            alone = height + 2 * page.margin + self.frame.around(style)
            least = min(self._least_heights(), default=alone)
            raise too_small("height", page.height, least, "diagram")
        tables = self._tables(style, trial.room, ())
        return Plan(layout, (), style, trial.nodes, tables or self._no_tables(style))

    def _least_heights(self) -> Iterator[float]:
        """Yield the least height with all numbers, for each style whose tables have the width."""
        for style, _ in styles_to_try(self.frame):
            if not (style.tables and style.tight):
                continue
            trial = Trial(self.frame, style, self.frame.nodes(style), [], math.inf, stubs=False)
            tables = self._tables(style, trial.room, ())
            if tables is not None:
                height = trial.measured(trial.least())[1] + 2 * self.frame.page.margin
                height += max((placed.height + placed.gap for placed in tables), default=0.0)
                yield height + self.frame.around(style)

    def _tables(
        self, style: DiagramStyle, room: tuple[float, float], shares: Sequence[float]
    ) -> list[PlacedTables] | None:
        """Return the tables of each sheet, or None if they have no room."""
        placed = []
        for tables, complete in self._found(style):
            packing = Packing(tables, style.text)
            found = place_tables(packing, room, shares=shares, complete=complete)
            if found is None:
                return None
            placed.append(found)
        return placed

    def _no_tables(self, style: DiagramStyle) -> list[PlacedTables]:
        """Return empty tables that are complete only if there are no numbers."""
        return [
            PlacedTables((), 0.0, 0.0, 0.0, beside=False, complete=complete and not tables)
            for tables, complete in self._found(style)
        ]

    def _found(self, style: DiagramStyle) -> list[tuple[list[PictureTable], bool]]:
        """Return the tables of each sheet, and whether they have all numbers."""
        return [
            sheet.tables(
                self.frame.selection,
                self.frame.layers,
                style,
                [node.name if isinstance(node, Circle) else node.heading for node in nodes],
            )
            for sheet, nodes in zip(self.frame.sheets, self.frame.nodes(style), strict=True)
        ]
