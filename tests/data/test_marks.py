"""The decimal mark and the thousands separator are decided once for a file, or refused."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.data import chunks
from neurosim.errors import DataError, InputError


def read(text, **options):
    data = ns.read_csv(io.StringIO(text), **options)
    return np.hstack([data.X, data.Z]).tolist()


def error(text, **options):
    with pytest.raises(DataError) as caught:
        read(text, **options)
    return str(caught.value).removeprefix("<stream>, ")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("a;b\n12,5;1.234\n", [12.5, 1234]),
        ("a;b\n1.234;12,5\n", [1234, 12.5]),
        ("a;b\n1.234;1.234.567\n", [1234, 1234567]),
        ("a;b\n1.234;-1.234,5\n", [1234, -1234.5]),
        ("a;b\n1.234;0.5\n", [1.234, 0.5]),
        ("a;b\n1.234;0.123\n", [1.234, 0.123]),
        ("a;b\n1.234;1234.5\n", [1.234, 1234.5]),
        ("a;b\n1.234;1.234e2\n", [1.234, 123.4]),
        ("a;b\n1,234;1.5\n", [1234, 1.5]),
        ("a;b\n1,234;0,123\n", [1.234, 0.123]),
        ('a,b\n12.5,"1,234"\n', [12.5, 1234]),
        ('a,b\n"12,5","1.234"\n', [12.5, 1234]),
        ('a,b\n"1,234,567",5.678\n', [1234567, 5.678]),
        # between commas a decimal comma needs quotes, so that a point alone is the decimal mark
        ("a,b\n1.234,5.678\n", [1.234, 5.678]),
        # no mark at all
        ("a;b\n1234;5678\n", [1234, 5678]),
    ],
)
def test_one_number_decides_for_all(text, numbers):
    assert read(text) == [numbers]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a;b\n1;2\n1.234;5.678\n",
            "line 3, column 'a': '1.234' may be 1.234 or 1234, and no other number in the chosen "
            "columns tells which; give decimal='.' (--decimal .) for 1.234, or thousands='.' "
            "(--thousands .) for 1234",
        ),
        (
            "a;b\n1;-12,345\n",
            "line 2, column 'b': '-12,345' may be -12.345 or -12345, and no other number in the "
            "chosen columns tells which; give decimal=',' (--decimal ,) for -12.345, or "
            "thousands=',' (--thousands ,) for -12345",
        ),
        (
            'a,b\n1.234,"5,678"\n',
            "line 2, column 'b': '5,678' may be 5.678 or 5678, and no other number in the chosen "
            "columns tells which; give decimal=',' (--decimal ,) for 5.678, or thousands=',' "
            "(--thousands ,) for 5678",
        ),
    ],
)
def test_what_stays_open_is_refused_and_either_way_out_gives_its_reading(text, message):
    assert error(text) == message
    mark = message.split("decimal='")[1][0]
    other = {".": ",", ",": "."}[mark]
    as_decimal = read(text, decimal=mark)
    assert as_decimal == read(text, thousands=other) == read(text, decimal=mark, thousands=other)
    as_thousands = read(text, thousands=mark)
    assert as_thousands == read(text, decimal=other)
    shown = [float(part.rstrip(",")) for part in message.split("may be ")[1].split()[:3:2]]
    assert shown[0] in np.ravel(as_decimal)
    assert shown[1] in np.ravel(as_thousands)


def test_numbers_that_contradict_each_other_are_both_named():
    assert error("a;b\n1;2,5\n3.25;4\n") == (
        "line 3, column 'a': '3.25' is a number with a decimal point, but '2,5' (line 2, column "
        "'b') is one with a decimal comma; write all numbers of the file in the same way"
    )


def test_columns_that_are_not_chosen_decide_nothing():
    text = "id;a;b\n0,5;1.25;1\nx;2.25;2\n"
    assert read(text, inputs="a", targets="b") == [[1.25, 1], [2.25, 2]]


@pytest.mark.parametrize("cell", ["1 234 567,5", "1\u00a0234\u00a0567,5", "1\u202f234\u202f567,5"])
def test_spaces_between_groups_are_taken_when_chosen(cell):
    assert read(f"a;b\n{cell};2\n", thousands=" ") == [[1234567.5, 2]]
    assert "has thousands separators; read the file with thousands=' ' (--thousands ' ')" in error(
        f"a;b\n{cell};2\n"
    )


@pytest.mark.parametrize("cell", ["1'234'567.5", "1’234’567.5"])
def test_apostrophes_between_groups_are_taken_when_chosen(cell):
    assert read(f"a,b\n{cell},2\n", thousands="'") == [[1234567.5, 2]]
    assert 'thousands="\'" (--thousands "\'")' in error(f"a,b\n{cell},2\n")


@pytest.mark.parametrize("cell", ["12,34,567", "1,23", "0,123", "1234,567", ",123", "1,234e2"])
def test_groups_have_three_digits(cell):
    assert "has" in error(f'a,b\n"{cell}",2\n', decimal=".") or "is not a number" in error(
        f'a,b\n"{cell}",2\n', decimal="."
    )


def test_a_mark_that_is_not_the_given_one_is_named():
    assert error("a;b\n3,5;2\n", decimal=".") == (
        "line 2, column 'a': '3,5' has a comma, but the file is read with decimal='.' (--decimal .)"
    )
    assert error("a;b\n3.5;2\n", decimal=",") == (
        "line 2, column 'a': '3.5' has a point, but the file is read with decimal=',' (--decimal ,)"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"decimal": ";"}, "the decimal mark is ';'; give '.' or ','"),
        (
            {"thousands": "_"},
            "the thousands separator is '_'; give one of ',', '.', \"'\", '’', ' '",
        ),
        ({"thousands": ""}, "the thousands separator is ''; give one of "),
        (
            {"decimal": ",", "thousands": ","},
            "the decimal mark and the thousands separator are both ','; give two marks",
        ),
    ],
)
def test_marks_that_cannot_be_ones(options, message):
    with pytest.raises(InputError) as caught:
        read("a;b\n1;2\n", **options)
    assert str(caught.value).startswith(message)


@given(
    st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 999)), min_size=1, max_size=12),
    st.sampled_from([(".", ","), (",", "."), (".", ""), (",", "")]),
    st.integers(1, 4),
)
def test_what_a_country_writes_is_read_or_refused_never_changed(rows, marks, size):
    decimal, thousands = marks
    written, numbers = [], []
    for whole, part in rows:
        digits = f"{whole:,}".replace(",", thousands)
        written.append(f"{digits};{part}{decimal}{part % 7}")
        numbers.append([float(whole), float(f"{part}.{part % 7}")])
    text = "a;b\n" + "".join(line + "\n" for line in written)
    before = chunks.CHUNK_ROWS
    chunks.CHUNK_ROWS = size
    try:
        assert read(text) == numbers
    finally:
        chunks.CHUNK_ROWS = before
