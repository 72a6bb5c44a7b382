"""Activations, losses and optimizers of the page: the same ones, with the same values far out."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

import neurosim as ns
from neurosim.model.activations import ACTIVATIONS, get_activation
from neurosim.model.losses import LOSSES, Loss
from neurosim.model.optimizers import DEFAULT_LEARNING_RATE

InNode = Callable[[str, str, Any], Any]

IMPORTS = """
import { ACTIVATION_NAMES, activationOf } from "PAGE/arithmetic/activations.js";
import { LOSS_NAMES, lossOf, softmax } from "PAGE/arithmetic/losses.js";
import { OPTIMIZERS } from "PAGE/arithmetic/optimizers.js";
"""
SIZES = (0.0, 1e-300, 1e-9, 0.3, 1.0, 3.0, 8.5, 30.0, 700.0, 720.0, 1e5, 1e103, 1e154, 1e200, 1e308)
SUMMATIONS = (*SIZES, *(-size for size in SIZES))


def finite(function: Callable[[], float]) -> float | None:
    """Return a number, or None where there is none."""
    try:
        value = float(function())
    except (ArithmeticError, ValueError):
        return None
    return value if math.isfinite(value) else None


def assert_close(
    found: Sequence[float | None], expected: Sequence[float | None], where: str
) -> None:
    for ours, theirs in zip(found, expected, strict=True):
        assert (ours is None) == (theirs is None), where
        if ours is not None and theirs is not None:
            assert ours == pytest.approx(theirs, rel=1e-12, abs=0), where


def test_the_page_knows_what_python_knows(in_node: InNode) -> None:
    body = "return { activations: ACTIVATION_NAMES, losses: LOSS_NAMES, optimizers: OPTIMIZERS };"
    known = in_node(IMPORTS, body, None)
    assert known["activations"] == list(ACTIVATIONS)
    assert known["losses"] == list(LOSSES)
    for kind in known["optimizers"]:
        rate, *options = dataclasses.fields(getattr(ns, kind["name"]))
        usual = DEFAULT_LEARNING_RATE if rate.default is dataclasses.MISSING else rate.default
        assert kind["learning_rate"] == usual
        assert kind["options"] == [[field.name, field.default] for field in options]
    names = [kind["name"].lower() for kind in known["optimizers"]]
    assert names == list(ns.model.optimizers.OPTIMIZERS)


def test_activations_far_out(in_node: InNode) -> None:
    names = [*ACTIVATIONS, "leaky_relu(0.2)", "leaky_relu(-3e-05)"]
    body = """
return given.names.map((name) => {
  const { value, slope } = activationOf(name);
  return given.summations.map((s) => [value(s), slope(s, value(s))]);
});
"""
    found = in_node(IMPORTS, body, {"names": names, "summations": SUMMATIONS})
    for name, pairs in zip(names, found, strict=True):
        activation = get_activation(name)
        for s, (value, slope) in zip(SUMMATIONS, pairs, strict=True):
            expected = finite(partial(activation.function, s))
            assert_close([value], [expected], f"{name} at {s}")
            if expected is not None:
                assert_close(
                    [slope], [finite(partial(activation.derivative, s))], f"{name}' at {s}"
                )


def test_texts_of_activations(in_node: InNode) -> None:
    texts = {
        "leaky_relu( 0.5 )": -0.5,
        "leaky_relu(-1e-1)": 0.1,
        "leaky_relu(.25)": -0.25,
        "leaky_relu()": None,
        "leaky_relu(1e999)": None,
        "leaky_relu(0x10)": None,
        "LeakyReLU": None,
        "toString": None,
    }
    body = "return given.map((text) => activationOf(text)?.value(-1) ?? null);"
    assert in_node(IMPORTS, body, list(texts)) == list(texts.values())


def loss_pairs(loss: Loss) -> list[tuple[float, float]]:
    """Return outputs with targets."""
    outputs = [0.0, 1.0, 0.5, 1e-13, 1 - 1e-13, 1e-300]
    if not loss.probabilities or loss.softmax:
        outputs += [-1.0, 2.0, -700.0, 1e5, 1e154]
    return [(y, z) for y in outputs for z in (0.0, 0.25, 1.0)]


def test_losses_far_out(in_node: InNode) -> None:
    body = """
return given.map(({ name, pairs }) => pairs.map(([y, z]) => {
  const loss = lossOf(name);
  if (!loss.softmax) return [loss.term(y, z, 3), loss.gradient(y, z, 3)];
  const p = [0, 0];
  const total = softmax([y, 0.5], p);
  return [z * (total - y), (z + 0.5) * p[0] - z];
}));
"""
    given = [{"name": loss.name, "pairs": loss_pairs(loss)} for loss in LOSSES.values()]
    for loss, found in zip(LOSSES.values(), in_node(IMPORTS, body, given), strict=True):
        others = [0.5] if loss.softmax else [0.5, 0.25]
        for (y, z), ours in zip(loss_pairs(loss), found, strict=True):
            parts = [part([y, *others], [z, *others])[0] for part in (loss.terms, loss.gradient)]
            assert_close(ours, parts, f"{loss.name} at {y}, {z}")


def test_the_loss_of_summations_far_out(in_node: InNode) -> None:
    body = """
const { term, gradient } = lossOf("binary_cross_entropy").joined;
return given.map((s) => [term(s, 0.25, 2), gradient(0.7, 0.25, 2)]);
"""
    joined = LOSSES["binary_cross_entropy"].joined
    assert joined is not None
    for s, ours in zip(SUMMATIONS, in_node(IMPORTS, body, SUMMATIONS), strict=True):
        assert_close(ours, [joined.term(s, 0.25, 2), joined.gradient(0.7, 0.25, 2)], f"at {s}")
