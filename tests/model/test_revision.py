"""After every edit the structure is the one that sorting anew gives, and edits are cheap."""

import random
from dataclasses import fields

import pytest

import neurosim as ns
from neurosim.model import sorted_graph
from neurosim.model.structure import sort_structure


def sorted_anew(net):
    outputs = net.outputs if net.outputs_are_set else ()
    return sort_structure(net.graph, outputs)


def assert_sorted(net):
    found, expected = net.structure, sorted_anew(net)
    for field in fields(expected):
        if not field.name.startswith("_"):
            assert getattr(found, field.name) == getattr(expected, field.name), field.name
    assert list(found.incoming) == list(expected.incoming)


def edit(net, source):
    """Make one random change of the wiring."""
    neurons, computed = list(net), [neuron for neuron in net if not neuron.is_input]
    kind = source.choice(
        ["input", "neuron", "neuron", "connect", "connect", "cut", "remove", "set"]
    )
    if kind == "input":
        net.add_input()
    elif kind == "neuron":
        chosen = source.sample(neurons, min(len(neurons), source.randrange(4)))
        net.add_neuron(dict.fromkeys(chosen, 0.5))
    elif kind == "connect" and len(neurons) > 1:
        a, b = sorted(source.sample(range(len(neurons)), 2))
        if not neurons[b].is_input and not net.graph.has_edge(neurons[a], neurons[b]):
            net.connect(neurons[a], neurons[b], 0.5)
    elif kind == "cut" and net.graph.number_of_edges():
        net.disconnect(*source.choice(list(net.graph.edges)))
    elif kind == "remove" and neurons:
        net.remove_neuron(source.choice(neurons))
    elif kind == "set" and computed and source.random() < 0.3:
        net.set_outputs(*source.sample(computed, source.randrange(min(3, len(computed)) + 1)))


@pytest.mark.parametrize("seed", range(30))
def test_after_each_of_many_edits_all_is_where_sorting_anew_puts_it(seed):
    source = random.Random(seed)
    net = ns.Network()
    for _ in range(80):
        edit(net, source)
        # several edits may come between two readings
        if source.random() < 0.7:
            assert_sorted(net)


def test_edges_against_the_order_of_creation_are_sorted_too():
    net = ns.mlp([2, 3, 2], seed=1)
    assert_sorted(net)
    middle = net.split_edge("h[0][0]", "o[1]")
    assert_sorted(net)
    net.connect(middle, "o[0]", 0.5)
    assert_sorted(net)
    net.disconnect(middle, "o[0]")
    assert_sorted(net)


@pytest.fixture
def sortings(monkeypatch):
    """Counts how often a whole graph is sorted."""
    counted = []

    def counting(*arguments):
        counted.append(1)
        return sort_structure(*arguments)

    monkeypatch.setattr(sorted_graph, "sort_structure", counting)
    return counted


def test_a_network_that_grows_while_it_is_read_is_sorted_once(sortings):
    net = ns.Network()
    neuron = net.add_input()
    for length in range(300):
        neuron = net.add_neuron({neuron: 0.5})
        assert net.wo[0][0] == 0.5
        assert len(net.layers) == 2 + length
        if length:
            net.connect("x[0]", neuron, 0.25)
        assert net.outputs == (neuron,)
    net.disconnect("x[0]", neuron)
    net.remove_neuron("n[7]")
    assert net.outputs == (net["n[6]"], neuron)
    assert len(sortings) == 1


def test_weights_and_biases_change_nothing_that_has_to_be_sorted(sortings):
    net = ns.mlp([3, 4, 2], seed=1)
    before = net.structure
    net.wh[0][1][2] = 0.5
    net["o[0]"].bias = 1.0
    net.wo.assign([[1, 2, 3, 4], [5, 6, 7, 8]])
    net.freeze("wo[0][1]")
    assert net.structure is before
    assert len(sortings) == 1


def test_an_edit_touches_few_of_many_neurons():
    net = ns.mlp([50, 40, 40, 5], seed=1)
    before = net.structure
    neuron = net.add_neuron({"x[0]": 0.5})
    after = net.structure
    changed = {n for n in net if after.incoming[n] is not before.incoming.get(n)}
    assert changed == {neuron}
    moved = {n for n in net if after.places[n] is not before.places.get(n)}
    assert moved == {neuron}


def test_many_edges_at_once_are_one_change():
    net = ns.mlp([2, 3, 2], seed=1)
    assert_sorted(net)
    net.connect_all([("x[0]", "o[0]", 0.5), ("x[1]", "o[1]", 0.5)])
    assert_sorted(net)
    net.connect_all([])
    assert_sorted(net)
    net.connect_all([("o[1]", "o[0]", 0.5)])
    assert_sorted(net)
