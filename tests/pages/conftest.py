"""Pages in a real browser, on a phone, on a desk, in the dark and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns

PHONE, DESK = (390, 844), (1280, 900)
_MEASURING = (Path(__file__).parent / "measuring.js").read_text(encoding="utf-8")


@pytest.fixture
def shown(browser) -> Iterator[Callable[..., Any]]:
    """Give a function that opens a file, by default on a phone."""
    contexts = []

    def opened(path: Path, *, size: tuple[int, int] = PHONE, dark: bool = False) -> Any:
        width, height = size
        context = browser.new_context(
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


@pytest.fixture(scope="session")
def scaled_example() -> tuple[ns.Trace, ns.Dataset]:
    """Return the worked example with scalings, so that raw values and their own are shown."""
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    return ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1), data


@pytest.fixture(scope="session")
def films(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("films")
    net, data = ns.worked_example()
    trace = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    ns.animate(trace, folder / "sample.html", seconds=0.1)
    ns.animate(trace, folder / "print.html", theme="print")
    ns.animate_training(net, data, folder / "training.html", epochs=8, frames=5, normalize=(0, 1))
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture(scope="session")
def figures(tmp_path_factory, scaled_example) -> Path:
    """Return the page of all figures of a network."""
    trace, data = scaled_example
    folder = tmp_path_factory.mktemp("figures")
    ns.draw_figures(trace.net, folder, trace=trace, data=data)
    return folder / "index.html"


def measured(page: Any) -> dict[str, Any]:
    """Return what cannot be read: ``cut`` numbers, ``overlaps``, what is ``covered``.

    ``wider`` says how much the page is wider than its window.

    ``hidden`` are the numbers that are seen only after scrolling sideways; ``numbers`` counts all.
    """
    found: dict[str, Any] = page.evaluate(_MEASURING)
    return found


def assert_readable(page: Any) -> None:
    found = measured(page)
    assert found["texts"]
    problems = {what: found[what] for what in ("cut", "overlaps", "covered", "wider")}
    assert not any(problems.values()), problems
