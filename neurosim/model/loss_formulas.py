"""Formulas of losses as they are written by hand: without guards, for a number of outputs."""

from __future__ import annotations

from neurosim.mathematics.expression import (
    Call,
    Constant,
    Expression,
    Fraction,
    Negative,
    Product,
    parts_of,
    rebuilt,
    replaced,
    times,
)
from neurosim.model.losses import LOG_FLOOR, PROBABILITY_FLOOR, N

_ONE = Constant(1)

_FLOORS = (Negative(Constant(-LOG_FLOOR)), Constant(PROBABILITY_FLOOR))


def guards_of(form: Expression) -> list[Call]:
    """Return the maxima that only keep a number from being too small."""
    inner = [guard for part in parts_of(form) for guard in guards_of(part)]
    return [form, *inner] if _is_guard(form) and isinstance(form, Call) else inner


def _is_guard(form: Expression) -> bool:
    return isinstance(form, Call) and form.function == "max" and form.arguments[0] in _FLOORS


def without_guards(form: Expression) -> Expression:
    """Return a formula without these maxima, as it is written by hand."""
    if _is_guard(form) and isinstance(form, Call):
        form = form.arguments[1]
    return rebuilt(form, without_guards)


def of_outputs(form: Expression, n: int) -> Expression:
    """Return a formula with its number of outputs; a factor 1/1 is left out."""
    return _simplified(replaced(form, {N: Constant(n)}))


def _simplified(form: Expression) -> Expression:
    form = rebuilt(form, _simplified)
    match form:
        case Fraction(numerator, Constant(1)):
            return numerator
        case Product(factors):
            return times(*([factor for factor in factors if factor != _ONE] or [_ONE]))
    return form
