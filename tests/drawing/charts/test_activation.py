"""An activation and its derivative are drawn as they are computed, jumps left open."""

import math

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError, UnknownNameError
from tests.drawing.charts.measuring import (
    AWKWARD,
    assert_a_chart,
    assert_texts_stand_clear,
    shown,
    svg_of,
)


def lines(figure):
    """Function and derivative; the two lines before them are the cross at 0."""
    return figure.axes[0].lines[2:4]


def test_the_curves_are_the_function_and_its_derivative():
    function, derivative = lines(ns.draw_activation("sigmoid").figure)
    s = function.get_xdata()
    assert (s[0], s[-1]) == (-5, 5)
    sigmoid = 1 / (1 + np.exp(-s))
    np.testing.assert_allclose(function.get_ydata(), sigmoid)
    np.testing.assert_allclose(derivative.get_ydata(), sigmoid * (1 - sigmoid))
    assert function.get_linestyle() == "-"
    assert derivative.get_linestyle() == "--"


def test_the_legend_names_function_and_derivative():
    assert {"f(s)  tanh", "f′(s)  derivative"} <= set(shown(ns.draw_activation("tanh").figure))


def test_the_derivative_of_step_is_called_a_surrogate():
    figure = ns.draw_activation("step").figure
    assert "f′(s)  surrogate derivative 1" in shown(figure)
    assert set(lines(figure)[1].get_ydata()) == {1.0}


@pytest.mark.parametrize(
    ("name", "which", "left", "right"),
    [("step", 0, 0, 1), ("relu", 1, 0, 1), ("leaky_relu", 1, 0.01, 1)],
)
def test_a_jump_is_a_gap(name, which, left, right):
    line = lines(ns.draw_activation(name).figure)[which]
    (gap,) = np.flatnonzero(np.isnan(line.get_ydata()))
    assert line.get_ydata()[gap - 1] == left
    assert line.get_ydata()[gap + 1] == right
    assert line.get_xdata()[gap - 1] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "elu", "softplus", "gaussian", "sin"])
def test_a_steep_curve_is_no_jump(name):
    for line in lines(ns.draw_activation(name, limits=(-40, 40)).figure):
        assert np.isfinite(line.get_ydata()).all()


def test_points_are_marked_on_both_curves_with_their_numbers():
    figure = ns.draw_activation("sin", points=[1.0, 9.0]).figure
    marks = [(line.get_xdata()[0], line.get_ydata()[0]) for line in figure.axes[0].lines[4:]]
    assert marks == [
        (1.0, math.sin(1)), (1.0, math.cos(1)), (9.0, math.sin(9)), (9.0, math.cos(9)),
    ]  # fmt: skip
    assert "s = 9:  f = 0.4121,  f′ = \N{MINUS SIGN}0.9111" in shown(figure)
    assert lines(figure)[0].get_xdata()[-1] == 9


def test_texts_stand_clear():
    own = ns.Activation(AWKWARD, lambda s: 1e9 * s, lambda s: 1e9)
    assert_texts_stand_clear(
        ns.draw_activation(own, points=[-4, -3, 0, 0.123456, 2, 1e7], title=AWKWARD).figure
    )


def test_an_own_activation_keeps_its_name(tmp_path):
    own = ns.Activation("a_$b$<", lambda s: s * s, lambda s: 2 * s)
    root, texts = svg_of(lambda path: ns.draw_activation(own, path), tmp_path)
    assert "f(s)  a_$b$<" in texts
    assert root[0].text == "Activation a_$b$<"


def test_it_is_a_chart(tmp_path):
    assert_a_chart(
        lambda path, **options: ns.draw_activation("elu", path, **options),
        tmp_path,
        name="Activation elu",
    )


class TestErrors:
    @pytest.mark.parametrize(
        ("function", "message"),
        [
            (
                math.log,
                r"the function of activation 'own' fails for the summation -5 \(.*\); correct",
            ),
            (lambda s: math.inf, "the function of activation 'own' gives inf for the summation -5"),
            (
                lambda s: math.nan,
                "gives nan for .*; it must give a finite number: correct the func",
            ),
            (lambda s: "text", "the function of activation 'own' fails"),
        ],
    )
    def test_functions_must_give_numbers(self, function, message):
        with pytest.raises(InputError, match=message):
            ns.draw_activation(ns.Activation("own", function, lambda s: 1.0))
        with pytest.raises(InputError, match="the derivative of activation 'own'"):
            ns.draw_activation(ns.Activation("own", lambda s: 1.0, function))

    def test_limits_choose_where_a_function_is_defined(self):
        own = ns.Activation("log", math.log, lambda s: 1 / s)
        (line, _) = lines(ns.draw_activation(own, limits=(1, 2)).figure)
        np.testing.assert_allclose(line.get_ydata(), np.log(line.get_xdata()))

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"limits": (1, 1)}, r"the low limit must be below the high one; got \(1, 1\)"),
            ({"limits": 3}, r"the limits are written \(low, high\), such as \(-5, 5\); got 3"),
            ({"limits": (0, math.inf)}, "the high limit is inf; it must be a finite number"),
            ({"points": 3}, "the points are a sequence of summations; got 3"),
            ({"points": [0, math.nan]}, "point 1 is nan; it must be a finite number"),
            ({"points": range(7)}, "7 points were given; at most 6 can be marked: choose some"),
        ],
    )
    def test_options_are_checked(self, options, message):
        with pytest.raises(InputError, match=message):
            ns.draw_activation("sigmoid", **options)

    def test_an_unknown_activation_lists_the_known_ones(self):
        with pytest.raises(UnknownNameError, match="did you mean 'sigmoid'"):
            ns.draw_activation("sigmoidal")
