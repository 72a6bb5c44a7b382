"""A plain graph of NetworkX as a network."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import count
from typing import Any

import networkx as nx

from neurosim.checks import flag, items, number, text
from neurosim.errors import InputError, NeurosimError, UnknownNameError, brief
from neurosim.interop.building import known_activations, set_description
from neurosim.interop.imports.graph_nodes import bias_of, check_constant, check_input, check_kinds
from neurosim.interop.json_text import parse_json
from neurosim.interop.records import FORMAT, VERSION, ModelRecord
from neurosim.interop.validation import validated
from neurosim.model.activations import Activation, get_activation
from neurosim.model.garbage import without_collecting
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.wiring import connect_rows

DESCRIPTION = "neurosim"
"""The attribute of a graph that holds what is neither neuron nor edge: scaling, columns, loss."""


def from_networkx(
    graph: nx.DiGraph[Any],
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
    """Return a directed graph as a network: its nodes as neurons, its edges with their weights.

    ``net.to_networkx()`` comes back as the same network, with the same order of neurons, inputs and
    outputs.

    Parameters
    ----------
    graph : networkx.DiGraph
        A graph without cycles. A neuron is named by the text of its node. An attribute
        ``trainable`` that is False freezes a weight or a bias. If the edges into a node have an
        attribute ``place``, it is their order; otherwise it is the order in which they were added.
    weight : str
        The edge attribute that is the weight; every edge must have it.
    bias : str
        The node attribute that is the bias; 0 where it is missing.
    activation : str
        The node attribute that is the activation, as a name or an ``ns.Activation``.
    default_activation : str or Activation
        The activation of nodes without that attribute.
    inputs : iterable of nodes, optional
        The inputs in order; by default the nodes whose attribute ``kind`` is ``input``, or, if
        there are none, those without incoming edges and without a ``kind``. Any other node without
        incoming edges is a constant: its summation is its bias, which it must have.
    outputs : iterable of nodes, optional
        The outputs in order; by default the nodes whose ``kind`` is ``output``, or, if there are
        none, those without outgoing edges whose ``kind`` is not ``hidden``.
    activations : iterable of Activation
        Activations of your own that the graph has by name.
    name : str, optional
        The name of the network; by default that of the graph.

    Returns
    -------
    Network
        Without scaling, columns and loss, unless the graph was read from a file that
        ``ns.write_graphml`` or ``ns.write_node_link`` wrote.

    Raises
    ------
    InputError
        If the graph is none, is undirected or a multigraph, or has no nodes; if a weight is missing
        or not a finite number; if two nodes have the same text; if an input has a bias or an
        activation; or if a node that is no input has neither incoming edges nor a bias, or no edges
        at all and neither a ``kind`` nor a place in ``outputs``.
    UnknownNameError
        If an activation, a kind, an input or an output is unknown.
    StructureError
        If the graph has a cycle (the message names its neurons), or an edge leads to an input.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph(name="evolved")
    >>> graph.add_node("out", bias=0.25)
    >>> graph.add_weighted_edges_from([("a", "b", 0.5), ("a", "out", 1.0), ("b", "out", -2.0)])
    >>> from_networkx(graph, default_activation="tanh")
    Network('evolved', 1 input, 1 hidden, 1 output, 3 edges)
    """
    _check_graph(graph)
    for what, given in (("weight", weight), ("bias", bias), ("activation", activation)):
        text(given, f"{what}, the name of an attribute,", empty=False)
    known = known_activations(activations)
    default = get_activation(default_activation)
    if name is None:
        given_name = graph.graph.get("name", "")
        name = given_name if isinstance(given_name, str) else str(given_name)
    net = Network(name)
    with without_collecting():
        check_kinds(graph)
        chosen = _inputs(graph, inputs)
        ends = _outputs(graph, outputs, chosen)
        neurons: dict[Hashable, Neuron] = {}
        # inputs that are chosen come first, in their order
        first = chosen if inputs is not None else {}
        for node in dict.fromkeys((*first, *graph)):
            label = str(node)
            if label in net:
                raise InputError(
                    f"two nodes of the graph have the text {brief(label)}; neurons need names of "
                    "their own, so rename one with nx.relabel_nodes"
                )
            attributes = graph.nodes[node]
            if node in chosen:
                check_input(attributes, bias, activation, label)
                neurons[node] = net.add_input(label)
                continue
            if not graph.pred[node]:
                check_constant(graph, node, bias, isolated_output=node in ends)
            function = _activation(attributes.get(activation, default), known, label)
            offset = number(attributes.get(bias, 0.0), bias_of(label))
            if not graph.pred[node] and attributes.get("constant", True) is not False:
                neuron = net.add_constant(offset, activation=function, name=label)
            else:
                neuron = net.add_neuron(bias=offset, activation=function, name=label)
            neuron.bias_trainable = _trainable(attributes, f"node {brief(label)}")
            neurons[node] = neuron
        _connect(net, graph, neurons, weight)
    description = graph.graph.get(DESCRIPTION)
    if description is not None:
        _describe(net, description)
    if outputs is not None or description is None:
        last = [neurons[node] for node in ends]
        # the default needs no choice, so that neurons that are added later become outputs too
        if last and tuple(last) != net.outputs:
            net.set_outputs(*last)
    return net


def _check_graph(graph: object) -> None:
    if not isinstance(graph, nx.Graph):
        raise InputError(
            f"from_networkx takes a networkx.DiGraph, such as net.to_networkx(); got {brief(graph)}"
        )
    if not graph.is_directed() or graph.is_multigraph():
        kind = "a multigraph" if graph.is_multigraph() else "undirected"
        raise InputError(
            f"the graph is {kind}; give a networkx.DiGraph, with one edge from source to target"
        )
    if not graph:
        raise InputError("the graph has no nodes; give one with at least an input and an output")
    if any(isinstance(node, Neuron) for node in graph):
        raise InputError(
            "the nodes of the graph are neurons, which have their biases themselves; give "
            "net.to_networkx(), or take net.copy()"
        )


def _inputs(graph: nx.DiGraph[Any], given: Iterable[Hashable] | None) -> dict[Hashable, None]:
    """Return the nodes that are inputs, in order."""
    if given is not None:
        return _nodes(graph, given, "inputs")
    marked = _of_kind(graph, "input")
    if marked:
        return dict.fromkeys(marked)
    return {
        node: None
        for node, degree in graph.in_degree()
        if degree == 0 and graph.succ[node] and graph.nodes[node].get("kind") is None
    }


def _outputs(
    graph: nx.DiGraph[Any], given: Iterable[Hashable] | None, inputs: Mapping[Hashable, None]
) -> list[Hashable]:
    """Return the nodes that are outputs, in order; none for the default."""
    if given is not None:
        return list(_nodes(graph, given, "outputs"))
    found = _of_kind(graph, "output")
    if not found:
        ends = [node for node in graph if not graph.succ[node] and node not in inputs]
        found = [node for node in ends if graph.nodes[node].get("kind") is None]
        if ends and not found:
            raise InputError(
                f"every node without outgoing edges is hidden, such as {brief(str(ends[0]))}; give "
                "one of them the kind 'output', or choose with outputs="
            )
        return [] if len(found) == len(ends) else found
    places: dict[Hashable, Any] = {node: graph.nodes[node].get("place") for node in found}
    if _ranks(list(places.values())):
        found.sort(key=places.__getitem__)
    return found


def _of_kind(graph: nx.DiGraph[Any], kind: str) -> list[Hashable]:
    return [node for node, attributes in graph.nodes.items() if attributes.get("kind") == kind]


def _nodes(graph: nx.DiGraph[Any], given: Iterable[Hashable], what: str) -> dict[Hashable, None]:
    chosen: dict[Hashable, None] = {}
    for node in items(given, f"{what} are a list of nodes"):
        try:
            known = node in graph
        except TypeError:
            known = False
        if not known:
            raise UnknownNameError(f"{what} has {brief(node)}, which is no node of the graph")
        if node in chosen:
            raise InputError(f"{what} has {brief(node)} twice; give each node once")
        chosen[node] = None
    return chosen


def _activation(given: object, known: Mapping[str, Activation], node: str) -> Activation:
    if isinstance(given, str) and given in known:
        return known[given]
    try:
        return get_activation(given)  # type: ignore[arg-type]
    except NeurosimError as error:
        raise type(error)(
            f"node {brief(node)}: {error}; give your own with activations=[...]"
        ) from None


def _trainable(attributes: Mapping[str, Any], of: str) -> bool:
    return flag(attributes.get("trainable", True), f"trainable of {of}")


def _ranks(places: list[Any]) -> bool:
    """Return whether all have a place, each another one."""
    return all(type(place) is int for place in places) and len(set(places)) == len(places)


def _connect(
    net: Network, graph: nx.DiGraph[Any], neurons: Mapping[Hashable, Neuron], weight: str
) -> None:
    rows: dict[Neuron, dict[Neuron, float]] = {}
    frozen = []
    for node, target in neurons.items():
        edges = list(graph.pred[node].items())
        places = [edge.get("place") for _, edge in edges]
        if _ranks(places):
            order = sorted(zip(places, count(), strict=False))
            edges = [edges[index] for _, index in order]
        row = rows[target] = {}
        for source, edge in edges:
            if weight not in edge:
                raise InputError(
                    f"the edge from {brief(str(source))} to {brief(str(node))} has no attribute "
                    f"{brief(weight)}; give every edge a weight, or its name with weight="
                )
            row[neurons[source]] = edge[weight]
            of = f"the edge from {brief(str(source))} to {brief(str(node))}"
            if not _trainable(edge, of):
                frozen.append((neurons[source], target))
    connect_rows(net, rows)
    for source, target in frozen:
        net.graph.edges[source, target]["trainable"] = False


def _describe(net: Network, given: object) -> None:
    """Give a network what the file of a graph says of scaling, columns and loss."""
    try:
        described = parse_json(given) if isinstance(given, str) else given
        if not isinstance(described, Mapping):
            raise InputError(f"it holds {brief(described)}; expected an object")
        data = {**described, "format": FORMAT, "version": VERSION, "neurons": []}
        record = validated(ModelRecord, data)
        set_description(net, record)
    except NeurosimError as error:
        raise InputError(
            f"the attribute {DESCRIPTION!r} of the graph does not fit it: {error}; delete the "
            "attribute to go without scaling, columns and loss"
        ) from None
    net.name = net.name or record.name
