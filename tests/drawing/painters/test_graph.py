"""The graph in a scene: nodes with their rows of text, edges with their labels, columns."""

import networkx as nx
import pytest

import neurosim as ns
from neurosim.drawing.painters.graph import legend_items, lines_of, read_graph, unlinked
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.shapes import Box, Line
from tests.drawing.painters.scenes import make_awkward, scene_of


def test_the_graph_of_a_scene_is_that_of_the_network():
    graph = read_graph(scene_of("awkward"))
    net = make_awkward()
    names = {node.number: node.box.name for node in graph.nodes}
    found = {(names[edge.source], names[edge.target]) for edge in graph.edges}
    assert found == {(a.name, b.name) for a, b in net.graph.edges}
    assert list(names.values()) == [neuron.name for neuron in net]


def test_the_rows_of_a_node_are_its_name_and_pairs_of_symbol_and_number():
    node = read_graph(scene_of("worked example, forward")).nodes[2]
    rows = [[label.text for label in row] for row in node.rows]
    assert rows == [
        ["h[0][0]"],
        ["bh[0][0]", "0.5000"],
        ["sh[0][0]", "\N{MINUS SIGN}1.0000"],
        ["ah[0][0]", "0.2689"],
    ]


def test_every_edge_has_its_own_label():
    graph = read_graph(scene_of("worked example, weights"))
    net = ns.trace(ns.worked_example()[0], [0, 0]).net
    shown = {edge.line.owner: edge.label.text for edge in graph.edges}
    assert all(
        float(text.replace("\N{MINUS SIGN}", "-")) == net.value(symbol)
        for symbol, text in shown.items()
    )
    assert len(shown) == 9


@pytest.mark.parametrize("name", ["worked example, forward", "down"])
def test_columns_follow_the_direction(name):
    graph = read_graph(scene_of(name))
    assert graph.columns == ((0, 1), (2, 3, 4), (5,))


def test_the_lines_within_a_neuron_are_no_edges():
    scene = scene_of("worked example, forward")
    assert any(line.role == "part" for line in scene.lines)
    assert all(edge.source != edge.target for edge in read_graph(scene).edges)


def test_an_ellipsis_is_linked_to_the_columns_beside_it():
    graph = read_graph(scene_of("large"))
    ellipses = {node.number for node in graph.nodes if node.box.role == "ellipsis"}
    links = list(unlinked(graph))
    assert {number for link in links for number in link} >= ellipses
    column = {number: i for i, column in enumerate(graph.columns) for number in column}
    assert all(column[target] == column[source] + 1 for source, target in links)
    assert not list(unlinked(read_graph(scene_of("4-6-6-3"))))


def test_the_training_loop_runs_down_one_node_after_the_other():
    graph = read_graph(scene_of("training loop"))
    assert graph.columns == tuple((number,) for number in range(10))
    order = nx.DiGraph([(edge.source, edge.target) for edge in graph.edges])
    assert not nx.is_directed_acyclic_graph(order)
    answers = [edge.label.text for edge in graph.edges if edge.label]
    assert answers == ["no", "no", "yes", "yes"]


def test_lone_neurons_have_no_column_to_be_linked_to():
    net = ns.Network()
    net.add_input()
    net.add_input()
    assert not list(unlinked(read_graph(make_scene(net))))


def test_the_legend_pairs_samples_with_words():
    items = legend_items(scene_of("frozen"))
    assert [word.text for shape, word in items if isinstance(shape, Box)] == [
        "input",
        "hidden neuron",
        "output",
    ]
    legend = [(line, word) for line, word in items if isinstance(line, Line)]
    assert [label.text for _, label in legend] == [
        "positive",
        "negative",
        "wider = larger |number|",
        "frozen",
    ]
    assert [line.dashed for line, _ in legend] == [False, False, False, True]
    assert [line.end for line, _ in legend] == ["arrow", "bar", "", ""]


def test_captions_are_read_from_top_to_bottom():
    lines = [label.text for label in lines_of(scene_of("worked example, forward"), "caption")]
    assert " ".join(lines).startswith("Forward pass: weights on the edges;")
