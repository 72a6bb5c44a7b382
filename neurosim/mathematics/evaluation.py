"""The value of a formula: one walk over its parts, for each kind of number."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import numpy as np

from neurosim.mathematics.expression import (
    E_NUMBER,
    PI,
    Absolute,
    Call,
    Cases,
    Condition,
    Constant,
    Elided,
    Expression,
    Fraction,
    Letter,
    Negative,
    Number,
    Power,
    Product,
    Root,
    Sum,
)
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.mathematics.symbols import Symbol

T = TypeVar("T")

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    "≥": operator.ge,
    "<": operator.lt,
    "≤": operator.le,
}
"""What the signs in conditions mean."""


@dataclass(frozen=True, slots=True)
class Operations(Generic[T]):
    """The arithmetic of one kind of number, such as floats, decimals or arrays.

    Attributes
    ----------
    number : callable
        Makes such a number of a float.
    sum, product : callable
        Take several numbers.
    negative, absolute, root, exp : callable
        Take one number.
    quotient, power : callable
        Take two numbers.
    functions : mapping
        The functions that every formula may have, by name.
    """

    number: Callable[[float], T]
    sum: Callable[[Iterable[T]], T]
    product: Callable[[Iterable[T]], T]
    negative: Callable[[T], T]
    absolute: Callable[[T], T]
    root: Callable[[T], T]
    exp: Callable[[T], T]
    quotient: Callable[[T, T], T]
    power: Callable[[T, T], T]
    functions: Mapping[str, Callable[..., T]]


class Evaluator(Generic[T]):
    """Works out formulas with one kind of number.

    Parameters
    ----------
    operations : Operations
        The kind of number.
    values : mapping, optional
        The values of letters and symbols.
    """

    def __init__(
        self, operations: Operations[T], values: Mapping[Any, T] = MappingProxyType({})
    ) -> None:
        self.operations = operations
        self._values = values

    def of(self, form: Expression) -> T:
        """Return the value of an expression.

        Raises
        ------
        TypeError
            If it has a part without a number.
        """
        by = self.operations
        match form:
            case Number(value=value) | Constant(value=value) | Elided(_, Number(value=value)):
                return by.number(value)
            case Sum(terms):
                return by.sum(map(self.of, terms))
            case Product(factors):
                return by.product(map(self.of, factors))
            case Negative(inner):
                return by.negative(self.of(inner))
            case Absolute(inner):
                return by.absolute(self.of(inner))
            case Root(inner):
                return by.root(self.of(inner))
            case Fraction(numerator, denominator):
                return by.quotient(self.of(numerator), self.of(denominator))
            case Power(base, exponent):
                if base == E_NUMBER:
                    return by.exp(self.of(exponent))
                return by.power(self.of(base), self.of(exponent))
            case Call():
                return self.called(form)
            case Cases():
                return self.cases(form)
            case Letter() if form == E_NUMBER:
                return by.exp(by.number(1.0))
            case Letter() if form == PI:
                return by.number(math.pi)
            case Letter() | Symbol() if form in self._values:
                return self._values[form]
        raise TypeError(f"{form} has no number")

    def called(self, form: Call) -> T:
        """Return the value of a function of its arguments."""
        return self.operations.functions[form.function](*map(self.of, form.arguments))

    def cases(self, form: Cases) -> T:
        """Return the value of the case whose condition holds."""
        return self.of(next((v for v, given in form.rows if self.holds(given)), form.rows[-1][0]))

    def holds(self, condition: Condition) -> bool:
        """Return whether a condition is true."""
        left, right = self.of(condition.left), self.of(condition.right)
        return bool(COMPARE[condition.sign](left, right))


def or_undefined(function: Callable[..., float], *arguments: float) -> float:
    """Return what a function gives, or NaN where it has no value, such as the sine of infinity.

    Rounding by hand may take a number beyond the largest float.
    """
    try:
        return float(function(*arguments))
    except (ArithmeticError, ValueError):
        return math.nan


def _quotient(numerator: float, denominator: float) -> float:
    if denominator == 0:
        return math.nan if numerator == 0 else math.copysign(math.inf, numerator)
    return numerator / denominator


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ValueError:
        return math.inf if base == 0 else math.nan


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


FLOATS: Operations[float] = Operations(
    number=float,
    sum=plain_sum,
    product=math.prod,
    negative=operator.neg,
    absolute=abs,
    root=lambda x: or_undefined(math.sqrt, x),
    exp=_exp,
    quotient=_quotient,
    power=_power,
    functions={
        "tanh": math.tanh,
        "max": max,
        "min": min,
        "ln": lambda x: math.log(x) if x > 0 else -math.inf,
        "cos": math.cos,
        "sin": math.sin,
        "arctan": math.atan,
        "erf": math.erf,
        "sgn": lambda x: float((x > 0) - (x < 0)),
        "σ": lambda s: 1.0 / (1.0 + _exp(-s)) if s >= 0 else _exp(s) / (1.0 + _exp(s)),
    },
)
"""The arithmetic of floats; what is beyond them is infinite or NaN, never an error."""


class _Floats(Evaluator[float]):
    """Floats; what is beyond them is infinite or NaN, never an error."""

    def of(self, form: Expression) -> float:
        """Return the value of an expression, without powers of e that overflow on the way."""
        match form:
            case Fraction(Power(base, exponent), Sum(terms)) if base == E_NUMBER:
                if _are_powers(terms):
                    return _exp(self.of(exponent) - self._log_of_sum(terms))
            case Call("ln", (Sum(terms),)) if _are_powers(terms):
                return self._log_of_sum(terms)
        return super().of(form)

    def called(self, form: Call) -> float:
        """Return the value of a function, by its code where there is one."""
        function = form.computed or self.operations.functions[form.function]
        return or_undefined(function, *map(self.of, form.arguments))

    def _log_of_sum(self, powers: Sequence[Expression]) -> float:
        """Return ``ln(sum of e^x)``, which no power of a large x makes infinite."""
        exponents = [self.of(p.exponent) if isinstance(p, Power) else 0.0 for p in powers]
        *others, highest = sorted(exponents)
        if not math.isfinite(highest):
            return highest
        return highest + math.log1p(plain_sum(math.exp(x - highest) for x in others))


def _are_powers(terms: tuple[Expression, ...]) -> bool:
    """Return whether all terms are powers of e, of which a 1 is one."""
    return all(
        (isinstance(term, Power) and term.base == E_NUMBER) or term == Constant(1) for term in terms
    )


def evaluate(form: Expression, values: Mapping[Any, float] = MappingProxyType({})) -> float:
    """Return the number of an expression.

    Parameters
    ----------
    form : Expression
        The expression.
    values : mapping, optional
        The numbers of its letters and symbols.

    Examples
    --------
    >>> s = Letter("s")
    >>> evaluate(Product((Constant(2), s)), {s: 0.5})
    1.0
    """
    return _Floats(FLOATS, values).of(form)


def case_of(form: Expression, values: Mapping[Letter, float]) -> Expression:
    """Return the case of a formula that numbers fall into; the formula itself if it has none."""
    return form.rows[place_of_case(form, values)][0] if isinstance(form, Cases) else form


def condition_of(form: Cases, values: Mapping[Letter, float]) -> Condition:
    """Return the condition of the case that numbers fall into."""
    return form.rows[place_of_case(form, values)][1]


def place_of_case(form: Cases, values: Mapping[Letter, float]) -> int:
    """Return the place of the case that numbers fall into; the last takes what no other has."""
    holds = _Floats(FLOATS, values).holds
    return next((k for k, (_, given) in enumerate(form.rows) if holds(given)), len(form.rows) - 1)


_ARRAYS: Operations[Any] = Operations(
    number=float,
    sum=plain_sum,
    product=math.prod,
    negative=operator.neg,
    absolute=abs,
    root=np.sqrt,
    exp=np.exp,
    quotient=np.true_divide,
    power=np.power,
    functions={
        "tanh": np.tanh,
        "max": np.maximum,
        "min": np.minimum,
        "ln": np.log,
        "cos": np.cos,
        "sin": np.sin,
        "arctan": np.arctan,
        "erf": np.vectorize(math.erf, otypes=[float]),
        "sgn": np.sign,
        "σ": lambda s: 1.0 / (1.0 + np.exp(-s)),
    },
)


class _Arrays(Evaluator[Any]):
    """Arrays of floats, number by number."""

    def cases(self, form: Cases) -> Any:
        """Return for each number the value of its case."""
        # the last case takes what no other has
        *others, (found, _) = ((self.of(value), given) for value, given in form.rows)
        for value, given in reversed(others):
            holds = COMPARE[given.sign](self.of(given.left), self.of(given.right))
            found = np.where(holds, value, found)
        return found


def evaluate_arrays(form: Expression, values: Mapping[Letter, Any]) -> Any:
    """Return what a formula gives for arrays of numbers, all of one shape, or floats."""
    with np.errstate(all="ignore"):
        return _Arrays(_ARRAYS, values).of(form)
