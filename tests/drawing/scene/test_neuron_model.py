"""The model of one neuron, with its own numbers."""

from itertools import combinations

import pytest

import neurosim as ns
from neurosim.drawing.page_size import LEAST_TEXT, read_page_size
from neurosim.drawing.painters.matplotlib import paint_figure
from neurosim.drawing.scene.neuron_model import make_neuron_scene
from neurosim.drawing.scene.training_loop import make_training_loop
from neurosim.drawing.themes import THEMES
from neurosim.errors import InputError, UnknownNameError
from tests.drawing.scene.test_overlap import measured_extents, meet, within


def texts(scene):
    return [label.text for label in scene.labels]


def check_apart(scene):
    """No label meets another or leaves the page, and those in a box stay in it."""
    extents = measured_extents(paint_figure(scene), scene, 100)
    boxes = {box.node: box for box in scene.boxes if box.role not in {"point", "part"}}
    for label, extent in zip(scene.labels, extents, strict=True):
        assert within(extent, (0, 0, scene.width, scene.height), margin=5), label
        if len(label.nodes) == 1:
            assert within(extent, boxes[label.nodes[0]].extent, margin=1), label
        elif label.role == "edge":
            assert not any(meet(extent, box.extent) for box in boxes.values()), label
    for (a, first), (b, second) in combinations(zip(scene.labels, extents, strict=True), 2):
        assert not meet(first, second), (a, b)
    for first, second in combinations(boxes.values(), 2):
        assert not meet(first.extent, second.extent), (first, second)


def test_a_trace_gives_every_number(worked_trace):
    shown = texts(make_neuron_scene(worked_trace, "h[0][0]"))
    assert {"x[0]", "1.0000", "wh[0][0][0] = −0.5000", "wh[0][0][1] = −1.0000"} <= set(shown)
    assert {"bh[0][0]", "0.5000", "sh[0][0] = −1.0000", "ah[0][0]", "0.2689", "sigmoid"} <= set(
        shown
    )


def test_a_network_gives_weights_and_symbols(worked_example):
    scene = make_neuron_scene(worked_example, worked_example["o[0]"], digits=1)
    assert {"ah[0][1]", "wo[0][1] = −1.0", "bo[0]", "so[0]", "yo[0]"} <= set(texts(scene))
    assert not any(box.role == "point" for box in scene.boxes)
    assert scene.title == "The neuron o[0]"
    assert make_neuron_scene(worked_example, "o[0]", title="").title == "Neural network"


@pytest.mark.parametrize("n_inputs", [1, 2, 3, 6, 10, 11, 784])
@pytest.mark.parametrize("theme", ["light", "print"])
def test_nothing_overlaps_at_any_width(n_inputs, theme):
    net = ns.mlp([n_inputs, 2, 1], activation="softplus", seed=3)
    trace = ns.trace(net, [0.25] * n_inputs)
    scene = make_neuron_scene(trace, "h[0][1]", theme=THEMES[theme])
    check_apart(scene)
    if n_inputs > 10:
        assert f"{n_inputs - 8:,} more" in texts(scene)
        assert any(f"Of {n_inputs} inputs the first" in text for text in [scene.description])


@pytest.mark.parametrize("n_inputs", [2, 3, 9])
@pytest.mark.parametrize("notation", ["source", "textbook"])
@pytest.mark.parametrize("size", ["column", "page", "slide"])
def test_it_fits_a_column_with_all_its_numbers(n_inputs, notation, size):
    net = ns.mlp([n_inputs, 2, 1], activation="softplus", seed=3)
    trace = ns.trace(net, [0.25] * n_inputs)
    page = read_page_size(size=size)
    scene = make_neuron_scene(trace, "h[0][1]", notation=notation, page=page)
    assert scene.width == pytest.approx(page.width)
    assert min(label.size for label in scene.labels) >= LEAST_TEXT - 1e-6
    check_apart(scene)
    written = " ".join(texts(scene))
    neuron = trace["h[0][1]"]
    for value in (neuron.summation, neuron.output, *(term.weight for term in neuron.terms)):
        assert f"{value:.4f}".replace("-", "\N{MINUS SIGN}") in written


def test_long_names_stay_inside():
    net = ns.Network()
    own = ns.Activation("a very long name of an activation " * 3, lambda s: s, lambda s: 1.0)
    net.add_neuron({net.add_input("i" * 99): 1.0}, name="n" * 99, activation=own)
    check_apart(make_neuron_scene(net, "n" * 99))


def test_a_neuron_without_inputs_has_its_bias():
    net = ns.Network()
    net.add_neuron(bias=2.0, name="lonely")
    check_apart(make_neuron_scene(net, "lonely"))


def test_errors(worked_example):
    with pytest.raises(InputError, match=r"'x\[0\]' is an input, which computes nothing"):
        make_neuron_scene(worked_example, "x[0]")
    with pytest.raises(UnknownNameError, match="unknown neuron 'h'"):
        make_neuron_scene(worked_example, "h")


class TestTrainingLoop:
    @pytest.mark.parametrize("theme", ["light", "dark", "print"])
    def test_nothing_overlaps(self, theme):
        check_apart(make_training_loop(theme=THEMES[theme]))

    @pytest.mark.parametrize("notation", ["source", "textbook"])
    @pytest.mark.parametrize("width", ["3in", "3.4in", "4.2in", "6.5in"])
    def test_it_fits_a_column(self, notation, width):
        page = read_page_size(width)
        scene = make_training_loop(notation=notation, page=page)
        assert scene.width == pytest.approx(page.width)
        assert min(label.size for label in scene.labels) >= LEAST_TEXT - 1e-6
        check_apart(scene)

    def test_the_steps_are_those_of_the_paper_with_two_loops(self):
        scene = make_training_loop()
        steps = [box.name for box in scene.boxes]
        assert [step[:3].strip() for step in steps[:7]] == [
            "1 I",
            "2 N",
            "3 F",
            "4 L",
            "5.1",
            "5.2",
            "5.3",
        ]
        back = {line.nodes for line in scene.lines if line.nodes[1] < line.nodes[0]}
        assert back == {(7, 2), (8, 2)}
        for line in scene.lines:
            assert line.end == "arrow"


def test_the_caption_says_what_is_true_of_its_numbers():
    net = ns.Network()
    inputs = [net.add_input() for _ in range(3)]
    net.add_neuron(dict.fromkeys(inputs, 1.0), activation="tanh", name="h")
    scene = make_neuron_scene(ns.trace(net, [-0.8, 0.6, 0.2]), "h")
    assert "rounding errors of floats is drawn as 0" in scene.description
    assert not [label.text for label in scene.labels if "×10" in label.text]
    net.wo[0][0] = 0.0033412
    scene = make_neuron_scene(net, "h")
    assert "to 4 decimals, small ones to 3 significant digits." in scene.description


def test_an_input_that_is_a_rounding_error_is_explained_too():
    net = ns.Network()
    inputs = [net.add_input() for _ in range(3)]
    hidden = net.add_neuron(dict.fromkeys(inputs, 1.0), activation="identity")
    net.add_neuron({hidden: 1.0}, bias=0.5, activation="identity", name="y")
    scene = make_neuron_scene(ns.trace(net, [-0.8, 0.6, 0.2]), "y")
    assert "rounding errors of floats is drawn as 0" in scene.description
