"""Some rows of a dataset: a random split, a chosen subset."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurosim.data import Dataset
from neurosim.errors import InputError, UnknownNameError

X = [[70, 98], [50, 85], [65, 67], [25, 95]]
Z = [[91], [82], [80], [68]]


def numbered(n):
    """Return a dataset whose row i is (i, 10 i)."""
    return Dataset(np.arange(n), 10 * np.arange(n))


@given(
    n=st.integers(2, 60),
    fraction=st.floats(0.05, 0.95),
    seed=st.integers(0, 2**32),
)
def test_the_parts_of_a_split_hold_every_row_once_in_order(n, fraction, seed):
    count = round(fraction * n)
    if not 0 < count < n:
        with pytest.raises(InputError, match="leaves none"):
            numbered(n).split(fraction, seed)
        return
    train, validation = numbered(n).split(fraction, seed)
    rows, held_out = train.X[:, 0].tolist(), validation.X[:, 0].tolist()
    assert len(held_out) == count
    assert sorted(rows + held_out) == list(range(n))
    assert rows == sorted(rows)
    assert held_out == sorted(held_out)


def test_inputs_and_targets_stay_together_in_a_split():
    for part in numbered(20).split():
        assert part.Z.tolist() == (10 * part.X).tolist()


def test_a_quarter_is_held_out_by_default():
    assert [len(part) for part in numbered(100).split()] == [75, 25]


def test_the_same_seed_gives_the_same_split():
    first, second, other = (numbered(50).split(seed=seed)[1].X.tolist() for seed in (3, 3, 4))
    assert first == second
    assert first != other


def test_a_generator_may_be_given_as_seed():
    by_number = numbered(50).split(seed=3)[1]
    by_generator = numbered(50).split(seed=np.random.default_rng(3))[1]
    assert by_number.X.tolist() == by_generator.X.tolist()


def test_the_parts_of_a_split_keep_the_names():
    data = Dataset.from_labels(X, ["a", "b", "a", "b"], input_names=["I0", "I1"])
    for part in data.split(0.5):
        assert part.input_names == ("I0", "I1")
        assert part.output_names == ("class=a", "class=b")


@pytest.mark.parametrize(
    ("fraction", "message"),
    [
        (0, "the fraction for validation is 0; give one between 0 and 1"),
        (1, "the fraction for validation is 1; give one between 0 and 1"),
        (25, "the fraction for validation is 25; give one between 0 and 1"),
        (
            0.1,
            "a fraction of 0.1 of 4 samples leaves none for validation; "
            "choose another fraction or give more samples",
        ),
        (
            0.9,
            "a fraction of 0.9 of 4 samples leaves none for training; "
            "choose another fraction or give more samples",
        ),
    ],
)
def test_a_fraction_that_leaves_a_part_empty_is_refused(fraction, message):
    with pytest.raises(InputError) as caught:
        Dataset(X, Z).split(fraction)
    assert str(caught.value) == message


def test_a_seed_must_be_a_whole_number():
    with pytest.raises(InputError, match=r"^the seed is None; it must be a whole number$"):
        Dataset(X, Z).split(seed=None)


def test_a_subset_has_the_rows_in_the_given_order():
    assert Dataset(X, Z).subset([-1, 0]).X.tolist() == [[25, 95], [70, 98]]


def test_a_subset_may_be_given_by_truth_values():
    assert Dataset(X, Z).subset([False, True, True, False]).Z.tolist() == [[82], [80]]


@pytest.mark.parametrize("row", [4, -5])
def test_a_row_that_is_not_there_is_named(row):
    with pytest.raises(
        UnknownNameError, match=rf"^there is no row {row}; the dataset has the rows 0 to 3$"
    ):
        Dataset(X, Z).subset([0, row])


@pytest.mark.parametrize("rows", [[], [False] * 4])
def test_a_subset_has_at_least_one_row(rows):
    with pytest.raises(InputError, match=r"^a subset needs at least one row; none is chosen$"):
        Dataset(X, Z).subset(rows)


@pytest.mark.parametrize("rows", [[0.5], [[0, 1]], [True, False], ["0"]])
def test_rows_of_a_subset_are_positions(rows):
    with pytest.raises(
        InputError,
        match=r"^the rows of a subset must be a list of positions or 4 truth values; got an array",
    ):
        Dataset(X, Z).subset(rows)


def test_rows_of_a_subset_are_one_list():
    with pytest.raises(InputError, match=r"^the rows of a subset must be one list of positions$"):
        Dataset(X, Z).subset([[0], [1, 2]])
