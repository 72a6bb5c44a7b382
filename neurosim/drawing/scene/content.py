"""What each ``show`` writes at neurons and edges, and the numbers it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from neurosim.errors import InputError, unknown_name
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol
from neurosim.model.structure import Structure, check_edges
from neurosim.model.views import EdgeData
from neurosim.tracing import Trace


@dataclass(frozen=True, slots=True)
class Row:
    """One line in a neuron: a symbol, and its number if one is shown."""

    symbol: str
    value: float | None = None
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn: a network, and the trace that it was taken from, if any."""

    net: Network
    trace: Trace | None

    @property
    def structure(self) -> Structure:
        """The sorted graph."""
        return self.net.structure

    def symbol(self, neuron: Neuron, quantity: str, position: int | None = None) -> str:
        """Return the symbol of a quantity of a neuron."""
        return symbol(self.structure, neuron, quantity, position=position)

    def raw_input(self, neuron: Neuron) -> float:
        """Return the value of an input in raw units."""
        index = self.structure.inputs.index(neuron)
        if self.trace is not None:
            return self.trace.raw_inputs[index]
        assert self.net.input_scaling is not None
        values = np.array([n.output for n in self.structure.inputs])
        return float(self.net.input_scaling.inverse_transform(values)[index])

    def raw_output(self, neuron: Neuron) -> float:
        """Return an output in raw units."""
        index = self.structure.outputs.index(neuron)
        if self.trace is not None:
            return self.trace.raw_outputs[index]
        values = [n.output for n in self.structure.outputs]
        return float(self.net.denormalize_outputs(values)[index])

    def raw_target(self, neuron: Neuron) -> float:
        """Return the target of an output in raw units."""
        index = self.structure.outputs.index(neuron)
        if self.trace is not None and self.trace.raw_targets is not None:
            return self.trace.raw_targets[index]
        values = [n.target for n in self.structure.outputs]
        return float(self.net.denormalize_outputs(values)[index])


@dataclass(frozen=True, slots=True)
class View:
    """One way to show a network.

    Attributes
    ----------
    caption : str
        What the numbers are.
    rows : callable
        The lines in a neuron, under its name.
    edge_number : callable or None
        The number that gives an edge its colour and width; None draws all edges alike.
    edge_text : str or None
        What is written on an edge: its ``symbol``, its ``number``, or nothing.
    tabular : bool
        Whether a neuron is a small table rather than a circle.
    """

    caption: str
    rows: Callable[[Subject, Neuron], list[Row]]
    edge_number: Callable[[EdgeData], float] | None = None
    edge_text: str | None = None
    tabular: bool = False


def _no_rows(_: Subject, __: Neuron) -> list[Row]:
    return []


def _symbol_rows(subject: Subject, neuron: Neuron) -> list[Row]:
    return [] if neuron.is_input else [Row(subject.symbol(neuron, "bias"))]


def _bias_rows(_: Subject, neuron: Neuron) -> list[Row]:
    return [] if neuron.is_input else [Row("b =", neuron.bias)]


def _forward_rows(subject: Subject, neuron: Neuron) -> list[Row]:
    name = subject.symbol(neuron, "output")
    if neuron.is_input:
        rows = [Row("raw", subject.raw_input(neuron), raw=True)]
        return [*(rows if subject.net.input_scaling else []), Row(name, neuron.output)]
    rows = [
        Row(subject.symbol(neuron, "bias"), neuron.bias),
        Row(subject.symbol(neuron, "summation"), neuron.summation),
        Row(name, neuron.output),
    ]
    return rows + _target_rows(subject, neuron)


def _target_rows(subject: Subject, neuron: Neuron) -> list[Row]:
    if subject.structure.places[neuron].kind != "output":
        return []
    scaled = subject.net.target_scaling is not None
    rows = []
    if neuron.target is not None:
        rows.append(Row(subject.symbol(neuron, "target"), neuron.target))
    if scaled:
        rows.append(Row("raw output", subject.raw_output(neuron), raw=True))
        if neuron.target is not None:
            rows.append(Row("raw target", subject.raw_target(neuron), raw=True))
    return rows


def _backward_rows(subject: Subject, neuron: Neuron) -> list[Row]:
    rows = [Row(subject.symbol(neuron, "output"), neuron.output)]
    if neuron.is_input:
        return rows
    if subject.structure.places[neuron].kind == "output":
        rows.append(Row(subject.symbol(neuron, "target"), neuron.target))
    return [*rows, Row(subject.symbol(neuron, "delta"), neuron.delta)]


def edge_weight(edge: EdgeData) -> float:
    """Return the weight of an edge."""
    weight: float = edge["weight"]
    return weight


def _edge_gradient(edge: EdgeData) -> float:
    gradient: float = edge["gradient"]
    return gradient


VIEWS: dict[str, View] = {
    "structure": View("", _no_rows),
    "symbols": View("Symbols of the weights and biases.", _symbol_rows, edge_text="symbol"),
    "weights": View(
        "Weights on the edges, biases b in the neurons.",
        _bias_rows,
        edge_number=edge_weight,
        edge_text="number",
    ),
    "forward": View(
        "Forward pass: weights on the edges; bias, summation and output in the neurons.",
        _forward_rows,
        edge_number=edge_weight,
        edge_text="number",
        tabular=True,
    ),
    "backward": View(
        "Backward pass: dL/dw on the edges; output and error signal dL/ds = dL/db in the neurons.",
        _backward_rows,
        edge_number=_edge_gradient,
        edge_text="number",
        tabular=True,
    ),
}
"""The ways to show a network by name."""


def read_source(source: Network | Trace, show: str | None) -> tuple[Subject, str]:
    """Return what is drawn and how: by default ``weights``, of a trace ``forward``.

    Raises
    ------
    UnknownNameError
        If there is no such way to show a network.
    InputError
        If the source is neither network nor trace, is empty, or lacks the values to show.
    """
    if isinstance(source, Trace):
        subject = Subject(source.net, source)
    elif isinstance(source, Network):
        subject = Subject(source, None)
    else:
        raise InputError(f"draw takes a Network or a Trace; got {source!r}")
    if show is None:
        show = "weights" if subject.trace is None else "forward"
    if not isinstance(show, str) or show not in VIEWS:
        raise unknown_name("show", show, VIEWS)
    check_edges(subject.structure)
    if not len(subject.net):
        raise InputError("the network has no neurons to draw; add some with add_input()")
    if show in {"forward", "backward"}:
        _require_values(subject, show)
    return subject, show


def _require_values(subject: Subject, show: str) -> None:
    neurons = subject.structure.order
    if show == "forward" and any(neuron.output is None for neuron in neurons):
        raise InputError(
            "'forward' shows the values of a sample; draw a trace: "
            "ns.draw(ns.trace(net, x), show='forward')"
        )
    incomplete = any(n.output is None or n.delta is None for n in neurons) or any(
        edge["gradient"] is None
        for neuron in subject.structure.computed
        for _, edge in subject.structure.incoming[neuron]
    )
    targets = all(neuron.target is not None for neuron in subject.structure.outputs)
    if show == "backward" and (incomplete or not targets):
        raise InputError(
            "'backward' shows the error signals of a sample with its targets; draw a trace: "
            "ns.draw(ns.trace(net, x, z), show='backward')"
        )
