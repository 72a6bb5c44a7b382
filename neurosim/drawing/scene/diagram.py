"""From a network or a trace to the diagram as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from neurosim.checks import flag, one_of
from neurosim.drawing.layout.positions import read_positions
from neurosim.drawing.page_size import ANY_SIZE, PageSize
from neurosim.drawing.scene import words
from neurosim.drawing.scene.bands import draw_bands
from neurosim.drawing.scene.diagram_frame import DiagramFrame
from neurosim.drawing.scene.diagram_sheet import DiagramSheet, digits_to_try
from neurosim.drawing.scene.diagram_style import DiagramStyle
from neurosim.drawing.scene.fitting import Fitting
from neurosim.drawing.scene.gap import Gap
from neurosim.drawing.scene.highlight import Highlight, emphasize, find_emphasis
from neurosim.drawing.scene.layer_names import draw_layer_names, layer_names
from neurosim.drawing.scene.margins import extent_of, height_around, put_on_page, same_height
from neurosim.drawing.scene.node_texts import read_nodes
from neurosim.drawing.scene.shown_part import (
    NEURON_LIMIT,
    NEURON_LIMIT_OF_SLIDES,
    ShownPart,
    select,
)
from neurosim.drawing.scene.shows import ZERO, View, get_view
from neurosim.drawing.scene.subject import CheckedAnswers, Subject, read_subject, require_values
from neurosim.drawing.scene.trial import Plan
from neurosim.drawing.shapes import Box, Direction, Label, Line, Point, Scene, end_mark
from neurosim.drawing.strokes import with_room_for_marks
from neurosim.drawing.themes import THEMES, Theme
from neurosim.drawing.typesetting import Pieces, joined, mathematical, plain
from neurosim.mathematics.symbols import Key, Symbol
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.tracing import Trace
from neurosim.writing.letters import Notation

DIRECTIONS: tuple[Direction, ...] = ("right", "down")
_FEW_NEURONS = 40
_THINNEST, _THICKEST, _PLAIN = 0.6, 3.0, 1.0
_THICKEST_OF_SMALL = 1.9


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
    own_names: bool = False,
    legend: bool = True,
    caption: bool = True,
    page: PageSize = ANY_SIZE,
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
    own_names : bool
        Whether symbols have the names that you gave to neurons, as for ``ns.explain``.
    legend, caption : bool
        Whether the picture has a legend and a caption under it.
    page : PageSize
        The room that the picture has.

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
        own_names=own_names,
        legend=legend,
        caption=caption,
        page=page,
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
        own_names: bool = False,
        legend: bool = True,
        caption: bool = True,
        page: PageSize = ANY_SIZE,
    ) -> None:
        self._page = page
        self._theme = theme
        self._digits = digits
        self._with_legend = flag(legend, "legend")
        self._with_caption = flag(caption, "caption")
        one_of(direction, DIRECTIONS, "direction")
        self._direction = DIRECTIONS[DIRECTIONS.index(direction)]
        self._subject = read_subject(subject, notation, own_names=own_names)
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
    def notation(self) -> Notation:
        """The letters of the symbols."""
        return self._subject.notation

    @property
    def nodes(self) -> dict[str, int]:
        """The number of each neuron shown in the scenes, by name."""
        assert self._selection is not None
        return {
            node.name: number
            for number, node in enumerate(self._selection.nodes)
            if not isinstance(node, Gap)
        }

    @property
    def complete(self) -> bool:
        """Whether the scenes have all digits, and their numbers at neurons and edges."""
        self.scenes()
        assert self._plan is not None
        return self._plan.style.digits == self._digits and not self._plan.tables

    @property
    def nothing_left_out(self) -> bool:
        """Whether every number is in the scenes, at its place or in a table."""
        self.scenes()
        assert self._plan is not None
        return all(tables.complete for tables in self._plan.tables)

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
        # the network may have been trained since, so nothing of its numbers is kept
        subject = replace(self._subject)
        self._plan = None
        if self._selection is None:
            whole = self._centres is not None
            page = self._page
            slide = page.height is not None and not page.refuses
            limit = NEURON_LIMIT_OF_SLIDES if slide else NEURON_LIMIT
            self._selection = select(
                subject, view, emphasis=self._emphasis, whole=whole, limit=limit
            )
        selection = self._selection
        few = len(selection.nodes) <= _FEW_NEURONS and not selection.remarks
        connections = [edge.connection for edge in selection.edges]
        highlighted = () if self._emphasis is None else self._emphasis.words
        numbers = digits_to_try(self._digits)
        texts: dict[int, list[Pieces]] = {}
        if view.edge_text is not None and selection.labelled:
            for digits in numbers:
                written = (view.edge_text(subject, edge, digits) for edge in connections)
                texts[digits] = [_pieces(subject, text) for text in written]
        nodes = read_nodes(subject, view, selection.nodes, with_parts=few)
        rows = [row for node in nodes for _, row in node.rows]
        step, number = view.edge_step, view.edge_number
        self._sheets.append(
            DiagramSheet(
                view=view,
                nodes=nodes,
                texts=texts,
                values=[number(subject, edge) if number else None for edge in connections],
                steps=[step(subject, edge) if step else (None, None) for edge in connections],
                owners=[str(subject.weight_symbol(edge)) for edge in connections],
                captions={
                    digits: words.caption(
                        subject,
                        view,
                        selection.remarks,
                        digits,
                        highlighted,
                        shown=[
                            *(row.number(digits) for row in rows),
                            *map(plain, texts.get(digits, ())),
                        ],
                        asked=self._digits,
                    )
                    for digits in numbers
                },
                pattern=words.pattern(subject, connections)
                if view.edge_text and not view.edge_number
                else (),
                highlighted=frozenset(
                    number
                    for number, node in enumerate(selection.nodes)
                    if self._emphasis is not None and node in self._emphasis.neurons
                ),
            )
        )

    def scenes(self, theme: Theme | None = None) -> list[Scene]:
        """Return a scene for each ``add``, in the colours of a theme if one is given.

        Raises
        ------
        InputError
            If the page is too narrow.
        """
        assert self._selection is not None
        self._theme = theme or self._theme
        centres = None
        if self._centres is not None:
            centres = [
                self._centres[node] for node in self._selection.nodes if isinstance(node, Neuron)
            ]
        layers = layer_names(self._subject, self._selection)
        if self._plan is None:
            frame = DiagramFrame(
                self._selection,
                self._sheets,
                self._direction,
                centres,
                self._page,
                self._digits,
                layers,
                self._around,
            )
            self._plan = Fitting(frame).plan()
        plan = self._plan
        largest: dict[View, float] = {}
        for sheet in self._sheets:
            sizes = [abs(value) for value in sheet.values if value is not None]
            largest[sheet.view] = max([largest.get(sheet.view, 0.0), *sizes])
        return same_height(
            [
                self._compose(index, plan, layers, largest[sheet.view])
                for index, sheet in enumerate(self._sheets)
            ]
        )

    def _around(self, style: DiagramStyle) -> float:
        """Return the height of what stands above and below a diagram."""
        caption = max(
            (sheet.captions[style.digits] for sheet in self._sheets), key=lambda c: len(plain(c))
        )
        return height_around(self._title, caption if self._with_caption else (), self._page, style)

    def _compose(self, index: int, plan: Plan, layers: Sequence[str], largest: float) -> Scene:
        selection, theme, sheet, style = (
            self._selection,
            self._theme,
            self._sheets[index],
            plan.style,
        )
        assert selection is not None
        lines = _lines(sheet, selection, plan, largest, theme)
        boxes: list[Box] = []
        labels: list[Label] = []

        def add(shapes: Iterable[Box | Label | Line]) -> None:
            for shape in shapes:
                if isinstance(shape, Box):
                    boxes.append(shape)
                elif isinstance(shape, Label):
                    labels.append(shape)
                else:
                    lines.append(shape)

        for node, card in enumerate(plan.nodes[index]):
            centre, size = plan.layout.positions[node], plan.layout.sizes[node]
            add(card.draw(node, centre, size, theme))
        areas, counts = draw_bands(selection.bands, plan.layout, style.text, self._direction, theme)
        labels += counts
        texts = sheet.texts.get(style.digits, ())
        for edge, (x, y) in enumerate(plan.places if texts else ()):
            text = texts[edge]
            if not any(text):
                # an edge without an answer
                continue
            line, (old, new) = lines[edge], sheet.steps[edge]
            labels.append(
                Label(
                    x=x,
                    y=y,
                    text=plain(text),
                    size=style.text,
                    colour=_label_colour(line.value, text, theme),
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
        if style.small and self._centres is None:
            extent = extent_of(lines, boxes, labels)
            positions = plan.layout.positions
            add(
                draw_layer_names(
                    layers, selection.columns, positions, extent, style.note, self._direction, theme
                )
            )
        remark: Pieces = ()
        if style.tables and sheet.pattern:
            remark = sheet.pattern
        elif plan.tables:
            tables = plan.tables[index]
            left, top, right, bottom = extent_of(lines, boxes, labels)
            if tables.beside:
                middle = (top + bottom - tables.height) / 2
                add(tables.draw(right + tables.gap, middle, theme))
            else:
                add(tables.draw((left + right - tables.width) / 2, bottom + tables.gap, theme))
            about = words.about_tables(tables, sheet.view)
            remark = (about,) if about else ()
        scene = put_on_page(
            [*areas, *lines],
            boxes,
            labels,
            title=self._title,
            caption=joined(sheet.captions[style.digits], remark),
            description=words.summary(self._subject),
            theme=theme,
            with_legend=self._with_legend,
            with_caption=self._with_caption,
            signs=sheet.view.signs,
            width_shows=sheet.view.width_shows,
            # names of layers say what neurons are
            shapes=not any(label.role == "layer" for label in labels),
            also={end_mark(value) for value in sheet.verdicts},
            highlight=self._emphasis is not None,
            page=self._page,
            style=style,
        )
        scene = replace(scene, direction=self._direction)
        if self._emphasis is None:
            return scene
        return emphasize(scene, selection.nodes, self._emphasis, theme)


def _pieces(subject: Subject, text: str | Symbol) -> Pieces:
    if isinstance(text, Symbol):
        return subject.pieces(text)
    return (text,) if text else ()


def _lines(
    sheet: DiagramSheet,
    selection: ShownPart,
    plan: Plan,
    largest: float,
    theme: Theme,
) -> list[Line]:
    thickest = _THICKEST if selection.labelled else _THICKEST / 2
    if plan.style.small:
        thickest = min(thickest, _THICKEST_OF_SMALL)
    lines = []
    for edge, value, owner, route in zip(
        selection.edges, sheet.values, sheet.owners, plan.layout.routes, strict=True
    ):
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
                width=width * plan.style.line_scale,
                dashed=not edge.connection.edge["trainable"],
                nodes=(edge.source, edge.target),
                source=edge.connection.source.name,
                target=edge.connection.neuron.name,
                owner=owner,
                value=value,
                end=end_mark(value),
            )
        )
    return with_room_for_marks(lines)


def _label_colour(value: float | None, text: Pieces, theme: Theme) -> str:
    if value == 0 and plain(text).partition(" ")[0] == ZERO:
        return theme.muted
    # some greys of the print theme are too light to read
    if not value or theme.positive == theme.text:
        return theme.text
    return theme.by_sign(value, 1.0)
