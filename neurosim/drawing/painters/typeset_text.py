"""A line of text with symbols, as an artist of matplotlib."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform

from neurosim.drawing.typesetting import Pieces, plain, set_runs

_SHARE_BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}
# most labels of a picture repeat the letters of others
_WIDTHS: WeakKeyDictionary[RendererBase, dict[Any, float]] = WeakKeyDictionary()


class TypesetText(Text):
    """One line of words and symbols, measured by whatever draws it.

    Parameters
    ----------
    x, y : float
        Its anchor, on the baseline.
    pieces : sequence of str or Typeset
        The line.
    looks : mapping
        The properties of text.
    """

    def __init__(self, x: float, y: float, pieces: Pieces, **looks: Any) -> None:
        super().__init__(x, y, plain(pieces), **looks)
        self._pieces = pieces

    def draw(self, renderer: RendererBase) -> None:
        """Draw each run as a text of its own, side by side."""
        renderer.open_group("text", self.get_gid())
        for run in self._placed(renderer):
            run.draw(renderer)
        renderer.close_group("text")

    def get_window_extent(
        self, renderer: RendererBase | None = None, dpi: float | None = None
    ) -> Bbox:
        """Return the space of all runs, in the dots of the renderer."""
        if renderer is None:
            figure = self.get_figure(root=True)
            assert figure is not None
            renderer = figure._get_renderer()  # type: ignore[attr-defined]
        return Bbox.union([run.get_window_extent(renderer) for run in self._placed(renderer)])

    def _placed(self, renderer: RendererBase) -> list[Text]:
        looks = self.get_fontweight(), tuple(self.get_fontfamily())
        known = _WIDTHS.setdefault(renderer, {})

        def measured(written: str, size: float, italic: bool) -> float:
            key = written, size, italic, looks
            if key not in known:
                font = self._font(size, italic=italic)
                known[key] = renderer.get_text_width_height_descent(written, font, False)[0]
            return known[key]

        def advance(text: str, size: float, italic: bool) -> float:
            # spaces at the ends of a text have no width of their own
            return measured(f"n{text}n", size, italic) - measured("nn", size, italic)

        runs, width = set_runs(self._pieces, float(self.get_fontsize()), advance)
        x, y = self.get_transform().transform(self.get_unitless_position())
        x -= _SHARE_BEFORE[self.get_horizontalalignment()] * width
        found = []
        for run in runs:
            text = self._run(run.text, run.size, italic=run.italic)
            text.set_position((x + run.x, y - renderer.points_to_pixels(run.drop)))
            found.append(text)
        return found

    def _run(self, written: str, size: float, *, italic: bool) -> Text:
        text = Text(
            0.0,
            0.0,
            written,
            fontproperties=self._font(size, italic=italic),
            color=self.get_color(),
            verticalalignment="baseline",
            parse_math=False,
            usetex=False,
            transform=IdentityTransform(),
        )
        figure = self.get_figure(root=True)
        assert figure is not None
        text.set_figure(figure)
        return text

    def _font(self, size: float, *, italic: bool) -> FontProperties:
        font = self.get_fontproperties().copy()
        font.set_size(size)
        font.set_style("italic" if italic else "normal")
        return font
