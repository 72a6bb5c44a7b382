"""Layers of Keras as neurons. Each gets the builder, the layer, and its arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from neurosim.interop.imports.keras_models.keras_functions import (
    Function,
    axes_of,
    limited_relu,
    softmax,
)
from neurosim.interop.imports.unrolled import (
    combining,
    element_functions,
    normalizing,
    weight_layers,
)
from neurosim.interop.imports.unrolled.combining import Tensor
from neurosim.interop.imports.unrolled.pooling_places import adaptive_places
from neurosim.interop.imports.unrolled.signals import Signal, moved, reshaped, scaled, weighed
from neurosim.interop.imports.unrolled.unrolling import Unrolling
from neurosim.interop.imports.unrolled.windows import Window


def numbers(variable: Any) -> Any:
    """Return a variable, or another array of Keras, as an array of float64."""
    import keras

    return np.asarray(keras.ops.convert_to_numpy(variable)).astype(np.float64)


def _signal(tensor: Tensor) -> Signal:
    assert isinstance(tensor, Signal)
    return tensor


def _dense(u: Unrolling, layer: Any, x: Signal) -> Tensor:
    result = weight_layers.matmul(u, x, numbers(layer.kernel))
    return combining.add(u, result, numbers(layer.bias)) if layer.use_bias else result


def _unchanged(_: Unrolling, __: Any, x: Signal) -> Signal:
    return x


def _channels_first(x: Signal, layer: Any) -> Signal:
    if layer.data_format == "channels_first":
        return x
    return moved(x, lambda places: np.moveaxis(places, -1, 1))


def _as_given(x: Signal, layer: Any) -> Signal:
    if layer.data_format == "channels_first":
        return x
    return moved(x, lambda places: np.moveaxis(places, 1, -1))


def _each(value: Any, n_axes: int) -> tuple[int, ...]:
    return (
        tuple(int(part) for part in value)
        if isinstance(value, list | tuple)
        else (int(value),) * n_axes
    )


def _window(
    spatial: Sequence[int], kernel: Sequence[int], strides: Any, dilations: Any, padding: str
) -> Window:
    """Return a window; ``same`` pads so that there is a place for every stride."""
    n_axes = len(spatial)
    steps, gaps = _each(strides, n_axes), _each(dilations, n_axes)
    before = [0] * n_axes
    after = [0] * n_axes
    for axis, size in enumerate(spatial):
        reach = (kernel[axis] - 1) * gaps[axis] + 1
        if padding == "same":
            missing = max((-(-size // steps[axis]) - 1) * steps[axis] + reach - size, 0)
            before[axis], after[axis] = missing // 2, missing - missing // 2
        elif padding == "causal":
            before[axis] = reach - 1
    return Window(tuple(kernel), steps, gaps, tuple(before), tuple(after))


def _convolved(u: Unrolling, layer: Any, x: Signal, kernel: Any, groups: int) -> Signal:
    """Return a convolution with a kernel of shape (..., in_channels / groups, out_channels)."""
    x = _channels_first(x, layer)
    window = _window(
        x.shape[2:], kernel.shape[:-2], layer.strides, layer.dilation_rate, layer.padding
    )
    weights = np.moveaxis(kernel, (-1, -2), (0, 1))
    return weight_layers.convolution(u, x, weights, window, groups=groups)


def _with_bias(u: Unrolling, layer: Any, x: Signal) -> Signal:
    if layer.use_bias:
        x = _signal(combining.add(u, x, numbers(layer.bias).reshape(-1, *[1] * (x.ndim - 2))))
    return _as_given(x, layer)


def _convolution(u: Unrolling, layer: Any, x: Signal) -> Signal:
    result = _convolved(u, layer, x, numbers(layer.kernel), int(layer.groups))
    return _with_bias(u, layer, result)


def _by_channel(kernel: Any) -> tuple[Any, int]:
    """Return the kernel of a convolution of each channel alone, and the number of channels."""
    channels, multiplier = kernel.shape[-2:]
    return kernel.reshape(*kernel.shape[:-2], 1, channels * multiplier), channels


def _depthwise(u: Unrolling, layer: Any, x: Signal) -> Signal:
    kernel, channels = _by_channel(numbers(layer.kernel))
    return _with_bias(u, layer, _convolved(u, layer, x, kernel, channels))


def _separable(u: Unrolling, layer: Any, x: Signal) -> Signal:
    kernel, channels = _by_channel(numbers(layer.depthwise_kernel))
    between = _convolved(u, layer, x, kernel, channels)
    points = numbers(layer.pointwise_kernel)
    one = (1,) * (between.ndim - 2)
    window = Window(one, one, one, (0,) * len(one), (0,) * len(one))
    weights = np.moveaxis(points, (-1, -2), (0, 1))
    return _with_bias(u, layer, weight_layers.convolution(u, between, weights, window))


def _pooling(*, largest: bool) -> Function:
    def pool(u: Unrolling, layer: Any, x: Signal) -> Signal:
        x = _channels_first(x, layer)
        kernel = _each(layer.pool_size, x.ndim - 2)
        window = _window(x.shape[2:], kernel, layer.strides, 1, layer.padding)
        function = weight_layers.max_pooling if largest else weight_layers.average_pooling
        return _as_given(function(u, x, window), layer)

    return pool


def _global_pooling(function: Callable[..., Signal]) -> Function:
    def pool(u: Unrolling, layer: Any, x: Signal) -> Signal:
        first = 2 if layer.data_format == "channels_first" else 1
        return function(u, x, range(first, first + x.ndim - 2), keep=bool(layer.keepdims))

    return pool


def _adaptive_pooling(*, largest: bool) -> Function:
    def pool(u: Unrolling, layer: Any, x: Signal) -> Signal:
        x = _channels_first(x, layer)
        places = adaptive_places(x.shape, _each(layer.output_size, x.ndim - 2))
        if largest:
            result = weight_layers.largest(u, u.settled(x), places)
        else:
            x = u.before_weights(x)
            shares = 1.0 / (places >= 0).sum(axis=-1, keepdims=True)
            result = u.from_weights(weighed(x, places, shares))
        return _as_given(result, layer)

    return pool


def _batch_norm(u: Unrolling, layer: Any, x: Signal) -> Tensor:
    axis = layer.axis if isinstance(layer.axis, int) else layer.axis[0]
    mean, variance = numbers(layer.moving_mean), numbers(layer.moving_variance)
    scale = numbers(layer.gamma) if layer.scale else np.ones(mean.shape)
    shift = numbers(layer.beta) if layer.center else np.zeros(mean.shape)
    return normalizing.batch_norm(
        u, x, scale, shift, mean, variance, epsilon=float(layer.epsilon), axis=axis % x.ndim
    )


def _layer_norm(u: Unrolling, layer: Any, x: Signal) -> Tensor:
    if getattr(layer, "rms_scaling", False):
        raise u.site.refuse("a layer normalization with rms_scaling is not known")
    axes = axes_of(x, layer.axis)
    shape = [size if axis in axes else 1 for axis, size in enumerate(x.shape)]
    scale = numbers(layer.gamma).reshape(shape) if layer.scale else None
    shift = numbers(layer.beta).reshape(shape) if layer.center else None
    return normalizing.layer_norm(u, x, axes, scale=scale, bias=shift, epsilon=float(layer.epsilon))


def _normalization(u: Unrolling, layer: Any, x: Signal) -> Tensor:
    # the layer itself divides by at least epsilon
    import keras

    size = np.maximum(np.sqrt(numbers(layer.variance)), keras.config.epsilon())
    mean = numbers(layer.mean)
    if layer.invert:
        return combining.add(u, combining.multiply(u, x, size), mean)
    return combining.divide(u, combining.subtract(u, x, mean), size)


def _rescaling(u: Unrolling, layer: Any, x: Signal) -> Tensor:
    scale = np.asarray(layer.scale, np.float64)
    return combining.add(u, combining.multiply(u, x, scale), np.asarray(layer.offset, np.float64))


def _merged(function: Callable[..., Tensor]) -> Function:
    def merge(u: Unrolling, _: Any, inputs: Sequence[Any]) -> Tensor:
        result = inputs[0]
        for one in inputs[1:]:
            result = function(u, *_same_rank(result, one))
        merged: Tensor = result
        return merged

    return merge


def _same_rank(a: Signal, b: Signal) -> tuple[Signal, Signal]:
    """Return two tensors with as many axes; Keras puts missing ones after the batch."""
    wide = max(a.ndim, b.ndim)
    filled = [
        reshaped(one, (one.shape[0], *[1] * (wide - one.ndim), *one.shape[1:])) for one in (a, b)
    ]
    return filled[0], filled[1]


def _average(u: Unrolling, layer: Any, inputs: Sequence[Any]) -> Tensor:
    return scaled(_merged(combining.add)(u, layer, inputs), 1.0 / len(inputs))


def _subtract(u: Unrolling, _: Any, inputs: Sequence[Any]) -> Tensor:
    return combining.subtract(u, *_same_rank(inputs[0], inputs[1]))


def _leaky_relu(u: Unrolling, layer: Any, x: Signal) -> Signal:
    return element_functions.leaky_relu(u, x, float(layer.negative_slope))


def _parametric_relu(u: Unrolling, layer: Any, x: Signal) -> Signal:
    return element_functions.leaky_relu(u, x, numbers(layer.alpha))


def _elu(u: Unrolling, layer: Any, x: Signal) -> Signal:
    return element_functions.elu(u, x, float(layer.alpha))


_N = (1, 2, 3)

LAYERS: dict[str, Function] = {
    **{f"AdaptiveAveragePooling{n}D": _adaptive_pooling(largest=False) for n in _N},
    **{f"AdaptiveMaxPooling{n}D": _adaptive_pooling(largest=True) for n in _N},
    **{f"AveragePooling{n}D": _pooling(largest=False) for n in _N},
    **{f"Conv{n}D": _convolution for n in _N},
    **{f"GlobalAveragePooling{n}D": _global_pooling(weight_layers.reduce_mean) for n in _N},
    **{f"GlobalMaxPooling{n}D": _global_pooling(weight_layers.reduce_max) for n in _N},
    **{f"MaxPooling{n}D": _pooling(largest=True) for n in _N},
    **{f"SpatialDropout{n}D": _unchanged for n in _N},
    "ActivityRegularization": _unchanged,
    "Add": _merged(combining.add),
    "AlphaDropout": _unchanged,
    "Average": _average,
    "BatchNormalization": _batch_norm,
    "Dense": _dense,
    "DepthwiseConv1D": _depthwise,
    "DepthwiseConv2D": _depthwise,
    "Dropout": _unchanged,
    "ELU": _elu,
    "GaussianDropout": _unchanged,
    "GaussianNoise": _unchanged,
    "Identity": _unchanged,
    "LayerNormalization": _layer_norm,
    "LeakyReLU": _leaky_relu,
    "Maximum": _merged(combining.maximum),
    "Minimum": _merged(combining.minimum),
    "Multiply": _merged(combining.multiply),
    "Normalization": _normalization,
    "PReLU": _parametric_relu,
    "ReLU": limited_relu,
    "Rescaling": _rescaling,
    "SeparableConv1D": _separable,
    "SeparableConv2D": _separable,
    "Softmax": softmax,
    "Subtract": _subtract,
}
"""What computes each layer; an activation that it has is a step of its own."""

MOVING_LAYERS = frozenset(
    (
        "Concatenate", "Cropping1D", "Cropping2D", "Cropping3D", "Flatten", "Permute",
        "RepeatVector", "Reshape", "UpSampling1D", "UpSampling2D", "UpSampling3D",
        "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D",
    )
)  # fmt: skip
"""Layers that only move elements."""
