"""Whether the samples of a batch influence each other in an ONNX model."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from neurosim.checks import Matrix
from neurosim.errors import InputError, brief
from neurosim.interop.imports.onnx_graphs.onnx_graph import OnnxWalk
from neurosim.interop.imports.unrolled.comparing import ROUGHLY, compare_samples
from neurosim.interop.imports.unrolled.signals import Signal
from neurosim.model.network import Network

MOST_COMPARED_EDGES = 200_000
"""Up to how many edges a network is compared with its model: more would take too long."""

BATCH = 2

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

    The reference evaluator of onnx computes two random samples in one batch. Where it cannot run
    the model, or the network is large, nothing is checked; nor where a user gave all shapes.

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
    for name, found in zip(names, together, strict=True):
        if not _is_constant(walk, name) and found.shape[:1] != (BATCH,):
            one = next(iter(batched))
            shape = tuple(walk.get(one).shape)
            raise InputError(
                f"the output {brief(name)} of the model has the shape {found.shape} for a batch of "
                f"two samples, and its first axis must be the batch; give shapes={{{one!r}: "
                f"{shape}}} to take the model for one sample alone"
            )
    samples = [{k: v[i : i + 1] if k in batched else v for k, v in values.items()} for i in (0, 1)]
    rows = np.array([np.concatenate([v.ravel() for v in x.values()]) for x in samples], float)
    expected = _rows(walk, names, together)
    try:
        compare_samples(net, rows, expected, what="the model")
    except InputError:
        # the evaluator itself computes some operators wrongly, so it is asked again without a batch
        if not _is_same_alone(walk, proto, names, samples, expected):
            raise


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


def _rows(walk: OnnxWalk, names: Sequence[str], found: Sequence[Any]) -> Matrix:
    """Return the outputs of a batch side by side, with one row for each sample."""
    parts = []
    for name, array in zip(names, found, strict=True):
        constant = _is_constant(walk, name)
        whole = np.broadcast_to(array, (BATCH, *array.shape)) if constant else array
        parts.append(np.asarray(whole, dtype=float).reshape(BATCH, -1))
    return np.concatenate(parts, axis=1)


def _is_same_alone(
    walk: OnnxWalk,
    proto: Any,
    names: Sequence[str],
    samples: Sequence[Mapping[str, Any]],
    expected: Matrix,
) -> bool:
    for sample, row in zip(samples, expected, strict=True):
        alone = _computed(walk, proto, names, sample)
        if alone is None:
            return False
        numbers = np.concatenate([np.asarray(array, dtype=float).ravel() for array in alone])
        size = float(np.abs(row[np.isfinite(row)]).max(initial=1.0))
        if numbers.shape != row.shape:
            return False
        with np.errstate(all="ignore"):
            far = np.abs(numbers - row) > ROUGHLY * size
        if far.any():
            return False
    return True
