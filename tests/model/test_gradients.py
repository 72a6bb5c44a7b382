import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from tests.strategies import SMOOTH, networks, samples


@pytest.mark.parametrize("loss", ns.LOSSES)
@pytest.mark.parametrize("activation", [name for name in ns.ACTIVATIONS if name != "step"])
def test_every_activation_and_loss_against_finite_differences(activation, loss):
    output = {"binary_cross_entropy": "sigmoid", "softmax_cross_entropy": "identity"}.get(loss)
    net = ns.mlp([2, 3, 2, 2], activation, output_activation=output, seed=11)
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
