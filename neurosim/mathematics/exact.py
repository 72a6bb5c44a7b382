"""The number of a printed line, taken exactly as it is printed: in decimals, not in binary."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from functools import reduce

from neurosim.mathematics.expression import (
    E_NUMBER,
    Absolute,
    Call,
    Constant,
    Elided,
    Expression,
    Fraction,
    Negative,
    Number,
    Power,
    Product,
    Root,
    Sum,
    or_undefined,
)
from neurosim.mathematics.numbers import WIDE, as_decimal

_FIFTY_DIGITS = Context(prec=50, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


_ONE = Constant(1)
_SMALL = Decimal("1e-8")
# of x, x^3, x^5, x^7
_TANH_FACTORS = [
    WIDE.divide(Decimal(n), Decimal(m)) for n, m in ((1, 1), (-1, 3), (2, 15), (-17, 315))
]


def exact_value(form: Expression) -> Decimal:
    """Return the number of an expression without symbols, to 50 digits.

    What one rounds by hand is the product of the printed decimals; the product of the nearest
    floats may lie on the other side of a half.
    """
    # a third of 0.225 is 0.075, whatever the last of 60 digits are
    return _FIFTY_DIGITS.plus(_value(form))


def _value(form: Expression) -> Decimal:
    match form:
        case Number(value=value) | Constant(value=value):
            return as_decimal(value)
        case Sum(terms):
            return reduce(WIDE.add, map(_value, terms), Decimal(0))
        case Product(factors):
            return reduce(WIDE.multiply, map(_value, factors), Decimal(1))
        case Negative(of):
            return WIDE.minus(_value(of))
        case Absolute(of):
            return _value(of).copy_abs()
        case Root(of):
            return WIDE.sqrt(_value(of))
        case Fraction(numerator, denominator):
            return WIDE.divide(_value(numerator), _value(denominator))
        case Power(base, exponent):
            if base == E_NUMBER:
                return WIDE.exp(_value(exponent))
            return WIDE.power(_value(base), _value(exponent))
        case Call("ln", (Sum(terms),)) if _ONE in terms:
            others = list(terms)
            others.remove(_ONE)
            return _log1p(reduce(WIDE.add, map(_value, others), Decimal(0)))
        case Call(arguments=(argument,), computed=computed) if computed is not None:
            return as_decimal(or_undefined(computed, float(_value(argument))))
        case Call(function, arguments):
            return _FUNCTIONS[function](*map(_value, arguments))
        case Elided(_, Number(value=value)):
            return as_decimal(value)
    raise TypeError(f"{form} has no number")


def _log1p(x: Decimal) -> Decimal:
    """Return ln(1 + x), also where 1 + x has not digits enough for a small x."""
    if not _is_small(x):
        return WIDE.ln(WIDE.add(Decimal(1), x))
    return _series(x, x.copy_negate(), [WIDE.divide(Decimal(1), Decimal(n)) for n in range(1, 9)])


def _is_small(x: Decimal) -> bool:
    return x.is_finite() and x.copy_abs() < _SMALL


def _series(first: Decimal, ratio: Decimal, factors: Sequence[Decimal]) -> Decimal:
    total, power = Decimal(0), first
    for factor in factors:
        total = WIDE.add(total, WIDE.multiply(power, factor))
        power = WIDE.multiply(power, ratio)
    return total


def _tanh(x: Decimal) -> Decimal:
    if _is_small(x):
        return _series(x, WIDE.multiply(x, x), _TANH_FACTORS)
    # e^-2|x| cannot overflow
    power = WIDE.exp(WIDE.multiply(Decimal(-2), x.copy_abs()))
    value = WIDE.divide(WIDE.subtract(Decimal(1), power), WIDE.add(Decimal(1), power))
    return value.copy_sign(x)


def _of_float(function: Callable[[float], float]) -> Callable[[Decimal], Decimal]:
    return lambda x: as_decimal(or_undefined(function, float(x)))


_FUNCTIONS: Mapping[str, Callable[..., Decimal]] = {
    "tanh": _tanh,
    "max": WIDE.max,
    "min": WIDE.min,
    "ln": WIDE.ln,
    "cos": _of_float(math.cos),
    "sin": _of_float(math.sin),
    "sgn": lambda x: WIDE.compare(x, Decimal(0)),
}
