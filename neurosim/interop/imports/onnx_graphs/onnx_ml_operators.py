"""Operators of ONNX's second list, ai.onnx.ml: the models of scikit-learn that are no trees."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from neurosim.interop.imports.onnx_graphs.onnx_node import OnnxNode, Results, float_scalar
from neurosim.interop.imports.onnx_graphs.onnx_shape_operators import moving
from neurosim.interop.imports.unrolled.combining import above, add, compact, divide
from neurosim.interop.imports.unrolled.normalizing import softmax
from neurosim.interop.imports.unrolled.signals import Signal, scaled, shifted
from neurosim.interop.imports.unrolled.weight_layers import matmul, reduce_max, reduce_sum


def scaler(node: OnnxNode) -> Results:
    """Scaler of ai.onnx.ml: an offset, then a factor, for each column."""
    offset = np.asarray(node.attribute("offset", [0.0]), dtype=np.float64)
    factor = np.asarray(node.attribute("scale", [1.0]), dtype=np.float64)
    return [scaled(shifted(node.signal(0), -offset), factor)]


def binarizer(node: OnnxNode) -> Results:
    """Binarizer of ai.onnx.ml: 1 above a threshold, else 0."""
    threshold = np.asarray(float_scalar(node.attribute("threshold", 0.0)))
    return [above(node.unrolling, node.signal(0), threshold)]


def linear_classifier(node: OnnxNode) -> Results:
    """LinearClassifier: the scores or probabilities; the label is not a number of a neuron."""
    bias = np.asarray(node.attribute("intercepts", []), dtype=np.float64)
    if len(bias) < 2:
        raise node.refusal("it has one score for two classes; export it with a score for each")
    scores = _linear(node, bias)
    after = node.attribute("post_transform", "NONE")
    if after == "SOFTMAX":
        return [None, softmax(node.unrolling, scores, [-1])]
    if after == "LOGISTIC":
        return [None, node.unrolling.activate(scores, "sigmoid")]
    if after != "NONE":
        raise node.refusal(f"its post_transform {after} is not supported")
    return [None, scores]


def linear_regressor(node: OnnxNode) -> Results:
    """LinearRegressor."""
    if node.attribute("post_transform", "NONE") != "NONE":
        raise node.refusal("its post_transform is not supported")
    targets = int(node.attribute("targets", 1))
    bias = np.asarray(node.attribute("intercepts", [0.0] * targets), dtype=np.float64)
    return [_linear(node, bias)]


def _linear(node: OnnxNode, bias: np.ndarray) -> Signal:
    weights = np.asarray(node.attribute("coefficients", []), dtype=np.float64)
    product = matmul(node.unrolling, node.signal(0), weights.reshape(len(bias), -1).T)
    result = add(node.unrolling, product, bias)
    assert isinstance(result, Signal)
    return result


def normalizer(node: OnnxNode) -> Results:
    """Divide each row by its norm: Normalizer."""
    x = compact(node.unrolling, node.signal(0))
    kind = node.attribute("norm", "MAX")
    if kind == "MAX":
        norm = reduce_max(node.unrolling, node.unrolling.activate(x, "abs"), [-1], keep=True)
    else:
        powers = node.unrolling.activate(x, "abs" if kind == "L1" else "square")
        norm = reduce_sum(node.unrolling, powers, [-1], keep=True)
        norm = norm if kind == "L1" else node.unrolling.activate(norm, "sqrt")
    return [divide(node.unrolling, x, norm)]


OPERATORS: dict[str, Callable[[OnnxNode], Results]] = {
    "ai.onnx.ml.ArrayFeatureExtractor": moving(),
    "ai.onnx.ml.Binarizer": binarizer,
    "ai.onnx.ml.LinearClassifier": linear_classifier,
    "ai.onnx.ml.LinearRegressor": linear_regressor,
    "ai.onnx.ml.Normalizer": normalizer,
    "ai.onnx.ml.Scaler": scaler,
}
"""The operators by name."""
