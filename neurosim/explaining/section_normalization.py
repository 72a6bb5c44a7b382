"""Section 2: inputs and targets go from raw to normalized units, and outputs back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurosim.explaining.elision import LeftOut
from neurosim.explaining.scaling_forms import (
    column_in_data,
    constant_becomes,
    inverse_formula,
    kind_of,
    scaled_value,
    scaling_formula,
    unscaled_value,
    words_of,
)
from neurosim.explaining.working import Working, assignments, left_out
from neurosim.mathematics.expression import Call, Expression
from neurosim.mathematics.symbols import Symbol
from neurosim.model.neuron import Neuron
from neurosim.model.scaling import Scaling
from neurosim.tracing.trace_rows import NormalizationEvent
from neurosim.writing.document import (
    Assignments,
    Block,
    Equation,
    Paragraph,
    Phrase,
    Subheading,
)


def normalization(working: Working) -> Iterator[Block]:
    """Yield how each input and target goes from raw to normalized units."""
    net, has_targets = working.net, working.trace.raw_targets is not None
    for scaling, what in ((net.input_scaling, "inputs"), (net.target_scaling, "targets")):
        if scaling is None and (what == "inputs" or has_targets):
            yield Paragraph((f"The network uses its {what} as they are, without scaling.",))
    names = working.selection.names("normalized")
    if net.input_scaling is None:
        yield from _unscaled(working, net.inputs, "output")
    events = working.recorded(NormalizationEvent)
    shown = [e for e in events.values() if names is None or e.neuron in names]
    kinds = {kind_of(e.scaling): e.symbol.kind for e in reversed(shown)}
    for scaling_kind, kind in reversed(kinds.items()):
        whose = "For the inputs" if kind == "input" else "For the targets"
        why = words_of(scaling_kind)
        yield scaling_formula(scaling_kind, f"{whose}, {why}" if len(kinds) > 1 else why)
    for event in working.shown(shown):
        if isinstance(event, LeftOut):
            yield left_out(event, "value")
        else:
            yield _normalized(working, event)
    if net.target_scaling is None and has_targets:
        yield from _unscaled(working, net.outputs, "target")


def normalized_value(working: Working, symbol: Symbol) -> Equation | None:
    """Return the normalization of an input or target; None if it is used as it is."""
    event = working.recorded(NormalizationEvent).get(symbol)
    return None if event is None else _normalized(working, event)


def raw_outputs(working: Working) -> Iterator[Block]:
    """Yield how each output goes back to raw units, if it was scaled."""
    scaling, selection = working.net.target_scaling, working.selection
    neurons = working.chosen(working.net.outputs, selection.names("in raw units"))
    if scaling is None or not neurons:
        return
    yield Subheading(("In raw units",))
    yield inverse_formula(kind_of(scaling), "The inverse of the scaling of the targets.")
    for neuron in neurons:
        if isinstance(neuron, LeftOut):
            yield left_out(neuron, "value")
            continue
        output = working.symbol(neuron)
        k = output.indices[0]
        of_column = scaling.column(k)
        form = unscaled_value(working.number(output), of_column, working.arithmetic)
        why: Phrase = ("The column is constant, so every output stands for its only value.",)
        if not of_column.constant[0]:
            why = _column(working, output, of_column)
        exact = working.trace.raw_outputs[k]
        yield working.equation(Call("raw", (output,)), (), exact, numbers=[form], why=why)


def _unscaled(working: Working, neurons: Sequence[Neuron], quantity: str) -> Iterator[Block]:
    items: list[tuple[Symbol, Expression] | LeftOut[Neuron]] = []
    for neuron in working.chosen(neurons, working.selection.names("normalized")):
        if isinstance(neuron, LeftOut):
            items.append(neuron)
            continue
        symbol = working.symbol(neuron, quantity)
        items.append((symbol, working.arithmetic.given(working.exact(symbol))))
    if items:
        yield Assignments(assignments(items))


def _normalized(working: Working, event: NormalizationEvent) -> Equation:
    if wrong := working.mistaken(event.symbol):
        return wrong
    symbol, scaling = event.symbol, event.scaling
    form = scaled_value(event.raw, scaling, working.arithmetic)
    why: Phrase = (constant_becomes(scaling),)
    if not scaling.constant[0]:
        why = _column(working, symbol, scaling)
    return working.equation(symbol, (), event.value, numbers=[form], why=why)


def _column(working: Working, symbol: Symbol, scaling: Scaling) -> Phrase:
    net, k = working.net, symbol.indices[0]
    names = net.input_columns or ()
    neurons = net.inputs
    if symbol.kind != "input":
        names = tuple(n for column in net.target_columns or () for n in column.output_names)
        neurons = net.outputs
    name = names[k] if names else neurons[k].name
    return (working.name_or_symbol(name, symbol), *column_in_data(scaling, working.arithmetic))
