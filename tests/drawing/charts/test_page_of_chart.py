"""Charts drawn to a size: every text stands clear and is large enough, in letters of the user."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.drawing.charts.runs import draw_runs
from tests.drawing.charts.measuring import assert_texts_stand_clear, drawn_texts, shown

LEAST = 7.0
SCRIPT = 0.7


def bowl(x, y):
    return x * x + y * y


XOR = ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
POINTS = [[0.1, 0.2], [0.9, 0.3], [0.5, 0.8], [0.4, 0.6]]
SHARES = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]]


@pytest.fixture(scope="module")
def classes():
    net = ns.mlp([2, 3, 3], output_activation="identity", seed=1)
    net.loss = "softmax_cross_entropy"
    return net


@pytest.fixture(scope="module")
def draws(classes):
    net = ns.mlp([2, 2, 1], seed=1)
    wide = ns.mlp([9, 4, 1], seed=1)
    descent = ns.descend(bowl, lambda x, y: (2 * x, 2 * y), (3, 4), 0.1, 9)
    runs = {"hidden": [1, 2, 4], "rate": [0.01, 0.1, 1.0], "optimizer": ["sgd", "adam", "adamw"]}
    traced = ns.trace(classes, [0.4, 0.2], [0, 1, 0])
    return {
        "activation": lambda **o: ns.draw_activation("tanh", points=[-1, 0.5], **o),
        "loss": lambda **o: ns.draw_loss([0.5, 0.2, 0.1], validation_loss=[0.6, 0.3, 0.2], **o),
        "descent": lambda **o: ns.draw_descent(descent, bowl, **o),
        "loss function": lambda **o: ns.draw_loss_function(traced, **o),
        "surface": lambda **o: ns.draw_decision_surface(net, XOR, resolution=21, **o),
        "regions": lambda **o: ns.draw_decision_surface(
            classes, (POINTS, SHARES), resolution=21, **o
        ),
        "predictions": lambda **o: ns.draw_predictions(net, XOR, **o),
        "counts": lambda **o: ns.draw_predictions(classes, (POINTS, SHARES), **o),
        "normalization": lambda **o: ns.draw_normalization((POINTS, [3, 5, 70, 90]), **o),
        "weights": lambda **o: ns.draw_weights(wide, wide.layers[1], **o),
        "rows of weights": lambda **o: ns.draw_weights(net, net.layers[1], **o),
        "runs": lambda **o: draw_runs(runs, [0.5, 0.2, 0.1], "loss", best=2, **o),
    }


CHARTS = (
    "activation", "loss", "descent", "loss function", "surface", "regions", "predictions", "counts",
    "normalization", "weights", "rows of weights", "runs",
)  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize(("size", "width"), [("column", 3.4), ("page", 6.5), ("slide", 13.333)])
def test_every_text_has_room_and_can_be_read(draws, name, size, width):
    figure = draws[name](size=size, title="A heading of this chart").figure
    assert_texts_stand_clear(figure)
    wide, high = figure.get_size_inches()
    assert wide == pytest.approx(width, abs=1e-3)
    assert high <= 9.5 if size != "slide" else high == 7.5
    for text, _ in drawn_texts(figure):
        has_index = text.get_parse_math() and "_" in text.get_text()
        assert text.get_fontsize() * (SCRIPT if has_index else 1.0) >= LEAST - 1e-6, text


WITH_SYMBOLS = {
    "activation": ("f(s)", "g(u)"),
    "loss function": ("target z[0] = 0", "target t[0] = 0"),
}


@pytest.mark.parametrize("name", WITH_SYMBOLS)
def test_formulas_have_the_letters_of_the_notation(draws, name):
    letters = {("output", "target"): "t"}
    usual, own = WITH_SYMBOLS[name]
    if name == "activation":
        letters, own = {("hidden", "summation"): "u", ("output", "summation"): "u"}, "summation u"
        usual = "summation s"
    assert any(usual in text for text in shown(draws[name]().figure))
    assert any(own in text for text in shown(draws[name](notation=letters).figure))


@pytest.mark.parametrize("name", ["surface", "regions", "weights", "normalization"])
def test_default_names_are_symbols_of_the_notation(draws, name):
    assert any("[0]" in text for text in shown(draws[name]().figure))
    figure = draws[name](notation="textbook").figure
    written = [text for text in shown(figure) if text[:1].isalpha()]
    assert written
    assert not [text for text in written if text.startswith(("x[", "h[", "z["))]


def test_own_names_are_in_the_formulas_of_a_loss():
    net = ns.Network()
    net.add_neuron({net.add_input("rain"): 0.5}, name="harvest", activation="identity")
    trace = ns.trace(net, [1.0], [1.0])
    texts = shown(ns.draw_loss_function(trace, own_names=True).figure)
    assert any("harvest = 0.5" in text for text in texts), texts


def test_a_name_that_is_the_symbol_is_written_once():
    net = ns.Network()
    net.add_neuron({net.add_input("rain"): 0.5}, name="harvest", activation="identity")
    trace = ns.trace(net, [1.0], [1.0])
    named = shown(ns.draw_loss_function(trace, own_names=True).figure)
    assert "output harvest" in named
    assert not [text for text in named if "harvest: harvest" in text]
    assert "yo[0]: harvest" in shown(ns.draw_loss_function(trace).figure)


@pytest.mark.parametrize("n_outputs", [1, 6])
def test_lines_on_a_slide_grow_as_text_does(n_outputs):
    net = ns.mlp([2, n_outputs], seed=1)
    trace = ns.trace(net, [0.4, 0.2], [0.0] * n_outputs)

    def sizes(**options):
        axes = ns.draw_loss_function(trace, **options).figure.axes[0]
        tick = axes.get_xticklabels()[0].get_fontsize()
        return np.array([tick, axes.lines[0].get_linewidth(), axes.lines[-1].get_markersize()])

    growth = sizes(size="slide") / sizes()
    assert growth == pytest.approx([growth[0]] * 3)
    assert growth[0] < 1.2 if n_outputs == 6 else growth[0] > 1.5


def test_the_legend_of_a_narrow_chart_has_fewer_columns(draws):
    long = ([[0.1], [0.9]], [0.2, 0.8])
    net = ns.mlp([1, 2, 1], seed=1)
    assert ns.draw_predictions(net, long, size="column")
    figure = draws["surface"](size="column").figure
    assert not any("…" in text for text in shown(figure))
