"""The loss of a training as a curve."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from neurosim import checks
from neurosim.drawing.painters.matplotlib import font_family, new_figure, render
from neurosim.drawing.saving import check_target
from neurosim.drawing.text import clean, shorten, with_known_glyphs
from neurosim.drawing.themes import Theme, get_theme
from neurosim.errors import InputError
from neurosim.files import PathLike, write_whole

_WIDTH, _HEIGHT = 440.0, 280.0
_TITLE_WIDTH = 380.0
_DECADES = 2
_FEW = 12


def draw_loss(
    loss: Iterable[float],
    path: PathLike | None = None,
    *,
    validation_loss: Iterable[float] | None = None,
    theme: str = "light",
    title: str | None = None,
    overwrite: bool = True,
) -> Figure:
    """Draw the loss over the epochs; logarithmic when it spans more than two decades.

    Parameters
    ----------
    loss : sequence of float, shape (n_epochs,)
        The loss of each epoch, such as ``history.loss``.
    path : path, optional
        A file to write, ending in ``.svg``, ``.png`` or ``.pdf``.
    validation_loss : sequence of float, shape (n_epochs,), optional
        The loss of the validation data after each epoch.
    theme : str
        ``light``, ``dark`` or ``print``.
    title : str, optional
        A heading.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    matplotlib.figure.Figure

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
    >>> figure = draw_loss([0.5, 0.2, 0.1], title="three epochs")
    """
    colours = get_theme(theme)
    file_format = None if path is None else check_target(path, overwrite=overwrite)
    curves = [("training", _losses(loss, "loss"), colours.positive)]
    if validation_loss is not None:
        values = _losses(validation_loss, "validation loss")
        if len(values) != len(curves[0][1]):
            raise InputError(
                f"{len(curves[0][1])} losses and {len(values)} validation losses; "
                "there must be one of each for every epoch"
            )
        curves.append(("validation", values, colours.negative))
    if title is not None and not isinstance(title, str):
        raise InputError(f"a title is text; got {title!r}")
    heading = clean(title or "")
    figure = _plot(curves, heading, colours)
    if path is not None and file_format is not None:
        description = "; ".join(
            f"{name} loss from {values[0]:.4g} to {values[-1]:.4g} in {len(values)} epochs"
            for name, values, _ in curves
        )
        if file_format == "svg":
            figure_to_save = _plot(curves, heading, colours, browser_fonts=True)
        else:
            figure_to_save = figure
        data = render(figure_to_save, file_format, title=heading or "Loss", description=description)
        write_whole(path, data, overwrite=overwrite)
    return figure


def _losses(values: Iterable[float], what: str) -> list[float]:
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise InputError(f"the {what} is a sequence with one number for each epoch; got {values!r}")
    losses = [
        checks.number(value, f"the {what} of epoch {index + 1}")
        for index, value in enumerate(values)
    ]
    if not losses:
        raise InputError(f"the {what} has no epochs to draw")
    return losses


def _plot(
    curves: list[tuple[str, list[float], str]],
    title: str,
    theme: Theme,
    *,
    browser_fonts: bool = False,
) -> Figure:
    family = font_family(browser_fonts=browser_fonts)
    figure = new_figure(_WIDTH, _HEIGHT, theme.background)
    axes = figure.add_axes((0.14, 0.16, 0.82, 0.72 if title else 0.8))
    axes.set_facecolor(theme.background)
    style = ("solid", "dashed")
    for (name, values, colour), dashes in zip(curves, style, strict=False):
        marker = "o" if len(values) <= _FEW else ""
        epochs = range(1, len(values) + 1)
        axes.plot(
            epochs, values, color=colour, label=name, linewidth=1.8, linestyle=dashes,
            marker=marker, markersize=3.5,
        )  # fmt: skip
    losses = [value for _, values, _ in curves for value in values]
    if min(losses) > 0 and max(losses) > 10**_DECADES * min(losses):
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
    elif min(losses) >= 0:
        axes.set_ylim(0.0, max(losses) * 1.06 or 1.0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True, min_n_ticks=1))
    axes.set_xlim(left=1, right=max(len(losses) for _, losses, _ in curves) + 0.5)
    axes.set_xlabel("epoch", color=theme.muted, fontfamily=family, fontsize=10)
    axes.set_ylabel("loss", color=theme.muted, fontfamily=family, fontsize=10)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(theme.neutral)
    axes.tick_params(which="both", colors=theme.muted, labelsize=9, labelfontfamily=family)
    axes.grid(axis="y", color=theme.neutral, alpha=0.25, linewidth=0.7)
    axes.set_axisbelow(True)
    if title:
        shown = shorten(title, _TITLE_WIDTH, 12, "bold")
        shown = shown if browser_fonts else with_known_glyphs(shown)
        axes.set_title(
            shown, color=theme.text, fontfamily=family, fontsize=12, fontweight="bold",
            parse_math=False, pad=12,
        )  # fmt: skip
    if len(curves) > 1:
        axes.legend(
            frameon=False, labelcolor=theme.text, prop={"family": family, "size": 9}, loc="best"
        )
    return figure
