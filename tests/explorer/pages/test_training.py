"""Training in the page: the numbers are those of `ns.train`, and a run is one step of undo."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import neurosim as ns
from neurosim.explorer.page_document import document_of
from tests.explorer.pages.saved_files import model_bytes, parameters, saved_network

OpenPage = Callable[..., Any]
InNode = Callable[[str, str, Any], Any]
INPUTS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
XOR = (INPUTS, [[0.0], [1.0], [1.0], [0.0]])
RATE = 0.5


def xor_network(sizes: list[int] | None = None, **options: Any) -> ns.Network:
    return ns.mlp(sizes or [2, 2, 1], seed=3, name="XOR", **options)


def training_page(open_page: OpenPage, net: Any, data: Any = XOR, **options: Any) -> Any:
    page = open_page(net, data=data, **options)
    page.locator("#tab-training").click()
    return page


def start(net: ns.Network, data: Any = XOR, **training: Any) -> dict[str, Any]:
    document = document_of(net, data=data)
    return {"document": {**document, "training": {**document["training"], **training}}}


def state(page: Any) -> str:
    return str(page.locator(".training-state").first.inner_text())


def epochs(page: Any) -> int:
    return int(re.sub(r"\D", "", state(page).split(" ")[0]))


def stops_at(page: Any, epoch: int) -> None:
    """Let the page train until an epoch, as fast as possible."""
    page.get_by_label("At epoch").fill(str(epoch))
    page.get_by_label("At epoch").press("Tab")
    page.get_by_role("button", name="Train", exact=True).click()
    page.locator(".training-state", has_text=f"{epoch:,} epochs").wait_for()
    page.get_by_role("button", name="Train", exact=True).wait_for()


@pytest.mark.parametrize(
    ("optimizer", "described"),
    [
        (ns.SGD(RATE, 0.5), {"name": "SGD", "learning_rate": RATE, "options": [["momentum", 0.5]]}),
        (ns.Adam(0.05), {"name": "Adam", "learning_rate": 0.05}),
    ],
    ids=["momentum", "Adam"],
)
def test_it_trains_as_python_does(
    open_page: OpenPage, optimizer: Any, described: dict[str, Any]
) -> None:
    net = xor_network()
    page = training_page(open_page, start(net, optimizer=described, batch_size=3))
    stops_at(page, 200)
    history = ns.train(net, XOR, epochs=200, optimizer=optimizer, batch_size=3)
    assert parameters(saved_network(page)) == pytest.approx(parameters(net), abs=1e-12)
    chart = page.locator(".loss-curve")
    chart.focus()
    for key, epoch in (("Home", 1), ("ArrowRight", 2), ("Shift+ArrowRight", 22), ("End", 200)):
        page.keyboard.press(key)
        assert chart.get_attribute("aria-valuetext") == (
            f"Epoch {epoch}: loss {history.loss[epoch - 1]:.4f}"
        )


def test_one_sample_one_epoch_and_back(open_page: OpenPage) -> None:
    net = xor_network()
    page = training_page(open_page, start(net))
    before = model_bytes(page)
    page.keyboard.press("s")
    assert state(page).startswith("0 epochs")
    one = xor_network()
    ns.train(one, ([INPUTS[0]], [[0.0]]), epochs=1, learning_rate=RATE)
    assert parameters(saved_network(page)) == pytest.approx(parameters(one), abs=1e-12)
    # the rest of the epoch
    page.get_by_role("button", name="One epoch").click()
    ns.train(net, XOR, epochs=1, learning_rate=RATE)
    assert state(page).startswith("1 epoch,")
    assert f"{ns.evaluate(net, XOR).loss:.4f}" in state(page)
    assert parameters(saved_network(page)) == pytest.approx(parameters(net), abs=1e-12)
    page.get_by_role("button", name="Reset").click()
    assert model_bytes(page) == before
    assert page.get_by_role("button", name="Reset").is_disabled()


def test_a_run_is_one_step_of_undo(open_page: OpenPage) -> None:
    page = training_page(open_page, xor_network())
    before = model_bytes(page)
    page.locator("#panel-training").focus()
    page.keyboard.press("Space")
    page.locator(".training-state", has_text=re.compile("^[1-9]")).wait_for()
    page.keyboard.press("t")
    trained = model_bytes(page)
    assert trained != before
    page.keyboard.press("Control+z")
    assert model_bytes(page) == before
    assert epochs(page) == 0
    page.keyboard.press("Control+Shift+z")
    assert model_bytes(page) == trained


def test_undo_while_it_trains_stops_it(open_page: OpenPage) -> None:
    page = training_page(open_page, xor_network())
    before = model_bytes(page)
    page.keyboard.press("t")
    page.locator(".training-state", has_text=re.compile("^[1-9]")).wait_for()
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert model_bytes(page) == before


def test_it_stops_at_a_loss(open_page: OpenPage) -> None:
    net = xor_network()
    page = training_page(open_page, start(net))
    page.get_by_label("At a loss of at most").fill("0,13")
    page.get_by_label("At a loss of at most").press("Enter")
    page.locator("#panel-training").focus()
    page.keyboard.press("t")
    page.get_by_role("button", name="Train", exact=True).wait_for()
    losses = ns.train(net, XOR, epochs=300, learning_rate=RATE).loss
    assert epochs(page) == 1 + next(place for place, loss in enumerate(losses) if loss <= 0.13)


def test_diverging_is_told_and_the_last_good_weights_stay(open_page: OpenPage) -> None:
    net = ns.mlp([2, 2, 1], "identity", seed=3)
    optimizer = {"name": "SGD", "learning_rate": 50.0}
    page = training_page(open_page, start(net, optimizer=optimizer))
    page.keyboard.press("t")
    page.get_by_role("alert").filter(has_text="learning rate").wait_for()
    assert page.get_by_role("button", name="Train", exact=True).is_visible()
    kept = parameters(saved_network(page))
    assert kept.keys() == parameters(net).keys()
    # and it says the same again, because nothing has changed
    page.keyboard.press("e")
    page.get_by_role("alert").filter(has_text="learning rate").wait_for()
    assert parameters(saved_network(page)) == kept


def test_the_same_seed_gives_the_same_weights(open_page: OpenPage) -> None:
    net = xor_network()
    page = training_page(open_page, net)
    drawn = []
    for seed in ("7", "7", "8"):
        page.get_by_label("Seed").fill(seed)
        page.get_by_role("button", name="New weights").click()
        drawn.append(parameters(saved_network(page)))
    assert drawn[0] == drawn[1] != drawn[2]
    for value in drawn[0].values():
        assert -1 <= value <= 1
        assert value == round(value, 2)
    page.get_by_label("Seed").fill("one")
    page.get_by_role("button", name="New weights").click()
    assert "one" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Seed").get_attribute("aria-invalid") == "true"
    assert parameters(saved_network(page)) == drawn[2]


def test_every_option_of_an_optimizer_can_be_set(open_page: OpenPage) -> None:
    page = training_page(open_page, xor_network())
    for optimizer in (ns.SGD, ns.RMSprop, ns.Adam, ns.AdamW):
        page.get_by_label("Method").select_option(optimizer.__name__)
        for name, default in vars_of(optimizer).items():
            field = page.locator("#training-rate" if name == "learning_rate" else f"#option-{name}")
            value = field.is_checked() if default is False else float(field.input_value())
            assert value == default, (optimizer, name)
    page.locator("#option-beta1").fill("1.5")
    page.locator("#option-beta1").press("Enter")
    assert "beta1 is 1.5" in page.get_by_role("alert").inner_text().replace('"', "")
    page.locator("#option-beta1").fill("0,8")
    page.locator("#option-beta1").press("Enter")
    assert page.locator("#option-beta1").input_value() == "0.8"


def vars_of(optimizer: type) -> dict[str, Any]:
    """Return the options of an optimizer of Python and their defaults."""
    made = optimizer(0.1) if optimizer is ns.SGD else optimizer()
    return {name: getattr(made, name) for name in made.__dataclass_fields__}


def hints(in_node: InNode, *cases: tuple[ns.Network, Any]) -> list[list[str]]:
    """Return what the page says of networks and their data before any training."""
    documents = [document_of(net, data=data) for net, data in cases]
    return [
        [str(text) for text in texts]
        for texts in in_node(
            """
            import { networkOf } from "PAGE/arithmetic/network.js";
            import { readDocument } from "PAGE/document/document.js";
            import { hintsOf } from "PAGE/views/training_hints.js";
            import { WORDS } from "PAGE/words/words.js";
            """,
            """
            return given.map((each) => {
              const document = readDocument(each);
              const shown = { document, network: networkOf(document.model), problem: null };
              return hintsOf(shown, []).map(({key, details}) => WORDS.en.training.hints[key](...details));
            });
            """,
            documents,
        )
    ]


def test_it_says_why_one_neuron_does_not_learn_xor(in_node: InNode) -> None:
    linear = xor_network([2, 2, 1], activation="identity", output_activation="sigmoid")
    one, learnable, hidden, straight = hints(
        in_node,
        (xor_network([2, 1]), XOR),
        (xor_network([2, 1]), (INPUTS, [[0.0], [0.0], [0.0], [1.0]])),
        (xor_network([2, 2, 1]), XOR),
        (linear, XOR),
    )
    assert len(one) == 1
    assert "No straight line separates the rows with target 0 from those with 1" in one[0]
    assert "it has no hidden neuron with a curved activation" in one[0]
    assert straight == one
    assert learnable == hidden == []


def test_it_says_what_keeps_neurons_from_learning(in_node: InNode) -> None:
    dead = xor_network(activation="relu", output_activation="sigmoid")
    for name in ("h[0][0]", "h[0][1]"):
        dead[name].bias = -10.0
    saturated = xor_network()
    saturated["h[0][1]"].bias = 20.0
    equal = ns.mlp([2, 2, 1], initializer=0.5)
    too_large = (INPUTS, [[0.0], [1.0], [1.0], [2.0]])
    found = hints(in_node, (dead, XOR), (saturated, XOR), (equal, XOR), (xor_network(), too_large))
    assert [text.split(" gives 0")[0] for text in found[0]] == ["h[0][0]", "h[0][1]"]
    assert [text.split(":")[0] for text in found[1]] == ["h[0][1] hardly learns"]
    assert "h[0][0] and h[0][1] have the same weights" in found[2][0]
    assert "A target of o[0] is 2, but sigmoid only gives numbers from 0 to 1" in found[3][0]


def test_it_says_what_the_curve_shows(in_node: InNode) -> None:
    curves = [
        [0.2 * 0.99**epoch for epoch in range(300)],
        [0.125 - 1e-9 * epoch for epoch in range(300)],
        [0.1 * 1.1**epoch for epoch in range(20)],
        [1e-5] * 300,
    ]
    found = in_node(
        'import { courseOf } from "PAGE/views/training_hints.js";',
        "return given.map((losses) => courseOf(losses).map(({key}) => key));",
        curves,
    )
    assert found == [[], ["flat"], ["rising"], []]


def test_a_network_that_is_stuck_or_diverges_is_advised(in_node: InNode) -> None:
    stuck, diverged = in_node(
        """
        import { networkOf } from "PAGE/arithmetic/network.js";
        import { meanLoss } from "PAGE/arithmetic/prediction.js";
        import { TrainingRun } from "PAGE/arithmetic/training.js";
        import { emptyDocument } from "PAGE/document/document.js";
        import { layeredModel } from "PAGE/examples/layered.js";
        import { hintsOf } from "PAGE/views/training_hints.js";
        """,
        """
        return given.map(([rate, epochs]) => {
          const { training, ...rest } = emptyDocument();
          const used = { ...training, optimizer: { ...training.optimizer, learning_rate: rate } };
          const document = { ...rest, training: used, model: layeredModel("XOR", [2, 2, 1], { seed: 1 }) };
          const network = networkOf(document.model);
          const run = new TrainingRun(network, document.data.rows, used);
          const first = meanLoss(network, document.data.rows);
          while (run.epochs < epochs) run.finishEpoch();
          const shown = { document, network: networkOf(run.model()), problem: null };
          return hintsOf(shown, run.losses, first).map(({key}) => key);
        });
        """,
        [[RATE, 3000], [1e6, 500]],
    )
    assert stuck == ["flat"]
    assert diverged[0] == "rising"


def test_advice_comes_while_it_trains(open_page: OpenPage) -> None:
    page = training_page(open_page, start(xor_network([2, 1])))
    page.locator("#training-rate").fill("0.1")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Train", exact=True).click()
    page.locator(".hints li", has_text="The loss hardly changed").wait_for()
    assert page.get_by_role("button", name="Pause", exact=True).is_visible()
    assert page.locator(".hints li", has_text="No straight line separates").is_visible()


def test_lines_that_separate_are_found(in_node: InNode) -> None:
    apart = [
        ([[0, 0], [1, 0]], [[0, 1], [1, 1]]),
        ([[0, 0], [4, 0], [0, 4]], [[3, 3]]),
        ([[0, 0]], [[0, 1e-9]]),
        ([[1, 0], [2, 0]], [[3, 0]]),
    ]
    mixed = [
        ([[0, 0], [1, 1]], [[0, 1], [1, 0]]),
        ([[0, 0], [4, 0], [0, 4]], [[1, 1]]),
        ([[0, 0], [2, 0]], [[1, 0]]),
        ([[0, 0]], [[0, 0]]),
    ]
    found = in_node(
        'import { isSeparable } from "PAGE/views/training_hints.js";',
        "return given.map(([a, b]) => [isSeparable(a, b), isSeparable(b, a)]);",
        [*apart, *mixed],
    )
    assert found == [[True, True]] * len(apart) + [[False, False]] * len(mixed)


def separable(a: list[list[int]], b: list[list[int]]) -> bool:
    """Return whether a line lies between two sets, after trying every direction of two points."""
    points = [*a, *b]
    steps = [(q[0] - p[0], q[1] - p[1]) for p in points for q in points]
    for x, y in [*steps, *((y, -x) for x, y in steps)]:
        of_a, of_b = ([x * p[0] + y * p[1] for p in points] for points in (a, b))
        if max(of_a) < min(of_b):
            return True
    return False


def test_lines_between_many_sets_are_found(in_node: InNode) -> None:
    rng = np.random.default_rng(4)
    cases = [
        [rng.integers(0, 5, (rng.integers(1, 6), 2)).tolist() for _ in range(2)] for _ in range(300)
    ]
    expected = [separable(a, b) for a, b in cases]
    assert 50 < sum(expected) < 250
    found = in_node(
        'import { isSeparable } from "PAGE/views/training_hints.js";',
        "return given.map(([a, b]) => isSeparable(a, b));",
        cases,
    )
    assert found == expected


def test_it_is_soon_known_that_no_line_lies_between_a_thousand_points(in_node: InNode) -> None:
    rng = np.random.default_rng(4)
    angles = np.linspace(0, 6, 500)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    cloud = rng.normal(size=(500, 2))
    milliseconds = in_node(
        'import { isSeparable } from "PAGE/views/training_hints.js";',
        """
        const before = performance.now();
        const found = given.map(([a, b]) => isSeparable(a, b));
        return found.includes(true) ? Infinity : performance.now() - before;
        """,
        [[cloud.tolist(), rng.normal(size=(500, 2)).tolist()], [cloud.tolist(), circle.tolist()]],
    )
    # every pair of points took half a minute
    assert milliseconds < 1000


def test_it_trains_where_the_clock_is_coarse(open_page: OpenPage) -> None:
    page = training_page(open_page, xor_network())
    page.evaluate(
        """
        () => {
          const exact = performance.now.bind(performance);
          performance.now = () => Math.floor(exact() / 300) * 300;
          const start = performance.now();
          while (performance.now() === start);
          document.querySelector(".training .main").click();
        }
        """
    )
    page.locator(".training-state", has_text=re.compile("^[1-9]")).wait_for(timeout=3000)


def test_switching_fast_asks_for_one_frame_at_a_time(open_page: OpenPage) -> None:
    page = training_page(open_page, xor_network())
    frames = page.evaluate(
        """
        async () => {
          const waiting = new Set();
          const [ask, cancel] = [window.requestAnimationFrame, window.cancelAnimationFrame];
          window.requestAnimationFrame = (act) => {
            const id = ask((now) => { waiting.delete(id); act(now); });
            waiting.add(id);
            return id;
          };
          window.cancelAnimationFrame = (id) => { waiting.delete(id); cancel(id); };
          const found = [];
          for (const times of [1, 7]) {
            for (let i = 0; i < times; i += 1) document.querySelector(".training .main").click();
            found.push(waiting.size);
            document.querySelector(".training .main").click();
            await new Promise(ask);
            await new Promise(ask);
          }
          return found;
        }
        """
    )
    assert frames[0] == frames[1] > 0


def test_a_limit_that_is_passed_stops_after_one_epoch(open_page: OpenPage) -> None:
    page = training_page(open_page, xor_network())
    stops_at(page, 20)
    page.get_by_label("At epoch").fill("5")
    page.get_by_label("At epoch").press("Tab")
    page.get_by_role("button", name="Train", exact=True).click()
    page.locator(".training-state", has_text="21 epochs").wait_for()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert epochs(page) == 21


def test_the_surface_has_points_colours_and_a_text(open_page: OpenPage) -> None:
    net = xor_network()
    page = training_page(open_page, net)
    outputs = ns.predict(net, INPUTS)
    right = sum(
        (output[0] >= 0.5) == (target[0] >= 0.5)
        for output, target in zip(outputs, XOR[1], strict=True)
    )
    label = page.locator(".surface svg").get_attribute("aria-label")
    assert f"The points of {right} of 4 rows are on the right side" in label
    assert page.locator(".surface .dot.high").count() == 2
    assert page.locator(".surface .dot.low").count() == 2
    colours = page.evaluate(
        """() => {
          const field = document.querySelector(".surface canvas");
          const image = field.getContext("2d").getImageData(0, 0, field.width, field.height).data;
          return new Set(Array.from({length: 200}, (_, i) => image.slice(44 * i, 44 * i + 3).join())).size;
        }"""
    )
    assert colours > 5


def test_weights_that_are_locked_are_not_trained(open_page: OpenPage) -> None:
    begin = start(xor_network())
    begin["document"]["locks"] = ["weights"]
    page = training_page(open_page, begin)
    for name in ("Train", "One sample", "One epoch", "New weights"):
        assert page.get_by_role("button", name=name, exact=True).is_disabled()
    before = model_bytes(page)
    page.keyboard.press("t")
    page.keyboard.press("e")
    assert model_bytes(page) == before


def test_without_data_it_trains_on_the_sample(open_page: OpenPage) -> None:
    net = xor_network()
    page = training_page(open_page, ns.trace(net, [1, 0], [1], learning_rate=RATE), None)
    assert "the one sample at hand" in page.locator("#panel-training").inner_text()
    page.keyboard.press("e")
    ns.train(net, ([[1, 0]], [[1]]), epochs=1, learning_rate=RATE)
    assert parameters(saved_network(page)) == pytest.approx(parameters(net), abs=1e-12)
