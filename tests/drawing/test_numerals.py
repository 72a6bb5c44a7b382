"""Numbers in pictures: rounded once, with a real minus and raised powers of ten."""

import pytest

from neurosim.drawing.numerals import number_text, raw_text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.26894142137, 4, "0.2689"),
        (-1.0, 4, "−1.0000"),
        (0.0, 4, "0.0000"),
        (-0.0, 4, "0.0000"),
        (-0.0, 0, "0"),
        (0.0033412, 4, "0.00334"),
        (0.00005, 4, "5.00×10⁻⁵"),
        (-0.00004, 4, "−4.00×10⁻⁵"),
        (1e-300, 4, "1.00×10⁻³⁰⁰"),
        (999999.5, 2, "999999.50"),
        (1e6, 4, "1.00×10⁶"),
        (-2.5e17, 4, "−2.50×10¹⁷"),
        (0.125, 2, "0.12"),
        (2.5, 0, "2"),
    ],
)
def test_numbers_have_fixed_decimals_or_an_exponent(value, digits, text):
    assert number_text(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(70.0, "70"), (0.5, "0.5"), (1 / 3, "0.3333"), (70.00001, "70.0000"), (1e9, "1.00×10⁹")],
)
def test_raw_numbers_are_short_where_that_is_exact(value, text):
    assert raw_text(value, 4) == text


def test_raw_numbers_without_decimals_keep_their_zeros():
    assert raw_text(100.0, 0) == "100"
