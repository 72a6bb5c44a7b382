"""Small changes of formulas, from which mistakes are put together."""

from __future__ import annotations

from collections.abc import Callable

from neurosim.mathematics.expression import (
    Constant,
    Expression,
    Product,
    Sum,
    add,
    rebuilt,
    times,
)
from neurosim.mathematics.symbols import Symbol


def without_factor(form: Expression, factor: Expression) -> Expression:
    """Return a formula without a factor, wherever it stands in a product."""
    if form == factor:
        return Constant(1)
    if isinstance(form, Product) and factor in form.factors:
        left = [part for part in form.factors if part != factor]
        return times(*left) if left else Constant(1)
    return rebuilt(form, lambda part: without_factor(part, factor) if _has(part) else part)


def _has(form: Expression) -> bool:
    return not isinstance(form, Symbol)


def is_successor_term(form: Expression) -> bool:
    """Return whether a part is a weight times the error signal of a successor."""
    return isinstance(form, Product) and len(form.factors) == 2 and _is_delta(form.factors[1])


def _is_delta(form: Expression) -> bool:
    return isinstance(form, Symbol) and form.quantity == "delta"


def with_successor_terms(
    form: Expression, change: Callable[[Expression, Symbol], Expression]
) -> Expression:
    """Return the formula of an error signal with each term ``weight * delta`` changed."""
    if isinstance(form, Product) and is_successor_term(form):
        weight, delta = form.factors
        assert isinstance(delta, Symbol)
        return change(weight, delta)
    return rebuilt(form, lambda part: with_successor_terms(part, change))


def with_one_successor(form: Expression, place: int) -> Expression:
    """Return the formula of an error signal with only one term ``weight * delta`` in its sum."""
    if isinstance(form, Sum):
        terms = [term for term in form.terms if is_successor_term(term)]
        if len(terms) > 1:
            others = (term for term in form.terms if term not in terms)
            return add(*others, terms[place])
    return rebuilt(form, lambda part: with_one_successor(part, place))
