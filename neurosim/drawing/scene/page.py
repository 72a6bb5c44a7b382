"""The page around a diagram: heading, legend, caption, margins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from neurosim.display import format_number
from neurosim.drawing.layout.arrangement import flatten
from neurosim.drawing.scene.content import Subject, View, percent_digits
from neurosim.drawing.shapes import Box, Label, Line, Scene
from neurosim.drawing.text import clean, shorten, text_width, wrap_evenly
from neurosim.drawing.themes import Theme
from neurosim.errors import counted

_MARGIN = 18.0
_NARROWEST = 320.0
_WIDEST_TITLE = 460.0
_TITLE_SIZE, _SMALL_SIZE = 13.0, 8.5
_SMALL_PITCH = 12.5
_SWATCH, _SWATCH_GAP, _ITEM_GAP = 20.0, 5.0, 16.0

LegendItem = tuple[str, Box | Line]


def put_on_page(
    subject: Subject,
    view: View,
    lines: Sequence[Line],
    parts: Sequence[Line],
    boxes: Sequence[Box],
    labels: Sequence[Label],
    *,
    remarks: Sequence[str],
    digits: int,
    theme: Theme,
    title: str,
) -> Scene:
    """Return the scene: the diagram on a page with a heading above, legend and caption below."""
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

    for row in _legend_rows(list(_legend(lines, boxes, theme)), inner):
        furniture += _legend_row(row, middle, y + _SMALL_PITCH / 2, theme)
        y += _SMALL_PITCH + 3
    caption = _caption(subject, view, lines, remarks, digits)
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
        title=clean(title) or "Neural network",
        description=f"{_summary(subject)} {caption}".strip(),
        lines=(*lines, *map(moved, parts), *(item for item in furniture if isinstance(item, Line))),
        boxes=(*boxes, *(item for item in furniture if isinstance(item, Box))),
        labels=(*labels, *(item for item in furniture if isinstance(item, Label))),
    )


def _extent(
    lines: Sequence[Line], boxes: Sequence[Box], labels: Sequence[Label]
) -> tuple[float, float, float, float]:
    extents = [box.extent for box in boxes] + [label.extent for label in labels]
    extents += [(x, y, x, y) for line in lines for x, y in flatten(line.points)]
    lefts, tops, rights, bottoms = zip(*extents, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _legend(lines: Sequence[Line], boxes: Sequence[Box], theme: Theme) -> Iterator[LegendItem]:
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
        ("positive", theme.positive, any(value > 0 for value in values)),
        ("negative", theme.negative, any(value < 0 for value in values)),
        ("zero", theme.neutral, any(value == 0 for value in values)),
    )
    for word, colour, found in signs:
        if found:
            yield word, Line((), colour, 1.0 if word == "zero" else 2.2, role="legend")
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
    words = sum(_SWATCH + _SWATCH_GAP + text_width(word, _SMALL_SIZE) for word, _ in items)
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


def _caption(
    subject: Subject, view: View, lines: Sequence[Line], remarks: Sequence[str], digits: int
) -> str:
    sentences = [view.caption] if view.caption else []
    values = [abs(line.value) for line in lines if line.value is not None]
    if values:
        sentences.append("The thicker an edge, the larger the size of its number.")
    if view.has_loss and subject.trace is not None and subject.trace.loss is not None:
        sentences.append(f"Loss L = {format_number(subject.trace.loss, digits)}.")
    if view.edge_number is not None:
        percent = f", percent to {percent_digits(digits)}" if view.has_percent else ""
        sentences.append(f"Numbers are rounded to {counted(digits, 'decimal')}{percent}.")
    return " ".join([*sentences, *remarks])


def _summary(subject: Subject) -> str:
    net = subject.net
    counts = [
        counted(len(net.inputs), "input"),
        counted(len(net.hidden), "hidden neuron"),
        counted(len(net.outputs), "output"),
    ]
    edges = counted(net.graph.number_of_edges(), "edge")
    return f"A neural network with {', '.join(counts)} and {edges}."


def same_height(scenes: Sequence[Scene]) -> list[Scene]:
    """Return the scenes on pages that are equally high."""
    highest = max(scene.height for scene in scenes)
    return [replace(scene, height=highest) for scene in scenes]
