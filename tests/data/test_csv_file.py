"""A CSV file becomes a dataset: which columns are inputs, targets and classes."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurosim.data import Dataset, read_columns, read_csv, to_csv_text
from neurosim.errors import DataError, InputError, UnknownNameError
from neurosim.model.columns import TargetColumn

EXAMPLES = Path(__file__).parents[2] / "examples" / "data"
FOUR = "a,b,c,d\n1,2,3,4\n5,6,7,8\n"


def read(text, **options):
    return read_csv(io.StringIO(text), **options)


def error(text, **options):
    """Return the message of the DataError that reading ``text`` raises."""
    with pytest.raises(DataError) as caught:
        read(text, **options)
    return str(caught.value)


# The files of the examples


def test_the_scores_of_the_source_are_read():
    data = read_csv(EXAMPLES / "scores.csv")
    assert data.input_names == ("I0", "I1")
    assert data.target_columns == (TargetColumn("Z0"),)
    assert data.X.tolist() == [[70, 98], [50, 85], [65, 67], [25, 95]]
    assert data.Z.tolist() == [[91], [82], [80], [68]]


def test_the_iris_file_has_the_values_of_scikit_learn():
    iris = pytest.importorskip("sklearn.datasets").load_iris()
    data = read_csv(EXAMPLES / "iris.csv")
    assert np.array_equal(data.X, iris.data)
    assert data.labels() == iris.target_names[iris.target].tolist()


# Choosing columns


@pytest.mark.parametrize(
    ("options", "inputs", "targets"),
    [
        ({}, "abc", "d"),
        ({"targets": ["b"]}, "acd", "b"),
        ({"targets": "b"}, "acd", "b"),
        ({"targets": ["d", "a"]}, "bc", "da"),
        ({"targets": 2}, "ab", "cd"),
        ({"targets": np.int64(2)}, "ab", "cd"),
        ({"targets": [0]}, "bcd", "a"),
        ({"targets": [-2]}, "abd", "c"),
        ({"inputs": ["c", 0]}, "ca", "bd"),
        ({"inputs": "a"}, "a", "bcd"),
        ({"inputs": ["a"], "targets": ["c"]}, "a", "c"),
        ({"inputs": ("a", "b"), "targets": 1}, "ab", "d"),
    ],
)
def test_inputs_and_targets_are_chosen_by_name_position_or_count(options, inputs, targets):
    data = read(FOUR, **options)
    first_row = dict(zip("abcd", [1, 2, 3, 4], strict=True))
    assert "".join(data.input_names) == inputs
    assert "".join(data.output_names) == targets
    assert data.X[0].tolist() == [first_row[name] for name in inputs]
    assert data.Z[0].tolist() == [first_row[name] for name in targets]


@pytest.mark.parametrize(
    ("options", "expected", "message"),
    [
        (
            {"inputs": ["a"], "targets": ["b", "a"]},
            InputError,
            "<stream>: the column 'a' is chosen as input and as target; choose it for one of them",
        ),
        (
            {"inputs": ["a", 0]},
            InputError,
            "<stream>: the input column 'a' is chosen twice; choose it once",
        ),
        (
            {"targets": [-1, "d"]},
            InputError,
            "<stream>: the target column 'd' is chosen twice; choose it once",
        ),
        ({"inputs": ["e"]}, UnknownNameError, "unknown input column 'e'; known: a, b, c, d"),
        (
            {"targets": [4]},
            UnknownNameError,
            "there is no target column at position 4; <stream> has the positions 0 to 3: "
            "a, b, c, d",
        ),
        ({"inputs": []}, InputError, "no input column is chosen; choose from: a, b, c, d"),
        (
            {"inputs": 2},
            InputError,
            "the input columns are 2; give a list of names or positions, such as ['a'] or [0]",
        ),
        ({"targets": 0}, InputError, "the number of targets is 0; it must be at least 1"),
        ({"targets": True}, InputError, "the number of targets is True; it must be a whole number"),
        ({"targets": 5}, InputError, "<stream>: 5 targets chosen of 4 columns; choose fewer"),
        (
            {"targets": 4},
            DataError,
            "<stream>: no column is left for the inputs; the columns are: a, b, c, d "
            "(if this is really more than one column, give the delimiter)",
        ),
        (
            {"inputs": list("abcd")},
            DataError,
            "<stream>: no column is left for the targets; the columns are: a, b, c, d "
            "(if this is really more than one column, give the delimiter)",
        ),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(options, expected, message):
    with pytest.raises(expected) as caught:
        read(FOUR, **options)
    assert str(caught.value) == message


def test_one_column_is_not_enough():
    assert error("a|b\n1|2\n") == (
        "<stream>: no column is left for the inputs; the columns are: a|b "
        "(if this is really more than one column, give delimiter='|' (--delimiter '|'))"
    )


def test_columns_that_are_not_chosen_may_hold_anything():
    data = read("id,a,b\nx1,1,2\n,3,4\n", inputs=["a"], targets=["b"])
    assert data.X.tolist() == [[1], [3]]


def test_columns_in_one_text_are_refused_with_the_list():
    with pytest.raises(UnknownNameError) as caught:
        read("a,b,z\n1,2,3\n2,3,4\n", inputs="a, b", targets="z")
    assert str(caught.value) == "unknown input column 'a, b'; give a list: ['a', 'b']"


def test_text_in_an_input_column_is_refused():
    assert error("I0,I1,Z0\n70,98,91\n50,high,82\n") == (
        "<stream>, line 3, column 'I1': 'high' is not a number; inputs must be numbers, or text "
        "columns that are listed in categories (--categories); or leave the column out: name only "
        "the others in inputs (--inputs) and targets (--targets)"
    )


# Where the text comes from


def test_a_file_is_named_as_it_was_given(tmp_path, monkeypatch):
    (tmp_path / "scores.csv").write_text("I0,I1,Z0\n70,98,91\n50,,82\n")
    monkeypatch.chdir(tmp_path)
    for path in ("scores.csv", Path("scores.csv")):
        with pytest.raises(DataError) as caught:
            read_csv(path)
        assert str(caught.value) == (
            "scores.csv, line 3, column 'I1': the cell is empty, the only missing value; correct "
            "the file, or give missing='drop', 'mean' or 'median' (--missing drop, mean or median)"
        )


def test_a_stream_is_named_by_its_name_and_left_open():
    stream = io.StringIO("a,b\n1\n")
    stream.name = "<stdin>"
    with pytest.raises(DataError, match=r"^<stdin>, line 2: "):
        read_columns(stream)
    assert not stream.closed


def test_a_stream_without_a_textual_name_is_called_stream(tmp_path):
    path = tmp_path / "empty.csv"
    path.touch()
    with (
        path.open() as opened,
        open(opened.fileno(), closefd=False) as stream,
        pytest.raises(DataError, match=r"^<stream>: the file is empty"),
    ):
        read_columns(stream)


def test_a_missing_file_is_named(tmp_path):
    path = tmp_path / "missing.csv"
    with pytest.raises(DataError) as caught:
        read_csv(path)
    assert str(caught.value) == f"{path}: there is no such file; check its name and folder"


def test_a_directory_is_no_file(tmp_path):
    with pytest.raises(DataError) as caught:
        read_csv(tmp_path)
    assert str(caught.value) == f"{tmp_path}: this is a directory; give the name of a CSV file"


def test_a_file_that_cannot_be_opened_says_why(tmp_path):
    (tmp_path / "scores.csv").touch()
    path = tmp_path / "scores.csv" / "more.csv"
    with pytest.raises(DataError) as caught:
        read_csv(path)
    assert str(caught.value) == f"{path}: the file cannot be read: not a directory"


def test_a_stream_of_bytes_is_refused():
    with pytest.raises(
        InputError, match=r"^the stream gives bytes, not text; open it in text mode$"
    ):
        read_csv(io.BytesIO(b"a,b\n1,2\n"))


def test_anything_else_is_no_source():
    with pytest.raises(
        InputError,
        match=r"^expected the path of a CSV file or a text stream, got an object of type list$",
    ):
        read_csv([[1, 2]])


def test_the_decimal_mark_is_a_point_or_a_comma():
    with pytest.raises(InputError, match=r"^the decimal mark is ';'; give '\.' or ','$"):
        read(FOUR, decimal=";")


# What is written is read


@given(st.lists(st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 3), min_size=1))
def test_a_written_dataset_is_read_back_exactly(rows):
    data = read(to_csv_text(["I0", "I1", "Z0"], rows))
    assert isinstance(data, Dataset)
    assert np.hstack([data.X, data.Z]).tobytes() == np.array(rows).tobytes()
