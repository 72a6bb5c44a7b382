"""What is drawn: a network, and the numbers of a sample in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from neurosim.checks import flag
from neurosim.drawing.scene.notes import FUNCTION, PRIME, slope_of_loss, with_letters
from neurosim.drawing.typesetting import Pieces, plain
from neurosim.errors import InputError, brief
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.mathematics.symbols import Key, Symbol
from neurosim.model.column_names import column_names, short_column
from neurosim.model.events import LossEvent
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol
from neurosim.model.rounding_errors import RoundingErrors
from neurosim.model.structure import Structure, check_edges
from neurosim.model.views import EdgeData
from neurosim.tracing import Trace
from neurosim.tracing.trace_rows import ProbabilityEvent
from neurosim.writing.letters import SOURCE, Notation, Typeset, get_notation, is_default_name
from neurosim.writing.own_names import OwnNames

_LONGEST_COLUMN = 200
_NO_CHANGE = 1e-12
_INDEXED_NAME = re.compile(r"([A-Za-z])((?:\[\d+\])+)")


class CheckedAnswers(Protocol):
    """Somebody's answers to a sample, with the verdict on each."""

    @property
    def trace(self) -> Trace:
        """The sample."""
        ...

    @property
    def judged(self) -> Mapping[Symbol, tuple[str, str]]:
        """What was typed for each number, and the verdict: right, follows, wrong or missing."""
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """An edge, the two neurons that it connects, and its place among the inputs of its target."""

    source: Neuron
    neuron: Neuron
    position: int
    edge: EdgeData


@dataclass(frozen=True)
class Subject:
    """What is drawn: a network, and the trace and the answers that it comes from, if any."""

    net: Network
    trace: Trace | None
    answers: Mapping[Symbol, tuple[str, str]] | None = None
    notation: Notation = SOURCE

    @property
    def structure(self) -> Structure:
        """The sorted graph."""
        return self.net.structure

    def symbol(self, neuron: Neuron, quantity: str, position: int | None = None) -> Symbol:
        """Return the symbol of a quantity of a neuron."""
        return symbol(self.structure, neuron, quantity, position=position)

    def weight_symbol(self, connection: Connection) -> Symbol:
        """Return the symbol of the weight of an edge."""
        return self.symbol(connection.neuron, "weight", connection.position)

    def pieces(self, symbol: Symbol) -> Pieces:
        """Return a symbol as words and letters, ready to be set as mathematics."""
        match symbol.quantity:
            case "slope":
                of = self.pieces(symbol.other("summation"))
                return (FUNCTION, PRIME, "(", *of, ")")
            case "loss gradient" | "joined gradient":
                by = symbol.other("output" if symbol.quantity[0] == "l" else "summation")
                return slope_of_loss(self.pieces(by), self.notation)
        parameter = symbol.parameter
        if parameter is None or parameter.quantity == symbol.quantity:
            return (self.notation.typeset(symbol),)
        name = symbol.quantity.partition(" ")[2]
        if name == "gradient":
            return slope_of_loss(self.pieces(parameter), self.notation)
        return (f"{name} ", *self.pieces(parameter))

    def letters(self, symbol: Symbol) -> Pieces:
        """Return a symbol without indices and without the names of neurons, as ``f'(s)``."""
        general = replace(self, notation=replace(self.notation, own=None))
        return tuple(
            piece if isinstance(piece, str) else Typeset(piece.base, "", "", piece.base)
            for piece in general.pieces(symbol)
        )

    def sentence(self, text: str) -> Pieces:
        """Return a sentence with letters for what is in backquotes."""
        return with_letters(text, self.notation)

    def text(self, symbol: Symbol) -> str:
        """Return a symbol as plain text."""
        return plain(self.pieces(symbol))

    def name(self, neuron: Neuron) -> Pieces:
        """Return the name of a neuron; a name made of a letter and indices is a symbol."""
        output = self.symbol(neuron, "output")
        indexed = _INDEXED_NAME.fullmatch(neuron.name)
        if indexed is None:
            return (neuron.name,)
        if self.notation.layered and (is_default_name(neuron.name, output) or indexed[1] == "n"):
            return self.pieces(output)
        return (Typeset(indexed[1], indexed[2], "", neuron.name),)

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

    def new_value(self, parameter: Symbol) -> float:
        """Return a weight or bias after the update; the old one if its gradient is only errors."""
        assert self.trace is not None
        old, new = self.net.value(str(parameter)), self.trace.new_value(str(parameter))
        if old is None or not 0 < abs(new - old) < _NO_CHANGE:
            return new
        neuron = self.structure.owner(parameter)
        parts = [self.rounding.delta(neuron)]
        if parameter.quantity == "weight":
            source, _ = self.structure.incoming[neuron][parameter.indices[-1]]
            parts.append(self.rounding.output(source))
        return new if all(parts) else old

    @cached_property
    def columns(self) -> dict[str, str]:
        """The data column or class of inputs and outputs, by the name of the neuron."""
        names = column_names(self.net)
        return {neuron: short_column(name, _LONGEST_COLUMN) for neuron, name in names.items()}

    @cached_property
    def probabilities(self) -> dict[str, tuple[Symbol, float]]:
        """The probabilities of softmax: symbol and number, by the name of the neuron."""
        events = () if self.trace is None else self.trace.events
        shares = [event for event in events if isinstance(event, ProbabilityEvent)]
        return {share.neuron: (share.symbol, share.value) for share in shares}

    @cached_property
    def rounding(self) -> RoundingErrors:
        """The numbers that are 0 but for rounding errors."""
        return RoundingErrors(self.structure, scaled=self.net.input_scaling is not None)

    @cached_property
    def loss_terms(self) -> dict[str, float]:
        """The loss term of each output, by the name of the neuron."""
        events = () if self.trace is None else self.trace.events
        losses = [event for event in events if isinstance(event, LossEvent)]
        return {
            term.neuron: self.rounding.loss_term(self.net[term.neuron], term.value)
            for loss in losses
            for term in loss.terms
        }

    @property
    def loss(self) -> float | None:
        """The loss of the sample; 0 if all its terms are."""
        loss = None if self.trace is None else self.trace.loss
        return loss if any(self.loss_terms.values()) or not self.loss_terms else 0.0

    @cached_property
    def sizes(self) -> dict[Neuron, float]:
        """For each neuron the sum of the absolute values of its products and its bias."""
        return {
            neuron: abs(neuron.bias)
            + plain_sum(abs(edge["weight"] * (source.output or 0.0)) for source, edge in incoming)
            for neuron, incoming in self.structure.incoming.items()
        }

    def share(self, neuron: Neuron, part: float) -> float:
        """Return the share of a product or bias in the summation of a neuron."""
        size = self.sizes[neuron]
        return part / size if size else 0.0


def read_subject(
    drawn: Network | Trace | CheckedAnswers,
    notation: str | Mapping[Key, str] = "source",
    *,
    own_names: bool = False,
) -> Subject:
    """Return what is drawn.

    Parameters
    ----------
    drawn : Network, Trace or AnswerReport
        The network, or the trace or report that has it.
    notation : {"source", "textbook"} or mapping
        The letters of symbols.
    own_names : bool
        Whether symbols have the names that the user gave to neurons.

    Raises
    ------
    UnknownNameError
        If there is no such notation.
    InputError
        If it is neither network, trace nor checked answers, or is empty.
    """
    if isinstance(drawn, Trace):
        subject = Subject(drawn.net, drawn)
    elif isinstance(drawn, Network):
        subject = Subject(drawn, None)
    elif isinstance(trace := getattr(drawn, "trace", None), Trace) and hasattr(drawn, "judged"):
        subject = Subject(trace.net, trace, drawn.judged)
    else:
        raise InputError(f"draw takes a Network or a Trace; got {brief(drawn)}")
    check_edges(subject.structure)
    if not len(subject.net):
        raise InputError("the network has no neurons to draw; add some with add_input()")
    letters = get_notation(notation, len(subject.structure.hidden_layers))
    if flag(own_names, "own_names"):
        letters = replace(letters, own=OwnNames(subject.structure))
    return replace(subject, notation=letters)


def require_values(subject: Subject, show: str, needs: str) -> None:
    """Raise InputError if there are no values that a view shows."""
    structure = subject.structure
    if needs == "answers" and subject.answers is None:
        raise InputError(
            f"{brief(show)} shows the verdicts on somebody's answers; draw a report: "
            "ns.draw(ns.check_answers(trace, answers))"
        )
    if needs == "values" and any(neuron.output is None for neuron in structure.order):
        raise InputError(
            f"{brief(show)} shows the values of a sample; draw a trace: "
            f"ns.draw(ns.trace(net, x), show={brief(show)})"
        )
    incomplete = any(n.output is None or n.delta is None for n in structure.order) or any(
        edge["gradient"] is None
        for neuron in structure.computed
        for _, edge in structure.incoming[neuron]
    )
    targets = all(neuron.target is not None for neuron in structure.outputs)
    if needs == "targets" and (incomplete or not targets):
        raise InputError(
            f"{brief(show)} shows the error signals of a sample with its targets; draw a trace: "
            f"ns.draw(ns.trace(net, x, z), show={brief(show)})"
        )
    if needs == "update" and (subject.trace is None or subject.trace.optimizer is None):
        raise InputError(
            f"{brief(show)} shows weights before and after a step; draw a trace of one: "
            f"ns.draw(ns.trace(net, x, z, learning_rate=0.1), show={brief(show)})"
        )
