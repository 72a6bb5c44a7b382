"""Sections that hold for any sample: the general formulas, and the paper's example of a descent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from neurosim.checks import items, one_of
from neurosim.errors import listed
from neurosim.explaining.functions import ONE, SURROGATE, activation_form, own_formula
from neurosim.explaining.loss_forms import LossForm, loss_form, loss_name, mean_factor
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
from neurosim.model.loss_formulas import of_outputs
from neurosim.model.losses import Loss, Y, Z, get_loss
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
            placed.append(("5.2", _static("How error signals go back", _HIDDEN_ERROR)))
        placed.append(("5.3", _static("The gradient of the loss", _GRADIENTS)))
    extended: list[Section] = []
    for section in sections:
        while placed and section.number >= placed[0][0]:
            extended.append(placed.pop(0)[1])
        extended.append(section)
    return [*extended, *(section for _, section in placed)]


def _static(title: str, text: str) -> Section:
    return Section("", title, lambda: iter(blocks(text)))


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


@lru_cache(maxsize=32)
def blocks(text: str, own: str = "") -> tuple[Block, ...]:
    """Return the blocks of a text in which an empty line ends each of them.

    Parameters
    ----------
    text : str
        ``# words`` is a subheading. Lines that begin with spaces are a formula, in parentheses
        below it the sentence that explains it. Anything else is a paragraph. Mathematics within a
        sentence stands between backticks.
    own : str
        As for ``general_formula``.
    """
    return tuple(_block(block, own) for block in text.strip("\n").split("\n\n"))


def _block(text: str, own: str) -> Block:
    lines = text.splitlines()
    if text.startswith("# "):
        return Subheading((text[2:],))
    if text.startswith(" "):
        equation = "".join(line for line in lines if line.startswith(" "))
        why = " ".join(line for line in lines if not line.startswith(" "))
        return formula(*equation.strip().split(" = "), why=_phrase(why[1:-1], own), own=own)
    return Paragraph(_phrase(" ".join(lines), own))


def _phrase(text: str, own: str) -> Phrase:
    words = enumerate(text.split("`"))
    return tuple(general_formula(word, own) if i % 2 else word for i, word in words if word)


# -- the forward pass --------------------------------------------------------------------------

_INPUTS = """
# The summation

    s = x_1 * w_1 + x_2 * w_2 + dots + x_n * w_n + b
      = total(x_i * w_i, i) + b
(For a neuron whose inputs are the `n` inputs of the network.)
"""

_NEURONS_BEFORE = """
    s = a_1 * w_1 + a_2 * w_2 + dots + a_n * w_n + b
      = total(a_i * w_i, i) + b
(For a neuron whose inputs are the outputs of `n` neurons before it.)
"""

_HIDDEN_OUTPUT = """
    a = f(s)
(For a hidden neuron with the activation `f`.)
"""

_OUTPUT = """
    y = f(s)
(For an output neuron with the activation `f`.)
"""


def _forward(trace: Trace) -> Iterator[Block]:
    """Yield summation and output of a neuron, and the activations in use."""
    has_hidden = len(trace.net.layers) > 2
    yield from blocks(_INPUTS)
    if has_hidden:
        yield from blocks(_NEURONS_BEFORE)
    in_use = {n.activation.name: n.activation for n in trace.net.structure.computed}
    for activation in in_use.values():
        yield from _activation(activation)
    yield Subheading(("The output",))
    if has_hidden:
        yield from blocks(_HIDDEN_OUTPUT)
    yield from blocks(_OUTPUT)


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
    yield from blocks(_CHAIN_RULE)
    if form is not None:
        yield Subheading(("The derivative of the loss by an output",))
        yield from blocks(_SOFTMAX_SLOPE) if form.softmax else _loss_slope(form, n)
    yield from blocks(_OUTPUT_ERROR)
    by_summation = form is not None and form.manner.by_summation
    yield from blocks(_HALF_SQUARED_ERROR if by_summation else _ANY_ERROR)
    yield from _output_error(loss, form, n, in_use.values())


_CHAIN_RULE = """
# The chain rule

The loss is a function of the output, the output is a function of the summation, and the summation
is a function of each weight and of the bias.

    nabla.L(w_i) = d(L, w_i)
                 = d(L, y) * d(y, s) * d(s, w_i)
                 = d(L, s) * d(s, w_i)

    nabla.L(b) = d(L, b)
               = d(L, y) * d(y, s) * d(s, b)
               = d(L, s) * d(s, b)
"""

_OUTPUT_ERROR = """
# The error signal of an output

    d(y, s) = d(f(s), s)
            = f.prime(s)
"""

_ANY_ERROR = """
    d(L, s) = d(L, y) * d(y, s)
            = f.prime(s) * d(L, y)
"""

_HALF_SQUARED_ERROR = """
    d(L, s) = d(L(s), s)
            = d(1 / 2 * (f(s) - z)**2, s)
            = d(1 / 2 * group(f(s)**2 - 2 * f(s) * z + z**2), s)
            = 1 / 2 * d(f(s)**2 - 2 * f(s) * z + z**2, s)
            = 1 / 2 * (2 * f(s) * d(f(s), s) - 2 * z * d(f(s), s))
            = f(s) * f.prime(s) - z * f.prime(s)
            = f.prime(s) * (f(s) - z)
            = f.prime(s) * (y - z)
"""

_SOFTMAX_SLOPE = """
    ln(p_k) = ln(e**y_k / total(e**y_j, j))
            = y_k - ln(total(e**y_j, j))

    d(ln(p_j), y_k) = cases((1 - e**y_k / total(e**y_j, j), j == k),
                            (-(e**y_k / total(e**y_j, j)), j != k))
                    = cases((1 - p_k, j == k), (-p_k, j != k))

    d(L, y_k) = -total(z_j * d(ln(p_j), y_k), j)
              = -(z_k - p_k * total(z_j, j))
              = p_k * total(z_j, j) - z_k
(If the targets add up to 1, as probabilities do, this becomes `p_k - z_k`. From here on `y`, `p`
and `z` belong to one output.)
"""


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
        yield from blocks(_ONE_TERM)
    for place, case in cases:
        for left, output in (
            ("L(y)", "y"),
            ("L(s)", "f(s)"),
            ("L(w_i, b)", "f(total(a_i * w_i, i) + b)"),
        ):
            why = (case,) if case else ()
            yield formula(left, form.term(general_formula(output), Z, n, place), why=why)


_ONE_TERM = """
Only one term of the sum depends on the output `y` of a neuron, so the other terms are left out from
here on.
"""


def _loss_slope(form: LossForm, n: int) -> Iterator[Block]:
    for place, case in enumerate(form.cases or ("",)):
        steps = [of_outputs(general_formula(step), n) for step in form.manner.steps[place]]
        words = [case] if case else []
        if any(isinstance(step, Cases) for step in steps):
            words.append("sgn is 1 above 0, -1 below 0, and 0 at 0, where there is a kink.")
        term, gradient = form.term(Y, Z, n, place), form.gradient(Y, Z, n, place)
        why: Phrase = (" ".join(words),) if words else ()
        yield formula("d(L, y)", Slope(term, Y), *steps, gradient, why=why)


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


_HIDDEN_ERROR = """
The output `a` of a hidden neuron, multiplied by a weight, is a term in the summation of every
successor `j`. So it changes the loss through every successor.

    delta_h = d(L, s)
            = total(d(L, s_j) * d(s_j, a) * d(a, s), j)
            = total(delta_j * w_j * f.prime(s), j)
            = f.prime(s) * total(w_j * delta_j, j)
(The error signal of a hidden neuron.)
"""

# -- gradients and updates ---------------------------------------------------------------------

_GRADIENTS = """
    d(s, w_i) = d(total(a_i * w_i, i) + b, w_i)
              = d(a_1 * w_1 + a_2 * w_2 + dots + a_n * w_n + b, w_i)
              = a_i

    d(s, b) = d(total(a_i * w_i, i) + b, b)
            = d(a_1 * w_1 + a_2 * w_2 + dots + a_n * w_n + b, b)
            = 1

    nabla.L(w_i) = d(L, w_i)
                 = d(L, s) * d(s, w_i)
                 = delta * a_i

    nabla.L(b) = d(L, b)
               = d(L, s) * d(s, b)
               = delta

    nabla.L(w_i, b) = [nabla.L(w_i), nabla.L(b)]
                    = [delta * a_i, delta]

    w_i_new = w_i_old - eta * nabla.L(w_i_old)
            = w_i_old - eta * delta * a_i

    b_new = b_old - eta * nabla.L(b_old)
          = b_old - eta * delta
"""

# -- the gradient descent of the paper ---------------------------------------------------------

_START = (3, 4)


def bowl_descent(steps: int = 10) -> Descent:
    """Return the descent on x^2 + y^2 from (3, 4) with eta = 0.1, the paper's example."""
    return descend(lambda x, y: x * x + y * y, lambda x, y: (2 * x, 2 * y), _START, 0.1, steps)


_BOWL = """
Gradient descent goes downhill: each parameter `theta` takes a step against its gradient.

    theta_new = theta_old - eta * nabla.f(theta_old)

    f(x, y) = x**2 + y**2
(This is a bowl with the lowest point `(0, 0)`.)

    nabla.f(x) = d(f, x)
               = d(x**2 + y**2, x)
               = 2 * x

    nabla.f(y) = d(f, y)
               = d(x**2 + y**2, y)
               = 2 * y

    nabla.f(x, y) = [nabla.f(x), nabla.f(y)]
                  = [2 * x, 2 * y]

    x_new = x_old - eta * nabla.f(x_old)
          = x_old - eta * d(f, x)
          = x_old - eta * 2 * x_old
          = x_old * (1 - 2 * eta)

    y_new = y_old - eta * nabla.f(y_old)
          = y_old - eta * d(f, y)
          = y_old - eta * 2 * y_old
          = y_old * (1 - 2 * eta)
"""


def _bowl(text: str) -> Expression:
    return general_formula(text, "xy")


def _gradient_descent(*, stepwise: bool) -> Iterator[Block]:
    """Yield the gradient-descent formula and its example."""
    if stepwise:
        yield Paragraph(
            ("The numbers of this example are computed in full precision and rounded once.",)
        )
    yield from blocks(_BOWL, "xy")
    numbers = {LEARNING_RATE: Number(0.1), Letter("u"): Number(0.2), Letter("v"): Number(0.8)}
    for x in "xy":
        lines = f"{x}_old * (1 - 2 * eta)", f"{x}_old * (1 - u)", f"{x}_old * v"
        in_numbers = (replaced(_bowl(line), numbers) for line in lines)
        why: Phrase = ("Simplified for ", LEARNING_RATE, " = ", Number(0.1), ".")
        yield formula(f"{x}_new", lines[0], *in_numbers, why=why, own="xy")
    for x, start in zip("xy", _START, strict=True):
        after_one = round(start * 0.8, 12)
        form = times(Constant(start), Number(0.8))
        step = WorkedLine(form, "substituted"), WorkedLine(Number(after_one), "result")
        why = ("The first step from ", Call("", tuple(map(Constant, _START))), ".")
        yield Equation(_bowl(f"{x}_new"), step, why, after_one)
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
