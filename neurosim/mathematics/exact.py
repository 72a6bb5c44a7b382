"""The result of a printed line, computed with its printed decimals instead of binary floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from functools import reduce

from neurosim.mathematics.evaluation import Evaluator, Operations, or_undefined
from neurosim.mathematics.expression import Call, Constant, Expression, Sum
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

    Somebody who works by hand rounds the product of the printed decimals. The product of the
    nearest floats may lie on the other side of a half.
    """
    # a third of 0.225 is 0.075, whatever the last of 60 digits are
    return _FIFTY_DIGITS.plus(_Decimals(_DECIMALS).of(form))


class _Decimals(Evaluator[Decimal]):
    """Decimals of 60 digits."""

    def called(self, form: Call) -> Decimal:
        """Return the value of a function; a user's code takes floats."""
        match form:
            case Call("ln", (Sum(terms),)) if _ONE in terms:
                others = list(terms)
                others.remove(_ONE)
                return _log1p(self.of(Sum(tuple(others))))
            case Call(arguments=(argument,), computed=computed) if computed is not None:
                return as_decimal(or_undefined(computed, float(self.of(argument))))
        return super().called(form)


def _log1p(x: Decimal) -> Decimal:
    """Return ln(1 + x), also for an x so small that 1 + x would lose its digits."""
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


_DECIMALS: Operations[Decimal] = Operations(
    number=as_decimal,
    sum=lambda terms: reduce(WIDE.add, terms, Decimal(0)),
    product=lambda factors: reduce(WIDE.multiply, factors, Decimal(1)),
    negative=WIDE.minus,
    absolute=Decimal.copy_abs,
    root=WIDE.sqrt,
    exp=WIDE.exp,
    quotient=WIDE.divide,
    power=WIDE.power,
    functions={
        "tanh": _tanh,
        "max": WIDE.max,
        "min": WIDE.min,
        "ln": WIDE.ln,
        "cos": _of_float(math.cos),
        "sin": _of_float(math.sin),
        "arctan": _of_float(math.atan),
        "erf": _of_float(math.erf),
        "sgn": lambda x: WIDE.compare(x, Decimal(0)),
        "σ": lambda x: WIDE.divide(Decimal(1), WIDE.add(Decimal(1), WIDE.exp(WIDE.minus(x)))),
    },
)
