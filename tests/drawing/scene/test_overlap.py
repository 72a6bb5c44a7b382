"""Nothing in a diagram touches what it should not, as measured by the renderer."""

from dataclasses import replace
from itertools import combinations, pairwise

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import neurosim as ns
from neurosim.drawing.painters.matplotlib import paint_figure
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.scene.shows import VIEWS
from tests.drawing.checked import subject_of
from tests.drawing.conftest import TO_LOOK_AT, trace_of
from tests.drawing.unmistakable import doubtful_labels, doubts, fused_edges
from tests.strategies import ALL_ACTIVATIONS, networks

POINTS = 72
_TRACES: dict[str, ns.Trace] = {}
NEURONS = ("input", "hidden", "output")


def measured_extents(figure, scene, dpi):
    """The extent of each label in points from the top left corner, as Agg sets it."""
    figure.set_dpi(dpi)
    renderer = figure.canvas.get_renderer()
    extents = []
    for text in figure.axes[0].texts:
        box = text.get_window_extent(renderer)
        left, bottom, right, top = (float(edge) * POINTS / dpi for edge in box.extents)
        extents.append((left, scene.height - top, right, scene.height - bottom))
    return extents


def meet(first, second):
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )


def apart(first, second):
    return (
        first[0] > second[2] or second[0] > first[2] or first[1] > second[3] or second[1] > first[3]
    )


def within(inner, outer, margin=0.0):
    return (
        inner[0] >= outer[0] + margin
        and inner[1] >= outer[1] + margin
        and inner[2] <= outer[2] - margin
        and inner[3] <= outer[3] - margin
    )


def crosses(start, end, extent):
    """Whether a segment comes inside a box: some point of a fine row of them does."""
    left, top, right, bottom = extent
    if max(start[0], end[0]) <= left or min(start[0], end[0]) >= right:
        return False
    if max(start[1], end[1]) <= top or min(start[1], end[1]) >= bottom:
        return False
    steps = max(2, int(max(abs(end[0] - start[0]), abs(end[1] - start[1]))))
    for step in range(steps + 1):
        x = start[0] + (end[0] - start[0]) * step / steps
        y = start[1] + (end[1] - start[1]) * step / steps
        if left < x < right and top < y < bottom:
            return True
    return False


def enters(start, end, box):
    """Whether a segment comes inside a neuron, which may be a circle."""
    if not box.width == box.height == 2 * box.corner:
        return crosses(start, end, box.extent)
    along, across = end[0] - start[0], end[1] - start[1]
    length = along**2 + across**2 or 1.0
    share = ((box.x - start[0]) * along + (box.y - start[1]) * across) / length
    share = min(max(share, 0.0), 1.0)
    nearest = start[0] + share * along, start[1] + share * across
    return (nearest[0] - box.x) ** 2 + (nearest[1] - box.y) ** 2 < (box.corner - 0.01) ** 2


def check_scene(scene, dpis=(100,)):
    figure = paint_figure(scene)
    for dpi in dpis:
        extents = measured_extents(figure, scene, dpi)
        assert len(extents) == len(scene.labels)
        check_labels(scene, list(zip(scene.labels, extents, strict=True)))
    check_edges(scene)
    assert not doubtful_labels(scene)


def check_labels(scene, measured):
    page = (0, 0, scene.width, scene.height)
    neurons = [box for box in scene.boxes if box.role in NEURONS]
    for label, extent in measured:
        assert within(extent, page, margin=5), label
        touched = [box for box in neurons if meet(extent, box.extent)]
        if label.role in {"neuron", "part"}:
            assert len(touched) == 1, label
            assert within(extent, touched[0].extent, margin=2), label
            assert touched[0].node == label.nodes[0]
        else:
            assert not touched, (label, touched)
        if label.role == "neuron":
            parts = [box for box in scene.boxes if box.role == "part"]
            assert not any(meet(extent, box.extent) for box in parts), label
    for (a, first), (b, second) in combinations(measured, 2):
        assert not meet(first, second), (a, b)


def check_edges(scene):
    neurons = [box for box in scene.boxes if box.role in NEURONS]
    for first, second in combinations(neurons, 2):
        assert not meet(first.extent, second.extent), (first, second)
    for line in scene.lines:
        corners = line.corners(40)
        if line.role == "part":
            card = next(box for box in neurons if box.node == line.nodes[0])
            assert all(within((*point, *point), card.extent) for point in corners)
        elif line.role == "edge":
            xs, ys = zip(*corners, strict=True)
            reach = min(xs), min(ys), max(xs), max(ys)
            for box in neurons:
                if box.node not in line.nodes and not apart(reach, box.extent):
                    assert not any(enters(a, b, box) for a, b in pairwise(corners)), line


def numbered(scene):
    """How many edges have a label on them, or an entry in a table."""
    return len({label.nodes for label in scene.labels if len(label.nodes) == 2})


def by_example(scene):
    """Whether the caption names one symbol as an example for all."""
    return "There is no room for all symbols" in scene.description


@pytest.mark.parametrize("show", VIEWS)
def test_nothing_touches_what_it_should_not(traced, show):
    scene = make_scene(subject_of(traced, show), show=show)
    if VIEWS[show].edge_text and not by_example(scene):
        assert numbered(scene) == traced.net.graph.number_of_edges()
    check_scene(scene)


@pytest.mark.parametrize("show", VIEWS)
@pytest.mark.parametrize("name", TO_LOOK_AT)
def test_no_label_is_mistaken_for_another_and_no_two_edges_look_like_one(name, show):
    if name not in _TRACES:
        _TRACES[name] = trace_of(TO_LOOK_AT[name]())
    scene = make_scene(subject_of(_TRACES[name], show), show=show)
    assert not doubtful_labels(scene)
    # lines between two layers of eight are so many that some cross at a small angle
    assert name == "8-8-8" or not fused_edges(scene)


@pytest.mark.parametrize("show", VIEWS)
def test_nor_on_screens_and_paper_of_any_resolution(worked_trace, show):
    check_scene(make_scene(subject_of(worked_trace, show), show=show), dpis=(72, 200))


@pytest.mark.parametrize("show", ["symbols", "forward", "update"])
def test_nor_from_top_to_bottom(traced, show):
    check_scene(make_scene(traced, show=show, direction="down"))


def test_nor_at_positions_of_a_networkx_layout(traced):
    positions = nx.spring_layout(traced.net.graph, seed=2, weight=None)
    check_scene(make_scene(traced, show="weights", positions=positions))


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(networks(activations=ALL_ACTIVATIONS, most_neurons=22), st.sampled_from(["right", "down"]))
def test_nor_on_any_graph_of_up_to_25_neurons(net, direction):
    traced = ns.trace(net, [0.4] * len(net.inputs), [0.3] * len(net.outputs), learning_rate=0.1)
    for show, view in VIEWS.items():
        scene = make_scene(subject_of(traced, show), show=show, direction=direction)
        expected = net.graph.number_of_edges() if view.edge_text and not by_example(scene) else 0
        assert numbered(scene) == expected
        check_scene(scene)


def test_the_measure_finds_labels_that_could_be_mistaken(worked_trace):
    scene = make_scene(worked_trace, show="weights")
    edges = [line for line in scene.lines if line.role == "edge"]
    labels = [label for label in scene.labels if label.role == "edge"]
    first = edges[0]
    kinds = {
        "on another line": replace(first, nodes=(9, 9), points=_through(labels[1])),
        "fused": replace(first, nodes=(9, 9)),
    }
    for kind, line in kinds.items():
        found = {doubt.kind for doubt in doubts(replace(scene, lines=(*scene.lines, line)))}
        assert kind in found or "on a crossing" in found
    moved = [replace(label, y=label.y + 30) for label in labels[:1]]
    found = {doubt.kind for doubt in doubts(replace(scene, labels=(*moved, *labels[1:])))}
    assert "apart from its line" in found


def _through(label):
    left, _, right, _ = label.extent
    return (left - 30, label.y), (right + 30, label.y)


def test_the_check_finds_what_touches(worked_trace):
    scene = make_scene(worked_trace, show="forward")
    first, second, *rest = [label for label in scene.labels if label.role == "edge"]
    others = [label for label in scene.labels if label.role != "edge"]
    moved = replace(scene, labels=(*others, first, replace(second, x=first.x, y=first.y), *rest))
    with pytest.raises(AssertionError):
        check_scene(moved)
    box = next(box for box in scene.boxes if box.name == "h[0][1]")
    line = next(line for line in scene.lines if line.target == "h[0][0]")
    through = replace(line, points=((box.x - 200, box.y), (box.x + 200, box.y)))
    with pytest.raises(AssertionError):
        check_scene(replace(scene, lines=(through, *scene.lines)))


def test_corners_of_text_lie_inside_round_neurons(worked_example):
    scene = make_scene(worked_example, show="weights")
    circles = [box for box in scene.boxes if box.name.startswith(("h", "o"))]
    assert len(circles) == 4
    for circle in circles:
        assert circle.width == circle.height == 2 * circle.corner
        for label in scene.labels:
            if meet(label.extent, circle.extent):
                left, _, right, _ = label.extent
                half = label.size * 0.4
                reach = (max(circle.x - left, right - circle.x)) ** 2
                reach += (abs(label.y - circle.y) + half) ** 2
                assert reach**0.5 < circle.corner - 3
