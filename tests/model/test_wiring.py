import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from tests.strategies import networks, samples


def chain() -> ns.Network:
    """Return x -> a -> b -> c."""
    net = ns.Network(name="chain")
    x = net.add_input("x")
    a = net.add_neuron({x: 0.5}, name="a")
    b = net.add_neuron({a: -0.25}, name="b")
    net.add_neuron({b: 2.0}, name="c")
    return net


def names(neurons) -> list[str]:
    return [neuron.name for neuron in neurons]


def test_names_by_default():
    net = ns.Network()
    x0, x1 = net.add_input(), net.add_input()
    first = net.add_neuron({x0: 1.0})
    second = net.add_neuron({x1: 1.0, first: 2.0})
    assert names([x0, x1, first, second]) == ["x[0]", "x[1]", "n[0]", "n[1]"]


def test_a_default_name_passes_over_one_that_is_taken():
    net = ns.Network()
    net.add_input("x[1]")
    assert net.add_input().name == "x[2]"


def test_a_neuron_is_given_by_object_or_by_name():
    net = chain()
    assert net[net["a"]] is net["a"]
    net.connect("x", net["c"], weight=3.0)
    assert net["c"].weights["x"] == 3.0
    assert net["c"].weights[net["b"]] == 2.0
    assert "a" in net
    assert net["a"] in net
    assert "q" not in net


def test_defaults_of_a_neuron():
    neuron = chain()["a"]
    assert (neuron.bias, neuron.activation.name, neuron.bias_trainable) == (0.0, "sigmoid", True)
    assert names(neuron.inputs) == ["x"]
    assert names(neuron.successors) == ["b"]


def test_the_graph_is_a_networkx_graph_of_neurons():
    net = chain()
    assert isinstance(net.graph, nx.DiGraph)
    assert nx.is_directed_acyclic_graph(net.graph)
    assert names(nx.descendants(net.graph, net["b"])) == ["c"]
    assert net.graph.edges[net["a"], net["b"]] == {
        "weight": -0.25,
        "trainable": True,
        "gradient": None,
    }


MUTATIONS = {
    "add_node": lambda g, a, b: g.add_node("q"),
    "add_nodes_from": lambda g, a, b: g.add_nodes_from(["q"]),
    "remove_node": lambda g, a, b: g.remove_node(a),
    "remove_nodes_from": lambda g, a, b: g.remove_nodes_from([a]),
    "add_edge": lambda g, a, b: g.add_edge(b, a),
    "add_edges_from": lambda g, a, b: g.add_edges_from([(b, a)]),
    "add_weighted_edges_from": lambda g, a, b: g.add_weighted_edges_from([(b, a, 1.0)]),
    "remove_edge": lambda g, a, b: g.remove_edge(a, b),
    "remove_edges_from": lambda g, a, b: g.remove_edges_from([(a, b)]),
    "clear": lambda g, a, b: g.clear(),
    "clear_edges": lambda g, a, b: g.clear_edges(),
    "update": lambda g, a, b: g.update(edges=[(b, a)]),
    "add_path": lambda g, a, b: nx.add_path(g, [b, a]),
    "relabel": lambda g, a, b: nx.relabel_nodes(g, {a: "q"}, copy=False),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_the_structure_cannot_be_changed_behind_the_back_of_the_network(mutation):
    net = chain()
    before = list(net.graph.edges(data=True)), list(net.graph)
    with pytest.raises(ns.NeurosimError, match=r"net\.graph is changed through the network: add_"):
        MUTATIONS[mutation](net.graph, net["a"], net["b"])
    assert (list(net.graph.edges(data=True)), list(net.graph)) == before


def test_values_stay_writable_through_the_graph():
    net = chain()
    net.graph.edges[net["x"], net["a"]]["weight"] = 7.0
    nx.set_edge_attributes(net.graph, {(net["a"], net["b"]): {"weight": 8.0}})
    assert (net.wh[0][0][0], net.wh[1][0][0]) == (7.0, 8.0)


def test_copies_and_subgraphs_of_the_graph_are_free():
    net = chain()
    for free in (net.graph.copy(), net.graph.subgraph([net["a"], net["b"]]).copy()):
        free.add_edge(net["b"], net["a"])
        assert not nx.is_directed_acyclic_graph(free)
    assert nx.is_directed_acyclic_graph(net.graph)


@pytest.mark.parametrize(
    ("source", "target", "cycle"),
    [("c", "a", "c -> a -> b -> c"), ("b", "a", "b -> a -> b"), ("b", "b", "b -> b")],
)
def test_a_cycle_names_the_neurons_on_it(source, target, cycle):
    net = chain()
    message = f"connecting '{source}' to '{target}' would close the cycle {cycle}; a network has no"
    with pytest.raises(ns.NeurosimError, match=message):
        net.connect(source, target, weight=1.0)
    assert net.graph.number_of_edges() == 3


def test_a_long_cycle_is_shown_in_part():
    net = ns.Network()
    neuron = net.add_input()
    for _ in range(100):
        neuron = net.add_neuron({neuron: 1.0})
    with pytest.raises(
        ns.NeurosimError, match=r"n\[99\] -> n\[0\] -> .* -> \.\.\. \(\d+ more\) ->"
    ):
        net.connect("n[99]", "n[0]", weight=1.0)


@given(st.data())
def test_no_order_of_connecting_makes_a_cycle(data):
    net = ns.Network()
    net.add_input("x")
    labels = [net.add_neuron({"x": 1.0}, name=f"n{i}").name for i in range(6)]
    pairs = st.tuples(st.sampled_from(labels), st.sampled_from(labels))
    free = nx.DiGraph()
    for source, target in data.draw(st.lists(pairs, max_size=25)):
        trial = free.copy()
        trial.add_edge(source, target)
        try:
            net.connect(source, target, weight=1.0)
            assert nx.is_directed_acyclic_graph(trial)
            free = trial
        except ns.NeurosimError:
            assert free.has_edge(source, target) or not nx.is_directed_acyclic_graph(trial)
    assert nx.is_directed_acyclic_graph(net.graph)


def test_many_edges_at_once():
    net = ns.Network()
    net.add_input("x")
    for name in "cba":
        net.add_neuron(name=name)
    net.connect_all([("x", "a", 1.0), ("a", "b", 2.0), ("b", "c", 3.0)])
    assert names(net.topological_order) == ["x", "a", "b", "c"]
    assert net.graph.edges[net["b"], net["c"]]["weight"] == 3.0


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        (("c", "a", 1.0), "the edges close the cycle .*; a network has no cycles"),
        (("a", "a", 1.0), "the edges close the cycle a -> a; a network has no cycles"),
        (("a", "x", 1.0), "'x' is an input; nothing can be connected to it"),
        (("a", "b", 1.0), "'a' is connected to 'b' already; write its weight with"),
        (("a", "q", 1.0), "unknown neuron 'q'; known: x, a, b, c"),
        (("x", "c", math.nan), "the weight from 'x' to 'c' is nan; it must be a finite number"),
    ],
)
def test_of_many_edges_none_is_added_if_one_cannot_be(edge, message):
    net = chain()
    before = net.graph.number_of_edges()
    with pytest.raises(ns.NeurosimError, match=message):
        net.connect_all([("x", "b", 1.0), edge])
    assert net.graph.number_of_edges() == before
    net.connect("a", "c", weight=1.0)
    with pytest.raises(ns.NeurosimError, match="cycle"):
        net.connect("c", "a", weight=1.0)


ERRORS = {
    "duplicate name": (lambda n: n.add_neuron({"x": 1.0}, name="a"), "the name 'a' is taken"),
    "duplicate input": (lambda n: n.add_input("x"), "the name 'x' is taken; names of neurons are"),
    "name is no text": (lambda n: n.add_input(3), "a neuron's name is text; got 3"),
    "unknown source": (
        lambda n: n.add_neuron({"xx": 1.0}),
        "unknown neuron 'xx'; did you mean 'x'. known: x, a, b, c",
    ),
    "source given twice": (
        lambda n: n.add_neuron({"x": 1.0, n["x"]: 2.0}, name="d"),
        "source 'x' of 'd' is given twice",
    ),
    "sources without weights": (
        lambda n: n.add_neuron(["x"]),
        r"given as \{source: weight\}, such as \{'x\[0\]': 0.5\}; got \['x'\]",
    ),
    "weight nan": (
        lambda n: n.add_neuron({"x": math.nan}, name="d"),
        "the weight from 'x' to 'd' is nan; it must be a finite number",
    ),
    "bias infinite": (
        lambda n: n.add_neuron({"x": 1.0}, bias=math.inf, name="d"),
        "the bias of 'd' is inf; it must be a finite number",
    ),
    "weight is a word": (
        lambda n: n.connect("x", "c", weight="big"),
        "the weight from 'x' to 'c' is 'big', which is not a number",
    ),
    "weight is none": (lambda n: n.connect("x", "c", weight=None), "is None, which is not a numb"),
    "weight is huge": (lambda n: n.connect("x", "c", weight=10**400), "too large for a 64-bit"),
    "connect to input": (lambda n: n.connect("a", "x", weight=1.0), "'x' is an input; nothing can"),
    "connect twice": (
        lambda n: n.connect("x", "a", weight=1.0),
        r"connected to 'a' already; write its weight with net\['a'\].weights\['x'\] = ...",
    ),
    "disconnect": (lambda n: n.disconnect("x", "c"), "'x' is not connected to 'c'"),
    "split no edge": (lambda n: n.split_edge("x", "c"), "'x' is not connected to 'c'"),
    "output is an input": (lambda n: n.set_outputs("x"), "'x' is an input; it cannot be an output"),
    "output twice": (lambda n: n.set_outputs("b", "b"), "output 'b' is given twice"),
    "unknown activation": (
        lambda n: n.add_neuron({"x": 1.0}, activation="sigmod"),
        "unknown activation 'sigmod'; did you mean 'sigmoid'",
    ),
    "foreign neuron": (
        lambda n: n.connect(chain()["a"], "c", weight=1.0),
        "neuron 'a' belongs to another network, or was removed",
    ),
    "bias of an input": (lambda n: setattr(n["x"], "bias", 1.0), "'x' is an input; an input has"),
    "activation of an input": (
        lambda n: setattr(n["x"], "activation", "tanh"),
        "'x' is an input; an input has no activation to set",
    ),
    "bias nan": (lambda n: setattr(n["a"], "bias", math.nan), "the bias of 'a' is nan; it must be"),
    "too many weights": (
        lambda n: setattr(n["a"], "weights", [1.0, 2.0]),
        "the weights of 'a' takes 1 value; got 2",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_errors_change_nothing(case):
    change, message = ERRORS[case]
    net = chain()
    before = net.to_networkx()
    with pytest.raises(ns.NeurosimError, match=message):
        change(net)
    after = net.to_networkx()
    assert dict(after.nodes(data=True)) == dict(before.nodes(data=True))
    assert list(after.edges(data=True)) == list(before.edges(data=True))


INCOMPLETE = {
    "no inputs": (ns.Network, "the network has no inputs; add one with add_input()"),
    "no neurons": (
        lambda: _with(ns.Network(name="bare"), lambda n: n.add_input()),
        "network 'bare' has no neurons; add one with add_neuron",
    ),
    "a neuron without inputs": (
        lambda: _with(chain(), lambda n: n.connect(n.add_neuron(name="d"), "c", weight=1.0)),
        "neuron 'd' of network 'chain' has no inputs; connect a source to it, remove it, or make it",
    ),
    "an output without inputs": (
        lambda: _with(chain(), lambda n: n.add_neuron(name="d")),
        "neuron 'd' of network 'chain' has no inputs; connect a source to it, remove it, or make it",
    ),
    "an output that no input reaches": (
        lambda: _with(chain(), lambda n: n.disconnect("x", "a")),
        "neuron 'a' of network 'chain' has no inputs; connect a source to it, remove it, or make it",
    ),
}


def _with(net, change):
    change(net)
    return net


@pytest.mark.parametrize("case", INCOMPLETE)
def test_an_incomplete_network_says_what_is_missing(case):
    make, message = INCOMPLETE[case]
    net = make()
    for use in (lambda: net.forward([1.0]), lambda: net.backward([1.0]), net.check):
        with pytest.raises(ns.NeurosimError, match=message.replace("()", r"\(\)")):
            use()


def test_an_incomplete_network_computes_once_it_is_mended():
    net = chain()
    net.disconnect("x", "a")
    with pytest.raises(ns.NeurosimError):
        net.forward([1.0])
    net.connect("x", "a", weight=0.5)
    assert net.forward([1.0]) == chain().forward([1.0])


def test_remove_a_neuron():
    net = chain()
    removed = net["b"]
    net.set_outputs("c", "b")
    net.remove_neuron("b")
    assert "b" not in net
    assert names(net.outputs) == ["c"]
    assert list(net.graph.edges) == [(net["x"], net["a"])]
    for use in (lambda: removed.inputs, lambda: removed.weights, lambda: removed.successors):
        with pytest.raises(ns.NeurosimError, match="neuron 'b' was removed from its network"):
            use()
    with pytest.raises(ns.NeurosimError, match="belongs to another network, or was removed"):
        net.connect("x", removed, weight=1.0)
    net.add_neuron({"a": 1.0}, name="b")
    net.connect("b", "c", weight=2.0)
    assert net.forward([1.0]) == chain_with(bias=0.0, weight=1.0).forward([1.0])


def chain_with(bias: float, weight: float) -> ns.Network:
    net = chain()
    net["b"].bias = bias
    net["b"].weights = [weight]
    return net


def test_split_an_edge_keeps_what_the_network_computes_and_the_places_of_the_weights():
    net, _ = ns.worked_example()
    before = net.forward([0.3, 0.7])
    middle = net.split_edge("h[0][1]", "o[0]", name="m")
    assert net.forward([0.3, 0.7]) == before
    assert names(net["o[0]"].inputs) == ["h[0][0]", "m", "h[0][2]"]
    assert net.wo[0].tolist() == [0.5, -1.0, 0.0]
    assert (middle.weights, middle.bias, middle.activation.name) == ([1.0], 0.0, "identity")
    assert names(net.layers[2]) == ["m"]


def test_split_an_edge_keeps_frozen_weights_frozen():
    net, _ = ns.worked_example()
    net.freeze("wo[0][0]", "wo[0][1]")
    net.split_edge("h[0][1]", "o[0]", activation="tanh")
    assert [p.trainable for p in net.parameters if p.symbol.startswith("wo")] == [
        False,
        False,
        True,
    ]


def test_outputs_by_default_and_set():
    net = chain()
    assert names(net.outputs) == ["c"]
    net.set_outputs("b", "a")
    assert net.outputs_are_set
    assert names(net.outputs) == ["b", "a"]
    assert net.forward([1.0]).tolist() == [net["b"].output, net["a"].output]
    net.set_outputs()
    assert names(net.outputs) == ["c"]


@given(data=st.data(), net=networks(most_neurons=8))
def test_outputs_that_are_not_last_pass_the_error_on(data, net):
    x, z = data.draw(samples(net))
    assert ns.check_gradient(net, x, z).ok


def test_topological_order_puts_every_neuron_after_its_inputs_and_ties_by_creation():
    net = ns.Network()
    net.add_input("x")
    for name in "abc":
        net.add_neuron(name=name)
    net.connect("x", "c", weight=1.0)
    net.connect("x", "b", weight=1.0)
    net.connect("c", "a", weight=1.0)
    assert names(net.topological_order) == ["x", "b", "c", "a"]
    assert names(net.copy().topological_order) == ["x", "b", "c", "a"]


def test_layers_count_hidden_neurons_on_the_longest_path():
    net = ns.Network()
    x = net.add_input("x")
    a = net.add_neuron({x: 1.0}, name="a")
    b = net.add_neuron({x: 1.0, a: 1.0}, name="b")
    out = net.add_neuron({a: 1.0}, name="out")
    after = net.add_neuron({out: 1.0, x: 1.0}, name="after")
    net.add_neuron({b: 1.0, after: 1.0}, name="end")
    net.set_outputs("out", "end")
    assert [names(layer) for layer in net.layers] == [["x"], ["a"], ["b", "after"], ["out", "end"]]
    assert names(net.hidden) == ["a", "b", "after"]


def test_iteration_in_order_of_creation():
    net = chain()
    assert names(net) == ["x", "a", "b", "c"]
    assert len(net) == 4


def test_a_network_of_100_000_edges_is_built_and_computed():
    net = ns.mlp([784, 128, 10])
    assert net.graph.number_of_edges() == 784 * 128 + 128 * 10
    assert np.isfinite(net.forward(np.linspace(0, 1, 784))).all()


@pytest.mark.parametrize("last", [("q",), "edge", 3])
def test_of_many_edges_none_is_added_if_one_is_no_edge(last):
    net = chain()
    with pytest.raises(
        ns.NeurosimError, match=r"an edge is given as \(source, target, weight\); got"
    ):
        net.connect_all([("x", "b", 1.0), last])
    assert net.graph.number_of_edges() == 3


def test_a_split_edge_does_not_hide_a_cycle():
    net = chain()
    middle = net.split_edge("a", "b", name="m")
    for changed in (net, net.copy()):
        with pytest.raises(ns.NeurosimError, match="would close the cycle b -> m -> b"):
            changed.connect("b", "m", weight=1.0)
    assert [source.name for source in middle.inputs] == ["a"]


def test_whether_a_neuron_is_an_input_cannot_be_changed():
    with pytest.raises(AttributeError):
        chain()["a"].is_input = True


@pytest.mark.parametrize(
    "use",
    [
        lambda n: n[["a"]],
        lambda n: n.set_outputs(["c"]),
        lambda n: n.freeze(["a"]),
        lambda n: n.connect(["a"], "c", weight=1.0),
        lambda n: n.remove_neuron(3),
    ],
)
def test_a_neuron_is_given_as_an_object_or_by_name(use):
    with pytest.raises(ns.NeurosimError, match="a neuron is given as the object or by its name; g"):
        use(chain())
    assert ["a"] not in chain()


def test_a_name_is_not_empty():
    with pytest.raises(ns.NeurosimError, match="a neuron's name is empty; give one, or none for a"):
        ns.Network().add_input("")
    with pytest.raises(ns.NeurosimError, match="the name of a network is text; got 3"):
        ns.Network(name=3)


BROKEN_EDGES = {
    "no weight": (lambda e: e.clear(), "the weight from 'a' to 'b' is None, which is not a number"),
    "text": (lambda e: e.update(weight="w"), "the weight from 'a' to 'b' is 'w', which is not a n"),
    "nan": (lambda e: e.update(weight=math.nan), "the weight from 'a' to 'b' is nan; it must be a"),
    "huge": (
        lambda e: e.update(weight=10**400),
        "the weight from 'a' to 'b' is too large for a 64",
    ),
    "trainable": (
        lambda e: e.update(trainable="no"),
        "trainable of the edge from 'a' to 'b' is 'no'; it must be True or False",
    ),
}


@pytest.mark.parametrize("case", BROKEN_EDGES)
def test_an_edge_broken_through_the_graph_is_named(case, tmp_path):
    breaks, message = BROKEN_EDGES[case]
    for use in (
        lambda n: n.forward([1.0]),
        lambda n: ns.predict(n, [[1.0]]),
        lambda n: ns.train(n, ([[1.0]], [[1.0]]), epochs=1),
        lambda n: ns.trace(n, [1.0]),
        lambda n: n.copy(),
        lambda n: n.parameters,
        lambda n: ns.save(n, tmp_path / "m.json"),
        ns.draw,
    ):
        net = chain()
        breaks(net.graph.edges[net["a"], net["b"]])
        with pytest.raises(ns.NeurosimError, match=message):
            use(net)
    assert not list(tmp_path.iterdir())


def test_numbers_on_edges_become_floats():
    net = chain()
    edge = net.graph.edges[net["a"], net["b"]]
    edge["weight"] = np.float32(0.5)
    del edge["trainable"], edge["gradient"]
    net.forward([1.0])
    assert type(edge["weight"]) is float
    assert edge == {"weight": 0.5, "trainable": True, "gradient": None}
