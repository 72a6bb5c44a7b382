"""Section 2: inputs and targets go from raw to normalized units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurosim.model.neuron import Neuron
from neurosim.tracing.derivation.arithmetic import Arithmetic
from neurosim.tracing.derivation.document import (
    Assignments,
    Block,
    Equation,
    Line,
    Paragraph,
    Phrase,
)
from neurosim.tracing.derivation.elision import LeftOut
from neurosim.tracing.derivation.expression import (
    Constant,
    Expression,
    Fraction,
    Sum,
    Symbol,
    Word,
    minus,
    times,
)
from neurosim.tracing.derivation.notation import to_symbol, to_text
from neurosim.tracing.derivation.numbers import as_decimal
from neurosim.tracing.derivation.working import Working, assignments, left_out
from neurosim.tracing.rows import NormalizationEvent


def normalization(working: Working) -> Iterator[Block]:
    """Yield how each input and target goes from raw to normalized units."""
    net, has_targets = working.net, working.trace.raw_targets is not None
    for scaling, what in ((net.input_scaling, "inputs"), (net.target_scaling, "targets")):
        if scaling is None and (what == "inputs" or has_targets):
            yield Paragraph((f"The network takes its {what} as they are, without scaling.",))
    names = working.selection.normalized
    if net.input_scaling is None:
        yield from _unscaled(working, net.inputs, "output")
    shown = [e for e in working.normalizations.values() if names is None or e.neuron in names]
    ranges = {e.feature_range: to_symbol(e.symbol).kind for e in reversed(shown)}
    for feature_range, kind in reversed(ranges.items()):
        whose = "Of the inputs" if kind == "input" else "Of the targets"
        why = "min and max are the smallest and the largest value of the column."
        yield scaling_formula(feature_range, f"{whose}; {why}" if len(ranges) > 1 else why)
    for event in working.shown(shown):
        if isinstance(event, LeftOut):
            yield left_out(event, "value")
        else:
            yield _normalized(working, event)
    if net.target_scaling is None and has_targets:
        yield from _unscaled(working, net.outputs, "target")


def normalized_value(working: Working, symbol: Symbol) -> Equation | None:
    """Return the normalization of an input or target; None if it is taken as it is."""
    event = working.normalizations.get(to_text(symbol))
    return None if event is None else _normalized(working, event)


def scaling_formula(feature_range: tuple[float, float], why: str) -> Equation:
    """Return the formula of min-max scaling to a range."""
    form = scaled(Word("data"), Word("min"), Word("max"), feature_range)
    return Equation(Word("normalized data"), (Line(form, "symbolic"),), (why,))


def scaled(
    data: Expression, minimum: Expression, maximum: Expression, feature_range: tuple[float, float]
) -> Expression:
    """Return a value scaled to a range."""
    low, high = feature_range
    share = Fraction(minus(data, minimum), minus(maximum, minimum))
    form: Expression = share
    # 0.9 - 0.7 is 0.2, whatever the last bits are
    span = float(as_decimal(high) - as_decimal(low))
    if span != 1:
        form = times(share, Constant(span))
    if low < 0:
        return minus(form, Constant(-low))
    return form if low == 0 else Sum((form, Constant(low)))


def scaled_value(
    value: float,
    minimum: float,
    maximum: float,
    feature_range: tuple[float, float],
    arithmetic: Arithmetic,
) -> Expression:
    """Return the scaling of a value with numbers put in; a constant column has the middle."""
    if minimum == maximum:
        return Fraction(Sum(tuple(map(Constant, feature_range))), Constant(2))
    data, low, high = (raw(number, arithmetic) for number in (value, minimum, maximum))
    return scaled(data, low, high, feature_range)


def raw(value: float, arithmetic: Arithmetic) -> Expression:
    """Return a number in raw units; a whole one without a decimal point."""
    whole = float(value).is_integer() and abs(value) < 1e6
    return Constant(value) if whole else arithmetic.given(value)


def _unscaled(working: Working, neurons: Sequence[Neuron], quantity: str) -> Iterator[Block]:
    items: list[tuple[Symbol, Expression] | LeftOut[Neuron]] = []
    for neuron in working.chosen(neurons, working.selection.normalized):
        if isinstance(neuron, LeftOut):
            items.append(neuron)
            continue
        place = working.net.structure.places[neuron]
        symbol = Symbol(place.kind, quantity, place.indices)
        items.append((symbol, working.arithmetic.given(working.exact(symbol))))
    if items:
        yield Assignments(assignments(items))


def _normalized(working: Working, event: NormalizationEvent) -> Equation:
    symbol = to_symbol(event.symbol)
    form = scaled_value(
        event.raw, event.minimum, event.maximum, event.feature_range, working.arithmetic
    )
    why = _column(working, event)
    if event.minimum == event.maximum:
        why = ("The column is constant, so it becomes the middle of the range.",)
    return working.equation(symbol, (), (form,), event.value, why=why)


def _column(working: Working, event: NormalizationEvent) -> Phrase:
    net = working.net
    names: Sequence[str] = ()
    place = net.structure.places[net[event.neuron]]
    if place.kind == "input":
        names = net.input_columns or ()
    elif net.target_columns:
        names = [name for column in net.target_columns for name in column.output_names]
    name = names[place.indices[0]] if names else event.neuron
    return (
        working.name_or_symbol(name, to_symbol(event.symbol)),
        ": from ",
        raw(event.minimum, working.arithmetic),
        " to ",
        raw(event.maximum, working.arithmetic),
        " in the data.",
    )
