"""The general formulas of the forward pass: summation, activation, output."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.explaining.functions import SURROGATE, activation_form
from neurosim.explaining.general_equation import formula, own_formula
from neurosim.mathematics.expression import (
    Call,
    Dots,
    Expression,
    Letter,
    Product,
    Sum,
    Total,
)
from neurosim.model.activations import A, Activation, S
from neurosim.tracing.trace import Trace
from neurosim.writing.document import Block, Name, Paragraph, Phrase, Subheading

_B = Letter("b")


def weighted_sum(letter: str) -> Sum:
    """Return the summation in short."""
    return Sum((Total(Product((Letter(letter, "i"), Letter("w", "i"))), "i"), _B))


def written_out(letter: str) -> Sum:
    """Return the summation term by term."""
    first, second, last = (Product((Letter(letter, i), Letter("w", i))) for i in "12n")
    return Sum((first, second, Dots(), last, _B))


def forward_formulas(trace: Trace) -> Iterator[Block]:
    """Yield summation and output of a neuron, and the activations in use."""
    yield Subheading(("The summation",))
    has_hidden = len(trace.net.layers) > 2
    yield formula(
        S,
        written_out("x"),
        weighted_sum("x"),
        why=(
            "For a neuron whose inputs are the ",
            Letter("n"),
            " inputs of the network.",
        ),
    )
    if has_hidden:
        yield formula(
            S,
            written_out("a"),
            weighted_sum("a"),
            why=(
                "For a neuron whose inputs are the outputs of ",
                Letter("n"),
                " neurons before it.",
            ),
        )
    in_use = {n.activation.name: n.activation for n in trace.net.structure.computed}
    for activation in in_use.values():
        yield from _activation(activation)
    yield Subheading(("The output",))
    f: Expression = Call("f", (S,))
    if has_hidden:
        yield formula(A, f, why=("For a hidden neuron with the activation ", Letter("f"), "."))
    yield formula(
        Letter("y"), f, why=("For an output neuron with the activation ", Letter("f"), ".")
    )


def _activation(activation: Activation) -> Iterator[Block]:
    yield Subheading(("The activation ", Name(activation.name)))
    form = activation_form(activation)
    if form is None:
        yield Paragraph(
            (
                "This is your own function",
                *own_formula(Call(activation.name, (S,)), activation.latex),
                "; its derivative is the one that you gave.",
            )
        )
        return
    yield formula(Call(form.name, (S,)), form.general)
    words: list[Phrase] = []
    if activation.surrogate:
        words.append((SURROGATE,))
    if form.manner.rule:
        words.append(form.manner.rule)
    if form.slope_of_output:
        words.append((A, " = ", Call(form.name, (S,)), ", the output of the neuron."))
    why = tuple(
        part for i, phrase in enumerate(words) for part in ((" ", *phrase) if i else phrase)
    )
    yield formula(
        Call(form.name, (S,), prime=True), *form.manner.steps, form.general_slope, why=why
    )
