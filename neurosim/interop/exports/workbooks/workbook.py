"""A workbook with live formulas: one sample that is computed again when a cell is changed."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from neurosim.checks import instance, whole_number
from neurosim.errors import InputError, listed
from neurosim.files import PathLike, check_destination, check_ending, write_whole
from neurosim.interop.exports.workbooks.cell_styles import CellStyles
from neurosim.interop.exports.workbooks.workbook_backward import write_backward
from neurosim.interop.exports.workbooks.workbook_forward import live_formulas, write_forward
from neurosim.interop.exports.workbooks.workbook_loss import loss_forms, write_loss
from neurosim.interop.exports.workbooks.workbook_page import PagePlace, WorkbookPage
from neurosim.interop.exports.workbooks.workbook_sample import (
    write_outputs,
    write_sample,
    write_total,
)
from neurosim.interop.exports.workbooks.workbook_update import live_rule, write_update
from neurosim.tracing.trace import Trace

MOST_EDGES = 30_000
"""The most edges of a network in a workbook, and the most neurons."""


def write_xlsx(trace: Trace, path: PathLike, *, digits: int = 4, overwrite: bool = True) -> Path:
    """Write one sample as an Excel workbook with live formulas.

    Every number is a formula of the cells that it depends on, so a change of an input, a target, a
    weight or the learning rate changes everything after it. Cells to change are yellow. The pages
    are the steps: ``Sample``, ``Forward``, ``Loss``, ``Backward`` and ``Update``, as far as the
    trace goes (without a learning rate, the last one is ``Gradients``). Names are written as text
    that never becomes a formula.

    Parameters
    ----------
    trace : Trace
        The sample, from ``ns.trace``; with targets for the loss and the error signals, and with a
        learning rate for the update.
    path : path
        The file to write; its name ends with ``.xlsx``.
    digits : int
        Decimals that are shown, 0 to 15; the cells have all digits.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    InputError
        If XlsxWriter is not installed, the network has more than 30,000 edges or neurons, the trace
        was made with a mistake, or an activation, the loss or the optimizer is of your own and
        brings no formula, or one that is too long for Excel.
    FileError
        If the file exists and may not be replaced, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import neurosim as ns
    >>> trace = ns.trace(ns.mlp([2, 3, 1]), [1.0, 0.5], [1.0], learning_rate=0.1)
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     write_xlsx(trace, f"{directory}/sample.xlsx").name
    'sample.xlsx'
    """
    instance(trace, Trace, "write_xlsx takes a trace", "ns.trace(net, x, z)")
    shown = whole_number(digits, "digits", minimum=0, maximum=15)
    check_destination(path)
    check_ending(path, ".xlsx", "a workbook")
    _check(trace)
    return write_whole(path, _workbook(trace, shown), overwrite=overwrite)


def _check(trace: Trace) -> None:
    """Raise InputError for what has no formulas, before anything is written."""
    if trace.mistakes:
        made = listed(mistake.name for mistake in trace.mistakes)
        raise InputError(
            f"the trace was made with the mistake {made}, and a workbook has the right formulas; "
            "trace the sample without mistake="
        )
    n_edges = trace.net.structure.n_edges
    if n_edges > MOST_EDGES:
        raise InputError(
            f"the network has {n_edges:,} edges; a workbook takes at most {MOST_EDGES:,}, so trace "
            "a smaller network"
        )
    n_neurons = len(trace.net.structure.order)
    if n_neurons > MOST_EDGES:
        raise InputError(
            f"the network has {n_neurons:,} neurons; a workbook takes at most {MOST_EDGES:,}, so "
            "trace a smaller network"
        )
    for neuron in trace.net.structure.computed:
        live_formulas(neuron.activation, neuron.name)
    loss = trace.loss_function
    if loss is not None and trace.loss is not None:
        for neuron in trace.net.outputs:
            loss_forms(loss, neuron.activation)
    if trace.optimizer is not None:
        live_rule(trace.optimizer)


def _workbook(trace: Trace, digits: int) -> bytes:
    content = io.BytesIO()
    book = _xlsxwriter().Workbook(content, {"in_memory": True})
    # the same trace gives the same bytes at any time
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    places: dict[object, PagePlace] = {}
    names: dict[object, str] = {}
    new_page = partial(
        WorkbookPage, book, styles=CellStyles(book, digits), places=places, names=names
    )
    sample = write_sample(new_page, trace)
    write_forward(new_page, trace)
    write_outputs(sample, trace)
    if trace.loss_function is not None and trace.loss is not None:
        write_loss(new_page, trace, trace.loss_function)
        write_total(sample, trace)
        write_backward(new_page, trace)
        write_update(new_page, trace)
    book.close()
    return content.getvalue()


def _xlsxwriter() -> Any:
    try:
        return import_module("xlsxwriter")
    except ImportError:
        raise InputError(
            "a workbook needs the package XlsxWriter: pip install 'neurosim[workbook]'"
        ) from None
