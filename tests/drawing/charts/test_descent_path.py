"""A descent is a path on its function: on a curve, or on a surface and its contours."""

import math

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError
from tests.drawing.charts.measuring import (
    AWKWARD,
    assert_a_chart,
    assert_texts_stand_clear,
    plain,
    shown,
)


def bowl(x, y):
    return x**2 + y**2


@pytest.fixture(scope="module")
def on_the_bowl():
    return ns.descend(bowl, lambda x, y: (2 * x, 2 * y), (3, 4), 0.1, 20)


def test_the_path_lies_on_the_surface_and_on_the_contours(on_the_bowl):
    space, plane = ns.draw_descent(on_the_bowl, bowl).figure.axes
    # each step leaves 1 - 2 * 0.1 of both coordinates
    shrunk = 0.8 ** np.arange(21)
    x, y, f = space.lines[0].get_data_3d()
    np.testing.assert_allclose(x, 3 * shrunk)
    np.testing.assert_allclose(y, 4 * shrunk)
    np.testing.assert_allclose(f, 25 * shrunk**2)
    np.testing.assert_allclose(plane.lines[0].get_xdata(), 3 * shrunk)
    np.testing.assert_allclose(plane.lines[0].get_ydata(), 4 * shrunk)
    assert (space.get_xlabel(), space.get_ylabel(), space.get_zlabel()) == ("x", "y", "f")
    assert (plain(plane.xaxis.label), plain(plane.yaxis.label)) == ("x", "y")


def test_the_contours_of_a_paraboloid_are_evenly_spaced(on_the_bowl):
    plane = ns.draw_descent(on_the_bowl, bowl).figure.axes[1]
    radii = np.sqrt(plane.collections[0].levels)
    np.testing.assert_allclose(np.diff(radii)[1:], radii[-1] / 12, rtol=0.01)


def test_the_window_lies_around_the_lowest_point_and_holds_the_path(on_the_bowl):
    plane = ns.draw_descent(on_the_bowl, bowl).figure.axes[1]
    (left, right), (bottom, top) = plane.get_xlim(), plane.get_ylim()
    assert left < -3 < 3 < right
    assert bottom < -4 < 4 < top
    assert right - left == pytest.approx(top - bottom)


def test_the_legend_tells_the_ends(on_the_bowl):
    texts = shown(ns.draw_descent(on_the_bowl, bowl).figure)
    # 0.8^20 = 0.01152922
    assert "start: (3, 4), f = 25" in texts
    assert "step 20: (0.0346, 0.0461), f = 0.00332" in texts


def test_one_parameter_is_a_path_on_a_curve():
    descent = ns.descend(lambda x: x * x, lambda x: 2 * x, -3.0, 0.25, 3)
    (axes,) = ns.draw_descent(descent, lambda x: x * x).figure.axes
    curve, path = axes.lines[:2]
    np.testing.assert_allclose(curve.get_ydata(), np.square(curve.get_xdata()))
    assert path.get_xdata().tolist() == [-3, -1.5, -0.75, -0.375]
    assert path.get_ydata().tolist() == [9, 2.25, 0.5625, 0.140625]
    assert (plain(axes.xaxis.label), plain(axes.yaxis.label)) == ("x", "f(x)")


def test_where_the_function_fails_the_picture_is_blank():
    descent = ns.descend(lambda x: -math.log(x), lambda x: -1 / x, 0.05, 0.1, 3)
    curve = ns.draw_descent(descent, lambda x: -math.log(x)).figure.axes[0].lines[0]
    x, f = curve.get_data()
    assert x[0] < 0
    assert np.isnan(f[x <= 0]).all()
    np.testing.assert_allclose(f[x > 0], -np.log(x[x > 0]))

    def rooted(x, y):
        return math.sqrt(x) + y * y

    descent = ns.descend(rooted, lambda x, y: (0.5 / math.sqrt(x), 2 * y), (1, 1), 0.3, 3)
    assert_texts_stand_clear(ns.draw_descent(descent, rooted).figure)


def test_a_descent_that_stands_still_or_runs_away_can_be_drawn():
    still = ns.descend(lambda x, y: 7.0, lambda x, y: (0, 0), (1, 2), 0.1, 2)
    assert_texts_stand_clear(ns.draw_descent(still, lambda x, y: 7.0).figure)
    away = ns.descend(bowl, lambda x, y: (2 * x, 2 * y), (3, 4), 5.0, 12)
    assert_texts_stand_clear(ns.draw_descent(away, bowl).figure)


@pytest.mark.parametrize("start", [(3, 4), (-3, 4), (3, -4), (-3e-3, -4e-3), (3e7, 4e7)])
def test_texts_stand_clear(start):
    descent = ns.descend(bowl, lambda x, y: (2 * x, 2 * y), start, 0.1, 5)
    assert_texts_stand_clear(ns.draw_descent(descent, bowl, title=AWKWARD).figure)


def test_it_is_a_chart(tmp_path, on_the_bowl):
    assert_a_chart(
        lambda path, **options: ns.draw_descent(on_the_bowl, bowl, path, **options),
        tmp_path,
        name="Gradient descent",
    )


class TestErrors:
    def test_three_parameters_are_too_many(self):
        def f(x, y, z):
            return x + y + z

        descent = ns.descend(f, lambda x, y, z: (1, 1, 1), (1, 2, 3), 0.1, 2)
        with pytest.raises(InputError, match="the descent has 3 parameters; a path can be drawn"):
            ns.draw_descent(descent, f)

    @pytest.mark.parametrize(
        ("function", "message"),
        [
            (lambda x, y: x + y, "the function is 7 at the start, where the descent has 25; give"),
            (lambda x: x, "the function fails at the start of the descent .*; give the function"),
            (lambda x, y: 1 / 0, "division by zero"),
            (3, "the function that was descended must be callable; got 3"),
        ],
    )
    def test_the_function_is_the_one_that_was_descended(self, on_the_bowl, function, message):
        with pytest.raises(InputError, match=message):
            ns.draw_descent(on_the_bowl, function)

    def test_a_descent_is_a_descent(self):
        with pytest.raises(InputError, match=r"a descent is what ns\.descend returns; got 3"):
            ns.draw_descent(3, bowl)

    def test_numbers_beyond_measure_are_refused(self):
        away = ns.descend(bowl, lambda x, y: (2 * x, 2 * y), (3, 4), 1e10, 6)
        with pytest.raises(
            InputError, match="beyond 1e100, which are too large to draw; take fewer steps"
        ):
            ns.draw_descent(away, bowl)
