"""The picture of a sheet: the network with the numbers that are given."""

from __future__ import annotations

import base64
from functools import lru_cache, partial

from neurosim.drawing.figure import draw
from neurosim.drawing.painters.tikz import to_tikz
from neurosim.drawing.picture import Picture
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.shapes import Scene
from neurosim.drawing.themes import THEMES
from neurosim.teaching.questions import Variant
from neurosim.temporary import scratch_folder
from neurosim.writing.document import Illustration

ALTERNATIVE = "The network with its weights and biases"
"""What the picture shows, for somebody who cannot see it."""

_MOST_DECIMALS = 4


@lru_cache(maxsize=64)
def sheet_svg(variant: Variant, theme: str = "light") -> str:
    """Return the network with its weights and biases, as SVG."""
    return _drawn(variant, theme)._repr_svg_()


def sheet_illustration(variant: Variant) -> Illustration:
    """Return the picture for a document; nothing is drawn before a format takes it."""
    return Illustration(
        ALTERNATIVE,
        lambda: (_scene(variant).width, _scene(variant).height),
        partial(sheet_svg, variant, "print"),
        lambda: to_tikz(_scene(variant), document=False),
    )


@lru_cache(maxsize=64)
def _scene(variant: Variant) -> Scene:
    digits, theme = _decimals(variant), THEMES["print"]
    return make_scene(variant.trace.net, show="weights", title="", digits=digits, theme=theme)


def sheet_png(variant: Variant, theme: str = "light") -> bytes:
    """Return the same as PNG, for programs that show no SVG."""
    with scratch_folder() as folder:
        return _drawn(variant, theme).save(folder / "network.png").read_bytes()


def _drawn(variant: Variant, theme: str) -> Picture:
    digits = _decimals(variant)
    return draw(variant.trace.net, show="weights", title="", digits=digits, theme=theme)


def _decimals(variant: Variant) -> int:
    """Return how many decimals the given numbers have, at most 4."""
    sheet = variant.trace.sheet
    numbers = [
        sheet.given[symbol]
        for neuron in sheet.net.structure.computed
        for symbol in (*sheet.weights_of(neuron), sheet.symbol(neuron, "bias"))
    ]
    decimals = (d for d in range(1, _MOST_DECIMALS) if all(round(x, d) == x for x in numbers))
    return next(decimals, _MOST_DECIMALS)


def sheet_svg_base64(variant: Variant) -> str:
    """Return the same in base64, for a file that holds its pictures as text."""
    return base64.b64encode(sheet_svg(variant).encode("utf-8")).decode("ascii")


def plain_number(value: float) -> str:
    """Return a number without a power of ten, which not every reader knows.

    Examples
    --------
    >>> plain_number(6.23e-05), plain_number(-0.5)
    ('0.0000623', '-0.5')
    """
    text = f"{value:.12f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
