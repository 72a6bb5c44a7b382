"""``ns.explore``: one page, as a file or in a notebook."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns
from neurosim.errors import FileError, InputError, UnknownNameError
from neurosim.explorer.explore import page_start


@pytest.fixture
def net() -> ns.Network:
    return ns.mlp([2, 2, 1], seed=1, name="worked example")


def started(page: str) -> dict[str, Any]:
    """Return what a page starts with."""
    found = re.search(r'<script type="application/json" id="start">(.*?)</script>', page)
    assert found is not None
    start: dict[str, Any] = json.loads(found[1])
    return start


def test_a_page_has_the_network_and_the_choices(net: ns.Network) -> None:
    start = page_start(
        net, title="Lesson 3", language="de", lock=["sample", "structure"], view="network"
    )
    assert start["title"] == "Lesson 3"
    assert start["look"] == {"language": "de", "view": "network"}
    assert start["document"]["locks"] == ["structure", "sample"]
    assert start["document"]["model"]["name"] == "worked example"


def test_a_trace_gives_its_sample_and_its_learning_rate(net: ns.Network) -> None:
    start = page_start(ns.trace(net, [1.0, 2.0], [0.5], learning_rate=0.25))
    assert start["document"]["sample"] == {"inputs": [1.0, 2.0], "targets": [0.5]}
    assert start["document"]["training"]["optimizer"]["learning_rate"] == 0.25


def test_data_are_taken_over(net: ns.Network, tmp_path: Path) -> None:
    data = ns.Dataset([[1.0, 2.0], [3.0, 4.0]], [[0.0], [1.0]])
    assert page_start(net, data=data)["document"]["data"]["rows"] == [[1, 2, 0], [3, 4, 1]]
    path = tmp_path / "rows.csv"
    path.write_text("a,b,c\n1,2,0\n3,4,1\n", encoding="utf-8")
    assert page_start(net, data=path)["document"]["data"] == {
        "name": "rows.csv", "inputs": ["a", "b"], "targets": ["c"], "rows": [[1, 2, 0], [3, 4, 1]],
    }  # fmt: skip


def test_a_file_is_written_whole_and_the_same_every_time(net: ns.Network, tmp_path: Path) -> None:
    explorer = ns.explore(net, tmp_path / "one.html", title="<b>")
    page = (tmp_path / "one.html").read_bytes()
    assert explorer.save(tmp_path / "two.html") == tmp_path / "two.html"
    assert (tmp_path / "two.html").read_bytes() == page
    assert started(page.decode())["document"]["model"]["name"] == "worked example"
    assert b"<title>&lt;b&gt;</title>" in page


def test_the_page_is_small(net: ns.Network, tmp_path: Path) -> None:
    ns.explore(net, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    model = json.dumps(started(page)["document"], ensure_ascii=False, separators=(",", ":"))
    assert len(page.encode()) - len(model.encode()) < 150_000


def test_a_notebook_shows_a_frame_that_can_do_nothing_outside(net: ns.Network) -> None:
    shown = ns.explore(net, title='"><script>')._repr_html_()
    found = re.fullmatch(
        r'<iframe srcdoc="([^"]*)" title="([^"]*)" sandbox="([^"]*)" .*></iframe>', shown
    )
    assert found is not None
    page, title, sandbox = map(html.unescape, found.groups())
    assert title == '"><script>'
    assert sandbox == "allow-scripts allow-downloads"
    assert page.startswith("<!DOCTYPE html>")
    assert started(page)["title"] == '"><script>'


def test_it_says_what_to_do_where_nothing_can_be_shown(net: ns.Network) -> None:
    assert repr(ns.explore(net)) == (
        "Explorer('worked example'): shown in a notebook; save(\"page.html\") writes it as a file"
    )


def test_a_file_is_replaced_only_if_it_may_be(net: ns.Network, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match=r"page\.html exists already"):
        ns.explore(net, tmp_path / "page.html", overwrite=False)
    assert (tmp_path / "page.html").read_text("utf-8") == "mine"


def test_what_cannot_be_shown_is_refused(net: ns.Network, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"explore takes a network or a trace, .*; got 'model\.json'"
    ):
        ns.explore("model.json")  # type: ignore[arg-type]
    with pytest.raises(FileError, match=r"'page\.svg' does not end with \.html"):
        ns.explore(net, tmp_path / "page.svg")
    with pytest.raises(
        UnknownNameError, match="unknown lock 'all'; known: structure, weights, sample"
    ):
        ns.explore(net, lock=["all"])
    with pytest.raises(InputError, match="lock is a list of names; got 'weights'"):
        ns.explore(net, lock="weights")
    with pytest.raises(UnknownNameError, match="unknown language 'fr'; known: en, de"):
        ns.explore(net, language="fr")
    with pytest.raises(UnknownNameError, match="unknown view of the page 'top'"):
        ns.explore(net, view="top")
    with pytest.raises(InputError, match="the title of a page is empty"):
        ns.explore(net, title="")
