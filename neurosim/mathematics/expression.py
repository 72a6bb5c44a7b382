"""Mathematics as data: what a line of a derivation says, before any renderer writes it."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from neurosim.mathematics.plain_sum import plain_sum


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the example, shown rounded.

    Attributes
    ----------
    value : float
        What the line has.
    exact : float or None
        In stepwise rounding what full precision gives; None if the line has that.
    fixed : bool
        Whether all decimals are written, also those of an exact number, as in a column.
    significant : bool
        Whether a small number has a power of ten rather than few digits, as in a quotient.
    """

    value: float
    exact: float | None = None
    fixed: bool = False
    significant: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A number of the formula itself, such as the 1 of ``1 - a``, written as it is."""

    value: float


@dataclass(frozen=True, slots=True)
class Symbol:
    """A quantity of the network, such as ``wh[0][0][1]``; a notation gives its letters.

    Attributes
    ----------
    kind, quantity : str
        As in ``neurosim.model.notation``, such as ``("hidden", "weight")``.
    indices : tuple of int
        Layer, node, input, as far as the kind has them.
    new : bool
        Whether the value after the update is meant.
    """

    kind: str
    quantity: str
    indices: tuple[int, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a general formula, with an index or a word below it.

    Attributes
    ----------
    base, below : str
        As the paper writes it.
    own : bool
        Whether the letter is that of another example, so that no notation replaces it.
    """

    base: str
    below: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word within a formula, such as ``data`` or ``min``, or a name that a user gave."""

    text: str


@dataclass(frozen=True, slots=True)
class Latex:
    """Mathematics that a user gave as LaTeX."""

    text: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms added; a term that is ``Negative`` is subtracted."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Factors multiplied."""

    factors: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus an expression."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Fraction:
    """A quotient."""

    numerator: Expression
    denominator: Expression


@dataclass(frozen=True, slots=True)
class Power:
    """A base with its exponent."""

    base: Expression
    exponent: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function of its arguments, such as ``σ(s)``.

    Attributes
    ----------
    function : str
        The name in formulas.
    arguments : tuple of Expression
        What it is of.
    prime : bool
        Whether its derivative is meant, as in ``σ'(s)``.
    computed : callable or None
        From the number of its argument to its own; None of a function that every formula may have.
    definition : Expression or None
        What it stands for, in the letter s, and for a derivative also in the output a.
    """

    function: str
    arguments: tuple[Expression, ...]
    prime: bool = False
    computed: Callable[[float], float] | None = field(default=None, compare=False, repr=False)
    definition: Expression | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Absolute:
    """The absolute value of an expression, between bars."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Root:
    """The square root of an expression."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Slope:
    """The derivative of one thing by another, such as ``∂L/∂w``."""

    of: Expression
    by: Expression


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over an index, such as ``Σ_j w_j δ_j``."""

    term: Expression
    index: str


@dataclass(frozen=True, slots=True)
class Dots:
    """The middle terms of a sum that is written out in general."""


@dataclass(frozen=True, slots=True)
class Vector:
    """Components in brackets, such as a gradient."""

    components: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """A function by cases: for each a value and its condition, such as ``("s", ">", 0)``."""

    rows: tuple[tuple[Expression, Condition], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison: ``left sign right`` with one of ``>``, ``≥``, ``<``, ``≤``, ``=``, ``≠``."""

    left: Expression
    sign: str
    right: Expression


@dataclass(frozen=True, slots=True)
class Elided:
    """Terms of a sum that are not written out.

    Attributes
    ----------
    count : int
        How many.
    total : Number or None
        What they add up to, where numbers are put in.
    """

    count: int
    total: Number | None = None


Expression = (
    Number
    | Constant
    | Symbol
    | Letter
    | Word
    | Latex
    | Sum
    | Product
    | Negative
    | Fraction
    | Power
    | Call
    | Absolute
    | Root
    | Slope
    | Total
    | Dots
    | Vector
    | Cases
    | Elided
)

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    "≥": operator.ge,
    "<": operator.lt,
    "≤": operator.le,
}
"""What the signs of conditions of cases mean."""

E_NUMBER = Letter("e")
"""Euler's number."""

_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "tanh": math.tanh,
    "max": max,
    "min": min,
    "ln": lambda x: math.log(x) if x > 0 else -math.inf,
    "cos": math.cos,
    "sin": math.sin,
    "sgn": lambda x: float((x > 0) - (x < 0)),
}


def add(*terms: Expression) -> Expression:
    """Return a sum; of one term the term itself."""
    return terms[0] if len(terms) == 1 else Sum(terms)


def times(*factors: Expression) -> Expression:
    """Return a product; of one factor the factor itself, and products within are opened."""
    flat: list[Expression] = []
    for factor in factors:
        flat += factor.factors if isinstance(factor, Product) else (factor,)
    return flat[0] if len(flat) == 1 else Product(tuple(flat))


def minus(left: Expression, right: Expression) -> Sum:
    """Return a difference."""
    return Sum((left, Negative(right)))


def replaced(form: Expression, values: Mapping[Letter, Expression]) -> Expression:
    """Return an expression with other expressions in the place of its letters.

    Parameters
    ----------
    form : Expression
        The expression.
    values : mapping
        What takes the place of each letter; other letters stay.

    Examples
    --------
    >>> s = Letter("s")
    >>> replaced(Sum((s, Constant(1))), {s: Number(2.0)}).terms[0].value
    2.0
    """

    def change(part: Expression) -> Expression:
        return replaced(part, values)

    match form:
        case Letter():
            return values.get(form, form)
        case Product(factors):
            return times(*map(change, factors))
    return rebuilt(form, change)


def rebuilt(form: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Return an expression whose direct parts are changed."""
    match form:
        case Sum(terms):
            return Sum(tuple(map(change, terms)))
        case Product(factors):
            return Product(tuple(map(change, factors)))
        case Negative(of) | Absolute(of) | Root(of):
            return type(form)(change(of))
        case Fraction(numerator, denominator):
            return Fraction(change(numerator), change(denominator))
        case Power(base, exponent):
            return Power(base if base == E_NUMBER else change(base), change(exponent))
        case Call(_, arguments):
            return replace(form, arguments=tuple(map(change, arguments)))
        case Cases(rows):
            return Cases(
                tuple(
                    (change(v), Condition(change(given.left), given.sign, change(given.right)))
                    for v, given in rows
                )
            )
    return form


def letters_of(form: Expression) -> set[Letter]:
    """Return the letters in a formula, Euler's number aside."""
    if isinstance(form, Letter):
        return set() if form == E_NUMBER else {form}
    found: set[Letter] = set()

    def look(part: Expression) -> Expression:
        found.update(letters_of(part))
        return part

    rebuilt(form, look)
    return found


def holds(condition: Condition, values: Mapping[Letter, Expression]) -> bool:
    """Return whether a condition is true with numbers in the place of its letters."""
    return _is_true(condition, lambda part: evaluate(replaced(part, values)))


def _is_true(condition: Condition, number: Callable[[Expression], float]) -> bool:
    left, right = number(condition.left), number(condition.right)
    return bool(COMPARE[condition.sign](left, right))


def case_of(form: Expression, values: Mapping[Letter, Expression]) -> Expression:
    """Return the case of a formula that numbers fall into; the formula itself if it has none."""
    if not isinstance(form, Cases):
        return form
    return next((value for value, given in form.rows if holds(given, values)), form.rows[-1][0])


def number_of(form: Expression, values: Mapping[Letter, Expression]) -> float:
    """Return the number of a general formula, with numbers in the place of its letters.

    Examples
    --------
    >>> s = Letter("s")
    >>> number_of(Product((Constant(2), s)), {s: Number(0.5)})
    1.0
    """
    return evaluate(replaced(case_of(form, values), values))


def evaluate(form: Expression, values: Mapping[Symbol, float] | None = None) -> float:
    """Return the number of an expression.

    Parameters
    ----------
    form : Expression
        Without general letters.
    values : mapping, optional
        The numbers of the symbols in it.
    """

    def of(part: Expression) -> float:
        return evaluate(part, values)

    match form:
        case Number(value=value) | Constant(value=value):
            return float(value)
        case Symbol():
            return (values or {})[form]
        case Sum(terms):
            return plain_sum(of(term) for term in terms)
        case Product(factors):
            return math.prod(of(factor) for factor in factors)
        case Negative(inner):
            return -of(inner)
        case Absolute(inner):
            return abs(of(inner))
        case Root(inner):
            return or_undefined(math.sqrt, of(inner))
        case Fraction(Power(base, exponent), Sum(terms)) if base == E_NUMBER and _are_powers(terms):
            return _exp(of(exponent) - _log_of_sum([of(e) for e in _exponents(terms)]))
        case Fraction(numerator, denominator):
            return _quotient(of(numerator), of(denominator))
        case Power(base, exponent):
            return _exp(of(exponent)) if base == E_NUMBER else _power(of(base), of(exponent))
        case Call(arguments=(argument,), computed=computed) if computed is not None:
            return or_undefined(computed, of(argument))
        case Call("ln", (Sum(terms),)) if _are_powers(terms):
            return _log_of_sum([of(e) for e in _exponents(terms)])
        case Call("σ", (argument,)):
            s = of(argument)
            return 1.0 / (1.0 + _exp(-s)) if s >= 0 else _exp(s) / (1.0 + _exp(s))
        case Call(function, arguments, prime=False) if function in _FUNCTIONS:
            return or_undefined(_FUNCTIONS[function], *map(of, arguments))
        case Elided(_, Number(value=value)):
            return value
        case Cases(rows):
            return of(next((v for v, given in rows if _is_true(given, of)), rows[-1][0]))
    raise TypeError(f"{form} has no number")


def or_undefined(function: Callable[..., float], *arguments: float) -> float:
    """Return what a function gives, or NaN where it has no value, such as the sine of infinity.

    Rounding by hand may take a number beyond the largest float.
    """
    try:
        return float(function(*arguments))
    except (ArithmeticError, ValueError):
        return math.nan


def _quotient(a: float, b: float) -> float:
    if b == 0:
        return math.nan if a == 0 else math.copysign(math.inf, a)
    return a / b


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ValueError:
        return math.inf if base == 0 else math.nan


def _are_powers(terms: tuple[Expression, ...]) -> bool:
    """Return whether all terms are powers of e, of which a 1 is one."""
    return all(
        (isinstance(term, Power) and term.base == E_NUMBER) or term == Constant(1) for term in terms
    )


def _exponents(terms: tuple[Expression, ...]) -> list[Expression]:
    return [term.exponent if isinstance(term, Power) else Constant(0) for term in terms]


def _log_of_sum(exponents: list[float]) -> float:
    """Return ``ln(sum of e^x)``, which no power of a large x makes infinite."""
    *others, highest = sorted(exponents)
    if not math.isfinite(highest):
        return highest
    return highest + math.log1p(plain_sum(math.exp(x - highest) for x in others))
