"""The general formulas of the loss and of the backward pass, by the chain rule."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.explaining.functions import HALF, ONE, TWO, activation_form, exp, grouped, square
from neurosim.explaining.general_equation import formula, loss_name, own_formula
from neurosim.explaining.general_forward import weighted_sum, written_out
from neurosim.explaining.loss_forms import LossForm, loss_form, mean_factor
from neurosim.mathematics.expression import (
    Call,
    Cases,
    Condition,
    Expression,
    Fraction,
    Letter,
    Negative,
    Product,
    Slope,
    Sum,
    Total,
    Vector,
    minus,
    replaced,
    times,
)
from neurosim.model.activations import A, S
from neurosim.model.losses import Loss, get_loss
from neurosim.tracing.trace import Trace
from neurosim.writing.document import Block, Name, Paragraph, Phrase, Subheading
from neurosim.writing.letters import LEARNING_RATE, LOSS

_Y, _Z, _B, _W, _AI = Letter("y"), Letter("z"), Letter("b"), Letter("w", "i"), Letter("a", "i")
_YK, _ZK, _PK, _PJ = Letter("y", "k"), Letter("z", "k"), Letter("p", "k"), Letter("p", "j")
_F, _PRIME = Call("f", (S,)), Call("f", (S,), prime=True)
_DELTA = Letter("δ")


# -- the loss and its derivatives --------------------------------------------------------------


def loss_formulas(trace: Trace) -> Iterator[Block]:
    """Yield the loss, the chain rule and the error signal of an output."""
    loss = trace.loss_function or get_loss(trace.net.loss)
    form, n = loss_form(loss), len(trace.net.outputs)
    yield from _loss(loss, form, n)
    if form is not None and form.joined is not None and _is_joined(trace, loss):
        yield formula(
            Call("L", (S,)),
            form.term(form.joined.activation.called(S), _Z, n),
            *form.joined.steps(S, _Z, n),
            form.joined.term(S, _Z, n),
            why=(
                "The loss of an output with the activation ",
                Name(form.joined.activation.activation.name),
                ". It is computed from the summation, because an output that is rounded to "
                f"{form.joined.end_of_range} no longer tells how wrong it is.",
            ),
        )
    yield Subheading(("The chain rule",))
    yield Paragraph(
        (
            "The loss is a function of the output, the output is a function of the summation, and "
            "the summation is a function of each weight and of the bias.",
        )
    )
    for by in (_W, _B):
        yield formula(
            Call("∇L", (by,)),
            Slope(LOSS, by),
            Product((Slope(LOSS, _Y), Slope(_Y, S), Slope(S, by))),
            Product((Slope(LOSS, S), Slope(S, by))),
        )
    if form is not None:
        yield Subheading(("The derivative of the loss by an output",))
        yield from _softmax_slope() if form.softmax else _loss_slope(form, n)
    yield Subheading(("The error signal of an output",))
    yield formula(Slope(_Y, S), Slope(_F, S), _PRIME)
    yield from _output_error(trace, loss, form, n)


def _loss(loss: Loss, form: LossForm | None, n: int) -> Iterator[Block]:
    yield Subheading(("The loss ", loss_name(loss.name, form)))
    if form is None:
        yield Paragraph(
            (
                "This is your own function",
                *own_formula(LOSS, loss.latex),
                "; its gradient is the one that you gave.",
            )
        )
        return
    if form.softmax:
        yield formula(_PK, Fraction(exp(_YK), _powers()))
        term = form.term(_PK, _ZK, n)
        yield formula(LOSS, term if n == 1 else Total(term, "k"))
        return
    for other, case in enumerate(form.cases or ("",)):
        if n > 1:
            why: Phrase = (case,) if case else ("The sum over the outputs ", Letter("k"), ".")
            yield formula(LOSS, Total(form.term(_YK, _ZK, n, other), "k"), why=why)
            continue
        yield formula(LOSS, form.term(_Y, _Z, n, other), why=(case,) if case else ())
    if mean := mean_factor(form, n):
        yield Paragraph((mean,))
    if n > 1:
        yield Paragraph(
            (
                "Only one term of the sum depends on the output ",
                _Y,
                " of a neuron, so the other terms are left out from here on.",
            )
        )
    for other, case in enumerate(form.cases or ("",)):
        for by, output in (
            ((_Y,), _Y),
            ((S,), _F),
            ((_W, _B), Call("f", (weighted_sum("a"),))),
        ):
            yield formula(
                Call("L", by), form.term(output, _Z, n, other), why=(case,) if case else ()
            )


def _loss_slope(form: LossForm, n: int) -> Iterator[Block]:
    for other, case in enumerate(form.cases or ("",)):
        arguments = (_Y, _Z, n, other)
        words = [case] if case else []
        if any(isinstance(step, Cases) for step in form.steps(*arguments)):
            words.append("sgn is 1 above 0, -1 below 0, and 0 at 0, where there is a kink.")
        yield formula(
            Slope(LOSS, _Y),
            Slope(grouped(form.term(*arguments)), _Y),
            *form.steps(*arguments),
            form.gradient(*arguments),
            why=(" ".join(words),) if words else (),
        )


def _powers() -> Total:
    return Total(exp(Letter("y", "j")), "j")


def _softmax_slope() -> Iterator[Block]:
    yield formula(
        Call("ln", (_PK,)),
        Call("ln", (Fraction(exp(_YK), _powers()),)),
        minus(_YK, Call("ln", (_powers(),))),
    )
    same, other = (Condition(Letter("j"), sign, Letter("k")) for sign in "=≠")
    slope = Slope(Call("ln", (_PJ,)), _YK)
    yield formula(
        slope,
        Cases(
            (
                (minus(ONE, Fraction(exp(_YK), _powers())), same),
                (Negative(Fraction(exp(_YK), _powers())), other),
            )
        ),
        Cases(((minus(ONE, _PK), same), (Negative(_PK), other))),
    )
    total = Total(Letter("z", "j"), "j")
    yield formula(
        Slope(LOSS, _YK),
        Negative(Total(Product((Letter("z", "j"), slope)), "j")),
        Negative(minus(_ZK, Product((_PK, total)))),
        minus(Product((_PK, total)), _ZK),
        why=(
            "If the targets add up to 1, as probabilities do, this becomes ",
            minus(_PK, _ZK),
            ". From here on ",
            _Y,
            ", ",
            Letter("p"),
            " and ",
            _Z,
            " belong to one output.",
        ),
    )


# -- error signals -----------------------------------------------------------------------------


def _output_error(trace: Trace, loss: Loss, form: LossForm | None, n: int) -> Iterator[Block]:
    delta_o = Letter("δ", "o")
    if form is not None and form.manner.by_summation:
        yield _half_squared_error()
    else:
        yield formula(
            Slope(LOSS, S),
            Product((Slope(LOSS, _Y), Slope(_Y, S))),
            Product((_PRIME, Slope(LOSS, _Y))),
        )
    for other, case in enumerate(() if form is None else form.cases or ("",)):
        assert form is not None
        p = Letter("p")
        gradient = (
            minus(Product((p, Total(Letter("z", "j"), "j"))), _Z)
            if form.softmax
            else form.gradient(_Y, _Z, n, other)
        )
        of_case: Phrase = (f" {case}",) if case else ()
        why = ("The error signal of an output.", *of_case)
        yield formula(delta_o, Slope(LOSS, S), times(_PRIME, gradient), why=why)
        yield from _with_activations(trace, loss, delta_o, gradient, of_case)
    if form is None:
        yield formula(
            delta_o,
            Slope(LOSS, S),
            Product((_PRIME, Slope(LOSS, _Y))),
            why=("The error signal of an output.",),
        )


def _with_activations(
    trace: Trace, loss: Loss, left: Letter, gradient: Expression, of_case: Phrase
) -> Iterator[Block]:
    """Yield an error signal for each activation of an output."""
    in_use = {neuron.activation.name: neuron.activation for neuron in trace.net.outputs}
    for name, activation in in_use.items():
        form = activation_form(activation)
        if form is None or activation.surrogate:
            continue
        slopes: list[Expression] = [Call(form.name, (S,), prime=True)]
        if not isinstance(form.general_slope, Cases):
            # the paper writes the slope with the function and with the output
            slopes += form.manner.steps[-1:] if form.slope_of_output else ()
            slopes.append(replaced(form.general_slope, {A: _Y}))
        lines = [gradient if slope == ONE else times(slope, gradient) for slope in slopes]
        cancels: Phrase = ()
        form_of_loss = loss_form(loss)
        if form_of_loss is not None and form_of_loss.joined and loss.joined_with(activation):
            lines.append(form_of_loss.joined.gradient(_Y, _Z, len(trace.net.outputs)))
            if form_of_loss.joined.cancels:
                cancels = (" ", slopes[-1], " is above and below the fraction line, so it cancels.")
        yield formula(
            left, *lines, why=("With the activation ", Name(name), ".", *of_case, *cancels)
        )


def _is_joined(trace: Trace, loss: Loss) -> bool:
    return any(loss.joined_with(neuron.activation) for neuron in trace.net.outputs)


def _half_squared_error() -> Block:
    error = square(minus(_F, _Z))
    expanded = Sum((square(_F), Negative(Product((TWO, _F, _Z))), square(_Z)))
    slope = Slope(_F, S)
    return formula(
        Slope(LOSS, S),
        Slope(Call("L", (S,)), S),
        Slope(grouped(Product((HALF, error))), S),
        Slope(grouped(Product((HALF, grouped(expanded)))), S),
        Product((HALF, Slope(grouped(expanded), S))),
        Product((HALF, minus(Product((TWO, _F, slope)), Product((TWO, _Z, slope))))),
        minus(Product((_F, _PRIME)), Product((_Z, _PRIME))),
        Product((_PRIME, minus(_F, _Z))),
        Product((_PRIME, minus(_Y, _Z))),
    )


def hidden_error_formulas() -> Iterator[Block]:
    """Yield how the error signal of a hidden neuron follows from those of its successors."""
    delta_j, weight, s_j = Letter("δ", "j"), Letter("w", "j"), Letter("s", "j")
    yield Paragraph(
        (
            "The output ",
            A,
            " of a hidden neuron, multiplied by a weight, is a term in the summation of every "
            "successor ",
            Letter("j"),
            ". So it changes the loss through every successor.",
        )
    )
    yield formula(
        Letter("δ", "h"),
        Slope(LOSS, S),
        Total(Product((Slope(LOSS, s_j), Slope(s_j, A), Slope(A, S))), "j"),
        Total(Product((delta_j, weight, _PRIME)), "j"),
        Product((_PRIME, Total(Product((weight, delta_j)), "j"))),
        why=("The error signal of a hidden neuron.",),
    )


# -- gradients and updates ---------------------------------------------------------------------


def gradient_formulas() -> Iterator[Block]:
    """Yield the gradient with respect to weight and bias, and the formulas of their update."""
    for by, slope in ((_W, _AI), (_B, ONE)):
        yield formula(
            Slope(S, by),
            Slope(grouped(weighted_sum("a")), by),
            Slope(grouped(written_out("a")), by),
            slope,
        )
    gradients: tuple[Expression, Expression] = (Product((_DELTA, _AI)), _DELTA)
    for by, gradient in zip((_W, _B), gradients, strict=True):
        yield formula(
            Call("∇L", (by,)),
            Slope(LOSS, by),
            Product((Slope(LOSS, S), Slope(S, by))),
            gradient,
        )
    yield formula(
        Call("∇L", (_W, _B)), Vector((Call("∇L", (_W,)), Call("∇L", (_B,)))), Vector(gradients)
    )
    for letter, index, gradient in (("w", "i,", gradients[0]), ("b", "", gradients[1])):
        old, new = Letter(letter, f"{index}old"), Letter(letter, f"{index}new")
        yield formula(
            new,
            minus(old, Product((LEARNING_RATE, Call("∇L", (old,))))),
            minus(old, times(LEARNING_RATE, gradient)),
        )
