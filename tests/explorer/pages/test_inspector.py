"""The inspector: the numbers of a network and of a neuron, to read and to edit, equal to Python's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import neurosim as ns

PHONE = (390, 844)
NEURONS = ["h[0][0]", "h[0][1]", "h[0][2]", "o[0]"]


@pytest.fixture
def network() -> ns.Network:
    return ns.worked_example()[0]


@pytest.fixture
def trace(network: ns.Network) -> ns.Trace:
    return ns.trace(network, [1, 1], [1], learning_rate=0.1)


def number(page: Any, symbol: str) -> float:
    """Return what a cell of the table of all numbers, or of the loss, says."""
    return float(page.locator(f".overview span[data-symbol='{symbol}']").first.inner_text())


def select(page: Any, neuron: str) -> None:
    back = page.get_by_role("button", name="‹ all numbers")
    if back.is_visible():
        back.click()
    page.locator(".numbers").get_by_role("button", name=neuron, exact=True).click()


def type_into(page: Any, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")


def test_all_numbers_are_those_of_python(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    page = open_page(trace)
    for neuron in NEURONS:
        row = page.locator(".numbers tr", has=page.get_by_role("button", name=neuron, exact=True))
        shown = [float(cell) for cell in row.locator(".number").all_inner_texts()]
        of = trace[neuron]
        assert shown == pytest.approx([of.summation, of.output, of.delta], abs=5e-5)
    assert number(page, "L") == pytest.approx(trace.loss, abs=5e-5)


def test_the_sample_and_the_loss_are_edited_in_place(
    open_page: Callable[..., Any], network: ns.Network, trace: ns.Trace
) -> None:
    page = open_page(trace)
    type_into(page, "input x[1]", "1/2")
    type_into(page, "target of o[0]", "0,25")
    page.get_by_label("Loss", exact=True).select_option("mse")
    network.loss = "mse"
    assert number(page, "L") == pytest.approx(ns.trace(network, [1, 0.5], [0.25]).loss, abs=5e-5)
    page.get_by_label("with targets").uncheck()
    assert page.locator(".numbers").inner_text().count("–") == 2 * 2 + len(NEURONS)
    assert not page.get_by_label("target of o[0]").is_visible()


def test_a_neuron_is_edited_in_place(
    open_page: Callable[..., Any], network: ns.Network, trace: ns.Trace
) -> None:
    page = open_page(trace)
    select(page, "h[0][1]")
    type_into(page, "weight from x[0] to h[0][1]", "0.75")
    type_into(page, "bias of h[0][1]", "-1")
    page.get_by_label("bias of h[0][1]", exact=True).press("ArrowUp")
    page.get_by_label("Activation", exact=True).select_option("leaky_relu")
    type_into(page, "slope on the left", "0,2")
    hidden = network["h[0][1]"]
    hidden.weights = [0.75, 0.5]
    hidden.bias, hidden.activation = -0.9, "leaky_relu(0.2)"
    expected = ns.trace(network, [1, 1], [1])["h[0][1]"]
    results = page.locator(".weights .result .number").all_inner_texts()
    shown = [float(text) for text in results]
    assert shown == pytest.approx([expected.summation, expected.output, expected.delta], abs=5e-5)
    products = page.locator(".weights tr:not(.result) td:nth-child(4)").all_inner_texts()
    assert [float(text) for text in products] == [0.75, 0.5, -0.9]


def test_a_text_that_is_no_number_is_refused(
    open_page: Callable[..., Any], trace: ns.Trace
) -> None:
    page = open_page(trace)
    select(page, "h[0][1]")
    type_into(page, "bias of h[0][1]", "much")
    assert "much" in page.locator(".refused").inner_text()
    field = page.get_by_label("bias of h[0][1]", exact=True)
    assert field.get_attribute("aria-invalid") == "true"
    field.press("Escape")
    assert field.get_attribute("aria-invalid") is None
    assert page.get_by_role("button", name="Undo").is_disabled()


def test_names_edges_and_neurons(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    page = open_page(trace)
    select(page, "x[0]")
    options = page.get_by_label("Connect to").locator("option:not([disabled])").all_inner_texts()
    assert options == ["choose …", "o[0]"]
    page.get_by_label("Connect to").select_option("o[0]")
    select(page, "o[0]")
    assert page.locator(".weights .name-of").all_inner_texts() == [*NEURONS[:3], "x[0]"]
    page.get_by_role("button", name="Delete the edge from x[0] to o[0]").click()
    assert page.locator(".weights .name-of").all_inner_texts() == NEURONS[:3]
    # what would close a circle is not offered
    select(page, "h[0][0]")
    type_into(page, "Name of the neuron", "<b>first</b>")
    select(page, "o[0]")
    assert page.locator(".weights .name-of").first.inner_text() == "<b>first</b>"
    type_into(page, "Name of the neuron", "x[0]")
    assert page.locator(".refused").inner_text() != ""
    assert page.get_by_label("Name of the neuron").input_value() == "o[0]"
    select(page, "<b>first</b>")
    page.locator(".inspector").get_by_role("button", name="Delete", exact=True).click()
    assert not page.get_by_label("Name of the neuron").is_visible()
    assert "<b>first</b>" not in page.locator(".numbers").inner_text()


def test_what_is_fixed_stays_at_an_update(
    open_page: Callable[..., Any], network: ns.Network, trace: ns.Trace
) -> None:
    page = open_page(trace)
    select(page, "o[0]")
    page.get_by_label("Training keeps wo[0][1]").check()
    page.get_by_label("Training keeps bo[0]").check()
    page.get_by_role("button", name="Apply this update").click()
    expected = [f"{trace.new_value('wo[0][0]'):.4f}", "-1.0", f"{trace.new_value('wo[0][2]'):.4f}"]
    fields = page.locator(".weights input.number")
    assert [field.input_value() for field in fields.all()] == [*expected, "0.5"]


def test_a_number_that_is_pointed_at_lights_up_everywhere(
    open_page: Callable[..., Any], trace: ns.Trace
) -> None:
    page = open_page(trace)
    page.get_by_role("button", name="forward", exact=True).click()
    lit = page.locator(".lit")
    page.locator(".sentence [data-symbol='sh[0][0]']").hover()
    assert {each.get_attribute("data-symbol") for each in lit.all()} == {"sh[0][0]"}
    for part in (".sentence", ".weights .result"):
        assert page.locator(f"{part} .lit").inner_text() == "-1.0"
    page.mouse.move(400, 20)
    assert lit.count() == 0
    page.get_by_label("weight from x[0] to h[0][0]", exact=True).focus()
    assert lit.first.get_attribute("data-symbol") == "wh[0][0][0]"


def test_a_number_that_is_touched_stays_lit(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    page = open_page(trace, size=PHONE)
    page.locator(".numbers [data-symbol='do[0]']").tap()
    assert page.locator(".numbers .lit").inner_text() == f"{trace.value('do[0]'):.4f}"
    page.locator(".numbers thead").tap()
    assert page.locator(".lit").count() == 0


def test_the_mathematics_is_that_of_explain(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    page = open_page(trace)
    select(page, "o[0]")
    headings = page.locator(".mathematics h3").all_inner_texts()
    text = ns.explain(trace, only="o[0]").to_text()
    assert [heading for heading in headings if heading in text] == headings != []
    results = page.locator(".mathematics .result mn").all_text_contents()
    for symbol in ("so[0]", "yo[0]", "L", "do[0]"):
        assert f"{abs(trace.value(symbol)):.4f}" in results
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.get_by_role("button", name="Copy as text").click()
    assert page.evaluate("window.copied") == text
    assert page.locator(".said").inner_text() == "The mathematics is copied."


def test_the_numbers_of_the_mathematics_are_walked_through_by_keys(
    open_page: Callable[..., Any], trace: ns.Trace
) -> None:
    page = open_page(trace)
    select(page, "h[0][0]")
    page.locator(".mathematics .lines").focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    # after its weights and its bias comes the sum, of which the number is said
    assert page.locator(".said").text_content() == "sh[0][0] = -1.0"
    assert page.locator(".weights .result .lit").inner_text() == "-1.0"
    page.keyboard.press("Tab")
    assert page.locator(".lit").count() == 0


def test_of_many_equations_the_first_are_shown(open_page: Callable[..., Any]) -> None:
    network = ns.mlp([60, 1], seed=1)
    page = open_page(ns.trace(network, [0.5] * 60, [1], learning_rate=0.1))
    select(page, "o[0]")
    few = page.locator(".mathematics .equation").count()
    page.get_by_role("button", name="more lines").click()
    assert few < 60 < 2 * 61 < page.locator(".mathematics .equation").count()
    assert page.locator(".weights .name-of").count() == 40
    page.get_by_role("button", name="Show all 60 weights").click()
    assert page.locator(".weights .name-of").count() == 60


def test_mathematics_of_later_steps_has_question_marks(
    open_page: Callable[..., Any], trace: ns.Trace
) -> None:
    page = open_page(trace)
    for key in ("Home", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    now = page.locator(".mathematics .now .result").all_text_contents()
    assert [text.split("=")[-1].strip() for text in now] == ["−1.0", "0.2689"]
    delta = page.locator(".mathematics .equation", has=page.locator("[data-symbol='dh[0][0]']"))
    assert delta.first.locator(".result").text_content().endswith("?")
    assert "0.0122" not in page.locator(".mathematics").text_content()
    assert page.get_by_role("button", name="Copy as text").is_disabled()
    page.get_by_role("button", name="Show all", exact=True).click()
    assert "0.0122" in page.locator(".mathematics").text_content()
    assert not page.locator(".hidden-note:visible").count()


def test_what_a_task_asks_is_hidden(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    from neurosim.explorer.page_document import document_of

    task = {"title": "", "decimals": 4, "variants": []}
    page = open_page({"document": {**document_of(trace), "task": task}})
    page.get_by_role("tab", name="Neuron").click()
    select(page, "o[0]")
    shown = page.locator(".one-neuron").text_content() + sentence_of(page)
    for symbol in ("so[0]", "yo[0]", "do[0]", "L", "ah[0][1]"):
        assert f"{abs(trace.value(symbol)):.4f}" not in shown
    products = page.locator(".weights tr:not(.result) td:nth-child(4)").all_inner_texts()
    assert products == ["?", "?", "?", "0.5"]
    assert page.get_by_role("button", name="Copy as text").count() == 0
    assert page.get_by_role("button", name="Apply this update").count() == 0


def sentence_of(page: Any) -> str:
    return str(page.locator(".sentence").text_content())


def test_raw_units_beside_scaled_ones(open_page: Callable[..., Any]) -> None:
    network, data = ns.worked_example()
    network.input_scaling = ns.MinMaxScaling.fit(data.X)
    network.target_scaling = ns.MinMaxScaling.fit(data.Z)
    trace = ns.trace(network, [70, 98], [91], learning_rate=0.1)
    page = open_page(trace)
    row = page.locator(".sample tr", has=page.get_by_label("input x[0]", exact=True))
    assert float(row.locator(".number:not(input)").inner_text()) == pytest.approx(
        trace.value("x[0]"), abs=5e-5
    )
    output = page.locator(".sample [data-symbol='yo[0]']").inner_text()
    assert float(output) == pytest.approx(trace.raw_outputs[0], abs=5e-5)


def test_what_is_locked_cannot_be_edited(open_page: Callable[..., Any], trace: ns.Trace) -> None:
    from neurosim.explorer.page_document import document_of

    locks = ["structure", "weights", "sample"]
    page = open_page({"document": {**document_of(trace), "locks": locks}})
    assert page.get_by_label("input x[0]", exact=True).get_attribute("readonly") is not None
    assert page.get_by_label("with targets").is_disabled()
    select(page, "h[0][1]")
    assert page.locator(".one-neuron input:visible:not([readonly]):not([disabled])").count() == 0
    assert page.locator(".one-neuron select:visible:not([disabled])").count() == 0
    assert page.locator(".inspector").get_by_role("button", name="Delete").count() == 0
    assert page.get_by_role("button", name="Apply this update").count() == 0


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_keeps_anybody_from_reading_it(
    open_page: Callable[..., Any], findings: Callable[..., list[str]], trace: ns.Trace, dark: bool
) -> None:
    page = open_page(trace, dark=dark, size=PHONE)
    assert findings(page) == []
    page.keyboard.press("ArrowLeft")
    assert page.get_by_label("Name of the neuron").input_value() == "o[0]"
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
