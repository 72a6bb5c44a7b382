"""What a program computes, block by block: dense layers, and neurons with sources of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neurosim.model.activations import Activation
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.structure import Structure

WRITTEN_OUT = 60
"""Up to so many weights and biases, each neuron is a line of its own."""

_WIDE = 8


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive neurons that one loop computes.

    Attributes
    ----------
    first, end : int
        The neurons ``first`` to ``end - 1``, among the computed ones in topological order.
    source : int or None
        The first of the consecutive values that all of them take; None if each has its own list.
    n_sources : int
        How many values each neuron of a dense block takes.
    """

    first: int
    end: int
    source: int | None = None
    n_sources: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class CodePlan:
    """A network in the order in which a program computes it.

    Values are numbered: first the inputs, then the computed neurons in topological order. The
    parameters are those of ``net.parameters``, in the same order: neuron after neuron the weights
    in order of connection, then the bias.

    Attributes
    ----------
    net : Network
        The network.
    neurons : tuple of Neuron
        The computed neurons in topological order.
    value : dict
        The number of the value of each neuron.
    rows : tuple of tuple of float
        The weights of each computed neuron, then its bias.
    sources : tuple of tuple of int
        The values that each computed neuron takes.
    trainable : tuple of bool
        Whether training may change each parameter.
    blocks : tuple of Block
        The neurons in blocks.
    """

    net: Network
    neurons: tuple[Neuron, ...]
    value: dict[Neuron, int]
    rows: tuple[tuple[float, ...], ...]
    sources: tuple[tuple[int, ...], ...]
    trainable: tuple[bool, ...]
    blocks: tuple[Block, ...]

    @property
    def n_inputs(self) -> int:
        """The number of inputs."""
        return len(self.net.inputs)

    @property
    def n_values(self) -> int:
        """The number of inputs and computed neurons."""
        return len(self.value)

    @property
    def n_parameters(self) -> int:
        """The number of weights and biases."""
        return len(self.trainable)

    @property
    def is_written_out(self) -> bool:
        """Whether each neuron is a line of its own."""
        return self.n_parameters <= WRITTEN_OUT

    @property
    def own_sources(self) -> list[Block]:
        """The blocks whose neurons have their own lists of sources."""
        return [block for block in self.blocks if block.source is None]

    def activation(self, block: Block) -> Activation | None:
        """Return the activation of all neurons of a block; None if they differ."""
        found = {neuron.activation for neuron in self.neurons[block.first : block.end]}
        return found.pop() if len(found) == 1 else None

    def outputs(self) -> list[int]:
        """Return the number of the value of each output."""
        return [self.value[neuron] for neuron in self.net.outputs]


def plan_of(net: Network) -> CodePlan:
    """Return a network in the order in which a program computes it.

    Examples
    --------
    >>> from neurosim.model.builders import mlp
    >>> plan_of(mlp([2, 3, 1])).blocks
    (Block(first=0, end=3, source=0, n_sources=2), Block(first=3, end=4, source=None, n_sources=0))
    """
    structure = net.structure
    neurons = structure.computed
    value = {neuron: k for k, neuron in enumerate((*structure.inputs, *neurons))}
    edges = [structure.incoming[neuron] for neuron in neurons]
    sources = tuple(
        tuple(value[source] for source, _ in structure.incoming[neuron]) for neuron in neurons
    )
    return CodePlan(
        net=net,
        neurons=neurons,
        value=value,
        rows=tuple(
            (*(edge["weight"] for _, edge in row), neuron.bias)
            for neuron, row in zip(neurons, edges, strict=True)
        ),
        sources=sources,
        trainable=tuple(
            flag
            for neuron, row in zip(neurons, edges, strict=True)
            for flag in (*(edge["trainable"] for _, edge in row), neuron.bias_trainable)
        ),
        blocks=tuple(_blocks(structure, sources)),
    )


def _blocks(structure: Structure, sources: Sequence[tuple[int, ...]]) -> list[Block]:
    neurons = structure.computed
    blocks: list[Block] = []
    first = 0
    while first < len(neurons):
        end = first + 1
        while (
            end < len(neurons)
            and sources[end] == sources[first]
            and neurons[end].activation is neurons[first].activation
        ):
            end += 1
        given = sources[first]
        is_run = bool(given) and given == tuple(range(given[0], given[0] + len(given)))
        if is_run and (end - first > 1 or len(given) >= _WIDE):
            blocks.append(Block(first, end, given[0], len(given)))
        elif blocks and blocks[-1].source is None:
            blocks[-1] = Block(blocks[-1].first, end)
        else:
            blocks.append(Block(first, end))
        first = end
    return blocks
