"""Tables are written so that every number and name survives."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from neurosim.data import read_columns, to_csv_text
from neurosim.data.number_text import looks_numeric
from neurosim.errors import InputError

finite = st.floats(allow_nan=False, allow_infinity=False)
names = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1).filter(
    lambda name: name == name.strip() and not looks_numeric(name)
)


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2), elements=finite))
def test_numbers_read_back_are_the_same_floats(values):
    header = [f"c{i}" for i in range(values.shape[1])]
    table = read_columns(io.StringIO(to_csv_text(header, values), newline=""))
    assert table.numbers(header).tobytes() == values.tobytes()


@given(st.lists(names, min_size=1, max_size=5, unique=True))
def test_names_with_quotes_delimiters_and_line_ends_read_back(header):
    text = to_csv_text(header, [range(len(header))])
    table = read_columns(io.StringIO(text, newline=""), delimiter=",")
    assert table.header == tuple(header)


@pytest.mark.parametrize("name", ["a;b", "a\tb", "a,b", 'a "b" c', "a\r\nb"])
def test_a_single_name_with_a_delimiter_in_it_stays_one_column(name):
    text = to_csv_text([name], [[1]])
    assert read_columns(io.StringIO(text, newline="")).header == (name,)


def test_every_kind_of_number_is_written_plainly():
    row = [1, 0.1, np.float64(0.1), np.float32(0.5), np.int64(-3), 1e300, True, -0.0]
    assert to_csv_text(list("abcdefgh"), [row]).splitlines()[1] == "1,0.1,0.1,0.5,-3,1e+300,1,-0.0"


def test_lines_end_with_a_line_feed():
    assert to_csv_text(["epoch", "loss"], [(0, 0.5), (1, 0.25)]) == "epoch,loss\n0,0.5\n1,0.25\n"


def test_none_is_an_empty_cell():
    assert to_csv_text(["epoch", "validation"], [(0, None)]) == "epoch,validation\n0,\n"


def test_a_row_of_one_empty_cell_is_not_a_blank_line():
    assert to_csv_text(["loss"], [[None], [1]]) == 'loss\n""\n1\n'


def test_text_is_quoted_where_it_must_be():
    text = to_csv_text(["name"], [["plain"], ["a,b"], ['say "x"'], ["two\nlines"], [" edge"]])
    assert text == 'name\nplain\n"a,b"\n"say ""x"""\n"two\nlines"\n" edge"\n'


def test_a_row_of_another_length_is_named():
    with pytest.raises(
        InputError, match=r"^row 1 has 1 cell; expected 2, one for each name in the header$"
    ):
        to_csv_text(["a", "b"], [(1, 2), (3,)])


def test_a_cell_that_is_neither_text_nor_number_is_named():
    with pytest.raises(InputError, match=r"^row 0 has the cell '\[1\]'; give a text or a number$"):
        to_csv_text(["a"], [[[1]]])


FORMULAS = ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-", "＝1+1", "'=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_is_written_as_text(text):
    header, cell = to_csv_text([text], [[text]]).replace('"', "").split("\n", 1)
    assert header.startswith("'")
    assert cell.startswith("'")


@pytest.mark.parametrize("number", ["-1.5", "+3", "-1,5", "-.5e-3", "7"])
def test_the_label_of_a_class_that_is_a_number_stays_one(number):
    assert to_csv_text(["label"], [[number]]).splitlines()[1].strip('"') == number


def test_names_and_labels_that_were_made_harmless_are_read_back():
    texts = [*FORMULAS, "''-1.5", "'quoted'", "'"]
    text = to_csv_text(texts, [texts])
    table = read_columns(io.StringIO(text, newline=""), header=True, delimiter=",")
    assert table.header == tuple(texts)
    assert table.rows == [texts]


formulas = st.text(st.sampled_from("'=+-@\t\rx1"), min_size=1).map(str.rstrip).filter(bool)


@given(formulas)
def test_every_text_that_may_be_a_formula_is_read_back(text):
    table = read_columns(io.StringIO(to_csv_text(["name"], [[text]]), newline=""))
    assert table.rows == [[text]]
