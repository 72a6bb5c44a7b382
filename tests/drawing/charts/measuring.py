"""What the tests of every chart ask: that texts stand clear, and that files are as they should be."""

import itertools
import re
import xml.etree.ElementTree as ET
from unittest.mock import patch

import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from neurosim.errors import FileError, InputError, UnknownNameError

AWKWARD = "<&_$x^2$ \\frac \N{SLIGHTLY SMILING FACE} \" ' ]]> \n" * 5
AWKWARD = AWKWARD + "x" * (200 - len(AWKWARD))
SVG = "{http://www.w3.org/2000/svg}"
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


def drawn_texts(figure):
    """Every text as it is drawn, with its extent in dots."""
    found = []
    draw = Text.draw

    def noting(text, renderer):
        if text.get_visible() and text.get_text().strip():
            found.append((text, text.get_window_extent(renderer)))
        draw(text, renderer)

    with patch.object(Text, "draw", noting):
        figure.draw_without_rendering()
    return found


_SYMBOL = re.compile(r"(?<!\\)\$((?:[^$\\]|\\mathregular)+)\$")


def shown(figure):
    return [plain(text) for text, _ in drawn_texts(figure)]


def plain(text):
    """The text of a text, with its mathematics as plain letters."""
    if not text.get_parse_math():
        return text.get_text()
    return _SYMBOL.sub(
        lambda found: re.sub(r"\\mathregular|[{}_]", "", found[1]), text.get_text()
    ).replace("\\$", "$")


def assert_texts_stand_clear(figure):
    """No text is cut, none lies on another, and none takes words for mathematics."""
    texts = drawn_texts(figure)
    assert texts
    for text, box in texts:
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
        assert text.get_fontsize() >= 7 or text.get_text().isdigit(), text
        # dollars of a user are words
        words = _SYMBOL.sub("", text.get_text()).replace("\\$", "")
        assert "$" not in words or not text.get_parse_math(), text
    for (one, a), (other, b) in itertools.combinations(texts, 2):
        apart = a.x1 <= b.x0 + 0.5 or b.x1 <= a.x0 + 0.5 or a.y1 <= b.y0 + 0.5 or b.y1 <= a.y0 + 0.5
        assert apart, f"{one.get_text()!r} lies on {other.get_text()!r}"


def svg_of(draw, directory):
    """The root of the chart as SVG, and its texts; drawn twice, to the same bytes."""
    paths = [directory / "a.svg", directory / "b.svg"]
    for path in paths:
        draw(path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    root = ET.parse(paths[0]).getroot()
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    return root, ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]


def assert_a_chart(draw, directory, *, name):
    """Every theme and format works, the same way twice, and the shared errors are said.

    ``draw`` takes a path and the keywords theme, title and overwrite.
    """
    root, _ = svg_of(lambda path: draw(path, title="one < two & $3$"), directory)
    assert root.findtext(f"{SVG}title") == "one < two & $3$"
    assert root.findtext(f"{SVG}desc")
    for ending, theme, background in (("png", "dark", "#151a21"), ("pdf", "print", "#ffffff")):
        contents = []
        for stem in ("a", "b"):
            path = directory / f"{stem}.{ending}"
            picture = draw(path, theme=theme)
            assert to_hex(picture.figure.get_facecolor()) == background
            contents.append(path.read_bytes())
        assert contents[0] == contents[1]
        assert contents[0].startswith(MAGIC[ending])
    # without a heading the file is called what it is
    assert f"Title\0{name}".encode() in (directory / "a.png").read_bytes()
    with pytest.raises(UnknownNameError, match="unknown theme 'neon'"):
        draw(None, theme="neon")
    with pytest.raises(UnknownNameError, match=r"unknown file ending '\.gif'; known: \.svg"):
        draw(directory / "chart.gif")
    with pytest.raises(InputError, match="a title is text; got 3"):
        draw(None, title=3)
    with pytest.raises(FileError, match="exists already"):
        draw(directory / "a.png", overwrite=False)
