"""Mistakes in error signals and gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from neurosim.mathematics.expression import (
    Call,
    Constant,
    Expression,
    Fraction,
    Negative,
    Power,
    Product,
    add,
    minus,
    replaced,
    times,
)
from neurosim.mathematics.prepared import symbols_of
from neurosim.mathematics.symbols import LEARNING_RATE, Symbol
from neurosim.model.activations import ACTIVATIONS
from neurosim.worksheet.forward_mistakes import transposed
from neurosim.worksheet.mistake import Change, Mistake, Spot
from neurosim.worksheet.rewriting import with_one_successor, with_successor_terms, without_factor
from neurosim.worksheet.sheet import Sheet, activated, reversed_sign, squares

_LINEAR = ("identity", "step")
_TAUGHT = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "gaussian", "sin")
"""The activations whose slopes people take for another."""


# -- the derivative of the loss ------------------------------------------------------------------


def _error_sign(at: Spot) -> Iterator[Change]:
    # where z - y is the convention, turning it round is no mistake
    if at.sheet.conventions.error:
        return
    yield Change(reversed_sign(at.form))


def _twice_error(at: Spot) -> Iterator[Change]:
    loss = at.sheet.sample.loss
    if loss is not None and loss.name == "half_squared_error":
        yield Change(Product((Constant(2), at.form)))


def _factor_dropped(at: Spot) -> Iterator[Change]:
    loss = at.sheet.sample.loss
    if squares(loss) and loss is not None and loss.name == "mse":
        yield Change(Fraction(at.form, Constant(2)))


# -- the slope -----------------------------------------------------------------------------------


def _without_slope(at: Spot) -> Iterator[Change]:
    slope = at.symbol.other("slope")
    if slope in symbols_of(at.form):
        yield Change(without_factor(at.form, slope))


def _no_slope_output(at: Spot) -> Iterator[Change]:
    if at.symbol.kind == "output":
        yield from _without_slope(at)


def _no_slope_hidden(at: Spot) -> Iterator[Change]:
    if at.symbol.kind == "hidden":
        yield from _without_slope(at)


def _slope_kept(at: Spot) -> Iterator[Change]:
    if at.symbol.kind != "output":
        return
    loss = at.sheet.sample.loss
    gradient = at.sheet.loss_gradient(at.sheet.owner(at.symbol))
    if gradient.quantity == "joined gradient":
        kept: Expression = Product((at.symbol.other("slope"), gradient))
    elif loss is not None and loss.softmax:
        p = at.symbol.other("probability")
        kept = Product((p, minus(Constant(1), p), gradient))
    else:
        return
    yield Change(replaced(at.form, {gradient: kept}))


def _slope_of_output(at: Spot) -> Iterator[Change]:
    activation = at.sheet.owner(at.symbol).activation
    if activation.name not in _LINEAR:
        yield Change(activated(activation, at.symbol.other("output"), prime=True))


def _slope_in(value: Expression, name: str) -> Expression | None:
    """Return the slope of an activation with another number in the place of the output."""
    if name == "sigmoid":
        return Product((value, minus(Constant(1), value)))
    return minus(Constant(1), Power(value, Constant(2))) if name == "tanh" else None


def _slope_of_summation(at: Spot) -> Iterator[Change]:
    name = at.sheet.owner(at.symbol).activation.name
    changed = _slope_in(at.symbol.other("summation"), name)
    if changed is not None:
        yield Change(changed)


def _slope_of_error(at: Spot) -> Iterator[Change]:
    if at.symbol.kind == "output":
        error = minus(at.symbol.other("output"), at.symbol.other("target"))
        changed = _slope_in(error, at.sheet.owner(at.symbol).activation.name)
        if changed is not None:
            yield Change(changed)


def _slope_in_part(at: Spot) -> Iterator[Change]:
    a = at.symbol.other("output")
    name = at.sheet.owner(at.symbol).activation.name
    rest = minus(Constant(1), a)
    if name == "sigmoid":
        yield Change(a, "a, without 1 - a")
        yield Change(rest, "1 - a, without a")
    elif name == "tanh":
        yield Change(Negative(Power(a, Constant(2))), "-a^2, without 1")
        yield Change(rest, "1 - a, without the square")


def _other_slope(at: Spot) -> Iterator[Change]:
    own = at.sheet.owner(at.symbol).activation.name
    for name in _TAUGHT:
        # the slope of softplus is the sigmoid itself: who takes it left out a part
        if name != own and (name, own) != ("softplus", "sigmoid"):
            activation = ACTIVATIONS[name]
            yield Change(activated(activation, at.symbol.other("summation"), prime=True), name)
    a = at.symbol.other("output")
    # the slope of one function, with the output of another
    for name in ("sigmoid", "tanh"):
        changed = _slope_in(a, name)
        if name != own and changed is not None:
            yield Change(changed, f"{name}, of the output")


def _slope_at_zero(at: Spot) -> Iterator[Change]:
    activation = at.sheet.owner(at.symbol).activation
    if activation.name.startswith(("relu", "leaky_relu")):
        computed = activation.derivative

        def slope(s: float) -> float:
            return 1.0 if s == 0 else computed(s)

        yield Change(Call(f"{activation.name}", (at.symbol.other("summation"),), True, slope))


# -- the sum over the successors -----------------------------------------------------------------


def _one_successor(at: Spot) -> Iterator[Change]:
    for place, variant in ((0, "the first"), (-1, "the last")):
        changed = with_one_successor(at.form, place)
        if changed != at.form:
            yield Change(changed, variant)


def _new_weights(at: Spot) -> Iterator[Change]:
    def change(weight: Expression, delta: Symbol) -> Expression:
        if isinstance(weight, Symbol) and weight.after in at.sheet.formulas:
            return Product((weight.after, delta))
        return Product((weight, delta))

    yield from _successors_changed(at.form, change)


def _successors_changed(
    form: Expression, change: Callable[[Expression, Symbol], Expression]
) -> Iterator[Change]:
    changed = with_successor_terms(form, change)
    if changed != form:
        yield Change(changed)


def _no_weights(at: Spot) -> Iterator[Change]:
    yield from _successors_changed(at.form, lambda _, delta: delta)


def _wrong_layer(at: Spot) -> Iterator[Change]:
    own = at.sheet.weights_of(at.sheet.owner(at.symbol))
    count = 0

    def change(_: Expression, delta: Symbol) -> Expression:
        nonlocal count
        count += 1
        return Product((own[min(count, len(own)) - 1], delta))

    yield from _successors_changed(at.form, change)


def _error_passed(at: Spot) -> Iterator[Change]:
    def change(weight: Expression, delta: Symbol) -> Expression:
        if delta.kind == "output":
            return Product((weight, at.sheet.loss_gradient(at.sheet.owner(delta))))
        return Product((weight, Fraction(delta, delta.other("slope"))))

    yield from _successors_changed(at.form, change)


def _weights_shared(at: Spot) -> Iterator[Change]:
    def change(weight: Expression, delta: Symbol) -> Expression:
        of = at.sheet.weights_of(at.sheet.owner(delta))
        return Product((Fraction(weight, add(*of)), delta))

    yield from _successors_changed(at.form, change)


# -- gradients -----------------------------------------------------------------------------------


def _bias_gradient_times_bias(at: Spot) -> Iterator[Change]:
    bias = at.symbol.parameter
    assert bias is not None
    yield Change(times(at.form, bias))


def _bias_gradient_zero(at: Spot) -> Iterator[Change]:
    if at.form != Constant(0):
        yield Change(Constant(0))


def _times_summation(at: Spot) -> Iterator[Change]:
    source = _source(at.sheet, at.symbol)
    if source.kind != "input":
        yield Change(replaced(at.form, {source: source.other("summation")}))


def _times_own_output(at: Spot) -> Iterator[Change]:
    own = at.sheet.symbol(at.sheet.owner(at.symbol), "output")
    yield Change(replaced(at.form, {_source(at.sheet, at.symbol): own}))


def _without_input(at: Spot) -> Iterator[Change]:
    yield Change(without_factor(at.form, _source(at.sheet, at.symbol)))


def _gradient_transposed(at: Spot) -> Iterator[Change]:
    weight = at.symbol.parameter
    assert weight is not None
    other = transposed(at.sheet, weight)
    if other != weight:
        delta = at.sheet.symbol(at.sheet.owner(weight), "delta")
        now = at.sheet.symbol(at.sheet.owner(other), "delta")
        parts = {delta: now, _source(at.sheet, at.symbol): _source(at.sheet, other)}
        yield Change(replaced(at.form, parts))


def _gradient_without_slope(at: Spot) -> Iterator[Change]:
    owner = at.sheet.owner(at.symbol)
    if at.symbol.kind == "output" and not at.sheet.is_joined(owner):
        delta = at.sheet.symbol(owner, "delta")
        yield Change(replaced(at.form, {delta: at.sheet.loss_gradient(owner)}))


def _step_as_gradient(at: Spot) -> Iterator[Change]:
    if LEARNING_RATE not in at.sheet.given:
        return
    if at.symbol.new:
        yield Change(without_factor(at.form, LEARNING_RATE))
    else:
        yield Change(Product((LEARNING_RATE, at.form)))


def _source(sheet: Sheet, symbol: Symbol) -> Symbol:
    """Return the output that goes into a weight, from the weight or its gradient."""
    return sheet.sources_of(sheet.owner(symbol))[symbol.indices[-1]]


_DELTA = frozenset(("delta",))
_SLOPE = frozenset(("slope",))
_LOSS_GRADIENT = frozenset(("loss gradient", "joined gradient"))
_WEIGHT_GRADIENT = frozenset(("weight gradient",))
_BIAS_GRADIENT = frozenset(("bias gradient",))
_OUTPUT_DELTA = "delta_o = f'(s)·(y - z)"
_HIDDEN_DELTA = "delta_h = f'(s)·Σ w·delta, over all successors, with the weights before the update"
_HIDDEN = "the error signals of hidden neurons"

BACKWARD_MISTAKES = (
    Mistake(
        "error-sign",
        "The sign of the error is reversed: target minus output, and then the step is subtracted.",
        "delta_o = f'(s)·(z - y)",
        _OUTPUT_DELTA,
        "the sign of the output's error signal",
        "The output is too large: in which direction must it go?",
        "Grokking-DL #37",
        _LOSS_GRADIENT,
        _error_sign,
    ),
    Mistake(
        "twice-error",
        "The factor 2 is kept although the 1/2 of the loss cancels it.",
        "delta_o = f'(s)·2·(y - z)",
        _OUTPUT_DELTA,
        "the output's error signal",
        "What is the derivative of u^2/2?",
        "dlib #1169",
        _LOSS_GRADIENT,
        _twice_error,
    ),
    Mistake(
        "factor-dropped",
        "The factor 2 of the derivative of a square is dropped.",
        "dL/dy = 1/n·(y - z)",
        "dL/dy = 2/n·(y - z)",
        "the output's error signal",
        "What is the derivative of u^2?",
        "whathowwhy, example 1 (all gradients are half)",
        _LOSS_GRADIENT,
        _factor_dropped,
    ),
    Mistake(
        "no-slope-output",
        "The derivative of the activation is left out at the output.",
        "delta_o = y - z",
        _OUTPUT_DELTA,
        "the output's error signal",
        "Which slope belongs here?",
        "Bot-Academy PR 3",
        _DELTA,
        _no_slope_output,
    ),
    Mistake(
        "slope-kept",
        "The derivative of the activation is kept although it cancels.",
        "delta_o = f'(s)·(y - z)",
        "delta_o = y - z, for sigmoid or softmax with cross-entropy",
        "the output's error signal",
        "What cancels between the loss and the activation?",
        "rasbt, 2nd edition #54",
        _DELTA,
        _slope_kept,
    ),
    Mistake(
        "slope-of-output",
        "The derivative of the activation is taken at the output instead of the summation.",
        "f'(a)",
        "f'(s)",
        "the slopes of the activations",
        "At which number is the slope taken?",
        "libBrain #78, neural2d #40",
        _SLOPE,
        _slope_of_output,
    ),
    Mistake(
        "slope-of-summation",
        "The slope is worked out with the summation in the place of the output.",
        "f'(s) = s·(1 - s)",
        "f'(s) = a·(1 - a) for the sigmoid",
        "the slopes of the activations",
        "Which of the two numbers went through the activation?",
        "Packt NN projects #4",
        _SLOPE,
        _slope_of_summation,
    ),
    Mistake(
        "slope-of-error",
        "The slope is worked out with the error in the place of the output.",
        "f'(s) = (y - z)·(1 - (y - z))",
        "f'(s) = y·(1 - y) for the sigmoid",
        "the slope of the output",
        "The slope of what?",
        "melfm notes",
        _SLOPE,
        _slope_of_error,
    ),
    Mistake(
        "slope-in-part",
        "A part of the activation's derivative is left out.",
        "f'(s) = a, or f'(s) = 1 - a",
        "f'(s) = a·(1 - a) for the sigmoid, 1 - a^2 for tanh",
        "the slopes of the activations",
        "Does the slope have all its parts?",
        "machine_learning_course #1; DeepLearning-500-questions #544",
        _SLOPE,
        _slope_in_part,
    ),
    Mistake(
        "other-slope",
        "The derivative of another activation is taken.",
        "f'(s) of another activation",
        "f'(s) of the neuron's own activation",
        "the slopes of the activations",
        "Which activation does the neuron have?",
        "encog-dotnet #124",
        _SLOPE,
        _other_slope,
    ),
    Mistake(
        "slope-at-zero",
        "The slope of ReLU at 0 is taken as 1; here it is 0.",
        "f'(0) = 1",
        "f'(0) = 0 by convention",
        "the slopes of neurons whose summation is 0",
        "Which slope was agreed on at the kink?",
        "tensorflow/playground #19",
        _SLOPE,
        _slope_at_zero,
    ),
    Mistake(
        "no-slope-hidden",
        "The derivative of the activation is left out at hidden neurons.",
        "delta_h = Σ w·delta",
        _HIDDEN_DELTA,
        _HIDDEN,
        "Which factor of the chain rule is missing?",
        "makeyourownneuralnetwork #88",
        _DELTA,
        _no_slope_hidden,
    ),
    Mistake(
        "one-successor",
        "Only one successor is taken in the sum.",
        "delta_h = f'(s)·w·delta, of one successor",
        _HIDDEN_DELTA,
        _HIDDEN,
        "Which neurons take this output?",
        "medium_blogs #2; section 5.2 of the paper",
        _DELTA,
        _one_successor,
    ),
    Mistake(
        "new-weights",
        "The error signal uses the weights from after the update.",
        "delta_h = f'(s)·Σ w_new·delta",
        _HIDDEN_DELTA,
        _HIDDEN,
        "From when are the weights: before the update, or after it?",
        "MacLeod; SO 6013429; Toy-Neural-Network-JS #72",
        _DELTA,
        _new_weights,
    ),
    Mistake(
        "no-weights",
        "The error signals of the successors are added without their weights.",
        "delta_h = f'(s)·Σ delta",
        _HIDDEN_DELTA,
        _HIDDEN,
        "How strong is each connection?",
        "math.SE 3048198",
        _DELTA,
        _no_weights,
    ),
    Mistake(
        "wrong-layer",
        "The weights that enter the neuron are taken instead of those that leave it.",
        "delta_h = f'(s)·Σ w_entering·delta",
        _HIDDEN_DELTA,
        _HIDDEN,
        "Does this weight lead into the neuron or out of it?",
        "ai.SE 42884",
        _DELTA,
        _wrong_layer,
    ),
    Mistake(
        "error-passed-back",
        "The error y - z is passed back instead of the error signal.",
        "delta_h = f'(s)·Σ w·(y - z)",
        _HIDDEN_DELTA,
        _HIDDEN,
        "What travels back: the error, or the error signal?",
        "SO 53287032",
        _DELTA,
        _error_passed,
    ),
    Mistake(
        "weights-shared",
        "The weights are divided by the sum of the weights into the successor.",
        "delta_h = f'(s)·Σ w/Σw·delta",
        _HIDDEN_DELTA,
        _HIDDEN,
        "What is the derivative of the summation by this output?",
        "makeyourownneuralnetwork #77",
        _DELTA,
        _weights_shared,
    ),
    Mistake(
        "bias-gradient-times-bias",
        "The gradient of the bias is multiplied by the bias.",
        "dL/db = delta·b",
        "dL/db = delta",
        "the gradients of the biases",
        "What is the input of a bias?",
        "backprop-explainer #18",
        _BIAS_GRADIENT,
        _bias_gradient_times_bias,
    ),
    Mistake(
        "bias-gradient-zero",
        "The gradient of the bias is taken as 0.",
        "dL/db = 0",
        "dL/db = delta",
        "the gradients of the biases",
        "Does the loss change when the bias changes?",
        "backprop-explainer #18",
        _BIAS_GRADIENT,
        _bias_gradient_zero,
    ),
    Mistake(
        "times-summation",
        "The error signal is multiplied by the summation instead of the output.",
        "dL/dw = delta·s",
        "dL/dw = delta·a",
        "the gradients of the weights",
        "Which number went into the edge?",
        "Grokking-DL #9",
        _WEIGHT_GRADIENT,
        _times_summation,
    ),
    Mistake(
        "times-own-output",
        "The error signal is multiplied by the neuron's own output.",
        "dL/dw = delta·a, of the same neuron",
        "dL/dw = delta·a, of the neuron where the edge starts",
        "the gradients of the weights",
        "At which end of the edge is this output?",
        "a form of exchanged indices, as in Grokking-DL #23",
        _WEIGHT_GRADIENT,
        _times_own_output,
    ),
    Mistake(
        "no-input",
        "The number that went into the edge is left out of the gradient of its weight.",
        "dL/dw = delta",
        "dL/dw = delta·a",
        "the gradients of the weights",
        "Does a weight change the loss if nothing comes in?",
        "asked about in Grokking-DL #72",
        _WEIGHT_GRADIENT,
        _without_input,
    ),
    Mistake(
        "gradient-transposed",
        "Node and input of the gradient are exchanged.",
        "dL/dw[n][i] = delta[i]·a[n]",
        "dL/dw[n][i] = delta[n]·a[i]",
        "the gradients of the weights",
        "Which index belongs to which end of the edge?",
        "Grokking-DL #23",
        _WEIGHT_GRADIENT,
        _gradient_transposed,
    ),
    Mistake(
        "gradient-no-slope",
        "The derivative of the activation is left out of the gradient.",
        "dL/dw = (y - z)·a",
        "dL/dw = delta·a, with f'(s) in delta",
        "the gradients of the output's weights",
        "Does the gradient use the error, or the error signal?",
        "Hagan E11.9",
        _WEIGHT_GRADIENT,
        _gradient_without_slope,
    ),
    Mistake(
        "step-as-gradient",
        "The step, learning rate times gradient, is given as the gradient.",
        "dL/dw = eta·delta·a",
        "dL/dw = delta·a",
        "the gradients",
        "Which of the two was asked for: the gradient, or the step?",
        "Hagan E11.10",
        frozenset(("weight gradient", "bias gradient", "weight", "bias")),
        _step_as_gradient,
    ),
)
