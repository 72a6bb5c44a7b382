"""What a sheet gives, in lines of text: weights, sample, activations, loss, letters."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.mathematics.numbers import NumberStyle
from neurosim.mathematics.symbols import LOSS
from neurosim.model.activations import Activation, S, formulas_of
from neurosim.model.losses import formulas_of_loss
from neurosim.teaching.formula_lines import formula_text
from neurosim.teaching.questions import Variant
from neurosim.worksheet.sheet import activated
from neurosim.writing.letters import get_notation
from neurosim.writing.plain_text import TextWriter

LETTERS = (
    "Letters: w weight, b bias, s summation, a output of a hidden neuron, y output of the network"
)
LETTERS_BACKWARD = (
    ", z target, L loss, d or \N{GREEK SMALL LETTER DELTA} error signal (the derivative of the "
    "loss by the summation), grad or \N{PARTIAL DIFFERENTIAL}L/\N{PARTIAL DIFFERENTIAL}w a gradient"
)
INDICES = "Indices count from 0; those of wh: layer, neuron, input."


def given_lines(variant: Variant) -> list[str]:
    """Return everything that is given, line by line; one line for each neuron."""
    return [
        *neuron_lines(variant),
        *sample_lines(variant),
        *activation_lines(variant),
        *loss_lines(variant),
        letters_text(variant),
    ]


def neuron_lines(variant: Variant) -> list[str]:
    """Return the weights and the bias of each neuron, with the inputs that they belong to."""
    sheet = variant.trace.sheet
    lines = []
    for neuron in sheet.net.structure.computed:
        incoming = sheet.net.structure.incoming[neuron]
        parts = [
            f"{weight} = {sheet.given[weight]:g} (from {source.name})"
            for weight, (source, _) in zip(sheet.weights_of(neuron), incoming, strict=True)
        ]
        bias = sheet.symbol(neuron, "bias")
        lines.append(f"{neuron.name}: {', '.join(parts)}, {bias} = {sheet.given[bias]:g}")
    return lines


def sample_lines(variant: Variant) -> list[str]:
    """Return the sample, the learning rate, and the results that are given."""
    sheet = variant.trace.sheet
    inputs = [sheet.symbol(neuron, "output") for neuron in sheet.net.inputs]
    targets = [sheet.symbol(neuron, "target") for neuron in sheet.net.outputs]
    lines = [
        f"{symbol} = {sheet.values[symbol]:g}"
        for symbol in (*inputs, *targets)
        if symbol in sheet.values
    ]
    if variant.trace.optimizer is not None:
        lines.append(f"learning rate = {variant.trace.optimizer.learning_rate:g}")
    digits = decimals_of(variant)
    return lines + [f"{symbol} = {sheet.values[symbol]:.{digits}f}" for symbol in variant.given]


def decimals_of(variant: Variant) -> int:
    """Return the decimals that are asked for."""
    return next((question.digits for question in variant.numbers), 4)


def activations_of(variant: Variant) -> dict[Activation, str]:
    """Return the activations, with the neurons that have each, in words."""
    computed = variant.trace.net.structure.computed
    found: dict[Activation, list[str]] = {}
    for neuron in computed:
        found.setdefault(neuron.activation, []).append(neuron.name)
    if len(found) == 1:
        return dict.fromkeys(found, "all neurons")
    return {activation: ", ".join(names) for activation, names in found.items()}


def activation_lines(variant: Variant) -> Iterator[str]:
    """Yield each activation with its formula."""
    writer = _writer()
    for activation, where in activations_of(variant).items():
        formulas = formulas_of(activation)
        formula = ""
        if formulas is not None:
            left, right = activated(activation, S), formulas[0]
            formula = f": {writer.inline(left)} = {writer.inline(right)}"
        yield f"activation of {where}: {activation.name}{formula}"


def loss_lines(variant: Variant) -> Iterator[str]:
    """Yield the loss with its formula."""
    sheet = variant.trace.sheet
    loss = variant.trace.loss_function
    if loss is None or formulas_of_loss(loss) is None:
        return
    share = next(s for s in sheet.formulas if s.quantity == LOSS.quantity)
    of_each = " for each output; L is their sum" if share.indices else ""
    yield f"loss, {loss.name.replace('_', ' ')}: {formula_text(sheet, share)}{of_each}"


def letters_text(variant: Variant) -> str:
    """Return what the letters stand for."""
    backward = LETTERS_BACKWARD if variant.trace.loss_function is not None else ""
    return f"{LETTERS}{backward}. {INDICES}"


def _writer() -> TextWriter:
    return TextWriter(get_notation("source", 0), NumberStyle())
