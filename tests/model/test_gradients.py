import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from tests.strategies import PARTIAL, SMOOTH, networks, samples


@pytest.mark.parametrize("loss", ns.LOSSES)
@pytest.mark.parametrize("activation", [name for name in ns.ACTIVATIONS if name != "step"])
def test_every_activation_and_loss_against_finite_differences(activation, loss):
    output = {"binary_cross_entropy": "sigmoid", "softmax_cross_entropy": "identity"}.get(loss)
    net = ns.mlp([2, 3, 2, 2], activation, output_activation=output, seed=11)
    if activation in PARTIAL:
        for parameter in net.parameters:
            parameter.value = abs(parameter.value) + 0.5
        net.bh[0] = [1.5, 2.5, 3.5]
    check = ns.check_gradient(net, [0.7, -0.4], [0.25, 0.75], loss=loss)
    assert len(check.rows) == 3 * 3 + 2 * 4 + 2 * 3
    assert check.ok, str(check)
    assert sum(row.analytic != 0 for row in check.rows) > 15


@given(data=st.data(), net=networks())
def test_random_networks_against_finite_differences(data, net):
    x, z = data.draw(samples(net))
    check = ns.check_gradient(net, x, z)
    assert check.ok, str(check)


def test_a_wrong_derivative_is_found():
    wrong = ns.Activation("wrong", lambda s: s * s, lambda s: s)
    net = ns.mlp([2, 2, 1], wrong, output_activation="identity", seed=1)
    check = ns.check_gradient(net, [1.0, 0.5], [0.0])
    assert not check.ok
    assert "DIFFER" in str(check)
    assert "differs" in str(check)


def test_both_values_are_printed_for_every_parameter(example):
    text = str(ns.check_gradient(example, [1, 1], [1]))
    assert "analytic" in text
    assert "numeric" in text
    assert all(parameter.symbol in text for parameter in example.parameters)
    assert "analytic and numeric agree: largest error" in text


def test_the_surrogate_derivative_of_step_is_said():
    net = ns.perceptron(2)
    check = ns.check_gradient(net, [1, 1], [0])
    assert check.surrogates == ("o[0]",)
    said = "surrogate derivative 1 at o[0] (step): the analytic gradient is the perceptron rule"
    assert said in str(check)


def relu_at_a_kink() -> ns.Network:
    """Return the XOR network of Goodfellow et al., Deep Learning 6.1."""
    net = ns.Network()
    a, b = net.add_input(), net.add_input()
    h0 = net.add_neuron({a: 1.0, b: 1.0}, activation="relu")
    h1 = net.add_neuron({a: 1.0, b: 1.0}, bias=-1.0, activation="relu")
    net.add_neuron({h0: 1.0, h1: -2.0}, activation="identity")
    return net


def test_a_kink_is_said_and_does_not_count():
    check = ns.check_gradient(relu_at_a_kink(), [1, 0], [0])
    assert check.ok
    found = {row.symbol: row for row in check.rows}
    # from the book's slope 0 at 0, worked by hand
    ones = {"wh[0][0][0]", "bh[0][0]", "wo[0][0]", "bo[0]"}
    assert {name: row.analytic for name, row in found.items()} == pytest.approx(
        {name: float(name in ones) for name in found}
    )
    noted = {name for name, row in found.items() if row.note}
    assert noted == {"wh[0][1][0]", "bh[0][1]"}
    row = found["bh[0][1]"]
    assert (row.below, row.above) == pytest.approx((0.0, -2.0), abs=1e-4)
    text = str(check)
    said = "kink: one-sided differences 0 and -1.99999; the rule takes slope 0 of relu at n[1]"
    assert text.count(said) == 2
    assert text.endswith("; 2 parameters not compared")
    assert "analytic and numeric agree" in text


def one(activation: str, s: float) -> ns.Network:
    net = ns.Network()
    net.add_neuron({net.add_input(): 0.0}, bias=s, activation=activation)
    return net


@pytest.mark.parametrize(
    ("activation", "slope"), [("relu", "0"), ("leaky_relu", "0.01"), ("elu", "1"), ("step", "1")]
)
@pytest.mark.parametrize("s", [0.0, 1e-9])
def test_every_activation_with_a_kink(activation, slope, s):
    check = ns.check_gradient(one(activation, s), [1.0], [1.0])
    noted = [row for row in check.rows if row.note]
    assert check.ok, str(check)
    assert "bo[0]" in {row.symbol for row in noted}
    if s == 0.0:
        assert f"the rule takes slope {slope} of {activation} at n[0]" in noted[0].note


@pytest.mark.parametrize("loss", ["mae", "huber"])
def test_the_kinks_of_losses(loss):
    where = {"mae": 1e-9, "huber": 1.0}[loss]
    check = ns.check_gradient(one("identity", 3.0 + where), [1.0], [3.0], loss=loss)
    assert check.ok, str(check)
    assert [row.note.partition("; ")[2] for row in check.rows] == [
        f"the rule takes slope 1 of {loss} at n[0]",
        f"the rule takes slope 1 of {loss} at n[0]",
    ]


def test_away_from_kinks_nothing_is_said():
    check = ns.check_gradient(relu_at_a_kink(), [1, 1], [1])
    assert check.ok
    assert not any(row.note for row in check.rows)


def test_a_wrong_derivative_is_found_beside_a_kink():
    relu = ns.ACTIVATIONS["relu"]
    wrong = ns.Activation("wrong", relu.function, lambda s: 2.0, kinks=(0.0,))
    for s in (0.5, -0.5):
        check = ns.check_gradient(one(wrong, s), [1.0], [1.0])
        assert not check.ok
        assert "DIFFER" in str(check)


def test_saturation_is_said():
    # without its summation the loss of an output next to 0 has a floor
    check = ns.check_gradient(one("gaussian", 6.0), [1.0], [1.0], loss="binary_cross_entropy")
    assert check.ok
    said = "saturation: binary_cross_entropy stops growing where the output n[0] is so near to 0"
    assert said in str(check)


def test_the_case_from_the_field(capsys):
    runpy.run_path(str(Path(__file__).parents[1] / "field" / "check-gradient-kink.py"))
    printed = capsys.readouterr().out
    assert "DIFFER" not in printed
    assert printed.count("analytic and numeric agree") == 3
    assert printed.count("kink: ") == 3


def test_the_check_takes_raw_units_and_leaves_the_network_alone(example):
    example.input_scaling = ns.MinMaxScaling((25.0, 67.0), (70.0, 98.0))
    example.target_scaling = ns.MinMaxScaling((68.0,), (91.0,))
    check = ns.check_gradient(example, [70, 98], [91])
    assert check.ok
    assert example["o[0]"].output is None
    delta = {row.symbol: row.analytic for row in check.rows}["bo[0]"]
    assert round(delta, 4) == -0.1242


def test_a_large_loss_does_not_hide_behind_rounding(example):
    assert ns.check_gradient(example, [1, 1], [91]).ok


@given(data=st.data(), net=networks(activations=SMOOTH))
def test_jacobian_against_finite_differences(data, net):
    x, _ = data.draw(samples(net))
    exact = ns.jacobian(net, x)
    assert exact.shape == (len(net.outputs), len(net.inputs))
    h = 1e-6
    for i in range(len(x)):
        above = net.forward([*x[:i], x[i] + h, *x[i + 1 :]])
        below = net.forward([*x[:i], x[i] - h, *x[i + 1 :]])
        assert exact[:, i] == pytest.approx((above - below) / (2 * h), rel=1e-5, abs=1e-7)


def test_jacobian_in_raw_and_normalized_units(example):
    example.input_scaling = ns.MinMaxScaling((25.0, 67.0), (70.0, 98.0))
    example.target_scaling = ns.MinMaxScaling((68.0,), (91.0,))
    raw = ns.jacobian(example, [50.0, 85.0])
    h = 1e-4
    above = ns.predict(example, [[50.0 + h, 85.0], [50.0, 85.0 + h]]).ravel()
    below = ns.predict(example, [[50.0 - h, 85.0], [50.0, 85.0 - h]]).ravel()
    assert raw.ravel() == pytest.approx((above - below) / (2 * h), rel=1e-6)
    x = example.normalize_inputs([50.0, 85.0])
    normalized = ns.jacobian(example, x, normalized=True)
    assert raw == pytest.approx(normalized * 23.0 / np.array([[45.0, 31.0]]))
    assert example["o[0]"].output is None


def test_an_input_beside_the_network_has_derivative_zero():
    net = ns.Network()
    x = net.add_input()
    net.add_input()
    net.add_neuron({x: 2.0}, activation="identity")
    assert ns.jacobian(net, [1.0, 1.0]).tolist() == [[2.0, 0.0]]


@pytest.mark.parametrize("call", [ns.check_gradient, lambda n, x, _: ns.jacobian(n, x)])
def test_errors(example, call):
    with pytest.raises(ns.NeurosimError, match="got 3 inputs, expected 2"):
        call(example, [1, 2, 3], [1])


def test_a_derivative_that_overflows_is_an_error():
    net = ns.mlp([1, 1, 1], "identity", initializer=0.0)
    net.wh[0][0][0] = net.wo[0][0] = 1e200
    with pytest.raises(ns.NeurosimError, match=r"the error signal of 'x\[0\]' is inf"):
        ns.jacobian(net, [0.0])
