"""The page of the loss: the share of each output, and the derivative that is carried back."""

from __future__ import annotations

from collections.abc import Callable

from neurosim.errors import InputError, brief
from neurosim.interop.exports.workbooks.workbook_page import WorkbookPage, rows_of
from neurosim.interop.exports.workbooks.workbook_sample import OUTPUTS
from neurosim.mathematics.expression import Expression
from neurosim.mathematics.symbols import LOSS
from neurosim.model import events
from neurosim.model.activations import Activation, S
from neurosim.model.loss_formulas import of_outputs
from neurosim.model.losses import Loss, Y, Z, formulas_of_joined, formulas_of_loss
from neurosim.tracing.trace import Trace

NAME, COLUMN, Y_SYMBOL, OUTPUT, Z_SYMBOL, TARGET, SHARE, BY, GRADIENT = range(9)
"""The columns of the page."""

_COLUMNS = (
    ("neuron", 18),
    ("column", 24),
    ("symbol", 9),
    ("value", 13),
    ("symbol", 9),
    ("target", 13),
    ("share of the loss", 15),
    ("symbol", 11),
    ("derivative", 15),
)


def write_loss(new_page: Callable[..., WorkbookPage], trace: Trace, loss: Loss) -> None:
    """Write the loss, and its derivative by each output."""
    event = next(e for e in trace.events if isinstance(e, events.LossEvent))
    page = new_page(
        "Loss",
        title=f"Loss: {loss.name}",
        note="each output has a share in the loss L, and a derivative that is carried back",
        columns=_COLUMNS,
    )
    first, n = page.row, len(event.terms)
    logits = _logits(page, trace) if loss.softmax else ""
    targets = rows_of(TARGET, first, first + n - 1)
    for term in event.terms:
        joined = term.summation is not None
        page.text(NAME, term.neuron)
        page.text(COLUMN, trace[term.neuron].column)
        page.text(Y_SYMBOL, str(term.output_symbol), "symbol")
        page.formula(OUTPUT, page.cell(term.output_symbol), term.output)
        page.text(Z_SYMBOL, str(term.target_symbol), "symbol")
        page.formula(TARGET, page.cell(term.target_symbol), term.target)
        by = term.output_symbol.other("joined gradient" if joined else "loss gradient")
        page.text(BY, str(by), "symbol")
        if loss.softmax:
            y, z = page.here(OUTPUT), page.here(TARGET)
            log_total = f"MAX({logits})+LN(SUMPRODUCT(EXP({logits}-MAX({logits}))))"
            page.formula(SHARE, f"{z}*({log_total}-{y})", term.value)
            share = page.cell(term.output_symbol.other("probability"))
            page.formula(GRADIENT, f"SUMPRODUCT({targets})*{share}-{z}", term.gradient, by)
        else:
            activation = trace.net[term.neuron].activation if joined else None
            letters = {Y: page.here(OUTPUT), Z: page.here(TARGET)}
            if joined:
                summation = term.output_symbol.other("summation")
                letters[S] = page.cell(summation)
            forms = [of_outputs(form, n) for form in loss_forms(loss, activation)]
            page.reading(SHARE, forms[0], term.value, letters=letters)
            page.reading(GRADIENT, forms[1], term.gradient, by, letters=letters)
        page.next()
    page.text(NAME, "loss")
    page.text(Z_SYMBOL, str(LOSS), "symbol")
    total = f"SUMPRODUCT({rows_of(SHARE, first, first + n - 1)})"
    page.formula(SHARE, total, event.value, LOSS, "result")


def _logits(page: WorkbookPage, trace: Trace) -> str:
    """Return the cells of all outputs, which stand below each other on the first page."""
    n = len(trace.net.outputs)
    place = page.place((OUTPUTS, 0))
    return f"{place.page}!{rows_of(place.column, place.row, place.row + n - 1)}"


def loss_forms(loss: Loss, activation: Activation | None = None) -> tuple[Expression, Expression]:
    """Return the share of an output and its derivative, as a spreadsheet has them for all numbers.

    Parameters
    ----------
    loss : Loss
        The loss.
    activation : Activation, optional
        That of the output, if the loss is joined with it.

    Raises
    ------
    InputError
        If the loss brings no formula.
    """
    joined = None if activation is None else loss.joined_with(activation)
    formulas = formulas_of_loss(loss) if joined is None else formulas_of_joined(joined)
    if formulas is None:
        raise InputError(
            f"the loss {brief(loss.name)} has no formula, which a workbook needs; give it formula= "
            "and slope="
        )
    return formulas
