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
    replaced,
    times,
)
from neurosim.mathematics.numbers import as_decimal
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import STANDARD, StandardScaling
from neurosim.writing.document import Equation, Phrase, WorkedLine

Kind = tuple[float, float] | str
"""A kind of scaling: the range of min-max scaling, or ``"standard"``."""

_DATA, _NORMALIZED = Word("data"), Word("normalized data")
_MIN, _MAX, _MEAN, _DEVIATION = map(Word, ("min", "max", "mean", "deviation"))


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
    return Equation(_NORMALIZED, (WorkedLine(_scaling(kind), "symbolic"),), (why,))


def inverse_formula(kind: Kind, why: str) -> Equation:
    """Return the formula of the inverse of a kind of scaling."""
    return Equation(_DATA, (WorkedLine(_inverse(kind), "symbolic"),), (why,))


def _scaling(kind: Kind) -> Expression:
    if isinstance(kind, str):
        return Fraction(minus(_DATA, _MEAN), _DEVIATION)
    low, span = kind[0], _span(kind)
    form: Expression = Fraction(minus(_DATA, _MIN), minus(_MAX, _MIN))
    if span != 1:
        form = times(form, Constant(span))
    if low < 0:
        return minus(form, Constant(-low))
    return form if low == 0 else Sum((form, Constant(low)))


def _inverse(kind: Kind) -> Expression:
    if isinstance(kind, str):
        return Sum((Product((_NORMALIZED, _DEVIATION)), _MEAN))
    low, span = kind[0], _span(kind)
    share: Expression = _NORMALIZED
    if low:
        share = Sum((share, Constant(-low))) if low < 0 else minus(share, Constant(low))
    if span != 1:
        share = Fraction(share, Constant(span))
    return Sum((Product((share, minus(_MAX, _MIN))), _MIN))


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
    kind = kind_of(scaling)
    if not scaling.constant[0]:
        data = raw(value, arithmetic)
        return replaced(_scaling(kind), {_DATA: data, **_words_in(scaling, arithmetic)})
    if isinstance(kind, str):
        return arithmetic.given(0.0)
    return Fraction(Sum(tuple(map(Constant, kind))), Constant(2))


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
    if scaling.constant[0]:
        return arithmetic.given(_numbers(scaling)[0])
    words = {_NORMALIZED: value, **_words_in(scaling, arithmetic)}
    return replaced(_inverse(kind_of(scaling)), words)


def _words_in(scaling: Scaling, arithmetic: Arithmetic) -> dict[Word, Expression]:
    words = (_MEAN, _DEVIATION) if isinstance(scaling, StandardScaling) else (_MIN, _MAX)
    numbers = (raw(number, arithmetic) for number in _numbers(scaling))
    return dict(zip(words, numbers, strict=True))


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


def _span(feature_range: tuple[float, float]) -> float:
    low, high = feature_range
    # 0.9 - 0.7 is 0.2, although the last bits differ
    return float(as_decimal(high) - as_decimal(low))
