"""Themes: every text can be read, and what differs in meaning differs in grey or in its mark."""

import colorsys
from itertools import combinations

import pytest

from neurosim.drawing.scene.diagram import Diagrams, make_scene
from neurosim.drawing.scene.shows import VIEWS
from neurosim.drawing.themes import READABLE, THEMES, contrast, readable
from tests.drawing.checked import subject_of

VISIBLE = 3.0
themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


def greyness(colour):
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return max(parts) - min(parts)


@themes
def test_text_can_be_read_wherever_it_stands(theme):
    grounds = (theme.background, theme.input_fill, theme.hidden_fill, theme.output_fill)
    for ground in (*grounds, theme.halo, theme.heart):
        assert contrast(theme.text, ground) >= READABLE
    for ground in (*grounds, theme.halo):
        assert contrast(theme.muted, ground) >= READABLE
    # numbers on edges have the colour of their sign
    for colour in (theme.positive, theme.negative):
        assert contrast(colour, theme.background) >= READABLE
        for halo in (theme.halo, theme.heart):
            on_halo = readable(colour, halo, theme.text)
            assert contrast(on_halo, halo) >= READABLE
            # its hue is still that of the sign
            assert on_halo != theme.text or colour == theme.text or theme.positive == theme.text
    # neurons that are not highlighted have the page as their fill
    assert contrast(theme.dimmed_text, theme.background) >= READABLE


@themes
def test_edges_can_be_seen_and_what_is_dimmed_stays_far_behind(theme):
    for colour in (theme.positive, theme.negative, theme.neutral):
        assert contrast(colour, theme.background) >= VISIBLE
        assert contrast(colour, theme.dimmed) >= 2.0
    assert 1.2 <= contrast(theme.dimmed, theme.background) <= 2.0


@themes
def test_dimmed_and_zero_are_greys_unlike_each_other(theme):
    assert greyness(theme.dimmed) < 24
    assert contrast(theme.neutral, theme.dimmed) >= 2.0


def grey(colour):
    """The grey that a copier, or Pillow, makes of a colour, 0 to 255."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("name", ["light", "print"])
def test_a_negative_number_is_paler_than_a_positive_one_in_greyscale(name):
    theme = THEMES[name]
    assert grey(theme.negative) - grey(theme.positive) >= 30
    assert grey(theme.background) - grey(theme.halo) >= 20
    assert grey(theme.halo) - grey(theme.heart) >= 12


def test_signs_differ_in_print_too():
    theme = THEMES["print"]
    assert contrast(theme.positive, theme.negative) >= 2.0
    assert contrast(theme.negative, theme.neutral) >= 1.8
    for name in ("light", "dark"):
        assert greyness(THEMES[name].positive) > 90
        assert greyness(THEMES[name].negative) > 90


@themes
def test_halos_differ_from_the_page_and_from_each_other(theme):
    for a, b in combinations((theme.background, theme.halo, theme.heart), 2):
        assert contrast(a, b) >= 1.08


@themes
def test_small_numbers_keep_the_colour_of_their_sign(theme):
    for value in (0.001, -0.001):
        faint = theme.by_sign(value, 0.001)
        assert contrast(faint, theme.background) >= VISIBLE
        assert contrast(faint, theme.dimmed) >= 2.0


@pytest.mark.parametrize("show", VIEWS)
@pytest.mark.parametrize("highlight", [None, "wo[0][1]"])
def test_every_text_and_line_of_a_picture_stands_out_from_its_ground(worked_trace, show, highlight):
    diagrams = Diagrams(subject_of(worked_trace, show), highlight=highlight)
    diagrams.add(show)
    for theme in THEMES.values():
        scene = diagrams.scenes(theme)[0]
        halos = {line.nodes: line.colour for line in scene.lines if line.role == "halo"}
        for label in scene.labels:
            grounds = {ground_of(label, scene), halos.get(label.nodes, scene.background)}
            if len(label.nodes) == 1:
                grounds = {ground_of(label, scene)}
            for ground in grounds:
                assert contrast(label.colour, ground) >= READABLE, (label.text, ground)
        for line in scene.lines:
            pale = {theme.dimmed, theme.halo, theme.heart}
            if line.colour not in pale and line.role in {"edge", "legend", "rule"}:
                assert contrast(line.colour, scene.background) >= VISIBLE, line
        for box in scene.boxes:
            if box.stroke and box.stroke != theme.dimmed and box.role in {*KINDS, "legend"}:
                assert contrast(box.stroke, scene.background) >= VISIBLE, box


KINDS = ("input", "hidden", "output")


def ground_of(label, scene):
    """The fill of the neuron that a text stands in, or the page."""
    for box in scene.boxes:
        left, top, right, bottom = box.extent
        inside = left <= label.x <= right and top <= label.y <= bottom
        if inside and box.role in KINDS and box.fill:
            return box.fill
    return scene.background


@pytest.mark.parametrize("show", ["weights", "forward", "backward", "update"])
def test_every_number_in_print_is_black_or_nearly_so(worked_trace, show):
    scene = make_scene(worked_trace, show=show, theme=THEMES["print"])
    assert {label.colour for label in scene.labels} <= {"#000000", "#333333"}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_dots_have_the_hue_of_the_ground_of_their_class(name):
    theme = THEMES[name]
    for dot, ground in zip(theme.series, theme.regions, strict=True):
        if greyness(ground) < 20:
            continue
        (dot_hue, _, _), (ground_hue, _, _) = hsv(dot), hsv(ground)
        away = abs(dot_hue - ground_hue)
        assert min(away, 1 - away) < 0.07, (dot, ground)


@themes
def test_dots_stand_out_from_the_ground_of_their_class_or_have_an_edge_that_does(theme):
    for dot, ground in zip(theme.series, theme.regions, strict=True):
        edge = max((theme.text, theme.background), key=lambda ink: contrast(ink, dot))
        assert max(contrast(dot, ground), contrast(edge, ground)) >= 2.0


def hsv(colour):
    return colorsys.rgb_to_hsv(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))
