"""Predictions against targets: points for numbers, a table of counts for classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.drawing.charts.axis import TICK_SIZE
from neurosim.drawing.charts.outputs import (
    Name,
    Samples,
    checked_network,
    class_labels,
    fitting,
    output_names,
    printed,
)
from neurosim.drawing.charts.pen import LABEL_SIZE, Pen
from neurosim.drawing.charts.style import check_size, new_sheet, padded, spread, thickened
from neurosim.drawing.lettering import text_width
from neurosim.drawing.page_size import LEAST_TEXT
from neurosim.drawing.picture import Picture
from neurosim.drawing.scene.subject import read_subject
from neurosim.engine.predict import predict
from neurosim.errors import InputError
from neurosim.files import PathLike
from neurosim.mathematics.symbols import Key
from neurosim.model.columns import TargetColumn, class_column
from neurosim.model.network import Network
from neurosim.training.metrics import confusion_matrix

_PANEL = 240.0
_MOST_OUTPUTS, _MOST_POINTS = 6, 1000
MOST_CLASSES = 20
"""The most classes of a table that can be read."""
_LABEL_ROOM = 90.0
_REMEDY = "give the data in larger units"


def draw_predictions(
    net: Network,
    data: Samples,
    path: PathLike | None = None,
    *,
    notation: str | Mapping[Key, str] = "source",
    theme: str = "light",
    title: str | None = None,
    width: str | None = None,
    size: str | None = None,
    transparent: bool = False,
    overwrite: bool = True,
) -> Picture:
    """Draw predictions against targets.

    For numbers, each output has a panel with a point for each sample, in raw units; a point on the
    diagonal is a correct prediction. For classes, a table counts the samples by class (rows) and
    predicted class (columns); correct predictions are on the diagonal.

    Parameters
    ----------
    net : Network
        The network; its scaling is used.
    data : Dataset or tuple (X, Z) of array_like
        Samples in raw units.
    path : path, optional
        A file to write at once. Its ending chooses the format: ``.svg``, ``.png`` or ``.pdf``.
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``; a default name such as ``x[0]`` is a symbol.
    theme : str
        ``light``, ``dark`` or ``print`` (black and white).
    title : str, optional
        The heading; ``""`` leaves it out. There is none by default.
    width, size : str, optional
        The size of the picture, as for ``draw``; text is never under 7 points.
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
        If the data does not fit the network, or there are more than 20 classes.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, data = ns.worked_example()
    >>> picture = ns.draw_predictions(net, data)
    """
    sheet = new_sheet(
        path,
        theme=theme,
        title=title,
        width=width,
        size=size,
        transparent=transparent,
        overwrite=overwrite,
    )
    net = checked_network(net)
    subject = read_subject(net, notation)
    samples = fitting(net, data)
    column = class_column(samples.target_columns)
    classes = class_labels(net, samples) if column is None else column.classes
    if classes is not None and len(classes) > MOST_CLASSES:
        raise InputError(
            f"the network has {len(classes)} classes; a table of at most {MOST_CLASSES} can be read"
        )
    predicted = predict(net, samples.X)
    if classes is not None:
        column = column or TargetColumn("class", classes)
        counts = confusion_matrix(predicted, samples.Z, column)
        right = f"{counts.trace():,} of {counts.sum():,} samples predicted correctly"
        return sheet.draw(
            lambda pen: _plot_counts(counts, classes, right, pen),
            name="Predictions",
            description=f"{right}; classes: {', '.join(classes)}",
        )
    check_size(samples.Z, "a target", _REMEDY)
    check_size(predicted, "a prediction", _REMEDY)
    names = output_names(net, samples)
    panels = printed(names, net.outputs, subject)
    errors = np.abs(predicted - samples.Z).max(axis=0)
    return sheet.draw(
        lambda pen: _plot_numbers(samples.Z, predicted, panels, pen),
        name="Predictions",
        description="; ".join(
            f"{name}: predictions differ from targets by at most {error:.4g}"
            for name, error in zip(names, errors, strict=True)
        ),
    )


def _plot_numbers(targets: Matrix, predicted: Matrix, names: Sequence[Name], pen: Pen) -> Figure:
    n_outputs = min(len(names), _MOST_OUTPUTS)
    columns = pen.columns(n_outputs, _PANEL)
    rows = -(-n_outputs // columns)
    usual = _PANEL if n_outputs > 1 else 1.4 * _PANEL
    pen = pen.on_page(usual * columns, usual * rows + 24.0 + (30.0 if pen.heading else 0.0))
    side = min(pen.width / columns, pen.height / rows)
    figure = pen.figure()
    chosen = spread(len(targets), _MOST_POINTS)
    for k in range(n_outputs):
        axes = figure.add_subplot(rows, columns, k + 1)
        _plot_output(axes, targets[chosen, k], predicted[chosen, k], names[k], side, pen)
    notes = ["on the dashed line the prediction is the target"]
    if len(chosen) < len(targets):
        notes.append(f"{len(chosen):,} of {len(targets):,} samples drawn")
    if n_outputs < len(names):
        notes.append(f"{n_outputs} of {len(names):,} outputs drawn")
    pen.note(figure, "; ".join(notes))
    return thickened(figure, pen)


def _plot_output(
    axes: Axes, targets: Matrix, predicted: Matrix, name: Name, side: float, pen: Pen
) -> None:
    theme = pen.theme
    both = np.append(targets, predicted)
    low, high = padded(float(both.min()), float(both.max()), 0.06)
    axes.plot(
        [low, high], [low, high], color=theme.neutral, linewidth=1.2, linestyle=(0, (5.0, 2.2)),
        zorder=2,
    )  # fmt: skip
    mark_predictions(axes, targets, predicted, pen)
    pen.dress(axes, "target", "prediction", width=side, height=side, grid="both", most=5)
    pen.name(axes, name, side * 0.7)
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    axes.set_aspect("equal")


def mark_predictions(axes: Axes, targets: Matrix, predicted: Matrix, pen: Pen) -> None:
    """Draw a point for each sample."""
    size = 6.5 if len(targets) <= 50 else 5.0 if len(targets) <= 200 else 3.6
    axes.plot(
        targets, predicted, linestyle="none", marker="o", markersize=size,
        color=pen.theme.positive, markeredgecolor=pen.theme.background,
        markeredgewidth=size / 9, alpha=0.9, zorder=3,
    )  # fmt: skip


def _plot_counts(
    counts: NDArray[np.int64], classes: tuple[str, ...], right: str, pen: Pen
) -> Figure:
    n = len(classes)
    # as wide as its longest number in the smallest text
    widest = text_width(f"{counts.max():,}", LEAST_TEXT, "bold") + 4.0
    cell = max(min(64.0, 420.0 / n), 24.0, widest)
    longest = min(max(text_width(label, TICK_SIZE) for label in classes), _LABEL_ROOM)
    more = 12.0 if longest <= cell - 6.0 else longest
    around = longest + 70.0
    height = cell * n + 90.0 + more + (26.0 if pen.heading else 0.0)
    pen = pen.on_page(max(cell * n + around, 240.0), height)
    room = min(_LABEL_ROOM * pen.scale, 0.3 * pen.width)
    labels = [pen.fit(label, room, pen.tick_size) for label in classes]
    longest = max(text_width(label, pen.tick_size) for label in labels)
    cell = min(
        (pen.width - longest - 70.0 * pen.scale) / n,
        (pen.height - (height - cell * n) * pen.scale) / n,
    )
    upright = longest > cell - 6.0
    figure = pen.figure()
    axes = figure.add_subplot()
    mark_counts(axes, counts, cell, pen)
    pen.dress(axes, "predicted class", "target class", width=cell * n, height=cell * n, grid=None)
    font: Any = pen.font(pen.tick_size)
    axes.set_xticks(range(n), labels=labels, rotation=90 if upright else 0, **font)
    axes.set_yticks(range(n), labels=labels, **font)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(True)
    pen.note(figure, right)
    return thickened(figure, pen)


def mark_counts(axes: Axes, counts: NDArray[np.int64], cell: float, pen: Pen) -> None:
    """Draw a table of counts in cells of a size in points."""
    # each row by its own sum, so that a rare class is visible too
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap=pen.sequential, vmin=0.0, vmax=1.0, interpolation="none")
    for row, column in np.ndindex(counts.shape):
        count = int(counts[row, column])
        size = (LABEL_SIZE + 1.0) * pen.scale
        while size > LEAST_TEXT and text_width(f"{count:,}", size, "bold") > cell - 4.0:
            size = max(size - 0.5, LEAST_TEXT)
        if text_width(f"{count:,}", size, "bold") > cell:
            # the colour alone shows it
            continue
        ink = pen.ink_on(pen.sequential(float(shares[row, column])))
        weight = "bold" if row == column else "normal"
        axes.text(
            column, row, f"{count:,}", ha="center", va="center",
            **pen.font(size, ink if count else pen.theme.muted, weight),
        )  # fmt: skip
