"""Losses as expressions: their formulas, read from text, and how these are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from neurosim.explaining.functions import ONE, ActivationForm, activation_form
from neurosim.mathematics.evaluation import evaluate, place_of_case
from neurosim.mathematics.expression import (
    E_NUMBER,
    Cases,
    Condition,
    Expression,
    Fraction,
    Power,
    Product,
    add,
    letters_of,
    replaced,
)
from neurosim.mathematics.formula_text import general_formula
from neurosim.mathematics.numbers import NumberStyle
from neurosim.model.activations import ACTIVATIONS, A, S
from neurosim.model.loss_formulas import guards_of, of_outputs, without_guards
from neurosim.model.losses import (
    LOSSES,
    Loss,
    N,
    P,
    Y,
    Z,
    formulas_of_joined,
    formulas_of_loss,
)
from neurosim.writing.document import Name
from neurosim.writing.letters import get_notation
from neurosim.writing.plain_text import TextWriter


@dataclass(frozen=True, slots=True)
class LossManner:
    """How a built-in loss is written and derived, besides its formula.

    Attributes
    ----------
    steps : tuple of tuple of str
        For each case, what leads from the derivative of the share to its formula: general formulas
        in the letters y, z and n.
    cases : tuple of str
        The cases in words.
    whole_slope : str
        The derivative without cases, as text; empty if there are none, or no such formula.
    by_summation : bool
        Whether ``dL/ds`` is derived by expanding the square.
    joined_steps : tuple of str
        What leads from the loss to its form by the summation, in s, z and n.
    """

    steps: tuple[tuple[str, ...], ...] = ((), ())
    cases: tuple[str, ...] = ()
    whole_slope: str = ""
    by_summation: bool = False
    joined_steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinedExpressions:
    """The formulas of a loss that is joined with the activation of an output.

    Attributes
    ----------
    general, general_slope : Expression
        The share in the letters s, z and n, and ``dL/ds`` in y, z and n.
    activation : ActivationForm
        The activation of the outputs.
    cancels : bool
        Whether the slope of the activation is also below the fraction line in ``dL/dy``.
    """

    general: Expression
    general_slope: Expression
    activation: ActivationForm
    cancels: bool

    @property
    def end_of_range(self) -> str:
        """Where the activation rounds to, in words."""
        is_sigmoid = self.activation.activation is ACTIVATIONS["sigmoid"]
        return "0 or 1" if is_sigmoid else "the end of its range"

    def term(self, s: Expression, z: Expression, n: int) -> Expression:
        """Return the share of one output, of its summation and target and the number of outputs."""
        return replaced(of_outputs(self.general, n), {S: s, Z: z})

    def gradient(self, y: Expression, z: Expression, n: int) -> Expression:
        """Return ``dL/ds``, of the output, its target and the number of outputs."""
        return replaced(of_outputs(self.general_slope, n), {Y: y, Z: z})


@dataclass(frozen=True)
class LossForm:
    """A loss as expressions.

    A case is the place of a case in the formula, 0 if there are none. In a formula with a guard
    against numbers out of range, case 1 is that with the guard.

    Attributes
    ----------
    general, general_slope : Expression
        The share of one output, and its derivative, in the letters y (or p, a
        probability), z and n.
    manner : LossManner
        How they are written.
    joined : JoinedExpressions or None
        The formulas for outputs with whose activation the loss is joined.
    """

    general: Expression
    general_slope: Expression
    manner: LossManner
    joined: JoinedExpressions | None = None

    @cached_property
    def softmax(self) -> bool:
        """Whether the outputs become probabilities p first."""
        return P in letters_of(self.general)

    @cached_property
    def mean(self) -> bool:
        """Whether the loss is the mean over the outputs; otherwise it is their sum."""
        shares = self.general.rows if isinstance(self.general, Cases) else ((self.general, None),)
        return all(isinstance(f, Product) and Fraction(ONE, N) in f.factors for f, _ in shares)

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The cases in words; a guard against numbers out of range is none."""
        if not isinstance(self.general_slope, Cases):
            return ()
        return self.manner.cases or tuple(_words(given) for _, given in self.general_slope.rows)

    def term(self, y: Expression, z: Expression, n: int, case: int = 0) -> Expression:
        """Return the share of one output, of its value (or probability) and its target."""
        return _put_in(self.general, y, z, n, case)

    def gradient(self, y: Expression, z: Expression, n: int, case: int = 0) -> Expression:
        """Return ``dL/dy``, likewise."""
        return _put_in(self.general_slope, y, z, n, case)

    def whole_gradient(self, y: Expression, z: Expression, n: int) -> Expression:
        """Return ``dL/dy`` in one formula with all cases, guards included."""
        text = self.manner.whole_slope
        whole = general_formula(text) if text else self.general_slope
        return replaced(of_outputs(whole, n), {Y: y, Z: z})

    def case_of_term(self, y: float, z: float) -> int:
        """Return the case that an output and its target fall into."""
        return _case(self.general, y, z)

    def case_of_gradient(self, y: float, z: float) -> int:
        """Return the case of ``dL/dy``, likewise."""
        return _case(self.general_slope, y, z)


def _words(given: Condition) -> str:
    writer = TextWriter(get_notation("source", 0), NumberStyle())
    return f"If {writer.inline(given.left)} {given.sign} {writer.inline(given.right)}."


def _put_in(form: Expression, y: Expression, z: Expression, n: int, case: int) -> Expression:
    if isinstance(form, Cases):
        form = form.rows[case][0]
    elif case == 0:
        form = without_guards(form)
    # what is put in may be a formula that is deeper than the stack
    return replaced(of_outputs(form, n), {Y: y, P: y, Z: z})


def _case(form: Expression, y: float, z: float) -> int:
    values = {Y: y, Z: z, N: 1.0}
    if isinstance(form, Cases):
        return place_of_case(form, values)
    guards = (guard.arguments for guard in guards_of(form))
    return int(any(evaluate(of, values) < evaluate(floor) for floor, of in guards))


_MANNERS: dict[str, LossManner] = {
    "half_squared_error": LossManner((("1 / 2 * 2 * (y - z)",),), by_summation=True),
    "mse": LossManner((("1 / n * (2 * (y - z))",),)),
    "mae": LossManner((("cases((1 / n, y > z), (-(1 / n), y < z))",),)),
    "huber": LossManner(
        (("1 / n * (1 / 2 * 2 * (y - z))",), ("cases((1 / n, y > z), (-(1 / n), y < z))",)),
        ("For an error of at most 1.", "For an error above 1."),
        "1 / n * max(-1, min(1, y - z))",
    ),
    "binary_cross_entropy": LossManner(
        (
            (
                "1 / n * -(z * d(ln(y), y) + (1 - z) * d(ln(1 - y), y))",
                "1 / n * -(z * (1 / y) - (1 - z) * (1 / (1 - y)))",
                "1 / n * (((1 - z) * y - z * (1 - y)) / (y * (1 - y)))",
            ),
        ),
        joined_steps=(
            "1 / n * (z * ln(1 + e**-s) + (1 - z) * ln(1 + e**s))",
            "1 / n * (z * (ln(1 + e**s) - s) + (1 - z) * ln(1 + e**s))",
        ),
    ),
}
"""The manners of the built-in losses; another one has none and needs none."""


def loss_name(name: str, form: LossForm | None) -> Name:
    """Return the name of a loss in a sentence: in words, unless it is a user's own loss."""
    return Name(name if form is None else name.replace("_", " "))


def mean_factor(form: LossForm, n: int) -> str:
    """Return a sentence on the factor 1/n in a loss on n outputs; empty if there is none."""
    if not form.mean or n == 1:
        return ""
    return f"The factor 1/{n} takes the mean over the {n} outputs."


def loss_form(loss: Loss) -> LossForm | None:
    """Return a loss as expressions; None if it brings no formula."""
    return _form(loss.name) if LOSSES.get(loss.name) == loss else _made(loss, LossManner())


@lru_cache(maxsize=len(LOSSES))
def _form(name: str) -> LossForm | None:
    return _made(LOSSES[name], _MANNERS.get(name, LossManner()))


def _made(loss: Loss, manner: LossManner) -> LossForm | None:
    formulas = formulas_of_loss(loss)
    if formulas is None:
        return None
    joined = None if loss.joined is None else formulas_of_joined(loss.joined)
    if loss.joined is None or joined is None or loss.joined.activation not in ACTIVATIONS:
        return LossForm(*formulas, manner)
    activation = activation_form(ACTIVATIONS[loss.joined.activation])
    assert activation is not None
    slope = without_guards(formulas[1])
    below = replaced(activation.general_slope, {A: Y})
    cancels = any(
        isinstance(part, Fraction) and part.denominator == below
        for part in (slope.factors if isinstance(slope, Product) else (slope,))
    )
    return LossForm(*formulas, manner, JoinedExpressions(*joined, activation, cancels))


def softmax_form(y: Expression, outputs: Sequence[Expression]) -> Fraction:
    """Return the probability of one output: ``e^y / sum of e^y_j``."""
    return Fraction(Power(E_NUMBER, y), add(*(Power(E_NUMBER, other) for other in outputs)))
