"""Genomes of neat-python as networks.

The library itself says which nodes it computes, in which order and from what: this is what its
``FeedForwardNetwork.create`` returns. So versions that differ in this are all read right.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import networkx as nx

from neurosim.checks import number
from neurosim.errors import FileError, InputError, StructureError, brief, listed, named
from neurosim.interop.imports.small_formats.composed_functions import (
    ComposedFunction,
    clipped_first,
    cube,
    hat,
    larger,
    logarithm_above,
    product,
    reciprocal_or_zero,
    scaled,
    selu,
)
from neurosim.interop.imports.small_formats.planned_network import NetworkPlan, WeightedSum, total
from neurosim.model.network import Network

Aggregation = Callable[[NetworkPlan, Sequence[WeightedSum]], WeightedSum]
Evaluation = tuple[Any, Any, Any, Any, Any, Sequence[tuple[Any, Any]]]

LARGEST_EXPONENT = 60.0
"""Where neat-python cuts the arguments of its exponential functions."""

_ACTIVATIONS: dict[str, ComposedFunction] = {
    # as in neat/activations.py; at the limits of sigmoid, tanh and gauss nothing is left to see
    "sigmoid": scaled("sigmoid", 5.0),
    "tanh": scaled("tanh", 2.5),
    "sin": clipped_first("sin", 5.0, LARGEST_EXPONENT, 1.0),
    "gauss": scaled("gaussian", 5.0**0.5),
    "relu": scaled("relu"),
    "elu": scaled("elu"),
    "lelu": scaled("leaky_relu(0.005)"),
    "selu": selu,
    "softplus": clipped_first("softplus", 5.0, LARGEST_EXPONENT, 0.2),
    "identity": scaled("identity"),
    "clamped": scaled("hard_tanh"),
    "inv": reciprocal_or_zero,
    "log": logarithm_above(1e-7),
    "exp": clipped_first("exp", 1.0, LARGEST_EXPONENT, 1.0),
    "abs": scaled("abs"),
    "hat": hat,
    "square": scaled("square"),
    "cube": cube,
}
_BESIDE_RECIPROCALS: dict[str, ComposedFunction] = {
    # the reciprocal of an output near 0 shows where neat-python cut the argument
    "sigmoid": clipped_first("sigmoid", 5.0, LARGEST_EXPONENT, 1.0),
    "gauss": clipped_first("gaussian", 5.0**0.5, 3.4 * 5.0**0.5, 1.0),
}


def from_neat(genome: Any, config: Any) -> Network:
    """Return the network of a genome of neat-python.

    It computes what ``neat.nn.FeedForwardNetwork.create(genome, config)`` computes, with the same
    neurons: those that an output needs. The names of the neurons are the keys of the genome.
    Scale factors of neat-python (``sigmoid`` takes 5 times the summation) and the response of a
    node become part of the weights. A function that is not one of ours is made of several neurons;
    a part of the node ``3`` has a name such as ``3/relu``.

    Parameters
    ----------
    genome : neat.DefaultGenome
        A feed-forward genome. It is given in memory: a pickle of it is never opened here.
    config : neat.Config
        The configuration that the genome was made with.

    Returns
    -------
    Network
        A network with the inputs and outputs of the genome, in their order.

    Raises
    ------
    InputError
        If these are no genome and configuration, a number is not finite, or a node has an
        aggregation or activation that neurons cannot compute exactly; the message names the node.
    StructureError
        If the connections of the genome close a cycle.
    FileError
        If neat-python is not installed.

    Notes
    -----
    Aggregations: ``sum``, ``mean``, ``product``, ``min``, ``max``, and ``median``. ``maxabs`` is
    refused, because it jumps. The functions are those of ``neat/activations.py`` of neat-python
    0.92 to 2.0 (K. O. Stanley and R. Miikkulainen 2002, "Evolving Neural Networks through
    Augmenting Topologies", is the method).

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.from_neat({"nodes": []}, None)
    Traceback (most recent call last):
        ...
    neurosim.errors.InputError: from_neat takes a genome of neat-python, such as
    population.run(...); got {'nodes': []}
    """
    connections, inputs, outputs = _checked(genome, config)
    evaluations = _evaluations(genome, config)
    _refuse_cycle(connections, set(inputs), outputs)
    functions = _ACTIVATIONS
    if any(_known_name(evaluation[1], "activation") == "inv" for evaluation in evaluations):
        functions = {**_ACTIVATIONS, **_BESIDE_RECIPROCALS}
    plan = NetworkPlan()
    values = {key: plan.input(str(key)) for key in inputs}
    for evaluation in evaluations:
        key = evaluation[0]
        values[key] = plan.name(_node(plan, evaluation, values, functions), str(key))
    for key in outputs:
        if key not in values:
            # the library never computes it, and leaves it at 0
            values[key] = plan.name(WeightedSum(), str(key))
    return plan.network([str(key) for key in outputs])


def _checked(genome: Any, config: Any) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """Return the enabled connections, the keys of the inputs and those of the outputs."""
    try:
        genes = dict(genome.connections)
        nodes = dict(genome.nodes)
        connections = [(gene.key[0], gene.key[1]) for gene in genes.values() if gene.enabled]
        hash((tuple(nodes), tuple(connections)))
    except Exception:  # the object may be of any class, and raise any error
        raise InputError(
            "from_neat takes a genome of neat-python, such as population.run(...); got "
            f"{brief(genome)}"
        ) from None
    try:
        inputs = list(config.genome_config.input_keys)
        outputs = list(config.genome_config.output_keys)
        hash((tuple(inputs), tuple(outputs)))
    except Exception:  # likewise
        raise InputError(
            "from_neat takes the configuration of the genome, such as neat.Config(...); got "
            f"{brief(config)}"
        ) from None
    known = {*inputs, *nodes}
    for key in outputs:
        if key not in nodes:
            raise InputError(
                f"the genome has no node {brief(key)}, an output of the configuration; give the "
                "configuration that the genome was made with"
            )
    for source, target in connections:
        if source not in known or target not in nodes:
            raise InputError(
                f"a connection leads from {brief(source)} to {brief(target)}, and the genome has "
                "not both of these nodes; give the configuration that the genome was made with"
            )
    return connections, inputs, outputs


def _evaluations(genome: Any, config: Any) -> list[Evaluation]:
    """Return what the library computes: key, activation, aggregation, bias, response, links."""
    try:
        from neat.nn import FeedForwardNetwork
    except ImportError:
        raise FileError(
            'from_neat needs the package neat-python; install it with: pip install "neat-python"'
        ) from None
    try:
        network = FeedForwardNetwork.create(genome, config)
        return list(network.node_evals)
    except Exception as error:  # the library meets a genome that it did not make
        raise InputError(f"neat-python cannot compute this genome: {named(error)}") from None


def _refuse_cycle(
    connections: Sequence[tuple[Any, Any]], inputs: set[Any], outputs: Sequence[Any]
) -> None:
    graph: nx.DiGraph[Hashable] = nx.DiGraph()
    graph.add_nodes_from(outputs)
    graph.add_edges_from(edge for edge in connections if edge[1] not in inputs)
    needed = set(outputs).union(*(nx.ancestors(graph, key) for key in outputs))
    try:
        cycle = nx.find_cycle(graph.subgraph(needed))
    except nx.NetworkXNoCycle:
        return
    path = listed([str(edge[0]) for edge in (*cycle, cycle[0])], separator=" -> ")
    raise StructureError(
        f"the genome is recurrent: its connections close the cycle {path}; evolve it with "
        "feed_forward = True"
    )


def _node(
    plan: NetworkPlan,
    evaluation: Evaluation,
    values: Mapping[Any, WeightedSum],
    functions: Mapping[str, ComposedFunction],
) -> WeightedSum:
    key, activation, aggregation, bias, response, links = evaluation
    function = functions.get(_known_name(activation, "activation"))
    if function is None:
        raise InputError(
            f"node {brief(key)} has the activation {_shown(activation)}, which is none of "
            f"neat-python's own; known: {', '.join(_ACTIVATIONS)}"
        )
    aggregate = _AGGREGATIONS.get(_known_name(aggregation, "aggregation"))
    if aggregate is None:
        raise InputError(
            f"node {brief(key)} has the aggregation {_shown(aggregation)}, which neurons cannot "
            f"compute exactly; possible: {', '.join(_AGGREGATIONS)}"
        )
    terms = []
    for source, weight in links:
        what = f"the weight from {brief(source)} to {brief(key)}"
        terms.append(number(weight, what) * values[source])
    bias = number(bias, f"the bias of node {brief(key)}")
    response = number(response, f"the response of node {brief(key)}")
    summation = aggregate(plan, terms)
    if response != 1.0:
        summation = response * summation
    return function(plan, summation + bias)


def _known_name(function: Any, kind: str) -> str:
    """Return the name of a function of neat-python itself, or an empty text for any other."""
    if getattr(function, "__module__", None) != f"neat.{kind}s":
        return ""
    return str(getattr(function, "__name__", "")).removesuffix(f"_{kind}")


def _shown(function: Any) -> str:
    return brief(getattr(function, "__name__", function))


def _sum(_: NetworkPlan, terms: Sequence[WeightedSum]) -> WeightedSum:
    return total(terms)


def _mean(_: NetworkPlan, terms: Sequence[WeightedSum]) -> WeightedSum:
    return 1.0 / len(terms) * total(terms) if terms else WeightedSum()


def _product(plan: NetworkPlan, terms: Sequence[WeightedSum]) -> WeightedSum:
    if not terms:
        return WeightedSum({}, 1.0)
    result = terms[0]
    for term in terms[1:]:
        result = product(plan, result, term)
    return result


def _max(plan: NetworkPlan, terms: Sequence[WeightedSum]) -> WeightedSum:
    if not terms:
        return WeightedSum()
    result = terms[0]
    for term in terms[1:]:
        result = larger(plan, result, term)
    return result


def _min(plan: NetworkPlan, terms: Sequence[WeightedSum]) -> WeightedSum:
    return -_max(plan, [-term for term in terms])


def _median(plan: NetworkPlan, terms: Sequence[WeightedSum]) -> WeightedSum:
    """Return the value in the middle, by sorting neighbours as often as there are values."""
    ranked = list(terms)
    for turn in range(len(ranked) if len(ranked) > 2 else 0):
        for low in range(turn % 2, len(ranked) - 1, 2):
            more = plan.neuron(ranked[low] - ranked[low + 1], "relu")
            ranked[low], ranked[low + 1] = ranked[low] - more, ranked[low + 1] + more
    middle = ranked[(len(ranked) - 1) // 2 : len(ranked) // 2 + 1]
    return _mean(plan, middle)


_AGGREGATIONS: dict[str, Aggregation] = {
    "sum": _sum,
    "mean": _mean,
    "product": _product,
    "min": _min,
    "max": _max,
    "median": _median,
}
