"""Events of the passes: what an observer is told of each number, by name and symbol."""

from __future__ import annotations

from collections.abc import Sequence

from neurosim.model import events
from neurosim.model.losses import Loss
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol
from neurosim.model.parameters import neuron_parameters
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
    row = symbol(structure, neuron, "weight")
    terms = tuple(
        events.WeightedInput(
            source=source.name,
            source_symbol=symbol(structure, source, "output"),
            weight_symbol=f"{row}[{position}]",
            weight=edge["weight"],
            value=source.output or 0.0,
            product=edge["weight"] * source.output,
        )
        for position, (source, edge) in enumerate(structure.incoming[neuron])
    )
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
    """Report the loss with the share of each output."""
    shares = tuple(
        events.LossTerm(
            neuron=neuron.name,
            output_symbol=symbol(structure, neuron, "output"),
            target_symbol=symbol(structure, neuron, "target"),
            output=neuron.output or 0.0,
            target=neuron.target or 0.0,
            value=term,
            gradient=slope,
        )
        for neuron, term, slope in zip(structure.outputs, terms, gradient, strict=True)
    )
    observer(events.LossEvent(loss.name, shares, total))


def report_error_signal(
    structure: Structure, neuron: Neuron, loss_gradient: float | None, observer: events.Observer
) -> None:
    """Report the error signal of a neuron with every term of its sum."""
    assert neuron.summation is not None
    assert neuron.delta is not None
    terms = []
    for successor, edge in structure.outgoing[neuron]:
        terms.append(
            events.PropagatedError(
                successor=successor.name,
                delta_symbol=symbol(structure, successor, "delta"),
                weight_symbol=symbol(
                    structure, successor, "weight", position=structure.positions[neuron, successor]
                ),
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
        )
    )


def report_gradients(structure: Structure, observer: events.Observer) -> None:
    """Report the gradient of every weight and bias."""
    for neuron in structure.computed:
        delta_symbol = symbol(structure, neuron, "delta")
        for parameter in neuron_parameters(structure, neuron):
            source = parameter.source
            observer(
                events.GradientEvent(
                    neuron=neuron.name,
                    symbol=parameter.symbol,
                    delta_symbol=delta_symbol,
                    delta=neuron.delta or 0.0,
                    input_symbol=None if source is None else symbol(structure, source, "output"),
                    input=None if source is None else source.output,
                    value=parameter.gradient or 0.0,
                )
            )


def parameter_values(structure: Structure) -> dict[str, float]:
    """Return the value of every weight and bias by symbol."""
    return {
        parameter.symbol: parameter.value
        for neuron in structure.computed
        for parameter in neuron_parameters(structure, neuron)
    }


def report_update(
    structure: Structure,
    learning_rate: float,
    before: dict[str, float],
    observer: events.Observer,
) -> None:
    """Report the old and new value of every weight and bias."""
    for neuron in structure.computed:
        for parameter in neuron_parameters(structure, neuron):
            observer(
                events.UpdateEvent(
                    neuron=neuron.name,
                    symbol=parameter.symbol,
                    old=before[parameter.symbol],
                    gradient=parameter.gradient or 0.0,
                    learning_rate=learning_rate,
                    trainable=parameter.trainable,
                    value=parameter.value,
                )
            )
