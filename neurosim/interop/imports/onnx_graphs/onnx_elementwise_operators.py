"""ONNX operators that compute each element from one element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from neurosim.interop.imports.onnx_graphs.onnx_node import OnnxNode, Results
from neurosim.interop.imports.unrolled import element_functions
from neurosim.interop.imports.unrolled.combining import add, compact, multiply, negative
from neurosim.interop.imports.unrolled.signals import Signal, broadcast, reshaped, scaled


def activation(name: str) -> Callable[[OnnxNode], Results]:
    """Return the function of an operator that is an activation."""
    return lambda node: [node.unrolling.activate(node.signal(0), name)]


def with_attributes(
    function: Callable[..., Signal], *attributes: tuple[str, float]
) -> Callable[[OnnxNode], Results]:
    """Return the function of an operator with numbers as attributes, given with their defaults."""
    return lambda node: [
        function(
            node.unrolling,
            node.signal(0),
            *(float(node.attribute(name, default)) for name, default in attributes),
        )
    ]


def of_kind(function: Callable[..., Signal], kind: str) -> Callable[[OnnxNode], Results]:
    """Return the function of an operator that shares its code with others."""
    return lambda node: [function(node.unrolling, node.signal(0), kind)]


def clip(node: OnnxNode) -> Results:
    """Clip; the bounds are attributes in old models, inputs in newer ones."""
    bounds: list[Any] = [-np.inf, np.inf]
    for index, name in enumerate(("min", "max")):
        if node.has(index + 1):
            bounds[index] = node.tensor(index + 1)
        elif name in node.attributes:
            bounds[index] = node.attributes[name]
    return [element_functions.clip(node.unrolling, node.signal(0), *bounds)]


def selu(node: OnnxNode) -> Results:
    """Selu: an elu, scaled."""
    alpha = node.attribute("alpha", 1.6732632423543772)
    gamma = node.attribute("gamma", 1.0507009873554805)
    return [
        scaled(element_functions.elu(node.unrolling, node.signal(0), float(alpha)), float(gamma))
    ]


def prelu(node: OnnxNode) -> Results:
    """PRelu: a leaky relu with a constant slope for each channel, or ``relu`` and a product."""
    x, slope = node.signal(0), node.tensor(1)
    if node.opset < 7 and len(slope.shape) == 1 < x.ndim and slope.shape[0] > 1:
        shape = (-1, *[1] * (x.ndim - 2))
        slope = reshaped(slope, shape) if isinstance(slope, Signal) else slope.reshape(shape)
    if not isinstance(slope, Signal):
        return [element_functions.leaky_relu(node.unrolling, x, slope)]
    x = compact(node.unrolling, x)
    slope = broadcast(slope, x.shape)
    layer = node.unrolling.site.layer
    positive = node.unrolling.activate(x, "relu", name=layer)
    below = node.unrolling.activate(scaled(x, -1.0), "relu", name=layer)
    return [add(node.unrolling, positive, negative(multiply(node.unrolling, slope, below)))]


def gelu(node: OnnxNode) -> Results:
    """Gelu, exact or with tanh."""
    name = "gelu_tanh" if node.attribute("approximate", "none") == "tanh" else "gelu"
    return [node.unrolling.activate(node.signal(0), name)]


def log_of(node: OnnxNode) -> Results:
    """Log."""
    return [node.unrolling.activate(node.signal(0), "log")]


OPERATORS: dict[str, Callable[[OnnxNode], Results]] = {
    "Abs": activation("abs"),
    "Acos": with_attributes(element_functions.arc_cosine),
    "Acosh": of_kind(element_functions.area_hyperbolic, "acosh"),
    "Asin": with_attributes(element_functions.arc_sine),
    "Asinh": of_kind(element_functions.area_hyperbolic, "asinh"),
    "Atan": activation("arctan"),
    "Atanh": of_kind(element_functions.area_hyperbolic, "atanh"),
    "Celu": with_attributes(element_functions.celu, ("alpha", 1.0)),
    "Clip": clip,
    "Cos": activation("cos"),
    "Cosh": of_kind(element_functions.hyperbolic, "cosh"),
    "Elu": with_attributes(element_functions.elu, ("alpha", 1.0)),
    "Erf": activation("erf"),
    "Exp": activation("exp"),
    "Gelu": gelu,
    "HardSigmoid": with_attributes(element_functions.hard_sigmoid, ("alpha", 0.2), ("beta", 0.5)),
    "HardSwish": with_attributes(element_functions.hard_swish),
    "LeakyRelu": with_attributes(element_functions.leaky_relu, ("alpha", 0.01)),
    "Log": log_of,
    "Mish": activation("mish"),
    "Neg": lambda node: [negative(node.signal(0))],
    "PRelu": prelu,
    "Reciprocal": activation("reciprocal"),
    "Relu": activation("relu"),
    "Selu": selu,
    "Shrink": with_attributes(element_functions.hard_shrink, ("lambd", 0.5), ("bias", 0.0)),
    "Sigmoid": activation("sigmoid"),
    "Sign": with_attributes(element_functions.sign),
    "Sin": activation("sin"),
    "Sinh": of_kind(element_functions.hyperbolic, "sinh"),
    "Softplus": activation("softplus"),
    "Softsign": activation("softsign"),
    "Sqrt": activation("sqrt"),
    "Swish": with_attributes(element_functions.swish, ("alpha", 1.0)),
    "Tan": with_attributes(element_functions.tangent),
    "Tanh": activation("tanh"),
    "ThresholdedRelu": with_attributes(element_functions.thresholded_relu, ("alpha", 1.0)),
}
"""The operators by name."""
