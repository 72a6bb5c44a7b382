"""Diagrams say which column or class an input or output stands for, and its probability."""

from xml.etree import ElementTree as ET

import pytest

import neurosim as ns
from neurosim.drawing.animation.frames import SampleFilm
from neurosim.drawing.painters.tooltips import tooltips
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.scene.neuron_model import make_neuron_scene
from neurosim.drawing.scene.shows import VIEWS
from neurosim.drawing.themes import THEMES
from tests.drawing.checked import subject_of
from tests.drawing.scene.test_overlap import check_scene

LONG = "a measurement of the whole flower in tenths of an inch"
AWKWARD = '<b>&"$x_1$\\%{}#~^\n\u202eевил'


@pytest.fixture
def flowers():
    net = ns.mlp([2, 3, 3], output_activation="identity", seed=1, name="flowers")
    net.input_columns = ("petal length", "petal width")
    net.target_columns = (ns.TargetColumn("species", ("setosa", "versicolor", "virginica")),)
    net.loss = "softmax_cross_entropy"
    net.input_scaling = ns.StandardScaling((3.0, 1.0), (2.0, 1.0))
    return net


@pytest.fixture
def traced(flowers):
    return ns.trace(flowers, [1.0, 2.0], [0, 0, 1], learning_rate=0.1)


def texts_at(scene, name):
    node = next(box.node for box in scene.boxes if box.name == name)
    labels = [label for label in scene.labels if label.nodes == (node,)]
    return [label.text for label in sorted(labels, key=lambda item: (item.y, item.x))]


@pytest.mark.parametrize("direction", ["right", "down"])
@pytest.mark.parametrize("show", VIEWS)
def test_every_view_names_columns_and_classes_and_nothing_touches(traced, show, direction):
    scene = make_scene(subject_of(traced, show), show=show, direction=direction)
    if VIEWS[show].small:
        # a column stands beside a small circle
        assert {"x[1]", "petal width"} <= set(texts_at(scene, "x[1]"))
        assert {"o[2]", "species=virginica"} <= set(texts_at(scene, "o[2]"))
    else:
        assert texts_at(scene, "x[1]")[:2] == ["x[1]", "petal width"]
        assert texts_at(scene, "o[2]")[:2] == ["o[2]", "species=virginica"]
    assert texts_at(scene, "h[0][0]")[0] == "h[0][0]"
    check_scene(scene)


@pytest.mark.parametrize("show", ["structure", "weights", "forward"])
@pytest.mark.parametrize("name", [LONG, AWKWARD, "界" * 40, "x" * 100_000])
def test_nor_do_long_and_awkward_names(flowers, show, name):
    flowers.input_columns = (name, "b")
    flowers.target_columns = (ns.TargetColumn(name, ("one", "two", name)),)
    check_scene(make_scene(ns.trace(flowers, [1.0, 2.0]), show=show))


def test_neurons_with_short_names_stay_circles():
    net = ns.mlp([1, 2, 1])
    net.target_columns = (ns.TargetColumn("passed", ("no", "yes"), one_output=True),)
    scene = make_scene(net, show="weights")
    sizes = {box.name: (box.width, 2 * box.corner) for box in scene.boxes if box.name}
    assert texts_at(scene, "o[0]")[:2] == ["o[0]", "passed=yes"]
    assert sizes["o[0]"] == sizes["h[0][0]"]
    assert sizes["o[0]"][0] == sizes["o[0]"][1]
    net.target_columns = (ns.TargetColumn(LONG),)
    scene = make_scene(net, show="weights")
    sizes = {box.name: (box.width, 2 * box.corner) for box in scene.boxes if box.name}
    assert sizes["h[0][0]"][0] == sizes["h[0][0]"][1]
    assert sizes["o[0]"][0] > sizes["o[0]"][1]


def test_a_long_name_keeps_its_end_and_is_whole_in_the_tooltip(flowers):
    flowers.input_columns = (LONG, "b")
    scene = make_scene(flowers)
    shown = texts_at(scene, "x[0]")[1]
    assert "…" in shown
    assert shown.endswith("an inch")
    found = tooltips(scene)
    box = next(i for i, box in enumerate(scene.boxes) if box.name == "x[0]")
    label = next(i for i, label in enumerate(scene.labels) if label.text == shown)
    assert LONG in found["box", box].splitlines()
    assert found["label", label] == LONG


def test_probabilities_stand_where_the_loss_is_of_softmax(flowers, traced):
    p = f"{traced.value('p[2]'):.4f}"
    for show in ("forward", "backward"):
        scene = make_scene(traced, show=show)
        texts = texts_at(scene, "o[2]")
        assert texts[texts.index("p[2]") + 1] == p
        caption = " ".join(label.text for label in scene.labels if label.role == "caption")
        assert "p is the probability that softmax gives for an output." in caption
    assert p in texts_at(make_scene(ns.trace(flowers, [1.0, 2.0])), "o[2]")
    flowers.loss = "mse"
    scene = make_scene(ns.trace(flowers, [1.0, 2.0]))
    assert "p[2]" not in texts_at(scene, "o[2]")


def test_a_network_without_columns_has_only_names_of_neurons(example):
    scene = make_scene(ns.trace(example, [1, 1]))
    assert texts_at(scene, "x[0]") == ["x[0]", "x[0]", "1.0000"]


def test_the_model_of_a_neuron_names_its_inputs_and_its_class(traced):
    scene = make_neuron_scene(traced, "h[0][1]")
    assert {"x[0] · petal length", "x[1] · petal width"} <= {label.text for label in scene.labels}
    scene = make_neuron_scene(traced, "o[1]")
    assert "yo[1] · species=versicolor" in {label.text for label in scene.labels}


def test_a_film_names_columns_from_the_start_and_shows_probabilities_after_all_outputs(traced):
    film = SampleFilm(traced)
    scenes = film.scenes(THEMES["light"])[:7]
    assert {moment.chapter for moment in film.moments[:7]} == {"Forward pass"}
    for scene in scenes:
        texts = {label.text for label in scene.labels}
        assert {"petal length", "species=setosa", "species=virginica"} <= texts
    shown = ["p[0]" in {label.text for label in scene.labels} for scene in scenes]
    assert shown == [False] * 6 + [True]


@pytest.mark.parametrize("ending", ["svg", "dot", "tex", "mmd"])
def test_painters_escape_names(flowers, ending, tmp_path):
    flowers.input_columns = ('<b>&"q"', "$a_b$ \\x")
    path = tmp_path / f"picture.{ending}"
    ns.draw(ns.trace(flowers, [1.0, 2.0]), path)
    text = path.read_text(encoding="utf-8")
    if ending == "svg":
        ET.fromstring(text)
    if ending == "tex":
        assert r"\$a\_b\$ \textbackslash{}x" in text
    else:
        assert "<b>&" not in text.replace('tooltip="x[0]\\n<b>&amp;', "")
