"""The search for the best spacing of a diagram in one style."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from neurosim.drawing.layout.arrangement import Layout, Spacing
from neurosim.drawing.layout.placement import place_labels
from neurosim.drawing.lettering import pieces_width
from neurosim.drawing.scene.bands import band_texts
from neurosim.drawing.scene.cards import Card
from neurosim.drawing.scene.circles import Circle
from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.table_packing import PlacedTables
from neurosim.drawing.scene.trial_space import LEAST_ROWS, TrialSpace, extent_of_layout
from neurosim.drawing.shapes import Extent, Point, flatten

_GROWTHS = 12
_GOOD, _PRICE_OF_GROWTH = 1.0, 0.1
_STEEPEST = 4.0
_MOST_MORE_ROWS = 26.0
_SLIDE_FILLED = 0.85


@dataclass(frozen=True, slots=True)
class Plan:
    """The places of nodes, edges and labels, and how they are drawn.

    Attributes
    ----------
    layout : Layout
        The places of nodes and edges.
    places : sequence of (float, float)
        The centre of the label of each edge; empty if there are none.
    style : DiagramStyle
        How large and how detailed everything is drawn.
    nodes : sequence of sequence of Card or Circle
        The nodes of each sheet.
    tables : sequence of PlacedTables
        The tables of each sheet, or none.
    """

    layout: Layout
    places: Sequence[Point]
    style: DiagramStyle
    nodes: Sequence[Sequence[Card | Circle]]
    tables: Sequence[PlacedTables] = ()

    @property
    def height(self) -> float:
        """The height of nodes and edges."""
        _, top, _, bottom = extent_of_layout(self.layout)
        return bottom - top


@dataclass(frozen=True)
class Trial(TrialSpace):
    """The search for the spacing of a diagram in one style."""

    def plan(self) -> Plan | None:
        """Return the plan with the best spacing, or None if there is none with room."""
        found = self.search()
        return None if found is None else Plan(*found, self.style, self.nodes, self.tables)

    def search(self) -> tuple[Layout, Sequence[Point]] | None:
        """Return the layout and the places of labels with the least cost, or None."""
        if self.hopeless:
            return None
        if not self.labels or self.stubs:
            layout = self._filling()
            if layout is None or (self.stubs and self._too_steep(layout)):
                return None
            return layout, layout.stubs
        layouts = self._layouts()
        first = next(layouts, None)
        if first is None:
            return None
        places, cost = self._placed(first)
        if places and cost < _GOOD:
            return first, places
        others = [layout for _, layout in zip(range(_GROWTHS), layouts, strict=False)]
        best = (first, places) if places else None
        least = cost
        # the largest one has the most room: if labels fail there, they fail everywhere
        for growth in [len(others) - 1, *range(len(others) - 1)] if others else []:
            price = _PRICE_OF_GROWTH * (growth + 1)
            if price >= least:
                continue
            places, cost = self._placed(others[growth])
            if not places and growth == len(others) - 1 and best is None:
                return None
            if places and cost + price < least:
                least, best = cost + price, (others[growth], places)
        return best

    def _layouts(self) -> Iterator[Layout]:
        """Yield layouts that have room on the page, with more and more space."""
        spacing, growth = self.first, 0
        while True:
            layout, spacing = self.to_width(spacing)
            if not self.has_room(layout):
                return
            yield layout
            spacing = self._grown(spacing, growth)
            growth += 1

    def _placed(self, layout: Layout) -> tuple[Sequence[Point], float]:
        """Return the places of the labels and their cost; no places if there is no room."""
        if self._too_steep(layout):
            return (), math.inf
        found = place_labels(
            [flatten(route, 16) for route in layout.routes],
            self.labels,
            self.frame.groups,
            [*layout.extents, *self._band_texts(layout), *self._under_circles(layout)],
        )
        return ((), math.inf) if found is None else (found.places, found.cost)

    def _band_texts(self, layout: Layout) -> list[Extent]:
        bands = self.frame.selection.bands
        return list(band_texts(bands, layout, self.style.text, self.frame.direction))

    def _under_circles(self, layout: Layout) -> Iterator[Extent]:
        """Yield the areas of what stands under small circles."""
        for (x, y), node in zip(layout.positions, self.nodes[0], strict=True):
            if isinstance(node, Circle) and node.under:
                half = pieces_width(node.under, self.style.text) / 2
                yield x - half, y, x + half, y + node.reach[3]

    def _filling(self) -> Layout | None:
        """Return a layout without labels, its rows as far apart as looks well and has room."""
        return next(filter(self.has_room, self._fillings()), None)

    def _fillings(self) -> Iterator[Layout]:
        """Yield layouts without labels, the best first; each has less space than the one before."""
        first = self.first
        layout, _ = self.to_width(first)
        if self.frame.direction == "right" and self.frame.centres is None:
            spread = self._spread(layout)
            if spread is not None:
                yield spread
                if self.stubs:
                    # closer together, edges with labels at their ends look like one
                    return
        yield layout
        if self.stubs or not self.style.tight:
            # smaller text looks better than neurons that nearly touch
            return
        yield self.to_width(replace(first, rows=LEAST_ROWS + self.under))[0]
        yield self.least()

    def _spread(self, layout: Layout) -> Layout | None:
        """Return a layout with its rows so far apart that it fills the height, or None."""
        first, limit = self.first, self.limit[1]
        wanted = _SLIDE_FILLED * limit if self.frame.page.height is not None else 0.0
        height = self.measured(layout)[1]
        if wanted <= height <= limit:
            return None
        # the height grows evenly with the distance of the rows
        more = 8.0
        other, _ = self.to_width(replace(first, rows=first.rows + more))
        growth = (self.measured(other)[1] - height) / more
        if growth <= 0:
            return None
        rows = first.rows + (min(max(wanted, height), limit) - height) / growth
        if rows < LEAST_ROWS + self.under:
            return None
        rows = min(rows, first.rows + _MOST_MORE_ROWS * self.style.scale)
        return self.to_width(replace(first, rows=rows))[0]

    def _grown(self, spacing: Spacing, growth: int) -> Spacing:
        if self.frame.fixed_width:
            if self.frame.direction == "right":
                return spacing.taller()
            return spacing.wider()
        return spacing.taller() if growth % 2 else spacing.wider()

    def _too_steep(self, layout: Layout) -> bool:
        """Return whether edges with labels are too steep to be told apart."""
        if self.frame.centres is not None:
            return False
        down = self.frame.direction == "down"
        for route, label in zip(layout.routes, self.labels, strict=True):
            if len(route) > 2 and not self.stubs:
                continue
            (x0, y0), (x1, y1) = route[0], route[-1]
            along, across = (y1 - y0, x1 - x0) if down else (x1 - x0, y1 - y0)
            if self.stubs:
                along -= label[down]
            if abs(across) > _STEEPEST * along:
                return True
        return False
