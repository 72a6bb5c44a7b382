"""How numbers are rounded and written."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import InputError
from neurosim.mathematics.numbers import NumberStyle, Shown

sizes = st.floats(0, 999_999) | st.floats(0, 1) | st.integers(0, 99_999).map(lambda n: n / 1000)


@given(sizes, st.integers(1, 15))
def test_a_number_is_its_shortest_decimal_rounded_half_up(value, digits):
    shown = NumberStyle(digits).show(value, fixed=True)
    if shown.exponent is None:
        decimals = len(shown.digits.partition(".")[2])
        place = Decimal(10) ** -decimals
        assert shown.digits == f"{Decimal(repr(value)).quantize(place, ROUND_HALF_UP):f}"
        assert decimals >= digits
        # more only where they are needed
        small = abs(value - 1) if digits > 2 and abs(value - 1) < 10.0 ** (1 - digits) else value
        assert decimals == digits or small * 10.0**digits < 10.0 ** (digits - 2) * 1.0000001
    else:
        assert value < 10.0**-digits


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.33412, "0.3341"),
        (0.033412, "0.0334"),
        (0.0033412, "0.00334"),
        (0.00033412, "0.000334"),
        (0.0000999999996, "0.000100"),
        (0.00099996, "0.00100"),
        (0.9923, "0.9923"),
        (0.998212, "0.9982"),
        (0.9998214, "0.999821"),
        (1.00004563, "1.0000456"),
        (0.99990004, "0.999900"),
        (0.99900004, "0.9990"),
        (1 - 9.36e-14, "0.999999999999906"),
        (1 - 1e-16, "1.0"),
        (0.0001, "0.0001"),
        (0.005, "0.005"),
    ],
)
def test_small_numbers_and_distances_from_1_have_enough_digits(value, shown):
    assert NumberStyle(4).show(value) == Shown(False, shown)
    assert NumberStyle(4).show(-value) == Shown(True, shown)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 15))
def test_a_number_rounded_by_hand_is_the_number_as_it_is_written(value, digits):
    style = NumberStyle(digits)
    shown = style.show(value, fixed=True)
    written = f"{'-' * shown.negative}{shown.digits}e{shown.exponent or 0}"
    assert style.round(value) == float(written)
    # the largest floats round to what no float holds
    if digits < 10 and math.isfinite(style.round(value)):
        assert style.show(style.round(value), fixed=True) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (999999.94, Shown(False, "999999.9")),
        (999999.95, Shown(False, "1.0", 6)),
        (9_960_000.0, Shown(False, "1.0", 7)),
        (0.05, Shown(False, "5.0", -2)),
        (0.15, Shown(False, "0.2")),
        (-0.049, Shown(True, "4.9", -2)),
        (-0.0, Shown(False, "0.0")),
        (5e-324, Shown(False, "5.0", -324)),
        (float("-inf"), Shown(True, "∞")),
        (float("nan"), Shown(False, "undefined")),
    ],
)
def test_the_ends_of_the_scale(value, shown):
    assert NumberStyle(1).show(value) == shown


def test_a_half_goes_up_in_both_roundings_and_is_not_marked():
    net = ns.mlp([1, 1], "identity", initializer=0.145)
    t = ns.trace(net, [1.0])
    for rounding in ("once", "stepwise"):
        text = ns.explain(t, digits=2, rounding=rounding, only="initialization").to_text()
        assert "  wo[0][0] = 0.15   bo[0] = 0.15\n" in text


def test_a_product_of_short_decimals_is_rounded_as_it_is_printed():
    # the nearest floats to 0.1 and 0.35 have a product just below 0.035
    net = ns.mlp([1, 1], "identity", initializer=0.1)
    net.bo[0] = 0.0
    t = ns.trace(net, [0.35])
    assert t.value("so[0]") < 0.035
    lines = ns.explain(t, digits=2, rounding="stepwise", only="so[0]").to_text()
    assert re.search(r"= 0\.35 · 0\.1 \+ 0\.0\n +=( 0\.04†) \+ 0\.0\n +=\1\n", lines)


def test_digits_up_to_15_are_shown_in_both_roundings(example):
    t = ns.trace(example, [1, 1])
    for rounding in ("once", "stepwise"):
        text = ns.explain(t, digits=15, rounding=rounding, only="ah[0][0]").to_text()
        assert "= 0.268941421369995\n" in text


@pytest.mark.parametrize("digits", [16, 28, 400])
def test_more_digits_than_a_float_has_are_refused(example, digits):
    message = f"digits is {digits}; it must be at most 15, as a 64-bit number has no more to show"
    with pytest.raises(InputError, match=message):
        ns.explain(ns.trace(example, [1, 1]), digits=digits, rounding="stepwise")


def test_a_number_of_a_formula_has_all_its_digits():
    assert NumberStyle(2).constant(0.1234567890123456).digits == "0.1234567890123456"
    assert NumberStyle(2).constant(1e-12) == Shown(False, "1", -12)
    assert NumberStyle(2).constant(-100.0) == Shown(True, "100")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.4 + 0.2, "0.6"),
        (0.1 * 3, "0.3"),
        (1 - 0.9, "0.1"),
        (1.1 * 1.1, "1.21"),
        (0.60001, "0.6000"),
        (0.6 + 1e-12, "0.6000"),
        (0.1 * 0.0003, "3.0"),
    ],
)
def test_the_noise_of_the_last_bits_makes_no_number_inexact(value, shown):
    assert NumberStyle(4).show(value).digits == shown
    assert NumberStyle(4).show(value, fixed=True).digits != shown or shown == "0.6000"


def test_a_sum_of_short_decimals_is_written_short():
    net = ns.mlp([2, 1], "identity", initializer=0.4)
    net.wo[0][1], net.bo[0] = 0.2, 0.0
    t = ns.trace(net, [1.0, 1.0])
    assert repr(t.value("so[0]")) != "0.6"
    assert "= 0.4 + 0.2 + 0.0\n        = 0.6\n" in ns.explain(t).to_text()


@pytest.mark.parametrize("rounding", ["once", "stepwise"])
@pytest.mark.parametrize(
    ("digits", "value", "written", "said"),
    [
        (2, 0.00079513, "7.95·10⁻⁴", "Numbers with a power of ten have 3 significant digits."),
        (1, 0.0095123, "9.5·10⁻³", "Numbers with a power of ten have 2 significant digits."),
        (
            4,
            123456789.123,
            "1.2346·10⁸",
            "Small numbers have 3 significant digits, and numbers with a power of ten have 5 "
            "significant digits.",
        ),
    ],
)
def test_the_head_says_how_numbers_with_powers_of_ten_are_rounded(
    digits, value, written, said, rounding
):
    net = ns.mlp([1, 1], "identity", initializer=value)
    d = ns.explain(ns.trace(net, [1.0]), digits=digits, rounding=rounding)
    text = d.to_text(width=1000)
    assert f"wo[0][0] = {written}" in text
    assert said in text.splitlines()[3]
