"""Themes: every text can be read, and what differs in meaning differs in grey or in its mark."""

import colorsys
from itertools import combinations

import pytest

from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.themes import READABLE, THEMES, contrast

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
        assert contrast(colour, theme.halo) >= READABLE
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
