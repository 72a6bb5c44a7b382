"""A target column of a CSV file is a column of numbers or of classes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurosim.data import read_csv, to_csv_text
from neurosim.errors import DataError, InputError, NeurosimWarning, UnknownNameError
from neurosim.model.columns import TargetColumn

COLOURS = "x,colour\n1,red\n2,blue\n3,red\n"


def read(text, **options):
    return read_csv(io.StringIO(text), **options)


def error(text, **options):
    """Return the message of the DataError that reading ``text`` raises."""
    with pytest.raises(DataError) as caught:
        read(text, **options)
    return str(caught.value)


def test_a_target_column_of_words_is_one_hot_with_sorted_classes():
    data = read(COLOURS)
    assert data.target_columns == (TargetColumn("colour", ("blue", "red")),)
    assert data.Z.tolist() == [[0, 1], [1, 0], [0, 1]]


def test_numbers_and_classes_may_be_targets_together():
    data = read("x,colour,z,size\n1,red,7,M\n2,blue,8,S\n", targets=3)
    assert data.output_names == ("colour=blue", "colour=red", "z", "size=M", "size=S")
    assert data.Z.tolist() == [[0, 1, 7, 1, 0], [1, 0, 8, 0, 1]]


@pytest.mark.parametrize("classes", [["digit"], "digit", [1], [-1]])
def test_a_column_of_numbers_is_one_of_classes_when_chosen(classes):
    data = read("x,digit\n1,10\n2,9\n3,10\n", classes=classes)
    assert data.target_columns == (TargetColumn("digit", ("9", "10")),)
    assert data.labels() == ["10", "9", "10"]


def test_known_classes_give_a_test_file_the_outputs_of_the_trained_network():
    known = {column.name: column.classes for column in read(COLOURS).target_columns}
    data = read("x,colour\n1,red\n2,red\n", classes=known)
    assert data.output_names == ("colour=blue", "colour=red")
    assert data.Z.tolist() == [[0, 1], [0, 1]]


@pytest.mark.parametrize("classes", [None, [], {}])
def test_without_a_choice_of_classes_a_column_of_numbers_stays_one(classes):
    assert read("x,z\n1,2\n", classes=classes).target_columns == (TargetColumn("z"),)


def test_a_label_that_says_missing_is_one_when_it_is_listed():
    text = "x,grain\n1,nan\n2,naan\n"
    data = read(text, classes={"grain": ["naan", "nan"]})
    assert data.labels() == ["nan", "naan"]
    assert error(text, classes=["grain"]) == (
        "<stream>, line 2, column 'grain': 'nan' is a missing value, the only one; correct the "
        "file, or give missing='drop' (--missing drop); if it is a label, list it with the others "
        "in classes (--classes)"
    )


def test_labels_that_differ_in_capitals_only_are_warned_of():
    with pytest.warns(NeurosimWarning) as caught:
        data = read("x,ok\n1,Yes\n2,yes\n")
    assert data.target_columns[0].classes == ("Yes", "yes")
    assert str(caught[0].message) == (
        "<stream>, column 'ok': the labels 'Yes' and 'yes' differ only in capital letters; "
        "they count as two labels"
    )


def test_up_to_a_thousand_classes_are_found():
    text = to_csv_text(["x", "label"], [(n, f"label {n}") for n in range(1000)])
    assert len(read(text).output_names) == 1000


def test_more_are_taken_for_plain_text_unless_chosen():
    text = to_csv_text(["x", "label"], [(n, f"label {n}") for n in range(1001)])
    assert error(text) == (
        "<stream>, column 'label': there are more than 1000 different texts, too many for classes; "
        "choose another target, or list the column in classes (--classes) if it has classes"
    )
    assert len(read(text, classes=["label"]).output_names) == 1001


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (
            "x,z\n1,5\n2,high\n3,low\n",
            {},
            "<stream>, line 3, column 'z': 'high' is not a number; other cells of this column are "
            "numbers; correct it, or list the column in classes (--classes)",
        ),
        (
            "x,z\n1,red\n2,red\n",
            {},
            "<stream>, column 'z': at least 2 classes are needed; got 1: red",
        ),
        (
            "x,z\n1,1\n2,1.0\n",
            {"classes": "z"},
            "<stream>, column 'z': the classes '1' and '1.0' are the same number; "
            "write it in the same way everywhere",
        ),
        (
            "x,z\n1,red\n\n2,\n",
            {},
            "<stream>, line 4, column 'z': the cell is empty, the only missing value; correct the "
            "file, or give missing='drop' (--missing drop)",
        ),
        (
            "x,z\n1,1\n2,\n",
            {"classes": "z"},
            "<stream>, line 3, column 'z': the cell is empty, the only missing value; correct the "
            "file, or give missing='drop' (--missing drop)",
        ),
        (
            "x,z\n1,red\n2,NaN\n",
            {},
            "<stream>, line 3, column 'z': 'NaN' is a missing value, the only one; correct the "
            "file, or give missing='drop' (--missing drop); if it is a label, list it with the "
            "others in classes (--classes)",
        ),
        (
            COLOURS,
            {"classes": {"colour": ["red", "bleu"]}},
            "<stream>, line 3, column 'colour': unknown class 'blue'; did you mean 'bleu'? "
            "known: red, bleu",
        ),
    ],
)
def test_a_target_column_that_cannot_be_encoded_names_the_cell(text, options, message):
    assert error(text, **options) == message


@pytest.mark.parametrize(
    ("classes", "expected", "message"),
    [
        (
            ["x"],
            InputError,
            "<stream>: the class column 'x' is not a target; choose it as a target",
        ),
        (["color"], UnknownNameError, "unknown class column 'color'; did you mean 'colour'? "),
        ({"colour": ["red"]}, InputError, "at least 2 classes are needed; got 1: red"),
        ({"colour": ["a", "a"]}, InputError, "the class 'a' is repeated; give each class once"),
    ],
)
def test_a_choice_of_classes_that_does_not_fit_is_refused(classes, expected, message):
    with pytest.raises(expected) as caught:
        read(COLOURS, classes=classes)
    assert str(caught.value).startswith(message)


@given(st.lists(st.sampled_from(["red", "dark blue", 'the "new" one', "a,b"]), min_size=1))
def test_written_labels_are_read_back(labels):
    labels = [*labels, "one", "two"]
    assert read(to_csv_text(["x", "label"], list(enumerate(labels)))).labels() == labels


@pytest.mark.parametrize("mark", [" ", "'"])
def test_a_target_of_grouped_numbers_is_not_taken_for_classes(mark):
    text = f"a,b\n1,12{mark}345\n2,-1{mark}234{mark}567\n"
    with pytest.raises(DataError, match=r"may be a number or a class; give thousands="):
        read(text)
    data = read(text, thousands=mark)
    assert data.Z.tolist() == [[12345.0], [-1234567.0]]
    assert len(read(text, classes="b").target_columns[0].classes) == 2
