"""The engine keeps the parameters of a network; an edit through any door must reach it."""

import copy
import pickle

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import neurosim as ns
from neurosim.engine.program import Program
from neurosim.model.edge_attributes import EdgeAttributes, watch_of

X = np.random.default_rng(5).uniform(-1, 1, (7, 2))
Z = np.random.default_rng(6).uniform(0, 1, (7, 1))


def small():
    net = ns.mlp([2, 3, 1], seed=1)
    net.set_outputs("o[0]")
    return net


def edge_of(net, k):
    edges = list(net.graph.edges)
    return net.graph.edges[edges[k % len(edges)]]


def neuron_of(net, k):
    computed = net.structure.computed
    return computed[k % len(computed)]


def set_item(net, k, value):
    edge_of(net, k)["weight"] = value


def update_edge(net, k, value):
    edge_of(net, k).update(weight=value)


def update_from_mapping(net, k, value):
    edge_of(net, k).update({"weight": value})


def or_equals(net, k, value):
    edge = edge_of(net, k)
    edge |= {"weight": value}


def delete_and_set(net, k, value):
    edge = edge_of(net, k)
    del edge["weight"]
    edge.setdefault("weight", value)


def pop_and_set(net, k, value):
    edge = edge_of(net, k)
    edge.pop("weight")
    edge["weight"] = value


def clear_and_fill(net, k, value):
    edge = edge_of(net, k)
    while edge:
        edge.popitem()
    edge.clear()
    edge.update(weight=value, trainable=False)


def set_by_networkx(net, k, value):
    u, v = list(net.graph.edges)[k % net.graph.number_of_edges()]
    nx.set_edge_attributes(net.graph, {(u, v): {"weight": value}})


def set_all_by_networkx(net, k, value):
    nx.set_edge_attributes(net.graph, value, "weight")


def set_in_adjacency(net, k, value):
    u, v = list(net.graph.edges)[k % net.graph.number_of_edges()]
    net.graph[u][v]["weight"] = value


def set_with_a_whole_number(net, k, value):
    edge_of(net, k)["weight"] = round(value)


def set_in_view(net, k, value):
    net.wo[0][k % len(net.wo[0])] = value


def set_row_of_view(net, k, value):
    net.wo[0] = [value] * len(net.wo[0])


def set_weight_of_neuron(net, k, value):
    neuron = neuron_of(net, k)
    neuron.weights[neuron.inputs[0]] = value


def set_weights_of_neuron(net, k, value):
    neuron = neuron_of(net, k)
    neuron.weights = [value] * len(neuron.weights)


def set_parameter(net, k, value):
    net.parameters[k % len(net.parameters)].value = value


def set_bias(net, k, value):
    neuron_of(net, k).bias = value


def set_bias_in_view(net, k, value):
    net.bo[0] = value


def set_activation(net, k, value):
    neuron_of(net, k).activation = ["tanh", "relu", "sin", "sigmoid"][k % 4]


def freeze_edge(net, k, value):
    edge_of(net, k)["trainable"] = False


def freeze(net, k, value):
    net.freeze(net.parameters[k % len(net.parameters)].symbol)


def unfreeze(net, k, value):
    net.unfreeze()


def freeze_biases(net, k, value):
    net.freeze_biases()


def step_by_hand(net, k, value):
    net.forward(X[k % 7])
    net.backward(Z[k % 7])
    net.update(0.5)


def initialize(net, k, value):
    ns.initialize(net, "glorot", seed=k)


def train_objects(net, k, value):
    ns.train(net, (X, Z), epochs=1, engine="objects", seed=k)


def train_compiled(net, k, value):
    ns.train(net, (X, Z), epochs=1, batch_size=1 + k % 4, engine="compiled", seed=k)


def connect(net, k, value):
    for source in net.inputs:
        if source not in net.outputs[0].inputs:
            net.connect(source, net.outputs[0], value)
            return


def disconnect(net, k, value):
    target = net.outputs[0]
    if len(target.inputs) > 2:
        net.disconnect(target.inputs[k % len(target.inputs)], target)


def split(net, k, value):
    u, v = list(net.graph.edges)[k % net.graph.number_of_edges()]
    middle = net.split_edge(u, v)
    net.graph.edges[middle, v]["weight"] = value


def split_behind_the_back(net, k, value):
    """Write an edge by the methods of the plain graph, as only the owner should."""
    u, v = list(net.graph.edges)[k % net.graph.number_of_edges()]
    nx.DiGraph.add_edge(net.graph, u, v, weight=value)


DOORS = [
    set_item, update_edge, update_from_mapping, or_equals, delete_and_set, pop_and_set,
    clear_and_fill, set_by_networkx, set_all_by_networkx, set_in_adjacency,
    set_with_a_whole_number, set_in_view, set_row_of_view, set_weight_of_neuron,
    set_weights_of_neuron, set_parameter, set_bias, set_bias_in_view, set_activation, freeze_edge,
    freeze, unfreeze, freeze_biases, step_by_hand, initialize, train_objects, train_compiled,
    connect, disconnect, split, split_behind_the_back,
]  # fmt: skip


def engine_knows(net):
    """Hold predictions, and one step of training, of the engine to those of the objects."""
    compiled, objects = (ns.predict(net, X, engine=engine) for engine in ("compiled", "objects"))
    np.testing.assert_allclose(compiled, objects, rtol=1e-11, atol=1e-12)
    after = []
    for engine in ("compiled", "objects"):
        twin = net.copy()
        ns.predict(twin, X, engine="compiled")
        ns.train(twin, (X, Z), epochs=1, batch_size=3, shuffle=False, engine=engine)
        after.append([parameter.value for parameter in twin.parameters])
    np.testing.assert_allclose(*after, rtol=1e-10, atol=1e-11)


@settings(max_examples=40, deadline=None)
@given(
    edits=st.lists(
        st.tuples(st.sampled_from(DOORS), st.integers(0, 40), st.floats(-2, 2)),
        min_size=1,
        max_size=8,
    )
)
def test_any_edits_in_any_order(edits):
    net = small()
    engine_knows(net)
    for edit, k, value in edits:
        edit(net, k, value)
        engine_knows(net)


@pytest.mark.parametrize("edit", DOORS)
def test_every_door(edit):
    for k in range(3):
        net = small()
        before = ns.predict(net, X, engine="compiled")
        edit(net, k, 1.75)
        engine_knows(net)
        unchanged = edit in (freeze_edge, freeze, unfreeze, freeze_biases)
        assert np.array_equal(before, ns.predict(net, X, engine="compiled")) == unchanged or (
            edit in (connect, set_activation)
        )


@pytest.mark.parametrize(
    "make", [ns.Network.copy, copy.deepcopy, lambda n: pickle.loads(pickle.dumps(n))]
)
def test_a_copy_is_watched_on_its_own(make):
    net = small()
    before = ns.predict(net, X, engine="compiled")
    other = make(net)
    ns.predict(other, X, engine="compiled")
    for edit in (set_item, set_bias):
        token = watch_of(net.graph).token
        edit(other, 1, 0.5)
        engine_knows(other)
        assert watch_of(net.graph).token is token
    assert np.array_equal(before, ns.predict(net, X, engine="compiled"))


def test_a_second_program_reads_no_edge(monkeypatch):
    net = ns.mlp([2, 3, 1], seed=1)
    first = Program(net)
    monkeypatch.setattr("neurosim.engine.program.read_weights", None)
    second = Program(net, np.float32)
    assert second.theta.tolist() == first.theta.astype(np.float32).tolist()
    first.theta[:] = 7.0
    assert Program(net).theta[0] != 7.0
    ns.train(net, (X, Z), epochs=2, engine="compiled")
    assert Program(net).theta[0] == net["h[0][0]"].weights[0]


def test_the_attributes_of_an_edge_are_a_dictionary():
    net = ns.mlp([1, 1], initializer=0.25)
    edge = edge_of(net, 0)
    assert isinstance(edge, EdgeAttributes)
    assert edge == {"weight": 0.25, "trainable": True, "gradient": None}
    assert repr(edge) == "{'weight': 0.25, 'trainable': True, 'gradient': None}"
    with pytest.raises(KeyError):
        edge.pop("colour")
    assert edge.pop("colour", "none") == "none"
    assert edge.setdefault("weight", 3.0) == 0.25
    edge["colour"] = "red"
    assert edge.popitem() == ("colour", "red")
    assert type(edge.copy()) is dict
    assert copy.deepcopy(edge) == edge
