"""Order, layers and symbols of any wiring are those of Python."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest

import neurosim as ns
from neurosim.errors import StructureError
from neurosim.explorer.page_document import document_of
from neurosim.model.notation import symbol, weight_symbols
from neurosim.model.scaling import MinMaxScaling
from tests.explorer.arithmetic.random_cases import random_network

InNode = Callable[[str, str, Any], Any]

IMPORTS = """
import { networkOf, problemOf, wouldCircle } from "PAGE/arithmetic/network.js";
import { knownAt, momentsOf, traceOf } from "PAGE/arithmetic/trace.js";
import { ENGLISH } from "PAGE/words/english.js";
import { GERMAN } from "PAGE/words/german.js";
"""
STRUCTURES = """
const names = (neurons) => neurons.map((neuron) => neuron.name);
return given.map((model) => {
  const network = networkOf(model);
  return {
    order: names(network.order), inputs: names(network.inputs), outputs: names(network.outputs),
    layers: network.layers.map(names), hidden: names(network.hidden),
    symbols: network.neurons.map(({ symbols }) => Object.values(symbols)),
    weights: network.neurons.map(({ sources }) => sources.map((edge) => [
      edge.source.name, edge.symbol, edge.weight, edge.frozen,
      network.edge(edge.source.name, edge.target.name) === edge])),
    targets: network.neurons.map(({ targets }) => targets.map((edge) => edge.target.name)),
    problem: problemOf(network)?.key ?? null,
  };
});
"""
QUANTITIES = ("output", "summation", "bias", "delta", "target", "slope")


@pytest.fixture(scope="module")
def nets() -> list[ns.Network]:
    chance = random.Random(20)
    return [random_network(chance, most=12) for _ in range(150)]


def names(neurons: Any) -> list[str]:
    return [neuron.name for neuron in neurons]


def symbols_of(net: ns.Network, neuron: Any) -> list[str | None]:
    """Return the symbols of a neuron in the order of ``NeuronSymbols``, by Python."""
    structure = net.structure
    kind = structure.places[neuron].kind
    n = {"input": 1, "hidden": 4, "output": 5}[kind]
    found: list[str | None] = [str(symbol(structure, neuron, what)) for what in QUANTITIES[:n]]
    found += [None] * (5 - n)
    slope = None if kind == "input" else str(symbol(structure, neuron, "slope"))
    gradient = str(symbol(structure, neuron, "loss gradient")) if kind == "output" else None
    return [*found, slope, None, gradient]


def test_structures(in_node: InNode, nets: list[ns.Network]) -> None:
    found = in_node(IMPORTS, STRUCTURES, [document_of(net)["model"] for net in nets])
    orders = 0
    for ours, net in zip(found, nets, strict=True):
        structure = net.structure
        assert ours["order"] == names(structure.computed)
        assert ours["inputs"] == names(structure.inputs)
        assert ours["outputs"] == names(structure.outputs)
        assert ours["layers"] == [names(layer) for layer in structure.hidden_layers]
        assert ours["hidden"] == names(net.hidden)
        assert ours["symbols"] == [symbols_of(net, neuron) for neuron in net]
        for neuron, weights, targets in zip(net, ours["weights"], ours["targets"], strict=True):
            assert weights == [
                [source.name, str(weight), edge["weight"], not edge["trainable"], True]
                for weight, (source, edge) in zip(
                    weight_symbols(structure, neuron), structure.incoming[neuron], strict=True
                )
            ]
            assert targets == names(target for target, _ in structure.outgoing[neuron])
        assert ours["problem"] is None
        orders += names(structure.order) != names(net)
    assert orders > 20


def test_circles(in_node: InNode, nets: list[ns.Network]) -> None:
    body = """
return given.map(({ model, pairs }) => {
  const network = networkOf(model);
  return pairs.map(([source, target]) => wouldCircle(network, source, target));
});
"""
    given = [
        {
            "model": document_of(net)["model"],
            "pairs": [(a.name, b.name) for a in net for b in net],
        }
        for net in nets[:40]
    ]
    for net, case, circles in zip(nets, given, in_node(IMPORTS, body, given), strict=False):
        graph = nx.relabel_nodes(net.graph, {neuron: neuron.name for neuron in net})
        for (source, target), circle in zip(case["pairs"], circles, strict=True):
            assert (circle is not None) == nx.has_path(graph, target, source)
            if circle:
                assert (circle[0], circle[-2], circle[-1]) == (target, source, target)
                assert all(graph.has_edge(*edge) for edge in pairwise(circle[:-1]))


def lonely() -> ns.Network:
    net = ns.mlp([1, 1])
    net.add_neuron(name="alone")
    return net


def scaled() -> ns.Network:
    net = ns.mlp([1, 1])
    net.input_scaling = MinMaxScaling((0.0,), (1.0,))
    return net


def test_what_cannot_be_computed_is_said_in_both_languages(in_node: InNode) -> None:
    only_inputs = ns.Network()
    only_inputs.add_input()
    models = [document_of(net)["model"] for net in (ns.Network(), only_inputs, lonely(), scaled())]
    models[3]["neurons"].append({"kind": "input", "name": "another"})
    said = in_node(
        IMPORTS,
        """
return given.map((model) => {
  const problem = problemOf(networkOf(model));
  return [problem.in(ENGLISH), problem.in(GERMAN)];
});
""",
        models,
    )
    for (english, german), part, teil in zip(
        said,
        ("no inputs", "no neurons", "alone has no inputs", "1 column"),
        ("keine Eingaben", "keine Neuronen", "alone hat keine", "Skalierung: 1"),
        strict=True,
    ):
        assert part in english
        assert teil in german
    for net in (ns.Network(), only_inputs, lonely()):
        with pytest.raises(StructureError):
            net.check()


def test_owners_of_symbols(in_node: InNode) -> None:
    net = ns.mlp([1, 2, 2], seed=1)
    net.loss = "softmax_cross_entropy"
    asked = {
        "x[0]": ["x[0]", None],
        "f'(sh[0][1])": ["h[0][1]", None],
        "grad wh[0][1][0]": ["h[0][1]", "wh[0][1][0]"],
        "corrected mean wo[1][0]": ["o[1]", "wo[1][0]"],
        "new bo[0]": ["o[0]", None],
        "dL/dyo[1]": ["o[1]", None],
        "dL/dso[1]": ["o[1]", None],
        "p[1]": ["o[1]", None],
        "L[1]": ["o[1]", None],
        "L": [None, None],
        "η": [None, None],
        "wh[0][1][7]": "none",
    }
    found = in_node(
        IMPORTS,
        """
const network = networkOf(given.model);
return given.asked.map((symbol) => {
  const owner = network.owner(symbol);
  return owner === undefined ? "none" : [owner.neuron?.name ?? null, owner.edge?.symbol ?? null];
});
""",
        {"model": document_of(net)["model"], "asked": list(asked)},
    )
    assert dict(zip(asked, found, strict=True)) == asked


TIMELINE = """
const network = networkOf(given.model);
const trace = traceOf(network, given.sample, given.training);
const moments = momentsOf(trace);
const known = moments.map((_, step) => [...trace.values.keys()].filter(knownAt(trace, step)));
return { moments, known, failure: trace.failure?.symbol ?? null };
"""


def test_the_timeline_of_a_step(in_node: InNode) -> None:
    net = ns.mlp([2, 2, 1], initializer=0.5)
    document = document_of(ns.trace(net, [1.0, 0.0], [1.0], learning_rate=0.1))
    found = in_node(IMPORTS, TIMELINE, document)
    told = [(moment["phase"], moment["neuron"]) for moment in found["moments"]]
    hidden, computed = ["h[0][0]", "h[0][1]"], ["h[0][0]", "h[0][1]", "o[0]"]
    assert told == [
        ("start", None),
        ("inputs", None),
        *(("forward", name) for name in computed),
        ("loss", None),
        *(("errors", name) for name in ["o[0]", *reversed(hidden)]),
        *(("gradients", name) for name in computed),
        *(("update", name) for name in computed),
        ("end", None),
    ]
    known = [set(symbols) for symbols in found["known"]]
    parameters = {parameter.symbol for parameter in net.parameters}
    assert known[0] == parameters | {"η", "x[0]", "x[1]", "z[0]"}
    assert known[3] - known[2] == {"sh[0][1]", "ah[0][1]"}
    assert known[5] - known[4] == {"L[0]", "dL/dyo[0]", "L"}
    assert known[6] - known[5] == {"f'(so[0])", "do[0]"}
    assert all(before <= after for before, after in pairwise(known))
    assert found["failure"] is None


def test_scaled_numbers_are_known_when_they_are_scaled(in_node: InNode) -> None:
    net = scaled()
    net.target_scaling = MinMaxScaling((0.0,), (10.0,))
    document = document_of(ns.trace(net, [0.5], [5.0], learning_rate=0.1))
    known = in_node(IMPORTS, TIMELINE, document)["known"]
    assert "x[0]" not in known[0]
    assert "x[0]" in known[1]
    assert "z[0]" not in known[2]
    assert "z[0]" in known[3]


def test_a_number_that_is_not_finite_ends_the_timeline(in_node: InNode) -> None:
    net = ns.Network()
    x = net.add_input()
    first = net.add_neuron({x: 1.0}, activation="identity")
    net.add_neuron({net.add_neuron({first: -1.0}, activation="log"): 1.0})
    document = {**document_of(net), "sample": {"inputs": [2.0], "targets": [1.0]}}
    found = in_node(IMPORTS, TIMELINE, document)
    assert found["failure"] == "ah[1][0]"
    assert [moment["phase"] for moment in found["moments"]] == ["start", "inputs", "forward", "end"]
