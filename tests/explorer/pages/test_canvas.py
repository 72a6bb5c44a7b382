"""The network as a picture: what it shows, and building and changing it by mouse and by keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

import neurosim as ns

Open = Callable[..., Any]
PHONE = (390, 844)


@pytest.fixture
def net() -> ns.Network:
    return ns.mlp([2, 3, 1], seed=3)


@pytest.fixture
def trace(net: ns.Network) -> ns.Trace:
    return ns.trace(net, [1.0, 0.5], [1.0], learning_rate=0.5)


def part(page: Any, key: str) -> Any:
    """Return a card, a cell or a weight by its key."""
    return page.locator(f"[data-key={json.dumps(key)}]")


def weight(page: Any, source: str, target: str) -> Any:
    return page.locator(f".weight[data-source='{source}'][data-target='{target}']")


def cell(page: Any, symbol: str) -> str:
    shown = page.locator(f".cell[data-symbol={json.dumps(symbol)}] .number").text_content()
    return str(shown).replace("−", "-")


def names(page: Any) -> list[str]:
    return [str(each.get_attribute("data-name")) for each in page.locator(".card").all()]


def refusal(page: Any) -> str:
    return str(page.locator(".refused").first.inner_text())


def drag(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def middle(located: Any) -> tuple[float, float]:
    box = located.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_cards_and_edges_show_the_numbers_of_python(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    for symbol in ("bh[0][1]", "sh[0][1]", "ah[0][1]", "dh[0][1]", "yo[0]", "do[0]"):
        assert float(cell(page, symbol)) == pytest.approx(trace.value(symbol), abs=6e-5)
    for source, target, symbol in (
        ("x[1]", "h[0][2]", "wh[0][2][1]"),
        ("h[0][0]", "o[0]", "wo[0][0]"),
    ):
        shown = weight(page, source, target).locator(".number").text_content()
        assert float(shown.replace("−", "-")) == pytest.approx(trace.value(symbol), abs=6e-5)
    assert page.locator(".network .loss").text_content() == f"L {trace.loss:.4f}"
    # a number that is pointed at lights up on its edge too
    weight(page, "x[0]", "h[0][0]").hover()
    assert page.locator(".weight.lit").count() == 1
    assert page.locator(".network .lit[data-symbol='wh[0][0][0]']").count() == 2


def test_signs_are_seen_without_colours_and_indices_stand_below(open_page: Open) -> None:
    net = ns.mlp([2, 2, 1], seed=3)
    net.wo[0][0] = 0.0
    page = open_page(ns.trace(net, [1.0, 0.5], [1.0]))
    # an arrow head has three corners, a bar has four
    corners = {"positive": 3, "negative": 4}
    for edge in page.locator(".edge").all():
        sign = str(edge.get_attribute("class")).split()[1]
        drawn = edge.locator(".mark").get_attribute("d")
        assert len(re.findall("[MLVH]", drawn or "")) == corners.get(sign, 0)
    for sign, starts in (("positive", False), ("negative", True)):
        for text in page.locator(f".weight.{sign} .number").all_text_contents():
            assert text.startswith("−") == starts
    label = page.locator(".cell[data-symbol='dh[0][1]'] .label tspan")
    assert label.all_text_contents() == ["δ", "h[0][1]"]
    style = label.evaluate_all(
        "all => all.map((each) => [getComputedStyle(each).fontStyle, each.getAttribute('dy')])"
    )
    assert style == [["italic", None], ["normal", "2.5"]]
    assert "Arrow: positive weight. Bar: negative." in page.locator(".legend").inner_text()


def test_numbers_that_are_not_known_yet_are_hidden(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    page.keyboard.press("Home")
    assert {cell(page, symbol) for symbol in ("sh[0][0]", "ah[0][0]", "yo[0]", "do[0]")} == {"?"}
    assert float(cell(page, "bh[0][0]")) == pytest.approx(trace.value("bh[0][0]"), abs=6e-5)
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert page.locator(".card.active").get_attribute("data-name") == "h[0][0]"
    assert page.locator(".edge.active").count() == 2
    assert (cell(page, "ah[0][0]") != "?", cell(page, "ah[0][1]")) == (True, "?")


def test_weights_and_activations_are_edited_where_they_stand(
    open_page: Open, net: ns.Network, trace: ns.Trace
) -> None:
    page = open_page(trace)
    weight(page, "x[0]", "h[0][0]").click()
    field = page.locator(".sheet input")
    field.fill("1/2")
    field.press("Enter")
    assert field.count() == 0
    net["h[0][0]"].weights["x[0]"] = 0.5
    changed = ns.trace(net, [1.0, 0.5], [1.0])
    assert float(cell(page, "yo[0]")) == pytest.approx(changed.value("yo[0]"), abs=6e-5)
    page.keyboard.press("Control+z")
    assert float(cell(page, "yo[0]")) == pytest.approx(trace.value("yo[0]"), abs=6e-5)
    page.locator(".cell.activation[data-name='h[0][1]']").click()
    page.locator(".sheet select").select_option("tanh")
    net["h[0][0]"].weights["x[0]"] = trace.value("wh[0][0][0]")
    net["h[0][1]"].activation = "tanh"
    assert float(cell(page, "yo[0]")) == pytest.approx(
        ns.trace(net, [1.0, 0.5]).value("yo[0]"), abs=6e-5
    )


def test_arrow_keys_change_a_number_in_one_step_of_undo(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    page.locator(".cell[data-edit=input]").first.click()
    field = page.locator(".sheet input")
    field.press("ArrowUp")
    field.press("ArrowUp")
    assert cell(page, "x[0]") == "1.2"
    field.press("Shift+ArrowDown")
    assert (field.input_value(), cell(page, "x[0]")) == ("0.2", "0.2")
    field.press("Enter")
    page.keyboard.press("Control+z")
    assert cell(page, "x[0]") == "1.0"
    # Escape gives the old number back
    page.locator(".cell[data-edit=target]").click()
    page.locator(".sheet input").press("ArrowUp")
    assert cell(page, "z[0]") == "1.1"
    page.keyboard.press("Escape")
    assert cell(page, "z[0]") == "1.0"
    # what is no number is refused, and changes nothing
    before = cell(page, "sh[0][1]")
    page.locator(".cell[data-symbol='bh[0][1]']").click()
    field = page.locator(".sheet input")
    field.fill("much")
    field.press("Enter")
    assert field.get_attribute("aria-invalid") == "true"
    assert "much" in refusal(page)
    field.press("Escape")
    assert cell(page, "sh[0][1]") == before


def test_a_network_is_built_by_keys(open_page: Open) -> None:
    page = open_page({"document": empty_document()})
    for key in "iin":
        page.keyboard.press(key)
    page.keyboard.press("c")
    page.locator("#connect-source").select_option("x[0]")
    page.locator("#connect-target").select_option("n[0]")
    page.get_by_role("dialog").get_by_role("button", name="Connect").click()
    assert sorted(names(page)) == ["n[0]", "x[0]", "x[1]"]
    assert weight(page, "x[0]", "n[0]").count() == 1
    assert weight(page, "x[1]", "n[0]").count() == 1
    shown = page.locator(".weight .number").all_text_contents()
    weights = [float(each.replace("−", "-")) for each in shown]
    # both inputs are 1
    assert float(cell(page, "so[0]")) == pytest.approx(sum(weights))


def test_an_edge_is_made_by_dragging_from_a_handle(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    part(page, "x[0]").hover(position={"x": 10, "y": 10})
    drag(
        page,
        middle(page.locator(".card[data-name='x[0]'] .handle .dot")),
        middle(part(page, "o[0]")),
    )
    assert weight(page, "x[0]", "o[0]").count() == 1
    # a circle is refused, in a sentence that names it
    part(page, "o[0]").hover(position={"x": 10, "y": 10})
    drag(
        page,
        middle(page.locator(".card[data-name='o[0]'] .handle .dot")),
        middle(part(page, "h[0][0]")),
    )
    assert "circle h[0][0] → o[0] → h[0][0]" in refusal(page)
    assert page.locator(".weight").count() == 10
    # the window says why before anything is tried
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    page.locator("#connect-source").select_option("o[0]")
    page.locator("#connect-target").select_option("h[0][1]")
    assert "circle h[0][1] → o[0] → h[0][1]" in dialog.inner_text()
    assert dialog.get_by_role("button", name="Connect").is_disabled()


def test_neurons_and_edges_are_deleted_and_renamed(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    part(page, "h[0][1]").click(position={"x": 60, "y": 10})
    page.keyboard.press("Delete")
    assert "h[0][1]" not in names(page)
    page.keyboard.press("Control+z")
    assert "h[0][1]" in names(page)
    weight(page, "x[0]", "h[0][0]").focus()
    page.keyboard.press("Delete")
    assert weight(page, "x[0]", "h[0][0]").count() == 0
    assert page.locator(".weight").count() == 8
    part(page, "h[0][0]").focus()
    page.keyboard.press("F2")
    page.locator(".sheet input").fill("<b>first</b>")
    page.keyboard.press("Enter")
    assert "<b>first</b>" in names(page)
    part(page, "h[0][1]").dblclick(position={"x": 60, "y": 10})
    page.locator(".sheet input").fill("o[0]")
    page.keyboard.press("Enter")
    assert "o[0] is taken" in refusal(page)


def test_a_neuron_is_moved_and_the_page_arranges_again(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    card = part(page, "o[0]")
    before = middle(card)
    x, y = before[0], card.bounding_box()["y"] + 12
    drag(page, (x, y), (x, y - 120))
    after = middle(card)
    assert after[1] < before[1] - 60
    card.focus()
    page.keyboard.press("Alt+ArrowUp")
    assert middle(card)[1] < after[1]
    page.get_by_role("button", name="Arrange again").click()
    assert middle(card) == pytest.approx(before, abs=1)


def test_a_double_click_adds_a_neuron_there(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    svg = page.locator("svg.network")
    box, ratio = (
        svg.bounding_box(),
        page.evaluate("document.querySelector('svg.network').getScreenCTM().a"),
    )
    page.mouse.dblclick(box["x"] + 200, box["y"] + box["height"] - 40)
    transform = page.locator(".card").last.get_attribute("transform")
    x, y = transform.removeprefix("translate(").removesuffix(")").split()
    width, height = (
        float(page.locator(".card .body").last.get_attribute(name)) for name in ("width", "height")
    )
    assert float(x) + width / 2 == pytest.approx(200 / ratio, abs=2)
    assert float(y) + height / 2 == pytest.approx((box["height"] - 40) / ratio, abs=2)


def test_one_tab_stop_and_arrows_inside(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    assert page.locator(".network [tabindex='0']").count() == 1
    page.locator(".network [tabindex='0']").focus()

    def focused() -> str:
        return str(page.evaluate("document.activeElement.dataset.key"))

    assert focused() == "x[0]"
    for key, name in (("ArrowDown", "x[1]"), ("ArrowRight", "h[0][1]"), ("ArrowDown", "h[0][2]"),
                      ("ArrowRight", "o[0]"), ("ArrowLeft", "h[0][1]")):  # fmt: skip
        page.keyboard.press(key)
        assert focused() == name
    assert page.locator(".network [tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    assert page.locator(".card.selected").get_attribute("data-name") == "h[0][1]"
    # Enter again goes inside: to the bias, the activation, and the edges
    walked = []
    page.keyboard.press("Enter")
    for _ in range(5):
        walked.append(focused())
        page.keyboard.press("ArrowDown")
    assert walked[0] == "cell\nbh[0][1]"
    assert walked[2:] == ["edge\nx[0]\nh[0][1]", "edge\nx[1]\nh[0][1]", "edge\nh[0][1]\no[0]"]
    assert focused() == walked[0]
    page.keyboard.press("Enter")
    page.keyboard.type("0,25")
    page.keyboard.press("Enter")
    assert cell(page, "bh[0][1]") == "0.25"
    assert focused() == "cell\nbh[0][1]"
    page.keyboard.press("Escape")
    assert focused() == "h[0][1]"


def test_tab_goes_to_a_neuron_at_once(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    page.get_by_role("button", name="Fit into the space").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.key") == "x[0]"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.network')") is None


def test_enter_connects_what_stands_in_the_window(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    part(page, "x[0]").click(position={"x": 60, "y": 10})
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    assert weight(page, "x[0]", "o[0]").count() == 1
    # in a list too
    page.keyboard.press("c")
    page.locator("#connect-source").select_option("x[1]")
    page.locator("#connect-target").select_option("o[0]")
    page.locator("#connect-target").press("Enter")
    assert weight(page, "x[1]", "o[0]").count() == 1


def test_an_edit_clears_what_was_said_before(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    part(page, "x[0]").click(position={"x": 60, "y": 10})
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    said = page.get_by_role("status").first
    assert said.inner_text() == "x[0] leads to o[0] now."
    page.keyboard.press("ArrowRight")
    assert said.inner_text() == "x[0] leads to o[0] now."
    weight(page, "x[0]", "h[0][0]").click()
    page.locator(".sheet input").fill("much")
    page.locator(".sheet input").press("Enter")
    assert "much" in refusal(page)
    # what is wrong looks other than what has the focus
    style = page.locator(".sheet input").evaluate("each => getComputedStyle(each).borderStyle")
    assert style == "double"
    page.locator(".sheet input").fill("2")
    page.locator(".sheet input").press("Enter")
    assert (said.text_content(), page.locator(".refused").first.text_content()) == ("", "")


def test_outputs_are_chosen(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    part(page, "h[0][1]").click(position={"x": 60, "y": 10})
    page.get_by_label("Output", exact=True).check()
    assert page.locator(".card.output").count() == 2
    assert page.locator(".cell[data-edit=target]").count() == 2
    page.keyboard.press("o")
    assert page.locator(".card.output").count() == 1
    assert cell(page, "z[0]") == "1.0"


def test_locks_are_respected(open_page: Open, trace: ns.Trace) -> None:
    from neurosim.explorer.page_document import document_of

    start = {"document": {**document_of(trace), "locks": ["structure", "weights", "sample"]}}
    page = open_page(start)
    for located in (weight(page, "x[0]", "h[0][0]"), page.locator(".cell.editable").first):
        located.click()
        assert page.locator(".sheet input").count() == 0
    part(page, "o[0]").click(position={"x": 60, "y": 10})
    page.keyboard.press("Delete")
    page.keyboard.press("n")
    assert len(names(page)) == 6


def test_neurons_are_connected_and_moved_by_touch(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace, size=PHONE)
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag_by_touch(start: tuple[float, float], end: tuple[float, float]) -> None:
        touch("touchStart", start)
        touch("touchMove", ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
        touch("touchMove", end)
        touch("touchEnd")

    handle = page.locator(".card[data-name='x[0]'] .handle .dot")
    drag_by_touch(middle(handle), middle(part(page, "o[0]")))
    assert weight(page, "x[0]", "o[0]").count() == 1
    # only a selected neuron is moved: any other place scrolls
    card = part(page, "o[0]")
    for tapped in (False, True):
        if tapped:
            card.tap(position={"x": 50, "y": 8})
        before = card.get_attribute("transform")
        x, y = middle(card)
        drag_by_touch((x, y - 50), (x + 40, y - 20))
        assert (card.get_attribute("transform") != before) is tapped


def test_many_edges_show_their_numbers_for_one_neuron(open_page: Open) -> None:
    page = open_page(ns.mlp([4, 8, 8, 2]))
    assert page.locator(".edge").count() == 112
    assert page.locator(".weight").count() == 0
    part(page, "h[1][3]").click(position={"x": 20, "y": 10})
    assert page.locator(".weight").count() == 10


def test_a_large_network_opens_as_layers(open_page: Open) -> None:
    page = open_page(ns.mlp([20, 64, 10]))
    assert page.locator(".card.block .heading").all_text_contents() == [
        "20 neurons", "64 neurons", "10 neurons",
    ]  # fmt: skip
    page.locator(".network [tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    name = str(page.locator(".card.selected").get_attribute("data-name"))
    assert name.startswith("h[0]")
    # it is opened with the strongest around it
    assert page.locator(".card:not(.block)").count() == 9
    page.keyboard.press("ArrowDown")
    following = f"h[0][{int(name[5:-1]) + 1}]"
    assert page.locator(".card.selected").get_attribute("data-name") == following


def test_nothing_is_cut_off_on_a_phone(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace, size=PHONE)
    for card in page.locator(".card").all():
        box = card.locator(".body").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]
    ratio = page.evaluate("document.querySelector('svg.network').getScreenCTM().a")
    assert 11.5 * ratio >= 11
    # no card stands on another one
    boxes = [card.locator(".body").bounding_box() for card in page.locator(".card").all()]
    for a, b in ((a, b) for i, a in enumerate(boxes) for b in boxes[:i]):
        beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
        assert beside or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]


def test_the_direction_stays_while_neurons_are_added(open_page: Open, trace: ns.Trace) -> None:
    page = open_page({"document": empty_document()})
    page.keyboard.press("i")
    for _ in range(5):
        page.locator("svg.network").press("Escape")
        page.get_by_role("button", name="+ Neuron").click()

    def places(*names: str) -> list[tuple[float, float]]:
        return [middle(part(page, name)) for name in names]

    (x, _), (first, _), (last, _) = places("x[0]", "n[0]", "n[4]")
    assert first == pytest.approx(last, abs=5)
    assert x < first - 100
    # a page of another shape arranges it anew, and a narrow one begins downwards
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.wait_for_function(
        "([a, b]) => document.querySelector(a).getBoundingClientRect().bottom"
        " <= document.querySelector(b).getBoundingClientRect().top",
        arg=["[data-key='x[0]'] .body", "[data-key='n[4]'] .body"],
    )


def test_a_long_number_is_cut_and_its_title_has_all_of_it(open_page: Open) -> None:
    net = ns.Network()
    for _ in range(2):
        net.add_input()
    hidden = net.add_neuron({"x[0]": 0.2, "x[1]": 0.2})
    net.add_neuron({hidden.name: 1.0}, activation="identity")
    page = open_page(ns.trace(net, [70.0, 98.0], [1.0]))
    symbol = "ah[0][0]"
    whole = page.locator(f".numbers [data-symbol='{symbol}'].number").get_attribute("title")
    assert whole.startswith(f"{symbol} = 0.99999999")
    shown = page.locator(f".numbers td [data-symbol='{symbol}']").inner_text()
    assert (shown, cell(page, symbol)) == ("0.9999999…", "0.9999999999…")
    title = page.locator(f".cell[data-symbol='{symbol}'] title").text_content()
    assert len(title) > 12
    assert whole.startswith(f"{symbol} = {title[:-1]}")
    panel = page.locator("#panel-neuron")
    assert panel.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_whole_network_fits_a_phone_if_asked(open_page: Open) -> None:
    page = open_page(ns.mlp([3, 4, 4, 2]), size=PHONE)
    space = page.locator(".canvas .space")
    page.get_by_role("button", name="Fit into the space").click()
    assert space.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_phone_shows_that_the_picture_goes_on(open_page: Open) -> None:
    page = open_page(ns.mlp([2, 5, 1]), size=PHONE)
    space = page.locator(".canvas .space")
    assert space.evaluate("each => each.scrollWidth > each.clientWidth")
    box = space.bounding_box()
    bottom = box["y"] + box["height"] - 70

    def right_end() -> bytes:
        clip = {"x": box["x"] + box["width"] - 3, "y": bottom, "width": 3, "height": 3}
        return bytes(page.screenshot(clip=clip))

    before = right_end()
    space.evaluate("each => each.scrollTo(each.scrollWidth, 0)")
    assert right_end() != before


def test_nothing_keeps_anybody_from_using_it(
    open_page: Open, trace: ns.Trace, findings: Callable[[Any], list[str]]
) -> None:
    page = open_page(trace)
    part(page, "h[0][1]").click(position={"x": 60, "y": 10})
    weight(page, "x[0]", "h[0][0]").click()
    assert findings(page) == []
    page.emulate_media(color_scheme="dark")
    assert findings(page) == []


def empty_document() -> dict[str, Any]:
    from neurosim.explorer.page_document import document_of

    document = document_of(ns.mlp([1, 1]))
    model = {**document["model"], "neurons": [], "outputs": None}
    return {**document, "model": model, "sample": {"inputs": [], "targets": None}}


def test_undo_comes_through_a_field_whose_text_is_taken(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    page.locator(".cell[data-edit=input]").first.click()
    field = page.locator(".sheet input")
    field.press("ArrowUp")
    assert cell(page, "x[0]") == "1.1"
    field.press("Control+z")
    assert (field.input_value(), cell(page, "x[0]")) == ("1", "1.0")
    # while a text is typed, undo belongs to the field
    field.press("ArrowUp")
    field.press("5")
    field.press("Control+z")
    assert cell(page, "x[0]") == "1.1"
    # a file is saved from a field, too
    with page.expect_download():
        field.press("Control+s")


def test_keys_with_alt_are_those_of_the_browser(open_page: Open, trace: ns.Trace) -> None:
    page = open_page(trace)
    before = names(page)
    page.keyboard.press("Alt+n")
    page.keyboard.press("Alt+Home")
    assert names(page) == before
    assert cell(page, "yo[0]") != "?"
    page.keyboard.press("n")
    assert len(names(page)) == len(before) + 1


def test_a_text_that_was_refused_is_not_marked_after_it_is_gone(
    open_page: Open, trace: ns.Trace
) -> None:
    page = open_page(trace)
    page.locator(".numbers").get_by_role("button", name="o[0]").click()
    field = page.get_by_label("weight from h[0][1] to o[0]", exact=True)
    before = field.input_value()
    field.fill("much")
    field.blur()
    assert field.get_attribute("aria-invalid") == "true"
    page.keyboard.press("Home")
    assert field.input_value() == before
    assert field.get_attribute("aria-invalid") is None


def test_a_card_moves_no_more_after_the_button_was_released_elsewhere(
    open_page: Open, trace: ns.Trace
) -> None:
    page = open_page(trace)
    card = part(page, "h[0][1]")
    before = card.get_attribute("transform")
    # what a browser tells where the button goes up outside of its window
    page.evaluate(
        """
        (key) => {
          const card = document.querySelector(`[data-key="${key}"]`);
          const {x, y} = card.getBoundingClientRect();
          const tell = (type, by, buttons) => card.dispatchEvent(new PointerEvent(type, {
            bubbles: true, clientX: x + 9 + by, clientY: y + 9, button: type === "pointermove" ? -1 : 0, buttons, pointerId: 1,
          }));
          tell("pointerdown", 0, 1);
          tell("pointermove", 2, 1);
          tell("pointermove", 60, 0);
          tell("pointermove", 90, 0);
        }
        """,
        "h[0][1]",
    )
    assert card.get_attribute("transform") == before
