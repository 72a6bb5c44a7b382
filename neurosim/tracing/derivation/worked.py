"""The worked sections of a derivation, from the numbers of a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TypeVar

from neurosim.errors import counted
from neurosim.model import events
from neurosim.model.losses import softmax
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.parameters import neuron_parameters
from neurosim.tracing.derivation.arithmetic import Arithmetic
from neurosim.tracing.derivation.document import (
    Assignments,
    Block,
    Equation,
    Line,
    Name,
    Paragraph,
    Phrase,
    Subheading,
)
from neurosim.tracing.derivation.expression import (
    Call,
    Constant,
    Elided,
    Expression,
    Fraction,
    Number,
    Product,
    Slope,
    Sum,
    Symbol,
    Word,
    add,
    minus,
    times,
)
from neurosim.tracing.derivation.functions import (
    SURROGATE,
    ActivationForm,
    LossForm,
    activation_form,
    loss_form,
    softmax_form,
    takes_positive_case,
)
from neurosim.tracing.derivation.notation import LEARNING_RATE, LOSS, to_symbol, to_text
from neurosim.tracing.derivation.selection import Selection
from neurosim.tracing.derivation.updates import update_equations
from neurosim.tracing.rows import NormalizationEvent
from neurosim.tracing.trace import Trace

T = TypeVar("T")

_FIRST, _LAST = 2, 1
_MOST_IN_SUMMARY = 6
_CLAMPED = 1e-11


@dataclass(frozen=True)
class Worked:
    """The sections of one sample.

    Parameters
    ----------
    trace : Trace
        The numbers.
    arithmetic : Arithmetic
        How results are rounded.
    selection : Selection
        What is shown.
    most_terms : int or None
        Above this many terms the middle of a sum is left out; None never.
    summary : bool
        Whether the middle of large layers is left out.
    """

    trace: Trace
    arithmetic: Arithmetic
    selection: Selection
    most_terms: int | None
    summary: bool
    _by_hand: dict[Symbol, Number] = field(default_factory=dict)

    # -- numbers -----------------------------------------------------------------------------

    def number(self, symbol: Symbol) -> Number:
        """Return the number of a symbol as the derivation has it."""
        if symbol in self._by_hand:
            return self._by_hand[symbol]
        return self.arithmetic.given(self.trace.value(to_text(symbol)))

    def work_by_hand(self) -> None:
        """Work everything out with rounded steps, so that later sections find the numbers."""
        whole = Worked(
            self.trace, self.arithmetic, Selection(), None, summary=False, _by_hand=self._by_hand
        )
        passes = [whole.normalization(), whole.forward()]
        if self.trace.loss is not None:
            passes += [whole.loss(), whole.errors_backward()]
        # one after the other, as each result is taken up by the next equations
        for block in chain.from_iterable(passes):
            if isinstance(block, Equation) and isinstance(block.left, Symbol):
                result = block.lines[-1].form
                if isinstance(result, Number):
                    self._by_hand[block.left] = result

    def equation(
        self,
        left: Expression,
        symbolic: Iterable[Expression],
        substituted: Iterable[Expression],
        exact: float,
        *,
        why: Phrase = (),
        worked: bool = True,
    ) -> Equation:
        """Return an equation: formulas, numbers put in, partial results, result.

        Parameters
        ----------
        left : Expression
            The quantity.
        symbolic, substituted : iterable of Expression
            The lines with symbols and with numbers; the last one is worked out.
        exact : float
            The result in full precision.
        why : Phrase
            Where it comes from.
        worked : bool
            Whether the partial results are shown.
        """
        lines = [Line(form, "symbolic") for form in symbolic]
        numbers = list(substituted)
        lines += [Line(form, "substituted") for form in numbers]
        steps = list(self.arithmetic.steps(numbers[-1], exact)) if worked else []
        lines += [Line(form, "partial") for form in steps[:-1]]
        result = steps[-1] if steps else self.arithmetic.result(numbers[-1], exact)
        lines.append(Line(result, "result"))
        return Equation(left, _without_repetition(lines), why, exact)

    # -- which neurons -------------------------------------------------------------------------

    @property
    def net(self) -> Network:
        """The network of the trace."""
        return self.trace.net

    def shown(self, items: Sequence[T]) -> list[T | int]:
        """Return items; in a summary a number in place of the middle of many."""
        if not self.summary or len(items) <= _MOST_IN_SUMMARY:
            return list(items)
        return [*items[:_FIRST], len(items) - _FIRST - _LAST, *items[-_LAST:]]

    def chosen(self, neurons: Iterable[Neuron], names: set[str] | None) -> list[Neuron | int]:
        """Return those neurons of a layer that are selected, the middle of many left out."""
        return self.shown([n for n in neurons if names is None or n.name in names])

    def elide(
        self,
        items: Sequence[T],
        build: Callable[[T], tuple[Expression, Expression]],
        exact: Callable[[T], float],
    ) -> tuple[list[Expression], list[Expression]]:
        """Return the terms of a sum, with symbols and with numbers; the middle of many left out.

        Parameters
        ----------
        items : sequence
            What the terms come from.
        build : callable
            Makes a term of an item, with symbols and with numbers.
        exact : callable
            Returns the value of a term in full precision.
        """
        if self.most_terms is None or len(items) <= self.most_terms:
            pairs = [build(item) for item in items]
            return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        first, last = self.most_terms - 2, len(items) - 1
        hidden = items[first:last]
        full = sum(map(exact, hidden))
        total = Number(full)
        if self.arithmetic.stepwise:
            values = [self.arithmetic.result(build(item)[1], exact(item)) for item in hidden]
            total = self.arithmetic.result(Sum(tuple(values)), full)
        pairs = [build(item) for item in (*items[:first], items[last])]
        pairs.insert(first, (Elided(len(hidden)), Elided(len(hidden), total)))
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]

    # -- 1 initialization ------------------------------------------------------------------------

    def initialization(self) -> Iterator[Block]:
        """Yield the weights and biases that the sample meets."""
        for layer in self.net.layers[1:]:
            for neuron in self.chosen(layer, self.selection.initialized):
                if isinstance(neuron, int):
                    yield _left_out(neuron, "neuron")
                    continue
                yield Subheading(self._title(neuron))
                own = list(neuron_parameters(self.net.structure, neuron))
                weights = self._few([(p.symbol, p.value) for p in own[:-1]])
                items: list[tuple[Expression, Expression] | int] = [
                    item
                    if isinstance(item, int)
                    else (to_symbol(item[0]), self.arithmetic.given(item[1]))
                    for item in weights
                ]
                bias = own[-1]
                items.append((to_symbol(bias.symbol), self.arithmetic.given(bias.value)))
                yield Assignments(tuple(items))

    def _few(self, items: Sequence[T]) -> list[T | int]:
        if self.most_terms is None or len(items) <= self.most_terms:
            return list(items)
        first = self.most_terms - 2
        return [*items[:first], len(items) - first - 1, items[-1]]

    def _title(self, neuron: Neuron) -> Phrase:
        place = self.net.structure.places[neuron]
        kind = {"input": "input", "output": "output neuron"}.get(place.kind, "hidden neuron")
        symbol = to_symbol(self.trace[neuron].symbol)
        title: list[str | Name | Expression] = [Name(neuron.name), f", {kind}"]
        if not neuron.is_input:
            title += [" with the activation ", Name(neuron.activation.name)]
        return (*title, ": ", symbol)

    # -- 2 normalization -------------------------------------------------------------------------

    def normalization(self) -> Iterator[Block]:
        """Yield how each input and target goes from raw to normalized units."""
        for scaling, what in (
            (self.net.input_scaling, "inputs"),
            (self.net.target_scaling, "targets"),
        ):
            if scaling is None and (what == "inputs" or self.trace.raw_targets is not None):
                yield Paragraph((f"The network takes its {what} as they are, without scaling.",))
        names = self.selection.normalized
        events_ = self._normalizations
        if self.net.input_scaling is None:
            yield from self._unscaled(self.net.inputs, "output")
        shown = [e for e in events_ if names is None or e.neuron in names]
        if shown:
            yield self._normalization_formula(shown[0])
        for event in self.shown(shown):
            yield _left_out(event, "value") if isinstance(event, int) else self._normalized(event)
        if self.net.target_scaling is None and self.trace.raw_targets is not None:
            yield from self._unscaled(self.net.outputs, "target")

    def _unscaled(self, neurons: Sequence[Neuron], quantity: str) -> Iterator[Block]:
        items: list[tuple[Expression, Expression] | int] = []
        for neuron in self.chosen(neurons, self.selection.normalized):
            if isinstance(neuron, int):
                items.append(neuron)
                continue
            place = self.net.structure.places[neuron]
            symbol = Symbol(place.kind, quantity, place.indices)
            items.append((symbol, self.arithmetic.given(self.trace.value(to_text(symbol)))))
        if items:
            yield Assignments(tuple(items))

    @cached_property
    def _normalizations(self) -> list[NormalizationEvent]:
        return [e for e in self.trace.events if isinstance(e, NormalizationEvent)]

    def _normalization_formula(self, event: NormalizationEvent) -> Equation:
        data, low, high = Word("data"), Word("min"), Word("max")
        form = _scaled(data, low, high, *event.feature_range)
        return Equation(
            Word("normalized data"),
            (Line(form, "symbolic"),),
            ("min and max are the smallest and the largest value of the column.",),
        )

    def _normalized(self, event: NormalizationEvent) -> Equation:
        low, high = event.feature_range
        symbol = to_symbol(event.symbol)
        if event.minimum == event.maximum:
            middle = Fraction(Sum((_raw(low), _raw(high))), Constant(2))
            why: Phrase = ("The column is constant, so it becomes the middle of the range.",)
            return self.equation(symbol, (), (middle,), event.value, why=why)
        form = _scaled(_raw(event.raw), _raw(event.minimum), _raw(event.maximum), low, high)
        return self.equation(symbol, (), (form,), event.value, why=self._column(event))

    def _column(self, event: NormalizationEvent) -> Phrase:
        net = self.net
        names: Sequence[str] = ()
        place = net.structure.places[net[event.neuron]]
        if place.kind == "input":
            names = net.input_columns or ()
        elif net.target_columns:
            names = [name for column in net.target_columns for name in column.output_names]
        name = names[place.indices[0]] if names else event.neuron
        return (
            Name(name),
            ": from ",
            _raw(event.minimum),
            " to ",
            _raw(event.maximum),
            " in the data.",
        )

    # -- 3 forward pass --------------------------------------------------------------------------

    def forward(self) -> Iterator[Block]:
        """Yield summation and output of every neuron."""
        for group in self._groups:
            for neuron in self.chosen(group, self.selection.forward):
                if isinstance(neuron, int):
                    yield _left_out(neuron, "neuron")
                    continue
                yield Subheading(self._title(neuron))
                yield self._summation(self._summations[neuron.name])
                yield self._activation(neuron)

    @cached_property
    def _leads_on(self) -> bool:
        return any(self.net.structure.outgoing[output] for output in self.net.outputs)

    @property
    def _groups(self) -> Sequence[Sequence[Neuron]]:
        # an output that leads on comes before the neurons that take it
        return [self.net.structure.computed] if self._leads_on else self.net.layers[1:]

    @cached_property
    def _summations(self) -> dict[str, events.SummationEvent]:
        return {e.neuron: e for e in self.trace.events if isinstance(e, events.SummationEvent)}

    @cached_property
    def _signals(self) -> dict[str, events.ErrorSignalEvent]:
        return {e.neuron: e for e in self.trace.events if isinstance(e, events.ErrorSignalEvent)}

    def _summation(self, event: events.SummationEvent) -> Equation:
        def term(item: events.WeightedInput) -> tuple[Expression, Expression]:
            source = to_symbol(item.source_symbol)
            numbers = (self.number(source), self.arithmetic.given(item.weight))
            return Product((source, to_symbol(item.weight_symbol))), Product(numbers)

        symbols, numbers = self.elide(event.terms, term, lambda item: item.product)
        bias = self.arithmetic.given(event.bias)
        return self.equation(
            to_symbol(event.symbol),
            (Sum((*symbols, to_symbol(event.bias_symbol))),),
            (Sum((*numbers, bias)),),
            event.value,
        )

    def _activation(self, neuron: Neuron) -> Equation:
        numbers = self.trace[neuron]
        assert numbers.summation is not None
        left = to_symbol(numbers.symbol)
        s = Symbol(left.kind, "summation", left.indices)
        name, form = self._activation_form(neuron)
        if form is None:
            call = Call(name, (self.number(s),))
            return Equation(
                left,
                (
                    Line(Call(name, (s,)), "symbolic"),
                    Line(call, "substituted"),
                    Line(self.arithmetic.given(numbers.output), "result"),
                ),
                (
                    Name(name),
                    " is a function of your own; its value is the one that it gave.",
                ),
                numbers.output,
            )
        positive = takes_positive_case(neuron.activation.name, numbers.summation)
        value = self.number(s)
        put_in: list[Expression] = [form.formula(value, positive)]
        symbolic: list[Expression] = [form.formula(s, positive)]
        if neuron.activation.name not in {"identity", "sin", "relu", "leaky_relu"}:
            symbolic, put_in = [Call(name, (s,))], [Call(name, (value,))]
            if neuron.activation.name not in {"tanh", "step"}:
                put_in.append(form.formula(value, positive))
        why = self._case(form, s, neuron.activation.name, positive=positive)
        if put_in[-1] == Call("tanh", (value,)) or neuron.activation.name == "step":
            result = Number(numbers.output)
            if neuron.activation.name == "tanh":
                result = self.arithmetic.result(put_in[-1], numbers.output)
            lines = [Line(f, "symbolic") for f in symbolic] + [
                Line(f, "substituted") for f in put_in
            ]
            return Equation(left, (*lines, Line(result, "result")), why, numbers.output)
        return self.equation(left, symbolic, put_in, numbers.output, why=why, worked=False)

    def _activation_form(self, neuron: Neuron) -> tuple[str, ActivationForm | None]:
        form = activation_form(neuron.activation)
        return neuron.activation.name if form is None else form.name, form

    @staticmethod
    def _case(form: ActivationForm, s: Symbol, name: str, *, positive: bool) -> Phrase:
        if not form.by_sign:
            return ()
        if name == "step":
            sign = "at least 0" if positive else "below 0"
            return ("The step is 1 from 0 on and 0 before; ", s, f" is {sign}.")
        return ("The case of ", s, f" {'above 0' if positive else 'of at most 0'}.")

    # -- 4 loss ----------------------------------------------------------------------------------

    @cached_property
    def _loss_event(self) -> events.LossEvent:
        return next(e for e in self.trace.events if isinstance(e, events.LossEvent))

    @cached_property
    def _loss_form(self) -> LossForm | None:
        assert self.trace.loss_function is not None
        return loss_form(self.trace.loss_function)

    def loss(self) -> Iterator[Block]:
        """Yield the loss, of each output and in all."""
        event = self._loss_event
        terms = [
            (k, t)
            for k, t in enumerate(event.terms)
            if self.selection.losses is None or t.neuron in self.selection.losses
        ]
        alone = len(event.terms) == 1
        yield Paragraph(("The loss is ", Name(event.loss), ", in normalized units."))
        if self._softmax:
            yield from self._probabilities(terms)
        for item in self.shown(terms):
            if isinstance(item, int):
                yield _left_out(item, "output")
                continue
            k, term = item
            yield self._loss_term(term, LOSS if alone else Symbol("network", "loss", (k,)))
        if not alone and (self.selection.losses is None or len(terms) == len(event.terms)):
            some, some_numbers = self.elide(terms, self._loss_share, lambda item: item[1].value)
            yield self.equation(LOSS, (add(*some),), (add(*some_numbers),), event.value)

    def _loss_share(self, item: tuple[int, events.LossTerm]) -> tuple[Expression, Expression]:
        k, term = item
        symbol = Symbol("network", "loss", (k,))
        return symbol, self._by_hand.get(symbol, self.arithmetic.given(term.value))

    @property
    def _softmax(self) -> bool:
        return self._loss_form is not None and self._loss_form.softmax

    def _probabilities(self, terms: Sequence[tuple[int, events.LossTerm]]) -> Iterator[Block]:
        event = self._loss_event
        exact = softmax([term.output for term in event.terms])
        outputs = [to_symbol(term.output_symbol) for term in event.terms]
        yield Paragraph(("Softmax makes probabilities of the outputs.",))
        for item in self.shown(terms):
            if isinstance(item, int):
                yield _left_out(item, "output")
                continue
            k, _ = item
            numbers = [self.number(y) for y in outputs]
            left = Symbol("output", "probability", (k,))
            yield self.equation(
                left,
                (softmax_form(outputs[k], outputs),),
                (softmax_form(numbers[k], numbers),),
                exact[k],
                worked=False,
            )

    def _probability(self, k: int) -> Number:
        symbol = Symbol("output", "probability", (k,))
        if symbol in self._by_hand:
            return self._by_hand[symbol]
        return Number(softmax([term.output for term in self._loss_event.terms])[k])

    def _loss_term(self, term: events.LossTerm, left: Symbol) -> Equation:
        form = self._loss_form
        if form is None:
            y, z = to_symbol(term.output_symbol), to_symbol(term.target_symbol)
            call = Call(self._loss_event.loss, (y, z))
            return Equation(
                left,
                (Line(call, "symbolic"), Line(self.arithmetic.given(term.value), "result")),
                ("The loss is a function of your own; its value is the one that it gave.",),
                term.value,
            )
        symbols, numbers, flag = self._loss_arguments(term)
        n = len(self._loss_event.terms)
        return self.equation(
            left, (form.term(*symbols, n, flag),), (form.term(*numbers, n, flag),), term.value
        )

    def _loss_arguments(
        self, term: events.LossTerm
    ) -> tuple[tuple[Expression, Expression], tuple[Expression, Expression], bool]:
        y, z = to_symbol(term.output_symbol), to_symbol(term.target_symbol)
        y_number: Number = self.number(y)
        flag = abs(term.output - term.target) > 1.0
        if self._loss_event.loss == "binary_cross_entropy":
            flag = min(term.output, 1 - term.output) < _CLAMPED
        if self._softmax:
            k = y.indices[0]
            return (
                (Symbol("output", "probability", (k,)), z),
                (self._probability(k), self.number(z)),
                flag,
            )
        return (y, z), (y_number, self.number(z)), flag

    # -- 5.1 and 5.2 error signals ---------------------------------------------------------------

    def output_errors(self) -> Iterator[Block]:
        """Yield the error signals of the outputs; one that leads to others after those."""
        outputs = self.net.outputs
        if self._leads_on:
            outputs = tuple(n for n in reversed(self.net.topological_order) if n in outputs)
        yield from self._errors(outputs)

    def hidden_errors(self) -> Iterator[Block]:
        """Yield the error signals of the hidden neurons, last layer first."""
        hidden = list(self.net.layers[1:-1])
        for layer in reversed(hidden):
            yield from self._errors(layer)

    def errors_backward(self) -> Iterator[Block]:
        """Yield all error signals, each after those that it needs."""
        for name, event in self._signals.items():
            yield self._error_signal(self.net[name], event)

    def _errors(self, neurons: Iterable[Neuron]) -> Iterator[Block]:
        for neuron in self.chosen(neurons, self.selection.deltas):
            if isinstance(neuron, int):
                yield _left_out(neuron, "neuron")
                continue
            yield Subheading(self._title(neuron))
            yield self._error_signal(neuron, self._signals[neuron.name])

    def _error_signal(self, neuron: Neuron, event: events.ErrorSignalEvent) -> Equation:
        left = to_symbol(event.symbol)
        name, form = self._activation_form(neuron)
        output = to_symbol(self.trace[neuron].symbol)
        s = Symbol(left.kind, "summation", left.indices)
        summation = self.trace[neuron].summation
        assert summation is not None
        positive = takes_positive_case(neuron.activation.name, summation)
        prime = Call(name, (s,), prime=True)
        slope: list[Expression] = [prime]
        if form is None:
            slope_numbers: Expression = self.arithmetic.given(event.derivative)
        else:
            slope.append(form.slope(s, output, positive))
            slope_numbers = form.slope(self.number(s), self.number(output), positive)
        symbols, numbers = self._error_terms(event)
        inner, inner_numbers = add(*symbols), add(*numbers)
        lines = [Line(_product(part, inner), "symbolic") for part in slope]
        lines.append(Line(_product(slope_numbers, inner_numbers), "substituted"))
        slope_number = (
            self.arithmetic.given(event.derivative)
            if form is None
            else self.arithmetic.result(slope_numbers, event.derivative)
        )
        steps = list(self.arithmetic.steps(inner_numbers))
        lines += [
            Line(_product(slope_number, step), "partial") for step in steps or [inner_numbers]
        ]
        last = lines[-1].form
        lines.append(Line(self.arithmetic.result(last, event.value), "result"))
        why = self._error_why(neuron, event)
        if neuron.activation.surrogate:
            why = (*why, " ", SURROGATE)
        return Equation(left, _without_repetition(lines), why, event.value)

    def _error_terms(
        self, event: events.ErrorSignalEvent
    ) -> tuple[list[Expression], list[Expression]]:
        def propagated(item: events.PropagatedError) -> tuple[Expression, Expression]:
            delta = to_symbol(item.delta_symbol)
            numbers = (self.arithmetic.given(item.weight), self.number(delta))
            return Product((to_symbol(item.weight_symbol), delta)), Product(numbers)

        symbols, numbers = self.elide(event.terms, propagated, lambda item: item.product)
        if event.loss_gradient is not None:
            loss_symbols, loss_numbers = self._loss_gradient(event)
            symbols.insert(0, loss_symbols)
            numbers.insert(0, loss_numbers)
        if not symbols:
            return [Constant(0)], [Constant(0)]
        return symbols, numbers

    def _loss_gradient(self, event: events.ErrorSignalEvent) -> tuple[Expression, Expression]:
        term = next(t for t in self._loss_event.terms if t.neuron == event.neuron)
        y = to_symbol(term.output_symbol)
        form = self._loss_form
        if form is None:
            return Slope(LOSS, y), self.arithmetic.given(term.gradient)
        symbols, numbers, flag = self._loss_arguments(term)
        n = len(self._loss_event.terms)
        if self._softmax:
            targets = [to_symbol(t.target_symbol) for t in self._loss_event.terms]
            if sum(t.target for t in self._loss_event.terms) != 1.0:
                shown = add(*targets)
                shown_numbers = add(*(self.number(z) for z in targets))
                return (
                    minus(Product((shown, symbols[0])), symbols[1]),
                    minus(Product((shown_numbers, numbers[0])), numbers[1]),
                )
        return form.gradient(*symbols, n, flag), form.gradient(*numbers, n, flag)

    def _error_why(self, neuron: Neuron, event: events.ErrorSignalEvent) -> Phrase:
        names = [term.successor for term in event.terms]
        if not names:
            if event.loss_gradient is None:
                return (
                    Name(neuron.name),
                    " leads to no output, so the loss does not depend on it.",
                )
            return (
                "The derivative of the activation times that of the loss, ",
                Slope(LOSS, to_symbol(self.trace[neuron].symbol)),
                ".",
            )
        shown = names if len(names) <= 6 else [*names[:4], f"{len(names) - 5} more", names[-1]]
        listed: list[str | Name | Expression] = []
        for i, name in enumerate(shown):
            if i:
                listed.append(" and " if i == len(shown) - 1 else ", ")
            listed.append(Name(name) if name in self.net else name)
        weights = "with its weight" if len(names) == 1 else "each with its weight"
        also = (
            "It is an output as well, and leads on"
            if event.loss_gradient is not None
            else "It leads"
        )
        over = (
            "" if len(names) == 1 else f"; the sum is over these {counted(len(names), 'successor')}"
        )
        return (f"{also} to ", *listed, f"{over}, {weights} from before the update.")

    # -- 5.3 new weights and biases --------------------------------------------------------------

    @cached_property
    def _gradients(self) -> dict[str, list[events.GradientEvent]]:
        found: dict[str, list[events.GradientEvent]] = {}
        for event in self.trace.events:
            if isinstance(event, events.GradientEvent):
                found.setdefault(event.neuron, []).append(event)
        return found

    @cached_property
    def _updates(self) -> dict[str, events.UpdateEvent]:
        return {e.symbol: e for e in self.trace.events if isinstance(e, events.UpdateEvent)}

    def update(self) -> Iterator[Block]:
        """Yield the gradient of every weight and bias, and its new value."""
        if self.trace.optimizer is not None:
            rate = self.trace.optimizer.learning_rate
            yield Paragraph(
                ("The learning rate is ", LEARNING_RATE, " = ", self.arithmetic.given(rate), ".")
            )
        for layer in reversed(self.net.layers[1:]):
            for neuron in self.shown(self._with_parameters(layer)):
                if isinstance(neuron, int):
                    yield _left_out(neuron, "neuron")
                    continue
                yield Subheading(self._title(neuron))
                own = [e for e in self._gradients[neuron.name] if self._is_shown(e.symbol)]
                weights: list[events.GradientEvent | int] = list(own)
                if self.summary and len(own) > _MOST_IN_SUMMARY:
                    weights = [*own[:_FIRST], len(own) - _FIRST - 2, *own[-2:]]
                for event in weights:
                    if isinstance(event, int):
                        yield _left_out(event, "weight")
                        continue
                    yield from self._parameter(event)

    def _with_parameters(self, layer: Iterable[Neuron]) -> list[Neuron]:
        return [n for n in layer if any(self._is_shown(e.symbol) for e in self._gradients[n.name])]

    def _is_shown(self, symbol: str) -> bool:
        return self.selection.parameters is None or symbol in self.selection.parameters

    def _parameter(self, event: events.GradientEvent) -> Iterator[Block]:
        symbol = to_symbol(event.symbol)
        delta = to_symbol(event.delta_symbol)
        slope = Slope(LOSS, symbol)
        if event.input_symbol is None:
            gradient = Equation(
                slope,
                (
                    Line(delta, "symbolic"),
                    Line(self.number(delta), "result"),
                ),
                (),
                event.value,
            )
        else:
            source = to_symbol(event.input_symbol)
            gradient = self.equation(
                slope,
                (Product((delta, source)),),
                (Product((self.number(delta), self.number(source))),),
                event.value,
            )
        yield gradient
        update = self._updates.get(event.symbol)
        if update is None:
            return
        number = gradient.lines[-1].form
        assert isinstance(number, Number)
        yield from update_equations(self, symbol, slope, update, number)


def _raw(value: float) -> Expression:
    return Constant(value) if float(value).is_integer() and abs(value) < 1e6 else Number(value)


def _scaled(
    data: Expression, minimum: Expression, maximum: Expression, low: float, high: float
) -> Expression:
    share = Fraction(minus(data, minimum), minus(maximum, minimum))
    form: Expression = share
    if high - low != 1:
        form = times(share, _raw(high - low))
    if low < 0:
        return minus(form, _raw(-low))
    return form if low == 0 else Sum((form, _raw(low)))


def _product(slope: Expression, inner: Expression) -> Expression:
    factors = (slope, *inner.factors) if isinstance(inner, Product) else (slope, inner)
    return Product(factors)


def _left_out(count: int, noun: str) -> Paragraph:
    return Paragraph((f"⋯ {counted(count, f'more {noun}')} in the same way ⋯",))


def _without_repetition(lines: Sequence[Line]) -> tuple[Line, ...]:
    kept: list[Line] = []
    for line in lines:
        if kept and kept[-1].form == line.form:
            kept[-1] = line
        else:
            kept.append(line)
    return tuple(kept)
