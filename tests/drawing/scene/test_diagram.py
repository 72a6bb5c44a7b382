"""A scene holds what the network holds: its numbers, symbols, signs and names."""

from dataclasses import FrozenInstanceError

import pytest

import neurosim as ns
from neurosim.drawing.lettering import text_width
from neurosim.drawing.scene import shown_part, trial
from neurosim.drawing.scene.diagram import Diagrams, make_scene
from neurosim.drawing.scene.shows import CardRow
from neurosim.drawing.themes import THEMES, mix
from neurosim.errors import InputError, UnknownNameError
from tests.drawing.conftest import make_skips


def labels(scene, role):
    return [label for label in scene.labels if label.role == role]


def table(scene):
    """The rows of all neurons as {symbol: number as text}, raw rows aside."""
    found = {}
    for label in labels(scene, "neuron"):
        if label.anchor == "right":
            found.setdefault(label.owner, label.text)
    return found


def caption(scene):
    return " ".join(label.text for label in labels(scene, "caption"))


def test_weights_stand_on_their_edges(worked_example):
    scene = make_scene(worked_example)
    shown = {label.owner: label.text for label in labels(scene, "edge")}
    assert shown == {
        "wh[0][0][0]": "−0.5000",
        "wh[0][0][1]": "−1.0000",
        "wh[0][1][0]": "−0.5000",
        "wh[0][1][1]": "0.5000",
        "wh[0][2][0]": "1.0000",
        "wh[0][2][1]": "0.0000",
        "wo[0][0]": "0.5000",
        "wo[0][1]": "−1.0000",
        "wo[0][2]": "0.0000",
    }
    for label in labels(scene, "edge"):
        assert label.value == worked_example.value(label.owner)


def test_labels_lie_on_the_line_of_their_weight(worked_example):
    scene = make_scene(worked_example)
    for label, line in zip(labels(scene, "edge"), scene.lines, strict=False):
        (x0, y0), (x1, y1) = line.points
        share = (label.x - x0) / (x1 - x0)
        assert 0 < share < 1
        assert label.y == pytest.approx(y0 + share * (y1 - y0))


def test_symbols_name_weights_and_biases(worked_example):
    scene = make_scene(worked_example, show="symbols")
    assert {"wh[0][2][1]", "wo[0][0]"} <= {label.text for label in labels(scene, "edge")}
    assert "h[0][2]" in {label.text for label in labels(scene, "neuron")}
    assert {"bh[0][2]", "bo[0]"} <= {label.text for label in labels(scene, "beside")}


def test_structure_shows_names_and_nothing_else(worked_example):
    scene = make_scene(worked_example, show="structure")
    names = [label.text for label in labels(scene, "neuron")]
    assert names == ["x[0]", "x[1]", "h[0][0]", "h[0][1]", "h[0][2]", "o[0]"]
    assert not labels(scene, "edge")
    assert {line.width for line in scene.lines if line.role == "edge"} == {1.0}


def test_forward_shows_the_numbers_of_the_paper(worked_trace):
    scene = make_scene(worked_trace)
    numbers = table(scene)
    assert (numbers["sh[0][0]"], numbers["sh[0][1]"], numbers["sh[0][2]"]) == (
        "−1.0000",
        "0.5000",
        "1.5000",
    )
    assert (numbers["ah[0][0]"], numbers["ah[0][1]"], numbers["ah[0][2]"]) == (
        "0.2689",
        "0.6225",
        "0.8176",
    )
    assert (numbers["so[0]"], numbers["yo[0]"], numbers["bo[0]"]) == ("0.0120", "0.5030", "0.5000")
    assert numbers["raw"] == "70"
    assert numbers["raw target"] == "91"
    assert float(numbers["raw output"]) == pytest.approx(worked_trace.raw_outputs[0], abs=5e-5)
    assert f"Loss L = {worked_trace.loss:.4f}." in caption(scene)


def test_every_number_in_a_neuron_is_that_of_the_trace(worked_trace):
    for show in ("forward", "backward"):
        for label in labels(make_scene(worked_trace, show=show), "neuron"):
            named = label.owner[0] in "xbsaydz"
            if label.value is not None and named:
                assert label.value == worked_trace.value(label.owner)
                assert label.text == f"{label.value:.4f}".replace("-0.0000", "0.0000").replace(
                    "-", "−"
                )


def test_backward_shows_error_signals_and_gradients(worked_trace):
    scene = make_scene(worked_trace, show="backward")
    assert {"dh[0][0]", "dh[0][1]", "dh[0][2]", "do[0]", "z[0]", "x[0]"} <= set(table(scene))
    for label in labels(scene, "edge"):
        assert label.value == worked_trace.gradient(label.owner)


def test_update_shows_old_and_new_values(worked_trace):
    scene = make_scene(worked_trace, show="update")
    edges = {label.owner: label for label in labels(scene, "edge")}
    assert edges["wo[0][2]"].text == "0.0000 → 0.0102"
    assert edges["wo[0][2]"].value == pytest.approx(0.1 * 0.12424 * 0.81757, rel=1e-4)
    for owner, label in edges.items():
        old, new = (float(n.replace("−", "-")) for n in label.text.split(" → "))
        assert old == pytest.approx(worked_trace.value(owner), abs=5e-5)
        assert new == pytest.approx(worked_trace.new_value(owner), abs=5e-5)
    biases = [label.text for label in labels(scene, "neuron") if "→" in label.text]
    assert biases[-1] == "0.5000 → 0.5124"
    assert len(biases) == 4


def test_a_change_that_rounding_hides_is_written_beside_the_number():
    trace = ns.trace(ns.mlp([1, 1], initializer=0.5), [1.0], [1.0], learning_rate=1e-7)
    (label,) = labels(make_scene(trace, show="update"), "edge")
    change = f"{trace.new_value('wo[0][0]') - 0.5:.1e}"
    assert change.endswith("e-09")
    assert label.text == f"0.5000 + {change.removesuffix('e-09')}×10⁻⁹"
    frozen = ns.mlp([1, 1], initializer=0.5)
    frozen.freeze("wo[0][0]")
    trace = ns.trace(frozen, [1.0], [1.0], learning_rate=0.1)
    (label,) = labels(make_scene(trace, show="update"), "edge")
    assert label.text == "0.5000 → 0.5000"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (-0.9762, -0.9762091, "−0.9762 − 9.1×10⁻⁶"),
        (0.5, 0.5 + 1e-13, "0.5000 + 1.0×10⁻¹³"),
        (1.5, 1.50004, "1.5000 + 4.0×10⁻⁵"),
        (0.0123, 0.000042, "0.0123 → 0.000042"),
        (2e-20, 0.5, "2.00×10⁻²⁰ → 5.00×10⁻¹"),
        (2e-20, 3e-20, "2.00×10⁻²⁰ → 3.00×10⁻²⁰"),
        (0.0, 3e-20, "0.0000 → 3.00×10⁻²⁰"),
        (0.5, 2e6, "5.00×10⁻¹ → 2.00×10⁶"),
    ],
)
def test_a_label_has_one_format(old, new, text):
    assert CardRow("w", old, new=new).number(4) == text


def test_the_caption_of_an_update_explains_plus_and_minus_only_where_they_stand(worked_trace):
    assert "rounding would hide" not in caption(make_scene(worked_trace, show="update"))
    small = ns.trace(worked_trace.net, [70, 98], [91], learning_rate=1e-5)
    assert "rounding would hide" in caption(make_scene(small, show="update"))


def test_the_caption_of_an_update_has_the_learning_rate(worked_trace):
    assert "Learning rate η = 0.1." in caption(make_scene(worked_trace, show="update"))
    assert "Learning rate" not in caption(make_scene(worked_trace, show="backward"))


def test_colours_of_an_update_stand_for_the_change(worked_trace):
    words = {label.text for label in labels(make_scene(worked_trace, show="update"), "legend")}
    assert {"grows", "shrinks", "unchanged"} <= words
    assert "positive" not in words
    edges = {line.owner: line for line in make_scene(worked_trace, show="update").lines}
    # -1.0000 to -0.9923: negative, and growing
    assert edges["wo[0][1]"].value > 0


def test_the_caption_names_the_activations():
    net = ns.Network()
    x = net.add_input("x")
    h = net.add_neuron({x: 1.0}, name="h", activation="tanh")
    k = net.add_neuron({x: 1.0}, name="k", activation="relu")
    net.add_neuron({h: 1.0, k: 1.0}, name="o", activation="tanh")
    assert "Activations: tanh (h, o), relu (k)." in caption(make_scene(net))
    assert "Activation: sigmoid." in caption(make_scene(ns.mlp([2, 3, 1])))
    assert "relu (hidden neurons), identity (output)" in caption(
        make_scene(ns.mlp([2, 6, 1], "relu", output_activation="identity"))
    )


def test_contribution_shows_the_share_of_each_product_and_of_the_bias(worked_trace):
    scene = make_scene(worked_trace, show="contribution")
    edges = {label.owner: label.text for label in labels(scene, "edge")}
    # s = 1 * -0.5 + 1 * -1 + 0.5: sizes 0.5, 1 and 0.5
    assert (edges["wh[0][0][0]"], edges["wh[0][0][1]"]) == ("−25.00 %", "−50.00 %")
    assert table(scene)["bh[0][0]"] == "25.00 %"
    assert "rounded to 4 decimals, percent to 2." in caption(scene)
    assert "Loss" not in caption(scene)


def test_a_neuron_without_any_share_has_no_percent_of_nothing():
    trace = ns.trace(ns.mlp([1, 1], initializer="zeros"), [0.5])
    scene = make_scene(trace, show="contribution")
    assert [label.text for label in labels(scene, "edge")] == ["0 %"]


def test_products_take_the_place_of_weights(worked_trace):
    edges = {
        label.owner: label.value
        for label in labels(make_scene(worked_trace, products=True), "edge")
    }
    for term in worked_trace["o[0]"].terms:
        assert edges[str(term.weight_symbol)] == term.product
    assert edges["wo[0][1]"] == pytest.approx(-0.6225, abs=5e-5)


def test_the_loss_of_each_output_stands_in_it():
    trace = ns.trace(ns.mlp([2, 2], "identity", initializer="zeros"), [1, 1], [2, -4])
    numbers = [
        label.value
        for label in labels(make_scene(trace), "neuron")
        if label.owner == "loss" and label.value is not None
    ]
    assert numbers == [2.0, 8.0]


def test_small_parts_show_the_activation_and_the_sample_on_it():
    net = ns.Network()
    x = net.add_input()
    net.add_neuron({x: 1.0}, activation="tanh")
    scene = make_scene(ns.trace(net, [0.5]))
    card = next(box for box in scene.boxes if box.role == "output")
    curve = next(line for line in scene.lines if line.role == "part" and line.polyline)
    middle = (len(curve.points) - 1) // 2
    left, right = curve.points[0], curve.points[-1]
    # odd: both ends are equally far from the middle
    assert curve.points[middle][1] == pytest.approx((left[1] + right[1]) / 2)
    (dot,) = (box for box in scene.boxes if box.role == "point")
    assert dot.x == pytest.approx(left[0] + (right[0] - left[0]) * (0.5 + 4) / 8)
    assert card.extent[0] < left[0] < right[0] < card.extent[2]
    assert not any(box.role == "point" for box in make_scene(net).boxes)


def test_an_activation_without_a_curve_has_no_parts():
    broken = ns.Activation("broken", lambda s: 1 / 0, lambda s: 1.0)
    net = ns.Network()
    net.add_neuron({net.add_input(): 1.0}, activation=broken)
    assert not any(box.role == "part" for box in make_scene(net).boxes)


@pytest.mark.parametrize(
    ("activation", "x", "begins", "ends"),
    [("log", 0.5, 0.5, 1.0), ("reciprocal", 0.5, 0.5, 1.0), ("reciprocal", -0.5, 0.0, 0.5)],
)
def test_a_curve_with_a_gap_is_drawn_on_the_side_of_the_sample(activation, x, begins, ends):
    net = ns.Network()
    net.add_neuron({net.add_input(): 1.0}, activation=activation)
    scene = make_scene(ns.trace(net, [x]))
    curve = next(line for line in scene.lines if line.role == "part" and line.polyline)
    whole = make_scene(ns.trace(ns.mlp([1, 1], "tanh"), [x]))
    room = next(line for line in whole.lines if line.role == "part" and line.polyline).points
    width = room[-1][0] - room[0][0]
    found = [(point[0] - curve.points[0][0]) / width for point in curve.points]
    assert found[-1] == pytest.approx(ends - begins, abs=0.04)


def test_negative_zero_is_shown_without_its_sign(worked_trace):
    for show in ("weights", "forward", "backward"):
        assert not any(
            "−0.0000" in label.text for label in make_scene(worked_trace, show=show).labels
        )


def test_digits_are_those_asked_for(worked_trace):
    numbers = table(make_scene(worked_trace, digits=1))
    assert numbers["ah[0][1]"] == "0.6"
    rounded = "rounded to 1 decimal, small ones to 3 significant digits."
    assert rounded in caption(make_scene(worked_trace, digits=1))
    assert table(make_scene(worked_trace, digits=6))["ah[0][1]"] == "0.622459"


def test_the_caption_says_how_small_numbers_and_those_near_one_are_rounded():
    net = ns.Network()
    x = [net.add_input() for _ in range(2)]
    net.add_neuron({x[0]: 0.0033412, x[1]: 0.999954612}, bias=0.00001234, activation="identity")
    words = caption(make_scene(net))
    assert "4 decimals, small ones to 3 significant digits, those near 1 to more." in words
    net.wo[0][0], net.wo[0][1] = 0.25, 12345678.0
    net.bo[0] = 0.5
    assert "4 decimals, large ones to 3 significant digits." in caption(make_scene(net))
    net.wo[0][1] = 3.0
    assert "rounded to 4 decimals." in caption(make_scene(net))


def make_cancelling():
    """A sum that is 0 by hand and -5.55e-17 as floats, and all that follows from it."""
    net = ns.Network()
    x = [net.add_input() for _ in range(3)]
    h = net.add_neuron(dict.fromkeys(x, 1.0), activation="tanh", name="h")
    net.add_neuron({h: 0.5}, bias=0.25, activation="identity")
    return ns.trace(net, [-0.8, 0.6, 0.2], [0.25], learning_rate=0.1)


@pytest.mark.parametrize("show", ["forward", "backward", "contribution", "update"])
def test_what_is_nothing_but_rounding_errors_is_drawn_as_zero(show):
    trace = make_cancelling()
    assert trace.value("sh[0][0]") == trace.value("ah[0][0]") == -5.551115123125783e-17
    scene = make_scene(trace, show=show)
    assert not [label.text for label in scene.labels if "×10" in label.text]
    if show != "update":
        assert table(scene)["ah[0][0]"] == "0.0000"
    assert "A sum that is 0 but for the rounding errors of floats is drawn as 0." in caption(scene)
    if show == "backward":
        assert {(label.text, label.value) for label in labels(scene, "edge")} == {("0", 0.0)}
        assert not [line.end for line in scene.lines if line.role == "edge" and line.end]
        assert "Loss L = 0.0000." in caption(scene)


def test_small_numbers_that_are_no_rounding_errors_are_drawn_as_they_are():
    net = ns.Network()
    h = net.add_neuron({net.add_input(): 40.0}, name="h")
    net.add_neuron({h: 1e-12}, activation="identity")
    scene = make_scene(ns.trace(net, [-1.0], [0.5]), show="forward")
    assert table(scene)["ah[0][0]"] == "4.25×10⁻¹⁸"
    assert table(scene)["so[0]"] == "4.25×10⁻³⁰"
    assert "rounding errors" not in caption(scene)


def test_gradients_of_a_neuron_that_does_not_react_are_short_and_pale():
    net = ns.mlp([2, 2, 1], activation="relu", initializer=-0.5)
    scene = make_scene(ns.trace(net, [1.0, 1.0], [1.0]), show="backward")
    assert {(label.text, label.colour) for label in labels(scene, "edge")} == {
        ("0", THEMES["light"].muted)
    }


def test_checked_answers_stand_in_line_and_have_a_real_minus():
    trace = ns.trace(ns.mlp([1, 1, 1], seed=1), [0.5], [0.75], learning_rate=0.1)
    values = trace.sheet.values
    typed = {str(s): f"{value:.4f}" for s, value in values.items()}
    typed["sh[0][0]"] = "-0.7"
    report = ns.check_answers(trace, typed, conventions="stated")
    scene = make_scene(report)
    found = {label.owner: label for label in labels(scene, "neuron") if label.owner[1:2] == "h"}
    assert found["sh[0][0]"].text == "−0.7 wrong"
    assert not [label.text for label in scene.labels if "-" in label.text]
    # the verdicts begin below each other, whatever was typed
    begins = {
        round(label.extent[2] - text_width(f" {label.text.split(' ')[-1]}", label.size), 6)
        for label in labels(scene, "neuron")
        if label.nodes == found["sh[0][0]"].nodes and label.text.endswith(("right", "wrong"))
    }
    assert len(begins) == 1


def test_the_legend_of_answers_has_the_verdicts_in_neurons_too():
    trace = ns.trace(ns.mlp([1, 1, 1], seed=1), [0.5], [0.75], learning_rate=0.1)
    right = {str(symbol): f"{value:.6f}" for symbol, value in trace.sheet.values.items()}
    typed = {s: text for s, text in right.items() if "w" in s} | {"sh[0][0]": "7"}
    report = ns.check_answers(trace, typed, conventions="stated")
    assert report.verdicts["sh[0][0]"] == "wrong"
    words = [label.text for label in labels(make_scene(report), "legend")]
    assert "wrong" in words


def test_names_of_neurons_in_the_caption_are_those_of_the_picture(worked_trace):
    net = ns.mlp([2, 2, 1], activation="tanh", output_activation="tanh")
    net["h[0][1]"].activation = "relu"
    trace = ns.trace(net, [1, 1], [1])
    words = caption(make_scene(trace, notation="textbook", highlight="wh[0][0][1]"))
    assert "Highlighted: w⁽¹⁾₁,₂, with the strongest halo" in words
    assert "Activations: tanh (a⁽¹⁾₁, ŷ₁), relu (a⁽¹⁾₂)." in words


def test_a_network_with_values_needs_no_trace(worked_example, worked_trace):
    worked_example.forward([1, 1])
    forward = table(make_scene(worked_example, show="forward"))
    assert forward["yo[0]"] == "0.5030"
    assert forward["raw"] == "70"
    assert "raw target" not in forward
    worked_example.backward([1])
    assert table(make_scene(worked_example, show="forward"))["raw target"] == "91"
    assert table(make_scene(worked_example, show="backward")) == table(
        make_scene(worked_trace, show="backward")
    )


def test_values_of_an_unscaled_network_need_no_trace():
    net = ns.mlp([1, 1], initializer=0.5)
    net.forward([1.0])
    for products in (False, True):
        scene = make_scene(net, show="forward", products=products)
        assert set(table(scene)) == {"x[0]", "bo[0]", "so[0]", "yo[0]"}


def test_without_scaling_there_are_no_raw_values():
    trace = ns.trace(ns.mlp([1, 1]), [0.5], [1])
    assert set(table(make_scene(trace))) == {"x[0]", "bo[0]", "so[0]", "yo[0]", "z[0]", "loss"}


def test_defaults_are_weights_of_a_network_and_forward_of_a_trace(worked_example, worked_trace):
    assert make_scene(worked_example) == make_scene(worked_example, show="weights")
    assert make_scene(worked_trace) == make_scene(worked_trace, show="forward")


def test_colour_shows_the_sign_and_width_the_size(worked_example):
    theme = THEMES["light"]
    lines = {(line.source, line.target): line for line in make_scene(worked_example).lines}
    small, large = lines["x[0]", "h[0][0]"], lines["x[1]", "h[0][0]"]
    assert large.colour == theme.negative
    assert small.colour == mix(theme.negative, theme.neutral, 0.3)
    assert small.width < large.width
    assert lines["x[0]", "h[0][2]"].colour == theme.positive
    assert lines["x[1]", "h[0][2]"].colour == theme.neutral
    assert lines["x[1]", "h[0][2]"].width < small.width


def test_a_network_of_zeros_has_neutral_edges():
    scene = make_scene(ns.mlp([2, 1], initializer="zeros"))
    assert {line.colour for line in scene.lines if line.role == "edge"} == {THEMES["light"].neutral}
    assert "zero" in {label.text for label in labels(scene, "legend")}


def test_frozen_parameters_are_dashed(worked_example):
    worked_example.freeze("wh[0][1][0]", "bh[0][2]")
    scene = make_scene(worked_example)
    edges = [(line.source, line.target) for line in scene.lines if line.dashed and line.source]
    assert edges == [("x[0]", "h[0][1]")]
    assert [box.name for box in scene.boxes if box.dashed] == ["h[0][2]"]
    assert "frozen" in {label.text for label in labels(scene, "legend")}
    worked_example.unfreeze("wh[0][1][0]")
    assert "frozen" in {label.text for label in labels(make_scene(worked_example), "legend")}


@pytest.mark.parametrize("show", ["weights", "forward"])
def test_roles_differ_in_shape_not_only_in_colour(worked_trace, show):
    shapes = {
        box.role: (box.corner > 3, box.double)
        for box in make_scene(worked_trace, show=show).boxes
        if box.name
    }
    assert shapes == {"input": (False, False), "hidden": (True, False), "output": (True, True)}


def test_the_legend_explains_what_is_there(worked_example):
    words = {label.text for label in labels(make_scene(worked_example), "legend")}
    assert words == {
        "input",
        "hidden neuron",
        "output",
        "positive",
        "negative",
        "zero",
        "wider = larger |number|",
    }
    scene = make_scene(ns.mlp([1, 1], initializer=0.5))
    assert {label.text for label in labels(scene, "legend")} == {"input", "output", "positive"}


def test_the_title_is_the_name_unless_one_is_given(worked_example):
    assert [label.text for label in labels(make_scene(worked_example), "title")] == [
        "worked example"
    ]
    scene = make_scene(worked_example, title="A sample")
    assert [label.text for label in labels(scene, "title")] == [scene.title] == ["A sample"]
    assert labels(make_scene(worked_example, title=""), "title") == []
    assert make_scene(worked_example, title="").title == "Neural network"


def test_long_names_are_shortened_and_kept_in_full():
    net = ns.Network(name="n" * 200)
    net.add_neuron({net.add_input("i" * 200): 1.0}, name="o" * 200)
    scene = make_scene(net)
    assert {box.name for box in scene.boxes if box.name} == {"i" * 200, "o" * 200}
    assert scene.lines[0].source == "i" * 200
    assert scene.title == "n" * 200
    for label in (*labels(scene, "neuron")[:2], *labels(scene, "title")):
        assert "…" in label.text
        assert len(label.full_text) == 200
    assert scene.width < 600


def test_names_too_long_for_a_circle_get_a_round_rectangle():
    net = ns.Network()
    net.add_neuron({net.add_input("temperature"): 1.0}, name="probability of rain")
    scene = make_scene(net)
    box = next(box for box in scene.boxes if box.role == "output")
    assert box.width > box.height > 2 * box.corner > 6


def test_the_description_counts(worked_example):
    assert make_scene(worked_example).description.startswith(
        "A neural network with 2 inputs, 3 hidden neurons, 1 output and 9 edges"
    )


def test_scenes_cannot_be_changed(worked_example):
    scene = make_scene(worked_example)
    with pytest.raises(FrozenInstanceError):
        scene.width = 3


def test_outputs_stand_in_the_order_in_which_they_were_set():
    net = ns.mlp([1, 3], seed=1)
    net.set_outputs("o[2]", "o[0]", "o[1]")
    places = {box.name: box.y for box in make_scene(net).boxes}
    assert places["o[2]"] < places["o[0]"] < places["o[1]"]


def test_unfinished_networks_can_be_drawn():
    net = ns.Network()
    net.add_input()
    assert len(make_scene(net).boxes) == 2
    net = ns.Network()
    net.add_neuron()
    assert [box.name for box in make_scene(net).boxes if box.name] == ["n[0]"]


class TestLargeNetworks:
    def test_labels_are_left_out_above_the_limit(self):
        numbers = labels(make_scene(ns.mlp([10, 14])), "table")
        assert sum(len(label.nodes) == 2 for label in numbers) == 140
        net = make_skips(40, 170, 1)
        scene = make_scene(net)
        assert not labels(scene, "edge")
        assert "With more than 150 edges the labels on them are left out." in caption(scene)
        assert "labels" not in caption(make_scene(net, show="structure"))

    def test_of_very_many_edges_without_bands_the_heaviest_are_drawn(self, monkeypatch):
        monkeypatch.setattr(shown_part, "EDGE_LIMIT", 30)
        net = make_skips(20, 60, 1)
        scene = make_scene(net)
        drawn = sorted(abs(line.value) for line in scene.lines if line.role == "edge")
        weights = sorted(abs(edge["weight"]) for _, _, edge in net.graph.edges(data=True))
        assert drawn == weights[-30:]
        assert "Of 60 edges, 30 heaviest ones are drawn." in caption(scene)
        assert "30 evenly chosen ones" in caption(make_scene(net, show="structure"))

    def test_hidden_neurons_keep_their_order_when_edges_are_missing(self):
        scene = make_scene(ns.mlp([20, 20, 2], seed=1))
        hidden = [box for box in scene.boxes if box.role == "hidden"]
        assert [box.y for box in hidden] == sorted(box.y for box in hidden)

    def test_long_layers_show_their_ends_and_count_the_rest(self):
        scene = make_scene(ns.mlp([784, 128, 10], seed=1), show="structure")
        names = [box.name for box in scene.boxes if box.role == "input"]
        assert names == [f"x[{i}]" for i in (0, 1, 2, 3, 4, 5, 778, 779, 780, 781, 782, 783)]
        assert {label.text for label in labels(scene, "ellipsis")} == {"⋮", "772 more", "116 more"}
        assert "888 of 922 neurons are left out." in caption(scene)
        assert not any(line.role == "edge" for line in scene.lines)
        texts = [label.full_text for label in labels(scene, "band") if label.full_text]
        assert texts == ["784 × 128 = 100,352 weights", "128 × 10 = 1,280 weights"]
        assert "A band stands for all edges between two layers." in caption(scene)
        inputs = {box.name: box.y for box in scene.boxes}
        (more,) = (label.y for label in labels(scene, "ellipsis") if label.text == "772 more")
        assert inputs["x[5]"] < more < inputs["x[778]"]

    def test_a_band_reaches_from_the_first_to_the_last_neuron_of_both_layers(self):
        scene = make_scene(ns.mlp([30, 20], seed=1), show="structure")
        (band,) = [line for line in scene.lines if line.role == "band"]
        for role, corners in (
            ("input", (band.points[0], band.points[3])),
            ("output", band.points[1:3]),
        ):
            extents = [box.extent for box in scene.boxes if box.role == role]
            (_, top), (_, bottom) = corners
            assert top == pytest.approx(min(extent[1] for extent in extents))
            assert bottom == pytest.approx(max(extent[3] for extent in extents))

    def test_nearly_all_edges_make_a_band_and_half_of_them_do_not(self):
        net = ns.mlp([16, 16], seed=1)
        net.disconnect("x[0]", "o[0]")
        assert "16 × 16, 255 weights" in {
            label.full_text for label in labels(make_scene(net), "band")
        }
        for i in range(16):
            for j in range(i):
                net.disconnect(f"x[{i}]", f"o[{j}]")
        scene = make_scene(net)
        assert not labels(scene, "band")
        assert sum(line.role == "edge" for line in scene.lines) == 135

    def test_highlighted_edges_are_drawn_over_their_band(self):
        scene = make_scene(ns.mlp([20, 20], seed=1), highlight="o[3]")
        assert {line.target for line in scene.lines if line.role == "edge"} == {"o[3]"}
        assert sum(line.role == "edge" for line in scene.lines) == 20
        assert "drawn over the band" in caption(scene)

    def test_thirty_neurons_are_all_shown(self):
        assert not labels(make_scene(ns.mlp([30, 1])), "ellipsis")
        assert labels(make_scene(ns.mlp([31, 1])), "ellipsis")

    def test_without_room_the_labels_are_left_out_and_the_caption_says_so(
        self, worked_example, monkeypatch
    ):
        monkeypatch.setattr(trial, "place_labels", lambda *_: None)
        places = {neuron.name: (i, i % 3) for i, neuron in enumerate(worked_example)}
        scene = make_scene(worked_example, positions=places)
        assert not labels(scene, "edge")
        assert len([label for label in labels(scene, "table") if len(label.nodes) == 2]) == 9
        assert "The tables below the network have its numbers." in caption(scene)

    def test_what_stands_out_is_shown_though_its_layer_is_long(self):
        scene = make_scene(ns.mlp([784, 3, 1], seed=1), highlight="x[300]")
        names = [box.name for box in scene.boxes if box.role == "input"]
        assert names[5:8] == ["x[5]", "x[300]", "x[778]"]
        texts = [label.text for label in labels(scene, "ellipsis") if "more" in label.text]
        assert texts == ["294 more", "477 more"]


class TestDirections:
    def test_down_puts_inputs_on_top(self, worked_trace):
        scene = make_scene(worked_trace, direction="down")
        y = {box.name: box.y for box in scene.boxes if box.name}
        assert y["x[0]"] == y["x[1]"] < y["h[0][0]"] == y["h[0][2]"] < y["o[0]"]
        assert scene.direction == "down"
        assert {label.text for label in scene.labels} == {
            label.text for label in make_scene(worked_trace).labels
        } - {label.text for label in labels(make_scene(worked_trace), "caption")} | {
            label.text for label in labels(scene, "caption")
        }

    def test_several_scenes_share_one_layout(self, worked_trace):
        diagrams = Diagrams(worked_trace)
        diagrams.add("forward")
        diagrams.add("update")
        forward, update = diagrams.scenes()
        assert (forward.width, forward.height) == (update.width, update.height)
        centres = [
            {box.name: (box.x, box.y) for box in scene.boxes if box.name}
            for scene in (forward, update)
        ]
        assert centres[0] == centres[1]
        routes = [
            [line.points for line in scene.lines if line.role == "edge"]
            for scene in (forward, update)
        ]
        assert routes[0] == routes[1]

    def test_numbers_are_those_of_the_moment(self, worked_example):
        diagrams = Diagrams(worked_example)
        diagrams.add("weights")
        worked_example.wo[0][1] = 7.5
        diagrams.add("weights")
        before, after = (
            next(label.text for label in labels(scene, "edge") if label.owner == "wo[0][1]")
            for scene in diagrams.scenes()
        )
        assert (before, after) == ("−1.0000", "7.5000")


class TestErrors:
    def test_an_unknown_direction_lists_the_known_ones(self, worked_example):
        with pytest.raises(UnknownNameError, match="unknown direction 'up'; known: right, down"):
            make_scene(worked_example, direction="up")

    def test_update_needs_a_step(self, worked_example):
        trace = ns.trace(worked_example, [70, 98], [91])
        with pytest.raises(InputError, match=r"'update' shows .* learning_rate=0.1"):
            make_scene(trace, show="update")
        with pytest.raises(InputError, match="'update' shows weights before and after a step"):
            make_scene(worked_example, show="update")

    def test_products_go_with_forward(self, worked_trace):
        with pytest.raises(InputError, match="products goes with show='forward'; got show='back"):
            make_scene(worked_trace, show="backward", products=True)
        with pytest.raises(InputError, match="products is 'yes'; give True or False"):
            make_scene(worked_trace, products="yes")

    def test_an_unknown_show_lists_the_known_ones(self, worked_example):
        message = (
            "unknown show 'forwards'; did you mean 'forward'? "
            "known: structure, symbols, weights, forward, backward, update, contribution, "
            "answers"
        )
        with pytest.raises(UnknownNameError) as caught:
            make_scene(worked_example, show="forwards")
        assert str(caught.value) == message
        with pytest.raises(UnknownNameError, match="unknown show 3"):
            make_scene(worked_example, show=3)

    def test_an_unknown_theme_lists_the_known_ones(self, worked_example):
        with pytest.raises(
            UnknownNameError,
            match=r"unknown theme 'pink'; did you mean 'print'\? known: light, dark, print",
        ):
            ns.draw(worked_example, theme="pink")
        with pytest.raises(UnknownNameError, match="unknown theme None"):
            ns.draw(worked_example, theme=None)

    def test_forward_needs_values(self, worked_example):
        with pytest.raises(
            InputError, match=r"'forward' shows the values of a sample; draw a trace"
        ):
            make_scene(worked_example, show="forward")

    def test_backward_needs_targets(self, worked_example):
        with pytest.raises(InputError, match=r"'backward' shows the error signals.*net, x, z"):
            make_scene(ns.trace(worked_example, [70, 98]), show="backward")
        worked_example.forward([1, 1])
        worked_example.backward([1])
        worked_example.add_neuron({"x[0]": 1.0})
        with pytest.raises(InputError, match="'backward' shows"):
            make_scene(worked_example, show="backward")

    def test_an_edge_added_after_the_backward_pass_has_no_gradient(self, worked_example):
        worked_example.forward([1, 1])
        worked_example.backward([1])
        worked_example.connect("x[0]", "o[0]", 1.0)
        with pytest.raises(InputError, match="'backward' shows"):
            make_scene(worked_example, show="backward")

    def test_an_empty_network_is_refused(self):
        with pytest.raises(InputError, match="the network has no neurons to draw"):
            make_scene(ns.Network())

    @pytest.mark.parametrize("wrong", [None, "net", [1, 2]])
    def test_only_networks_and_traces_are_drawn(self, wrong):
        with pytest.raises(InputError, match="draw takes a Network or a Trace; got"):
            make_scene(wrong)
