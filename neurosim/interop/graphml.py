"""GraphML: the file of a graph that NetworkX, Gephi, yEd and others read."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

import networkx as nx

from neurosim.checks import path as checked_path
from neurosim.errors import FileError, InputError, brief, named
from neurosim.files import PathLike, check_destination, read_text, write_whole
from neurosim.interop.exports.described_graph import described_graph
from neurosim.interop.imports.networkx_graph import DESCRIPTION, from_networkx
from neurosim.interop.imports.small_formats.plain_xml import parse_plain_xml
from neurosim.interop.json_text import naming
from neurosim.model.activations import Activation
from neurosim.model.network import Network

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(net: Network, path: PathLike, *, overwrite: bool = True) -> Path:
    """Write a network as GraphML.

    Nodes and edges have the attributes of ``net.to_networkx()``. Outputs, loss, scaling and columns
    are one attribute of the graph, as JSON, so that ``ns.read_graphml`` gives the same network.

    Parameters
    ----------
    net : Network
        The network.
    path : path
        The file to write, usually ``.graphml``.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    InputError
        If a name has a character that XML cannot hold, or a file could not give the same network
        back, as for ``ns.save``.
    FileError
        If the file exists and may not be replaced, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import neurosim as ns
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     path = write_graphml(ns.mlp([2, 3, 1]), f"{directory}/net.graphml")
    ...     read_graphml(path)
    Network(2 inputs, 3 hidden, 1 output, 9 edges)
    """
    content = graphml_text(net, "write_graphml")
    check_destination(path)
    return write_whole(path, content, overwrite=overwrite)


def graphml_text(net: Network, who: str) -> str:
    """Return the text of a GraphML file; ``who`` is the caller, for messages."""
    plain, description = described_graph(net, who)
    for name in (net.name, *plain):
        found = _NOT_IN_XML.search(name)
        if found:
            raise InputError(
                f"the name {brief(name)} has the character {found[0]!a}, which XML cannot hold; "
                "rename it, or write the network with ns.save"
            )
    # the name is in the description, where line breaks are kept
    plain.graph = {DESCRIPTION: json.dumps(description)}
    lines = nx.generate_graphml(plain)
    return "\n".join(('<?xml version="1.0" encoding="utf-8"?>', *lines)) + "\n"


def read_graphml(
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
    """Read a network from a GraphML file: a directed graph without cycles.

    A file with a document type (``<!DOCTYPE``) is refused, because its entities could fill the
    memory.

    Parameters
    ----------
    path : path
        The file to read.
    weight, bias, activation, default_activation, inputs, outputs, activations, name
        As for ``ns.from_networkx``; nodes are given by the text of their ``id``.

    Returns
    -------
    Network

    Raises
    ------
    FileError
        If the file cannot be read, is not GraphML, or its graph is not a network with these
        arguments; the message says why.

    Examples
    --------
    >>> read_graphml("no-such-file.graphml")
    Traceback (most recent call last):
        ...
    neurosim.errors.FileError: cannot read no-such-file.graphml: no such file; ...
    """
    checked_path(path, "the GraphML file")
    graph = _graph(read_text(path), str(path))
    with naming(str(path)):
        return from_networkx(
            graph,
            weight=weight,
            bias=bias,
            activation=activation,
            default_activation=default_activation,
            inputs=inputs,
            outputs=outputs,
            activations=activations,
            name=name,
        )


def _graph(content: str, origin: str) -> Any:
    with naming(origin):
        parse_plain_xml(content)
    try:
        with warnings.catch_warnings():
            # what NetworkX warns of are nodes without attributes, and drawings of other programs
            warnings.simplefilter("ignore")
            graph: Any = nx.parse_graphml(content)
    except Exception as error:  # a damaged file makes NetworkX raise errors of many kinds
        raise FileError(
            f"{origin} is not a GraphML file that NetworkX reads ({named(error)}); write it again"
        ) from None
    return graph
