"""ONNX operators that compute each element from one element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from neurosim.interop.imports import elementwise
from neurosim.interop.imports.combining import Tensor, above, add, compact, multiply, negative
from neurosim.interop.imports.onnx_node import OnnxNode, float_scalar
from neurosim.interop.imports.signals import Signal, broadcast, scaled, shifted


def activation(name: str) -> Callable[[OnnxNode], list[Tensor]]:
    """Return the function of an operator that is an activation."""
    return lambda node: [node.unrolling.activate(node.signal(0), name)]


def with_attributes(
    function: Callable[..., Signal], *attributes: tuple[str, float]
) -> Callable[[OnnxNode], list[Tensor]]:
    """Return the function of an operator with numbers as attributes, given with their defaults."""
    return lambda node: [
        function(
            node.unrolling,
            node.signal(0),
            *(float(node.attribute(name, default)) for name, default in attributes),
        )
    ]


def of_kind(function: Callable[..., Signal], kind: str) -> Callable[[OnnxNode], list[Tensor]]:
    """Return the function of an operator that shares its code with others."""
    return lambda node: [function(node.unrolling, node.signal(0), kind)]


def clip(node: OnnxNode) -> list[Tensor]:
    """Clip; the bounds are attributes in old models, inputs in newer ones."""
    bounds: list[Any] = [-np.inf, np.inf]
    for index, name in enumerate(("min", "max")):
        if node.has(index + 1):
            bounds[index] = node.tensor(index + 1)
        elif name in node.attributes:
            bounds[index] = node.attributes[name]
    return [elementwise.clip(node.unrolling, node.signal(0), *bounds)]


def selu(node: OnnxNode) -> list[Tensor]:
    """Selu: an elu, scaled."""
    alpha = node.attribute("alpha", 1.6732632423543772)
    gamma = node.attribute("gamma", 1.0507009873554805)
    return [scaled(elementwise.elu(node.unrolling, node.signal(0), float(alpha)), float(gamma))]


def prelu(node: OnnxNode) -> list[Tensor]:
    """PRelu: a leaky relu with a constant slope for each channel, or ``relu`` and a product."""
    x, slope = node.signal(0), node.tensor(1)
    if not isinstance(slope, Signal):
        return [elementwise.leaky_relu(node.unrolling, x, slope)]
    x = compact(node.unrolling, x)
    slope = broadcast(slope, x.shape)
    layer = node.unrolling.site.layer
    positive = node.unrolling.activate(x, "relu", name=layer)
    below = node.unrolling.activate(scaled(x, -1.0), "relu", name=layer)
    return [add(node.unrolling, positive, negative(multiply(node.unrolling, slope, below)))]


def gelu(node: OnnxNode) -> list[Tensor]:
    """Gelu, exact or with tanh."""
    name = "gelu_tanh" if node.attribute("approximate", "none") == "tanh" else "gelu"
    return [node.unrolling.activate(node.signal(0), name)]


def log_of(node: OnnxNode) -> list[Tensor]:
    """Log."""
    return [node.unrolling.activate(node.signal(0), "log")]


def scaler(node: OnnxNode) -> list[Tensor]:
    """Scaler of ai.onnx.ml: an offset, then a factor, for each column."""
    offset = np.asarray(node.attribute("offset", [0.0]), dtype=np.float64)
    factor = np.asarray(node.attribute("scale", [1.0]), dtype=np.float64)
    return [scaled(shifted(node.signal(0), -offset), factor)]


def binarizer(node: OnnxNode) -> list[Tensor]:
    """Binarizer of ai.onnx.ml: 1 above a threshold, else 0."""
    threshold = np.asarray(float_scalar(node.attribute("threshold", 0.0)))
    return [above(node.unrolling, node.signal(0), threshold)]


OPERATORS: dict[str, Callable[[OnnxNode], list[Tensor]]] = {
    "Abs": activation("abs"),
    "Acos": with_attributes(elementwise.arc_cosine),
    "Acosh": of_kind(elementwise.area_hyperbolic, "acosh"),
    "Asin": with_attributes(elementwise.arc_sine),
    "Asinh": of_kind(elementwise.area_hyperbolic, "asinh"),
    "Atan": activation("arctan"),
    "Atanh": of_kind(elementwise.area_hyperbolic, "atanh"),
    "Celu": with_attributes(elementwise.celu, ("alpha", 1.0)),
    "Clip": clip,
    "Cos": activation("cos"),
    "Cosh": of_kind(elementwise.hyperbolic, "cosh"),
    "Elu": with_attributes(elementwise.elu, ("alpha", 1.0)),
    "Erf": activation("erf"),
    "Exp": activation("exp"),
    "Gelu": gelu,
    "HardSigmoid": with_attributes(elementwise.hard_sigmoid, ("alpha", 0.2), ("beta", 0.5)),
    "HardSwish": with_attributes(elementwise.hard_swish),
    "LeakyRelu": with_attributes(elementwise.leaky_relu, ("alpha", 0.01)),
    "Log": log_of,
    "Mish": activation("mish"),
    "Neg": lambda node: [negative(node.signal(0))],
    "PRelu": prelu,
    "Reciprocal": activation("reciprocal"),
    "Relu": activation("relu"),
    "Selu": selu,
    "Shrink": with_attributes(elementwise.hard_shrink, ("lambd", 0.5), ("bias", 0.0)),
    "Sigmoid": activation("sigmoid"),
    "Sign": with_attributes(elementwise.sign),
    "Sin": activation("sin"),
    "Sinh": of_kind(elementwise.hyperbolic, "sinh"),
    "Softplus": activation("softplus"),
    "Softsign": activation("softsign"),
    "Sqrt": activation("sqrt"),
    "Swish": with_attributes(elementwise.swish, ("alpha", 1.0)),
    "Tan": with_attributes(elementwise.tangent),
    "Tanh": activation("tanh"),
    "ThresholdedRelu": with_attributes(elementwise.thresholded_relu, ("alpha", 1.0)),
    "ai.onnx.ml.Binarizer": binarizer,
    "ai.onnx.ml.Scaler": scaler,
}
"""The operators by name."""
