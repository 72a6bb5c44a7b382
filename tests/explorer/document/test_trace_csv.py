"""The numbers of a trace as CSV: the same text as Python's."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import neurosim as ns
from neurosim.explorer.page_document import document_of
from neurosim.tracing import Trace
from tests.strategies import SMOOTH

InNode = Callable[[str, str, Any], Any]

TRACE_CSV = """
import { networkOf } from "PAGE/arithmetic/network.js";
import { traceOf } from "PAGE/arithmetic/trace.js";
import { readDocument } from "PAGE/document/document.js";
import { traceCsv } from "PAGE/document/trace_csv.js";
const traced = (given) => {
  const { model, sample, training } = readDocument(given);
  return traceOf(networkOf(model), sample, training);
};
"""
EACH = "return given.map((document) => traceCsv(traced(document)));"


def scaled_network() -> Trace:
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling((25.0, 67.0), (70.0, 98.0), (0.0, 1.0))
    net.target_scaling = ns.StandardScaling((80.0,), (8.0,))
    net.input_columns, net.target_columns = ("I0", "x[1]"), (ns.TargetColumn("=Z,0"),)
    return ns.trace(net, data.X[0], data.Z[0], learning_rate=0.5)


def classes() -> Trace:
    net = ns.mlp([2, 2, 3], output_activation="identity", seed=3)
    net.loss = "softmax_cross_entropy"
    net.target_columns = (ns.TargetColumn("kind", ("a", "b", 'c "d"')),)
    net["h[0][0]"].bias_trainable = False
    return ns.trace(net, [0.5, -1.0], [0.0, 1.0, 0.0], optimizer=ns.AdamW(0.1))


def random_trace(chance: np.random.Generator) -> Trace:
    """Return a trace of a network with skip connections, inner outputs and frozen parts."""
    net = ns.Network()
    for _ in range(chance.integers(1, 4)):
        net.add_input()
    for _ in range(chance.integers(1, 7)):
        sources = [neuron for neuron in net if chance.random() < 0.5] or [*net][:1]
        net.add_neuron(
            {source: float(chance.normal()) for source in sources},
            bias=float(chance.normal()),
            activation=str(chance.choice(SMOOTH)),
        )
    computed = [neuron for neuron in net if not neuron.is_input]
    if chance.random() < 0.5:
        net.set_outputs(*chance.permutation(np.array(computed, dtype=object))[:2])
    for parameter in net.parameters:
        parameter.trainable = bool(chance.random() < 0.8)
    x, z = chance.normal(size=len(net.inputs)), chance.normal(size=len(net.outputs))
    optimizer = [None, ns.SGD(0.5, momentum=0.9), ns.RMSprop(0.1), ns.Adam(0.1)][chance.integers(4)]
    if optimizer is None:
        return ns.trace(net, x.tolist())
    return ns.trace(net, x.tolist(), z.tolist(), optimizer=optimizer)


def same_table(written: str, expected: str) -> None:
    """Compare tables: all texts are equal, and numbers to 12 digits."""
    ours, theirs = written.split("\n"), expected.split("\n")
    assert len(ours) == len(theirs)
    for own, other in zip(ours, theirs, strict=True):
        if own == other:
            continue
        (before, value), (wanted, number) = own.rsplit(",", 2)[:2], other.rsplit(",", 2)[:2]
        assert before == wanted
        assert math.isclose(float(value), float(number), rel_tol=1e-12, abs_tol=1e-15), own


@pytest.mark.parametrize("make", [scaled_network, classes])
def test_the_text_is_that_of_python(in_node: InNode, make: Callable[[], Trace]) -> None:
    trace = make()
    (written,) = in_node(TRACE_CSV, EACH, [document_of(trace)])
    same_table(written, trace.to_csv())


def test_numbers_without_rounding_are_equal_to_the_last_letter(in_node: InNode) -> None:
    net = ns.mlp([2, 2, 1], activation="relu", output_activation="identity", initializer=0.5)
    traces = [
        ns.trace(net, [1.0, -3.0]),
        ns.trace(net, [1.0, 2.0], [0.25], optimizer=ns.SGD(0.125, momentum=0.5, nesterov=True)),
    ]
    documents = [document_of(trace) for trace in traces]
    assert in_node(TRACE_CSV, EACH, documents) == [trace.to_csv() for trace in traces]


def test_random_networks_give_the_rows_of_python(in_node: InNode) -> None:
    traces = [random_trace(np.random.default_rng(seed)) for seed in range(40)]
    documents = [document_of(trace) for trace in traces]
    for trace, written in zip(traces, in_node(TRACE_CSV, EACH, documents), strict=True):
        same_table(written, trace.to_csv())


def test_a_decimal_comma_takes_semicolons_between_cells(in_node: InNode) -> None:
    net = ns.mlp([1, 1], output_activation="identity", initializer=0.5)
    body = "return traceCsv(traced(given), { decimalComma: true });"
    written = in_node(TRACE_CSV, body, document_of(ns.trace(net, [3.0])))
    assert written.splitlines()[:3] == [
        "step;neuron;symbol;quantity;value;column",
        "forward;x[0];x[0];output;3,0;",
        "forward;o[0];wo[0][0];weight;0,5;",
    ]


def test_a_trace_that_came_to_nothing_is_refused(in_node: InNode) -> None:
    net = ns.mlp([1, 1], output_activation="log", initializer=0.0)
    body = "try { return traceCsv(traced(given)); } catch (error) { return error.name; }"
    assert in_node(TRACE_CSV, body, document_of(net)) == "Refusal"
