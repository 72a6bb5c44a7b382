"""What a number depends on: the values, loss terms and error signals needed to compute it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from neurosim.model.neuron import Neuron
from neurosim.model.notation import SOURCE_NOTATION, parse_symbol
from neurosim.model.structure import Structure

if TYPE_CHECKING:
    from neurosim.model.network import Network

_QUANTITIES = {letters: place for place, letters in SOURCE_NOTATION.items()}


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The neurons whose numbers are needed.

    Attributes
    ----------
    values : frozenset of Neuron
        The neurons whose outputs are needed.
    losses : frozenset of Neuron
        The outputs whose loss terms are needed.
    deltas : frozenset of Neuron
        The neurons whose error signals are needed.
    """

    values: frozenset[Neuron]
    losses: frozenset[Neuron] = frozenset()
    deltas: frozenset[Neuron] = frozenset()


def symbol_owner(structure: Structure, symbol: str) -> tuple[Neuron, str]:
    """Return the neuron that a symbol of the network belongs to, and its quantity.

    Parameters
    ----------
    structure : Structure
        The sorted graph.
    symbol : str
        A symbol that the network has, such as ``wh[0][2][1]``; ``Network.value`` checks that.

    Examples
    --------
    >>> import neurosim as ns
    >>> symbol_owner(ns.mlp([2, 3, 1]).structure, "wh[0][2][1]")
    (Neuron('h[0][2]'), 'weight')
    """
    parsed = parse_symbol(symbol)
    assert parsed is not None, symbol
    letters, indices = parsed
    kind, quantity = _QUANTITIES[letters]
    if kind == "input":
        return structure.inputs[indices[0]], quantity
    if kind == "output":
        return structure.outputs[indices[0]], quantity
    return structure.hidden_layers[indices[0]][indices[1]], quantity


def dependencies(net: Network, symbol: str) -> Dependencies:
    """Return everything a number depends on; for a weight or bias, its new value counts.

    Parameters
    ----------
    net : Network
        The network.
    symbol : str
        A symbol that it has.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([1, 2, 1])
    >>> sorted(neuron.name for neuron in dependencies(net, "ah[0][1]").values)
    ['h[0][1]', 'x[0]']
    """
    neuron, quantity = symbol_owner(net.structure, symbol)
    if quantity in {"summation", "output"}:
        return Dependencies(_with_ancestors(net, {neuron}))
    if quantity == "target":
        return Dependencies(frozenset(), frozenset([neuron]))
    # an error signal needs the error signals and values of all neurons after it
    after = frozenset({neuron} | nx.descendants(net.graph, neuron))
    reached = frozenset(output for output in net.outputs if output in after)
    # a loss may need all outputs together, as softmax does
    values = _with_ancestors(net, after | set(net.outputs if reached else ()))
    return Dependencies(values, reached, after)


def _with_ancestors(net: Network, neurons: set[Neuron] | frozenset[Neuron]) -> frozenset[Neuron]:
    needed = set(neurons)
    waiting = list(neurons)
    while waiting:
        for source in net.graph.pred[waiting.pop()]:
            if source not in needed:
                needed.add(source)
                waiting.append(source)
    return frozenset(needed)
