"""The outputs of a network over the plane of its inputs, in raw units, with its samples."""

import numpy as np
import pytest
from matplotlib.colors import rgb_to_hsv, to_rgb
from matplotlib.contour import QuadContourSet

import neurosim as ns
from neurosim.drawing.charts.surface import output_scale
from neurosim.drawing.themes import THEMES
from neurosim.errors import InputError, UnknownNameError
from tests.drawing.charts.measuring import (
    AWKWARD,
    assert_a_chart,
    assert_texts_stand_clear,
    shown,
)

XOR = ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
LABELS = ["no", "no", "yes", "yes", "maybe"]


def plane_network():
    """Its output is x - y, whatever the units."""
    net = ns.Network()
    x, y = net.add_input("x"), net.add_input("y")
    net.add_neuron({x: 1.0, y: -1.0}, activation="identity", name="difference")
    return net


def class_network(names=("no", "yes", "maybe")):
    """Classes by the larger of x, y and 0."""
    net = ns.Network()
    x, y = net.add_input("x"), net.add_input("y")
    for name, weights in zip(("a", "b", "c"), ((1.0, 0.0), (0.0, 1.0), (0.0, 0.0)), strict=True):
        net.add_neuron({x: weights[0], y: weights[1]}, activation="identity", name=name)
    net.target_columns = (ns.TargetColumn("answer", names),)
    return net


def draw(*args, **options):
    return ns.draw_decision_surface(*args, **{"resolution": 9, **options})


def points(axes):
    """The samples of each kind of mark."""
    return {
        line.get_marker(): line.get_xydata().tolist()
        for line in axes.lines
        if line.get_marker() not in {"None", "none", ""}
    }


def test_of_several_outputs_a_note_says_which_is_drawn(tmp_path):
    net = class_network()
    net.target_columns = None
    note = "output 1 of 3: a; choose another: output='b'"
    assert note in shown(draw(net).figure)
    assert "output 3 of 3: c; choose another: output='a'" in shown(draw(net, output="c").figure)
    figure = draw(net, ([[0, 1], [1, 0]] * 501, [[0, 1, 2], [1, 0, 2]] * 501)).figure
    assert f"{note}; 1,000 of 1,002 samples drawn" in " ".join(shown(figure)).replace("\n", " ")
    net.target_columns = class_network().target_columns
    assert not any("output" in text for text in shown(draw(net).figure))
    assert not any("output 1" in text for text in shown(draw(plane_network()).figure))


def test_the_contours_are_those_of_the_output():
    axes = draw(plane_network()).figure.axes[0]
    (filled,) = axes.collections
    # x - y over [-1, 1] runs from -2 to 2; its level v is a line with the slope 1
    assert (filled.levels[0], filled.levels[-1]) == (-2, 2)
    for level, path in zip(filled.levels, filled.get_paths(), strict=False):
        vertices = path.vertices
        if len(vertices):
            assert (vertices[:, 0] - vertices[:, 1]).min() == pytest.approx(level, abs=1e-9)
    assert (axes.get_xlim(), axes.get_ylim()) == ((-1, 1), (-1, 1))


def test_the_axes_are_in_raw_units():
    net = plane_network()
    net.input_scaling = ns.MinMaxScaling((0, 10), (100, 20))
    net.target_scaling = ns.MinMaxScaling((1000,), (2000,))
    axes = draw(net).figure.axes[0]
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 100), (10, 20))
    # normalized -1 to 1 is raw 0 to 2000
    assert (axes.collections[0].levels[0], axes.collections[0].levels[-1]) == (0, 2000)


def test_the_axes_of_standard_scaling_reach_two_deviations_from_the_mean():
    net = plane_network()
    net.input_scaling = ns.StandardScaling((50, 15), (10, 1))
    axes = draw(net).figure.axes[0]
    assert (axes.get_xlim(), axes.get_ylim()) == ((30, 70), (13, 17))


def test_samples_choose_the_plane_with_a_margin():
    axes = draw(plane_network(), ([[0, 5], [100, 5]], [1, 2])).figure.axes[0]
    assert axes.get_xlim() == pytest.approx((-8, 108))
    assert axes.get_ylim() == pytest.approx((2.5, 7.5))


def test_two_targets_have_a_mark_each_and_a_line_between_them():
    figure = draw(ns.mlp([2, 4, 1], "tanh", seed=3), XOR, resolution=15).figure
    assert points(figure.axes[0]) == {"o": [[0, 0], [1, 1]], "s": [[0, 1], [1, 0]]}
    assert {"target 0", "target 1"} <= set(shown(figure))
    axes = draw(plane_network(), ([[0, 0], [1, 0]], [0, 1])).figure.axes[0]
    lines = [c for c in axes.collections if not c.filled]
    assert {float(level) for line in lines for level in line.levels} == {0.5}
    vertices = lines[0].get_paths()[0].vertices
    np.testing.assert_allclose(vertices[:, 0] - vertices[:, 1], 0.5)


def test_other_targets_colour_their_samples_on_the_scale():
    data = ([[0, 0], [1, 0], [1, 1]], [1, 2, 3])
    axes = draw(plane_network(), data).figure.axes[0]
    filled, marks = axes.collections
    assert marks.get_array().tolist() == [1, 2, 3]
    assert marks.get_clim() == filled.get_clim()


def test_an_output_that_jumps_has_one_colour_for_each_value():
    figure = draw(ns.perceptron(2), XOR).figure
    assert len(figure.axes[0].collections) == 1
    assert len(figure.axes[0].collections[0].levels) <= 3


@pytest.mark.parametrize("theme", THEMES)
def test_classes_colour_the_plane(theme):
    X = [[1, 0], [2, 1], [0, 1], [-1, 3], [-1, -1]]
    data = ns.Dataset.from_labels(X, LABELS, classes=["no", "yes", "maybe"])
    net = class_network()
    net.target_columns = None
    figure = draw(net, data, theme=theme).figure
    axes = figure.axes[0]
    assert points(axes) == {"o": X[:2], "s": X[2:4], "^": X[4:]}
    assert {"no", "yes", "maybe"} <= set(shown(figure))
    colours = {c.get_facecolor().tobytes(): c for c in axes.collections if c.filled}
    assert len(colours) == 3
    # from last to first: the third class wins where x and y are negative
    corner = axes.collections[0].get_paths()[0].vertices
    assert corner.max() <= 1e-6


def test_an_output_of_a_network_with_classes_can_be_asked_for():
    net = class_network()
    assert len(draw(net).figure.axes) == 1
    by_place, by_name, by_neuron = (
        draw(net, output=o).figure.axes[0].collections[0] for o in (1, "b", net["b"])
    )
    assert by_place.levels.tolist() == by_name.levels.tolist() == by_neuron.levels.tolist()
    assert draw(net, output="b").figure.axes[1].get_ylabel() == "answer=yes"


def test_of_many_samples_some_are_drawn_and_a_note_says_so():
    X = np.random.default_rng(0).uniform(size=(1500, 2))
    figure = draw(plane_network(), (X, X[:, 0] > 0.5)).figure
    assert "1,000 of 1,500 samples drawn" in shown(figure)
    assert sum(map(len, points(figure.axes[0]).values())) == 1000


def test_a_constant_output_is_drawn():
    assert_texts_stand_clear(draw(ns.mlp([2, 1], initializer=0.0)).figure)


def test_texts_stand_clear():
    awkward = class_network((AWKWARD, "_" + AWKWARD, "$" + AWKWARD))
    awkward.input_columns = (AWKWARD, "$" + AWKWARD)
    assert_texts_stand_clear(draw(awkward, title=AWKWARD).figure)
    assert_texts_stand_clear(draw(awkward, output=0, title=AWKWARD).figure)
    far = plane_network()
    far.input_scaling = ns.MinMaxScaling((-1e9, 1e-7), (3e9, 2e-7))
    far.target_scaling = ns.MinMaxScaling((-1234567.0,), (7654321.0,))
    assert_texts_stand_clear(draw(far).figure)
    ten = ns.mlp([2, 10], output_activation="identity", seed=1)
    ten.loss = "softmax_cross_entropy"
    assert_texts_stand_clear(draw(ten, title="ten").figure)


def test_it_is_a_chart(tmp_path):
    assert_a_chart(
        lambda path, **options: draw(plane_network(), ([[0, 1]], [1]), path, **options),
        tmp_path,
        name="Decision surface",
    )


class TestErrors:
    @pytest.mark.parametrize("n_inputs", [1, 3])
    def test_a_plane_has_two_inputs(self, n_inputs):
        with pytest.raises(InputError, match=f"the network has {n_inputs} inputs?; a surface can"):
            draw(ns.mlp([n_inputs, 1]))

    @pytest.mark.parametrize(
        ("args", "options", "error", "message"),
        [
            (
                (([[1]], [1]),),
                {},
                InputError,
                r"has 1 input in each sample .*, the network has 2 inp",
            ),
            ((([[1, 2]], [[1, 2]]),), {}, InputError, "2 targets in each .* has 1 output"),
            ((3,), {}, InputError, "expected a Dataset or a tuple"),
            ((), {"resolution": 1}, InputError, "the resolution is 1; it must be at least 2"),
            ((), {"resolution": 1001}, InputError, "the resolution is 1001; .* at most 1000"),
            ((), {"output": 1}, InputError, "there is no output 1; the network has 1 output"),
            ((), {"output": "x"}, UnknownNameError, "unknown output 'x'; known: difference"),
            ((), {"output": 0.5}, InputError, "the output is 0.5; it must be a whole number"),
        ],
    )
    def test_arguments_are_checked(self, args, options, error, message):
        with pytest.raises(error, match=message):
            draw(plane_network(), *args, **options)

    def test_too_many_classes_cannot_be_told_apart(self):
        net = ns.mlp([2, 11])
        net.loss = "softmax_cross_entropy"
        with pytest.raises(InputError, match="the network has 11 classes; at most 10 can be told"):
            draw(net)

    def test_a_network_is_a_network(self):
        with pytest.raises(InputError, match="expected a network; got 3"):
            draw(3)


def test_the_ground_of_two_targets_has_the_colours_of_their_dots():
    net = ns.mlp([2, 3, 1], seed=1)
    values = np.linspace(-0.2, 0.9, 50).reshape(5, 10)
    scale = output_scale(values, np.array([0.0, 1.0, 1.0]))
    assert scale.two_sided
    # the paler middle is halfway between the targets
    assert (scale.low + scale.high) / 2 == pytest.approx(0.5)
    assert scale.levels[0] <= values.min() + 1e-12
    assert scale.levels[-1] >= values.max()
    assert not output_scale(values, np.array([0.0, 0.5, 1.0])).two_sided
    for theme in ("light", "dark"):
        picture = ns.draw_decision_surface(
            net, ([[0, 0], [0, 1], [1, 0]], [0, 1, 1]), theme=theme, resolution=20
        )
        axes = picture.figure.axes[0]
        filled = next(c for c in axes.collections if isinstance(c, QuadContourSet))
        dots = [line for line in axes.lines if line.get_marker() in {"o", "s"}]
        for dot, side in zip(dots, (0.0, 1.0), strict=True):
            hue = rgb_to_hsv(to_rgb(dot.get_color()))[0]
            ground = rgb_to_hsv(filled.get_cmap()(side)[:3])[0]
            assert hue == pytest.approx(ground, abs=0.05)
