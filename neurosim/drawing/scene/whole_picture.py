"""Pictures that are no networks, drawn larger or smaller as a whole to fit their page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

from neurosim.drawing.page_size import LEAST_TEXT, PageSize, too_small
from neurosim.drawing.scene.diagram_style import USUAL_STYLE, USUAL_TEXT, DiagramStyle
from neurosim.drawing.scene.margins import extent_of, height_around, put_on_page
from neurosim.drawing.shapes import Box, Label, Line, Scene
from neurosim.drawing.themes import Theme
from neurosim.drawing.typesetting import Pieces

Shapes = tuple[Sequence[Line], Sequence[Box], Sequence[Label]]
_ROOMS = (1.0, 0.6, 0.25, 0.0)
_LARGEST = 1.65


def fitted(
    make: Callable[[float], Shapes],
    page: PageSize,
    *,
    title: str,
    caption: str | Pieces,
    description: str,
    theme: Theme,
    with_legend: bool = True,
    with_caption: bool = True,
    shapes: bool = True,
    narrow: Callable[[float], Shapes] | None = None,
) -> Scene:
    """Return a picture on its page: with less space between its parts, or smaller as a whole.

    Parameters
    ----------
    make : callable
        A function that makes the shapes. It takes the space between them, from 1, which is usual,
        down to 0.
    page : PageSize
        The room.
    title, caption, description, theme, with_legend, with_caption, shapes
        As for ``put_on_page``.
    narrow : callable, optional
        As ``make``, for a page on which the usual picture is too wide.

    Raises
    ------
    InputError
        If the page is too small.
    """
    pieces = (caption,) if isinstance(caption, str) else caption

    def placed(made: Shapes, style: DiagramStyle) -> Scene:
        return put_on_page(
            *made, title=title, caption=caption, description=description, theme=theme,
            with_legend=with_legend, with_caption=with_caption, shapes=shapes, page=page,
            style=style,
        )  # fmt: skip

    if page.width is None and page.height is None:
        return placed(make(1.0), USUAL_STYLE)
    least = LEAST_TEXT / USUAL_TEXT
    makers = (make,) if narrow is None else (make, narrow)
    for maker, room in product(makers, _ROOMS):
        made = maker(room)
        left, top, right, bottom = extent_of(*made)
        highest = (page.height or page.with_tables) - 2 * page.margin
        around = height_around(title, pieces if with_caption else (), page, USUAL_STYLE)
        high = highest - around
        factor = min(page.inner_width / (right - left), high / (bottom - top), _LARGEST)
        if factor >= least:
            if page.height is None:
                factor = min(factor, 1.0)
            return placed(_scaled(made, factor), DiagramStyle(text=USUAL_TEXT * factor))
    wide = (right - left) * least + 2 * page.margin
    if page.width is not None and wide > page.width:
        raise too_small("width", page.width, wide, "picture")
    high = (bottom - top) * least + around + 2 * page.margin
    raise too_small("height", page.height or page.with_tables, high, "picture")


def _scaled(shapes: Shapes, factor: float) -> Shapes:
    lines, boxes, labels = shapes
    thick = max(factor, 0.85)
    return (
        [
            replace(
                line,
                points=tuple((x * factor, y * factor) for x, y in line.points),
                width=line.width * thick,
            )
            for line in lines
        ],
        [
            replace(
                box,
                x=box.x * factor,
                y=box.y * factor,
                width=box.width * factor,
                height=box.height * factor,
                corner=box.corner * factor,
            )
            for box in boxes
        ],
        [
            replace(label, x=label.x * factor, y=label.y * factor, size=label.size * factor)
            for label in labels
        ],
    )
