"""Which labels of a diagram could be read as the label of another edge, as seen on the page.

It looks at the finished scene alone, and shares no code with the layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.spatial import KDTree

from neurosim.drawing.shapes import Line, Scene

OWN_LINE_WITHIN = 2.0
FUSED_WITHIN = 1.5
FUSED_LENGTH = 12.0
# two edges that cross at 7 degrees are as near for this length, and go on to different ends
CROSSING_LENGTH = 24.0
# edges of one neuron need this much to leave each other
PORT = 24.0
_STEP = 1.0


@dataclass(frozen=True)
class Doubt:
    """A label that could be misread, or two edges that look like one."""

    kind: str
    who: str
    other: str = ""


def doubts(scene: Scene) -> list[Doubt]:
    """Return what could be misread: labels of edges, and edges that run into each other."""
    return [*doubtful_labels(scene), *fused_edges(scene)]


def doubtful_labels(scene: Scene) -> list[Doubt]:
    """Return the labels of edges that are not clearly those of their edges."""
    edges = {line.nodes: _points(line) for line in scene.lines if line.role == "edge"}
    labels = [label for label in scene.labels if label.role == "edge"]
    found: list[Doubt] = []
    for label in labels:
        name, extent = label.text, np.array(label.extent)
        near = {nodes: _distance(points, extent) for nodes, points in edges.items()}
        centre = np.array([(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2] * 2)
        to_centre = {nodes: _distance(points, centre) for nodes, points in edges.items()}
        own = label.nodes
        if near[own] > OWN_LINE_WITHIN:
            found.append(Doubt("apart from its line", name))
        # a line that only grazes the border of the text hides nothing
        inner = extent + np.array([0.3, 0.3, -0.3, -0.3])
        through = [
            nodes
            for nodes, points in edges.items()
            if nodes != own and near[nodes] == 0 and _distance(points, inner) == 0
        ]
        if through:
            kind = "on a crossing" if near[own] == 0 else "on another line"
            found.append(Doubt(kind, name, str(through)))
        nearer = [nodes for nodes, d in to_centre.items() if d < to_centre[own] - 0.5]
        if nearer:
            found.append(Doubt("nearer to another line", name, str(nearer)))
    for first, second in combinations(labels, 2):
        a, b = first.extent, second.extent
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
            found.append(Doubt("on another label", first.text, second.text))
    return found


def fused_edges(scene: Scene) -> list[Doubt]:
    """Return the pairs of edges that run along together beyond the neuron that they share."""
    edges = [(line.nodes, _points(line)) for line in scene.lines if line.role == "edge"]
    trees = [KDTree(points) for _, points in edges]
    boxes = {box.node: box.extent for box in scene.boxes if box.name}
    found = []
    for ((first, a), _), ((second, b), tree) in combinations(zip(edges, trees, strict=True), 2):
        if np.any(a.min(0) > b.max(0) + FUSED_WITHIN) or np.any(b.min(0) > a.max(0) + FUSED_WITHIN):
            continue
        shared = [boxes[node] for node in set(first) & set(second) if node in boxes]
        far = np.ones(len(a), dtype=bool)
        for left, top, right, bottom in shared:
            away = np.maximum(
                np.maximum(left - a[:, 0], a[:, 0] - right),
                np.maximum(top - a[:, 1], a[:, 1] - bottom),
            )
            far &= away > PORT
        if not far.any():
            continue
        apart, _ = tree.query(a[far], distance_upper_bound=FUSED_WITHIN)
        together = np.isfinite(apart).sum() * _STEP
        if together > (FUSED_LENGTH if shared else CROSSING_LENGTH):
            found.append(Doubt("fused", str(first), str(second)))
    return found


def _points(line: Line) -> np.ndarray:
    """Return points along a line, one every point of its length."""
    corners = np.array(line.corners(40))
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.linspace(0.0, reached[-1], max(2, int(np.ceil(reached[-1] / _STEP)) + 1))
    return np.stack([np.interp(at, reached, corners[:, axis]) for axis in (0, 1)], axis=1)


def _distance(points: np.ndarray, extent: np.ndarray) -> float:
    """Return the least distance of points from a rectangle; 0 inside."""
    outside = np.maximum(np.maximum(extent[:2] - points, points - extent[2:]), 0.0)
    return float(np.hypot(*outside.T).min())


def counts(scene: Scene) -> Iterator[tuple[str, int]]:
    """Yield how many labels there are, how many are doubtful, and how many edges fuse."""
    labels = [label for label in scene.labels if label.role == "edge"]
    yield "labels", len(labels)
    yield "doubtful", len({(d.who, d.kind) for d in doubtful_labels(scene)})
    yield "fused", len(fused_edges(scene))
