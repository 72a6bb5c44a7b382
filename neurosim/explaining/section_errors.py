"""Sections 5.1 and 5.2: the error signals of outputs and hidden neurons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from neurosim.errors import counted
from neurosim.explaining.elision import IN_SENTENCE, LeftOut, shorten
from neurosim.explaining.functions import (
    SURROGATE,
    activation_form,
)
from neurosim.explaining.section_loss import (
    joined_gradient,
    loss_case,
    loss_gradient,
    whole_gradient,
)
from neurosim.explaining.working import Working, without_repetition
from neurosim.mathematics.expression import (
    Call,
    Constant,
    Expression,
    Product,
    Slope,
    Symbol,
    add,
)
from neurosim.model import events
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
from neurosim.writing.letters import LOSS, to_symbol, to_text


def output_errors(working: Working) -> Iterator[Block]:
    """Yield the error signals of the outputs; an output comes after the outputs it leads to."""
    outputs = working.net.outputs
    if working.leads_on:
        outputs = tuple(n for n in reversed(working.net.topological_order) if n in outputs)
    yield from _errors(working, [outputs])


def hidden_errors(working: Working) -> Iterator[Block]:
    """Yield the error signals of the hidden neurons, last layer first."""
    yield from _errors(working, working.net.layers[-2:0:-1])


def error_signal(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of an error signal."""
    event = working.signals[to_text(symbol)]
    if event.joined is not None:
        return _joined_error_signal(working, symbol, event)
    neuron = working.net[event.neuron]
    numbers = working.trace[neuron]
    form = activation_form(neuron.activation)
    output = to_symbol(numbers.symbol)
    s = Symbol(symbol.kind, "summation", symbol.indices)
    name = neuron.activation.name if form is None else form.name
    slope: list[Expression] = [Call(name, (s,), prime=True)]
    if form is None:
        at, derivative = working.number(s).value, neuron.activation.derivative
        slope_number = working.arithmetic.called(lambda: derivative(at), event.derivative)
        slope_numbers: Expression = slope_number
    else:
        value = working.number(s)
        slope.append(form.slope(s, output, value))
        slope_numbers = form.slope(value, working.number(output), value)
        slope_number = working.arithmetic.result(slope_numbers, event.derivative)
    symbols, terms = _terms(working, event)
    inner, inner_numbers = add(*symbols), add(*terms)
    lines = [WorkedLine(_product(part, inner), "symbolic") for part in slope]
    lines.append(WorkedLine(_product(slope_numbers, inner_numbers), "substituted"))
    steps = list(working.arithmetic.steps(inner_numbers))
    lines += [
        WorkedLine(_product(slope_number, step), "partial") for step in steps or [inner_numbers]
    ]
    last = lines[-1].form
    lines.append(WorkedLine(working.arithmetic.result(last, event.value), "result"))
    why = _why(working, neuron, event)
    if event.loss_gradient is not None and (case := loss_case(working, event.neuron)):
        why = (*why, f" {case}")
    if neuron.activation.surrogate:
        why = (*why, " ", SURROGATE)
    return Equation(symbol, without_repetition(lines), why, event.value)


def _joined_error_signal(
    working: Working, symbol: Symbol, event: events.ErrorSignalEvent
) -> Equation:
    """Return the error signal of an output whose loss is computed from its summation."""
    neuron = working.net[event.neuron]
    form = activation_form(neuron.activation)
    assert form is not None
    s, y = Symbol(symbol.kind, "summation", symbol.indices), to_symbol(working.trace[neuron].symbol)
    at = working.number(s)
    slope, slope_in_numbers = (
        form.slope(of_s, of_y, at)
        for of_s, of_y in ((s, y), (working.number(s), working.number(y)))
    )
    joined, joined_in_numbers = joined_gradient(working, event.neuron)
    terms, terms_in_numbers = _terms(working, event) if event.terms else ([], [])

    def with_successors(
        share: Expression, slope: Expression, terms: list[Expression]
    ) -> Expression:
        return add(share, _product(slope, add(*terms))) if terms else share

    called, by_output = Call(form.name, (s,), prime=True), Slope(LOSS, y)
    symbolic = [with_successors(Product((called, by_output)), called, terms)]
    why = _why(working, neuron, event)
    if working.loss_form is not None:
        gradient = whole_gradient(working, event.neuron)
        symbolic.append(with_successors(_product(slope, gradient), slope, terms))
        form_of_joined = working.loss_form.joined
        if form_of_joined is not None and form_of_joined.cancels:
            why = (*why, " ", slope, " is above and below the fraction line, so it cancels.")
        if case := loss_case(working, event.neuron):
            why = (*why, f" {case}")
    symbolic.append(with_successors(joined, slope, terms))
    numbers = with_successors(joined_in_numbers, slope_in_numbers, terms_in_numbers)
    return working.equation(symbol, symbolic, (numbers,), event.value, why=why)


def _errors(working: Working, layers: Iterable[Sequence[Neuron]]) -> Iterator[Block]:
    for neuron in working.layer_by_layer(layers, working.selection.deltas):
        if isinstance(neuron, Paragraph):
            yield neuron
            continue
        place = working.net.structure.places[neuron]
        yield Subheading(working.title(neuron))
        yield error_signal(working, Symbol(place.kind, "delta", place.indices))


def _terms(
    working: Working, event: events.ErrorSignalEvent
) -> tuple[list[Expression], list[Expression]]:
    def with_symbols(item: events.PropagatedError) -> Expression:
        return Product((to_symbol(item.weight_symbol), to_symbol(item.delta_symbol)))

    def with_numbers(item: events.PropagatedError) -> Expression:
        delta = working.number(to_symbol(item.delta_symbol))
        return Product((working.arithmetic.given(item.weight), delta))

    symbols, numbers = working.elide(
        event.terms, with_symbols, with_numbers, lambda item: item.product
    )
    if event.loss_gradient is not None:
        loss_symbols, loss_numbers = loss_gradient(working, event.neuron)
        symbols.insert(0, loss_symbols)
        numbers.insert(0, loss_numbers)
    if not symbols:
        return [Constant(0)], [Constant(0)]
    return symbols, numbers


def _why(working: Working, neuron: Neuron, event: events.ErrorSignalEvent) -> Phrase:
    is_output = event.is_of_output
    n = len(event.terms)
    if not n and not is_output:
        return (
            working.name(neuron),
            " has no path to an output, so the loss does not depend on it.",
        )
    if not n:
        slope = Slope(LOSS, to_symbol(working.trace[neuron].symbol))
        return ("The derivative of the activation times the derivative of the loss, ", slope, ".")
    listed: list[str | Name | Expression] = []
    shown = shorten(event.terms, IN_SENTENCE)
    for i, term in enumerate(shown):
        if i:
            listed.append(" and " if i == len(shown) - 1 else ", ")
        listed.append(
            f"{len(term)} more"
            if isinstance(term, LeftOut)
            else working.name(working.net[term.successor])
        )
    also = "It is an output and also leads" if is_output else "It leads"
    if n == 1:
        over = ". The weight is the one before the update."
    else:
        over = (
            f". The sum is over these {counted(n, 'successor')}, each with its weight from before "
            "the update."
        )
    return (f"{also} to ", *listed, over)


def _product(slope: Expression, inner: Expression) -> Expression:
    factors = (slope, *inner.factors) if isinstance(inner, Product) else (slope, inner)
    return Product(factors)
