"""Positions of the user's own, and edges that bend around neurons."""

from itertools import pairwise

import networkx as nx
import pytest

import neurosim as ns
from neurosim.drawing.layout.free import place_freely, segment_meets
from neurosim.drawing.layout.positions import read_positions
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.shapes import flatten
from neurosim.errors import InputError, UnknownNameError

GRID = {
    "x[0]": (0, 1),
    "x[1]": (0, 0),
    "h[0][0]": (2, 1),
    "h[0][1]": (1, 1),
    "h[0][2]": (1, 0),
    "o[0]": (3, 1),
}


def test_positions_keep_their_proportions(worked_example):
    boxes = {box.name: box for box in make_scene(worked_example, positions=GRID).boxes}
    step = boxes["h[0][1]"].x - boxes["x[0]"].x
    for name, (x, y) in GRID.items():
        assert boxes[name].x - boxes["x[0]"].x == pytest.approx(x * step)
        assert boxes["x[0]"].y - boxes[name].y == pytest.approx((y - 1) * step)


def test_an_edge_bends_around_a_neuron_in_its_way():
    sizes = [(40.0, 40.0)] * 3
    layout = place_freely([(0, 0), (1, 0), (2, 0)], sizes, [(0, 1), (0, 2)], gap=20)
    straight, bent = layout.routes
    assert len(straight) == 2
    assert len(bent) == 4
    left, top, right, bottom = layout.extents[1]
    assert not any(
        segment_meets(a, b, (left, top), (right, bottom)) for a, b in pairwise(flatten(bent, 50))
    )


def test_few_crowded_nodes_do_not_blow_up_the_rest():
    sizes = [(40.0, 40.0)] * 6
    positions = [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (4.001, 0)]
    layout = place_freely(positions, sizes, [], gap=20)
    xs = [x for x, _ in layout.positions]
    assert max(xs) - min(xs) < 1000
    assert all(b - a > 59 for a, b in pairwise(xs))


def test_layouts_of_networkx_are_taken_as_they_are(worked_example):
    positions = nx.circular_layout(worked_example.graph)
    by_name = {neuron.name: place for neuron, place in positions.items()}
    assert make_scene(worked_example, positions=positions) == make_scene(
        worked_example, positions=by_name
    )


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"o[0]": (0, 1)}, InputError, r"'x\[0\]' and 'o\[0\]' have the same position \(0, 1\)"),
        ({"o[0]": "ab"}, InputError, r"the position of 'o\[0\]' is two numbers \(x, y\); got 'ab'"),
        ({"o[0]": (1, 2, 3)}, InputError, r"is two numbers \(x, y\); got \(1, 2, 3\)"),
        ({"o[0]": (1, float("nan"))}, InputError, r"the position of 'o\[0\]' is not finite"),
        ({"p": (9, 9)}, UnknownNameError, r"positions name 'p', which is no neuron; known: x\[0\]"),
    ],
)
def test_errors(worked_example, change, error, message):
    with pytest.raises(error, match=message):
        make_scene(worked_example, positions=GRID | change)


def test_every_neuron_has_a_position(worked_example):
    with pytest.raises(InputError, match=r"positions lack x\[1\], o\[0\]; give \(x, y\)"):
        read_positions(
            {k: v for k, v in GRID.items() if k not in {"x[1]", "o[0]"}}, list(worked_example)
        )
    with pytest.raises(InputError, match=r"positions map each neuron .* got list"):
        ns.draw(worked_example, positions=[(0, 0)])
