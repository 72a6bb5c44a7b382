"""Binary cross-entropy of a sigmoid output comes from the summation, and holds in saturation."""

import ast
import runpy
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.engine.choice import ENGINES

FIELD = Path(__file__).parents[1] / "field"
SUMMATIONS = (-800.0, -40.0, -30.0, -5.0, 0.0, 0.3, 5.0, 20.0, 27.0, 30.0, 36.0, 40.0, 800.0)


def one(s: float, activation: str = "sigmoid") -> ns.Network:
    """Return a network with one output whose summation is s for the input 1."""
    net = ns.Network()
    net.add_neuron({net.add_input(): s}, activation=activation)
    return net


def right(s: float, z: float) -> tuple[float, float]:
    """Return loss and error signal to 50 digits, from the definition alone."""
    with mpmath.workdps(400):
        y = 1 / (1 + mpmath.exp(-mpmath.mpf(s)))
        rest = 1 / (1 + mpmath.exp(mpmath.mpf(s)))
        loss = -(mpmath.mpf(z) * mpmath.log(y) + (1 - mpmath.mpf(z)) * mpmath.log(rest))
        return float(loss), float(y - mpmath.mpf(z))


@pytest.mark.parametrize("z", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("s", SUMMATIONS)
def test_loss_and_error_signal_are_those_of_the_definition(s, z):
    net = one(s)
    net.forward([1.0])
    loss, delta = right(s, z)
    assert net.backward([z], "binary_cross_entropy") == pytest.approx(loss, rel=1e-12, abs=1e-300)
    # y itself ends at the 16th digit, so that y - z does
    assert net["n[0]"].delta == pytest.approx(delta, rel=1e-12, abs=2.3e-16)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_mean_loss_of_data_is_right_in_saturation(engine):
    net = one(1.0)
    X, Z = np.array(SUMMATIONS)[:, np.newaxis], np.array([[0.0, 1.0] * 6 + [0.0]]).T
    losses = [right(s, z)[0] for s, z in zip(SUMMATIONS, Z.ravel(), strict=True)]
    found = ns.evaluate(net, (X, Z), loss="binary_cross_entropy", engine=engine)
    assert found.loss == pytest.approx(np.mean(losses), rel=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("batch_size", [1, 3])
def test_a_saturated_output_learns(engine, batch_size):
    net = one(40.0)
    history = ns.train(
        net, ([[1.0]] * 3, [[0.0]] * 3), epochs=1, learning_rate=1.0, batch_size=batch_size,
        loss="binary_cross_entropy", engine=engine,
    )  # fmt: skip
    # two parameters, each with the gradient 1: every step takes 1 from both
    losses = [40.0, 38.0, 36.0] if batch_size == 1 else [40.0] * 3
    assert history.loss == pytest.approx([np.mean(losses)], rel=1e-12)
    steps = 3 if batch_size == 1 else 1
    assert net.wo[0][0] == pytest.approx(40.0 - steps, rel=1e-12)
    assert net.bo[0] == pytest.approx(-steps, rel=1e-12)


def mixed(scale: float) -> ns.Network:
    """Return outputs of several activations, some of which feed others, with frozen parameters."""
    rng = np.random.default_rng(3)
    net = ns.Network()
    x = [net.add_input() for _ in range(2)]
    h = [net.add_neuron({n: rng.normal() for n in x}, activation=a) for a in ("tanh", "relu")]
    first = net.add_neuron({n: scale * rng.normal() for n in h}, activation="sigmoid")
    bell = net.add_neuron({first: 0.3, h[0]: 0.4}, bias=0.2, activation="gaussian")
    last = net.add_neuron({first: -0.8, bell: 0.7, x[0]: scale}, activation="sigmoid")
    net.set_outputs(last, first, bell)
    net.freeze(f"bo[{net.outputs.index(first)}]")
    return net


@given(
    x=st.lists(st.floats(-2, 2), min_size=2, max_size=2),
    z=st.lists(st.floats(0, 1), min_size=3, max_size=3),
)
def test_outputs_that_feed_others_and_other_activations_beside_it(x, z):
    net = mixed(1.0)
    # where the bell is nearly 1, ln(1 - a) bends too much for finite differences
    assume(net.forward(x)[2] < 0.99)
    check = ns.check_gradient(net, x, z, loss="binary_cross_entropy")
    assert all(row.note or row.error <= 1e-6 for row in check.rows), str(check)
    assert not any("saturation" in row.note for row in check.rows)


@pytest.mark.parametrize("scale", [1.0, 30.0])
@pytest.mark.parametrize("batch_size", [1, 4])
def test_objects_and_engine_agree(scale, batch_size):
    rng = np.random.default_rng(1)
    X, Z = rng.uniform(-2, 2, (10, 2)), rng.uniform(0, 1, (10, 3))
    nets = [mixed(scale), mixed(scale)]
    histories = [
        ns.train(
            net, (X, Z), epochs=2, learning_rate=0.01, batch_size=batch_size,
            loss="binary_cross_entropy", engine=engine,
        )
        for net, engine in zip(nets, ENGINES, strict=True)
    ]  # fmt: skip
    first, second = ([p.value for p in net.parameters] for net in nets)
    assert first == pytest.approx(second, rel=1e-12)
    assert histories[0].loss == pytest.approx(histories[1].loss, rel=1e-12)
    losses = [ns.evaluate(nets[0], (X, Z), engine=engine).loss for engine in ENGINES]
    assert losses[0] == pytest.approx(losses[1], rel=1e-12)


def test_an_activation_changed_while_training_is_seen_by_the_engine():
    class Swap(ns.Callback):
        def on_epoch_end(self, state):
            state.net["n[0]"].activation = "gaussian"

    nets = [one(0.4), one(0.4)]
    for net, engine in zip(nets, ENGINES, strict=True):
        ns.train(
            net, ([[1.0]], [[0.25]]), epochs=3, loss="binary_cross_entropy", engine=engine,
            callbacks=[Swap()],
        )  # fmt: skip
    first, second = ([p.value for p in net.parameters] for net in nets)
    assert first == pytest.approx(second, rel=1e-12)


def test_the_trace_has_the_derivative_by_the_summation():
    t = ns.trace(one(30.0), [1.0], [0.0], loss="binary_cross_entropy")
    rows = {row[2]: row[4] for row in t.rows()}
    assert rows["dL/dso[0]"] == rows["do[0]"] == pytest.approx(1.0)
    assert rows["L"] == pytest.approx(30.0)
    assert "dL/dyo[0]" not in rows
    assert (t["n[0]"].loss_gradient, t["n[0]"].joined) == (None, rows["do[0]"])


def test_a_loss_of_your_own_may_be_joined_too():
    from neurosim.model.losses import JoinedForm

    own = ns.Loss(
        "own", lambda y, z: [0.0], lambda y, z: [0.0],
        joined=JoinedForm("sigmoid", lambda s, z, n: s - z, lambda y, z, n: y + z),
    )  # fmt: skip
    t = ns.trace(one(2.0), [1.0], [0.5], loss=own)
    assert t.value("L") == 1.5
    assert t.value("do[0]") == t.value("yo[0]") + 0.5
    for rounding in ("once", "stepwise"):
        assert "L = own(yo[0], z[0])" in ns.explain(t, rounding=rounding).to_text()


def test_a_sigmoid_of_your_own_is_not_taken_for_the_built_in_one():
    sigmoid = ns.ACTIVATIONS["sigmoid"]
    own = ns.Activation("sigmoid", sigmoid.function, sigmoid.derivative)
    assert ns.LOSSES["binary_cross_entropy"].joined_with(own) is None
    assert ns.LOSSES["binary_cross_entropy"].joined_with(sigmoid) is not None


def test_the_case_from_the_field(capsys):
    runpy.run_path(str(FIELD / "bce-saturation.py"))
    *lines, _ = (printed := capsys.readouterr().out).splitlines()
    assert "analytic and numeric agree" in printed
    cases = [line for line in lines if " right " in line]
    assert len(cases) == 6
    for line in cases:
        s = float(line.split()[0])
        loss, delta = right(s, 0.0)
        found = dict(ast.literal_eval(line[line.index("[") : line.index(" right")]))
        assert found["L"] == pytest.approx(loss, rel=1e-12)
        assert found["bo[0]"] == pytest.approx(delta, rel=1e-12)
