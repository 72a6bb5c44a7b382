"""The outputs of a network over the plane of its two inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from neurosim.checks import Matrix, whole_number
from neurosim.data import Dataset
from neurosim.drawing.charts.axis import round_numbers
from neurosim.drawing.charts.outputs import (
    Name,
    Samples,
    checked_network,
    class_labels,
    fitting,
    input_names,
    output_names,
    printed,
)
from neurosim.drawing.charts.pen import MARKERS, Pen
from neurosim.drawing.charts.style import check_size, new_sheet, padded, spread, thickened
from neurosim.drawing.numerals import raw_text
from neurosim.drawing.picture import Picture
from neurosim.drawing.scene.subject import read_subject
from neurosim.engine.predict import predict
from neurosim.errors import InputError, counted, unknown_name
from neurosim.files import PathLike
from neurosim.mathematics.symbols import Key
from neurosim.model.losses import get_loss
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron

_LITTLE_WORK = 2_000_000
_WIDTH, _HEIGHT = 460.0, 380.0
_MOST_POINTS = 1000
MOST_CLASSES = len(MARKERS)
"""The most classes that can be told apart."""
_MARGIN = 0.08
_FEW_VALUES = 6
_REMEDY = "give the data in larger units"

Surface = tuple[Matrix, Matrix, Matrix]
"""The values of both inputs, and the outputs at each pair."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The colours of an output.

    Attributes
    ----------
    levels : ndarray
        The numbers between two colours.
    low, high : float
        The least and the greatest number.
    two_sided : bool
        Whether the lower and the upper half have colours of their own, as for two targets.
    """

    levels: Matrix
    low: float
    high: float
    two_sided: bool = False


def draw_decision_surface(
    net: Network,
    data: Samples | None = None,
    path: PathLike | None = None,
    *,
    output: int | str | Neuron | None = None,
    resolution: int = 151,
    notation: str | Mapping[Key, str] = "source",
    theme: str = "light",
    title: str | None = None,
    width: str | None = None,
    size: str | None = None,
    legend: bool = True,
    transparent: bool = False,
    overwrite: bool = True,
) -> Picture:
    """Draw the outputs of a network over the plane of its two inputs.

    For a network with classes, the colour of the plane is the predicted class. For any other
    network, one output is drawn as filled contours, with a scale of its raw values.

    Samples of classes have a shape and a colour for each class: the colour of the ground where this
    class is predicted, but darker. If the targets have only two values, the ground has a colour on
    each side of the line where the output is halfway between them, and there is one shape and
    colour for each value. Otherwise the colour of a sample is its target on the scale of the
    output, so a well predicted sample has nearly the colour around it.

    Parameters
    ----------
    net : Network
        A network with exactly two inputs; its scaling is used.
    data : Dataset or tuple (X, Z) of array_like, optional
        Samples to draw, in raw units. They also determine the part of the plane; without them it is
        the range of the network's input scaling, or -1 to 1.
    path : path, optional
        A file to write at once. Its ending chooses the format: ``.svg``, ``.png`` or ``.pdf``.
    output : int, str or Neuron, optional
        The output to draw: its position counted from 0, its name, or the neuron. By default the
        classes if the network has them, otherwise the first output. A note says which of several
        outputs is drawn.
    resolution : int
        The number of values of each input for which the network is computed, from 2 to 1000.
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``; a default name such as ``x[0]`` is a symbol.
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
        If the output, the notation, the theme or the ending of the file is unknown.
    InputError
        If the network does not have two inputs, the data does not fit it, there are more than 10
        classes, or the resolution is out of range.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> xor = ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    >>> picture = ns.draw_decision_surface(ns.mlp([2, 3, 1], seed=1), xor)
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
    net = checked_network(net)
    if len(net.inputs) != 2:
        raise InputError(
            f"the network has {counted(len(net.inputs), 'input')}; "
            "a surface can be drawn over exactly 2"
        )
    if whole_number(resolution, "the resolution", minimum=2) > 1000:
        raise InputError(f"the resolution is {resolution}; it must be at most 1000")
    samples = None if data is None else fitting(net, data)
    classes = _classes(net, samples) if output is None else None
    place = 0 if output is None else _place(net, output)
    x, y, answers = answers_over_plane(net, samples, resolution)
    names, every = input_names(net, samples), output_names(net, samples)
    output_name = every[place]
    subject = read_subject(net, notation)
    axes_names = printed(names, net.inputs, subject)
    bar_name = printed(every, net.outputs, subject)[place]
    boundary = boundary_between(net, None if samples is None else samples.Z[:, place])
    values = answers[..., place]

    notes = []
    if classes is None and len(net.outputs) > 1:
        notes.append(_which_output(net, place, output_name))
    if samples is not None and len(samples) > _MOST_POINTS:
        notes.append(f"{_MOST_POINTS:,} of {len(samples):,} samples drawn")

    def paint(pen: Pen) -> Figure:
        pen = pen.on_page(_WIDTH, _HEIGHT)
        figure = pen.figure()
        axes = figure.add_subplot()
        if classes is None:
            entries = _plot_output(axes, (x, y, values), bar_name, boundary, samples, place, pen)
        else:
            entries = fill_classes(axes, (x, y, answers), classes, samples, pen)
        pen.dress(axes, *axes_names, width=0.7 * pen.width, height=0.6 * pen.height, grid=None)
        axes.set_xlim(x[0], x[-1])
        axes.set_ylim(y[0], y[-1])
        if entries:
            pen.legend(axes, entries, 0.9 * pen.width, columns=min(len(entries), 3))
        if notes:
            pen.note(figure, "; ".join(notes))
        return thickened(figure, pen)

    if classes is None:
        shown = (
            f"The output {output_name} over {names[0]} and {names[1]}, from "
            f"{raw_text(float(values.min()))} to {raw_text(float(values.max()))}"
        )
    else:
        shown = f"The predicted class over {names[0]} and {names[1]}: {', '.join(classes)}"
    return sheet.draw(paint, name="Decision surface", description=shown)


def _classes(net: Network, data: Samples | None) -> tuple[str, ...] | None:
    classes = class_labels(net, data)
    if classes is not None and len(classes) > MOST_CLASSES:
        raise InputError(
            f"the network has {len(classes)} classes; at most {MOST_CLASSES} can be told apart: "
            "choose one of its outputs with output=..."
        )
    return classes


def _which_output(net: Network, place: int, name: str) -> str:
    other = net.outputs[0 if place else 1].name
    return f"output {place + 1} of {len(net.outputs)}: {name}; choose another: output={other!r}"


def _place(net: Network, output: int | str | Neuron) -> int:
    if isinstance(output, str | Neuron):
        neuron = net[output]
        if neuron not in net.outputs:
            raise unknown_name("output", neuron.name, [n.name for n in net.outputs])
        return net.outputs.index(neuron)
    place = whole_number(output, "the output", minimum=0)
    if place >= len(net.outputs):
        raise InputError(
            f"there is no output {place}; the network has {counted(len(net.outputs), 'output')}, "
            "counted from 0"
        )
    return place


def answers_over_plane(net: Network, samples: Dataset | None, resolution: int) -> Surface:
    """Return the raw outputs of a network over the plane of its inputs, around the samples."""
    if samples is not None:
        check_size(samples.X, "an input of the data", _REMEDY)
        check_size(samples.Z, "a target of the data", _REMEDY)
    x, y = _ranges(net, samples, resolution)
    check_size([*x, *y], "the range of the inputs", _REMEDY)
    plane = np.stack([grid.ravel() for grid in np.meshgrid(x, y)], axis=1)
    # the objects take less than a second, and compiling the engine takes longer
    little = len(plane) * net.graph.number_of_edges() <= _LITTLE_WORK
    answers = predict(net, plane, engine="objects" if little else None)
    answers = answers.reshape(len(y), len(x), len(net.outputs))
    check_size(answers, "an output", _REMEDY)
    return x, y, answers


def _ranges(net: Network, samples: Dataset | None, resolution: int) -> list[Matrix]:
    ends = [(-1.0, 1.0), (-1.0, 1.0)]
    if net.input_scaling is not None:
        ends = [padded(*e, 0.0) for e in net.input_scaling.usual_limits]
    if samples is not None:
        least, most = samples.X.min(axis=0).tolist(), samples.X.max(axis=0).tolist()
        ends = [padded(*e, _MARGIN) for e in zip(least, most, strict=True)]
    return [np.linspace(low, high, resolution) for low, high in ends]


def boundary_between(net: Network, targets: Matrix | None) -> float | None:
    """Return the output halfway between two targets, if there are exactly two."""
    if targets is None:
        return 0.5 if get_loss(net.loss).probabilities else None
    values = np.unique(targets)
    return float(values.mean()) if len(values) == 2 else None


def _plot_output(
    axes: Axes,
    surface: Surface,
    name: Name,
    boundary: float | None,
    samples: Dataset | None,
    place: int,
    pen: Pen,
) -> list[tuple[Any, str]]:
    targets = None if samples is None else samples.Z[:, place]
    shown = fill_output(axes, surface, output_scale(surface[2], targets), pen)
    figure = axes.get_figure(root=True)
    assert figure is not None
    bar = pen.colour_bar(figure, shown, axes, name, 0.6 * pen.height)
    different = np.unique(surface[2])
    if len(different) <= _FEW_VALUES:
        bar.set_ticks(different.tolist())
    entries = mark_boundary(axes, surface, boundary, pen)
    if samples is None or targets is None:
        return entries
    return mark_targets(axes, samples.X, targets, shown, pen) + entries


def fill_output(axes: Axes, surface: Surface, scale: Scale, pen: Pen) -> QuadContourSet:
    """Fill axes with the colours of an output."""
    colours = pen.two_sided if scale.two_sided else pen.sequential
    filled = axes.contourf(
        *surface, levels=scale.levels, cmap=colours, vmin=scale.low, vmax=scale.high
    )
    # without edges of their own, the page shows through where bands meet
    filled.set(edgecolor="face", linewidth=0.3)
    return filled


def mark_boundary(
    axes: Axes, surface: Surface, boundary: float | None, pen: Pen
) -> list[tuple[Any, str]]:
    """Draw the line where an output has a value, and return its entry of the legend."""
    # where the output jumps, its colours already show the boundary
    jumps = len(np.unique(surface[2])) <= _FEW_VALUES
    if boundary is None or jumps or not surface[2].min() < boundary < surface[2].max():
        return []
    dash: Any = (0, (5.0, 2.0))
    for colour, width, style in ((pen.theme.background, 3.4, "solid"), (pen.theme.text, 1.6, dash)):
        axes.contour(
            *surface, levels=[boundary], colors=[colour], linewidths=width, linestyles=[style]
        )
    line = Line2D([], [], color=pen.theme.text, linewidth=1.6, linestyle=dash)
    return [(line, f"output {raw_text(boundary)}")]


def mark_targets(
    axes: Axes, X: Matrix, targets: Matrix, scale: QuadContourSet, pen: Pen
) -> list[tuple[Any, str]]:
    """Draw samples by their targets, and return the entries of the legend."""
    rows = spread(len(X), _MOST_POINTS)
    different = np.unique(targets).tolist()
    if len(different) == 2:
        # the colour of each target's side of the ground, and darker
        sides = (pen.theme.diverging[0], pen.theme.diverging[-1])
        return [
            (
                _mark(axes, X[rows[targets[rows] == value]], k, colour, pen),
                f"target {raw_text(value)}",
            )
            for k, (value, colour) in enumerate(zip(different, sides, strict=True))
        ]
    outline = pen.theme.text
    low, high = scale.get_clim()
    size = _size(len(rows))
    # a light and a dark ring, so that the mark is visible on every colour of the scale
    axes.plot(
        X[rows, 0], X[rows, 1], linestyle="none", marker="o", markersize=size + 3.4,
        color=pen.theme.background, markeredgewidth=0.0, zorder=4,
    )  # fmt: skip
    axes.scatter(
        X[rows, 0], X[rows, 1], size**2, targets[rows], cmap=scale.get_cmap(),
        vmin=low, vmax=high, edgecolors=outline, linewidths=1.1, zorder=4,
    )  # fmt: skip
    circle = Line2D(
        [], [], linestyle="none", marker="o", markersize=6.5, markeredgecolor=outline,
        markerfacecolor=pen.sequential(0.5),
    )  # fmt: skip
    return [(circle, "sample, coloured by its target")]


def output_scale(values: Matrix, targets: Matrix | None) -> Scale:
    """Return the levels of the colours for an output, and the least and greatest of them."""
    different = np.unique(values if targets is None else np.append(values, targets))
    low, high = float(different[0]), float(different[-1])
    ends = [] if targets is None else np.unique(targets).tolist()
    two_sided = len(ends) == 2
    if two_sided:
        # both sides are as wide, so that the paler middle is halfway between the targets
        middle = (ends[0] + ends[1]) / 2
        reach = max(high - middle, middle - low)
        low, high = middle - reach, middle + reach
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-300):
        low, high = padded(low, low, 0.0)
        return Scale(np.array([low, high]), low, high)
    if len(different) <= _FEW_VALUES:
        # an output with few values has one colour for each of them
        between = (different[1:] + different[:-1]) / 2
        gap = (high - low) * 0.1
        return Scale(np.array([low - gap, *between, high + gap]), low, high, two_sided)
    levels = np.array(round_numbers(low, high, 14))
    if two_sided:
        return Scale(levels, low, high, two_sided=True)
    return Scale(levels, float(levels[0]), float(levels[-1]))


def fill_classes(
    axes: Axes,
    surface: Surface,
    classes: tuple[str, ...],
    samples: Dataset | None,
    pen: Pen,
) -> list[tuple[Any, str]]:
    """Fill axes with the colours of the predicted classes, and return the entries of the legend."""
    theme = pen.theme
    x, y, answers = surface
    # of equal outputs the first counts, so it is painted last
    for k in reversed(range(len(classes))):
        ahead = answers[..., k] - np.delete(answers, k, axis=2).max(axis=2)
        if ahead.max() >= 0.0:
            levels = [-1e-9 * max(float(np.abs(ahead).max()), 1e-300), float(ahead.max()) + 1.0]
            axes.contourf(x, y, ahead, levels=levels, colors=[theme.regions[k]])
        if ahead.min() < 0.0 < ahead.max():
            axes.contour(x, y, ahead, levels=[0.0], colors=[theme.neutral], linewidths=1.0)
    entries: list[tuple[Any, str]] = []
    for k, label in enumerate(classes):
        handle: Any = Patch(facecolor=theme.regions[k], edgecolor=theme.neutral, linewidth=0.8)
        if samples is not None:
            rows = spread(len(samples), _MOST_POINTS)
            chosen = rows[samples.Z[rows].argmax(axis=1) == k]
            handle = (handle, _mark(axes, samples.X[chosen], k, theme.series[k], pen))
        entries.append((handle, label))
    return entries


def _mark(axes: Axes, places: Matrix, k: int, colour: str, pen: Pen) -> Line2D:
    (points,) = axes.plot(
        places[:, 0], places[:, 1], linestyle="none", marker=MARKERS[k],
        markersize=_size(len(places)), color=colour,
        markeredgecolor=pen.ink_on(colour), markeredgewidth=0.9, zorder=4,
    )  # fmt: skip
    return points


def _size(count: int) -> float:
    return 7.5 if count <= 50 else 6.0 if count <= 200 else 4.5
