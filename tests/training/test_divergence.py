"""When numbers explode, training says where and keeps the last good epoch."""

import math

import pytest

import neurosim as ns
from neurosim.errors import DivergedError

DATA = ([[1.0], [2.0], [3.0], [-2.0]], [[1.0], [3.0], [2.0], [0.5]])


def values(net):
    return [parameter.value for parameter in net.parameters]


def diverge(net, data, **settings):
    """Train until it fails; check that the network is that of the last good epoch."""
    twin = net.copy()
    with pytest.raises(DivergedError) as caught:
        ns.train(net, data, **settings)
    error = caught.value
    assert isinstance(error, ns.NeurosimError)
    assert error.history.stop_reason == "diverged"
    n_good = len(error.history)
    assert f"in epoch {n_good + 1}, " in str(error)
    if n_good:
        assert f"keeps the parameters of epoch {n_good}" in str(error)
        history = ns.train(twin, data, **settings | {"epochs": n_good})
        assert error.history.loss == history.loss
        assert error.history.validation_loss == history.validation_loss
    else:
        assert "before training" in str(error)
    assert values(net) == values(twin)
    assert all(map(math.isfinite, error.history.loss))
    return error


@pytest.mark.parametrize("loss", ["half_squared_error", "mse"])
@pytest.mark.parametrize("activation", ["identity", "leaky_relu"])
@pytest.mark.parametrize("batch_size", [1, 3, None])
@pytest.mark.parametrize("engine", ["compiled", "objects"])
def test_a_learning_rate_far_too_large(loss, activation, batch_size, engine):
    net = ns.mlp([1, 2, 1], activation, initializer=0.5)
    error = diverge(
        net,
        DATA,
        epochs=10_000,
        learning_rate=5.0,
        batch_size=batch_size,
        loss=loss,
        engine=engine,
    )
    assert "sample " in str(error)
    assert "try a smaller learning rate or normalize the data" in str(error)


@pytest.mark.parametrize("loss", ["half_squared_error", "mse", "mae", "huber"])
@pytest.mark.parametrize("engine", ["compiled", "objects"])
def test_an_update_beyond_all_numbers(loss, engine):
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    error = diverge(net, ([[10.0]], [[30.0]]), learning_rate=1e308, loss=loss, engine=engine)
    assert "in epoch 1, sample 1 of 1: the update makes wo[0][0] infinite or NaN" in str(error)
    assert len(error.history) == 0


@pytest.mark.parametrize("batch_size", [1, 2])
def test_the_sample_is_named_by_its_row(batch_size):
    def refuse_three(s):
        return math.inf if s == 3.0 else s

    net = ns.mlp([1, 1], ns.Activation("picky", refuse_three, lambda s: 1.0), initializer=1.0)
    net.bo[0] = 0.0
    net.freeze("o[0]")
    for seed in range(4):
        error = diverge(net, DATA, shuffle=True, seed=seed, batch_size=batch_size)
        assert "in epoch 1, sample 3 of 4: the activation 'picky' of 'o[0]'" in str(error)


def test_a_later_epoch_is_named_and_the_one_before_is_kept():
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    infinite_soon = ns.Loss(
        "infinite_soon",
        lambda y, z: [math.inf if abs(y[0]) > 2.0 else 0.0],
        lambda y, z: [-1.0],
    )
    # the bias alone moves, by eta = 0.5 in every epoch: 0, 0.5, 1, 1.5, 2, 2.5
    error = diverge(net, ([[0.0]], [[1.0]]), learning_rate=0.5, loss=infinite_soon)
    assert "in epoch 6, sample 1 of 1: the loss infinite_soon is inf" in str(error)
    assert "keeps the parameters of epoch 5" in str(error)
    assert net.bo[0] == 2.5


@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        pytest.param(lambda s: math.exp(400 * s), lambda s: 1.0, id="OverflowError"),
        pytest.param(lambda s: math.log(1.6 - s), lambda s: -1.0, id="ValueError"),
        pytest.param(lambda s: 1.0 / (2 - s), lambda s: -1.0, id="ZeroDivisionError"),
        pytest.param(lambda s: s if s < 2 else math.nan, lambda s: -1.0, id="nan"),
        pytest.param(lambda s: s, lambda s: math.nan if s >= 2 else -1.0, id="slope nan"),
        pytest.param(lambda s: s, lambda s: -math.exp(400 * s), id="slope OverflowError"),
        pytest.param(lambda s: s, lambda s: -1 / (2 - s), id="slope ZeroDivisionError"),
        pytest.param(lambda s: s, lambda s: math.log(2 - s) - 9, id="slope ValueError"),
    ],
)
def test_an_activation_that_gives_no_finite_number(function, derivative):
    fragile = ns.Activation("fragile", function, derivative)
    net = ns.mlp([1, 1], fragile, initializer=1.0)
    net.freeze("o[0]")
    error = diverge(net, ([[-1.0], [1.0]], [[5.0], [5.0]]), learning_rate=0.5)
    assert "in epoch 1, sample 2 of 2" in str(error)
    assert "o[0]" in str(error)


def test_a_slope_of_a_loss_that_overflows():
    net = ns.mlp([1, 1], "identity", initializer=1.0)
    steep = ns.Loss("steep", lambda y, z: [0.0], lambda y, z: [math.exp(1000.0)])
    error = diverge(net, ([[1.0]], [[1.0]]), loss=steep)
    assert "steep" in str(error)


def test_numpy_does_not_warn_on_the_way():
    # gradients beyond all numbers, of both signs in one batch
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    net.wo[0][0] = 1e-150
    data = ([[1e250], [-1e250]], [[0.0], [-2e100]])
    error = diverge(net, data, batch_size=None)
    assert "in epoch 1, sample 2 of 2" in str(error)


def test_a_frozen_parameter_may_have_any_gradient():
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    net.wo[0][0] = 1e-150
    net.freeze("wo[0][0]")
    history = ns.train(net, ([[1e250]], [[0.0]]), epochs=1, learning_rate=1e-9)
    assert len(history) == 1
    assert net.wo[0][0] == 1e-150


def test_validation_data_that_give_no_finite_number():
    fragile = ns.Activation("fragile", lambda s: math.inf if s > 50 else s, lambda s: 1.0)
    net = ns.mlp([1, 1], fragile, initializer=1.0)
    held_out = ([[100.0]], [[1.0]])
    error = diverge(net, ([[1.0]], [[1.0]]), learning_rate=0.1, validation=held_out)
    assert "in epoch 1, " in str(error)
    assert "validation" in str(error)
    assert "sample 1 of 1: " in str(error)


def test_a_validation_loss_that_overflows():
    net = ns.mlp([1, 1], "identity", initializer=1.0)
    held_out = ([[1e200]], [[1.0]])
    error = diverge(net, ([[1.0]], [[1.0]]), validation=held_out)
    assert error.history.validation_loss == []


def test_the_network_trains_on_with_a_smaller_learning_rate():
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    diverge(net, ([[10.0]], [[30.0]]), learning_rate=1e308)
    history = ns.train(net, ([[10.0]], [[30.0]]), epochs=50, learning_rate=0.005)
    assert history.loss[-1] < 1e-6


@pytest.mark.parametrize("epochs", [1, 2])
def test_a_callback_that_writes_nan_is_named_and_undone(epochs):
    def spoil(run):
        edge = run.net.graph.edges[run.net["x[0]"], run.net["o[0]"]]
        edge["weight"] = math.nan

    net, other = ns.mlp([1, 1]), ns.mlp([1, 1])
    with pytest.raises(
        ns.DivergedError, match=r"in epoch 1, in a callback: wo\[0\]\[0\] is nan; the"
    ):
        ns.train(net, ([[1.0]], [[1.0]]), epochs=epochs, callbacks=spoil)
    ns.train(other, ([[1.0]], [[1.0]]), epochs=1)
    assert [p.value for p in net.parameters] == [p.value for p in other.parameters]


def test_after_training_the_passes_start_anew():
    net = ns.mlp([1, 1])
    net.forward([1.0])
    net.backward([1.0])
    ns.train(net, ([[1.0]], [[1.0]]), epochs=1)
    with pytest.raises(ns.NeurosimError, match=r"update needs .* call backward\(z\) first"):
        net.update(0.1)
