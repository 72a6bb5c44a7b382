"""A network of neurons from an ONNX model."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from neurosim.checks import flag, one_of, text, texts, whole_number
from neurosim.errors import (
    FileError,
    InputError,
    NeurosimError,
    NotFiniteError,
    brief,
    listed,
    named,
    unknown_name,
)
from neurosim.file_kinds import ONNX
from neurosim.interop.exports.onnx_models.onnx_metadata import stored_model
from neurosim.interop.imports.onnx_graphs.onnx_batches import check_batch
from neurosim.interop.imports.onnx_graphs.onnx_combining_operators import FLOATS
from neurosim.interop.imports.onnx_graphs.onnx_constants import attributes_of
from neurosim.interop.imports.onnx_graphs.onnx_file import read_model
from neurosim.interop.imports.onnx_graphs.onnx_graph import OnnxWalk
from neurosim.interop.imports.onnx_graphs.onnx_inputs import put_inputs
from neurosim.interop.imports.onnx_graphs.onnx_node import BOOL, DO_NOT_FIT, OnnxNode
from neurosim.interop.imports.onnx_graphs.onnx_normalizing_operators import softmax_axes
from neurosim.interop.imports.onnx_graphs.onnx_sigmoids import DOUBLE, with_sigmoids
from neurosim.interop.imports.small_formats.found import ImportedNetwork
from neurosim.interop.imports.unrolled.signals import Signal, constant_signal
from neurosim.interop.imports.unrolled.unrolling import MOST_EDGES, Unrolling
from neurosim.interop.model_file import from_json
from neurosim.model.network import Network

SOFTMAX = ("loss", "neurons")
PRECISION = "a model in 32-bit floats is computed with 64 bits here"
NOTHING: Mapping[str, Any] = MappingProxyType({})


def from_onnx(
    model: str | os.PathLike[str] | bytes | Any,
    *,
    outputs: Sequence[str] | None = None,
    constants: Mapping[str, ArrayLike] = NOTHING,
    shapes: Mapping[str, Sequence[int]] = NOTHING,
    softmax: str = "loss",
    merge: bool = False,
    max_edges: int = MOST_EDGES,
) -> Network:
    """Open an ONNX model as neurons.

    Every operation on tensors is unrolled: each number that an activation computes becomes a
    neuron, and each weight an edge. One row of inputs is one sample; the elements of all inputs
    stand one after the other, in the order of the model. Numbers of the model are taken exactly,
    and everything is computed in float64, so a model in float32 gives slightly other numbers in its
    own library.

    Parameters
    ----------
    model : path, bytes or onnx.ModelProto
        The model. A file that neurosim wrote itself gives the same network back.
    outputs : sequence of str, optional
        The outputs of the graph, or other values in it, to take; by default all outputs.
    constants : mapping of str to array_like
        Values for inputs of the graph that are not to become neurons, such as whole numbers.
    shapes : mapping of str to sequence of int
        The shape of an input whose size is open in the model. An open first axis is the batch and
        has the size 1; the samples of a batch must not influence each other then.
    softmax : str
        What a softmax at the end becomes: ``loss`` (the outputs are the logits, the loss is
        ``softmax_cross_entropy``, and ``predict_probabilities`` gives the probabilities), or
        ``neurons``.
    merge : bool
        Whether a layer of weights directly after another one is multiplied into it. By default
        identity neurons stand between them.
    max_edges : int
        The most edges that the network may have.

    Returns
    -------
    Network
        With input neurons named by the inputs of the model and other neurons by its nodes.

    Raises
    ------
    FileError
        If the file cannot be read or is no ONNX model, or a weight is stored outside its folder.
    InputError
        If an operator cannot become neurons (the message names it and its node), a weight is not
        finite, the samples of a batch influence each other, or there would be too many edges; or if
        onnx is not installed.
    UnknownNameError
        If an output, a constant or a shape is given for a name that the model does not have.

    Examples
    --------
    >>> from onnx import helper
    >>> graph = helper.make_graph(
    ...     [
    ...         helper.make_node("Gemm", ["x", "w", "b"], ["s"], name="fc"),
    ...         helper.make_node("Tanh", ["s"], ["y"]),
    ...     ],
    ...     "small",
    ...     [helper.make_tensor_value_info("x", 1, ["batch", 2])],
    ...     [helper.make_tensor_value_info("y", 1, ["batch", 1])],
    ...     [
    ...         helper.make_tensor("w", 1, [2, 1], [0.5, -0.25]),
    ...         helper.make_tensor("b", 1, [1], [0.125]),
    ...     ],
    ... )
    >>> net = from_onnx(helper.make_model(graph))
    >>> net["fc[0]"].weights, net["fc[0]"].bias, net["fc[0]"].activation.name
    ([0.5, -0.25], 0.125, 'tanh')
    """
    chosen = None if outputs is None else texts(outputs, "outputs")
    fixed = _checked_constants(constants)
    sizes = _checked_shapes(shapes)
    one_of(softmax, SOFTMAX, "way of softmax")
    merged = flag(merge, "merge")
    limit = whole_number(max_edges, "max_edges", minimum=1)
    opened = read_model(model)
    walk = OnnxWalk(Unrolling(max_edges=limit, merge=merged), opened[1])
    return _network(opened, walk, chosen, fixed, sizes, softmax=softmax)


def onnx_network(path: Path) -> ImportedNetwork:
    """Return the network of a file with what there is to say about it; see ``from_onnx``."""
    opened = read_model(path)
    walk = OnnxWalk(Unrolling(), opened[1])
    net = _network(opened, walk, None, {}, {}, softmax="loss")
    notes = (PRECISION,) if _has_short_floats(opened[0].graph) else ()
    return ImportedNetwork(net, ONNX, notes)


def _network(
    opened: tuple[Any, Path | None, str],
    walk: OnnxWalk,
    chosen: list[str] | None,
    fixed: dict[str, Any],
    sizes: dict[str, tuple[int, ...]],
    *,
    softmax: str,
) -> Network:
    proto, _, title = opened
    try:
        own = stored_model(proto) if chosen is None and not fixed and not sizes else None
        if own is not None:
            return from_json(own, origin=title)
        # numbers that are not finite are refused where they reach a neuron
        with np.errstate(all="ignore"):
            return _unrolled(
                walk, with_sigmoids(_inlined(proto)), chosen, fixed, sizes, softmax=softmax
            )
    except NotFiniteError as error:
        place = _not_finite(walk, proto.graph)
        if place is None:
            raise
        raise InputError(f"{place}, so {error}") from None
    except NeurosimError:
        raise
    except DO_NOT_FIT as error:
        raise FileError(
            f"{title} is damaged, or has parts that do not fit together: {named(error)}; export it "
            "again"
        ) from None


def _not_finite(walk: OnnxWalk, graph: Any) -> str | None:
    """Return which weight of the model is not finite, if one is."""
    names = [tensor.name for tensor in graph.initializer]
    names += [name for node in graph.node if node.op_type == "Constant" for name in node.output]
    for name in names:
        array = walk.values.get(name)
        if isinstance(array, np.ndarray) and array.dtype.kind == "f":
            places = np.argwhere(~np.isfinite(array))
            if len(places):
                place = tuple(places[0].tolist())
                return f"the tensor {brief(name)} has {array[place]:g} at {list(place)}"
    return None


def _refuse_cycle(graph: Any) -> None:
    """Raise InputError if nodes of a graph need each other."""
    makers = {name: index for index, node in enumerate(graph.node) for name in node.output if name}
    needs = {
        index: {makers[name] for name in node.input if name in makers}
        for index, node in enumerate(graph.node)
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        nodes = [graph.node[index] for index in dict.fromkeys(error.args[1])]
        names = listed([node.name or f"{node.op_type} of {node.output[0]}" for node in nodes], 5)
        raise InputError(
            f"the graph of the model has a cycle ({names}), and a network here has none; export "
            "the model with its steps written out"
        ) from None


def _has_short_floats(graph: Any) -> bool:
    """Return whether weights, inputs or constants of a graph are floats of less than 64 bits."""
    types = {tensor.data_type for tensor in graph.initializer}
    types |= {sparse.values.data_type for sparse in graph.sparse_initializer}
    types |= {value.type.tensor_type.elem_type for value in graph.input}
    types |= {attribute.t.data_type for node in graph.node for attribute in node.attribute}
    return not types.isdisjoint(FLOATS.keys() - {DOUBLE})


def _unrolled(
    walk: OnnxWalk,
    proto: Any,
    chosen: list[str] | None,
    fixed: dict[str, Any],
    sizes: dict[str, tuple[int, ...]],
    *,
    softmax: str,
) -> Network:
    graph, unrolling = proto.graph, walk.unrolling
    _refuse_cycle(graph)
    walk.add_initializers(graph)
    put_inputs(walk, graph, fixed, sizes)
    opsets = {entry.domain or "": entry.version for entry in proto.opset_import}
    names = _all_outputs(graph) if chosen is None else chosen
    if not names:
        raise InputError("outputs is an empty list; name at least one output")
    _check_names(graph, walk, names)
    logits = _logits(walk, graph, names, opsets) if softmax == "loss" else None
    ends = names if logits is None else [logits]
    walk.walk(graph.node, ends, opsets)
    found = []
    for name in ends:
        unrolling.enter(name, f"output {brief(name)}")
        value = walk.get(name)
        if not isinstance(value, Signal):
            value = _constant_output(walk, name, value)
        found.append((name, value))
    loss = "softmax_cross_entropy" if logits is not None else None
    net = unrolling.network(found, name=graph.name, loss=loss)
    if loss is None and len(net.outputs) == 1 and net.outputs[0].activation.name == "sigmoid":
        net.loss = "binary_cross_entropy"
    check_batch(net, walk, proto, names, sizes)
    return net


def _checked_constants(constants: Any) -> dict[str, Any]:
    if not isinstance(constants, Mapping):
        raise InputError(
            f"constants are given as {{name: array}}, such as {{'axis': 1}}; got {brief(constants)}"
        )
    found = {}
    for name, value in constants.items():
        text(name, "the name of a constant")
        try:
            array = np.asarray(value)
        except Exception:  # the elements may be of any class, and raise any error
            array = np.asarray(None)
        if array.dtype.kind not in "biuf":
            raise InputError(f"the constant {brief(name)} is numbers; got {brief(value)}")
        found[name] = array
    return found


def _checked_shapes(shapes: Any) -> dict[str, tuple[int, ...]]:
    if not isinstance(shapes, Mapping):
        raise InputError(
            f"shapes are given as {{name: sizes}}, such as {{'x': (1, 4)}}; got {brief(shapes)}"
        )
    found = {}
    for name, sizes in shapes.items():
        text(name, "the name of an input")
        if isinstance(sizes, str | bytes) or not isinstance(sizes, Sequence):
            raise InputError(
                f"the shape of {brief(name)} is a list of whole numbers; got {brief(sizes)}"
            )
        found[name] = tuple(
            whole_number(size, f"a size of {brief(name)}", minimum=0) for size in sizes
        )
    return found


def _inlined(proto: Any) -> Any:
    from onnx import inliner

    if not proto.functions:
        return proto
    try:
        return inliner.inline_local_functions(proto)
    except Exception as error:  # onnx raises errors of many kinds
        raise InputError(
            f"the functions of the model cannot be written out: {brief(str(error))}"
        ) from None


def _all_outputs(graph: Any) -> list[str]:
    """Return the names of the outputs; labels, which are no real numbers, are refused."""
    real = {*FLOATS, BOOL, 0}
    others = [output for output in graph.output if output.type.tensor_type.elem_type not in real]
    others += [o for o in graph.output if o.type.WhichOneof("value") not in {"tensor_type", None}]
    if not others:
        return [output.name for output in graph.output]
    refused = {output.name for output in others}
    # a ZipMap only puts names to the numbers that it gets
    usable = [output.name for output in graph.output if output.name not in refused]
    usable += [node.input[0] for node in graph.node if node.op_type == "ZipMap"]
    hint = f"outputs={usable}" if usable else "outputs=[...] of values before it"
    raise InputError(
        f"the output {brief(others[0].name)} of the model is no tensor of real numbers; choose "
        f"what to take with {hint}"
    )


def _check_names(graph: Any, walk: OnnxWalk, names: Sequence[str]) -> None:
    computed = [name for node in graph.node for name in node.output if name]
    known = {*computed, *walk.values}
    for name in names:
        if name not in known:
            raise unknown_name("output of the model", name, [o.name for o in graph.output])
    if len(set(names)) < len(names):
        raise InputError(f"an output is given twice: {listed(names)}; give each of them once")


def _logits(
    walk: OnnxWalk, graph: Any, names: Sequence[str], opsets: Mapping[str, int]
) -> str | None:
    """Return the name of the logits if the only output is a softmax of all of them."""
    makers = {name: node for node in graph.node for name in node.output}
    name = names[0]
    for _ in graph.node:  # a damaged graph may run in a circle
        if name in makers and makers[name].op_type == "Identity":
            name = makers[name].input[0]
    node = makers.get(name)
    if len(names) != 1 or node is None or node.op_type != "Softmax" or node.domain:
        return None
    walk.walk(graph.node, [node.input[0]], opsets)
    value = walk.get(node.input[0])
    if not isinstance(value, Signal) or value.size < 2:
        return None
    asked = OnnxNode(
        walk.unrolling, node, opsets.get("", 1), [value], [1], attributes_of(node, walk.folder)
    )
    axes = softmax_axes(asked, value.ndim)
    covered = int(np.prod([value.shape[axis] for axis in axes]))
    return str(node.input[0]) if covered == value.size else None


def _constant_output(walk: OnnxWalk, name: str, value: Any) -> Signal:
    if np.asarray(value).dtype.kind not in "bf":
        raise InputError(
            f"the output {brief(name)} is a constant of {np.asarray(value).dtype}, and only real "
            "numbers can be outputs; leave it away with outputs=[...]"
        )
    return constant_signal(walk.unrolling.site, value)
