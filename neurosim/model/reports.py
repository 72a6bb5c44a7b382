"""Events of the passes: what an observer gets for each number, with names and symbols."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from neurosim.mathematics.symbols import Symbol
from neurosim.model import events
from neurosim.model.losses import Loss
from neurosim.model.neuron import Neuron
from neurosim.model.notation import output_symbols, symbol, weight_symbols
from neurosim.model.parameters import Parameter
from neurosim.model.structure import Structure


def report_input(structure: Structure, neuron: Neuron, observer: events.Observer) -> None:
    """Report the value of an input."""
    assert neuron.output is not None
    name = symbol(structure, neuron, "output")
    observer(events.InputEvent(neuron.name, name, neuron.output))


def report_forward(structure: Structure, neuron: Neuron, observer: events.Observer) -> None:
    """Report the summation and the output of a neuron."""
    assert neuron.summation is not None
    assert neuron.output is not None
    given, kind = output_symbols(structure), events.WeightedInput
    weights = zip(weight_symbols(structure, neuron), structure.incoming[neuron], strict=True)
    rows: Iterable[tuple[Any, ...]] = (
        (source.name, given[source], weight, w := edge["weight"], a := source.output, w * a)
        for weight, (source, edge) in weights
    )
    # not kind(...), whose own call takes as long again, for every edge
    terms = tuple([tuple.__new__(kind, row) for row in rows])
    summation_symbol = symbol(structure, neuron, "summation")
    observer(
        events.SummationEvent(
            neuron=neuron.name,
            symbol=summation_symbol,
            terms=terms,
            bias_symbol=symbol(structure, neuron, "bias"),
            bias=neuron.bias,
            value=neuron.summation,
        )
    )
    observer(
        events.ActivationEvent(
            neuron=neuron.name,
            symbol=symbol(structure, neuron, "output"),
            activation=neuron.activation.name,
            summation_symbol=summation_symbol,
            summation=neuron.summation,
            derivative=neuron.derivative,
            value=neuron.output,
        )
    )


def report_loss(
    structure: Structure,
    loss: Loss,
    terms: Sequence[float],
    gradient: Sequence[float],
    total: float,
    observer: events.Observer,
) -> None:
    """Report the loss with the term of each output."""
    shares = tuple(
        events.LossTerm(
            neuron=neuron.name,
            output_symbol=symbol(structure, neuron, "output"),
            target_symbol=symbol(structure, neuron, "target"),
            output=neuron.output or 0.0,
            target=neuron.target or 0.0,
            value=term,
            gradient=slope,
            summation_symbol=_summation_symbol(structure, neuron, loss),
            summation=neuron.summation if loss.joined_with(neuron.activation) else None,
        )
        for neuron, term, slope in zip(structure.outputs, terms, gradient, strict=True)
    )
    observer(events.LossEvent(loss.name, shares, total))


def _summation_symbol(structure: Structure, neuron: Neuron, loss: Loss) -> Symbol | None:
    joined = loss.joined_with(neuron.activation)
    return None if joined is None else symbol(structure, neuron, "summation")


def report_error_signal(
    structure: Structure,
    neuron: Neuron,
    loss_gradient: float | None,
    joined: float | None,
    observer: events.Observer,
) -> None:
    """Report the error signal of a neuron with every term of its sum."""
    assert neuron.summation is not None
    assert neuron.delta is not None
    terms = []
    for successor, edge in structure.outgoing[neuron]:
        place = structure.position(neuron, successor)
        terms.append(
            events.PropagatedError(
                successor=successor.name,
                delta_symbol=symbol(structure, successor, "delta"),
                weight_symbol=weight_symbols(structure, successor)[place],
                weight=edge["weight"],
                delta=successor.delta or 0.0,
                product=edge["weight"] * successor.delta,
            )
        )
    observer(
        events.ErrorSignalEvent(
            neuron=neuron.name,
            symbol=symbol(structure, neuron, "delta"),
            derivative=neuron.derivative,
            loss_gradient=loss_gradient,
            terms=tuple(terms),
            value=neuron.delta,
            joined=joined,
        )
    )


def report_gradients(structure: Structure, observer: events.Observer) -> None:
    """Report the gradient of every weight and bias."""
    given, kind = output_symbols(structure), events.GradientEvent
    for neuron in structure.computed:
        name, delta = neuron.name, neuron.delta or 0.0
        delta_symbol = symbol(structure, neuron, "delta")
        weights = zip(weight_symbols(structure, neuron), structure.incoming[neuron], strict=True)
        for weight, (source, edge) in weights:
            gradient = edge["gradient"] or 0.0
            row = (name, weight, delta_symbol, delta, given[source], source.output, gradient)
            observer(tuple.__new__(kind, row))
        observer(
            events.GradientEvent(
                neuron=name,
                symbol=symbol(structure, neuron, "bias"),
                delta_symbol=delta_symbol,
                delta=delta,
                input_symbol=None,
                input=None,
                value=neuron.bias_gradient or 0.0,
            )
        )


def report_update(
    parameter: Parameter,
    before: tuple[float, float],
    learning_rate: float,
    parts: tuple[tuple[str, float], ...],
    observer: events.Observer,
) -> None:
    """Report the step of a parameter: old value and gradient, numbers on the way, new value."""
    old, gradient = before
    observer(
        events.UpdateEvent(
            neuron=parameter.neuron.name,
            symbol=parameter.quantity,
            old=old,
            gradient=gradient,
            learning_rate=learning_rate,
            trainable=parameter.trainable,
            value=parameter.value,
            parts=parts,
        )
    )
