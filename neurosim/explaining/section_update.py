"""Section 5.3: the gradient of every weight and bias, and its new value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from neurosim.explaining.elision import LeftOut
from neurosim.explaining.working import Working, left_out
from neurosim.mathematics.expression import (
    Call,
    Constant,
    Expression,
    Fraction,
    Letter,
    Number,
    Product,
    Slope,
    Total,
    add,
    rebuilt,
    replaced,
)
from neurosim.mathematics.symbols import LEARNING_RATE, LOSS, Symbol
from neurosim.model.events import GradientEvent, UpdateEvent
from neurosim.model.update_rule import ETA, THETA, G, T
from neurosim.tracing.trace import Trace
from neurosim.writing.document import (
    Block,
    Equation,
    Paragraph,
    Phrase,
    Subheading,
    WorkedLine,
)


def update(working: Working) -> Iterator[Block]:
    """Yield the gradient of every weight and bias, and its new value."""
    if working.trace.optimizer is not None:
        rate = working.arithmetic.given(working.trace.optimizer.learning_rate)
        yield Paragraph(("The learning rate is ", LEARNING_RATE, " = ", rate, "."))
    if working.trace.batch:
        yield Paragraph((_batch(working.trace),))
    gradients: dict[str, list[GradientEvent]] = {}
    selection = working.selection
    shown = None if selection.names() is None else selection.parameters
    for symbol, event in working.recorded(GradientEvent).items():
        if shown is None or symbol in shown:
            gradients.setdefault(event.neuron, []).append(event)
    for neuron in working.layer_by_layer(working.net.layers[:0:-1], set(gradients)):
        if isinstance(neuron, Paragraph):
            yield neuron
            continue
        yield Subheading(working.title(neuron))
        yield from working.diagram([neuron], before=True)
        own = gradients[neuron.name]
        biases = [e for e in own if e.input_symbol is None]
        weights = [e for e in own if e.input_symbol is not None]
        for item in (*working.shown(weights), *biases):
            if isinstance(item, LeftOut):
                yield left_out(item, "weight")
            else:
                yield from _parameter(working, item)


def _parameter(working: Working, event: GradientEvent) -> Iterator[Equation]:
    symbol, delta, source = event.symbol, event.delta_symbol, event.input_symbol
    slope = Slope(LOSS, symbol)
    form = delta if source is None else Product((delta, source))
    gradient = working.mistaken(symbol.gradient) or working.equation(
        slope, [form], event.value, worked=source is not None
    )
    yield _for_quotients(working, gradient)
    step = working.recorded(UpdateEvent).get(symbol)
    if step is None:
        return
    new = symbol._replace(new=True)
    old = working.arithmetic.given(step.old)
    if not step.trainable:
        lines = (WorkedLine(symbol, "symbolic"), WorkedLine(old, "result"))
        yield Equation(new, lines, ("The parameter is frozen and keeps its value.",), step.value)
        return
    in_symbols: dict[Letter, Expression] = {THETA: symbol, G: slope}
    in_numbers = {THETA: old, G: gradient.lines[-1].form}
    others = working.trace.batch.get(symbol)
    if others is not None:
        mean = _mean(working, step, others, gradient)
        in_symbols[G], in_numbers[G] = mean.left, mean.lines[-1].form
        yield _for_quotients(working, mean)
    yield from _step(working, step, in_symbols, in_numbers, new)


def _batch(trace: Trace) -> str:
    n = 1 + len(next(iter(trace.batch.values())))
    return (
        f"This sample is one of a mini-batch of {n}. The step takes the mean of the gradients of "
        f"all {n} samples; those of the others are given."
    )


def _mean(
    working: Working, event: UpdateEvent, others: tuple[float, ...], gradient: Equation
) -> Equation:
    """Return the mean of the gradients of a batch."""
    n = Constant(1 + len(others))
    numbers = add(gradient.lines[-1].form, *map(working.arithmetic.given, others))
    return working.mistaken(event.symbol.mean_gradient) or working.equation(
        Call("mean", (gradient.left,)),
        [Fraction(Total(gradient.left, "m"), n)],
        event.gradient,
        numbers=[Fraction(numbers, n)],
        why=("The mean over the samples m of the batch.",),
    )


def _step(
    working: Working,
    event: UpdateEvent,
    symbols: Mapping[Letter, Expression],
    numbers: Mapping[Letter, Expression],
    new: Symbol,
) -> Iterator[Equation]:
    """Yield the equations that lead from a parameter and its gradient to its new value.

    Parameters
    ----------
    working : Working
        The derivation to which they belong.
    event : UpdateEvent
        The step.
    symbols, numbers : mapping
        The parameter and its gradient, with symbols and with numbers.
    new : Symbol
        The new value.
    """
    optimizer, given = working.trace.optimizer, working.arithmetic.given
    assert optimizer is not None
    rule = working.rule
    if not rule.lines:
        name = type(optimizer).__name__
        why: Phrase = (f"{name} is your own optimizer; this is the step that it took.",)
        yield Equation(new, (WorkedLine(given(event.value), "result"),), why, event.value)
        return
    parts = dict(event.parts)
    constants = {T: Constant(working.trace.n_steps)} | {
        letter: Constant(value) for letter, value in rule.numbers.items()
    }
    in_symbols = {ETA: LEARNING_RATE, **constants, **symbols}
    in_numbers = {ETA: given(event.learning_rate), **constants, **numbers}
    for line in rule.lines:
        before = f"old {line.name}"
        if before in parts:
            in_numbers[line.old] = given(parts[before])
        is_last = line is rule.lines[-1]
        made = event.symbol.after if is_last else event.symbol.kept(line.name)
        equation = working.mistaken(made) or working.equation(
            new if is_last else line.letter,
            [replaced(line.form, in_symbols)],
            event.value if is_last else parts[line.name],
            numbers=[replaced(line.form, in_numbers)],
            why=(line.why,) if line.why else (),
        )
        in_numbers[line.letter] = equation.lines[-1].form
        yield _for_quotients(working, equation)


def _for_quotients(working: Working, equation: Equation) -> Equation:
    """Return an equation whose small numbers have enough digits, if the optimizer divides them.

    With stepwise rounding, a printed number is the number itself, so every quotient can be checked.
    """
    if working.arithmetic.stepwise or not working.rule.divides:
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
