"""The pen of a chart: its colours, its fonts and its size, and what it draws on every chart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.ticker import AutoLocator, ScalarFormatter

from neurosim.drawing.charts.axis import TICK_SIZE, AxisNumbers, AxisPlaces
from neurosim.drawing.fonts import font_families, with_known_glyphs
from neurosim.drawing.lettering import (
    pieces_width,
    shorten,
    shorten_pieces,
    wrap_evenly,
)
from neurosim.drawing.page_size import ANY_SIZE, LEAST_TEXT, PageSize
from neurosim.drawing.painters.matplotlib import (
    POINTS_PER_INCH,
    font_family,
    new_figure,
)
from neurosim.drawing.themes import Theme, mix
from neurosim.drawing.typesetting import Pieces, mathematical, mathtext, plain
from neurosim.writing.letters import Typeset

HEADING_SIZE, NAME_SIZE, LABEL_SIZE = 12.0, 10.0, 10.0
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")
"""Shapes of points, as many as a theme has series, so that colour is never the only sign."""

_BORDER = 8.0
_PALER = 0.5
# the space for the numbers and the name of an axis, and for the handle of a legend
_AXIS_ROOM, _HANDLE_ROOM = 75.0, 36.0
# the least width of a panel, as a share of the usual one
_LEAST_PANEL = 0.55
# how much larger text and lines may be on a wide page, and on a slide
_LARGER, _LARGER_ON_SLIDE = 1.1, 2.0
_SCRIPT = 0.7
"""The size of an index of matplotlib's mathematics, as a share of the size of its letter."""


@dataclass(frozen=True, slots=True)
class Pen:
    """The look of a chart: its colours, fonts and heading.

    Attributes
    ----------
    theme : Theme
        The colours.
    heading : str
        The heading, or empty for none.
    browser_fonts : bool
        Whether the reader's browser supplies the fonts. Otherwise characters that the font lacks
        become boxes.
    transparent : bool
        Whether the page has no colour.
    with_legend : bool
        Whether legends are drawn.
    page : PageSize
        The room of the chart.
    width, height : float
        Its size in points; ``on_page`` finds it.
    scale : float
        The size of its text, as a multiple of the usual one.
    """

    theme: Theme
    heading: str
    browser_fonts: bool
    transparent: bool = False
    with_legend: bool = True
    page: PageSize = ANY_SIZE
    width: float = 0.0
    height: float = 0.0
    scale: float = 1.0

    def on_page(self, width: float, height: float) -> Pen:
        """Return the pen for a chart of a usual size, in the size of its page.

        On a narrow page, text gets smaller, but never too small, so the chart gets higher. On a
        wide page, text gets only a little larger; on a slide it may be twice as large.
        """
        page = self.page
        if page.width is None:
            return replace(self, width=width, height=height, scale=1.0)
        share, most = page.width / width, _LARGER
        if page.height is not None:
            share, most = min(share, page.height / height), _LARGER_ON_SLIDE
        scale = min(max(share, LEAST_TEXT / TICK_SIZE), most)
        high = page.height or height * math.sqrt(share * scale)
        return replace(self, width=page.width, height=high, scale=scale)

    def columns(self, count: int, wide: float) -> int:
        """Return how many of some panels stand side by side, from their usual width."""
        usual = 2 if count == 4 else min(count, 3)
        if self.page.width is None:
            return usual
        return max(1, min(usual, int(self.page.width / (_LEAST_PANEL * wide))))

    @property
    def tick_size(self) -> float:
        """The size of numbers along axes, of legends and of notes."""
        return TICK_SIZE * self.scale

    @property
    def label_size(self) -> float:
        """The size of the names of axes."""
        return LABEL_SIZE * self.scale

    @property
    def name_size(self) -> float:
        """The size of what stands above axes."""
        return NAME_SIZE * self.scale

    @property
    def ground(self) -> str:
        """The colour of the page, for matplotlib."""
        return "none" if self.transparent else self.theme.background

    def fit(self, text: str, width: float, size: float, weight: str = "normal") -> str:
        """Return a text that a user chose, cut to a width in points."""
        shown = shorten(text, width, size, weight)
        return shown if self.browser_fonts else with_known_glyphs(shown, weight)

    def write(
        self, text: Text, shown: str | Pieces, width: float, size: float, weight: str = "normal"
    ) -> None:
        """Put words, or words and symbols, into a text, cut to a width in points."""
        if isinstance(shown, str):
            text.set_parse_math(False)
            text.set_text(self.fit(shown, width, size, weight))
            return
        size = least_size(shown, size)
        text.set_fontsize(size)
        fitting = shorten_pieces(shown, width, size, weight)
        # matplotlib sets mathematics with one font only
        in_one_font = len(font_families(plain(fitting))) == 1
        text.set_parse_math(in_one_font)
        text.set_text(mathtext(fitting) if in_one_font else plain(fitting))

    def font(self, size: float, colour: str | None = None, weight: str = "normal") -> Any:
        """Return the settings of a text, which matplotlib must not read as mathematics."""
        return {
            "fontfamily": font_family(browser_fonts=self.browser_fonts),
            "fontsize": size,
            "fontweight": weight,
            "color": colour or self.theme.text,
            "parse_math": False,
        }

    def figure(self) -> Figure:
        """Return an empty figure with the heading.

        Its axes take the space that ticks, labels, legends and notes leave.
        """
        ground = None if self.transparent else self.theme.background
        figure = new_figure(self.width, self.height, ground)
        pad = _BORDER / POINTS_PER_INCH
        figure.set_layout_engine("constrained", w_pad=pad, h_pad=pad, wspace=0.03, hspace=0.03)
        if self.heading:
            size = HEADING_SIZE * self.scale
            shown = self.fit(self.heading, self.width - 4 * _BORDER, size, "bold")
            figure.suptitle(shown, **self.font(size, weight="bold"))
        return figure

    def note(self, figure: Figure, text: str) -> None:
        """Write a note at the foot of a figure, in as many lines as it needs."""
        width, size = self.width - 4 * _BORDER, self.tick_size
        lines = [self.fit(line, width, size) for line in wrap_evenly(text, width, size)]
        figure.supxlabel("\n".join(lines), **self.font(size, self.theme.muted))

    def name(self, axes: Axes, text: str | Pieces, width: float) -> None:
        """Write above axes what they show."""
        size = self.name_size
        title = axes.set_title("", loc="center", pad=6, **self.font(size, weight="bold"))
        self.write(title, text, width, size, "bold")

    def dress(
        self,
        axes: Axes,
        x: str | Pieces = "",
        y: str | Pieces = "",
        *,
        width: float,
        height: float,
        grid: str | None = "y",
        most: int = 8,
    ) -> None:
        """Give axes the house style and labels, shortened to a width and a height in points."""
        theme, size = self.theme, self.label_size
        font = self.font(size, theme.muted)
        axes.set_facecolor(self.ground)
        axes.set_xlabel("", **font)
        axes.set_ylabel("", **font)
        self.write(axes.xaxis.label, x, width, size)
        self.write(axes.yaxis.label, y, height, size)
        for side, spine in axes.spines.items():
            spine.set_visible(side in {"left", "bottom"})
            spine.set_color(theme.neutral)
        self.ticks(axes, most)
        if grid is not None:
            axes.grid(visible=True, axis=grid, color=theme.neutral, alpha=0.25, linewidth=0.7)  # type: ignore[arg-type]
            axes.set_axisbelow(True)

    def tick_names(
        self,
        axis: Axis,
        places: Iterable[float],
        names: Sequence[str | Pieces],
        width: float,
        weight: str = "normal",
    ) -> None:
        """Write names along an axis, each cut to a width in points."""
        size = self.tick_size if weight == "normal" else self.name_size
        lines = [(name,) if isinstance(name, str) else name for name in names]
        size = max(least_size(line, size) for line in lines)
        lines = [shorten_pieces(line, width, size, weight) for line in lines]
        in_one_font = all(len(font_families(plain(line), weight)) == 1 for line in lines)
        symbols = in_one_font and any(map(mathematical, lines))
        texts = [mathtext(line) if symbols else self.fit(plain(line), width, size, weight)
                 for line in lines]  # fmt: skip
        font = {**self.font(size, weight=weight), "parse_math": symbols}
        axis.set_ticks(list(places), labels=texts, **font)

    def ticks(self, axes: Axes, most: int = 8) -> None:
        """Give axes a limited number of steps, and numbers in the house style."""
        family = font_family(browser_fonts=self.browser_fonts)
        colour = self.theme.muted
        axes.tick_params(
            which="both", colors=colour, labelsize=self.tick_size, labelfontfamily=family
        )
        for axis in (axes.xaxis, axes.yaxis):
            if isinstance(axis.get_major_formatter(), ScalarFormatter):
                axis.set_major_formatter(AxisNumbers())
            if isinstance(axis.get_major_locator(), AutoLocator):
                axis.set_major_locator(AxisPlaces(most, self.tick_size))

    def legend(
        self,
        axes: Axes,
        entries: Sequence[tuple[Any, str | Pieces]],
        width: float,
        *,
        columns: int = 1,
    ) -> Legend | None:
        """Write the legend of lines and points above the axes, within a width in points."""
        if not self.with_legend:
            return None
        size = self.tick_size
        longest = max(named_width(text, size) for _, text in entries)

        def room_in(columns: int) -> float:
            return (width - _AXIS_ROOM * self.scale) / columns - _HANDLE_ROOM * self.scale

        while columns > 1 and room_in(columns) < longest:
            columns -= 1
        font = {"family": font_family(browser_fonts=self.browser_fonts), "size": size}
        legend = axes.legend(
            [handle for handle, _ in entries],
            # matplotlib leaves out labels with a leading underscore, so the text is set afterwards
            ["label"] * len(entries),
            loc="lower left",
            bbox_to_anchor=(0.0, 1.0),
            ncols=columns,
            frameon=False,
            borderaxespad=0.3,
            borderpad=0.2,
            handlelength=2.0,
            columnspacing=1.6,
            labelcolor=self.theme.text,
            prop=font,
        )
        for shown, (_, text) in zip(legend.get_texts(), entries, strict=True):
            self.write(shown, text, room_in(columns), size)
        return legend

    def colour_bar(
        self, figure: Figure, shown: ScalarMappable, axes: Any, label: str | Pieces, height: float
    ) -> Colorbar:
        """Draw a scale at the right of axes that explains their colours."""
        bar = figure.colorbar(shown, ax=axes, fraction=0.06, pad=0.03, aspect=22)
        self.ticks(bar.ax)
        bar.ax.set_ylabel("", **self.font(self.label_size, self.theme.muted))
        self.write(bar.ax.yaxis.label, label, height, self.label_size)
        bar.outline.set_edgecolor(self.theme.neutral)
        return bar

    @property
    def sequential(self) -> LinearSegmentedColormap:
        """The colour scale from the least to the greatest number."""
        return LinearSegmentedColormap.from_list("sequential", self.theme.sequential)

    @property
    def two_sided(self) -> LinearSegmentedColormap:
        """The diverging scale, but paler, so that marks in its colours can be seen on it."""
        pale = [mix(colour, self.theme.background, _PALER) for colour in self.theme.diverging]
        return LinearSegmentedColormap.from_list("two-sided", pale)

    @property
    def diverging(self) -> LinearSegmentedColormap:
        """The colour scale from negative through zero to positive."""
        return LinearSegmentedColormap.from_list("diverging", self.theme.diverging)

    def ink_on(self, fill: Any) -> str:
        """Return the colour of a number on a fill: the colour of the text or of the page."""
        light = _lightness(fill)
        inks = (self.theme.text, self.theme.background)
        return max(inks, key=lambda ink: abs(_lightness(ink) - light))


def named_width(name: str | Pieces, size: float, weight: str = "normal") -> float:
    """Return the width of a name or a symbol in points."""
    pieces = (name,) if isinstance(name, str) else name
    return pieces_width(pieces, least_size(pieces, size), weight)


def least_size(pieces: Pieces, size: float) -> float:
    """Return the size of a text, larger if its indices would be too small."""
    if any(isinstance(piece, Typeset) and (piece.below or piece.above) for piece in pieces):
        return max(size, LEAST_TEXT / _SCRIPT)
    return size


def _lightness(colour: Any) -> float:
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue
