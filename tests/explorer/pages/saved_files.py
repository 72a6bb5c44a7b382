"""Saving from the page as a reader does, for the tests that look at what was saved."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import neurosim as ns


def saved_file(page: Any, name: str, menu: str = "Files") -> Path:
    """Return the file that a button of the window of files saves."""
    page.get_by_role("button", name=menu, exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("dialog").locator(".tile", has=page.get_by_text(name, exact=True)).click()
    return Path(download.value.path())


def model_bytes(page: Any) -> bytes:
    """Return the model file of the page, saved by its key."""
    page.evaluate("document.activeElement?.blur()")
    with page.expect_download() as download:
        page.keyboard.press("Control+s")
    return Path(download.value.path()).read_bytes()


def saved_network(page: Any) -> ns.Network:
    """Return the network that the page has now, as Python reads it from its model file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.json")
        path.write_bytes(model_bytes(page))
        return ns.load(path)


def parameters(net: ns.Network) -> dict[str, float]:
    """Return every weight and bias by its symbol."""
    return {parameter.symbol: parameter.value for parameter in net.parameters}
