"""Whether the samples of a batch influence each other in an ONNX model."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from neurosim.errors import InputError, brief
from neurosim.interop.imports.onnx_graphs.onnx_graph import OnnxWalk
from neurosim.interop.imports.unrolled.signals import Signal
from neurosim.model.network import Network

MOST_COMPARED_EDGES = 1_000_000
"""Up to how many edges of its network a model is computed: more would take too long."""

BATCH = 2

_TOLERANCES = {"f8": 1e-6, "f4": 1e-3, "f2": 5e-2}
"""How far the outputs of a sample may differ, of the largest, by rounding in other sums."""

_WRONG_IN_BATCHES = frozenset(["LRN"])
"""Operators that the evaluator of onnx computes otherwise in a batch than alone: a fault of it."""


def check_batch(
    net: Network,
    walk: OnnxWalk,
    proto: Any,
    names: Sequence[str],
    given: Mapping[str, tuple[int, ...]],
) -> None:
    """Raise InputError if a model with an open first axis mixes the samples of a batch.

    The reference evaluator of onnx computes two random samples in one batch and alone. Nothing is
    checked where it cannot run the model, where the network is large, or where a user gave all
    shapes.

    Parameters
    ----------
    net : Network
        The network that the model became, for one sample.
    walk : OnnxWalk
        The walk through the graph, with the values of all names.
    proto : onnx.ModelProto
        The model.
    names : sequence of str
        The outputs that were taken.
    given : mapping
        The shapes that the user gave.
    """
    inputs = [v for v in proto.graph.input if isinstance(walk.values.get(v.name), Signal)]
    batched = {v.name for v in inputs if v.name not in given and _is_open(v)}
    if not batched or net.graph.number_of_edges() > MOST_COMPARED_EDGES:
        return
    if any(_has_open_axis_inside(value) for value in inputs if value.name not in given):
        # one name for two axes: a batch of another size changes the samples themselves
        return
    if any(node.op_type in _WRONG_IN_BATCHES for node in proto.graph.node):
        return
    values = {v.name: _drawn(walk, v, batched=v.name in batched) for v in inputs}
    together = _computed(walk, proto, names, values)
    if together is None:
        return
    one = next(v.name for v in inputs if v.name in batched)
    shape = tuple(walk.get(one).shape)
    way_out = f"give shapes={{{one!r}: {shape}}} to take the model for one sample alone"
    for name, found in zip(names, together, strict=True):
        if not _is_constant(walk, name) and found.shape[:1] != (BATCH,):
            raise InputError(
                f"the output {brief(name)} of the model has the shape {found.shape} for a batch of "
                f"two samples, and its first axis must be the batch; {way_out}"
            )
    for index in range(BATCH):
        sample = {k: v[index : index + 1] if k in batched else v for k, v in values.items()}
        alone = _computed(walk, proto, names, sample)
        if alone is None:
            return
        for name, found, expected in zip(names, together, alone, strict=True):
            if not _is_constant(walk, name):
                _refuse_influence(name, found[index], expected, way_out)


def _refuse_influence(name: str, found: Any, expected: Any, way_out: str) -> None:
    """Raise InputError if a sample has other outputs in the batch than alone."""
    tolerance = _TOLERANCES.get(np.asarray(expected).dtype.str[1:], max(_TOLERANCES.values()))
    batch, alone = (np.asarray(array, dtype=float).ravel() for array in (found, expected))
    if batch.shape != alone.shape:
        raise InputError(
            f"the output {brief(name)} of the model has {batch.size} numbers for a sample in a "
            f"batch of two and {alone.size} for one alone; {way_out}"
        )
    both = np.concatenate([batch, alone])
    with np.errstate(all="ignore"):
        size = np.abs(both[np.isfinite(both)]).max(initial=0.0)
        far = np.abs(batch - alone) > tolerance * size
    if far.any():
        raise InputError(
            f"the samples of a batch influence each other: the output {brief(name)} of the model "
            f"is {batch[far][0]:g} in a batch of two where it is {alone[far][0]:g} for the same "
            f"sample alone; {way_out}"
        )


def _is_constant(walk: OnnxWalk, name: str) -> bool:
    # a softmax that becomes the loss has no value in the walk
    return name in walk.values and not isinstance(walk.values[name], Signal)


def _is_open(value: Any) -> bool:
    dims = value.type.tensor_type.shape.dim
    return bool(dims) and not (dims[0].HasField("dim_value") and dims[0].dim_value >= 0)


def _has_open_axis_inside(value: Any) -> bool:
    return any(not d.HasField("dim_value") for d in value.type.tensor_type.shape.dim[1:])


def _drawn(walk: OnnxWalk, value: Any, *, batched: bool) -> Any:
    from onnx import helper

    shape = walk.get(value.name).shape
    drawn = np.random.default_rng(0).normal(size=(BATCH, *shape[1:]) if batched else shape)
    dtype = helper.tensor_dtype_to_np_dtype(value.type.tensor_type.elem_type)
    return drawn > 0 if dtype == np.bool_ else drawn.astype(dtype)


def _computed(
    walk: OnnxWalk, proto: Any, names: Sequence[str], values: Mapping[str, Any]
) -> list[Any] | None:
    """Return what the reference evaluator computes, or None if it cannot."""
    from onnx import ModelProto
    from onnx.reference import ReferenceEvaluator

    bare = ModelProto()
    bare.ir_version, bare.graph.name = proto.ir_version, proto.graph.name
    bare.opset_import.extend(proto.opset_import)
    bare.graph.input.extend(proto.graph.input)
    bare.graph.output.extend(proto.graph.output)
    bare.graph.node.extend(proto.graph.node)
    # the weights are known already, also those in other files
    weights = [tensor.name for tensor in proto.graph.initializer]
    weights += [sparse.values.name for sparse in proto.graph.sparse_initializer]
    constants = {
        name: walk.values[name] for name in (*weights, *(v.name for v in bare.graph.input))
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = ReferenceEvaluator(bare).run(list(names), {**constants, **values})
            return [np.asarray(array) for array in found]
        except Exception:  # the evaluator raises errors of many kinds
            return None
