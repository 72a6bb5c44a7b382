"""Text is cleaned, measured and shortened; numbers are rounded once."""

import pytest

from neurosim.drawing.lettering import (
    ELLIPSIS,
    clean,
    format_number,
    format_raw,
    shorten,
    text_width,
    with_known_glyphs,
    wrap_evenly,
)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.26894142137, 4, "0.2689"),
        (-1.0, 4, "-1.0000"),
        (0.0, 4, "0.0000"),
        (-0.0, 4, "0.0000"),
        (-0.0, 0, "0"),
        (0.0033412, 4, "0.00334"),
        (0.00005, 4, "5.00e-05"),
        (-0.00004, 4, "-4.00e-05"),
        (1e-300, 4, "1.00e-300"),
        (999999.5, 2, "999999.50"),
        (1e6, 4, "1.00e+06"),
        (-2.5e17, 4, "-2.50e+17"),
        (0.125, 2, "0.12"),
        (2.5, 0, "2"),
    ],
)
def test_numbers_have_fixed_decimals_or_an_exponent(value, digits, text):
    assert format_number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(70.0, "70"), (0.5, "0.5"), (1 / 3, "0.3333"), (70.00001, "70.0000"), (1e9, "1.00e+09")],
)
def test_raw_numbers_are_short_where_that_is_exact(value, text):
    assert format_raw(value, 4) == text


def test_raw_numbers_without_decimals_keep_their_zeros():
    assert format_raw(100.0, 0) == "100"


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
