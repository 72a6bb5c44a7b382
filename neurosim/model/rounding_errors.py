"""Numbers that are nothing but the rounding errors of the sums that made them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from neurosim.errors import InputError, NotFiniteError
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.model.neuron import Neuron
from neurosim.model.structure import Structure

_HALF_UNIT = 2.0**-53
"""How far a float may be from the number that it stands for, as a share of the number."""

_SMALL = 1e-6
_STEEPEST_LOSS = 2.0


@dataclass(slots=True)
class _Bounds:
    """How far rounding may have moved summation, output and error signal of each neuron."""

    summation: dict[Neuron, float] = field(default_factory=dict)
    output: dict[Neuron, float] = field(default_factory=dict)
    delta: dict[Neuron, float] = field(default_factory=dict)


@dataclass(frozen=True)
class RoundingErrors:
    """Which numbers of a sample are 0 but for rounding errors, such as ``-0.8 + 0.6 + 0.2``.

    A sum of n floats is at most about n half units of its largest part off; errors of the parts
    are carried on by the slope of the activation (running error analysis: Wilkinson, Error bounds
    for computed sums, 1963; Higham, Accuracy and stability of numerical algorithms, chapter 3).
    A number below this bound says nothing: even its sign is chance.

    Attributes
    ----------
    structure : Structure
        The sorted graph, after a forward pass.
    scaled : bool
        Whether its inputs were scaled; a scaled input is a difference of numbers around 1.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.Network()
    >>> x = [net.add_input() for _ in range(3)]
    >>> y = net.add_neuron(dict.fromkeys(x, 1.0), activation="identity")
    >>> net.forward([-0.8, 0.6, 0.2]), RoundingErrors(net.structure).summation(y)
    (array([-5.55111512e-17]), 0.0)
    """

    structure: Structure
    scaled: bool = False

    def summation(self, neuron: Neuron) -> float | None:
        """Return the summation of a neuron, or 0 if it is nothing but rounding errors."""
        return self._shown(neuron, neuron.summation, "summation")

    def output(self, neuron: Neuron) -> float | None:
        """Return the output of a neuron, or 0 if it is nothing but rounding errors."""
        return self._shown(neuron, neuron.output, "output")

    def delta(self, neuron: Neuron) -> float | None:
        """Return the error signal of a neuron, or 0 if it is nothing but rounding errors."""
        return self._shown(neuron, neuron.delta, "delta")

    def loss_term(self, neuron: Neuron, term: float) -> float:
        """Return the loss term of an output, or 0 if its output only rounds to the target."""
        if not 0 < abs(term) < _SMALL or neuron.output is None or neuron.target is None:
            return term
        off = self._off_target(neuron)
        return 0.0 if max(abs(neuron.output - neuron.target), abs(term)) <= off else term

    def met(self, *, backward: bool) -> bool:
        """Return whether there is such a number, with ``backward`` also of the backward pass."""
        kinds = [self.summation, self.output, *([self.delta] if backward else [])]
        own = ("summation", "output", "delta")
        return any(
            shown(neuron) != getattr(neuron, name)
            for neuron in self.structure.order
            for shown, name in zip(kinds, own, strict=False)
        )

    @cached_property
    def values(self) -> frozenset[float]:
        """All such numbers: of neurons, their gradients, and losses near their target."""
        found: set[float | None] = set()
        for neuron in self.structure.order:
            of_neuron = neuron.summation, neuron.output, neuron.delta
            shown = self.summation(neuron), self.output(neuron), self.delta(neuron)
            found |= {
                own for own, as_shown in zip(of_neuron, shown, strict=True) if own != as_shown
            }
            for source, edge in self.structure.incoming.get(neuron, ()):
                if self.delta(neuron) == 0 or self.output(source) == 0:
                    found.add(edge["gradient"])
            if neuron.target is not None and neuron.delta and self.delta(neuron) == 0:
                found.add((neuron.output or 0.0) - neuron.target)
        return frozenset(value for value in found if value)

    def _shown(self, neuron: Neuron, value: float | None, kind: str) -> float | None:
        # only a small number can be one of these, and most samples have none
        if value is None or not 0 < abs(value) < _SMALL:
            return value
        bound = getattr(self._bounds, kind).get(neuron, 0.0)
        return 0.0 if abs(value) <= bound else value

    @cached_property
    def _bounds(self) -> _Bounds:
        bounds = _Bounds()
        for neuron in self.structure.inputs:
            bounds.output[neuron] = 4 * _HALF_UNIT if self.scaled else 0.0
        for neuron in self.structure.computed:
            parts = self.structure.incoming[neuron]
            products = plain_sum(abs(e["weight"] * (n.output or 0.0)) for n, e in parts)
            carried = plain_sum(abs(e["weight"]) * bounds.output[n] for n, e in parts)
            size = products + abs(neuron.bias)
            bounds.summation[neuron] = (len(parts) + 2) * _HALF_UNIT * size + carried
            own = 2 * _HALF_UNIT * abs(neuron.output or 0.0)
            bounds.output[neuron] = _slope(neuron) * bounds.summation[neuron] + own
        if all(neuron.target is not None for neuron in self.structure.outputs):
            self._go_back(bounds)
        return bounds

    def _go_back(self, bounds: _Bounds) -> None:
        """Add the bounds of error signals, from the outputs to the inputs."""
        total: dict[Neuron, float] = dict.fromkeys(self.structure.order, 0.0)
        for neuron in reversed(self.structure.computed):
            if self.structure.places[neuron].kind == "output":
                total[neuron] += _STEEPEST_LOSS * self._off(neuron, bounds)
            bounds.delta[neuron] = _slope(neuron) * total[neuron]
            delta = abs(neuron.delta or 0.0)
            for source, edge in self.structure.incoming[neuron]:
                weight = abs(edge["weight"])
                followers = len(self.structure.outgoing[source]) + 2
                total[source] += weight * (bounds.delta[neuron] + followers * _HALF_UNIT * delta)

    def _off_target(self, neuron: Neuron) -> float:
        return self._off(neuron, self._bounds)

    @staticmethod
    def _off(neuron: Neuron, bounds: _Bounds) -> float:
        """Return how far rounding may have moved the difference of output and target."""
        sizes = abs(neuron.output or 0.0) + abs(neuron.target or 0.0)
        return 2 * _HALF_UNIT * sizes + bounds.output[neuron]


def _slope(neuron: Neuron) -> float:
    try:
        return abs(neuron.derivative)
    except (InputError, NotFiniteError):
        # without a slope nothing is known, and the number is shown as it is
        return 0.0
