"""Sections that hold for any sample: the chain rule, plain gradient descent."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.model.losses import Loss, get_loss
from neurosim.tracing.derivation.document import (
    Block,
    Equation,
    Line,
    Name,
    Paragraph,
    Phrase,
    Section,
    Subheading,
    Table,
)
from neurosim.tracing.derivation.expression import (
    Call,
    Constant,
    Expression,
    Fraction,
    Letter,
    Number,
    Product,
    Slope,
    Sum,
    Total,
    minus,
)
from neurosim.tracing.derivation.functions import (
    ONE,
    SURROGATE,
    TWO,
    activation_form,
    exp,
    loss_form,
    square,
)
from neurosim.tracing.derivation.notation import LEARNING_RATE, LOSS
from neurosim.tracing.descent import Descent, descend
from neurosim.tracing.trace import Trace

GENERAL_SECTIONS = ("gradient descent", "chain rule")

_S, _A, _Y, _Z = Letter("s"), Letter("a"), Letter("y"), Letter("z")
_W, _B = Letter("w", "i"), Letter("b")


# -- gradient descent --------------------------------------------------------------------------


def bowl_descent(steps: int = 10) -> Descent:
    """Return the descent on x^2 + y^2 from (3, 4) with eta = 0.1, the source's example."""
    return descend(lambda x, y: x * x + y * y, lambda x, y: (2 * x, 2 * y), (3, 4), 0.1, steps)


def gradient_descent_section(*, stepwise: bool) -> Section:
    """Return the section on the gradient-descent formula and its example."""
    title = "An example using the gradient descent formula"
    return Section("", title, lambda: _gradient_descent(stepwise))


def _gradient_descent(stepwise: bool) -> Iterator[Block]:
    if stepwise:
        yield Paragraph(("The numbers of this example are in full precision and rounded once.",))
    theta, new, old = Letter("θ"), Letter("θ", "new"), Letter("θ", "old")
    f = Letter("f")
    yield Paragraph(
        (
            "Gradient descent goes downhill: each parameter ",
            theta,
            " takes a step against its gradient.",
        )
    )
    yield _formula(new, minus(old, Product((LEARNING_RATE, Slope(f, old)))))
    x, y = Letter("x"), Letter("y")
    bowl = Sum((square(x), square(y)))
    yield _formula(Call("f", (x, y)), bowl, why=("A bowl, whose lowest point is (0, 0).",))
    for letter in ("x", "y"):
        variable = Letter(letter)
        yield _formula(
            Slope(f, variable), Slope(_grouped(bowl), variable), Product((TWO, variable))
        )
    eta = Number(0.1)
    for letter, start in (("x", 3), ("y", 4)):
        variable, after, before = Letter(letter), Letter(letter, "new"), Letter(letter, "old")
        yield _formula(
            after,
            minus(before, Product((LEARNING_RATE, Slope(f, variable)))),
            minus(before, Product((LEARNING_RATE, TWO, before))),
            Product((before, minus(ONE, Product((TWO, LEARNING_RATE))))),
            Product((before, minus(ONE, Product((TWO, eta))))),
            Product((before, minus(ONE, Number(0.2)))),
            Product((before, Number(0.8))),
            why=("The formula, simplified for ", LEARNING_RATE, " = ", eta, "."),
        )
        after_one = round(start * 0.8, 12)
        yield Equation(
            after,
            (
                Line(Product((Constant(start), Number(0.8))), "substituted"),
                Line(Number(after_one), "result"),
            ),
            ("The first step from (3, 4).",),
            after_one,
        )
    yield Paragraph(("The same again and again comes closer and closer to the lowest point.",))
    yield _descent_table(bowl_descent())


def _grouped(form: Expression) -> Expression:
    return Call("", (form,))


def _descent_table(descent: Descent) -> Table:
    header: list[Phrase] = []
    for letter in ("x", "y"):
        variable = Letter(letter)
        header += [
            (Letter(letter, "old"),),
            (Slope(Letter("f"), variable),),
            (Letter(letter, "new"),),
        ]
    header.append((Call("f", (Letter("x"), Letter("y"))),))
    x, y = descent.start
    empty: Phrase = ("",)
    rows: list[tuple[Phrase, ...]] = [
        (
            empty,
            empty,
            (Number(x, fixed=True),),
            empty,
            empty,
            (Number(y, fixed=True),),
            (Number(descent.start_value, fixed=True),),
        )
    ]
    for step in descent.steps:
        cells: list[Phrase] = []
        for i in range(2):
            cells += [
                (Number(step.old[i], fixed=True),),
                (Number(step.gradient[i], fixed=True),),
                (Number(step.new[i], fixed=True),),
            ]
        rows.append((*cells, (Number(step.value, fixed=True),)))
    return Table(tuple(header), tuple(rows))


# -- chain rule --------------------------------------------------------------------------------


def chain_rule_section(trace: Trace) -> Section:
    """Return how the formulas of the backward pass follow, for what a network has in use."""
    return Section("", "The formulas and the chain rule", lambda: _chain_rule(trace))


def _chain_rule(trace: Trace) -> Iterator[Block]:
    weighted = Sum((Total(Product((Letter("a", "i"), _W)), "i"), _B))
    yield Subheading(("The summation",))
    yield _formula(
        _S, weighted, why=("At the first hidden layer the inputs of the network stand for a.",)
    )
    yield from _activations(trace)
    yield from _loss(trace.loss_function or get_loss(trace.net.loss), len(trace.net.outputs))
    yield from _chain(weighted)


def _activations(trace: Trace) -> Iterator[Block]:
    in_use = {n.activation.name: n.activation for n in trace.net.structure.computed}
    for name, activation in in_use.items():
        yield Subheading(("The activation ", Name(name)))
        form = activation_form(activation)
        if form is None:
            yield Paragraph(
                ("A function of your own; its derivative is the one that was given with it.",)
            )
            continue
        yield _formula(Call(form.name, (_S,)), form.general or form.formula(_S, True))
        prime = Call(form.name, (_S,), prime=True)
        last = form.general_slope or form.slope(_S, _A, True)
        steps = (*form.steps, last) if form.steps else (last,)
        kept = [step for i, step in enumerate(steps) if not i or step != steps[i - 1]]
        why: Phrase = (
            (_A, " = ", Call(form.name, (_S,)), ", the output of the neuron.")
            if form.slope_of_output
            else ()
        )
        yield _formula(prime, *kept, why=(SURROGATE,) if activation.surrogate else why)


def _loss(loss: Loss, n_outputs: int) -> Iterator[Block]:
    yield Subheading(("The loss ", Name(loss.name)))
    form = loss_form(loss)
    if form is None:
        yield Paragraph(
            ("A function of your own; its gradient is the one that was given with it.",)
        )
        return
    y = Letter("p") if form.softmax else _Y
    if form.softmax:
        yield _formula(
            Letter("p", "k"), Fraction(exp(Letter("y", "k")), Total(exp(Letter("y", "j")), "j"))
        )
    for other, case in enumerate(form.cases or ("",)):
        term = form.term(y, _Z, n_outputs, bool(other))
        total = term if n_outputs == 1 else Total(term, "")
        gradient = form.gradient(y, _Z, n_outputs, bool(other))
        why: Phrase = (case,) if case else ()
        yield _formula(LOSS, total, why=why)
        if form.softmax:
            gradient = minus(Product((y, Total(Letter("z", "j"), "j"))), _Z)
            why = ("Targets that add up to 1, as probabilities do, leave ", minus(y, _Z), ".")
        yield _formula(Slope(LOSS, _Y), gradient, why=why)


def _chain(weighted: Expression) -> Iterator[Block]:
    f = Call("f", (_S,))
    prime = Call("f", (_S,), prime=True)
    delta_o, delta_h, delta_j = Letter("δ", "o"), Letter("δ", "h"), Letter("δ", "j")
    yield Subheading(("The chain rule",))
    yield Paragraph(
        ("The loss is a function of the output, that of the summation, and that of each weight.",)
    )
    for by in (_W, _B):
        yield _formula(
            Slope(LOSS, by),
            Product((Slope(LOSS, _Y), Slope(_Y, _S), Slope(_S, by))),
            Product((Slope(LOSS, _S), Slope(_S, by))),
        )
    yield _formula(Slope(_Y, _S), Slope(f, _S), prime)
    yield _formula(Slope(_S, _W), Slope(_grouped(weighted), _W), Letter("a", "i"))
    yield _formula(Slope(_S, _B), Slope(_grouped(weighted), _B), ONE)
    yield _formula(
        delta_o,
        Slope(LOSS, _S),
        Product((prime, Slope(LOSS, _Y))),
        why=("The error signal of an output.",),
    )
    yield _formula(
        delta_h,
        Product((prime, Total(Product((Letter("w", "j"), delta_j)), "j"))),
        why=("The error signal of a hidden neuron: over all its successors j.",),
    )
    delta = Letter("δ")
    yield _formula(
        Slope(LOSS, _W),
        Product((Slope(LOSS, _S), Slope(_S, _W))),
        Product((delta, Letter("a", "i"))),
    )
    yield _formula(Slope(LOSS, _B), Product((Slope(LOSS, _S), Slope(_S, _B))), delta)
    for letter, gradient in (("w", Product((delta, Letter("a", "i")))), ("b", delta)):
        old, new = Letter(letter, "old"), Letter(letter, "new")
        yield _formula(
            new,
            minus(
                old,
                Product((LEARNING_RATE, Slope(LOSS, Letter(letter, "i" if letter == "w" else "")))),
            ),
            minus(
                old,
                Product(
                    (
                        LEARNING_RATE,
                        *(gradient.factors if isinstance(gradient, Product) else (gradient,)),
                    )
                ),
            ),
        )


def _formula(left: Expression, *forms: Expression, why: Phrase = ()) -> Equation:
    return Equation(left, tuple(Line(form, "symbolic") for form in forms), why)
