"""Damaged model files: a network that can be saved again, or one sentence; nothing else."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np

import neurosim as ns
from tests.stress.running import check_refusal

STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, 1e308, -1e-320, "", "x[0]", "sigmoid", "\x00\n\u202e",
    "y" * 3000, [], {}, [[]], {"": None}, ["x[0]", "x[0]"], float("nan"), float("inf"), -0.0,
    "mse", {"x[0]": 0.5}, [0.0, 1.0], "NaN", 2, 2**63,
)  # fmt: skip


def case(rng: random.Random, folder: Path) -> str:
    """Damage a model file in one to three places and load it."""
    path = ns.save(network(rng), folder / "model.json")
    content = path.read_bytes()
    for _ in range(rng.choice((1, 1, 2, 3))):
        damage = damaged_text if rng.random() < 0.3 else damaged_structure
        content = damage(rng, content)
    path.write_bytes(content)
    try:
        net = ns.load(path)
    except ns.NeurosimError as error:
        check_refusal(error)
        return "refused"
    again = ns.save(net, folder / "again.json")
    twice = ns.save(ns.load(again), folder / "twice.json")
    assert again.read_bytes() == twice.read_bytes(), "saved twice, the files differ"
    try:
        ns.predict(net, np.zeros((2, len(net.inputs))))
    except ns.NeurosimError as error:
        check_refusal(error)
        return "loaded, cannot be computed"
    return "loaded"


def network(rng: random.Random) -> ns.Network:
    """Return a small network on a random wiring, with a random description."""
    net = ns.Network(rng.choice(("", "net", "a network")))
    neurons = [net.add_input() for _ in range(rng.randint(1, 3))]
    n_inputs = len(neurons)
    for _ in range(rng.randint(1, 4)):
        sources = rng.sample(neurons, rng.randint(1, len(neurons)))
        neurons.append(
            net.add_neuron(
                {source: rng.uniform(-1, 1) for source in sources},
                bias=rng.uniform(-1, 1),
                activation=rng.choice(list(ns.ACTIVATIONS)),
            )
        )
    if rng.random() < 0.3:
        net.freeze(net.parameters[0].symbol)
    if rng.random() < 0.5:
        net.input_scaling = ns.MinMaxScaling((0.0,) * n_inputs, (2.0,) * n_inputs)
    if rng.random() < 0.5:
        net.input_columns = tuple(f"column {i}" for i in range(n_inputs))
    if rng.random() < 0.3 and net.input_columns:
        net.preparation = ns.Preparation(fill={"column 0": 1.5})
    if rng.random() < 0.3:
        net.loss = rng.choice(list(ns.LOSSES))
    if rng.random() < 0.4 and len(net.outputs) > 1:
        labels = tuple(f"class {i}" for i in range(len(net.outputs)))
        net.target_columns = (ns.TargetColumn("kind", labels),)
    return net


def damaged_text(rng: random.Random, content: bytes) -> bytes:
    """Change, remove, double or cut bytes at a random place."""
    place = rng.randrange(len(content) + 1)
    length = rng.choice((1, 1, 2, 8, 64))
    piece = content[place : place + length]
    new = rng.choice(
        (
            bytes(rng.randrange(256) for _ in range(length)),
            rng.choice((b"{", b"}", b'"', b",", b"[", b"]", b":", b"-", b"9", b"e", b"\\", b"\0")),
            b"",
            piece + piece,
            piece[::-1],
            content[: rng.randrange(len(content) + 1)],
        )
    )
    if rng.random() < 0.1:
        return content[:place] or b" "
    return content[:place] + new + content[place + length :] or b" "


def damaged_structure(rng: random.Random, content: bytes) -> bytes:
    """Put something else, or nothing, at a random place of the JSON value."""
    try:
        tree = json.loads(content)
    except ValueError:
        return damaged_text(rng, content)
    places = list(_places(tree))
    if not places:
        return damaged_text(rng, content)
    parent, key = rng.choice(places)
    what = rng.randrange(5)
    if what == 0:
        del parent[key]
    elif what == 1:
        other, place = rng.choice(places)
        parent[key] = json.loads(json.dumps(other[place]))
    elif what == 2 and isinstance(parent, list):
        parent.insert(key, json.loads(json.dumps(parent[key])))
    elif what == 3 and isinstance(parent, dict):
        parent[rng.choice((f"{key} ", "version", "bias", "", "x[0]", "inputs"))] = parent.pop(key)
    else:
        parent[key] = rng.choice(STRANGE)
    return json.dumps(tree, ensure_ascii=rng.random() < 0.5).encode("utf-8")


def _places(tree: Any) -> Any:
    if isinstance(tree, dict | list):
        for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
            yield tree, key
            yield from _places(tree[key])
