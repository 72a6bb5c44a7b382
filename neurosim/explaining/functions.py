"""Activations as expressions: their formulas, read from text, and how these are written.

A formula is in letters; with symbols or numbers in their place it becomes the lines of an example.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from neurosim.mathematics.evaluation import case_of, condition_of
from neurosim.mathematics.expression import (
    Call,
    Cases,
    Condition,
    Constant,
    Expression,
    Latex,
    letters_of,
    replaced,
)
from neurosim.mathematics.formula_text import general_formula
from neurosim.model.activations import ACTIVATIONS, A, Activation, S, formulas_of, is_built_in
from neurosim.writing.document import Phrase

ONE = Constant(1)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a built-in activation is written and derived, besides its formula.

    Attributes
    ----------
    name : str
        The name of the function in formulas, such as ``σ``; empty for that of the activation.
    steps : tuple of str
        How the slope follows from the formula, line by line, as general formulas in the letter s.
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
    steps: tuple[str, ...] = ()
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

    def formula(self, s: Expression, at: float) -> Expression:
        """Return ``f(s)`` of an expression, in the case of the summation ``at``."""
        return replaced(case_of(self.general, {S: at}), {S: s})

    def slope(self, s: Expression, a: Expression, at: float) -> Expression:
        """Return ``f'(s)`` of the expressions of s and of the output, likewise."""
        return replaced(case_of(self.general_slope, {S: at}), {S: s, A: a})

    def case(self, at: float) -> Condition | None:
        """Return the condition of the case of a summation; None if there are no cases."""
        forms = (self.general, self.general_slope)
        return next((condition_of(f, {S: at}) for f in forms if isinstance(f, Cases)), None)

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
_QUOTIENT: Phrase = (
    "The quotient rule: ",
    general_formula("d(u / v, s)"),
    " = ",
    general_formula("(d(u, s) * v - u * d(v, s)) / v**2"),
    ".",
)

_PRODUCT: Phrase = (
    "The product rule: ",
    general_formula("d(u * v, s)"),
    " = ",
    general_formula("d(u, s) * v + u * d(v, s)"),
    ".",
)
_FLAT: Phrase = ("At both corners the slope 0 of the flat side is taken.",)
_INNER = "sqrt(2 / pi) * (s + 0.044715 * s**3)"

_MANNERS: dict[str, Manner] = {
    "sigmoid": Manner(
        "σ",
        steps=(
            "d(1 / (1 + e**-s), s)",
            "(0 * (1 + e**-s) - 1 * d(1 + e**-s, s)) / (1 + e**-s)**2",
            "e**-s / (1 + e**-s)**2",
            "1 / (1 + e**-s) * ((1 + e**-s - 1) / (1 + e**-s))",
            "sigmoid(s) * (1 - sigmoid(s))",
        ),
        rule=_QUOTIENT,
        closed_by_name=True,
        elementary=True,
    ),
    "tanh": Manner(
        steps=(
            "d((e**s - e**-s) / (e**s + e**-s), s)",
            "(d(e**s - e**-s, s) * (e**s + e**-s) - (e**s - e**-s) * d(e**s + e**-s, s))"
            " / (e**s + e**-s)**2",
            "((e**s + e**-s)**2 - (e**s - e**-s)**2) / (e**s + e**-s)**2",
            "1 - ((e**s - e**-s) / (e**s + e**-s))**2",
            "1 - tanh(s)**2",
        ),
        rule=_QUOTIENT,
        lines="name",
        closed_by_name=True,
        elementary=True,
    ),
    "relu": Manner(
        steps=("d(max(0, s), s)", "cases((d(s, s), s > 0), (d(0, s), s <= 0))"),
        rule=_LEFT,
        lines="formula",
        closed_by_name=True,
    ),
    "leaky_relu": Manner(
        steps=(
            "d(max(0.01 * s, s), s)",
            "cases((d(s, s), s > 0), (d(0.01 * s, s), s <= 0))",
        ),
        rule=_LEFT,
        lines="formula",
        closed_by_name=True,
    ),
    "elu": Manner(steps=("cases((d(s, s), s > 0), (d(e**s - 1, s), s <= 0))",)),
    "softplus": Manner(
        steps=(
            "d(ln(1 + e**s), s)",
            "1 / (1 + e**s) * d(1 + e**s, s)",
            "e**s / (1 + e**s)",
            "1 / (1 + e**-s)",
        ),
        rule=_CHAIN,
    ),
    "gaussian": Manner(
        steps=("d(e**-s**2, s)", "e**-s**2 * d(-s**2, s)", "-2 * s * e**-s**2"),
        rule=_CHAIN,
    ),
    "sin": Manner(steps=("d(sin(s), s)",), lines="formula", elementary=True),
    "identity": Manner(steps=("d(s, s)",), lines="formula"),
    "exp": Manner(steps=("d(e**s, s)", "e**s"), lines="formula"),
    "log": Manner(steps=("d(ln(s), s)",), lines="formula"),
    "sqrt": Manner(steps=("d(sqrt(s), s)", "1 / (2 * sqrt(s))"), lines="formula"),
    "square": Manner(steps=("d(s**2, s)",), lines="formula"),
    "reciprocal": Manner(steps=("d(1 / s, s)", "-1 / s**2"), lines="formula"),
    "abs": Manner(
        steps=("d(abs(s), s)", "cases((d(s, s), s > 0), (d(-s, s), s < 0))"),
        rule=("At 0, where the function has a kink, the slope 0 is taken.",),
        lines="formula",
    ),
    "cos": Manner(steps=("d(cos(s), s)",), lines="formula", elementary=True),
    "arctan": Manner(steps=("d(arctan(s), s)",), lines="formula", elementary=True),
    "erf": Manner(steps=("d(erf(s), s)",), lines="formula", elementary=True),
    "softsign": Manner(
        steps=(
            "d(s / (1 + abs(s)), s)",
            "(d(s, s) * (1 + abs(s)) - s * d(1 + abs(s), s)) / (1 + abs(s))**2",
            "(1 + abs(s) - s * sgn(s)) / (1 + abs(s))**2",
        ),
        rule=_QUOTIENT,
    ),
    "hard_tanh": Manner(
        steps=("cases((d(-1, s), s <= -1), (d(s, s), s < 1), (d(1, s), s >= 1))",),
        rule=_FLAT,
    ),
    "hard_sigmoid": Manner(
        steps=("cases((d(0, s), s <= -3), (d((s + 3) / 6, s), s < 3), (d(1, s), s >= 3))",),
        rule=_FLAT,
    ),
    "swish": Manner(
        steps=(
            "d(s * sigmoid(s), s)",
            "d(s, s) * sigmoid(s) + s * d(sigmoid(s), s)",
            "sigmoid(s) + s * sigmoid(s) * (1 - sigmoid(s))",
            "s * sigmoid(s) + sigmoid(s) * (1 - s * sigmoid(s))",
        ),
        rule=_PRODUCT,
    ),
    "gelu": Manner(
        steps=(
            "d(s / 2 * (1 + erf(s / sqrt(2))), s)",
            "d(s / 2, s) * (1 + erf(s / sqrt(2))) + s / 2 * d(1 + erf(s / sqrt(2)), s)",
            "(1 + erf(s / sqrt(2))) / 2 + s / 2 * (2 / sqrt(pi) * e**(-s**2 / 2) * (1 / sqrt(2)))",
        ),
        rule=_PRODUCT,
    ),
    "gelu_tanh": Manner(
        steps=(
            f"d(s / 2 * (1 + tanh({_INNER})), s)",
            f"d(s / 2, s) * (1 + tanh({_INNER})) + s / 2 * d(1 + tanh({_INNER}), s)",
            f"(1 + tanh({_INNER})) / 2 + s / 2 * (1 - tanh({_INNER})**2) * d({_INNER}, s)",
        ),
        rule=_PRODUCT,
    ),
    "mish": Manner(
        steps=(
            "d(s * tanh(ln(1 + e**s)), s)",
            "d(s, s) * tanh(ln(1 + e**s)) + s * d(tanh(ln(1 + e**s)), s)",
            "tanh(ln(1 + e**s)) + s * (1 - tanh(ln(1 + e**s))**2) * d(ln(1 + e**s), s)",
        ),
        rule=_PRODUCT,
    ),
    "step": Manner(lines="name"),
}
"""The manners of the built-in activations; another one has none and needs none."""

SURROGATE = (
    "The step has no useful derivative: it is 0 everywhere but at the jump. The surrogate 1 stands "
    "in for it, which makes gradient descent the perceptron rule."
)


def own_formula(left: Expression, latex: str) -> Phrase:
    """Return a user's formula of a function as part of a sentence; empty if there is none."""
    return (", ", left, " = ", Latex(latex)) if latex else ()


def activation_form(activation: Activation) -> ActivationForm | None:
    """Return an activation as expressions; None if it brings no formula."""
    if ACTIVATIONS.get(activation.name) == activation:
        return _built_in(activation.name)
    formulas = formulas_of(activation)
    manner = Manner()
    if is_built_in(activation):  # a leaky relu with a slope of its own
        manner = Manner(lines="formula", rule=_LEFT, closed_by_name=True)
    return None if formulas is None else ActivationForm(activation, *formulas, manner)


@lru_cache(maxsize=len(ACTIVATIONS))
def _built_in(name: str) -> ActivationForm | None:
    activation = ACTIVATIONS[name]
    formulas, manner = formulas_of(activation), _MANNERS.get(name, Manner())
    return None if formulas is None else ActivationForm(activation, *formulas, manner)
