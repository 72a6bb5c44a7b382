"""What the nodes of a plain graph say of themselves, and whether a network can keep it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import networkx as nx

from neurosim.checks import number
from neurosim.errors import InputError, UnknownNameError, brief, unknown_name

KINDS = ("input", "hidden", "output")
"""What the attribute ``kind`` of a node may be."""


def check_kinds(graph: nx.DiGraph[Any]) -> None:
    """Raise UnknownNameError if a node has a kind that there is not."""
    for node, attributes in graph.nodes.items():
        kind = attributes.get("kind")
        if kind is not None and kind not in KINDS:
            problem = unknown_name("kind", kind, KINDS)
            raise UnknownNameError(f"node {brief(str(node))}: {problem}")


def check_input(attributes: Mapping[str, Any], bias: str, activation: str, label: str) -> None:
    """Raise InputError if an input has what would be lost; 0 and the identity change nothing."""
    offset, function = attributes.get(bias), attributes.get(activation)
    what = None
    if offset is not None and number(offset, bias_of(label)) != 0.0:
        what = f"the bias {brief(offset)}"
    elif function is not None and getattr(function, "name", function) != "identity":
        what = f"the activation {brief(getattr(function, 'name', function))}"
    if what is not None:
        raise InputError(
            f"node {brief(label)} is an input and has {what}, but an input has neither bias nor "
            "activation; delete the attribute, or give the node the kind 'hidden' if it is a "
            "constant"
        )


def check_constant(
    graph: nx.DiGraph[Any], node: Hashable, bias: str, *, isolated_output: bool
) -> None:
    """Raise InputError unless a node without incoming edges says that it is a constant."""
    attributes, label = graph.nodes[node], brief(str(node))
    if not (graph.succ[node] or attributes.get("kind") is not None or isolated_output):
        raise InputError(
            f"node {label} has no edges; remove it, or give it the kind 'input' or a place in "
            "inputs= if it is an input"
        )
    if bias not in attributes:
        raise InputError(
            f"node {label} has no incoming edges and is no input, so it is a constant and needs a "
            f"bias; give it the attribute {brief(bias)}, or choose it as an input with kind or "
            "inputs="
        )


def bias_of(label: str) -> str:
    """Return what messages call the bias of a node."""
    return f"the bias of node {brief(label)}"
