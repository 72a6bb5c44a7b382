"""Activations and their derivatives, for many numbers in a row."""

from __future__ import annotations

import math
from typing import Any

from neurosim.engine.kernels.compiling import kernel
from neurosim.engine.kernels.exponentials import exp, expm1, sigmoid
from neurosim.engine.kernels.network_arrays import Numbers
from neurosim.model.activation_functions import GELU_SHARE

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
            "exp",
            "log",
            "sqrt",
            "square",
            "reciprocal",
            "abs",
            "cos",
            "arctan",
            "erf",
            "softsign",
            "hard_tanh",
            "hard_sigmoid",
            "swish",
            "gelu",
            "gelu_tanh",
            "mish",
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
_EXP = ACTIVATION_CODES["exp"]
_LOG = ACTIVATION_CODES["log"]
_SQRT = ACTIVATION_CODES["sqrt"]
_SQUARE = ACTIVATION_CODES["square"]
_RECIPROCAL = ACTIVATION_CODES["reciprocal"]
_ABS = ACTIVATION_CODES["abs"]
_COS = ACTIVATION_CODES["cos"]
_ARCTAN = ACTIVATION_CODES["arctan"]
_ERF = ACTIVATION_CODES["erf"]
_SOFTSIGN = ACTIVATION_CODES["softsign"]
_HARD_TANH = ACTIVATION_CODES["hard_tanh"]
_HARD_SIGMOID = ACTIVATION_CODES["hard_sigmoid"]
_SWISH = ACTIVATION_CODES["swish"]
_GELU = ACTIVATION_CODES["gelu"]
_GELU_TANH = ACTIVATION_CODES["gelu_tanh"]
_MISH = ACTIVATION_CODES["mish"]

_ROOT_HALF = math.sqrt(0.5)
_DENSITY = 1.0 / math.sqrt(2.0 * math.pi)
_ERF_SLOPE = 2.0 / math.sqrt(math.pi)
_TWICE = 2.0 * math.sqrt(2.0 / math.pi)
_SIXTH = 1.0 / 6.0


@kernel(reorder=False)
def _signed_sigmoid(s: float) -> float:
    """Return the sigmoid of a number of any size, without its use of a vector."""
    e = math.exp(-abs(s))
    return (1.0 if s >= 0 else e) / (1.0 + e)


@kernel(reorder=False)
def _tanh_of_softplus(s: float) -> float:
    e = math.exp(-abs(s))
    if s >= 0:
        return (1.0 + 2.0 * e) / (1.0 + 2.0 * e + 2.0 * e * e)
    n = e * (e + 2.0)
    return n / (n + 2.0)


@kernel(reorder=False)
def may_leave_numbers(code: int) -> bool:
    """Return whether an activation of a small number may be infinite, very large, or NaN."""
    return _EXP <= code <= _RECIPROCAL


@kernel(reorder=False)
def activate(
    code: int,
    leaky_slope: float,
    n: Any,
    summations: Numbers,
    begin: Any,
    values: Numbers,
    value: Any,
) -> None:
    """Write ``a = f(s)`` of n numbers: from ``summations[begin]`` to ``values[value]``, and on.

    A leaky relu has ``leaky_slope`` on the left.
    """
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
            values[value + i] = s if s > 0 else leaky_slope * s
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
    elif code == _EXP:
        for i in range(n):
            values[value + i] = math.exp(summations[begin + i])
    elif code == _LOG:
        for i in range(n):
            s = summations[begin + i]
            values[value + i] = math.log(s) if s > 0 else math.nan
    elif code == _SQRT:
        for i in range(n):
            s = summations[begin + i]
            values[value + i] = math.sqrt(s) if s >= 0 else math.nan
    elif code == _SQUARE:
        for i in range(n):
            values[value + i] = summations[begin + i] * summations[begin + i]
    elif code == _RECIPROCAL:
        for i in range(n):
            s = summations[begin + i]
            values[value + i] = 1.0 / s if s != 0 else math.nan
    elif code == _ABS:
        for i in range(n):
            values[value + i] = abs(summations[begin + i])
    elif code == _COS:
        for i in range(n):
            values[value + i] = math.cos(summations[begin + i])
    elif code == _ARCTAN:
        for i in range(n):
            values[value + i] = math.atan(summations[begin + i])
    elif code == _ERF:
        for i in range(n):
            values[value + i] = math.erf(summations[begin + i])
    elif code == _SOFTSIGN:
        for i in range(n):
            values[value + i] = summations[begin + i] / (1.0 + abs(summations[begin + i]))
    elif code == _HARD_TANH:
        for i in range(n):
            values[value + i] = min(max(summations[begin + i], -1.0), 1.0)
    elif code == _HARD_SIGMOID:
        for i in range(n):
            values[value + i] = min(max(summations[begin + i] + 3.0, 0.0), 6.0) / 6.0
    elif code == _SWISH:
        for i in range(n):
            values[value + i] = summations[begin + i] * sigmoid(summations[begin + i])
    elif code == _GELU:
        for i in range(n):
            s = summations[begin + i]
            values[value + i] = 0.5 * s * math.erfc(-s * _ROOT_HALF)
    elif code == _GELU_TANH:
        for i in range(n):
            s = summations[begin + i]
            values[value + i] = s * _signed_sigmoid(_TWICE * (s + GELU_SHARE * (s * s * s)))
    elif code == _MISH:
        for i in range(n):
            values[value + i] = summations[begin + i] * _tanh_of_softplus(summations[begin + i])
    else:
        for i in range(n):
            values[value + i] = summations[begin + i]


@kernel(reorder=False)
def times_derivative(
    code: int,
    leaky_slope: float,
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
            slopes[slope + i] *= 1.0 if summations[begin + i] > 0 else leaky_slope
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
    elif code == _EXP:
        for i in range(n):
            slopes[slope + i] *= values[value + i]
    elif code == _LOG:
        for i in range(n):
            slopes[slope + i] /= summations[begin + i]
    elif code == _SQRT:
        for i in range(n):
            a = values[value + i]
            slopes[slope + i] *= 0.5 / a if a > 0 else math.inf
    elif code == _SQUARE:
        for i in range(n):
            slopes[slope + i] *= 2.0 * summations[begin + i]
    elif code == _RECIPROCAL:
        for i in range(n):
            slopes[slope + i] *= -values[value + i] * values[value + i]
    elif code == _ABS:
        for i in range(n):
            s = summations[begin + i]
            slopes[slope + i] *= 1.0 if s > 0 else (-1.0 if s < 0 else 0.0)
    elif code == _COS:
        for i in range(n):
            slopes[slope + i] *= -math.sin(summations[begin + i])
    elif code == _ARCTAN:
        for i in range(n):
            slopes[slope + i] /= 1.0 + summations[begin + i] * summations[begin + i]
    elif code == _ERF:
        for i in range(n):
            s = summations[begin + i]
            slopes[slope + i] *= _ERF_SLOPE * exp(-s * s)
    elif code == _SOFTSIGN:
        for i in range(n):
            below = 1.0 / (1.0 + abs(summations[begin + i]))
            slopes[slope + i] *= below * below
    elif code == _HARD_TANH:
        for i in range(n):
            slopes[slope + i] *= 1.0 if abs(summations[begin + i]) < 1.0 else 0.0
    elif code == _HARD_SIGMOID:
        for i in range(n):
            slopes[slope + i] *= _SIXTH if abs(summations[begin + i]) < 3.0 else 0.0
    elif code == _SWISH:
        for i in range(n):
            s = summations[begin + i]
            slopes[slope + i] *= sigmoid(s) * (1.0 + s * sigmoid(-s))
    elif code == _GELU:
        for i in range(n):
            s = summations[begin + i]
            below = 0.5 * math.erfc(-s * _ROOT_HALF)
            slopes[slope + i] *= below + s * (_DENSITY * exp(-0.5 * s * s))
    elif code == _GELU_TANH:
        for i in range(n):
            s = summations[begin + i]
            inner = _TWICE * (s + GELU_SHARE * (s * s * s))
            right = _signed_sigmoid(inner)
            both = right * _signed_sigmoid(-inner)
            rise = s * (both * (_TWICE * (1.0 + 3.0 * GELU_SHARE * (s * s))))
            slopes[slope + i] *= right + (rise if both > 0 else 0.0)
    elif code == _MISH:
        for i in range(n):
            s = summations[begin + i]
            t = _tanh_of_softplus(s)
            rise = s * ((1.0 - t * t) * _signed_sigmoid(s))
            slopes[slope + i] *= t + (rise if t < 1.0 else 0.0)
