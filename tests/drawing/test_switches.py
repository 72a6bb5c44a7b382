"""Legend, caption, ground and document can be left out of every picture that has them."""

import numpy as np
import pytest
from PIL import Image

import neurosim as ns
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.scene.neuron_model import make_neuron_scene
from neurosim.errors import InputError


def roles(scene):
    return {label.role for label in scene.labels}


def opacity(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGBA"))[..., 3]


def test_legend_and_caption_are_left_out_and_the_page_gets_smaller(worked_trace):
    whole = make_scene(worked_trace)
    bare = make_scene(worked_trace, legend=False, caption=False)
    assert roles(whole) - roles(bare) == {"legend", "caption"}
    assert not [shape for shape in (*bare.lines, *bare.boxes) if shape.role == "legend"]
    assert bare.height < whole.height - 30
    # readers who cannot see the picture still have the caption
    assert bare.description == whole.description


def test_the_model_of_a_neuron_explains_its_edges_and_not_its_boxes(worked_trace):
    words = [
        label.text
        for label in make_neuron_scene(worked_trace, "h[0][1]").labels
        if label.role == "legend"
    ]
    assert words == ["positive", "negative"]
    assert "legend" not in roles(make_neuron_scene(worked_trace, "h[0][1]", legend=False))


DRAWN = {
    "diagram": lambda path, **options: ns.draw(ns.mlp([2, 2, 1], seed=1), path, **options),
    "neuron": lambda path, **options: ns.draw_neuron(
        ns.mlp([2, 2, 1], seed=1), "o[0]", path, **options
    ),
    "loop": ns.draw_training_loop,
    "activation": lambda path, **options: ns.draw_activation("tanh", path, **options),
    "loss": lambda path, **options: ns.draw_loss([0.5, 0.25], path, **options),
    "surface": lambda path, **options: ns.draw_decision_surface(
        ns.mlp([2, 2, 1], seed=1), path=path, resolution=20, **options
    ),
    "weights": lambda path, **options: ns.draw_weights(
        ns.mlp([4, 2, 1], seed=1), "o[0]", path, **options
    ),
}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_transparent_picture_has_no_ground(name, theme, tmp_path):
    path = tmp_path / "a.png"
    DRAWN[name](path, theme=theme)
    assert opacity(path).min() == 255
    DRAWN[name](path, theme=theme, transparent=True)
    shown = opacity(path)
    assert shown[:5].max() == 0
    assert 0 < (shown > 0).mean() < 0.8
    svg = tmp_path / "a.svg"
    DRAWN[name](svg, theme=theme, transparent=True)
    assert "patch_1" in svg.read_text("utf-8")


def test_a_transparent_graph_has_no_ground_in_any_format(tmp_path, worked_trace):
    ground = ns.draw(worked_trace)  # the colour of the page stands in each file otherwise
    clear = ns.draw(worked_trace, transparent=True)
    for ending, sign in (("dot", 'bgcolor="transparent"'), ("mmd", "style page fill:transparent")):
        text = clear.save(tmp_path / f"clear.{ending}").read_text("utf-8")
        assert sign in text
        assert sign not in ground.save(tmp_path / f"ground.{ending}").read_text("utf-8")
    text = clear.save(tmp_path / "clear.tex").read_text("utf-8")
    assert "{paper}" not in text
    assert "{paper}" in ground.save(tmp_path / "ground.tex").read_text("utf-8")


def test_a_chart_without_a_legend_is_drawn(tmp_path):
    svg = tmp_path / "a.svg"
    ns.draw_loss([0.5, 0.25], svg, validation_loss=[0.5, 0.3])
    assert "legend_1" in svg.read_text("utf-8")
    ns.draw_loss([0.5, 0.25], svg, validation_loss=[0.5, 0.3], legend=False)
    assert "legend_1" not in svg.read_text("utf-8")


def test_a_fragment_is_for_tex_alone(tmp_path, worked_trace):
    text = ns.draw(worked_trace, document=False).save(tmp_path / "a.tex").read_text("utf-8")
    assert "documentclass" not in text
    assert "\\begin{tikzpicture}" in text
    with pytest.raises(InputError, match=r"document=False makes a fragment of LaTeX.*\.tex; got "):
        ns.draw(worked_trace, tmp_path / "a.svg", document=False)


@pytest.mark.parametrize("option", ["legend", "caption", "transparent", "document"])
def test_a_switch_is_true_or_false(option, worked_trace):
    with pytest.raises(InputError, match=option):
        ns.draw(worked_trace, **{option: "no"})
