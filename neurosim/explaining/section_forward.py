"""Section 3: summation and output of every neuron."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurosim.explaining.functions import ZERO, ActivationForm, activation_form
from neurosim.explaining.general_equation import own_formula
from neurosim.explaining.section_normalization import raw_outputs
from neurosim.explaining.working import Working
from neurosim.mathematics.expression import (
    Call,
    Expression,
    Number,
    Product,
    Sum,
    Symbol,
)
from neurosim.model import events
from neurosim.model.activations import Activation, S
from neurosim.model.neuron import Neuron
from neurosim.writing.document import (
    Block,
    Equation,
    Name,
    Paragraph,
    Phrase,
    Subheading,
    WorkedLine,
)
from neurosim.writing.letters import to_symbol, to_text


def forward(working: Working) -> Iterator[Block]:
    """Yield summation and output of every neuron."""
    for neuron in working.layer_by_layer(_groups(working), working.selection.forward):
        if isinstance(neuron, Paragraph):
            yield neuron
            continue
        place = working.net.structure.places[neuron]
        yield Subheading(working.title(neuron))
        yield summation(working, Symbol(place.kind, "summation", place.indices))
        yield _activation(working, neuron)
    yield from raw_outputs(working)


def summation(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of a summation."""
    event = working.summations[to_text(symbol)]

    def with_symbols(item: events.WeightedInput) -> Expression:
        return Product((to_symbol(item.source_symbol), to_symbol(item.weight_symbol)))

    def with_numbers(item: events.WeightedInput) -> Expression:
        source = working.number(to_symbol(item.source_symbol))
        return Product((source, working.arithmetic.given(item.weight)))

    symbols, numbers = working.elide(
        event.terms, with_symbols, with_numbers, lambda item: item.product
    )
    bias = working.arithmetic.given(event.bias)
    return working.equation(
        symbol,
        (Sum((*symbols, to_symbol(event.bias_symbol))),),
        (Sum((*numbers, bias)),),
        event.value,
    )


def output(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of the output of a computed neuron."""
    return _activation(working, working.net[working.activations[to_text(symbol)].neuron])


def _groups(working: Working) -> Sequence[Sequence[Neuron]]:
    # an output that leads on comes before the neurons that take it
    return [working.net.structure.computed] if working.leads_on else working.net.layers[1:]


def _activation(working: Working, neuron: Neuron) -> Equation:
    numbers = working.trace[neuron]
    left = to_symbol(numbers.symbol)
    s = Symbol(left.kind, "summation", left.indices)
    form = activation_form(neuron.activation)
    value = working.number(s)
    if form is None:
        return _own_activation(working, neuron.activation, left, s, numbers.output)
    symbolic: list[Expression] = []
    put_in: list[Expression] = []
    if form.manner.lines != "formula":
        symbolic.append(form.called(s))
        put_in.append(form.called(value))
    else:
        symbolic.append(form.formula(s, value))
    if form.manner.lines != "name":
        put_in.append(form.formula(value, value))
    why = _case(form, s, value)
    return working.equation(left, symbolic, put_in, numbers.output, why=why, worked=False)


def _own_activation(
    working: Working, activation: Activation, left: Symbol, s: Symbol, exact: float
) -> Equation:
    name, value = activation.name, working.number(s)
    result = working.arithmetic.called(lambda: activation.function(value.value), exact)
    return Equation(
        left,
        (
            WorkedLine(Call(name, (s,)), "symbolic"),
            WorkedLine(Call(name, (value,)), "substituted"),
            WorkedLine(result, "result"),
        ),
        (
            Name(name),
            " is your own function",
            *own_formula(Call(name, (S,)), activation.latex),
            "; its value is the one that it returned.",
        ),
        exact,
    )


def _case(form: ActivationForm, s: Symbol, value: Number) -> Phrase:
    condition = form.case(value)
    if condition is None:
        return ()
    if condition.left != S or condition.right != ZERO:
        return ("This is the case in which ", s, f" {condition.sign} ", condition.right, ".")
    if form.activation.surrogate:
        sign = "at least 0" if condition.sign == "≥" else "below 0"
        return ("The step is 1 if the summation is at least 0, else 0; ", s, f" is {sign}.")
    words = {">": "above 0", "≤": "at most 0", "≥": "at least 0", "<": "below 0"}
    return ("This is the case in which ", s, f" is {words[condition.sign]}.")
