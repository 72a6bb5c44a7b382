"""A trace as a table: each number of an event is one row."""

from __future__ import annotations

from dataclasses import dataclass

from neurosim.mathematics.symbols import LOSS, Symbol
from neurosim.model import events
from neurosim.model.scaling import Scaling


@dataclass(frozen=True, slots=True)
class NormalizationEvent:
    """An input or target goes from raw to normalized units; ``scaling`` has only its column."""

    neuron: str
    symbol: Symbol
    raw: float
    scaling: Scaling
    value: float


@dataclass(frozen=True, slots=True)
class ProbabilityEvent:
    """Softmax turns an output into the probability of its class."""

    neuron: str
    symbol: Symbol
    output_symbol: Symbol
    value: float


TraceEvent = NormalizationEvent | ProbabilityEvent | events.Event

COLUMNS = ("step", "neuron", "symbol", "quantity", "value", "column")
"""The columns of a trace as a table.

``step`` is ``normalization``, ``forward``, ``loss``, ``error signal``, ``gradient`` or ``update``;
``quantity`` says which number of the symbol the value is, such as ``weight`` or ``product``;
``column`` is the data column or class that the neuron stands for, if it has a name.
"""

VALUE_STEPS = ("forward", "loss", "error signal")
"""The steps whose rows, without products, give each symbol one number."""

TraceRow = tuple[str, str, str, str, float, str]

EventRow = tuple[str, str, Symbol | str, str, float]
"""A row without its column. What is no quantity of its own, such as a product, is a text."""


def event_rows(event: TraceEvent) -> list[EventRow]:
    """Return the numbers of an event, in order, as rows of the table without their column."""
    match event:
        case NormalizationEvent():
            return [
                ("normalization", event.neuron, event.symbol, "raw", event.raw),
                ("normalization", event.neuron, event.symbol, "normalized", event.value),
            ]
        case events.InputEvent():
            return [("forward", event.neuron, event.symbol, "output", event.value)]
        case events.SummationEvent():
            rows: list[EventRow] = []
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
        case ProbabilityEvent():
            return [("forward", event.neuron, event.symbol, "probability", event.value)]
        case events.LossEvent():
            return _loss_rows(event)
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


def _loss_rows(event: events.LossEvent) -> list[EventRow]:
    rows: list[EventRow] = []
    for k, share in enumerate(event.terms):
        rows.append(("loss", share.neuron, share.target_symbol, "target", share.target))
        slope = f"dL/d{share.by_symbol}"
        rows += [
            ("loss", share.neuron, LOSS._replace(indices=(k,)), "loss term", share.value),
            ("loss", share.neuron, slope, "loss gradient", share.gradient),
        ]
    return [*rows, ("loss", "", LOSS, "loss", event.value)]
