"""Exported programs are compiled and run: they give the numbers of neurosim, and its gradients."""

import functools
import itertools
import math

import numpy as np
import pytest

import neurosim as ns
from tests.interop.exports.program_runs import (
    assert_same,
    by_objects,
    largest_difference,
    random_networks,
    run_c,
    run_javascript,
    run_python,
)
from tests.strategies import networks

ONLY_SOME_NUMBERS = ("log", "sqrt", "reciprocal")
"""Activations that have no value at some summations."""
TAME = tuple(a for a in ns.ACTIVATIONS if a not in (*ONLY_SOME_NUMBERS, "exp", "square"))
LANGUAGES = ("python", "c", "javascript")
LOSSES = tuple(ns.LOSSES)


def run(language, text, net, X, Z, folder):
    if language == "python":
        return run_python(text, X, Z)
    if language == "c":
        return run_c(text, net, X, Z, folder=folder)
    return run_javascript(text, X, Z, folder=folder)


def scaled(net: ns.Network, place: int) -> ns.Network:
    """Return a network with one of several scalings, a constant column among them."""
    n, m = len(net.inputs), len(net.outputs)
    if place % 3 == 1:
        net.input_scaling = ns.MinMaxScaling((-1.0,) * n, (2.0,) * (n - 1) + (-1.0,), (-1, 1))
        net.target_scaling = ns.MinMaxScaling((1.0,) * m, (4.0,) * m, (0.1, 0.9))
    if place % 3 == 2:
        net.input_scaling = ns.StandardScaling((0.5,) * n, (2.0,) * (n - 1) + (0.0,))
        net.target_scaling = ns.StandardScaling((1.0,) * m, (2.5,) * (m - 1) + (0.0,))
    return net


# made by the first test that needs them, as every process collects this file
@functools.cache
def random_nets() -> list[ns.Network]:
    small = random_networks(networks(activations=TAME), 4)
    large = random_networks(networks(activations=TAME, most_neurons=60), 20)
    large = sorted(large, key=lambda net: -len(net.parameters))[:3]
    made = [scaled(net, place) for place, net in enumerate([*small, *large])]
    for net, loss in zip(made, itertools.cycle(LOSSES), strict=False):
        if loss != "binary_cross_entropy":
            net.loss = loss
    return made


def test_the_networks_are_small_and_large():
    sizes = [len(net.parameters) for net in random_nets()]
    assert len(sizes) == 7
    assert min(sizes) < 60 < 100 < max(sizes)


def samples(net, n):
    rng = np.random.default_rng(3)
    return rng.normal(size=(n, len(net.inputs))), rng.uniform(size=(n, len(net.outputs)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(7))
def test_random_graphs_and_their_gradients(language, place, tmp_path):
    net = random_nets()[place]
    X, Z = samples(net, 20)
    text = ns.to_code(net, language, gradient=True)
    assert_same(run(language, text, net, X, Z, tmp_path), by_objects(net, X, Z))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_thousand_inputs(language, tmp_path):
    net = random_nets()[-1]
    X, _ = samples(net, 1000)
    found = run(language, ns.to_code(net, language), net, X, None, tmp_path)
    assert largest_difference(found.outputs, ns.predict(net, X, engine="objects")) <= 1e-12


def test_python_gives_the_last_digit():
    for net in random_nets():
        X, _ = samples(net, 50)
        found = run_python(ns.to_code(net, "python"), X).outputs
        assert largest_difference(found, ns.predict(net, X, engine="objects")) <= 1e-15


def all_activations() -> ns.Network:
    """Return a network with an output for each activation, fed by one number."""
    net = ns.Network("every activation")
    x = net.add_input("x")
    always_positive = net.add_neuron({x: 1.0}, bias=0.0, activation="softplus", name="positive")
    names = [*ns.ACTIVATIONS, "leaky_relu(0.25)", "leaky_relu(-1.5)"]
    outputs = []
    for name in names:
        source = always_positive if name in ONLY_SOME_NUMBERS else x
        outputs.append(net.add_neuron({source: 1.0}, bias=0.0, activation=name, name=name))
    net.set_outputs(*outputs)
    return net


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_activation_and_its_slope(language, tmp_path):
    net = all_activations()
    X = np.array([-30.0, -6.5, -3.0, -1.5, -1.0, -0.1, -1e-9, 0.0, 1e-9, 0.3, 1.0, 2.5, 3.0, 20.0])
    X = X[:, np.newaxis]
    Z = np.zeros((len(X), len(net.outputs)))
    text = ns.to_code(net, language, gradient=True)
    found, expected = run(language, text, net, X, Z, tmp_path), by_objects(net, X, Z)
    # relative to each number, also where it is very small
    size = np.abs(expected.outputs)
    assert np.all(np.abs(found.outputs - expected.outputs) <= 2e-14 * size)
    assert_same(found, expected)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss(language, loss, tmp_path):
    # both forms of a program; Python is the fastest to run
    for sizes in ([2, 2, 3], [2, 20, 3]) if language == "python" else ([2, 20, 3],):
        net = ns.mlp(sizes, "tanh", output_activation="identity", seed=2)
        if loss == "binary_cross_entropy":
            net.outputs[0].activation = "sigmoid"
            net.outputs[1].activation = "hard_sigmoid"
            net.outputs[2].activation = "sigmoid"
        net.loss = loss
        X, Z = samples(net, 20)
        Z[0] = [0.0, 1.0, 0.0]
        text = ns.to_code(net, language, gradient=True)
        assert_same(run(language, text, net, X, Z, tmp_path), by_objects(net, X, Z))


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_summations_do_not_overflow(language, tmp_path):
    net = ns.mlp([1, 2, 1], "sigmoid", seed=1)
    net.loss = "binary_cross_entropy"
    X, Z = np.array([[-1e5], [1e5]]), np.array([[1.0], [0.0]])
    text = ns.to_code(net, language, gradient=True)
    assert_same(run(language, text, net, X, Z, tmp_path), by_objects(net, X, Z))


@pytest.mark.parametrize("language", LANGUAGES)
def test_constants_and_outputs_that_no_input_reaches(language, tmp_path):
    for n_more in (0, 40):
        net = ns.Network("constants")
        x = net.add_input("x")
        one = net.add_constant(0.5, name="half")
        other = net.add_constant(0.25, activation="tanh", name="quarter")
        more = [net.add_neuron({x: 1.0, one: 0.1}, activation="tanh") for _ in range(n_more)]
        net.add_neuron({x: 2.0, one: -1.0, **dict.fromkeys(more, 0.01)}, name="y")
        net.set_outputs("y", other)
        X, Z = samples(net, 10)
        text = ns.to_code(net, language, gradient=True)
        assert_same(run(language, text, net, X, Z, tmp_path), by_objects(net, X, Z))


@pytest.mark.parametrize("n_hidden", [3, 30])
def test_a_step_leaves_frozen_parameters(n_hidden):
    net = ns.mlp([2, n_hidden, 1], seed=4)
    net.freeze("wh[0][1][0]", "bo[0]")
    text = ns.to_code(net, "python", gradient=True)
    names: dict = {}
    exec(compile(text, "network.py", "exec"), names)
    x, z = [0.25, -0.5], [0.75]
    first = names["train_step"](x, z, 0.5)
    net.forward(x)
    assert first == net.backward(z)
    net.update(0.5)
    assert names["parameters"] == pytest.approx([p.value for p in net.parameters], rel=1e-14)
    assert names["train_step"](x, z, 0.5) < first


def own_network() -> ns.Network:
    bent = ns.Activation(
        "bent\n*/ sigmoid(",
        lambda s: (s * s + 1.0) ** 0.5 - 1.0 + s / 3.0,
        lambda s: s / (s * s + 1.0) ** 0.5 + 1.0 / 3.0,
        formula="sqrt(s**2 + 1) - 1 + s / 3",
        slope="s / sqrt(s**2 + 1) + 1 / 3",
    )
    cases = ns.Activation(
        "cases",
        lambda s: -1.0 if s < -1 else s**3 if s < 1 else 1.0,
        lambda s: 0.0 if s < -1 else 3 * s**2 if s < 1 else 0.0,
        formula="-1 if s < -1 else s**3 if s < 1 else 1",
        slope="0 if s < -1 else 3 * s**2 if s < 1 else 0",
    )
    net = ns.Network("own")
    x, y = net.add_input("x"), net.add_input("y")
    one = net.add_neuron({x: 1.0, y: -2.0}, bias=0.1, activation=bent)
    two = net.add_neuron({x: 0.5, one: 1.0}, activation=cases)
    net.add_neuron({one: 1.0, two: 1.5}, activation="sigmoid", name="o")
    return net


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_activation_of_a_user_is_translated_from_its_formula(language, tmp_path):
    net = own_network()
    X, Z = samples(net, 20)
    text = ns.to_code(net, language, gradient=True)
    assert_same(run(language, text, net, X, Z, tmp_path), by_objects(net, X, Z))


def test_constant_activations_and_biases_of_zero(tmp_path):
    flat = ns.Activation("flat", lambda s: 2.0, lambda s: 0.0, formula="2", slope="0")
    for n_more in (0, 40):
        net = ns.Network("flat")
        x, y = net.add_input("x"), net.add_input("y")
        two = net.add_neuron({x: 1.0}, bias=0.0, activation=flat, name="two")
        more = [net.add_neuron({x: 1.0}, bias=0.0, activation=flat) for _ in range(n_more)]
        net.add_neuron({two: 0.5, y: -1.0, **dict.fromkeys(more, 0.01)}, bias=0.0, name="o")
        X, Z = samples(net, 5)
        for gradient in (False, True):
            text = ns.to_code(net, "c", gradient=gradient)
            found = run_c(text, net, X, Z if gradient else None, folder=tmp_path)
            assert_same(found, by_objects(net, X, Z))


def function_zoo() -> ns.Network:
    """Return a network with an activation of a user's own that has every function of formulas."""

    def value(s):
        return (
            math.erf(s) + math.atan(s) * abs(s) - math.sqrt(s * s + 1) + max(s, math.sin(s))
            + min(s, math.cos(s)) * math.log(s * s + 2) + (s > 0) - (s < 0) + math.tanh(s)
            + 1 / (1 + math.exp(-s)) + math.exp(-s * s) ** 1.5
        )  # fmt: skip

    formula = (
        "erf(s) + arctan(s) * abs(s) - sqrt(s**2 + 1) + max(s, sin(s)) + min(s, cos(s)) "
        "* ln(s * s + 2) + sgn(s) + tanh(s) + sigmoid(s) + exp(-s**2)**1.5"
    )
    own = ns.Activation("zoo", value, lambda s: 1.0, formula=formula, slope="1")
    net = ns.Network("zoo")
    net.add_neuron({net.add_input("x"): 1.0}, activation=own, name="y")
    return net


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_function_of_formulas(language, tmp_path):
    net = function_zoo()
    X, Z = samples(net, 50)
    text = ns.to_code(net, language, gradient=True)
    assert_same(run(language, text, net, X, Z, tmp_path), by_objects(net, X, Z))


def test_a_loss_of_a_user_is_translated_from_its_formula():
    net = ns.mlp([2, 1], seed=1)
    loss = ns.Loss(
        "fourth",
        lambda y, z: [(a - b) ** 4 for a, b in zip(y, z, strict=True)],
        lambda y, z: [4 * (a - b) ** 3 for a, b in zip(y, z, strict=True)],
        formula="(y - z)**4",
        slope="4 * (y - z)**3",
    )
    net.loss = loss
    found = run_python(
        ns.to_code(net, "python", gradient=True), np.array([[1.0, 2.0]]), np.array([[0.9]])
    )
    net.forward([1.0, 2.0])
    assert found.losses[0] == pytest.approx(net.backward([0.9], loss), rel=1e-13)
    assert found.gradients[0] == pytest.approx([p.gradient for p in net.parameters], rel=1e-13)


def test_float32_of_c_agrees_in_seven_digits(tmp_path):
    net = random_nets()[-1]
    X, _ = samples(net, 100)
    text = ns.to_code(net, "c", dtype="float32")
    assert "double" not in text
    found = run_c(text, net, X, folder=tmp_path, real="float").outputs
    difference = largest_difference(found, ns.predict(net, X))
    assert 1e-10 < difference < 1e-5


@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "half_squared_error"])
def test_classes_and_probabilities(loss):
    net = ns.mlp([2, 4, 3], "tanh", output_activation="identity", seed=3)
    net.loss = loss
    net.target_columns = (ns.TargetColumn("kind", ("a", 'b"\n', "</script>")),)
    X, _ = samples(net, 30)
    names: dict = {}
    exec(compile(ns.to_code(net, "python"), "network.py", "exec"), names)
    assert [names["predict_class"](x) for x in X.tolist()] == ns.predict_classes(net, X)
    found = np.array([names["predict_probabilities"](x) for x in X.tolist()])
    assert largest_difference(found, ns.predict_probabilities(net, X)) < 1e-15
    assert "</script>" not in ns.to_code(net, "javascript")


def test_two_classes_of_one_output(tmp_path):
    net = ns.mlp([2, 1], seed=3)
    net.target_columns = (ns.TargetColumn("passed", ("no", "yes"), one_output=True),)
    X, _ = samples(net, 30)
    names: dict = {}
    exec(compile(ns.to_code(net, "python"), "network.py", "exec"), names)
    assert [names["predict_class"](x) for x in X.tolist()] == ns.predict_classes(net, X)
    found = np.array([names["predict_probabilities"](x) for x in X.tolist()])
    assert largest_difference(found, ns.predict_probabilities(net, X)) < 1e-15
    assert_same(run_c(ns.to_code(net, "c"), net, X, folder=tmp_path), by_objects(net, X, X[:, :1]))
