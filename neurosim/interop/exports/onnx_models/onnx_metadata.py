"""What an ONNX file of neurosim holds beside its graph: the network itself, columns and classes."""

from __future__ import annotations

import hashlib
import json
import warnings
from typing import Any

from neurosim.errors import NeurosimWarning
from neurosim.interop.model_file import to_json
from neurosim.model.activations import is_built_in
from neurosim.model.columns import class_column
from neurosim.model.losses import LOSSES, get_loss
from neurosim.model.network import Network

MODEL, DIGEST = "neurosim.model", "neurosim.digest"
"""The keys of the network as the text of a model file, and of the digest of text and graph."""


def add_metadata(model: Any, net: Network) -> None:
    """Write the network and the names of its columns and classes into the metadata.

    Parameters
    ----------
    model : onnx.ModelProto
        The model, with its graph complete.
    net : Network
        The network.
    """
    texts: dict[str, str] = {}
    if net.input_columns is not None:
        texts["neurosim.inputs"] = json.dumps(list(net.input_columns))
    if net.target_columns is not None:
        names = [name for column in net.target_columns for name in column.output_names]
        texts["neurosim.outputs"] = json.dumps(names)
    column = class_column(net.target_columns)
    if column is not None:
        texts["neurosim.classes"] = json.dumps(list(column.classes))
    if _is_storable(net):
        texts[MODEL] = to_json(net)
        texts[DIGEST] = _digest(model, texts[MODEL])
    for key, text in texts.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, text


def stored_model(model: Any) -> str | None:
    """Return the text of the model file that an ONNX model of neurosim holds.

    Parameters
    ----------
    model : onnx.ModelProto
        The model.

    Returns
    -------
    str or None
        None if the model is not from neurosim, or its graph or the text was changed since.

    Warns
    -----
    NeurosimWarning
        If the model was changed: then the network must be read from its graph.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([2, 3, 1])
    >>> from neurosim.interop.model_file import to_json
    >>> stored_model(ns.to_onnx(net)) == to_json(net)
    True
    """
    found = {entry.key: entry.value for entry in model.metadata_props}
    text = found.get(MODEL)
    if text is None:
        return None
    if found.get(DIGEST) == _digest(model, text):
        return str(text)
    warnings.warn(
        "the ONNX model was changed after neurosim wrote it, so that the network in its metadata "
        "is out of date; the graph is read instead",
        NeurosimWarning,
        stacklevel=2,
    )
    return None


def _is_storable(net: Network) -> bool:
    """Return whether a model file gives the network back without functions of a user's own."""
    loss = get_loss(net.loss)
    return loss is LOSSES.get(loss.name) and all(
        is_built_in(neuron.activation) for neuron in net.structure.computed
    )


def _digest(model: Any, text: str) -> str:
    content = hashlib.sha256(text.encode("utf-8"))
    graph = model.graph
    # shapes that a program adds to the graph change no number
    for parts in (model.opset_import, graph.input, graph.initializer, graph.node, graph.output):
        content.update(f"{len(parts)} parts".encode())
        for part in parts:
            content.update(part.SerializeToString(deterministic=True))
    return content.hexdigest()
