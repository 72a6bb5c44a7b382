"""Functions of other libraries, made exactly of neurons with our activations.

Each takes a plan and a summation, adds the neurons that it needs, and returns the value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from neurosim.interop.imports.small_formats.planned_network import NetworkPlan, WeightedSum

ComposedFunction = Callable[[NetworkPlan, WeightedSum], WeightedSum]

SELU_SCALE = 1.0507009873554804934193349852946
SELU_ALPHA = 1.6732632423543772848170429916717
"""The two constants of Klambauer et al. 2017, arXiv:1706.02515."""

SMALLEST_CUBED = 1e-100
"""Below this number a cube counts as 0."""


def scaled(
    activation: str, inner: float = 1.0, outer: float = 1.0, offset: float = 0.0
) -> ComposedFunction:
    """Return ``outer * activation(inner * s) + offset``.

    Examples
    --------
    >>> plan = NetworkPlan()
    >>> value = scaled("tanh", 2.5)(plan, plan.input("x"))
    >>> [neuron.summation.weights.values() for neuron in value.weights]
    [dict_values([2.5])]
    """

    def function(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
        value = plan.neuron(s if inner == 1.0 else inner * s, activation)
        return value if (outer, offset) == (1.0, 0.0) else outer * value + offset

    return function


def clipped(plan: NetworkPlan, s: WeightedSum, limit: float) -> WeightedSum:
    """Return ``s`` between ``-limit`` and ``limit``."""
    return limit * plan.neuron((1.0 / limit) * s, "hard_tanh")


def clipped_first(activation: str, inner: float, limit: float, outer: float) -> ComposedFunction:
    """Return ``outer * activation(inner * s)``, with the argument between -limit and limit."""

    def function(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
        value = plan.neuron(clipped(plan, inner * s, limit), activation)
        return value if outer == 1.0 else outer * value

    return function


def above_zero(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
    """Return 1 if ``s > 0`` and 0 otherwise; ``step`` gives 1 at 0 as well."""
    return 1.0 - plan.neuron(-s, "step")


def sign_above_zero(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
    """Return 1 if ``s > 0`` and -1 otherwise."""
    return 1.0 - 2.0 * plan.neuron(-s, "step")


def selu(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
    """Return the scaled exponential linear unit, made of ``elu`` and ``relu``."""
    below = SELU_SCALE * SELU_ALPHA * plan.neuron(s, "elu")
    return below + (SELU_SCALE - SELU_SCALE * SELU_ALPHA) * plan.neuron(s, "relu")


def bent_identity(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
    """Return ``(sqrt(s^2 + 1) - 1) / 2 + s``."""
    root = plan.neuron(plan.neuron(s, "square") + 1.0, "sqrt")
    return 0.5 * root - 0.5 + s


def one_minus(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:  # noqa: ARG001
    """Return ``1 - s``."""
    return 1.0 - s


def reciprocal_or_zero(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
    """Return ``1 / s``, and 0 for ``s = 0``.

    Two steps give 1 together at 0 and nothing elsewhere: 1 / (0 + 1) - 1 is 0. Their sum is a
    neuron of its own, because a small summation plus 1 less 1 would lose its digits.
    """
    is_zero = plan.neuron(plan.neuron(s, "step") + plan.neuron(-s, "step") - 1.0, "identity")
    return plan.neuron(s + is_zero, "reciprocal") - is_zero


def logarithm_above(smallest: float) -> ComposedFunction:
    """Return ``ln(max(s, smallest))``."""

    def function(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
        return plan.neuron(plan.neuron(s - smallest, "relu") + smallest, "log")

    return function


def hat(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
    """Return ``max(0, 1 - |s|)``."""
    return plan.neuron(1.0 - plan.neuron(s, "abs"), "relu")


def product(plan: NetworkPlan, a: WeightedSum, b: WeightedSum) -> WeightedSum:
    """Return ``a * b`` as ``((a + b)^2 - (a - b)^2) / 4``.

    Factors of very different size lose digits: the error is about 1e-16 times the larger square.
    """
    return 0.25 * plan.neuron(a + b, "square") - 0.25 * plan.neuron(a - b, "square")


def cube(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
    """Return ``s^3`` as ``exp(3 ln(s))``, and with both signs turned where ``s`` is negative.

    A product of ``s`` and ``s^2`` would lose its digits for large numbers.
    """
    logarithm = logarithm_above(SMALLEST_CUBED)
    above, below = (plan.neuron(3.0 * logarithm(plan, side), "exp") for side in (s, -s))
    return above - below


def larger(plan: NetworkPlan, a: WeightedSum, b: WeightedSum) -> WeightedSum:
    """Return the larger of two values, ``a + relu(b - a)``."""
    return a + plan.neuron(b - a, "relu")


def piecewise_linear(
    points: Sequence[tuple[float, float]], low: float, high: float
) -> ComposedFunction:
    """Return the lines through points, ``low`` before the first and ``high`` from the last on.

    There is a jump where ``low`` or ``high`` is not the value of the point. Each change of slope is
    a ``relu``, each jump a ``step``.

    Parameters
    ----------
    points : sequence of (float, float)
        Summation and value, in order of the summation.
    low, high : float
        The values outside.

    Examples
    --------
    >>> plan = NetworkPlan()
    >>> ramp = piecewise_linear([(0.0, 0.0), (1.0, 1.0)], 0.0, 1.0)
    >>> value = plan.name(ramp(plan, plan.input("x")), "y")
    >>> plan.network(["y"]).forward([0.25])
    array([0.25])
    """
    (first, first_value), (last, last_value) = points[0], points[-1]
    jumps = ((first, first_value - low), (last, high - last_value))
    slopes = [0.0, *((d - b) / (c - a) for (a, b), (c, d) in pairwise(points)), 0.0]

    def function(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
        value = WeightedSum({}, low)
        for (at, _), (before, after) in zip(points, pairwise(slopes), strict=True):
            value += (after - before) * plan.neuron(s - at, "relu")
        for at, jump in jumps:
            if jump != 0:
                value += jump * plan.neuron(s - at, "step")
        return value

    return function
