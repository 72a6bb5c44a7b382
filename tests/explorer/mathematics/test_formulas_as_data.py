"""The formulas that the page gets as data give the numbers of Python's functions."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from neurosim.explorer.formulas import formulas
from neurosim.model.activations import ACTIVATIONS
from neurosim.model.losses import LOSSES

IMPORTS = 'import { evaluate } from "PAGE/mathematics/expressions.js";'
BODY = (
    "return given.map(([form, letters]) => "
    "String(evaluate(form, new Map(Object.entries(letters)))));"
)
MOST_BYTES = 7000
SUMMATIONS = (-3.5, -1.0, -0.25, 0.0, 0.5, 1.0, 4.0)
PAIRS = ((0.25, 1.0), (0.875, 0.125), (0.5, 0.5625))


def test_they_are_small() -> None:
    text = json.dumps(formulas(), ensure_ascii=False, separators=(",", ":"))
    assert len(text.encode("utf-8")) < MOST_BYTES


def test_formulas_of_activations(in_node: Callable[..., Any]) -> None:
    given, expected = [], []
    for name, form in formulas()["activations"].items():
        activation = ACTIVATIONS[name]
        for s in SUMMATIONS:
            if name in {"log", "sqrt", "reciprocal"} and s <= 0:
                continue
            a = activation.function(s)
            given += [(form["formula"], {"s": s}), (form["slope"], {"s": s, "a": a})]
            expected += [a, activation.derivative(s)]
    found = [float(text) for text in in_node(IMPORTS, BODY, given)]
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-14)


def test_formulas_of_losses(in_node: Callable[..., Any]) -> None:
    given, expected = [], []
    for name, form in formulas()["losses"].items():
        loss = LOSSES[name]
        for y, z in PAIRS:
            # with a second output of 0, the probability of the first is that of sigmoid
            p = 1 / (1 + math.exp(-y))
            outputs, targets = ([y, 0.0], [1.0, 0.0]) if loss.softmax else ([y, 0.5], [z, 0.5])
            letters = {"y": y, "z": targets[0], "p": p, "n": 2.0}
            given += [(form["formula"], letters), (form["slope"], letters)]
            expected += [loss.terms(outputs, targets)[0], loss.gradient(outputs, targets)[0]]
    found = [float(text) for text in in_node(IMPORTS, BODY, given)]
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-14)
