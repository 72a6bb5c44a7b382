"""The gradient of a batch is the mean of those of its samples, and agrees with differences."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from tests.strategies import networks, samples

X = np.array([[0.1, 0.9], [0.8, -0.4], [-0.5, 0.3], [0.7, 0.6], [-0.2, -0.8]])
Z = np.array([[0.2, 0.5], [0.9, 0.1], [0.4, 0.6], [0.7, 0.3], [0.0, 1.0]])


def values(net):
    return np.array([parameter.value for parameter in net.parameters])


def sample_gradient(net, x, z):
    twin = net.copy()
    twin.forward(x)
    twin.backward(z)
    return np.array([parameter.gradient for parameter in twin.parameters])


def sample_loss(net, x, z):
    return 0.5 * float(((net.copy().forward(x) - z) ** 2).sum())


@pytest.mark.parametrize("batch_size", [1, 2, 3, 5])
def test_a_batch_steps_along_the_mean_gradient_of_its_samples(batch_size):
    net = ns.mlp([2, 3, 2], "tanh", seed=0)
    twin = net.copy()
    losses = []
    for start in range(0, 5, batch_size):
        rows = range(start, min(start + batch_size, 5))
        losses += [sample_loss(twin, X[row], Z[row]) for row in rows]
        step = 0.3 * np.mean([sample_gradient(twin, X[row], Z[row]) for row in rows], axis=0)
        for parameter, change in zip(twin.parameters, step.tolist(), strict=True):
            parameter.value -= change
    history = ns.train(net, (X, Z), epochs=1, learning_rate=0.3, batch_size=batch_size)
    np.testing.assert_allclose(values(net), values(twin), rtol=1e-14)
    assert history.loss == pytest.approx([np.mean(losses)], rel=1e-14)


@pytest.mark.parametrize("batch_size", [5, 6, 1000])
def test_no_batch_size_is_the_whole_data(batch_size):
    net = ns.mlp([2, 3, 2], "tanh", seed=0)
    twin = net.copy()
    whole = ns.train(net, (X, Z), epochs=3, batch_size=None)
    counted = ns.train(twin, (X, Z), epochs=3, batch_size=batch_size)
    assert whole.loss == counted.loss
    assert values(net).tolist() == values(twin).tolist()


def test_the_loss_of_an_epoch_is_that_before_the_updates():
    net = ns.mlp([2, 3, 2], "tanh", seed=0)
    before = np.mean([sample_loss(net, x, z) for x, z in zip(X, Z, strict=True)])
    history = ns.train(net, (X, Z), epochs=1, batch_size=None, learning_rate=5.0)
    assert history.loss == pytest.approx([before], rel=1e-14)


def test_the_order_of_the_rows_in_a_full_batch_does_not_matter():
    net = ns.mlp([2, 3, 2], "tanh", seed=0)
    twin = net.copy()
    ns.train(net, (X, Z), epochs=3, batch_size=None)
    ns.train(twin, (X[::-1], Z[::-1]), epochs=3, batch_size=None)
    np.testing.assert_allclose(values(net), values(twin), rtol=1e-12)


@st.composite
def batches(draw):
    net = draw(networks())
    inputs, targets = zip(*draw(st.lists(samples(net), min_size=1, max_size=3)), strict=True)
    return net, inputs, targets


@given(batches(), st.sampled_from(["half_squared_error", "mse"]))
def test_on_any_graph_training_follows_the_gradient_of_central_differences(batch, loss):
    net, inputs, targets = batch
    trained = net.copy()
    eta = 0.125
    ns.train(trained, (inputs, targets), epochs=1, learning_rate=eta, batch_size=None, loss=loss)
    followed = (values(net) - values(trained)) / eta

    scale = 0.5 if loss == "half_squared_error" else 1 / len(net.outputs)

    def mean_loss(twin):
        errors = [twin.forward(x) - z for x, z in zip(inputs, targets, strict=True)]
        return scale * float(np.mean([(error**2).sum() for error in errors]))

    twin = net.copy()
    h = math.cbrt(np.finfo(float).eps)
    for parameter, analytic in zip(twin.parameters, followed.tolist(), strict=True):
        value = parameter.value
        parameter.value = value + h
        above = mean_loss(twin)
        parameter.value = value - h
        below = mean_loss(twin)
        parameter.value = value
        numeric = (above - below) / (2 * h)
        expected = numeric if parameter.trainable else 0.0
        assert analytic == pytest.approx(expected, rel=1e-6, abs=1e-6 * max(1.0, above))


def test_an_optimizer_that_changes_the_shape_is_refused():
    class Odd:
        learning_rate = 0.1

        def start(self, n_parameters):
            return {}

        def step(self, theta, gradient, state):
            return theta[:1]

    net = ns.mlp([2, 1], initializer=0.5)
    with pytest.raises(ns.NeurosimError, match=r"parameters of shape \(1,\); it was given \(3,\)"):
        ns.train(net, ([[1.0, 1.0]], [[1.0]]), epochs=1, optimizer=Odd())
    assert {parameter.value for parameter in net.parameters} == {0.5}


@pytest.mark.parametrize("where", ["on_epoch_end", "on_end"])
def test_an_error_of_a_callback_leaves_the_last_good_epoch(where):
    class Bad(ns.Callback):
        pass

    def fail(self, run):
        if run.epoch == 3:
            for parameter in run.net.parameters:
                parameter.value = 9.0
            raise RuntimeError("of its own")

    setattr(Bad, where, fail)
    data = ([[1.0, 1.0], [0.0, 1.0]], [[1.0], [0.0]])
    net, other = ns.mlp([2, 1]), ns.mlp([2, 1])
    with pytest.raises(RuntimeError, match="of its own"):
        ns.train(net, data, epochs=3, callbacks=Bad())
    ns.train(other, data, epochs=3)
    assert [p.value for p in net.parameters] == [p.value for p in other.parameters]


def test_without_a_finished_epoch_the_network_is_as_before():
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    net.loss = "mae"
    with pytest.raises(ns.DivergedError):
        ns.train(net, ([[10.0], [20.0]], [[1e200], [2e200]]), epochs=1, loss="half_squared_error")
    with pytest.raises(ns.DivergedError):
        ns.train(
            net,
            ([[1.0], [2.0]], [[3.0], [4.0]]),
            epochs=1,
            loss="half_squared_error",
            learning_rate=1e308,
            normalize=(-1, 1),
        )
    assert (net.loss, net.input_scaling, net.input_columns) == ("mae", None, None)
