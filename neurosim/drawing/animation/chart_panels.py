"""Charts as panels of a film: axes that stand still, and curves and colours that move in them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import Self

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from neurosim.drawing.charts.loss import scale_losses, thinned
from neurosim.drawing.charts.pen import Pen
from neurosim.drawing.painters.matplotlib import new_figure
from neurosim.drawing.themes import Theme


class ChartPanel(ABC):
    """Axes that stand still, and what moves in them.

    Attributes
    ----------
    width, height : float
        The size in points; ``sized`` gives it.
    """

    width = height = 0.0
    _text = 1.0

    def __init__(self) -> None:
        self._axes: dict[Theme, tuple[Axes, Axes]] = {}

    def sized(self, width: float, height: float, text: float = 1.0) -> Self:
        """Return the same panel in a size, its text a multiple of the usual; it has own axes."""
        panel = copy(self)
        panel.width, panel.height, panel._text, panel._axes = width, height, text, {}
        return panel

    def behind(self, pen: Pen, place: int) -> None:
        """Return nothing: all that moves is over the axes."""
        return

    def still(self, pen: Pen) -> Figure:
        """Return the axes with their numbers and names."""
        pen = replace(pen.on_page(self.width, self.height), scale=self._text)
        figure = pen.figure()
        axes = figure.add_subplot()
        self._dress(axes, pen)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        for artist in [*axes.lines, *axes.collections, *axes.images, *axes.texts]:
            artist.set_visible(False)
        self._axes[pen.theme] = axes, self._over(figure, axes)
        return figure

    def moving(self, pen: Pen, place: int) -> Figure:
        """Return what is in the axes at a moment."""
        model, axes = self._axes[pen.theme]
        for artist in [*axes.lines, *axes.collections, *axes.images, *axes.texts]:
            artist.remove()
        self._move(axes, place, replace(pen, scale=self._text))
        axes.set(xlim=model.get_xlim(), ylim=model.get_ylim())
        painted = axes.get_figure(root=True)
        assert painted is not None
        return painted

    def _over(self, figure: Figure, model: Axes) -> Axes:
        """Return empty axes in the same place of another figure without ground."""
        width, height = self.width, self.height
        axes: Axes = new_figure(width, height, None).add_axes(model.get_position().bounds)
        axes.set_axis_off()
        axes.set(xscale=model.get_xscale(), yscale=model.get_yscale())
        axes.set_aspect(model.get_aspect())
        return axes

    @abstractmethod
    def _dress(self, axes: Axes, pen: Pen) -> None:
        """Give the axes their limits, numbers, names and legend."""

    @abstractmethod
    def _move(self, axes: Axes, place: int, pen: Pen) -> None:
        """Draw what is in the axes at a moment."""


class LossPanel(ChartPanel):
    """The loss of all epochs, and in bold that of the epochs so far.

    Parameters
    ----------
    losses : sequence of float
        The mean loss of each epoch of the whole training.
    epochs : sequence of int
        The number of epochs done at each moment.
    """

    def __init__(self, losses: Sequence[float], epochs: Sequence[int]) -> None:
        super().__init__()
        self._losses, self._epochs = losses, epochs

    def _dress(self, axes: Axes, pen: Pen) -> None:
        self._move(axes, -1, pen)
        scale_losses(axes, self._losses)
        axes.set_xlim(0, len(self._losses))
        if axes.get_yscale() == "linear":
            axes.yaxis.set_major_locator(MaxNLocator(nbins=3))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        pen.dress(axes, "epoch", "mean loss", width=self.width, height=self.height)

    def _move(self, axes: Axes, place: int, pen: Pen) -> None:
        theme, done = pen.theme, self._losses[: self._epochs[place]]
        axes.plot(*thinned(self._losses), color=theme.neutral, linewidth=0.9, alpha=0.6)
        axes.plot(*thinned(done), color=theme.positive, linewidth=2.0)
        if done:
            axes.plot(
                [len(done)], [done[-1]], marker="o", markersize=5.5, color=theme.positive,
                clip_on=False,
            )  # fmt: skip
