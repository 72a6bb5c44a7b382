"""The space of a diagram: as much as its labels need."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from neurosim.drawing.layout.arrangement import Layout, Spacing, arrange
from neurosim.drawing.layout.free import place_freely
from neurosim.drawing.layout.placement import place_labels
from neurosim.drawing.lettering import LINE_HEIGHT, pieces_width
from neurosim.drawing.scene.bands import band_room, band_texts
from neurosim.drawing.scene.cards import Card
from neurosim.drawing.scene.shown_part import ShownPart
from neurosim.drawing.scene.shows import View
from neurosim.drawing.shapes import Direction, Extent, Point, flatten
from neurosim.drawing.typesetting import Pieces

EDGE_FONT = 8.5
"""The size of the labels of edges, in points."""

_GROWTHS = 9
_PRICE_OF_STUBS = 3.0
_BESIDE_STUBS = Spacing(columns=48.0, rows=14.0, slot=5.0)
_PAGE = (620.0, 640.0)
_PRICE_OF_PAGE = 4.0
_FEW_ROWS = 10


@dataclass(frozen=True, slots=True)
class DiagramSheet:
    """What one view writes, before anything has a place."""

    view: View
    cards: Sequence[Card]
    texts: Sequence[Pieces]
    values: Sequence[float | None]
    caption: Pieces


@dataclass(frozen=True, slots=True)
class Plan:
    """The places of nodes, edges and, if there is room, of the labels of edges."""

    layout: Layout
    places: Sequence[Point]


def fit(
    selection: ShownPart,
    sheets: Sequence[DiagramSheet],
    direction: Direction,
    centres: Sequence[Point] | None,
) -> Plan:
    """Arrange a diagram so that its labels do not overlap.

    Parameters
    ----------
    selection : ShownPart
        The nodes and edges drawn.
    sheets : sequence of DiagramSheet
        What is written on them, one for each picture with this layout.
    direction : str
        ``right`` or ``down``.
    centres : sequence of (float, float) or None
        The positions that the user gave.
    """
    sizes = [
        (max(card.width for card in cards), max(card.height for card in cards))
        for cards in zip(*(sheet.cards for sheet in sheets), strict=True)
    ]
    edges = [(edge.source, edge.target) for edge in selection.edges]
    written = [sheet.texts for sheet in sheets if sheet.texts]
    labels = [
        (max(pieces_width(text, EDGE_FONT) for text in texts), EDGE_FONT * LINE_HEIGHT)
        for texts in zip(*written, strict=True)
    ]
    groups: list[Hashable] = [(selection.columns[a], selection.columns[b]) for a, b in edges]
    if centres is not None:
        groups = list(edges)
    spacing = _first_spacing(selection, labels, direction)
    gap = spacing.rows
    corners = [
        max(card.corner for card in cards)
        for cards in zip(*(sheet.cards for sheet in sheets), strict=True)
    ]

    room = band_room(selection.bands, EDGE_FONT, direction)

    def arranged(*, stubs: bool = False) -> Layout:
        if centres is not None:
            return place_freely(centres, sizes, edges, gap=gap, corners=corners)
        return arrange(
            selection.columns,
            sizes,
            edges,
            fixed=selection.fixed,
            spacing=(_BESIDE_STUBS if stubs else spacing).at_least(room),
            direction=direction,
            corners=corners,
            stubs=labels if stubs else (),
        )

    layout = chosen = arranged()
    places: Sequence[Point] = ()
    best = math.inf
    if labels and centres is None:
        # with stubs there is always a place for each label
        with_stubs = arranged(stubs=True)
        chosen, places = with_stubs, with_stubs.stubs
        best = _price_of_room(with_stubs.extents) + _PRICE_OF_STUBS
    for growth in range(_GROWTHS if labels else 0):
        extents = layout.extents
        price = _price_of_room(extents) + 0.05 * growth
        if price >= best:
            break
        found = place_labels(
            [flatten(route, 16) for route in layout.routes],
            labels,
            groups,
            [*extents, *band_texts(selection.bands, layout, EDGE_FONT, direction)],
        )
        if found is not None and found.cost + price < best:
            best = found.cost + price
            chosen, places = layout, found.places
        spacing = spacing.taller() if growth % 2 else spacing.wider()
        gap *= 1.25
        layout = arranged()
    return Plan(chosen, places)


def _first_spacing(
    selection: ShownPart, labels: Sequence[tuple[float, float]], direction: Direction
) -> Spacing:
    widest = max((width for width, _ in labels), default=0.0)
    tallest = max(Counter(selection.columns).values())
    height = EDGE_FONT * LINE_HEIGHT
    if direction == "down":
        return Spacing(columns=64.0, rows=24.0, slot=widest + 6 if labels else 5.0)
    return Spacing(
        columns=max(80.0, widest + 48),
        rows=24.0 if tallest <= _FEW_ROWS else 12.0,
        slot=height + 6 if labels else 5.0,
    )


def _price_of_room(extents: Sequence[Extent]) -> float:
    # a diagram larger than a printed page is made smaller, with its text
    width = max(right for _, _, right, _ in extents) - min(left for left, _, _, _ in extents)
    height = max(bottom for _, _, _, bottom in extents) - min(top for _, top, _, _ in extents)
    pages = max(width / _PAGE[0], height / _PAGE[1])
    return max(0.0, _PRICE_OF_PAGE * (pages - 1))
