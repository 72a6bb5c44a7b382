"""The loss during training as a curve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from neurosim import checks
from neurosim.drawing.charts.pen import Pen
from neurosim.drawing.charts.style import check_size, new_sheet, thickened
from neurosim.drawing.numerals import typographic
from neurosim.drawing.picture import Picture
from neurosim.errors import InputError
from neurosim.files import PathLike
from neurosim.training.history import History

_WIDTH, _HEIGHT = 440.0, 280.0
_DECADES = 2
_FEW = 12
_MOST_BUCKETS = 1000


def draw_loss(
    loss: History | Iterable[float],
    path: PathLike | None = None,
    *,
    validation_loss: Iterable[float] | None = None,
    theme: str = "light",
    title: str | None = None,
    width: str | None = None,
    size: str | None = None,
    legend: bool = True,
    transparent: bool = False,
    overwrite: bool = True,
) -> Picture:
    """Draw the loss over the epochs, on a logarithmic axis if it spans more than two decades.

    Parameters
    ----------
    loss : History, or sequence of float of shape (n_epochs,)
        The result of ``ns.train``, or the loss of each epoch.
    path : path, optional
        A file to write at once. Its ending chooses the format: ``.svg``, ``.png`` or ``.pdf``.
    validation_loss : sequence of float, shape (n_epochs,), optional
        The loss of the validation data after each epoch; by default that of the history.
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
        If the theme or the ending of the file is unknown.
    InputError
        If there is no epoch, the two curves differ in length, or a value is not finite.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> from neurosim.drawing import draw_loss
    >>> picture = draw_loss([0.5, 0.2, 0.1], title="three epochs")
    """
    if isinstance(loss, History):
        if validation_loss is None and loss.validation_loss:
            validation_loss = loss.validation_loss
        loss = loss.loss
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
    curves = [("training", _losses(loss, "loss"))]
    if validation_loss is not None:
        values = _losses(validation_loss, "validation loss")
        if len(values) != len(curves[0][1]):
            raise InputError(
                f"{len(curves[0][1])} losses and {len(values)} validation losses; "
                "there must be one of each for every epoch"
            )
        curves.append(("validation", values))
    description = "; ".join(
        f"{name} loss from {values[0]:.4g} to {values[-1]:.4g} in {len(values)} epochs"
        for name, values in curves
    )
    return sheet.draw(lambda pen: _plot(curves, pen), name="Loss", description=description)


def _losses(values: Iterable[float], what: str) -> list[float]:
    losses = [
        checks.number(value, f"the {what} of epoch {index + 1}")
        for index, value in enumerate(
            checks.items(values, f"the {what} is a sequence with one number for each epoch")
        )
    ]
    if not losses:
        raise InputError(f"the {what} has no epochs to draw")
    check_size(losses, f"the {what}", "train with a smaller learning rate")
    return losses


def scale_losses(axes: Axes, losses: Sequence[float]) -> None:
    """Set the scale of an axis of losses: logarithmic for more than two decades, else from 0."""
    if min(losses) > 0 and max(losses) > 10**_DECADES * min(losses):
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: typographic(f"{value:g}")))
        axes.yaxis.set_minor_formatter(NullFormatter())
    elif min(losses) >= 0:
        axes.set_ylim(0.0, max(losses) * 1.06 or 1.0)


def thinned(losses: Sequence[float]) -> tuple[list[int], list[float]]:
    """Return epochs, from 1, and their losses; of many, the least and greatest of each bucket.

    Buckets are narrower than a pixel, so the curve looks the same.

    Examples
    --------
    >>> thinned([0.5, 0.25])
    ([1, 2], [0.5, 0.25])
    """
    if len(losses) <= 2 * _MOST_BUCKETS:
        return list(range(1, len(losses) + 1)), list(losses)
    values = np.asarray(losses, dtype=np.float64)
    chosen = {0, len(values) - 1}
    edges = np.linspace(0, len(values), _MOST_BUCKETS + 1).round().astype(int).tolist()
    for start, end in pairwise(edges):
        bucket = values[start:end]
        chosen |= {start + int(bucket.argmin()), start + int(bucket.argmax())}
    places = sorted(chosen)
    return [place + 1 for place in places], values[places].tolist()


def _plot(curves: list[tuple[str, list[float]]], pen: Pen) -> Figure:
    pen = pen.on_page(_WIDTH, _HEIGHT)
    figure = pen.figure()
    axes = figure.add_subplot()
    colours = (pen.theme.positive, pen.theme.negative)
    entries = []
    for (name, values), colour, dashes in zip(curves, colours, ("solid", "dashed"), strict=False):
        marker = "o" if len(values) <= _FEW else ""
        (line,) = axes.plot(
            *thinned(values), color=colour, linewidth=1.8, linestyle=dashes, marker=marker,
            markersize=3.5,
        )  # fmt: skip
        entries.append((line, name))
    scale_losses(axes, [value for _, values in curves for value in values])
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 5, 10], min_n_ticks=1))
    axes.set_xlim(left=1, right=max(len(values) for _, values in curves) + 0.5)
    pen.dress(axes, "epoch", "loss", width=pen.width, height=pen.height)
    if len(entries) > 1:
        pen.legend(axes, entries, pen.width, columns=2)
    return thickened(figure, pen)
