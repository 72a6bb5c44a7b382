"""The player of a film on a phone, on a desk, in the dark, in a frame and on paper."""

import io
import re
from pathlib import Path

import pytest

import neurosim as ns
from neurosim.drawing.themes import THEMES
from tests.pages.conftest import DESK, PHONE, assert_readable

AXE = Path(__file__).parents[1] / "explorer" / "tools" / "node_modules" / "axe-core" / "axe.min.js"
GROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def wide_film(tmp_path_factory):
    """A film that has no room on a narrow screen."""
    path = tmp_path_factory.mktemp("wide") / "wide.html"
    ns.animate(ns.trace(ns.mlp([2, 3, 14, 2], seed=1), [0.1, 0.2]), path)
    return path


MEASURE = """() => {
  const stage = part("stage").getBoundingClientRect();
  let least = Infinity;
  const outside = [];
  for (const text of document.querySelectorAll("#stage text, #stage tspan")) {
    if (!text.textContent.trim()) continue;
    const svg = text.ownerSVGElement;
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    least = Math.min(least, parseFloat(getComputedStyle(text).fontSize) * scale);
    const box = text.getBoundingClientRect();
    if (box.left < stage.left - 1 || box.right > stage.right + 1 || box.bottom > stage.bottom + 1)
      outside.push(text.textContent);
  }
  return { least, outside, page: document.documentElement.scrollWidth, stage: stage.width,
           hint: !part("hint").hidden, note: part("note").textContent,
           texts: [...document.querySelectorAll("#stage text")].map(t => t.textContent) };
}"""


def moments_of(page):
    """What is measured at every moment of a film."""
    found = []
    for place in range(page.evaluate("last") + 1):
        page.evaluate(f"go({place})")
        found.append(page.evaluate(MEASURE))
    return found


@pytest.mark.parametrize("size", [PHONE, (768, 1024), DESK])
@pytest.mark.parametrize("name", ["sample", "training", "wide"])
def test_all_text_can_be_read_and_only_the_picture_moves_sideways(
    shown, films, wide_film, name, size
):
    page = shown(wide_film if name == "wide" else films[name], size=size)
    for moment in moments_of(page):
        assert moment["least"] >= 8.99
        assert moment["outside"] == []
        assert moment["page"] <= size[0]
        assert moment["hint"] == (moment["stage"] > size[0])
        if size == PHONE:
            assert moment["hint"] == (name == "wide")


def test_a_phone_shows_each_number_when_it_is_computed(shown, films):
    moments = moments_of(shown(films["sample"]))
    checked = 0
    for moment in moments:
        for clause in moment["note"].split(", "):
            number = re.search(r"= (−?\d\.\d{4}),?$", clause)
            # a step on the way to an error signal, and what is 0 but for rounding
            if number is None or "∂L/∂y" in clause or "loss" in clause or number[1] == "0.0000":
                continue
            assert number[1] in " ".join(moment["texts"]), clause
            checked += 1
    assert checked > 20
    assert "0.2689" not in " ".join(moments[0]["texts"])


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
    # two pictures side by side, so that their text can be read on paper
    assert len(paper.pages) <= 9
    assert page.evaluate("printed(), part('sheet').querySelector('.stage').style.cssText").count(
        "--width: 284"
    )


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["sample", "training"])
def test_axe_finds_nothing(shown, films, name, dark):
    if not AXE.exists():
        pytest.skip("axe-core is not installed; run npm install --prefix tests/explorer/tools")
    page = shown(films[name], size=DESK, dark=dark)
    page.evaluate(AXE.read_text("utf-8") + ";0")
    result = page.evaluate("() => axe.run({resultTypes: ['violations']})")
    assert [rule["id"] for rule in result["violations"]] == []
