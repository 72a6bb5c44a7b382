"""The number of a printed line, taken exactly as it is printed: in decimals, not in binary."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce

from neurosim.tracing.derivation.expression import (
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
)
from neurosim.tracing.derivation.numbers import WIDE, as_decimal


def exact_value(form: Expression) -> Decimal:
    """Return the number of an expression without symbols, to 60 digits.

    What one rounds by hand is the product of the printed decimals; the product of the nearest
    floats may lie on the other side of a half.
    """
    match form:
        case Number(value=value) | Constant(value=value):
            return as_decimal(value)
        case Sum(terms):
            return reduce(WIDE.add, map(exact_value, terms), Decimal(0))
        case Product(factors):
            return reduce(WIDE.multiply, map(exact_value, factors), Decimal(1))
        case Negative(of):
            return WIDE.minus(exact_value(of))
        case Absolute(of):
            return exact_value(of).copy_abs()
        case Root(of):
            return WIDE.sqrt(exact_value(of))
        case Fraction(numerator, denominator):
            return WIDE.divide(exact_value(numerator), exact_value(denominator))
        case Power(base, exponent):
            if base == E_NUMBER:
                return WIDE.exp(exact_value(exponent))
            return WIDE.power(exact_value(base), exact_value(exponent))
        case Call(function, arguments):
            return _FUNCTIONS[function](*map(exact_value, arguments))
        case Elided(_, Number(value=value)):
            return as_decimal(value)
    raise TypeError(f"{form} has no number")


def _tanh(x: Decimal) -> Decimal:
    # e^-2|x| cannot overflow
    power = WIDE.exp(WIDE.multiply(Decimal(-2), x.copy_abs()))
    value = WIDE.divide(WIDE.subtract(Decimal(1), power), WIDE.add(Decimal(1), power))
    return value.copy_sign(x)


def _of_float(function: Callable[[float], float]) -> Callable[[Decimal], Decimal]:
    return lambda x: as_decimal(function(float(x)))


_FUNCTIONS: Mapping[str, Callable[..., Decimal]] = {
    "tanh": _tanh,
    "max": WIDE.max,
    "min": WIDE.min,
    "ln": WIDE.ln,
    "cos": _of_float(math.cos),
    "sin": _of_float(math.sin),
    "sgn": lambda x: WIDE.compare(x, Decimal(0)),
}
