"""The walk through an ONNX graph: constants are computed, everything else becomes signals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from neurosim.errors import InputError, NeurosimError, brief, named
from neurosim.interop.imports.onnx_graphs.onnx_bodies import body_of, drop_input, with_attributes
from neurosim.interop.imports.onnx_graphs.onnx_combining_operators import result_type
from neurosim.interop.imports.onnx_graphs.onnx_constants import (
    array_of,
    attributes_of,
    computed,
    refuse_random,
)
from neurosim.interop.imports.onnx_graphs.onnx_node import (
    DO_NOT_FIT,
    OnnxNode,
    Results,
    operator_name,
)
from neurosim.interop.imports.onnx_graphs.onnx_operators import OPERATORS, WAYS_OUT
from neurosim.interop.imports.unrolled.combining import Tensor
from neurosim.interop.imports.unrolled.signals import Signal
from neurosim.interop.imports.unrolled.unrolling import Unrolling

DEEPEST = 20
"""How deep functions and branches may lie in one another."""


@dataclass(frozen=True, slots=True)
class _Missing:
    """An output of a node that cannot become neurons."""

    why: str


class OnnxWalk:
    """What is known of an ONNX graph while its nodes are unrolled.

    Parameters
    ----------
    unrolling : Unrolling
        The builder.
    folder : Path or None
        The folder of the model file.
    """

    def __init__(self, unrolling: Unrolling, folder: Path | None) -> None:
        self.unrolling = unrolling
        self.folder = folder
        self.values: dict[str, Tensor | _Missing] = {}
        self.types: dict[str, int] = {}

    def add_initializers(self, graph: Any) -> None:
        """Take the weights of a graph."""
        for tensor in graph.initializer:
            self.put(tensor.name, array_of(tensor, self.folder), tensor.data_type)
        for sparse in graph.sparse_initializer:
            array = _dense(
                array_of(sparse.values, self.folder), array_of(sparse.indices, self.folder),
                sparse.dims,
            )  # fmt: skip
            self.put(sparse.values.name, array, sparse.values.data_type)

    def put(self, name: str, value: Any, of_type: int | None = None) -> None:
        """Give a name its value; the type of an array is found if it is not given."""
        self.values[name] = value
        self.types[name] = _type_of(value) if of_type is None else of_type

    def get(self, name: str) -> Tensor:
        """Return the value of a name.

        Raises
        ------
        InputError
            If nothing computes it, or it cannot become neurons.
        """
        if name not in self.values:
            raise InputError(
                f"{self.unrolling.site.what} needs {brief(name)}, which nothing computes; the "
                "model is damaged"
            )
        found = self.values[name]
        if isinstance(found, _Missing):
            raise InputError(found.why)
        return found

    def walk(
        self,
        nodes: Iterable[Any],
        wanted: Iterable[str],
        opsets: Mapping[str, int],
        *,
        depth: int = 0,
    ) -> None:
        """Unroll the nodes that the wanted names need."""
        listed = list(nodes)
        for index in _needed(listed, wanted, set(self.values)):
            self._enter(listed[index], index, depth)
            self._run(listed[index], opsets, depth)

    def _enter(self, proto: Any, index: int, depth: int) -> None:
        if depth:
            # nodes of a function have the name of the node that calls it
            return
        operator = operator_name(proto)
        title = f"node {brief(proto.name)}" if proto.name else f"node {index}"
        label = layer_name(proto.name, proto.op_type) or next(filter(None, proto.output), "n")
        self.unrolling.enter(label, f"{title} ({operator})")

    def _run(self, proto: Any, opsets: Mapping[str, int], depth: int) -> None:
        refuse_random(proto, self.unrolling.site.what)
        inputs = [self.get(name) if name else None for name in proto.input]
        types = [self.types[name] if name else 0 for name in proto.input]
        opset = opsets.get(proto.domain, opsets.get("", 1) if proto.domain == "ai.onnx" else 1)
        node = OnnxNode(
            self.unrolling, proto, opset, inputs, types, attributes_of(proto, self.folder)
        )
        operator = operator_name(proto)
        if operator == "If":
            self._branch(node, opsets, depth)
        elif operator in {"Shape", "Size"}:
            self.put(proto.output[0], _shape_of(node), 7)
        elif not any(isinstance(value, Signal) for value in inputs):
            self._put_all(node, computed(node), None)
        elif operator in OPERATORS:
            self._put_all(node, _unrolled(node), result_type(node))
        elif operator == "EyeLike":
            self._put_all(node, computed(node, [np.zeros(node.signal(0).shape)]), None)
        else:
            self._expand(node, opsets, depth)

    def _put_all(self, node: OnnxNode, results: Sequence[Any], of_type: int | None) -> None:
        names = list(node.proto.output)
        for index, name in enumerate(names):
            if not name:
                continue
            if index < len(results) and isinstance(results[index], list | dict):
                why = f"its output {brief(name)} is a list of tensors"
                self.values[name] = _Missing(str(node.refusal(why)))
                self.types[name] = 0
            elif index < len(results) and results[index] is not None:
                value = results[index]
                value = value if isinstance(value, Signal) else np.asarray(value)
                self.put(name, value, of_type if isinstance(value, Signal) else None)
            else:
                why = (
                    f"its output {index} ({brief(name)}) is not computed; leave it away with "
                    "outputs=[...]"
                )
                self.values[name] = _Missing(str(node.refusal(why)))
                self.types[name] = 0

    def _branch(self, node: OnnxNode, opsets: Mapping[str, int], depth: int) -> None:
        """Take the branch of an If that a constant condition chooses."""
        condition = node.constant(0)
        graph = node.attributes["then_branch" if bool(np.all(condition)) else "else_branch"]
        outer_values, outer_types = dict(self.values), dict(self.types)
        self.add_initializers(graph)
        names = [output.name for output in graph.output]
        self._check_depth(depth)
        self.walk(graph.node, names, opsets, depth=depth + 1)
        results = [(self.get(name), self.types[name]) for name in names]
        self.values, self.types = outer_values, outer_types
        for name, (value, of_type) in zip(node.proto.output, results, strict=True):
            self.put(name, value, of_type)

    def _expand(self, node: OnnxNode, opsets: Mapping[str, int], depth: int) -> None:
        """Unroll the body that ONNX itself gives for an operator made of others."""
        operator = node.operator
        function = body_of(node, [self._type_proto(name) for name in node.proto.input])
        if function is None:
            way_out = WAYS_OUT.get(operator, "take the part of the model before it")
            is_named = self.unrolling.site.what.endswith(f"({operator})")
            named_so = "this operator" if is_named else f"the operator {operator}"
            raise node.refusal(f"{named_so} is not supported; {way_out}")
        self._check_depth(depth)
        outer_values, outer_types = self.values, self.types
        self.values, self.types = {}, {}
        for index, name in enumerate(function.input):
            if node.has(index):
                self.put(name, node.inputs[index], node.types[index])
        opsets = {**opsets, **{entry.domain: entry.version for entry in function.opset_import}}
        wanted = [
            name for name, outer in zip(function.output, node.proto.output, strict=False) if outer
        ]
        nodes = [with_attributes(inner, node.proto, function) for inner in function.node]
        try:
            known = set(self.values)
            for index in _needed(nodes, wanted, known):
                for missing in nodes[index].input:
                    if missing and missing in function.input and missing not in known:
                        drop_input(nodes[index], missing)
            self.walk(nodes, wanted, opsets, depth=depth + 1)
            results = [self.values.get(name) for name in function.output]
            types = [self.types.get(name, 0) for name in function.output]
        finally:
            self.values, self.types = outer_values, outer_types
        for name, value, of_type in zip(node.proto.output, results, types, strict=False):
            if name and value is not None:
                self.put(name, value, of_type)

    def _check_depth(self, depth: int) -> None:
        if depth >= DEEPEST:
            raise self.unrolling.site.refuse("its functions lie too deep in one another")

    def _type_proto(self, name: str) -> Any:
        from onnx import TypeProto, helper

        if not name:
            return TypeProto()
        found = self.get(name)
        return helper.make_tensor_type_proto(self.types[name], list(found.shape))


def _unrolled(node: OnnxNode) -> Results:
    """Return the outputs of a node; what does not fit together in it is refused in one sentence."""
    try:
        return OPERATORS[node.operator](node)
    except NeurosimError:
        raise
    except DO_NOT_FIT as error:
        raise node.refusal(f"its inputs and attributes do not fit: {named(error)}") from None


def layer_name(name: str, operator: str) -> str:
    """Return the name for the neurons of a node.

    Examples
    --------
    >>> layer_name("/fc1/Gemm", "Gemm"), layer_name("/layers/layers.0/Gemm", "Gemm")
    ('fc1', 'layers.0')
    """
    parts = [part for part in name.split("/") if part]
    if len(parts) > 1 and parts[-1].startswith(operator):
        del parts[-1]
    kept = [
        part
        for part, after in zip(parts, [*parts, ""][1:], strict=True)
        if not after.startswith(f"{part}.")
    ]
    return ".".join(kept)


def _needed(nodes: Sequence[Any], wanted: Iterable[str], known: set[str]) -> list[int]:
    """Return the places of the nodes that lead to the wanted names, in order."""
    names = set(wanted) - known
    chosen = []
    for index in reversed(range(len(nodes))):
        if names.isdisjoint(filter(None, nodes[index].output)):
            continue
        chosen.append(index)
        names.update(name for name in _read_by(nodes[index]) if name not in known)
    return chosen[::-1]


def _read_by(node: Any) -> Iterable[str]:
    """Return the names that a node reads, also inside its branches."""
    yield from node.input
    for attribute in node.attribute:
        for graph in [*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs]:
            for inner in graph.node:
                yield from _read_by(inner)
            for output in graph.output:
                yield output.name


def _type_of(value: Any) -> int:
    from onnx import helper

    try:
        return int(helper.np_dtype_to_tensor_dtype(np.asarray(value).dtype))
    except (KeyError, TypeError, ValueError):
        return 0


def _shape_of(node: OnnxNode) -> Any:
    shape = np.array(node.tensor(0).shape, dtype=np.int64)
    if node.proto.op_type == "Size":
        return np.array(shape.prod(), dtype=np.int64)
    start, end = node.attribute("start", 0), node.attribute("end", None)
    return shape[start:end]


def _dense(values: Any, indices: Any, dims: Sequence[int]) -> Any:
    array = np.zeros(tuple(dims), dtype=values.dtype)
    if indices.ndim == 1:
        array.ravel()[indices] = values
    else:
        array[tuple(indices.T)] = values
    return array
