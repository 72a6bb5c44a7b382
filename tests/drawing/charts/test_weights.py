"""The incoming weights of neurons as heat maps on one scale."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError, UnknownNameError
from tests.drawing.charts.measuring import (
    AWKWARD,
    assert_a_chart,
    assert_texts_stand_clear,
    plain,
    shown,
)

MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def digits():
    return ns.mlp([64, 5, 2], seed=1)


def maps(figure):
    return [np.asarray(axes.images[0].get_array()) for axes in figure.axes if axes.images]


def test_a_map_has_the_weights_row_by_row_in_the_order_of_connection(digits):
    (weights,) = maps(ns.draw_weights(digits, "h[0][3]").figure)
    assert weights.shape == (8, 8)
    for i in range(64):
        assert weights[i // 8, i % 8] == digits.wh[0][3][i]


def test_a_shape_may_be_given(digits):
    (weights,) = maps(ns.draw_weights(digits, digits["h[0][0]"], shape=(4, 16)).figure)
    assert weights.shape == (4, 16)
    assert weights.ravel().tolist() == list(digits["h[0][0]"].weights)


def test_all_maps_share_one_scale_around_0(digits):
    figure = ns.draw_weights(digits, digits.layers[1]).figure
    assert len(maps(figure)) == 5
    largest = max(abs(w) for neuron in digits.layers[1] for w in neuron.weights)
    for axes in figure.axes[:5]:
        assert axes.images[0].get_clim() == (-largest, largest)
    assert figure.axes[5].get_ylabel() == "weight"
    assert [plain(axes.title) for axes in figure.axes[:5]] == [f"h[0][{n}]" for n in range(5)]


def test_few_weights_are_a_row_with_their_numbers_and_sources(example):
    figure = ns.draw_weights(example, example.layers[1]).figure
    assert [one.tolist() for one in maps(figure)] == [[[-0.5, -1.0]], [[-0.5, 0.5]], [[1.0, 0.0]]]
    texts = shown(figure)
    numbers = [[text.get_text() for text in axes.texts] for axes in figure.axes[:3]]
    assert numbers == [[f"{MINUS}0.50", f"{MINUS}1.00"], [f"{MINUS}0.50", "0.50"], ["1.00", "0.00"]]
    # named once, under the last
    assert texts.count("x[0]") == texts.count("x[1]") == 1


def test_columns_say_how_many_maps_stand_side_by_side(digits):
    figure = ns.draw_weights(digits, digits.layers[1], columns=5).figure
    tops = {round(axes.get_position().y0, 3) for axes in figure.axes[:5]}
    assert len(tops) == 1
    many = ns.draw_weights(digits, digits.layers[1], columns=99).figure
    assert many.get_size_inches().tolist() == figure.get_size_inches().tolist()


def test_weights_of_0_have_a_scale():
    assert_texts_stand_clear(
        ns.draw_weights(ns.mlp([3, 2], initializer=0.0), ["o[0]", "o[1]"]).figure
    )


@pytest.mark.parametrize(
    ("n_inputs", "n_neurons"), [(1, 1), (3, 4), (200, 2), (9, 2), (64, 17), (784, 4), (2, 20)]
)
def test_texts_stand_clear(n_inputs, n_neurons):
    net = ns.Network()
    inputs = [net.add_input(f"in {i}{AWKWARD}") for i in range(n_inputs)]
    neurons = [
        net.add_neuron({x: (i - k) / n_inputs for i, x in enumerate(inputs)}, name=f"{k}{AWKWARD}")
        for k in range(n_neurons)
    ]
    assert_texts_stand_clear(ns.draw_weights(net, neurons, title=AWKWARD).figure)


def test_tall_and_wide_maps_stand_clear(digits):
    for shape in ((64, 1), (1, 64), (2, 32)):
        for columns in (1, 3):
            figure = ns.draw_weights(digits, digits.layers[1], shape=shape, columns=columns).figure
            assert_texts_stand_clear(figure)


def test_it_is_a_chart(tmp_path, example):
    assert_a_chart(
        lambda path, **options: ns.draw_weights(example, "h[0][0]", path, **options),
        tmp_path,
        name="Weights",
    )


class TestErrors:
    @pytest.mark.parametrize(
        ("neurons", "options", "error", "message"),
        [
            ("h[0][9]", {}, UnknownNameError, "unknown neuron 'h\\[0\\]\\[9\\]'"),
            (["x[0]"], {}, InputError, "'x\\[0\\]' is an input, which has no weights; give hidden"),
            ([], {}, InputError, "there is no neuron to draw; give at least one"),
            (3, {}, InputError, "the neurons are given by name, or as a list of names; got 3"),
            (["o[0]"] * 65, {}, InputError, "65 neurons were given; .* at most 64 .*: choose some"),
            (
                "h[0][0]", {"shape": (8, 9)}, InputError,
                "the shape 8 x 9 has 72 cells, but 'h\\[0\\]\\[0\\]' has 64 weights; give a shape",
            ),
            ("o[0]", {"shape": 5}, InputError, "a shape is written \\(rows, columns\\), such as"),
            ("o[0]", {"shape": (0, 5)}, InputError, "the number of rows of the shape is 0"),
            ("o[0]", {"shape": (1, 5.0)}, InputError, "columns of the shape is 5.0; it must be a"),
            ("o[0]", {"columns": 0}, InputError, "the number of columns is 0; it must be at least"),
        ],
    )  # fmt: skip
    def test_arguments_are_checked(self, digits, neurons, options, error, message):
        with pytest.raises(error, match=message):
            ns.draw_weights(digits, neurons, **options)
