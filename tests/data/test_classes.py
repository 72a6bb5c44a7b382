"""Class labels become one-hot rows and come back."""

import numpy as np
import pytest

from neurosim.data import decode, one_hot
from neurosim.data.classes import label_texts, sorted_classes
from neurosim.errors import InputError, UnknownNameError
from neurosim.model.columns import TargetColumn

SPECIES = ("setosa", "versicolor", "virginica")


def test_each_label_is_a_row_with_one_1_in_the_column_of_its_class():
    rows = one_hot(["virginica", "setosa"], SPECIES)
    assert rows.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert rows.dtype == np.float64


def test_no_labels_make_a_matrix_without_rows():
    assert one_hot([], SPECIES).shape == (0, 3)


def test_an_unknown_label_is_named_with_its_row_and_the_classes():
    with pytest.raises(UnknownNameError) as caught:
        one_hot(["setosa", "virginca"], SPECIES)
    assert str(caught.value) == (
        "row 1: unknown class 'virginca'; did you mean 'virginica'? "
        "known: setosa, versicolor, virginica"
    )


def test_whole_numbers_are_one_class_however_they_are_typed():
    labels = [1, 1.0, np.int64(1), np.float32(1), "1"]
    assert one_hot(labels, [0, 1]).tolist() == [[0, 1]] * 5


def test_labels_are_text_numbers_or_truth_values():
    labels = ["setosa", np.str_("a b"), 7, 0.5, True, np.bool_(False)]
    assert label_texts(labels) == ["setosa", "a b", "7", "0.5", "True", "False"]


@pytest.mark.parametrize(
    ("label", "shown"), [("", "''"), (None, "None"), (float("nan"), "nan"), ([1], r"\[1\]")]
)
def test_any_other_label_is_named_with_its_row(label, shown):
    with pytest.raises(InputError, match=rf"^label 1 is {shown}; give a text or a finite number$"):
        one_hot(["a", label], ["a", "b"])


@pytest.mark.parametrize("labels", ["abc", b"abc", 3])
def test_labels_must_be_a_sequence(labels):
    with pytest.raises(
        InputError, match=r"^expected a sequence with one label for each sample; got "
    ):
        one_hot(labels, ["a", "b"])


def test_one_class_is_not_enough():
    with pytest.raises(InputError, match=r"^at least 2 classes are needed; got 1: yes$"):
        one_hot(["yes"], ["yes"])


def test_a_repeated_class_is_refused():
    with pytest.raises(InputError, match=r"^the class '1' is repeated; give each class once$"):
        one_hot([1], [1, 2, "1"])


def test_classes_that_are_all_numbers_are_sorted_by_value():
    assert sorted_classes(["10", "9", "-1", "1e1000", "9"]) == ("-1", "9", "10", "1e1000")


def test_other_classes_are_sorted_as_text():
    assert sorted_classes(["b", "10", "9"]) == ("10", "9", "b")


def test_the_same_number_written_twice_is_no_two_classes():
    with pytest.raises(
        InputError,
        match=r"^the classes '1' and '1\.0' are the same number; write it in the same way everywhere$",
    ):
        sorted_classes(["1", "2", "1.0"])


def test_decoding_takes_the_class_of_the_largest_output():
    column = TargetColumn("species", SPECIES)
    outputs = [[0.1, 0.7, 0.2], [-3, -2, -1], [0.5, 0.1, 0.5]]
    assert decode(outputs, column) == ["versicolor", "virginica", "setosa"]


def test_decoding_undoes_encoding():
    labels = ["virginica", "setosa", "versicolor", "setosa"]
    assert decode(one_hot(labels, SPECIES), TargetColumn("species", SPECIES)) == labels


def test_a_column_of_numbers_has_no_labels():
    with pytest.raises(
        InputError,
        match=r"^the column 'Z0' has numbers, not classes; choose a column of classes$",
    ):
        decode([[1.0]], TargetColumn("Z0"))


def test_outputs_must_have_one_column_for_each_class():
    with pytest.raises(
        InputError,
        match=r"^the outputs for 'passed' have 1 column; "
        "expected one for each of the 2 classes: no, yes$",
    ):
        decode([0.2, 0.9], TargetColumn("passed", ("no", "yes")))
