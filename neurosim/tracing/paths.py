"""Every path between two neurons of a traced sample, and its part of the derivative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neurosim.display import NotebookTable, ShownInNotebooks, few_rows
from neurosim.errors import InputError, counted
from neurosim.mathematics.plain_sum import plain_sum

if TYPE_CHECKING:
    from neurosim.tracing.neuron_trace import NeuronTrace

_MOST_PATHS = 100_000


@dataclass(frozen=True, slots=True)
class PathStep:
    """One edge of a path: it multiplies the derivative by ``weight * derivative``.

    Attributes
    ----------
    source, target : str
        The names of the neurons.
    weight_symbol : str
        Such as ``wo[0][1]``.
    weight : float
        The weight of the edge.
    derivative : float
        ``f'(s)`` of the target.
    factor : float
        Their product.
    """

    source: str
    target: str
    weight_symbol: str
    weight: float
    derivative: float
    factor: float


@dataclass(frozen=True, slots=True)
class Path:
    """A path from one neuron to another.

    Attributes
    ----------
    neurons : tuple of str
        The names of the neurons on the path, with both ends.
    steps : tuple of PathStep
        The edges; empty if both ends are the same neuron.
    product : float
        The product of all factors: the part of the derivative that comes from this path.
    """

    neurons: tuple[str, ...]
    steps: tuple[PathStep, ...]
    product: float


@dataclass(frozen=True, repr=False)
class Paths(ShownInNotebooks):
    """Every path between two neurons; by the chain rule, the sum over the paths is the derivative.

    Attributes
    ----------
    source, target : str
        The names of the neurons.
    paths : tuple of Path
        The paths, in the order of the edges into each neuron, starting at the target.
    derivative : float
        The sum of their products: how the target's output changes with the source's output, in
        normalized units and at this sample; 0 if there is no path.
    """

    source: str
    target: str
    paths: tuple[Path, ...]
    derivative: float

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[Path]:
        return iter(self.paths)

    def __getitem__(self, index: int) -> Path:
        return self.paths[index]

    def __repr__(self) -> str:
        paths = counted(len(self.paths), "path")
        return (
            f"Paths({paths} from {self.source!r} to {self.target!r}, "
            f"derivative {self.derivative:.6g})"
        )

    def _notebook_table(self) -> NotebookTable:
        rows = few_rows(
            [[" → ".join(path.neurons), f"{path.product:.6g}"] for path in self.paths], 20
        )
        return NotebookTable(repr(self), ("path", "product"), rows)


def all_paths(neurons: Iterable[NeuronTrace], source: str, target: str) -> Paths:
    """Return every path from one neuron to another.

    Parameters
    ----------
    neurons : iterable of NeuronTrace
        The neurons of a trace, in topological order.
    source, target : str
        The names of two of them.

    Raises
    ------
    InputError
        If there are more than 100,000 paths.
    """
    by_name = {neuron.name: neuron for neuron in neurons}
    counts: dict[str, int] = {}
    for neuron in by_name.values():
        counts[neuron.name] = int(neuron.name == source) + sum(
            counts[term.source] for term in neuron.terms
        )
    if counts[target] > _MOST_PATHS:
        raise InputError(
            f"{counts[target]:,} paths lead from {source!r} to {target!r}, and at most "
            f"{_MOST_PATHS:,} are listed; choose neurons that are nearer to each other, or get "
            "the derivative from jacobian"
        )
    found: list[Path] = []
    # the steps from a neuron to the target, the last step first
    waiting: list[tuple[str, tuple[PathStep, ...]]] = [(target, ())]
    while waiting:
        name, steps = waiting.pop()
        if name == source:
            found.append(_path(source, steps[::-1]))
            continue
        neuron = by_name[name]
        derivative = 0.0 if neuron.derivative is None else neuron.derivative
        for term in reversed(neuron.terms):
            if counts[term.source]:
                factor = term.weight * derivative
                step = PathStep(
                    term.source, name, str(term.weight_symbol), term.weight, derivative, factor
                )
                waiting.append((term.source, (*steps, step)))
    return Paths(source, target, tuple(found), plain_sum(path.product for path in found))


def _path(source: str, steps: tuple[PathStep, ...]) -> Path:
    product = 1.0
    for step in steps:
        product *= step.factor
    return Path((source, *(step.target for step in steps)), steps, product)
