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


# each two of size, language and colours meet
@pytest.mark.parametrize(
    ("size", "language", "dark"),
    [(DESKTOP, "en", False), (DESKTOP, "de", True), (PHONE, "en", True), (PHONE, "de", False)],
    ids=["desktop-en-light", "desktop-de-dark", "phone-en-dark", "phone-de-light"],
)
def test_every_panel_is_for_everyone(open_page, findings, size, language, dark):
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


TEXTBOOK = {
    "cell\nx[0]": "0.05", "cell\nx[1]": "0,1",
    "cell\nz[0]": "1/100", "cell\nz[1]": "0.99",
    "cell\nbh[0][0]": "0.35", "cell\nbh[0][1]": "0.35", "cell\nbo[0]": "0.6", "cell\nbo[1]": "3/5",
    "edge\nx[0]\nh[0][0]": "0.15", "edge\nx[1]\nh[0][0]": "0.2",
    "edge\nx[0]\nh[0][1]": "0.25", "edge\nx[1]\nh[0][1]": "0.3",
    "edge\nh[0][0]\no[0]": "0.4", "edge\nh[0][1]\no[0]": "0.45",
    "edge\nh[0][0]\no[1]": "0.5", "edge\nh[0][1]\no[1]": "0.55",
}  # fmt: skip


def test_a_textbook_example_by_keyboard_alone(open_page):
    """Matt Mazur's 2-2-2 example of backpropagation; his first error signal is 0.138498562."""
    page = open_page({})
    press, left = page.keyboard.press, dict(TEXTBOOK)

    def focused():
        return page.evaluate("document.activeElement.dataset.key ?? document.activeElement.id")

    def tab_to(wanted):
        for _ in range(60):
            press("Tab")
            if focused() == wanted:
                return
        raise AssertionError(f"Tab does not lead to {wanted}")

    def write(text):
        press("Control+a")
        page.keyboard.type(text)
        press("Enter")

    press("Tab")
    press("Tab")
    press("Enter")
    tab_to("layers")
    write("2 2 2")
    tab_to("x[0]")
    # arrows lead from neuron to neuron, Enter to its numbers and edges, Escape back
    for name, keys in {
        "x[0]": (), "x[1]": ("ArrowDown",), "h[0][1]": ("ArrowRight",), "h[0][0]": ("ArrowUp",),
        "o[0]": ("ArrowRight",), "o[1]": ("ArrowDown",),
    }.items():  # fmt: skip
        for key in keys:
            press(key)
        assert focused() == name
        press("Enter")
        press("Enter")
        first = focused()
        while True:
            if (value := left.pop(focused(), None)) is not None:
                press("Enter")
                write(value)
            press("ArrowDown")
            if focused() == first:
                break
        press("Escape")
    assert left == {}
    # outside the picture, arrows step through the sample
    press("Tab")
    press("Home")
    value = page.locator(".cell[data-symbol='do[0]'] .number")
    assert value.text_content() == "?"
    steps = 0
    while value.text_content() == "?" and steps < 30:
        press("ArrowRight")
        steps += 1
    assert value.text_content() == "0.1385"


@pytest.mark.parametrize("text", ["2", "2, 0, 1", "2 x 3", "1.5, 2", "9999, 9999"])
def test_layers_that_cannot_be_made_are_refused(open_page, text):
    page = open_page({})
    page.get_by_role("button", name="Files").click()
    page.locator("#layers").fill(text)
    page.get_by_role("button", name="Make").click()
    refused = page.locator("dialog .refused").text_content()
    assert "at most" in refused if text.startswith("9") else text in refused
    assert page.locator(".card").count() == 5


def test_connect_begins_with_what_is_possible(open_page):
    page = open_page({})
    page.locator(".card[data-name='o[0]'] text").first.click()
    page.keyboard.press("c")
    # nothing can come from the output, so it is the target; only inputs are not connected to it
    assert page.locator("#connect-target").input_value() == "o[0]"
    assert page.locator("#connect-source").input_value() == "x[0]"
    page.get_by_role("dialog").get_by_role("button", name="Connect").click()
    assert page.locator(".weight").count() == 7
