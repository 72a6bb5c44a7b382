"""Section 5.3: the gradient of every weight and bias, and its new value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from neurosim.explaining.elision import LeftOut
from neurosim.explaining.functions import ONE, square
from neurosim.explaining.working import Working, left_out
from neurosim.mathematics.expression import (
    Constant,
    Expression,
    Fraction,
    Letter,
    Number,
    Power,
    Product,
    Root,
    Slope,
    Sum,
    Symbol,
    minus,
    rebuilt,
)
from neurosim.model import events
from neurosim.model.optimizers import SGD, Adam, AdamW, RMSprop, is_own
from neurosim.writing.document import (
    Block,
    Equation,
    Paragraph,
    Phrase,
    Subheading,
    WorkedLine,
)
from neurosim.writing.letters import LEARNING_RATE, LOSS, to_symbol

Pair = tuple[Expression, Expression]
"""A quantity with symbols and with numbers."""


def update(working: Working) -> Iterator[Block]:
    """Yield the gradient of every weight and bias, and its new value."""
    if working.trace.optimizer is not None:
        rate = working.arithmetic.given(working.trace.optimizer.learning_rate)
        yield Paragraph(("The learning rate is ", LEARNING_RATE, " = ", rate, "."))
    gradients: dict[str, list[events.GradientEvent]] = {}
    updates: dict[str, events.UpdateEvent] = {}
    shown = working.selection.parameters
    for event in working.trace.events:
        if isinstance(event, events.GradientEvent) and (shown is None or event.symbol in shown):
            gradients.setdefault(event.neuron, []).append(event)
        elif isinstance(event, events.UpdateEvent):
            updates[event.symbol] = event
    layers = working.net.layers[:0:-1]
    for neuron in working.layer_by_layer(layers, set(gradients)):
        if isinstance(neuron, Paragraph):
            yield neuron
            continue
        yield Subheading(working.title(neuron))
        own = gradients[neuron.name]
        biases = [e for e in own if e.input_symbol is None]
        weights = [e for e in own if e.input_symbol is not None]
        for item in (*working.shown(weights), *biases):
            if isinstance(item, LeftOut):
                yield left_out(item, "weight")
                continue
            yield from _parameter(working, item, updates.get(item.symbol))


def _parameter(
    working: Working, event: events.GradientEvent, step: events.UpdateEvent | None
) -> Iterator[Block]:
    symbol = to_symbol(event.symbol)
    delta = to_symbol(event.delta_symbol)
    slope = Slope(LOSS, symbol)
    if event.input_symbol is None:
        lines = (WorkedLine(delta, "symbolic"), WorkedLine(working.number(delta), "result"))
        gradient = Equation(slope, lines, (), event.value)
    else:
        source = to_symbol(event.input_symbol)
        gradient = working.equation(
            slope,
            (Product((delta, source)),),
            (Product((working.number(delta), working.number(source))),),
            event.value,
        )
    yield _for_quotients(working, gradient)
    if step is None:
        return
    number = gradient.lines[-1].form
    assert isinstance(number, Number)
    yield from _update_equations(working, symbol, slope, step, number)


def _update_equations(
    working: Working,
    symbol: Symbol,
    slope: Expression,
    event: events.UpdateEvent,
    gradient: Number,
) -> Iterator[Equation]:
    """Yield the equations that lead from a parameter and its gradient to its new value.

    Parameters
    ----------
    working : Working
        The derivation to which they belong.
    symbol : Symbol
        The parameter.
    slope : Expression
        Its gradient, as a symbol.
    event : UpdateEvent
        The numbers.
    gradient : Number
        The gradient as it is shown in the derivation.
    """
    new = Symbol(symbol.kind, symbol.quantity, symbol.indices, new=True)
    old: Pair = (symbol, working.arithmetic.given(event.old))
    if not event.trainable:
        lines = (WorkedLine(symbol, "symbolic"), WorkedLine(old[1], "result"))
        yield Equation(new, lines, ("The parameter is frozen and keeps its value.",), event.value)
        return
    rule = _Rule(working, dict(event.parts), old, (slope, gradient))
    yield from rule.equations(new, event.value)


class _Rule:
    """The rule of one step of an optimizer, on one parameter."""

    def __init__(
        self, working: Working, parts: dict[str, float], old: Pair, gradient: Pair
    ) -> None:
        self._working = working
        self._parts = parts
        self._old = old
        self._gradient = gradient
        optimizer = working.trace.optimizer
        assert optimizer is not None
        self._optimizer = optimizer
        self._eta: Pair = (LEARNING_RATE, working.arithmetic.given(optimizer.learning_rate))
        self._found: list[Equation] = []

    def equations(self, new: Symbol, value: float) -> list[Equation]:
        """Return all equations; the last one gives the new value."""
        theta = self._old
        step: Pair | None = None
        match None if is_own(self._optimizer) else self._optimizer:
            case SGD(momentum=momentum, nesterov=nesterov):
                step = self._gradient
                if momentum:
                    step = self._momentum(momentum, nesterov=nesterov)
            case RMSprop(alpha=alpha, eps=eps):
                mean_square = self._running("v", "square", alpha, _squared(self._gradient))
                root = _map(lambda v, e: Sum((Root(v), e)), mean_square, _own(eps))
                step = _map(Fraction, self._gradient, root)
            case Adam() | AdamW():
                if isinstance(self._optimizer, AdamW):
                    theta = self._decay(self._optimizer)
                assert isinstance(self._optimizer, Adam | AdamW)
                step = self._adam(self._optimizer)
        if step is None:
            name = type(self._optimizer).__name__
            number = self._working.arithmetic.given(value)
            why: Phrase = (f"{name} is your own optimizer; this is the step that it took.",)
            return [Equation(new, (WorkedLine(number, "result"),), why, value)]
        forms = _map(lambda t, eta, d: minus(t, Product((eta, d))), theta, self._eta, step)
        self._add(new, forms, value)
        return self._found

    def _momentum(self, momentum: float, *, nesterov: bool) -> Pair:
        share = _own(momentum)
        old = (Letter("v", "old"), self._given("old velocity"))
        velocity = self._add(
            Letter("v"),
            _map(lambda m, v, g: Sum((Product((m, v)), g)), share, old, self._gradient),
            self._parts["velocity"],
            ("The velocity keeps a part of its old value.",),
        )
        if not nesterov:
            return velocity
        return self._add(
            Letter("d"),
            _map(lambda g, m, v: Sum((g, Product((m, v)))), self._gradient, share, velocity),
            self._parts["direction"],
            ("Nesterov's direction looks one step ahead.",),
        )

    def _running(self, letter: str, part: str, share: float, news: Pair) -> Pair:
        old = (Letter(letter, "old"), self._given(f"old {part}"))
        form = _map(
            lambda b, v, g: Sum((Product((b, v)), Product((minus(ONE, b), g)))),
            _own(share),
            old,
            news,
        )
        return self._add(Letter(letter), form, self._parts[part])

    def _adam(self, adam: Adam | AdamW) -> Pair:
        mean = self._running("m", "mean", adam.beta1, self._gradient)
        mean_square = self._running("v", "square", adam.beta2, _squared(self._gradient))
        steps = Constant(self._working.trace.n_steps)
        corrected = []
        for letter, part, share, running in (
            ("m", "mean", adam.beta1, mean),
            ("v", "square", adam.beta2, mean_square),
        ):
            form = _map(lambda r, b: Fraction(r, minus(ONE, Power(b, steps))), running, _own(share))
            why: Phrase = (
                "This corrects for the start at 0; the exponent is the number of steps.",
            )
            corrected.append(
                self._add(Letter(letter, "corrected"), form, self._parts[f"corrected {part}"], why)
            )
        root = _map(lambda v, e: Sum((Root(v), e)), corrected[1], _own(adam.eps))
        return _map(Fraction, corrected[0], root)

    def _decay(self, adam: AdamW) -> Pair:
        form = _map(
            lambda t, eta, d: Product((t, minus(ONE, Product((eta, d))))),
            self._old,
            self._eta,
            _own(adam.weight_decay),
        )
        why: Phrase = ("Weight decay shrinks the parameter first.",)
        return self._add(Letter("θ", "decayed"), form, self._parts["decayed value"], why)

    def _given(self, part: str) -> Number:
        return self._working.arithmetic.given(self._parts[part])

    def _add(self, left: Expression, forms: Pair, exact: float, why: Phrase = ()) -> Pair:
        equation = self._working.equation(left, forms[:1], forms[1:], exact, why=why)
        result = equation.lines[-1].form
        self._found.append(_for_quotients(self._working, equation))
        return left, result


def _for_quotients(working: Working, equation: Equation) -> Equation:
    """Return an equation whose small numbers have enough digits, if the optimizer divides them.

    With stepwise rounding, a printed number is the number itself, so every quotient can be checked.
    """
    optimizer = working.trace.optimizer
    divides = isinstance(optimizer, RMSprop | Adam | AdamW) and not is_own(optimizer)
    if working.arithmetic.stepwise or not divides:
        return equation
    # a new value is compared with the old one
    only_in_quotients = isinstance(equation.left, Symbol)
    lines = [
        replace(line, form=_significant(line.form, only_in_quotients=only_in_quotients))
        for line in equation.lines
    ]
    return replace(equation, lines=tuple(lines))


def _significant(form: Expression, *, only_in_quotients: bool) -> Expression:
    if isinstance(form, Number):
        return form if only_in_quotients else replace(form, significant=True)
    if isinstance(form, Fraction):
        only_in_quotients = False
    return rebuilt(form, lambda part: _significant(part, only_in_quotients=only_in_quotients))


def _own(value: float) -> Pair:
    return Constant(value), Constant(value)


def _squared(pair: Pair) -> Pair:
    return square(pair[0]), square(pair[1])


def _map(form: Callable[..., Expression], *pairs: Pair) -> Pair:
    symbols, numbers = zip(*pairs, strict=True)
    return form(*symbols), form(*numbers)
