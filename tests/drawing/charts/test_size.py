"""Numbers too large for their differences and squares to be computed are refused by every chart."""

import pytest

import neurosim as ns
from neurosim.errors import InputError

HUGE = [1e308, -1e308]


def line(weight=1.0, bias=0.0):
    net = ns.Network()
    net.add_neuron({net.add_input("x"): weight}, bias=bias, name="y", activation="identity")
    return net


def plane():
    return ns.mlp([2, 1], activation="identity", seed=1)


def descent():
    return ns.descend(lambda x: x * x, lambda x: 2 * x, 1e80, 0.1, 1)


CHARTS = {
    "loss": lambda: ns.draw_loss([1e300, 1e-300]),
    "loss, of both signs": lambda: ns.draw_loss(HUGE),
    "validation loss": lambda: ns.draw_loss([1, 2], validation_loss=HUGE),
    "a weight of 'y'": lambda: ns.draw_weights(line(1e308), "y"),
    "a prediction": lambda: ns.draw_predictions(line(bias=1e308), ([[0], [1]], [0, 1])),
    "a target": lambda: ns.draw_predictions(line(), ([[0], [1]], HUGE)),
    "an input of the data": lambda: ns.draw_decision_surface(plane(), ([HUGE, HUGE[::-1]], [0, 1])),
    "a target of the data": lambda: ns.draw_decision_surface(plane(), ([[0, 0], [1, 1]], HUGE)),
    "summations": lambda: ns.draw_activation("tanh", limits=(-1e308, 1e308)),
    "the function of activation": lambda: ns.draw_activation(
        ns.Activation("big", lambda s: 1e200 * s, lambda _: 1.0, "f")
    ),
    "the column 'x[0]'": lambda: ns.draw_normalization(([[1e308], [-1e308]], [0, 1])),
    "the loss": lambda: ns.draw_loss_function(ns.trace(line(), [1e60], [0.0])),
    "the descent": lambda: ns.draw_descent(descent(), lambda x: x * x),
}


@pytest.mark.parametrize("what", CHARTS)
def test_huge_numbers_are_refused(what):
    with pytest.raises(
        InputError, match=r"(has numbers|gives) .*; (give|take|train|correct) "
    ) as caught:
        CHARTS[what]()
    assert what.partition(",")[0] in str(caught.value)
    assert "beyond 1e100, which are too large to draw" in str(caught.value)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: ns.draw_loss([1e100, 1e-300]),
        lambda: ns.draw_loss([1e100, -1e100]),
        lambda: ns.draw_weights(line(1e100), "y"),
        lambda: ns.draw_predictions(line(), ([[1e100], [-1e100]], [1e100, -1e100])),
        lambda: ns.draw_activation("identity", limits=(-1e100, 1e100)),
        lambda: ns.draw_normalization(([[1e100], [-1e100]], [1e100, -1e100])),
        lambda: ns.draw_loss_function(ns.trace(line(), [1e16], [1e16])),
        lambda: ns.draw_loss_function(ns.trace(line(), [1e45], [-1e45])),
        lambda: ns.draw_decision_surface(plane(), ([[1e90, -1e90], [-1e90, 1e90]], [1e90, -1e90])),
    ],
)
def test_large_numbers_are_drawn_without_a_warning(draw):
    draw().figure.draw_without_rendering()
