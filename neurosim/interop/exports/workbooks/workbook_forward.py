"""The page of the forward pass: a block for each neuron, with its weights, summation and output."""

from __future__ import annotations

from collections.abc import Callable

from neurosim.errors import InputError, brief
from neurosim.interop.exports.workbooks.workbook_page import WorkbookPage, rows_of
from neurosim.mathematics.expression import Call, Expression, replaced
from neurosim.model import events
from neurosim.model.activations import ACTIVATIONS, Activation, S, formulas_of
from neurosim.model.column_names import with_column
from neurosim.tracing.trace import Trace

NAME, SYMBOL, VALUE, W_SYMBOL, WEIGHT, RESULT = range(6)
"""The columns of the page."""

_COLUMNS = (
    ("neuron", 30),
    ("symbol", 10),
    ("value", 13),
    ("symbol", 12),
    ("weight", 13),
    ("product, sum", 15),
)


def write_forward(new_page: Callable[..., WorkbookPage], trace: Trace) -> None:
    """Write the summation and the output of every neuron, in the order of computing."""
    page = new_page(
        "Forward",
        title="Forward: each neuron adds its weighted inputs",
        note="summation s = sum of value x weight + bias;  output = activation of s",
        columns=_COLUMNS,
    )
    summation: events.SummationEvent | None = None
    for event in trace.events:
        if isinstance(event, events.SummationEvent):
            summation = event
        elif isinstance(event, events.ActivationEvent) and summation is not None:
            _write_neuron(page, trace, summation, event)


def _write_neuron(
    page: WorkbookPage,
    trace: Trace,
    summation: events.SummationEvent,
    output: events.ActivationEvent,
) -> None:
    name = with_column(output.neuron, trace[output.neuron].column)
    page.block(f"{name}: {output.activation}", len(_COLUMNS))
    first = page.row
    for term in summation.terms:
        page.text(NAME, with_column(term.source, trace[term.source].column))
        page.text(SYMBOL, str(term.source_symbol), "symbol")
        page.formula(VALUE, page.cell(term.source_symbol), term.value)
        page.text(W_SYMBOL, str(term.weight_symbol), "symbol")
        page.number(WEIGHT, term.weight, term.weight_symbol)
        page.formula(RESULT, f"{page.here(VALUE)}*{page.here(WEIGHT)}", term.product)
        page.next()
    last = page.row - 1
    page.text(NAME, "bias")
    page.text(W_SYMBOL, str(summation.bias_symbol), "symbol")
    page.number(WEIGHT, summation.bias, summation.bias_symbol)
    bias = page.here(WEIGHT)
    page.formula(RESULT, bias, summation.bias)
    page.next()
    page.text(NAME, "summation")
    page.text(W_SYMBOL, str(summation.symbol), "symbol")
    pairs = f"SUMPRODUCT({rows_of(VALUE, first, last)},{rows_of(WEIGHT, first, last)})+"
    total = f"{pairs if summation.terms else ''}{bias}"
    page.formula(RESULT, total, summation.value, summation.symbol, "result")
    page.next()
    page.text(NAME, "output")
    page.text(W_SYMBOL, str(output.symbol), "symbol")
    function, _ = live_formulas(trace.net[output.neuron].activation, output.neuron)
    form = replaced(function, {S: summation.symbol})
    page.reading(RESULT, form, output.value, output.symbol, style="result")
    page.next(2)


def live_formulas(activation: Activation, neuron: str) -> tuple[Expression, Expression]:
    """Return ``f(s)`` in the letter s and ``f'(s)`` in s and a, as a spreadsheet has them.

    Raises
    ------
    InputError
        If the activation brings no formula.
    """
    formulas = formulas_of(activation)
    if formulas is None:
        raise InputError(
            f"the activation {brief(activation.name)} of neuron {brief(neuron)} has no formula, "
            "which a workbook needs; give it formula= and slope="
        )
    if activation is ACTIVATIONS["tanh"]:
        # a spreadsheet has it as a function; its powers of e would lose digits near 0
        return Call("tanh", (S,)), formulas[1]
    return formulas
