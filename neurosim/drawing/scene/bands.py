"""Two layers with too many edges to tell apart: one pale band for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neurosim.drawing.layout.arrangement import Layout
from neurosim.drawing.layout.geometry import segments_meet
from neurosim.drawing.lettering import LINE_HEIGHT, text_width
from neurosim.drawing.scene.subject import Subject
from neurosim.drawing.shapes import Direction, Extent, Label, Line, Point, flatten
from neurosim.drawing.themes import Theme, mix
from neurosim.model.neuron import Neuron

BAND_FROM = 150
"""Two layers with more edges than this are one band, if nearly every pair is connected."""
_NEARLY_ALL = 0.9
_PALE, _HINT_PALE = 0.86, 0.66
_HINTS_AT_EACH_END = 3
_HINT_WIDTH, _WIDTH_IN_GRAPHS = 0.4, 6.0
_AROUND_TEXT = 16.0
_CLEAR_OF_EDGES = 2.0
_PLACES = 41


@dataclass(frozen=True, slots=True)
class Band:
    """The edges between two layers.

    Attributes
    ----------
    sources, targets : tuple of int
        The nodes that are shown of the two layers.
    n_sources, n_targets : int
        How many neurons the layers have.
    n_edges : int
        How many edges are between them.
    middle : (int, int)
        A node of each layer, between which graphs without areas draw one line.
    """

    sources: tuple[int, ...]
    targets: tuple[int, ...]
    n_sources: int
    n_targets: int
    n_edges: int
    middle: tuple[int, int]

    @property
    def lines(self) -> tuple[str, str]:
        """What is written on it, in two lines."""
        pairs = f"{self.n_sources:,} \N{MULTIPLICATION SIGN} {self.n_targets:,}"
        return pairs, f"{self.n_edges:,} weights"

    @property
    def text(self) -> str:
        """What is written on it, in one line."""
        pairs, weights = self.lines
        if self.n_edges == self.n_sources * self.n_targets:
            return f"{pairs} = {weights}"
        return f"{pairs}, {weights}"


def dense_layers(subject: Subject, layers: Sequence[Sequence[Neuron]]) -> dict[int, int]:
    """Return the layers that form a band with the next layer, each with its number of edges.

    Parameters
    ----------
    subject : Subject
        The network.
    layers : sequence of sequence of Neuron
        All neurons, layer by layer.
    """
    layer = {neuron: index for index, column in enumerate(layers) for neuron in column}
    n_edges = Counter(
        layer[source]
        for neuron in subject.structure.computed
        for source, _ in subject.structure.incoming[neuron]
        if layer[neuron] == layer[source] + 1
    )
    return {
        index: n_edges[index]
        for index in range(len(layers) - 1)
        if n_edges[index] > BAND_FROM
        and n_edges[index] >= _NEARLY_ALL * len(layers[index]) * len(layers[index + 1])
    }


def band_room(bands: Sequence[Band], size: float, direction: Direction) -> float:
    """Return the least distance between two columns that leaves space for text on bands.

    Parameters
    ----------
    bands : sequence of Band
        The bands of a diagram.
    size : float
        The size of their text in points.
    direction : str
        ``right`` or ``down``.
    """
    if not bands:
        return 0.0
    if direction == "down":
        return 2 * size * LINE_HEIGHT + _AROUND_TEXT
    return max(text_width(line, size) for band in bands for line in band.lines) + _AROUND_TEXT


def band_texts(
    bands: Sequence[Band], layout: Layout, size: float, direction: Direction
) -> list[Extent]:
    """Return where text stands on bands, which labels of edges avoid."""
    found = []
    for band in bands:
        x, y = _place(band, layout, size, direction)
        half = _half(band, size)
        found.append((x - half[0], y - half[1], x + half[0], y + half[1]))
    return found


def draw_bands(
    bands: Sequence[Band], layout: Layout, size: float, direction: Direction, theme: Theme
) -> tuple[list[Line], list[Label]]:
    """Return the areas of bands with a few lines in them, and their labels.

    Parameters
    ----------
    bands : sequence of Band
        The bands.
    layout : Layout
        The places of nodes.
    size : float
        The size of the text in points.
    direction : str
        ``right`` or ``down``.
    theme : Theme
        The colours.
    """
    lines: list[Line] = []
    labels: list[Label] = []
    for band in bands:
        corners = _corners(band, layout, direction)
        lines.append(
            Line(
                points=corners,
                colour=mix(theme.neutral, theme.background, _PALE),
                width=_WIDTH_IN_GRAPHS,
                polyline=True,
                filled=True,
                role="band",
                nodes=band.middle,
            )
        )
        lines += _hints(band, layout, direction, theme)
        x, y = _place(band, layout, size, direction)
        for place, line in enumerate(band.lines):
            labels.append(
                Label(
                    x=x,
                    y=y + (place - 0.5) * size * LINE_HEIGHT,
                    text=line,
                    size=size,
                    colour=theme.text,
                    clear=True,
                    role="band",
                    full_text="" if place else band.text,
                    nodes=() if place else band.middle,
                )
            )
    return lines, labels


def _corners(band: Band, layout: Layout, direction: Direction) -> tuple[Point, ...]:
    """Return the corners: the first and the last neuron of both layers, on the sides that face."""
    (a, b), (c, d) = (
        _ends(nodes, layout, direction, side)
        for nodes, side in ((band.sources, 1), (band.targets, -1))
    )
    return a, c, d, b


def _half(band: Band, size: float) -> Point:
    """Return half of the width and height of the text of a band."""
    return max(text_width(line, size) for line in band.lines) / 2, size * LINE_HEIGHT


def _place(band: Band, layout: Layout, size: float, direction: Direction) -> Point:
    """Return the middle of a band, or the place nearest to it where no edge passes."""
    corners = np.array(_corners(band, layout, direction))
    middle = corners.mean(axis=0)
    first, last = (corners[0] + corners[1]) / 2, (corners[2] + corners[3]) / 2
    reach = np.array(_half(band, size)) + _CLEAR_OF_EDGES
    inner = reach[0 if direction == "down" else 1] / max(np.hypot(*(last - first)) / 2, 1.0)
    shares = np.linspace(-1.0 + inner, 1.0 - inner, _PLACES) if inner < 1 else np.zeros(1)
    places = middle + shares[:, np.newaxis] * (last - first) / 2
    ways = [np.array(flatten(route)) for route in layout.routes]
    free: NDArray[np.bool_] = np.ones(len(places), dtype=bool)
    if ways:
        starts = np.concatenate([way[:-1] for way in ways])
        ends = np.concatenate([way[1:] for way in ways])
        meets = segments_meet(starts, ends, places - reach, places + reach)
        free &= ~np.any(meets, axis=1)
    best = int(np.argmin(np.abs(shares) + np.where(free, 0.0, 10.0)))
    x, y = places[best] if free[best] else middle
    return float(x), float(y)


def _ends(
    nodes: Sequence[int], layout: Layout, direction: Direction, side: int
) -> tuple[Point, Point]:
    places = [(layout.positions[node], layout.sizes[node]) for node in nodes]
    if direction == "down":
        places = [((y, x), (height, width)) for (x, y), (width, height) in places]
    x = max(side * x + width / 2 for (x, _), (width, _) in places) * side
    first = min(y - height / 2 for (_, y), (_, height) in places)
    last = max(y + height / 2 for (_, y), (_, height) in places)
    return ((first, x), (last, x)) if direction == "down" else ((x, first), (x, last))


def _hints(band: Band, layout: Layout, direction: Direction, theme: Theme) -> Iterator[Line]:
    for source in _at_the_ends(band.sources):
        for target in _at_the_ends(band.targets):
            (x0, y0), (x1, y1) = layout.positions[source], layout.positions[target]
            if direction == "down":
                y0 += layout.sizes[source][1] / 2
                y1 -= layout.sizes[target][1] / 2
            else:
                x0 += layout.sizes[source][0] / 2
                x1 -= layout.sizes[target][0] / 2
            yield Line(
                points=((x0, y0), (x1, y1)),
                colour=mix(theme.neutral, theme.background, _HINT_PALE),
                width=_HINT_WIDTH,
                role="hint",
            )


def _at_the_ends(nodes: Sequence[int]) -> Sequence[int]:
    if len(nodes) <= 2 * _HINTS_AT_EACH_END:
        return nodes
    return [*nodes[:_HINTS_AT_EACH_END], *nodes[-_HINTS_AT_EACH_END:]]
