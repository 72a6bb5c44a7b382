"""Opening the page in a real browser, from a file and without a network; it must not complain."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from neurosim.explorer.page_file import page_html
from neurosim.model import Network
from neurosim.tracing import Trace

TOOLS = Path(__file__).parents[1] / "tools" / "node_modules"
DESKTOP, PHONE = (1280, 800), (390, 844)

LISTEN = """
new MutationObserver((_, observer) => {
  if (!document.documentElement?.dataset.ready) return;
  window.readyAt = performance.now();
  observer.disconnect();
}).observe(document, {subtree: true, attributeFilter: ["data-ready"]});
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


def start_of(shown: Network | Trace | dict[str, Any] | None, data: Any = None) -> dict[str, Any]:
    """Return what a page starts with: given as it is, or made of a network or a trace."""
    from neurosim.explorer.page_document import document_of

    if isinstance(shown, dict):
        return shown
    return {} if shown is None else {"document": document_of(shown, data=data)}


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Give a function that opens a page; at the end, no page may have complained."""
    contexts, problems = [], []

    def opened(
        shown: Network | Trace | dict[str, Any] | None = None,
        *,
        data: Any = None,
        size: tuple[int, int] = DESKTOP,
        dark: bool = False,
        calm: bool = True,
        language: str = "en",
        after: str = "",
        html: str | None = None,
    ) -> Any:
        """Open a page.

        `shown` is a network, a trace, or the whole start; `after` is the end of the address, such
        as "#lang=de"; `calm` asks for reduced motion; `html` is opened in place of a page made here.
        """
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if calm else "no-preference",
            has_touch=size == PHONE,
            offline=True,
            accept_downloads=True,
        )
        contexts.append(context)
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on(
            "console",
            lambda said: (
                problems.append(f"console: {said.text}")
                if said.type in {"error", "warning"}
                else None
            ),
        )
        start = start_of(shown, data)
        if language != "en":
            start = {**start, "look": {**start.get("look", {}), "language": language}}
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_text(html or page_html(start, language=language), encoding="utf-8")
        page.goto(path.as_uri() + after)
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            problems += page.evaluate("window.violations ?? []")
        context.close()
    assert not problems, problems


@pytest.fixture
def findings() -> Callable[..., list[str]]:
    """Give a function that asks axe-core what keeps somebody from using a page."""
    script = TOOLS / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.skip("axe-core is not installed; run npm install --prefix tests/explorer/tools")

    def found(page: Any, *, within: str = "html") -> list[str]:
        page.evaluate(script.read_text(encoding="utf-8") + ";0")
        result = page.evaluate("part => axe.run(part, {resultTypes: ['violations']})", within)
        return [
            f"{rule['id']}: {node['html'][:200]} ({json.dumps(node['any'][:1])[:300]})"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]

    return found
