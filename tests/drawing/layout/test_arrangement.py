"""Neurons stand in columns, and no edge runs through a neuron that it does not connect."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosim.drawing.layout.arrangement import Spacing, arrange, assign_columns
from neurosim.drawing.layout.ordering import order_rows
from neurosim.drawing.shapes import flatten

SPACING = Spacing(columns=80, rows=20, slot=14)


@st.composite
def graphs(draw):
    n_nodes = draw(st.integers(2, 14))
    n_inputs = draw(st.integers(1, n_nodes - 1))
    pairs = [(a, b) for b in range(n_inputs, n_nodes) for a in range(b)]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=30))
    sizes = draw(
        st.lists(
            st.tuples(st.floats(20, 120), st.floats(20, 90)), min_size=n_nodes, max_size=n_nodes
        )
    )
    return n_nodes, n_inputs, edges, sizes


def columns_of(n_nodes, n_inputs, edges):
    sources = {source for source, _ in edges}
    outputs = [node for node in range(n_inputs, n_nodes) if node not in sources]
    return assign_columns(range(n_nodes), edges, range(n_inputs), outputs), outputs


@given(graphs())
@settings(max_examples=80, deadline=None)
def test_no_edge_touches_a_foreign_neuron(graph):
    n_nodes, n_inputs, edges, sizes = graph
    columns, outputs = columns_of(n_nodes, n_inputs, edges)
    fixed = {*range(n_inputs), *outputs}
    layout = arrange(columns, sizes, edges, fixed=fixed, spacing=SPACING)
    for (source, target), route in zip(edges, layout.routes, strict=True):
        for x, y in flatten(route, 40):
            for node in set(range(n_nodes)) - {source, target}:
                cx, cy = layout.positions[node]
                half_width, half_height = layout.sizes[node][0] / 2, sizes[node][1] / 2
                assert abs(x - cx) > half_width - 1e-6 or abs(y - cy) > half_height + 1


@given(graphs())
@settings(max_examples=80, deadline=None)
def test_edges_start_at_the_right_and_end_at_the_left_of_their_neurons(graph):
    n_nodes, n_inputs, edges, sizes = graph
    columns, _ = columns_of(n_nodes, n_inputs, edges)
    layout = arrange(columns, sizes, edges, fixed=(), spacing=SPACING)
    for (source, target), route in zip(edges, layout.routes, strict=True):
        for node, (x, y), sign in ((source, route[0], 1), (target, route[-1], -1)):
            cx, cy = layout.positions[node]
            assert x == pytest.approx(cx + sign * layout.sizes[node][0] / 2)
            assert abs(y - cy) < layout.sizes[node][1] / 2


@given(graphs())
@settings(max_examples=80, deadline=None)
def test_edges_run_to_the_right_inputs_first_and_last_outputs_last(graph):
    n_nodes, n_inputs, edges, _ = graph
    columns, outputs = columns_of(n_nodes, n_inputs, edges)
    assert all(columns[source] < columns[target] for source, target in edges)
    assert {columns[node] for node in range(n_inputs)} == {0}
    assert {columns[node] for node in outputs} <= {max(columns)}
    assert set(columns) == set(range(max(columns) + 1))


@given(graphs())
@settings(max_examples=50, deadline=None)
def test_neurons_of_a_column_do_not_overlap_and_are_centred(graph):
    n_nodes, n_inputs, edges, sizes = graph
    columns, _ = columns_of(n_nodes, n_inputs, edges)
    layout = arrange(columns, sizes, edges, fixed=(), spacing=SPACING)
    for column in set(columns):
        spans = sorted(
            (layout.positions[n][1] - sizes[n][1] / 2, layout.positions[n][1] + sizes[n][1] / 2)
            for n in range(n_nodes)
            if columns[n] == column
        )
        assert spans[0][0] + spans[-1][1] == pytest.approx(0, abs=1e-6)
        for (_, bottom), (top, _) in pairwise(spans):
            assert top - bottom >= SPACING.rows - 1e-6


@given(graphs())
@settings(max_examples=30, deadline=None)
def test_inputs_and_outputs_keep_their_order(graph):
    n_nodes, n_inputs, edges, sizes = graph
    columns, outputs = columns_of(n_nodes, n_inputs, edges)
    layout = arrange(columns, sizes, edges, fixed={*range(n_inputs), *outputs}, spacing=SPACING)
    for nodes in (range(n_inputs), outputs):
        heights = [layout.positions[node][1] for node in nodes]
        assert heights == sorted(heights)


@given(graphs())
@settings(max_examples=30, deadline=None)
def test_the_same_graph_gives_the_same_layout(graph):
    n_nodes, n_inputs, edges, sizes = graph
    columns, _ = columns_of(n_nodes, n_inputs, edges)
    first = arrange(columns, sizes, edges, fixed=(), spacing=SPACING)
    assert arrange(columns, sizes, edges, fixed=(), spacing=SPACING) == first


def test_a_neuron_without_inputs_does_not_stand_among_the_inputs():
    assert assign_columns([0, 1, 2], [(0, 2)], {0}, {2}) == [0, 1, 1]


def test_an_output_with_successors_stays_before_them():
    assert assign_columns([0, 1, 2], [(0, 1), (1, 2)], {0}, {1, 2}) == [0, 1, 2]


def test_hidden_neurons_are_sorted_until_no_edges_cross():
    depth = [0, 0, 0, 1, 1, 1]
    edges = [(0, 5), (1, 4), (2, 3)]
    assert order_rows(depth, edges, fixed={0, 1, 2}) == [[0, 1, 2], [5, 4, 3]]


def test_neighbours_change_places_where_barycenters_tie():
    # 4 is met by the edges of 0 and 3, 5 by those of 1 and 2: both barycenters are the middle
    depth = [0, 0, 0, 0, 1, 1, 2, 2]
    edges = [(0, 4), (3, 4), (1, 5), (2, 5), (4, 7), (5, 6)]
    rows = order_rows(depth, edges, fixed={0, 1, 2, 3, 6, 7})
    assert rows[1] == [5, 4]


def test_edges_that_skip_a_column_pass_outside_of_a_dense_layer():
    columns = [0, 0, 1, 1, 1, 2]
    edges = [(a, b) for a in (0, 1) for b in (2, 3, 4)] + [(n, 5) for n in (2, 3, 4)] + [(0, 5)]
    layout = arrange(columns, [(40, 40)] * 6, edges, fixed={0, 1, 5}, spacing=SPACING)
    level = [y for x, y in layout.routes[-1] if abs(x - layout.positions[3][0]) <= 20]
    assert set(level) == {min(level)}
    assert min(level) < min(layout.positions[n][1] for n in (2, 3, 4)) - 20


def test_above_the_limit_of_switches_only_barycenters_sort():
    n = 60
    depth = [0] * n + [1] * n
    edges = [(a, n + b) for a in range(n) for b in range(n) if (a + b) % 60 > 20]
    assert len(edges) > 2000
    assert sorted(order_rows(depth, edges, fixed=range(n))[1]) == list(range(n, 2 * n))


def test_a_straight_route_is_its_own_polyline():
    assert flatten([(0, 0), (3, 4)]) == [(0, 0), (3, 4)]
