"""Random networks, samples and people who work them out: right, or with mistakes."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

import neurosim as ns
from neurosim.mathematics.evaluation import evaluate
from neurosim.mathematics.expression import (
    Call,
    Constant,
    Expression,
    Fraction,
    Number,
    Power,
    Product,
    rebuilt,
)
from neurosim.mathematics.symbols import Symbol
from neurosim.tracing.mistaken import mistaken_trace
from neurosim.worksheet.catalogue import changed_formulas, mistaken_values
from neurosim.worksheet.conventions import Conventions
from neurosim.worksheet.mistake import Mistake
from neurosim.worksheet.sheet import Sheet

SHAPES = ([2, 2, 2], [3, 2, 2], [2, 3, 2], [2, 2, 2, 2], [3, 3, 2], [2, 3, 2, 2])

LOSSES = {
    "loss-summed": "mse",
    "factor-dropped": "mse",
    "log-base-2": "binary_cross_entropy",
    "log-base-10": "binary_cross_entropy",
}
"""The losses with which a mistake can be made at all."""


def short(generator: random.Random, low: float = -1.0) -> float:
    """Return a number of two decimals that is not near 0."""
    while True:
        value = round(generator.uniform(low, 1.0), 2)
        if abs(value) >= 0.05:
            return value


def sample_for(name: str, generator: random.Random, sizes: Sequence[int] | None = None) -> ns.Trace:
    """Return a random sample in which a mistake can be made; of any kind for an empty name."""
    sizes = list(sizes or generator.choice(SHAPES))
    activation = generator.choice(["sigmoid", "sigmoid", "tanh"])
    output, loss = activation, LOSSES.get(name, "half_squared_error")
    optimizer: ns.Optimizer = ns.SGD(generator.choice([0.5, 0.1, 0.2, 0.3]))
    if loss == "binary_cross_entropy":
        output = "sigmoid"
    if name == "slope-kept":
        loss = generator.choice(["binary_cross_entropy", "softmax_cross_entropy"])
        output = "sigmoid" if loss == "binary_cross_entropy" else "identity"
    if name == "sigmoid-sign":
        activation = output = "sigmoid"
    if name == "perceptron-threshold":
        activation, output = "step", "sigmoid"
    if name == "slope-at-zero":
        activation, output = "relu", "sigmoid"
    if name == "momentum-sign":
        optimizer = ns.SGD(0.5, momentum=0.9)
    if name == "adam-uncorrected":
        optimizer = ns.Adam(0.1)
    if name == "epsilon-in-root":
        optimizer = ns.Adam(0.1, eps=0.01)
    net = ns.mlp(sizes, activation, output_activation=output, initializer=0.0)
    for parameter in net.parameters:
        parameter.value = short(generator)
    x = [short(generator, 0.1) for _ in net.inputs]
    z = [round(generator.uniform(0, 1), 2) for _ in net.outputs]
    if loss == "softmax_cross_entropy":
        right = generator.randrange(len(z))
        z = [float(k == right) for k in range(len(z))]
    if name in {"raw-input", "raw-target"}:
        net.input_scaling = ns.MinMaxScaling((0.0,) * len(x), (10.0,) * len(x))
        net.target_scaling = ns.MinMaxScaling((0.0,) * len(z), (10.0,) * len(z))
        x, z = [round(10 * v, 1) for v in x], [round(10 * v, 1) for v in z]
    if name in {"perceptron-threshold", "slope-at-zero"}:
        # the first sum is exactly 0
        x = [1.0] * len(x)
        total = 0.0
        for i in range(len(x) - 1):
            total += net.wh[0][0][i]
        net.wh[0][0][len(x) - 1], net.bh[0][0] = -total, 0.0
    if name == "momentum-sign":
        traces = ns.trace_training(net, ([x, x], [z, z]), steps=2, loss=loss, optimizer=optimizer)
        return traces[1]
    rest = None
    if name == "batch-summed":
        X = [[short(generator, 0.1) for _ in x] for _ in range(2)]
        rest = (X, [[round(generator.uniform(0, 1), 2) for _ in z] for _ in X])
    return ns.trace(net, x, z, loss=loss, optimizer=optimizer, rest_of_batch=rest)


def made_with(right: ns.Trace, mistake: str) -> ns.Trace:
    """Return the same sample as somebody computes it who makes a mistake."""
    return mistaken_trace(right, (ns.mistakes()[mistake],))


def rounded(value: float, digits: int = 4) -> str:
    """Return a number as somebody writes it who rounds."""
    return f"{value:.{digits}f}"


def cut(value: float, digits: int = 4) -> str:
    """Return a number as somebody writes it who cuts off."""
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_DOWN))


def with_mistakes(sheet: Sheet, made: Sequence[Mistake]) -> dict[Symbol, float]:
    """Return every number of somebody who makes some mistakes."""
    return mistaken_values(sheet, changed_formulas(sheet, made))


def written(
    values: Mapping[Symbol, float], sheet: Sheet, write: Callable[[float], str] = rounded
) -> dict[str, str]:
    """Return all numbers of a sheet as somebody writes them."""
    return {str(symbol): write(values[symbol]) for symbol in sheet.formulas}


def step_by_step(
    sheet: Sheet, write: Callable[[float], str], *, inner: bool
) -> dict[Symbol, float]:
    """Return the numbers of somebody who goes on with written numbers.

    With ``inner``, the results on the way within a formula are rounded too.
    """
    numbers = [*sheet.given.values(), *(0.0 for _ in sheet.formulas)]
    for place, symbol in enumerate(sheet.formulas, len(sheet.given)):
        value = sheet.prepared[symbol](numbers)
        if inner:
            known = dict(zip(sheet.places, numbers, strict=True))
            value = evaluate(_rounding(sheet.formulas[symbol], known, write))
        numbers[place] = float(write(value))
    return dict(zip(sheet.places, numbers, strict=True))


def _rounding(
    form: Expression, known: Mapping[Symbol, float], write: Callable[[float], str]
) -> Expression:
    if isinstance(form, Symbol):
        return Number(known[form])
    if isinstance(form, Number | Constant):
        return form
    form = rebuilt(form, lambda part: _rounding(part, known, write))
    if isinstance(form, Product | Fraction | Power | Call):
        return Number(float(write(evaluate(form))))
    return form


def by_convention(sheet: Sheet, conventions: Conventions) -> Sheet:
    """Return a sheet by other conventions."""
    return sheet.by(conventions)
