"""Functions of Keras, those of ``keras.ops`` and the activations of layers, as neurons.

Each gets the builder, the operation with its settings, and its arguments.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from neurosim.interop.imports.unrolled import (
    combining,
    element_functions,
    gated_choice,
    normalizing,
    weight_layers,
)
from neurosim.interop.imports.unrolled.combining import Tensor, compact
from neurosim.interop.imports.unrolled.quadratic_pieces import hard_swish_pieces, sparse_plus
from neurosim.interop.imports.unrolled.signals import Signal, moved, scaled, shifted, summed
from neurosim.interop.imports.unrolled.unrolling import Unrolling

Function = Callable[..., Any]

_PLAIN = {
    "Abs": "abs",
    "Absolute": "abs",
    "Arctan": "arctan",
    "Cos": "cos",
    "Erf": "erf",
    "Exp": "exp",
    "HardSigmoid": "hard_sigmoid",
    "Log": "log",
    "Mish": "mish",
    "Reciprocal": "reciprocal",
    "Relu": "relu",
    "Sigmoid": "sigmoid",
    "Silu": "swish",
    "Sin": "sin",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "Sqrt": "sqrt",
    "Square": "square",
    "Tanh": "tanh",
}
"""The functions that are one of our activations."""


def _plain(name: str) -> Function:
    return lambda u, _, x: u.activate(x, name)


def _after(inner: float, added: float, name: str, factor: float, end: float = 0.0) -> Function:
    """Return ``factor * f(inner * x + added) + end`` with an activation f."""

    def function(u: Unrolling, _: Any, x: Signal) -> Signal:
        summation = shifted(scaled(x, inner), added)
        return shifted(scaled(u.activate(summation, name), factor), end)

    return function


def _setting(function: Function, *names: str) -> Function:
    """Return a function that also gets some settings of the operation."""

    def with_settings(u: Unrolling, operation: Any, x: Signal) -> Any:
        return function(u, x, *[float(getattr(operation, name)) for name in names])

    return with_settings


def _only(function: Function, *more: Any) -> Function:
    return lambda u, _, x: function(u, x, *more)


def _gelu(u: Unrolling, operation: Any, x: Signal) -> Signal:
    return u.activate(x, "gelu_tanh" if operation.approximate else "gelu")


def limited_relu(u: Unrolling, operation: Any, x: Signal) -> Signal:
    """Return ``max(x, 0)`` with a slope on the left, an upper limit and a threshold."""
    slope, limit = float(operation.negative_slope or 0.0), operation.max_value
    threshold = float(operation.threshold or 0.0)
    if limit is None and not threshold:
        return element_functions.leaky_relu(u, x, slope)
    x = compact(u, x)
    if limit is None:
        above: Signal = element_functions.thresholded_relu(u, x, threshold)
    elif not threshold:
        above = element_functions.clip(u, x, 0.0, float(limit))
    else:
        raise u.site.refuse("a relu with both a threshold and a largest value is not known")
    if not slope:
        return above
    below = u.activate(shifted(scaled(x, -1.0), threshold), "relu", name=u.site.layer)
    return summed([above, below], [1.0, -slope])


def _selu(u: Unrolling, _: Any, x: Signal) -> Signal:
    return scaled(element_functions.elu(u, x, 1.6732632423543772), 1.0507009873554805)


def _log_sigmoid(u: Unrolling, _: Any, x: Signal) -> Signal:
    return scaled(u.activate(scaled(x, -1.0), "softplus"), -1.0)


def _tanh_shrink(u: Unrolling, _: Any, x: Signal) -> Signal:
    x = compact(u, x)
    return summed([x, u.activate(x, "tanh", name=u.site.layer)], [1.0, -1.0])


def _soft_shrink(u: Unrolling, operation: Any, x: Signal) -> Signal:
    size = float(operation.threshold)
    return element_functions.hard_shrink(u, x, size, size)


def _squareplus(u: Unrolling, operation: Any, x: Signal) -> Signal:
    x = compact(u, x)
    square = u.activate(x, "square", name=u.site.layer)
    root = u.activate(shifted(square, float(operation.b)), "sqrt")
    return summed([x, root], [0.5, 0.5])


def _inverse_root(u: Unrolling, _: Any, x: Signal) -> Signal:
    return u.activate(u.activate(x, "sqrt"), "reciprocal")


def _glu(u: Unrolling, operation: Any, x: Signal) -> Tensor:
    axis = operation.axis
    half = x.shape[axis] // 2
    first = moved(x, lambda places: np.take(places, range(half), axis))
    second = moved(x, lambda places: np.take(places, range(half, 2 * half), axis))
    return combining.multiply(u, first, u.activate(second, "sigmoid"))


def _pair(function: Function) -> Function:
    """Return a function of two tensors."""

    def of_two(u: Unrolling, _: Any, x1: Any, x2: Any) -> Tensor:
        result: Tensor = function(u, x1, x2)
        return result

    return of_two


def _negative(_: Unrolling, __: Any, x: Signal) -> Tensor:
    return combining.negative(x)


def _unchanged(_: Unrolling, __: Any, x: Tensor) -> Tensor:
    return x


def _cast(u: Unrolling, operation: Any, x: Tensor) -> Tensor:
    if isinstance(x, Signal) and str(operation.dtype) in {"float16", "bfloat16"}:
        raise u.site.refuse(
            f"it rounds to {operation.dtype}, and neurons compute in float64; leave out the cast"
        )
    return x


def _clip(u: Unrolling, operation: Any, x: Signal) -> Signal:
    return element_functions.clip(u, x, operation.x_min, operation.x_max)


def _where(u: Unrolling, _: Any, condition: Any, x1: Any, x2: Any) -> Tensor:
    return gated_choice.choose(u, condition, x1, x2)


def axes_of(x: Signal, given: Any) -> list[int]:
    """Return axes as Keras gives them: one, several, or None for all."""
    if given is None:
        return list(range(x.ndim))
    numbers = given if isinstance(given, list | tuple) else [given]
    return [int(axis) % x.ndim for axis in numbers]


def _reduced(function: Callable[..., Signal]) -> Function:
    def reduced(u: Unrolling, operation: Any, x: Signal) -> Signal:
        return function(u, x, axes_of(x, operation.axis), keep=bool(operation.keepdims))

    return reduced


def _smallest(u: Unrolling, x: Signal, axes: Sequence[int], *, keep: bool) -> Signal:
    return scaled(weight_layers.reduce_max(u, scaled(x, -1.0), axes, keep=keep), -1.0)


def softmax(u: Unrolling, operation: Any, x: Signal) -> Signal:
    """Return a softmax that is built of neurons."""
    return normalizing.softmax(u, x, axes_of(x, operation.axis))


def _log_softmax(u: Unrolling, operation: Any, x: Signal) -> Signal:
    return normalizing.log_softmax(u, x, axes_of(x, operation.axis))


FUNCTIONS: dict[str, Function] = {
    **{kind: _plain(activation) for kind, activation in _PLAIN.items()},
    "Add": _pair(combining.add),
    "Amax": _reduced(weight_layers.reduce_max),
    "Amin": _reduced(_smallest),
    "Arccos": _only(element_functions.arc_cosine),
    "Arccosh": _only(element_functions.area_hyperbolic, "acosh"),
    "Arcsin": _only(element_functions.arc_sine),
    "Arcsinh": _only(element_functions.area_hyperbolic, "asinh"),
    "Arctanh": _only(element_functions.area_hyperbolic, "atanh"),
    "Cast": _cast,
    "Celu": _setting(element_functions.celu, "alpha"),
    "Clip": _clip,
    "Copy": _unchanged,
    "Cosh": _only(element_functions.hyperbolic, "cosh"),
    "Divide": _pair(combining.divide),
    "Elu": _setting(element_functions.elu, "alpha"),
    "Erfc": _after(1.0, 0.0, "erf", -1.0, 1.0),
    "Exp2": _after(math.log(2), 0.0, "exp", 1.0),
    "Expm1": _after(1.0, 0.0, "exp", 1.0, -1.0),
    "Gelu": _gelu,
    "Glu": _glu,
    "Greater": _pair(combining.above),
    "GreaterEqual": _pair(combining.at_least),
    "HardShrink": _setting(element_functions.hard_shrink, "threshold"),
    "HardSilu": _only(hard_swish_pieces),
    "HardTanh": _plain("hard_tanh"),
    "LeakyRelu": _setting(element_functions.leaky_relu, "negative_slope"),
    "Less": _pair(lambda u, a, b: combining.above(u, b, a)),
    "LessEqual": _pair(lambda u, a, b: combining.at_least(u, b, a)),
    "Log10": _after(1.0, 0.0, "log", 1 / math.log(10)),
    "Log1p": _after(1.0, 1.0, "log", 1.0),
    "Log2": _after(1.0, 0.0, "log", 1 / math.log(2)),
    "LogSigmoid": _log_sigmoid,
    "LogSoftmax": _log_softmax,
    "Logsumexp": _reduced(normalizing.log_sum_exp),
    "Matmul": _pair(weight_layers.matmul),
    "Max": _reduced(weight_layers.reduce_max),
    "Maximum": _pair(combining.maximum),
    "Mean": _reduced(weight_layers.reduce_mean),
    "Min": _reduced(_smallest),
    "Minimum": _pair(combining.minimum),
    "Multiply": _pair(combining.multiply),
    "Negative": _negative,
    "Power": _pair(combining.power),
    "ReLU": limited_relu,
    "Relu6": _only(element_functions.clip, 0.0, 6.0),
    "Rsqrt": _inverse_root,
    "Selu": _selu,
    "Sign": _only(element_functions.sign),
    "Sinh": _only(element_functions.hyperbolic, "sinh"),
    "SoftShrink": _soft_shrink,
    "Softmax": softmax,
    "SparsePlus": _only(sparse_plus),
    "SparseSigmoid": _after(3.0, 0.0, "hard_sigmoid", 1.0),
    "Squareplus": _squareplus,
    "StopGradient": _unchanged,
    "Subtract": _pair(combining.subtract),
    "Sum": _reduced(weight_layers.reduce_sum),
    "Tan": _only(element_functions.tangent),
    "TanhShrink": _tanh_shrink,
    "TrueDivide": _pair(combining.divide),
    "Where": _where,
}
"""What computes each function of signals."""

MOVING_FUNCTIONS = frozenset(
    (
        "Append", "BroadcastTo", "Concatenate", "DepthToSpace", "Diagonal", "Dstack", "ExpandDims",
        "Flip", "Fliplr", "Flipud", "GetItem", "Hsplit", "Hstack", "Moveaxis", "Pad", "Ravel",
        "Repeat", "Reshape", "Roll", "Rot90", "Slice", "SpaceToDepth", "Split", "Squeeze", "Stack",
        "Swapaxes", "Take", "Tile", "Transpose", "Tril", "Triu", "Unstack", "Vsplit", "Vstack",
    )
)  # fmt: skip
"""Functions that only move elements."""
