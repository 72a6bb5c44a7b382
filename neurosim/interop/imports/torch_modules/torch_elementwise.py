"""Operators of PyTorch that compute each element alone: the activations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from neurosim.interop.imports.torch_modules.torch_arithmetic import Arguments, Operator
from neurosim.interop.imports.torch_modules.torch_moving import as_tensor
from neurosim.interop.imports.unrolled import element_functions
from neurosim.interop.imports.unrolled.combining import compact, multiply
from neurosim.interop.imports.unrolled.quadratic_pieces import hard_swish_pieces
from neurosim.interop.imports.unrolled.signals import Signal, moved, scaled, shifted, summed
from neurosim.interop.imports.unrolled.unrolling import Unrolling

SELU_SCALE = 1.0507009873554804934193349852946
SELU_ALPHA = 1.6732632423543772848170429916717
"""The constants of Klambauer and others 2017."""

_PLAIN = {
    "abs": "abs",
    "absolute": "abs",
    "arctan": "arctan",
    "atan": "arctan",
    "cos": "cos",
    "erf": "erf",
    "exp": "exp",
    "hardsigmoid": "hard_sigmoid",
    "log": "log",
    "mish": "mish",
    "reciprocal": "reciprocal",
    "relu": "relu",
    "sigmoid": "sigmoid",
    "silu": "swish",
    "sin": "sin",
    "softsign": "softsign",
    "sqrt": "sqrt",
    "square": "square",
    "tanh": "tanh",
}
"""The operators that are one of our activations."""


def _plain(name: str) -> Operator:
    def operator(u: Unrolling, a: Arguments) -> Signal:
        return u.activate(a["self"], name)

    return operator


def _gelu(u: Unrolling, a: Arguments) -> Signal:
    return u.activate(a["self"], "gelu_tanh" if a["approximate"] == "tanh" else "gelu")


def _leaky_relu(u: Unrolling, a: Arguments) -> Signal:
    return element_functions.leaky_relu(u, a["self"], float(a["negative_slope"]))


def _randomized_relu(u: Unrolling, a: Arguments) -> Signal:
    if a["training"]:
        raise u.site.refuse("its slopes are random in training; call module.eval() first")
    return element_functions.leaky_relu(u, a["self"], (float(a["lower"]) + float(a["upper"])) / 2)


def _parametric_relu(u: Unrolling, a: Arguments) -> Signal:
    x, slopes = a["self"], as_tensor(a["weight"])
    if isinstance(slopes, Signal):
        raise u.site.refuse("its slopes depend on the input")
    if slopes.size > 1:
        # one slope for each channel, which is axis 1
        slopes = slopes.reshape([-1 if axis == 1 else 1 for axis in range(x.ndim)])
    return element_functions.leaky_relu(u, x, slopes)


def _elu(u: Unrolling, a: Arguments) -> Signal:
    if a["input_scale"] != 1:
        raise u.site.refuse("an elu with a scaled input is not known")
    return scaled(element_functions.elu(u, a["self"], float(a["alpha"])), float(a["scale"]))


def _selu(u: Unrolling, a: Arguments) -> Signal:
    return scaled(element_functions.elu(u, a["self"], SELU_ALPHA), SELU_SCALE)


def _celu(u: Unrolling, a: Arguments) -> Signal:
    return element_functions.celu(u, a["self"], float(a["alpha"]))


def _softplus(u: Unrolling, a: Arguments) -> Signal:
    if not a["threshold"] >= 20:
        raise u.site.refuse(
            f"a softplus with the threshold {float(a['threshold']):g} is not smooth there; give a "
            "threshold of at least 20"
        )
    return element_functions.softplus(u, a["self"], float(a["beta"]))


def _log_sigmoid(u: Unrolling, a: Arguments) -> Signal:
    return scaled(u.activate(scaled(a["self"], -1.0), "softplus"), -1.0)


def _hard_tanh(u: Unrolling, a: Arguments) -> Signal:
    return element_functions.clip(u, a["self"], float(a["min_val"]), float(a["max_val"]))


def _relu6(u: Unrolling, a: Arguments) -> Signal:
    return element_functions.clip(u, a["self"], 0.0, 6.0)


def _hard_swish(u: Unrolling, a: Arguments) -> Signal:
    return hard_swish_pieces(u, a["self"])


def _hard_shrink(u: Unrolling, a: Arguments) -> Signal:
    return element_functions.hard_shrink(u, a["self"], float(a["lambd"]))


def _soft_shrink(u: Unrolling, a: Arguments) -> Signal:
    size = float(a["lambd"])
    return element_functions.hard_shrink(u, a["self"], size, size)


def _threshold(u: Unrolling, a: Arguments) -> Signal:
    low, value = float(a["threshold"]), float(a["value"])
    if low == value:
        return shifted(u.activate(shifted(a["self"], -low), "relu"), low)
    x = compact(u, a["self"])
    # x where it is above the threshold, otherwise the value
    beyond = element_functions.thresholded_relu(u, shifted(x, -value), low - value)
    return shifted(beyond, value)


def _gated(u: Unrolling, a: Arguments) -> Signal:
    x, axis = a["self"], a["dim"]
    half = x.shape[axis] // 2
    first = moved(x, lambda places: np.take(places, range(half), axis))
    second = moved(x, lambda places: np.take(places, range(half, 2 * half), axis))
    result = multiply(u, first, u.activate(second, "sigmoid"))
    assert isinstance(result, Signal)
    return result


def _after(
    inner: float, added: float, name: str, factor: float = 1.0, end: float = 0.0
) -> Operator:
    """Return ``factor * f(inner * x + added) + end`` with an activation f."""

    def operator(u: Unrolling, a: Arguments) -> Signal:
        x = shifted(scaled(a["self"], inner), added)
        return shifted(scaled(u.activate(x, name), factor), end)

    return operator


def _inverse_root(u: Unrolling, a: Arguments) -> Signal:
    return u.activate(u.activate(a["self"], "sqrt"), "reciprocal")


def _logit(u: Unrolling, a: Arguments) -> Signal:
    if a["eps"] is not None:
        raise u.site.refuse("a logit with a limit eps is not known")
    x, layer = compact(u, a["self"]), u.site.layer
    rest = u.activate(shifted(scaled(x, -1.0), 1.0), "log", name=layer)
    return summed([u.activate(x, "log", name=layer), rest], [1.0, -1.0])


def _of_signal(function: Any, *more: Any) -> Operator:
    def operator(u: Unrolling, a: Arguments) -> Signal:
        result: Signal = function(u, a["self"], *more)
        return result

    return operator


ELEMENTWISE: dict[str, Operator] = {
    **{operator: _plain(activation) for operator, activation in _PLAIN.items()},
    "acos": _of_signal(element_functions.arc_cosine),
    "acosh": _of_signal(element_functions.area_hyperbolic, "acosh"),
    "asin": _of_signal(element_functions.arc_sine),
    "asinh": _of_signal(element_functions.area_hyperbolic, "asinh"),
    "atanh": _of_signal(element_functions.area_hyperbolic, "atanh"),
    "celu": _celu,
    "cosh": _of_signal(element_functions.hyperbolic, "cosh"),
    "elu": _elu,
    "erfc": _after(1.0, 0.0, "erf", -1.0, 1.0),
    "exp2": _after(math.log(2), 0.0, "exp"),
    "expm1": _after(1.0, 0.0, "exp", 1.0, -1.0),
    "gelu": _gelu,
    "glu": _gated,
    "hardshrink": _hard_shrink,
    "hardswish": _hard_swish,
    "hardtanh": _hard_tanh,
    "leaky_relu": _leaky_relu,
    "log10": _after(1.0, 0.0, "log", 1 / math.log(10)),
    "log1p": _after(1.0, 1.0, "log"),
    "log2": _after(1.0, 0.0, "log", 1 / math.log(2)),
    "log_sigmoid": _log_sigmoid,
    "logit": _logit,
    "prelu": _parametric_relu,
    "relu6": _relu6,
    "rrelu": _randomized_relu,
    "rsqrt": _inverse_root,
    "selu": _selu,
    "sign": _of_signal(element_functions.sign),
    "sinh": _of_signal(element_functions.hyperbolic, "sinh"),
    "softplus": _softplus,
    "softshrink": _soft_shrink,
    "tan": _of_signal(element_functions.tangent),
    "threshold": _threshold,
}
