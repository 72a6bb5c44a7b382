"""The player of a film on a phone, on a desk, in the dark, in a frame and on paper."""

import io
from pathlib import Path

import pytest

from neurosim.drawing.themes import THEMES
from tests.pages.conftest import DESK, PHONE, assert_readable

AXE = Path(__file__).parents[1] / "explorer" / "tools" / "node_modules" / "axe-core" / "axe.min.js"
GROUND = "getComputedStyle(document.body).backgroundColor"


def rgb(colour):
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("name", ["sample", "training"])
def test_nothing_is_cut_and_fingers_find_the_controls(shown, films, name, size, dark):
    page = shown(films[name], size=size, dark=dark)
    page.evaluate("go(Math.floor(last / 2))")
    for control in page.query_selector_all("button, select, input"):
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 40
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
    # on a phone the rest of the page scrolls under the controls
    page.add_style_tag(content=".controls { position: static !important }")
    assert_readable(page)


def test_it_follows_the_scheme_of_its_reader_at_once(shown, films):
    page = shown(films["sample"])
    drawn = "part('stage').innerHTML"
    assert page.evaluate(GROUND) == rgb(THEMES["light"].background)
    assert THEMES["light"].outline in page.evaluate(drawn)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(GROUND) == rgb(THEMES["dark"].background)
    assert THEMES["dark"].outline in page.evaluate(drawn)
    assert THEMES["light"].outline not in page.evaluate(drawn)


def test_a_theme_that_was_asked_for_stays(shown, films):
    page = shown(films["print"], dark=True)
    assert page.evaluate(GROUND) == rgb(THEMES["print"].background)


def test_keys_step_and_play(shown, films):
    page = shown(films["sample"], size=DESK)
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home"):
        page.keyboard.press(key)
        seen.append(page.evaluate("current"))
    assert seen == [1, 2, 1, 17, 0]
    assert page.text_content("#count") == "1 / 18"
    page.keyboard.press(" ")
    # a reader of the screen hears notes again when the film stands still
    assert page.get_attribute("#note", "aria-live") == "off"
    page.wait_for_selector("#play:text('Play')")
    assert page.text_content("#count") == "18 / 18"
    assert page.get_attribute("#note", "aria-live") == "polite"


def test_it_works_in_a_sandboxed_frame(shown, films, tmp_path):
    outer = tmp_path / "outer.html"
    outer.write_text(
        f'<iframe sandbox="allow-scripts" src="{films["sample"].as_uri()}" width="900" height="700">'
    )
    frame = shown(outer, size=DESK).frames[1]
    frame.wait_for_selector("#stage svg")
    frame.click("#forward")
    assert frame.text_content("#count") == "2 / 18"


def test_it_prints_its_pictures_side_by_side(shown, films):
    pypdf = pytest.importorskip("pypdf")
    page = shown(films["sample"], size=DESK, dark=True)
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = "".join(sheet.extract_text() for sheet in paper.pages)
    assert text.count("Forward pass:") == 5
    assert text.count("Update:") == 4
    assert "Speed" not in text
    assert len(paper.pages) <= 3


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["sample", "training"])
def test_axe_finds_nothing(shown, films, name, dark):
    if not AXE.exists():
        pytest.skip("axe-core is not installed; run npm install --prefix tests/explorer/tools")
    page = shown(films[name], size=DESK, dark=dark)
    page.evaluate(AXE.read_text("utf-8") + ";0")
    result = page.evaluate("() => axe.run({resultTypes: ['violations']})")
    assert [rule["id"] for rule in result["violations"]] == []
