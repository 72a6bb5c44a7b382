"""JSON of synaptic, neataptic and brain.js that cannot be read is refused in one sentence."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns
from neurosim.errors import FileError

STORED = json.loads((Path(__file__).parent / "data" / "javascript_networks.json").read_text())
SYNAPTIC, NEATAPTIC, OLD, NAMED, NEW, NEW_NAMED = (
    next(case["network"] for case in STORED if case["reader"] == reader and case["what"] == what)
    for reader, what in (
        ("read_synaptic", "trained on XOR"),
        ("read_neataptic", "trained on XOR with dropout"),
        ("read_brainjs", "version 1, tanh"),
        ("read_brainjs", "version 1, with names"),
        ("read_brainjs", "version 2, leaky-relu"),
        ("read_brainjs", "version 2, with names"),
    )
)
Change = Callable[[dict[str, Any]], Any]


def refused(read: Callable[..., Any], network: Any, folder: Path) -> str:
    """Return the message with which a file is refused."""
    path = folder / "net.json"
    path.write_text(network if isinstance(network, str) else json.dumps(network))
    with pytest.raises(FileError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value)


def at(*places: str | int, value: Any = ...) -> Change:
    """Return a change of one place of a file: another value, or none at all."""

    def change(data: Any) -> None:
        for place in places[:-1]:
            data = data[place]
        if value is ...:
            del data[places[-1]]
        else:
            data[places[-1]] = value

    return change


def empty_last_layer(data: Any) -> None:
    """Take all outputs from a network of brain.js."""
    data["sizes"][-1] = 0
    data["layers"][-1] = {"weights": [], "biases": []}


@pytest.mark.parametrize(
    "read", [ns.read_synaptic, ns.read_neataptic], ids=["synaptic", "neataptic"]
)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (at("connections"), "the file has no key 'connections'; "),
        (at("connections", value=3), "connections is 3; expected a list"),
        (at("connections", 1, value=[]), "connections[1] is a list; expected an object"),
        (at("connections", 1, "from"), "connections[1] has no key 'from'; the file is damaged"),
        (at("connections", 1, "from", value=99), "connections[1].from is 99; expected a whole number fr"),
        (at("connections", 1, "to", value=-1), "connections[1].to is -1; expected a whole number from 0"),
        (at("connections", 1, "to", value=True), "connections[1].to is true; expected a whole number"),
        (at("connections", 1, "weight", value=None), "connections[1].weight is null; expected a finite n"),
        (at("connections", 1, "weight", value="1"), "connections[1].weight is '1'; expected a finite num"),
        (at("connections", 1, "weight", value=10**400), "expected a finite number"),
        (at("connections", 1, "gater", value=3), "connections[1] is gated by "),
        (at("connections", 1, "to", value=0), "connections[1] leads from "),
        (at("connections", 0, "to", value=1), "[1], which is an input"),
    ],
)  # fmt: skip
def test_connections_of_a_list_of_neurons(read, change, message, tmp_path):
    network = copy.deepcopy(SYNAPTIC if read is ns.read_synaptic else NEATAPTIC)
    change(network)
    assert message in refused(read, network, tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (at("neurons", 2, "squash", value=None), "neurons[2].squash: unknown function None; known: LOGIS"),
        (at("neurons", 2, "squash", value=[1]), "neurons[2].squash: unknown function [1]; known: LOGISTI"),
        (at("neurons", 2, "layer", value="hidden"), "neurons[2].layer is 'hidden'; expected 'input', 'ou"),
        (at("neurons", 2, "layer", value=[]), "neurons[2].layer is a list; expected 'input', 'output' or"),
        (at("neurons", 2, "bias", value=None), "neurons[2].bias is null; expected a finite number"),
        (at("neurons", value=[]), "neurons has no neuron that is an input; a network needs at least one"),
    ],
)  # fmt: skip
def test_neurons_of_synaptic(change, message, tmp_path):
    network = copy.deepcopy(SYNAPTIC)
    change(network)
    assert message in refused(ns.read_synaptic, network, tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (at("nodes", 3, "squash", value="MISH"), "nodes[3].squash: unknown function 'MISH'"),
        (at("nodes", 3, "type", value={}), "nodes[3].type is an object; expected 'input', 'hidden' or"),
        (lambda data: (at("nodes", 3, "type", value="input")(data), data["connections"].clear()), "nodes[3] is an input after other nodes; neataptic comput"),
        (at("nodes", 3, "mask", value=None), "nodes[3].mask is null; expected a finite number"),
        (lambda data: [n.update(type="hidden") for n in data["nodes"][-1:]], "the network has no outputs"),
    ],
)  # fmt: skip
def test_nodes_of_neataptic(change, message, tmp_path):
    network = copy.deepcopy(NEATAPTIC)
    change(network)
    assert message in refused(ns.read_neataptic, network, tmp_path)


def test_layers_and_indices_may_be_numbers_as_text(tmp_path):
    network = copy.deepcopy(SYNAPTIC)
    for neuron in network["neurons"]:
        neuron["layer"] = str(neuron["layer"])
    for connection in network["connections"]:
        connection["from"] = str(connection["from"])
    path = tmp_path / "net.json"
    path.write_text(json.dumps(network))
    assert len(ns.read_synaptic(path).hidden) == 3


def test_recurrent_networks_are_refused(tmp_path):
    self_connected, backward = copy.deepcopy(NEATAPTIC), copy.deepcopy(NEATAPTIC)
    self_connected["connections"][0].update({"from": 3, "to": 3})
    backward["connections"][0].update({"from": 4, "to": 3})
    assert (
        "leads from nodes[3] to itself, so the network is recurrent; only feed-forward"
        in refused(ns.read_neataptic, self_connected, tmp_path)
    )
    assert "leads from nodes[4] back to nodes[3], which is computed before it, so" in refused(
        ns.read_neataptic, backward, tmp_path
    )


@pytest.mark.parametrize(
    ("network", "change", "message"),
    [
        (OLD, at("layers"), "the file has no key 'layers'; it is none of brain.js, or damaged"),
        (OLD, at("layers", value={}), "layers is an object; expected a list"),
        (OLD, at("layers", value=[]), "layers has 0 layers; expected two or more"),
        (OLD, at("sizes", value=[2, 3]), "sizes has 2 numbers for 4 layers; the file is damaged"),
        (OLD, at("layers", 1, value={}), "layers[1] is empty; expected a key for each neuron"),
        (OLD, at("layers", 1, value=4), "layers[1] is 4; expected an object"),
        (OLD, at("layers", 1, "0", "bias"), "layers[1]['0'] has no key 'bias'; the file is damaged"),
        (OLD, at("layers", 1, "0", "weights", "1"), "layers[1]['0'].weights has 1 key for the 2 neurons"),
        (OLD, at("layers", 1, "0", "weights", "1", value=None), "layers[1]['0'].weights['1'] is null; ex"),
        (OLD, at("activation", value="swish"), "unknown activation of brain.js 'swish'"),
        (OLD, at("activation", value=[]), "unknown activation of brain.js []; known: sigmoid, relu, leaky"),
        (OLD, at("type", value="LSTM"), "this is a recurrent network of brain.js ('LSTM'); only feed-forw"),
        (OLD, at("type", value=["a"]), "type is a list; expected 'NeuralNetwork', as brain.js writes it"),
        (NEW, at("sizes"), "the file has no key 'sizes'; it is none of brain.js, or damaged"),
        (NEW, at("sizes", 0, value=-2), "sizes[0] is -2; expected a whole number from 0 to "),
        (NEW, at("sizes", 1, value=10**9), "layers[1] has 4 rows of weights and 4 biases, where sizes[1]"),
        (NEW, at("layers", 2, "weights", 0, value=[]), "layers[2].weights[0] has 0 weights; expected 4, o"),
        (NEW, at("layers", 2, "biases", 0, value=None), "layers[2].biases[0] is null; expected a finite n"),
        (NEW, at("options", "leakyReluAlpha", value="a"), "leakyReluAlpha is 'a'; expected a finite numbe"),
        (NEW, at("sizes", 3, value=2), "layers[3] has 1 row of weights and 1 biases, where sizes[3] is 2"),
        (NEW, empty_last_layer, "sizes has a layer without neurons; each needs at least one"),
        (NEW_NAMED, at("inputLookup", "left"), "inputLookup has 1 name for 2 neurons; the file is damaged"),
        (NEW_NAMED, at("inputLookup", "left", value=5), "inputLookup['left'] is 5; expected a whole numbe"),
        (NEW_NAMED, at("outputLookup", value=[1]), "outputLookup is a list; expected an object"),
    ],
)  # fmt: skip
def test_layers_of_brainjs(network, change, message, tmp_path):
    network = copy.deepcopy(network)
    change(network)
    assert message in refused(ns.read_brainjs, network, tmp_path)


def test_a_recurrent_network_of_brainjs_is_named(tmp_path):
    lstm = {"type": "LSTM", "options": {}, "hiddenLayers": [], "outputConnector": {}, "output": {}}
    message = "this is a recurrent network of brain.js ('LSTM'); only feed-forward networks, of the"
    assert message in refused(ns.read_brainjs, lstm, tmp_path)
    assert message in refused(ns.import_network, lstm, tmp_path)


@pytest.mark.parametrize("text", ['{"a": ' * 5000, "[" * 100_000, '{"layers": [1, 2', "", "3"])
def test_json_that_is_deep_or_cut_off(text, tmp_path):
    refused(ns.read_brainjs, text, tmp_path)


@pytest.mark.parametrize("network", [NAMED, NEW_NAMED], ids=["version 1", "version 2"])
def test_names_of_brainjs_are_names_and_columns(network, tmp_path):
    path = tmp_path / "net.json"
    path.write_text(json.dumps(network))
    net = ns.read_brainjs(path)
    assert [neuron.name for neuron in net.inputs] == ["left", "right"]
    assert [neuron.name for neuron in net.outputs] == ["same", "other"]
    assert net.input_columns == ("left", "right")
    assert [column.name for column in net.target_columns] == ["same", "other"]


def test_an_output_may_have_the_name_of_an_input(tmp_path):
    text = json.dumps(NAMED).replace('"same"', '"left"')
    path = tmp_path / "net.json"
    path.write_text(text)
    net = ns.read_brainjs(path)
    assert [neuron.name for neuron in net.outputs] == ["left (output)", "other"]
    assert [column.name for column in net.target_columns] == ["left", "other"]


def test_the_oldest_files_without_sizes_and_activation_are_read(tmp_path):
    layer = {"0": {"bias": 0.5, "weights": [1.0, -2.0]}}
    path = tmp_path / "net.json"
    path.write_text(json.dumps({"layers": [{"0": {}, "1": {}}, layer], "outputLookup": False}))
    net = ns.read_brainjs(path)
    assert net["o[0]"].activation.name == "sigmoid"
    assert net.forward([2.0, 1.25]) == [0.5]
