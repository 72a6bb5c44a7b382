"""Make the pictures of the documentation: python docs/figures.py [page ...].

The programs on the pages make them. A page that shows `gallery/light/checked.svg` has a line that
draws `checked.svg`; it runs once for light and once for dark.
"""

import contextlib
import io
import re
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from inspect import signature
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import neurosim as ns

DOCS = Path(__file__).parent
SHOWN = re.compile(r"\]\(((?:\.\./)?gallery/light/([\w.-]+))\)")
BLOCK = re.compile(
    r"(?:file `(?P<file>[\w.-]+)`[^\n]*:\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
"""A block of code on a page; the words before it may say which file it is."""


class Themed:
    """The package, with another theme where a page asks for none."""

    def __init__(self, theme: str) -> None:
        self._theme = theme

    def __getattr__(self, name: str) -> Any:
        value = getattr(ns, name)
        if name.startswith(("draw", "animate")) and "theme" in signature(value).parameters:
            return partial(value, theme=self._theme)
        return value


def shown(page: Path) -> dict[str, Path]:
    """Return the pictures of a page: where each stands, by its name."""
    links = SHOWN.findall(page.read_text(encoding="utf-8"))
    return {name: (page.parent / link).resolve() for link, name in links}


@contextlib.contextmanager
def made(page: Path, theme: str) -> Iterator[Path]:
    """Run the programs of a page in a folder of their own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(DOCS.parent / "examples" / "data", folder / "examples" / "data")
        names: dict[str, object] = {"ns": Themed(theme)}
        with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
            for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
                if block["file"]:
                    Path(block["file"]).write_text(block["text"], encoding="utf-8")
                elif block["language"] == "python":
                    code = block["text"].replace("import neurosim as ns\n", "")
                    exec(compile(code, page.name, "exec"), names)  # noqa: S102
        yield folder


def draw_pictures_of(page: Path) -> None:
    """Make the pictures that a page shows."""
    wanted = shown(page)
    for theme in ("light", "dark"):
        with made(page, theme) as folder:
            for name, place in wanted.items():
                target = Path(str(place).replace("/gallery/light/", f"/gallery/{theme}/"))
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(folder / name, target)


def worked_example() -> tuple[ns.Trace, ns.Dataset]:
    """Return a sample of the worked example in raw units, and the data."""
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    return ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1), data


def photograph_explorer(path: Path) -> None:
    """Write a picture of the explorer in the middle of a sample, if a browser is there."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    if (chromium := shutil.which("chromium")) is None:
        return
    sample, data = worked_example()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "explorer.html"
        ns.explore(sample, file, data=data)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        page.keyboard.press("Home")
        for _ in range(9):
            page.keyboard.press("ArrowRight")
        page.screenshot(path=path)
        browser.close()


def main(pages: list[str]) -> None:
    """Draw the pictures of some pages, or of all pages and of the README."""
    chosen = [Path(page).resolve() for page in pages]
    for page in chosen or sorted(DOCS.rglob("*.md")):
        if shown(page) and "_build" not in page.parts:
            draw_pictures_of(page)
    if not pages:
        images = DOCS / "images"
        ns.draw(worked_example()[0], images / "worked-example.png", title="The worked example")
        photograph_explorer(images / "explorer.png")


if __name__ == "__main__":
    main(sys.argv[1:])
