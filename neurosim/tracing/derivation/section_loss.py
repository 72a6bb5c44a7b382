"""Section 4: the loss, of each output and in all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurosim.model import events
from neurosim.tracing.derivation.document import Block, Equation, Line, Name, Paragraph
from neurosim.tracing.derivation.elision import LeftOut
from neurosim.tracing.derivation.expression import (
    Call,
    Expression,
    Number,
    Product,
    Slope,
    Symbol,
    add,
    minus,
)
from neurosim.tracing.derivation.functions import softmax_form
from neurosim.tracing.derivation.notation import LOSS, to_symbol
from neurosim.tracing.derivation.working import Working, left_out

_CLAMPED = 1e-11


def loss(working: Working) -> Iterator[Block]:
    """Yield the loss, of each output and in all."""
    event, names = working.loss_event, working.selection.losses
    places = [k for k, term in enumerate(event.terms) if names is None or term.neuron in names]
    alone = len(event.terms) == 1
    yield Paragraph(("The loss is ", Name(event.loss), ", in normalized units."))
    if _is_softmax(working):
        yield from _probabilities(working, places)
    for k in working.shown(places):
        if isinstance(k, LeftOut):
            yield left_out(k, "output")
        else:
            yield _loss_term(working, k, LOSS if alone else Symbol("network", "loss", (k,)))
    if not alone and len(places) == len(event.terms):
        yield _total(working)


def loss_value(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of the loss, or of the share of one output."""
    if symbol.indices or len(working.loss_event.terms) == 1:
        return _loss_term(working, symbol.indices[0] if symbol.indices else 0, symbol)
    return _total(working)


def probability(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of a probability of softmax."""
    outputs = [to_symbol(term.output_symbol) for term in working.loss_event.terms]
    k = symbol.indices[0]
    numbers = [working.number(y) for y in outputs]
    return working.equation(
        symbol,
        (softmax_form(outputs[k], outputs),),
        (softmax_form(numbers[k], numbers),),
        working.exact(symbol),
        worked=False,
    )


def loss_gradient(working: Working, neuron: str) -> tuple[Expression, Expression]:
    """Return dL/dy of an output, with symbols and with numbers."""
    terms = working.loss_event.terms
    term = next(t for t in terms if t.neuron == neuron)
    form = working.loss_form
    if form is None:
        y = to_symbol(term.output_symbol)
        return Slope(LOSS, y), _own(working, "gradient", terms.index(term), term.gradient)
    symbols, numbers, flag = _arguments(working, term)
    if form.softmax and sum(t.target for t in terms) != 1.0:
        targets = [to_symbol(t.target_symbol) for t in terms]
        shown, shown_numbers = add(*targets), add(*map(working.number, targets))
        return (
            minus(Product((shown, symbols[0])), symbols[1]),
            minus(Product((shown_numbers, numbers[0])), numbers[1]),
        )
    n = len(terms)
    return form.gradient(*symbols, n, flag), form.gradient(*numbers, n, flag)


def _is_softmax(working: Working) -> bool:
    return working.loss_form is not None and working.loss_form.softmax


def _probabilities(working: Working, places: Sequence[int]) -> Iterator[Block]:
    yield Paragraph(("Softmax makes probabilities of the outputs.",))
    for k in working.shown(places):
        if isinstance(k, LeftOut):
            yield left_out(k, "output")
        else:
            yield probability(working, Symbol("output", "probability", (k,)))


def _total(working: Working) -> Equation:
    event = working.loss_event

    shares = [Symbol("network", "loss", (k,)) for k in range(len(event.terms))]
    symbols, numbers = working.elide(shares, lambda share: share, working.number, working.exact)
    return working.equation(LOSS, (add(*symbols),), (add(*numbers),), event.value)


def _loss_term(working: Working, k: int, left: Symbol) -> Equation:
    term = working.loss_event.terms[k]
    form = working.loss_form
    if form is None:
        name = working.loss_event.loss
        y, z = to_symbol(term.output_symbol), to_symbol(term.target_symbol)
        return Equation(
            left,
            (
                Line(Call(name, (y, z)), "symbolic"),
                Line(Call(name, (working.number(y), working.number(z))), "substituted"),
                Line(_own(working, "terms", k, term.value), "result"),
            ),
            ("The loss is a function of your own; its value is the one that it gave.",),
            term.value,
        )
    symbols, numbers, flag = _arguments(working, term)
    n = len(working.loss_event.terms)
    return working.equation(
        left, (form.term(*symbols, n, flag),), (form.term(*numbers, n, flag),), term.value
    )


def _own(working: Working, what: str, k: int, exact: float) -> Number:
    def call() -> float:
        terms = working.loss_event.terms
        y = [working.number(to_symbol(term.output_symbol)).value for term in terms]
        z = [working.number(to_symbol(term.target_symbol)).value for term in terms]
        values: list[float] = getattr(working.trace.loss_function, what)(y, z)
        return values[k]

    return working.arithmetic.called(call, exact)


def _arguments(
    working: Working, term: events.LossTerm
) -> tuple[tuple[Expression, Expression], tuple[Expression, Expression], bool]:
    y, z = to_symbol(term.output_symbol), to_symbol(term.target_symbol)
    flag = abs(term.output - term.target) > 1.0
    if working.loss_event.loss == "binary_cross_entropy":
        flag = min(term.output, 1 - term.output) < _CLAMPED
    if _is_softmax(working):
        y = Symbol("output", "probability", y.indices)
    return (y, z), (working.number(y), working.number(z)), flag
