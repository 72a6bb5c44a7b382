"""The picture as a file of its own: it needs no style sheet, and shows what the page shows."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

import neurosim as ns
from tests.explorer.pages.saved_files import saved_file

SVG = "{http://www.w3.org/2000/svg}"
COLOUR = re.compile(r"none|transparent|rgba?\([\d., ]+\)|#[0-9a-f]{6}")


@pytest.fixture
def trace() -> ns.Trace:
    net = ns.mlp([2, 3, 1], seed=3, name="<hostile> & named")
    return ns.trace(net, [1.0, 0.5], [1.0])


def test_an_svg_stands_alone(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    page = open_page(trace, dark=True)
    root = ET.fromstring(saved_file(page, "Picture (SVG)").read_bytes())
    assert root.findtext(f"{SVG}title") == "<hostile> & named"
    texts = {"".join(each.itertext()).strip(): each for each in root.iter(f"{SVG}text")}
    summation = f"{trace.value('sh[0][1]'):.4f}".replace("-", "−")
    assert {summation, f"L {trace.loss:.4f}", "h[0][2]"} <= texts.keys()
    for element in root.iter():
        assert not {"class", "style", "role", "data-key"} & {*element.keys()}
        for name in ("fill", "stroke"):
            assert COLOUR.fullmatch(element.get(name, "none")), element.attrib
    # the light theme, whatever the page has
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    heading = texts["h[0][2]"]
    assert heading.get("fill") == "rgb(31, 41, 51)"
    # an italic letter, and its index below it
    assert [(part.text, part.get("dy")) for part in heading] == [("h", None), ("[0][2]", "2.5")]
    assert heading[0].get("font-style") == "italic"


def test_a_png_is_not_empty(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    page = open_page(trace)
    with Image.open(saved_file(page, "Picture (PNG)")) as image:
        assert image.format == "PNG"
        assert min(image.size) > 400
        assert len(image.convert("RGB").getcolors(100_000) or []) > 20
        assert image.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
