"""The trace of a sample as somebody computes it who makes a mistake."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from neurosim.errors import NotFiniteError
from neurosim.mathematics.symbols import LOSS, Symbol
from neurosim.model import events
from neurosim.model.network import Network
from neurosim.tracing.trace import Trace
from neurosim.tracing.trace_rows import NormalizationEvent, ProbabilityEvent, TraceEvent
from neurosim.worksheet.catalogue import changed_formulas, check_places, mistaken_values
from neurosim.worksheet.mistake import Mistake


def mistaken_trace(right: Trace, mistakes: tuple[Mistake, ...]) -> Trace:
    """Return a trace with the numbers of somebody who makes some mistakes.

    Numbers that follow from a wrong number follow from it here too. The products in sums are those
    of the right formula, with the numbers of the sample.

    Parameters
    ----------
    right : Trace
        The right numbers.
    mistakes : tuple of Mistake
        The mistakes.

    Raises
    ------
    UnknownNameError, InputError
        If the place of a mistake does not exist, or it cannot be made there.
    NotFiniteError
        If a mistake makes a number infinite or undefined.
    """
    check_places(right.sheet, mistakes)
    changed = changed_formulas(right.sheet, mistakes)
    values = mistaken_values(right.sheet, changed)
    for symbol, value in values.items():
        if not math.isfinite(value):
            names = " and ".join(mistake.name for mistake in mistakes)
            raise NotFiniteError(
                f"the mistake {names} makes {symbol} {value}; take another sample or mistake"
            )
    net = right.net.copy()
    _put_on(net, right, values)
    outputs = [neuron.output or 0.0 for neuron in net.outputs]
    return Trace(
        net,
        [_changed(event, values) for event in right.events],
        raw_inputs=right.raw_inputs,
        raw_targets=right.raw_targets,
        raw_outputs=tuple(net.denormalize_outputs(outputs).tolist()),
        loss_function=right.loss_function,
        optimizer=right.optimizer,
        n_steps=right.n_steps,
        batch=right.batch,
        mistakes=mistakes,
        changed=changed,
    )


def _put_on(net: Network, right: Trace, values: Mapping[Symbol, float]) -> None:
    """Put the numbers on the neurons and edges, where diagrams read them."""
    sheet = right.sheet
    for neuron, twin in zip(sheet.net.structure.order, net.structure.order, strict=True):
        twin.output = values[sheet.symbol(neuron, "output")]
        twin.summation = values.get(sheet.symbol(neuron, "summation"), twin.output)
        delta = sheet.symbol(neuron, "delta")
        if delta in values:
            twin.delta = values[delta]
            twin.bias_gradient = values[sheet.symbol(neuron, "bias").gradient]
            edges = net.structure.incoming[twin]
            for weight, (_, edge) in zip(sheet.weights_of(neuron), edges, strict=True):
                edge["gradient"] = values[weight.gradient]
    if right.raw_targets is not None:
        for neuron, twin in zip(sheet.net.outputs, net.outputs, strict=True):
            twin.target = values[sheet.symbol(neuron, "target")]


def _changed(event: TraceEvent, values: Mapping[Symbol, float]) -> TraceEvent:
    match event:
        case NormalizationEvent() | events.InputEvent() | ProbabilityEvent():
            return replace(event, value=values.get(event.symbol, event.value))
        case events.SummationEvent():
            terms = tuple(
                term._replace(
                    value=(value := values[term.source_symbol]), product=term.weight * value
                )
                for term in event.terms
            )
            return replace(event, terms=terms, value=values[event.symbol])
        case events.ActivationEvent():
            slope = event.summation_symbol.other("slope")
            return replace(
                event,
                summation=values[event.summation_symbol],
                derivative=values.get(slope, event.derivative),
                value=values[event.symbol],
            )
        case events.LossEvent():
            shares = tuple(_share(term, k, event, values) for k, term in enumerate(event.terms))
            return replace(event, terms=shares, value=values[LOSS])
        case events.ErrorSignalEvent():
            return _error_signal(event, values)
        case events.GradientEvent():
            put: dict[str, Any] = {"delta": values[event.delta_symbol]}
            if event.input_symbol is not None:
                put["input"] = values[event.input_symbol]
            return event._replace(value=values[event.symbol.gradient], **put)
        case events.UpdateEvent():
            parts = tuple(
                (name, values.get(event.symbol.kept(name), value)) for name, value in event.parts
            )
            own = values[event.symbol.gradient]
            gradient = values.get(event.symbol.mean_gradient, own)
            value = values[event.symbol.after]
            return replace(event, gradient=gradient, value=value, parts=parts)


def _share(
    term: events.LossTerm, k: int, event: events.LossEvent, values: Mapping[Symbol, float]
) -> events.LossTerm:
    joined = term.summation_symbol is not None
    gradient = term.output_symbol.other("joined gradient" if joined else "loss gradient")
    share = LOSS._replace(indices=(k,)) if len(event.terms) > 1 else LOSS
    return replace(
        term,
        output=values[term.output_symbol],
        target=values[term.target_symbol],
        value=values[share],
        gradient=values[gradient],
        summation=values[term.summation_symbol] if term.summation_symbol else None,
    )


def _error_signal(
    event: events.ErrorSignalEvent, values: Mapping[Symbol, float]
) -> events.ErrorSignalEvent:
    terms = tuple(
        term._replace(delta=(delta := values[term.delta_symbol]), product=term.weight * delta)
        for term in event.terms
    )
    put: dict[str, Any] = {}
    if event.joined is not None:
        put["joined"] = values[event.symbol.other("joined gradient")]
    if event.loss_gradient is not None:
        put["loss_gradient"] = values[event.symbol.other("loss gradient")]
    slope = values[event.symbol.other("slope")]
    return replace(event, derivative=slope, terms=terms, value=values[event.symbol], **put)
