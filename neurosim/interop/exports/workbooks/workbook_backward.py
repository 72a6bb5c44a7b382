"""The page of the backward pass: a block for each neuron, with its error signal."""

from __future__ import annotations

from collections.abc import Callable

from neurosim.interop.exports.workbooks.workbook_forward import live_formulas
from neurosim.interop.exports.workbooks.workbook_page import WorkbookPage, rows_of
from neurosim.mathematics.expression import replaced
from neurosim.model import events
from neurosim.model.activations import A, S
from neurosim.model.column_names import with_column
from neurosim.tracing.trace import Trace

NAME, W_SYMBOL, WEIGHT, D_SYMBOL, DELTA, RESULT = range(6)
"""The columns of the page."""

_COLUMNS = (
    ("neuron", 30),
    ("symbol", 12),
    ("weight", 13),
    ("symbol", 12),
    ("error signal", 13),
    ("product, sum", 15),
)


def write_backward(new_page: Callable[..., WorkbookPage], trace: Trace) -> None:
    """Write the error signal of every neuron, from the outputs back."""
    page = new_page(
        "Backward",
        title="Backward: each neuron takes the error signals of the neurons after it",
        note="error signal = slope x (derivative of the loss + sum of weight x error signal)",
        columns=_COLUMNS,
    )
    for event in trace.events:
        if isinstance(event, events.ErrorSignalEvent):
            _write_neuron(page, trace, event)


def _write_neuron(page: WorkbookPage, trace: Trace, event: events.ErrorSignalEvent) -> None:
    neuron = trace.net[event.neuron]
    output, summation = event.symbol.other("output"), event.symbol.other("summation")
    name = with_column(event.neuron, trace[event.neuron].column)
    page.block(f"{name}: {neuron.activation.name}", len(_COLUMNS))
    first = page.row
    for term in event.terms:
        page.text(NAME, with_column(term.successor, trace[term.successor].column))
        page.text(W_SYMBOL, str(term.weight_symbol), "symbol")
        page.formula(WEIGHT, page.cell(term.weight_symbol), term.weight)
        page.text(D_SYMBOL, str(term.delta_symbol), "symbol")
        page.formula(DELTA, page.cell(term.delta_symbol), term.delta)
        page.formula(RESULT, f"{page.here(WEIGHT)}*{page.here(DELTA)}", term.product)
        page.next()
    last = page.row - 1
    behind = f"SUMPRODUCT({rows_of(WEIGHT, first, last)},{rows_of(DELTA, first, last)})"
    parts = [behind] if event.terms else []
    by_loss = ""
    if event.is_of_output:
        kind = "loss gradient" if event.joined is None else "joined gradient"
        share = event.symbol.other(kind)
        value = event.loss_gradient if event.joined is None else event.joined
        page.text(NAME, "from the loss")
        page.text(D_SYMBOL, str(share), "symbol")
        page.formula(RESULT, page.cell(share), value or 0.0)
        by_loss = page.here(RESULT)
        page.next()
    slope = event.symbol.other("slope")
    _, form = live_formulas(neuron.activation, event.neuron)
    page.text(NAME, "slope")
    page.text(D_SYMBOL, str(slope), "symbol")
    form = replaced(form, {S: summation, A: output})
    page.reading(RESULT, form, event.derivative, slope)
    at = page.here(RESULT)
    page.next()
    if event.joined is not None:
        # the slope of the output is in the derivative of the loss already
        total = "+".join([by_loss, *(f"{at}*{part}" for part in parts)])
    else:
        summands = [by_loss, *parts] if by_loss else parts or ["0"]
        inner = "+".join(summands)
        total = f"{at}*{inner}" if len(summands) == 1 else f"{at}*({inner})"
    page.text(NAME, "error signal")
    page.text(D_SYMBOL, str(event.symbol), "symbol")
    page.formula(RESULT, total, event.value, event.symbol, "result")
    page.next(2)
