"""The formulas of the built-in activations, as expressions.

Each takes expressions, so the same formula is written once with symbols and once with the numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
    Power,
    Product,
    Slope,
    Sum,
    minus,
)
from neurosim.model.activations import ACTIVATIONS, LEAKY_SLOPE, Activation
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
class ActivationForm:
    """The formula of an activation.

    Attributes
    ----------
    name : str
        The name of the function in formulas, such as ``σ``.
    formula : callable
        ``f(s)`` of the expression of ``s``; the sign of s chooses the case if there are cases.
    slope : callable
        ``f'(s)`` of the expressions of ``s`` and of the output ``a``, likewise.
    general, general_slope : Expression or None
        The same with all cases, in the letters s and a; None if no case differs.
    steps : tuple of Expression
        How the slope follows from the formula, line by line, in the letter s.
    rule : Phrase
        The rule of calculus that the steps take.
    by_sign : bool
        Whether there are cases.
    positive_at_zero : bool
        Whether 0 belongs to the positive case.
    lines : str
        What stands before the result: the ``name`` with its argument, the ``formula``, or
        ``both``.
    slope_of_output : bool
        Whether the slope is written with the output.
    closed_by_name : bool
        Whether a closed form has the name of the function in place of its formula.
    """

    name: str
    formula: Callable[[Expression, bool], Expression]
    slope: Callable[[Expression, Expression, bool], Expression]
    general: Expression | None = None
    general_slope: Expression | None = None
    steps: tuple[Expression, ...] = ()
    rule: Phrase = ()
    by_sign: bool = False
    positive_at_zero: bool = False
    lines: str = "both"
    slope_of_output: bool = False
    closed_by_name: bool = False

    def is_positive(self, s: float) -> bool:
        """Return which case a summation falls into."""
        return s >= 0 if self.positive_at_zero else s > 0


_LEFT: Phrase = ("At 0, where the function has a kink, its slope on the left is taken.",)
_CHAIN: Phrase = (
    "The chain rule: the derivative of the outer function times that of the inner one.",
)

S, A = Letter("s"), Letter("a")
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


ACTIVATION_FORMS: dict[str, ActivationForm] = {
    "sigmoid": ActivationForm(
        "σ",
        lambda s, _: _sigmoid(s),
        lambda _s, a, _: Product((a, minus(ONE, a))),
        steps=(
            _by_s(_sigmoid(S)),
            Fraction(
                minus(Product((ZERO, grouped(_BELOW))), Product((ONE, _by_s(_BELOW)))),
                square(_BELOW),
            ),
            Fraction(exp(Negative(S)), square(_BELOW)),
            Product((_sigmoid(S), Fraction(Sum((*_BELOW.terms, Negative(ONE))), _BELOW))),
            Product((Call("σ", (S,)), minus(ONE, Call("σ", (S,))))),
        ),
        rule=_QUOTIENT,
        slope_of_output=True,
        closed_by_name=True,
    ),
    "tanh": ActivationForm(
        "tanh",
        lambda s, _: Fraction(minus(exp(s), exp(Negative(s))), Sum((exp(s), exp(Negative(s))))),
        lambda _s, a, _: minus(ONE, square(a)),
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
        slope_of_output=True,
        closed_by_name=True,
    ),
    "relu": ActivationForm(
        "relu",
        lambda s, _: Call("max", (ZERO, s)),
        lambda _s, _a, positive: ONE if positive else ZERO,
        general_slope=_cases(ONE, ZERO),
        steps=(_by_s(Call("max", (ZERO, S))), _cases(Slope(S, S), _by_s(ZERO))),
        rule=_LEFT,
        by_sign=True,
        lines="formula",
        closed_by_name=True,
    ),
    "leaky_relu": ActivationForm(
        "leaky_relu",
        lambda s, _: Call("max", (Product((Constant(LEAKY_SLOPE), s)), s)),
        lambda _s, _a, positive: ONE if positive else Constant(LEAKY_SLOPE),
        general_slope=_cases(ONE, Constant(LEAKY_SLOPE)),
        steps=(
            _by_s(Call("max", (Product((Constant(LEAKY_SLOPE), S)), S))),
            _cases(Slope(S, S), _by_s(Product((Constant(LEAKY_SLOPE), S)))),
        ),
        rule=_LEFT,
        by_sign=True,
        lines="formula",
        closed_by_name=True,
    ),
    "elu": ActivationForm(
        "elu",
        lambda s, positive: s if positive else minus(exp(s), ONE),
        lambda s, _a, positive: ONE if positive else exp(s),
        general=_cases(S, minus(exp(S), ONE)),
        general_slope=_cases(ONE, exp(S)),
        steps=(_cases(Slope(S, S), _by_s(minus(exp(S), ONE))),),
        by_sign=True,
        closed_by_name=True,
    ),
    "softplus": ActivationForm(
        "softplus",
        lambda s, _: Call("ln", (Sum((ONE, exp(s))),)),
        lambda s, _a, _: _sigmoid(s),
        steps=(
            _by_s(Call("ln", (Sum((ONE, exp(S))),))),
            Product((Fraction(ONE, Sum((ONE, exp(S)))), _by_s(Sum((ONE, exp(S)))))),
            Fraction(exp(S), Sum((ONE, exp(S)))),
            _sigmoid(S),
        ),
        rule=_CHAIN,
    ),
    "gaussian": ActivationForm(
        "gaussian",
        lambda s, _: exp(Negative(square(s))),
        lambda s, a, _: Product((Negative(TWO), s, a)),
        steps=(
            _by_s(exp(Negative(square(S)))),
            Product((exp(Negative(square(S))), _by_s(Negative(square(S))))),
            Product((Negative(TWO), S, exp(Negative(square(S))))),
        ),
        rule=_CHAIN,
        slope_of_output=True,
    ),
    "sin": ActivationForm(
        "sin",
        lambda s, _: Call("sin", (s,)),
        lambda s, _a, _: Call("cos", (s,)),
        steps=(_by_s(Call("sin", (S,))),),
        lines="formula",
    ),
    "identity": ActivationForm(
        "identity", lambda s, _: s, lambda _s, _a, _: ONE, steps=(Slope(S, S),), lines="formula"
    ),
    "step": ActivationForm(
        "step",
        lambda _, positive: ONE if positive else ZERO,
        lambda _s, _a, _: ONE,
        general=Cases(((ONE, Condition(S, "≥", ZERO)), (ZERO, Condition(S, "<", ZERO)))),
        by_sign=True,
        positive_at_zero=True,
        lines="name",
        closed_by_name=True,
    ),
}
"""The formulas of the built-in activations by name."""

SURROGATE = (
    "The step has no useful derivative: it is 0 everywhere but at the jump. The surrogate 1 stands "
    "in for it, which makes gradient descent the perceptron rule."
)


def applied(activation: Activation, argument: Expression, *, prime: bool = False) -> Call:
    """Return an activation of an expression, or with ``prime`` its derivative, by name."""
    form = activation_form(activation)
    return Call(
        activation.name if form is None else form.name,
        (argument,),
        prime,
        activation.derivative if prime else activation.function,
    )


def activation_form(activation: Activation) -> ActivationForm | None:
    """Return the formula of an activation; None of a user's own, whatever it is called."""
    built_in = ACTIVATIONS.get(activation.name) == activation
    return ACTIVATION_FORMS[activation.name] if built_in else None
