import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import preprocessing

import neurosim as ns
from neurosim.model.column_summary import ColumnSummary
from neurosim.model.standard_scaling import check_normalize, fitted_scaling

RAW = np.array([[70.0, 98], [50, 85], [65, 67], [25, 95]])


def test_it_is_that_of_scikit_learn():
    rng = np.random.default_rng(1)
    data = rng.normal(size=(200, 4)) * [1.0, 1e-6, 1e9, 3.0] + [0.0, 5.0, 1e10, -70.0]
    scaling, other = ns.StandardScaling.fit(data), preprocessing.StandardScaler().fit(data)
    np.testing.assert_allclose(scaling.mean, other.mean_, rtol=1e-12)
    np.testing.assert_allclose(scaling.deviation, other.scale_, rtol=1e-9)
    scaled = scaling.transform(data)
    np.testing.assert_allclose(scaled, other.transform(data), atol=1e-9)
    np.testing.assert_allclose(scaling.inverse_transform(scaled), data, rtol=1e-12)


def test_by_hand():
    # (70 + 50 + 65 + 25) / 4; the root of (17.5^2 + 2.5^2 + 12.5^2 + 27.5^2) / 4
    scaling = ns.StandardScaling.fit(RAW)
    assert (scaling.mean[0], scaling.deviation[0]) == (52.5, 17.5)
    assert scaling.transform(RAW)[:, 0].tolist() == [1.0, -2.5 / 17.5, 12.5 / 17.5, -27.5 / 17.5]
    assert scaling.transform([52.5, scaling.mean[1]]).tolist() == [0.0, 0.0]
    assert scaling.usual_limits[0] == (17.5, 87.5)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20))
def test_inverse_returns_the_raw_values(values):
    data = np.array(values)[:, np.newaxis]
    if np.ptp(data) < 1e-3:
        return
    scaling = ns.StandardScaling.fit(data)
    scaled = scaling.transform(data)
    assert scaled.mean() == pytest.approx(0, abs=1e-6)
    assert scaled.std() == pytest.approx(1)
    assert scaling.inverse_transform(scaled) == pytest.approx(data, abs=1e-9 * np.ptp(data))


def test_slopes_are_the_derivatives():
    scaling = ns.StandardScaling((1.0, 2.0), (4.0, 0.0))
    assert scaling.slope.tolist() == [0.25, 0.0]
    assert scaling.inverse_slope.tolist() == [4.0, 0.0]
    step = np.array([[1.0, 2.0], [1.5, 2.5]])
    assert np.diff(scaling.transform(step), axis=0)[0].tolist() == [0.125, 0.0]


def test_a_constant_column_maps_to_0_with_a_warning():
    data = [[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]]
    with pytest.warns(ns.NeurosimWarning, match="I0 is 0.1 in every row; it is scaled to 0$"):
        scaling = ns.StandardScaling.fit(data, names=["I0", "I1"])
    assert scaling.constant == (True, False)
    assert scaling.transform([[7.0, 2.0]]).tolist() == [[0.0, 0.0]]
    assert scaling.inverse_transform([[3.0, 0.0]]).tolist() == [[0.1, 2.0]]


def test_a_network_has_it_and_its_columns_one_by_one():
    net = ns.mlp([2, 1])
    net.input_scaling = ns.StandardScaling((1.0, 2.0), (4.0, 5.0))
    assert net.normalize_inputs([5.0, 2.0]).tolist() == [1.0, 0.0]
    assert net.copy().input_scaling is net.input_scaling
    assert net.input_scaling.column(1) == ns.StandardScaling((2.0,), (5.0,))
    assert {net.input_scaling} == {ns.StandardScaling((1, 2), (4, 5))}


def test_the_jacobian_is_in_raw_units():
    net = ns.mlp([2, 3, 1], seed=1)
    net.input_scaling = ns.StandardScaling.fit(RAW)
    net.target_scaling = ns.StandardScaling((80.0,), (8.0,))
    at, step = np.array([60.0, 80.0]), 1e-4
    differences = [
        (ns.predict(net, [at + step * unit]) - ns.predict(net, [at - step * unit]))[0, 0]
        / (2 * step)
        for unit in np.eye(2)
    ]
    assert ns.jacobian(net, at)[0] == pytest.approx(differences, rel=1e-6)


def test_numbers_at_the_ends_of_the_range():
    scaling = ns.StandardScaling.fit([[1.5e308], [-1.5e308]])
    assert scaling.transform([[1.5e308]]).tolist() == [[1.0]]
    assert scaling.inverse_transform([[-1.0]]).tolist() == [[-1.5e308]]
    tiny = ns.StandardScaling.fit([[1e-300], [3e-300]])
    assert tiny.transform([3e-300])[0] == pytest.approx(1)
    with pytest.raises(ns.NeurosimError, match=r"column 0 has the deviation .*, too small to div"):
        ns.StandardScaling.fit([[0.0], [5e-324]])
    with pytest.raises(ns.NeurosimError, match="scaling gives NaN or infinity"):
        ns.StandardScaling((0.0,), (1e-300,)).transform([1e300])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: ns.StandardScaling((0.0,), (1.0, 2.0)),
            "as many means as deviations; got 1 and 2",
        ),
        (lambda: ns.StandardScaling((0.0,), (-1.0,)), "of column 0 is -1; it must be at least 0"),
        (lambda: ns.StandardScaling((math.nan,), (1.0,)), "a mean of the scaling is nan"),
        (lambda: ns.StandardScaling((0.0,), (math.inf,)), "a deviation of the scaling is inf"),
        (lambda: ns.StandardScaling((0.0,), (1e-310,)), "deviation 1e-310, too small to divide by"),
        (lambda: ns.StandardScaling("a", (1.0,)), "one mean for each column; got 'a'"),
        (lambda: ns.StandardScaling.fit([[1.0], [math.inf]]), "has inf in row 1, column 0"),
        (lambda: ns.StandardScaling.fit(np.zeros((0, 2))), "data without rows"),
        (lambda: ns.StandardScaling.fit([[1, 2]], names=["a"]), "there are 1 name for 2 columns"),
        (lambda: ns.StandardScaling((0.0,), (1.0,)).transform([1.0, 2.0]), "has 1 column.*shape"),
        (lambda: check_normalize("Standard"), r"is 'Standard'; give a range .*, or 'standard'"),
        (lambda: check_normalize(None), r"normalize is None; give a range such as \(0, 1\)"),
    ],
)
def test_errors(make, message):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ns.NeurosimWarning)
        with pytest.raises(ns.NeurosimError, match=message):
            make()


def test_what_a_training_asks_for():
    summary = ColumnSummary.of(RAW)
    assert fitted_scaling(summary, "standard") == ns.StandardScaling.fit(RAW)
    assert fitted_scaling(summary, [-1, 1]) == ns.MinMaxScaling.fit(RAW, (-1, 1))
