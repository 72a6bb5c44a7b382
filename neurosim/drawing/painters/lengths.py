"""Lengths as text, and lines as curves."""

from __future__ import annotations

from collections.abc import Sequence

from neurosim.drawing.shapes import Box, Point
from neurosim.drawing.strokes import Segment

DASHES = (4.0, 2.5)
"""The lengths of a dash and of the gap after it, as multiples of the width of the line."""
MIDDLE = 0.36
"""The middle of digits and capitals above the baseline, as a share of the font size."""

_INNER_BORDER = 2.6


def border_insets(box: Box) -> tuple[float, ...]:
    """Return the distance of each border from the edge of a box, the outer border first."""
    return (0.0, _INNER_BORDER * min(1.0, box.height / 20)) if box.double else (0.0,)


def short(value: float, decimals: int = 2) -> str:
    """Return a length with few decimals and no zeros at the end.

    Examples
    --------
    >>> short(12.5), short(3.0), short(-0.001)
    ('12.5', '3', '0')
    """
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def curve_points(segments: Sequence[Segment]) -> list[Point]:
    """Return segments as a chain of cubic Bezier curves: the start, then three points for each.

    Examples
    --------
    >>> curve_points([((0, 0), (9, 3))])
    [(0, 0), (3.0, 1.0), (6.0, 2.0), (9, 3)]
    """
    found = [segments[0][0]]
    for segment in segments:
        if len(segment) == 2:
            (x0, y0), (x1, y1) = segment
            dx, dy = (x1 - x0) / 3, (y1 - y0) / 3
            found += [(x0 + dx, y0 + dy), (x1 - dx, y1 - dy), (x1, y1)]
        else:
            found += segment[1:]
    return found
