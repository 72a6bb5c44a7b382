"""Pages in a real browser, on a phone, on a desk, in the dark and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

PHONE, DESK = (390, 844), (1280, 900)
_CHROMIUM = shutil.which("chromium")
_MEASURING = (Path(__file__).parent / "measuring.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if _CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def shown(chromium) -> Iterator[Callable[..., Any]]:
    """Give a function that opens a file, by default on a phone."""
    contexts = []

    def opened(path: Path, *, size: tuple[int, int] = PHONE, dark: bool = False) -> Any:
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=3 if size == PHONE else 1,
            has_touch=size == PHONE,
            is_mobile=size == PHONE,
            color_scheme="dark" if dark else "light",
            offline=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def measured(page: Any) -> dict[str, Any]:
    """Return what cannot be read: ``cut`` numbers, ``overlaps``, how much the page is ``wider``.

    ``hidden`` are the numbers that are seen only after scrolling sideways; ``numbers`` counts all.
    """
    found: dict[str, Any] = page.evaluate(_MEASURING)
    return found


def assert_readable(page: Any) -> None:
    found = measured(page)
    assert found["texts"]
    assert (found["cut"], found["overlaps"], found["wider"]) == ([], [], 0)
