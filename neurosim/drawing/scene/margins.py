"""The page around a diagram: heading, legend, caption, margins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from neurosim.drawing.lettering import shorten, text_width, told, wrap_evenly
from neurosim.drawing.shapes import Box, Label, Line, Scene
from neurosim.drawing.themes import Theme
from neurosim.mathematics.plain_sum import plain_sum

_MARGIN = 18.0
_NARROWEST = 320.0
_WIDEST_TITLE = 460.0
_TITLE_SIZE, _SMALL_SIZE = 13.0, 8.5
_SMALL_PITCH = 12.5
_SWATCH, _SWATCH_GAP, _ITEM_GAP = 20.0, 5.0, 16.0

LegendItem = tuple[str, Box | Line]


def put_on_page(
    lines: Sequence[Line],
    boxes: Sequence[Box],
    labels: Sequence[Label],
    *,
    title: str,
    caption: str,
    description: str,
    theme: Theme,
    with_legend: bool = True,
    signs: tuple[str, str, str] = ("positive", "negative", "zero"),
) -> Scene:
    """Return the picture on a page, with the heading above it and legend and caption below.

    Parameters
    ----------
    lines, boxes, labels : sequence
        The picture, at any place.
    title, caption : str
        The text above and below it; empty for none.
    description : str
        The text for readers who cannot see the picture; the caption is added to it.
    theme : Theme
        The colours.
    with_legend : bool
        Whether there is a legend of shapes and colours.
    signs : (str, str, str)
        The meaning of the colours of edges: above zero, below zero, and zero.
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

    legend = list(_legend(lines, boxes, theme, signs)) if with_legend else []
    for row in _legend_rows(legend, inner):
        furniture += _legend_row(row, middle, y + _SMALL_PITCH / 2, theme)
        y += _SMALL_PITCH + 3
    if caption:
        y += 3
    for text in wrap_evenly(caption, inner, _SMALL_SIZE):
        at = y + _SMALL_PITCH / 2
        furniture.append(Label(middle, at, text, _SMALL_SIZE, theme.muted, role="caption"))
        y += _SMALL_PITCH
    return Scene(
        width=inner + 2 * _MARGIN,
        height=y + _MARGIN - 4,
        background=theme.background,
        title=told(title) or "Neural network",
        description=f"{description} {caption}".strip(),
        lines=(*lines, *(item for item in furniture if isinstance(item, Line))),
        boxes=(*boxes, *(item for item in furniture if isinstance(item, Box))),
        labels=(*labels, *(item for item in furniture if isinstance(item, Label))),
    )


def _extent(
    lines: Sequence[Line], boxes: Sequence[Box], labels: Sequence[Label]
) -> tuple[float, float, float, float]:
    extents = [box.extent for box in boxes] + [label.extent for label in labels]
    extents += [(x, y, x, y) for line in lines for x, y in line.corners()]
    lefts, tops, rights, bottoms = zip(*extents, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _legend(
    lines: Sequence[Line], boxes: Sequence[Box], theme: Theme, words: tuple[str, str, str]
) -> Iterator[LegendItem]:
    roles = {box.role: box for box in boxes}
    for role, word in (("input", "input"), ("hidden", "hidden neuron"), ("output", "output")):
        if role in roles:
            box = roles[role]
            is_circle = role != "input" and box.corner * 2 >= min(box.width, box.height) - 0.1
            corner = 1.5 if role == "input" else (5.5 if is_circle else 3.5)
            yield (
                word,
                replace(
                    box,
                    width=11 if is_circle else 16,
                    height=11,
                    corner=corner,
                    dashed=False,
                    role="legend",
                    name="",
                    node=None,
                    stroke_width=0.9,
                ),
            )
    values = [line.value for line in lines if line.value is not None]
    signs = (
        (words[0], theme.positive, 2.2, any(value > 0 for value in values)),
        (words[1], theme.negative, 2.2, any(value < 0 for value in values)),
        (words[2], theme.neutral, 1.0, any(value == 0 for value in values)),
    )
    for word, colour, width, found in signs:
        if found:
            yield word, Line((), colour, width, role="legend")
    if any(line.dashed for line in lines) or any(box.dashed for box in boxes):
        yield "frozen", Line((), theme.neutral, 1.2, dashed=True, role="legend")


def _legend_rows(items: Sequence[LegendItem], width: float) -> list[list[LegendItem]]:
    rows: list[list[LegendItem]] = []
    for item in items:
        if rows and _row_width([*rows[-1], item]) <= width:
            rows[-1].append(item)
        else:
            rows.append([item])
    if len(rows) == 2:
        half = (len(items) + 1) // 2
        return [list(items[:half]), list(items[half:])]
    return rows


def _row_width(items: Sequence[LegendItem]) -> float:
    words = plain_sum(_SWATCH + _SWATCH_GAP + text_width(word, _SMALL_SIZE) for word, _ in items)
    return words + _ITEM_GAP * (len(items) - 1)


def _legend_row(
    items: Sequence[LegendItem], middle: float, y: float, theme: Theme
) -> Iterator[Line | Box | Label]:
    x = middle - _row_width(items) / 2
    for word, swatch in items:
        if isinstance(swatch, Line):
            yield replace(swatch, points=((x, y), (x + _SWATCH, y)))
        else:
            yield replace(swatch, x=x + _SWATCH / 2, y=y)
        x += _SWATCH + _SWATCH_GAP
        yield Label(x, y, word, _SMALL_SIZE, theme.muted, anchor="left", role="legend")
        x += text_width(word, _SMALL_SIZE) + _ITEM_GAP


def same_height(scenes: Sequence[Scene]) -> list[Scene]:
    """Return the scenes on pages of the same height."""
    highest = max(scene.height for scene in scenes)
    return [replace(scene, height=highest) for scene in scenes]
