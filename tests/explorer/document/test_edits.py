"""Edits of the page do to a model what Python does to a network, or refuse as Python does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

import neurosim as ns
from neurosim.errors import NeurosimError
from neurosim.explorer.page_document import document_of
from neurosim.interop.model_file import from_json, to_json
from neurosim.model import Network

InNode = Callable[[str, str, Any], Any]

EDITS = """
import * as edits from "PAGE/document/edits.js";
import { modelText } from "PAGE/document/model_text.js";
import { readDocument } from "PAGE/document/document.js";
import { Refusal } from "PAGE/document/refusal.js";
import { ENGLISH } from "PAGE/words/english.js";
import { GERMAN } from "PAGE/words/german.js";
const applied = (start, steps) => {
  let document = start;
  const told = steps.map(([name, ...values]) => {
    const before = JSON.stringify(document);
    const kept = document;
    try {
      document = edits[name](document, ...values);
      return { model: modelText(document.model) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { refused: error.in(ENGLISH), german: error.in(GERMAN) };
    } finally {
      // no edit changes the document that it was given
      if (JSON.stringify(kept) !== before) throw new Error(`${name} changed the document`);
    }
  });
  return { told, document };
};
"""
SEQUENCES = "return given.map(({ start, steps }) => applied(readDocument(start), steps));"

PYTHON: dict[str, Callable[..., Any]] = {
    "addInput": lambda net, options: net.add_input(options.get("name")),
    "addNeuron": lambda net, options: net.add_neuron(
        activation=options["activation"], name=options.get("name")
    ),
    "connect": lambda net, source, target, weight: net.connect(source, target, weight),
    "disconnect": lambda net, source, target: net.disconnect(source, target),
    "removeNeuron": lambda net, name: net.remove_neuron(name),
    "setWeight": lambda net, source, target, value: net[target].weights.__setitem__(source, value),
    "setBias": lambda net, name, value: setattr(computed(net, name), "bias", value),
    "setActivation": lambda net, name, text: setattr(computed(net, name), "activation", text),
    "setOutputs": lambda net, names: net.set_outputs(*names),
}


def computed(net: Network, name: str) -> ns.Neuron:
    neuron = net[name]
    if neuron.is_input:
        raise NeurosimError(f"{name} is an input")
    return neuron


def random_steps(rng: np.random.Generator, names: list[str], count: int) -> list[list[Any]]:
    """Return edits at random; many cannot be made."""

    def some() -> str:
        return str(rng.choice(names))

    def number() -> float:
        return round(float(rng.normal()), 3)

    steps: list[list[Any]] = []
    for _ in range(count):
        kind = str(rng.choice(list(PYTHON), p=[0.08, 0.1, 0.36, 0.1, 0.05, 0.1, 0.09, 0.06, 0.06]))
        values: dict[str, list[Any]] = {
            "addInput": [{}],
            "addNeuron": [{"activation": str(rng.choice(["tanh", "relu", "leaky_relu(0.2)"]))}],
            "connect": [some(), some(), number()],
            "disconnect": [some(), some()],
            "removeNeuron": [some()],
            "setWeight": [some(), some(), number()],
            "setBias": [some(), number()],
            "setActivation": [some(), str(rng.choice(["identity", "gelu", "unheard of"]))],
            "setOutputs": [sorted({some() for _ in range(rng.integers(3))})],
        }
        steps.append([kind, *values[kind]])
    return steps


def in_python(net: Network, steps: list[list[Any]]) -> list[str | None]:
    """Return the model after each step; None where Python refuses."""
    told: list[str | None] = []
    for name, *values in steps:
        try:
            PYTHON[name](net, *values)
            told.append(to_json(net))
        except NeurosimError:
            told.append(None)
    return told


def test_random_edits_are_those_of_python(in_node: InNode) -> None:
    names = ["x[0]", "x[1]", "x[2]", "h[0][0]", "h[0][1]", "o[0]", "n[3]", "n[4]", "n[5]", "n[6]"]
    nets = [ns.mlp([2, 2, 1], seed=seed) for seed in range(40)]
    given = [
        {"start": document_of(net), "steps": random_steps(np.random.default_rng(seed), names, 40)}
        for seed, net in enumerate(nets)
    ]
    made = refused = 0
    for net, asked, found in zip(nets, given, in_node(EDITS, SEQUENCES, given), strict=True):
        expected = in_python(net, asked["steps"])
        for step, of_page, of_python in zip(asked["steps"], found["told"], expected, strict=True):
            assert of_page.get("model") == of_python, (step, of_page)
            made += of_python is not None
            refused += of_python is None
        sample = found["document"]["sample"]
        assert len(sample["inputs"]) == len(net.inputs)
        assert sample["targets"] is None or len(sample["targets"]) == len(net.outputs)
    assert min(made, refused) > 300


def steps_on(in_node: InNode, start: dict[str, Any], *steps: list[Any]) -> dict[str, Any]:
    """Return the document after edits, none of which may be refused."""
    found = in_node(EDITS, SEQUENCES, [{"start": start, "steps": steps}])[0]
    assert not [told for told in found["told"] if "refused" in told]
    document: dict[str, Any] = found["document"]
    return document


def test_a_new_name_is_taken_everywhere(in_node: InNode) -> None:
    net = ns.mlp([2, 2, 1])
    net.set_outputs("h[0][1]", "o[0]")
    start = {**document_of(net), "positions": [["h[0][1]", 30, 40]]}
    document = steps_on(in_node, start, ["renameNeuron", "h[0][1]", "10"])
    text = to_json(net).replace('"h[0][1]"', '"10"')
    assert from_json(json.dumps(json.loads(text))).structure.outputs[0].name == "10"
    assert document["positions"] == [["10", 30, 40]]
    assert document["model"]["outputs"] == ["10", "o[0]"]
    assert [edge["name"] for edge in document["model"]["neurons"][-1]["sources"]] == [
        "h[0][0]",
        "10",
    ]


def test_samples_and_scaling_follow_their_neurons(in_node: InNode) -> None:
    net = ns.mlp([3, 2, 2])
    net.input_scaling = ns.MinMaxScaling([0, 1, 2], [10, 11, 12], feature_range=(-1, 1))
    net.target_scaling = ns.StandardScaling([5, 6], [2, 3])
    net.input_columns = ("age", "width", "height")
    start = document_of(ns.trace(net, [1, 2, 3], [4, 5]))
    document = steps_on(
        in_node, start, ["removeNeuron", "x[1]"], ["addInput", {}], ["removeNeuron", "o[0]"]
    )
    model = document["model"]
    assert document["sample"] == {"inputs": [1, 3, 1], "targets": [5]}
    # what is new is not scaled: its extent is the range
    assert model["input_scaling"]["minimum"] == [0, 2, -1]
    assert model["input_scaling"]["maximum"] == [10, 12, 1]
    assert model["target_scaling"] == {"mean": [6], "deviation": [3]}
    assert model["input_columns"] == ["age", "height", "x[3]"]


def test_frozen_numbers_are_those_of_python(in_node: InNode) -> None:
    net = ns.mlp([2, 2, 1])
    symbols = ["wh[0][1][0]", "bh[0][0]", "wo[0][1]", "bo[0]"]
    steps = [["setFrozen", symbol, True] for symbol in symbols]
    found = in_node(EDITS, SEQUENCES, [{"start": document_of(net), "steps": steps}])[0]
    net.freeze(*symbols)
    assert found["told"][-1]["model"] == to_json(net)


REFUSED: list[tuple[list[Any], str]] = [
    (["connect", "x[0]", "x[1]"], "x[1] is an input"),
    (["connect", "o[0]", "o[0]"], "o[0] to itself"),
    (["connect", "x[0]", "h[0][0]"], "leads to h[0][0] already"),
    (["connect", "o[0]", "h[0][1]"], "circle h[0][1] → o[0] → h[0][1]"),
    (["renameNeuron", "o[0]", "  "], "name is empty"),
    (["renameNeuron", "o[0]", "x[0]"], "x[0] is taken"),
    (["setLoss", "guess"], "no loss guess"),
    (["setSample", {"inputs": [1], "targets": None}], "1 input, but the network has 2"),
    (["setSample", {"inputs": [1, 2], "targets": [1, 2]}], "2 targets"),
]


def test_a_refusal_says_what_to_do(in_node: InNode) -> None:
    start = document_of(ns.mlp([2, 2, 1]))
    given = [{"start": start, "steps": [step for step, _ in REFUSED]}]
    told = in_node(EDITS, SEQUENCES, given)[0]["told"]
    for (_, sentence), found in zip(REFUSED, told, strict=True):
        assert sentence in found["refused"]
        assert found["german"] != found["refused"]


def test_locks_refuse(in_node: InNode) -> None:
    trace = ns.trace(ns.mlp([2, 2, 1]), [1, 2], [1])
    by_lock = {
        "structure": [["addInput"], ["removeNeuron", "o[0]"], ["setActivation", "o[0]", "tanh"],
                      ["connect", "x[0]", "o[0]"], ["renameNeuron", "o[0]", "y"]],
        "weights": [["setWeight", "x[0]", "h[0][0]", 1], ["setBias", "o[0]", 1],
                    ["setFrozen", "bo[0]", True]],
        "sample": [["setSampleInput", 0, 1], ["setSampleTarget", 0, 1], ["setData", None]],
    }  # fmt: skip
    steps = [step for group in by_lock.values() for step in group]
    given = [{"start": {**document_of(trace), "locks": [lock]}, "steps": steps} for lock in by_lock]
    for lock, found in zip(by_lock, in_node(EDITS, SEQUENCES, given), strict=True):
        refused = [
            step
            for step, told in zip(steps, found["told"], strict=True)
            if "does not let you" in told.get("refused", "")
        ]
        assert refused == by_lock[lock]


OPENED_AGAIN = """
  let edits_made = 0;
  for (const { start, steps } of given) {
    let document = readDocument(start);
    for (const [name, ...given_values] of steps) {
      const values = name === "setModel" ? given_values.map((model) => readModel(model, "")) : given_values;
      const next = applied(document, [[name, ...values]]).document;
      if (next === document) continue;
      document = next;
      edits_made += 1;
      const written = exactJson(document);
      let read;
      try { read = exactJson((await readLink(await linkOf(document, emptyLook()))).document); }
      catch (error) { read = error.in(ENGLISH); }
      if (read !== written) return { read, written, step: [name, ...values] };
    }
  }
  return edits_made;
"""
FOR_LINKS = """
import { emptyLook } from "PAGE/document/document.js";
import { exactJson, linkOf, readLink } from "PAGE/document/link.js";
import { readModel } from "PAGE/document/model_reader.js";
"""


def random_document(rng: np.random.Generator) -> dict[str, Any]:
    """Return the document of a network with data, scaling, columns, places and chosen outputs."""
    n_inputs, n_outputs = (int(n) for n in rng.integers(1, 4, 2))
    net = ns.mlp([n_inputs, 2, n_outputs], seed=int(rng.integers(100)))
    if rng.random() < 0.5:
        net.input_scaling = ns.StandardScaling(rng.normal(size=n_inputs), [2.0] * n_inputs)
        net.target_scaling = ns.MinMaxScaling([0.0] * n_outputs, [3.0] * n_outputs)
    if rng.random() < 0.5:
        net.input_columns = tuple(f"x[{n_inputs - place}]" for place in range(n_inputs))
    if rng.random() < 0.7:
        classes = tuple("abc"[:n_outputs])
        kinds = {
            1: (ns.TargetColumn("kind", ("no", "yes"), one_output=True),),
            2: (ns.TargetColumn("n[5]"), ns.TargetColumn("size")),
        }
        net.target_columns = kinds.get(n_outputs, (ns.TargetColumn("kind", classes),))
    if rng.random() < 0.3:
        net.set_outputs(*(neuron.name for neuron in reversed(net.outputs)))
    document = document_of(net)
    rows = rng.integers(0, 2, (3, n_inputs + n_outputs)).tolist()
    headings = [f"column {place}" for place in range(n_inputs + n_outputs)]
    data = {"name": "random", "inputs": headings[:n_inputs], "targets": headings[n_inputs:]}
    document["data"] = {**data, "rows": rows}
    document["sample"] = {"inputs": rows[0][:n_inputs], "targets": rows[0][n_inputs:]}
    document["positions"] = [["x[0]", 1, 2], ["o[0]", 30, 40]]
    return document


def test_after_every_edit_the_page_can_be_opened_again(in_node: InNode) -> None:
    given = []
    names = ["x[0]", "x[1]", "x[2]", "h[0][0]", "h[0][1]", "o[0]", "o[1]", "n[3]", "n[5]"]
    for seed in range(40):
        rng = np.random.default_rng(seed)
        steps = random_steps(rng, names, 20)
        other = random_document(rng)["model"]
        more = [
            ["setModel", other],
            ["renameNeuron", "x[0]", "x[2]"],
            ["moveNeuron", "o[0]", 1.5, -2],
            ["setSampleTarget", 0, 0.25],
            ["removeNeuron", str(rng.choice(names[:3]))],
            ["removeNeuron", str(rng.choice(names[5:7]))],
            ["setOutputs", sorted(names[3:7], key=lambda _: rng.random())[:2]],
        ]
        rng.shuffle(more)
        steps = [step for pair in zip(steps, [*more, *[None] * 13], strict=True) for step in pair]
        given.append({"start": random_document(rng), "steps": [s for s in steps if s is not None]})
    found = in_node(EDITS + FOR_LINKS, OPENED_AGAIN, given)
    assert isinstance(found, int), found
    assert found > 400


def test_rows_of_data_follow_the_order_of_the_outputs(in_node: InNode) -> None:
    trace = ns.trace(ns.mlp([1, 2]), [1], [2, 3])
    data = {"name": "", "inputs": ["x"], "targets": ["first", "second"], "rows": [[1, 2, 3]]}
    start = {**document_of(trace), "data": data}
    document = steps_on(in_node, start, ["setOutputs", ["o[1]"]], ["setOutputs", ["o[1]", "o[0]"]])
    assert document["sample"]["targets"] == [3, 0]
    assert document["data"]["targets"] == ["second", "o[0]"]
    assert document["data"]["rows"] == [[1, 3, 0]]
    document = steps_on(in_node, start, ["setOutputs", ["o[1]", "o[0]"]])
    assert document["sample"]["targets"] == [3, 2]
    assert document["data"] == {**data, "targets": ["second", "first"], "rows": [[1, 3, 2]]}


def test_nothing_becomes_larger_than_a_page_can_read_again(in_node: InNode) -> None:
    body = """
      return given.map(({ start, rows, steps }) => {
        const made = readDocument(start);
        if (rows > 0) made.data.rows = Array.from({ length: rows }, () => made.data.rows[0]);
        return steps.map(([name, ...values]) => {
          try { edits[name](made, ...values); return "made"; }
          catch (error) { return error.in(ENGLISH); }
        });
      });
    """
    wide = document_of(ns.mlp([24, 1]), data=([[0] * 24], [[0]]))
    starts = [document_of(ns.mlp([1998, 1, 1])), wide, document_of(ns.mlp([249, 200, 1]))]
    edge = ["connect", "x[0]", "o[0]"]
    steps = [[["addInput"], ["addNeuron"], edge], [["addInput"], ["addNeuron"]], [edge]]
    given = [
        {"start": start, "rows": rows, "steps": asked}
        for start, rows, asked in zip(starts, (0, 20_000, 0), steps, strict=True)
    ]
    assert in_node(EDITS, body, given) == [
        [*["model.neurons has 2001 entries; this page takes at most 2000."] * 2, "made"],
        ["data.rows has 20000 entries; this page takes at most 19230."] * 2,
        ["model.neurons[].sources has 50001 entries; this page takes at most 50000."],
    ]


def test_many_names_are_read_in_no_time(in_node: InNode) -> None:
    body = """
      const names = Array.from({ length: 600_000 }, (_, place) => `x[${place}]`);
      refuseTwice(names, "given");
      try { refuseTwice([...names, "x[7]"], "given"); } catch (error) { return error.in(ENGLISH); }
    """
    imports = """
      import { refuseTwice } from "PAGE/document/fields.js";
      import { ENGLISH } from "PAGE/words/english.js";
    """
    assert 'given has "x[7]" twice' in in_node(imports, body, None)
