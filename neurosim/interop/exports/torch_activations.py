"""The activations in PyTorch, with our slopes at kinks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional

from neurosim.errors import InputError
from neurosim.model.activations import ACTIVATIONS, LEAKY_SLOPE, Activation

Tensor = Any
Function = Callable[[Tensor], Tensor]

_SOFTPLUS_LINEAR = 40.0
"""From here on ``ln(1 + e^s)`` is s to the last digit; PyTorch's own limit of 20 is not exact."""


def torch_function(activation: Activation, neuron: str) -> Function:
    """Return the function of tensors that an activation is.

    Parameters
    ----------
    activation : Activation
        The activation.
    neuron : str
        The name of a neuron that has it, for the message.

    Raises
    ------
    InputError
        If the activation is one of the user's own.
    """
    function = _FUNCTIONS.get(activation.name)
    if function is None or activation is not ACTIVATIONS.get(activation.name):
        raise InputError(
            f"{neuron!r} has the activation {activation.name!r}, one of your own, which PyTorch "
            "does not know; give the neuron a built-in activation"
        )
    return function


def _step(s: Tensor) -> Tensor:
    # what is added is 0, with the slope 1
    return (s >= 0).to(s.dtype) + (s - s.detach())


def _identity(s: Tensor) -> Tensor:
    return s


def _softplus(s: Tensor) -> Tensor:
    return functional.softplus(s, threshold=_SOFTPLUS_LINEAR)


def _leaky_relu(s: Tensor) -> Tensor:
    return functional.leaky_relu(s, LEAKY_SLOPE)


def _gaussian(s: Tensor) -> Tensor:
    return torch.exp(-s * s)


_FUNCTIONS: dict[str, Function] = {
    "elu": functional.elu,
    "gaussian": _gaussian,
    "identity": _identity,
    "leaky_relu": _leaky_relu,
    "relu": functional.relu,
    "sigmoid": torch.sigmoid,
    "sin": torch.sin,
    "softplus": _softplus,
    "step": _step,
    "tanh": torch.tanh,
}
