"""The legend of a diagram: shapes of neurons, marks and colours of edges, and what width means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from neurosim.drawing.lettering import text_width
from neurosim.drawing.shapes import Box, End, Label, Line, end_mark
from neurosim.drawing.themes import Theme
from neurosim.mathematics.plain_sum import plain_sum

_SWATCH, _SWATCH_GAP, _ITEM_GAP = 20.0, 5.0, 16.0
_WHOLE = ((0.0, 0.0), (_SWATCH, 0.0))
_HALO_WIDTH = 8.0
_LEAST_DIFFERENCE = 0.2
_WIDTHS = (0.6, 1.6, 2.8)

LegendItem = tuple[str, tuple[Box | Line, ...]]
"""A word, and its sample: boxes around 0, lines from 0 to the width of a sample."""


def make_legend(
    lines: Sequence[Line],
    boxes: Sequence[Box],
    theme: Theme,
    *,
    signs: tuple[str, str, str] = ("positive", "negative", "zero"),
    width_shows: str = "number",
    shapes: bool = True,
    also: Collection[End] = (),
    highlight: bool = False,
) -> list[LegendItem]:
    """Return what has to be explained of a picture.

    Parameters
    ----------
    lines, boxes : sequence
        The picture.
    theme : Theme
        The colours.
    signs : (str, str, str)
        The meaning of edges above zero, below zero, and at zero.
    width_shows : str
        What the width of an edge shows; empty if it shows nothing.
    shapes : bool
        Whether the shapes of neurons are explained.
    also : collection of str
        The marks whose meaning is explained even if no edge has them, as neurons do.
    highlight : bool
        Whether something is highlighted.
    """
    items = [
        *_of_boxes(boxes if shapes else ()),
        *_of_lines(lines, boxes, theme, signs, width_shows, also),
    ]
    if highlight:
        halo = Line(_WHOLE, theme.halo, _HALO_WIDTH, role="legend")
        items.append(("highlighted", (halo,)))
    return items


def _of_boxes(boxes: Sequence[Box]) -> Iterator[LegendItem]:
    roles = {box.role: box for box in boxes}
    for role, word in (("input", "input"), ("hidden", "hidden neuron"), ("output", "output")):
        if role not in roles:
            continue
        box = roles[role]
        is_circle = box.corner * 2 >= min(box.width, box.height) - 0.1
        sample = replace(
            box,
            x=_SWATCH / 2,
            y=0.0,
            width=11 if is_circle else 16,
            height=11,
            corner=5.5 if is_circle else (1.5 if role == "input" else 3.5),
            dashed=False,
            role="legend",
            name="",
            node=None,
            activation="",
            stroke_width=0.9,
        )
        yield word, (sample,)


def _of_lines(
    lines: Sequence[Line],
    boxes: Sequence[Box],
    theme: Theme,
    signs: tuple[str, str, str],
    width_shows: str,
    also: Collection[End],
) -> Iterator[LegendItem]:
    edges = [line for line in lines if line.role == "edge" and line.value is not None]
    shown = {*also, *(end_mark(line.value) for line in edges)}
    for value, word, colour in zip(
        (1.0, -1.0, 0.0), signs, (theme.positive, theme.negative, theme.neutral), strict=True
    ):
        end = end_mark(value)
        if end in shown:
            width = 1.8 if value else 0.9
            yield word, (Line(_WHOLE, colour, width, end=end, role="legend"),)
    widths = [line.width for line in edges]
    if width_shows and widths and max(widths) - min(widths) > _LEAST_DIFFERENCE:
        third = _SWATCH / len(_WIDTHS)
        steps = tuple(
            Line(((third * i, 0.0), (third * (i + 1), 0.0)), theme.muted, width, role="legend")
            for i, width in enumerate(_WIDTHS)
        )
        yield f"wider = larger |{width_shows}|", steps
    if any(line.dashed for line in lines) or any(box.dashed for box in boxes):
        yield "frozen", (Line(_WHOLE, theme.neutral, 1.2, dashed=True, role="legend"),)


def legend_rows(items: Sequence[LegendItem], width: float, size: float) -> list[list[LegendItem]]:
    """Return the items in as few rows of a width as possible; of two rows one has the lines."""
    rows: list[list[LegendItem]] = []
    for item in items:
        if rows and _row_width([*rows[-1], item], size) <= width:
            rows[-1].append(item)
        else:
            rows.append([item])
    if len(rows) == 2:
        of_boxes = [item for item in items if isinstance(item[1][0], Box)]
        parted = [of_boxes, list(items[len(of_boxes) :])]
        if of_boxes and max(_row_width(part, size) for part in parted) <= width:
            return parted
    return rows


def _row_width(items: Sequence[LegendItem], size: float) -> float:
    words = plain_sum(_SWATCH + _SWATCH_GAP + text_width(word, size) for word, _ in items)
    return words + _ITEM_GAP * (len(items) - 1)


def draw_legend_row(
    items: Sequence[LegendItem], middle: float, y: float, theme: Theme, size: float
) -> Iterator[Line | Box | Label]:
    """Yield the samples and words of a row around the point ``(middle, y)``."""
    x = middle - _row_width(items, size) / 2
    for word, sample in items:
        for shape in sample:
            if isinstance(shape, Line):
                points = tuple((x + px, y + py) for px, py in shape.points)
                yield replace(shape, points=points)
            else:
                yield replace(shape, x=x + shape.x, y=y)
        x += _SWATCH + _SWATCH_GAP
        yield Label(x, y, word, size, theme.muted, anchor="left", role="legend")
        x += text_width(word, size) + _ITEM_GAP
