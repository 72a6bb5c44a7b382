"""The panel of what a network has learnt: its words, in the size and the letters of its film."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.drawing.animation.watched import watch
from neurosim.drawing.charts.pen import Pen
from neurosim.drawing.scene.subject import read_subject
from neurosim.drawing.themes import THEMES
from tests.drawing.charts.measuring import drawn_texts, plain, shown

PEN = Pen(THEMES["light"], "", browser_fonts=False)
SHARES = np.eye(3)[[0, 1, 2, 2]]
THREE_INPUTS = [[0.1, 0.2, 0.3], [0.9, 0.3, 0.1], [0.5, 0.8, 0.2], [0.4, 0.6, 0.9]]


def watching(net, X, Z, text=1.0, **letters):
    """The panel of a network in a size, after one moment."""
    samples = ns.Dataset(X, Z)
    panel = watch(net, samples, read_subject(net, **letters)).sized(420.0, 330.0, text)
    panel.take(net)
    return panel


@pytest.mark.parametrize("text", [1.0, 1.6])
def test_classes_and_counts_have_the_size_of_the_other_words(text):
    net = ns.mlp([3, 3], output_activation="identity", seed=1)
    net.loss = "softmax_cross_entropy"
    panel = watching(net, THREE_INPUTS, SHARES, text)
    (axes,) = panel.still(PEN).axes
    (moving,) = panel.moving(PEN, 0).axes
    names = axes.get_xticklabels() + axes.get_yticklabels()
    assert {name.get_fontsize() for name in names} == {9.0 * text}
    assert axes.xaxis.label.get_fontsize() == 10.0 * text
    assert {count.get_fontsize() for count in moving.texts} == {11.0 * text}


def test_the_legend_of_predictions_is_whole():
    panel = watching(ns.mlp([3, 1], seed=1), THREE_INPUTS, [0, 1, 0, 1], 1.6)
    panel = panel.sized(300.0, 300.0, 1.6)
    assert "prediction = target" in shown(panel.still(PEN))


@pytest.mark.parametrize(
    ("letters", "symbols"), [("source", ("x[0]", "o[0]")), ("textbook", ("x1", "ŷ1"))]
)
@pytest.mark.parametrize("n_inputs", [1, 2, 3])
def test_default_names_are_symbols_of_the_film(n_inputs, letters, symbols):
    X, Z = [row[:n_inputs] for row in THREE_INPUTS], [[0, 1], [1, 0], [0, 0], [1, 1]]
    panel = watching(ns.mlp([n_inputs, 2], seed=1), X, Z, notation=letters)
    texts = [text for text, _ in drawn_texts(panel.still(PEN)) if text.get_parse_math()]
    written = " ".join(plain(text) for text in texts)
    assert n_inputs == 3 or symbols[0] in written
    assert symbols[1] in written


def test_names_of_columns_stay():
    net = ns.mlp([1, 1], seed=1)
    net.input_columns = ["rain"]
    panel = watching(net, [[0.1], [0.9]], [0.0, 1.0], notation="textbook")
    assert "rain" in shown(panel.still(PEN))
