"""Positions of the user's own, and edges that bend around neurons."""

from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pytest

import neurosim as ns
from neurosim.drawing.layout.free import place_freely
from neurosim.drawing.layout.geometry import segment_meets
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
    low, high = np.array([left, top]), np.array([right, bottom])
    assert not any(segment_meets(a, b, low, high) for a, b in pairwise(np.array(flatten(bent, 50))))


@pytest.mark.parametrize("corner", [0.0, 6.0, 20.0])
def test_edges_end_at_the_border_of_their_neurons(corner):
    places, sizes = [(0, 0), (3, 2), (1.5, 1)], [(40.0, 40.0)] * 3
    edges = [(0, 2), (0, 1)]
    layout = place_freely(places, sizes, edges, gap=20, corners=[corner] * 3)
    for nodes, route in zip(edges, layout.routes, strict=True):
        for node, end in zip(nodes, (route[0], route[-1]), strict=True):
            over = np.abs(np.array(end) - layout.positions[node]) - 20 + corner
            assert np.hypot(*np.maximum(over, 0)) == pytest.approx(corner, abs=1e-6)
            assert (np.abs(over - corner) < 20).all()


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


def test_positions_in_any_unit_give_the_same_diagram(worked_example):
    plain = make_scene(worked_example, positions=GRID)
    for unit in (1e-200, 1e200):
        scaled = {name: (x * unit, y * unit + 3 * unit) for name, (x, y) in GRID.items()}
        boxes = make_scene(worked_example, positions=scaled).boxes
        for box, other in zip(boxes, plain.boxes, strict=True):
            assert (box.x, box.y) == pytest.approx((other.x, other.y), abs=1e-3)


def test_positions_that_no_page_holds_are_refused(worked_example):
    far = GRID | {"o[0]": (1.7e308, 0), "x[0]": (-1.7e308, 0)}
    with pytest.raises(InputError, match="too far apart to be drawn"):
        make_scene(worked_example, positions=far)
    with pytest.raises(InputError, match=r"have the same position .* or nearly so"):
        make_scene(worked_example, positions=GRID | {"o[0]": (1e300, 0)})


def test_many_nodes_and_edges_are_placed_in_a_moment():
    rng = np.random.default_rng(1)
    places = [(float(x), float(y)) for x, y in rng.random((150, 2))]
    edges = [(int(a), int(b)) for a, b in rng.integers(0, 150, (300, 2)) if a != b]
    layout = place_freely(places, [(60.0, 40.0)] * 150, edges, gap=10)
    assert len(layout.routes) == len(edges)
    for (a, first), (b, second) in combinations(enumerate(layout.extents), 2):
        apart = first[2] <= second[0] or second[2] <= first[0]
        assert apart or first[3] <= second[1] or second[3] <= first[1], (a, b)
