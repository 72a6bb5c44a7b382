"""The kernels have their own arithmetic; here they are held to the formulas."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.mathematics.evaluation import evaluate, evaluate_arrays
from neurosim.model.activations import A, S, formulas_of
from neurosim.model.losses import N, P, Y, Z, formulas_of_loss, softmax
from neurosim.model.update_rule import ETA, THETA, G, T, read_rule
from tests.engine.test_agreement import OPTIMIZERS
from tests.strategies import PARTIAL

POINTS = (-30.0, -3.5, -0.75, -1e-9, 1e-9, 0.5, 2.0, 17.0)
PAIRS = ((0.25, 1.0), (0.875, 0.125), (0.5, 0.5625), (0.0625, 0.75))


def one_neuron(activation, n_outputs=1):
    """Return a network whose outputs are ``f(x)`` of its inputs."""
    net = ns.Network()
    inputs = [net.add_input() for _ in range(n_outputs)]
    outputs = [net.add_neuron({x: 1.0}, bias=0.0, activation=activation) for x in inputs]
    net.set_outputs(*outputs)
    return net


def train(net, data, **options):
    options = {"epochs": 1, "batch_size": 1, "shuffle": False, **options}
    ns.train(net, data, engine="compiled", **options)
    return [parameter.value for parameter in net.parameters]


@pytest.mark.parametrize("name", ns.ACTIVATIONS)
def test_an_activation_and_its_slope(name):
    formula, slope = formulas_of(ns.ACTIVATIONS[name])
    points = [s for s in POINTS if s > 0 or name not in PARTIAL]
    X = np.array(points)[:, None]
    outputs = ns.predict(one_neuron(name), X, engine="compiled")[:, 0]
    for s, output in zip(points, outputs, strict=True):
        assert output == pytest.approx(evaluate(formula, {S: s}), rel=1e-12, abs=1e-15)
        found = ns.jacobian(one_neuron(name), [s], engine="compiled")[0, 0]
        values = {S: s, A: float(output)}
        assert found == pytest.approx(evaluate(slope, values), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("name", ns.LOSSES)
def test_a_loss_and_its_gradient(name, n):
    formula, slope = formulas_of_loss(ns.LOSSES[name])
    for pair in PAIRS:
        y, z = zip(*[pair, PAIRS[0]][:n], strict=True)
        if name == "softmax_cross_entropy":
            z = (1.0, 0.0)[:n]
        net, data = one_neuron("identity", n), ([y], [z])
        letters = [
            {Y: yk, Z: zk, P: pk, N: float(n)} for yk, zk, pk in zip(y, z, softmax(y), strict=True)
        ]
        loss = sum(evaluate(formula, values) for values in letters)
        found = ns.evaluate(net, data, loss=name, engine="compiled").loss
        assert found == pytest.approx(loss, rel=1e-12)
        gradient = [evaluate(slope, values) for values in letters]
        steps = train(net, data, loss=name, learning_rate=0.5)[1::2]
        assert steps == pytest.approx([-0.5 * g for g in gradient], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_the_steps_of_an_optimizer(optimizer):
    x, z = 0.5, 2.0
    theta, state = np.array([1.0, 0.0]), {}
    rule = read_rule(optimizer)
    for steps in (1, 2, 3):
        # the gradient of 1/2 (w x + b - z)^2
        error = theta @ [x, 1.0] - z
        known = {THETA: theta, G: error * np.array([x, 1.0]), ETA: optimizer.learning_rate}
        known |= {T: float(steps), **rule.numbers}
        for line in rule.lines:
            known[line.old] = state.get(line.name, np.zeros(2))
            state[line.name] = known[line.letter] = evaluate_arrays(line.form, known)
        theta = known[rule.lines[-1].letter]
    found = train(one_neuron("identity"), ([[x]], [[z]]), epochs=3, optimizer=optimizer)
    assert found == pytest.approx(theta, rel=1e-12)
