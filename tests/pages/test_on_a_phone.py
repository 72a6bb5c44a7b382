"""No page that neurosim writes cuts a number, covers a text or is wider than a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import neurosim as ns
from tests.pages.conftest import assert_readable, measured

TYPED = {
    "sh[0][0]": "0.3",
    "ah[0][0]": "0.55",
    "so[0]": "0.7777777777",
    "do[0]": "0.12345678901234567890123456789",
}
TESTS = Path(__file__).parents[1]
ARTICLE = TESTS / "field" / "worked" / "macleod-2-2-1.json"
SITE = TESTS.parent / "docs" / "_build" / "html"


def traced(*sizes: int, **options: Any) -> ns.Trace:
    rng = np.random.default_rng(1)
    net = ns.mlp(list(sizes), seed=3)
    options = {"learning_rate": 0.5, **options}
    return ns.trace(net, rng.normal(size=sizes[0]), [0.5] * sizes[-1], **options)


def forward_alone() -> ns.Derivation:
    return ns.explain(ns.trace(traced(2, 3, 1).net, [70.0, -98.25]))


def softmax_and_adam() -> ns.Derivation:
    net = ns.mlp([4, 4, 3], "relu", output_activation="identity", seed=1)
    loss = "softmax_cross_entropy"
    x, z = [1.0, 0.5, 0.25, 0.75], [1, 0, 0]
    return ns.explain(ns.trace(net, x, z, loss=loss, optimizer="adam"))


def exercise_of(*sizes: int, **options: Any) -> Callable[[Path], object]:
    exercise = ns.exercise(list(sizes), ask=["forward", "loss", "error signals"], seed=3)
    return lambda path: exercise.save(path, **options)


def explorer_of(*sizes: int) -> Callable[[Path], object]:
    return lambda path: ns.explore(traced(*sizes), path)


def notebook(trace: ns.Trace) -> str:
    cells = [item._repr_html_() for item in (trace, trace.net, ns.explain(trace))]
    return f'<meta name="viewport" content="width=device-width"><body>{"".join(cells)}</body>'


def select(page: Any, name: str) -> None:
    page.locator(f"[data-key='{name}']").press("Enter")


def half_way(page: Any) -> None:
    page.evaluate("go(Math.floor(last / 2))")
    # on a phone the rest of the page scrolls under the controls
    page.add_style_tag(content=".controls { position: static !important }")


def two_steps_back(page: Any) -> None:
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")


WORKED: dict[str, Callable[[ns.Trace, ns.Dataset], ns.Derivation]] = {
    "all sections": lambda trace, data: ns.explain(trace, data=data, include="all"),
    "many digits": lambda trace, data: ns.explain(trace, data=data, digits=9),
    "fractions": lambda trace, _: ns.explain(
        trace, fractions=True, rounding="stepwise", notation="textbook"
    ),
    "forward alone": lambda *_: forward_alone(),
    "two hidden layers": lambda *_: ns.explain(traced(3, 4, 4, 2)),
    "softmax and Adam": lambda *_: softmax_and_adam(),
}


@pytest.mark.parametrize("what", WORKED)
def test_worked_mathematics(what, scaled_example, shown, tmp_path):
    WORKED[what](*scaled_example).save(tmp_path / "page.html")
    page = shown(tmp_path / "page.html")
    assert_readable(page)
    found = measured(page)
    assert len(found["hidden"]) < 0.05 * found["numbers"]


OTHERS: dict[str, Callable[[ns.Trace], Any]] = {
    "checked answers": lambda trace: ns.check_answers(trace, TYPED).to_html(solution=True),
    "errata": lambda _: ns.check_example(ARTICLE).to_html(),
    "notebook": notebook,
    "sheet": lambda _: exercise_of(2, 2, 1),
    "sheet of two layers": lambda _: exercise_of(3, 4, 4, 2),
    "solution": lambda _: exercise_of(2, 2, 1, part="solution"),
    "key": lambda _: exercise_of(3, 4, 2, part="key"),
    "explorer": lambda trace: lambda path: ns.explore(trace, path),
    "explorer, a step": lambda _: explorer_of(2, 2, 2),
    "explorer, selected": lambda _: explorer_of(2, 2, 1),
    "explorer, many edges": lambda _: explorer_of(3, 4, 4, 2),
}
THEN: dict[str, Callable[[Any], None]] = {
    "explorer, a step": two_steps_back,
    "explorer, selected": lambda page: select(page, "h[0][1]"),
    "explorer, many edges": lambda page: select(page, "h[1][2]"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_every_other_page(what, scaled_example, shown, tmp_path):
    made = OTHERS[what](scaled_example[0])
    path = tmp_path / "page.html"
    if isinstance(made, str):
        path.write_text(made, encoding="utf-8")
    else:
        made(path)
    page = shown(path)
    page.wait_for_load_state("load")
    page.wait_for_timeout(200)
    if what in THEN:
        THEN[what](page)
    assert_readable(page)


def test_notes_of_checked_answers_have_room(scaled_example, shown, tmp_path):
    report = ns.check_answers(scaled_example[0], {"sh[0][0]": "0.3", "ah[0][0]": "0.55"})
    (tmp_path / "page.html").write_text(report.to_html(), encoding="utf-8")
    page = shown(tmp_path / "page.html")
    note = page.locator("td.words").first.bounding_box()
    assert note["width"] > 250
    assert note["height"] < 80


@pytest.mark.parametrize("film", ["sample", "training"])
def test_films(film, films, shown):
    page = shown(films[film])
    half_way(page)
    assert_readable(page)


def test_figures(figures, shown):
    page = shown(figures)
    assert_readable(page)
    # a figure is not made smaller: it moves sideways
    smaller = "images => images.filter(image => image.width < image.naturalWidth - 1).length"
    assert page.locator("figure img").evaluate_all(smaller) == 0


@pytest.mark.skipif(not SITE.exists(), reason="the site was not made: make docs")
def test_the_site(shown):
    page = shown(SITE / "index.html")
    for path in sorted(SITE.rglob("*.html")):
        page.goto(path.as_uri())
        # they wait beside the window until somebody opens them
        page.add_style_tag(content=".toc-drawer, .sidebar-drawer { display: none }")
        assert_readable(page)


BREAKS = {
    "cut": ".equation { width: 4rem; overflow: hidden !important; }",
    "wider": ".given { width: 40rem; }",
    "overlaps": ".equation { margin-top: -1.5em !important; }",
    "covered": "h2 { position: absolute; top: 30rem; background: white; }",
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_cannot_be_read_is_found(what, scaled_example, shown, tmp_path):
    ns.explain(scaled_example[0]).save(tmp_path / "page.html")
    page = shown(tmp_path / "page.html")
    assert not measured(page)[what]
    page.add_style_tag(content=f".neurosim {BREAKS[what]}")
    assert measured(page)[what]


def test_a_number_under_a_later_plate_is_found(shown, tmp_path):
    ns.explore(traced(2, 2, 1), tmp_path / "page.html")
    page = shown(tmp_path / "page.html")
    assert not measured(page)["covered"]
    page.evaluate(
        """() => {
          const [a, b] = document.querySelectorAll(".weight");
          b.setAttribute("transform", a.getAttribute("transform"));
        }"""
    )
    assert measured(page)["covered"]
