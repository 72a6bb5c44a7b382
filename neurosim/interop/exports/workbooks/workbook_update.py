"""The page of gradients and of the update: a row for each weight and each bias."""

from __future__ import annotations

from collections.abc import Callable

from neurosim.errors import InputError
from neurosim.interop.exports.workbooks.workbook_page import WorkbookPage
from neurosim.mathematics.expression import letters_of
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.mathematics.symbols import LEARNING_RATE, Symbol
from neurosim.model import events
from neurosim.model.optimizers import Optimizer
from neurosim.model.update_rule import ETA, THETA, G, ReadRule, T, read_rule
from neurosim.tracing.trace import Trace

SYMBOL, NEURON, SOURCE, DELTA, INPUT, GRADIENT = range(6)
"""The first columns of the page; those of the batch and of the optimizer follow."""

_COLUMNS = (
    ("parameter", 13),
    ("neuron", 18),
    ("source", 18),
    ("error signal", 13),
    ("input value", 13),
    ("gradient", 14),
)


def live_rule(optimizer: Optimizer) -> ReadRule:
    """Return the update rule of an optimizer.

    Raises
    ------
    InputError
        If it brings no rule.
    """
    rule = read_rule(optimizer)
    if not rule.lines:
        raise InputError(
            f"the optimizer {type(optimizer).__name__} has no rule, which a workbook needs; give "
            "it rule = (ns.RuleLine(...), ...)"
        )
    return rule


def write_update(new_page: Callable[..., WorkbookPage], trace: Trace) -> None:
    """Write the gradient of each parameter, and its step if the trace has one."""
    rule = None if trace.optimizer is None else live_rule(trace.optimizer)
    columns = _Columns(trace, rule)
    gradient = "gradient = error signal of the neuron x value that came in"
    if rule is None:
        name, title, note = "Gradients", "Gradients: what each weight does to the loss", gradient
    else:
        name, title = "Update", "Update: every weight takes a step against its gradient"
        note = f"{gradient};  the step is that of {type(trace.optimizer).__name__}"
    page = new_page(name, title=title, note=note, columns=columns.headers)
    updates = {e.symbol: e for e in trace.events if isinstance(e, events.UpdateEvent)}
    for event in trace.events:
        if isinstance(event, events.GradientEvent):
            _write_gradient(page, trace, event)
            if rule is not None:
                _write_step(page, trace, columns, rule, updates[event.symbol])
            page.next()


class _Columns:
    """Which column has which number of a step."""

    def __init__(self, trace: Trace, rule: ReadRule | None) -> None:
        self.headers: list[tuple[str, float]] = list(_COLUMNS)
        self.others = self.mean = -1
        if rule is None:
            return
        if trace.batch:
            n = len(next(iter(trace.batch.values())))
            self.others = self._added(f"sum of the {n} other samples")
            self.mean = self._added("mean gradient")
        self.before: dict[object, int] = {}
        self.after: dict[object, int] = {}
        for line in rule.lines[:-1]:
            if line.old in letters_of(line.form):
                self.before[line.old] = self._added(f"old {line.name}")
            self.after[line.letter] = self._added(line.name)
        self.old = self._added("old value")
        self.new = self._added("new value")
        self.note = self._added("")

    def _added(self, header: str) -> int:
        self.headers.append((header, 14))
        return len(self.headers) - 1


def _write_gradient(page: WorkbookPage, trace: Trace, event: events.GradientEvent) -> None:
    page.text(SYMBOL, str(event.symbol))
    page.text(NEURON, event.neuron)
    page.text(SOURCE, "bias" if event.input_symbol is None else _source(trace, event.input_symbol))
    page.formula(DELTA, page.cell(event.delta_symbol), event.delta)
    if event.input_symbol is None:
        page.number(INPUT, 1.0, style="number")
    else:
        page.formula(INPUT, page.cell(event.input_symbol), event.input or 0.0)
    gradient = f"{page.here(DELTA)}*{page.here(INPUT)}"
    page.formula(GRADIENT, gradient, event.value, event.symbol.gradient)


def _source(trace: Trace, symbol: Symbol) -> str:
    return trace.net.structure.owner(symbol).name


def _write_step(
    page: WorkbookPage, trace: Trace, columns: _Columns, rule: ReadRule, event: events.UpdateEvent
) -> None:
    page.formula(columns.old, page.cell(event.symbol), event.old)
    if not event.trainable:
        page.formula(columns.new, page.here(columns.old), event.value, event.symbol.after, "result")
        page.text(columns.note, "frozen", "note")
        return
    gradient = GRADIENT
    if trace.batch:
        others = trace.batch[event.symbol]
        page.number(columns.others, plain_sum(others))
        mean = f"({page.here(GRADIENT)}+{page.here(columns.others)})/{len(others) + 1}"
        page.formula(columns.mean, mean, event.gradient, event.symbol.mean_gradient)
        gradient = columns.mean
    parts = dict(event.parts)
    letters = {
        **{letter: page.named(letter) for letter in rule.numbers},
        ETA: page.named(LEARNING_RATE),
        THETA: page.here(columns.old),
        G: page.here(gradient),
    }
    if page.has(T):
        letters[T] = page.named(T)
    for line in rule.lines[:-1]:
        if line.old in columns.before:
            page.number(columns.before[line.old], parts.get(f"old {line.name}", 0.0))
            letters[line.old] = page.here(columns.before[line.old])
        column = columns.after[line.letter]
        page.reading(column, line.form, parts[line.name], letters=letters)
        letters[line.letter] = page.here(column)
    last = rule.lines[-1].form
    page.reading(
        columns.new, last, event.value, event.symbol.after, letters=letters, style="result"
    )
