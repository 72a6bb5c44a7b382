"""A directed graph whose structure only its owner can change, and cycles in a graph."""

from __future__ import annotations

from typing import Any, NoReturn

import networkx as nx

from neurosim.errors import StructureError, listed
from neurosim.model.neuron import Neuron

# the methods of networkx.DiGraph that change nodes or edges; networkx.freeze guards the same ones
_MUTATORS = (
    "add_node",
    "add_nodes_from",
    "remove_node",
    "remove_nodes_from",
    "add_edge",
    "add_edges_from",
    "add_weighted_edges_from",
    "remove_edge",
    "remove_edges_from",
    "clear",
    "clear_edges",
)


def guarded_graph() -> nx.DiGraph[Neuron]:
    """Return an empty graph that does not allow adding or removing nodes or edges.

    Its owner bypasses the guard with ``networkx.DiGraph.add_edge(graph, ...)`` and similar calls.
    Copies and subgraphs have no guard.
    """
    graph: nx.DiGraph[Neuron] = nx.DiGraph()
    for mutator in _MUTATORS:
        setattr(graph, mutator, _refuse)
    return graph


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise StructureError(
        "the structure of net.graph is changed through the network: add_input, add_neuron, "
        "connect, disconnect, remove_neuron, split_edge; to get a graph that you can edit, use "
        "net.to_networkx()"
    )


def cycle_names(graph: nx.DiGraph[Neuron]) -> str | None:
    """Return the names on a cycle, such as ``a -> b -> a``, or None if there is none."""
    if nx.is_directed_acyclic_graph(graph):
        return None
    # within one strong component a cycle is found from any start, in linear time
    component = next(
        c
        for c in nx.strongly_connected_components(graph)
        if len(c) > 1 or graph.has_edge(*(2 * tuple(c)))
    )
    edges = nx.find_cycle(graph.subgraph(component))
    return listed([edges[0][0].name, *(target.name for _, target, *_ in edges)], separator=" -> ")
