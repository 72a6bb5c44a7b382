"""The loss of a sample along each output, with its point, its target and its slope."""

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

MINUS = "\N{MINUS SIGN}"
OUTPUTS, TARGETS = (0.2, 0.7), (1.0, 0.0)


def traced(loss=None, outputs=OUTPUTS, targets=TARGETS, names=None):
    """A trace whose outputs are given."""
    net = ns.Network()
    x = net.add_input()
    for k, output in enumerate(outputs):
        name = None if names is None else names[k]
        net.add_neuron({x: output}, activation="identity", name=name)
    return ns.trace(net, [1.0], targets, loss=loss)


def parts(axes):
    """Curve, tangent, point, and the target's line if there is one."""
    point = next(line for line in axes.lines if line.get_marker() == "o")
    dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
    curve, tangent = [line for line in axes.lines if line not in [point, *dashed]]
    return curve, tangent, point, dashed


def mean(terms):
    return sum(terms) / len(terms)


BY_HAND = {
    "half_squared_error": lambda y, z: sum((a - b) ** 2 / 2 for a, b in zip(y, z, strict=True)),
    "mse": lambda y, z: mean([(a - b) ** 2 for a, b in zip(y, z, strict=True)]),
    "mae": lambda y, z: mean([abs(a - b) for a, b in zip(y, z, strict=True)]),
    "huber": lambda y, z: mean(
        [e * e / 2 if e <= 1 else e - 0.5 for e in (abs(a - b) for a, b in zip(y, z, strict=True))]
    ),
    "binary_cross_entropy": lambda y, z: mean(
        [-math.log(a) if b else -math.log(1 - a) for a, b in zip(y, z, strict=True)]
    ),
    "softmax_cross_entropy": lambda y, z: math.log(sum(map(math.exp, y))) - y[z.index(1.0)],
}


def test_a_loss_that_is_joined_with_its_activation_is_drawn_over_the_summation():
    net = ns.Network()
    net.add_neuron({net.add_input(): 40.0}, activation="sigmoid")
    (axes,) = ns.draw_loss_function(
        ns.trace(net, [1.0], [0.0], loss="binary_cross_entropy")
    ).figure.axes
    curve, tangent, point, dashed = parts(axes)
    assert (point.get_xdata()[0], point.get_ydata()[0]) == (40.0, 40.0)
    assert curve.get_ydata() == pytest.approx(np.log1p(np.exp(curve.get_xdata())))
    (x0, x1), (y0, y1) = tangent.get_data()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(1.0)
    assert dashed == []
    assert "so[0]" in plain(axes.xaxis.label)


@pytest.mark.parametrize("loss", ns.LOSSES)
def test_the_curve_is_the_loss_with_the_other_outputs_held_fixed(loss):
    for k, axes in enumerate(ns.draw_loss_function(traced(loss)).figure.axes):
        curve, tangent, point, dashed = parts(axes)

        def along(y, k=k):
            return BY_HAND[loss]([y if n == k else v for n, v in enumerate(OUTPUTS)], TARGETS)

        expected = [along(y) for y in curve.get_xdata()]
        np.testing.assert_allclose(curve.get_ydata(), expected, rtol=1e-9, atol=1e-12)
        assert point.get_xydata().tolist() == [[OUTPUTS[k], pytest.approx(along(OUTPUTS[k]))]]
        rise, run = np.diff(tangent.get_ydata())[0], np.diff(tangent.get_xdata())[0]
        slope = (along(OUTPUTS[k] + 1e-6) - along(OUTPUTS[k] - 1e-6)) / 2e-6
        assert rise / run == pytest.approx(slope, rel=1e-4)
        targets = [line.get_xdata()[0] for line in dashed]
        # a logit has no target of its own
        assert targets == ([] if loss == "softmax_cross_entropy" else [TARGETS[k]])


def test_the_numbers_stand_in_the_legend():
    net, _ = ns.worked_example()
    texts = shown(ns.draw_loss_function(ns.trace(net, [1, 1], [1])).figure)
    # the loss and the slope of the worked example: 0.1235 and 0.5030 - 1
    assert "yo[0] = 0.5030, L = 0.1235" in texts
    assert f"slope ∂L/∂yo[0] = {MINUS}0.4970" in texts
    assert "target z[0] = 1" in texts
    assert "L  (half squared error)" in texts


def test_kinks_belong_to_the_curve():
    curve = parts(ns.draw_loss_function(traced("mae")).figure.axes[0])[0]
    assert {0.2, 1.0} <= set(curve.get_xdata())
    curve = parts(ns.draw_loss_function(traced("huber", (1.0,), (1.0,))).figure.axes[0])[0]
    assert curve.get_xdata()[[0, -1]].tolist() == [-1, 3]


def test_probabilities_stay_between_0_and_1():
    for y in (1e-9, 0.5, 1 - 1e-9):
        curve = parts(
            ns.draw_loss_function(traced("binary_cross_entropy", (y,), (0.3,))).figure.axes[0]
        )[0]
        assert 0 < curve.get_xdata().min() <= y <= curve.get_xdata().max() < 1


def test_an_own_loss_may_be_undefined_somewhere():
    own = ns.Loss(
        "log_$ratio$",
        lambda y, z: [math.log(a / b) ** 2 for a, b in zip(y, z, strict=True)],
        lambda y, z: [2 * math.log(a / b) / a for a, b in zip(y, z, strict=True)],
    )
    figure = ns.draw_loss_function(traced(own, (0.5,), (1.0,))).figure
    curve = parts(figure.axes[0])[0]
    y, loss = curve.get_data()
    np.testing.assert_allclose(loss[y > 0], np.log(y[y > 0]) ** 2)
    assert np.isnan(loss[y <= 0]).all()
    assert "L  (log_$ratio$)" in shown(figure)


def test_of_many_outputs_six_are_drawn():
    figure = ns.draw_loss_function(traced(None, [0.1] * 8, [0.0] * 8)).figure
    assert len(figure.axes) == 6
    assert "6 of 8 outputs drawn" in shown(figure)


@pytest.mark.parametrize("n_outputs", [1, 2, 3, 4, 6])
def test_texts_stand_clear(n_outputs):
    names = [f"{n}{AWKWARD}" for n in range(n_outputs)]
    trace = traced(None, [-1234567.8] * n_outputs, [1e-7] * n_outputs, names)
    assert_texts_stand_clear(ns.draw_loss_function(trace, title=AWKWARD).figure)
    trace = traced("softmax_cross_entropy", [1e-5] * n_outputs, [1.0] + [0.0] * (n_outputs - 1))
    assert_texts_stand_clear(ns.draw_loss_function(trace).figure)


def test_it_is_a_chart(tmp_path):
    assert_a_chart(
        lambda path, **options: ns.draw_loss_function(traced(), path, **options),
        tmp_path,
        name="Loss function",
    )


class TestErrors:
    def test_a_trace_needs_targets(self):
        with pytest.raises(
            InputError, match=r"the trace has no targets, .*; give targets: ns\.trace"
        ):
            ns.draw_loss_function(ns.trace(ns.mlp([1, 1]), [1]))

    def test_a_trace_is_a_trace(self):
        with pytest.raises(InputError, match=r"a loss is drawn from a trace, .*; got 3"):
            ns.draw_loss_function(3)
