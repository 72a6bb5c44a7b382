"""A page with a player: play, pause, step and a slider. It works offline."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from matplotlib.figure import Figure

from neurosim.drawing.animation.reel import Note, Panel, Reel
from neurosim.drawing.charts.pen import Pen
from neurosim.drawing.painters.matplotlib import render
from neurosim.drawing.settings import house_settings
from neurosim.drawing.themes import Theme

_LINES = "lines"


def player_page(reel: Reel, themes: Sequence[Theme], done: Callable[[], None]) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    reel : Reel
        The film.
    themes : sequence of Theme
        One theme, or the colours for readers with a light and with a dark scheme.
    done : callable
        Called after each picture was painted.
    """
    sheet = _Sheet()
    stages = [reel.stage, *([reel.narrow] if reel.narrow else [])]
    pairs: list[tuple[dict[str, Any], Panel]] = []
    written = []
    for stage in stages:
        panels: list[dict[str, Any]] = [
            {"left": p.left, "top": p.top, "width": p.panel.width, "height": p.panel.height}
            for p in stage.panels
        ]
        pairs += zip(panels, (placed.panel for placed in stage.panels), strict=True)
        written.append(
            {
                "width": stage.width,
                "height": stage.height,
                "least": stage.least,
                "needed": list(stage.needed),
                "panels": panels,
            }
        )
    pens = [Pen(theme, "", browser_fonts=True) for theme in themes]
    with house_settings():
        for entry, panel in pairs:
            entry["still"] = [sheet.numbers(panel.still(pen)) for pen in pens]
            entry["behind"] = [[] for _ in pens]
            entry["moving"] = [[] for _ in pens]
        for place in range(len(reel.moments)):
            for entry, panel in pairs:
                for k, pen in enumerate(pens):
                    entry["behind"][k].append(sheet.numbers(panel.behind(pen, place)))
                    entry["moving"][k].append(sheet.numbers(panel.moving(pen, place)))
            done()
    film = {
        "stages": written,
        "moments": [[m.chapter, _written(m.note), m.seconds] for m in reel.moments],
        _LINES: sheet.lines,
    }
    # only this character could end the script element or start a comment in it
    data = json.dumps(film, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    style = f":root {{ {_colours(themes[0])} }}"
    if len(themes) > 1:
        scheme = "@media screen and (prefers-color-scheme: dark)"
        style += f"\n{scheme} {{ :root {{ {_colours(themes[1])} }} }}"
    page = files("neurosim.drawing.animation").joinpath("player.html").read_text("utf-8")
    parts = {
        "title": escape(reel.name),
        "heading": escape(reel.title),
        "colours": style,
        "film": data,
    }
    # all in one pass, because an inserted text may look like a placeholder
    return re.sub(r"{{(\w+)}}", lambda place: parts[place[1]], page)


def _written(note: Note) -> list[list[str | list[str]]]:
    """Return the clauses of a note; a symbol is its letter and what is below and above it."""
    return [
        [
            piece if isinstance(piece, str) else [piece.base, piece.below, piece.above]
            for piece in clause
        ]
        for clause in note
    ]


def _colours(theme: Theme) -> str:
    colours = {
        "background": theme.background,
        "text": theme.text,
        "muted": theme.muted,
        "accent": theme.positive,
        "panel": theme.input_fill,
        "line": theme.neutral,
    }
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


class _Sheet:
    """The lines of all drawings; most lines are in many of them, and are stored once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    @property
    def lines(self) -> list[str]:
        """Every line."""
        return list(self._places)

    def numbers(self, figure: Figure | None) -> list[int]:
        """Return the places of the lines of a figure as SVG; none for no figure."""
        if figure is None:
            return []
        svg = render(figure, "svg", title="film", description="").decode()
        svg = svg[svg.index("<svg") :]
        # the page says what is shown, and two decimals of a point are enough
        svg = re.sub(
            r"<(title|desc|metadata)>.*?</\1>|<!--.*?-->|\sid=\"[a-z]+_\d+\"",
            "",
            svg,
            flags=re.DOTALL,
        )
        svg = svg.replace('role="img"', 'aria-hidden="true"', 1)
        svg = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), svg)
        lines = filter(None, map(str.strip, svg.split("\n")))
        return [self._places.setdefault(line, len(self._places)) for line in lines]
