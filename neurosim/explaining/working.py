"""What the sections of a sample share: its numbers, its equations, what is shown and left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from neurosim.errors import counted
from neurosim.explaining.asked import Asked
from neurosim.explaining.elision import IN_SUMMARY, LAYERS_IN_SUMMARY, LeftOut, shorten
from neurosim.explaining.loss_forms import LossForm, loss_form
from neurosim.explaining.numbers_by_hand import NumbersByHand
from neurosim.mathematics.arithmetic import Arithmetic
from neurosim.mathematics.expression import (
    Elided,
    Expression,
    Letter,
    Number,
    Slope,
    Sum,
    Word,
    replaced,
    substituted,
)
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.mathematics.symbols import Symbol
from neurosim.model import events
from neurosim.model.column_names import short_column
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol as symbol_of
from neurosim.model.update_rule import ReadRule, read_rule
from neurosim.tracing.trace import Trace
from neurosim.tracing.trace_rows import NormalizationEvent
from neurosim.worksheet.written import as_written, flat
from neurosim.writing.document import Diagram, Equation, Name, Paragraph, Phrase, WorkedLine
from neurosim.writing.letters import is_default_name
from neurosim.writing.step_pictures import Marked

T = TypeVar("T")
E = TypeVar(
    "E",
    NormalizationEvent,
    events.SummationEvent,
    events.ActivationEvent,
    events.ErrorSignalEvent,
    events.GradientEvent,
    events.UpdateEvent,
)


@dataclass(frozen=True)
class Working:
    """The numbers of one sample and how they are computed.

    Parameters
    ----------
    trace : Trace
        The numbers.
    arithmetic : Arithmetic
        How results are rounded.
    selection : Asked
        What is shown.
    most_terms : int or None
        A sum of more terms leaves out those in the middle; None to write all.
    summary : bool
        Whether the middle of large layers, and of many layers, is left out.
    rules : mapping
        For each quantity, how the equation of its symbol is made; None for a given number.
    names_from_0 : bool
        Whether the indices in default names are those of the notation; otherwise a symbol is
        written instead of such a name.
    diagrams : bool
        Whether each step has a diagram.
    """

    trace: Trace
    arithmetic: Arithmetic
    selection: Asked
    most_terms: int | None
    summary: bool
    rules: Mapping[str, Callable[[Working, Symbol], Equation | None]]
    names_from_0: bool = True
    diagrams: bool = False

    # -- numbers -----------------------------------------------------------------------------

    def number(self, symbol: Symbol) -> Number:
        """Return the number of a symbol as it is shown in the derivation."""
        if not self.arithmetic.stepwise:
            return Number(self.exact(symbol))
        return self._by_hand.number(symbol, self._worked_out)

    def exact(self, symbol: Symbol) -> float:
        """Return the number of a symbol in full precision."""
        return self.trace.value(symbol)

    def numbers(
        self, form: Expression, known: Mapping[Any, Expression] = MappingProxyType({})
    ) -> Expression:
        """Return a formula with numbers in the place of its symbols.

        Parameters
        ----------
        form : Expression
            The formula.
        known : mapping, optional
            Expressions for derivatives and letters, or for some of the symbols.
        """

        def put_in(part: Letter | Symbol | Word | Slope | Elided) -> Expression:
            if isinstance(part, Symbol) and part not in known:
                return self.number(part)
            if isinstance(part, Elided):
                return replace(part, in_numbers=True)
            return known.get(part, part)

        return substituted(form, put_in)

    def _worked_out(self, symbol: Symbol) -> Number:
        rule = self.rules.get(symbol.quantity)
        equation = None if rule is None else rule(self, symbol)
        if equation is None:
            return self.arithmetic.given(self.exact(symbol))
        result = equation.lines[-1].form
        assert isinstance(result, Number)
        return result

    @cached_property
    def _by_hand(self) -> NumbersByHand:
        return NumbersByHand(self.net.structure)

    # -- equations ---------------------------------------------------------------------------

    def equation(
        self,
        left: Expression,
        symbolic: Sequence[Expression],
        exact: float,
        *,
        numbers: Sequence[Expression] = (),
        why: Phrase = (),
        worked: bool = True,
    ) -> Equation:
        """Return an equation: formulas, numbers put in, partial results, result.

        Parameters
        ----------
        left : Expression
            The quantity.
        symbolic : sequence of Expression
            The lines with symbols.
        exact : float
            The result in full precision.
        numbers : sequence of Expression, optional
            The lines with numbers; by default the last symbolic line with numbers put in. The last
            one is computed step by step.
        why : Phrase
            Where it comes from.
        worked : bool
            Whether the partial results are shown.
        """
        numbers = numbers or [self.numbers(symbolic[-1])]
        steps = list(self.arithmetic.steps(numbers[-1], exact)) if worked else []
        result = steps[-1] if steps else self.arithmetic.result(numbers[-1], exact)
        kinds = (
            ("symbolic", symbolic),
            ("substituted", numbers),
            ("partial", steps[:-1]),
            ("result", (result,)),
        )
        lines = [WorkedLine(form, kind) for kind, forms in kinds for form in forms]
        return Equation(left, without_repetition(lines), why, exact)

    def mistaken(self, symbol: Symbol) -> Equation | None:
        """Return the equation of a number whose formula a mistake changes; None if it is right."""
        form = self.trace.changed.get(symbol)
        if form is None:
            return None
        sheet, left = self.trace.sheet, as_written(symbol, self.trace.sheet)
        symbolic = [as_written(form, sheet)]
        return self.equation(left, symbolic, self.exact(symbol), numbers=[self.numbers(form)])

    def mistaken_error_signal(self, symbol: Symbol) -> Equation | None:
        """Return the same for an error signal, in which slope and dL/dy are written out."""
        trace, sheet = self.trace, self.trace.sheet
        parts = (symbol.other("slope"), sheet.loss_gradient(sheet.owner(symbol)))
        if not any(part in trace.changed for part in (symbol, *parts)):
            return None
        form = trace.changed.get(symbol, sheet.formulas[symbol])
        whole = {
            part: trace.changed.get(part, sheet.formulas[part])
            for part in parts
            if part in sheet.formulas
        }
        full = flat(replaced(form, whole))
        symbolic = [flat(as_written(form, sheet)), as_written(full, sheet)]
        numbers = [self.numbers(full)]
        return self.equation(symbol, symbolic, self.exact(symbol), numbers=numbers)

    def elide(
        self,
        items: Sequence[T],
        make: Callable[[T], Expression],
        exact: Callable[[T], float],
    ) -> list[Expression]:
        """Return the terms of a sum, with symbols; the middle may be left out.

        Parameters
        ----------
        items : sequence
            The items from which the terms are made.
        make : callable
            Makes a term of an item.
        exact : callable
            Returns the value of a term in full precision.
        """
        terms: list[Expression] = []
        for item in shorten(items, self.most_terms):
            if not isinstance(item, LeftOut):
                terms.append(make(item))
                continue
            full = plain_sum(map(exact, item.items))
            total = Number(full)
            if self.arithmetic.stepwise:
                values = (
                    self.arithmetic.result(self.numbers(make(i)), exact(i)) for i in item.items
                )
                total = self.arithmetic.result(Sum(tuple(values)), full)
            terms.append(Elided(len(item), total))
        return terms

    # -- which neurons -----------------------------------------------------------------------

    @property
    def net(self) -> Network:
        """The network of the trace."""
        return self.trace.net

    def shown(self, items: Sequence[T]) -> list[T | LeftOut[T]]:
        """Return the items; a summary leaves out the middle."""
        return shorten(items, IN_SUMMARY if self.summary else None)

    def chosen(
        self, neurons: Iterable[Neuron], names: set[str] | None
    ) -> list[Neuron | LeftOut[Neuron]]:
        """Return the selected neurons of a layer; a summary leaves out the middle."""
        return self.shown([n for n in neurons if names is None or n.name in names])

    def layer_by_layer(
        self, layers: Iterable[Sequence[Neuron]], names: set[str] | None
    ) -> Iterator[Neuron | Paragraph]:
        """Yield the selected neurons, and a sentence for those that a summary leaves out.

        A summary leaves out the middle neurons of large layers, and the middle layers.
        """
        selected = [[n for n in layer if names is None or n.name in names] for layer in layers]
        most = LAYERS_IN_SUMMARY if self.summary else None
        for layer in shorten([row for row in selected if row], most):
            if isinstance(layer, LeftOut):
                noun = f"more layers of {counted(sum(map(len, layer.items)), 'neuron')}"
                yield Paragraph((f"⋯ {len(layer)} {noun} in the same way ⋯",))
                continue
            for neuron in self.shown(layer):
                yield left_out(neuron, "neuron") if isinstance(neuron, LeftOut) else neuron

    def diagram(
        self, neurons: Iterable[Neuron], *, before: bool = False, after: bool = False
    ) -> Iterator[Diagram]:
        """Yield the diagram of a step, if there are diagrams.

        Parameters
        ----------
        neurons : iterable of Neuron
            The neurons that are highlighted.
        before, after : bool
            Whether their edges from and to other neurons are highlighted.
        """
        if not self.diagrams:
            return
        graph, neurons = self.net.graph, tuple(neurons)
        edges = [
            *(graph.in_edges(neurons) if before else ()),
            *(graph.out_edges(neurons) if after else ()),
        ]
        names = tuple(neuron.name for neuron in neurons)
        yield Diagram(Marked(names, tuple((a.name, b.name) for a, b in edges)))

    def title(self, neuron: Neuron) -> Phrase:
        """Return the subheading of a neuron: its name, its column, what it is, its symbol."""
        place = self.net.structure.places[neuron]
        kind = {"input": "input", "output": "output neuron"}.get(place.kind, "hidden neuron")
        symbol = self.symbol(neuron)
        name = self.name(neuron)
        column = self.trace[neuron].column
        named: list[str | Name] = [" · ", Name(short_column(column))] if column else []
        title: list[str | Name | Expression] = [name, *named, f", {kind}"]
        if not neuron.is_input:
            title += [" with the activation ", Name(neuron.activation.name)]
        return tuple(title) if name == symbol else (*title, ": ", symbol)

    def name(self, neuron: Neuron) -> Name | Symbol:
        """Return the name of a neuron, or instead of a default name the symbol of its output."""
        return self.name_or_symbol(neuron.name, self.symbol(neuron))

    def symbol(self, neuron: Neuron, quantity: str = "output") -> Symbol:
        """Return the symbol of a quantity of a neuron."""
        return symbol_of(self.net.structure, neuron, quantity)

    def name_or_symbol(self, name: str, symbol: Symbol) -> Name | Symbol:
        """Return a name, or instead of a default name its symbol."""
        return Name(name) if self.names_from_0 or not is_default_name(name, symbol) else symbol

    @cached_property
    def leads_on(self) -> bool:
        """Whether an output leads to other neurons."""
        return any(self.net.structure.outgoing[output] for output in self.net.outputs)

    # -- what the trace recorded ---------------------------------------------------------------

    def recorded(self, kind: type[E]) -> Mapping[Symbol, E]:
        """Return the events of a kind, by symbol."""
        return self._recorded[kind]

    @cached_property
    def _recorded(self) -> Mapping[type, dict[Symbol, Any]]:
        found: Mapping[type, dict[Symbol, Any]] = defaultdict(dict)
        for event in self.trace.events:
            if not isinstance(event, events.LossEvent):
                found[type(event)][event.symbol] = event
        return found

    @cached_property
    def loss_event(self) -> events.LossEvent:
        """The loss."""
        return next(e for e in self.trace.events if isinstance(e, events.LossEvent))

    @cached_property
    def rule(self) -> ReadRule:
        """The update rule; without lines if there is none."""
        return ReadRule() if self.trace.optimizer is None else read_rule(self.trace.optimizer)

    @cached_property
    def loss_form(self) -> LossForm | None:
        """The formula of the loss; None for a user's own loss."""
        assert self.trace.loss_function is not None
        return loss_form(self.trace.loss_function)


def left_out(left: LeftOut[T], noun: str) -> Paragraph:
    """Return the sentence in place of neurons or values that are left out."""
    return Paragraph((f"⋯ {counted(len(left), f'more {noun}')} in the same way ⋯",))


def assignments(
    items: Iterable[tuple[Symbol, Expression] | LeftOut[T]],
) -> tuple[tuple[Expression, Expression] | int, ...]:
    """Return the items of a block of given numbers."""
    return tuple(len(item) if isinstance(item, LeftOut) else item for item in items)


def without_repetition(lines: Sequence[WorkedLine]) -> tuple[WorkedLine, ...]:
    """Return lines without those that say the same as the next."""
    kept: list[WorkedLine] = []
    for line in lines:
        if kept and kept[-1].form == line.form:
            kept[-1] = line
        else:
            kept.append(line)
    return tuple(kept)
