"""A network as an ONNX model, and as a file of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from neurosim.checks import flag, one_of
from neurosim.errors import InputError
from neurosim.files import PathLike, check_destination, check_ending, refuse_existing, write_whole
from neurosim.interop.description_check import check_fit
from neurosim.interop.exports.onnx_models.onnx_layers import OnnxLayers
from neurosim.interop.exports.onnx_models.onnx_metadata import add_metadata
from neurosim.interop.exports.onnx_models.onnx_nodes import IR_VERSION, OPSET, OnnxNodes
from neurosim.interop.exports.onnx_models.onnx_scaling import add_inverse_scaling, add_scaling
from neurosim.model.columns import class_column
from neurosim.model.losses import get_loss
from neurosim.model.network import Network, check_network
from neurosim.names import one_line, shortened

INPUTS, OUTPUTS, PROBABILITIES = "inputs", "outputs", "probabilities"
"""The names of what the model takes and gives."""

MOST_BYTES = 2**31 - 1
"""The largest file that ONNX can hold in one piece."""


def to_onnx(net: Network, *, dtype: str = "float64", per_neuron: bool = False) -> Any:
    """Return a network as an ONNX model, which takes and gives raw units.

    The model has the input ``inputs``, shape (n, n_inputs), and the output ``outputs``, shape
    (n, n_outputs): what ``ns.predict`` gives. Networks with classes, or with the loss
    ``softmax_cross_entropy``, also have ``probabilities``: what ``ns.predict_probabilities`` gives.
    The metadata hold the columns, the classes and the network itself, so that ``ns.from_onnx``
    gives the same network back.

    Parameters
    ----------
    net : Network
        The network.
    dtype : {"float64", "float32"}
        The precision of the model. In float32 weights are rounded to about 7 digits.
    per_neuron : bool
        Whether each neuron becomes nodes of its own, named after it; by default the neurons of a
        layer are one matrix product, which is faster.

    Returns
    -------
    onnx.ModelProto
        The model, of opset 13. The same network gives the same bytes.

    Raises
    ------
    InputError
        If onnx is not installed, a number is too large for float32, the model would be larger than
        2 GB, or an activation of your own has no formula.
    UnknownNameError
        If the precision is unknown.
    StructureError
        If the network cannot be computed.

    Examples
    --------
    >>> import neurosim as ns
    >>> model = ns.to_onnx(ns.mlp([2, 3, 1], "tanh"))
    >>> [node.op_type for node in model.graph.node]
    ['Gemm', 'Tanh', 'Gemm', 'Tanh']
    """
    check_network(net, "to_onnx")
    precision = one_of(dtype, ("float64", "float32"), "precision")
    apart = flag(per_neuron, "per_neuron")
    check_fit(net)
    _check_size(net, precision)
    helper = _onnx_helper()
    nodes = OnnxNodes(precision)
    for name in (INPUTS, OUTPUTS, PROBABILITIES):
        nodes.new_name(name)
    scaled = add_scaling(nodes, net.input_scaling, INPUTS)
    normalized = OnnxLayers(net, nodes).add_all(scaled, per_neuron=apart)
    nodes.rename(add_inverse_scaling(nodes, net.target_scaling, normalized), OUTPUTS)
    n_probabilities = _add_probabilities(net, nodes)
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(precision))
    widths = {OUTPUTS: len(net.outputs)}
    if n_probabilities:
        widths[PROBABILITIES] = n_probabilities
    graph = helper.make_graph(
        nodes.nodes,
        "network",
        [helper.make_tensor_value_info(INPUTS, kind, ["n", len(net.inputs)])],
        [helper.make_tensor_value_info(name, kind, ["n", n]) for name, n in widths.items()],
        nodes.constants,
        doc_string=_about(net),
    )
    model = helper.make_model(
        graph,
        producer_name="neurosim",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    add_metadata(model, net)
    return model


def write_onnx(
    net: Network,
    path: PathLike,
    *,
    dtype: str = "float64",
    per_neuron: bool = False,
    overwrite: bool = True,
) -> Path:
    """Write a network to an ONNX file; see ``to_onnx``.

    Parameters
    ----------
    net : Network
        The network.
    path : path
        The file to write; its name ends with ``.onnx``.
    dtype : {"float64", "float32"}
        The precision of the model.
    per_neuron : bool
        Whether each neuron becomes nodes of its own.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    InputError, UnknownNameError, StructureError
        As for ``to_onnx``.
    FileError
        If the file exists and may not be replaced, or cannot be written. An existing file is then
        unchanged.

    Examples
    --------
    >>> import tempfile
    >>> import neurosim as ns
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     ns.write_onnx(ns.mlp([2, 3, 1]), f"{directory}/model.onnx").name
    'model.onnx'
    """
    check_destination(path)
    check_ending(path, ".onnx", "an ONNX model")
    if not flag(overwrite, "overwrite"):
        refuse_existing(path)
    model = to_onnx(net, dtype=dtype, per_neuron=per_neuron)
    return write_whole(path, model.SerializeToString(deterministic=True), overwrite=overwrite)


def _onnx_helper() -> Any:
    try:
        from onnx import helper
    except ImportError:
        raise InputError(
            "ONNX models need the package onnx: pip install 'neurosim[onnx]'"
        ) from None
    return helper


def _check_size(net: Network, precision: str) -> None:
    # in the text of the network a number takes about 20 bytes, and the name of its source
    size = net.structure.n_edges * (np.dtype(precision).itemsize + 20)
    if size > MOST_BYTES:
        raise InputError(
            f"the network has {net.structure.n_edges:,} edges, too many for an ONNX model, which "
            "holds at most 2 GB"
        )


def _add_probabilities(net: Network, nodes: OnnxNodes) -> int:
    """Add the output of probabilities; return how many there are, 0 if the network has none."""
    column = class_column(net.target_columns)
    if column is not None and column.one_output:
        other = nodes.add("Sub", [nodes.number(1.0), OUTPUTS], "first_class")
        result = nodes.add("Concat", [other, OUTPUTS], attributes={"axis": 1})
    elif get_loss(net.loss).softmax:
        result = nodes.add("Softmax", [OUTPUTS], attributes={"axis": 1})
    elif column is not None:
        result = nodes.add("Identity", [OUTPUTS])
    else:
        return 0
    nodes.rename(result, PROBABILITIES)
    return 2 if column is not None and column.one_output else len(net.outputs)


def _about(net: Network) -> str:
    name = f" {json.dumps(shortened(one_line(net.name), 200))}" if net.name else ""
    return f"The network{name}, written by neurosim. Inputs and outputs are in raw units."
