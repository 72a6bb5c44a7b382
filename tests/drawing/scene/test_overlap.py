"""Nothing in a diagram touches what it should not, as measured by the renderer."""

from itertools import combinations

import pytest

from neurosim.drawing.painters.matplotlib import paint_figure
from neurosim.drawing.scene.content import VIEWS
from neurosim.drawing.scene.diagram import make_scene

POINTS = 72


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


def within(inner, outer, margin=0.0):
    return (
        inner[0] >= outer[0] + margin
        and inner[1] >= outer[1] + margin
        and inner[2] <= outer[2] - margin
        and inner[3] <= outer[3] - margin
    )


@pytest.mark.parametrize("show", VIEWS)
def test_no_label_touches_a_label_a_neuron_or_the_border(traced, show):
    scene = make_scene(traced, show=show)
    figure = paint_figure(scene)
    if VIEWS[show].edge_text:
        labels = [label for label in scene.labels if label.role == "edge"]
        assert len(labels) == traced.net.graph.number_of_edges()
    for dpi in (72, 100, 200):
        extents = measured_extents(figure, scene, dpi)
        assert len(extents) == len(scene.labels)
        check_apart(scene, list(zip(scene.labels, extents, strict=True)))


def check_apart(scene, measured):
    page = (0, 0, scene.width, scene.height)
    for label, extent in measured:
        assert within(extent, page, margin=5), label
        touched = [box for box in scene.boxes if meet(extent, box.extent)]
        if label.role == "neuron":
            assert len(touched) == 1, label
            assert within(extent, touched[0].extent, margin=2), label
        else:
            assert not touched, (label, touched)
    for (a, first), (b, second) in combinations(measured, 2):
        assert not meet(first, second), (a, b)


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
                reach = ((right - left) / 2) ** 2 + (abs(label.y - circle.y) + half) ** 2
                assert reach**0.5 < circle.corner - 3
