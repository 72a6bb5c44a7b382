"""Texts of an SVG are as wide in a browser as they were measured."""

import pytest

import neurosim as ns
from neurosim.drawing.lettering import pieces_width, text_width
from neurosim.drawing.scene.diagram import make_scene

WIDTHS = """() => Object.fromEntries([...document.querySelectorAll("g[id^=label-]")].map(
  (group) => [group.id, group.getBBox().width]))"""


@pytest.mark.parametrize("notation", ["source", "textbook"])
def test_no_label_is_wider_than_its_room(worked_trace, browser, tmp_path, notation):
    scene = make_scene(worked_trace, show="backward", notation=notation)
    ns.draw(worked_trace, tmp_path / "net.svg", show="backward", notation=notation)
    page = browser.new_page()
    page.goto((tmp_path / "net.svg").as_uri())
    widths = page.evaluate(WIDTHS)
    page.close()
    assert len(widths) == len(scene.labels)
    for index, label in enumerate(scene.labels):
        measured = (
            pieces_width(label.pieces, label.size, label.weight)
            if label.pieces
            else text_width(label.text, label.size, label.weight)
        )
        assert 0.85 * measured - 2 < widths[f"label-{index}"] <= measured + 1.5, label
