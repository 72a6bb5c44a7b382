"""Published worked examples: every right number is reproduced, every wrong one in print is found.

The right numbers were computed apart from this package, with 50 digits (one file: by PyTorch).
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns

FILES = sorted((Path(__file__).parents[1] / "field" / "worked").glob("*.json"))
OF_THEIR_OWN = {
    "square": ns.Activation("square", lambda s: s * s, lambda s: 2 * s, r"s^2"),
}


def network(example: dict[str, Any]) -> ns.Network:
    """Return the network of an example; biases that it does not have are 0."""
    net = ns.Network()
    layer = [net.add_input() for _ in example["inputs"]]
    weights = example["weights"]
    biases = example.get("biases") or [[0] * len(rows) for rows in weights]
    for rows, values, name in zip(weights, biases, example["activation"], strict=True):
        layer = [
            net.add_neuron(
                dict(zip(layer, map(float, row), strict=True)),
                bias=float(bias),
                activation=OF_THEIR_OWN.get(name, name),
            )
            for row, bias in zip(rows, values, strict=True)
        ]
    return net


class Computed:
    """The numbers of an example as this package computes them, by the symbols of the file."""

    def __init__(self, example: dict[str, Any]) -> None:
        self._x = [float(value) for value in example["inputs"]]
        self._z = [float(value) for value in example["targets"]]
        self._loss = example["loss"]
        self._net = network(example)
        name, *numbers = example.get("optimizer", "sgd").split()
        rate = float(example["eta"])
        optimizer = ns.Adam(rate, *map(float, numbers)) if name == "adam" else ns.SGD(rate)
        self._trace = ns.trace(self._net, self._x, self._z, loss=self._loss, optimizer=optimizer)

    def __getitem__(self, symbol: str) -> float:
        kind, _, parameter = symbol.partition(" ")
        if kind == "grad":
            return self._trace.gradient(parameter)
        if kind == "new":
            return self._trace.new_value(parameter)
        if symbol.startswith("L["):
            # the loss of one output is the whole loss when the others meet their targets
            chosen = int(symbol[2:-1])
            targets = list(self._trace.raw_outputs)
            targets[chosen] = self._z[chosen]
            loss = ns.trace(self._net, self._x, targets, loss=self._loss).loss
            assert loss is not None
            return loss
        return self._trace.value(symbol)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def example(request) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return read


def test_every_right_number_is_computed(example):
    computed = Computed(example)
    for symbol, right in example["right"].items():
        # the second term is for differences of nearly equal numbers
        assert computed[symbol] == pytest.approx(float(right), rel=1e-12, abs=1e-15), symbol


def test_exactly_the_numbers_that_are_wrong_in_print_are_found(example):
    computed = Computed(example)

    def is_right(symbol: str, text: str) -> bool:
        printed = Decimal(text)
        return Decimal(computed[symbol]).quantize(printed, ROUND_HALF_UP) == printed

    wrong = {symbol for symbol, text in example["printed"].items() if not is_right(symbol, text)}
    assert wrong == set(example.get("wrong in print", {}))


def test_there_are_right_and_wrong_numbers_to_find():
    examples = [json.loads(path.read_text(encoding="utf-8")) for path in FILES]
    assert sum(len(example["right"]) for example in examples) > 200
    assert sum(len(example.get("wrong in print", {})) for example in examples) > 50
