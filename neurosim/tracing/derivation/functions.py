"""The formulas of the built-in activations and losses, as expressions.

Each takes expressions, so the same formula is written once with symbols and once with the numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from neurosim.model.activations import ACTIVATIONS, LEAKY_SLOPE, Activation
from neurosim.model.losses import HUBER_THRESHOLD, LOG_FLOOR, LOSSES, PROBABILITY_FLOOR, Loss
from neurosim.tracing.derivation.expression import (
    E_NUMBER,
    Absolute,
    Call,
    Cases,
    Condition,
    Constant,
    Expression,
    Fraction,
    Letter,
    Negative,
    Power,
    Product,
    Sum,
    add,
    minus,
    times,
)

ONE, TWO, ZERO = Constant(1), Constant(2), Constant(0)
HALF = Fraction(ONE, TWO)


def exp(exponent: Expression) -> Power:
    """Return e to a power."""
    return Power(E_NUMBER, exponent)


def square(base: Expression) -> Power:
    """Return a square."""
    return Power(base, TWO)


@dataclass(frozen=True, slots=True)
class ActivationForm:
    """The formula of an activation.

    Attributes
    ----------
    name : str
        The name of the function in formulas, such as ``σ``.
    formula : callable
        ``f(s)`` of the expression of ``s``; the sign of s chooses the case if there are cases.
    slope : callable
        ``f'(s)`` of the expressions of ``s`` and of the output ``a``, likewise.
    general, general_slope : Expression or None
        The same with all cases, in the letters s and a; None if no case differs.
    steps : tuple of Expression
        How the slope follows from the formula, line by line, in the letter s.
    by_sign : bool
        Whether there are cases.
    positive_at_zero : bool
        Whether 0 belongs to the positive case.
    lines : str
        What stands before the result: the ``name`` with its argument, the ``formula``, or
        ``both``.
    slope_of_output : bool
        Whether the slope is written with the output.
    closed_by_name : bool
        Whether a closed form has the name of the function in place of its formula.
    """

    name: str
    formula: Callable[[Expression, bool], Expression]
    slope: Callable[[Expression, Expression, bool], Expression]
    general: Expression | None = None
    general_slope: Expression | None = None
    steps: tuple[Expression, ...] = ()
    by_sign: bool = False
    positive_at_zero: bool = False
    lines: str = "both"
    slope_of_output: bool = False
    closed_by_name: bool = False

    def is_positive(self, s: float) -> bool:
        """Return which case a summation falls into."""
        return s >= 0 if self.positive_at_zero else s > 0


S, A = Letter("s"), Letter("a")
_POSITIVE = Condition(S, ">", ZERO)
_NOT_POSITIVE = Condition(S, "≤", ZERO)


def _cases(positive: Expression, other: Expression) -> Cases:
    return Cases(((positive, _POSITIVE), (other, _NOT_POSITIVE)))


def _sigmoid(s: Expression) -> Fraction:
    return Fraction(ONE, Sum((ONE, exp(Negative(s)))))


ACTIVATION_FORMS: dict[str, ActivationForm] = {
    "sigmoid": ActivationForm(
        "σ",
        lambda s, _: _sigmoid(s),
        lambda _s, a, _: Product((a, minus(ONE, a))),
        steps=(
            Fraction(exp(Negative(S)), square(Sum((ONE, exp(Negative(S)))))),
            Product((_sigmoid(S), Fraction(exp(Negative(S)), Sum((ONE, exp(Negative(S))))))),
            Product((Call("σ", (S,)), minus(ONE, Call("σ", (S,))))),
        ),
        slope_of_output=True,
        closed_by_name=True,
    ),
    "tanh": ActivationForm(
        "tanh",
        lambda s, _: Fraction(minus(exp(s), exp(Negative(s))), Sum((exp(s), exp(Negative(s))))),
        lambda _s, a, _: minus(ONE, square(a)),
        steps=(
            Fraction(
                minus(
                    square(Sum((exp(S), exp(Negative(S))))),
                    square(minus(exp(S), exp(Negative(S)))),
                ),
                square(Sum((exp(S), exp(Negative(S))))),
            ),
            minus(ONE, square(Call("tanh", (S,)))),
        ),
        lines="name",
        slope_of_output=True,
        closed_by_name=True,
    ),
    "relu": ActivationForm(
        "relu",
        lambda s, _: Call("max", (ZERO, s)),
        lambda _s, _a, positive: ONE if positive else ZERO,
        general_slope=_cases(ONE, ZERO),
        by_sign=True,
        lines="formula",
        closed_by_name=True,
    ),
    "leaky_relu": ActivationForm(
        "leaky_relu",
        lambda s, _: Call("max", (Product((Constant(LEAKY_SLOPE), s)), s)),
        lambda _s, _a, positive: ONE if positive else Constant(LEAKY_SLOPE),
        general_slope=_cases(ONE, Constant(LEAKY_SLOPE)),
        by_sign=True,
        lines="formula",
        closed_by_name=True,
    ),
    "elu": ActivationForm(
        "elu",
        lambda s, positive: s if positive else minus(exp(s), ONE),
        lambda s, _a, positive: ONE if positive else exp(s),
        general=_cases(S, minus(exp(S), ONE)),
        general_slope=_cases(ONE, exp(S)),
        by_sign=True,
        closed_by_name=True,
    ),
    "softplus": ActivationForm(
        "softplus",
        lambda s, _: Call("ln", (Sum((ONE, exp(s))),)),
        lambda s, _a, _: _sigmoid(s),
        steps=(Fraction(exp(S), Sum((ONE, exp(S)))), _sigmoid(S)),
    ),
    "gaussian": ActivationForm(
        "gaussian",
        lambda s, _: exp(Negative(square(s))),
        lambda s, a, _: Product((Negative(TWO), s, a)),
        steps=(
            Product((Negative(Product((TWO, S))), exp(Negative(square(S))))),
            Product((Negative(TWO), S, A)),
        ),
        slope_of_output=True,
    ),
    "sin": ActivationForm(
        "sin",
        lambda s, _: Call("sin", (s,)),
        lambda s, _a, _: Call("cos", (s,)),
        lines="formula",
    ),
    "identity": ActivationForm("identity", lambda s, _: s, lambda _s, _a, _: ONE, lines="formula"),
    "step": ActivationForm(
        "step",
        lambda _, positive: ONE if positive else ZERO,
        lambda _s, _a, _: ONE,
        general=Cases(((ONE, Condition(S, "≥", ZERO)), (ZERO, Condition(S, "<", ZERO)))),
        by_sign=True,
        positive_at_zero=True,
        lines="name",
        closed_by_name=True,
    ),
}
"""The formulas of the built-in activations by name."""

SURROGATE = (
    "The step has no useful derivative: it is 0 everywhere but at the jump. The surrogate 1 stands "
    "in for it, which makes gradient descent the perceptron rule."
)


@dataclass(frozen=True, slots=True)
class LossForm:
    """The formula of a loss.

    Attributes
    ----------
    term : callable
        The share of one output, of the expressions of y, z (of p and z for probabilities), of the
        number of outputs, and whether the case is the other one.
    gradient : callable
        dL/dy, likewise.
    other_term, other_gradient : callable or None
        Whether an output and its target fall into the other case; None if there is one case.
    cases : tuple of str
        The two cases in words, if they are cases of the loss itself; a guard against numbers out of
        range is none.
    whole_gradient : callable or None
        dL/dy in one formula for both cases, of y, z and the number of outputs.
    softmax : bool
        Whether the outputs become probabilities p first.
    """

    term: Callable[[Expression, Expression, int, bool], Expression]
    gradient: Callable[[Expression, Expression, int, bool], Expression]
    other_term: Callable[[float, float], bool] | None = None
    other_gradient: Callable[[float, float], bool] | None = None
    cases: tuple[str, ...] = ()
    whole_gradient: Callable[[Expression, Expression, int], Expression] | None = None
    softmax: bool = False


def _mean(form: Expression, n: int) -> Expression:
    return form if n == 1 else times(Fraction(ONE, Constant(n)), form)


def _huber_term(y: Expression, z: Expression, n: int, large: bool) -> Expression:
    if large:
        return _mean(minus(Absolute(minus(y, z)), HALF), n)
    return _mean(Product((HALF, square(minus(y, z)))), n)


def _huber_gradient(y: Expression, z: Expression, n: int, large: bool) -> Expression:
    return _mean(Call("sgn", (minus(y, z),)) if large else minus(y, z), n)


def _huber_whole_gradient(y: Expression, z: Expression, n: int) -> Expression:
    return _mean(Call("max", (Constant(-1), Call("min", (ONE, minus(y, z))))), n)


def _is_large(y: float, z: float) -> bool:
    return abs(y - z) > HUBER_THRESHOLD


def _cross_entropy(y: Expression, z: Expression, n: int, clamped: bool) -> Expression:
    def ln(p: Expression) -> Call:
        return Call("max", (Constant(LOG_FLOOR), Call("ln", (p,)))) if clamped else Call("ln", (p,))

    other = minus(ONE, y)
    return _mean(Negative(Sum((Product((z, ln(y))), Product((minus(ONE, z), ln(other)))))), n)


def _cross_entropy_gradient(y: Expression, z: Expression, n: int, clamped: bool) -> Expression:
    spread: Expression = Product((y, minus(ONE, y)))
    if clamped:
        spread = Call("max", (Constant(PROBABILITY_FLOOR), spread))
    return _mean(Fraction(minus(y, z), spread), n)


def _is_log_clamped(y: float, _: float) -> bool:
    return min(y, 1 - y) < math.exp(LOG_FLOOR)


def _is_spread_clamped(y: float, _: float) -> bool:
    return y * (1 - y) < PROBABILITY_FLOOR


LOSS_FORMS: dict[str, LossForm] = {
    "half_squared_error": LossForm(
        lambda y, z, _n, _: Product((HALF, square(minus(y, z)))),
        lambda y, z, _n, _: minus(y, z),
    ),
    "mse": LossForm(
        lambda y, z, n, _: _mean(square(minus(y, z)), n),
        lambda y, z, n, _: Product((TWO if n == 1 else Fraction(TWO, Constant(n)), minus(y, z))),
    ),
    "mae": LossForm(
        lambda y, z, n, _: _mean(Absolute(minus(y, z)), n),
        lambda y, z, n, _: _mean(Call("sgn", (minus(y, z),)), n),
    ),
    "huber": LossForm(
        _huber_term,
        _huber_gradient,
        _is_large,
        _is_large,
        ("For an error of at most 1.", "For an error above 1."),
        _huber_whole_gradient,
    ),
    "binary_cross_entropy": LossForm(
        _cross_entropy,
        _cross_entropy_gradient,
        _is_log_clamped,
        _is_spread_clamped,
        whole_gradient=lambda y, z, n: _cross_entropy_gradient(y, z, n, True),
    ),
    "softmax_cross_entropy": LossForm(
        lambda p, z, _n, _: Negative(Product((z, Call("ln", (p,))))),
        lambda p, z, _n, _: minus(p, z),
        softmax=True,
    ),
}
"""The formulas of the built-in losses by name."""


def activation_form(activation: Activation) -> ActivationForm | None:
    """Return the formula of an activation; None of a user's own, whatever it is called."""
    built_in = ACTIVATIONS.get(activation.name) == activation
    return ACTIVATION_FORMS[activation.name] if built_in else None


def loss_form(loss: Loss) -> LossForm | None:
    """Return the formula of a loss; None of a user's own, whatever it is called."""
    return LOSS_FORMS[loss.name] if LOSSES.get(loss.name) == loss else None


def softmax_form(y: Expression, outputs: Sequence[Expression]) -> Fraction:
    """Return the probability of one output: ``e^y / sum of e^y_j``."""
    return Fraction(exp(y), add(*(exp(other) for other in outputs)))
