"""The published JSON Schema is the one of the code, and the page about the format is true."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

import neurosim as ns
from neurosim.interop import from_json, json_schema, read_scaling, read_weights, to_json

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "model-file.md").read_text(encoding="utf-8")
MODEL, WEIGHTS, LIMITS = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def validator():
    schema = json.loads((DOCS / "model-file.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _classifier():
    net = ns.mlp([2, 3, 3], output_activation="identity", name="flowers")
    net.split_edge("x[1]", "h[0][2]")
    net.freeze("h[0][1]", "bo[2]")
    net.set_outputs("o[2]", "o[0]", "o[1]")
    net.loss = "softmax_cross_entropy"
    net.input_scaling = ns.MinMaxScaling((0.0, -1.0), (1.0, 1.0), (-1, 1))
    net.input_columns = ("length", "width")
    net.target_columns = (ns.TargetColumn("species", ("a", "b", "c")),)
    return net


def test_the_published_schema_is_that_of_the_code():
    published = (DOCS / "model-file.schema.json").read_text(encoding="utf-8")
    assert published == json.dumps(json_schema(), indent=2) + "\n"


def _standard():
    net = ns.mlp([2, 3, 1])
    net.input_scaling = ns.StandardScaling((0.5, 1.0), (2.0, 0.0))
    return net


@pytest.mark.parametrize("net", [ns.Network(), ns.mlp([2, 3, 1]), _classifier(), _standard()])
def test_saved_networks_fit_the_schema(net, validator):
    validator.validate(json.loads(to_json(net)))
    assert to_json(from_json(to_json(net))) == to_json(net)


@pytest.mark.parametrize(
    ("valid", "broken"),
    [
        ('"format": "neurosim-model"', '"format": "other"'),
        ('"version": 1', '"version": 4'),
        ('"kind": "input"', '"kind": "hidden"'),
        ('"kind": "input"', '"kind": "input", "bias": 0.5'),
        ('"bias": 0.5, ', ""),
        ('"bias": 0.5', '"bias": "0.5"'),
        ('"bias": 0.5', '"bias": null'),
        ('"frozen_bias": true', '"frozen_bais": true'),
        ('"frozen_bias": true', '"frozen_bias": 1'),
        ('{"x[0]": -0.5, "x[1]": -1.0}', '["x[0]"]'),
        ('"name": "x[0]"', '"name": ""'),
        ('["o[0]"]', "[]"),
        ("[0.0, 1.0]", "[0.0]"),
        ('"loss": "half_squared_error"', '"loss": null'),
        ('"classes": []', '"classes": null'),
        ('"name": "score"', '"title": "score"'),
    ],
)
def test_broken_files_fit_neither_the_schema_nor_load(valid, broken, validator):
    text = MODEL.replace(valid, broken)
    assert text != MODEL
    assert not validator.is_valid(json.loads(text))
    with pytest.raises(ns.NeurosimError):
        from_json(text)


def test_the_example_of_the_page_computes_what_the_page_says(validator):
    validator.validate(json.loads(MODEL))
    net = from_json(MODEL)
    assert to_json(net) == MODEL
    scaled = net.normalize_inputs([60, 75])
    assert scaled.tolist() == [0.5, 0.5]
    output = net.forward(scaled)
    numbers = [*net.ah[0], float(output[0]), float(net.denormalize_outputs(output)[0])]
    printed = [float(text) for text in re.findall(r"= (\d+\.\d+)\.\.\.", PAGE)]
    assert printed == pytest.approx(numbers, abs=1e-6)
    assert len(printed) == 4


def test_the_page_lists_every_key_and_name():
    schema = json_schema()
    keys = [*schema["properties"], *schema["$defs"]["NeuronRecord"]["properties"]]
    for name in [*keys, *ns.ACTIVATIONS, *ns.LOSSES]:
        assert f"`{name}`" in PAGE


def test_the_authors_files_of_the_page_can_be_read(tmp_path):
    path = tmp_path / "author.json"
    path.write_text(WEIGHTS)
    assert read_weights(path).wh[0][1].tolist() == [0.25, 1.0]
    path.write_text(LIMITS)
    assert read_scaling(path)[0] == from_json(MODEL).input_scaling
