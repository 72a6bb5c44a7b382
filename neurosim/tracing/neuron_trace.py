"""The numbers of one neuron in a trace."""

from __future__ import annotations

from dataclasses import dataclass

from neurosim.model import events


@dataclass(frozen=True, slots=True)
class NeuronTrace:
    """The numbers of one neuron; numbers of a pass that was not traced are None.

    Attributes
    ----------
    name, symbol : str
        The neuron, and the symbol of its output.
    terms : tuple of WeightedInput
        Every input with its value, weight and product; empty at an input.
    bias, summation, derivative : float or None
        ``b``, ``s`` and ``f'(s)``; None at an input.
    activation : str or None
        The name of ``f``; None at an input.
    output : float
        ``x``, ``a`` or ``y``.
    column : str
        The data column or class that an input or output stands for; empty if it has no name.
    probability : float or None
        The softmax probability of an output, if softmax belongs to the loss.
    target, loss_gradient : float or None
        ``z`` and ``dL/dy`` of an output, in normalized units.
    joined : float or None
        ``dL/ds`` of an output whose loss is computed from its summation, instead of ``dL/dy``.
    errors : tuple of PropagatedError
        The terms that the successors add to the error signal.
    delta : float or None
        The error signal.
    """

    name: str
    symbol: str
    output: float
    column: str = ""
    probability: float | None = None
    terms: tuple[events.WeightedInput, ...] = ()
    bias: float | None = None
    summation: float | None = None
    activation: str | None = None
    derivative: float | None = None
    target: float | None = None
    loss_gradient: float | None = None
    errors: tuple[events.PropagatedError, ...] = ()
    delta: float | None = None
    joined: float | None = None
