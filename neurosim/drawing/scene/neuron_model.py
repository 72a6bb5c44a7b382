"""The model of one neuron: inputs, weights, bias, sum, activation, output, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce

from neurosim.checks import flag
from neurosim.drawing.lettering import pieces_width, shorten, text_width, told
from neurosim.drawing.numerals import number_text
from neurosim.drawing.page_size import ANY_SIZE, PageSize
from neurosim.drawing.scene.notes import FUNCTION
from neurosim.drawing.scene.parts import draw_curve, make_parts
from neurosim.drawing.scene.subject import Connection, Subject, read_subject
from neurosim.drawing.scene.whole_picture import fitted
from neurosim.drawing.scene.words import ONLY_ERRORS, rounding
from neurosim.drawing.shapes import Box, Label, Line, Point, Scene, end_mark
from neurosim.drawing.themes import THEMES, Theme
from neurosim.drawing.typesetting import Pieces, joined, mathematical, plain
from neurosim.errors import InputError
from neurosim.mathematics.symbols import Key, Symbol
from neurosim.model.column_names import with_column
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.tracing import Trace

_NAME, _TEXT = 9.5, 8.5
_PITCH = 12.5
_ROW = 46.0
_MOST_INPUTS = 10
_ENDS = 4
_SUM, _CURVE = 58.0, (104.0, 70.0)
_GAP = 64.0
_LONGEST = 190.0


@dataclass(frozen=True, slots=True)
class _Input:
    """One input of the neuron, or the ellipsis for inputs that are left out."""

    heading: Pieces
    value: str
    weight: Pieces
    number: float | None
    name: str = ""
    dashed: bool = False


def make_neuron_scene(
    drawn: Network | Trace,
    neuron: str | Neuron,
    *,
    digits: int = 4,
    theme: Theme = THEMES["light"],
    title: str | None = None,
    notation: str | Mapping[Key, str] = "source",
    own_names: bool = False,
    legend: bool = True,
    caption: bool = True,
    page: PageSize = ANY_SIZE,
) -> Scene:
    """Return the model of one neuron, with the numbers of a sample if a trace is given.

    Parameters
    ----------
    drawn : Network or Trace
        The network or trace with the neuron. A network shows its weights, a trace every number.
    neuron : str or Neuron
        A hidden neuron or an output.
    digits : int
        The decimals of every number.
    theme : Theme
        The colours.
    title : str, optional
        The heading; ``""`` leaves it out. By default ``The neuron`` and its name.
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``.
    own_names : bool
        Whether symbols have the names that you gave to neurons, as for ``ns.explain``.
    legend, caption : bool
        Whether the picture has a legend and a caption under it.
    page : PageSize
        The room that the picture has.

    Raises
    ------
    UnknownNameError
        If there is no such neuron.
    InputError
        If the neuron is an input, or the page is too narrow.

    Examples
    --------
    >>> import neurosim as ns
    >>> scene = make_neuron_scene(ns.mlp([2, 3, 1]), "h[0][1]")
    >>> [label.text for label in scene.labels if label.text.startswith("bh")]
    ['bh[0][1]']
    """
    subject = read_subject(drawn, notation, own_names=own_names)
    # a trace holds a copy of the network, so neurons are found by name
    chosen = subject.net[neuron.name if isinstance(neuron, Neuron) else neuron]
    if chosen.is_input:
        raise InputError(
            f"{chosen.name!r} is an input, which computes nothing; give a hidden neuron or output"
        )
    with_values = subject.trace is not None

    rounded = subject.rounding

    def written(value: float | None) -> str:
        return number_text(value, digits) if with_values and value is not None else ""

    inputs = _inputs(subject, chosen, digits, with_values=with_values)
    bias = subject.symbol(chosen, "bias")
    summation = subject.symbol(chosen, "summation")
    output = subject.symbol(chosen, "output")

    def shapes(room: float, *, down: bool) -> tuple[list[Line], list[Box], list[Label]]:
        drawing = _Drawing(theme, chosen, inputs, room, down=down)
        drawing.draw_inputs()
        drawing.draw_neuron(
            bias=(subject.pieces(bias), number_text(chosen.bias, digits)),
            summation=(subject.pieces(summation), written(rounded.summation(chosen))),
            output=(_named(subject, chosen, output), written(rounded.output(chosen))),
            with_values=with_values,
        )
        return drawing.lines, drawing.boxes, drawing.labels

    return fitted(
        partial(shapes, down=False),
        page,
        title=f"The neuron {told(chosen.name)}" if title is None else title,
        caption=_caption(subject, chosen, inputs, digits),
        description=f"The model of the neuron {told(chosen.name)}.",
        theme=theme,
        with_legend=flag(legend, "legend"),
        with_caption=flag(caption, "caption"),
        shapes=False,
        narrow=partial(shapes, down=True),
    )


def _inputs(subject: Subject, neuron: Neuron, digits: int, *, with_values: bool) -> list[_Input]:
    found = []
    for position, (source, edge) in enumerate(subject.structure.incoming[neuron]):
        weight = subject.weight_symbol(Connection(source, neuron, position, edge))
        number = float(edge["weight"])
        symbol = subject.symbol(source, "output")
        value = ""
        if with_values and source.output is not None:
            value = number_text(subject.rounding.output(source) or 0.0, digits)
        found.append(
            _Input(
                heading=_named(subject, source, symbol),
                value=value,
                weight=(*subject.pieces(weight), f" = {number_text(number, digits)}"),
                number=number,
                name=source.name,
                dashed=not edge["trainable"],
            )
        )
    if len(found) > _MOST_INPUTS:
        n_left_out = len(found) - 2 * _ENDS
        gap = _Input(("\N{VERTICAL ELLIPSIS}",), f"{n_left_out:,} more", (), None)
        found = [*found[:_ENDS], gap, *found[-_ENDS:]]
    return found


def _named(subject: Subject, neuron: Neuron, symbol: Symbol) -> Pieces:
    """Return the symbol of an output, with the name of its column if it has one."""
    pieces, column = subject.pieces(symbol), subject.columns.get(neuron.name, "")
    after = with_column("", column)
    room = _LONGEST - pieces_width(pieces, _NAME, "bold")
    return (*pieces, f" {shorten(after, room, _NAME, 'bold')}") if after else pieces


def _caption(subject: Subject, neuron: Neuron, inputs: Sequence[_Input], digits: int) -> Pieces:
    summation, output = (
        subject.pieces(subject.symbol(neuron, what)) for what in ("summation", "output")
    )
    sentences: list[Pieces] = [
        (
            "Σ adds the products of inputs and weights and the bias; the sum is ",
            *summation,
            ". The activation ",
            FUNCTION,
            f", {told(neuron.activation.name)}, gives the output ",
            *output,
            " = ",
            FUNCTION,
            "(",
            *summation,
            ").",
        )
    ]
    n_inputs = len(subject.structure.incoming[neuron])
    if len(inputs) < n_inputs:
        sentences.append((f"Of {n_inputs:,} inputs the first and last {_ENDS} are drawn.",))
    sums = subject.rounding.summation(neuron), subject.rounding.output(neuron)
    shown = [text for item in inputs for text in (item.value, plain(item.weight))]
    shown += [number_text(value, digits) for value in (neuron.bias, *sums) if value is not None]
    sentences.append((f"{rounding(shown, digits)}.",))
    sources = (source for source, _ in subject.structure.incoming[neuron])
    errors = any(subject.rounding.output(source) != source.output for source in sources)
    if errors or sums != (neuron.summation, neuron.output):
        sentences.append((ONLY_ERRORS,))
    return reduce(joined, sentences)


class _Drawing:
    """The picture while it is made, from left to right; the inputs are the first nodes.

    On a narrow page, activation and output are below the sum.
    """

    def __init__(
        self, theme: Theme, neuron: Neuron, inputs: Sequence[_Input], room: float, *, down: bool
    ) -> None:
        self.room, self.down = room, down
        self.sum = _SUM * (0.65 + 0.35 * room)
        self.curve = _CURVE[0] * (0.7 + 0.3 * room), _CURVE[1] * (0.75 + 0.25 * room)
        self.theme, self.neuron, self.inputs = theme, neuron, inputs
        self.lines: list[Line] = []
        self.boxes: list[Box] = []
        self.labels: list[Label] = []
        self.width = max(
            [44.0]
            + [pieces_width(item.heading, _NAME, "bold") + 18 for item in inputs]
            + [text_width(item.value, _TEXT) + 18 for item in inputs]
        )
        weights = max((pieces_width(self._weight(item), _TEXT) for item in inputs), default=0.0)
        self.sum_at = self.width / 2 + (1.2 + room) * weights + 20 * (1 + room) + self.sum / 2
        self.sum_at = max(self.sum_at, self.width / 2 + 120 * room + self.sum / 2)

    def _weight(self, item: _Input) -> Pieces:
        """Return the weight of an input; where there is little room, its number alone."""
        if self.room or not item.weight:
            return item.weight
        return (str(item.weight[-1]).removeprefix(" = "),)

    def draw_inputs(self) -> None:
        """Draw the inputs and the edges from them to the sum."""
        largest = max((abs(item.number) for item in self.inputs if item.number), default=1.0)
        for node, item in enumerate(self.inputs):
            y = _ROW * (node - (len(self.inputs) - 1) / 2)
            if item.number is None:
                ellipsis = Box(
                    0.0, y, self.width, 33.0, 0.0, None, None, role="ellipsis", node=node
                )
                self.boxes.append(ellipsis)
                self._texts((0.0, y), item.heading, item.value, node)
                continue
            self._box(
                (0.0, y),
                (self.width, 33.0),
                node,
                fill=self.theme.input_fill,
                corner=2.5,
                role="input",
                name=item.name,
            )
            self._texts((0.0, y), item.heading, item.value, node)
            share = abs(item.number) / largest
            self._edge(
                (self.width / 2, y),
                self._towards_sum(y),
                node,
                len(self.inputs) + 1,
                colour=self.theme.by_sign(item.number, share),
                width=0.8 + 1.6 * share,
                dashed=item.dashed,
                text=self._weight(item),
                at=0.42,
                value=item.number,
            )

    def draw_neuron(
        self,
        *,
        bias: tuple[Pieces, str],
        summation: tuple[Pieces, str],
        output: tuple[Pieces, str],
        with_values: bool,
    ) -> None:
        """Draw bias, sum, activation and output."""
        theme, first = self.theme, len(self.inputs)
        self.draw_bias(bias, first)
        centre = (self.sum_at, 0.0)
        self._box(
            centre, (self.sum, self.sum), first + 1, fill=theme.hidden_fill, corner=self.sum / 2
        )
        self.labels.append(Label(*centre, "Σ", 24.0, theme.text, nodes=(first + 1,)))

        symbol, number = summation
        curve, half = self.curve, self.sum / 2
        width = max(52.0, _widest(*output) + 18)
        if self.down:
            text: Pieces = (*symbol, f" = {number}") if number else symbol
            under = ""
            # to the right of the sum, so that no edge from an input comes near
            x = self.sum_at - half + max(curve[0], width) / 2
            curve_at = (x, half + 30 + 14 * self.room + curve[1] / 2)
            output_at = (x, curve_at[1] + curve[1] / 2 + 20 + 12 * self.room + 18)
            arrows = (
                ((self.sum_at, half), (self.sum_at, curve_at[1] - curve[1] / 2)),
                ((x, curve_at[1] + curve[1] / 2), (x, output_at[1] - 18)),
            )
        else:
            text = (*symbol, f" = {number}") if number and self.room else symbol
            under = "" if self.room else number
            widest = max(pieces_width(text, _TEXT), text_width(under, _TEXT))
            gap = max(_GAP * self.room, widest + 12 + 18 * self.room)
            curve_at = (self.sum_at + half + gap + curve[0] / 2, 0.0)
            output_at = (curve_at[0] + curve[0] / 2 + 16 + 28 * self.room + width / 2, 0.0)
            arrows = (
                ((self.sum_at + half, 0.0), (curve_at[0] - curve[0] / 2, 0.0)),
                ((curve_at[0] + curve[0] / 2, 0.0), (output_at[0] - width / 2, 0.0)),
            )
        self._edge(*arrows[0], first + 1, first + 2, text=text, above=True, under=under)
        self._draw_activation(curve_at, first + 2, with_values=with_values)
        self._edge(*arrows[1], first + 2, first + 3)
        self._box(
            output_at,
            (width, 36.0),
            first + 3,
            fill=theme.output_fill,
            corner=9.0,
            role="output",
            name=self.neuron.name,
        )
        self._texts(output_at, output[0], output[1], first + 3)

    def _draw_activation(self, centre: Point, node: int, *, with_values: bool) -> None:
        theme, (wide, high) = self.theme, self.curve
        self._box(centre, self.curve, node, fill=theme.hidden_fill, corner=6.0)
        name = shorten(self.neuron.activation.name, wide - 12, _NAME, "bold")
        left, top = centre[0] - wide / 2, centre[1] - high / 2
        self.labels.append(
            Label(centre[0], top + 10, name, _NAME, theme.text, weight="bold", nodes=(node,))
        )
        parts = make_parts(self.neuron, with_point=with_values)
        if parts is None:
            return
        room = (left + 9, top + 20, wide - 18, high - 28)
        for drawn in draw_curve(parts, node, room, theme.hidden_fill, theme):
            if isinstance(drawn, Box):
                self.boxes.append(drawn)
            else:
                self.lines.append(drawn)

    def draw_bias(self, bias: tuple[Pieces, str], node: int) -> None:
        """Draw the bias above the sum, where it does not touch the uppermost edge."""
        width = max(44.0, _widest(*bias) + 18)
        y = -self.sum / 2 - 58.0
        centre = (self.sum_at + width * 0.35, y)
        self._box(
            centre,
            (width, 33.0),
            node,
            fill=self.theme.input_fill,
            corner=9.0,
            dashed=not self.neuron.bias_trainable,
        )
        self._texts(centre, bias[0], bias[1], node)
        self._edge((centre[0], y + 16.5), (self.sum_at + 10, -self.sum / 2 + 2.2), node, node + 1)

    def _towards_sum(self, y: float) -> Point:
        dx, dy = self.sum_at - self.width / 2, -y
        length = (dx * dx + dy * dy) ** 0.5
        reach = self.sum / 2 + 1.5
        return self.sum_at - dx / length * reach, -dy / length * reach

    def _box(
        self,
        centre: Point,
        size: tuple[float, float],
        node: int,
        *,
        fill: str,
        corner: float,
        role: str = "hidden",
        name: str = "",
        dashed: bool = False,
        stroke: str | None = "",
    ) -> None:
        self.boxes.append(
            Box(
                *centre,
                *size,
                corner,
                fill,
                self.theme.outline if stroke == "" else stroke,
                role=role,
                name=name,
                dashed=dashed,
                node=node,
            )
        )

    def _texts(self, centre: Point, heading: Pieces, value: str, node: int) -> None:
        x, y = centre
        self.labels += _texts(x, y, heading, value, node, self.theme)

    def _edge(
        self,
        start: Point,
        end: Point,
        source: int,
        target: int,
        *,
        colour: str | None = None,
        width: float = 1.2,
        dashed: bool = False,
        text: Pieces = (),
        at: float = 0.5,
        above: bool = False,
        under: str = "",
        value: float | None = None,
    ) -> None:
        colour = self.theme.outline if colour is None else colour
        nodes = (source, target)
        self.lines.append(
            Line((start, end), colour, width, dashed, end=end_mark(value), nodes=nodes, value=value)
        )
        if text:
            x, y = start[0] + at * (end[0] - start[0]), start[1] + at * (end[1] - start[1])
            upright = start[0] == end[0]
            if upright:
                x += 6
            elif above:
                x, y = x - 3, y - 9
            label = Label(
                x,
                y,
                plain(text),
                _TEXT,
                self.theme.text,
                anchor="left" if upright else "center",
                clear=not above,
                role="edge",
                nodes=nodes,
                value=value,
                pieces=mathematical(text),
            )
            self.labels.append(label)
            if under:
                below = replace(label, y=y + 18, text=under, pieces=())
                self.labels.append(below)


def _widest(heading: Pieces, value: str) -> float:
    return max(pieces_width(heading, _NAME, "bold"), text_width(value, _NAME, "bold"))


def _texts(
    x: float, y: float, heading: Pieces, value: str, node: int, theme: Theme
) -> Iterator[Label]:
    shift = _PITCH / 2 if value else 0.0
    yield Label(
        x, y - shift, plain(heading), _NAME, theme.text, weight="bold", nodes=(node,),
        pieces=mathematical(heading),
    )  # fmt: skip
    if value:
        yield Label(x, y + shift, value, _TEXT, theme.text, nodes=(node,))
