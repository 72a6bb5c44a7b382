"""The gradient-descent table follows the closed form of a parabola."""

import csv
import dataclasses
import io
import math

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError


def bowl(x, y):
    return x**2 + y**2


def bowl_gradient(x, y):
    return 2 * x, 2 * y


def test_every_step_on_the_bowl_shrinks_the_point_by_1_minus_2_eta():
    table = ns.descend(bowl, bowl_gradient, (3, 4), 0.1, 20)
    assert (table.start, table.start_value, table.learning_rate) == ((3, 4), 25, 0.1)
    assert len(table.steps) == 20
    for k, step in enumerate(table.steps):
        old, new = 0.8**k, 0.8 ** (k + 1)
        assert step.old == pytest.approx((3 * old, 4 * old), rel=1e-14)
        assert step.gradient == pytest.approx((6 * old, 8 * old), rel=1e-14)
        assert step.new == pytest.approx((3 * new, 4 * new), rel=1e-14)
        assert step.value == pytest.approx(25 * 0.64 ** (k + 1), rel=1e-13)


def test_a_row_begins_where_the_one_before_ended():
    table = ns.descend(bowl, bowl_gradient, (3, 4), 0.1, 5)
    assert [step.old for step in table.steps] == [
        table.start,
        *(step.new for step in table.steps[:-1]),
    ]


def test_the_printed_table():
    assert str(ns.descend(bowl, bowl_gradient, (3, 4), 0.1, 3)).splitlines() == [
        "old[0]  old[1]  gradient[0]  gradient[1]  new[0]  new[1]        f",
        "                                          3.0000  4.0000  25.0000",
        "3.0000  4.0000       6.0000       8.0000  2.4000  3.2000  16.0000",
        "2.4000  3.2000       4.8000       6.4000  1.9200  2.5600  10.2400",
        "1.9200  2.5600       3.8400       5.1200  1.5360  2.0480   6.5536",
    ]


def test_the_columns_widen_with_the_numbers():
    lines = str(ns.descend(lambda x: x * x, lambda x: 2 * x, [-1000.0], 0.5, 1)).splitlines()
    assert {len(line) for line in lines} == {len(lines[0])}
    assert "-1000.0000" in lines[2]


def test_the_csv_has_every_digit():
    table = ns.descend(bowl, bowl_gradient, (3, 4), 0.1, 3)
    rows = list(csv.DictReader(io.StringIO(table.to_csv())))
    header = ["old[0]", "old[1]", "gradient[0]", "gradient[1]", "new[0]", "new[1]", "f"]
    assert list(rows[0]) == header
    assert [tuple(map(float, row.values())) for row in rows] == [
        (*step.old, *step.gradient, *step.new, step.value) for step in table.steps
    ]


@pytest.mark.parametrize(
    "gradient",
    [lambda x: 2 * x, lambda x: [2 * x], lambda x: (2 * x,), lambda x: np.array([2 * x])],
    ids=["number", "list", "tuple", "array"],
)
def test_a_function_of_one_number(gradient):
    table = ns.descend(lambda x: x**2, gradient, [3.0], 0.25, 4)
    assert [step.new for step in table.steps] == [(1.5,), (0.75,), (0.375,), (0.1875,)]
    assert [step.value for step in table.steps] == [1.5**2, 0.75**2, 0.375**2, 0.1875**2]


def test_one_coordinate_needs_no_brackets():
    table = ns.descend(lambda x: x**2, lambda x: 2 * x, 3.0, 0.25, 4)
    assert table == ns.descend(lambda x: x**2, lambda x: [2 * x], [3.0], 0.25, 4)
    assert table.steps[-1].new == (3 * 0.5**4,)


def test_a_table_cannot_be_changed():
    table = ns.descend(bowl, bowl_gradient, (3, 4), 0.1, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.learning_rate = 0.2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"steps": 0}, "the number of steps is 0; it must be at least 1"),
        ({"steps": 1.5}, "the number of steps is 1.5; it must be a whole number"),
        ({"learning_rate": 0}, "the learning rate is 0; it must be above 0"),
        ({"learning_rate": -1}, "the learning rate is -1"),
        ({"learning_rate": math.nan}, "the learning rate is nan"),
        ({"start": (3, math.nan)}, "coordinate 1 of the start is nan"),
        ({"start": (3, "four")}, "coordinate 1 of the start is 'four', which is not a number"),
        ({"gradient": lambda x, y: (x,)}, "the gradient has 1 values?; the point has 2 coord"),
        ({"gradient": lambda x, y: 2 * x}, "the gradient has 1 values?; the point has 2 coord"),
        ({"gradient": lambda x, y: (x, y, x)}, "the gradient has 3 values; the point has 2"),
        ({"gradient": lambda x, y: (math.nan, y)}, "the gradient of step 1 is nan"),
        ({"gradient": lambda x, y: None}, "the gradient of step 1 is None"),
        ({"function": lambda x, y: math.nan}, "the function after step 1 is nan"),
        ({"function": 3}, "the function is 3; give a function of the coordinates"),
        ({"gradient": 3}, "the gradient is 3; give a function of the coordinates"),
        (
            {"function": lambda x: x},
            r"function after step 1 takes the arguments \(x\); it must take 2",
        ),
        (
            {"gradient": lambda x: x},
            r"gradient of step 1 takes the arguments \(x\); it must take 2",
        ),
        ({"function": lambda x, y: (x, y)}, "function after step 1 gives 2 values; it must be one"),
        ({"function": lambda x, y: ()}, "function after step 1 gives 0 values; it must be one"),
        ({"start": []}, "the start has no coordinates; give at least one"),
        ({"function": lambda x, y: "low"}, "the function after step 1 is 'low'"),
    ],
)
def test_what_cannot_be_used_is_refused(changes, message):
    given = {
        "function": bowl,
        "gradient": bowl_gradient,
        "start": (3, 4),
        "learning_rate": 0.1,
        "steps": 3,
    }
    with pytest.raises(InputError, match=message):
        ns.descend(**given | changes)


def test_a_function_that_overflows():
    message = "the function after step 2 overflows; take a smaller learning rate"
    with pytest.raises(InputError, match=message):
        ns.descend(lambda x: x**2, lambda x: 2 * x, [1e60], 1e60, 9)


def test_a_step_beyond_all_numbers():
    with pytest.raises(InputError, match="coordinate 0 of the point after step 1 is -inf"):
        ns.descend(lambda x: x, lambda x: 10.0, [0.0], 1e308, 9)


def test_a_gradient_that_overflows():
    with pytest.raises(InputError, match=r"the gradient .*step 1"):
        ns.descend(lambda x: x, lambda x: 4.0 * x**3, [1e200], 0.1, 1)
