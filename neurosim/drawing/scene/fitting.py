"""The space of a diagram: what gives way until it fits on its page with all its labels."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from neurosim.drawing.layout.arrangement import Layout, Spacing, arrange
from neurosim.drawing.layout.free import place_freely
from neurosim.drawing.layout.placement import place_labels
from neurosim.drawing.layout.ports import is_circle
from neurosim.drawing.lettering import LINE_HEIGHT, pieces_width, text_width
from neurosim.drawing.page_size import LEAST_TEXT, PageSize, too_small
from neurosim.drawing.scene.bands import band_room, band_texts
from neurosim.drawing.scene.cards import Card, make_cards
from neurosim.drawing.scene.circles import Circle, make_circles
from neurosim.drawing.scene.diagram_sheet import DiagramSheet, digits_to_try
from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.layer_names import room_for_names
from neurosim.drawing.scene.number_tables import PictureTable
from neurosim.drawing.scene.shown_part import ShownPart
from neurosim.drawing.scene.table_packing import Packing, PlacedTables, place_tables
from neurosim.drawing.shapes import Direction, Extent, Point, flatten
from neurosim.drawing.typesetting import half_height
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.writing.letters import Typeset

_GROWTHS = 12
_GOOD, _PRICE_OF_GROWTH = 1.0, 0.1
_STEEPEST = 4.0
_FEW_ROWS = 10
_WIDEST_GAP, _USUAL_GAP = 190.0, 80.0
_LEAST_ROWS, _MOST_MORE_ROWS = 3.0, 26.0
_ROWS_OVER_TABLES = 8.0
_SOME_DIGITS = 3
_SLIDE_FILLED = 0.85
_SEARCHES = 6
_TALL, _MUCH_LOWER = 0.75, 0.85
_SHARES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)
_FEWER_ROWS = (8, 6, 4, 3, 2, 1)


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


@dataclass(frozen=True)
class Fitting:
    """The search for the best way to draw a diagram on a page.

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

    def plan(self) -> Plan:
        """Return the first way to draw that fits, in the order in which things give way.

        Raises
        ------
        InputError
            If not even the smallest diagram has the width or the height.
        """
        for style, highest in self._styles():
            on_lines = self._attempt(style, highest, stubs=False)
            if on_lines is not None and not self._tall(on_lines):
                return on_lines
            at_ends = self._attempt(style, highest, stubs=True)
            if at_ends is not None and (
                on_lines is None or _height(at_ends) < _MUCH_LOWER * _height(on_lines)
            ):
                return at_ends
            if on_lines is not None:
                return on_lines
        return self._smallest(style)

    def _tall(self, plan: Plan) -> bool:
        """Return whether labels on the lines made a picture with a width so high as it is wide."""
        width = self.page.width
        return bool(plan.places) and width is not None and _height(plan) > _TALL * width

    def _styles(self) -> Iterator[tuple[DiagramStyle, float]]:
        """Yield the styles to try, each with the height that the picture may have."""
        page = self.page
        texts, gentle = page.texts, page.gentle
        small = all(sheet.view.small for sheet in self.sheets)
        gives_digits = self._with_numbers and not self.page.keeps_digits
        numbers = digits_to_try(self.digits) if gives_digits else [self.digits]
        best = DiagramStyle(digits=self.digits, small=small, stacked=self._stacked)
        for size in texts:
            if size >= gentle:
                yield replace(best, text=size), page.highest
        tight = replace(best, text=gentle, tight=True)
        yield tight, page.highest
        for digits in numbers[1:]:
            yield replace(tight, digits=digits), page.highest
        if any(text.drawn for sheet in self.sheets for text in sheet.nodes) and not small:
            for digits in numbers:
                yield replace(tight, digits=digits, parts=False), page.highest
        tables = DiagramStyle(digits=self.digits, small=True, parts=False, tables=True)
        for size in texts:
            if size < gentle:
                for digits in numbers:
                    yield replace(tight, text=size, digits=digits, parts=False), page.highest
            yield replace(tables, text=size), page.highest
        least = replace(tables, text=LEAST_TEXT, tight=True)
        for digits in numbers:
            if digits >= _SOME_DIGITS or page.height is not None:
                yield replace(least, digits=digits), page.highest
        # the height is the last thing to give way
        for highest in (page.with_tables, math.inf) if page.height is None else ():
            for digits in numbers:
                yield replace(least, digits=digits), highest
        if page.height is not None and not page.refuses:
            for rows in _FEWER_ROWS:
                yield replace(least, rows=rows), page.highest

    @property
    def _stacked(self) -> bool:
        nodes = (node for sheet in self.sheets for node in sheet.nodes)
        lines = (line for node in nodes for line in (node.heading, *(row[0] for row in node.rows)))
        symbols = (piece for line in lines for piece in line)
        return any(isinstance(item, Typeset) and item.below and item.above for item in symbols)

    @property
    def _with_numbers(self) -> bool:
        return any(sheet.view.needs != "nothing" or any(sheet.values) for sheet in self.sheets)

    @cached_property
    def _edges(self) -> list[tuple[int, int]]:
        return [(edge.source, edge.target) for edge in self.selection.edges]

    @cached_property
    def _groups(self) -> list[Hashable]:
        if self.centres is not None:
            return list(self._edges)
        columns = self.selection.columns
        return [(columns[a], columns[b]) for a, b in self._edges]

    @property
    def _fixed_width(self) -> bool:
        return self.page.width is not None and self.centres is None

    def _nodes(self, style: DiagramStyle) -> list[list[Card | Circle]]:
        if not style.small:
            return [list(make_cards(sheet.nodes, style)) for sheet in self.sheets]
        columns = self.selection.columns
        ends = [self.centres is None and column in {0, max(columns)} for column in columns]
        # with positions of their own, neurons are in no columns
        groups = columns if self.centres is None else range(len(columns))
        return [
            make_circles(sheet.nodes, style, self.direction, ends, groups) for sheet in self.sheets
        ]

    def _labels(self, style: DiagramStyle) -> list[tuple[float, float]]:
        written = [sheet.texts[style.digits] for sheet in self.sheets if sheet.texts]
        return [
            (
                max(pieces_width(text, style.text) if text else 0.0 for text in texts),
                max(2 * half_height(text, style.text, LINE_HEIGHT) for text in texts),
            )
            for texts in zip(*written, strict=True)
        ]

    def _attempt(self, style: DiagramStyle, highest: float, *, stubs: bool) -> Plan | None:
        """Return a plan in one style, or None if it does not fit."""
        labels = [] if style.tables else self._labels(style)
        if stubs and (not labels or self.centres is not None):
            return None
        trial = _Trial(self, style, self._nodes(style), labels, highest, stubs=stubs)
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
        if self.page.height is None:
            return [()]
        return [_SHARES, ()] if self.page.inner_width >= self.page.height else [(), _SHARES]

    def _smallest(self, style: DiagramStyle) -> Plan:
        """Return the diagram without numbers on a slide, else without a limit of its height."""
        page = self.page
        for size in page.texts if page.height is not None and not page.refuses else ():
            bare = replace(style, text=size, tight=False)
            trial = _Trial(self, bare, self._nodes(bare), [], page.highest, stubs=False)
            found = trial.plan()
            if found is not None:
                return replace(found, tables=self._no_tables(bare))
        trial = _Trial(self, style, self._nodes(style), [], math.inf, stubs=False)
        layout = trial.least()
        width, height = trial.measured(layout)
        if page.width is not None and width > trial.room[0]:
            raise too_small("width", page.width, width + 2 * page.margin, "diagram")
        tables = self._tables(style, trial.room, ())
        if page.height is not None:
            height += max((t.height + t.gap for t in tables or ()), default=0.0)
            height += 2 * page.margin + self.around(style)
            raise too_small("height", page.height, height, "diagram")
        return Plan(layout, (), style, trial.nodes, tables or self._no_tables(style))

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
                self.selection,
                self.layers,
                style,
                [node.name if isinstance(node, Circle) else node.heading for node in nodes],
            )
            for sheet, nodes in zip(self.sheets, self._nodes(style), strict=True)
        ]


@dataclass(frozen=True)
class _Trial:
    """The search for the spacing of a diagram in one style."""

    fitting: Fitting
    style: DiagramStyle
    nodes: Sequence[Sequence[Card | Circle]]
    labels: Sequence[tuple[float, float]]
    highest: float
    stubs: bool
    tables: tuple[PlacedTables, ...] = ()

    def plan(self) -> Plan | None:
        """Return the plan with the best spacing, or None if there is none with room."""
        found = self.search()
        return None if found is None else Plan(*found, self.style, self.nodes, self.tables)

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
        page = self.fitting.page
        height = self.highest - 2 * page.margin - self.fitting.around(self.style)
        return page.inner_width, height

    @cached_property
    def _limit(self) -> tuple[float, float]:
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
        left, top, right, bottom = _extent(layout)
        for (x, y), *nodes in zip(layout.positions, *self.nodes, strict=True):
            for node in nodes:
                if isinstance(node, Circle):
                    reach = node.reach
                    left, top = min(left, x - reach[0]), min(top, y - reach[1])
                    right, bottom = max(right, x + reach[2]), max(bottom, y + reach[3])
        width, height = right - left, bottom - top
        if self.style.small and self.fitting.centres is None:
            names, note = self.fitting.layers, self.style.note
            room = room_for_names(names, note, self.fitting.direction)
            if self.fitting.direction == "down":
                return width + room, height
            # the first and the last name may be wider than their columns
            for node, (x, _) in enumerate(layout.positions):
                half = text_width(names[self.fitting.selection.columns[node]], note) / 2
                left, right = min(left, x - half), max(right, x + half)
            return right - left, height + room
        return width, height

    def arranged(self, spacing: Spacing) -> Layout:
        """Return the layout with a spacing."""
        fitting = self.fitting
        if fitting.centres is not None:
            return place_freely(
                fitting.centres, self.sizes, fitting._edges, gap=spacing.rows, corners=self.corners
            )
        return arrange(
            fitting.selection.columns,
            self.sizes,
            fitting._edges,
            fixed=fitting.selection.fixed,
            spacing=spacing.at_least(self._band_room),
            direction=fitting.direction,
            corners=self.corners,
            stubs=self.labels if self.stubs else (),
        )

    @cached_property
    def _band_room(self) -> float:
        bands = self.fitting.selection.bands
        return band_room(bands, self.style.text, self.fitting.direction)

    def _band_texts(self, layout: Layout) -> list[Extent]:
        bands = self.fitting.selection.bands
        return list(band_texts(bands, layout, self.style.text, self.fitting.direction))

    def _under_circles(self, layout: Layout) -> Iterator[Extent]:
        """Yield the areas of what stands under small circles."""
        for (x, y), node in zip(layout.positions, self.nodes[0], strict=True):
            if isinstance(node, Circle) and node.under:
                half = pieces_width(node.under, self.style.text) / 2
                yield x - half, y, x + half, y + node.reach[3]

    def search(self) -> tuple[Layout, Sequence[Point]] | None:
        """Return the layout and the places of labels with the least cost, or None."""
        if self._hopeless:
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

    @property
    def _hopeless(self) -> bool:
        """Return whether neurons and labels alone are wider than the page."""
        fitting = self.fitting
        limit = self._limit
        if min(limit) <= 0:
            return True
        for placed in self.tables:
            if placed.beside and placed.height > self.room[1]:
                return True
        if fitting.centres is not None:
            return False
        across = fitting.direction == "down"
        along: dict[int, float] = defaultdict(float)
        beside: dict[int, float] = defaultdict(float)
        for column, size in zip(fitting.selection.columns, self.sizes, strict=True):
            along[column] = max(along[column], size[across])
            beside[column] += size[not across]
        least = self._least_columns
        if self.stubs:
            least += self._widest_label if fitting.direction == "right" else self.style.text
        total = plain_sum(along.values()) + least * (len(along) - 1)
        return total > limit[across] or max(beside.values()) > limit[not across]

    def _layouts(self) -> Iterator[Layout]:
        """Yield layouts that have room on the page, with more and more space."""
        spacing, growth = self._first, 0
        while True:
            layout, spacing = self._to_width(spacing)
            if not self._has_room(layout):
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
            self.fitting._groups,
            [*layout.extents, *self._band_texts(layout), *self._under_circles(layout)],
        )
        return ((), math.inf) if found is None else (found.places, found.cost)

    def _filling(self) -> Layout | None:
        """Return a layout without labels, its rows as far apart as looks well and has room."""
        first, limit = self._first, self._limit[1]
        layout, _ = self._to_width(first)
        if self.fitting.direction == "down" or self.fitting.centres is not None:
            return layout if self._has_room(layout) else None
        wanted = _SLIDE_FILLED * limit if self.fitting.page.height is not None else 0.0
        height = self.measured(layout)[1]
        if wanted <= height <= limit:
            return layout if self._has_room(layout) else None
        # the height grows evenly with the distance of the rows
        more = 8.0
        other, _ = self._to_width(replace(first, rows=first.rows + more))
        growth = (self.measured(other)[1] - height) / more
        if growth <= 0:
            return layout if self._has_room(layout) else None
        rows = first.rows + (min(max(wanted, height), limit) - height) / growth
        if rows < _LEAST_ROWS + self._under:
            return None
        rows = min(rows, first.rows + _MOST_MORE_ROWS * self.style.scale)
        layout, _ = self._to_width(replace(first, rows=rows))
        return layout if self._has_room(layout) else None

    def _has_room(self, layout: Layout) -> bool:
        width, height = self.measured(layout)
        limit = self._limit
        return width <= limit[0] + 0.5 and height <= limit[1] + 0.5

    def least(self) -> Layout:
        """Return the layout with the least spacing."""
        rows = _LEAST_ROWS + self._under
        return self.arranged(Spacing(columns=self._least_columns, rows=rows, slot=5.0))

    def _grown(self, spacing: Spacing, growth: int) -> Spacing:
        if self.fitting._fixed_width:
            if self.fitting.direction == "right":
                return spacing.taller()
            return spacing.wider()
        return spacing.taller() if growth % 2 else spacing.wider()

    @cached_property
    def _under(self) -> float:
        """The height of what stands under small circles."""
        circles = [node for nodes in self.nodes for node in nodes if isinstance(node, Circle)]
        if self.fitting.direction == "down":
            return 0.0
        return max((node.reach[3] - node.height / 2 for node in circles), default=0.0)

    @cached_property
    def _widest_label(self) -> float:
        return max((width for width, _ in self.labels), default=0.0)

    @property
    def _least_columns(self) -> float:
        scale = self.style.scale
        if self.fitting.direction == "down":
            return max(30.0 * scale, self._band_room)
        if self.stubs:
            return max((18.0 if self.style.tight else 36.0) * scale, self._band_room)
        least = (22.0 if self.style.tight else 34.0) * scale
        return max(least, self._widest_label + 12 * scale, self._band_room)

    @cached_property
    def _first(self) -> Spacing:
        """The spacing to begin with."""
        style, scale = self.style, self.style.scale
        tallest = max(Counter(self.fitting.selection.columns).values())
        rows = (24.0 if tallest <= _FEW_ROWS else 12.0) * scale
        if style.small:
            rows = (18.0 if tallest <= _FEW_ROWS else 8.0) * scale
        if style.tables:
            rows = _ROWS_OVER_TABLES * scale
        if style.tight:
            rows = max(0.4 * rows, _LEAST_ROWS)
        rows += self._under
        if self.fitting.direction == "down":
            if style.small:
                rows = max([rows, *(6 + sum(n.reach[::2]) - n.width for nodes in self.nodes
                                    for n in nodes if isinstance(n, Circle))])  # fmt: skip
            slot = self._widest_label + 6 if self.labels else 5.0
            return Spacing(columns=(40.0 if style.tight else 64.0) * scale, rows=rows, slot=slot)
        if self.stubs:
            stub_rows = (5.0 if style.tight else 14.0) * scale + self._under
            return Spacing(columns=48.0 * scale, rows=stub_rows, slot=5.0)
        slot = max((height for _, height in self.labels), default=-1.0) + 6
        usual = 64.0 if style.small else _USUAL_GAP
        columns = max(usual * scale, self._widest_label + 48 * scale)
        return Spacing(columns=columns, rows=rows, slot=slot)

    def _to_width(self, spacing: Spacing) -> tuple[Layout, Spacing]:
        """Return a layout that is as wide as the page, if the page has a width."""
        layout = self.arranged(spacing)
        n_gaps = max(self.fitting.selection.columns)
        if not self.fitting._fixed_width or not n_gaps or self.fitting.direction == "down":
            return layout, spacing
        width = self._limit[0]
        least, most = self._least_columns, max(_WIDEST_GAP * self.style.scale, spacing.columns)
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

    def _too_steep(self, layout: Layout) -> bool:
        """Return whether edges with labels are too steep to be told apart."""
        if self.fitting.centres is not None:
            return False
        down = self.fitting.direction == "down"
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


def _height(plan: Plan) -> float:
    _, top, _, bottom = _extent(plan.layout)
    return bottom - top


def _extent(layout: Layout) -> Extent:
    boxes = layout.extents
    points = [point for route in layout.routes for point in route]
    lefts, tops, rights, bottoms = zip(*boxes, *((x, y, x, y) for x, y in points), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
