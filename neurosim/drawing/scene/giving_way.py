"""The order in which things give way until a diagram fits on its page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from neurosim.drawing.page_size import LEAST_TEXT
from neurosim.drawing.scene.diagram_frame import DiagramFrame
from neurosim.drawing.scene.diagram_sheet import digits_to_try
from neurosim.drawing.scene.diagram_style import DiagramStyle

_SOME_DIGITS = 3
_FEWER_ROWS = (8, 6, 4, 3, 2, 1)


def styles_to_try(frame: DiagramFrame) -> Iterator[tuple[DiagramStyle, float]]:
    """Yield the styles to try, each with the height that the picture may have."""
    page = frame.page
    texts, gentle = page.texts, page.gentle
    small = all(sheet.view.small for sheet in frame.sheets)
    gives_digits = frame.with_numbers and not page.keeps_digits
    numbers = digits_to_try(frame.digits) if gives_digits else [frame.digits]
    best = DiagramStyle(digits=frame.digits, small=small, stacked=frame.stacked)
    for size in texts:
        if size >= gentle:
            yield replace(best, text=size), page.highest
    tight = replace(best, text=gentle, tight=True)
    yield tight, page.highest
    for digits in numbers[1:]:
        yield replace(tight, digits=digits), page.highest
    if any(text.drawn for sheet in frame.sheets for text in sheet.nodes) and not small:
        for digits in numbers:
            yield replace(tight, digits=digits, parts=False), page.highest
    tables = DiagramStyle(digits=frame.digits, small=True, parts=False, tables=True)
    for size in texts:
        if size < gentle:
            for digits in numbers:
                yield replace(tight, text=size, digits=digits, parts=False), page.highest
        yield replace(tables, text=size), page.highest
    least = replace(tables, text=LEAST_TEXT, tight=True)
    for digits in numbers:
        if digits >= min(_SOME_DIGITS, frame.digits) or page.height is not None:
            yield replace(least, digits=digits), page.highest
    # the height is the last thing to give way
    for highest in (page.with_tables, math.inf) if page.height is None else ():
        for digits in numbers:
            yield replace(least, digits=digits), highest
    if page.height is not None and not page.refuses:
        for rows in _FEWER_ROWS:
            yield replace(least, rows=rows), page.highest
