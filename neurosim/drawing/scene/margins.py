"""The page around a diagram: heading, legend, caption, margins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from neurosim.drawing.lettering import shorten, text_width, told, wrap_pieces
from neurosim.drawing.scene.legend import PITCH, draw_legend_row, legend_rows, make_legend
from neurosim.drawing.shapes import Box, Label, Line, Scene
from neurosim.drawing.themes import Theme
from neurosim.drawing.typesetting import Pieces, mathematical, plain

_MARGIN = 18.0
_NARROWEST = 320.0
_WIDEST_TITLE = 460.0
_TITLE_SIZE, _SMALL_SIZE = 13.0, 8.5
_SMALL_PITCH = 12.5


def put_on_page(
    lines: Sequence[Line],
    boxes: Sequence[Box],
    labels: Sequence[Label],
    *,
    title: str,
    caption: str | Pieces,
    description: str,
    theme: Theme,
    with_legend: bool = True,
    with_caption: bool = True,
    signs: tuple[str, str, str] = ("positive", "negative", "zero"),
    width_shows: str = "number",
    shapes: bool = True,
) -> Scene:
    """Return the picture on a page, with the heading above it and legend and caption below.

    Parameters
    ----------
    lines, boxes, labels : sequence
        The picture, at any place.
    title : str
        The text above it; empty for none.
    caption : str or pieces
        The text below it; empty for none.
    description : str
        The text for readers who cannot see the picture; the caption is added to it.
    theme : Theme
        The colours.
    with_legend : bool
        Whether there is a legend of shapes and colours.
    with_caption : bool
        Whether the caption is written; the description has it in any case.
    signs : (str, str, str)
        The meaning of edges above zero, below zero, and at zero.
    width_shows : str
        What the width of an edge shows; empty if it shows nothing.
    shapes : bool
        Whether the legend explains the shapes of neurons.
    """
    left, top, right, bottom = _extent(lines, boxes, labels)
    heading = shorten(title, max(_WIDEST_TITLE, right - left), _TITLE_SIZE, "bold")
    inner = max(right - left, _NARROWEST, text_width(heading, _TITLE_SIZE, "bold"))
    middle = _MARGIN + inner / 2
    y = _MARGIN
    furniture: list[Line | Box | Label] = []
    if heading:
        full = title if heading != title else ""
        furniture.append(
            Label(
                middle,
                y + _TITLE_SIZE * 0.6,
                heading,
                _TITLE_SIZE,
                theme.text,
                weight="bold",
                role="title",
                full_text=full,
            )
        )
        y += _TITLE_SIZE * 1.2 + 14
    dx, dy = middle - (left + right) / 2, y - top

    def moved(line: Line) -> Line:
        return replace(line, points=tuple((px + dx, py + dy) for px, py in line.points))

    lines = [moved(line) for line in lines]
    boxes = [replace(box, x=box.x + dx, y=box.y + dy) for box in boxes]
    labels = [replace(label, x=label.x + dx, y=label.y + dy) for label in labels]
    y += bottom - top + 20

    legend = make_legend(lines, boxes, theme, signs=signs, width_shows=width_shows, shapes=shapes)
    for row in legend_rows(legend, inner) if with_legend else ():
        furniture += draw_legend_row(row, middle, y + _SMALL_PITCH / 2, theme)
        y += PITCH
    pieces = (caption,) if isinstance(caption, str) else caption
    written = pieces if with_caption else ()
    if any(written):
        y += 3
    for line in wrap_pieces(written, inner, _SMALL_SIZE):
        at = y + _SMALL_PITCH / 2
        furniture.append(
            Label(
                middle, at, plain(line), _SMALL_SIZE, theme.muted, role="caption",
                pieces=mathematical(line),
            )
        )  # fmt: skip
        y += _SMALL_PITCH
    return Scene(
        width=inner + 2 * _MARGIN,
        height=y + _MARGIN - 4,
        background=theme.background,
        title=told(title) or "Neural network",
        description=f"{description} {plain(pieces)}".strip(),
        lines=(*lines, *(item for item in furniture if isinstance(item, Line))),
        boxes=(*boxes, *(item for item in furniture if isinstance(item, Box))),
        labels=(*labels, *(item for item in furniture if isinstance(item, Label))),
        signs=(theme.positive, theme.negative, theme.neutral),
    )


def _extent(
    lines: Sequence[Line], boxes: Sequence[Box], labels: Sequence[Label]
) -> tuple[float, float, float, float]:
    extents = [box.extent for box in boxes] + [label.extent for label in labels]
    extents += [(x, y, x, y) for line in lines for x, y in line.corners()]
    lefts, tops, rights, bottoms = zip(*extents, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def same_height(scenes: Sequence[Scene]) -> list[Scene]:
    """Return the scenes on pages of the same height."""
    highest = max(scene.height for scene in scenes)
    return [replace(scene, height=highest) for scene in scenes]
