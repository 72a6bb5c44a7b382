"""Section 4: the loss, of each output and in all."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence

from neurosim.explaining.elision import LeftOut
from neurosim.explaining.functions import own_formula
from neurosim.explaining.loss_forms import LossForm, loss_name, mean_factor
from neurosim.explaining.working import Working, left_out
from neurosim.mathematics.expression import (
    E_NUMBER,
    Call,
    Expression,
    Fraction,
    Negative,
    Number,
    Power,
    Product,
    Slope,
    Sum,
    add,
    minus,
)
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.mathematics.symbols import LOSS, Symbol
from neurosim.model.column_names import short_column
from neurosim.writing.document import Block, Equation, Name, Paragraph, Phrase, WorkedLine

_LARGEST_EXPONENT = 700.0
_SMALLEST = sys.float_info.min


def loss(working: Working) -> Iterator[Block]:
    """Yield the loss of each output and the whole loss."""
    event, names = working.loss_event, working.selection.names("losses")
    places = [k for k, term in enumerate(event.terms) if names is None or term.neuron in names]
    alone = len(event.terms) == 1
    units = ", in normalized units" if working.net.target_scaling is not None else ""
    form = working.loss_form
    mean = "" if form is None else mean_factor(form, len(event.terms))
    name = loss_name(event.loss, form)
    yield Paragraph(("The loss is ", name, f"{units}.", f" {mean}" if mean else ""))
    yield from working.diagram(working.net.outputs[k] for k in places)
    if _is_softmax(working):
        yield from _probabilities(working, places)
    for k in working.shown(places):
        if isinstance(k, LeftOut):
            yield left_out(k, "output")
        else:
            yield _loss_term(working, k, LOSS if alone else _share(k))
    if not alone and len(places) == len(event.terms):
        yield _total(working)


def class_probabilities(working: Working) -> Iterator[Block]:
    """Yield the probability of each class, of a sample without a target."""
    names = working.selection.names("losses")
    outputs = working.net.outputs
    yield from _probabilities(
        working, [k for k, n in enumerate(outputs) if names is None or n.name in names]
    )


def _share(k: int) -> Symbol:
    return LOSS._replace(indices=(k,))


def loss_value(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of the loss, or of the share of one output."""
    if symbol.indices or len(working.loss_event.terms) == 1:
        return _loss_term(working, symbol.indices[0] if symbol.indices else 0, symbol)
    return _total(working)


def _total(working: Working) -> Equation:
    if wrong := working.mistaken(LOSS):
        return wrong
    event = working.loss_event
    shares = [_share(k) for k in range(len(event.terms))]
    return working.equation(
        LOSS, [add(*working.elide(shares, _itself, working.exact))], event.value
    )


def _itself(symbol: Symbol) -> Expression:
    return symbol


def _loss_term(working: Working, k: int, left: Symbol) -> Equation:
    if wrong := working.mistaken(left):
        return wrong
    term, n = working.loss_event.terms[k], len(working.loss_event.terms)
    form, loss = working.loss_form, working.trace.loss_function
    y, z = arguments = _arguments(working, k)
    if form is None:
        assert loss is not None
        call = Call(loss.name, arguments)
        lines = (
            WorkedLine(call, "symbolic"),
            WorkedLine(working.numbers(call), "substituted"),
            WorkedLine(_own(working, "term", k, term.value), "result"),
        )
        why: Phrase = (
            "The loss is your own function",
            *own_formula(LOSS, loss.latex),
            "; its value is the one that it returned.",
        )
        return Equation(left, lines, why, term.value)
    if term.summation_symbol is not None and form.joined is not None:
        by_summation = form.joined.term(term.summation_symbol, z, n)
        why = (
            "The output is written as the function of its summation, because the summation still "
            "tells how wrong it is when the output is rounded to "
            f"{form.joined.end_of_range}.",
        )
        symbolic = [form.term(y, z, n), by_summation]
        return working.equation(left, symbolic, term.value, why=why, worked=False)
    values = working.number(y).value, working.number(z).value
    if form.softmax and min(values[0], working.exact(y)) < _SMALLEST:
        return _term_of_outputs(working, k, left)
    case = _case(working, form, k)
    symbolic = [form.term(y, z, n, form.case_of_term(*values))]
    return working.equation(left, symbolic, term.value, why=(case,) if case else ())


def _term_of_outputs(working: Working, k: int, left: Symbol) -> Equation:
    """Return the loss term of an output whose probability is too small to have a logarithm."""
    y, highest = _outputs(working)[k], _highest(working)
    logarithm = Call("ln", (add(*_powers(working, highest)),))
    why = (
        "The probability is too small for a computer, so its logarithm is computed from the "
        "outputs; ",
        highest,
        " is the largest of them.",
    )
    form = Product((_arguments(working, k)[1], Sum((highest, logarithm, Negative(y)))))
    return working.equation(left, [form], working.loss_event.terms[k].value, why=why)


# -- softmax -------------------------------------------------------------------------------------


def _probabilities(working: Working, places: Sequence[int]) -> Iterator[Block]:
    yield Paragraph(("Softmax turns the outputs into probabilities.",))
    for k in working.shown(places):
        if isinstance(k, LeftOut):
            yield left_out(k, "output")
        else:
            yield probability(working, _outputs(working)[k].other("probability"))


def probability(working: Working, symbol: Symbol) -> Equation:
    """Return the equation of a probability of softmax."""
    k = symbol.indices[0]
    highest = _taken_off(working)
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
    form = Fraction(_power(_outputs(working)[k], highest), add(*_powers(working, highest)))
    return working.equation(symbol, [form], working.exact(symbol), why=why, worked=False)


def _outputs(working: Working) -> list[Symbol]:
    return [working.symbol(neuron) for neuron in working.net.outputs]


def _highest(working: Working) -> Symbol:
    return max(_outputs(working), key=working.exact)


def _taken_off(working: Working) -> Symbol | None:
    """Return what is subtracted from the exponents, if powers of the outputs are out of range."""
    highest = _highest(working)
    return highest if abs(working.exact(highest)) > _LARGEST_EXPONENT else None


def _power(y: Symbol, highest: Symbol | None) -> Expression:
    return Power(E_NUMBER, y if highest is None else minus(y, highest))


def _powers(working: Working, highest: Symbol | None) -> list[Expression]:
    """Return the terms of the sum below the fraction line of softmax."""
    taken_off = 0.0 if highest is None else working.exact(highest)
    return working.elide(
        _outputs(working),
        lambda y: _power(y, highest),
        lambda y: math.exp(working.exact(y) - taken_off),
    )


def _is_softmax(working: Working) -> bool:
    return working.loss_form is not None and working.loss_form.softmax


# -- the derivative of the loss, for the error signals -------------------------------------------


def loss_gradient(working: Working, k: int) -> Expression:
    """Return dL/dy of an output, with symbols."""
    terms, form = working.loss_event.terms, working.loss_form
    y, z = _arguments(working, k)
    if form is None:
        return Slope(LOSS, y)
    if form.softmax and plain_sum(term.target for term in terms) != 1.0:
        targets = [term.target_symbol for term in terms]
        return minus(Product((add(*working.elide(targets, _itself, working.exact)), y)), z)
    case = form.case_of_gradient(working.number(y).value, working.number(z).value)
    return form.gradient(y, z, len(terms), case)


def joined_gradient(working: Working, k: int) -> Expression:
    """Return dL/ds of an output whose loss is computed from its summation, with symbols."""
    terms, form = working.loss_event.terms, working.loss_form
    if form is None or form.joined is None:
        return Slope(LOSS, terms[k].by_symbol)
    return form.joined.gradient(*_arguments(working, k), len(terms))


def own_gradient(working: Working, k: int) -> Mapping[Slope, Number]:
    """Return the number of the derivative that a loss without a formula has computed."""
    term, form = working.loss_event.terms[k], working.loss_form
    if form is not None and (term.summation_symbol is None or form.joined is not None):
        return {}
    return {Slope(LOSS, term.by_symbol): _own(working, "gradient", k, term.gradient)}


def whole_gradient(working: Working, k: int) -> Expression:
    """Return dL/dy of an output in symbols, without guards against numbers out of range."""
    assert working.loss_form is not None
    return working.loss_form.gradient(*_arguments(working, k), len(working.loss_event.terms))


def loss_case(working: Working, k: int) -> str:
    """Return the explanation of the gradient of an output: its case, and the factor of a mean.

    It is empty if there are no cases and no factor.
    """
    form = working.loss_form
    if form is None:
        return ""
    said = [_case(working, form, k), mean_factor(form, len(working.loss_event.terms))]
    return " ".join(filter(None, said))


def _case(working: Working, form: LossForm, k: int) -> str:
    if not form.cases:
        return ""
    y, z = (working.number(symbol).value for symbol in _arguments(working, k))
    return form.cases[form.case_of_gradient(y, z)]


def _own(working: Working, what: str, k: int, exact: float) -> Number:
    """Return the term or the gradient that a user's own function gives."""
    loss, terms = working.trace.loss_function, working.loss_event.terms
    assert loss is not None

    def call() -> float:
        y = [working.number(term.output_symbol).value for term in terms]
        z = [working.number(term.target_symbol).value for term in terms]
        s = terms[k].summation_symbol
        if s is not None and loss.joined is not None:
            if what == "gradient":
                return loss.joined.gradient(y[k], z[k], len(terms))
            return loss.joined.term(working.number(s).value, z[k], len(terms))
        return (loss.gradient if what == "gradient" else loss.terms)(y, z)[k]

    return working.arithmetic.called(call, exact)


def _arguments(working: Working, k: int) -> tuple[Symbol, Symbol]:
    """Return output (or its probability) and target."""
    term = working.loss_event.terms[k]
    y = term.output_symbol
    return y.other("probability") if _is_softmax(working) else y, term.target_symbol
