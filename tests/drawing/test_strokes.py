"""How lines are drawn: marks at their ends, and gaps where labels stand."""

import math
from dataclasses import replace

import pytest

import neurosim as ns
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.shapes import Line
from neurosim.drawing.strokes import mark_height, stroke, strokes, with_room_for_marks

STRAIGHT = Line(((0.0, 0.0), (100.0, 0.0)), "#000000", 1.0)
CURVE = Line(((0.0, 0.0), (50.0, 0.0), (50.0, 40.0), (100.0, 40.0)), "#000000", 1.0)


def test_a_line_without_label_and_mark_is_one_piece():
    assert stroke(STRAIGHT).pieces == ((STRAIGHT.points,),)
    assert stroke(CURVE).pieces == ((CURVE.points,),)
    assert stroke(STRAIGHT).mark == ()


def test_an_arrow_ends_where_the_line_does_and_the_line_stops_before_its_tip():
    drawn = stroke(replace(STRAIGHT, end="arrow"))
    tip, *base = drawn.mark
    assert tip == (100.0, 0.0)
    assert len(base) == 2
    assert drawn.pieces[0][-1][-1][0] == pytest.approx(base[0][0])
    # it is wider than its line, whatever the width
    thick = replace(STRAIGHT, width=3.0, end="arrow")
    assert mark_height(thick) > thick.width + 4


def test_a_bar_stands_across_the_line_and_clear_of_the_neuron():
    drawn = stroke(replace(STRAIGHT, end="bar"))
    xs, ys = zip(*drawn.mark, strict=True)
    assert max(xs) < 99
    assert max(ys) - min(ys) == mark_height(replace(STRAIGHT, end="bar")) > max(xs) - min(xs)


def test_a_label_cuts_a_line_in_two():
    first, second = stroke(STRAIGHT, [(40.0, -5.0, 60.0, 5.0)]).pieces
    assert first == (((0.0, 0.0), (40.0, 0.0)),)
    assert second == (((60.0, 0.0), (100.0, 0.0)),)


def test_a_label_cuts_a_curve_where_it_stands():
    gap = (40.0, 15.0, 60.0, 25.0)
    pieces = stroke(CURVE, [gap]).pieces
    assert len(pieces) == 2
    for piece, side in zip(pieces, (-1, 0), strict=True):
        x, y = piece[-1][-1] if side else piece[0][0]
        assert 40 <= x <= 60
        assert min(abs(y - 15), abs(y - 25)) < 0.3


def test_labels_that_touch_leave_no_crumbs():
    pieces = stroke(STRAIGHT, [(20, -5, 50, 5), (50.1, -5, 70, 5), (-5, -5, 0.2, 5)]).pieces
    assert [piece[0][0][0] for piece in pieces] == [0.2, 70.0]
    assert stroke(STRAIGHT, [(-1, -1, 101, 1)]).pieces == ()


def test_no_edge_of_a_diagram_is_drawn_under_a_label():
    scene = make_scene(ns.mlp([3, 4, 2], seed=1), show="weights")
    labels = [label for label in scene.labels if label.role == "edge"]
    assert labels
    for line, drawn in zip(scene.lines, strokes(scene), strict=True):
        if line.role != "edge":
            continue
        for piece in drawn.pieces:
            for (x0, y0), (x1, y1) in piece:
                for label in labels:
                    left, top, right, bottom = label.extent
                    middle = (x0 + x1) / 2, (y0 + y1) / 2
                    for x, y in ((x0, y0), middle, (x1, y1)):
                        assert not (left < x < right and top < y < bottom)


def test_marks_at_one_port_are_smaller_but_never_tiny():
    ends = [
        Line(((0, y), (100, 3.0 * y)), "#000000", 1.0, end="arrow", nodes=(y, 9)) for y in (0, 1)
    ]
    near, _ = with_room_for_marks(ends)
    assert 0.7 < near.end_size < 1
    apart = [replace(line, nodes=(0, node)) for node, line in enumerate(ends)]
    assert with_room_for_marks(apart)[0].end_size == 1


def test_a_short_line_keeps_its_direction():
    tip, *base = stroke(replace(STRAIGHT, points=((0, 0), (1, 0)), end="arrow")).mark
    assert tip == (1, 0)
    assert all(x < 1 and math.isfinite(y) for x, y in base)
