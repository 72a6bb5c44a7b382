"""From a network or a trace to the diagram as data."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from neurosim import checks
from neurosim.display import format_number
from neurosim.drawing.layout.arrangement import Layout, Spacing, arrange, flatten
from neurosim.drawing.layout.placement import Extent, place_labels
from neurosim.drawing.scene.cards import Card, draw_card, make_cards
from neurosim.drawing.scene.content import VIEWS, Subject, View, read_source
from neurosim.drawing.scene.page import put_on_page
from neurosim.drawing.scene.selection import Selection, select
from neurosim.drawing.shapes import Box, Label, Line, Point, Scene
from neurosim.drawing.text import LINE_HEIGHT, text_width
from neurosim.drawing.themes import Theme, get_theme
from neurosim.errors import InputError
from neurosim.model.network import Network
from neurosim.tracing import Trace

__all__ = ["Box", "Label", "Line", "Scene", "make_scene"]

_EDGE_FONT = 8.5
_GROWTHS = 9
_PAGE = (620.0, 640.0)
_PRICE_OF_PAGE = 4.0
_FEW_ROWS = 10
_THINNEST, _THICKEST, _PLAIN = 0.6, 3.0, 1.0
_MOST_DIGITS = 15


def make_scene(
    source: Network | Trace,
    *,
    show: str | None = None,
    digits: int = 4,
    theme: str = "light",
    title: str | None = None,
) -> Scene:
    """Return the diagram of a network or a trace, ready for any painter.

    Parameters
    ----------
    source : Network or Trace
        What to draw.
    show : str, optional
        ``structure``, ``symbols``, ``weights``, ``forward`` or ``backward``; by default
        ``weights`` of a network and ``forward`` of a trace.
    digits : int
        The decimals of every number.
    theme : str
        ``light``, ``dark`` or ``print``.
    title : str, optional
        The heading; the name of the network if none is given, and ``""`` for none.

    Returns
    -------
    Scene

    Raises
    ------
    UnknownNameError
        If the show or the theme is unknown; the message lists the known ones.
    InputError
        If the source holds no values to show, or digits is no whole number from 0 to 15.

    Examples
    --------
    >>> import neurosim as ns
    >>> scene = make_scene(ns.mlp([2, 3, 1], seed=1), show="weights")
    >>> sum(label.role == "edge" for label in scene.labels)
    9
    """
    subject, show = read_source(source, show)
    colours = get_theme(theme)
    digits = checks.whole_number(digits, "digits", minimum=0)
    if digits > _MOST_DIGITS:
        raise InputError(f"digits is {digits}; a float has at most {_MOST_DIGITS} decimals to show")
    if title is not None and not isinstance(title, str):
        raise InputError(f"a title is text; got {title!r}")
    view = VIEWS[show]
    selection = select(subject, view)
    cards = make_cards(subject, view, selection.nodes, digits=digits)
    texts = _edge_texts(subject, view, selection, digits)
    layout, places = _fit(selection, cards, texts)
    remarks = list(selection.remarks)
    if texts and not places:
        remarks.append("There is no room for the labels on the edges; they are left out.")

    lines = _lines(selection, view, layout, colours)
    boxes: list[Box] = []
    labels: list[Label] = []
    for node, card in enumerate(cards):
        x, y = layout.positions[node]
        for drawn in draw_card(card, node, x, y, layout.widths[node], colours):
            if isinstance(drawn, Box):
                boxes.append(drawn)
            else:
                labels.append(drawn)
    for index, (x, y) in enumerate(places):
        edge = selection.edges[index]
        labels.append(
            Label(
                x=x,
                y=y,
                text=texts[index],
                size=_EDGE_FONT,
                colour=_label_colour(lines[index], colours),
                background=colours.background,
                role="edge",
                owner=subject.symbol(edge.neuron, "weight", edge.position),
                value=lines[index].value,
                nodes=(edge.source, edge.target),
            )
        )
    return put_on_page(
        subject,
        show,
        lines,
        boxes,
        labels,
        remarks=remarks,
        digits=digits,
        theme=colours,
        title=subject.net.name if title is None else title,
    )


def _edge_texts(subject: Subject, view: View, selection: Selection, digits: int) -> list[str]:
    if view.edge_text is None or not selection.labelled:
        return []
    if view.edge_number is None:
        return [subject.symbol(e.neuron, "weight", e.position) for e in selection.edges]
    return [format_number(view.edge_number(e.edge), digits) for e in selection.edges]


def _fit(
    selection: Selection, cards: Sequence[Card], texts: Sequence[str]
) -> tuple[Layout, Sequence[Point]]:
    """Arrange the diagram with as much room as its labels need to stand clear and in line."""
    sizes = [(card.width, card.height) for card in cards]
    edges = [(edge.source, edge.target) for edge in selection.edges]
    labels = [(text_width(text, _EDGE_FONT), _EDGE_FONT * LINE_HEIGHT) for text in texts]
    widest = max((width for width, _ in labels), default=0.0)
    tallest = max(Counter(selection.columns).values())
    spacing = Spacing(
        columns=max(80.0, widest + 48),
        rows=24.0 if tallest <= _FEW_ROWS else 12.0,
        slot=_EDGE_FONT * LINE_HEIGHT + 6 if labels else 5.0,
    )
    groups = [(selection.columns[a], selection.columns[b]) for a, b in edges]
    chosen = arrange(selection.columns, sizes, edges, fixed=selection.fixed, spacing=spacing)
    places: Sequence[Point] = ()
    best = math.inf
    layout = chosen
    for growth in range(_GROWTHS if labels else 0):
        extents = _extents(layout, cards)
        price = _price_of_room(extents) + 0.05 * growth
        if price >= best:
            break
        found = place_labels(
            [flatten(route, 8) for route in layout.routes], labels, groups, extents
        )
        if found is not None and found.cost + price < best:
            best = found.cost + price
            chosen, places = layout, found.places
        spacing = spacing.taller() if growth % 2 else spacing.wider()
        layout = arrange(selection.columns, sizes, edges, fixed=selection.fixed, spacing=spacing)
    return chosen, places


def _price_of_room(extents: Sequence[Extent]) -> float:
    # a diagram larger than a printed page is shrunk to fit, and its text with it
    width = max(right for _, _, right, _ in extents) - min(left for left, _, _, _ in extents)
    height = max(bottom for _, _, _, bottom in extents) - min(top for _, top, _, _ in extents)
    pages = max(width / _PAGE[0], height / _PAGE[1])
    return max(0.0, _PRICE_OF_PAGE * (pages - 1))


def _extents(layout: Layout, cards: Sequence[Card]) -> list[Extent]:
    return [
        (x - width / 2, y - card.height / 2, x + width / 2, y + card.height / 2)
        for card, (x, y), width in zip(cards, layout.positions, layout.widths, strict=True)
    ]


def _lines(selection: Selection, view: View, layout: Layout, theme: Theme) -> list[Line]:
    values = [view.edge_number(e.edge) if view.edge_number else None for e in selection.edges]
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    names = [node if isinstance(node, int) else node.name for node in selection.nodes]
    thickest = _THICKEST if selection.labelled else _THICKEST / 2
    lines = []
    for edge, value, route in zip(selection.edges, values, layout.routes, strict=True):
        colour, width = theme.neutral, _PLAIN
        if value is not None:
            share = abs(value) / largest if largest else 0.0
            width = _THINNEST + (thickest - _THINNEST) * share
            colour = _sign_colour(value, theme)
        lines.append(
            Line(
                points=route,
                colour=colour,
                width=width,
                dashed=not edge.edge["trainable"],
                nodes=(edge.source, edge.target),
                source=str(names[edge.source]),
                target=str(names[edge.target]),
                value=value,
            )
        )
    return lines


def _sign_colour(value: float, theme: Theme) -> str:
    if value == 0:
        return theme.neutral
    return theme.positive if value > 0 else theme.negative


def _label_colour(line: Line, theme: Theme) -> str:
    # black and white print has greys that are too light to read
    readable = line.value and theme.positive != theme.text
    return line.colour if readable else theme.text
