"""The page explains every neuron letter for letter as ``ns.explain`` does."""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import neurosim as ns
from neurosim.errors import NotFiniteError
from neurosim.explorer.formulas import formulas
from neurosim.explorer.page_document import document_of
from neurosim.model.activations import ACTIVATIONS
from neurosim.model.losses import LOSSES
from neurosim.model.optimizers import SGD, Adam, AdamW, Optimizer, RMSprop
from neurosim.model.scaling import MinMaxScaling
from neurosim.model.standard_scaling import StandardScaling
from neurosim.tracing import Trace

IMPORTS = """
import { networkOf } from "PAGE/arithmetic/network.js";
import { traceOf } from "PAGE/arithmetic/trace.js";
import { setFormulas } from "PAGE/mathematics/formulas.js";
import { NumberStyle } from "PAGE/mathematics/numbers.js";
import { headOf, workedOf } from "PAGE/mathematics/worked.js";
import { textOf } from "PAGE/mathematics/worked_text.js";
import { WORDS } from "PAGE/words/words.js";
"""
BODY = """
setFormulas(given.formulas);
return given.traces.map(({ document, digits, comma, asked, language }) => {
  const { model, sample, training } = document;
  const trace = traceOf(networkOf(model), sample, training);
  const style = new NumberStyle(digits, comma);
  const words = WORDS[language ?? "en"];
  return asked.map((each) => textOf(
    [headOf(trace, each, style, words), ...workedOf(trace, each, style, words)], { title: true }));
});
"""
RULES: list[Optimizer] = [
    SGD(0.1), SGD(0.05, momentum=0.9), SGD(0.5, momentum=0.75, nesterov=True), RMSprop(0.01),
    RMSprop(0.02, alpha=0.95), Adam(0.001), Adam(0.25, beta1=0.8, beta2=0.99), AdamW(0.01),
    AdamW(0.3, weight_decay=0.125),
]  # fmt: skip
NAMES = [*ACTIVATIONS, "leaky_relu(0.2)", "leaky_relu(1.5)", "leaky_relu(-0.25)"]


def random_trace(seed: int) -> Trace:
    """Return a sample through a random network, which may skip layers and have inner outputs."""
    chance = random.Random(seed)
    loss = [*LOSSES][seed % len(LOSSES)]
    net = ns.Network(name=chance.choice(["", "my net"]))
    inputs = [
        net.add_input(f"in{i}" if chance.random() < 0.3 else None) for i in range(1 + seed % 3)
    ]
    neurons: list[Any] = list(inputs)
    for place in range(chance.randint(1, 6)):
        sources = chance.sample(neurons, chance.randint(1, min(len(neurons), 4)))
        if chance.random() < 0.1:
            sources = list(neurons)
        name = NAMES[(seed * 5 + place) % len(NAMES)]
        if loss == "binary_cross_entropy":
            name = chance.choice(["sigmoid", "hard_sigmoid", "sigmoid", "gaussian"])
        weights = {source: _number(chance) for source in sources}
        neurons.append(net.add_neuron(weights, bias=_number(chance), activation=name))
    lonely = [n for n in net if not n.is_input and not net.structure.outgoing[n]]
    computed = [n for n in net if not n.is_input]
    if chance.random() < 0.25 and len(computed) > 1:
        inner = [n for n in computed if n not in lonely]
        net.set_outputs(*lonely, *inner[:1])
    net.loss = loss
    _scale(net, chance, probabilities=LOSSES[loss].probabilities)
    if chance.random() < 0.3:
        net.freeze(chance.choice([n for n in net if not n.is_input]))
    targets = [float(chance.randint(0, 1)) for _ in net.outputs]
    if loss == "softmax_cross_entropy" and chance.random() < 0.6:
        targets = [float(place == 0) for place in range(len(net.outputs))]
    if not LOSSES[loss].probabilities:
        targets = [_number(chance) for _ in net.outputs]
    x = [_number(chance) for _ in inputs]
    if seed % 6 == 5:
        return ns.trace(net, x)
    return ns.trace(net, x, targets, optimizer=RULES[seed % len(RULES)])


def _number(chance: random.Random) -> float:
    if chance.random() < 0.5:
        return chance.choice([0.5, -0.5, 1.0, 0.0, 0.25, -1.0, 2.0, 3.0, -0.1])
    return chance.uniform(-2, 2) if chance.random() < 0.8 else chance.uniform(-0.01, 0.01)


def _scale(net: ns.Network, chance: random.Random, *, probabilities: bool) -> None:
    n, k = len(net.inputs), len(net.outputs)
    kind = chance.randint(0, 4)
    if kind == 0:
        low, high = chance.choice([(0.0, 1.0), (-1.0, 1.0), (0.2, 0.9), (0.0, 0.7)])
        net.input_scaling = MinMaxScaling(
            (-1.5,) * n, (chance.choice([4.0, 2.75]),) * n, (low, high)
        )
        net.input_columns = tuple(f"column {i}" for i in range(n))
    elif kind == 1:
        net.input_scaling = StandardScaling((0.5,) * n, (1.25,) * (n - 1) + (0.0,))
    elif kind == 2:
        net.input_scaling = MinMaxScaling((3.0,) * n, (3.0,) * n, (-1.0, 0.5))
    if probabilities:
        return
    if kind in {0, 3}:
        net.target_scaling = MinMaxScaling(
            (-2.0,) * k, (2.5,) * k, chance.choice([(0, 1), (-1, 1), (0.1, 0.9)])
        )
        net.target_columns = tuple(ns.TargetColumn(f"goal {i}") for i in range(k))
    elif kind == 1:
        net.target_scaling = StandardScaling(
            (0.25,) * k, (2.0,) * (k - 1) + (chance.choice([0.0, 0.3]),)
        )


def explained(trace: Trace, asked: str, digits: int, *, comma: bool) -> str:
    return ns.explain(trace, only=asked, digits=digits, decimal_comma=comma).to_text()


def in_page(run: Callable[..., Any], traces: list[dict[str, Any]]) -> list[list[str]]:
    result: list[list[str]] = run(IMPORTS, BODY, {"formulas": formulas(), "traces": traces})
    return result


def compared(
    run: Callable[..., Any], traces: list[Trace], digits: list[int], *, most: int = 9
) -> None:
    """Compare the text of some neurons of each trace with Python's."""
    given, expected = [], []
    for place, (trace, some) in enumerate(zip(traces, digits, strict=True)):
        comma = place % 5 == 4
        names = [neuron.name for neuron in trace.net]
        asked = random.Random(place).sample(names, min(most, len(names)))
        given.append(
            {"document": document_of(trace), "digits": some, "comma": comma, "asked": asked}
        )
        expected.append([explained(trace, name, some, comma=comma) for name in asked])
    for shown, found, texts in zip(given, in_page(run, given), expected, strict=True):
        for name, one, other in zip(shown["asked"], found, texts, strict=True):
            assert one == other, (name, shown["document"])


def test_random_networks_are_explained_as_in_python(in_node: Callable[..., Any]) -> None:
    traces = []
    for seed in range(165):
        with contextlib.suppress(NotFiniteError):
            traces.append(random_trace(seed))
    assert len(traces) >= 150
    digits = [4 if place % 2 else 1 + place % 8 for place in range(len(traces))]
    compared(in_node, traces, digits, most=2)


def special_traces() -> Iterator[Trace]:
    """Yield samples in which sums are long, numbers too large, or a neuron leads nowhere."""
    wide = ns.mlp([12, 11, 9], seed=2, output_activation="identity")
    wide.loss = "softmax_cross_entropy"
    x = [place / 8 - 0.5 for place in range(12)]
    yield ns.trace(wide, x, [1.0, *[0.0] * 8], optimizer=Adam(0.01))
    yield ns.trace(wide, x, [0.25] * 9, learning_rate=0.1)
    yield ns.trace(wide, x)
    for scale in (100.0, 900.0):
        sharp = ns.Network()
        inputs = [sharp.add_input() for _ in range(2)]
        for sign in (1, -1):
            weights = {inputs[0]: sign * scale, inputs[1]: 0.5}
            sharp.add_neuron(weights, bias=0.25, activation="identity")
        sharp.loss = "softmax_cross_entropy"
        yield ns.trace(sharp, [8.0, 1.0], [0.0, 1.0], learning_rate=0.5)
    ended = ns.mlp([2, 2, 1], seed=4)
    ended.add_neuron({"x[0]": 0.5, "h[0][0]": -0.25}, name="leads nowhere", activation="softsign")
    ended.set_outputs("o[0]")
    yield ns.trace(ended, [0.5, 0.25], [1.0], learning_rate=0.5)
    # a loss of probabilities drops the scaling of the targets, but a forward pass alone keeps it
    scaled = ns.mlp([2, 2, 1], seed=1)
    scaled.loss = "binary_cross_entropy"
    scaled.target_scaling = MinMaxScaling((0.0,), (2.0,))
    yield ns.trace(scaled, [1.0, 2.0])
    with pytest.warns(ns.NeurosimWarning, match="is dropped"):
        yield ns.trace(scaled, [1.0, 2.0], [1.0], learning_rate=0.5)
    net, data = ns.worked_example()
    yield ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1)


def test_long_sums_and_large_numbers_are_explained_as_in_python(
    in_node: Callable[..., Any],
) -> None:
    traces = list(special_traces())
    compared(in_node, traces, [4, 3, 4, 4, 6, 4, 4, 2, 5])


def test_names_are_written_as_in_python(in_node: Callable[..., Any]) -> None:
    net = ns.Network(name="two\nlines\u200b\U0001f600")
    x = net.add_input("tab\there")
    hidden = net.add_neuron({x: 0.5}, name="a name of more than thirty characters, twice \u2028")
    net.add_neuron({hidden: -0.5}, name="\u202eend")
    net.input_columns = ("a column with a name that is long, and which has an end\r",)
    net.target_columns = (ns.TargetColumn("kind", ("no\x00", "yes"), one_output=True),)
    compared(in_node, [ns.trace(net, [0.5], [1.0], learning_rate=0.1)], [4])


def test_what_cannot_be_computed_is_explained_as_far_as_it_goes(
    in_node: Callable[..., Any],
) -> None:
    net = ns.mlp([1, 2, 1], seed=1, activation="exp")
    net.target_scaling = MinMaxScaling((0.0,), (2.0,))
    document = document_of(net)
    document["sample"] = {"inputs": [1e9], "targets": [1.0]}
    given = {"document": document, "digits": 4, "comma": False, "asked": ["h[0][0]", "o[0]", "L"]}
    first, output, _ = in_page(in_node, [given])[0]
    assert "sh[0][0] = x[0] \N{MIDDLE DOT} wh[0][0][0] + bh[0][0]" in first
    assert "= undefined" in output


def test_a_symbol_has_the_equations_of_its_number(in_node: Callable[..., Any]) -> None:
    net = ns.mlp([2, 2, 2], seed=1)
    net.loss = "mse"
    trace = ns.trace(net, [0.5, -1.0], [0.25, 1.0], learning_rate=0.5)
    lines = {
        "so[0]": "o[0]", "ah[0][1]": "h[0][1]", "dh[0][0]": "h[0][0]", "L[1]": "o[1]",
        "wo[1][0]": "o[1]", "f'(so[1])": "o[1]", "grad bh[0][0]": "h[0][0]", "L": "loss",
    }  # fmt: skip
    given = {"document": document_of(trace), "digits": 4, "comma": False, "asked": [*lines]}
    for (symbol, owner), text in zip(lines.items(), in_page(in_node, [given])[0], strict=True):
        equations = [block for block in text.split("\n\n") if " = " in block]
        assert len(equations) == (2 if symbol == "wo[1][0]" else 1), text
        whole = explained(trace, owner, 4, comma=False)
        for equation in equations:
            assert equation.strip() in whole, symbol


def test_every_sentence_of_the_formulas_is_said_in_german(in_node: Callable[..., Any]) -> None:
    said = {case for loss in formulas()["losses"].values() for case in loss.get("cases", ())}
    said |= {why for rule in formulas()["rules"].values() for _, _, why in rule if why}
    german = in_node(IMPORTS, "return Object.keys(WORDS.de.mathematics.of_formulas);", None)
    assert set(german) == said


def test_german_text_has_the_same_numbers(in_node: Callable[..., Any]) -> None:
    traces = [trace for trace in special_traces() if trace.loss is not None][2:]
    given = [
        {
            "document": document_of(trace),
            "digits": 4,
            "comma": False,
            "asked": [neuron.name for neuron in trace.net],
            "language": language,
        }
        for trace in traces
        for language in ("en", "de")
    ]
    texts = in_page(in_node, given)
    for english, german in zip(texts[::2], texts[1::2], strict=True):
        for one, other in zip(english, german, strict=True):
            assert _results(one) == _results(other)
            assert not re.search(r"\b(the|of|is|are)\b", other), other


def _results(text: str) -> list[str]:
    return re.findall(r"^ +(?:\S+ )?= (-?[\d.]+)$", text, re.MULTILINE)
