"""The activations in PyTorch, with our slopes at kinks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch.nn import functional

from neurosim.errors import InputError
from neurosim.model.activations import Activation, is_built_in

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
    if is_built_in(activation) and activation.name.startswith("leaky_relu"):
        slope = activation.derivative(-1.0)
        function = partial(functional.leaky_relu, negative_slope=slope)
    if function is None or not is_built_in(activation):
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


def _gelu_tanh(s: Tensor) -> Tensor:
    return functional.gelu(s, approximate="tanh")


def _hard_sigmoid(s: Tensor) -> Tensor:
    # the slope of PyTorch's own has only the digits of float32
    return (functional.hardtanh(s, -3.0, 3.0) + 3.0) / 6.0


def _gaussian(s: Tensor) -> Tensor:
    return torch.exp(-s * s)


_FUNCTIONS: dict[str, Function] = {
    "abs": torch.abs,
    "arctan": torch.atan,
    "cos": torch.cos,
    "elu": functional.elu,
    "erf": torch.erf,
    "exp": torch.exp,
    "gaussian": _gaussian,
    "gelu": functional.gelu,
    "gelu_tanh": _gelu_tanh,
    "hard_sigmoid": _hard_sigmoid,
    "hard_tanh": functional.hardtanh,
    "identity": _identity,
    "log": torch.log,
    "mish": functional.mish,
    "reciprocal": torch.reciprocal,
    "relu": functional.relu,
    "sigmoid": torch.sigmoid,
    "sin": torch.sin,
    "softplus": _softplus,
    "softsign": functional.softsign,
    "sqrt": torch.sqrt,
    "square": torch.square,
    "step": _step,
    "swish": functional.silu,
    "tanh": torch.tanh,
}
