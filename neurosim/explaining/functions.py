"""Activations as expressions: their formulas, read from text, and how these are written.

A formula is in letters; with symbols or numbers in their place it becomes the lines of an example.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from neurosim.mathematics.expression import (
    E_NUMBER,
    Call,
    Cases,
    Condition,
    Constant,
    Expression,
    Fraction,
    Letter,
    Negative,
    Number,
    Power,
    Product,
    Slope,
    Sum,
    case_of,
    holds,
    letters_of,
    minus,
    replaced,
)
from neurosim.model.activations import ACTIVATIONS, LEAKY_SLOPE, A, Activation, S, formulas_of
from neurosim.writing.document import Phrase

ONE, TWO, ZERO = Constant(1), Constant(2), Constant(0)
HALF = Fraction(ONE, TWO)


def exp(exponent: Expression) -> Power:
    """Return e to a power."""
    return Power(E_NUMBER, exponent)


def square(base: Expression) -> Power:
    """Return a square."""
    return Power(base, TWO)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a built-in activation is written and derived, besides its formula.

    Attributes
    ----------
    name : str
        The name of the function in formulas, such as ``σ``; empty for that of the activation.
    steps : tuple of Expression
        How the slope follows from the formula, line by line, in the letter s.
    rule : Phrase
        The rule of calculus that the steps take.
    lines : str
        What stands before the result: the ``name`` with its argument, the ``formula``, or
        ``both``.
    closed_by_name : bool
        Whether a closed form has the name of the function in place of its formula.
    elementary : bool
        Whether it is a function that any formula may have.
    """

    name: str = ""
    steps: tuple[Expression, ...] = ()
    rule: Phrase = ()
    lines: str = "both"
    closed_by_name: bool = False
    elementary: bool = False


@dataclass(frozen=True, slots=True)
class ActivationForm:
    """An activation as expressions.

    Attributes
    ----------
    activation : Activation
        The activation.
    general, general_slope : Expression
        ``f(s)`` in the letter s, and ``f'(s)`` in the letters s and a, with all cases.
    manner : Manner
        How they are written.
    """

    activation: Activation
    general: Expression
    general_slope: Expression
    manner: Manner

    @property
    def name(self) -> str:
        """The name of the function in formulas."""
        return self.manner.name or self.activation.name

    @property
    def by_sign(self) -> bool:
        """Whether there are cases."""
        return isinstance(self.general, Cases) or isinstance(self.general_slope, Cases)

    @property
    def closed_by_name(self) -> bool:
        """Whether a closed form has the name of the function in place of its formula."""
        return self.manner.closed_by_name or isinstance(self.general, Cases)

    @property
    def slope_of_output(self) -> bool:
        """Whether the slope is written with the output."""
        return A in letters_of(self.general_slope)

    def formula(self, s: Expression, at: Number) -> Expression:
        """Return ``f(s)`` of an expression, in the case of the summation ``at``."""
        return replaced(case_of(self.general, {S: at}), {S: s})

    def slope(self, s: Expression, a: Expression, at: Number) -> Expression:
        """Return ``f'(s)`` of the expressions of s and of the output, likewise."""
        return replaced(case_of(self.general_slope, {S: at}), {S: s, A: a})

    def case(self, at: Number) -> Condition | None:
        """Return the condition of the case of a summation; None if there are no cases."""
        for form in (self.general, self.general_slope):
            if isinstance(form, Cases):
                given = (condition for _, condition in form.rows)
                return next((c for c in given if holds(c, {S: at})), form.rows[-1][1])
        return None

    def called(self, argument: Expression, *, prime: bool = False) -> Call:
        """Return the activation of an expression, or with ``prime`` its derivative, by name."""
        of = self.activation
        if prime:
            slope = replaced(self.general_slope, {A: self.called(S)})
            return Call(self.name, (argument,), True, of.derivative, slope)
        if self.manner.elementary:
            return Call(self.name, (argument,))
        return Call(self.name, (argument,), False, of.function, self.general)


_LEFT: Phrase = ("At 0, where the function has a kink, its slope on the left is taken.",)
_CHAIN: Phrase = (
    "The chain rule: the derivative of the outer function times that of the inner one.",
)

_POSITIVE = Condition(S, ">", ZERO)
_NOT_POSITIVE = Condition(S, "≤", ZERO)


def _cases(positive: Expression, other: Expression) -> Cases:
    return Cases(((positive, _POSITIVE), (other, _NOT_POSITIVE)))


def grouped(form: Expression) -> Expression:
    """Return an expression as what a derivative is of: in parentheses, if it has several parts."""
    return form if isinstance(form, Call | Constant) else Call("", (form,))


def _by_s(form: Expression) -> Slope:
    return Slope(grouped(form), S)


def _sigmoid(s: Expression) -> Fraction:
    return Fraction(ONE, Sum((ONE, exp(Negative(s)))))


_U, _V = Letter("u"), Letter("v")
_QUOTIENT: Phrase = (
    "The quotient rule: ",
    _by_s(Fraction(_U, _V)),
    " = ",
    Fraction(minus(Product((Slope(_U, S), _V)), Product((_U, Slope(_V, S)))), square(_V)),
    ".",
)
_BELOW = Sum((ONE, exp(Negative(S))))
_SINH, _COSH = minus(exp(S), exp(Negative(S))), Sum((exp(S), exp(Negative(S))))


_SIGMOID = _sigmoid(S)

_MANNERS: dict[str, Manner] = {
    "sigmoid": Manner(
        "σ",
        steps=(
            _by_s(_SIGMOID),
            Fraction(
                minus(Product((ZERO, grouped(_BELOW))), Product((ONE, _by_s(_BELOW)))),
                square(_BELOW),
            ),
            Fraction(exp(Negative(S)), square(_BELOW)),
            Product((_SIGMOID, Fraction(Sum((*_BELOW.terms, Negative(ONE))), _BELOW))),
            Product((Call("σ", (S,)), minus(ONE, Call("σ", (S,))))),
        ),
        rule=_QUOTIENT,
        closed_by_name=True,
        elementary=True,
    ),
    "tanh": Manner(
        steps=(
            _by_s(Fraction(_SINH, _COSH)),
            Fraction(
                minus(
                    Product((_by_s(_SINH), grouped(_COSH))),
                    Product((grouped(_SINH), _by_s(_COSH))),
                ),
                square(_COSH),
            ),
            Fraction(minus(square(_COSH), square(_SINH)), square(_COSH)),
            minus(ONE, square(Fraction(_SINH, _COSH))),
            minus(ONE, square(Call("tanh", (S,)))),
        ),
        rule=_QUOTIENT,
        lines="name",
        closed_by_name=True,
        elementary=True,
    ),
    "relu": Manner(
        steps=(_by_s(Call("max", (ZERO, S))), _cases(Slope(S, S), _by_s(ZERO))),
        rule=_LEFT,
        lines="formula",
        closed_by_name=True,
    ),
    "leaky_relu": Manner(
        steps=(
            _by_s(Call("max", (Product((Constant(LEAKY_SLOPE), S)), S))),
            _cases(Slope(S, S), _by_s(Product((Constant(LEAKY_SLOPE), S)))),
        ),
        rule=_LEFT,
        lines="formula",
        closed_by_name=True,
    ),
    "elu": Manner(steps=(_cases(Slope(S, S), _by_s(minus(exp(S), ONE))),)),
    "softplus": Manner(
        steps=(
            _by_s(Call("ln", (Sum((ONE, exp(S))),))),
            Product((Fraction(ONE, Sum((ONE, exp(S)))), _by_s(Sum((ONE, exp(S)))))),
            Fraction(exp(S), Sum((ONE, exp(S)))),
            _SIGMOID,
        ),
        rule=_CHAIN,
    ),
    "gaussian": Manner(
        steps=(
            _by_s(exp(Negative(square(S)))),
            Product((exp(Negative(square(S))), _by_s(Negative(square(S))))),
            Product((Negative(TWO), S, exp(Negative(square(S))))),
        ),
        rule=_CHAIN,
    ),
    "sin": Manner(steps=(_by_s(Call("sin", (S,))),), lines="formula", elementary=True),
    "identity": Manner(steps=(Slope(S, S),), lines="formula"),
    "step": Manner(lines="name"),
}
"""The manners of the built-in activations; another one has none and needs none."""

SURROGATE = (
    "The step has no useful derivative: it is 0 everywhere but at the jump. The surrogate 1 stands "
    "in for it, which makes gradient descent the perceptron rule."
)


def activation_form(activation: Activation) -> ActivationForm | None:
    """Return an activation as expressions; None if it brings no formula."""
    if ACTIVATIONS.get(activation.name) == activation:
        return _built_in(activation.name)
    formulas = formulas_of(activation)
    return None if formulas is None else ActivationForm(activation, *formulas, Manner())


@lru_cache(maxsize=len(ACTIVATIONS))
def _built_in(name: str) -> ActivationForm | None:
    activation = ACTIVATIONS[name]
    formulas, manner = formulas_of(activation), _MANNERS.get(name, Manner())
    return None if formulas is None else ActivationForm(activation, *formulas, manner)
