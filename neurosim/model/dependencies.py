"""What a number depends on: the values, loss terms and error signals needed to compute it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from neurosim.mathematics.symbols import Symbol
from neurosim.model.neuron import Neuron

if TYPE_CHECKING:
    from neurosim.model.network import Network


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


def dependencies(net: Network, symbol: Symbol) -> Dependencies:
    """Return everything a number depends on; for a weight or bias, its new value counts.

    Parameters
    ----------
    net : Network
        The network.
    symbol : Symbol
        A symbol that it has.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.mathematics.symbols import read_symbol
    >>> net = ns.mlp([1, 2, 1])
    >>> sorted(neuron.name for neuron in dependencies(net, read_symbol("ah[0][1]")).values)
    ['h[0][1]', 'x[0]']
    """
    neuron, quantity = net.structure.owner(symbol), symbol.quantity
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
