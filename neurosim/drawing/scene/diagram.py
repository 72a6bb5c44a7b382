"""From a network or a trace to the diagram as data."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from neurosim import checks
from neurosim.drawing.layout.arrangement import Layout, Spacing, arrange, flatten
from neurosim.drawing.layout.free import place_freely
from neurosim.drawing.layout.placement import place_labels
from neurosim.drawing.layout.positions import read_positions
from neurosim.drawing.scene.cards import Card, draw_card, make_cards
from neurosim.drawing.scene.content import (
    Subject,
    View,
    get_view,
    read_source,
    require_values,
)
from neurosim.drawing.scene.highlight import Emphasis, Highlight, emphasize, find_emphasis
from neurosim.drawing.scene.page import put_on_page, same_height
from neurosim.drawing.scene.selection import Selection, select
from neurosim.drawing.shapes import Box, Direction, Extent, Label, Line, Point, Scene
from neurosim.drawing.text import LINE_HEIGHT, text_width
from neurosim.drawing.themes import Theme, get_theme
from neurosim.errors import InputError, unknown_name
from neurosim.model.network import Network
from neurosim.tracing import Trace

__all__ = ["Box", "Label", "Line", "Scene", "make_scene", "make_scenes"]

DIRECTIONS: tuple[Direction, ...] = ("right", "down")
_EDGE_FONT = 8.5
_GROWTHS = 9
_MORE_GROWTHS = 40
_PAGE = (620.0, 640.0)
_PRICE_OF_PAGE = 4.0
_FEW_ROWS = 10
_FEW_NEURONS = 40
_THINNEST, _THICKEST, _PLAIN = 0.6, 3.0, 1.0
_MOST_DIGITS = 15


def make_scene(
    source: Network | Trace,
    *,
    show: str | None = None,
    digits: int = 4,
    theme: str = "light",
    title: str | None = None,
    products: bool = False,
    highlight: Highlight | None = None,
    direction: str = "right",
    positions: Mapping[Any, Any] | None = None,
) -> Scene:
    """Return the diagram of a network or a trace, ready for any painter.

    Parameters
    ----------
    source : Network or Trace
        What to draw.
    show : str, optional
        ``structure``, ``symbols``, ``weights``, ``forward``, ``backward``, ``update`` or
        ``contribution``; by default ``weights`` of a network and ``forward`` of a trace.
    digits : int
        The decimals of every number.
    theme : str
        ``light``, ``dark`` or ``print``.
    title : str, optional
        The heading; the name of the network if none is given, and ``""`` for none.
    products : bool
        Whether ``forward`` has the products of weight and value on the edges, not the weights.
    highlight : str, Neuron, iterable of these, Path or Paths, optional
        What stands out; see ``neurosim.drawing.scene.highlight.find_emphasis``.
    direction : str
        ``right`` for inputs at the left and outputs at the right, ``down`` for top to bottom.
    positions : mapping, optional
        The centre of each neuron (a Neuron or its name) as (x, y), y running up, in any unit.

    Returns
    -------
    Scene

    Raises
    ------
    UnknownNameError
        If the show, the theme, the direction or what to highlight is unknown; the message lists
        the known ones.
    InputError
        If the source holds no values to show, digits is no whole number from 0 to 15, or
        positions are missing or alike.

    Examples
    --------
    >>> import neurosim as ns
    >>> scene = make_scene(ns.mlp([2, 3, 1], seed=1), show="weights")
    >>> sum(label.role == "edge" for label in scene.labels)
    9
    """
    if show is None:
        show = "forward" if isinstance(source, Trace) else "weights"
    return make_scenes(
        source,
        [show],
        digits=digits,
        theme=theme,
        title=title,
        products=products,
        highlight=highlight,
        direction=direction,
        positions=positions,
    )[0]


def make_scenes(
    source: Network | Trace,
    shows: Iterable[str],
    *,
    digits: int = 4,
    theme: str = "light",
    title: str | None = None,
    products: bool = False,
    highlight: Highlight | None = None,
    direction: str = "right",
    positions: Mapping[Any, Any] | None = None,
) -> list[Scene]:
    """Return several diagrams of one source on pages of one size, everything at the same place.

    Parameters and errors are those of ``make_scene``; ``shows`` are the ways to show the source.
    """
    views = [(show, get_view(show, products=products)) for show in shows]
    colours = get_theme(theme)
    digits = checks.whole_number(digits, "digits", minimum=0)
    if digits > _MOST_DIGITS:
        raise InputError(f"digits is {digits}; a float has at most {_MOST_DIGITS} decimals to show")
    if title is not None and not isinstance(title, str):
        raise InputError(f"a title is text; got {title!r}")
    if direction not in DIRECTIONS:
        raise unknown_name("direction", direction, DIRECTIONS)
    subject = read_source(source)
    for show, view in views:
        require_values(subject, show, view.needs)
    emphasis = None if highlight is None else find_emphasis(subject, highlight)
    selection = select(subject, views[0][1], emphasis=emphasis, whole=positions is not None)
    sheets = [_fill(subject, show, view, selection, digits) for show, view in views]
    centres = None if positions is None else read_positions(positions, list(subject.net))
    plan = _fit(selection, sheets, DIRECTIONS[DIRECTIONS.index(direction)], centres)
    return same_height(
        [
            _compose(subject, sheet, selection, plan, emphasis, colours, digits, title)
            for sheet in sheets
        ]
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What one view writes, before anything has a place."""

    show: str
    view: View
    cards: Sequence[Card]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where nodes, edges and, if there was room, the labels of edges stand."""

    layout: Layout
    places: Sequence[Point]
    direction: Direction


def _fill(subject: Subject, show: str, view: View, selection: Selection, digits: int) -> _Sheet:
    few = len(selection.nodes) <= _FEW_NEURONS and not selection.remarks
    cards = make_cards(subject, view, selection.nodes, digits=digits, with_parts=few)
    texts: list[str] = []
    if view.edge_text is not None and selection.labelled:
        texts = [view.edge_text(subject, edge.connection, digits) for edge in selection.edges]
    return _Sheet(show, view, cards, texts)


def _fit(
    selection: Selection,
    sheets: Sequence[_Sheet],
    direction: Direction,
    centres: Sequence[Point] | None,
) -> _Plan:
    """Arrange the diagram with as much room as its labels need to stand clear and in line."""
    sizes = [
        (max(card.width for card in cards), max(card.height for card in cards))
        for cards in zip(*(sheet.cards for sheet in sheets), strict=True)
    ]
    edges = [(edge.source, edge.target) for edge in selection.edges]
    written = [sheet.texts for sheet in sheets if sheet.texts]
    labels = [
        (max(text_width(text, _EDGE_FONT) for text in texts), _EDGE_FONT * LINE_HEIGHT)
        for texts in zip(*written, strict=True)
    ]
    groups: list[Hashable] = [(selection.columns[a], selection.columns[b]) for a, b in edges]
    if centres is not None:
        groups = list(edges)
    spacing = _first_spacing(selection, labels, direction)
    gap = spacing.rows

    def arranged() -> Layout:
        if centres is not None:
            return place_freely(centres, sizes, edges, gap=gap)
        return arrange(
            selection.columns,
            sizes,
            edges,
            fixed=selection.fixed,
            spacing=spacing,
            direction=direction,
        )

    layout = chosen = arranged()
    places: Sequence[Point] = ()
    best = math.inf
    for growth in range(_MORE_GROWTHS if labels else 0):
        extents = layout.extents
        price = _price_of_room(extents) + 0.05 * growth
        # room that costs more than a tidier diagram is worth is taken only if labels need it
        if price >= best or (growth >= _GROWTHS and places):
            break
        found = place_labels(
            [flatten(route, 8) for route in layout.routes], labels, groups, extents
        )
        if found is not None and found.cost + price < best:
            best = found.cost + price
            chosen, places = layout, found.places
        spacing = spacing.taller() if growth % 2 else spacing.wider()
        gap *= 1.25
        layout = arranged()
    return _Plan(chosen, places, direction)


def _first_spacing(
    selection: Selection, labels: Sequence[tuple[float, float]], direction: Direction
) -> Spacing:
    widest = max((width for width, _ in labels), default=0.0)
    tallest = max(Counter(selection.columns).values())
    height = _EDGE_FONT * LINE_HEIGHT
    if direction == "down":
        return Spacing(columns=64.0, rows=24.0, slot=widest + 6 if labels else 5.0)
    return Spacing(
        columns=max(80.0, widest + 48),
        rows=24.0 if tallest <= _FEW_ROWS else 12.0,
        slot=height + 6 if labels else 5.0,
    )


def _price_of_room(extents: Sequence[Extent]) -> float:
    # a diagram larger than a printed page is shrunk to fit, and its text with it
    width = max(right for _, _, right, _ in extents) - min(left for left, _, _, _ in extents)
    height = max(bottom for _, _, _, bottom in extents) - min(top for _, top, _, _ in extents)
    pages = max(width / _PAGE[0], height / _PAGE[1])
    return max(0.0, _PRICE_OF_PAGE * (pages - 1))


def _compose(
    subject: Subject,
    sheet: _Sheet,
    selection: Selection,
    plan: _Plan,
    emphasis: Emphasis | None,
    theme: Theme,
    digits: int,
    title: str | None,
) -> Scene:
    lines = _lines(subject, sheet.view, selection, plan.layout, theme)
    boxes: list[Box] = []
    labels: list[Label] = []
    parts: list[Line] = []
    for node, card in enumerate(sheet.cards):
        centre, size = plan.layout.positions[node], plan.layout.sizes[node]
        # a circle stays one in a column of wider neurons
        size = (card.width, card.height) if card.circular else size
        for drawn in draw_card(card, node, centre, size, theme):
            if isinstance(drawn, Box):
                boxes.append(drawn)
            elif isinstance(drawn, Label):
                labels.append(drawn)
            else:
                parts.append(drawn)
    for index, (x, y) in enumerate(plan.places if sheet.texts else ()):
        line = lines[index]
        labels.append(
            Label(
                x=x,
                y=y,
                text=sheet.texts[index],
                size=_EDGE_FONT,
                colour=_label_colour(line.value, theme),
                background=theme.background,
                role="edge",
                owner=line.owner,
                value=line.value,
                nodes=line.nodes or (),
            )
        )
    remarks = list(selection.remarks)
    if sheet.texts and not plan.places:
        remarks.append("There is no room for the labels on the edges; they are left out.")
    scene = put_on_page(
        subject,
        sheet.view,
        lines,
        parts,
        boxes,
        labels,
        remarks=remarks,
        digits=digits,
        theme=theme,
        title=subject.net.name if title is None else title,
    )
    scene = replace(scene, direction=plan.direction)
    return scene if emphasis is None else emphasize(scene, selection.nodes, emphasis, theme)


def _lines(
    subject: Subject, view: View, selection: Selection, layout: Layout, theme: Theme
) -> list[Line]:
    values = [
        view.edge_number(subject, edge.connection) if view.edge_number else None
        for edge in selection.edges
    ]
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    thickest = _THICKEST if selection.labelled else _THICKEST / 2
    lines = []
    for edge, value, route in zip(selection.edges, values, layout.routes, strict=True):
        colour, width = theme.neutral, _PLAIN
        if value is not None:
            share = abs(value) / largest if largest else 0.0
            width = _THINNEST + (thickest - _THINNEST) * share
            colour = theme.by_sign(value, share)
        lines.append(
            Line(
                points=route,
                colour=colour,
                width=width,
                dashed=not edge.connection.edge["trainable"],
                nodes=(edge.source, edge.target),
                source=edge.connection.source.name,
                target=edge.connection.neuron.name,
                owner=subject.weight_symbol(edge.connection),
                value=value,
            )
        )
    return lines


def _label_colour(value: float | None, theme: Theme) -> str:
    # black and white print has greys that are too light to read
    if not value or theme.positive == theme.text:
        return theme.text
    return theme.by_sign(value, 1.0)
