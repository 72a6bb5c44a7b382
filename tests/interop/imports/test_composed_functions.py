"""Functions that are made of several neurons are exact, and so are their derivatives."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError
from neurosim.interop.imports.small_formats import composed_functions as composed
from neurosim.interop.imports.small_formats import planned_network
from neurosim.interop.imports.small_formats.planned_network import NetworkPlan, WeightedSum

ALPHA, SCALE = composed.SELU_ALPHA, composed.SELU_SCALE
CORNERS = ((-1.0, 0.25), (0.5, 0.5), (2.0, 0.75))

FUNCTIONS: dict[str, tuple[composed.ComposedFunction, Callable[[float], float]]] = {
    "scaled": (composed.scaled("tanh", 2.0, 3.0, -1.0), lambda s: 3 * math.tanh(2 * s) - 1),
    "clipped": (lambda p, s: composed.clipped(p, s, 2.0), lambda s: min(max(s, -2), 2)),
    "above zero": (composed.above_zero, lambda s: float(s > 0)),
    "sign above zero": (composed.sign_above_zero, lambda s: 1.0 if s > 0 else -1.0),
    "selu": (composed.selu, lambda s: SCALE * (s if s > 0 else ALPHA * (math.exp(s) - 1))),
    "bent identity": (composed.bent_identity, lambda s: (math.sqrt(s * s + 1) - 1) / 2 + s),
    "one minus": (composed.one_minus, lambda s: 1 - s),
    "reciprocal": (composed.reciprocal_or_zero, lambda s: 1 / s if s else 0.0),
    "logarithm": (composed.logarithm_above(0.5), lambda s: math.log(max(s, 0.5))),
    "hat": (composed.hat, lambda s: max(0, 1 - abs(s))),
    "cube": (composed.cube, lambda s: s**3),
    "corners": (
        composed.piecewise_linear(CORNERS, 0.0, 1.0),
        lambda s: 0.0 if s < -1 else 1.0 if s >= 2 else 0.25 + (s + 1) / 6,
    ),
}


def network(function: composed.ComposedFunction) -> ns.Network:
    plan = NetworkPlan()
    plan.name(function(plan, 1.5 * plan.input("x") + 0.25), "y")
    return plan.network(["y"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_is_the_function(name):
    function, expected = FUNCTIONS[name]
    net = network(function)
    for x in (-4.0, -1.0, -5 / 6, -1 / 6, 0.0, 1 / 6, 0.5, 7 / 6, 3.0, 1000.0, 1e-9 - 1 / 6):
        s = 1.5 * x + 0.25
        assert net.forward([x])[0] == pytest.approx(expected(s), rel=2e-14, abs=1e-14), x


@pytest.mark.parametrize("name", ["cube", "reciprocal", "selu", "bent identity", "logarithm"])
def test_the_derivative_is_that_of_the_function(name):
    function, expected = FUNCTIONS[name]
    net = network(function)
    for x in (-2.0, 0.1, 0.9, 3.0):
        step = 1e-6
        numeric = (expected(1.5 * (x + step) + 0.25) - expected(1.5 * (x - step) + 0.25)) / (
            2 * step
        )
        assert ns.jacobian(net, [x])[0, 0] == pytest.approx(numeric, rel=1e-6, abs=1e-8)


def test_small_and_large_numbers_keep_their_digits():
    plan = NetworkPlan()
    x = plan.input("x")
    plan.name(composed.cube(plan, x), "cube")
    plan.name(composed.reciprocal_or_zero(plan, x), "reciprocal")
    net = plan.network(["cube", "reciprocal"])
    for value in (1e-30, -1e-7, 123.0, -1e25, 0.0):
        expected = [value**3, 1 / value if value else 0.0]
        assert net.forward([value]) == pytest.approx(expected, rel=1e-13, abs=0)


def test_product_and_larger():
    plan = NetworkPlan()
    a, b = plan.input("a"), plan.input("b")
    plan.name(composed.product(plan, a, b), "product")
    plan.name(composed.larger(plan, a, b), "larger")
    net = plan.network(["product", "larger"])
    for x, y in np.random.default_rng(0).normal(size=(20, 2)):
        assert net.forward([x, y]) == pytest.approx([x * y, max(x, y)], rel=1e-13, abs=1e-14)


def test_sums_add_weights_of_the_same_neuron():
    plan = NetworkPlan()
    a, b = plan.input("a"), plan.input("b")
    plan.name(2.0 * (a - b) + 3.0 - (1.0 - a), "y")
    net = plan.network(["y"])
    assert list(net["y"].weights) == [3.0, -2.0]
    assert net["y"].bias == 2.0


def test_a_name_that_is_taken_gets_a_number():
    plan = NetworkPlan()
    x = plan.input("x")
    plan.name(plan.neuron(x, "relu"), "x")
    assert [neuron.name for neuron in plan.network(["x 2"])] == ["x", "x 2"]


def test_a_plan_without_outputs_or_with_too_many_edges_is_refused(monkeypatch):
    plan = NetworkPlan()
    x = plan.input("x")
    with pytest.raises(
        InputError, match="the network has no outputs; a network needs at least one"
    ):
        plan.network([])
    monkeypatch.setattr(planned_network, "MOST_PLANNED_EDGES", 1)
    plan.neuron(x, "relu")
    with pytest.raises(InputError, match="the network has more than 1 edges; give a smaller one"):
        plan.neuron(x, "relu")


def test_a_weight_that_is_not_finite_leaves_no_network():
    plan = NetworkPlan()
    plan.name(1e308 * (10.0 * plan.input("x")) + WeightedSum(), "y")
    with pytest.raises(
        InputError, match="the weight from 'x' to 'y' is inf; it must be a finite num"
    ):
        plan.network(["y"])
