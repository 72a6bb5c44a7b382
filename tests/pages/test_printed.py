"""Pages on paper: how many they are, and no heading that stands alone at the end of one."""

import io

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
def test_figures_stand_two_on_a_page(figures, paper, shown):
    page = shown(figures, size=DESK)
    n_figures = page.locator("figure").count()
    assert len(printed(page, paper)) <= (n_figures + 1) // 2 + 1
