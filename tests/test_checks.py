import math

import numpy as np
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
