"""Sections that hold for any sample: the general formulas, and the paper's example of a descent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from neurosim.checks import items, one_of
from neurosim.errors import listed
from neurosim.explaining.functions import ONE, SURROGATE, activation_form, own_formula
from neurosim.explaining.loss_forms import LossForm, loss_form, loss_name, mean_factor, of_outputs
from neurosim.mathematics.expression import (
    Call,
    Cases,
    Constant,
    Expression,
    Letter,
    Number,
    Slope,
    Total,
    replaced,
    times,
)
from neurosim.mathematics.formula_text import general_formula
from neurosim.mathematics.symbols import LEARNING_RATE, LOSS
from neurosim.model.activations import A, Activation, S
from neurosim.model.losses import Loss, Y, Z, get_loss
from neurosim.model.update_rule import THETA
from neurosim.tracing.descent import Descent, descend
from neurosim.tracing.trace import Trace
from neurosim.writing.document import (
    Block,
    Equation,
    Name,
    NumberTable,
    Paragraph,
    Phrase,
    Section,
    Subheading,
    WorkedLine,
)

GENERAL_SECTIONS = ("gradient descent", "chain rule")

_PRIME = general_formula("f.prime(s)")
_SUM, _WRITTEN_OUT = (
    "total({0}_i * w_i, i) + b",
    "{0}_1 * w_1 + {0}_2 * w_2 + dots + {0}_n * w_n + b",
)


def with_general_sections(
    trace: Trace, sections: Sequence[Section], include: str | Iterable[str], *, stepwise: bool
) -> list[Section]:
    """Return the sections of a sample with the general sections at their places in the paper.

    Parameters
    ----------
    trace : Trace
        The sample; the formulas are those of its activations and its loss.
    sections : sequence of Section
        Those of the sample, in order.
    include : str or iterable of str
        ``"chain rule"``, ``"gradient descent"`` or ``"all"``.
    stepwise : bool
        Whether the numbers of the sample are rounded after every step.

    Raises
    ------
    UnknownNameError
        If there is no such general section.
    """
    asked = _asked(include)
    placed: list[tuple[str, Section]] = []
    if "chain rule" in asked:
        title = "The summation and the activation"
        placed.append(("3", Section("", title, lambda: _forward(trace))))
    if "gradient descent" in asked:
        title = "An example using the gradient descent formula"
        placed.append(("5", Section("", title, lambda: _gradient_descent(stepwise=stepwise))))
    if "chain rule" in asked:
        title = "The loss and the chain rule"
        placed.append(("5", Section("", title, lambda: _loss_and_chain_rule(trace))))
        if len(trace.net.layers) > 2:
            placed.append(("5.2", Section("", "How error signals go back", _hidden_errors)))
        placed.append(("5.3", Section("", "The gradient of the loss", _gradients)))
    extended: list[Section] = []
    for section in sections:
        while placed and section.number >= placed[0][0]:
            extended.append(placed.pop(0)[1])
        extended.append(section)
    return [*extended, *(section for _, section in placed)]


def _asked(include: str | Iterable[str]) -> set[str]:
    known = ("all", *GENERAL_SECTIONS)
    names = f"include is one of {listed(known)}, or a list of them"
    given = [include] if isinstance(include, str) else items(include, names)
    asked = [one_of(name, known, "general section") for name in given]
    return set(GENERAL_SECTIONS) if "all" in asked else set(asked)


def formula(
    left: str | Expression, *forms: str | Expression, why: Phrase = (), own: str = ""
) -> Equation:
    """Return an equation of symbols; a line that is equal to the line before is left out.

    Parameters
    ----------
    left : str or Expression
        The quantity.
    forms : str or Expression
        The lines; texts are read by ``general_formula``.
    why : Phrase
        A sentence that explains them.
    own : str
        As for ``general_formula``.
    """
    of, *lines = (general_formula(f, own) if isinstance(f, str) else f for f in (left, *forms))
    kept = [form for i, form in enumerate(lines) if not i or form != lines[i - 1]]
    return Equation(of, tuple(WorkedLine(form, "symbolic") for form in kept), why)


# -- the forward pass --------------------------------------------------------------------------


def _forward(trace: Trace) -> Iterator[Block]:
    """Yield summation and output of a neuron, and the activations in use."""
    n, f = Letter("n"), Letter("f")
    yield Subheading(("The summation",))
    has_hidden = len(trace.net.layers) > 2
    why: Phrase = ("For a neuron whose inputs are the ", n, " inputs of the network.")
    yield formula("s", _WRITTEN_OUT.format("x"), _SUM.format("x"), why=why)
    if has_hidden:
        why = ("For a neuron whose inputs are the outputs of ", n, " neurons before it.")
        yield formula("s", _WRITTEN_OUT.format("a"), _SUM.format("a"), why=why)
    in_use = {n.activation.name: n.activation for n in trace.net.structure.computed}
    for activation in in_use.values():
        yield from _activation(activation)
    yield Subheading(("The output",))
    if has_hidden:
        yield formula("a", "f(s)", why=("For a hidden neuron with the activation ", f, "."))
    yield formula("y", "f(s)", why=("For an output neuron with the activation ", f, "."))


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
    function = Call(form.name, (S,))
    yield formula(function, form.general)
    words: list[Phrase] = [(SURROGATE,)] if activation.surrogate else []
    words += [form.manner.rule] if form.manner.rule else []
    words += [(A, " = ", function, ", the output of the neuron.")] if form.slope_of_output else []
    why = tuple(part for i, phrase in enumerate(words) for part in ((" ",) if i else ()) + phrase)
    prime = Call(form.name, (S,), prime=True)
    yield formula(prime, *form.manner.steps, form.general_slope, why=why)


# -- the loss and its derivatives --------------------------------------------------------------


def _loss_and_chain_rule(trace: Trace) -> Iterator[Block]:
    """Yield the loss, the chain rule and the error signal of an output."""
    loss = trace.loss_function or get_loss(trace.net.loss)
    form, n = loss_form(loss), len(trace.net.outputs)
    yield from _loss(loss, form, n)
    in_use = {neuron.activation.name: neuron.activation for neuron in trace.net.outputs}
    if form and form.joined and any(map(loss.joined_with, in_use.values())):
        steps = (of_outputs(general_formula(step), n) for step in form.manner.joined_steps)
        why: Phrase = (
            "The loss of an output with the activation ",
            Name(form.joined.activation.activation.name),
            ". It is computed from the summation, because an output that is rounded to "
            f"{form.joined.end_of_range} no longer tells how wrong it is.",
        )
        by_output = form.term(form.joined.activation.called(S), Z, n)
        yield formula("L(s)", by_output, *steps, form.joined.term(S, Z, n), why=why)
    yield Subheading(("The chain rule",))
    yield Paragraph(
        (
            "The loss is a function of the output, the output is a function of the summation, and "
            "the summation is a function of each weight and of the bias.",
        )
    )
    for by in ("w_i", "b"):
        lines = f"d(L, {by})", f"d(L, y) * d(y, s) * d(s, {by})", f"d(L, s) * d(s, {by})"
        yield formula(f"nabla.L({by})", *lines)
    if form is not None:
        yield Subheading(("The derivative of the loss by an output",))
        yield from _softmax_slope() if form.softmax else _loss_slope(form, n)
    yield Subheading(("The error signal of an output",))
    yield formula("d(y, s)", "d(f(s), s)", "f.prime(s)")
    if form is None or not form.manner.by_summation:
        yield formula("d(L, s)", "d(L, y) * d(y, s)", "f.prime(s) * d(L, y)")
    else:
        yield _half_squared_error()
    yield from _output_error(loss, form, n, in_use.values())


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
    y_k, z_k, p_k = (general_formula(f"{letter}_k") for letter in "yzp")
    if form.softmax:
        yield formula(p_k, "e**y_k / total(e**y_j, j)")
        term = form.term(p_k, z_k, n)
        yield formula(LOSS, term if n == 1 else Total(term, "k"))
        return
    cases = list(enumerate(form.cases or ("",)))
    for place, case in cases:
        why: Phrase = (case,) if case else ()
        if n > 1:
            why = why or ("The sum over the outputs ", Letter("k"), ".")
            yield formula(LOSS, Total(form.term(y_k, z_k, n, place), "k"), why=why)
        else:
            yield formula(LOSS, form.term(Y, Z, n, place), why=why)
    if mean := mean_factor(form, n):
        yield Paragraph((mean,))
    if n > 1:
        yield Paragraph(
            (
                "Only one term of the sum depends on the output ",
                Y,
                " of a neuron, so the other terms are left out from here on.",
            )
        )
    for place, case in cases:
        for left, output in (
            ("L(y)", "y"),
            ("L(s)", "f(s)"),
            ("L(w_i, b)", f"f({_SUM.format('a')})"),
        ):
            why = (case,) if case else ()
            yield formula(left, form.term(general_formula(output), Z, n, place), why=why)


def _loss_slope(form: LossForm, n: int) -> Iterator[Block]:
    for place, case in enumerate(form.cases or ("",)):
        steps = [of_outputs(general_formula(step), n) for step in form.manner.steps[place]]
        words = [case] if case else []
        if any(isinstance(step, Cases) for step in steps):
            words.append("sgn is 1 above 0, -1 below 0, and 0 at 0, where there is a kink.")
        term, gradient = form.term(Y, Z, n, place), form.gradient(Y, Z, n, place)
        why: Phrase = (" ".join(words),) if words else ()
        yield formula("d(L, y)", Slope(term, Y), *steps, gradient, why=why)


def _softmax_slope() -> Iterator[Block]:
    share = "e**y_k / total(e**y_j, j)"
    yield formula("ln(p_k)", f"ln({share})", "y_k - ln(total(e**y_j, j))")
    yield formula(
        "d(ln(p_j), y_k)",
        f"cases((1 - {share}, j == k), (-({share}), j != k))",
        "cases((1 - p_k, j == k), (-p_k, j != k))",
    )
    yield formula(
        "d(L, y_k)",
        "-total(z_j * d(ln(p_j), y_k), j)",
        "-(z_k - p_k * total(z_j, j))",
        "p_k * total(z_j, j) - z_k",
        why=(
            "If the targets add up to 1, as probabilities do, this becomes ",
            general_formula("p_k - z_k"),
            ". From here on ",
            Y,
            ", ",
            Letter("p"),
            " and ",
            Z,
            " belong to one output.",
        ),
    )


# -- error signals -----------------------------------------------------------------------------


def _output_error(
    loss: Loss, form: LossForm | None, n: int, activations: Iterable[Activation]
) -> Iterator[Block]:
    words = "The error signal of an output."
    if form is None:
        yield formula("delta_o", "d(L, s)", "f.prime(s) * d(L, y)", why=(words,))
        return
    for place, case in enumerate(form.cases or ("",)):
        gradient = form.gradient(Y, Z, n, place)
        if form.softmax:
            gradient = general_formula("p * total(z_j, j) - z")
        of_case: Phrase = (f" {case}",) if case else ()
        yield formula("delta_o", "d(L, s)", times(_PRIME, gradient), why=(words, *of_case))
        for activation in activations:
            yield from _output_error_with(activation, loss, form, n, gradient, of_case)


def _output_error_with(
    activation: Activation,
    loss: Loss,
    of_loss: LossForm,
    n: int,
    gradient: Expression,
    of_case: Phrase,
) -> Iterator[Block]:
    """Yield the error signal of an output with an activation."""
    form = activation_form(activation)
    if form is None or activation.surrogate:
        return
    slopes: list[Expression] = [Call(form.name, (S,), prime=True)]
    if not isinstance(form.general_slope, Cases):
        # the paper writes the slope with the function and with the output
        if form.slope_of_output:
            slopes += map(general_formula, form.manner.steps[-1:])
        slopes.append(replaced(form.general_slope, {A: Y}))
    lines = [gradient if slope == ONE else times(slope, gradient) for slope in slopes]
    cancels: Phrase = ()
    if of_loss.joined and loss.joined_with(activation):
        lines.append(of_loss.joined.gradient(Y, Z, n))
        if of_loss.joined.cancels:
            cancels = (" ", slopes[-1], " is above and below the fraction line, so it cancels.")
    why = ("With the activation ", Name(activation.name), ".", *of_case, *cancels)
    yield formula("delta_o", *lines, why=why)


def _half_squared_error() -> Block:
    return formula(
        "d(L, s)",
        "d(L(s), s)",
        "d(1 / 2 * (f(s) - z)**2, s)",
        "d(1 / 2 * group(f(s)**2 - 2 * f(s) * z + z**2), s)",
        "1 / 2 * d(f(s)**2 - 2 * f(s) * z + z**2, s)",
        "1 / 2 * (2 * f(s) * d(f(s), s) - 2 * z * d(f(s), s))",
        "f(s) * f.prime(s) - z * f.prime(s)",
        "f.prime(s) * (f(s) - z)",
        "f.prime(s) * (y - z)",
    )


def _hidden_errors() -> Iterator[Block]:
    """Yield how the error signal of a hidden neuron follows from those of its successors."""
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
        "delta_h",
        "d(L, s)",
        "total(d(L, s_j) * d(s_j, a) * d(a, s), j)",
        "total(delta_j * w_j * f.prime(s), j)",
        "f.prime(s) * total(w_j * delta_j, j)",
        why=("The error signal of a hidden neuron.",),
    )


# -- gradients and updates ---------------------------------------------------------------------


def _gradients() -> Iterator[Block]:
    """Yield the gradient with respect to weight and bias, and the formulas of their update."""
    for by, slope in (("w_i", "a_i"), ("b", "1")):
        sums = (f"d({text.format('a')}, {by})" for text in (_SUM, _WRITTEN_OUT))
        yield formula(f"d(s, {by})", *sums, slope)
    for by, gradient in (("w_i", "delta * a_i"), ("b", "delta")):
        yield formula(f"nabla.L({by})", f"d(L, {by})", f"d(L, s) * d(s, {by})", gradient)
    yield formula("nabla.L(w_i, b)", "[nabla.L(w_i), nabla.L(b)]", "[delta * a_i, delta]")
    for letter, index, gradient in (("w", "i,", "delta * a_i"), ("b", "", "delta")):
        old, new = Letter(letter, f"{index}old"), Letter(letter, f"{index}new")
        lines = ("theta - eta * nabla.L(theta)", f"theta - eta * {gradient}")
        forms = (replaced(general_formula(line), {THETA: old}) for line in lines)
        yield formula(new, *forms)


# -- the gradient descent of the paper ---------------------------------------------------------

_START = (3, 4)


def bowl_descent(steps: int = 10) -> Descent:
    """Return the descent on x^2 + y^2 from (3, 4) with eta = 0.1, the paper's example."""
    return descend(lambda x, y: x * x + y * y, lambda x, y: (2 * x, 2 * y), _START, 0.1, steps)


def _bowl(text: str) -> Expression:
    return general_formula(text, "xy")


def _gradient_descent(*, stepwise: bool) -> Iterator[Block]:
    """Yield the gradient-descent formula and its example."""
    if stepwise:
        yield Paragraph(
            ("The numbers of this example are computed in full precision and rounded once.",)
        )
    yield Paragraph(
        (
            "Gradient descent goes downhill: each parameter ",
            Letter("θ"),
            " takes a step against its gradient.",
        )
    )
    yield formula("theta_new", "theta_old - eta * nabla.f(theta_old)")
    lowest: Phrase = ("This is a bowl with the lowest point ", _bowl("(0, 0)"), ".")
    yield formula("f(x, y)", "x**2 + y**2", why=lowest, own="xy")
    for x in "xy":
        lines = f"d(f, {x})", f"d(x**2 + y**2, {x})", f"2 * {x}"
        yield formula(f"nabla.f({x})", *lines, own="xy")
    yield formula("nabla.f(x, y)", "[nabla.f(x), nabla.f(y)]", "[2 * x, 2 * y]", own="xy")
    for x in "xy":
        yield formula(
            f"{x}_new",
            f"{x}_old - eta * nabla.f({x}_old)",
            f"{x}_old - eta * d(f, {x})",
            f"{x}_old - eta * 2 * {x}_old",
            f"{x}_old * (1 - 2 * eta)",
            own="xy",
        )
    numbers = {LEARNING_RATE: Number(0.1), Letter("u"): Number(0.2), Letter("v"): Number(0.8)}
    for x in "xy":
        lines = f"{x}_old * (1 - 2 * eta)", f"{x}_old * (1 - u)", f"{x}_old * v"
        yield formula(
            f"{x}_new",
            lines[0],
            *(replaced(_bowl(line), numbers) for line in lines),
            why=("Simplified for ", LEARNING_RATE, " = ", Number(0.1), "."),
            own="xy",
        )
    for x, start in zip("xy", _START, strict=True):
        after_one = round(start * 0.8, 12)
        form = times(Constant(start), Number(0.8))
        lines_of_step = WorkedLine(form, "substituted"), WorkedLine(Number(after_one), "result")
        why = ("The first step from ", Call("", tuple(map(Constant, _START))), ".")
        yield Equation(_bowl(f"{x}_new"), lines_of_step, why, after_one)
    yield Paragraph(("Each further step comes closer to the lowest point.",))
    yield _descent_table(bowl_descent())


def _descent_table(descent: Descent) -> NumberTable:
    def cell(value: float) -> Phrase:
        return (Number(value, fixed=True),)

    columns = [text for x in "xy" for text in (f"{x}_old", f"nabla.f({x})", f"{x}_new")]
    header: list[Phrase] = [(_bowl(text),) for text in (*columns, "f(x, y)")]
    empty: Phrase = ("",)
    x, y = map(cell, descent.start)
    rows: list[tuple[Phrase, ...]]
    rows = [(empty, empty, x, empty, empty, y, cell(descent.start_value))]
    for step in descent.steps:
        numbers = zip(step.old, step.gradient, step.new, strict=True)
        rows.append((*(cell(n) for row in numbers for n in row), cell(step.value)))
    return NumberTable(tuple(header), tuple(rows))
