"""From a network or a trace to the diagram as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from neurosim.checks import flag, one_of
from neurosim.drawing.layout.arrangement import Layout
from neurosim.drawing.layout.positions import read_positions
from neurosim.drawing.scene import words
from neurosim.drawing.scene.bands import draw_bands
from neurosim.drawing.scene.cards import draw_card, make_cards
from neurosim.drawing.scene.fitting import EDGE_FONT, DiagramSheet, Plan, fit
from neurosim.drawing.scene.gap import Gap
from neurosim.drawing.scene.highlight import Highlight, emphasize, find_emphasis
from neurosim.drawing.scene.margins import put_on_page, same_height
from neurosim.drawing.scene.shown_part import ShownPart, select
from neurosim.drawing.scene.shows import View, get_view
from neurosim.drawing.scene.subject import CheckedAnswers, Subject, read_subject, require_values
from neurosim.drawing.shapes import Box, Direction, Label, Line, Point, Scene, end_mark
from neurosim.drawing.strokes import with_room_for_marks
from neurosim.drawing.themes import THEMES, Theme
from neurosim.drawing.typesetting import Pieces, joined, mathematical, plain
from neurosim.mathematics.symbols import Key, Symbol
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.tracing import Trace

DIRECTIONS: tuple[Direction, ...] = ("right", "down")
_FEW_NEURONS = 40
_THINNEST, _THICKEST, _PLAIN = 0.6, 3.0, 1.0


def make_scene(
    subject: Network | Trace | CheckedAnswers,
    *,
    show: str | None = None,
    digits: int = 4,
    theme: Theme = THEMES["light"],
    title: str | None = None,
    products: bool = False,
    highlight: Highlight | None = None,
    direction: str = "right",
    positions: Mapping[Any, Any] | None = None,
    notation: str | Mapping[Key, str] = "source",
    legend: bool = True,
    caption: bool = True,
) -> Scene:
    """Return the diagram of a network or a trace, ready for any painter.

    Parameters
    ----------
    subject : Network or Trace
        What to draw.
    show : str, optional
        ``structure``, ``symbols``, ``weights``, ``forward``, ``backward``, ``update`` or
        ``contribution``; by default ``weights`` of a network and ``forward`` of a trace.
        ``answers`` of checked answers.
    digits : int
        The decimals of every number.
    theme : Theme
        The colours.
    title : str, optional
        The heading; ``""`` leaves it out. By default the name of the network.
    products : bool
        Whether ``forward`` shows the products of weight and value on the edges, not the weights.
    highlight : str, Neuron, several neurons, Path or Paths, optional
        What to highlight; see ``neurosim.drawing.scene.highlight.find_emphasis``.
    direction : str
        ``right``, or ``down`` for inputs at the top and outputs at the bottom.
    positions : mapping, optional
        The centre of each neuron (a Neuron or its name) as (x, y) in any unit; y points up.
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``.
    legend, caption : bool
        Whether the picture has a legend and a caption under it.

    Returns
    -------
    Scene

    Raises
    ------
    UnknownNameError
        If the show, the direction or what to highlight is unknown; the message lists the known
        ones.
    InputError
        If it holds no values to show, or positions are missing or alike.

    Examples
    --------
    >>> import neurosim as ns
    >>> scene = make_scene(ns.mlp([2, 3, 1], seed=1), show="weights")
    >>> sum(label.role == "edge" for label in scene.labels)
    9
    """
    if show is None:
        show = "answers" if hasattr(subject, "judged") else "weights"
        if isinstance(subject, Trace):
            show = "forward"
    diagrams = Diagrams(
        subject,
        digits=digits,
        theme=theme,
        title=title,
        highlight=highlight,
        direction=direction,
        positions=positions,
        notation=notation,
        legend=legend,
        caption=caption,
    )
    diagrams.add(show, products=products)
    return diagrams.scenes()[0]


class Diagrams:
    """Several diagrams of one network with the same layout.

    Each ``add`` takes the numbers of that moment, so the network may be trained in between.
    ``scenes`` then returns one scene for each, on pages of one size.

    Parameters and errors are those of ``make_scene``.

    Examples
    --------
    >>> import neurosim as ns
    >>> t = ns.trace(ns.mlp([2, 3, 1]), [0, 1], [1])
    >>> diagrams = Diagrams(t)
    >>> diagrams.add("forward")
    >>> diagrams.add("backward")
    >>> len({(scene.width, scene.height) for scene in diagrams.scenes()})
    1
    """

    def __init__(
        self,
        subject: Network | Trace | CheckedAnswers,
        *,
        digits: int = 4,
        theme: Theme = THEMES["light"],
        title: str | None = None,
        highlight: Highlight | None = None,
        direction: str = "right",
        positions: Mapping[Any, Any] | None = None,
        notation: str | Mapping[Key, str] = "source",
        legend: bool = True,
        caption: bool = True,
    ) -> None:
        self._theme = theme
        self._digits = digits
        self._with_legend = flag(legend, "legend")
        self._with_caption = flag(caption, "caption")
        one_of(direction, DIRECTIONS, "direction")
        self._direction = DIRECTIONS[DIRECTIONS.index(direction)]
        self._subject = read_subject(subject, notation)
        self._title = self._subject.net.name if title is None else title
        self._emphasis = None if highlight is None else find_emphasis(self._subject, highlight)
        self._centres: dict[Neuron, Point] | None = None
        if positions is not None:
            neurons = list(self._subject.net)
            self._centres = dict(zip(neurons, read_positions(positions, neurons), strict=True))
        self._selection: ShownPart | None = None
        self._sheets: list[DiagramSheet] = []
        self._plan: Plan | None = None

    @property
    def nodes(self) -> dict[str, int]:
        """The number of each neuron shown in the scenes, by name."""
        assert self._selection is not None
        return {
            node.name: number
            for number, node in enumerate(self._selection.nodes)
            if not isinstance(node, Gap)
        }

    def add(self, show: str, *, products: bool = False) -> None:
        """Add a picture with the present numbers of the network.

        Raises
        ------
        UnknownNameError
            If the show is unknown.
        InputError
            If the values to show are lacking.
        """
        view = get_view(show, products=products)
        require_values(self._subject, show, view.needs)
        self.add_view(view)

    def add_view(self, view: View) -> None:
        """Add a picture of a view, whose values the network has."""
        subject = self._subject
        self._plan = None
        if self._selection is None:
            whole = self._centres is not None
            self._selection = select(subject, view, emphasis=self._emphasis, whole=whole)
        selection = self._selection
        few = len(selection.nodes) <= _FEW_NEURONS and not selection.remarks
        connections = [edge.connection for edge in selection.edges]
        highlighted = "" if self._emphasis is None else self._emphasis.words
        texts: list[Pieces] = []
        if view.edge_text is not None and selection.labelled:
            written = (view.edge_text(subject, edge, self._digits) for edge in connections)
            texts = [
                subject.pieces(text) if isinstance(text, Symbol) else (text,) for text in written
            ]
        self._sheets.append(
            DiagramSheet(
                view,
                make_cards(subject, view, selection.nodes, digits=self._digits, with_parts=few),
                texts,
                [
                    view.edge_number(subject, edge) if view.edge_number else None
                    for edge in connections
                ],
                words.caption(subject, view, selection.remarks, self._digits, highlighted),
            )
        )

    def scenes(self, theme: Theme | None = None) -> list[Scene]:
        """Return a scene for each ``add``, in the colours of a theme if one is given."""
        assert self._selection is not None
        self._theme = theme or self._theme
        centres = None
        if self._centres is not None:
            centres = [
                self._centres[node] for node in self._selection.nodes if isinstance(node, Neuron)
            ]
        if self._plan is None:
            self._plan = fit(self._selection, self._sheets, self._direction, centres)
        plan = self._plan
        largest: dict[View, float] = {}
        for sheet in self._sheets:
            sizes = [abs(value) for value in sheet.values if value is not None]
            largest[sheet.view] = max([largest.get(sheet.view, 0.0), *sizes])
        return same_height(
            [self._compose(sheet, plan, largest[sheet.view]) for sheet in self._sheets]
        )

    def _compose(self, sheet: DiagramSheet, plan: Plan, largest: float) -> Scene:
        selection, theme = self._selection, self._theme
        assert selection is not None
        lines = _lines(self._subject, sheet, selection, plan.layout, largest, theme)
        boxes: list[Box] = []
        labels: list[Label] = []
        for node, card in enumerate(sheet.cards):
            centre, size = plan.layout.positions[node], plan.layout.sizes[node]
            # a circle remains a circle in a column of wider neurons
            size = (card.width, card.height) if card.circular else size
            for drawn in draw_card(card, node, centre, size, theme):
                if isinstance(drawn, Box):
                    boxes.append(drawn)
                elif isinstance(drawn, Label):
                    labels.append(drawn)
                else:
                    lines.append(drawn)
        areas, texts = draw_bands(selection.bands, plan.layout, EDGE_FONT, self._direction, theme)
        labels += texts
        step = sheet.view.edge_step
        for index, (x, y) in enumerate(plan.places if sheet.texts else ()):
            text = sheet.texts[index]
            if not any(text):
                # an edge without an answer
                continue
            line, connection = lines[index], selection.edges[index].connection
            old, new = (None, None) if step is None else step(self._subject, connection)
            labels.append(
                Label(
                    x=x,
                    y=y,
                    text=plain(text),
                    size=EDGE_FONT,
                    colour=_label_colour(line.value, theme),
                    clear=True,
                    role="edge",
                    owner=line.owner,
                    value=line.value,
                    nodes=line.nodes or (),
                    old=old,
                    new=new,
                    pieces=mathematical(text),
                )
            )
        no_room: Pieces = ()
        if sheet.texts and not plan.places:
            no_room = ("There is no room for the labels on the edges; they are left out.",)
        scene = put_on_page(
            [*areas, *lines],
            boxes,
            labels,
            title=self._title,
            caption=joined(sheet.caption, no_room),
            description=words.summary(self._subject),
            theme=theme,
            with_legend=self._with_legend,
            with_caption=self._with_caption,
            signs=sheet.view.signs,
            width_shows=sheet.view.width_shows,
        )
        scene = replace(scene, direction=self._direction)
        if self._emphasis is None:
            return scene
        return emphasize(scene, selection.nodes, self._emphasis, theme)


def _lines(
    subject: Subject,
    sheet: DiagramSheet,
    selection: ShownPart,
    layout: Layout,
    largest: float,
    theme: Theme,
) -> list[Line]:
    thickest = _THICKEST if selection.labelled else _THICKEST / 2
    lines = []
    for edge, value, route in zip(selection.edges, sheet.values, layout.routes, strict=True):
        colour, width = theme.neutral, _PLAIN
        if value is not None:
            share = abs(value) / largest if largest else 0.0
            if sheet.view.width_shows:
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
                owner=str(subject.weight_symbol(edge.connection)),
                value=value,
                end=end_mark(value),
            )
        )
    return with_room_for_marks(lines)


def _label_colour(value: float | None, theme: Theme) -> str:
    # some greys of the print theme are too light to read
    if not value or theme.positive == theme.text:
        return theme.text
    return theme.by_sign(value, 1.0)
