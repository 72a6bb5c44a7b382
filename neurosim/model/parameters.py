"""The weights and biases of a network, with one handle for each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from neurosim.checks import flag, number
from neurosim.mathematics.symbols import Symbol
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol, weight_symbols
from neurosim.model.structure import Structure
from neurosim.model.views import EdgeData


@dataclass(slots=True, eq=False)
class Parameter:
    """A weight or a bias: reads and writes the number on the edge or the neuron.

    Attributes
    ----------
    quantity : Symbol
        What it is, as a typed symbol.
    neuron : Neuron
        The neuron whose summation contains the parameter.
    source : Neuron or None
        The neuron at the start of a weight's edge; None for a bias.
    """

    quantity: Symbol
    neuron: Neuron
    source: Neuron | None = None
    edge: EdgeData | None = None

    @property
    def symbol(self) -> str:
        """The text of its symbol: ``wh[0][2][1]``, ``bo[0]``, ..."""
        return str(self.quantity)

    @property
    def value(self) -> float:
        """The weight or bias."""
        return self.neuron.bias if self.edge is None else self.edge["weight"]

    @value.setter
    def value(self, value: float) -> None:
        if self.edge is None:
            self.neuron.bias = value
        else:
            is_number = type(value) is float and math.isfinite(value)
            self.edge["weight"] = value if is_number else number(value, self.symbol)

    @property
    def gradient(self) -> float | None:
        """dL/dw or dL/db of the last backward pass."""
        return self.neuron.bias_gradient if self.edge is None else self.edge["gradient"]

    @property
    def trainable(self) -> bool:
        """Whether an update may change the parameter."""
        return self.neuron.bias_trainable if self.edge is None else self.edge["trainable"]

    @trainable.setter
    def trainable(self, value: bool) -> None:
        if self.edge is None:
            self.neuron.bias_trainable = value
        else:
            self.edge["trainable"] = flag(value, f"trainable of {self.symbol}")


def neuron_parameters(structure: Structure, neuron: Neuron) -> Iterator[Parameter]:
    """Yield the weights of a neuron in order of connection, then its bias."""
    incoming = structure.incoming[neuron]
    for weight, (source, edge) in zip(weight_symbols(structure, neuron), incoming, strict=True):
        yield Parameter(weight, neuron, source, edge)
    yield Parameter(symbol(structure, neuron, "bias"), neuron)
