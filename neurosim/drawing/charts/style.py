"""What all charts share: their options, and checks of their numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from numpy.typing import ArrayLike, NDArray

from neurosim.checks import flag
from neurosim.drawing.charts.pen import Pen
from neurosim.drawing.fonts import font_families
from neurosim.drawing.lettering import (
    clean,
    told,
)
from neurosim.drawing.painters.matplotlib import (
    FORMATS,
    render,
)
from neurosim.drawing.picture import Picture, finished
from neurosim.drawing.picture_options import PictureOptions, check_options
from neurosim.drawing.settings import house_settings
from neurosim.errors import InputError
from neurosim.files import PathLike

LARGEST = 1e100
"""The largest number that is drawn."""


Paint = Callable[[Pen], Figure]


@dataclass(frozen=True, slots=True)
class ChartSheet:
    """The options of a chart.

    Attributes
    ----------
    options : PictureOptions
        Its colours, its heading and the file to write.
    with_legend : bool
        Whether it has a legend.
    """

    options: PictureOptions
    with_legend: bool = True

    def draw(self, paint: Paint, *, name: str, description: str) -> Picture:
        """Return the picture that ``paint`` makes, and write it if there is a file.

        Parameters
        ----------
        paint : callable
            A function that takes a pen and returns a figure. An SVG uses the fonts of browsers.
        name : str
            What the chart is, for readers who cannot see it; a heading replaces it.
        description : str
            What it shows, also for these readers.
        """
        heading = told(self.options.title or "")
        title, about = heading or clean(name), clean(description)

        def figure(*, browser_fonts: bool = False) -> Figure:
            with house_settings():
                painted = paint(
                    Pen(
                        self.options.theme,
                        heading,
                        browser_fonts,
                        self.options.transparent,
                        self.with_legend,
                        self.options.page,
                    )
                )
                if not browser_fonts:
                    _add_fonts(painted)
                return painted

        def content(file_format: str) -> bytes:
            painted = figure(browser_fonts=file_format == "svg")
            return render(painted, file_format, title=title, description=about)

        painters = {file_format: partial(content, file_format) for file_format in FORMATS}
        return finished(Picture(title, painters, figure), self.options)


def thickened(figure: Figure, pen: Pen) -> Figure:
    """Return a figure whose lines and marks are larger on a slide, as its text is."""
    more = max(pen.scale, 1.0)
    if pen.page.height is None:
        return figure
    for artist in figure.findobj():
        if isinstance(artist, Line2D):
            artist.set_linewidth(artist.get_linewidth() * more)
            artist.set_markersize(artist.get_markersize() * more)
        elif isinstance(artist, PathCollection):
            artist.set_sizes(artist.get_sizes() * more**2)
    return figure


def _add_fonts(figure: Figure) -> None:
    """Give each text that needs them the fonts of the system with its characters."""
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        weight = "bold" if text.get_fontweight() == "bold" else "normal"
        families = font_families(text.get_text(), weight)
        if len(families) > 1:
            text.set_fontfamily(list(families))


def new_sheet(
    path: PathLike | None,
    *,
    theme: str,
    title: str | None,
    overwrite: bool,
    transparent: bool,
    legend: bool = True,
    width: str | None = None,
    size: str | None = None,
) -> ChartSheet:
    """Check the options of a chart before any work is done, and return them.

    Parameters and errors are those of ``check_options``; ``legend`` is whether the chart has one.
    """
    options = check_options(
        path,
        FORMATS,
        theme=theme,
        title=title,
        overwrite=overwrite,
        transparent=transparent,
        width=width,
        size=size,
    )
    return ChartSheet(options, flag(legend, "legend"))


def check_size(values: ArrayLike, what: str, remedy: str) -> None:
    """Refuse numbers that are so large that their squares cannot be computed.

    Parameters
    ----------
    values : array_like of float
        Every number that an axis shows.
    what : str
        What has these numbers, as the start of a sentence.
    remedy : str
        What to do.

    Raises
    ------
    InputError
        If a number is above 1e100, or below its negative.
    """
    if np.any(np.abs(np.asarray(values, dtype=np.float64)) > LARGEST):
        raise InputError(f"{what} has numbers beyond 1e100, which are too large to draw; {remedy}")


def spread(count: int, limit: int) -> NDArray[np.intp]:
    """Return at most ``limit`` of ``count`` places, evenly spread.

    Examples
    --------
    >>> spread(3, 10), spread(100, 4)
    (array([0, 1, 2]), array([ 0, 33, 66, 99]))
    """
    return np.unique(np.linspace(0, count - 1, min(count, limit)).round().astype(np.intp))


def padded(low: float, high: float, share: float) -> tuple[float, float]:
    """Return a range that is wider by a share at both ends, and never empty.

    Examples
    --------
    >>> padded(0.0, 10.0, 0.1), padded(2.0, 2.0, 0.1)
    ((-1.0, 11.0), (1.0, 3.0))
    """
    if high <= low:
        half = max(abs(low) / 2, 1e-300) if low else 1.0
        return low - half, high + half
    return low - share * (high - low), high + share * (high - low)
