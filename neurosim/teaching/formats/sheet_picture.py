"""The picture of a sheet: the network with the numbers that are given."""

from __future__ import annotations

import base64
from functools import lru_cache

from neurosim.drawing.figure import draw
from neurosim.teaching.questions import Variant


@lru_cache(maxsize=64)
def sheet_svg(variant: Variant) -> str:
    """Return the network with its weights and biases, as SVG."""
    return draw(variant.trace.net, show="weights", title="")._repr_svg_()


def sheet_svg_base64(variant: Variant) -> str:
    """Return the same in base64, for a file that holds its pictures as text."""
    return base64.b64encode(sheet_svg(variant).encode("utf-8")).decode("ascii")


def sheet_text(variant: Variant) -> list[str]:
    """Return what is given besides the picture, in lines: the sample and the learning rate."""
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
    digits = next((question.digits for question in variant.numbers), 4)
    lines += [f"{symbol} = {sheet.values[symbol]:.{digits}f}" for symbol in variant.given]
    return lines
