"""The notes of the film of a sample: what is computed at each moment, in numbers."""

from __future__ import annotations

from collections.abc import Sequence

from neurosim.drawing.animation.reel import Note
from neurosim.drawing.lettering import loss_words, told
from neurosim.drawing.numerals import MINUS, number_text, typographic
from neurosim.drawing.scene.subject import Subject
from neurosim.drawing.typesetting import Pieces
from neurosim.errors import counted
from neurosim.mathematics.expression import Cases, Expression, Word, substituted
from neurosim.mathematics.numbers import NumberStyle
from neurosim.mathematics.symbols import Symbol
from neurosim.model.events import UpdateEvent
from neurosim.model.notation import symbol
from neurosim.model.optimizers import SGD
from neurosim.tracing import NeuronTrace, Trace
from neurosim.writing.letters import get_notation, is_default_name
from neurosim.writing.plain_text import TextWriter

_MOST_TERMS = 3
_MOST_INPUTS = 6


class SampleNotes:
    """The notes of one trace.

    Parameters
    ----------
    trace : Trace
        The sample.
    subject : Subject
        The same with its notation.
    digits : int
        The decimals of every number.
    """

    def __init__(self, trace: Trace, subject: Subject, digits: int) -> None:
        self._trace, self._subject, self._digits = trace, subject, digits
        self._errors = subject.rounding.values
        self._updates = {
            event.symbol: event for event in trace.events if isinstance(event, UpdateEvent)
        }

    def symbol(self, neuron: NeuronTrace, quantity: str, position: int | None = None) -> Symbol:
        """Return the symbol of a quantity of a neuron."""
        net = self._trace.net
        return symbol(net.structure, net[neuron.name], quantity, position=position)

    def inputs(self, neurons: Sequence[NeuronTrace]) -> Note:
        """Return the values of the inputs."""
        few = neurons[:_MOST_INPUTS]
        values = [self._line(self.symbol(n, "output"), f" = {self._number(n.output)}") for n in few]
        return tuple(values if len(few) == len(neurons) else [*values, ("…",)])

    def forward(self, neuron: NeuronTrace) -> Note:
        """Return how the output of a neuron is computed."""
        products = [(term.value, term.weight) for term in neuron.terms]
        summation = self.symbol(neuron, "summation")
        added = self._sum(products, f" + {self._factor(neuron.bias)}")
        output = self.symbol(neuron, "output")
        return (
            self._line(
                self._name(neuron), summation, f" = {added} = {self._number(neuron.summation)}"
            ),
            self._line(
                output, f" = {neuron.activation}(", summation, f") = {self._number(neuron.output)}"
            ),
        )

    def loss(self) -> Note:
        """Return the loss."""
        name = loss_words(self._trace.loss_name or "")
        return ((f"the loss {name}: L = {self._number(self._subject.loss)}",),)

    def error(self, neuron: NeuronTrace) -> Note:
        """Return how the error signal of a neuron is computed."""
        slope = self._factor(neuron.derivative)
        before: list[Pieces] = []
        parts: list[str] = []
        if neuron.loss_gradient is not None:
            before.append(self._slope_of_loss(neuron, "loss gradient", neuron.loss_gradient))
            parts.append(self._factor(neuron.loss_gradient))
        if neuron.errors:
            parts.append(self._sum([(e.weight, e.delta) for e in neuron.errors], ""))
        total = " + ".join(parts) or "0"
        many = len(parts) > 1 or len(neuron.errors) > 0
        worked = f"{slope} · {f'({total})' if many else total}"
        if neuron.joined is not None:
            # loss and activation are joined, so this part has no slope as a factor
            before.append(self._slope_of_loss(neuron, "joined gradient", neuron.joined))
            share = self._number(neuron.joined)
            worked = f"{share} + {worked}" if parts else share
        result = self._number(neuron.delta)
        end = "" if worked == result else f" = {result}"
        clauses = [*before, self._line(self.symbol(neuron, "delta"), f" = {worked}{end}")]
        return (self._line(self._name(neuron), *clauses[0]), *clauses[1:])

    def gradients(self, neuron: NeuronTrace) -> Note:
        """Return how the gradients of the bias and the incoming weights are computed."""
        delta = self._factor(neuron.delta)
        bias = self.symbol(neuron, "bias")
        clauses = [
            self._line(self._name(neuron), bias.gradient, f" = {self._number(neuron.delta)}"),
            *(
                self._line(
                    self.symbol(neuron, "weight", place).gradient,
                    f" = {delta} · {self._factor(term.value)} = {self._gradient(neuron, place)}",
                )
                for place, term in enumerate(neuron.terms[:_MOST_TERMS])
            ),
        ]
        return (*clauses, *self._rest(neuron))

    def update(self, neuron: NeuronTrace) -> Note:
        """Return how the new weights and bias of a neuron are computed."""
        delta = self._factor(neuron.delta)
        bias = self._step(self.symbol(neuron, "bias"), delta)
        weights = [
            self._step(
                self.symbol(neuron, "weight", place), f"({delta} · {self._factor(term.value)})"
            )
            for place, term in enumerate(neuron.terms[:_MOST_TERMS])
        ]
        return (self._line(self._name(neuron), *bias), *weights, *self._rest(neuron))

    def _step(self, parameter: Symbol, gradient: str) -> Pieces:
        event, optimizer = self._updates[parameter], self._trace.optimizer
        if not event.trainable:
            return self._line(parameter, " is frozen and keeps its value")
        old, new = self._number(event.old), self._number(self._subject.new_value(parameter))
        if type(optimizer) is SGD and not optimizer.momentum:
            worked = (
                f" = {old} {MINUS} {typographic(f'{event.learning_rate:g}')} · {gradient} = {new}"
            )
            return self._line(parameter._replace(new=True), worked)
        return self._line(parameter, f" = {old} becomes {new}")

    def _rest(self, neuron: NeuronTrace) -> Note:
        left = len(neuron.terms) - _MOST_TERMS
        return ((f"{counted(left, 'weight')} more in the same way",),) if left > 0 else ()

    def _name(self, neuron: NeuronTrace) -> str:
        """Return the name of a neuron for the start of a note, if its symbols do not say it."""
        known = is_default_name(neuron.name, self.symbol(neuron, "output"))
        return "" if known else f"{told(neuron.name)}: "

    def _line(self, *parts: object) -> Pieces:
        line: list[object] = []
        for part in parts:
            line += self._subject.pieces(part) if isinstance(part, Symbol) else [part]
        return tuple(line)  # type: ignore[arg-type]

    def _gradient(self, neuron: NeuronTrace, place: int) -> str:
        net = self._trace.net
        _, edge = net.structure.incoming[net[neuron.name]][place]
        return self._number(edge["gradient"])

    def _slope_of_loss(self, neuron: NeuronTrace, quantity: str, value: float) -> Pieces:
        """Return how the slope of the loss is computed."""
        slope = self.symbol(neuron, quantity)
        form = self._trace.sheet.formulas.get(slope)
        if form is None or isinstance(form, Cases):
            return self._line(slope, f" = {self._number(value)}")
        known = {
            self.symbol(neuron, "output"): neuron.output,
            self.symbol(neuron, "target"): neuron.target,
            self.symbol(neuron, "probability"): neuron.probability,
        }

        def put_in(leaf: Expression) -> Expression:
            return Word(self._factor(known[leaf])) if leaf in known else leaf

        writer = TextWriter(get_notation("source", 0), NumberStyle(max(self._digits, 1)))
        worked = writer.inline(substituted(form, put_in)).replace("-", MINUS)
        return self._line(slope, f" = {worked} = {self._number(value)}")

    def _number(self, value: float | None) -> str:
        if value is None:
            return ""
        # as in the picture above it
        return number_text(0.0 if value in self._errors else value, self._digits)

    def _factor(self, value: float | None) -> str:
        text = self._number(value)
        return f"({text})" if text.startswith(MINUS) else text

    def _sum(self, products: Sequence[tuple[float, float]], more: str) -> str:
        if len(products) > _MOST_TERMS:
            return f"sum of {counted(len(products), 'product')}{more}"
        terms = [f"{self._factor(a)} · {self._factor(b)}" for a, b in products]
        return " + ".join(terms) + more
