"""The pictures of a film as dots: title and chapter, the stage, and the note under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from neurosim.drawing.animation.reel import Note, Panel, Placed, Reel
from neurosim.drawing.animation.video import Dots
from neurosim.drawing.charts.pen import Pen
from neurosim.drawing.lettering import pieces_width, shorten, wrap_pieces
from neurosim.drawing.painters.lengths import MIDDLE
from neurosim.drawing.painters.matplotlib import POINTS_PER_INCH, new_figure, pixels
from neurosim.drawing.painters.typeset_text import TypesetText
from neurosim.drawing.settings import house_settings
from neurosim.drawing.themes import Theme
from neurosim.drawing.typesetting import Pieces

_DOTS_PER_INCH = 120
_MOST_DOTS = 2000
# as multiples of the size of the words
_TITLE, _PITCH = 1.37, 1.47
_MARGIN = 14.0


class Screen:
    """Paints the pictures of a reel; every layer that stands still is painted once."""

    @house_settings()
    def __init__(self, reel: Reel, theme: Theme) -> None:
        self._pen = Pen(theme, "", browser_fonts=False)
        stage = reel.stage
        room = stage.width - 2 * _MARGIN
        chapters: list[list[Pieces]] = [[(moment.chapter,)] for moment in reel.moments]
        size = reel.words
        notes = [_lines(moment.note, room, size) for moment in reel.moments]
        title = shorten(reel.title, room, _TITLE * size, "bold") if reel.title else ""
        head, foot = _Head(stage.width, chapters, size, title), _Words(stage.width, notes, size)
        spare = max(0.0, reel.height - head.height - stage.height - foot.height)
        top = head.height + spare / 2
        placed = [Placed(head, 0.0, 0.0)]
        placed += [Placed(p.panel, p.left, p.top + top) for p in stage.panels]
        height = head.height + stage.height + foot.height + spare
        placed += [Placed(foot, 0.0, height - foot.height)]
        longest = max(stage.width, height)
        self._dots_per_inch = min(_DOTS_PER_INCH, _MOST_DOTS * POINTS_PER_INCH / longest)
        self._panels: list[tuple[Panel, tuple[int, int]]] = [
            (p.panel, (self._dots(p.left), self._dots(p.top))) for p in placed
        ]
        self._size = self._dots(stage.width), self._dots(height)
        self._still = [self._image(panel.still(self._pen)) for panel, _ in self._panels]

    @house_settings()
    def __call__(self, place: int) -> Dots:
        """Return the picture of a moment."""
        picture = Image.new("RGBA", self._size, self._pen.theme.background)
        for (panel, corner), still in zip(self._panels, self._still, strict=True):
            behind = panel.behind(self._pen, place)
            if behind is not None:
                picture.alpha_composite(self._image(behind), corner)
            picture.alpha_composite(still, corner)
            picture.alpha_composite(self._image(panel.moving(self._pen, place)), corner)
        return np.array(picture)

    def _dots(self, points: float) -> int:
        return round(points * self._dots_per_inch / POINTS_PER_INCH)

    def _image(self, figure: Figure) -> Image.Image:
        return Image.fromarray(pixels(figure, self._dots_per_inch))


class _Words:
    """Lines of words as a panel."""

    def __init__(self, width: float, lines: Sequence[Sequence[Pieces]], size: float) -> None:
        self.width, self._lines, self._size = width, lines, size
        self._top = _MARGIN / 2
        self.height = self._top + max(map(len, lines)) * _PITCH * size + _MARGIN / 2

    def behind(self, pen: Pen, place: int) -> None:
        """Return nothing."""

    def still(self, pen: Pen) -> Figure:
        """Return what stands still: nothing."""
        return new_figure(self.width, self.height, None)

    def moving(self, pen: Pen, place: int) -> Figure:
        """Return the lines of a moment."""
        figure = new_figure(self.width, self.height, None)
        for line, text in enumerate(self._lines[place]):
            middle = self._top + (line + 0.5) * _PITCH * self._size
            self._write(figure, text, middle, self._size, self._font(pen))
        return figure

    def _font(self, pen: Pen) -> Any:
        return pen.font(self._size)

    def _write(self, figure: Figure, line: Pieces, y: float, size: float, font: Any) -> None:
        up = 1.0 - (y + MIDDLE * size) / self.height
        figure.add_artist(
            TypesetText(0.5, up, line, ha="center", transform=figure.transFigure, **font)
        )


class _Head(_Words):
    """The title, which stands still, and the chapter."""

    def __init__(
        self, width: float, lines: Sequence[Sequence[Pieces]], size: float, title: str
    ) -> None:
        super().__init__(width, lines, size)
        self._title, self._large = title, _TITLE * size
        if title:
            self._top += 1.7 * self._large
            self.height += 1.7 * self._large

    def still(self, pen: Pen) -> Figure:
        """Return the title."""
        figure = super().still(pen)
        large = self._large
        font = pen.font(large, weight="bold")
        self._write(figure, (self._title,), _MARGIN / 2 + 0.85 * large, large, font)
        return figure

    def _font(self, pen: Pen) -> Any:
        return pen.font(self._size, pen.theme.muted, "bold")


def _lines(note: Note, room: float, size: float) -> list[Pieces]:
    """Return a note in lines that end between clauses; only a clause too long for a line breaks."""
    lines: list[Pieces] = []
    line: Pieces = ()
    ended = [(*clause, ",") for clause in note[:-1]]
    for clause in [*ended, note[-1]]:
        longer = (*line, "  ", *clause) if line else clause
        if line and pieces_width(longer, size) > room:
            lines.append(line)
            longer = clause
        line = longer
        if pieces_width(line, size) > room:
            *full, line = wrap_pieces(line, room, size)
            lines += full
    return [*lines, line]
