import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns

RAW = np.array([[70.0, 98], [50, 85], [65, 67], [25, 95]])


def test_the_source_in_both_ranges():
    unit = ns.MinMaxScaling.fit(RAW).transform(RAW)
    assert unit[:, 0].tolist() == [1.0, 25 / 45, 40 / 45, 0.0]
    assert unit[:, 1] == pytest.approx([1.0, 18 / 31, 0.0, 28 / 31])
    symmetric = ns.MinMaxScaling.fit(RAW, (-1, 1)).transform(RAW)
    assert symmetric == pytest.approx(2 * unit - 1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20), st.sampled_from([(0, 1), (-1, 1)]))
def test_inverse_returns_the_raw_values(values, feature_range):
    data = np.array(values)[:, np.newaxis]
    span = np.ptp(data)
    if span < 1e-3:
        return
    scaling = ns.MinMaxScaling.fit(data, feature_range)
    scaled = scaling.transform(data)
    low, high = feature_range
    assert scaled.min() == low
    assert scaled.max() == high
    assert scaling.inverse_transform(scaled) == pytest.approx(data, abs=1e-9 * span)


def test_slopes_are_the_derivatives():
    scaling = ns.MinMaxScaling.fit(RAW, (-1, 1))
    assert scaling.slope == pytest.approx([2 / 45, 2 / 31])
    assert scaling.inverse_slope == pytest.approx([45 / 2, 31 / 2])


def test_a_constant_column_maps_to_the_middle_with_a_warning():
    data = [[5.0, 1.0], [5.0, 2.0]]
    with pytest.warns(ns.NeurosimWarning, match=r"I0 is 5 in every row; it is scaled to 0.5, the"):
        scaling = ns.MinMaxScaling.fit(data, names=["I0", "I1"])
    assert scaling.transform(data).tolist() == [[0.5, 0.0], [0.5, 1.0]]
    assert scaling.inverse_transform([[0.5, 0.0]]).tolist() == [[5.0, 1.0]]
    assert scaling.slope.tolist() == [0.0, 1.0]
    with pytest.warns(ns.NeurosimWarning, match="column 0 is 5 in every row; it is scaled to 0, "):
        ns.MinMaxScaling.fit(data, (-1, 1))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ns.MinMaxScaling((0.0,), (1.0, 2.0)), "as many minima as maxima; got 1 and 2"),
        (lambda: ns.MinMaxScaling((2.0,), (1.0,)), "minimum 2 of column 0 is above its maximum 1"),
        (lambda: ns.MinMaxScaling((math.nan,), (1.0,)), "a minimum of the scaling is nan"),
        (lambda: ns.MinMaxScaling((0.0,), (1.0,), (1, 0)), r"low end below its high end; got \(1"),
        (lambda: ns.MinMaxScaling((0.0,), (1.0,), 3), r"written \(low, high\), such as .*; got 3"),
        (lambda: ns.MinMaxScaling.fit([[1.0], [math.inf]]), "has inf in row 1, column 0"),
        (lambda: ns.MinMaxScaling.fit(np.zeros((0, 2))), "data without rows"),
        (lambda: ns.MinMaxScaling((0.0,), (1.0,)).transform([1.0, 2.0]), "has 1 column.*shape"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ns.NeurosimError, match=message):
        make()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: ns.MinMaxScaling((-1e308,), (1e308,)),
            "column 0 goes from .*, too far or too near",
        ),
        (lambda: ns.MinMaxScaling((0.0,), (5e-324,)), "column 0 goes from .*, too far or too near"),
        (lambda: ns.MinMaxScaling((0.0,), (1.0,), (-1e308, 1e308)), "is too wide or too narrow"),
        (lambda: ns.MinMaxScaling.fit([[1, 2]], names=["a"]), "there are 1 name for 2 columns"),
        (lambda: ns.MinMaxScaling(None, (1.0,)), "one minimum for each column; got None"),
        (lambda: ns.MinMaxScaling((0.0,), 1.0), "one maximum for each column; got 1.0"),
        (
            lambda: ns.MinMaxScaling((0.0,), (1.0,)).transform("abc"),
            "a scaling takes numbers, in equally long rows; got",
        ),
    ],
)
def test_limits_that_cannot_be_scaled(make, message):
    with pytest.raises(ns.NeurosimError, match=message):
        make()
