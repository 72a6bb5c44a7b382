"""Limits, mean and deviation of columns: whole, in chunks, and at the ends of the range."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurosim.errors import InputError
from neurosim.model import column_summary
from neurosim.model.column_summary import ColumnSummary, GrowingSummary

RNG = np.random.default_rng(3)
FIELDS = ("n_rows", "minimum", "maximum", "mean", "deviation")


def exact(values):
    """Mean and deviation of one column in fractions, rounded once."""
    numbers = [Fraction(value) for value in values]
    mean = sum(numbers) / len(numbers)
    square = sum((number - mean) ** 2 for number in numbers) / len(numbers)
    scale = Fraction(2) ** -2000 if square > 2**1000 else Fraction(1)
    return float(mean), float(square * scale) ** 0.5 * (2.0**1000 if scale != 1 else 1.0)


@pytest.mark.parametrize(
    "values",
    [
        [1.0, 2.0, 4.0],
        [1e16, 1e16 + 2, 1e16 + 4],
        [1e308, -1e308, 1.5e308],
        [1.7e308, 1.7e308, -1.7e308],
        [1e-300, 3e-300],
        [0.0, 1e-200, -1e200],
        [5e-324, 0.0],
    ],
)
def test_mean_and_deviation_against_exact_arithmetic(values):
    found = ColumnSummary.of(values)
    mean, deviation = exact(values)
    assert found.mean[0] == pytest.approx(mean, rel=1e-15, abs=0)
    if deviation > 1e-300:
        assert found.deviation[0] == pytest.approx(deviation, rel=1e-14, abs=0)
    assert found.limits[:, 0].tolist() == [min(values), max(values)]


def test_a_constant_column_has_exactly_its_value_and_no_deviation():
    found = ColumnSummary.of(np.full((3, 1), 0.1))
    assert (found.mean[0], found.deviation[0]) == (0.1, 0.0)
    merged = found.merged(ColumnSummary.of(np.full((7, 1), 0.1)))
    assert (merged.n_rows, merged.mean[0], merged.deviation[0]) == (10, 0.1, 0.0)
    assert ColumnSummary.of([0.0, 5e-324]).deviation[0] > 0


@given(
    st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=12).flatmap(
        lambda values: st.tuples(st.just(values), st.integers(1, len(values) - 1))
    )
)
def test_two_parts_add_up_to_the_whole(values_and_cut):
    values, cut = values_and_cut
    whole = ColumnSummary.of(values)
    merged = ColumnSummary.of(values[:cut]).merged(ColumnSummary.of(values[cut:]))
    # half of the smallest number of all rounds to 0 or to itself
    size = max(*map(abs, values), 1e-300)
    assert merged.n_rows == whole.n_rows
    assert merged.limits.tolist() == whole.limits.tolist()
    assert merged.mean == pytest.approx(whole.mean, rel=0, abs=1e-14 * size)
    assert merged.deviation == pytest.approx(whole.deviation, rel=0, abs=1e-14 * size)


@pytest.mark.parametrize("chunk", [1, 3, 7, 10, 25, 100])
def test_chunks_of_any_size_give_the_same_bits(chunk, monkeypatch):
    monkeypatch.setattr(column_summary, "_ROWS_OF_A_PART", 10)
    rows = RNG.normal(1e5, 3, (73, 4))
    whole = ColumnSummary.of(np.asfortranarray(rows))
    growing = GrowingSummary()
    for start in range(0, len(rows), chunk):
        growing.add(rows[start : start + chunk])
    for field in FIELDS:
        assert np.array_equal(getattr(growing.summary, field), getattr(whole, field)), field
    alone = ColumnSummary.of(rows[:, 2])
    assert (alone.mean[0], alone.deviation[0]) == (whole.mean[2], whole.deviation[2])
    np.testing.assert_allclose(whole.deviation, rows.std(axis=0), rtol=1e-10)


def test_some_of_the_columns():
    some = ColumnSummary.of([[1.0, 2.0, 3.0], [2.0, 4.0, 7.0]]).columns(slice(1, None))
    assert (some.n_rows, some.mean.tolist(), some.deviation.tolist()) == (2, [3.0, 5.0], [1.0, 2.0])


def test_no_rows_have_no_summary():
    with pytest.raises(InputError, match="a scaling cannot be fitted to data without rows"):
        ColumnSummary.of(np.zeros((0, 2)))
