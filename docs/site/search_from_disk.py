"""Results of the search show where the words stand, also when the site is opened from disk.

Sphinx fetches the pages that it found, which a browser does not allow on a disk. So the search page
brings their texts, and answers for the server.
"""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

ANSWER = """
const texts = %s;
if (location.protocol === "file:") {
  const root = new URL(".", location.href).href;
  window.fetch = (address) => {
    const page = new URL(address, location.href).href.replace(root, "").replace(/[#?].*/, "");
    const main = document.createElement("div");
    main.setAttribute("role", "main");
    main.textContent = texts[page] ?? "";
    return Promise.resolve(new Response(main.outerHTML));
  };
}
"""


def remember(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Keep the text of a page; give the search page its script."""
    if doctree is not None:
        copy = doctree.deepcopy()
        for silent in [*copy.findall(nodes.image), *copy.findall(nodes.comment)]:
            silent.parent.remove(silent)
        app.env.site_texts[f"{page}.html"] = copy.astext()  # type: ignore[attr-defined]
    if page == "search":
        app.add_js_file("search_texts.js")


def start(app: Sphinx, env: Any, names: list[str]) -> None:
    """Begin without texts."""
    env.site_texts = {}


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the texts."""
    if error is None and app.builder.format == "html":
        texts = json.dumps(app.env.site_texts, sort_keys=True)  # type: ignore[attr-defined]
        (Path(app.outdir) / "_static" / "search_texts.js").write_text(ANSWER % texts, "utf-8")


def setup(app: Sphinx) -> None:
    """Add the script of the search page."""
    app.connect("env-before-read-docs", start)
    app.connect("html-page-context", remember)
    app.connect("build-finished", write)
