"""Section 3: summation and output of every neuron."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurosim.explaining.functions import ActivationForm, activation_form, own_formula
from neurosim.explaining.section_normalization import raw_outputs
from neurosim.explaining.working import Working
from neurosim.mathematics.expression import Call, Constant, Expression, Product, add
from neurosim.mathematics.symbols import Symbol
from neurosim.model.activations import S
from neurosim.model.events import ActivationEvent, SummationEvent
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


def forward(working: Working) -> Iterator[Block]:
    """Yield summation and output of every neuron."""
    for neuron in working.layer_by_layer(_groups(working), working.selection.names("forward")):
        if isinstance(neuron, Paragraph):
            yield neuron
            continue
        yield Subheading(working.title(neuron))
        yield from working.diagram([neuron], before=True)
        yield summation(working, working.symbol(neuron, "summation"))
        yield output(working, working.symbol(neuron))
    yield from raw_outputs(working)


def _groups(working: Working) -> Sequence[Sequence[Neuron]]:
    # an output that leads on comes before the neurons that take it
    return [working.net.structure.computed] if working.leads_on else working.net.layers[1:]


def summation(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of a summation."""
    if wrong := working.mistaken(symbol):
        return wrong
    event = working.recorded(SummationEvent)[symbol]
    terms = working.elide(
        event.terms,
        lambda term: Product((term.source_symbol, term.weight_symbol)),
        lambda term: term.product,
    )
    return working.equation(symbol, [add(*terms, event.bias_symbol)], event.value)


def output(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of the output of a computed neuron."""
    if wrong := working.mistaken(symbol):
        return wrong
    event = working.recorded(ActivationEvent)[symbol]
    activation = working.net[event.neuron].activation
    form, s = activation_form(activation), event.summation_symbol
    value = working.number(s).value
    if form is None:
        name = activation.name
        result = working.arithmetic.called(lambda: activation.function(value), event.value)
        why: Phrase = (
            Name(name),
            " is your own function",
            *own_formula(Call(name, (S,)), activation.latex),
            "; its value is the one that it returned.",
        )
        own = (
            WorkedLine(Call(name, (s,)), "symbolic"),
            WorkedLine(Call(name, (working.number(s),)), "substituted"),
            WorkedLine(result, "result"),
        )
        return Equation(symbol, own, why, event.value)
    called, formula = form.called(s), form.formula(s, value)
    kinds: dict[str, list[Expression]] = {
        "name": [called],
        "formula": [formula],
        "both": [called, formula],
    }
    lines = kinds[form.manner.lines]
    return working.equation(
        symbol,
        lines[:1],
        event.value,
        numbers=[working.numbers(line) for line in lines],
        why=_case(form, s, value),
        worked=False,
    )


def _case(form: ActivationForm, s: Symbol, value: float) -> Phrase:
    condition = form.case(value)
    if condition is None:
        return ()
    if condition.left != S or condition.right != Constant(0):
        return ("This is the case in which ", s, f" {condition.sign} ", condition.right, ".")
    if form.activation.surrogate:
        sign = "at least 0" if condition.sign == "≥" else "below 0"
        return ("The step is 1 if the summation is at least 0, else 0; ", s, f" is {sign}.")
    words = {">": "above 0", "≤": "at most 0", "≥": "at least 0", "<": "below 0"}
    return ("This is the case in which ", s, f" is {words[condition.sign]}.")
