"""A directed graph whose structure only its owner can change, and cycles in a graph."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, NoReturn

import networkx as nx

from neurosim.errors import StructureError, listed
from neurosim.model.edge_attributes import Watch, watched
from neurosim.model.neuron import Neuron
from neurosim.model.views import EdgeData

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
    Copies and subgraphs have no guard. The attributes of its edges tell its watch of every write.
    """
    graph: nx.DiGraph[Neuron] = nx.DiGraph()
    own: Any = graph
    own.watch = Watch()
    own.edge_attr_dict_factory = partial(watched, {}, own.watch)
    for mutator in _MUTATORS:
        setattr(graph, mutator, _refuse)
    return graph


Rows = dict[Neuron, dict[Neuron, EdgeData]]


def sources_of(graph: nx.DiGraph[Neuron]) -> Rows:
    """Return the edges into each neuron, as the dictionary that the graph itself reads."""
    plain: Any = graph
    rows: Rows = plain._pred
    return rows


def successors_of(graph: nx.DiGraph[Neuron]) -> Rows:
    """Return the edges out of each neuron, as the dictionary that the graph itself reads."""
    plain: Any = graph
    rows: Rows = plain._succ
    return rows


def join(graph: nx.DiGraph[Neuron], target: Neuron, edges: Mapping[Neuron, EdgeData]) -> None:
    """Add new edges between neurons of a guarded graph, as ``DiGraph.add_edge`` does one by one.

    It writes the same two dictionaries, in a third of the time, because both ends are known.

    Parameters
    ----------
    graph : networkx.DiGraph
        The graph.
    target : Neuron
        Where the edges lead to.
    edges : mapping of Neuron to dict
        The attributes of the edge from each source.
    """
    row, successors = sources_of(graph)[target], successors_of(graph)
    for source, attributes in edges.items():
        row[source] = successors[source][target] = attributes
    nx._clear_cache(graph)


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
