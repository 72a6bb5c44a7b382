"""The first page of a workbook: the sample, the learning rate, and what the network says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from neurosim.interop.exports.workbooks.workbook_page import WorkbookPage, rows_of
from neurosim.mathematics.expression import Letter, letters_of
from neurosim.mathematics.symbols import LEARNING_RATE, LOSS
from neurosim.model.columns import class_column
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol as symbol_of
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import StandardScaling
from neurosim.model.update_rule import T, read_rule
from neurosim.tracing.trace import Trace

NEURON, COLUMN, RAW, FIRST, SECOND, LOW, HIGH = range(7)
"""The first columns of the page; those from ``FIRST`` on are there if a scaling has numbers."""

OUTPUTS = "outputs"
"""With its number, the key of the cell of an output on this page."""

_WIDTHS = (18, 24, 13)
_SCALING_WIDTHS = (13, 13, 9, 9)
_LAST_WIDTHS = (9, 13, 9, 13)
_NOTE = "Change a yellow cell: every number that depends on it is computed again."


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the last columns of the page are, after so many numbers of a scaling."""

    n_scaling: int

    @property
    def symbol(self) -> int:
        return FIRST + self.n_scaling

    @property
    def value(self) -> int:
        return self.symbol + 1

    @property
    def probability(self) -> int:
        return self.symbol + 3

    @property
    def widths(self) -> tuple[int, ...]:
        return (*_WIDTHS, *_SCALING_WIDTHS[: self.n_scaling], *_LAST_WIDTHS)

    def headers(self, neuron: str, raw: str, scaling: Scaling | None) -> list[str]:
        names = [*_names(scaling), *[""] * self.n_scaling][: self.n_scaling]
        return [neuron, "column", raw, *names, "symbol", "normalized" if scaling else "value"]


def _columns(net: Network) -> _Columns:
    return _Columns(max(len(_names(one)) for one in (net.input_scaling, net.target_scaling)))


def _names(scaling: Scaling | None) -> list[str]:
    match scaling:
        case MinMaxScaling():
            return ["minimum", "maximum", "low", "high"]
        case StandardScaling():
            return ["mean", "deviation"]
    return []


def write_sample(new_page: Callable[..., WorkbookPage], trace: Trace) -> WorkbookPage:
    """Write inputs, targets, the optimizer's numbers, and room for outputs; return the page."""
    net, structure = trace.net, trace.net.structure
    scaling, at = net.input_scaling, _columns(net)
    headers = at.headers("input", "raw value", scaling)
    page = new_page(
        "Sample",
        title=f"{net.name}: one sample" if net.name else "One sample, computed by the network",
        note=_NOTE,
        columns=[*zip([*headers, "", ""], at.widths, strict=True)],
    )
    for index, (neuron, raw) in enumerate(zip(structure.inputs, trace.raw_inputs, strict=True)):
        _write_normalized(page, trace, neuron, "output", raw, scaling, index)
    if trace.raw_targets:
        page.next()
        page.header(at.headers("output", "raw target", net.target_scaling))
        targets = zip(structure.outputs, trace.raw_targets, strict=True)
        for index, (neuron, raw) in enumerate(targets):
            _write_normalized(page, trace, neuron, "target", raw, net.target_scaling, index)
    if trace.optimizer is not None:
        page.next()
        page.header([type(trace.optimizer).__name__, "", "value"])
        _write_optimizer(page, trace)
    return page


def write_outputs(page: WorkbookPage, trace: Trace) -> None:
    """Write the outputs below, when their cells are known."""
    net, structure = trace.net, trace.net.structure
    scaling, n, at = net.target_scaling, len(trace.net.outputs), _columns(net)
    probabilities = ["symbol", "probability"] if trace.has_probabilities else []
    page.next()
    page.header([*at.headers("output", "raw output", scaling), *probabilities])
    first = page.row
    logits = rows_of(at.value, first, first + n - 1)
    for index, (neuron, raw) in enumerate(zip(structure.outputs, trace.raw_outputs, strict=True)):
        symbol = symbol_of(structure, neuron, "output")
        page.text(NEURON, neuron.name)
        page.text(COLUMN, trace[neuron].column)
        page.text(at.symbol, str(symbol), "symbol")
        page.formula(at.value, page.cell(symbol), neuron.output or 0.0, (OUTPUTS, index))
        _write_scaling(page, scaling, index, "target")
        page.formula(RAW, _raw_formula(page, scaling, at), raw, style="result")
        if trace.has_probabilities:
            share = symbol.other("probability")
            page.text(at.probability - 1, str(share), "symbol")
            own = f"EXP({page.here(at.value)}-MAX({logits}))"
            every = f"SUMPRODUCT(EXP({logits}-MAX({logits})))"
            value = trace[neuron].probability or 0.0
            page.formula(at.probability, f"{own}/{every}", value, share, "result")
        page.next()
    column = class_column(net.target_columns)
    if column is not None and not column.one_output:
        page.text(NEURON, "largest output")
        names, largest = rows_of(COLUMN, first, first + n - 1), rows_of(RAW, first, first + n - 1)
        place = max(range(n), key=trace.raw_outputs.__getitem__)
        shown = trace[structure.outputs[place]].column
        page.formula(
            COLUMN, f"INDEX({names},MATCH(MAX({largest}),{largest},0))", shown, style="answer"
        )
        page.next()


def write_total(page: WorkbookPage, trace: Trace) -> None:
    """Write the loss below, when its cell is known."""
    page.text(NEURON, f"loss ({trace.loss_name})")
    page.formula(RAW, page.cell(LOSS), trace.loss or 0.0, style="result")
    page.next()


def _write_normalized(
    page: WorkbookPage,
    trace: Trace,
    neuron: Neuron,
    quantity: str,
    raw: float,
    scaling: Scaling | None,
    index: int,
) -> None:
    symbol = symbol_of(trace.net.structure, neuron, quantity)
    value = neuron.output if quantity == "output" else neuron.target
    page.text(NEURON, neuron.name)
    page.text(COLUMN, trace[neuron].column)
    at = _columns(trace.net)
    page.text(at.symbol, str(symbol), "symbol")
    page.number(RAW, raw, style="raw")
    _write_scaling(page, scaling, index, quantity)
    page.formula(at.value, _normalized_formula(page, scaling, index), value or 0.0, symbol)
    page.next()


def _write_scaling(page: WorkbookPage, scaling: Scaling | None, index: int, quantity: str) -> None:
    numbers: Sequence[float] = ()
    match scaling:
        case MinMaxScaling():
            limits = scaling.minimum[index], scaling.maximum[index]
            numbers = (*limits, *scaling.feature_range)
        case StandardScaling():
            numbers = scaling.mean[index], scaling.deviation[index]
    for column, number in enumerate(numbers, FIRST):
        known = quantity, index, column
        if page.has(known):
            # outputs go back with the numbers of the targets, which stand above
            page.formula(column, page.cell(known), number, style="plain")
        else:
            page.number(column, number, known, "plain")


def _normalized_formula(page: WorkbookPage, scaling: Scaling | None, index: int) -> str:
    raw, first, second, low, high = map(page.here, (RAW, FIRST, SECOND, LOW, HIGH))
    match scaling:
        case MinMaxScaling():
            if scaling.constant[index]:
                return f"({low}+{high})/2"
            return f"({raw}-{first})/({second}-{first})*({high}-{low})+{low}"
        case StandardScaling():
            return "0" if scaling.constant[index] else f"({raw}-{first})/{second}"
    return raw


def _raw_formula(page: WorkbookPage, scaling: Scaling | None, at: _Columns) -> str:
    value, first, second, low, high = map(page.here, (at.value, FIRST, SECOND, LOW, HIGH))
    match scaling:
        case MinMaxScaling():
            return f"({value}-{low})/({high}-{low})*({second}-{first})+{first}"
        case StandardScaling():
            return f"{value}*{second}+{first}"
    return value


def _write_optimizer(page: WorkbookPage, trace: Trace) -> None:
    assert trace.optimizer is not None
    rule = read_rule(trace.optimizer)
    page.text(NEURON, "learning rate")
    page.text(COLUMN, str(LEARNING_RATE), "symbol")
    page.name_number(RAW, "eta", trace.optimizer.learning_rate, LEARNING_RATE)
    page.next()
    for letter, value in sorted(rule.numbers.items(), key=lambda item: _name(item[0])):
        page.text(NEURON, _name(letter))
        page.name_number(RAW, _name(letter), value, letter)
        page.next()
    if any(T in letters_of(line.form) for line in rule.lines):
        page.text(NEURON, "number of the step")
        page.text(COLUMN, "t", "symbol")
        page.name_number(RAW, "t", trace.n_steps, T)
        page.next()


def _name(letter: Letter) -> str:
    return f"{letter.base}_{letter.below}" if letter.below else letter.base
