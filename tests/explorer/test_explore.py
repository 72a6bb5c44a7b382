"""``ns.explore``: one page, as a file or in a notebook."""

from __future__ import annotations

import html
import inspect
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import neurosim as ns
from neurosim.cli import app
from neurosim.errors import FileError, InputError, UnknownNameError
from neurosim.explorer import notebook_widget
from neurosim.explorer.explore import page_start
from neurosim.interop.model_file import to_json


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


def live_page(net: ns.Network) -> Any:
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    return ns.explore(net, live=True)


def test_changes_of_a_live_page_come_back(net: ns.Network) -> None:
    page = live_page(net)
    assert to_json(page.network) == to_json(net)
    seen: list[float] = []

    @page.on_change
    def take(changed: ns.Network) -> None:
        seen.append(changed.outputs[0].bias)

    other = net.copy()
    other.outputs[0].bias = 0.125
    page._widget.model_text = to_json(other)
    assert seen == [0.125]
    assert to_json(page.network) == to_json(other)
    assert net.outputs[0].bias != 0.125


def test_nothing_but_a_model_is_taken_from_a_page(net: ns.Network) -> None:
    page = live_page(net)
    page.on_change(lambda changed: pytest.fail("called"))
    for text in ("x", "{}", "[" * 100_000, '{"format": "neurosim-model", "version": 99}'):
        with pytest.warns(
            ns.NeurosimWarning, match="a change of the page is left out: the model of"
        ):
            page._widget.model_text = text
    assert to_json(page.network) == to_json(net)


def test_who_changes_the_network_does_not_change_the_page(net: ns.Network) -> None:
    page = ns.explore(net)
    page.network.outputs[0].bias = 5.0
    net.outputs[0].bias = 6.0
    assert page.network.outputs[0].bias not in {5.0, 6.0}


def test_a_live_page_is_a_widget_with_a_secret_of_its_own(net: ns.Network) -> None:
    one, other = live_page(net), live_page(net)
    assert one._widget.nonce != other._widget.nonce
    start = started(one._widget.page)
    assert (start["door"], start["token"]) == ("notebook", one._widget.nonce)
    data, *_ = one._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    # what is stored for readers without the widget, and what is saved, has no secret
    assert one._widget.nonce not in one._repr_html_()
    assert ns.explore(net)._repr_mimebundle_() == {}


def test_changes_come_back_only_from_a_live_page(net: ns.Network) -> None:
    with pytest.raises(InputError, match=r"do not come back; use ns\.explore\(net, live=True\)"):
        ns.explore(net).on_change(print)


def test_without_anywidget_it_says_what_to_install(
    net: ns.Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook_widget._widget_class.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(InputError, match=r"pip install 'neurosim\[notebook\]'"):
        ns.explore(net, live=True)


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


def test_what_the_page_on_the_explorer_says_is_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    page = (Path(__file__).parents[2] / "docs" / "explorer.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(block, "explorer.md", "exec"), names)
    assert (tmp_path / "explorer.html").exists()
    assert isinstance(names["page"].network, ns.Network)
    arguments = set(inspect.signature(ns.explore).parameters)
    doors = page.partition("## Building")[0]
    assert set(re.findall(r"`(\w+)=", doors)) <= arguments
    said = CliRunner().invoke(app, ["explore", "--help"]).stdout
    for option in re.findall(r"(--[\w-]+)", doors):
        assert option in said
