"""Text is cleaned, measured and shortened."""

import pytest

from neurosim.drawing.lettering import (
    ELLIPSIS,
    clean,
    shorten,
    text_width,
    with_known_glyphs,
    wrap_evenly,
)
from neurosim.drawing.typesetting import set_runs
from neurosim.writing.letters import Typeset


def test_text_without_shape_is_cleaned():
    assert clean(" a\nb\tc ") == "a b c"
    assert clean("a\x00b") == "a\N{REPLACEMENT CHARACTER}b"
    assert clean("\ud800") == "\N{REPLACEMENT CHARACTER}"
    for invisible in ("\N{ZERO WIDTH JOINER}", "\N{SOFT HYPHEN}", " \N{WORD JOINER} "):
        assert clean(invisible) == "\N{REPLACEMENT CHARACTER}"
    assert clean("") == clean(" \n") == ""
    assert clean("a\N{ZERO WIDTH JOINER}b\N{RIGHT-TO-LEFT OVERRIDE}") == "ab"


def test_glyphs_that_the_font_lacks_become_boxes():
    assert with_known_glyphs("a\N{SLIGHTLY SMILING FACE}δ") == "a\N{WHITE SQUARE}δ"


def test_width_grows_with_text_size_and_weight():
    assert text_width("", 9) == 0
    assert text_width("ab", 9) > text_width("a", 9)
    assert text_width("ab", 18) == pytest.approx(2 * text_width("ab", 9), rel=0.2)
    assert text_width("ab", 9, "bold") > text_width("ab", 9)
    assert text_width("\N{SLIGHTLY SMILING FACE}", 9) == text_width("MM", 9)


def test_long_text_is_cut_to_the_width():
    text = shorten("a neuron with a very long name", 60, 9)
    assert text.endswith(ELLIPSIS)
    assert text_width(text, 9) <= 60
    assert text_width(text.replace(ELLIPSIS, "ron" + ELLIPSIS), 9) > 60
    assert shorten("short", 60, 9) == "short"


def test_lines_are_of_much_the_same_length():
    lines = wrap_evenly("one two three four five six seven", 100, 9)
    widths = [text_width(line, 9) for line in lines]
    assert " ".join(lines) == "one two three four five six seven"
    assert len(lines) == 2
    assert max(widths) <= 100
    assert min(widths) > 0.6 * max(widths)
    assert wrap_evenly("", 100, 9) == []
    assert wrap_evenly("unbreakably", 5, 9) == ["unbreakably"]


def test_a_text_between_symbols_keeps_its_place_without_the_spaces_at_its_ends():
    """A text of an SVG loses them."""
    pieces = (Typeset("L", "", "", "L"), " on the edges ", Typeset("w", "", "", "w"))
    runs, width = set_runs(pieces, 10, lambda text, *_: float(len(text)))
    assert [(run.text, run.x) for run in runs] == [("L", 0), ("on the edges", 2), ("w", 15)]
    assert width == 16
