"""The space that a diagram has on its page, and needs in one style and spacing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from neurosim.drawing.layout.arrangement import Layout, Spacing, arrange
from neurosim.drawing.layout.free import place_freely
from neurosim.drawing.layout.ports import is_circle
from neurosim.drawing.lettering import text_width
from neurosim.drawing.scene.bands import band_room
from neurosim.drawing.scene.cards import Card
from neurosim.drawing.scene.circles import Circle
from neurosim.drawing.scene.diagram_frame import DiagramFrame
from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.layer_names import room_for_names
from neurosim.drawing.scene.table_packing import PlacedTables
from neurosim.drawing.shapes import Extent
from neurosim.mathematics.plain_sum import plain_sum

_FEW_ROWS = 10
_WIDEST_GAP, _USUAL_GAP = 190.0, 80.0
LEAST_ROWS = 3.0
"""The least gap between two neurons of a column."""
_ROWS_OVER_TABLES = 8.0
_SEARCHES = 6


@dataclass(frozen=True)
class TrialSpace:
    """The space that a diagram in one style has and needs, with some spacing."""

    frame: DiagramFrame
    style: DiagramStyle
    nodes: Sequence[Sequence[Card | Circle]]
    labels: Sequence[tuple[float, float]]
    highest: float
    stubs: bool
    tables: tuple[PlacedTables, ...] = ()

    @cached_property
    def sizes(self) -> list[tuple[float, float]]:
        """The size of each node: the largest of all sheets."""
        return [
            (max(node.width for node in nodes), max(node.height for node in nodes))
            for nodes in zip(*self.nodes, strict=True)
        ]

    @cached_property
    def corners(self) -> list[float]:
        """The radius of the corners of each node, which is a circle only if all sheets say so."""
        found = []
        for size, nodes in zip(self.sizes, zip(*self.nodes, strict=True), strict=True):
            corners = [node.corner for node in nodes]
            found.append(max(corners) if is_circle(size, max(corners)) else min(corners))
        return found

    @cached_property
    def room(self) -> tuple[float, float]:
        """The width and height that the diagram with its tables may have."""
        page = self.frame.page
        height = self.highest - 2 * page.margin - self.frame.around(self.style)
        return page.inner_width, height

    @cached_property
    def limit(self) -> tuple[float, float]:
        """The width and height that the diagram may have beside or above its tables."""
        width, height = self.room
        for placed in self.tables:
            if placed.beside:
                width = min(width, self.room[0] - placed.width - placed.gap)
            else:
                height = min(height, self.room[1] - placed.height - placed.gap)
        return width, height

    def measured(self, layout: Layout) -> tuple[float, float]:
        """Return the width and height of a layout with the text beside circles, and layer names."""
        left, top, right, bottom = extent_of_layout(layout)
        for (x, y), *nodes in zip(layout.positions, *self.nodes, strict=True):
            for node in nodes:
                if isinstance(node, Circle):
                    reach = node.reach
                    left, top = min(left, x - reach[0]), min(top, y - reach[1])
                    right, bottom = max(right, x + reach[2]), max(bottom, y + reach[3])
        width, height = right - left, bottom - top
        if self.style.small and self.frame.centres is None:
            names, note = self.frame.layers, self.style.note
            room = room_for_names(names, note, self.frame.direction)
            if self.frame.direction == "down":
                return width + room, height
            # the first and the last name may be wider than their columns
            for node, (x, _) in enumerate(layout.positions):
                half = text_width(names[self.frame.selection.columns[node]], note) / 2
                left, right = min(left, x - half), max(right, x + half)
            return right - left, height + room
        return width, height

    def arranged(self, spacing: Spacing) -> Layout:
        """Return the layout with a spacing."""
        frame = self.frame
        if frame.centres is not None:
            return place_freely(
                frame.centres, self.sizes, frame.edges, gap=spacing.rows, corners=self.corners
            )
        return arrange(
            frame.selection.columns,
            self.sizes,
            frame.edges,
            fixed=frame.selection.fixed,
            spacing=spacing.at_least(self._band_room),
            direction=frame.direction,
            corners=self.corners,
            stubs=self.labels if self.stubs else (),
        )

    @cached_property
    def _band_room(self) -> float:
        bands = self.frame.selection.bands
        return band_room(bands, self.style.text, self.frame.direction)

    def has_room(self, layout: Layout) -> bool:
        """Return whether a layout has room on the page."""
        width, height = self.measured(layout)
        limit = self.limit
        return width <= limit[0] + 0.5 and height <= limit[1] + 0.5

    def least(self) -> Layout:
        """Return the layout with the least spacing."""
        rows = LEAST_ROWS + self.under
        return self.arranged(Spacing(columns=self.least_columns, rows=rows, slot=5.0))

    @cached_property
    def under(self) -> float:
        """The height of what stands under small circles."""
        circles = [node for nodes in self.nodes for node in nodes if isinstance(node, Circle)]
        if self.frame.direction == "down":
            return 0.0
        return max((node.reach[3] - node.height / 2 for node in circles), default=0.0)

    @cached_property
    def widest_label(self) -> float:
        """The width of the widest label of an edge."""
        return max((width for width, _ in self.labels), default=0.0)

    @property
    def least_columns(self) -> float:
        """The least gap between two columns."""
        scale = self.style.scale
        if self.frame.direction == "down":
            return max((20.0 if self.style.tight else 30.0) * scale, self._band_room)
        if self.stubs:
            return max((18.0 if self.style.tight else 36.0) * scale, self._band_room)
        least = (22.0 if self.style.tight else 34.0) * scale
        return max(least, self.widest_label + 12 * scale, self._band_room)

    @cached_property
    def first(self) -> Spacing:
        """The spacing to begin with."""
        style, scale = self.style, self.style.scale
        tallest = max(Counter(self.frame.selection.columns).values())
        rows = (24.0 if tallest <= _FEW_ROWS else 12.0) * scale
        if style.small:
            rows = (18.0 if tallest <= _FEW_ROWS else 8.0) * scale
        if style.tables:
            rows = _ROWS_OVER_TABLES * scale
        if style.tight:
            rows = max(0.4 * rows, LEAST_ROWS)
        rows += self.under
        if self.frame.direction == "down":
            if style.small:
                rows = max([rows, *(6 + sum(n.reach[::2]) - n.width for nodes in self.nodes
                                    for n in nodes if isinstance(n, Circle))])  # fmt: skip
            slot = self.widest_label + 6 if self.labels else 5.0
            return Spacing(columns=(40.0 if style.tight else 64.0) * scale, rows=rows, slot=slot)
        if self.stubs:
            stub_rows = (5.0 if style.tight else 14.0) * scale + self.under
            return Spacing(columns=48.0 * scale, rows=stub_rows, slot=5.0)
        slot = max((height for _, height in self.labels), default=-1.0) + 6
        usual = 64.0 if style.small else _USUAL_GAP
        columns = max(usual * scale, self.widest_label + 48 * scale)
        return Spacing(columns=columns, rows=rows, slot=slot)

    def to_width(self, spacing: Spacing) -> tuple[Layout, Spacing]:
        """Return a layout that is as wide as the page, if the page has a width."""
        layout = self.arranged(spacing)
        n_gaps = max(self.frame.selection.columns)
        if not self.frame.fixed_width or not n_gaps or self.frame.direction == "down":
            return layout, spacing
        width = self.limit[0]
        least, most = self.least_columns, max(_WIDEST_GAP * self.style.scale, spacing.columns)
        best = None
        columns = spacing.columns
        for _ in range(_SEARCHES):
            more = (width - self.measured(layout)[0]) / n_gaps
            if more >= 0:
                best = layout, spacing
            following = min(max(columns + more, least), most)
            if abs(following - columns) < 0.3:
                break
            columns = following
            spacing = replace(spacing, columns=columns)
            layout = self.arranged(spacing)
        return best or (layout, spacing)

    @property
    def hopeless(self) -> bool:
        """Return whether neurons and labels alone are wider than the page."""
        frame = self.frame
        limit = self.limit
        if min(limit) <= 0:
            return True
        for placed in self.tables:
            if placed.beside and placed.height > self.room[1]:
                return True
        if frame.centres is not None:
            return False
        across = frame.direction == "down"
        along: dict[int, float] = defaultdict(float)
        beside: dict[int, float] = defaultdict(float)
        for column, size in zip(frame.selection.columns, self.sizes, strict=True):
            along[column] = max(along[column], size[across])
            beside[column] += size[not across]
        least = self.least_columns
        if self.stubs:
            least += self.widest_label if frame.direction == "right" else self.style.text
        total = plain_sum(along.values()) + least * (len(along) - 1)
        return total > limit[across] or max(beside.values()) > limit[not across]


def extent_of_layout(layout: Layout) -> Extent:
    """Return the area of the nodes and edges of a layout."""
    boxes = layout.extents
    points = [point for route in layout.routes for point in route]
    lefts, tops, rights, bottoms = zip(*boxes, *((x, y, x, y) for x, y in points), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
