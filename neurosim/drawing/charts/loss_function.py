"""The loss of one sample as a function of each output."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from neurosim.checks import Matrix
from neurosim.drawing.charts.outputs import output_names
from neurosim.drawing.charts.pen import Pen, named_width
from neurosim.drawing.charts.style import LARGEST, check_size, new_sheet, padded, thickened
from neurosim.drawing.lettering import clean, loss_words, told
from neurosim.drawing.numerals import raw_text
from neurosim.drawing.picture import Picture
from neurosim.drawing.scene.notes import slope_of_loss
from neurosim.drawing.scene.subject import Subject, read_subject
from neurosim.drawing.typesetting import Pieces, plain
from neurosim.errors import InputError, brief
from neurosim.files import PathLike
from neurosim.mathematics.symbols import LOSS, Key
from neurosim.model.events import LossEvent, LossTerm
from neurosim.model.losses import HUBER_THRESHOLD, JoinedForm, Loss
from neurosim.tracing import Trace
from neurosim.writing.letters import is_default_name

_MOST_OUTPUTS = 6
_SAMPLES = 401
# probabilities are drawn up to this distance from 0 and 1, where their loss is infinite
_EDGE = 0.005
_LOGITS = 5.0
# the height of a panel below another
_LOW = 200.0
_LEAST_SHARE = 1e-3
# the length of the tangent, as a share of the panel
_TANGENT = 0.3


@dataclass(frozen=True, slots=True)
class _Panel:
    name: str
    term: LossTerm
    loss: float
    outputs: Matrix
    losses: Matrix
    logit: bool
    probability: bool

    @property
    def limits(self) -> tuple[float, float]:
        """The range of outputs to show, with the target unless outputs are logits."""
        shown = [float(self.outputs[0]), float(self.outputs[-1])]
        if self.logit or (shown[0] <= self.term.target <= shown[1] and not self.probability):
            return shown[0], shown[1]
        return padded(min(*shown, self.term.target), max(*shown, self.term.target), 0.02)

    @property
    def description(self) -> str:
        term = self.term
        return (
            f"{term.by_symbol} = {raw_text(term.by)}, "
            f"{term.target_symbol} = {raw_text(term.target)}, L = {raw_text(self.loss)}, "
            f"slope {raw_text(term.gradient)}"
        )


def draw_loss_function(
    trace: Trace,
    path: PathLike | None = None,
    *,
    notation: str | Mapping[Key, str] = "source",
    own_names: bool = False,
    theme: str = "light",
    title: str | None = None,
    width: str | None = None,
    size: str | None = None,
    legend: bool = True,
    transparent: bool = False,
    overwrite: bool = True,
) -> Picture:
    """Draw the loss of a traced sample as a function of each output, with the others fixed.

    Each output has a panel with the loss as a curve, the sample as a point on it, the target as a
    dashed line, and the slope ``dL/dy`` as a short tangent. Outputs and targets are in normalized
    units.

    Two losses have no line for the target, which is then only in the legend. The outputs of
    ``softmax_cross_entropy`` are logits, but its targets are probabilities.
    ``binary_cross_entropy`` of a sigmoid output is computed from the summation, so it is drawn as
    a function of the summation.

    Parameters
    ----------
    trace : Trace
        A trace with targets, ``ns.trace(net, x, z)``. If there are more than 6 outputs, the first
        6 are drawn, and a note says so.
    path : path, optional
        A file to write at once. Its ending chooses the format: ``.svg``, ``.png`` or ``.pdf``.
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``.
    own_names : bool
        Whether symbols have the names that you gave to neurons, as for ``ns.explain``.
    theme : str
        ``light``, ``dark`` or ``print`` (black and white).
    title : str, optional
        The heading; ``""`` leaves it out. There is none by default.
    width, size : str, optional
        The size of the picture, as for ``draw``; text is never under 7 points.
    legend : bool
        Whether the picture has a legend.
    transparent : bool
        Whether the page has no colour of its own.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Picture
        It is shown in a notebook; it has ``save`` and the matplotlib ``figure``.

    Raises
    ------
    UnknownNameError
        If the notation, the theme or the ending of the file is unknown.
    InputError
        If it is not a trace, or a trace without targets.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, _ = ns.worked_example()
    >>> picture = ns.draw_loss_function(ns.trace(net, [1, 1], [1]))
    """
    sheet = new_sheet(
        path,
        theme=theme,
        title=title,
        width=width,
        size=size,
        legend=legend,
        transparent=transparent,
        overwrite=overwrite,
    )
    if not isinstance(trace, Trace):
        raise InputError(f"a loss is drawn from a trace, ns.trace(net, x, z); got {brief(trace)}")
    event = next((event for event in trace.events if isinstance(event, LossEvent)), None)
    if event is None or trace.loss_function is None:
        raise InputError(
            "the trace has no targets, so there is no loss; give targets: ns.trace(net, x, z)"
        )
    loss = trace.loss_function
    subject = read_subject(trace, notation, own_names=own_names)
    shown = [(term.by, term.target, term.gradient) for term in event.terms]
    check_size([event.value, *np.ravel(shown)], "the loss", "give the sample in larger units")
    names = output_names(trace.net, None)
    panels = [_panel(loss, event, k, names[k]) for k in range(min(len(names), _MOST_OUTPUTS))]
    note = "" if len(panels) == len(names) else f"{len(panels)} of {len(names):,} outputs drawn"
    return sheet.draw(
        lambda pen: _plot(panels, loss_words(loss.name), note, subject, pen),
        name="Loss function",
        description="; ".join(
            [f"The loss {loss_words(loss.name)}", *(panel.description for panel in panels)]
        ),
    )


def _panel(loss: Loss, event: LossEvent, k: int, name: str) -> _Panel:
    term = event.terms[k]
    if term.summation is not None and loss.joined is not None:
        return _joined_panel(loss.joined, event, k, name)
    logit = loss.name == "softmax_cross_entropy"
    fixed = [other.output for other in event.terms]
    targets = [other.target for other in event.terms]
    low, high = _range(term, loss, logit=logit)
    # the point and the target are corners of the curve, because kinks may be there
    outputs = np.union1d(np.linspace(low, high, _SAMPLES), [term.output])
    if not logit and low <= term.target <= high:
        outputs = np.union1d(outputs, [term.target])
    losses = [_value(loss, [*fixed[:k], y, *fixed[k + 1 :]], targets) for y in outputs.tolist()]
    return _Panel(name, term, event.value, outputs, np.array(losses), logit, loss.probabilities)


def _joined_panel(joined: JoinedForm, event: LossEvent, k: int, name: str) -> _Panel:
    term, n = event.terms[k], len(event.terms)
    summations = np.union1d(np.linspace(term.by - _LOGITS, term.by + _LOGITS, _SAMPLES), [term.by])
    rest = event.value - term.value
    losses = np.array([rest + joined.term(s, term.target, n) for s in summations.tolist()])
    return _Panel(name, term, event.value, summations, losses, True, True)


def _range(term: LossTerm, loss: Loss, *, logit: bool) -> tuple[float, float]:
    y, z = term.output, term.target
    if logit:
        return y - _LOGITS, y + _LOGITS
    if loss.probabilities:
        return min(_EDGE, max(y, 0.0)), max(1.0 - _EDGE, min(y, 1.0))
    least = 2.0 * HUBER_THRESHOLD if loss.name == "huber" else 1.0
    # wide enough that large numbers differ along the axis
    half = max(1.4 * abs(y - z), least, _LEAST_SHARE * abs(z))
    return z - half, z + half


def _value(loss: Loss, outputs: list[float], targets: list[float]) -> float:
    # a user's own loss may not be defined everywhere
    try:
        value = float(loss.value(outputs, targets))
    except (ArithmeticError, ValueError, TypeError, LookupError):
        return math.nan
    return value if abs(value) <= LARGEST else math.nan


def _plot(panels: list[_Panel], loss: str, note: str, subject: Subject, pen: Pen) -> Figure:
    width, height = (440.0, 330.0) if len(panels) == 1 else (290.0, 260.0)
    columns = pen.columns(len(panels), width)
    rows = -(-len(panels) // columns)
    if columns == 1 and rows > 1:
        height = _LOW
    pen = pen.on_page(width * columns, height * rows + (26.0 if pen.heading else 0.0))
    width, height = pen.width / columns, pen.height / rows
    figure = pen.figure()
    name: Pieces = (subject.notation.typeset(LOSS),)
    named: Pieces = (*name, f"  ({clean(loss)})")
    if named_width(named, pen.label_size) > 0.6 * height:
        # there is no room for it beside the axis
        note, named = "; ".join(filter(None, (f"loss: {clean(loss)}", note))), name
    for k, panel in enumerate(panels):
        axes = figure.add_subplot(rows, columns, k + 1)
        _plot_panel(
            axes,
            panel,
            name if k % columns else named,
            subject,
            width,
            height,
            pen,
        )
    if note:
        pen.note(figure, note)
    return thickened(figure, pen)


def _plot_panel(
    axes: Axes,
    panel: _Panel,
    label: Pieces,
    subject: Subject,
    width: float,
    height: float,
    pen: Pen,
) -> None:
    theme, term = pen.theme, panel.term
    axes.plot(panel.outputs, panel.losses, color=theme.muted, linewidth=2.0, zorder=2)
    # the colour of the slope is that of its sign, as in diagrams
    of_sign = theme.by_sign(term.gradient, 1.0)
    low, high = float(np.nanmin(panel.losses)), float(np.nanmax(panel.losses))
    gap = 0.06 * (high - low) or 0.5
    axes.set_xlim(*panel.limits)
    axes.set_ylim(low - gap, high + gap)
    dash: Any = (0, (4.0, 2.5))
    if not panel.logit:
        axes.axvline(term.target, color=theme.neutral, linewidth=1.4, linestyle=dash, zorder=1)
    tangent = _tangent(axes, term, panel.loss)
    axes.set_ylim(min(low - gap, *tangent[1]), max(high + gap, *tangent[1]))
    axes.plot(*tangent, color=of_sign, linewidth=2.4, solid_capstyle="round", zorder=3)
    (point,) = axes.plot(
        term.by, panel.loss, linestyle="none", marker="o", markersize=8.0,
        color=theme.text, markeredgecolor=theme.background, markeredgewidth=1.2, zorder=4,
    )  # fmt: skip
    slope = Line2D([], [], color=of_sign, linewidth=2.4)
    target = Line2D([], [], color=theme.neutral, linewidth=1.4, linestyle=dash)
    nothing = Line2D([], [], linestyle="none")
    symbol, loss = subject.pieces(term.by_symbol), subject.notation.typeset(LOSS)
    entries = [
        (
            point,
            (*symbol, f" = {raw_text(term.by)}, ", loss, f" = {raw_text(panel.loss)}"),
        ),
        (
            slope,
            ("slope ", *slope_of_loss(symbol, subject.notation), f" = {raw_text(term.gradient)}"),
        ),
        (
            nothing if panel.logit else target,
            ("target ", *subject.pieces(term.target_symbol), f" = {raw_text(term.target)}"),
        ),
    ]
    what = "output" if term.summation is None else "summation"
    # an own name in place of the symbol says it already
    default = is_default_name(panel.name, term.output_symbol)
    named = not default and plain(symbol) != panel.name
    x: Pieces = (*symbol, f": {told(panel.name)}") if named else (f"{what} ", *symbol)
    pen.dress(axes, x, label, width=width * 0.7, height=height * 0.6, most=5)
    pen.legend(axes, entries, width)


def _tangent(axes: Axes, term: LossTerm, loss: float) -> tuple[list[float], list[float]]:
    # a steep tangent is as long on paper as a flat one
    wide, high = (end - start for start, end in (axes.get_xlim(), axes.get_ylim()))
    reach = _TANGENT / 2 / math.hypot(1.0 / wide, term.gradient / high)
    x = [term.by - reach, term.by + reach]
    return x, [loss + term.gradient * (value - term.by) for value in x]
