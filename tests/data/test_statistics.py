"""Means and medians of columns in parts are those of the whole, however it is divided."""

import numpy as np
import pytest

from neurosim.data import statistics
from neurosim.data.statistics import means, medians

RNG = np.random.default_rng(5)


def columns(n_rows):
    """Return columns of every kind: wide range, repeated values, gaps, signs, none at all."""
    rows = np.column_stack(
        [
            RNG.normal(size=n_rows) * 10.0 ** RNG.integers(-300, 300, n_rows),
            RNG.integers(-3, 4, n_rows),
            RNG.choice([1.5, -0.0, 0.0, np.nan], n_rows),
            -RNG.uniform(1, 2, n_rows),
            np.full(n_rows, np.nan),
        ]
    )
    rows[RNG.integers(0, n_rows, n_rows // 3), 0] = np.nan
    return rows


def divided(rows, sizes):
    return lambda: np.split(rows, np.cumsum(sizes))


@pytest.mark.parametrize("n_rows", [5, 100, 101])
def test_they_are_those_of_numpy(n_rows):
    rows = columns(n_rows)
    parts = divided(rows, [1, 0, 2])
    some = [0, 1, 2, 3]
    np.testing.assert_allclose(means(parts, some), np.nanmean(rows[:, some], axis=0), rtol=1e-12)
    np.testing.assert_array_equal(medians(parts, some), np.nanmedian(rows[:, some], axis=0))
    assert np.isnan(means(parts, [4])).all()
    assert np.isnan(medians(parts, [4])).all()


@pytest.mark.parametrize("n_rows", [1, 2, 100, 101])
def test_medians_that_do_not_fit_into_memory_are_the_same(monkeypatch, n_rows):
    rows = columns(n_rows)
    inside = medians(divided(rows, [n_rows // 2]), [3, 0, 2, 4, 1])
    monkeypatch.setattr(statistics, "_MOST_IN_MEMORY", 0)
    monkeypatch.setattr(statistics, "_COLUMNS_AT_ONCE", 2)
    outside = medians(divided(rows, [n_rows // 3, 1]), [3, 0, 2, 4, 1])
    np.testing.assert_array_equal(outside, inside)


def test_the_division_changes_no_bit_of_a_mean(monkeypatch):
    monkeypatch.setattr(statistics, "_ROWS_AT_ONCE", 16)
    rows = RNG.normal(size=(200, 3))
    whole = means(lambda: [rows], [0, 1, 2])
    for sizes in ([1] * 150, [50, 50], [199], [16, 16, 7]):
        assert means(divided(rows, sizes), [0, 1, 2]).tobytes() == whole.tobytes()


def test_large_numbers_do_not_overflow():
    rows = np.full((4, 1), 1.7e308)
    assert means(lambda: [rows], [0]).item() == pytest.approx(1.7e308)
    assert medians(lambda: [rows], [0]).item() == pytest.approx(1.7e308)
