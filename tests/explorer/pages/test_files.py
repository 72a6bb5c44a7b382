"""Files of the page: what it saves, Python reads, and the reverse; and its own copies and links."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns
from neurosim.explorer.page_file import page_html
from tests.explorer.pages.conftest import PHONE, start_of
from tests.explorer.pages.saved_files import model_bytes, parameters, saved_file, saved_network

OpenPage = Callable[..., Any]
HOSTILE = 'x</script><img src=x onerror=alert(1)>{{script}} & "quoted" é\u2028'
XOR = ([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]])


def files(page: Any) -> Any:
    page.get_by_role("button", name="Files", exact=True).click()
    return page.get_by_role("dialog")


def drop(page: Any, *given: tuple[str, str | bytes]) -> None:
    """Drop files on the page."""
    transfer = page.evaluate_handle(
        """(files) => {
          const transfer = new DataTransfer();
          for (const [name, bytes] of files) {
            transfer.items.add(new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], name));
          }
          return transfer;
        }""",
        [
            [
                name,
                b64encode(text.encode("utf-8") if isinstance(text, str) else text).decode("ascii"),
            ]
            for name, text in given
        ],
    )
    page.dispatch_event("#page", "drop", {"dataTransfer": transfer})


def alert(page: Any, text: str) -> None:
    page.get_by_role("alert").filter(has_text=text).wait_for()


def test_the_copy_of_the_page_is_what_python_writes(open_page: OpenPage) -> None:
    net = ns.mlp([2, 2, 1], seed=3, name=HOSTILE)
    net["h[0][0]"].bias = 1e-7
    net["o[0]"].bias = -0.0
    page = open_page(net, data=XOR)
    page.keyboard.press("e")
    bias = saved_network(page)["h[0][0]"].bias
    copy = saved_file(page, "This page").read_text("utf-8")
    written = re.search(r'<script type="application/json" id="start">(.*?)</script>', copy)
    assert written is not None
    start = json.loads(written[1])
    assert copy == page_html(start, title=HOSTILE)
    # the copy begins with what was shown
    again = open_page(html=copy)
    assert saved_network(again)["h[0][0]"].bias == bias
    assert model_bytes(again) == model_bytes(page)
    assert saved_file(again, "This page").read_text("utf-8") == copy


def test_a_copy_keeps_every_number(open_page: OpenPage) -> None:
    net = ns.mlp([2, 2, 1], seed=3)
    for place, value in enumerate((-0.0, 5e-324, 1e-7, 1e22, 0.1 + 0.2)):
        net.parameters[place].value = value
    page = open_page(net)
    again = open_page(html=saved_file(page, "This page").read_text("utf-8"))
    ns_file = model_bytes(again)
    assert ns_file == model_bytes(page)
    assert [str(parameter.value) for parameter in saved_network(again).parameters] == [
        str(parameter.value) for parameter in net.parameters
    ]


def test_model_files_of_python_are_opened(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(ns.mlp([2, 2, 1], seed=3), data=XOR)
    before = model_bytes(page)
    other = ns.mlp([3, 4, 2], "tanh", seed=8, name="other")
    path = tmp_path / "other.json"
    ns.save(other, path)
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Control+o")
    chooser.value.set_files(str(path))
    page.get_by_role("status").filter(has_text="other.json").wait_for()
    assert model_bytes(page) == path.read_bytes()
    # the data had two inputs
    page.locator("#tab-data").click()
    assert page.locator(".data-table").is_hidden()
    page.keyboard.press("Control+z")
    assert model_bytes(page) == before
    assert page.locator(".data-table").is_visible()


def test_a_model_and_its_data_are_opened_together(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(ns.mlp([2, 2, 1], seed=3))
    path = tmp_path / "wide.json"
    ns.save(ns.mlp([3, 1], seed=8, name="wide"), path)
    drop(page, ("rows.csv", "a,b,c,z\n1,2,3,0.5\n4,5,6,1\n"), ("wide.json", path.read_bytes()))
    page.locator(".data-table tbody tr").first.wait_for()
    assert page.locator(".data-table tbody tr").count() == 2
    assert saved_network(page).name == "wide"


def test_a_model_is_shown_with_the_first_row_of_the_data(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(ns.mlp([2, 2, 1], seed=3), data=XOR)
    page.locator("#tab-data").click()
    page.get_by_role("button", name="Take row 3").click()
    path = tmp_path / "again.json"
    ns.save(ns.mlp([2, 1], seed=8), path)
    drop(page, ("again.json", path.read_bytes()))
    page.get_by_role("status").filter(has_text="again.json").wait_for()
    row = page.get_by_role("button", name="Take row 1")
    assert row.get_attribute("aria-pressed") == "true"


def test_a_saved_page_is_opened(open_page: OpenPage) -> None:
    net, data = ns.worked_example()
    copy = page_html(start_of(net, data))
    page = open_page(ns.mlp([2, 2, 1], seed=3))
    drop(page, ("page.html", copy))
    page.get_by_role("status").filter(has_text="page.html").wait_for()
    assert parameters(saved_network(page)) == parameters(net)


def test_what_is_no_file_of_the_page_is_refused(open_page: OpenPage) -> None:
    page = open_page(ns.mlp([2, 2, 1], seed=3))
    before = model_bytes(page)
    cases: list[tuple[str, list[tuple[str, str | bytes]]]] = [
        (
            'a.json: This is no model file: its format is "other"',
            [("a.json", '{"format": "other"}')],
        ),
        ("b.json: The file is no JSON", [("b.json", '{"broken')]),
        ("a.png is not a text file", [("a.png", b"\x89PNG\r\n\x1a\n\x00\x00")]),
        ("not one of the explorer", [("a.html", "<p>hello</p>")]),
        ("a.csv is empty", [("a.csv", "   ")]),
        ("Both a.csv and b.csv", [("a.csv", "a,b\n1,2\n"), ("b.csv", "a,b\n1,2\n")]),
    ]
    for said, given in cases:
        drop(page, *given)
        page.locator(".refused:not(:empty)").wait_for()
        assert said in page.get_by_role("alert").inner_text()
        assert model_bytes(page) == before
        assert page.get_by_role("button", name="Undo").is_disabled()
        # saving has told something else since
        assert page.locator(".refused:not(:empty)").count() == 0


def test_every_example_can_be_computed_and_trained(open_page: OpenPage) -> None:
    page = open_page()
    names = files(page).locator(".tile b").all_inner_texts()
    examples = names[names.index("Worked example") :]
    page.keyboard.press("Escape")
    page.locator("#tab-training").click()
    for name in examples[:-1]:
        files(page).locator(".tile", has=page.get_by_text(name, exact=True)).click()
        before = page.locator("#panel-training .training-state").inner_text()
        assert before.startswith("0 epochs, mean loss")
        page.keyboard.press("e")
        said = page.locator("#panel-training .training-state").inner_text()
        assert said.startswith("1 epoch, mean loss")
        # Python knows the classes of all but the first, which has numbers
        net = saved_network(page)
        assert bool(net.target_columns and net.target_columns[0].classes) == (
            name != "Worked example"
        )
    files(page).locator(".tile", has=page.get_by_text("Nothing", exact=True)).click()
    page.locator(".refused:not(:empty)").wait_for()
    for _ in examples[:-1]:
        page.keyboard.press("Control+z")
    assert page.get_by_role("button", name="Undo").is_enabled()


def test_the_worked_example_is_that_of_python(open_page: OpenPage) -> None:
    net, data = ns.worked_example()
    page = open_page()
    files(page).locator(".tile", has=page.get_by_text("Worked example", exact=True)).click()
    page.locator("#tab-training").click()
    page.keyboard.press("e")
    ns.train(net, data, epochs=1, learning_rate=0.5, normalize=(0, 1))
    assert parameters(saved_network(page)) == pytest.approx(parameters(net), abs=1e-12)


def test_pictures_and_numbers_are_saved(open_page: OpenPage, tmp_path: Path) -> None:
    trace = ns.trace(ns.mlp([2, 2, 1], seed=3), [0.5, 1], [1], learning_rate=0.5)
    page = open_page(trace)
    svg = saved_file(page, "Picture (SVG)").read_text("utf-8")
    assert svg.startswith("<svg")
    assert "h[0][1]" in svg
    png = saved_file(page, "Picture (PNG)").read_bytes()
    assert png.startswith(b"\x89PNG\r\n")
    numbers = saved_file(page, "Numbers (CSV)").read_text("utf-8")
    assert numbers == trace.to_csv()


def test_a_link_brings_back_what_was_shown(open_page: OpenPage) -> None:
    page = open_page(ns.mlp([2, 2, 1], seed=3, name="linked"), data=XOR)
    page.keyboard.press("e")
    page.evaluate(
        """() => Object.defineProperty(navigator, "clipboard", {value: {
          writeText: (text) => { window.copied = text; return Promise.resolve(); }}})"""
    )
    files(page).locator(".tile", has=page.get_by_text("Link", exact=True)).click()
    page.get_by_role("status").filter(has_text="The link is copied").wait_for()
    link = page.evaluate("window.copied")
    again = open_page(after=link[link.index("#") :])
    assert model_bytes(again) == model_bytes(page)


def test_a_link_that_cannot_be_copied_is_shown(open_page: OpenPage) -> None:
    page = open_page(ns.mlp([2, 2, 1], seed=3))
    page.evaluate(
        """() => {
          Object.defineProperty(navigator, "clipboard", {value: {
            writeText: () => Promise.reject(new Error("not here"))}});
          document.execCommand = () => false;
        }"""
    )
    files(page).locator(".tile", has=page.get_by_text("Link", exact=True)).click()
    field = page.get_by_role("dialog").get_by_role("textbox")
    assert "#n1=" in field.input_value()
    page.get_by_role("dialog").get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copy with Ctrl C").wait_for()


def test_files_are_saved_from_a_sandbox(browser: Any, tmp_path: Path) -> None:
    inner = page_html(start_of(ns.mlp([2, 2, 1], seed=3)))
    outer = tmp_path / "outer.html"
    outer.write_text(
        '<!DOCTYPE html><iframe sandbox="allow-scripts allow-downloads" width="1200" height="700" '
        f'srcdoc="{escape(inner)}"></iframe>',
        encoding="utf-8",
    )
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    page.goto(outer.as_uri())
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Files", exact=True).click()
    with page.expect_download() as download:
        frame.locator(".tile", has=page.get_by_text("Model file", exact=True)).click()
    text = Path(download.value.path()).read_text("utf-8")
    # a frame may forbid it, so the text is there too
    assert frame.get_by_role("dialog").get_by_role("textbox").input_value() == text
    context.close()


def test_a_locked_network_is_not_replaced(open_page: OpenPage, tmp_path: Path) -> None:
    net = ns.mlp([2, 2, 1], seed=3)
    start = start_of(net)
    page = open_page({"document": {**start["document"], "locks": ["structure"]}})
    names = files(page).locator(".tile b").all_inner_texts()
    assert "XOR" not in names
    assert "Open files …" not in names
    page.keyboard.press("Escape")
    before = model_bytes(page)
    path = tmp_path / "other.json"
    ns.save(ns.mlp([3, 1]), path)
    drop(page, ("other.json", path.read_bytes()))
    alert(page, "does not let you change")
    assert model_bytes(page) == before


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_window_of_files_is_for_everyone(
    open_page: OpenPage, findings: Callable[..., list[str]], dark: bool
) -> None:
    page = open_page(ns.mlp([2, 2, 1], seed=3), size=PHONE, dark=dark)
    files(page)
    assert findings(page) == []
    box = page.get_by_role("dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
