"""Mistakes in summations, outputs and the loss."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from neurosim.mathematics.expression import (
    E_NUMBER,
    Call,
    Cases,
    Condition,
    Constant,
    Expression,
    Fraction,
    Negative,
    Power,
    Product,
    Sum,
    add,
    rebuilt,
    replaced,
    times,
)
from neurosim.mathematics.prepared import symbols_of
from neurosim.mathematics.symbols import LOSS, Symbol
from neurosim.model.activations import ACTIVATIONS
from neurosim.worksheet.mistake import Change, Mistake, Spot
from neurosim.worksheet.sheet import Sheet, has_mean

_HALF = Fraction(Constant(1), Constant(2))


def _no_bias(at: Spot) -> Iterator[Change]:
    bias = at.symbol.other("bias")
    if isinstance(at.form, Sum) and bias in at.form.terms:
        yield Change(add(*(term for term in at.form.terms if term != bias)))


def _minus_bias(at: Spot) -> Iterator[Change]:
    bias = at.symbol.other("bias")
    if bias in symbols_of(at.form):
        yield Change(replaced(at.form, {bias: Negative(bias)}))


def _no_activation(at: Spot) -> Iterator[Change]:
    if at.symbol.kind != "input" and isinstance(at.form, Call):
        yield Change(at.form.arguments[0])


def _sigmoid_sign(at: Spot) -> Iterator[Change]:
    if (
        at.symbol.kind == "input"
        or at.sheet.owner(at.symbol).activation is not ACTIVATIONS["sigmoid"]
    ):
        return
    s = at.symbol.other("summation")
    yield Change(replaced(at.form, {s: Negative(s)}))
    power = Power(E_NUMBER, Negative(s))
    yield Change(Fraction(s, Sum((Constant(1), power))), "s above the fraction line")


def _threshold(at: Spot) -> Iterator[Change]:
    if at.symbol.kind != "input" and at.sheet.owner(at.symbol).activation is ACTIVATIONS["step"]:
        s = at.symbol.other("summation")
        above = Condition(s, ">", Constant(0))
        below = Condition(s, "≤", Constant(0))
        yield Change(Cases(((Constant(1), above), (Constant(0), below))))


def transposed(sheet: Sheet, weight: Symbol) -> Symbol:
    """Return the weight with node and input exchanged; itself if there is none."""
    *layer, node, position = weight.indices
    other = weight._replace(indices=(*layer, position, node))
    return other if other in sheet.given else weight


def _transposed_weights(at: Spot) -> Iterator[Change]:
    weights = {s for s in symbols_of(at.form) if s.quantity == "weight" and s in at.sheet.given}
    other = {weight: transposed(at.sheet, weight) for weight in weights}
    if any(weight != now for weight, now in other.items()):
        yield Change(replaced(at.form, other))


def _neighbours(sheet: Sheet, symbol: Symbol) -> Iterator[Symbol]:
    for place in range(len(symbol.indices)):
        for step in (-1, 1):
            index = symbol.indices[place] + step
            if index >= 0:
                indices = (*symbol.indices[:place], index, *symbol.indices[place + 1 :])
                other = symbol._replace(indices=indices)
                if other in sheet.places:
                    yield other


_COPIED = frozenset(("weight", "bias", "output", "target", "delta"))


def _neighbour(at: Spot) -> Iterator[Change]:
    reached = at.sheet.places[at.symbol]
    for copied in sorted(symbols_of(at.form), key=at.sheet.places.__getitem__):
        if copied.quantity not in _COPIED:
            continue
        for other in _neighbours(at.sheet, copied):
            # a number that comes later is not there yet
            if at.sheet.places[other] < reached:
                variant = f"{other} in place of {copied} in {at.symbol}"
                yield Change(replaced(at.form, {copied: other}), variant)


def _raw(at: Spot) -> Iterator[Change]:
    if isinstance(at.form, Call) and at.form.function == "normalized":
        yield Change(at.form.arguments[0])


def _raw_input(at: Spot) -> Iterator[Change]:
    if at.symbol.kind == "input":
        yield from _raw(at)


def _without_half(at: Spot) -> Iterator[Change]:
    loss = at.sheet.sample.loss
    if loss is None or loss.name != "half_squared_error":
        return
    if isinstance(at.form, Product) and _HALF in at.form.factors:
        yield Change(times(*(factor for factor in at.form.factors if factor != _HALF)))


def _divided(at: Spot) -> Iterator[Change]:
    n = len(at.sheet.net.outputs)
    if at.symbol == LOSS and n > 1 and not has_mean(at.sheet.sample.loss):
        yield Change(Fraction(at.form, Constant(n)))


def _summed(at: Spot) -> Iterator[Change]:
    n = len(at.sheet.net.outputs)
    if at.symbol == LOSS and n > 1 and has_mean(at.sheet.sample.loss):
        yield Change(Product((Constant(n), at.form)))


def _log_to(base: int) -> Callable[[Spot], Iterator[Change]]:
    def change(form: Expression) -> Expression:
        if isinstance(form, Call) and form.function == "ln":
            return Fraction(form, Call("ln", (Constant(base),)))
        return rebuilt(form, change)

    def changes(at: Spot) -> Iterator[Change]:
        changed = change(at.form)
        if changed != at.form:
            yield Change(changed)

    return changes


def _rounder(how: str, digits: int, *, decimals: bool) -> Callable[[float], float]:
    def rounded(value: float) -> float:
        if not math.isfinite(value) or value == 0:
            return value
        # a person does not see what binary arithmetic adds: -0.33 is not -0.32999999999999996
        exact = Decimal(f"{value:.12g}")
        place = -digits if decimals else exact.adjusted() - digits + 1
        return float(exact.quantize(Decimal(1).scaleb(place), rounding=how))

    return rounded


def _rounding(
    how: str, word: str, kinds: tuple[tuple[int, bool], ...]
) -> Callable[[Spot], Iterator[Change]]:
    rounders = [(_rounder(how, n, decimals=fixed), n, fixed) for n, fixed in kinds]

    def changes(at: Spot) -> Iterator[Change]:
        for rounder, n, fixed in rounders:
            form = Call(word, (at.form,), computed=rounder)
            if fixed:
                yield Change(form, f"{n} decimals", decimals=n)
            else:
                yield Change(form, f"{n} digits", digits=n)

    return changes


_S = frozenset(("summation",))
_LOSS = frozenset(("loss",))
_OUTPUT = frozenset(("output",))
_RESULTS = frozenset(("output", "delta"))
_ALL_RESULTS = frozenset(
    ("summation", "output", "slope", "loss gradient", "joined gradient", "delta")
)

FORWARD_MISTAKES = (
    Mistake(
        "no-bias",
        "The bias is left out of the summation.",
        "s = Σ w·a",
        "s = Σ w·a + b",
        "the summations",
        "How many terms does the sum have?",
        "primelearnpoint.com, example 2x2 (outputs only)",
        _S,
        _no_bias,
    ),
    Mistake(
        "minus-bias",
        "The bias is subtracted in the summation.",
        "s = Σ w·a - b",
        "s = Σ w·a + b",
        "the summations",
        "Is it a bias, or a threshold?",
        "neuroph #48",
        _S,
        _minus_bias,
    ),
    Mistake(
        "no-activation",
        "The activation is left out: the summation is taken as the output.",
        "a = s",
        "a = f(s)",
        "the outputs of the neurons",
        "What follows after the sum?",
        "tensorflow/examples PR 213",
        _OUTPUT,
        _no_activation,
    ),
    Mistake(
        "sigmoid-sign",
        "The exponent of the sigmoid has the wrong sign.",
        "a = 1 / (1 + e^s)",
        "a = 1 / (1 + e^-s)",
        "the outputs of the neurons",
        "What is the output for a large summation?",
        "mlcourse.ai #640, neural-api #21",
        _OUTPUT,
        _sigmoid_sign,
    ),
    Mistake(
        "perceptron-threshold",
        "The step is 0 at the summation 0; here it is 1.",
        "a = 1 if s > 0, else 0",
        "a = 1 if s ≥ 0, else 0",
        "the outputs of neurons whose summation is 0",
        "Which rule holds at 0?",
        "sdc-issue-reports #1114",
        _OUTPUT,
        _threshold,
    ),
    Mistake(
        "weights-transposed",
        "The weights are read by rows instead of columns: node and input are exchanged.",
        "s[n] = Σ w[i][n]·a[i] + b[n]",
        "s[n] = Σ w[n][i]·a[i] + b[n]",
        "the summations",
        "Which edge does this weight belong to?",
        "makeyourownneuralnetwork #9",
        _S,
        _transposed_weights,
    ),
    Mistake(
        "neighbour-number",
        "A number is copied from the neighbour.",
        "w[n][i+1] in the place of w[n][i]",
        "each number at its own edge",
        "the numbers that are put in",
        "Compare each number with the figure: which edge or neuron does it belong to?",
        "Hagan E11.7 (an old version), melfm notes",
        frozenset(("summation", "loss", "loss gradient", "delta", "weight gradient")),
        _neighbour,
        once=True,
    ),
    Mistake(
        "raw-input",
        "An input in raw units is taken instead of the normalized one.",
        "x = raw x",
        "x = normalized x",
        "the inputs",
        "In which units is the input?",
        "SO 37371121",
        _OUTPUT,
        _raw_input,
    ),
    Mistake(
        "raw-target",
        "A target in raw units is compared with a normalized output.",
        "z = raw z",
        "z = normalized z",
        "the targets",
        "In which units are output and target?",
        "SO 37371121; section 5.1 of the paper",
        frozenset(("target",)),
        _raw,
    ),
    Mistake(
        "loss-no-half",
        "The loss is computed without the factor 1/2.",
        "L = Σ (y - z)^2",
        "L = Σ 1/2·(y - z)^2",
        "the loss",
        "Which loss is it, and which factor does it have?",
        "datascience.SE",
        _LOSS,
        _without_half,
    ),
    Mistake(
        "loss-divided",
        "The loss is divided by the number of outputs.",
        "L = 1/n·Σ L[k]",
        "L = Σ L[k]",
        "the loss",
        "Is it the mean or the sum?",
        "fast.ai forum",
        _LOSS,
        _divided,
    ),
    Mistake(
        "loss-summed",
        "The loss is summed over the outputs instead of averaged.",
        "L = n·Σ L[k]",
        "L = Σ L[k], each with the factor 1/n",
        "the loss",
        "Is it the mean or the sum?",
        "mxnet PR 2215",
        _LOSS,
        _summed,
    ),
    Mistake(
        "log-base-2",
        "The logarithm is taken to the base 2.",
        "L = -z·log2(y)",
        "L = -z·ln(y)",
        "the loss",
        "Which logarithm is it?",
        "discuss.pytorch 61602",
        _LOSS,
        _log_to(2),
    ),
    Mistake(
        "log-base-10",
        "The logarithm is taken to the base 10.",
        "L = -z·log10(y)",
        "L = -z·ln(y)",
        "the loss",
        "Which logarithm is it?",
        "discuss.pytorch 61602",
        _LOSS,
        _log_to(10),
    ),
    Mistake(
        "cut-off",
        "Results are cut off instead of rounded, and the cut numbers are used.",
        "0.5967 becomes 0.596",
        "0.5967 rounded to three digits is 0.597",
        "the last digits of the results",
        "Which of the two neighbouring numbers is nearer?",
        "published examples (10 of 34 round early or cut off)",
        _ALL_RESULTS,
        _rounding(ROUND_DOWN, "cut", ((3, False), (2, False), (3, True), (2, True), (4, True))),
    ),
    Mistake(
        "rounded-early",
        "Results are rounded early, and the rounded numbers are used.",
        "0.5967 becomes 0.60",
        "keep more digits than the result needs",
        "the digits of the results",
        "How many digits does the next result need?",
        "MacLeod; E3 in docs/errata.md",
        _RESULTS,
        _rounding(
            ROUND_HALF_UP, "rounded", ((2, False), (1, False), (2, True), (1, True), (3, True))
        ),
    ),
)
