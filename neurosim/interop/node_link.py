"""Node-link JSON: the graph format of NetworkX and of D3."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from neurosim.errors import InputError, brief
from neurosim.files import PathLike, check_destination, write_whole
from neurosim.interop.exports.described_graph import described_graph
from neurosim.interop.foreign import read_json_text
from neurosim.interop.imports.networkx_graph import DESCRIPTION, from_networkx
from neurosim.interop.json_text import naming, parse_json
from neurosim.model.activations import Activation
from neurosim.model.network import Network

_EDGES = ("edges", "links")
"""What the list of edges is called: NetworkX from 3.6 on, and NetworkX before and D3."""


def write_node_link(net: Network, path: PathLike, *, overwrite: bool = True) -> Path:
    """Write a network as node-link JSON, which NetworkX reads with ``nx.node_link_graph``.

    Nodes and edges have the attributes of ``net.to_networkx()``. Outputs, loss, scaling and columns
    are one attribute of the graph, so that ``ns.read_node_link`` gives the same network.

    Parameters
    ----------
    net : Network
        The network.
    path : path
        The file to write, usually ``.json``.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    InputError
        If a file could not give the same network back, as for ``ns.save``.
    FileError
        If the file exists and may not be replaced, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import neurosim as ns
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     path = write_node_link(ns.mlp([2, 3, 1]), f"{directory}/net.json")
    ...     read_node_link(path)
    Network(2 inputs, 3 hidden, 1 output, 9 edges)
    """
    content = node_link_text(net, "write_node_link")
    check_destination(path)
    return write_whole(path, content, overwrite=overwrite)


def node_link_text(net: Network, who: str) -> str:
    """Return the text of a node-link file; ``who`` is the caller, for messages."""
    plain, description = described_graph(net, who)
    content = {
        "directed": True,
        "multigraph": False,
        "graph": {**plain.graph, DESCRIPTION: description},
        "nodes": [{"id": node, **attributes} for node, attributes in plain.nodes(data=True)],
        "edges": [
            {"source": source, "target": target, **attributes}
            for source, target, attributes in plain.edges(data=True)
        ],
    }
    return json.dumps(content, indent=1) + "\n"


def read_node_link(
    path: PathLike,
    *,
    weight: str = "weight",
    bias: str = "bias",
    activation: str = "activation",
    default_activation: str | Activation = "sigmoid",
    inputs: Iterable[Hashable] | None = None,
    outputs: Iterable[Hashable] | None = None,
    activations: Iterable[Activation] = (),
    name: str | None = None,
) -> Network:
    """Read a network from node-link JSON: a directed graph without cycles.

    Parameters
    ----------
    path : path
        The file to read: an object with ``nodes``, each with an ``id``, and ``edges`` (or
        ``links``), each with ``source`` and ``target``.
    weight, bias, activation, default_activation, inputs, outputs, activations, name
        As for ``ns.from_networkx``; nodes are given by their ``id``.

    Returns
    -------
    Network

    Raises
    ------
    FileError
        If the file cannot be read, is not node-link JSON, or its graph is not a network with these
        arguments; the message says why.

    Examples
    --------
    >>> read_node_link("no-such-file.json")
    Traceback (most recent call last):
        ...
    neurosim.errors.FileError: cannot read no-such-file.json: no such file; ...
    """
    content = read_json_text(path, "a node-link file")
    with naming(str(path)):
        return from_networkx(
            _graph(parse_json(content)),
            weight=weight,
            bias=bias,
            activation=activation,
            default_activation=default_activation,
            inputs=inputs,
            outputs=outputs,
            activations=activations,
            name=name,
        )


def _graph(data: Any) -> nx.DiGraph[Any]:
    if not isinstance(data, Mapping) or "nodes" not in data:
        raise InputError(
            f"not a node-link file: it holds {brief(data)}; expected an object with nodes and edges"
        )
    if data.get("directed") is False or data.get("multigraph") is True:
        kind = "a multigraph" if data.get("multigraph") is True else "undirected"
        raise InputError(
            f"the graph is {kind}; give a directed graph, with one edge from source to target"
        )
    graph: nx.DiGraph[Any] = nx.DiGraph()
    attributes = data.get("graph", {})
    graph.graph.update(attributes if isinstance(attributes, Mapping) else {})
    for index, node in enumerate(_objects(data, "nodes")):
        place = f"nodes[{index}]"
        label = _node(node, "id", place)
        if label in graph:
            raise InputError(f"{place} has the id {brief(label)} of an earlier node")
        graph.add_node(label)
        graph.nodes[label].update((key, value) for key, value in node.items() if key != "id")
    edges = next((key for key in _EDGES if key in data), _EDGES[0])
    for index, edge in enumerate(_objects(data, edges)):
        place = f"{edges}[{index}]"
        source, target = _node(edge, "source", place), _node(edge, "target", place)
        for end in (source, target):
            if end not in graph:
                raise InputError(f"{place} has the node {brief(end)}, which nodes does not have")
        if graph.has_edge(source, target):
            raise InputError(
                f"{place} goes from {brief(source)} to {brief(target)}, as an earlier one does; "
                "two neurons have one edge, so add their weights"
            )
        graph.add_edge(source, target)
        graph.edges[source, target].update(
            (key, value) for key, value in edge.items() if key not in {"source", "target", "key"}
        )
    return graph


def _objects(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = data.get(key)
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise InputError(
            f"not a node-link file: {key} is {brief(found)}; expected a list of objects"
        )
    return found


def _node(of: Mapping[str, Any], key: str, place: str) -> Hashable:
    if key not in of:
        raise InputError(f"{place} has no {key}; give the id of a node")
    label = of[key]
    parts = label if isinstance(label, list) else [label]
    if not all(isinstance(part, str | int | float) for part in parts):
        raise InputError(f"{place}.{key} is {brief(label)}; expected a text or a number")
    # a tuple that was a node is a list in JSON
    return tuple(parts) if isinstance(label, list) else parts[0]
