"""What forward, backward and update report: one event for each number they compute.

An observer is any function that takes an event. Trace, worked mathematics and diagrams all read
this stream, so none of them computes its own numbers. Neurons are given by name, and quantities
by their typed symbol, so an event outlives the network it came from. ``str`` of a symbol is its
text, such as ``wh[0][2][1]``.

What there is of every edge is a named tuple, which is made in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from neurosim.mathematics.symbols import Symbol


@dataclass(frozen=True, slots=True)
class InputEvent:
    """An input neuron takes its value, in normalized units."""

    neuron: str
    symbol: Symbol
    value: float


class WeightedInput(NamedTuple):
    """One term of a summation: ``product = weight * value``."""

    source: str
    source_symbol: Symbol
    weight_symbol: Symbol
    weight: float
    value: float
    product: float


@dataclass(frozen=True, slots=True)
class SummationEvent:
    """``s = sum(w_i * a_i) + b`` of one neuron."""

    neuron: str
    symbol: Symbol
    terms: tuple[WeightedInput, ...]
    bias_symbol: Symbol
    bias: float
    value: float


@dataclass(frozen=True, slots=True)
class ActivationEvent:
    """``a = f(s)`` of one neuron, with the slope ``f'(s)``."""

    neuron: str
    symbol: Symbol
    activation: str
    summation_symbol: Symbol
    summation: float
    derivative: float
    value: float


@dataclass(frozen=True, slots=True)
class LossTerm:
    """The loss term of one output, and ``dL/dy``.

    If the loss is joined with the activation, it is computed from the summation. Then the summation
    is given and ``gradient`` is ``dL/ds``.
    """

    neuron: str
    output_symbol: Symbol
    target_symbol: Symbol
    output: float
    target: float
    value: float
    gradient: float
    summation_symbol: Symbol | None = None
    summation: float | None = None

    @property
    def by_symbol(self) -> Symbol:
        """The quantity in whose direction ``gradient`` is the derivative: output or summation."""
        return self.summation_symbol or self.output_symbol

    @property
    def by(self) -> float:
        """Its value."""
        return self.output if self.summation is None else self.summation


@dataclass(frozen=True, slots=True)
class LossEvent:
    """The loss of the sample: the sum of one term for each output."""

    loss: str
    terms: tuple[LossTerm, ...]
    value: float


class PropagatedError(NamedTuple):
    """One term of an error signal: ``product = weight * delta`` of one successor."""

    successor: str
    delta_symbol: Symbol
    weight_symbol: Symbol
    weight: float
    delta: float
    product: float


@dataclass(frozen=True, slots=True)
class ErrorSignalEvent:
    """``delta = f'(s) * (dL/dy + sum over successors of w_j * delta_j)`` of one neuron.

    ``loss_gradient`` is dL/dy at an output neuron and None elsewhere. If the loss is joined with
    the activation of an output, it is also None, and ``joined`` is dL/ds, which replaces
    ``f'(s) * dL/dy``.
    """

    neuron: str
    symbol: Symbol
    derivative: float
    loss_gradient: float | None
    terms: tuple[PropagatedError, ...]
    value: float
    joined: float | None = None

    @property
    def is_of_output(self) -> bool:
        """Whether the neuron is an output."""
        return self.loss_gradient is not None or self.joined is not None


class GradientEvent(NamedTuple):
    """``dL/dw = delta * a_source`` of a weight, or ``dL/db = delta`` of a bias (input None)."""

    neuron: str
    symbol: Symbol
    delta_symbol: Symbol
    delta: float
    input_symbol: Symbol | None
    input: float | None
    value: float


@dataclass(frozen=True, slots=True)
class UpdateEvent:
    """``theta_new = theta - eta * gradient`` of one parameter; frozen ones keep their value.

    ``parts`` are the intermediate results of an optimizer other than plain gradient descent, by
    name, such as ``("velocity", 0.2)``.
    """

    neuron: str
    symbol: Symbol
    old: float
    gradient: float
    learning_rate: float
    trainable: bool
    value: float
    parts: tuple[tuple[str, float], ...] = ()


Event = (
    InputEvent
    | SummationEvent
    | ActivationEvent
    | LossEvent
    | ErrorSignalEvent
    | GradientEvent
    | UpdateEvent
)
Observer = Callable[[Event], None]
