"""The page around a diagram: heading, legend, caption, margins."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from neurosim.drawing.lettering import LINE_HEIGHT, shorten, text_width, told, wrap_pieces
from neurosim.drawing.page_size import ANY_SIZE, PageSize
from neurosim.drawing.scene.diagram_style import USUAL_STYLE, USUAL_TEXT, DiagramStyle
from neurosim.drawing.scene.legend import draw_legend_row, legend_rows, make_legend
from neurosim.drawing.shapes import Box, End, Extent, Label, Line, Scene
from neurosim.drawing.themes import Theme
from neurosim.drawing.typesetting import Pieces, half_height, mathematical, plain

_NARROWEST = 320.0
_WIDEST_TITLE = 460.0
_TITLE_SIZE, _BELOW_TITLE = 13.0, 14.0
_PITCH = 1.47
_ABOVE_LEGEND, _LEGEND_LENGTH = 20.0, 480.0


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
    also: Collection[End] = (),
    highlight: bool = False,
    page: PageSize = ANY_SIZE,
    style: DiagramStyle = USUAL_STYLE,
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
    also : collection of str
        The marks that the legend explains even if no edge has them.
    highlight : bool
        Whether something is highlighted.
    page : PageSize
        The size that the picture must have.
    style : DiagramStyle
        How large its text is.
    """
    small = style.note
    left, top, right, bottom = extent_of(lines, boxes, labels)
    title_size = _title_size(style)
    if page.width is None:
        heading = shorten(title, max(_WIDEST_TITLE, right - left), title_size, "bold")
        inner = max(right - left, _NARROWEST, text_width(heading, title_size, "bold"))
    else:
        inner = page.width - 2 * page.margin
        heading = shorten(title, inner, title_size, "bold")
    middle = page.margin + inner / 2
    y = page.margin
    furniture: list[Line | Box | Label] = []
    if heading:
        full = title if heading != title else ""
        furniture.append(
            Label(
                middle,
                y + title_size * 0.6,
                heading,
                title_size,
                theme.text,
                weight="bold",
                role="title",
                full_text=full,
            )
        )
        y += title_size * 1.2 + _BELOW_TITLE * style.scale

    legend = make_legend(
        lines, boxes, theme, signs=signs, width_shows=width_shows, shapes=shapes, also=also,
        highlight=highlight,
    )  # fmt: skip
    rows = legend_rows(legend, inner, small) if with_legend else []
    pieces = (caption,) if isinstance(caption, str) else caption
    texts = wrap_pieces(pieces, inner, small) if with_caption else []
    pitch = small * _PITCH
    below = _ABOVE_LEGEND * style.scale + len(rows) * (pitch + 3) + (3 if texts else 0)
    # lines with indices above and below a letter are higher
    lead = max([pitch, *(1 + 2 * half_height(line, small, LINE_HEIGHT) for line in texts)])
    below += len(texts) * lead
    height = y + (bottom - top) + below + max(page.margin - 4, 6.0)
    spare = 0.0
    if page.height is not None:
        spare = max(0.0, page.height - height)
        height = page.height
    dx, dy = middle - (left + right) / 2, y + spare / 2 - top

    def moved(line: Line) -> Line:
        return replace(line, points=tuple((px + dx, py + dy) for px, py in line.points))

    lines = [moved(line) for line in lines]
    boxes = [replace(box, x=box.x + dx, y=box.y + dy) for box in boxes]
    labels = [replace(label, x=label.x + dx, y=label.y + dy) for label in labels]
    y += spare + bottom - top + _ABOVE_LEGEND * style.scale
    for row in rows:
        furniture += draw_legend_row(row, middle, y + pitch / 2, theme, small)
        y += pitch + 3
    y += 3 if texts else 0
    for line in texts:
        furniture.append(
            Label(
                middle, y + lead / 2, plain(line), small, theme.muted, role="caption",
                pieces=mathematical(line),
            )
        )  # fmt: skip
        y += lead
    return Scene(
        width=inner + 2 * page.margin,
        height=height,
        background=theme.background,
        title=told(title) or "Neural network",
        description=f"{description} {plain(pieces)}".strip(),
        lines=(*lines, *(item for item in furniture if isinstance(item, Line))),
        boxes=(*boxes, *(item for item in furniture if isinstance(item, Box))),
        labels=(*labels, *(item for item in furniture if isinstance(item, Label))),
        signs=(theme.positive, theme.negative, theme.neutral),
    )


def height_around(title: str, caption: Pieces, page: PageSize, style: DiagramStyle) -> float:
    """Return about the height that heading, legend and caption take."""
    pitch = style.note * _PITCH
    # without a width, a picture may be as narrow as this
    inner = _NARROWEST if page.width is None and page.height is not None else page.inner_width
    rows = max(1, math.ceil(_LEGEND_LENGTH * style.note / USUAL_TEXT / inner))
    lines = len(wrap_pieces(caption, inner, style.note)) + 1
    above = _title_size(style) * 1.2 + _BELOW_TITLE * style.scale if title else 0.0
    return above + _ABOVE_LEGEND * style.scale + rows * (pitch + 3) + lines * pitch


def _title_size(style: DiagramStyle) -> float:
    return max(_TITLE_SIZE * style.scale, 9.0)


def extent_of(lines: Sequence[Line], boxes: Sequence[Box], labels: Sequence[Label]) -> Extent:
    """Return the area that shapes take."""
    extents = [box.extent for box in boxes] + [label.extent for label in labels]
    extents += [(x, y, x, y) for line in lines for x, y in line.corners()]
    lefts, tops, rights, bottoms = zip(*extents, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def same_height(scenes: Sequence[Scene]) -> list[Scene]:
    """Return the scenes on pages of the same height."""
    highest = max(scene.height for scene in scenes)
    return [replace(scene, height=highest) for scene in scenes]
