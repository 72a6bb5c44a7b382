"""Functions made of neurons give the numbers of the function itself, also far from 0."""

from __future__ import annotations

import math

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.imports.unrolled import (
    combining,
    element_functions,
    gated_choice,
    normalizing,
)
from neurosim.interop.imports.unrolled.signals import moved
from neurosim.interop.imports.unrolled.unrolling import Unrolling

SMALL = np.array([-3.0, -1.0, -0.5, -1e-9, 0.0, 1e-9, 0.25, 0.5, 1.0, 2.5, 6.0])
WIDE = np.array([-1e9, -70.0, *SMALL, 70.0, 1e9])
INSIDE = np.array([-1.0, -0.999, -0.5, 0.0, 1e-7, 0.5, 1.0])


def computed(make, values):
    """Return what a network gives that is made from one input of many elements."""
    unrolling = Unrolling()
    x = unrolling.input("x", (len(values),))
    return unrolling.network([("y", make(unrolling, x))]).forward(values)


def elu(x, alpha):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


@pytest.mark.parametrize(
    ("make", "function", "values"),
    [
        (lambda u, x: element_functions.leaky_relu(u, x, 0.2), lambda x: np.where(x > 0, x, 0.2 * x), WIDE),
        (lambda u, x: element_functions.leaky_relu(u, x, 0.0), lambda x: np.maximum(x, 0), WIDE),
        (lambda u, x: element_functions.elu(u, x, 0.5), lambda x: elu(x, 0.5), WIDE),
        (lambda u, x: element_functions.celu(u, x, 2.0), lambda x: 2 * elu(x / 2, 1.0), WIDE),
        (lambda u, x: element_functions.softplus(u, x, 2.0), lambda x: np.logaddexp(0, 2 * x) / 2, WIDE),
        (lambda u, x: element_functions.swish(u, x, 2.0), lambda x: x / (1 + np.exp(-2 * x)), SMALL),
        (lambda u, x: element_functions.clip(u, x, 0.0, 6.0), lambda x: np.clip(x, 0, 6), WIDE),
        (lambda u, x: element_functions.clip(u, x, -2.0, 2.0), lambda x: np.clip(x, -2, 2), WIDE),
        (lambda u, x: element_functions.clip(u, x, -3.4e38, 1.0), lambda x: np.minimum(x, 1), WIDE),
        (lambda u, x: element_functions.clip(u, x, -np.inf, np.inf), lambda x: x, WIDE),
        (lambda u, x: element_functions.clip(u, x, 2.0, 1.0), np.ones_like, WIDE),
        (lambda u, x: element_functions.hard_sigmoid(u, x, 0.2, 0.5), lambda x: np.clip(0.2 * x + 0.5, 0, 1), WIDE),
        (element_functions.hard_swish, lambda x: x * np.clip(x / 6 + 0.5, 0, 1), WIDE),
        (lambda u, x: element_functions.thresholded_relu(u, x, 0.5), lambda x: np.where(x > 0.5, x, 0), WIDE),
        (lambda u, x: element_functions.hard_shrink(u, x, 0.5), lambda x: np.where(abs(x) > 0.5, x, 0), WIDE),
        (
            lambda u, x: element_functions.hard_shrink(u, x, 0.5, 0.5),
            lambda x: np.sign(x) * np.maximum(abs(x) - 0.5, 0),
            WIDE,
        ),
        (element_functions.sign, np.sign, WIDE),
        (lambda u, x: element_functions.hyperbolic(u, x, "sinh"), np.sinh, SMALL),
        (lambda u, x: element_functions.hyperbolic(u, x, "cosh"), np.cosh, SMALL),
        (element_functions.tangent, np.tan, SMALL),
        (element_functions.arc_sine, np.arcsin, INSIDE),
        (element_functions.arc_cosine, np.arccos, INSIDE),
        (lambda u, x: element_functions.area_hyperbolic(u, x, "asinh"), np.arcsinh, SMALL),
        (lambda u, x: element_functions.area_hyperbolic(u, x, "acosh"), np.arccosh, np.array([1.0, 1.25, 2.0, 7.0])),
        (lambda u, x: element_functions.area_hyperbolic(u, x, "atanh"), np.arctanh, INSIDE[1:-1]),
        (lambda u, x: combining.power(u, x, np.asarray(3.0)), lambda x: x**3, SMALL),
        (lambda u, x: combining.power(u, x, np.asarray(-2.0)), lambda x: x**-2, 1 + abs(SMALL)),
        (lambda u, x: combining.power(u, x, np.asarray(1.7)), lambda x: x**1.7, 1 + abs(SMALL)),
        (lambda u, x: combining.power(u, np.asarray(2.0), x), lambda x: 2**x, SMALL),
        (lambda u, x: combining.maximum(u, x, np.asarray(0.5)), lambda x: np.maximum(x, 0.5), WIDE),
        (lambda u, x: combining.minimum(u, x, np.asarray(-2e5)), lambda x: np.minimum(x, -2e5), WIDE),
        (lambda u, x: combining.equal(u, x, np.asarray(0.5)), lambda x: x == 0.5, WIDE),
        (lambda u, x: combining.above(u, x, np.asarray(0.5)), lambda x: x > 0.5, WIDE),
        (lambda u, x: combining.at_least(u, x, np.asarray(0.5)), lambda x: x >= 0.5, WIDE),
        (lambda u, x: combining.at_least(u, x, np.asarray(-np.inf)), np.ones_like, WIDE),
    ],
)  # fmt: skip
def test_a_function_of_each_element(make, function, values):
    with np.errstate(all="ignore"):
        found = computed(make, values)
    assert found == pytest.approx(np.asarray(function(values), dtype=float), rel=1e-12, abs=1e-15)


def reversed_signal(x):
    return moved(x, lambda places: places[::-1])


@pytest.mark.parametrize(
    ("operation", "function"),
    [
        (combining.add, np.add),
        (combining.subtract, np.subtract),
        (combining.multiply, np.multiply),
        (combining.maximum, np.maximum),
        (combining.minimum, np.minimum),
        (combining.above, np.greater),
        (combining.at_least, np.greater_equal),
        (combining.equal, np.equal),
    ],
)
def test_an_operation_on_two_signals(operation, function):
    found = computed(lambda u, x: operation(u, x, reversed_signal(x)), SMALL)
    assert found == pytest.approx(function(SMALL, SMALL[::-1]).astype(float), rel=1e-12, abs=1e-15)


def test_a_quotient_of_two_signals():
    values = 1 + abs(SMALL)
    found = computed(lambda u, x: combining.divide(u, x, reversed_signal(x)), values)
    assert found == pytest.approx(values / values[::-1], rel=1e-12)


def test_a_choice_by_a_condition_of_the_inputs():
    def make(u, x):
        return gated_choice.choose(u, combining.above(u, x, np.asarray(0.0)), x, np.asarray(-1.0))

    assert computed(make, SMALL) == pytest.approx(np.where(SMALL > 0, SMALL, -1.0))


def softmax(x):
    raised = np.exp(x - x.max())
    return raised / raised.sum()


@pytest.mark.parametrize("values", [SMALL, WIDE[1:-1], np.array([1000.0, 1001.0, 999.5])])
def test_softmax_does_not_overflow(values):
    found = computed(lambda u, x: normalizing.softmax(u, x, [0]), values)
    assert found == pytest.approx(softmax(values), rel=1e-12, abs=1e-300)
    found = computed(lambda u, x: normalizing.log_softmax(u, x, [0]), values)
    assert found == pytest.approx(
        values - values.max() - math.log(np.exp(values - values.max()).sum())
    )


def test_a_masked_softmax_gives_the_masked_elements_nothing():
    mask = np.array([0.0, -np.inf, 0.0])
    values = np.array([1.0, 5.0, 2.0])

    def make(u, x):
        return normalizing.softmax(u, combining.add(u, x, mask), [0])

    assert computed(make, values).tolist() == pytest.approx(
        [*softmax(values[::2])[:1], 0.0, *softmax(values[::2])[1:]]
    )


def test_layer_norm():
    expected = (SMALL - SMALL.mean()) / np.sqrt(SMALL.var() + 1e-5) * 2 + 1
    found = computed(
        lambda u, x: normalizing.layer_norm(u, x, [0], scale=np.asarray(2.0), bias=np.asarray(1.0)),
        SMALL,
    )
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_a_batch_norm_is_folded_into_weights():
    unrolling = Unrolling()
    x = unrolling.input("x", (1, 2))
    given = [np.array(v) for v in ([2.0, 3.0], [0.5, -0.5], [1.0, -1.0], [4.0, 0.25])]
    y = normalizing.batch_norm(unrolling, x, *given, epsilon=0.0)
    net = unrolling.network([("y", y)])
    assert net.graph.number_of_edges() == 2
    assert net.forward([3.0, 1.0]).tolist() == [2.0 * (3 - 1) / 2 + 0.5, 3.0 * (1 + 1) / 0.5 - 0.5]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda u, x: combining.divide(u, x, np.zeros(1)), "it divides by 0"),
        (
            lambda u, x: combining.maximum(u, x, np.asarray(np.inf)),
            "a bound is not a finite number",
        ),
        (
            lambda u, x: combining.power(u, np.asarray(-2.0), x),
            "a constant base that is not above 0 has a power",
        ),
    ],
)
def test_what_has_no_neurons_is_refused(make, message):
    unrolling = Unrolling()
    x = unrolling.input("x", (1,))
    unrolling.enter("here", "node 'here' (Operator)")
    with pytest.raises(ns.NeurosimError) as caught:
        make(unrolling, x)
    assert str(caught.value) == f"node 'here' (Operator) cannot become neurons: {message}"


def test_slopes_that_are_not_finite_are_refused():
    unrolling = Unrolling()
    x = unrolling.input("x", (1,))
    with pytest.raises(ns.NeurosimError, match="the network has the slope nan; every number"):
        element_functions.leaky_relu(unrolling, x, np.nan)
