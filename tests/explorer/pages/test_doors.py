"""The page at its three doors: a file, a server, a notebook."""

from __future__ import annotations

import html
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns
from neurosim.explorer.explore import page_start
from neurosim.explorer.page_document import document_of
from neurosim.explorer.served_model import ServedModel
from neurosim.explorer.server import ExplorerServer
from neurosim.interop.model_file import to_json
from tests.explorer.pages.conftest import LISTEN

WIDGET = files("neurosim.explorer").joinpath("page/notebook/widget.js").read_text("utf-8")


@pytest.fixture
def net() -> ns.Network:
    return ns.mlp([2, 2, 1], seed=2, name="</script><b>&quot;")


@pytest.fixture
def online(browser: Any) -> Iterator[Callable[[], Any]]:
    """Give a function that opens an empty page which may speak with this machine."""
    contexts: list[Any] = []
    problems: list[str] = []

    def opened() -> Any:
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
        )
        contexts.append(context)
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console", lambda said: problems.append(said.text) if said.type == "error" else None
        )
        page.problems = problems
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            problems += [
                line for frame in page.frames for line in frame.evaluate("window.violations")
            ]
        context.close()
    assert not problems, problems


@contextmanager
def serving(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def served(path: Path, *, writable: bool = True) -> AbstractContextManager[ExplorerServer]:
    def start(net: ns.Network | None) -> dict[str, Any]:
        assert net is not None
        return page_start(net)

    return serving(ExplorerServer(start, ServedModel(path, writable=writable)))


def opened(page: Any, address: str) -> Any:
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def n_neurons(path: Path) -> int:
    return len(ns.load(path))


def test_a_page_saves_to_the_file_of_its_server(
    online: Any, net: ns.Network, tmp_path: Path
) -> None:
    path = ns.save(net, tmp_path / "model.json")
    before = path.read_bytes()
    with served(path) as server:
        page = opened(online(), server.address)
        page.keyboard.press("Control+s")
        page.get_by_text("Saved to model.json.").first.wait_for()
        assert path.read_bytes() == before
        for count in (6, 7):
            page.keyboard.press("n")
            with page.expect_response("**/model") as saved:
                page.keyboard.press("Control+s")
            assert saved.value.status == 200
            assert n_neurons(path) == count
        opened(page, server.address)
        page.keyboard.press("n")
        with page.expect_response("**/model") as saved:
            page.keyboard.press("Control+s")
        assert n_neurons(path) == 8
    page.keyboard.press("n")
    page.keyboard.press("Control+s")
    page.get_by_text("model.json was not saved, because the server has ended").first.wait_for()
    assert n_neurons(path) == 8
    assert all("ERR_CONNECTION_REFUSED" in line for line in page.problems)
    page.problems.clear()


def test_a_page_does_not_overwrite_what_others_wrote(
    online: Any, net: ns.Network, tmp_path: Path
) -> None:
    path = ns.save(net, tmp_path / "model.json")
    with served(path) as server:
        page = opened(online(), server.address)
        net.name = "by another program"
        ns.save(net, path)
        page.keyboard.press("n")
        page.keyboard.press("Control+s")
        page.get_by_text(
            "model.json was not saved, because another program has changed it"
        ).first.wait_for()
        assert ns.load(path).name == "by another program"
        assert [line for line in page.problems if "409" not in line] == []
        page.problems.clear()


def test_a_page_without_consent_saves_as_a_download(
    online: Any, net: ns.Network, tmp_path: Path
) -> None:
    path = ns.save(net, tmp_path / "model.json")
    before = path.read_bytes()
    with served(path, writable=False) as server:
        page = opened(online(), server.address)
        page.keyboard.press("n")
        with page.expect_download() as download:
            page.keyboard.press("Control+s")
    assert len(ns.load(download.value.path())) == 6
    assert path.read_bytes() == before


def test_the_token_is_in_no_file_that_the_page_gives_away(
    online: Any, net: ns.Network, tmp_path: Path
) -> None:
    path = ns.save(net, tmp_path / "model.json")
    with served(path) as server:
        page = opened(online(), server.address)
        page.get_by_role("button", name="Files").click()
        assert page.get_by_text("Link").count() == 0
        with page.expect_download() as download:
            page.get_by_role("button", name="This page").click()
    copy = download.value.path().read_text("utf-8")
    assert server.token not in copy
    assert "connect-src 'none'" in html.unescape(copy)


class _Site(BaseHTTPRequestHandler):
    """Another site, whose page is given."""

    def __init__(self, page: str, *given: Any) -> None:
        self.page = page.encode()
        super().__init__(*given)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.page)))
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *given: Any) -> None:
        pass


def site(page: str) -> Any:
    return serving(ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, page)))


def test_another_site_cannot_use_the_server(online: Any, net: ns.Network, tmp_path: Path) -> None:
    """Not even if it knew the token: no reading, no writing, no frame."""
    path = ns.save(net, tmp_path / "model.json")
    before = path.read_bytes()
    net.name = "from another site"
    with served(path) as server, site("<!DOCTYPE html><title>another site</title>") as other:
        page = online()
        page.goto(f"http://127.0.0.1:{other.server_address[1]}/")
        attempt = """async ([address, token, text]) => {
          const said = [];
          for (const options of [
            {},
            { mode: "no-cors" },
            { method: "PUT", body: text, headers: { "X-Neurosim-Token": token, "If-Match": "" } },
            { method: "PUT", body: text, mode: "no-cors" },
            { method: "POST", body: text, mode: "no-cors" },
          ]) {
            const path = options.method === "PUT" ? "model" : "";
            try {
              const answer = await fetch(address + path, options);
              said.push(`${answer.type} ${answer.status} ${(await answer.text()).length}`);
            } catch (error) {
              said.push(error.name);
            }
          }
          const frame = document.createElement("iframe");
          frame.src = address;
          document.body.append(frame);
          await new Promise((done) => { frame.onload = done; });
          said.push(frame.contentDocument === null ? "closed" : "open");
          return said;
        }"""
        said = page.evaluate(attempt, [server.address, server.token, to_json(net)])
    # an opaque answer, or none, has nothing that the other site could read
    readable = [line for line in said if not re.fullmatch(r"TypeError|opaque 0 0|closed", line)]
    assert readable == []
    assert path.read_bytes() == before
    page.problems.clear()
    page.context.close()


def test_changes_come_back_from_a_notebook(online: Any, net: ns.Network) -> None:
    """The module for anywidget, with the page in its frame, between Python and an empty page."""
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    live = ns.explore(net, live=True)
    page = online()
    page.expose_function("saved", lambda text: setattr(live._widget, "model_text", text))
    with site("<!DOCTYPE html><title>notebook</title><body></body>") as notebook:
        page.goto(f"http://127.0.0.1:{notebook.server_address[1]}/")
        page.evaluate(
            """async ([source, state]) => {
              const { default: widget } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
              const model = {
                get: (name) => state[name],
                set: (name, value) => { state[name] = value; },
                save_changes: () => window.saved(state.model_text),
              };
              window.remove = widget.render({ model, el: document.body });
            }""",
            [
                WIDGET,
                {
                    name: getattr(live._widget, name)
                    for name in ("page", "title", "height", "nonce")
                },
            ],
        )
        frame = page.frames[1]
        frame.wait_for_selector("html[data-ready]", state="attached")
        assert page.locator("iframe").get_attribute("sandbox") == "allow-scripts allow-downloads"
        frame.get_by_role("button", name="Neuron").first.click()
        wait_until(page, lambda: len(live.network) == 6)
        # a message of another window, and one without the nonce, are not believed
        text = json.dumps(to_json(ns.mlp([1, 1])))
        nonce = json.dumps(live._widget.nonce)
        page.evaluate(f"window.postMessage({{ nonce: {nonce}, model: {text} }}, '*')")
        frame.evaluate(f"window.parent.postMessage({{ nonce: 'x', model: {text} }}, '*')")
        frame.evaluate(f"window.parent.postMessage({{ nonce: {nonce}, model: 3 }}, '*')")
        page.evaluate("new Promise((done) => setTimeout(done, 50))")
        assert len(live.network) == 6
        page.evaluate("window.remove()")
        frame.evaluate(f"window.parent.postMessage({{ nonce: {nonce}, model: {text} }}, '*')")
        page.evaluate("new Promise((done) => setTimeout(done, 50))")
        assert len(live.network) == 6


def test_a_model_that_no_notebook_can_take_is_told_once(
    in_node: Callable[..., Any], net: ns.Network
) -> None:
    good = document_of(net)["model"]
    bad = {**good, "neurons": [*good["neurons"], good["neurons"][-1]]}
    sent, told = in_node(
        'import { startNotebookDoor } from "PAGE/doors/notebook_door.js";',
        """
        const [sent, told] = [[], []];
        globalThis.document = {};
        globalThis.window = { parent: { postMessage: ({ model }) => sent.push(model.length > 0) } };
        const app = {
          start: { token: "" }, document: {}, add: (view) => { app.view = view; }, refuse: (error) => told.push(error.key),
        };
        startNotebookDoor(app);
        for (const model of given) {
          app.document = { model };
          app.view.update(app);
          await new Promise((done) => setTimeout(done, 200));
        }
        return [sent, told];
        """,
        [bad, {**bad, "name": "other"}, good, bad],
    )
    assert sent == [True]
    assert told == ["twice", "twice"]


def wait_until(page: Any, reached: Callable[[], bool]) -> None:
    for _ in range(100):
        if reached():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it did not happen within two seconds")


def test_a_frame_of_a_notebook_works_and_reaches_nothing(online: Any, net: ns.Network) -> None:
    shown = ns.explore(net)._repr_html_()
    with site(f"<!DOCTYPE html><title>notebook</title><body>{shown}</body>") as notebook:
        page = online()
        page.goto(f"http://127.0.0.1:{notebook.server_address[1]}/")
        frame = page.frames[1]
        frame.wait_for_selector("html[data-ready]", state="attached")
        assert frame.evaluate("window.origin") == "null"
        reached = "(() => { try { return window.parent.document.title; } catch (e) { return e.name; } })()"
        assert frame.evaluate(reached) == "SecurityError"
