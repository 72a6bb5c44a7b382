"""Softmax, and normalization of batches and layers, made of neurons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from neurosim.interop.imports.unrolled.combining import (
    Tensor,
    add,
    compact,
    multiply,
    power,
    repeated,
    subtract,
)
from neurosim.interop.imports.unrolled.signals import Signal, reshaped, shifted, summed, taken
from neurosim.interop.imports.unrolled.unrolling import Unrolling
from neurosim.interop.imports.unrolled.weight_layers import reduce_max, reduce_mean, reduce_sum


def log_softmax(unrolling: Unrolling, x: Signal, axes: Sequence[int]) -> Signal:
    """Return ``x - log(sum of exp(x))`` along axes.

    The largest element is subtracted first, so that no exponential overflows.
    """
    x = compact(unrolling, _masked(x))
    return _masked(_signal(subtract(unrolling, x, log_sum_exp(unrolling, x, axes, keep=True))))


def softmax(unrolling: Unrolling, x: Signal, axes: Sequence[int]) -> Signal:
    """Return ``exp(x) / sum of exp(x)`` along axes, as ``exp(x - log(sum of exp(x)))``."""
    return unrolling.activate(log_softmax(unrolling, x, axes), "exp", name=unrolling.site.layer)


def _masked(x: Signal) -> Signal:
    """Return the signal with elements of minus infinity as constants: masks of attention."""
    gone = np.isneginf(x.bias)
    if not gone.any():
        return x
    places = np.where(gone.reshape(x.shape), -1, x.positions)
    return taken(x, places, fill=-np.inf)


def log_sum_exp(
    unrolling: Unrolling, x: Signal, axes: Sequence[int], *, keep: bool = False
) -> Signal:
    """Return the logarithm of the sum of exponentials along axes."""
    layer = unrolling.site.layer
    x = compact(unrolling, _masked(x))
    peak = unrolling.settled(reduce_max(unrolling, x, axes, keep=True), name=layer)
    raised = unrolling.activate(_masked(_signal(subtract(unrolling, x, peak))), "exp", name=layer)
    total = reduce_sum(unrolling, raised, axes, keep=True)
    result = _signal(add(unrolling, unrolling.activate(total, "log", name=layer), peak))
    return result if keep else _squeezed(result, axes)


def _squeezed(x: Signal, axes: Sequence[int]) -> Signal:
    dropped = {axis % x.ndim for axis in axes}
    return reshaped(x, [size for axis, size in enumerate(x.shape) if axis not in dropped])


def batch_norm(
    unrolling: Unrolling,
    x: Tensor,
    scale: Tensor,
    bias: Tensor,
    mean: Tensor,
    variance: Tensor,
    *,
    epsilon: float = 1e-5,
    axis: int = 1,
) -> Tensor:
    """Return a batch normalization in use: fixed mean and variance for each channel.

    Constants are folded into the weights of the layer before.
    """
    shape = [1] * len(x.shape)
    if len(x.shape) > 1:
        shape[axis] = x.shape[axis]
    scale, bias, mean, variance = (_in_shape(one, shape) for one in (scale, bias, mean, variance))
    if not isinstance(variance, Signal):
        root: Tensor = 1.0 / np.sqrt(np.asarray(variance, dtype=np.float64) + epsilon)
    else:
        root = power(unrolling, add(unrolling, variance, np.asarray(epsilon)), np.asarray(-0.5))
    factor = multiply(unrolling, scale, root)
    if isinstance(factor, Signal) or isinstance(mean, Signal):
        centred = subtract(unrolling, x, mean)
        return add(unrolling, multiply(unrolling, centred, factor), bias)
    shift = subtract(unrolling, bias, np.asarray(mean, dtype=np.float64) * factor)
    return add(unrolling, multiply(unrolling, x, factor), shift)


def _in_shape(one: Tensor, shape: Sequence[int]) -> Tensor:
    return reshaped(one, shape) if isinstance(one, Signal) else np.reshape(one, shape)


def standardized(
    unrolling: Unrolling, x: Signal, axes: Sequence[int], *, epsilon: float = 0.0
) -> Signal:
    """Return ``(x - mean) / sqrt(variance + epsilon)``, with mean and variance along axes."""
    centred, _, root = moments(unrolling, x, axes, epsilon=epsilon)
    return divided_by_root(unrolling, centred, root, math.prod(x.shape[axis] for axis in axes))


def divided_by_root(unrolling: Unrolling, x: Signal, root: Signal, n: int) -> Signal:
    """Return ``x / root``, for a root of the mean of n squares that the square of x is one of.

    It is ``exp(log(x + bound * root) - log(root)) - bound``. The logarithm has an argument above
    0, since ``|x| <= sqrt(n) * root``. A product made of squares loses digits for large x.
    """
    layer = unrolling.site.layer
    bound = math.sqrt(n) + 1.0
    wide = repeated(unrolling, root, x.shape)
    above_0 = unrolling.activate(summed([x, wide], [1.0, bound]), "log", name=layer)
    size = repeated(unrolling, unrolling.activate(root, "log", name=layer), x.shape)
    ratio = unrolling.activate(summed([above_0, size], [1.0, -1.0]), "exp", name=layer)
    return shifted(ratio, -bound)


def moments(
    unrolling: Unrolling, x: Signal, axes: Sequence[int], *, epsilon: float = 0.0
) -> tuple[Signal, Signal, Signal]:
    """Return ``x - mean``, the mean, and ``sqrt(variance + epsilon)`` along axes."""
    layer = unrolling.site.layer
    x = compact(unrolling, x)
    mean = unrolling.settled(reduce_mean(unrolling, x, axes, keep=True), name=layer)
    centred = unrolling.settled(_signal(subtract(unrolling, x, mean)), name=layer)
    squares = unrolling.activate(centred, "square", name=layer)
    variance = reduce_mean(unrolling, squares, axes, keep=True)
    root = unrolling.activate(
        _signal(add(unrolling, variance, np.asarray(epsilon))), "sqrt", name=layer
    )
    return centred, mean, root


def layer_norm(
    unrolling: Unrolling,
    x: Signal,
    axes: Sequence[int],
    *,
    scale: Any = None,
    bias: Any = None,
    epsilon: float = 1e-5,
) -> Signal:
    """Return a layer normalization along axes, times ``scale`` plus ``bias`` if they are given."""
    result: Tensor = standardized(unrolling, x, axes, epsilon=epsilon)
    if scale is not None:
        result = multiply(unrolling, result, scale)
    if bias is not None:
        result = add(unrolling, result, bias)
    return _signal(result)


def _signal(tensor: Tensor) -> Signal:
    assert isinstance(tensor, Signal)
    return tensor
