"""Sections 5.1 and 5.2: the error signals of outputs and hidden neurons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from neurosim.errors import counted
from neurosim.explaining.elision import IN_SENTENCE, LeftOut, shorten
from neurosim.explaining.functions import SURROGATE, activation_form
from neurosim.explaining.section_loss import (
    joined_gradient,
    loss_case,
    loss_gradient,
    own_gradient,
    whole_gradient,
)
from neurosim.explaining.working import Working, without_repetition
from neurosim.mathematics.expression import (
    Call,
    Constant,
    Expression,
    Product,
    Slope,
    add,
)
from neurosim.mathematics.symbols import LOSS, Symbol
from neurosim.model.events import ErrorSignalEvent
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


def output_errors(working: Working) -> Iterator[Block]:
    """Yield the error signals of the outputs; an output comes after the outputs it leads to."""
    outputs = working.net.outputs
    if working.leads_on:
        outputs = tuple(n for n in reversed(working.net.topological_order) if n in outputs)
    yield from _errors(working, [outputs])


def hidden_errors(working: Working) -> Iterator[Block]:
    """Yield the error signals of the hidden neurons, last layer first."""
    yield from _errors(working, working.net.layers[-2:0:-1])


def _errors(working: Working, layers: Iterable[Sequence[Neuron]]) -> Iterator[Block]:
    for neuron in working.layer_by_layer(layers, working.selection.names("deltas")):
        if isinstance(neuron, Paragraph):
            yield neuron
            continue
        yield Subheading(working.title(neuron))
        yield from working.diagram([neuron], after=True)
        yield error_signal(working, working.symbol(neuron, "delta"))


def error_signal(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of an error signal: ``f'(s) * (dL/dy + sum of w_j * delta_j)``."""
    if wrong := working.mistaken_error_signal(symbol):
        return wrong
    event = working.recorded(ErrorSignalEvent)[symbol]
    if event.joined is not None:
        return _joined_error_signal(working, symbol, event)
    neuron = working.net[event.neuron]
    activation, form = neuron.activation, activation_form(neuron.activation)
    s, k = symbol.other("summation"), symbol.indices[0]
    at = working.number(s).value
    slopes: list[Expression] = [Call(form.name if form else activation.name, (s,), prime=True)]
    if form is not None:
        slopes.append(form.slope(s, symbol.other("output"), at))
        slope_in_numbers = working.numbers(slopes[-1])
        slope = working.arithmetic.result(slope_in_numbers, event.derivative)
    else:
        slope_in_numbers = slope = working.arithmetic.called(
            lambda: activation.derivative(at), event.derivative
        )
    terms = _successors(working, event)
    known: Mapping[Slope, Expression] = {}
    if event.loss_gradient is not None:
        terms.insert(0, loss_gradient(working, k))
        known = own_gradient(working, k)
    inner = add(*(terms or [Constant(0)]))
    inner_in_numbers = working.numbers(inner, known)
    steps = list(working.arithmetic.steps(inner_in_numbers)) or [inner_in_numbers]
    lines = [
        *(WorkedLine(_product(part, inner), "symbolic") for part in slopes),
        WorkedLine(_product(slope_in_numbers, inner_in_numbers), "substituted"),
        *(WorkedLine(_product(slope, step), "partial") for step in steps),
    ]
    result = working.arithmetic.result(lines[-1].form, event.value)
    why = _why(working, neuron, event)
    if event.loss_gradient is not None and (case := loss_case(working, k)):
        why = (*why, f" {case}")
    if activation.surrogate:
        why = (*why, " ", SURROGATE)
    lines.append(WorkedLine(result, "result"))
    return Equation(symbol, without_repetition(lines), why, event.value)


def _joined_error_signal(working: Working, symbol: Symbol, event: ErrorSignalEvent) -> Equation:
    """Return the error signal of an output whose loss is computed from its summation."""
    neuron, k = working.net[event.neuron], symbol.indices[0]
    form = activation_form(neuron.activation)
    assert form is not None
    s, y = symbol.other("summation"), symbol.other("output")
    slope, called = form.slope(s, y, working.number(s).value), Call(form.name, (s,), prime=True)
    terms = _successors(working, event)

    def with_successors(share: Expression, slope: Expression) -> Expression:
        return add(share, _product(slope, add(*terms))) if terms else share

    symbolic = [with_successors(Product((called, Slope(LOSS, y))), called)]
    why = _why(working, neuron, event)
    if working.loss_form is not None:
        gradient = _product(slope, whole_gradient(working, k))
        symbolic.append(with_successors(gradient, slope))
        if working.loss_form.joined is not None and working.loss_form.joined.cancels:
            why = (*why, " ", slope, " is above and below the fraction line, so it cancels.")
        if case := loss_case(working, k):
            why = (*why, f" {case}")
    symbolic.append(with_successors(joined_gradient(working, k), slope))
    numbers = [working.numbers(symbolic[-1], own_gradient(working, k))]
    return working.equation(symbol, symbolic, event.value, numbers=numbers, why=why)


def _successors(working: Working, event: ErrorSignalEvent) -> list[Expression]:
    return working.elide(
        event.terms,
        lambda term: Product((term.weight_symbol, term.delta_symbol)),
        lambda term: term.product,
    )


def _why(working: Working, neuron: Neuron, event: ErrorSignalEvent) -> Phrase:
    is_output = event.is_of_output
    n = len(event.terms)
    if not n and not is_output:
        return (
            working.name(neuron),
            " has no path to an output, so the loss does not depend on it.",
        )
    if not n:
        slope = Slope(LOSS, working.symbol(neuron))
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
    return Product((slope, *(inner.factors if isinstance(inner, Product) else (inner,))))
