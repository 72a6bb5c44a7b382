"""ONNX operators that normalize: softmax, and the norms of batches, layers and channels."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from neurosim.interop.imports.onnx_graphs.onnx_node import OnnxNode, Results
from neurosim.interop.imports.unrolled import normalizing
from neurosim.interop.imports.unrolled.combining import add, compact, divide, multiply, power
from neurosim.interop.imports.unrolled.signals import Signal, reshaped, scaled, shifted, weighed
from neurosim.interop.imports.unrolled.unrolling import Unrolling
from neurosim.interop.imports.unrolled.weight_layers import reduce_sum


def over_axis(
    function: Callable[[Unrolling, Signal, list[int]], Signal],
) -> Callable[[OnnxNode], Results]:
    """Return the function of Softmax or LogSoftmax."""
    return lambda node: [
        function(node.unrolling, node.signal(0), softmax_axes(node, node.signal(0).ndim))
    ]


def softmax_axes(node: OnnxNode, ndim: int) -> list[int]:
    """Return the axes of a softmax; before opset 13 all from the given one on."""
    if node.opset < 13:
        (first,) = node.checked_axes([int(node.attribute("axis", 1))], ndim)
        return list(range(first, ndim))
    return node.checked_axes([int(node.attribute("axis", -1))], ndim)


def batch_normalization(node: OnnxNode) -> Results:
    """BatchNormalization with the mean and variance of the training."""
    if node.attribute("training_mode", 0) or (node.opset < 7 and not node.attribute("is_test", 0)):
        raise node.refusal("it normalizes by its batch in training; export it for inference")
    if not node.attribute("spatial", 1):
        raise node.refusal("it normalizes each place for itself (spatial = 0)")
    result = normalizing.batch_norm(
        node.unrolling,
        node.tensor(0),
        *(node.tensor(index) for index in range(1, 5)),
        epsilon=float(node.attribute("epsilon", 1e-5)),
    )
    return [result]


def layer_normalization(node: OnnxNode) -> Results:
    """LayerNormalization, with its mean and the reciprocal of its deviation."""
    x = node.signal(0)
    (first,) = node.checked_axes([int(node.attribute("axis", -1))], x.ndim)
    epsilon = float(node.attribute("epsilon", 1e-5))
    axes = list(range(first, x.ndim))
    centred, mean, root = normalizing.moments(node.unrolling, x, axes, epsilon=epsilon)
    n = math.prod(x.shape[first:])
    ratio = normalizing.divided_by_root(node.unrolling, centred, root, n)
    result = multiply(node.unrolling, ratio, node.tensor(1))
    if node.has(2):
        result = add(node.unrolling, result, node.tensor(2))
    return [result, mean, node.unrolling.activate(root, "reciprocal")]


def instance_normalization(node: OnnxNode) -> Results:
    """InstanceNormalization: each channel of each image for itself."""
    x = node.signal(0)
    shape = [-1, *[1] * (x.ndim - 2)]
    scale, bias = (
        reshaped(one, shape) if isinstance(one, Signal) else one.reshape(shape)
        for one in (node.tensor(1), node.tensor(2))
    )
    result = normalizing.layer_norm(
        node.unrolling,
        x,
        list(range(2, x.ndim)),
        scale=scale,
        bias=bias,
        epsilon=float(node.attribute("epsilon", 1e-5)),
    )
    return [result]


def local_response(node: OnnxNode) -> Results:
    """LRN: divided by a power of the squares of the channels beside it."""
    x = compact(node.unrolling, node.signal(0))
    size = int(node.attribute("size", 1))
    channels = x.shape[1]
    square = node.unrolling.activate(x, "square")
    beside = np.arange(channels)[:, None] + np.arange(size) - (size - 1) // 2
    inside = (beside >= 0) & (beside < channels)
    image = math.prod(x.shape[2:])
    within = x.positions % image + x.positions // (channels * image) * (channels * image)
    table = np.where(inside, beside * image, -1)[(x.positions // image) % channels]
    places = np.where(table < 0, -1, table + within[..., None])
    total = weighed(square, places, float(node.attribute("alpha", 1e-4)) / size)
    raised = power(
        node.unrolling,
        node.unrolling.from_weights(shifted(total, float(node.attribute("bias", 1.0)))),
        np.asarray(-float(node.attribute("beta", 0.75))),
    )
    return [multiply(node.unrolling, x, raised)]


def lp_normalization(node: OnnxNode) -> Results:
    """LpNormalization: divided by the norm along an axis."""
    x = compact(node.unrolling, node.signal(0))
    axes = node.checked_axes([int(node.attribute("axis", -1))], x.ndim)
    p = int(node.attribute("p", 2))
    powers = node.unrolling.activate(x, "square" if p == 2 else "abs")
    norm = reduce_sum(node.unrolling, powers, axes, keep=True)
    if p == 2:
        norm = node.unrolling.activate(norm, "sqrt")
    return [divide(node.unrolling, x, norm)]


def rms_normalization(node: OnnxNode) -> Results:
    """RMSNormalization: divided by the root of the mean square."""
    x = compact(node.unrolling, node.signal(0))
    (first,) = node.checked_axes([int(node.attribute("axis", -1))], x.ndim)
    axes = list(range(first, x.ndim))
    square = node.unrolling.activate(x, "square")
    n = math.prod(x.shape[first:])
    mean = scaled(reduce_sum(node.unrolling, square, axes, keep=True), 1.0 / n)
    shift = np.asarray(float(node.attribute("epsilon", 1e-5)))
    root = power(node.unrolling, add(node.unrolling, mean, shift), np.asarray(0.5))
    assert isinstance(root, Signal)
    result = normalizing.divided_by_root(node.unrolling, x, root, n)
    return [multiply(node.unrolling, result, node.tensor(1))]


OPERATORS: dict[str, Callable[[OnnxNode], Results]] = {
    "BatchNormalization": batch_normalization,
    "InstanceNormalization": instance_normalization,
    "LRN": local_response,
    "LayerNormalization": layer_normalization,
    "LogSoftmax": over_axis(normalizing.log_softmax),
    "LpNormalization": lp_normalization,
    "RMSNormalization": rms_normalization,
    "Softmax": over_axis(normalizing.softmax),
}
"""The operators by name."""
