"""Columns of text become numbers, or an error that names the cell."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurosim.data import read_columns
from neurosim.data.number_text import is_number
from neurosim.errors import DataError, InputError, UnknownNameError


def table(text, **options):
    return read_columns(io.StringIO(text), **options)


def number(cell, **options):
    """Return the one number of a table whose only cell is ``cell``."""
    return table(f'a\n"{cell}"\n', **options).numbers(["a"]).item()


def problem(cell, **options):
    """Return what is wrong with the only cell of a table, without its place."""
    with pytest.raises(DataError) as caught:
        number(cell, **options)
    place = "<stream>, line 2, column 'a': "
    assert str(caught.value).startswith(place)
    return str(caught.value).removeprefix(place)


def test_a_table_knows_its_source_header_rows_and_lines():
    read = table("a,b\n1,x\n\n2,y\n")
    assert (read.origin, read.header) == ("<stream>", ("a", "b"))
    assert read.rows == [["1", "x"], ["2", "y"]]
    assert read.lines == [2, 4]
    assert len(read) == 2


def test_columns_become_a_matrix_in_the_order_chosen():
    read = table("a,b,c\n1,2,3\n4,5,6\n")
    assert read.numbers(["c", 0]).tolist() == [[3, 1], [6, 4]]
    assert read.numbers("b").tolist() == [[2], [5]]


def test_a_column_as_text():
    read = table("a,b\n1,x\n2,y\n")
    assert read.text("b") == read.text(-1) == ["x", "y"]


def test_positions_count_from_either_end():
    read = table("a,b,c\n1,2,3\n")
    assert read.positions([0, -1, np.int64(1)]) == [0, 2, 1]


@pytest.mark.parametrize("position", [3, -4])
def test_a_position_outside_is_refused(position):
    with pytest.raises(UnknownNameError) as caught:
        table("a,b,c\n1,2,3\n").text(position)
    assert str(caught.value) == (
        f"there is no column at position {position}; <stream> has the positions 0 to 2: a, b, c"
    )


@pytest.mark.parametrize("column", [True, 1.0, None])
def test_a_column_is_a_name_or_a_position(column):
    with pytest.raises(
        InputError, match=rf"^the column {column!r} is neither a name nor a position$"
    ):
        table("a,b\n1,2\n").numbers([column])


# What is a number


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("70", 70),
        ("-3.5", -3.5),
        ("+.5", 0.5),
        ("5.", 5),
        ("1e3", 1000),
        ("2.5E-2", 0.025),
        ("1e-999", 0),
        ("9" * 400 + "e-400", 1),
    ],
)
def test_numbers_with_point_and_exponent(cell, value):
    assert number(cell) == value


@pytest.mark.parametrize("cell", ["3,5", "0,35e1", "+3,5"])
def test_a_decimal_comma_is_read_when_chosen(cell):
    assert number(cell, decimal=",") == 3.5


def test_a_decimal_comma_is_read_between_semicolons():
    assert table("a;b\n3,5;1,25\n").numbers(["a", "b"]).tolist() == [[3.5, 1.25]]


@pytest.mark.parametrize(
    "cell", ["abc", "1_000", "0x1F", "1e", "e5", ".", "+", "1 2", "1.2.3", "12,34,5"]
)
def test_anything_else_is_no_number(cell):
    assert problem(cell) == (
        f"{cell!r} is not a number; every cell of this column must be a number"
    )


@pytest.mark.parametrize("cell", ["-nan", "inf", "+Inf", "-infinity"])
def test_words_for_nan_and_infinity_are_refused(cell):
    assert problem(cell) == f"{cell!r} is not a finite number; give a number or remove the row"


@pytest.mark.parametrize("cell", ["", "  "])
def test_an_empty_cell_is_refused(cell):
    assert problem(cell) == (
        "the cell is empty, the only missing value; correct the file, or give missing='drop', "
        "'mean' or 'median' (--missing drop, mean or median)"
    )


@pytest.mark.parametrize("cell", ["1e999", "-1e999", "9" * 309])
def test_a_number_too_large_for_a_float_is_refused(cell):
    shown = cell if len(cell) < 40 else "9" * 37 + "..."
    assert problem(cell) == f"'{shown}' is too large for a 64-bit float; give a smaller number"


# Which cell it is


def test_the_first_bad_cell_of_a_column_is_named():
    with pytest.raises(DataError) as caught:
        table('a,b\n1,"2\n"\n3,x\n4,y\n').numbers(["a", "b"], advice="inputs must be numbers")
    assert str(caught.value) == (
        "<stream>, line 4, column 'b': 'x' is not a number; inputs must be numbers"
    )


def test_the_first_number_that_is_too_large_is_named():
    with pytest.raises(DataError, match=r"^<stream>, line 3, column 'b': '1e400' is too large"):
        table("a,b\n1,2\n3,1e400\n1e500,4\n").numbers(["b", "a"])


def test_a_name_with_a_line_end_stays_on_one_line_of_the_message():
    with pytest.raises(DataError, match=r"^<stream>, line 3, column 'two\\nlines': "):
        table('"two\nlines"\nx\n').numbers([0])


def test_a_long_cell_is_shortened():
    assert problem("x" * 1000).startswith("'" + "x" * 37 + "...' is not a number; ")


def test_a_long_cell_of_digits_is_refused_at_once():
    assert not is_number("1" * 1_000_000 + "x")


@given(st.integers(0, 30), st.integers(0, 3), st.integers(1, 31))
def test_the_place_of_a_single_bad_cell_is_exact(row, column, blank_after):
    rows = [["1", "2", "3", "4"] for _ in range(31)]
    rows[row][column] = "?"
    lines = ["a,b,c,d", *map(",".join, rows)]
    lines.insert(blank_after, "")
    line = lines.index(",".join(rows[row])) + 1
    with pytest.raises(DataError) as caught:
        table("\n".join(lines)).numbers(["a", "b", "c", "d"])
    assert str(caught.value).startswith(f"<stream>, line {line}, column {'abcd'[column]!r}: '?' ")
