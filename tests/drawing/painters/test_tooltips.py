"""Who points at a part is told its full name and its number in full precision."""

import xml.etree.ElementTree as ET

import pytest

from neurosim.drawing.painters.matplotlib import paint_bytes
from neurosim.drawing.painters.tooltips import in_full, tooltips
from neurosim.drawing.text import clean
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
        ("0.5000 → 0.4876", 0.50004, "0.50004 → 0.4876"),
        ("0.5000 → 0.4876", -0.0124, "0.5000 → 0.4876 (-0.0124)"),
        ("n/a → 0.4876", 1.0, "n/a → 0.4876 (+1.0)"),
        ("3 more", None, "3 more"),
    ],
)
def test_a_number_is_shown_in_full(text, value, full):
    assert in_full(text, value) == full


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
    assert "0.5 → 0.5124" in old_and_new[output]
    assert "0.5000 → 0.5033 (+0.003" in old_and_new["line-6"]


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
