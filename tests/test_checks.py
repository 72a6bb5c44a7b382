import math

import numpy as np
import pandas as pd
import pytest

import neurosim as ns
from neurosim import checks


@pytest.mark.parametrize("value", [1, 2.5, np.float32(0.5), np.int64(3), True])
def test_numbers_become_floats(value):
    result = checks.number(value, "it")
    assert result == value
    assert type(result) is float


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (math.nan, "it is nan; it must be a finite number"),
        (-math.inf, "it is -inf; it must be a finite number"),
        ("3", "it is '3', which is not a number"),
        (None, "it is None, which is not a number"),
        ([1.0], r"it is \[1.0\], which is not a number"),
        (1j, "it is 1j, which is not a number"),
        (10**400, "it is too large for a 64-bit float"),
    ],
)
def test_what_is_no_finite_number(value, message):
    with pytest.raises(ns.NeurosimError, match=message):
        checks.number(value, "it")


def test_whole_numbers():
    assert checks.whole_number(np.int64(4), "it", minimum=1) == 4
    for value in (1.0, "1", True, None):
        with pytest.raises(ns.NeurosimError, match=r"it is .*; it must be a whole number"):
            checks.whole_number(value, "it", minimum=1)
    with pytest.raises(ns.NeurosimError, match="it is 0; it must be at least 1"):
        checks.whole_number(0, "it", minimum=1)


def test_matrices():
    assert checks.matrix([1, 2], "X").tolist() == [[1.0], [2.0]]
    assert checks.matrix([[1, 2], [3, 4]], "X").dtype == np.float64


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[1.0, math.nan]], "X has nan in row 0, column 1; every value must be a finite number"),
        (
            [[1.0], [2.0, 3.0]],
            r"X must be a table of finite numbers .*; got \[\[1.0\], \[2.0, 3.0\]\]",
        ),
        (["1"], r"X must be a table of finite numbers with equally long rows; got \['1'\]"),
        ([10**400], r"X must be a table of finite numbers .*\.\.\."),
        (np.zeros((1, 1, 1)), r"X must have 2 dimensions \(samples, columns\); got 3"),
        (np.array([1j]), "X must be a table of finite numbers"),
    ],
)
def test_what_is_no_matrix(values, message):
    with pytest.raises(ns.NeurosimError, match=message):
        checks.matrix(values, "X")


def test_a_flag_is_true_or_false():
    assert checks.flag(True, "shuffle") is True
    assert checks.flag(np.False_, "shuffle") is False
    for value in ("no", 1, None, [True]):
        with pytest.raises(ns.NeurosimError, match=r"^shuffle is .*; give True or False$"):
            checks.flag(value, "shuffle")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.ma.array([1.0, 2.0], mask=[False, True]), "input b is masked; give its value"),
        (np.array([1.0, 2.0 + 1j]), r"input a is .*\(1\+0j\).*, which is not a number"),
        (np.array(["1", "2"], dtype=object), "input a is '1', which is not a number"),
        (pd.DataFrame([[1.0, 2.0]]), "expected 2 inputs as plain numbers, got a DataFrame"),
        (pd.Series([1.0, 2.0]), r"got a Series, .*; give its numbers in the order a, b$"),
    ],
)
def test_a_sample_is_plain_numbers(values, message):
    with pytest.raises(ns.NeurosimError, match=message):
        checks.sample(values, ["a", "b"], "input")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.ma.array([[1.0, 2.0]], mask=[[False, True]]), "it has a masked value in row 0, colu"),
        (np.array([[1.0, 2.0 + 1j]]), "it must be a table of finite numbers"),
        (np.array([["1", "2"]], dtype=object), "it must be a table of finite numbers"),
        (np.array([[1, np.complex128(2j)]], dtype=object), "it must be a table of finite numbers"),
    ],
)
def test_a_matrix_is_plain_numbers(values, message):
    with pytest.raises(ns.NeurosimError, match=message):
        checks.matrix(values, "it")


def test_overwrite_is_true_or_false(tmp_path):
    path = tmp_path / "model.json"
    path.write_text("mine")
    with pytest.raises(ns.NeurosimError, match="overwrite is 'no'; give True or False"):
        ns.save(ns.mlp([1, 1]), path, overwrite="no")
    assert path.read_text() == "mine"
