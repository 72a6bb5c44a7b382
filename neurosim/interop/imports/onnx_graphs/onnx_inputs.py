"""The inputs of an ONNX graph: neurons, or constants that a user gives."""

from __future__ import annotations

from typing import Any

import numpy as np

from neurosim.errors import InputError, brief, unknown_name
from neurosim.interop.imports.onnx_graphs.onnx_combining_operators import FLOATS
from neurosim.interop.imports.onnx_graphs.onnx_graph import OnnxWalk
from neurosim.interop.imports.onnx_graphs.onnx_node import BOOL
from neurosim.interop.imports.unrolled.signals import Signal, constant_signal


def put_inputs(
    walk: OnnxWalk,
    graph: Any,
    fixed: dict[str, Any],
    sizes: dict[str, tuple[int, ...]],
) -> None:
    """Make the input neurons, and take the inputs that are constant."""
    inputs = {value.name: value for value in graph.input}
    for what, given in (("constant", fixed), ("shape", sizes)):
        for name in given:
            if name not in inputs:
                raise unknown_name(f"input for a {what}", name, inputs)
    for name, value in inputs.items():
        if name in fixed:
            of_type = value.type.tensor_type.elem_type
            walk.put(name, _typed(fixed[name], of_type), of_type or None)
        elif name not in walk.values:
            _put_input(walk, value, sizes.get(name))
    if not any(isinstance(value, Signal) for value in walk.values.values()):
        raise InputError(
            "the model has no input that could become neurons; every value is constant"
        )


def _typed(array: Any, of_type: int) -> Any:
    from onnx import helper

    try:
        return array.astype(helper.tensor_dtype_to_np_dtype(of_type))
    except (KeyError, TypeError, ValueError):
        return array


def _put_input(walk: OnnxWalk, value: Any, given: tuple[int, ...] | None) -> None:
    from onnx import TensorProto

    of_type = value.type.tensor_type.elem_type
    title = f"the input {brief(value.name)}"
    walk.unrolling.enter(value.name, title)
    if of_type not in {*FLOATS, BOOL}:
        kind = TensorProto.DataType.Name(of_type).lower() if of_type else "no tensor"
        raise InputError(
            f"{title} is {kind}, and only real numbers and truth values can become input neurons; "
            f"give its value with constants={{{value.name!r}: ...}}"
        )
    shape = _shape(value, title, given)
    if 0 in shape:
        walk.put(value.name, constant_signal(walk.unrolling.site, np.zeros(shape)), of_type)
    else:
        walk.put(value.name, walk.unrolling.input(value.name, shape), of_type)


def _shape(value: Any, title: str, given: tuple[int, ...] | None) -> tuple[int, ...]:
    if given is not None:
        return given
    if not value.type.tensor_type.HasField("shape"):
        raise InputError(
            f"the shape of {title} is not in the model; give it with "
            f"shapes={{{value.name!r}: (1, ...)}}"
        )
    found: list[int] = []
    batch = None
    for axis, dim in enumerate(value.type.tensor_type.shape.dim):
        if dim.HasField("dim_value") and dim.dim_value >= 0:
            found.append(dim.dim_value)
        elif axis == 0 or (batch and dim.dim_param == batch):
            # an open first axis is the batch: one sample
            batch = dim.dim_param
            found.append(1)
        else:
            raise InputError(
                f"axis {axis} of {title} is open in the model; give its shape with "
                f"shapes={{{value.name!r}: (1, ...)}}"
            )
    return tuple(found)
