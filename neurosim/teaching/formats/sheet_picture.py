"""The picture of a sheet: the network with the numbers that are given."""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from functools import lru_cache, partial

from neurosim.drawing.figure import draw
from neurosim.drawing.page_size import read_page_size
from neurosim.drawing.painters.tikz import to_tikz
from neurosim.drawing.picture import Picture
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.shapes import Scene
from neurosim.drawing.themes import THEMES
from neurosim.errors import InputError
from neurosim.teaching.questions import Variant
from neurosim.temporary import scratch_folder
from neurosim.writing.document import Illustration, PaperPicture

ALTERNATIVE = "The network with its weights and biases"
"""What the picture shows, for somebody who cannot see it."""

_PHONE, _ON_PAPER = 258.0, (258.0, 340.0)
"""The width of the picture on a screen, and widths that are tried on paper, in points."""

_MANY_EDGES, _HIGHEST = 60, 1.1

_MOST_DECIMALS = 4


@lru_cache(maxsize=64)
def sheet_svg(variant: Variant, theme: str = "light") -> str:
    """Return the network with its weights and biases for a screen, as SVG."""
    return _drawn(variant, _PHONE, theme)._repr_svg_()


def sheet_illustration(variant: Variant) -> Illustration:
    """Return the picture for a document; nothing is drawn before a format takes it."""
    return Illustration(
        ALTERNATIVE, partial(sheet_svg, variant, "print"), partial(_on_paper, variant)
    )


def sheet_png(variant: Variant, widest: float) -> tuple[bytes, float, float]:
    """Return the same for a page, as PNG, with its width and height in points."""
    scene = _scene(variant, _paper_width(variant, widest))
    with scratch_folder() as folder:
        picture = _drawn(variant, _paper_width(variant, widest), "print")
        return picture.save(folder / "network.png").read_bytes(), scene.width, scene.height


def _on_paper(variant: Variant, widest: float) -> PaperPicture:
    width = _paper_width(variant, widest)
    scene = _scene(variant, width)
    return PaperPicture(
        scene.width,
        scene.height,
        lambda: _drawn(variant, width, "print")._repr_svg_(),
        lambda: to_tikz(scene, document=False),
    )


@lru_cache(maxsize=64)
def _paper_width(variant: Variant, widest: float) -> float:
    """Return the least width with room for all digits in a picture that is hardly higher."""
    widths = [width for width in (*_ON_PAPER, widest) if width <= widest]
    if variant.trace.net.graph.number_of_edges() > _MANY_EDGES:
        return widths[-1]
    whole = re.compile(rf"\d\.\d{{{_decimals(variant)}}}")
    for width in widths:
        scene = _scene(variant, width)
        digits = any(whole.search(label.text) for label in scene.labels)
        if digits and scene.height <= _HIGHEST * scene.width:
            return width
    return min(widths, key=lambda width: _scene(variant, width).height)


@lru_cache(maxsize=64)
def _scene(variant: Variant, width: float) -> Scene:
    """Return the picture with a width, or as narrow as its text can be read."""
    digits, theme = _decimals(variant), THEMES["print"]
    make = partial(make_scene, variant.trace.net, show="weights", title="", digits=digits)
    for times in (1.0, 1.5, 2.0):
        # long names and many neurons need more
        with suppress(InputError):
            return make(theme=theme, page=read_page_size(f"{times * width:.0f}pt"))
    return make(theme=theme)


def _drawn(variant: Variant, width: float, theme: str) -> Picture:
    digits = _decimals(variant)
    width = _scene(variant, width).width
    page = f"{width:.0f}pt"
    return draw(variant.trace.net, show="weights", title="", digits=digits, theme=theme, width=page)


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
