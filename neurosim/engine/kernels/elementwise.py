"""Activations and their derivatives, for many numbers in a row."""

from __future__ import annotations

import math
from typing import Any

from neurosim.engine.kernels.compiling import kernel
from neurosim.engine.kernels.exponentials import exp, expm1, sigmoid
from neurosim.engine.kernels.network_arrays import Numbers
from neurosim.model.activations import LEAKY_SLOPE

ACTIVATION_CODES = {
    name: code
    for code, name in enumerate(
        (
            "identity",
            "sigmoid",
            "tanh",
            "relu",
            "leaky_relu",
            "elu",
            "softplus",
            "gaussian",
            "sin",
            "step",
        )
    )
}
"""The code of each built-in activation."""

SIGMOID = ACTIVATION_CODES["sigmoid"]
_TANH = ACTIVATION_CODES["tanh"]
_RELU = ACTIVATION_CODES["relu"]
_LEAKY_RELU = ACTIVATION_CODES["leaky_relu"]
_ELU = ACTIVATION_CODES["elu"]
_SOFTPLUS = ACTIVATION_CODES["softplus"]
_GAUSSIAN = ACTIVATION_CODES["gaussian"]
_SIN = ACTIVATION_CODES["sin"]
_STEP = ACTIVATION_CODES["step"]


@kernel(reorder=False)
def activate(
    code: int, n: Any, summations: Numbers, begin: Any, values: Numbers, value: Any
) -> None:
    """Write ``a = f(s)`` of n numbers: from ``summations[begin]`` to ``values[value]``, and on."""
    if code == SIGMOID:
        for i in range(n):
            values[value + i] = sigmoid(summations[begin + i])
    elif code == _TANH:
        for i in range(n):
            below = expm1(-2.0 * abs(summations[begin + i]))
            values[value + i] = math.copysign(below / (2.0 + below), summations[begin + i])
    elif code == _RELU:
        for i in range(n):
            s = summations[begin + i]
            values[value + i] = s if s > 0 else 0.0
    elif code == _LEAKY_RELU:
        for i in range(n):
            s = summations[begin + i]
            values[value + i] = s if s > 0 else LEAKY_SLOPE * s
    elif code == _ELU:
        for i in range(n):
            s = summations[begin + i]
            values[value + i] = s if s > 0 else expm1(min(s, 0.0))
    elif code == _SOFTPLUS:
        for i in range(n):
            s = summations[begin + i]
            values[value + i] = max(s, 0.0) + math.log1p(exp(-abs(s)))
    elif code == _GAUSSIAN:
        for i in range(n):
            values[value + i] = exp(-summations[begin + i] * summations[begin + i])
    elif code == _SIN:
        for i in range(n):
            values[value + i] = math.sin(summations[begin + i])
    elif code == _STEP:
        for i in range(n):
            values[value + i] = 1.0 if summations[begin + i] >= 0 else 0.0
    else:
        for i in range(n):
            values[value + i] = summations[begin + i]


@kernel(reorder=False)
def times_derivative(
    code: int,
    n: Any,
    summations: Numbers,
    begin: Any,
    values: Numbers,
    value: Any,
    slopes: Numbers,
    slope: Any,
) -> None:
    """Turn n of ``dL/da``, from ``slopes[slope]`` on, into ``dL/ds = f'(s) * dL/da``.

    Their summations and outputs begin at ``summations[begin]`` and ``values[value]``. The identity
    and ``step`` leave them as they are.
    """
    if code == SIGMOID:
        for i in range(n):
            slopes[slope + i] *= values[value + i] * (1.0 - values[value + i])
    elif code == _TANH:
        for i in range(n):
            slopes[slope + i] *= 1.0 - values[value + i] * values[value + i]
    elif code == _RELU:
        for i in range(n):
            slopes[slope + i] = slopes[slope + i] if summations[begin + i] > 0 else 0.0
    elif code == _LEAKY_RELU:
        for i in range(n):
            slopes[slope + i] *= 1.0 if summations[begin + i] > 0 else LEAKY_SLOPE
    elif code == _ELU:
        for i in range(n):
            s = summations[begin + i]
            slopes[slope + i] *= 1.0 if s > 0 else exp(min(s, 0.0))
    elif code == _SOFTPLUS:
        for i in range(n):
            slopes[slope + i] *= sigmoid(summations[begin + i])
    elif code == _GAUSSIAN:
        for i in range(n):
            slopes[slope + i] *= -2.0 * summations[begin + i] * values[value + i]
    elif code == _SIN:
        for i in range(n):
            slopes[slope + i] *= math.cos(summations[begin + i])
