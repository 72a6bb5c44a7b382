"""Tables of a picture stand apart from each other, within the width that they have."""

from itertools import combinations

import pytest

import neurosim as ns
from neurosim.drawing.page_size import read_page_size
from neurosim.drawing.scene.diagram import Diagrams, make_scene
from neurosim.drawing.scene.number_tables import Cell, PictureTable
from neurosim.drawing.scene.table_packing import Packing
from tests.drawing.conftest import TO_LOOK_AT, trace_of

APART = 4.0


@pytest.mark.parametrize("width", ["4.7in", "6.5in", "9in"])
@pytest.mark.parametrize("name", ["4-6-6-3", "8 hidden with skips", "iris"])
def test_tables_stand_apart(name, width):
    trace = trace_of(TO_LOOK_AT[name]())
    for show in ("forward", "update"):
        diagrams = Diagrams(trace, page=read_page_size(width))
        diagrams.add(show)
        diagrams.scenes()
        for placed in diagrams._plan.tables:
            for (a, x0, y0), (b, x1, y1) in combinations(placed.blocks, 2):
                beside = x0 + a.width + APART <= x1 or x1 + b.width + APART <= x0
                assert beside or y0 + a.height + APART <= y1 or y1 + b.height + APART <= y0
            assert placed.width == max(x + block.width for block, x, _ in placed.blocks)


def cell(number):
    return Cell((f"{number:.4f}",), number)


def table(n_rows, n_columns):
    heads = tuple(Cell((f"x{i}",)) for i in range(n_columns))
    rows = tuple(
        (Cell((f"h{row}",)), tuple(cell(row + i / 10) for i in range(n_columns)))
        for row in range(n_rows)
    )
    return PictureTable("weights", heads, rows)


def test_no_number_is_lost_in_any_form():
    whole = table(9, 4)
    for form in Packing([whole], 7.0)._forms[0]:
        found = sorted(
            number.value
            for block in form.blocks
            for _, numbers in block.table.rows
            for number in numbers
        )
        assert found == sorted(number.value for _, numbers in whole.rows for number in numbers)


def test_a_shortened_table_says_how_many_rows_are_missing():
    short = table(9, 4).shortened(3)
    assert [head.text for head, _ in short.rows] == ["h0", "h1", "h2", "… 6 more"]
    assert table(4, 4).shortened(3) == table(4, 4)


def test_tables_that_are_too_wide_have_no_place():
    assert Packing([table(2, 2)], 7.0).within(20.0) is None


@pytest.mark.parametrize("layers", [[3, 4, 4, 2], [4, 6, 6, 3]])
@pytest.mark.parametrize("show", ["weights", "forward", "backward", "update"])
def test_matrices_of_a_picture_stand_one_way_round(layers, show):
    net = ns.mlp(layers, seed=1)
    sample = ns.trace(net, [0.5] * layers[0], [0.5] * layers[-1], learning_rate=0.1)
    diagrams = Diagrams(sample, page=read_page_size("4.7in"))
    diagrams.add(show)
    diagrams.scenes()
    targets_of_rows = [
        {number.nodes[1] for number in numbers if number is not None and len(number.nodes) == 2}
        for placed in diagrams._plan.tables
        for block, _, _ in placed.blocks
        for _, numbers in block.table.rows
    ]
    one_target = {len(targets) == 1 for targets in targets_of_rows if targets}
    assert len(one_target) <= 1


def test_a_matrix_of_long_numbers_has_as_many_parts_as_it_needs():
    net = ns.mlp([5, 7, 7, 4], seed=4)
    sample = ns.trace(net, [0.1, 0.2, -0.3, 40, 0.5], [1, 0, 0, 1], learning_rate=0.1)
    scene = make_scene(sample, show="backward", page=read_page_size("4.7in"))
    shown = {label.nodes for label in scene.labels if label.role == "table"}
    assert sum(len(nodes) == 2 for nodes in shown) == net.graph.number_of_edges()
    assert max(label.x for label in scene.labels) < scene.width
