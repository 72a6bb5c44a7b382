"""A page with a player: play, pause, step and a slider. It works offline."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from neurosim.drawing.themes import Theme


def player_page(
    pictures: Sequence[str],
    notes: Sequence[str],
    seconds: Sequence[float],
    *,
    title: str,
    theme: Theme,
) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    pictures : sequence of str
        The frames as SVG.
    notes : sequence of str
        What happens in each frame.
    seconds : sequence of float
        How long each frame is shown.
    title : str
        The title of the page.
    theme : Theme
        Its colours.
    """
    frames = [
        {"svg": picture[picture.index("<svg") :], "note": note, "seconds": pause}
        for picture, note, pause in zip(pictures, notes, seconds, strict=True)
    ]
    # only this character could end the script element or start a comment in it
    data = json.dumps(frames, ensure_ascii=False).replace("<", r"\u003c")
    colours = {
        "background": theme.background,
        "text": theme.text,
        "muted": theme.muted,
        "accent": theme.positive,
        "panel": theme.input_fill,
        "line": theme.neutral,
    }
    style = "".join(f"--{name}: {colour};" for name, colour in colours.items())
    page = files("neurosim.drawing.animation").joinpath("player.html").read_text("utf-8")
    parts = {"title": escape(title), "colours": style, "frames": data}
    # all in one pass, because an inserted text may look like a placeholder
    return re.sub(r"{{(\w+)}}", lambda place: parts[place[1]], page)
