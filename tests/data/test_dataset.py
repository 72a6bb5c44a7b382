"""A dataset holds named samples that nobody can change."""

import dataclasses

import numpy as np
import pytest

from neurosim.data import Dataset, as_dataset
from neurosim.errors import InputError, UnknownNameError
from neurosim.model.columns import TargetColumn

X = [[70, 98], [50, 85], [65, 67], [25, 95]]
Z = [[91], [82], [80], [68]]


def two_class_columns():
    columns = [
        TargetColumn("colour", ("blue", "red")),
        TargetColumn("Z0"),
        TargetColumn("size", ("L", "M", "S")),
    ]
    values = [[0, 1, 7.5, 1, 0, 0], [1, 0, 8.5, 0, 0, 1]]
    return Dataset([1, 2], values, target_columns=columns)


def test_arrays_are_float_matrices_in_raw_units():
    data = Dataset(X, Z)
    assert data.X.dtype == data.Z.dtype == np.float64
    assert data.X.tolist() == X
    assert data.Z.tolist() == Z


def test_a_flat_array_is_one_column():
    data = Dataset([1, 2, 3], [4, 5, 6])
    assert data.X.shape == data.Z.shape == (3, 1)


def test_columns_have_default_names():
    data = Dataset(X, [[1, 2]] * 4)
    assert data.input_names == ("x[0]", "x[1]")
    assert data.target_columns == (TargetColumn("z[0]"), TargetColumn("z[1]"))
    assert data.output_names == ("z[0]", "z[1]")


def test_given_names_are_kept():
    data = Dataset(X, Z, input_names=["I0", "I1"], target_columns=["Z0"])
    assert data.input_names == ("I0", "I1")
    assert data.target_columns == (TargetColumn("Z0"),)


def test_a_class_column_takes_one_target_for_each_class():
    assert two_class_columns().output_names == (
        "colour=blue",
        "colour=red",
        "Z0",
        "size=L",
        "size=M",
        "size=S",
    )


def test_later_changes_of_the_given_array_do_not_reach_the_dataset():
    values = np.array(X, dtype=float)
    data = Dataset(values, Z)
    values[0, 0] = -1
    assert data.X[0, 0] == 70


def test_the_arrays_are_read_only():
    data = Dataset(X, Z)
    with pytest.raises(ValueError, match="read-only"):
        data.X[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        data.Z[0] = 1


def test_the_attributes_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Dataset(X, Z).X = np.zeros((4, 2))


def test_rows_are_contiguous_even_if_the_given_array_is_not():
    assert Dataset(np.asfortranarray(X), Z).X.flags.c_contiguous


def test_its_length_is_the_number_of_samples():
    data = Dataset(X, Z)
    assert len(data) == data.n_samples == 4


def test_iteration_yields_pairs_of_rows():
    pairs = [(x.tolist(), z.tolist()) for x, z in Dataset(X, Z)]
    assert pairs == [([70, 98], [91]), ([50, 85], [82]), ([65, 67], [80]), ([25, 95], [68])]


def test_the_repr_names_size_and_columns():
    assert repr(Dataset([1], [2])) == "Dataset(1 sample, inputs: x[0], targets: z[0])"
    assert repr(two_class_columns()) == (
        "Dataset(2 samples, inputs: x[0], targets: colour (2 classes), Z0, size (3 classes))"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 2], [1]), "X has 2 rows and Z has 1 row; give one row of each for every sample"),
        (([], []), "X has 0 rows and 1 column; give at least one of each"),
        (([[], []], [1, 2]), "X has 2 rows and 0 columns; give at least one of each"),
        (
            ([1, 2], [1, float("nan")]),
            "Z has 1 missing value, in row 1, column 0; choose missing='drop' in ns.Dataset to "
            "leave such rows out, or complete them",
        ),
    ],
)
def test_arrays_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(InputError) as caught:
        Dataset(*arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a"], "X has 2 columns, but 1 name for them: a; give one name for each column"),
        (["a", "a"], "input_names has 'a' twice; give each column its own name"),
        (["a", ""], "input_names has '' at position 1; a name is a non-empty text"),
        ([0, 1], "input_names has 0 at position 0; a name is a non-empty text"),
        ("ab", "input_names is the text 'ab'; give a list of names: ['ab']"),
    ],
)
def test_input_names_that_do_not_fit_are_refused(names, message):
    with pytest.raises(InputError) as caught:
        Dataset(X, Z, input_names=names)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            [TargetColumn("c", ("a", "b"))],
            "Z has 1 column, but 2 names for them: c=a, c=b; give one name for each column",
        ),
        (["Z0", "Z0"], "target_columns has 'Z0' twice; give each column its own name"),
        ("Z0", "target_columns is 'Z0'; give a list of columns: ['Z0']"),
    ],
)
def test_target_columns_that_do_not_fit_are_refused(columns, message):
    with pytest.raises(InputError) as caught:
        Dataset(X, Z, target_columns=columns)
    assert str(caught.value) == message


def test_labels_are_encoded_one_hot_with_sorted_classes():
    data = Dataset.from_labels(X, ["b", "a", "c", "a"], input_names=["I0", "I1"])
    assert data.target_columns == (TargetColumn("class", ("a", "b", "c")),)
    assert data.Z.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 1], [1, 0, 0]]
    assert data.input_names == ("I0", "I1")


def test_numeric_labels_are_sorted_by_value():
    data = Dataset.from_labels([1, 2, 3], np.array([10, 9, 10]), target_name="digit")
    assert data.target_columns == (TargetColumn("digit", ("9", "10")),)


def test_given_classes_keep_their_order():
    data = Dataset.from_labels([1, 2], ["a", "a"], classes=["c", "a"])
    assert data.output_names == ("class=c", "class=a")
    assert data.Z.tolist() == [[0, 1], [0, 1]]


def test_a_label_outside_the_given_classes_is_named_with_its_row():
    with pytest.raises(UnknownNameError, match=r"^row 1: unknown class 'x'; known: a, b$"):
        Dataset.from_labels([1, 2], ["a", "x"], classes=["a", "b"])


def test_one_label_must_be_given_for_each_row():
    with pytest.raises(InputError, match=r"^X has 3 rows and Z has 2 rows"):
        Dataset.from_labels([1, 2, 3], ["a", "b"])


def test_labels_come_back_in_order():
    labels = ["b", "a", "c", "a"]
    assert Dataset.from_labels(X, labels).labels() == labels


def test_labels_of_one_of_several_class_columns():
    data = two_class_columns()
    assert data.labels("colour") == ["red", "blue"]
    assert data.labels(column="size") == ["L", "S"]


def test_several_class_columns_need_a_name():
    with pytest.raises(
        InputError,
        match=r"^the dataset has 2 class columns \(colour, size\); "
        "without a name there must be exactly one; give the name of a class column$",
    ):
        two_class_columns().labels()


def test_without_a_class_column_there_are_no_labels():
    with pytest.raises(InputError, match=r"^the dataset has 0 class columns \(none\); "):
        Dataset(X, Z).labels()


def test_labels_of_a_column_of_numbers_are_refused():
    with pytest.raises(InputError, match=r"^the column 'Z0' has numbers"):
        two_class_columns().labels("Z0")


def test_labels_of_an_unknown_column_are_refused():
    with pytest.raises(
        UnknownNameError,
        match=r"^unknown target column 'color'; did you mean 'colour'\? known: colour, Z0, size$",
    ):
        two_class_columns().labels("color")


def test_a_dataset_is_taken_as_it_is():
    data = Dataset(X, Z)
    assert as_dataset(data) is data


def test_a_pair_of_arrays_becomes_a_dataset():
    data = as_dataset((X, Z))
    assert isinstance(data, Dataset)
    assert data.X.tolist() == X
    assert data.Z.tolist() == Z


@pytest.mark.parametrize(
    ("given_data", "shown"),
    [
        (X, "an object of type list"),
        ((X, Z, Z), "a tuple of 3"),
        ("scores.csv", "an object of type str"),
        (None, "an object of type NoneType"),
    ],
)
def test_anything_else_is_no_data(given_data, shown):
    with pytest.raises(InputError) as caught:
        as_dataset(given_data)
    assert str(caught.value) == (
        f"expected a Dataset or a tuple (X, Z) of inputs and targets, got {shown}"
    )
