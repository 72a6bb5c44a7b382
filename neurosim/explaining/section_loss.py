"""Section 4: the loss, of each output and in all."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence

from neurosim.explaining.elision import LeftOut
from neurosim.explaining.functions import exp
from neurosim.explaining.general_equation import loss_name, own_formula
from neurosim.explaining.loss_forms import LossForm, mean_factor
from neurosim.explaining.working import Working, left_out
from neurosim.mathematics.expression import (
    Call,
    Expression,
    Fraction,
    Negative,
    Number,
    Product,
    Slope,
    Sum,
    Symbol,
    add,
    minus,
)
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.model.column_names import short_column
from neurosim.writing.document import Block, Equation, Name, Paragraph, Phrase, WorkedLine
from neurosim.writing.letters import LOSS, to_symbol

_LARGEST_EXPONENT = 700.0
_SMALLEST = sys.float_info.min


def loss(working: Working) -> Iterator[Block]:
    """Yield the loss of each output and the whole loss."""
    event, names = working.loss_event, working.selection.losses
    places = [k for k, term in enumerate(event.terms) if names is None or term.neuron in names]
    alone = len(event.terms) == 1
    units = ", in normalized units" if working.net.target_scaling is not None else ""
    form = working.loss_form
    mean = "" if form is None else mean_factor(form, len(event.terms))
    name = loss_name(event.loss, form)
    yield Paragraph(("The loss is ", name, f"{units}.", f" {mean}" if mean else ""))
    if _is_softmax(working):
        yield from _probabilities(working, places)
    for k in working.shown(places):
        if isinstance(k, LeftOut):
            yield left_out(k, "output")
        else:
            yield _loss_term(working, k, LOSS if alone else Symbol("network", "loss", (k,)))
    if not alone and len(places) == len(event.terms):
        yield _total(working)


def class_probabilities(working: Working) -> Iterator[Block]:
    """Yield the probability of each class, of a sample without a target."""
    names = working.selection.losses
    outputs = working.net.outputs
    yield from _probabilities(
        working, [k for k, n in enumerate(outputs) if names is None or n.name in names]
    )


def loss_value(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of the loss, or of the share of one output."""
    if symbol.indices or len(working.loss_event.terms) == 1:
        return _loss_term(working, symbol.indices[0] if symbol.indices else 0, symbol)
    return _total(working)


def probability(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of a probability of softmax."""
    k = symbol.indices[0]
    y, highest = _outputs(working)[k], _taken_off(working)
    column = working.trace[working.net.outputs[k]].column
    why: Phrase = ()
    if column:
        why = ("The probability of ", Name(short_column(column)), ".")
    if highest is not None:
        why = (
            *why,
            " " if why else "",
            highest,
            ", the largest output, is subtracted from every exponent. This does not change the "
            "quotient, and the powers do not become too large for a computer.",
        )
    powers, powers_in_numbers = _powers(working, highest)
    return working.equation(
        symbol,
        (Fraction(exp(_without(y, highest)), add(*powers)),),
        (Fraction(exp(_in_numbers(working, y, highest)), add(*powers_in_numbers)),),
        working.exact(symbol),
        why=why,
        worked=False,
    )


def loss_gradient(working: Working, neuron: str) -> tuple[Expression, Expression]:
    """Return dL/dy of an output, with symbols and with numbers."""
    terms = working.loss_event.terms
    k = next(k for k, term in enumerate(terms) if term.neuron == neuron)
    form = working.loss_form
    if form is None:
        slope = Slope(LOSS, to_symbol(terms[k].output_symbol))
        return slope, _own(working, "gradient", k, terms[k].gradient)
    symbols = _arguments(working, k)
    y, z = map(working.number, symbols)
    if form.softmax and plain_sum(term.target for term in terms) != 1.0:
        targets = [to_symbol(term.target_symbol) for term in terms]
        shown, put_in = working.elide(targets, _itself, working.number, working.exact)
        return (
            minus(Product((add(*shown), symbols[0])), symbols[1]),
            minus(Product((add(*put_in), y)), z),
        )
    n, case = len(terms), form.case_of_gradient(y.value, z.value)
    return form.gradient(*symbols, n, case), form.gradient(y, z, n, case)


def joined_gradient(working: Working, neuron: str) -> tuple[Expression, Expression]:
    """Return dL/ds of an output whose loss is computed from its summation, in the same way."""
    terms = working.loss_event.terms
    k = next(k for k, term in enumerate(terms) if term.neuron == neuron)
    form, n = working.loss_form, len(terms)
    symbols = _arguments(working, k)
    y, z = map(working.number, symbols)
    if form is not None and form.joined is not None:
        return form.joined.gradient(*symbols, n), form.joined.gradient(y, z, n)
    loss = working.trace.loss_function
    assert loss is not None
    assert loss.joined is not None
    of_joined = loss.joined.gradient
    number = working.arithmetic.called(lambda: of_joined(y.value, z.value, n), terms[k].gradient)
    return Slope(LOSS, to_symbol(terms[k].by_symbol)), number


def whole_gradient(working: Working, neuron: str) -> Expression:
    """Return dL/dy of an output in symbols, without guards against numbers out of range."""
    terms, form = working.loss_event.terms, working.loss_form
    assert form is not None
    k = next(k for k, term in enumerate(terms) if term.neuron == neuron)
    return form.gradient(*_arguments(working, k), len(terms))


def loss_case(working: Working, neuron: str) -> str:
    """Return the explanation of the gradient of an output: its case, and the factor of a mean.

    It is empty if there are no cases and no factor.
    """
    terms, form = working.loss_event.terms, working.loss_form
    if form is None:
        return ""
    k = next(k for k, term in enumerate(terms) if term.neuron == neuron)
    said = [_case(working, form, k), mean_factor(form, len(terms))]
    return " ".join(filter(None, said))


def _case(working: Working, form: LossForm, k: int) -> str:
    if not form.cases:
        return ""
    y, z = (working.number(symbol).value for symbol in _arguments(working, k))
    return form.cases[form.case_of_gradient(y, z)]


def _is_softmax(working: Working) -> bool:
    return working.loss_form is not None and working.loss_form.softmax


def _probabilities(working: Working, places: Sequence[int]) -> Iterator[Block]:
    yield Paragraph(("Softmax turns the outputs into probabilities.",))
    for k in working.shown(places):
        if isinstance(k, LeftOut):
            yield left_out(k, "output")
        else:
            yield probability(working, Symbol("output", "probability", (k,)))


def _outputs(working: Working) -> list[Symbol]:
    return [to_symbol(working.trace[neuron].symbol) for neuron in working.net.outputs]


def _highest(working: Working) -> Symbol:
    return max(_outputs(working), key=working.exact)


def _taken_off(working: Working) -> Symbol | None:
    """Return what is subtracted from the exponents, if powers of the outputs are out of range."""
    highest = _highest(working)
    return highest if abs(working.exact(highest)) > _LARGEST_EXPONENT else None


def _without(y: Expression, highest: Expression | None) -> Expression:
    return y if highest is None else minus(y, highest)


def _in_numbers(working: Working, y: Symbol, highest: Symbol | None) -> Expression:
    return _without(working.number(y), None if highest is None else working.number(highest))


def _powers(working: Working, highest: Symbol | None) -> tuple[list[Expression], list[Expression]]:
    """Return the sum of the powers of softmax, with symbols and with numbers."""
    taken_off = 0.0 if highest is None else working.exact(highest)
    return working.elide(
        _outputs(working),
        lambda y: exp(_without(y, highest)),
        lambda y: exp(_in_numbers(working, y, highest)),
        lambda y: math.exp(working.exact(y) - taken_off),
    )


def _total(working: Working) -> Equation:
    event = working.loss_event
    shares = [Symbol("network", "loss", (k,)) for k in range(len(event.terms))]
    symbols, numbers = working.elide(shares, _itself, working.number, working.exact)
    return working.equation(LOSS, (add(*symbols),), (add(*numbers),), event.value)


def _itself(symbol: Symbol) -> Expression:
    return symbol


def _loss_term(working: Working, k: int, left: Symbol) -> Equation:
    term = working.loss_event.terms[k]
    form = working.loss_form
    symbols = _arguments(working, k)
    y, z = map(working.number, symbols)
    if form is None:
        assert working.trace.loss_function is not None
        name = working.loss_event.loss
        return Equation(
            left,
            (
                WorkedLine(Call(name, symbols), "symbolic"),
                WorkedLine(Call(name, (y, z)), "substituted"),
                WorkedLine(_own(working, "terms", k, term.value), "result"),
            ),
            (
                "The loss is your own function",
                *own_formula(LOSS, working.trace.loss_function.latex),
                "; its value is the one that it returned.",
            ),
            term.value,
        )
    n = len(working.loss_event.terms)
    if term.summation_symbol is not None and form.joined is not None:
        s = to_symbol(term.summation_symbol)
        return working.equation(
            left,
            (form.term(*symbols, n), form.joined.term(s, symbols[1], n)),
            (form.joined.term(working.number(s), z, n),),
            term.value,
            why=(
                "The output is written as the function of its summation, because the summation "
                "still tells how wrong it is when the output is rounded to "
                f"{form.joined.end_of_range}.",
            ),
            worked=False,
        )
    if form.softmax and min(y.value, working.exact(symbols[0])) < _SMALLEST:
        return _term_of_outputs(working, k, left)
    place, case = form.case_of_term(y.value, z.value), _case(working, form, k)
    return working.equation(
        left,
        (form.term(*symbols, n, place),),
        (form.term(y, z, n, place),),
        term.value,
        why=(case,) if case else (),
    )


def _term_of_outputs(working: Working, k: int, left: Symbol) -> Equation:
    """Return the loss term of an output whose probability is too small to have a logarithm."""
    y, highest = _outputs(working)[k], _highest(working)
    z = _arguments(working, k)[1]
    powers, powers_in_numbers = _powers(working, highest)
    return working.equation(
        left,
        (Product((z, _logarithm(highest, powers, y))),),
        (
            Product(
                (
                    working.number(z),
                    _logarithm(working.number(highest), powers_in_numbers, working.number(y)),
                )
            ),
        ),
        working.loss_event.terms[k].value,
        why=(
            "The probability is too small for a computer, so its logarithm is computed from the "
            "outputs; ",
            highest,
            " is the largest of them.",
        ),
    )


def _logarithm(highest: Expression, powers: Sequence[Expression], y: Expression) -> Expression:
    return Sum((highest, Call("ln", (add(*powers),)), Negative(y)))


def _own(working: Working, what: str, k: int, exact: float) -> Number:
    loss = working.trace.loss_function

    def call() -> float:
        terms = working.loss_event.terms
        summation = terms[k].summation_symbol
        if what == "terms" and summation is not None and loss is not None and loss.joined:
            s, z_k = (
                working.number(to_symbol(t)).value for t in (summation, terms[k].target_symbol)
            )
            return loss.joined.term(s, z_k, len(terms))
        y = [working.number(to_symbol(term.output_symbol)).value for term in terms]
        z = [working.number(to_symbol(term.target_symbol)).value for term in terms]
        values: list[float] = getattr(loss, what)(y, z)
        return values[k]

    return working.arithmetic.called(call, exact)


def _arguments(working: Working, k: int) -> tuple[Symbol, Symbol]:
    term = working.loss_event.terms[k]
    y = to_symbol(term.output_symbol)
    if _is_softmax(working):
        y = Symbol("output", "probability", y.indices)
    return y, to_symbol(term.target_symbol)
