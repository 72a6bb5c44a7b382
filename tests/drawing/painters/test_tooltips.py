"""Who points at a part is told its full name and its number in full precision."""

import xml.etree.ElementTree as ET

import pytest

import neurosim as ns
from neurosim.drawing.lettering import clean
from neurosim.drawing.painters.matplotlib import paint_bytes
from neurosim.drawing.painters.tooltips import in_full, tooltips
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.shapes import Label
from tests.drawing.painters.scenes import AWKWARD, MAKERS, make_worked_trace, scene_of

SVG = "{http://www.w3.org/2000/svg}"


def titles(name):
    """The title of each group of the SVG that has one, by its id."""
    root = ET.fromstring(paint_bytes(scene_of(name), "svg"))
    found = {}
    for group in root.iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        if title is not None:
            assert group[0] is title
            found[group.get("id")] = title.text
    return found


def box_of(scene, name):
    """The id of the box of a neuron."""
    return next(f"box-{i}" for i, box in enumerate(scene.boxes) if box.name == name)


@pytest.mark.parametrize(
    ("text", "value", "full"),
    [
        ("0.2689", 0.26894142, "0.26894142"),
        ("b = -0.5000", -0.5, "b = -0.5"),
        ("1.23e-05", 0.0000123456, "1.23456e-05"),
        ("12.35 %", 0.123456, "12.3456 %"),
        ("3 more", None, "3 more"),
    ],
)
def test_a_number_is_shown_in_full(text, value, full):
    assert in_full(Label(0, 0, text, 9, "#000000", value=value)) == full


@pytest.mark.parametrize(
    ("old", "new", "shown", "full"),
    [
        (0.0, 0.004, "0.00 → 4.00×10⁻³", "0.0 → 0.004"),
        (0.5, 0.5 + 2.0**-26, "0.50 + 1.5×10⁻⁸", "0.5 → 0.5000000149011612"),
        (0.25, 0.5, "0.25 → 0.50", "0.25 → 0.5"),
        (-0.5, -0.5, "−0.50 → −0.50", "-0.5 → -0.5"),
    ],
)
def test_of_a_step_the_old_and_the_new_number_are_shown_in_full(old, new, shown, full):
    net = ns.Network()
    net.add_neuron({net.add_input("x"): old}, bias=old, name="y", activation="identity")
    # of L = 1/2 (y - z)^2 with x = 1 and the learning rate 1 the gradient is y - z
    t = ns.trace(net, [1.0], [2 * old + (new - old)], learning_rate=1.0)
    scene = make_scene(t, show="update", digits=2)
    (index,) = (i for i, label in enumerate(scene.labels) if label.role == "edge")
    assert scene.labels[index].text == shown
    found = tooltips(scene)
    assert found["label", index] == found["line", 0] == f"wo[0][0], x → y: {full}"
    box = next(i for i, box in enumerate(scene.boxes) if box.name == "y")
    assert found["box", box].endswith(f"\n{full}")


def test_a_neuron_has_its_name_and_every_number():
    trace = make_worked_trace()
    found, scene = titles("worked example, forward"), scene_of("worked example, forward")
    assert found[box_of(scene, "h[0][0]")].split("\n") == [
        "h[0][0]",
        "activation: sigmoid",
        "bh[0][0] = 0.5",
        "sh[0][0] = -1.0",
        f"ah[0][0] = {trace.value('ah[0][0]')!r}",
    ]
    assert f"yo[0] = {trace.value('yo[0]')!r}" in found[box_of(scene, "o[0]")].split("\n")


def test_an_edge_has_its_symbol_its_neurons_and_its_number():
    trace = make_worked_trace()
    found = titles("worked example, backward")
    number = trace.gradient("wh[0][0][1]")
    assert found["line-1"] == f"wh[0][0][1], x[1] → h[0][0]: {number!r}"
    assert titles("worked example, symbols")["line-1"] == "wh[0][0][1], x[1] → h[0][0]"
    assert titles("neuron")["line-0"] == "wh[0][1][0] = -0.5"


def test_a_share_and_an_update_are_shown_as_what_they_are():
    assert titles("worked example, contribution")["line-0"].endswith("%")
    old_and_new = titles("worked example, update")
    output = box_of(scene_of("worked example, update"), "o[0]")
    trace = make_worked_trace()
    assert f"0.5 → {trace.new_value('bo[0]')!r}" in old_and_new[output]
    assert old_and_new["line-6"].endswith(f": 0.5 → {trace.new_value('wo[0][0]')!r}")


def test_every_label_on_a_neuron_or_edge_has_a_title():
    scene = scene_of("worked example, forward")
    found = titles("worked example, forward")
    for index, label in enumerate(scene.labels):
        assert (f"label-{index}" in found) == (label.role in {"neuron", "edge"}), label


@pytest.mark.parametrize("name", ["awkward", "awkward, forward"])
def test_a_shortened_name_is_in_the_title_in_full(name):
    scene = scene_of(name)
    found = titles(name)
    shortened = {i: label for i, label in enumerate(scene.labels) if label.full_text}
    assert len(shortened) >= 4
    for index, label in shortened.items():
        assert found[f"label-{index}"] == clean(label.full_text)
    named = {found[f"box-{i}"].split("\n")[0] for i, box in enumerate(scene.boxes) if box.name}
    assert named == {clean(text) for text in AWKWARD}


def test_a_double_border_keeps_the_tooltip_where_the_pointer_is():
    output = box_of(scene_of("worked example, weights"), "o[0]")
    found = titles("worked example, weights")
    assert output in found
    assert output.replace("box", "border") not in found


@pytest.mark.parametrize("name", MAKERS)
def test_every_svg_parses_and_no_id_occurs_twice(name):
    root = ET.fromstring(paint_bytes(scene_of(name), "svg"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_only_parts_with_something_to_say_have_a_tooltip():
    assert all(tooltips(scene_of("large")).values())
    assert "772 more" in tooltips(scene_of("large"))["box", 6]
