"""Labels of edges stay on their edges, apart from each other and from neurons."""

import pytest

from neurosim.drawing.layout.placement import place_labels


def test_a_single_label_stands_in_the_middle_of_its_edge():
    found = place_labels([[(0, 0), (100, 0)]], [(20, 10)], ["a"], [])
    assert found.places == (pytest.approx((50, 0)),)
    assert found.cost == pytest.approx(0, abs=0.1)


def test_labels_of_parallel_edges_stand_in_line():
    paths = [[(0, y), (100, y)] for y in (0, 20, 40)]
    found = place_labels(paths, [(30, 10)] * 3, ["a"] * 3, [])
    assert {x for x, _ in found.places} == {found.places[0][0]}


def test_a_label_gives_way_to_an_obstacle():
    found = place_labels([[(0, 0), (100, 0)]], [(20, 10)], ["a"], [(30, -5, 70, 5)])
    ((x, _),) = found.places
    assert x <= 18 or x >= 82


def test_labels_are_clear_of_other_edges():
    paths = [[(0, 0), (200, 0)], [(0, 40), (200, -20)]]
    found = place_labels(paths, [(30, 10)] * 2, ["a"] * 2, [])
    for (x, y), path in zip(found.places, paths[::-1], strict=True):
        (x0, y0), (x1, y1) = path
        assert abs(y - (y0 + (y1 - y0) * (x - x0) / (x1 - x0))) > 5


def test_labels_that_would_hide_another_edge_have_no_place():
    paths = [[(0, 0), (200, 0)], [(0, 4), (200, 4)], [(0, 8), (200, 8)]]
    assert place_labels(paths, [(30, 10)] * 3, ["a"] * 3, []) is None


def test_no_room_is_reported():
    paths = [[(0, 0), (40, 0)], [(0, 2), (40, 2)]]
    assert place_labels(paths, [(38, 10)] * 2, ["a"] * 2, []) is None
    assert place_labels(paths[:1], [(38, 10)], ["a"], [(0, -5, 40, 5)]) is None
