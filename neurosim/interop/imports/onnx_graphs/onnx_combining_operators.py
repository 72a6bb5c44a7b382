"""ONNX operators that combine two or more tensors element by element, and truth values."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from neurosim.interop.imports.onnx_graphs.onnx_node import BOOL, OnnxNode, Results
from neurosim.interop.imports.unrolled import combining, gated_choice
from neurosim.interop.imports.unrolled.combining import Tensor
from neurosim.interop.imports.unrolled.signals import Signal, reshaped, scaled, shifted, summed
from neurosim.interop.imports.unrolled.unrolling import Unrolling

FLOATS = {1: np.float32, 10: np.float16, 11: np.float64, 16: np.float32}
"""The types that a signal may have: the numbers of ONNX for float, float16, double, bfloat16."""


def of_two(
    function: Callable[[Unrolling, Tensor, Tensor], Tensor],
) -> Callable[[OnnxNode], Results]:
    """Return the function of an operator of two tensors."""

    def operator(node: OnnxNode) -> Results:
        a, b = node.tensor(0), node.tensor(1)
        if node.opset < 7 and "axis" in node.attributes and len(b.shape) < len(a.shape):
            b = _old_broadcast(node, a, b)
        return [function(node.unrolling, a, b)]

    return operator


def _old_broadcast(node: OnnxNode, a: Tensor, b: Tensor) -> Tensor:
    """Return b with axes added behind it, as operators before opset 7 broadcast from an axis."""
    axis = int(node.attributes["axis"])
    behind = len(a.shape) - axis - len(b.shape)
    if axis < 0 or behind < 0:
        raise node.refusal(f"its axis {axis} does not fit")
    shape = (*b.shape, *[1] * behind)
    return reshaped(b, shape) if isinstance(b, Signal) else b.reshape(shape)


def of_many(
    function: Callable[[Unrolling, Tensor, Tensor], Tensor],
) -> Callable[[OnnxNode], Results]:
    """Return the function of an operator of any number of tensors."""
    return lambda node: [
        reduce(
            lambda a, b: function(node.unrolling, a, b),
            [node.tensor(index) for index in range(len(node.inputs))],
        )
    ]


def mean(node: OnnxNode) -> Results:
    """Mean of tensors."""
    (total,) = of_many(combining.add)(node)
    assert isinstance(total, Signal)
    return [scaled(total, 1.0 / len(node.inputs))]


def greater_or_equal(node: OnnxNode) -> Results:
    """GreaterOrEqual: a step of the difference."""
    return [combining.at_least(node.unrolling, node.tensor(0), node.tensor(1))]


def less_or_equal(node: OnnxNode) -> Results:
    """LessOrEqual: a step of the difference."""
    return [combining.at_least(node.unrolling, node.tensor(1), node.tensor(0))]


def greater(node: OnnxNode) -> Results:
    """Greater: 1 less a step of the difference."""
    return [combining.above(node.unrolling, node.tensor(0), node.tensor(1))]


def less(node: OnnxNode) -> Results:
    """Less: 1 less a step of the difference."""
    return [combining.above(node.unrolling, node.tensor(1), node.tensor(0))]


def equal(node: OnnxNode) -> Results:
    """Equal: two steps."""
    return [combining.equal(node.unrolling, node.tensor(0), node.tensor(1))]


def negation(node: OnnxNode) -> Results:
    """Not: 1 less the truth value."""
    return [combining.complement(node.signal(0))]


def of_truth(at_least: float) -> Callable[[OnnxNode], Results]:
    """Return the function of And or Or: a step of the sum of the truth values."""

    def operator(node: OnnxNode) -> Results:
        total = combining.add(node.unrolling, *_truths(node))
        return [combining.at_least(node.unrolling, total, np.asarray(at_least))]

    return operator


def exclusive_or(node: OnnxNode) -> Results:
    """Xor: the sum of the truth values, less 2 where both are 1."""
    a, b = _truths(node)
    total = combining.add(node.unrolling, a, b)
    assert isinstance(total, Signal)
    both = combining.at_least(node.unrolling, total, np.asarray(1.5))
    return [summed([total, both], [1.0, -2.0])]


def _truths(node: OnnxNode) -> tuple[Tensor, Tensor]:
    a, b = (
        one if isinstance(one, Signal) else np.asarray(one, dtype=np.float64)
        for one in (node.tensor(0), node.tensor(1))
    )
    return a, b


def where(node: OnnxNode) -> Results:
    """Where: one of two tensors; a condition from the inputs makes a product."""
    return [gated_choice.choose(node.unrolling, node.tensor(0), node.tensor(1), node.tensor(2))]


def cast(node: OnnxNode) -> Results:
    """Cast between floats changes nothing; a truth value counts as 0 or 1."""
    return [_cast(node, int(node.attribute("to", 1)))]


def cast_like(node: OnnxNode) -> Results:
    """CastLike: the type of the second input."""
    if not isinstance(node.tensor(0), Signal):
        return [np.asarray(node.tensor(0), dtype=FLOATS.get(node.types[1], np.bool_))]
    return [_cast(node, node.types[1])]


def _cast(node: OnnxNode, to: int) -> Tensor:
    x = node.signal(0)
    if to in FLOATS or to == node.types[0]:
        return x
    if to == BOOL:
        return shifted(scaled(combining.equal(node.unrolling, x, np.zeros(())), -1.0), 1.0)
    from onnx import TensorProto

    raise node.refusal(
        f"it casts to {TensorProto.DataType.Name(to).lower()}, and neurons compute real numbers"
    )


def power(node: OnnxNode) -> Results:
    """Pow."""
    return [combining.power(node.unrolling, node.tensor(0), node.tensor(1))]


def result_type(node: OnnxNode) -> int:
    """Return the type of the outputs of a node."""
    name = node.proto.op_type
    if name in {"Cast", "CastLike"}:
        return int(node.attribute("to", 1)) if name == "Cast" else node.types[1]
    if name in TRUTHS:
        return BOOL
    chosen = {"Where": 1, "OneHot": 2}.get(name, 0)
    signals: list[Any] = [
        of for value, of in zip(node.inputs, node.types, strict=True) if isinstance(value, Signal)
    ]
    return node.types[chosen] if node.types and node.types[chosen] else signals[0]


TRUTHS = frozenset(
    ("And", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Not", "Or", "Xor")
)
"""The operators that give truth values."""

OPERATORS: dict[str, Callable[[OnnxNode], Results]] = {
    "Add": of_two(combining.add),
    "And": of_truth(1.5),
    "Cast": cast,
    "CastLike": cast_like,
    "Div": of_two(combining.divide),
    "Equal": equal,
    "Greater": greater,
    "GreaterOrEqual": greater_or_equal,
    "Less": less,
    "LessOrEqual": less_or_equal,
    "Max": of_many(combining.maximum),
    "Mean": mean,
    "Min": of_many(combining.minimum),
    "Mul": of_two(combining.multiply),
    "Not": negation,
    "Or": of_truth(0.5),
    "Pow": power,
    "Sub": of_two(combining.subtract),
    "Sum": of_many(combining.add),
    "Where": where,
    "Xor": exclusive_or,
}
"""The operators by name."""
