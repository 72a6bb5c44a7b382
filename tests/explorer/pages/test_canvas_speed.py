"""How fast the page answers an edit, and how large networks open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import neurosim as ns

# the aim is 16 ms; a machine that does other work as well may take longer
MOST_MILLISECONDS = 100
MOST_MILLISECONDS_TO_OPEN = 6000

MEASURE = """
async () => {
  const field = document.querySelector(".sheet input");
  const times = [];
  for (let i = 0; i < 30; i += 1) {
    const start = performance.now();
    field.dispatchEvent(new KeyboardEvent("keydown", {key: i % 2 ? "ArrowUp" : "ArrowDown", bubbles: true, cancelable: true}));
    document.body.getBoundingClientRect();
    document.querySelector("svg.network").getBBox();
    times.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return [times.sort((a, b) => a - b)[15], times[0]];
}
"""


@pytest.mark.parametrize("selected", [False, True], ids=["nothing", "a neuron"])
def test_an_edit_is_answered_at_once(open_page: Callable[..., Any], selected: bool) -> None:
    trace = ns.trace(ns.mlp([4, 8, 8, 2]), [1, 0.5, 0.2, -1], [1, 0], learning_rate=0.5)
    page = open_page(trace)
    if selected:
        page.locator(".card[data-name='h[1][3]']").click(position={"x": 10, "y": 5})
    page.locator(".cell[data-edit=input]").first.click()
    assert page.locator(".card.selected").count() == selected
    median, least = page.evaluate(MEASURE)
    what = "a neuron" if selected else "nothing"
    print(f"an edit on 4-8-8-2 with {what} selected: {median:.1f} ms, at best {least:.1f} ms")  # noqa: T201
    assert median < MOST_MILLISECONDS


def test_a_thousand_neurons_open(open_page: Callable[..., Any]) -> None:
    net = ns.mlp([900, 50, 40, 10])
    page = open_page(net)
    ready = page.evaluate("window.readyAt")
    print(f"1,000 neurons: {ready:.0f} ms")  # noqa: T201
    assert 0 < ready < MOST_MILLISECONDS_TO_OPEN
    assert page.locator(".card").count() == 4
    page.locator(".stripe").first.click()
    assert page.locator(".card.selected").count() == 1
