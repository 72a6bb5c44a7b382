"""How a line is drawn: the mark at its end, and the pieces that labels leave of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from neurosim.drawing.shapes import Extent, Line, Point, Scene

Segment = tuple[Point, ...]
"""Two points of a straight line, or the four points of a cubic Bezier curve."""

_CHORDS = 16
_BESIDE_TEXT, _BEFORE_OWN_TEXT = 1.5, 3.5
BAR_FROM, BAR_TO = 1.5, 3.0
"""The distances of a bar from the end of its line."""
MARK_HEIGHT, HEAD_LENGTH = 5.0, 1.05
"""How far a mark reaches across a thin line, and the length of an arrow head in such heights."""
_LEAST_PIECE = 0.4
_STRAIGHT = 1e-6
_BETWEEN_MARKS = 1.0
_SMALLEST = 0.75


@dataclass(frozen=True, slots=True)
class Stroke:
    """What a painter draws of a line.

    Attributes
    ----------
    pieces : tuple of tuple of Segment
        The parts that are seen, each a chain of segments.
    mark : tuple of (float, float)
        The corners of the filled mark at the end; empty for none.
    """

    pieces: tuple[tuple[Segment, ...], ...]
    mark: tuple[Point, ...] = ()


def strokes(scene: Scene) -> list[Stroke]:
    """Return how each line of a scene is drawn.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing.scene.diagram import make_scene
    >>> drawn = strokes(make_scene(ns.mlp([1, 1], seed=1), show="weights"))
    >>> len(drawn[0].pieces), len(drawn[0].mark)
    (2, 3)
    """
    labels = [label for label in scene.labels if label.clear and label.text]
    gaps = [(label.nodes, label.extent) for label in labels]
    found = []
    for line in scene.lines:
        met = gaps if line.role in {"edge", "hint"} else []
        # its own line would read as a minus if it came near
        areas = [widened(extent, own=nodes == line.nodes) for nodes, extent in met]
        found.append(stroke(line, areas))
    return found


def stroke(line: Line, gaps: Iterable[Extent] = ()) -> Stroke:
    """Return how a line is drawn.

    Parameters
    ----------
    line : Line
        The line.
    gaps : iterable of (left, top, right, bottom)
        The areas where it is not drawn, because a label stands there.
    """
    segments = segments_of(line)
    mark: tuple[Point, ...] = ()
    if line.end:
        reach = _mark_length(line)
        segments, base = _shortened(segments, reach if line.end == "arrow" else BAR_TO)
        mark = _mark(line, base)
    box = _bounds(point for segment in segments for point in segment)
    met = [gap for gap in gaps if _overlap(box, gap)]
    return Stroke(tuple(_pieces(segments, met)), mark)


def mark_height(line: Line) -> float:
    """Return how far the mark at the end of a line reaches across it, in points."""
    return (MARK_HEIGHT + line.width) * line.end_size if line.end else line.width


def with_room_for_marks(lines: Sequence[Line]) -> list[Line]:
    """Return lines with smaller marks where several lines end close to each other."""
    ends: dict[int, list[tuple[Line, Point]]] = defaultdict(list)
    for line in lines:
        if line.nodes:
            ends[line.nodes[1]].append((line, line.points[-1]))
    found = []
    for line in lines:
        beside = ends[line.nodes[1]] if line.nodes else []
        nearest = min(
            (math.dist(line.points[-1], end) for other, end in beside if other is not line),
            default=math.inf,
        )
        share = (nearest - _BETWEEN_MARKS) / max(mark_height(line), 1.0)
        found.append(replace(line, end_size=max(_SMALLEST, min(1.0, share))))
    return found


def _mark_length(line: Line) -> float:
    return HEAD_LENGTH * mark_height(line)


def _mark(line: Line, base: Point) -> tuple[Point, ...]:
    (x0, y0), (x1, y1) = base, line.points[-1]
    way = math.hypot(x1 - x0, y1 - y0) or 1.0
    along, across = (x1 - x0) / way, (y1 - y0) / way
    half = mark_height(line) / 2

    def at(back: float, aside: float) -> Point:
        return x1 - back * along - aside * across, y1 - back * across + aside * along

    if line.end == "arrow":
        length = _mark_length(line)
        return (x1, y1), at(length, half), at(length, -half)
    return at(BAR_FROM, half), at(BAR_TO, half), at(BAR_TO, -half), at(BAR_FROM, -half)


def segments_of(line: Line) -> list[Segment]:
    """Return the segments of a line; a curve that is straight becomes one.

    Examples
    --------
    >>> segments_of(Line(((0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (4, 2), (6, 2)), "#000000", 1.0))
    [((0, 0), (3, 0)), ((3, 0), (4, 0), (4, 2), (6, 2))]
    """
    if not line.curved:
        return list(pairwise(line.points))
    curves = [line.points[i : i + 4] for i in range(0, len(line.points) - 1, 3)]
    return [(curve[0], curve[3]) if _is_straight(curve) else curve for curve in curves]


def _is_straight(curve: Segment) -> bool:
    (x0, y0), *middle, (x3, y3) = curve
    away = (abs((x - x0) * (y3 - y0) - (y - y0) * (x3 - x0)) for x, y in middle)
    return max(away) <= _STRAIGHT * math.dist(curve[0], curve[3])


def _shortened(segments: list[Segment], reach: float) -> tuple[list[Segment], Point]:
    """Return the segments without the last ``reach`` points, and the end of what is left."""
    last, end = segments[-1], segments[-1][-1]
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        if math.dist(_point(last, middle), end) > reach:
            low = middle
        else:
            high = middle
    # a line shorter than its mark keeps its direction
    base = _point(last, low)
    return [*segments[:-1], _part(last, 0.0, low)] if low > 1e-6 else segments[:-1] or [last], base


def _pieces(segments: Sequence[Segment], gaps: Sequence[Extent]) -> Iterator[tuple[Segment, ...]]:
    chain: list[Segment] = []
    for segment in segments:
        reached = 0.0
        for start, end in _hidden(segment, gaps):
            if start > reached:
                chain.append(_part(segment, reached, start))
            if _length(chain) > _LEAST_PIECE:
                yield tuple(chain)
            chain, reached = [], max(reached, end)
        if reached < 1.0:
            chain.append(_part(segment, reached, 1.0) if reached else segment)
    if chain and (not gaps or _length(chain) > _LEAST_PIECE):
        yield tuple(chain)


def _hidden(segment: Segment, gaps: Sequence[Extent]) -> list[tuple[float, float]]:
    """Return the ranges of the parameter of a segment that lie in gaps, in order."""
    if not gaps:
        return []
    n_chords = 1 if len(segment) == 2 else _CHORDS
    points = [_point(segment, step / n_chords) for step in range(n_chords + 1)]
    ranges: list[tuple[float, float]] = []
    for gap in gaps:
        for step, (start, end) in enumerate(pairwise(points)):
            clipped = _clipped(start, end, gap)
            if clipped is not None:
                ranges.append(((step + clipped[0]) / n_chords, (step + clipped[1]) / n_chords))
    merged: list[tuple[float, float]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1e-9:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return merged


def _clipped(start: Point, end: Point, box: Extent) -> tuple[float, float] | None:
    """Return the part of a chord inside a box, by the method of Liang and Barsky (1984)."""
    first, last = 0.0, 1.0
    for axis in (0, 1):
        way = end[axis] - start[axis]
        low, high = box[axis] - start[axis], box[axis + 2] - start[axis]
        if abs(way) < 1e-12:
            if low > 0 or high < 0:
                return None
            continue
        near, far = sorted((low / way, high / way))
        first, last = max(first, near), min(last, far)
    return (first, last) if first < last else None


def _point(segment: Segment, t: float) -> Point:
    if len(segment) == 2:
        (x0, y0), (x1, y1) = segment
        return x0 + t * (x1 - x0), y0 + t * (y1 - y0)
    weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    x = math.fsum(weight * px for weight, (px, _) in zip(weights, segment, strict=True))
    y = math.fsum(weight * py for weight, (_, py) in zip(weights, segment, strict=True))
    return x, y


def _part(segment: Segment, start: float, end: float) -> Segment:
    """Return the part of a segment between two parameters, by de Casteljau's method."""
    if len(segment) == 2:
        return _point(segment, start), _point(segment, end)
    first, _ = _split(segment, end)
    _, second = _split(first, start / end if end else 0.0)
    return second


def _split(segment: Segment, t: float) -> tuple[Segment, Segment]:
    left, right, points = [segment[0]], [segment[-1]], list(segment)
    while len(points) > 1:
        points = [(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])) for a, b in pairwise(points)]
        left.append(points[0])
        right.append(points[-1])
    return tuple(left), tuple(reversed(right))


def _length(chain: Sequence[Segment]) -> float:
    return math.fsum(math.dist(a, b) for segment in chain for a, b in pairwise(segment))


def _bounds(points: Iterable[Point]) -> Extent:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _overlap(a: Extent, b: Extent) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def widened(extent: Extent, *, own: bool = False) -> Extent:
    """Return the area of a label with the space that lines leave beside it; its own leaves more."""
    left, top, right, bottom = extent
    before = _BEFORE_OWN_TEXT if own else _BESIDE_TEXT
    return left - before, top, right + _BESIDE_TEXT, bottom
