"""Formulas as data: what a line of a derivation says, before a writer writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from neurosim.mathematics.symbols import Symbol


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the example; it is rounded where it is written.

    Attributes
    ----------
    value : float
        The number in this line.
    exact : float or None
        With stepwise rounding, the number that full precision gives; otherwise None.
    fixed : bool
        Whether an exact number is also written with all decimals, as in a column.
    significant : bool
        Whether a small number is written with a power of ten, so that a quotient can be checked.
    """

    value: float
    exact: float | None = None
    fixed: bool = False
    significant: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that belongs to the formula, such as the 1 in ``1 - a``; it is not rounded."""

    value: float


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a general formula, with an index or a word below it.

    Attributes
    ----------
    base, below : str
        The letter and its index, as in the paper.
    own : bool
        Whether the letter belongs to another example, so that no notation replaces it.
    """

    base: str
    below: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a formula, such as ``data`` or ``min``, or a name that a user gave."""

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
        The arguments.
    prime : bool
        Whether this is the derivative, as in ``σ'(s)``.
    computed : callable or None
        The code that computes it; None for a function that every formula may have.
    definition : Expression or None
        Its formula in the letter s; for a derivative, also in the output a.
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
    """Dots in place of the middle terms of a general sum."""


@dataclass(frozen=True, slots=True)
class Vector:
    """Components in brackets, such as those of a gradient."""

    components: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """A function by cases: each row has a value and the condition under which it holds."""

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
    total : Number
        What they add up to.
    in_numbers : bool
        Whether numbers are put in, so that the total is written.
    """

    count: int
    total: Number
    in_numbers: bool = False


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

E_NUMBER = Letter("e")
"""Euler's number."""

PI = Letter("π")
"""The circumference of a circle over its diameter."""


# as unions within a call they would be made anew each time
_NUMBERS = (Number, Constant)
_PLACES = (Letter, Symbol, Word, Slope, Elided)
_AROUND = (Negative, Absolute, Root)


def add(*terms: Expression) -> Expression:
    """Return a sum; if there is only one term, return the term."""
    return terms[0] if len(terms) == 1 else Sum(terms)


def times(*factors: Expression) -> Expression:
    """Return a product whose factors are no products; if there is only one factor, return it."""
    flat: list[Expression] = []
    for factor in factors:
        flat += factor.factors if isinstance(factor, Product) else (factor,)
    return flat[0] if len(flat) == 1 else Product(tuple(flat))


def minus(left: Expression, right: Expression) -> Sum:
    """Return a difference."""
    return Sum((left, Negative(right)))


def substituted(
    form: Expression, put_in: Callable[[Letter | Symbol | Word | Slope | Elided], Expression]
) -> Expression:
    """Return an expression with other expressions in the place of what stands for a number.

    Parameters
    ----------
    form : Expression
        The expression.
    put_in : callable
        Returns what takes the place of a letter, a symbol, a word, a derivative or of terms that
        are left out; or the same.
    """

    def change(part: Expression) -> Expression:
        if isinstance(part, _NUMBERS):
            return part
        if isinstance(part, _PLACES):
            return put_in(part)
        if isinstance(part, Product):
            return times(*map(change, part.factors))
        return rebuilt(part, change)

    return change(form)


def replaced(form: Expression, values: Mapping[Any, Expression]) -> Expression:
    """Return an expression with other expressions in the place of its letters, symbols and words.

    Examples
    --------
    >>> s = Letter("s")
    >>> replaced(Sum((s, Constant(1))), {s: Number(2.0)}).terms[0].value
    2.0
    """
    return substituted(form, lambda part: values.get(part, part))


def rebuilt(form: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Return an expression whose direct parts are changed."""
    # not by patterns, which would take twice as long
    if isinstance(form, Sum):
        return Sum(tuple(map(change, form.terms)))
    if isinstance(form, Product):
        return Product(tuple(map(change, form.factors)))
    if isinstance(form, _AROUND):
        return type(form)(change(form.of))
    if isinstance(form, Fraction):
        return Fraction(change(form.numerator), change(form.denominator))
    if isinstance(form, Power):
        base = form.base if form.base == E_NUMBER else change(form.base)
        return Power(base, change(form.exponent))
    if isinstance(form, Call):
        arguments = tuple(map(change, form.arguments))
        return Call(form.function, arguments, form.prime, form.computed, form.definition)
    if isinstance(form, Cases):
        return Cases(
            tuple(
                (change(v), Condition(change(given.left), given.sign, change(given.right)))
                for v, given in form.rows
            )
        )
    return form


def parts_of(form: Expression) -> tuple[Expression, ...]:
    """Return the direct parts of an expression; a letter, a symbol or a number has none."""
    match form:
        case Sum(parts) | Product(parts) | Call(_, parts):
            return parts
        case Negative(of) | Absolute(of) | Root(of):
            return (of,)
        case Fraction(first, second) | Power(first, second):
            return (first, second)
        case Cases(rows):
            return tuple(part for v, given in rows for part in (v, given.left, given.right))
    return ()


def letters_of(form: Expression) -> set[Letter]:
    """Return the letters in a formula that are no fixed numbers, as Euler's number is."""
    if isinstance(form, Letter):
        return set() if form in (E_NUMBER, PI) else {form}
    return {letter for part in parts_of(form) for letter in letters_of(part)}
