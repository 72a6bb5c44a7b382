"""A trace as a table: each event gives its numbers, one row each."""

from __future__ import annotations

from dataclasses import dataclass

from neurosim.model import events


@dataclass(frozen=True, slots=True)
class NormalizationEvent:
    """An input or a target goes from raw to normalized units by min-max scaling."""

    neuron: str
    symbol: str
    raw: float
    minimum: float
    maximum: float
    feature_range: tuple[float, float]
    value: float


TraceEvent = NormalizationEvent | events.Event

COLUMNS = ("step", "neuron", "symbol", "quantity", "value")
"""The columns of a trace as a table.

``step`` is ``normalization``, ``forward``, ``loss``, ``error signal``, ``gradient`` or ``update``;
``quantity`` says which number of the symbol the value is, such as ``weight`` or ``product``.
"""

Row = tuple[str, str, str, str, float]


def event_rows(event: TraceEvent) -> list[Row]:
    """Return the numbers of an event, in order, as rows of the table."""
    match event:
        case NormalizationEvent():
            return [
                ("normalization", event.neuron, event.symbol, "raw", event.raw),
                ("normalization", event.neuron, event.symbol, "normalized", event.value),
            ]
        case events.InputEvent():
            return [("forward", event.neuron, event.symbol, "output", event.value)]
        case events.SummationEvent():
            rows = []
            for term in event.terms:
                product = f"{term.weight_symbol} * {term.source_symbol}"
                rows += [
                    ("forward", event.neuron, term.weight_symbol, "weight", term.weight),
                    ("forward", event.neuron, product, "product", term.product),
                ]
            return [
                *rows,
                ("forward", event.neuron, event.bias_symbol, "bias", event.bias),
                ("forward", event.neuron, event.symbol, "summation", event.value),
            ]
        case events.ActivationEvent():
            slope = f"f'({event.summation_symbol})"
            return [
                ("forward", event.neuron, event.symbol, "output", event.value),
                ("forward", event.neuron, slope, "derivative", event.derivative),
            ]
        case events.LossEvent():
            shares = []
            for share in event.terms:
                slope = f"dL/d{share.output_symbol}"
                shares += [
                    ("loss", share.neuron, share.target_symbol, "target", share.target),
                    ("loss", share.neuron, f"L({share.output_symbol})", "loss term", share.value),
                    ("loss", share.neuron, slope, "loss gradient", share.gradient),
                ]
            return [*shares, ("loss", "", "L", "loss", event.value)]
        case events.ErrorSignalEvent():
            rows = [
                (
                    "error signal",
                    event.neuron,
                    f"{term.weight_symbol} * {term.delta_symbol}",
                    "product",
                    term.product,
                )
                for term in event.terms
            ]
            return [
                *rows,
                ("error signal", event.neuron, event.symbol, "error signal", event.value),
            ]
        case events.GradientEvent():
            return [("gradient", event.neuron, event.symbol, "gradient", event.value)]
        case events.UpdateEvent():
            return [
                *(
                    ("update", event.neuron, event.symbol, name, value)
                    for name, value in event.parts
                ),
                ("update", event.neuron, event.symbol, "new value", event.value),
            ]
