"""A network on paper: readers of foreign files write it down, and it is built when all is right.

A reader works with weighted sums of neurons. It adds them, scales them, and gives them to a
neuron. So one function of another library may become several neurons. Nothing is built before the
whole file was read, so a bad file never leaves a partial network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from neurosim.errors import InputError
from neurosim.model.garbage import without_collecting
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron

MOST_PLANNED_EDGES = 20_000_000


class PlannedNeuron:
    """A neuron that is not built yet; an input has no activation."""

    __slots__ = ("activation", "name", "summation")

    def __init__(self, name: str, summation: WeightedSum, activation: str | None) -> None:
        self.name = name
        self.summation = summation
        self.activation = activation


@dataclass(frozen=True, slots=True, eq=False)
class WeightedSum:
    """Outputs of planned neurons, each times a weight, and a constant.

    Examples
    --------
    >>> plan = NetworkPlan()
    >>> x = plan.input("x")
    >>> doubled = 2.0 * x + 1.0
    >>> list(doubled.weights.values()), doubled.bias
    ([2.0], 1.0)
    """

    weights: Mapping[PlannedNeuron, float] = field(default_factory=dict)
    bias: float = 0.0

    def __add__(self, other: WeightedSum | float) -> WeightedSum:
        if not isinstance(other, WeightedSum):
            return WeightedSum(self.weights, self.bias + other)
        weights = dict(self.weights)
        for neuron, weight in other.weights.items():
            weights[neuron] = weights[neuron] + weight if neuron in weights else weight
        return WeightedSum(weights, self.bias + other.bias)

    def __sub__(self, other: WeightedSum | float) -> WeightedSum:
        return self + (-other)

    def __rsub__(self, other: float) -> WeightedSum:
        return -self + other

    def __neg__(self) -> WeightedSum:
        return -1.0 * self

    def __rmul__(self, factor: float) -> WeightedSum:
        weights = {neuron: factor * weight for neuron, weight in self.weights.items()}
        return WeightedSum(weights, factor * self.bias)


def total(sums: Iterable[WeightedSum], bias: float = 0.0) -> WeightedSum:
    """Return the sum of weighted sums and a constant."""
    return weighted(((1.0, one) for one in sums), bias)


def weighted(terms: Iterable[tuple[float, WeightedSum]], bias: float = 0.0) -> WeightedSum:
    """Return the sum of weighted sums, each times a weight, and a constant.

    Its time is linear in their lengths; there may be millions.

    Examples
    --------
    >>> plan = NetworkPlan()
    >>> x, y = plan.input("x"), plan.input("y") + 4.0
    >>> s = weighted([(2.0, x), (0.5, y)], bias=1.0)
    >>> list(s.weights.values()), s.bias
    ([2.0, 0.5], 3.0)
    """
    weights: dict[PlannedNeuron, float] = {}
    for factor, one in terms:
        if one.bias:
            bias += factor * one.bias
        for neuron, weight in one.weights.items():
            product = factor * weight
            weights[neuron] = weights[neuron] + product if neuron in weights else product
    return WeightedSum(weights, bias)


class NetworkPlan:
    """The neurons of a network in an order in which they can be computed.

    Examples
    --------
    >>> plan = NetworkPlan()
    >>> x = plan.input("x")
    >>> low = plan.neuron(x + 1.0, "relu")
    >>> high = plan.neuron(x - 1.0, "relu")
    >>> clipped = plan.name(low - high - 1.0, "clipped")
    >>> net = plan.network(["clipped"])
    >>> [neuron.name for neuron in net]
    ['x', 'clipped/relu', 'clipped/relu 2', 'clipped']
    >>> net.forward([0.25])
    array([0.25])
    """

    def __init__(self) -> None:
        self._neurons: list[PlannedNeuron] = []
        self._by_name: dict[str, PlannedNeuron] = {}
        self._unnamed: list[PlannedNeuron] = []
        self._n_edges = 0

    def input(self, name: str) -> WeightedSum:
        """Add an input and return its value."""
        neuron = PlannedNeuron(self._own(name), WeightedSum(), None)
        self._add(neuron)
        self._by_name[neuron.name] = neuron
        return WeightedSum({neuron: 1.0})

    def neuron(self, summation: WeightedSum, activation: str) -> WeightedSum:
        """Add a neuron that has no name of its own, and return its output."""
        neuron = PlannedNeuron("", summation, activation)
        self._add(neuron)
        self._unnamed.append(neuron)
        return WeightedSum({neuron: 1.0})

    def name(self, value: WeightedSum, name: str) -> WeightedSum:
        """Let a neuron of that name have a value; the neurons since the last name are its parts.

        If the value is the output of the newest neuron, that neuron gets the name. Otherwise an
        identity neuron is added.
        """
        newest = self._unnamed[-1] if self._unnamed else None
        if value.bias != 0 or newest is None or dict(value.weights) != {newest: 1.0}:
            value = self.neuron(value, "identity")
        *parts, newest = self._unnamed
        newest.name = self._own(name)
        self._by_name[newest.name] = newest
        for part in parts:
            part.name = self._own(f"{newest.name}/{part.activation}")
            self._by_name[part.name] = part
        self._unnamed.clear()
        return value

    def network(self, outputs: Sequence[str], title: str = "") -> Network:
        """Return the network.

        Raises
        ------
        NeurosimError
            If a weight or bias is not a finite number, or there is no output.
        """
        if not outputs:
            raise InputError("the network has no outputs; a network needs at least one")
        with without_collecting():
            net = Network(title)
            built: dict[PlannedNeuron, Neuron] = {}
            # inputs come first, so that their order is that of the other library
            for planned in self._neurons:
                if planned.activation is None:
                    built[planned] = net.add_input(planned.name)
            for planned in self._neurons:
                if planned.activation is not None:
                    built[planned] = _built(net, planned, planned.activation, built)
            net.set_outputs(*outputs)
            net.check()
        return net

    def _add(self, neuron: PlannedNeuron) -> None:
        self._n_edges += len(neuron.summation.weights)
        if self._n_edges > MOST_PLANNED_EDGES:
            raise InputError(
                f"the network has more than {MOST_PLANNED_EDGES:,} edges; give a smaller one"
            )
        self._neurons.append(neuron)

    def _own(self, name: str) -> str:
        """Return the name, with a number after it if another neuron has it."""
        free, number = name, 1
        while free in self._by_name:
            number += 1
            free = f"{name} {number}"
        return free


def _built(
    net: Network, planned: PlannedNeuron, activation: str, built: Mapping[PlannedNeuron, Neuron]
) -> Neuron:
    weights, bias = planned.summation.weights, planned.summation.bias
    if not weights:
        return net.add_constant(bias, activation=activation, name=planned.name)
    sources = {built[source]: weight for source, weight in weights.items()}
    return net.add_neuron(sources, bias=bias, activation=activation, name=planned.name)
