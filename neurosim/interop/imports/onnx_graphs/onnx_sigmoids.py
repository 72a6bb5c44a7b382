"""Sigmoids that were written with an exponential, as our own models in float64 have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DOUBLE = 11
"""The number that ONNX has for the type of float64."""

_DEEPEST, _MOST_PARTS = 6, 3
_SIGMOID = (
    "Where(Not(Less(s,0)),Div(1,Add(1,Exp(Neg(Abs(s))))),"
    "Div(Exp(Neg(Abs(s))),Add(1,Exp(Neg(Abs(s))))))"
)


def with_sigmoids(proto: Any) -> Any:
    """Return a model in which each written-out sigmoid is the operator Sigmoid again.

    The model that is given is not changed; without a written-out sigmoid it is returned itself.
    """
    graph = proto.graph
    makers = {name: node for node in graph.node for name in node.output if name}
    constants = {t.name: t for t in graph.initializer if not len(t.dims) and t.data_type == DOUBLE}
    found = {}
    for place, node in enumerate(graph.node):
        if node.op_type == "Where" and len(node.input) == 3:
            s = _argument(makers.get(node.input[0]), makers)
            if s is not None and _written(node.output[0], s, makers, constants) == _SIGMOID:
                found[place] = s
    if not found:
        return proto
    changed = type(proto)()
    changed.CopyFrom(proto)
    for place, s in found.items():
        node = changed.graph.node[place]
        node.op_type = "Sigmoid"
        node.input[:] = [s]
    return changed


def _argument(condition: Any, makers: Mapping[str, Any]) -> str | None:
    """Return what a condition ``not s < 0`` is about."""
    if condition is None or condition.op_type != "Not":
        return None
    less = makers.get(condition.input[0])
    return str(less.input[0]) if less is not None and less.op_type == "Less" else None


def _written(
    name: str, s: str, makers: Mapping[str, Any], constants: Mapping[str, Any], depth: int = 0
) -> str:
    """Return how a value is computed from s, as text; whatever is unknown has its own name."""
    from onnx import numpy_helper

    if name == s:
        return "s"
    if name in constants and constants[name].data_location == 0:
        return f"{float(numpy_helper.to_array(constants[name])):g}"
    node = makers.get(name)
    if node is None or depth > _DEEPEST or len(node.input) > _MOST_PARTS or node.domain:
        return f"<{name}>"
    parts = (_written(part, s, makers, constants, depth + 1) for part in node.input)
    return f"{node.op_type}({','.join(parts)})"
