"""The page explains every neuron letter for letter as ``ns.explain`` does."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

import neurosim as ns
from neurosim.errors import NotFiniteError
from neurosim.explorer.formulas import formulas
from neurosim.explorer.page_document import document_of
from neurosim.model.activations import ACTIVATIONS
from neurosim.model.losses import LOSSES
from neurosim.model.optimizers import OPTIMIZERS, SGD, Adam, AdamW, Optimizer, RMSprop
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


def test_random_networks_are_explained_as_in_python(in_node: Callable[..., Any]) -> None:
    traces, expected = [], []
    for seed in range(150):
        try:
            trace = random_trace(seed)
        except NotFiniteError:
            continue
        digits, comma = 1 + seed % 8 if seed % 2 else 4, seed % 5 == 0
        asked = [neuron.name for neuron in trace.net]
        traces.append(
            {"document": document_of(trace), "digits": digits, "comma": comma, "asked": asked}
        )
        expected.append([explained(trace, name, digits, comma=comma) for name in asked])
    assert len(traces) > 120
    for given, found, texts in zip(traces, in_page(in_node, traces), expected, strict=True):
        for name, one, other in zip(given["asked"], found, texts, strict=True):
            assert one == other, (name, given)
