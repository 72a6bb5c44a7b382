"""The timeline: it steps through a sample, and every number is Python's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import neurosim as ns

NUMBER = re.compile(r"-?\d+\.\d+")


@pytest.fixture
def trace() -> ns.Trace:
    network, _ = ns.worked_example()
    return ns.trace(network, [1, 1], [1], learning_rate=0.1)


def sentence(page: Any) -> str:
    return str(page.locator(".sentence").inner_text())


def press(page: Any, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def test_first_nothing_is_computed_and_at_the_end_everything(
    open_page: Callable[..., Any], trace: ns.Trace
) -> None:
    page = open_page(trace)
    assert f"L = {trace.loss:.4f}" in sentence(page)
    press(page, "Home")
    assert "Only the weights and biases are known" in sentence(page)
    # the overview has no number that is not given: sums, outputs, error signals
    shown = page.locator(".numbers .number").all_inner_texts()
    assert {*shown} == {"–", "?", "1.0"}


def test_each_step_says_what_is_computed(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    page = open_page(trace)
    press(page, "Home")
    said = []
    while page.locator(".timeline button[aria-label='Step forward']").is_enabled():
        press(page, "ArrowRight")
        said.append(sentence(page))
    order = ["h[0][0]", "h[0][1]", "h[0][2]", "o[0]"]
    assert "x[0] = 1.0, x[1] = 1.0" in said[0]
    for text, neuron in zip(said[1:5], order, strict=True):
        assert text.startswith(neuron)
        found = [float(number) for number in NUMBER.findall(text)]
        assert found == pytest.approx([trace[neuron].summation, trace[neuron].output], abs=5e-5)
    assert f"L = {trace.loss:.4f}" in said[5]
    for text, neuron in zip(said[6:10], reversed(order), strict=True):
        assert neuron in text
        assert float(NUMBER.findall(text)[-1]) == pytest.approx(trace[neuron].delta, abs=5e-5)
    for text, neuron in zip(said[10:14], order, strict=True):
        assert neuron in text
        for name, number in symbols_in(text):
            assert number == round(trace.gradient(name.removeprefix("∂L/∂")), 4)
    for text, neuron in zip(said[14:18], order, strict=True):
        assert neuron in text
        for name, number in symbols_in(text):
            assert number == round(trace.new_value(name.removeprefix("new ")), 4)
    assert len(said) == 19


def symbols_in(text: str) -> list[tuple[str, float]]:
    """Return the numbers that a sentence lists, without the learning rate."""
    listed = text.split(": ", 1)[1].rstrip(".")
    pairs = [part.rsplit(" = ", 1) for part in listed.split(", ")]
    return [(name, float(number)) for name, number in pairs]


def test_a_step_selects_its_neuron_unless_told_otherwise(
    open_page: Callable[..., Any], trace: ns.Trace
) -> None:
    page = open_page(trace)
    press(page, "Home")
    press(page, "ArrowRight", 3)
    assert page.locator(".neuron-name").input_value() == "h[0][1]"
    page.locator(".follow input").uncheck()
    press(page, "ArrowRight")
    assert page.locator(".neuron-name").input_value() == "h[0][1]"
    page.locator(".follow input").check()
    assert page.locator(".neuron-name").input_value() == "h[0][2]"


def test_the_slider_and_the_phases_jump(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    page = open_page(trace)
    page.get_by_role("button", name="error signals").click()
    assert "o[0], 0.2500, is its error signal: d = -0.1242" in sentence(page)
    slider = page.get_by_role("slider", name="Step of the calculation")
    assert slider.get_attribute("aria-valuetext") == "step 7 of 19, error signals"
    slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "step 6 of 19, loss"
    slider.press("End")
    assert slider.get_attribute("aria-valuetext") == "step 19 of 19, end"
    slider.fill("0")
    assert slider.get_attribute("aria-valuetext") == "step 0 of 19, start"
    box = slider.bounding_box()
    slider.click(position={"x": box["width"] * 0.999, "y": box["height"] / 2})
    assert slider.get_attribute("aria-valuetext") == "step 19 of 19, end"


def test_space_plays_to_the_end_and_a_step_pauses(
    open_page: Callable[..., Any], trace: ns.Trace
) -> None:
    page = open_page(trace)
    page.get_by_label("Speed").select_option("very fast")
    page.get_by_label("Speed").blur()
    press(page, "Space")
    page.get_by_role("button", name="Pause").wait_for()
    # sentences that go by fast are not read out
    assert page.locator(".sentence").get_attribute("aria-live") == "off"
    page.get_by_role("button", name="Play").wait_for()
    assert "All numbers of this sample are known" in sentence(page)
    assert page.locator(".sentence").get_attribute("aria-live") == "polite"
    press(page, "Space")
    press(page, "ArrowRight")
    page.get_by_role("button", name="Play").wait_for()


def test_applying_the_update_is_a_step_of_training(
    open_page: Callable[..., Any], trace: ns.Trace
) -> None:
    page = open_page(trace)
    press(page, "Home")
    apply = page.get_by_role("button", name="Apply this update")
    assert apply.is_disabled()
    press(page, "End")
    apply.click()
    updated = trace.updated
    assert updated is not None
    after = ns.trace(updated, [1, 1], [1]).loss
    said = page.locator(".said").inner_text()
    assert f"was {trace.loss:.4f}; now it is {after:.4f}" in said
    assert "Only the weights and biases" in sentence(page)
    page.locator(".numbers").get_by_role("button", name="o[0]").click()
    field = page.get_by_label("weight from h[0][1] to o[0]", exact=True)
    field.focus()
    assert float(field.input_value()) == pytest.approx(trace.new_value("wo[0][1]"), rel=1e-12)
    field.blur()
    press(page, "Control+z")
    field.focus()
    assert field.input_value() == "-1"


def test_without_a_target_there_is_only_the_forward_pass(open_page: Callable[..., Any]) -> None:
    network, _ = ns.worked_example()
    page = open_page(ns.trace(network, [1, 1]))
    assert page.locator(".phases button").all_inner_texts() == ["inputs", "forward"]
    assert "yo[0] = 0.5030" in sentence(page)
    assert not page.get_by_role("button", name="Apply this update").is_visible()


def test_a_network_that_cannot_be_computed_says_why(open_page: Callable[..., Any]) -> None:
    page = open_page({"document": empty_document()})
    assert "cannot be computed" in sentence(page)
    assert page.locator(".refused").inner_text() != ""
    assert page.get_by_role("slider").is_disabled()
    assert page.get_by_role("button", name="Play").is_disabled()


def empty_document() -> dict[str, Any]:
    """Return a document whose network has an input alone."""
    from neurosim.explorer.page_document import document_of

    network, _ = ns.worked_example()
    document = document_of(network)
    model = document["model"]
    model["neurons"] = [{"kind": "input", "name": "x"}]
    return {**document, "sample": {"inputs": [0], "targets": None}}


def test_in_german(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    page = open_page(trace, language="de")
    page.get_by_role("button", name="Fehlersignale").click()
    assert "ergibt das Fehlersignal: d = -0.1242" in sentence(page)


def test_playing_ends_where_a_task_begins(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    page = open_page(trace)
    press(page, "Home")
    press(page, "Space")
    play = page.locator(".timeline .player button").nth(2)
    assert play.get_attribute("aria-label") == "Pause"
    page.get_by_role("tab", name="Answers").click()
    page.get_by_role("button", name="Answer all numbers of this sample").click()
    assert play.get_attribute("aria-label") == "Play"
