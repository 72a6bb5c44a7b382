"""Many rows: tiles, threads and float32."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.engine.kernels.elementwise import SIGMOID, activate
from neurosim.engine.program import Program
from neurosim.engine.rows import tile_size
from tests.engine.calling import from_python

RNG = np.random.default_rng(8)


def random_graph(n_inputs=12, n_neurons=60, n_sources=6):
    net = ns.Network()
    pool = [net.add_input() for _ in range(n_inputs)]
    for _ in range(n_neurons):
        chosen = RNG.choice(len(pool), n_sources, replace=False)
        weights = {pool[k]: float(RNG.normal(0, 0.5)) for k in chosen}
        pool.append(net.add_neuron(weights, bias=float(RNG.normal()), activation="tanh"))
    net.set_outputs(*pool[-4:])
    return net


NETWORKS = {
    "layers": ns.mlp([12, 40, 30, 3], "tanh", seed=1),
    "random": random_graph(),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_bits_do_not_depend_on_the_threads(name):
    net = NETWORKS[name]
    X = RNG.uniform(-1, 1, (30_011, 12))
    one, two, five = (
        ns.predict(net, X, engine="compiled", threads=threads) for threads in (1, 2, 5)
    )
    assert np.array_equal(one, two)
    assert np.array_equal(one, five)
    some = RNG.integers(0, len(X), 20)
    exact = ns.predict(net, X[some], engine="objects")
    np.testing.assert_allclose(one[some], exact, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("n", [0, 1, 2, 15, 16, 17, 300])
def test_any_number_of_rows(n):
    X = RNG.uniform(-1, 1, (n, 12))
    compiled, objects = (
        ns.predict(NETWORKS["random"], X, engine=engine) for engine in ("compiled", "objects")
    )
    assert compiled.shape == (n, 4)
    np.testing.assert_allclose(compiled, objects, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", NETWORKS)
def test_training_large_batches_gives_the_same_bits_for_the_same_threads(name):
    n_outputs = len(NETWORKS[name].outputs)
    data = RNG.uniform(-1, 1, (9_000, 12)), RNG.uniform(0, 1, (9_000, n_outputs))
    results = []
    for threads in (1, 3, 3):
        net = NETWORKS[name].copy()
        ns.train(net, data, epochs=2, batch_size=8_000, engine="compiled", threads=threads)
        results.append([parameter.value for parameter in net.parameters])
    assert results[1] == results[2]
    np.testing.assert_allclose(results[0], results[1], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", NETWORKS)
def test_float32_is_near_and_returned_as_float64(name):
    X = RNG.uniform(-1, 1, (500, 12))
    single = ns.predict(NETWORKS[name], X, dtype="float32")
    double = ns.predict(NETWORKS[name], X, engine="compiled")
    assert single.dtype == np.float64
    assert np.abs(single - double).max() > 0
    np.testing.assert_allclose(single, double, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("batch_size", [1, 16])
@pytest.mark.parametrize("optimizer", [ns.SGD(0.05), ns.SGD(0.05, 0.9), ns.Adam(0.01)], ids=repr)
def test_training_in_float32(batch_size, optimizer):
    data = RNG.uniform(-1, 1, (64, 12)), RNG.uniform(0, 1, (64, 4))
    losses = []
    for dtype in ("float32", "float64"):
        net = NETWORKS["random"].copy()
        history = ns.train(
            net,
            data,
            epochs=3,
            dtype=dtype,
            optimizer=optimizer,
            batch_size=batch_size,
            engine="compiled",
        )
        losses.append(history.loss)
        values = np.array([parameter.value for parameter in net.parameters])
        assert (values.astype(dtype) == values).all()
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-3)


def test_a_tile_fits_the_cache_and_a_wide_network_still_gets_one():
    small, wide = (tile_size(Program(random_graph(n_neurons=n))) for n in (60, 20_000))
    assert small == 4 * wide
    assert tile_size(Program(ns.mlp([2, 3, 1]))) == wide


def test_the_sigmoid_is_right_to_three_units_in_the_last_place():
    x = np.concatenate([np.linspace(-800, 708.9, 200_001), np.linspace(-1, 1, 200_001)])
    s = -x
    values = np.zeros_like(s)
    from_python(activate)(SIGMOID, 0.0, len(s), s, 0, values, 0)
    exact = 1.0 / (1.0 + np.exp(x))
    assert (np.abs(values - exact) <= 6e-16 * exact).all()
