"""Operators that ONNX itself writes with other operators: the nodes in their bodies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from neurosim.interop.imports.onnx_graphs.onnx_node import OnnxNode


def body_of(node: OnnxNode, types: Sequence[Any]) -> Any:
    """Return the function that ONNX gives for an operator; None if there is none."""
    from onnx import FunctionProto, defs

    proto = node.proto
    try:
        schema = defs.get_schema(proto.op_type, node.opset, proto.domain)
    except defs.SchemaError:
        return None
    if schema.has_function:
        return schema.function_body
    if not schema.has_context_dependent_function:
        return None
    try:
        written = schema.get_context_dependent_function_with_opset_version(
            schema.context_dependent_function_opset_versions[-1],
            proto.SerializeToString(),
            [each.SerializeToString() for each in types],
        )
    except RuntimeError:
        return None
    function = FunctionProto()
    function.ParseFromString(written)
    return function


def with_attributes(inner: Any, outer: Any, function: Any) -> Any:
    """Return a node of a function with the attributes of the node that calls it."""
    from onnx import NodeProto, defs

    if not any(attribute.ref_attr_name for attribute in inner.attribute):
        return _copied(inner)
    given = {attribute.name: attribute for attribute in outer.attribute}
    for attribute in function.attribute_proto:
        given.setdefault(attribute.name, attribute)
    try:
        for name, described in defs.get_schema(outer.op_type, outer.domain).attributes.items():
            if described.default_value.name:
                given.setdefault(name, described.default_value)
    except defs.SchemaError:
        pass
    made = NodeProto()
    made.CopyFrom(inner)
    del made.attribute[:]
    for attribute in inner.attribute:
        if not attribute.ref_attr_name:
            made.attribute.append(attribute)
        elif attribute.ref_attr_name in given:
            copied = made.attribute.add()
            copied.CopyFrom(given[attribute.ref_attr_name])
            copied.name = attribute.name
    return made


def _copied(proto: Any) -> Any:
    from onnx import NodeProto

    made = NodeProto()
    made.CopyFrom(proto)
    return made


def drop_input(proto: Any, name: str) -> None:
    """Take away an optional input that the caller of a function did not give."""
    for index, given in enumerate(proto.input):
        if given == name:
            proto.input[index] = ""
