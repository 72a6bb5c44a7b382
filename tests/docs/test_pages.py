"""Every program, command and output on a page of the documentation is true."""

from __future__ import annotations

import re
import shutil
from inspect import Parameter, signature
from pathlib import Path

import pytest

import neurosim as ns
from docs.figures import shown
from tests.docs.pages import DOCS, PAGES, blocks, run, text_of

TESTS = DOCS.parent / "tests"
RUN_HERE = [
    "index.md",
    "gallery.md",
    "start/student.md",
    "start/teacher.md",
    "start/data.md",
    "start/tinkerer.md",
    "data.md",
    "columns-and-classes.md",
    "networks.md",
    "notation.md",
    "notebooks.md",
    "tracing.md",
    "training.md",
    "explaining.md",
]


@pytest.mark.parametrize("page", RUN_HERE)
def test_what_a_page_says_happens(page, tmp_path, monkeypatch):
    shutil.copytree(DOCS.parent / "examples" / "data", tmp_path / "examples" / "data")
    monkeypatch.chdir(tmp_path)
    run(page)


def test_every_page_with_programs_is_run():
    others = " ".join(
        path.read_text(encoding="utf-8")
        for path in TESTS.rglob("test_*.py")
        if path.parent.name != "docs"
    )
    for page in set(PAGES) - set(RUN_HERE):
        if any(block["language"] == "python" for block in blocks(page)):
            assert page in others or page.removesuffix(".md") in others, page


@pytest.mark.parametrize("page", PAGES)
def test_every_name_on_a_page_exists(page):
    for name in re.findall(r"\bns\.(\w+)", text_of(page)):
        assert hasattr(ns, name), name


def test_every_picture_is_made_by_the_page_that_shows_it():
    there = {path for theme in ("light", "dark") for path in (DOCS / "gallery" / theme).iterdir()}
    wanted: set[Path] = set()
    for page in PAGES:
        programs = "".join(b["text"] for b in blocks(page) if b["language"] == "python")
        for name, place in shown(DOCS / page).items():
            if place.parent.name == "light":
                assert f'"{name}"' in programs, (page, name)
                wanted.add(place)
    dark = {Path(str(place).replace("/light/", "/dark/")) for place in wanted}
    assert there == wanted | dark


@pytest.mark.parametrize("name", [n for n in ns.__all__ if n.startswith(("draw", "animate"))])
def test_every_option_of_a_picture_is_in_the_guide(name):
    # the film of training has the options of training
    guide = text_of("drawing.md") + text_of("training.md") * (name == "animate_training")
    assert lacking(name, guide) == []


def test_every_option_of_an_explanation_is_in_the_guide():
    assert lacking("explain", text_of("explaining.md")) == []


def lacking(name: str, guide: str) -> list[str]:
    """Return the options of a function that a page does not name as code."""
    options = signature(getattr(ns, name)).parameters.values()
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`\n]+`", guide))))
    return [o.name for o in options if o.kind is Parameter.KEYWORD_ONLY and o.name not in named]
