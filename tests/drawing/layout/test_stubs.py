"""Edges that end in stubs: every label has a place of its own, whatever the density."""

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from neurosim.drawing.layout.arrangement import arrange
from neurosim.drawing.layout.geometry import segments_meet
from neurosim.drawing.page_size import read_page_size
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.shapes import flatten
from tests.drawing.conftest import TO_LOOK_AT, trace_of
from tests.drawing.layout.test_arrangement import SPACING, columns_of, graphs

LABEL = (36.0, 9.0)


def with_stubs(graph, **options):
    n_nodes, n_inputs, edges, sizes = graph
    columns, _ = columns_of(n_nodes, n_inputs, edges)
    labels = [LABEL] * len(edges)
    options = {"fixed": (), "spacing": SPACING, **options}
    return arrange(columns, sizes, edges, stubs=labels, **options)


def extents_of_labels(layout):
    half = np.array(LABEL) / 2
    centres = np.array(layout.stubs)
    return centres - half, centres + half


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_each_edge_passes_through_the_middle_of_its_label_and_no_other_edge_touches_it(graph):
    for direction in ("right", "down"):
        layout = with_stubs(graph, direction=direction)
        low, high = extents_of_labels(layout)
        for edge, route in enumerate(layout.routes):
            corners = np.array(flatten(route, 24))
            meets = segments_meet(corners[:-1], corners[1:], low, high).any(axis=1)
            assert meets[edge]
            assert meets.sum() == 1
            along = 0 if direction == "right" else 1
            x = layout.stubs[edge][along]
            near = np.abs(corners[:, along] - x).argmin()
            through = np.interp(
                x, corners[near - 1 : near + 2, along], corners[near - 1 : near + 2, 1 - along]
            )
            assert through == pytest.approx(layout.stubs[edge][1 - along])


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_labels_touch_neither_each_other_nor_neurons(graph):
    layout = with_stubs(graph)
    low, high = extents_of_labels(layout)
    for a, b in combinations(range(len(low)), 2):
        assert (low[a] >= high[b]).any() or (low[b] >= high[a]).any()
    for left, top, right, bottom in layout.extents:
        apart = (low >= (right, bottom)).any(axis=1) | (high <= (left, top)).any(axis=1)
        assert apart.all()


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_labels_of_a_neuron_are_in_the_order_of_its_sources(graph):
    _, _, edges, _ = graph
    layout = with_stubs(graph)
    column = {node: x for node, (x, _) in enumerate(layout.positions)}
    for first, second in combinations(range(len(edges)), 2):
        (a, target), (b, other) = edges[first], edges[second]
        beside = column[a] == column[b] == max(x for x in column.values() if x < column[target])
        if target == other and beside:
            up = layout.positions[a][1] < layout.positions[b][1]
            assert (layout.stubs[first][1] < layout.stubs[second][1]) == up


def test_edges_meet_a_circle_on_its_border_and_point_to_its_centre():
    edges = [(0, 3), (1, 3), (2, 3)]
    layout = arrange(
        [0, 0, 0, 1], [(30.0, 30.0)] * 4, edges, fixed=(), spacing=SPACING, corners=[15.0] * 4
    )
    x, y = layout.positions[3]
    for source, route in enumerate(layout.routes):
        (x0, y0), (x1, y1) = route
        for end, centre in (((x0, y0), layout.positions[source]), ((x1, y1), (x, y))):
            assert math.dist(end, centre) == pytest.approx(15)
        assert (y1 - y0) * (x - x1) == pytest.approx((y - y1) * (x1 - x0))


def test_each_edge_has_a_port_of_its_own():
    edges = [(a, b) for a in range(4) for b in range(4, 8)]
    for corners in ((), [15.0] * 8):
        layout = arrange(
            [0] * 4 + [1] * 4, [(30.0, 30.0)] * 8, edges, fixed=(), spacing=SPACING, corners=corners
        )
        for end in (0, -1):
            ports = sorted(route[end] for route in layout.routes)
            assert all(math.dist(a, b) > 2 for a, b in pairwise(ports))


def test_an_edge_never_turns_back_at_its_end(worked_trace):
    iris = trace_of(TO_LOOK_AT["iris"]())
    for trace in (worked_trace, iris):
        page = read_page_size("4.7in")
        scene = make_scene(trace, show="forward", page=page, notation="textbook")
        for line in scene.lines:
            if line.role == "edge":
                start, end = line.points[-2:]
                assert end[0] - start[0] > -1e-9
                if start != end:
                    assert math.dist(start, end) > 1e-6, line
