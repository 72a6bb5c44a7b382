"""The page as a whole: its size, its bytes, every screen by everyone, and without its surroundings."""

from __future__ import annotations

import json
from html import escape

import pytest

import neurosim as ns
from neurosim.explorer.page_file import page_html
from tests.explorer.pages.conftest import DESKTOP, PHONE, start_of

PANELS = ("neuron", "training", "data", "answers")
MOST_BYTES = 150_000


def xor_network():
    net = ns.mlp([2, 2, 1], seed=3)
    net.name = "XOR"
    return net


XOR = ([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]])


def test_the_page_is_below_150_kb_without_the_model():
    assert len(page_html({}).encode("utf-8")) < MOST_BYTES


def test_the_page_is_the_same_bytes_every_time(tmp_path):
    net, data = ns.worked_example()
    for name in ("a.html", "b.html"):
        ns.explore(ns.trace(net, data.X[0], data.Z[0]), tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_panel_is_for_everyone(open_page, findings, dark, language, size):
    page = open_page(xor_network(), data=XOR, dark=dark, language=language, size=size)
    for panel in PANELS:
        show(page, panel)
        assert findings(page) == [], panel
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0], f"{panel} is {width} px wide"


def test_dialogs_are_for_everyone(open_page, findings):
    page = open_page(xor_network())
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    assert findings(page) == []
    # each key is there once
    keys = page.locator("dialog kbd").all_text_contents()
    assert len(keys) == len(set(keys))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Settings").click()
    assert findings(page) == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_targets_of_touch_are_24_pixels_and_more(open_page, language):
    page = open_page(xor_network(), data=XOR, size=PHONE, language=language)
    for panel in PANELS:
        show(page, panel)
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                "button, select, input, summary, a[href], [role=button], [role=tab]")]
              .filter((one) => one.checkVisibility())
              .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
              .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
              .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""
        )
        assert small == [], panel


def show(page, panel):
    """Open a panel; that of answers has no tab before there is a task."""
    tab = page.locator(f"#tab-{panel}")
    if tab.is_visible():
        tab.click()


def test_the_page_works_in_a_sandbox(browser, tmp_path):
    inner = page_html(start_of(xor_network(), XOR))
    outer = tmp_path / "outer.html"
    outer.write_text(
        "<!DOCTYPE html><html lang=en><title>outer</title><body>"
        '<iframe sandbox="allow-scripts" title="explorer" width="1200" height="760" '
        f'srcdoc="{escape(inner)}"></iframe>',
        encoding="utf-8",
    )
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    said = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "console",
        lambda line: said.append(line.text) if line.type in {"error", "warning"} else None,
    )
    page.goto(outer.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for(state="attached")
    frame.locator("#tab-training").click()
    frame.locator("#tab-neuron").click()
    frame.get_by_role("button", name="Settings").click()
    frame.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    context.close()
    assert said == []


def test_a_model_goes_through_the_page_without_a_change(open_page, tmp_path):
    net = xor_network()
    saved = tmp_path / "model.json"
    ns.save(net, saved)
    page = open_page(net, data=XOR)
    with page.expect_download() as started:
        page.keyboard.press("Control+s")
    got = tmp_path / "from-page.json"
    started.value.save_as(got)
    assert got.read_bytes() == saved.read_bytes()
    again = ns.load(got)
    assert json.loads(got.read_text("utf-8")) == json.loads(saved.read_text("utf-8"))
    assert again.forward([0.25, 0.75]) == pytest.approx(net.forward([0.25, 0.75]), abs=0)
