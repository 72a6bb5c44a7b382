"""The formulas of scaling and of its inverse, with words and with numbers."""

from __future__ import annotations

from neurosim.mathematics.arithmetic import Arithmetic
from neurosim.mathematics.expression import (
    Constant,
    Expression,
    Fraction,
    Product,
    Sum,
    Word,
    minus,
    times,
)
from neurosim.mathematics.numbers import as_decimal
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import STANDARD, StandardScaling
from neurosim.writing.document import Equation, Phrase, WorkedLine

Kind = tuple[float, float] | str
"""A kind of scaling: the range of min-max scaling, or ``"standard"``."""

_DATA, _NORMALIZED = Word("data"), Word("normalized data")


def kind_of(scaling: Scaling) -> Kind:
    """Return what kind a scaling is: ``"standard"``, or the range of min-max scaling."""
    if isinstance(scaling, StandardScaling):
        return STANDARD
    assert isinstance(scaling, MinMaxScaling)
    return scaling.feature_range


def words_of(kind: Kind) -> str:
    """Return an explanation of the words in the formulas of a kind of scaling."""
    if isinstance(kind, str):
        return (
            "mean is the average of the column, and deviation is its standard deviation: the "
            "square root of the average squared distance from the mean."
        )
    return "min and max are the smallest and the largest value of the column."


def scaling_formula(kind: Kind, why: str) -> Equation:
    """Return the formula of a kind of scaling."""
    form = (
        _standard(_DATA, Word("mean"), Word("deviation"))
        if isinstance(kind, str)
        else _min_max(_DATA, Word("min"), Word("max"), kind)
    )
    return Equation(_NORMALIZED, (WorkedLine(form, "symbolic"),), (why,))


def inverse_formula(kind: Kind, why: str) -> Equation:
    """Return the formula of the inverse of a kind of scaling."""
    form = (
        _inverse_standard(_NORMALIZED, Word("mean"), Word("deviation"))
        if isinstance(kind, str)
        else _inverse_min_max(_NORMALIZED, Word("min"), Word("max"), kind)
    )
    return Equation(_DATA, (WorkedLine(form, "symbolic"),), (why,))


def scaled_value(value: float, scaling: Scaling, arithmetic: Arithmetic) -> Expression:
    """Return the scaling of a value with numbers put in.

    Parameters
    ----------
    value : float
        In raw units.
    scaling : Scaling
        Of one column.
    arithmetic : Arithmetic
        How numbers are rounded.
    """
    data = raw(value, arithmetic)
    first, second = (raw(number, arithmetic) for number in _numbers(scaling))
    if isinstance(scaling, StandardScaling):
        return arithmetic.given(0.0) if scaling.constant[0] else _standard(data, first, second)
    assert isinstance(scaling, MinMaxScaling)
    if scaling.constant[0]:
        return Fraction(Sum(tuple(map(Constant, scaling.feature_range))), Constant(2))
    return _min_max(data, first, second, scaling.feature_range)


def unscaled_value(value: Expression, scaling: Scaling, arithmetic: Arithmetic) -> Expression:
    """Return the inverse of the scaling of one column, with numbers put in.

    Parameters
    ----------
    value : Expression
        The normalized number.
    scaling : Scaling
        Of one column.
    arithmetic : Arithmetic
        How numbers are rounded.
    """
    numbers = _numbers(scaling)
    if scaling.constant[0]:
        return arithmetic.given(numbers[0])
    first, second = (raw(number, arithmetic) for number in numbers)
    if isinstance(scaling, StandardScaling):
        return _inverse_standard(value, first, second)
    assert isinstance(scaling, MinMaxScaling)
    return _inverse_min_max(value, first, second, scaling.feature_range)


def constant_becomes(scaling: Scaling) -> str:
    """Return the sentence on the value of a constant column."""
    value = "0" if isinstance(scaling, StandardScaling) else "the middle of the range"
    return f"The column is constant, so it becomes {value}."


def column_in_data(scaling: Scaling, arithmetic: Arithmetic) -> Phrase:
    """Return the facts about one column of the data, as the end of a sentence."""
    first, second = (raw(number, arithmetic) for number in _numbers(scaling))
    if isinstance(scaling, StandardScaling):
        return (": mean ", first, ", deviation ", second, " in the data.")
    return (": from ", first, " to ", second, " in the data.")


def raw(value: float, arithmetic: Arithmetic) -> Expression:
    """Return a number in raw units; a whole number has no decimal point."""
    whole = float(value).is_integer() and abs(value) < 1e6
    return Constant(value) if whole else arithmetic.given(value)


def _numbers(scaling: Scaling) -> tuple[float, float]:
    """Return the two numbers of the scaling of one column."""
    if isinstance(scaling, StandardScaling):
        return scaling.mean[0], scaling.deviation[0]
    assert isinstance(scaling, MinMaxScaling)
    return scaling.minimum[0], scaling.maximum[0]


def _standard(data: Expression, mean: Expression, deviation: Expression) -> Expression:
    return Fraction(minus(data, mean), deviation)


def _inverse_standard(value: Expression, mean: Expression, deviation: Expression) -> Expression:
    return Sum((Product((value, deviation)), mean))


def _min_max(
    data: Expression, minimum: Expression, maximum: Expression, feature_range: tuple[float, float]
) -> Expression:
    low = feature_range[0]
    form: Expression = Fraction(minus(data, minimum), minus(maximum, minimum))
    span = _span(feature_range)
    if span != 1:
        form = times(form, Constant(span))
    if low < 0:
        return minus(form, Constant(-low))
    return form if low == 0 else Sum((form, Constant(low)))


def _inverse_min_max(
    value: Expression, minimum: Expression, maximum: Expression, feature_range: tuple[float, float]
) -> Expression:
    low, span = feature_range[0], _span(feature_range)
    share = value
    if low:
        share = Sum((value, Constant(-low))) if low < 0 else minus(value, Constant(low))
    if span != 1:
        share = Fraction(share, Constant(span))
    return Sum((Product((share, minus(maximum, minimum))), minimum))


def _span(feature_range: tuple[float, float]) -> float:
    low, high = feature_range
    # 0.9 - 0.7 is 0.2, although the last bits differ
    return float(as_decimal(high) - as_decimal(low))
