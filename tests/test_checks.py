import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import neurosim as ns
from neurosim import checks
from neurosim.errors import brief


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


class NoRepr:
    def __repr__(self):
        raise RuntimeError("no repr")


@pytest.mark.parametrize("value", [Decimal("0.5"), Fraction(1, 2), np.array(0.5), np.float16(0.5)])
def test_numbers_of_every_kind_become_floats(value):
    assert checks.number(value, "it") == 0.5


@pytest.mark.parametrize(
    "value", [np.array([0.5]), np.datetime64(1, "s"), bytearray(b"1"), Decimal("sNaN"), NoRepr()]
)
def test_what_float_would_take_or_choke_on_is_no_number(value):
    with pytest.raises(ns.NeurosimError, match=r"it is .*, which is not a number"):
        checks.number(value, "it")


def test_whole_numbers_have_a_largest_one():
    with pytest.raises(ns.NeurosimError, match="it is too large; it must be at most 9"):
        checks.whole_number(10**5000, "it", minimum=0)
    with pytest.raises(ns.NeurosimError, match="it is too large; it must be at most 5"):
        checks.whole_number(6, "it", minimum=0, maximum=5)


def test_text():
    assert checks.text("naïve 🙂", "it") == "naïve 🙂"
    with pytest.raises(ns.NeurosimError, match="it is text; got b'a'"):
        checks.text(b"a", "it")
    with pytest.raises(ns.NeurosimError, match="it is empty; give it at least one character"):
        checks.text("", "it", empty=False)
    with pytest.raises(ns.NeurosimError, match="each of them is text; got 3"):
        checks.texts(["a", 3], "them")


def test_paths(tmp_path):
    assert checks.path(tmp_path, "it") == tmp_path
    for value in (3, b"a", "", "a\0b", "\ud800", None):
        with pytest.raises(ns.NeurosimError, match=r"it is .*; give the name of a file as text or"):
            checks.path(value, "it")


@pytest.mark.parametrize("value", ["abc", b"abc", {1}, {1: 2}, 3, np.array(1.0), None])
def test_what_is_no_list(value):
    with pytest.raises(ns.NeurosimError, match="it is a list; got "):
        checks.items(value, "it is a list")


def test_lists_of_every_kind():
    for value in ([1, 2], (1, 2), iter([1, 2]), np.array([1, 2]), range(1, 3)):
        assert checks.items(value, "it is a list") == [1, 2]


def test_functions_and_instances():
    assert checks.function(len, "it") is len
    with pytest.raises(ns.NeurosimError, match="it is a function; got 3"):
        checks.function(3, "it")
    assert checks.instance(3, int, "it takes a number", "3") == 3
    with pytest.raises(ns.NeurosimError, match="it takes a number, such as 3; got 'a'"):
        checks.instance("a", int, "it takes a number", "3")


def test_a_choice_is_one_of_the_texts():
    assert checks.one_of("a", ("a", "b"), "letter") == "a"
    for value in (np.array(["a", "b"]), NoRepr(), ["a"], None):
        with pytest.raises(ns.NeurosimError, match=r"unknown letter .* known: a, b"):
            checks.one_of(value, ("a", "b"), "letter")


def test_arrays_of_numbers_may_hold_infinity():
    assert checks.array_of_numbers([1, math.inf], "it takes numbers").tolist() == [1.0, math.inf]
    with pytest.raises(ns.NeurosimError, match="it takes numbers, in equally long rows; got 'a'"):
        checks.array_of_numbers("a", "it takes numbers")


def test_a_value_in_a_message_is_short_and_on_one_line():
    assert brief("y" * 10**6) == repr("y" * 57 + "...")
    assert brief([1, 2]) == "[1, 2]"
    assert brief(NoRepr()) == "an object of type NoRepr"
    assert brief(10**5000) == "an object of type int"
    assert brief(np.eye(3)).isprintable()
    assert len(brief(list(range(10**5)))) == 60
