"""Losses as expressions: their formulas, read from text, and how these are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from neurosim.explaining.functions import (
    HALF,
    ONE,
    TWO,
    ActivationForm,
    activation_form,
    exp,
)
from neurosim.mathematics.expression import (
    Call,
    Cases,
    Condition,
    Constant,
    Expression,
    Fraction,
    Letter,
    Negative,
    Number,
    Product,
    Slope,
    Sum,
    add,
    case_of,
    evaluate,
    letters_of,
    minus,
    rebuilt,
    replaced,
    times,
)
from neurosim.mathematics.formula_text import read_formula
from neurosim.mathematics.numbers import NumberStyle
from neurosim.model.activations import ACTIVATIONS, A, S
from neurosim.model.losses import (
    LOG_FLOOR,
    LOSSES,
    PROBABILITY_FLOOR,
    Loss,
    N,
    P,
    Y,
    Z,
    formulas_of_joined,
    formulas_of_loss,
)
from neurosim.writing.letters import get_notation
from neurosim.writing.plain_text import TextWriter

Steps = Callable[[Expression, Expression, int, int], tuple[Expression, ...]]
"""Lines of a derivation, of the expressions of y and z, the number of outputs and the case."""


@dataclass(frozen=True, slots=True)
class LossManner:
    """How a built-in loss is written and derived, besides its formula.

    Attributes
    ----------
    steps : callable or None
        What leads from the derivative of the share to its formula.
    cases : tuple of str
        The cases in words.
    whole_slope : str
        The derivative without cases, as text; empty if there are none, or no such formula.
    by_summation : bool
        Whether ``dL/ds`` is derived by expanding the square.
    joined_steps : callable or None
        What leads from the loss to its form by the summation.
    """

    steps: Steps | None = None
    cases: tuple[str, ...] = ()
    whole_slope: str = ""
    by_summation: bool = False
    joined_steps: Callable[[Expression, Expression, int], tuple[Expression, ...]] | None = None


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
    steps : callable
        What leads from the loss to ``term``, of s, z and the number of outputs.
    """

    general: Expression
    general_slope: Expression
    activation: ActivationForm
    cancels: bool
    steps: Callable[[Expression, Expression, int], tuple[Expression, ...]]

    @property
    def end_of_range(self) -> str:
        """Where the activation rounds to, in words."""
        is_sigmoid = self.activation.activation is ACTIVATIONS["sigmoid"]
        return "0 or 1" if is_sigmoid else "the end of its range"

    def term(self, s: Expression, z: Expression, n: int) -> Expression:
        """Return the share of one output, of its summation and target and the number of outputs."""
        return replaced(_of_outputs(self.general, n), {S: s, Z: z})

    def gradient(self, y: Expression, z: Expression, n: int) -> Expression:
        """Return ``dL/ds``, of the output, its target and the number of outputs."""
        return replaced(_of_outputs(self.general_slope, n), {Y: y, Z: z})


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
        whole = self.general_slope
        if self.manner.whole_slope:
            whole = read_formula(self.manner.whole_slope, "yzn")
        return replaced(_of_outputs(whole, n), {Y: y, Z: z})

    def case_of_term(self, y: float, z: float) -> int:
        """Return the case that an output and its target fall into."""
        return _case(self.general, y, z)

    def case_of_gradient(self, y: float, z: float) -> int:
        """Return the case of ``dL/dy``, likewise."""
        return _case(self.general_slope, y, z)

    def steps(self, y: Expression, z: Expression, n: int, case: int) -> tuple[Expression, ...]:
        """Return what leads from the derivative of the share to ``gradient``."""
        return () if self.manner.steps is None else self.manner.steps(y, z, n, case)


def _words(given: Condition) -> str:
    writer = TextWriter(get_notation("source", 0), NumberStyle())
    return f"If {writer.inline(given.left)} {given.sign} {writer.inline(given.right)}."


def _put_in(form: Expression, y: Expression, z: Expression, n: int, case: int) -> Expression:
    if isinstance(form, Cases):
        form = form.rows[case][0]
    elif case == 0:
        form = _without_guards(form)
    # what is put in may be a formula that is deeper than the stack
    return replaced(_of_outputs(form, n), {Y: y, P: y, Z: z})


def _case(form: Expression, y: float, z: float) -> int:
    values: dict[Letter, Expression] = {Y: Number(y), Z: Number(z), N: Number(1.0)}
    if isinstance(form, Cases):
        chosen = case_of(form, values)
        return next(place for place, (value, _) in enumerate(form.rows) if value is chosen)
    return int(any(_is_active(guard, values) for guard in _guards(form)))


def _is_active(guard: Call, values: Mapping[Letter, Expression]) -> bool:
    floor, guarded = guard.arguments
    return evaluate(replaced(guarded, values)) < evaluate(floor)


def _guard_of(form: Expression) -> Call | None:
    """Return a maximum that only keeps a number from being too small; None of anything else."""
    if isinstance(form, Call) and form.function == "max" and form.arguments[0] in _FLOORS:
        return form
    return None


_FLOORS = (Negative(Constant(-LOG_FLOOR)), Constant(PROBABILITY_FLOOR))


def _guards(form: Expression) -> list[Call]:
    found: list[Call] = []

    def look(part: Expression) -> Expression:
        guard = _guard_of(part)
        if guard is not None:
            found.append(guard)
        return rebuilt(part, look)

    look(form)
    return found


def _without_guards(form: Expression) -> Expression:
    guard = _guard_of(form)
    return rebuilt(form if guard is None else guard.arguments[1], _without_guards)


def _of_outputs(form: Expression, n: int) -> Expression:
    """Return a formula with its number of outputs; a factor 1/1 is left out."""
    return _simplified(replaced(form, {N: Constant(n)}))


def _simplified(form: Expression) -> Expression:
    form = rebuilt(form, _simplified)
    match form:
        case Fraction(numerator, Constant(1)):
            return numerator
        case Product(factors):
            return times(*([factor for factor in factors if factor != ONE] or [ONE]))
    return form


def _mean(form: Expression, n: int) -> Expression:
    return form if n == 1 else times(Fraction(ONE, Constant(n)), form)


def _of_square(factor: Expression, y: Expression, z: Expression, n: int) -> Expression:
    return _mean(times(factor, TWO, minus(y, z)), n)


def _absolute_steps(y: Expression, z: Expression, n: int, _: int) -> tuple[Expression, ...]:
    one = ONE if n == 1 else Fraction(ONE, Constant(n))
    return (Cases(((one, Condition(y, ">", z)), (Negative(one), Condition(y, "<", z)))),)


def _huber_steps(y: Expression, z: Expression, n: int, case: int) -> tuple[Expression, ...]:
    return _absolute_steps(y, z, n, case) if case else (_of_square(HALF, y, z, n),)


def _cross_entropy_steps(y: Expression, z: Expression, n: int, _: int) -> tuple[Expression, ...]:
    other, rest = minus(ONE, y), minus(ONE, z)
    logarithms = [Slope(Call("ln", (part,)), y) for part in (y, other)]
    return (
        _mean(Negative(Sum((Product((z, logarithms[0])), Product((rest, logarithms[1]))))), n),
        _mean(
            Negative(minus(Product((z, Fraction(ONE, y))), Product((rest, Fraction(ONE, other))))),
            n,
        ),
        _mean(Fraction(minus(Product((rest, y)), Product((z, other))), Product((y, other))), n),
    )


def _logarithm_of_powers(exponent: Expression) -> Call:
    return Call("ln", (Sum((ONE, exp(exponent))),))


def _steps_to_summation(s: Expression, z: Expression, n: int) -> tuple[Expression, ...]:
    rest = minus(ONE, z)
    below, above = _logarithm_of_powers(Negative(s)), _logarithm_of_powers(s)
    return (
        _mean(Sum((Product((z, below)), Product((rest, above)))), n),
        _mean(Sum((Product((z, minus(above, s))), Product((rest, above)))), n),
    )


_MANNERS: dict[str, LossManner] = {
    "half_squared_error": LossManner(
        lambda y, z, _n, _: (_of_square(HALF, y, z, 1),), by_summation=True
    ),
    "mse": LossManner(lambda y, z, n, _: (_mean(times(TWO, minus(y, z)), n),)),
    "mae": LossManner(_absolute_steps),
    "huber": LossManner(
        _huber_steps,
        ("For an error of at most 1.", "For an error above 1."),
        "1 / n * max(-1, min(1, y - z))",
    ),
    "binary_cross_entropy": LossManner(_cross_entropy_steps, joined_steps=_steps_to_summation),
}
"""The manners of the built-in losses; another one has none and needs none."""


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
    below = replaced(activation.general_slope, {A: Y})
    cancels = any(
        isinstance(part, Fraction) and part.denominator == below
        for part in _factors(_without_guards(formulas[1]))
    )
    steps = manner.joined_steps or (lambda _s, _z, _n: ())
    return LossForm(*formulas, manner, JoinedExpressions(*joined, activation, cancels, steps))


def _factors(form: Expression) -> tuple[Expression, ...]:
    return form.factors if isinstance(form, Product) else (form,)


def softmax_form(y: Expression, outputs: Sequence[Expression]) -> Fraction:
    """Return the probability of one output: ``e^y / sum of e^y_j``."""
    return Fraction(exp(y), add(*(exp(other) for other in outputs)))
