"""A model goes from Python to the page and back without a change of a byte."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import neurosim as ns
from neurosim.explorer.page_document import document_of
from neurosim.interop.model_file import from_json, to_json
from neurosim.model import Network
from neurosim.model.preparation import Preparation
from tests.interop.test_model_file import finite, networks

InNode = Callable[[str, str, Any], Any]

MODEL_TEXT = """
import { modelText, readModelText } from "PAGE/document/model_text.js";
import { readDocument } from "PAGE/document/document.js";
import { Refusal } from "PAGE/document/refusal.js";
import { ENGLISH } from "PAGE/words/english.js";
const refused = (text) => {
  try { return [readModelText(text)]; }
  catch (error) { if (error instanceof Refusal) return error.in(ENGLISH); throw error; }
};
"""
AGAIN = "return given.map((text) => modelText(readModelText(text)));"
OF_DOCUMENT = "return given.map((given) => modelText(readDocument(given).model));"


def special_networks() -> list[Network]:
    """Return networks with what random ones lack: a preparation, one output, a constant."""
    prepared = ns.mlp([3, 2, 1])
    prepared.input_columns = ("age", "colour=blue", "colour=red")
    prepared.preparation = Preparation({"colour": ("blue", "red")}, {"age": 41.5, "colour": "red"})
    prepared.target_columns = (ns.TargetColumn("sick", ("no", "yes"), one_output=True),)
    constant = ns.mlp([1, 1])
    constant.connect(constant.add_constant(1.0, name="one"), constant["o[0]"], 2.0)
    incomplete = ns.Network()
    incomplete.add_neuron(name="alone")
    digits = ns.Network("10")
    inputs = [digits.add_input(name) for name in ("10", "9", "__proto__", "constructor", "e")]
    digits.add_neuron(dict.fromkeys(inputs, -0.0), name="1", activation="leaky_relu(-0.5)")
    return [prepared, constant, incomplete, digits]


@settings(deadline=None, max_examples=6)
@given(st.lists(networks(parameters=finite), min_size=1, max_size=20))
def test_a_page_writes_what_it_read_byte_for_byte(in_node: InNode, nets: list[Network]) -> None:
    texts = [to_json(net) for net in nets]
    assert in_node(MODEL_TEXT, AGAIN, texts) == texts


@settings(deadline=None, max_examples=6)
@given(st.lists(networks(parameters=finite), min_size=1, max_size=20))
def test_a_page_writes_the_network_of_its_document(in_node: InNode, nets: list[Network]) -> None:
    written = in_node(MODEL_TEXT, OF_DOCUMENT, [document_of(net) for net in nets])
    assert [to_json(from_json(text)) for text in written] == [to_json(net) for net in nets]


def test_preparation_constants_and_names_of_digits_come_back(in_node: InNode) -> None:
    nets = special_networks()
    texts = [to_json(net) for net in nets]
    assert in_node(MODEL_TEXT, AGAIN, texts) == texts
    assert in_node(MODEL_TEXT, OF_DOCUMENT, [document_of(net) for net in nets]) == texts


def test_floats_are_written_as_python_writes_them(in_node: InNode) -> None:
    bits = np.random.default_rng(7).integers(0, 2**64, 20_000, dtype=np.uint64).tobytes()
    values = [value for (value,) in struct.iter_unpack("<d", bits) if np.isfinite(value)]
    values += [10.0**power for power in range(-9, 24)] + [0.1, 1e16, 123456.0, -0.0, 5e-324]
    values += [float(value) for value in np.random.default_rng(8).normal(size=2000)]
    written = in_node(
        'import { pythonFloat } from "PAGE/document/python_numbers.js";',
        "return given.map(pythonFloat);",
        values,
    )
    assert written == [repr(value) for value in values]


def test_numbers_by_hand_are_read_as_python_reads_them(in_node: InNode) -> None:
    text = (
        '\ufeff{"format": "neurosim-model", "version": 1, "neurons": [\n'
        '{"name": "x", "kind": "input"}, {"name": "y", "bias": -0, "activation": "sigmoid",'
        ' "inputs": {"x": 1E2}}, {"name": "z", "bias": -0.0, "activation": "tanh", "inputs":'
        ' {"\\u0078": 12345678901234567890}}]}'
    )
    again = in_node(MODEL_TEXT, AGAIN, [text])
    assert again == [to_json(from_json(text.removeprefix("\ufeff")))]


GOOD = to_json(ns.mlp([1, 1], name="good", initializer=0.5))


WRONG = [
    ("\n}\n", "", "The file is no JSON from line 14"),
    ("\n}\n", "\n} 1\n", "no JSON"),
    ('"outputs"', '"loss": "mse", "outputs"', '{…} has "loss" twice'),
    ("neurosim-model", "model", 'its format is "model"'),
    ('"version": 1', '"version": 4', "has version 4, and this page reads up to 3"),
    ('"version": 1', '"version": true', "version is true; expected a finite number"),
    ('"outputs"', '"output"', 'file has the key "output", which is not known'),
    ('"outputs": null', '"outputs": ["x[0]"]', '"x[0]" is an input, which cannot be an output'),
    ('"outputs": null', '"outputs": []', "model.outputs is empty"),
    ('"kind": "input"', '"kind": "output"', 'kind is "output"; give one of these'),
    ('"bias": 0.5', '"bias": 1e999', "bias is Infinity; expected a finite number"),
    ('"bias": 0.5', '"bias": "0"', 'bias is "0"; expected a finite number'),
    ('"bias": 0.5, ', "", "bias is missing"),
    ('"o[0]"', '"x[0]"', 'neurons has "x[0]" twice'),
    ('"o[0]"', '""', "name is empty"),
    ('"o[0]"', '"\\ud800"', "half a character"),
    ('{"x[0]":', '{"y":', 'there is no neuron "y"'),
    ('{"x[0]":', '{"o[0]":', 'has a circle on the way to "o[0]"'),
    ('"sigmoid"', '"sigmoidal"', '"sigmoidal", which this page does not know'),
    ('"sigmoid"', '"leaky_relu(x)"', "which this page does not know"),
    ("half_squared_error", "own", 'loss is "own"; give one of these: half_squared_error'),
    ('"input_columns": null', '"input_columns": ["a", "b"]', "stands for 2 neurons, but"),
    ('"input_columns": null', '"input_columns": "a"', 'is "a"; expected a list'),
    (
        '"input_scaling": null',
        '"input_scaling": {"mean": [0.0], "deviation": [-1.0]}',
        "cannot scale",
    ),
    ('"input_scaling": null', '"input_scaling": {"mean": [0.0]}', "deviation is missing"),
    (
        '"target_columns": null',
        '"target_columns": null, "preparation": {"fill": {"a": 1.0}}',
        'preparation does not fit at "a"',
    ),
]
"""What is written in place of a part of a good file, and what is said of it."""


def test_what_is_no_model_is_refused_as_python_does(in_node: InNode) -> None:
    texts = []
    for old, new, _ in WRONG:
        assert old in GOOD
        texts.append(GOOD.replace(old, new, 1))
    answers = in_node(MODEL_TEXT, "return given.map(refused);", [GOOD, *texts])
    assert isinstance(answers[0], list)
    for text, said, (_, _, sentence) in zip(texts, answers[1:], WRONG, strict=True):
        assert isinstance(said, str)
        assert sentence in said
        with pytest.raises(ns.NeurosimError):
            from_json(text)


def test_deep_lists_are_refused_without_a_stack(in_node: InNode) -> None:
    said = in_node(MODEL_TEXT, "return refused(given);", "[" * 100_000)
    assert "too deeply" in said


def test_what_python_could_not_read_is_not_written(in_node: InNode) -> None:
    document = document_of(ns.mlp([1, 1]))
    body = """
      const { model } = readDocument(given);
      try { return modelText({ ...model, input_columns: [] }); }
      catch (error) { return error.in(ENGLISH); }
    """
    assert "stands for 0 neurons" in in_node(MODEL_TEXT, body, json.loads(json.dumps(document)))
