"""An activation function and its derivative as curves."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from neurosim import checks
from neurosim.checks import Matrix
from neurosim.drawing.charts.pen import MARKERS, Pen
from neurosim.drawing.charts.style import check_size, new_sheet, thickened
from neurosim.drawing.lettering import told
from neurosim.drawing.numerals import raw_text
from neurosim.drawing.picture import Picture
from neurosim.drawing.scene.notes import with_letters
from neurosim.drawing.typesetting import Pieces, plain
from neurosim.errors import InputError, brief, named
from neurosim.files import PathLike
from neurosim.mathematics.symbols import Key
from neurosim.model.activations import Activation, get_activation
from neurosim.writing.letters import Notation, get_notation

_WIDTH, _HEIGHT = 440.0, 320.0
_SAMPLES = 401
_MOST_POINTS = 6
# if a change between neighbours is this large a part of all changes, it may be a jump
_JUMP = 0.1
_HALVINGS = 40

Curve = tuple[Matrix, Matrix]


def draw_activation(
    activation: str | Activation,
    path: PathLike | None = None,
    *,
    points: Iterable[float] | None = None,
    limits: tuple[float, float] = (-5.0, 5.0),
    notation: str | Mapping[Key, str] = "source",
    theme: str = "light",
    title: str | None = None,
    width: str | None = None,
    size: str | None = None,
    legend: bool = True,
    transparent: bool = False,
    overwrite: bool = True,
) -> Picture:
    """Draw an activation function ``a = f(s)`` and its derivative ``f'(s)``.

    The function is a solid line and the derivative a dashed line; at a jump there is a gap. The
    legend says if the derivative is a surrogate, such as the 1 of ``step``.

    Parameters
    ----------
    activation : str or Activation
        The function or its name.
    path : path, optional
        A file to write at once. Its ending chooses the format: ``.svg``, ``.png`` or ``.pdf``.
    points : iterable of float, shape (n,), optional
        Up to 6 summations to mark on both curves, such as those of the neurons of a layer; the
        legend has their numbers.
    limits : (float, float)
        The lowest and the highest summation to draw; the points can make the range wider.
    notation : {"source", "textbook"} or mapping
        The letters of the formulas, as for ``ns.explain``.
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
        If the activation, the notation, the theme or the ending of the file is unknown.
    InputError
        If the function or its derivative is not a finite number somewhere between the limits, or
        if points or limits are wrong.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> picture = ns.draw_activation("sigmoid", points=[-1.0, 0.5])
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
    letters = get_notation(notation, 1)
    chosen = get_activation(activation)
    marked = _points(points)
    low, high = _limits(limits)
    low, high = min([low, *marked]), max([high, *marked])
    check_size([low, high], "the range of the summations", "give nearer limits and points")
    curves = [
        _curve(_checked(function, f"the {what} of activation {chosen.name!r}"), low, high)
        for what, function in (("function", chosen.function), ("derivative", chosen.derivative))
    ]
    labels = (
        (*with_letters("`f`(`s`)", letters), f"  {told(chosen.name)}"),
        (*with_letters("`f'`(`s`)", letters), f"  {_kind(chosen, curves[1])}"),
    )
    marks = [(s, float(chosen.function(s)), float(chosen.derivative(s))) for s in marked]
    description = (
        f"The activation {chosen.name} and its {_kind(chosen, curves[1])} for summations from "
        f"{raw_text(low)} to {raw_text(high)}"
    )
    return sheet.draw(
        lambda pen: _plot(curves, labels, marks, letters, pen),
        name=f"Activation {chosen.name}",
        description="; ".join([description, *(plain(_mark_text(mark, letters)) for mark in marks)]),
    )


def _points(points: Iterable[float] | None) -> list[float]:
    if points is None:
        return []
    given = checks.items(points, "the points are a sequence of summations")
    marked = [checks.number(s, f"point {index}") for index, s in enumerate(given)]
    if len(marked) > _MOST_POINTS:
        raise InputError(
            f"{len(marked)} points were given; at most {_MOST_POINTS} can be marked: choose some"
        )
    return marked


def _limits(limits: Sequence[float]) -> tuple[float, float]:
    try:
        low, high = limits
    except (TypeError, ValueError):
        raise InputError(
            f"the limits are written (low, high), such as (-5, 5); got {brief(limits)}"
        ) from None
    low, high = checks.number(low, "the low limit"), checks.number(high, "the high limit")
    if low >= high:
        raise InputError(f"the low limit must be below the high one; got ({low:g}, {high:g})")
    return low, high


def _checked(function: Callable[[float], float], what: str) -> Callable[[float], float]:
    def value(s: float) -> float:
        try:
            result = function(s)
            number = float(result)
        except Exception as error:
            raise InputError(
                f"{what} fails for the summation {s:g} ({named(error)}); "
                "correct the function, or give limits between which it can be drawn"
            ) from error
        if not math.isfinite(number):
            raise InputError(
                f"{what} gives {number} for the summation {s:g}; it must give a finite number: "
                "correct the function, or give limits between which it can be drawn"
            )
        check_size(number, what, "give limits between which it stays below")
        return number

    return value


def _curve(function: Callable[[float], float], low: float, high: float) -> Curve:
    s = np.linspace(low, high, _SAMPLES)
    f = np.array([function(value) for value in s.tolist()])
    span = float(f.max() - f.min())
    shown_s, shown_f = [s[:1]], [f[:1]]
    for k in range(1, len(s)):
        if abs(f[k] - f[k - 1]) > _JUMP * span:
            at = _jump(function, (s[k - 1], f[k - 1]), (s[k], f[k]), _JUMP * span)
            if at is not None:
                # the curve up to the jump, a gap, and the curve after it
                shown_s.append(np.array([at[0][0], np.nan, at[1][0]]))
                shown_f.append(np.array([at[0][1], np.nan, at[1][1]]))
        shown_s.append(s[k : k + 1])
        shown_f.append(f[k : k + 1])
    return np.concatenate(shown_s), np.concatenate(shown_f)


def _jump(
    function: Callable[[float], float],
    left: tuple[float, float],
    right: tuple[float, float],
    least: float,
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    for _ in range(_HALVINGS):
        s = float((left[0] + right[0]) / 2)
        middle = (s, function(s))
        if abs(middle[1] - left[1]) > abs(right[1] - middle[1]):
            right = middle
        else:
            left = middle
        if abs(right[1] - left[1]) <= least:
            return None
    return left, right


def _kind(activation: Activation, derivative: Curve) -> str:
    if not activation.surrogate:
        return "derivative"
    values = np.unique(derivative[1])
    constant = f" {raw_text(float(values[0]))}" if len(values) == 1 else ""
    return f"surrogate derivative{constant}"


def _mark_text(mark: tuple[float, float, float], letters: Notation) -> Pieces:
    s, f, slope = (raw_text(value) for value in mark)
    return with_letters(f"`s` = {s}:  `f` = {f},  `f'` = {slope}", letters)


def _plot(
    curves: list[Curve],
    labels: tuple[Pieces, Pieces],
    marks: list[tuple[float, float, float]],
    letters: Notation,
    pen: Pen,
) -> Figure:
    theme = pen.theme
    pen = pen.on_page(_WIDTH, _HEIGHT + 14.0 * len(marks))
    figure = pen.figure()
    axes = figure.add_subplot()
    for cross in (axes.axhline, axes.axvline):
        cross(0.0, color=theme.neutral, linewidth=0.8, alpha=0.7, zorder=1)
    entries = []
    colours, dashes = (theme.positive, theme.negative), ("solid", (0, (5.0, 2.2)))
    for (s, f), label, colour, dash in zip(curves, labels, colours, dashes, strict=True):
        (line,) = axes.plot(s, f, color=colour, linestyle=dash, linewidth=2.0)
        entries.append((line, label))
    for mark, marker in zip(marks, MARKERS, strict=False):
        for value, colour in zip(mark[1:], colours, strict=True):
            (point,) = axes.plot(
                mark[0], value, linestyle="none", marker=marker, markersize=6.5, color=colour,
                markeredgecolor=theme.background, markeredgewidth=0.8, zorder=4,
            )  # fmt: skip
            if value is mark[1]:
                entries.append((point, _mark_text(mark, letters)))
    pen.dress(axes, with_letters("summation `s`", letters), width=pen.width, height=pen.height)
    axes.margins(x=0.0)
    pen.legend(axes, entries, pen.width)
    return thickened(figure, pen)
