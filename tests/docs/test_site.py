"""The site is made without a warning, leads nowhere wrong, and needs no other server."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

import neurosim as ns
from neurosim import errors
from tests.docs.pages import DOCS

for package in ("furo", "myst_parser", "numpydoc", "sphinx_copybutton"):
    pytest.importorskip(package)

LOADED = {"img": "src", "script": "src", "link": "href", "source": "src", "iframe": "src"}


class Page(HTMLParser):
    """The links of a page, what it loads, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.anchors.add(found["id"])
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if tag in LOADED and found.get(LOADED[tag]):
            self.loaded.append(found[LOADED[tag]])


def test_the_site_is_made_without_a_warning_and_leads_nowhere_wrong(request, tmp_path):
    # one test for all, since making the site takes its time
    site = make_site(tmp_path)
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    check_links(pages)
    check_loaded(site, pages)
    check_public_names(pages)
    check_commands(pages)
    student = (site / "start" / "student.html").read_text(encoding="utf-8")
    assert "only-light" in student
    assert "only-dark" in student
    # without a browser, the test ends here
    check_on_a_phone(site, request.getfixturevalue("browser"))


def make_site(out: Path) -> Path:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-E", "-b", "html"]
    done = subprocess.run([*command, DOCS, out], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return out


def check_links(pages: dict[Path, Page]) -> None:
    assert len(pages) > 40
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in {"http", "https", "mailto"}:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path.name, link)
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].anchors, (path.name, link)


def check_loaded(site: Path, pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for file in page.loaded:
            parts = urlsplit(file)
            assert not parts.netloc, (path.name, file)
            if parts.path:
                assert (path.parent / unquote(parts.path)).is_file(), (path.name, file)
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", text), style.name


def check_public_names(pages: dict[Path, Page]) -> None:
    there = [
        anchor
        for path, page in pages.items()
        if path.parent.name == "api"
        for anchor in page.anchors
    ]
    for name in ns.__all__:
        path = f"neurosim.{name}"
        assert there.count(path) + there.count(f"neurosim.errors.{name}") == 1, path
    for name, error in vars(errors).items():
        if isinstance(error, type) and issubclass(error, ns.NeurosimError):
            assert {f"neurosim.{name}", f"neurosim.errors.{name}"} & set(there), name


def check_commands(pages: dict[Path, Page]) -> None:
    from neurosim.cli import app

    (page,) = [page for path, page in pages.items() if path.name == "commands.html"]
    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert {f"neurosim-{name}" for name in names} <= page.anchors


PHONE = {"width": 390, "height": 844}
WIDER = """() => {
  const room = innerWidth + 1;
  const scrolls = (e) => e && e !== document.body &&
    (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const out = [...document.querySelectorAll("article :is(pre, table, img, code)")];
  return {
    page: document.documentElement.scrollWidth - innerWidth,
    out: out.filter((e) => e.getBoundingClientRect().right > room && !scrolls(e.parentElement) && !scrolls(e))
      .map((e) => `${e.localName}: ${e.textContent.slice(0, 60)}`),
  };
}"""
"""By how much a page is wider than the screen, and what sticks out without a box that scrolls."""


def check_on_a_phone(site: Path, browser: Any) -> None:
    """Read the site from disk, on a phone, in the dark."""
    context = browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark", offline=True
    )
    phone = context.new_page()
    check_widths(site, phone)
    check_the_dark(site, phone)
    check_search(site, phone)
    context.close()


def check_widths(site: Path, phone: Any) -> None:
    for path in sorted(site.rglob("*.html")):
        phone.goto(path.as_uri())
        assert phone.evaluate(WIDER) == {"page": 0, "out": []}, path.name


def check_the_dark(site: Path, phone: Any) -> None:
    phone.goto((site / "start" / "student.html").as_uri())
    colour = phone.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", colour)[:3])) < 64
    shown = "[...document.querySelectorAll('article img')].filter((e) => e.offsetWidth).map((e) => e.className)"
    classes = phone.evaluate(shown)
    assert any("only-dark" in names for names in classes)
    assert not any("only-light" in names for names in classes)


def check_search(site: Path, phone: Any) -> None:
    phone.goto((site / "search.html").as_uri() + "?q=softmax")
    phone.wait_for_selector("#search-results li a")
    phone.wait_for_function("document.querySelectorAll('#search-results .context').length > 3")
