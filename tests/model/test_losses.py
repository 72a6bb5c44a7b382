import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import InputError
from neurosim.mathematics.evaluation import evaluate
from neurosim.model import losses
from neurosim.model.losses import JoinedForm, formulas_of_loss, get_loss, softmax

Y, Z = [0.2, 0.9, 0.4], [0.0, 1.0, 2.5]
P = [0.1, 0.7, 0.2]

# each written out for the three outputs
EXPECTED = {
    "half_squared_error": (Z, 0.5 * (0.2**2 + 0.1**2 + 2.1**2)),
    "mse": (Z, (0.2**2 + 0.1**2 + 2.1**2) / 3),
    "mae": (Z, (0.2 + 0.1 + 2.1) / 3),
    "huber": (Z, (0.5 * 0.2**2 + 0.5 * 0.1**2 + (2.1 - 0.5)) / 3),
    "binary_cross_entropy": (
        P,
        -(
            0.1 * math.log(0.2)
            + 0.9 * math.log(0.8)
            + 0.7 * math.log(0.9)
            + 0.3 * math.log(0.1)
            + 0.2 * math.log(0.4)
            + 0.8 * math.log(0.6)
        )
        / 3,
    ),
    "softmax_cross_entropy": (
        P,
        math.log(math.exp(0.2) + math.exp(0.9) + math.exp(0.4))
        - (0.1 * 0.2 + 0.7 * 0.9 + 0.2 * 0.4),
    ),
}


def test_every_loss_of_the_design_is_there():
    assert set(ns.LOSSES) == set(EXPECTED)


@pytest.mark.parametrize("name", ns.LOSSES)
def test_value_is_the_sum_of_its_terms(name):
    targets, value = EXPECTED[name]
    loss = ns.LOSSES[name]
    assert loss.value(Y, targets) == pytest.approx(value, rel=1e-12)
    assert sum(loss.terms(Y, targets)) == loss.value(Y, targets)


@pytest.mark.parametrize("name", ns.LOSSES)
@given(y=st.lists(st.floats(0.05, 0.95), min_size=1, max_size=4), data=st.data())
def test_gradient_is_the_derivative_of_the_value(name, y, data):
    z = data.draw(st.lists(st.floats(0, 1), min_size=len(y), max_size=len(y)))
    # the absolute error has no derivative where output and target meet
    z = [zi if abs(zi - yi) > 1e-3 else zi + 0.01 for yi, zi in zip(y, z, strict=True)]
    loss, h = ns.LOSSES[name], 1e-6
    for i, slope in enumerate(loss.gradient(y, z)):
        above = [*y[:i], y[i] + h, *y[i + 1 :]]
        below = [*y[:i], y[i] - h, *y[i + 1 :]]
        numeric = (loss.value(above, z) - loss.value(below, z)) / (2 * h)
        assert slope == pytest.approx(numeric, rel=1e-5, abs=1e-7)


def test_huber_is_linear_beyond_its_threshold():
    huber = ns.LOSSES["huber"]
    assert huber.value([3.0], [0.0]) == 2.5
    assert huber.gradient([3.0, -3.0], [0.0, 0.0]) == [0.5, -0.5]


def test_the_absolute_error_has_slope_zero_where_it_is_exact():
    assert ns.LOSSES["mae"].gradient([1.0, 2.0], [1.0, 1.0]) == [0.0, 0.5]


def test_cross_entropy_of_a_certain_output_is_finite():
    loss = ns.LOSSES["binary_cross_entropy"]
    assert loss.value([0.0], [1.0]) == 100.0
    assert loss.value([1.0], [1.0]) == 0.0
    assert loss.gradient([0.0], [1.0]) == [-1e12]


def test_cross_entropy_of_large_logits_is_exact():
    loss = ns.LOSSES["softmax_cross_entropy"]
    assert loss.value([1000.0, 0.0], [1.0, 0.0]) == 0.0
    assert loss.value([1000.0, 0.0], [0.0, 1.0]) == 1000.0
    assert softmax([1000.0, 0.0]) == [1.0, 0.0]


@pytest.mark.parametrize("name", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_targets_of_a_cross_entropy_are_probabilities(name):
    net = ns.mlp([1, 2], "identity" if name.startswith("softmax") else "sigmoid")
    net.forward([0.0])
    with pytest.raises(
        ns.NeurosimError,
        match=rf"{name} takes targets between 0 and 1 and never scales them; the target o\[1\] is 91",
    ):
        net.backward([0.0, 91.0], name)


def test_binary_cross_entropy_needs_outputs_that_are_probabilities():
    net = ns.mlp([1, 1], "identity", initializer=2.0)
    net.forward([1.0])
    with pytest.raises(ns.NeurosimError, match=r"takes outputs between 0 and 1; .* 'sigmoid'"):
        net.backward([1.0], "binary_cross_entropy")


def test_an_unknown_name_lists_the_known_and_suggests_the_nearest():
    with pytest.raises(ns.NeurosimError, match=r"unknown loss 'mes'; did you mean 'mse'. known: h"):
        get_loss("mes")


def test_a_loss_of_ones_own_drives_the_gradient():
    quartic = ns.Loss(
        "quartic",
        lambda y, z: [(a - b) ** 4 for a, b in zip(y, z, strict=True)],
        lambda y, z: [4 * (a - b) ** 3 for a, b in zip(y, z, strict=True)],
    )
    assert ns.check_gradient(ns.mlp([2, 3, 1]), [0.3, -0.2], [2.0], loss=quartic).ok


def test_a_loss_that_overflows_is_named():
    net = ns.mlp([1, 1], "identity", initializer=1e200)
    net.forward([1.0])
    with pytest.raises(ns.NeurosimError, match=r"the loss half_squared_error is inf; outputs \[2e"):
        net.backward([0.0])
    cubic = ns.Loss("cubic", lambda y, z: [y[0] ** 3], lambda y, z: [3 * y[0] ** 2])
    with pytest.raises(ns.NeurosimError, match=r"the terms of cubic fail: .*; outputs \[2e"):
        net.backward([0.0], cubic)


@pytest.mark.parametrize(
    ("terms", "gradient", "message"),
    [
        (
            lambda y, z: [],
            lambda y, z: [1.0],
            "the terms of odd are 0 numbers; the network has 1 ou",
        ),
        (lambda y, z: [1.0], lambda y, z: [1, 2], "the gradient of odd are 2 numbers; the network"),
        (lambda y, z: None, lambda y, z: [1.0], "the terms of odd fail: TypeError: 'NoneType' obj"),
        (lambda y, z: [1.0], lambda y, z: ["a"], "the gradient of odd fail: ValueError: could not"),
        (lambda y, z: y.mean(), lambda y, z: [1.0], "the terms of odd fail: AttributeError: "),
    ],
)
def test_a_loss_that_does_not_fit_is_named(terms, gradient, message):
    net = ns.mlp([1, 1])
    net.forward([1.0])
    with pytest.raises(ns.NeurosimError, match=message):
        net.backward([1.0], ns.Loss("odd", terms, gradient))


def test_a_mistake_in_a_loss_is_no_divergence_and_keeps_its_cause():
    net = ns.mlp([1, 1])
    odd = ns.Loss("odd", lambda y, z: [abs("y")], lambda y, z: [1.0])
    message = "the terms of odd fail: TypeError: bad operand .*; outputs .*; mend the function"
    for call in (
        lambda: ns.train(net, ([[1.0]], [[1.0]]), epochs=1, loss=odd),
        lambda: ns.evaluate(net, ([[1.0]], [[1.0]]), loss=odd),
    ):
        with pytest.raises(InputError, match=message) as caught:
            call()
        assert isinstance(caught.value.__cause__, TypeError)


@pytest.mark.parametrize("part", ["term", "gradient"])
def test_a_mistake_in_a_joined_form_is_told_as_that_with_its_cause(part):
    parts = {"term": lambda s, z, n: 0.0, "gradient": lambda y, z, n: 0.0}
    parts[part] = lambda *numbers: None
    joined = JoinedForm("sigmoid", **parts)
    odd = ns.Loss("odd", lambda y, z: [1.0], lambda y, z: [1.0], joined=joined)
    net = ns.mlp([1, 1])
    net.forward([1.0])
    with pytest.raises(InputError, match=f"the joined {part}s? of odd fail: TypeError") as caught:
        net.backward([1.0], odd)
    assert isinstance(caught.value.__cause__, TypeError)


def test_a_loss_needs_a_name_and_two_functions():
    with pytest.raises(ns.NeurosimError, match="the name of a loss is text; got 3"):
        ns.Loss(3, sum, sum)
    with pytest.raises(
        ns.NeurosimError, match="loss 'a' needs two functions of outputs and target"
    ):
        ns.Loss("a", sum, None)


@pytest.mark.parametrize("loss", ns.LOSSES.values(), ids=list(ns.LOSSES))
def test_the_formula_is_what_the_code_computes(loss):
    rng = np.random.default_rng(3)
    share, slope = formulas_of_loss(loss)
    for _ in range(200):
        n = int(rng.integers(1, 4))
        y, z = rng.uniform(0.01, 0.99, n).tolist(), rng.uniform(0, 1, n).tolist()
        if loss.softmax:
            y, z = (8 * rng.normal(size=n)).tolist(), (np.array(z) / sum(z)).tolist()
        p = softmax(y)
        parts = zip(y, z, p, loss.terms(y, z), loss.gradient(y, z), strict=True)
        for yk, zk, pk, term, gradient in parts:
            letters = {
                losses.Y: yk,
                losses.Z: zk,
                losses.P: pk,
                losses.N: float(n),
            }
            assert evaluate(share, letters) == pytest.approx(term, rel=1e-9, abs=1e-12)
            assert evaluate(slope, letters) == pytest.approx(gradient, rel=1e-9, abs=1e-9)
