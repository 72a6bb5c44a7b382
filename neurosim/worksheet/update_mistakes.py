"""Mistakes in the step: new weights and biases, and what an optimizer keeps."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.mathematics.expression import (
    Expression,
    Fraction,
    Negative,
    Product,
    Root,
    Sum,
    rebuilt,
    replaced,
)
from neurosim.mathematics.symbols import LEARNING_RATE
from neurosim.worksheet.mistake import Change, Mistake, Spot
from neurosim.worksheet.rewriting import without_factor


def _added(at: Spot) -> Iterator[Change]:
    match at.form:
        case Sum((before, Negative(step))) if at.symbol.new:
            yield Change(Sum((before, step)))


def _no_rate(at: Spot) -> Iterator[Change]:
    changed = without_factor(at.form, LEARNING_RATE)
    if at.symbol.new and changed != at.form:
        yield Change(changed)


def _rate_twice(at: Spot) -> Iterator[Change]:
    changed = replaced(at.form, {LEARNING_RATE: Product((LEARNING_RATE, LEARNING_RATE))})
    if at.symbol.new and changed != at.form:
        yield Change(changed)


def _bias_not_trained(at: Spot) -> Iterator[Change]:
    bias = at.symbol._replace(new=False)
    if at.symbol.new and at.form != bias:
        yield Change(bias)


def _batch_summed(at: Spot) -> Iterator[Change]:
    if isinstance(at.form, Fraction):
        yield Change(at.form.numerator)


def _momentum_sign(at: Spot) -> Iterator[Change]:
    match at.form:
        case Sum((kept, gradient)):
            yield Change(Sum((Negative(kept), gradient)))


def _uncorrected(at: Spot) -> Iterator[Change]:
    if isinstance(at.form, Fraction):
        yield Change(at.form.numerator)


def _epsilon_in_root(at: Spot) -> Iterator[Change]:
    def change(part: Expression) -> Expression:
        match part:
            case Sum((Root(of), epsilon)):
                return Root(Sum((of, epsilon)))
        return rebuilt(part, change)

    changed = change(at.form)
    if at.symbol.new and changed != at.form:
        yield Change(changed)


_NEW = frozenset(("weight", "bias"))

UPDATE_MISTAKES = (
    Mistake(
        "batch-summed",
        "The gradients of a mini-batch are added instead of averaged.",
        "w_new = w - eta·Σ dL/dw",
        "w_new = w - eta·1/n·Σ dL/dw, over the n samples of the batch",
        "the mean gradients of the batch",
        "How many samples does the batch have?",
        "TheIndependentCode #1",
        frozenset(("weight mean gradient", "bias mean gradient")),
        _batch_summed,
    ),
    Mistake(
        "added",
        "The step is added instead of subtracted.",
        "w_new = w + eta·dL/dw",
        "w_new = w - eta·dL/dw",
        "the new weights and biases",
        "Does the loss go uphill or downhill?",
        "makeyourownneuralnetwork #66, #82",
        _NEW,
        _added,
    ),
    Mistake(
        "no-rate",
        "The learning rate is left out.",
        "w_new = w - dL/dw",
        "w_new = w - eta·dL/dw",
        "the new weights and biases",
        "How long is the step?",
        "Boltzmann.jl #14",
        _NEW,
        _no_rate,
    ),
    Mistake(
        "rate-twice",
        "The learning rate is multiplied twice.",
        "w_new = w - eta·eta·dL/dw",
        "w_new = w - eta·dL/dw",
        "the new weights and biases",
        "How long is the step?",
        "Boltzmann.jl #14",
        _NEW,
        _rate_twice,
    ),
    Mistake(
        "bias-not-trained",
        "The biases keep their old values.",
        "b_new = b",
        "b_new = b - eta·dL/db",
        "the new biases",
        "Which parameters take a step?",
        "mattm/simple-neural-network #5, nntrainer PR 219",
        frozenset(("bias",)),
        _bias_not_trained,
    ),
    Mistake(
        "momentum-sign",
        "The old velocity is subtracted instead of added.",
        "v = -momentum·v_old + dL/dw",
        "v = momentum·v_old + dL/dw",
        "the velocities",
        "Is the old direction kept, or reversed?",
        "fchollet, DL-with-python #19",
        frozenset(("weight velocity", "bias velocity")),
        _momentum_sign,
    ),
    Mistake(
        "adam-uncorrected",
        "The means of Adam are not corrected for their start at 0.",
        "w_new = w - eta·m / (√v + ε)",
        "m and v are divided by 1 - β^t first",
        "the new weights and biases",
        "Which step is it, and what does the correction do in it?",
        "backprop-trace fixtures",
        frozenset(
            f"{of} corrected {what}" for of in ("weight", "bias") for what in ("mean", "square")
        ),
        _uncorrected,
    ),
    Mistake(
        "epsilon-in-root",
        "The epsilon is added under the root instead of after it.",
        "w_new = w - eta·m / √(v + ε)",
        "w_new = w - eta·m / (√v + ε)",
        "the new weights and biases",
        "Where does the root end?",
        "backprop-trace fixtures",
        _NEW,
        _epsilon_in_root,
    ),
)
