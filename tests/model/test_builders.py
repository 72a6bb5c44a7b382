import math

import numpy as np
import pytest

import neurosim as ns
from neurosim.model.initializers import INITIALIZERS, get_initializer, uniform


def test_mlp_names_and_wires_by_the_notation():
    net = ns.mlp([2, 3, 2, 1], name="small")
    assert [[n.name for n in layer] for layer in net.layers] == [
        ["x[0]", "x[1]"],
        ["h[0][0]", "h[0][1]", "h[0][2]"],
        ["h[1][0]", "h[1][1]"],
        ["o[0]"],
    ]
    assert [n.name for n in net["h[1][1]"].inputs] == ["h[0][0]", "h[0][1]", "h[0][2]"]
    assert net.name == "small"


def test_activations_of_the_layers():
    def activations(*given, **options):
        net = ns.mlp([1, 1, 1, 1], *given, **options)
        return [neuron.activation.name for neuron in net.topological_order[1:]]

    assert activations() == ["sigmoid"] * 3
    assert activations("tanh") == ["tanh"] * 3
    assert activations("relu", output_activation="identity") == ["relu", "relu", "identity"]
    assert activations(["tanh", "sin"]) == ["tanh", "sin", "sin"]
    own = ns.Activation("own", math.sin, math.cos)
    assert activations(own, output_activation="step") == ["own", "own", "step"]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: ns.mlp([2]), r"layer sizes are a list of at least inputs and outputs.*got \[2\]"),
        (lambda: ns.mlp("2,1"), "layer sizes are a list.*got '2,1'"),
        (lambda: ns.mlp(3), "layer sizes are a list.*got 3"),
        (lambda: ns.mlp([2, 0, 1]), "the size of layer 1 is 0; it must be at least 1"),
        (lambda: ns.mlp([2, 1.5]), "the size of layer 1 is 1.5; it must be a whole number"),
        (lambda: ns.mlp([2, 3, 1], ["tanh", "tanh"]), "2 activations for 1 hidden layer; give one"),
        (lambda: ns.mlp([2, 1], []), "0 activations for 0 hidden layers; give one for all"),
        (lambda: ns.mlp([2, 1], "sigmod"), "unknown activation 'sigmod'; did you mean 'sigmoid'"),
        (lambda: ns.mlp([2, 1], output_activation="x"), "unknown activation 'x'"),
        (lambda: ns.mlp([2, 1], initializer="xavier"), "unknown initializer 'xavier'; known: unif"),
        (lambda: ns.mlp([2, 1], initializer=math.nan), "the constant is nan; it must be a finite"),
        (
            lambda: ns.mlp([2, 1], seed=-1),
            "a seed is a whole number of at least 0, or None",
        ),
        (lambda: ns.mlp([2, 1], seed="a"), "a seed is a whole number of at least 0, or None; got"),
        (lambda: uniform(1.0, -1.0), "uniform needs its low end below its high end; got 1, -1"),
    ],
)
def test_errors(build, message):
    with pytest.raises(ns.NeurosimError, match=message):
        build()


def values(net: ns.Network) -> list[float]:
    return [parameter.value for parameter in net.parameters]


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_same_seed_gives_the_same_numbers(name):
    assert values(ns.mlp([3, 4, 2], initializer=name)) == values(
        ns.mlp([3, 4, 2], initializer=name)
    )
    other = values(ns.mlp([3, 4, 2], initializer=name, seed=1))
    assert (values(ns.mlp([3, 4, 2], initializer=name)) == other) == (name == "zeros")


def test_no_seed_gives_fresh_numbers():
    assert values(ns.mlp([3, 4, 2], seed=None)) != values(ns.mlp([3, 4, 2], seed=None))


def test_uniform_fills_its_range_with_weights_and_biases():
    net = ns.mlp([20, 50, 20])
    drawn = np.array(values(net))
    assert -1 <= drawn.min() < -0.99
    assert 0.99 < drawn.max() <= 1
    assert abs(drawn.mean()) < 0.05
    assert np.ptp(net.bo) > 1
    narrow = np.array(values(ns.mlp([20, 50, 20], initializer=uniform(0.2, 0.3))))
    assert narrow.min() >= 0.2
    assert narrow.max() <= 0.3


def test_glorot_and_he_scale_with_the_fans():
    glorot = ns.mlp([100, 50, 25], initializer="glorot")
    limit = math.sqrt(6 / 150)
    weights = np.array(glorot.wh[0].tolist())
    assert limit * 0.99 < np.abs(weights).max() <= limit
    assert weights.std() == pytest.approx(limit / math.sqrt(3), rel=0.03)
    he = ns.mlp([100, 50, 25], initializer="he")
    assert np.array(he.wh[0].tolist()).std() == pytest.approx(math.sqrt(2 / 100), rel=0.05)
    for net in (glorot, he):
        assert set(net.bh[0]) == set(net.bo) == {0.0}


def test_a_number_is_a_constant():
    assert set(values(ns.mlp([2, 3, 1], initializer=0.25))) == {0.25}
    assert set(values(ns.mlp([2, 3, 1], initializer="zeros"))) == {0.0}
    chosen = get_initializer("he")
    assert get_initializer(chosen) is chosen


def test_initialize_draws_for_a_network_built_by_hand():
    net = ns.Network()
    x = net.add_input()
    h = net.add_neuron({x: 5.0})
    net.add_neuron({h: 5.0, x: 5.0})
    lonely = net.add_neuron()
    ns.initialize(net, "uniform", seed=4)
    assert all(-1 <= value <= 1 for value in values(net))
    assert -1 <= lonely.bias <= 1


def test_perceptron_rule():
    net = ns.perceptron(2, name="AND")
    assert (net.name, net["o[0]"].activation.name) == ("AND", "step")
    assert values(net) == [0.0, 0.0, 0.0]
    assert net.forward([1, 0]).tolist() == [1.0]
    net.backward([0.0])
    net.update(1.0)
    # w_new = w + eta (z - y) x
    assert (net.wo[0].tolist(), net.bo[0]) == ([-1.0, 0.0], -1.0)


def test_initialize_writes_nothing_unless_every_number_is_finite():
    net = ns.mlp([2, 2, 1])
    before = values(net)
    draws = iter([0.5, 0.5, math.nan])
    bad_bias = ns.Initializer("bad", lambda rng, out, _: np.ones(len(out)), lambda rng: next(draws))
    with pytest.raises(ns.NeurosimError, match=r"the bias of 'o\[0\]' is nan"):
        ns.initialize(net, bad_bias)
    bad_weight = ns.Initializer("bad", lambda rng, out, _: np.full(len(out), np.nan), lambda _: 0.0)
    with pytest.raises(ns.NeurosimError, match=r"weight x\[0\] is nan"):
        ns.initialize(net, bad_weight)
    assert values(net) == before


def test_neurons_may_have_names_of_their_own():
    names = [["hours", "score"], [], ["pass", "fail"]]
    net = ns.mlp([2, 1, 2], names=names, seed=3)
    assert [neuron.name for neuron in net] == ["hours", "score", "h[0][0]", "pass", "fail"]
    assert values(net) == values(ns.mlp([2, 1, 2], seed=3))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["ab", "c"], r"names of a layer are a list of texts; got 'ab'"),
        ("ab", r"names are one list of names for each layer, inputs first; got 'ab'"),
        ([["a", "b"]], r"for each layer, inputs first; got 1 list for 2 layers"),
        ([["a"], ["b"]], r"layer 0 has 2 neurons; got 1 name: a"),
        ([["a", "a"], ["b"]], r"'a'"),
    ],
)
def test_names_that_do_not_fit(names, message):
    with pytest.raises(ns.NeurosimError, match=message):
        ns.mlp([2, 1], names=names)


def test_activations_of_the_wrong_kind():
    with pytest.raises(
        ns.NeurosimError, match="activations are a name, or a list with one for each layer; got 3"
    ):
        ns.mlp([2, 1], 3)


def test_target_columns():
    assert ns.TargetColumn("species", ["a", "b"]) == ns.TargetColumn("species", ("a", "b"))
    for make in (
        lambda: ns.TargetColumn("species", "ab"),
        lambda: ns.TargetColumn("species", [1, 2]),
        lambda: ns.TargetColumn(3),
    ):
        with pytest.raises(
            ns.NeurosimError, match=r"(name|class|classes) of (a|the) column .*; got"
        ):
            make()
