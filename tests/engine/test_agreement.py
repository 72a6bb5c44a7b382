"""The engine and the objects agree to 1e-12 relative, whatever the network and the settings."""

import math
import os
import subprocess
import sys
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import neurosim as ns
from neurosim.engine.kernels import exponentials
from neurosim.errors import NotFiniteError
from tests.engine.calling import from_python
from tests.strategies import ALL_ACTIVATIONS, networks

TOLERANCE = 1e-12
OPTIMIZERS = (
    ns.SGD(0.1),
    ns.SGD(0.05, momentum=0.9),
    ns.SGD(0.05, momentum=0.5, nesterov=True),
    ns.RMSprop(0.01),
    ns.Adam(0.01),
    ns.AdamW(0.01, weight_decay=0.1),
)
KINKED = (
    "relu", "leaky_relu", "leaky_relu(0.2)", "leaky_relu(-0.5)", "elu", "step", "abs", "hard_tanh",
    "hard_sigmoid",
)  # fmt: skip
WITHOUT_JIT = os.environ.get("NUMBA_DISABLE_JIT") == "1"
few_without_jit = settings(max_examples=15 if WITHOUT_JIT else 150)


def agree(compiled, objects, scale=0.0):
    compiled, objects = np.array(compiled), np.array(objects)
    scale = max(np.abs(objects).max(initial=0.0), scale, 1e-300)
    assert compiled.shape == objects.shape
    assert np.abs(compiled - objects).max(initial=0.0) <= TOLERANCE * scale


def values(net):
    return [parameter.value for parameter in net.parameters]


def data_for(net, draw, loss="half_squared_error"):
    n = draw(st.integers(1, 9))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    Z = rng.uniform(0.05, 0.95, (n, len(net.outputs)))
    return rng.uniform(-1.5, 1.5, (n, len(net.inputs))), Z


def assume_away_from_kinks(net, X):
    """At a kink the last bit of a summation decides between two slopes."""
    twin = net.copy()
    for x in X:
        twin.forward(x)
        for neuron in twin.structure.computed:
            if neuron.activation.name in KINKED:
                assume(neuron.summation == 0.0 or abs(neuron.summation) > 1e-9)


def as_network(net, loss):
    """Give the outputs of a network for binary cross-entropy values between 0 and 1."""
    if loss == "binary_cross_entropy":
        for neuron in net.outputs:
            neuron.activation = "sigmoid"
    return net


def train_or_complain(net, data, **chosen):
    """Return the losses, and the message of the error if there is one."""
    try:
        return ns.train(net, data, **chosen).loss, ""
    except ns.DivergedError as error:
        return error.history.loss, str(error)


@few_without_jit
@given(st.data())
def test_training(data):
    loss = data.draw(st.sampled_from(sorted(ns.LOSSES)))
    net = as_network(data.draw(networks(activations=ALL_ACTIVATIONS)), loss)
    X, Z = data_for(net, data.draw)
    assume_away_from_kinks(net, X)
    twin = net.copy()
    chosen = {
        "epochs": data.draw(st.integers(1, 3)),
        "optimizer": data.draw(st.sampled_from(OPTIMIZERS)),
        "batch_size": data.draw(st.sampled_from([1, 2, 3, 5, None])),
        "loss": loss,
        "shuffle": data.draw(st.booleans()),
        "seed": 1,
        "sample_weight": data.draw(st.sampled_from([None, range(1, len(X) + 1), range(len(X))]))
        if len(X) > 1
        else None,
    }
    objects, said = train_or_complain(twin, (X, Z), engine="objects", **chosen)
    assume_away_from_kinks(twin, X)
    compiled, also_said = train_or_complain(net, (X, Z), engine="compiled", **chosen)
    assert said == also_said
    agree(compiled, objects, scale=1e-3)
    agree(values(net), values(twin))


@few_without_jit
@given(st.data())
def test_prediction_measures_and_derivatives(data):
    net = data.draw(networks(activations=ALL_ACTIVATIONS))
    X, Z = data_for(net, data.draw)
    assume_away_from_kinks(net, X)
    agree(ns.predict(net, X, engine="compiled"), ns.predict(net, X, engine="objects"), scale=1e-3)
    compiled, objects = (
        ns.evaluate(net, (X, Z), engine=engine).named() for engine in ("compiled", "objects")
    )
    agree(list(compiled.values()), list(objects.values()))
    agree(
        ns.jacobian(net, X[0], engine="compiled"),
        ns.jacobian(net, X[0], engine="objects"),
        scale=1e-3,
    )


@pytest.mark.parametrize("activation", sorted(ALL_ACTIVATIONS))
@pytest.mark.parametrize("batch_size", [1, 32])
def test_wide_layers(activation, batch_size):
    rng = np.random.default_rng(3)
    X, Z = rng.uniform(-1, 1, (40, 17)), rng.uniform(0, 1, (40, 5))
    net = ns.mlp([17, 33, 20, 5], activation, seed=2)
    twin = net.copy()
    for engine, trained in (("compiled", net), ("objects", twin)):
        ns.train(
            trained, (X, Z), epochs=2, learning_rate=0.001, batch_size=batch_size, engine=engine
        )
    agree(values(net), values(twin))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("n", [1, 7, 8, 9, 31, 32, 41, 64, 107])
def test_sparse_wiring_over_whole_and_broken_vectors_of_samples(n, dtype):
    rng = np.random.default_rng(2)
    net = ns.Network()
    pool = [net.add_input() for _ in range(5)]
    for _ in range(20):
        sources = rng.choice(len(pool), rng.integers(1, 6), replace=False)
        weights = {pool[k]: rng.normal() for k in sources}
        pool.append(net.add_neuron(weights, bias=rng.normal()))
    net.set_outputs(*pool[-2:])
    X, Z = rng.normal(size=(n, 5)), rng.random((n, 2))
    found = ns.predict(net, X, engine="compiled", dtype=dtype)
    expected = ns.predict(net, X, engine="objects")
    if dtype == "float32":
        np.testing.assert_allclose(found, expected, rtol=1e-5)
        return
    agree(found, expected)
    nets = net.copy(), net.copy()
    for each, engine in zip(nets, ("compiled", "objects"), strict=True):
        ns.train(each, (X, Z), epochs=2, batch_size=n, shuffle=False, engine=engine)
    agree(values(nets[0]), values(nets[1]))


@pytest.mark.skipif(WITHOUT_JIT, reason="without the JIT the exponentials are Python's")
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("_single_sigmoid", 3),
        ("_vector_exp", 2),
        ("_vector_expm1", 3),
        ("_vector_sigmoid", 3),
        ("tanh", 3),
    ],
)
@pytest.mark.parametrize("limit", [745, 700, 30, 1, 1e-9])
def test_exponentials_in_units_of_the_last_place(name, error, limit):
    X = np.random.default_rng(0).uniform(-limit, limit, 2000)
    if name in ("_vector_exp", "_vector_expm1"):
        X = -np.abs(X)
    if name == "tanh":
        net = ns.Network()
        net.add_neuron({net.add_input(): 1.0}, activation="tanh", bias=0.0)
        found = ns.predict(net, X, engine="compiled")[:, 0].tolist()
    else:
        call = from_python(getattr(exponentials, name))
        found = [call(x) for x in X.tolist()]
    for x, y in zip(X.tolist(), found, strict=True):
        with localcontext(prec=40):
            power = Decimal(2 * x if name == "tanh" else x).exp()
            exact = {
                "tanh": (power - 1) / (power + 1),
                "_vector_expm1": power - 1,
                "_vector_sigmoid": power / (power + 1),
                "_single_sigmoid": power / (power + 1),
            }.get(name, power)
        assert abs(Decimal(y) - exact) <= Decimal(error * math.ulp(float(exact)))


@pytest.mark.parametrize("loss", sorted(ns.LOSSES))
@pytest.mark.parametrize("batch_size", [1, 10])
def test_every_loss_over_several_outputs(loss, batch_size):
    rng = np.random.default_rng(3)
    X = rng.uniform(-1, 1, (30, 6))
    Z = np.eye(4)[rng.integers(0, 4, 30)]
    output = "identity" if loss == "softmax_cross_entropy" else "sigmoid"
    net = ns.mlp([6, 12, 4], "tanh", output_activation=output, seed=2)
    twin = net.copy()
    settings = {"epochs": 3, "batch_size": batch_size, "loss": loss, "optimizer": ns.Adam(0.01)}
    first = ns.train(net, (X, Z), engine="compiled", **settings)
    second = ns.train(twin, (X, Z), engine="objects", **settings)
    agree(first.loss, second.loss)
    agree(values(net), values(twin))


def test_parameters_frozen_and_thawed_by_a_callback_keep_the_momentum():
    def switch(run):
        if run.epoch == 2:
            run.net.freeze("h[0][1]", "bo[0]")
        if run.epoch == 4:
            run.net.unfreeze()

    rng = np.random.default_rng(0)
    data = rng.uniform(-1, 1, (12, 3)), rng.uniform(0, 1, (12, 1))
    net = ns.mlp([3, 5, 1], seed=0)
    twin = net.copy()
    for engine, trained in (("compiled", net), ("objects", twin)):
        for optimizer in (ns.SGD(0.1, momentum=0.9), ns.AdamW(0.01)):
            ns.train(
                trained,
                data,
                epochs=6,
                optimizer=optimizer,
                batch_size=4,
                engine=engine,
                callbacks=switch,
            )
    agree(values(net), values(twin))


@pytest.mark.parametrize("engine", ["compiled", "objects"])
def test_a_callback_may_edit_weights(engine):
    def edit(run):
        run.net.wo[0][0] = 0.25

    net = ns.mlp([2, 3, 1])
    history = ns.train(net, ([[0, 1]], [[1]]), epochs=3, callbacks=edit, engine=engine)
    assert net.wo[0][0] == 0.25
    assert len(history) == 3


def test_numbers_too_large_are_reported_as_the_objects_report_them():
    net = ns.mlp([2, 3, 1], "identity", initializer=1e200)
    X = np.ones((5, 2))
    X[3] = 1e300
    messages = []
    for engine in ("compiled", "objects"):
        with pytest.raises(NotFiniteError) as caught:
            ns.predict(net, X, engine=engine)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    assert messages[0].startswith("sample ")


@pytest.mark.skipif(WITHOUT_JIT, reason="this is the run without the JIT")
def test_the_same_tests_pass_with_the_jit_disabled():
    done = subprocess.run(
        # the interpreter warns of overflow where compiled code does not
        [sys.executable, "-m", "pytest", "-q", "-W", "ignore::RuntimeWarning", __file__],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
