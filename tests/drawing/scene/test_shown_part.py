"""What is shown of a network that is too large to be drawn: few things, and how many are not."""

import random

import pytest

import neurosim as ns
from neurosim.drawing.painters.endings import PAINTERS
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.scene.shown_part import EDGE_LIMIT, NODE_LIMIT


def chain(length):
    net = ns.Network(name=f"chain of {length}")
    neuron = net.add_input()
    for _ in range(length):
        neuron = net.add_neuron({neuron: 0.5})
    return net


def skips_from_two_inputs(length):
    net = ns.Network()
    first, second = net.add_input(), net.add_input()
    neuron = net.add_neuron({first: 0.1, second: 0.2})
    for _ in range(length):
        neuron = net.add_neuron({neuron: 0.5, first: 0.1, second: -0.1})
    return net


def complete(size):
    net = ns.Network()
    neurons = [net.add_input()]
    while len(neurons) < size:
        neurons.append(net.add_neuron(dict.fromkeys(neurons, 0.01)))
    return net


def pieces(count):
    net = ns.Network()
    for length in range(count):
        neuron = net.add_input()
        for _ in range(1 + length):
            neuron = net.add_neuron({neuron: 0.3})
    return net


def ladder(length):
    net = ns.Network()
    last = [net.add_input(), net.add_input()]
    for _ in range(length):
        left = net.add_neuron({last[0]: 0.3, last[1]: -0.3})
        last = [left, net.add_neuron({left: 0.2, last[0]: 0.1, last[1]: 0.5})]
    return net


SHAPES = {
    "chain": lambda: chain(1_000),
    "layer": lambda: ns.mlp([1, 3_000, 1], seed=1),
    "star": lambda: ns.mlp([3_000, 1], seed=1),
    "outputs": lambda: ns.mlp([1, 1_000], seed=1),
    "square": lambda: ns.mlp([30] * 30, seed=1),
    "tall columns": lambda: ns.mlp([29] * 6, seed=1),
    "skips": lambda: skips_from_two_inputs(1_000),
    "complete": lambda: complete(150),
    "pieces": lambda: pieces(50),
    "ladder": lambda: ladder(200),
}


def words(scene, role):
    return " ".join(label.text for label in scene.labels if label.role == role)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_picture_of_any_network_has_few_things_and_says_so(shape):
    net = SHAPES[shape]()
    scene = make_scene(net)
    nodes = {box.node for box in scene.boxes if box.node is not None}
    names = {box.name for box in scene.boxes if box.name}
    assert len(nodes) <= NODE_LIMIT
    assert sum(line.role == "edge" for line in scene.lines) <= EDGE_LIMIT
    assert f"{len(net) - len(names):,} of {len(net):,} neurons are left out" in words(
        scene, "caption"
    )
    assert {net.inputs[0].name, net.outputs[-1].name} <= names


@pytest.mark.parametrize("ending", ["svg", "dot", "tex", "mmd"])
def test_layers_that_are_left_out_are_counted_in_every_format(ending):
    painted = PAINTERS[ending](make_scene(chain(1_000)))
    text = painted if isinstance(painted, str) else painted.decode()
    assert "993 more layers" in text


class TestDepth:
    def test_the_ends_are_shown_and_between_them_how_much_is_left_out(self):
        scene = make_scene(chain(1_000))
        names = [box.name for box in scene.boxes if box.name]
        assert names == ["x[0]", "n[0]", "n[1]", "n[2]", "n[996]", "n[997]", "n[998]", "n[999]"]
        assert (
            words(scene, "ellipsis")
            == "\N{MIDLINE HORIZONTAL ELLIPSIS} 993 more layers (993 neurons)"
        )
        x = {box.name: box.x for box in scene.boxes if box.role in {"hidden", "ellipsis"}}
        assert x["n[2]"] < x[""] < x["n[996]"]
        assert "993 of 1,001 neurons are left out, including 993 whole layers." in words(
            scene, "caption"
        )

    def test_weights_stay_on_the_edges_of_narrow_layers(self):
        scene = make_scene(chain(1_000))
        numbers = [label.text for label in scene.labels if len(label.nodes) == 2]
        assert numbers == ["0.5000"] * 6
        assert "Of 1,000 edges, the 6 between the neurons shown are drawn." in words(
            scene, "caption"
        )

    def test_thirty_layers_are_all_shown(self):
        assert not words(make_scene(chain(29)), "ellipsis")
        assert words(make_scene(chain(30)), "ellipsis")

    def test_wide_and_deep_have_both_kinds_of_gaps(self):
        scene = make_scene(ns.mlp([40] * 40, seed=1))
        assert "32 more layers" in words(scene, "ellipsis")
        assert "⋮ 28 more" in words(scene, "ellipsis")

    def test_what_stands_out_is_shown_though_the_network_is_deep(self):
        scene = make_scene(chain(1_000), highlight="n[500]")
        names = [box.name for box in scene.boxes if box.name]
        assert names[4:7] == ["n[499]", "n[500]", "n[501]"]
        assert "496 more layers" in words(scene, "ellipsis")
        assert "494 more layers" in words(scene, "ellipsis")

    def test_of_a_long_path_the_weight_that_was_asked_for_is_shown(self):
        scene = make_scene(chain(1_000), highlight="wh[500][0][0]")
        names = [box.name for box in scene.boxes if box.name]
        assert names[4:6] == ["n[499]", "n[500]"]

    def test_a_film_of_a_deep_network_is_short(self, tmp_path):
        t = ns.trace(chain(200), [0.5], [1.0])
        ns.animate(t, tmp_path / "film.html", progress=False)
        page = tmp_path / "film.html"
        assert page.read_text("utf-8").count("<svg") < 30 or page.stat().st_size < 2_000_000


def test_of_many_given_positions_as_many_are_drawn_as_there_is_room_for():
    source = random.Random(1)
    net = ns.mlp([100, 100, 2], seed=1)
    positions = {neuron.name: (source.random(), source.random()) for neuron in net}
    scene = make_scene(net, positions=positions)
    names = [box.name for box in scene.boxes if box.name]
    assert len(names) == 26
    assert not words(scene, "ellipsis")
    assert "176 of 202 neurons are left out." in words(scene, "caption")
