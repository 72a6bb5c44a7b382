"""Names, places and ways of a picture, as TikZ reads them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from neurosim.drawing.painters.lengths import short
from neurosim.drawing.painters.tikz_styles import Options
from neurosim.drawing.shapes import Box, Extent, Label, Point, Scene
from neurosim.drawing.strokes import Segment

_ON_LINE, _ROUND = 0.8, 0.25
_LONGEST = 60


def node_names(nodes: Mapping[int, Box]) -> dict[int, str]:
    """Return a name for each node: that of its neuron, as far as TikZ allows, each only once."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for number, box in nodes.items():
        name = first = safe_name(box.name) or f"{box.role}-{number}"
        count = 1
        while name in taken:
            count += 1
            name = f"{first}-{count}"
        taken.add(name)
        names[number] = name
    return names


def safe_name(name: str) -> str:
    """Return the letters and digits of a name, with hyphens between them.

    Examples
    --------
    >>> safe_name("h[0][2]"), safe_name("a, b (c)"), safe_name("層")
    ('h-0-2', 'a-b-c', '')
    """
    return "-".join(re.findall(r"[A-Za-z0-9]+", name[:_LONGEST]))


def ink_of(scene: Scene) -> Extent:
    """Return the area of a picture without its margins."""
    extents = [label.extent for label in scene.labels if label.text]
    for box in scene.boxes:
        half = box.stroke_width / 2 if box.stroke else 0.0
        left, top, right, bottom = box.extent
        extents.append((left - half, top - half, right + half, bottom + half))
    for line in scene.lines:
        half = line.width / 2
        extents += [(x - half, y - half, x + half, y + half) for x, y in line.corners()]
    lefts, tops, rights, bottoms = zip(*extents, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def share_of(segment: Segment, point: Point) -> float | None:
    """Return where a point lies on a straight segment, from 0 to 1; None if it lies beside it."""
    if len(segment) != 2:
        return None
    (x0, y0), (x1, y1) = segment
    way = (x1 - x0) ** 2 + (y1 - y0) ** 2
    share = ((point[0] - x0) * (x1 - x0) + (point[1] - y0) * (y1 - y0)) / way if way else 0.0
    nearest = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
    return share if 0 < share < 1 and math.dist(nearest, point) < _ON_LINE else None


def holds(segment: Segment, label: Label, gap: Extent) -> bool:
    """Return whether a label stands on a straight segment and leaves both ends of it free."""
    left, top, right, bottom = gap
    free = all(not (left < x < right and top < y < bottom) for x, y in segment)
    return free and share_of(segment, (label.x, label.y)) is not None


def size_of(box: Box, inset: float) -> Options:
    """Return the size of a box, or of its inner border, as options of a node."""
    width, height = box.width - 2 * inset, box.height - 2 * inset
    if max(width, height) / 2 <= box.corner - inset + _ROUND:
        return {"minimum size": f"{short(width)}bp"}
    return {"minimum width": f"{short(width)}bp", "minimum height": f"{short(height)}bp"}


def path_of(segments: Sequence[Segment], origin: Point) -> str:
    """Return a way, with its places counted from an origin."""
    moved = [tuple(counted_from(origin, point) for point in segment) for segment in segments]
    return written_point(moved[0][0]) + "".join(
        written_segment(segment, written_point(segment[-1])) for segment in moved
    )


def written_segment(segment: Segment, end: str) -> str:
    """Return the part of a way to an end."""
    if len(segment) == 2:
        return f" -- {end}"
    return f" .. controls {written_point(segment[1])} and {written_point(segment[2])} .. {end}"


def counted_from(origin: Point, point: Point) -> Point:
    """Return a place counted from an origin."""
    return point[0] - origin[0], point[1] - origin[1]


def written_point(point: Point) -> str:
    """Return a place as TikZ reads it."""
    return f"({short(point[0])},{short(point[1])})"
