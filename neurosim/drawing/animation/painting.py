"""Paints frames: the diagram, and the curve of the loss under it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from neurosim.drawing.animation.frames import Curve, Frame
from neurosim.drawing.charts.loss import scale_losses, thinned
from neurosim.drawing.painters.matplotlib import font_family, new_figure, paint_axes
from neurosim.drawing.settings import house_settings
from neurosim.drawing.themes import Theme

_PANEL = 130.0


def painted_size(frame: Frame) -> tuple[float, float]:
    """Return the width and height of a painted frame in points."""
    panel = 0.0 if frame.curve is None else _PANEL
    return frame.scene.width, frame.scene.height + panel


@house_settings()
def paint_frame(frame: Frame, theme: Theme, *, browser_fonts: bool = False) -> Figure:
    """Return a figure of the frame; all frames of a film have the same size."""
    scene = frame.scene
    width, height = painted_size(frame)
    panel = height - scene.height
    figure = new_figure(width, height, scene.background)
    axes = figure.add_axes((0.0, panel / height, 1.0, scene.height / height))
    paint_axes(scene, axes, browser_fonts=browser_fonts)
    if frame.curve is not None:
        below = figure.add_axes(
            (58 / scene.width, 34 / height, 1 - 80 / scene.width, (panel - 44) / height)
        )
        _paint_curve(frame.curve, below, theme, font_family(browser_fonts=browser_fonts))
    return figure


def _paint_curve(curve: Curve, axes: Axes, theme: Theme, family: str) -> None:
    axes.set_facecolor(theme.background)
    axes.plot(*thinned(curve.losses), color=theme.neutral, linewidth=0.8, alpha=0.6)
    done = curve.losses[: curve.epoch]
    axes.plot(*thinned(done), color=theme.positive, linewidth=1.8)
    if done:
        axes.plot(
            [curve.epoch],
            [done[-1]],
            marker="o",
            markersize=4.5,
            color=theme.positive,
            clip_on=False,
        )
    scale_losses(axes, curve.losses)
    if axes.get_yscale() == "linear":
        axes.yaxis.set_major_locator(MaxNLocator(nbins=3))
    axes.set_xlim(0, len(curve.losses))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    axes.set_xlabel("epoch", color=theme.muted, fontfamily=family, fontsize=8.5)
    axes.set_ylabel("mean loss", color=theme.muted, fontfamily=family, fontsize=8.5)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(theme.neutral)
    axes.tick_params(which="both", colors=theme.muted, labelsize=8, labelfontfamily=family)
