"""Pages on paper: how many they are, and no heading that stands alone at the end of one."""

import io
import re

import pytest

import neurosim as ns
from tests.pages.conftest import DESK

pypdf = pytest.importorskip("pypdf")


@pytest.fixture(scope="module")
def textbook_example() -> ns.Trace:
    """Return a full trace of a 2-2-2 network, as in many textbooks."""
    net = ns.mlp([2, 2, 2], name="two by two by two", seed=0)
    for i in range(2):
        for j in range(2):
            net.wh[0][i][j] = 0.15 + 0.1 * i + 0.05 * j
            net.wo[i][j] = 0.4 + 0.1 * i + 0.05 * j
        net.bh[0][i], net.bo[i] = 0.35, 0.6
    return ns.trace(net, [0.05, 0.1], [0.01, 0.99], learning_rate=0.5)


def printed(page, paper: str):
    return pypdf.PdfReader(io.BytesIO(page.pdf(format=paper))).pages


def places(page) -> list[tuple[float, float, bool, str]]:
    """Return where the words of a page stand: x, the height above its lower end, bold or not."""
    found = []

    def visit(text, matrix, place, font, _):
        x, y = (place[4] * matrix[i] + place[5] * matrix[2 + i] + matrix[4 + i] for i in (0, 1))
        if text.strip():
            found.append((x, y, "Bold" in str((font or {}).get("/BaseFont")), text))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("notation", ["source", "textbook"])
def test_a_textbook_example_takes_four_pages(textbook_example, paper, notation, shown, tmp_path):
    ns.explain(textbook_example, notation=notation).save(tmp_path / "a.html")
    pages = printed(shown(tmp_path / "a.html", size=DESK), paper)
    assert len(pages) <= 4
    for page in pages:
        words = places(page)
        middle = float(page.mediabox.width) / 2
        for x, y, bold, text in words:
            # below a heading there are words in its column
            assert not bold or any(
                not other_bold and down < y and (other > middle) == (x > middle)
                for other, down, other_bold, _ in words
            ), text


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("sizes", [[2, 2, 1], [2, 2, 2], [2, 3, 1]])
def test_no_section_begins_with_one_sentence_at_the_foot_of_a_page(sizes, paper, shown, tmp_path):
    trace = ns.trace(ns.mlp(sizes, seed=3), [1, 0.5], [1] * sizes[-1], learning_rate=0.5)
    ns.explain(trace).save(tmp_path / "a.html")
    for page in printed(shown(tmp_path / "a.html", size=DESK), paper):
        words = places(page)
        *_, (_, last, _, text) = [
            word for word in words if re.match(r"\d(\.\d)? [A-Z]", word[3])
        ] or [(0, 900, True, "")]
        below = {round(y) for _, y, _, _ in words if y < last}
        assert len(below) > 4, text


COLUMNS = """() => [...document.querySelectorAll(".steps")].map((steps) => {
  const tops = new Map();
  for (const child of steps.children) {
    const {left, top, width} = child.getBoundingClientRect();
    const column = Math.round((left - steps.getBoundingClientRect().left) / (steps.clientWidth / 2));
    if (width < 0.7 * steps.clientWidth) tops.set(column, Math.min(tops.get(column) ?? Infinity, top));
  }
  return [...tops.values()];
})"""


@pytest.mark.parametrize("sizes", [[2, 2, 1], [2, 2, 2]])
def test_columns_begin_at_one_height(sizes, shown, tmp_path):
    trace = ns.trace(ns.mlp(sizes, seed=3), [1, 0.5], [1] * sizes[-1], learning_rate=0.5)
    ns.explain(trace).save(tmp_path / "a.html")
    page = shown(tmp_path / "a.html", size=(700, 1000))
    page.emulate_media(media="print")
    columns = page.evaluate(COLUMNS)
    assert sum(len(tops) == 2 for tops in columns) > 3
    for tops in columns:
        assert not tops or max(tops) - min(tops) < 4


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_figures_stand_two_on_a_page(figures, paper, shown):
    page = shown(figures, size=DESK)
    n_figures = page.locator("figure").count()
    assert len(printed(page, paper)) <= (n_figures + 1) // 2 + 1
