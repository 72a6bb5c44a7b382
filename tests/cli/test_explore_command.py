"""``neurosim explore``: a page that is served or written."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns
from neurosim.explorer import page_file, server
from neurosim.explorer.server import ExplorerServer
from neurosim.interop.model_file import to_json


@pytest.fixture(autouse=True)
def short_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a page that holds what it was made with; the real one is tested with the page."""

    def page(start: Any, **given: Any) -> str:
        return json.dumps({**start, "given": given})

    monkeypatch.setattr(page_file, "page_html", page)
    monkeypatch.setattr(server, "page_html", page)
    monkeypatch.setattr(server, "policy", lambda door: "default-src 'none'")


@pytest.fixture
def served(run: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Any, Any]]:
    """Give a function that runs the command; in place of waiting, it does something with the server."""
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)

    def command(*arguments: object, doing: Callable[[ExplorerServer], Any]) -> tuple[Any, Any]:
        found = []

        def instead(self: ExplorerServer, poll_interval: float) -> None:
            found.append(doing(self))
            raise KeyboardInterrupt

        monkeypatch.setattr(ExplorerServer, "serve_forever", instead)
        result = run("explore", "--no-browser", *arguments)
        assert opened == []
        return result, found[0]

    return command


def start_on(served: ExplorerServer) -> dict[str, Any]:
    start: dict[str, Any] = json.loads(served.page())
    return start


def test_it_says_where_the_page_is_and_how_to_end_it(served: Any, model: Path) -> None:
    result, address = served("model.json", doing=lambda one: one.address)
    assert result.status == 0
    assert result.out.splitlines() == [
        "model.json is on this page, for this machine alone:",
        address,
        "changes stay on the page; --write lets it save them",
        "Ctrl-C ends it",
        "ended; a page that is still open works on, but cannot be saved or loaded again",
    ]


def test_the_page_has_the_network(served: Any, model: Path) -> None:
    _, start = served("model.json", "--lang", "de", "--lock", "weights,structure", doing=start_on)
    assert start["document"]["model"]["name"] == ns.load(model).name
    assert start["document"]["locks"] == ["structure", "weights"]
    assert start["look"]["language"] == start["given"]["language"] == "de"
    assert (start["file"], start["writable"]) == ("model.json", False)


def test_without_a_model_the_page_begins_with_a_network_of_its_own(served: Any, run: Any) -> None:
    result, start = served("--lang", "de", doing=start_on)
    assert not {"document", "file", "writable"} & set(start)
    assert start["look"] == {"language": "de"}
    assert result.out.splitlines()[2] == "changes stay on the page"
    run("explore", "-o", "page.html", "--lang", "de")
    start = json.loads(Path("page.html").read_text("utf-8"))
    assert start == {
        "look": {"language": "de"}, "given": {"title": "neurosim", "language": "de"},
    }  # fmt: skip


def test_an_empty_network_is_one_too(served: Any, tmp_path: Path) -> None:
    ns.save(ns.Network("nothing yet"), tmp_path / "empty.json")
    _, start = served("empty.json", doing=start_on)
    assert start["document"]["model"]["name"] == "nothing yet"


def test_a_sample_is_shown(served: Any, model: Path) -> None:
    _, start = served("model.json", "--input", "70,98", "--target", "91", doing=start_on)
    assert start["document"]["sample"] == {"inputs": [70.0, 98.0], "targets": [91.0]}
    _, start = served("model.json", "--input", "70,98", doing=start_on)
    assert start["document"]["sample"] == {"inputs": [70.0, 98.0], "targets": None}


def test_rows_of_a_file_are_shown(served: Any, model: Path, scores: Path) -> None:
    _, start = served("model.json", "scores.csv", "--row", 1, doing=start_on)
    assert start["document"]["sample"] == {"inputs": [50.0, 85.0], "targets": [82.0]}
    assert start["document"]["data"]["name"] == "scores.csv"
    assert start["document"]["data"]["rows"][0] == [70.0, 98.0, 91.0]


def test_a_page_that_is_loaded_again_shows_the_file_of_now(served: Any, model: Path) -> None:
    def change(one: ExplorerServer) -> dict[str, Any]:
        net = ns.load(model)
        net.name = "changed"
        ns.save(net, model)
        return start_on(one)

    _, start = served("model.json", doing=change)
    assert start["document"]["model"]["name"] == "changed"


def test_only_with_consent_the_page_may_save(served: Any, model: Path) -> None:
    result, start = served("model.json", "--write", doing=start_on)
    assert start["writable"]
    assert "the page can save its changes to model.json" in result.out


def test_the_browser_is_opened(run: Any, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def wait(self: ExplorerServer, poll_interval: float) -> None:
        opened.append(self.address)
        raise KeyboardInterrupt

    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(ExplorerServer, "serve_forever", wait)
    run("explore", "model.json")
    assert len(opened) == 2
    assert opened[0] == opened[1]


def test_a_file_is_written(run: Any, model: Path, scores: Path, tmp_path: Path) -> None:
    result = run("explore", "model.json", "scores.csv", "-o", "page.html")
    assert result.out == "wrote page.html\n"
    start = json.loads((tmp_path / "page.html").read_text("utf-8"))
    assert start["document"]["data"]["name"] == "scores.csv"
    assert not {"token", "file", "writable"} & set(start)


def test_a_file_is_not_replaced_by_accident(run: Any, fails: Any, model: Path) -> None:
    run("explore", "model.json", "-o", "page.html")
    assert "page.html exists already" in fails("explore", "model.json", "-o", "page.html")
    assert run("explore", "model.json", "-o", "page.html", "--force").status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--write",), "a sample, data, --lock and --write need a model file; give it first"),
        (("--input", "1"), "a sample, data, --lock and --write need a model file; give it first"),
        (("model.json", "--target", "1"), "--target needs --input, and --row needs a CSV file"),
        (("model.json", "--row", "1"), "--target needs --input, and --row needs a CSV file"),
        (("no.json",), "cannot read no.json: no such file"),
        (("model.json", "--lang", "fr"), "unknown language 'fr'; known: en, de"),
        (("model.json", "--lock", "all"), "unknown lock 'all'; known: structure, weights, sample"),
        (("model.json", "-o", "page.svg"), "'page.svg' does not end with .html"),
        (("model.json", "-o", "page.html", "--write"), "-o writes a file and serves nothing"),
        (("model.json", "-o", "page.html", "--port", "80"), "-o writes a file and serves nothing"),
    ],
)
def test_what_does_not_fit_is_refused(
    fails: Any, model: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in fails("explore", *arguments)


SCRIPT = """
import sys
from neurosim.explorer import server
server.page_html = lambda start, **given: str(start["version"])
server.policy = lambda door: "default-src 'none'"
from neurosim.__main__ import main
sys.argv[1:] = ["explore", "model.json", "--write", "--no-browser"]
main()
"""


def test_ctrl_c_ends_a_program_that_served_and_saved(model: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        cwd=model.parent, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert program.stdout is not None
    assert program.stdout.readline().startswith("model.json is on this page")
    address = program.stdout.readline().strip()
    found = re.fullmatch(r"http://(127\.0\.0\.1:\d+)/([\w-]{43})/", address)
    assert found is not None
    host, token = found.groups()

    def ask(method: str, path: str, body: str | None = None, **headers: str) -> str:
        connection = HTTPConnection(host, timeout=10)
        connection.request(method, f"/{token}/{path}", body, headers)
        with connection.getresponse() as response:
            assert response.status == 200
            return response.read().decode()

    net = ns.load(model)
    net.name = "saved"
    ask("PUT", "model", to_json(net), **{
        "Origin": f"http://{host}", "X-Neurosim-Token": token, "If-Match": ask("GET", ""),
    })  # fmt: skip
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=20)
    assert (program.returncode, err) == (0, "")
    assert out.endswith(
        "ended; a page that is still open works on, but cannot be saved or loaded again\n"
    )
    assert ns.load(model).name == "saved"
