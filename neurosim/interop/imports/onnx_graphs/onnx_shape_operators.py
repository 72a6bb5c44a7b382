"""ONNX operators that move elements and compute nothing.

Where the elements go is asked of ONNX's own evaluator: it gets the positions of the elements in
their place, and returns the positions in their new order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from neurosim.interop.imports.onnx_graphs.onnx_constants import computed
from neurosim.interop.imports.onnx_graphs.onnx_node import OnnxNode, Results
from neurosim.interop.imports.unrolled.combining import Tensor, as_signal
from neurosim.interop.imports.unrolled.signals import (
    Signal,
    constant_signal,
    joined,
    reshaped,
    scaled,
    taken,
    weighed,
)
from neurosim.interop.imports.unrolled.weight_layers import largest


def moving(data: Sequence[int] | None = (0,)) -> Callable[[OnnxNode], Results]:
    """Return the function of an operator that moves elements.

    Parameters
    ----------
    data : sequence of int or None
        Which inputs hold the elements; None for all. The other inputs have to be constant.
    """

    def operator(node: OnnxNode) -> Results:
        places = range(len(node.inputs)) if data is None else data
        return moved_by_reference(node, [index for index in places if node.has(index)])

    return operator


def moved_by_reference(node: OnnxNode, data: Sequence[int], *, fill: float = 0.0) -> Results:
    """Return the outputs of a node that moves the elements of some inputs.

    Where it puts zeros, the result has ``fill``.
    """
    inputs: list[Any] = [
        None if value is None else (0 if index in data else node.constant(index))
        for index, value in enumerate(node.inputs)
    ]
    parts: list[Signal] = [constant_signal(node.unrolling.site, np.full(1, fill))]
    first = 1
    for index in data:
        signal = as_signal(node.unrolling, node.tensor(index))
        inputs[index] = signal.positions.astype(np.float64) + first
        parts.append(reshaped(signal, (signal.size,)))
        first += signal.size
    together = joined(parts, 0)
    found = computed(node, inputs)
    node.unrolling.site.check_room(sum(np.size(places) for places in found))
    return [taken(together, np.rint(places).astype(np.int64)) for places in found]


def pad(node: OnnxNode) -> Results:
    """Pad: constants, or elements at the edge again."""
    if node.opset >= 11:
        return moving((0, 2))(node)
    return _old_pad(node)


def _old_pad(node: OnnxNode) -> Results:
    """Pad before opset 11, when all but the tensor were attributes."""
    from onnx import helper

    mode = node.attribute("mode", "constant")
    pads = node.attribute("pads", None) or node.attribute("paddings", [])
    names = [node.proto.input[0], f"{node.proto.input[0]} pads"]
    proto = helper.make_node("Pad", names, ["y"], mode=mode)
    given: list[Tensor | None] = [node.tensor(0), np.asarray(pads, dtype=np.int64)]
    newer = replace(node, proto=proto, opset=13, inputs=given, types=[node.types[0], 7])
    return moved_by_reference(newer, [0], fill=float(node.attribute("value", 0.0)))


def dropout(node: OnnxNode) -> Results:
    """Dropout: nothing, when a network is used."""
    if node.has(2) and bool(np.any(node.constant(2))):
        raise node.refusal("it drops values at random in training; export it for inference")
    if node.opset < 7 and not node.attribute("is_test", 0):
        raise node.refusal("it drops values at random in training; export it for inference")
    signal = node.tensor(0)
    return [signal, np.ones(signal.shape, dtype=bool)]


def one_hot(node: OnnxNode) -> Results:
    """OneHot with constant places: the two values, moved."""
    return moved_by_reference(node, [2])


def gather(node: OnnxNode) -> Results:
    """Gather: elements at constant places, or constants at places from the inputs (refused)."""
    return moved_by_reference(node, [0])


def scatter(node: OnnxNode) -> Results:
    """ScatterElements and ScatterND: elements written over others, or combined with them."""
    reduction = node.attribute("reduction", "none")
    if reduction == "none":
        return moved_by_reference(node, [0, 2])
    data, updates = node.signal(0), node.signal(2)
    together = joined([reshaped(data, (-1,)), reshaped(updates, (-1,))], 0)
    groups: list[list[int]] = [[place] for place in range(data.size)]
    for index in range(updates.size):
        one = (np.arange(updates.size) == index).astype(np.float64).reshape(updates.shape)
        (found,) = computed(added(node), [np.zeros(data.shape), node.constant(1), one])
        groups[int(np.argmax(found))].append(data.size + index)
    most = max(map(len, groups))
    places = np.array([group + [-1] * (most - len(group)) for group in groups])
    if reduction == "add":
        result = weighed(together, places, 1.0)
    elif reduction == "max":
        result = largest(node.unrolling, together, places)
    elif reduction == "min":
        result = scaled(largest(node.unrolling, scaled(together, -1.0), places), -1.0)
    else:
        raise node.refusal(f"its reduction {reduction!r} is not supported")
    return [reshaped(result, data.shape)]


def added(node: OnnxNode) -> OnnxNode:
    """Return a scattering node that adds."""
    from onnx import helper

    others = {name: value for name, value in node.attributes.items() if name != "reduction"}
    names = list(node.proto.input)
    proto = helper.make_node(node.proto.op_type, names, ["y"], reduction="add", **others)
    return replace(node, proto=proto)


def old_scatter(node: OnnxNode) -> Results:
    """Scatter, the old name of ScatterElements."""
    from onnx import helper

    axis = int(node.attribute("axis", 0))
    proto = helper.make_node("ScatterElements", list(node.proto.input), ["y"], axis=axis)
    return moved_by_reference(replace(node, proto=proto, opset=18), [0, 2])


def identity(node: OnnxNode) -> Results:
    """Identity: the same tensor."""
    return [node.tensor(0)]


def flatten(node: OnnxNode) -> Results:
    """Flatten: two dimensions."""
    x = node.signal(0)
    axis = int(node.attribute("axis", 1))
    if not -x.ndim <= axis <= x.ndim:
        raise node.refusal(f"its axis {axis} does not fit {x.ndim} dimensions")
    axis = axis + x.ndim if axis < 0 else axis
    rows = int(np.prod(x.shape[:axis], dtype=np.int64))
    return [reshaped(x, (rows, x.size // rows if rows else 0))]


OPERATORS: dict[str, Callable[[OnnxNode], Results]] = {
    "CenterCropPad": moving(),
    "Compress": moving(),
    "Concat": moving(None),
    "DepthToSpace": moving(),
    "Dropout": dropout,
    "Expand": moving(),
    "Flatten": flatten,
    "Gather": gather,
    "GatherElements": gather,
    "GatherND": gather,
    "Identity": identity,
    "MaxUnpool": moving(),
    "OneHot": one_hot,
    "Pad": pad,
    "Reshape": moving(),
    "ReverseSequence": moving(),
    "Scatter": old_scatter,
    "ScatterElements": scatter,
    "ScatterND": scatter,
    "Slice": moving(),
    "SpaceToDepth": moving(),
    "Split": moving(),
    "Squeeze": moving(),
    "TensorScatter": moving((0, 1)),
    "Tile": moving(),
    "Transpose": moving(),
    "Trilu": moving(),
    "Unsqueeze": moving(),
}
"""The operators by name."""
