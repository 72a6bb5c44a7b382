"""One neuron: inputs, weights, bias, summation, activation, output."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from neurosim.checks import flag, number
from neurosim.display import NotebookTable, ShownInNotebooks, format_number
from neurosim.errors import InputError, NotFiniteError, StructureError, named
from neurosim.model.activations import Activation, get_activation
from neurosim.model.edge_attributes import watch_of
from neurosim.model.views import WeightValues
from neurosim.names import shortened

if TYPE_CHECKING:
    import networkx as nx


class Neuron(ShownInNotebooks):
    """A node of the network's graph.

    Neurons are made by ``Network.add_input`` and ``Network.add_neuron``. The bias and the
    activation live here, the weights on the incoming edges.

    Attributes
    ----------
    name : str
        Unique in its network.
    summation : float or None
        ``s``, after a forward pass.
    output : float or None
        ``a`` of a hidden neuron, ``y`` of an output, ``x`` of an input, after a forward pass.
    target : float or None
        ``z`` of an output neuron, after a backward pass; in normalized units.
    delta : float or None
        The error signal dL/ds, after a backward pass; at an input neuron dL/dx.
    bias_gradient : float or None
        dL/db, after a backward pass.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.Network()
    >>> x = net.add_input()
    >>> h = net.add_neuron({x: 2.0}, bias=0.5, activation="tanh")
    >>> h.inputs, h.weights, h.bias
    ((Neuron('x[0]'),), [2.0], 0.5)
    >>> h.weights["x[0]"] = 3.0
    >>> net.wo[0][0]
    3.0
    """

    __slots__ = (
        "_activation",
        "_bias",
        "_bias_trainable",
        "_graph",
        "_is_constant",
        "_is_input",
        "_name",
        "bias_gradient",
        "delta",
        "output",
        "summation",
        "target",
    )

    def __init__(
        self,
        name: str,
        graph: nx.DiGraph[Neuron],
        *,
        bias: float = 0.0,
        activation: str | Activation = "sigmoid",
        is_input: bool = False,
        is_constant: bool = False,
    ) -> None:
        self._name = name
        self._graph: nx.DiGraph[Neuron] | None = graph
        self._is_input = is_input
        self._is_constant = is_constant
        self._bias = number(bias, f"the bias of {name!r}")
        self._activation = get_activation(activation)
        self._bias_trainable = not is_input
        self.summation: float | None = None
        self.output: float | None = None
        self.target: float | None = None
        self.delta: float | None = None
        self.bias_gradient: float | None = None

    def __repr__(self) -> str:
        return f"Neuron({self._name!r})"

    def _notebook_table(self) -> NotebookTable:
        return NotebookTable(repr(self), NOTEBOOK_HEADER, [notebook_cells(self)])

    @property
    def name(self) -> str:
        """The name, unique in the network."""
        return self._name

    @property
    def is_input(self) -> bool:
        """Whether the neuron takes its output from the sample instead of computing it."""
        return self._is_input

    @property
    def is_constant(self) -> bool:
        """Whether the neuron was made to compute from its bias alone, without inputs."""
        return self._is_constant

    @property
    def bias(self) -> float:
        """The bias ``b``; 0 at an input neuron."""
        return self._bias

    @bias.setter
    def bias(self, value: float) -> None:
        self._refuse_input("bias")
        self._bias = number(value, f"the bias of {self._name!r}")
        self._announce()

    @property
    def bias_trainable(self) -> bool:
        """Whether an update may change the bias."""
        return self._bias_trainable

    @bias_trainable.setter
    def bias_trainable(self, value: bool) -> None:
        self._bias_trainable = flag(value, f"bias_trainable of {self._name!r}")
        self._announce()

    @property
    def activation(self) -> Activation:
        """The activation function; may be set by name. An input neuron has ``identity``."""
        return self._activation

    @activation.setter
    def activation(self, value: str | Activation) -> None:
        self._refuse_input("activation")
        self._activation = get_activation(value)
        self._announce()

    @property
    def derivative(self) -> float:
        """The slope ``f'(s)`` of the activation at the present summation.

        Raises
        ------
        InputError
            If there was no forward pass, the derivative is no finite number, or it fails; the
            error of a function of a user's own is the cause.
        """
        if self.summation is None:
            raise InputError(f"{self._name!r} has no summation yet; call forward(x) first")
        try:
            slope = float(self._activation.derivative(self.summation))
        except Exception as error:
            raise activation_failed(self, "the derivative of the activation", error) from error
        if not math.isfinite(slope):
            raise NotFiniteError(
                f"the derivative of the activation {self._activation.name!r} of {self._name!r} "
                f"gives no finite number for the summation {self.summation:g}"
            )
        return slope

    @property
    def inputs(self) -> tuple[Neuron, ...]:
        """The source neurons in order of connection."""
        return tuple(self._connected().predecessors(self))

    @property
    def successors(self) -> tuple[Neuron, ...]:
        """The neurons that take this one as an input."""
        return tuple(self._connected().successors(self))

    @property
    def weights(self) -> WeightValues:
        """The weights in the order of ``inputs``; read, written, and indexed by source as well."""
        graph = self._connected()
        edges = tuple(graph.pred[self].items())
        return WeightValues(f"the weights of {self._name!r}", edges)

    @weights.setter
    def weights(self, values: list[float]) -> None:
        self.weights.assign(values)

    def _connected(self) -> nx.DiGraph[Neuron]:
        if self._graph is None:
            raise StructureError(f"neuron {self._name!r} was removed from its network")
        return self._graph

    def _announce(self) -> None:
        if self._graph is not None:
            watch_of(self._graph).changed()

    def _refuse_input(self, what: str) -> None:
        if self.is_input:
            raise InputError(f"{self._name!r} is an input; an input has no {what} to set")


def write_biases(neurons: Iterable[Neuron], values: Iterable[float]) -> None:
    """Write many biases, finite numbers, at once; the caller tells the watch."""
    for neuron, value in zip(neurons, values, strict=True):
        neuron._bias = value


def activation_failed(neuron: Neuron, what: str, error: Exception) -> InputError:
    """Return the error for an activation, or its derivative, that raised one.

    Parameters
    ----------
    neuron : Neuron
        The neuron, with the summation that was given to the function.
    what : str
        Which function it was: ``"the activation"``.
    error : Exception
        What the function raised. An arithmetic error, such as an overflow, is a number that is not
        finite; anything else is a mistake in the function.
    """
    where = f"{what} {neuron.activation.name!r} of {neuron.name!r}"
    at = f"for the summation {neuron.summation:g}: {named(error)}"
    if isinstance(error, (ArithmeticError, ValueError)):
        return NotFiniteError(f"{where} gives no finite number {at}")
    return InputError(f"{where} fails {at}; mend the function, which takes and gives one number")


NOTEBOOK_HEADER = ("activation", "bias", "weights", "summation", "output", "error signal")
_MOST_WEIGHTS = 8
_LONGEST_NAME = 60


def notebook_cells(neuron: Neuron) -> list[str]:
    """Return the numbers of a neuron for a table, those that there are."""

    def shown(value: float | None) -> str:
        return "" if value is None else format_number(value, 4)

    if neuron.is_input:
        return ["", "", "", "", shown(neuron.output), ""]
    weights = [
        f"{shortened(source.name, _LONGEST_NAME)}: {shown(weight)}"
        for source, weight in zip(neuron.inputs, neuron.weights, strict=True)
    ]
    if len(weights) > _MOST_WEIGHTS:
        hidden = len(weights) - _MOST_WEIGHTS
        weights[_MOST_WEIGHTS - 1 : -1] = [f"⋯ {hidden} more ⋯"]
    return [
        neuron.activation.name,
        shown(neuron.bias),
        ", ".join(weights),
        shown(neuron.summation),
        shown(neuron.output),
        shown(neuron.delta),
    ]
