"""Numbers of an ONNX model: its tensors, and what ONNX's own evaluator computes from them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from neurosim.errors import FileError, InputError, brief, named
from neurosim.interop.imports.onnx_graphs.onnx_node import OnnxNode, operator_name

LOOPS = frozenset(("Loop", "Scan", "SequenceMap"))
"""Operators that may run without end, so that they are not computed from constants either."""

LOOPS_WAY_OUT = "write its steps one after the other"

MOST_NUMBERS = 20_000_000
"""The most numbers of a constant tensor."""


def array_of(tensor: Any, folder: Path | None) -> Any:
    """Return a tensor of a model as an array.

    Parameters
    ----------
    tensor : onnx.TensorProto
        The tensor.
    folder : Path or None
        The folder of the model file; numbers in other files must lie there. None for a model in
        memory.

    Raises
    ------
    FileError
        If the tensor is damaged, too large, or its numbers are in a file elsewhere.
    """
    from onnx import TensorProto, numpy_helper

    title = f"the tensor {brief(tensor.name)}"
    size = math.prod(tensor.dims)
    if size > MOST_NUMBERS or any(dim < 0 for dim in tensor.dims):
        raise FileError(
            f"{title} has the shape {brief(list(tensor.dims))}; at most {MOST_NUMBERS:,} numbers "
            "are possible"
        )
    base = ""
    if tensor.data_location == TensorProto.EXTERNAL:
        base = str(_folder_of_numbers(tensor, folder, title))
    try:
        array = numpy_helper.to_array(tensor, base_dir=base)
    except Exception as error:  # onnx raises errors of many kinds
        raise FileError(f"{title} cannot be read: {named(error)}") from None
    return array


def _folder_of_numbers(tensor: Any, folder: Path | None, title: str) -> Path:
    """Return the folder of a tensor's own file, after a check that the file lies in it."""
    places = [entry.value for entry in tensor.external_data if entry.key == "location"]
    place = places[0] if places else ""
    if folder is None:
        raise FileError(
            f"{title} has its numbers in the file {brief(place)}; give the path of the model, so "
            "that the file is found"
        )
    inside = (folder / place).resolve() if place else folder
    if not place or Path(place).is_absolute() or folder.resolve() not in inside.parents:
        raise FileError(
            f"{title} has its numbers in the file {brief(place)}, outside the folder of the model; "
            "only files in that folder are read"
        )
    if not inside.is_file():
        raise FileError(f"{title} has its numbers in the file {brief(place)}, which is missing")
    return folder


def computed(node: OnnxNode, inputs: list[Any] | None = None) -> list[Any]:
    """Return the outputs of a node with constant inputs, computed by ``onnx.reference``.

    Parameters
    ----------
    node : OnnxNode
        The node.
    inputs : list of ndarray or None, optional
        Other inputs than its own.

    Raises
    ------
    InputError
        If the evaluator cannot compute it, or the result would be too large.
    """
    from onnx import helper
    from onnx.reference import ReferenceEvaluator

    given = node.inputs if inputs is None else inputs
    if node.operator in LOOPS:
        raise node.refusal(f"this operator is not supported; {LOOPS_WAY_OUT}")
    _check_size(node, given)
    feeds = {
        name: value
        for name, value in zip(node.proto.input, given, strict=True)
        if name and value is not None
    }
    try:
        with np.errstate(all="ignore"):
            graph = helper.make_graph(
                [node.proto],
                "one node",
                [
                    helper.make_value_info(name, helper.make_tensor_type_proto(1, None))
                    for name in feeds
                ],
                [helper.make_empty_tensor_value_info(name) for name in node.proto.output if name],
            )
            opsets = [helper.make_opsetid(node.proto.domain, node.opset)]
            if node.proto.domain:
                opsets.append(helper.make_opsetid("", 18))
            model = helper.make_model(graph, opset_imports=opsets)
            results: list[Any] = ReferenceEvaluator(model).run(None, feeds)
    except Exception as error:  # the evaluator raises errors of many kinds
        raise node.refusal(f"onnx.reference cannot compute it: {named(error)}") from None
    return results


def _check_size(node: OnnxNode, given: list[Any]) -> None:
    """Refuse a constant that would fill the memory."""
    operator = node.proto.op_type
    sizes = {
        "ConstantOfShape": lambda: _product(given[0]),
        "Expand": lambda: _product(given[1]) * max(1, np.size(given[0])),
        "Tile": lambda: _product(given[1]) * np.size(given[0]),
        "Range": lambda: abs(float(given[1]) - float(given[0])) / abs(float(given[2]) or 1.0),
        "OneHot": lambda: np.size(given[0]) * float(np.max(given[1])),
        "Pad": lambda: _padded(node, given),
        "Resize": lambda: _product(given[3]) if _given(given, 3) else _resized(given, 2),
        "Upsample": lambda: _resized(given, 1),
    }
    try:
        size = sizes[operator]() if operator in sizes else _broadcast_size(operator, given)
    except (IndexError, TypeError, ValueError):
        return
    if not size <= MOST_NUMBERS:
        raise node.refusal(f"its result has more than {MOST_NUMBERS:,} numbers")


def _broadcast_size(operator: str, given: list[Any]) -> float:
    """Return how many numbers an operation on arrays gives, as far as their shapes say it."""
    shapes = [np.shape(value) for value in given if value is not None]
    if operator in {"Gemm", "MatMul"}:
        return float(math.prod(shapes[0][:-1]) * shapes[1][-1])
    return float(math.prod(np.broadcast_shapes(*shapes)))


def _given(values: list[Any], index: int) -> bool:
    return len(values) > index and values[index] is not None


def _product(values: Any) -> float:
    return math.prod(max(float(value), 0.0) for value in np.ravel(values))


def _resized(given: list[Any], index: int) -> float:
    return np.size(given[0]) * _product(given[index]) if _given(given, index) else 0.0


def _padded(node: OnnxNode, given: list[Any]) -> float:
    pads = given[1] if _given(given, 1) else node.attribute("pads", [])
    return (np.size(given[0]) + 1.0) * math.prod(1.0 + abs(float(pad)) for pad in np.ravel(pads))


def attributes_of(proto: Any, folder: Path | None) -> dict[str, Any]:
    """Return the attributes of a node by name: texts as str, tensors as arrays."""
    from onnx import AttributeProto, helper

    found: dict[str, Any] = {}
    for attribute in proto.attribute:
        if attribute.ref_attr_name:
            continue
        value = helper.get_attribute_value(attribute)
        if attribute.type == AttributeProto.TENSOR:
            value = array_of(value, folder)
        elif isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        elif isinstance(value, list) and value and isinstance(value[0], bytes):
            value = [part.decode("utf-8", "replace") for part in value]
        found[attribute.name] = value
    return found


RANDOM = frozenset(
    ("Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform",
     "RandomUniformLike")
)  # fmt: skip
"""Operators that draw random numbers: nobody can say what they give."""


def refuse_random(proto: Any, what: str) -> None:
    """Raise InputError if a node draws random numbers."""
    if operator_name(proto) in RANDOM:
        raise InputError(
            f"{what} draws random numbers, and a network of neurons gives the same output every "
            "time; export the model for inference"
        )
