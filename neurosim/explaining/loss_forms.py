"""The formulas of the built-in losses, as expressions; see ``functions`` for the activations."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from neurosim.explaining.functions import HALF, ONE, TWO, exp, square
from neurosim.mathematics.expression import (
    Absolute,
    Call,
    Cases,
    Condition,
    Constant,
    Expression,
    Fraction,
    Negative,
    Product,
    Slope,
    Sum,
    add,
    minus,
    times,
)
from neurosim.model.losses import HUBER_THRESHOLD, LOG_FLOOR, LOSSES, PROBABILITY_FLOOR, Loss


@dataclass(frozen=True, slots=True)
class JoinedExpressions:
    """The formulas of a loss that is joined with the activation of an output.

    Attributes
    ----------
    term : callable
        The share of one output, of the expressions of s and z, and of the number of outputs.
    gradient : callable
        dL/ds, of the expressions of y and z, and of the number of outputs.
    steps : callable
        What leads from the loss to ``term``, likewise.
    """

    term: Callable[[Expression, Expression, int], Expression]
    gradient: Callable[[Expression, Expression, int], Expression]
    steps: Callable[[Expression, Expression, int], tuple[Expression, ...]]


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
    mean : bool
        Whether the loss is the mean over the outputs; otherwise it is their sum.
    steps : callable or None
        What leads from the derivative of the term to ``gradient``, of y, z, the number of outputs
        and the case.
    joined : JoinedExpressions or None
        The formulas for outputs with whose activation the loss is joined.
    """

    term: Callable[[Expression, Expression, int, bool], Expression]
    gradient: Callable[[Expression, Expression, int, bool], Expression]
    other_term: Callable[[float, float], bool] | None = None
    other_gradient: Callable[[float, float], bool] | None = None
    cases: tuple[str, ...] = ()
    whole_gradient: Callable[[Expression, Expression, int], Expression] | None = None
    softmax: bool = False
    mean: bool = False
    steps: Callable[[Expression, Expression, int, bool], tuple[Expression, ...]] | None = None
    joined: JoinedExpressions | None = None


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


def _of_square(factor: Expression, y: Expression, z: Expression, n: int) -> Expression:
    return _mean(times(factor, TWO, minus(y, z)), n)


def _absolute_steps(y: Expression, z: Expression, n: int, _: bool) -> tuple[Expression, ...]:
    one = ONE if n == 1 else Fraction(ONE, Constant(n))
    return (Cases(((one, Condition(y, ">", z)), (Negative(one), Condition(y, "<", z)))),)


def _huber_steps(y: Expression, z: Expression, n: int, large: bool) -> tuple[Expression, ...]:
    return _absolute_steps(y, z, n, large) if large else (_of_square(HALF, y, z, n),)


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


def _cross_entropy_steps(y: Expression, z: Expression, n: int, _: bool) -> tuple[Expression, ...]:
    other, rest = minus(ONE, y), minus(ONE, z)
    logarithms = [Slope(Call("ln", (part,)), y) for part in (y, other)]
    return (
        _mean(Negative(Sum((Product((z, logarithms[0])), Product((rest, logarithms[1]))))), n),
        _mean(
            Negative(minus(Product((z, Fraction(ONE, y))), Product((rest, Fraction(ONE, other))))),
            n,
        ),
        _mean(Fraction(minus(Product((rest, y)), Product((z, other))), Product((y, other))), n),
    )


def _logarithm_of_powers(exponent: Expression) -> Call:
    return Call("ln", (Sum((ONE, exp(exponent))),))


def _of_summation(s: Expression, z: Expression, n: int) -> Expression:
    return _mean(minus(_logarithm_of_powers(s), Product((z, s))), n)


def _steps_to_summation(s: Expression, z: Expression, n: int) -> tuple[Expression, ...]:
    rest = minus(ONE, z)
    below, above = _logarithm_of_powers(Negative(s)), _logarithm_of_powers(s)
    return (
        _mean(Sum((Product((z, below)), Product((rest, above)))), n),
        _mean(Sum((Product((z, minus(above, s))), Product((rest, above)))), n),
    )


def _is_log_clamped(y: float, _: float) -> bool:
    return min(y, 1 - y) < math.exp(LOG_FLOOR)


def _is_spread_clamped(y: float, _: float) -> bool:
    floored = LOSSES["binary_cross_entropy"].floored
    return floored is not None and floored(y)


LOSS_FORMS: dict[str, LossForm] = {
    "half_squared_error": LossForm(
        lambda y, z, _n, _: Product((HALF, square(minus(y, z)))),
        lambda y, z, _n, _: minus(y, z),
        steps=lambda y, z, _n, _: (_of_square(HALF, y, z, 1),),
    ),
    "mse": LossForm(
        lambda y, z, n, _: _mean(square(minus(y, z)), n),
        lambda y, z, n, _: Product((TWO if n == 1 else Fraction(TWO, Constant(n)), minus(y, z))),
        steps=lambda y, z, n, _: (_mean(times(TWO, minus(y, z)), n),),
        mean=True,
    ),
    "mae": LossForm(
        lambda y, z, n, _: _mean(Absolute(minus(y, z)), n),
        lambda y, z, n, _: _mean(Call("sgn", (minus(y, z),)), n),
        steps=_absolute_steps,
        mean=True,
    ),
    "huber": LossForm(
        _huber_term,
        _huber_gradient,
        _is_large,
        _is_large,
        ("For an error of at most 1.", "For an error above 1."),
        _huber_whole_gradient,
        steps=_huber_steps,
        mean=True,
    ),
    "binary_cross_entropy": LossForm(
        _cross_entropy,
        _cross_entropy_gradient,
        _is_log_clamped,
        _is_spread_clamped,
        whole_gradient=lambda y, z, n: _cross_entropy_gradient(y, z, n, True),
        steps=_cross_entropy_steps,
        mean=True,
        joined=JoinedExpressions(
            _of_summation, lambda y, z, n: _mean(minus(y, z), n), _steps_to_summation
        ),
    ),
    "softmax_cross_entropy": LossForm(
        lambda p, z, _n, _: Negative(Product((z, Call("ln", (p,))))),
        lambda p, z, _n, _: minus(p, z),
        softmax=True,
    ),
}
"""The formulas of the built-in losses by name."""


def mean_factor(form: LossForm, n: int) -> str:
    """Return a sentence on the factor 1/n in a loss on n outputs; empty if there is none."""
    if not form.mean or n == 1:
        return ""
    return f"The factor 1/{n} takes the mean over the {n} outputs."


def loss_form(loss: Loss) -> LossForm | None:
    """Return the formula of a loss; None of a user's own, whatever it is called."""
    return LOSS_FORMS[loss.name] if LOSSES.get(loss.name) == loss else None


def softmax_form(y: Expression, outputs: Sequence[Expression]) -> Fraction:
    """Return the probability of one output: ``e^y / sum of e^y_j``."""
    return Fraction(exp(y), add(*(exp(other) for other in outputs)))
