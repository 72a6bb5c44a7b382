"""Worked mathematics in a browser: the MathML of Python's pages, narrow, and without hidden numbers."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns
import neurosim.explorer
from neurosim.explorer.formulas import formulas
from neurosim.explorer.joining import joined_script, joined_style
from neurosim.explorer.page_document import document_of
from neurosim.model.events import GradientEvent
from neurosim.tracing import Trace

PAGE = Path(neurosim.explorer.__file__).parent / "page"
PROBE = """
import { networkOf } from "./arithmetic/network.js";
import { traceOf } from "./arithmetic/trace.js";
import { setFormulas } from "./mathematics/formulas.js";
import { mathOf } from "./mathematics/mathml.js";
import { NumberStyle } from "./mathematics/numbers.js";
import { workedOf } from "./mathematics/worked.js";
import { element } from "./views/elements.js";
import { WORDS } from "./words/words.js";
const { data, document: { model, sample, training }, hidden } = JSON.parse(
  document.getElementById("given").textContent);
setFormulas(data);
const shownTrace = traceOf(networkOf(model), sample, training);
for (const { name } of shownTrace.network.neurons) {
  const sections = workedOf(shownTrace, name, new NumberStyle(4, false), WORDS.en);
  const lines = sections.flatMap((section) => section.lines);
  document.body.append(element("section", { id: name }, ...lines.map(
    (line) => mathOf(line, { knows: (symbol) => !hidden.includes(symbol) }))));
}
document.documentElement.dataset.ready = "true";
"""


@pytest.fixture
def shown(open_page: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Give a function that opens a page with the worked mathematics of all neurons of a trace."""

    def opened(trace: Trace, hidden: tuple[str, ...] = ()) -> Any:
        folder = tmp_path / "modules"
        shutil.copytree(PAGE, folder, dirs_exist_ok=True)
        (folder / "probe.js").write_text(PROBE, encoding="utf-8")
        data = json.dumps({"data": formulas(), "document": document_of(trace), "hidden": hidden})
        html = (
            f'<!DOCTYPE html><meta charset="utf-8"><style>{joined_style(PAGE / "style")}\n'
            "body { width: 350px; height: auto; overflow: auto; font-size: 16px; }</style><body>"
            f'<script type="application/json" id="given">{data.replace("<", chr(92) + "u003c")}'
            f"</script><script>{joined_script(folder, 'probe.js')}</script>"
        )
        return open_page(html=html)

    return opened


class MathTokens(HTMLParser):
    """The letters, numbers and signs of each formula of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.formulas: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "math":
            self.formulas.append([])
        self._inside = tag in {"mi", "mn", "mo", "mtext"}

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, text: str) -> None:
        if self._inside:
            self.formulas[-1].append(text)


def tokens_of(html: str) -> list[list[str]]:
    """Return the tokens of each formula, without the signs by which a fraction stands on a line."""
    parser = MathTokens()
    parser.feed(re.sub("<mphantom.*?</mphantom>", "", html))
    return [
        [token for token in tokens if token not in {"/", "(", ")"}] for tokens in parser.formulas
    ]


def small_trace() -> Trace:
    net = ns.mlp([2, 2, 1], seed=3)
    return ns.trace(net, [1.0, 0.5], [1.0], learning_rate=0.5)


def softmax_trace() -> Trace:
    net = ns.mlp([2, 1, 2], seed=3, activation="gelu", output_activation="identity")
    net.loss = "softmax_cross_entropy"
    return ns.trace(net, [0.5, -1.25], [1.0, 0.0], optimizer=ns.Adam(0.01))


def wide_trace() -> Trace:
    net = ns.mlp([9, 1, 1], seed=3, activation="leaky_relu(0.2)", output_activation="sigmoid")
    net.loss = "binary_cross_entropy"
    return ns.trace(net, [0.1] * 9, [1.0], optimizer=ns.SGD(0.5, momentum=0.9))


@pytest.mark.parametrize("make", [small_trace, softmax_trace, wide_trace])
def test_formulas_are_those_of_pythons_pages_and_narrow(
    shown: Callable[..., Any], make: Callable[[], Trace]
) -> None:
    trace = make()
    page = shown(trace)
    for neuron in trace.net:
        found = page.evaluate("(name) => document.getElementById(name).innerHTML", neuron.name)
        expected = ns.explain(trace, only=neuron.name).to_html()
        # Python's pages set the terms of an equation one by one, so that it breaks in a narrow window
        assert [*chain(*tokens_of(found))] == [*chain(*tokens_of(expected))], neuron.name
    wide = page.evaluate(
        "[...document.querySelectorAll('.equation')].filter((each) => "
        "each.scrollWidth > each.clientWidth).map((each) => each.textContent)"
    )
    assert wide == []


def test_long_sums_have_one_term_a_row(shown: Callable[..., Any]) -> None:
    page = shown(wide_trace())
    rows = page.evaluate(
        "[...document.getElementById('h[0][0]').querySelectorAll('mtr.symbolic, mtr.more')]"
        ".slice(0, 9).map((row) => row.querySelectorAll('msub').length)"
    )
    # the first has the left side too; dots stand for the terms in the middle
    assert rows == [3, 2, 2, 2, 2, 2, 0, 2, 1]


def test_numbers_say_whose_they_are(shown: Callable[..., Any]) -> None:
    trace = small_trace()
    page = shown(trace)
    found = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('mrow[data-symbol]')]"
        ".filter((each) => each.querySelector('mn'))"
        ".map((each) => [each.dataset.symbol, each.textContent]))"
    )
    for symbol in ("so[0]", "yo[0]", "ah[0][1]", "dh[0][0]", "L", "grad wo[0][1]", "new bo[0]"):
        number = float(found[symbol].replace("\N{MINUS SIGN}", "-"))
        assert number == pytest.approx(trace.value(symbol), abs=1e-4), symbol


def test_hidden_numbers_cannot_be_read(shown: Callable[..., Any]) -> None:
    trace = small_trace()
    parameters = [str(event.symbol) for event in trace.events if isinstance(event, GradientEvent)]
    hidden = [f"{after} {symbol}" for symbol in parameters for after in ("grad", "new")]
    hidden += ["yo[0]", "L", "do[0]", "dh[0][0]", "dh[0][1]", "f'(so[0])"]
    page = shown(trace, tuple(hidden))
    assert page.locator(".hidden-number[data-symbol='do[0]']").count() > 0
    text = page.evaluate("document.body.textContent").replace("\N{MINUS SIGN}", "")
    for symbol in hidden:
        written = f"{abs(trace.value(symbol)):.4f}"
        assert written not in re.findall(r"\d+\.\d+", text), symbol
