"""Settings that every test shares."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

import neurosim as ns
from neurosim.engine.kernels import buffers

# no random seeds and no deadlines: the same tests run everywhere, however busy the machine
settings.register_profile(
    "neurosim",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("neurosim")


CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Give Chromium, one for all tests: Playwright cannot start twice in a process."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(autouse=True)
def _unwritten_memory_is_nan(monkeypatch):
    """Fill every buffer of the engine with NaN, so that reading what nobody wrote shows."""
    make = buffers.empty

    def filled(shape, dtype):
        array = make(shape, dtype)
        # all bits set: NaN in both precisions, and no index that could be used by chance
        array.view(np.uint8).fill(255)
        return array

    monkeypatch.setattr(buffers, "empty", filled)


@pytest.fixture
def example() -> ns.Network:
    """The network of the source's worked example."""
    return ns.worked_example()[0]
