"""The author's weights and scaling files, in his layout and with his files' quirks."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import FileError, InputError, StructureError, UnknownNameError
from neurosim.interop import read_scaling, read_weights, save, write_scaling, write_weights

WEIGHTS = {
    "hiddenWeights": [[[-0.5, -1.0], [0.25, 1.0], [0, 2]], [[1.0, 2.0, 3.0]]],
    "hiddenBias": [[0.5, 0.0, -0.5], [0.75]],
    "outputWeights": [[2.0], [1.0]],
    "outputBias": [-0.5, 0.125],
}
SCALING = {"minInput": [45, 55], "maxInput": [80, 98], "minOutput": [52], "maxOutput": [87]}


def written(directory, data):
    path = directory / "author.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def problem_of(read, directory, data):
    """Return the message of a file, without the name that it begins with."""
    path = written(directory, data)
    with pytest.raises(FileError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value).removeprefix(f"{path}: ")


def test_weights_have_the_indices_of_the_notation(tmp_path):
    net = read_weights(written(tmp_path, WEIGHTS), name="trained")
    assert net.wh.tolist() == WEIGHTS["hiddenWeights"]
    assert net.bh.tolist() == WEIGHTS["hiddenBias"]
    assert net.wo.tolist() == WEIGHTS["outputWeights"]
    assert net.bo.tolist() == WEIGHTS["outputBias"]
    assert [neuron.name for neuron in net] == [
        *("x[0]", "x[1]", "h[0][0]", "h[0][1]", "h[0][2]", "h[1][0]", "o[0]", "o[1]")
    ]
    assert net.name == "trained"
    assert {neuron.activation.name for neuron in net.structure.computed} == {"sigmoid"}


def test_activations_are_given_on_reading(tmp_path):
    net = read_weights(written(tmp_path, WEIGHTS), activation="tanh", output_activation="identity")
    assert {neuron.activation.name for neuron in net.hidden} == {"tanh"}
    assert {neuron.activation.name for neuron in net.outputs} == {"identity"}
    with pytest.raises(UnknownNameError, match="unknown activation 'sigmiod'"):
        read_weights(written(tmp_path, WEIGHTS), activation="sigmiod")


@pytest.mark.parametrize("hidden", [{}, {"hiddenWeights": [], "hiddenBias": None}])
def test_there_may_be_no_hidden_layer(hidden, tmp_path):
    data = {**hidden, "outputWeights": [[1.0, 2.0, 3.0]], "outputBias": [0.5]}
    net = read_weights(written(tmp_path, data), activation="step")
    assert (len(net.inputs), net.hidden, net.wo[0]) == (3, (), [1.0, 2.0, 3.0])
    assert net.outputs[0].activation.name == "step"


@settings(deadline=None)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=5), st.integers(0, 9))
def test_what_is_written_is_read_back(tmp_path_factory, sizes, seed):
    path = tmp_path_factory.getbasetemp() / "weights.json"
    net = ns.mlp(sizes, seed=seed)
    other = read_weights(write_weights(net, path))
    assert [neuron.name for neuron in other] == [neuron.name for neuron in net]
    assert (other.wh, other.bh, other.wo, other.bo) == (net.wh, net.bh, net.wo, net.bo)


def test_weights_are_written_in_the_authors_layout(tmp_path):
    net = read_weights(written(tmp_path, WEIGHTS))
    text = write_weights(net, tmp_path / "weights.json").read_text()
    assert json.loads(text) == WEIGHTS
    assert [*json.loads(text)] == [*WEIGHTS]
    assert text.startswith('{\n  "hiddenWeights": [\n    [\n      [\n        -0.5,\n')
    with pytest.raises(FileError, match="exists already"):
        write_weights(net, tmp_path / "weights.json", overwrite=False)


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        (("hiddenWeights", 0, 1), [0.25], "hiddenWeights[0][1] has 1 weight(s); expected 2, "),
        (("hiddenWeights", 1, 0), [1.0] * 4, "hiddenWeights[1][0] has 4 weight(s); expected 3, "),
        (("outputWeights", 1), [1.0, 2.0], "outputWeights[1] has 2 weight(s); expected 1, "),
        (("hiddenBias", 0), [0.5], "hiddenWeights[0] has 3 node(s) and hiddenBias[0] 1; "),
        (("outputBias",), [0.5], "outputWeights has 2 node(s) and outputBias 1; "),
        (("hiddenBias",), [[0.5]], "hiddenWeights has 2 layer(s) and hiddenBias 1; "),
        (("hiddenBias",), None, "hiddenWeights has 2 layer(s) and hiddenBias 0; "),
        (("hiddenWeights", 0), [], "hiddenWeights[0] is a list; expected at least 1 in it"),
        (("outputWeights", 0), [], "outputWeights[0] is a list; expected at least 1 in it"),
        (("outputBias", 1), "0", "outputBias[1] is '0'; expected a number"),
        (("outputBias", 1), float("nan"), "outputBias[1] is nan; expected a finite number"),
        (("hiddenWeights", 0, 0, 1), 10**400, "hiddenWeights[0][0][1] is inf; expected a finite"),
        (("outputWeights",), [1.0], "outputWeights[0] is 1.0; expected a list"),
        (("outputWeight",), [], "a weights file has no key 'outputWeight'; did you mean 'outputW"),
    ],
)
def test_weights_that_make_no_network(place, value, problem, tmp_path):
    data = json.loads(json.dumps(WEIGHTS))
    parent = data
    for part in place[:-1]:
        parent = parent[part]
    parent[place[-1]] = value
    assert problem_of(read_weights, tmp_path, data).startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty"),
        ('{"outputWeights": [[1', "not valid JSON at line 1, column 22 (expecting ',' delimiter)"),
        ('{"outputBias": [1], "outputBias": [1]}', "the key 'outputBias' is given twice"),
        ("[" * 100_000, "lists or objects are nested too deeply"),
        ("7", "the file is 7; expected an object"),
        ("{}", "outputWeights is missing; add it (and 1 more problem)"),
        ('{"format": "neurosim-model"}', "this is a model file, not a weights file; read it with"),
    ],
)
def test_a_file_that_is_no_weights_file(text, problem, tmp_path):
    assert problem_of(read_weights, tmp_path, text).startswith(problem)


def test_a_model_file_is_no_author_file(tmp_path):
    text = save(ns.mlp([1, 1]), tmp_path / "model.json").read_text()
    assert problem_of(read_weights, tmp_path, text) == (
        "this is a model file, not a weights file; read it with load"
    )
    assert problem_of(read_scaling, tmp_path, text) == (
        "this is a model file, not a scaling file; read it with load"
    )


def _skip_connection():
    net = ns.mlp([2, 2, 1])
    net.connect("x[0]", "o[0]", 1.0)
    return net


def _another_order():
    net = ns.Network()
    a, b = net.add_input("a"), net.add_input("b")
    net.add_neuron({b: 1.0, a: 2.0}, name="o")
    return net


def _missing_edge():
    net = ns.mlp([2, 2, 1])
    net.disconnect("x[1]", "h[0][1]")
    return net


def _output_on_the_way():
    net = ns.mlp([1, 1, 1])
    net.set_outputs("h[0][0]")
    return net


@pytest.mark.parametrize(
    ("net", "start"),
    [
        (_skip_connection(), "neuron 'o[0]' takes h[0][0], h[0][1], x[0], but a weights file"),
        (_another_order(), "neuron 'o' takes b, a, but a weights file"),
        (_missing_edge(), "neuron 'h[0][1]' takes x[0], but a weights file"),
        (_output_on_the_way(), "neuron 'o[0]' takes h[0][0], but a weights file"),
        (ns.Network(), "the network has no inputs"),
    ],
)
def test_only_plain_layers_can_be_written_as_weights(net, start, tmp_path):
    with pytest.raises(StructureError) as caught:
        write_weights(net, tmp_path / "weights.json")
    assert str(caught.value).startswith(start)
    assert not [*tmp_path.iterdir()]


def test_the_error_names_what_was_expected(tmp_path):
    with pytest.raises(StructureError) as caught:
        write_weights(_another_order(), tmp_path / "weights.json")
    assert str(caught.value).endswith(
        "needs it to take all of the layer before in order: a, b; write this network with save"
    )


def test_a_weight_that_is_not_finite_is_not_written(tmp_path):
    net = ns.mlp([1, 1])
    net.graph.edges[net["x[0]"], net["o[0]"]]["weight"] = float("inf")
    with pytest.raises(InputError, match=r"the weight from 'x\[0\]' to 'o\[0\]' is inf"):
        write_weights(net, tmp_path / "weights.json")


def test_the_scaling_is_that_of_inputs_and_targets(tmp_path):
    inputs, targets = read_scaling(written(tmp_path, SCALING), feature_range=(-1, 1))
    assert inputs == ns.MinMaxScaling((45, 55), (80, 98), (-1, 1))
    assert targets == ns.MinMaxScaling((52,), (87,), (-1, 1))
    assert read_scaling(tmp_path / "author.json")[0].feature_range == (0.0, 1.0)
    with pytest.raises(InputError, match="a range needs its low end below its high end"):
        read_scaling(tmp_path / "author.json", feature_range=(1, 0))


def test_the_scaling_is_written_in_the_authors_layout(tmp_path):
    net = ns.mlp([2, 1])
    net.input_scaling, net.target_scaling = read_scaling(written(tmp_path, SCALING))
    path = write_scaling(net, tmp_path / "minmax.json")
    assert json.loads(path.read_text()) == SCALING
    assert read_scaling(path) == (net.input_scaling, net.target_scaling)
    with pytest.raises(FileError, match="exists already"):
        write_scaling(net, path, overwrite=False)


def test_both_scalings_are_needed(tmp_path):
    net = ns.mlp([2, 1])
    with pytest.raises(InputError, match="has no input_scaling; a scaling file needs it and tar"):
        write_scaling(net, tmp_path / "minmax.json")
    net.input_scaling, _ = read_scaling(written(tmp_path, SCALING))
    with pytest.raises(InputError, match="has no target_scaling; a scaling file needs it and inp"):
        write_scaling(net, tmp_path / "minmax.json")
    net.target_scaling = ns.StandardScaling((0.0,), (1.0,))
    with pytest.raises(InputError, match="target_scaling is standard scaling, and a scaling file"):
        write_scaling(net, tmp_path / "minmax.json")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"maxInput": [80]}, "minInput and maxInput: a scaling needs as many minima as maxima; "),
        ({"maxOutput": [1]}, "minOutput and maxOutput: the minimum 52 of column 0 is above its"),
        ({"minOutput": []}, "minOutput is a list; expected at least 1 in it"),
        ({"minInput": [45, "55"]}, "minInput[1] is '55'; expected a number"),
        ({"range": [0, 1]}, "a scaling file has no key 'range'; known: minInput, maxInput, "),
    ],
)
def test_limits_that_make_no_scaling(change, problem, tmp_path):
    assert problem_of(read_scaling, tmp_path, {**SCALING, **change}).startswith(problem)


@pytest.mark.parametrize("read", [read_weights, read_scaling])
def test_a_missing_file(read, tmp_path):
    with pytest.raises(FileError, match=r"missing\.json: no such file; check its name and folder"):
        read(tmp_path / "missing.json")


@pytest.mark.parametrize(("read", "data"), [(read_weights, WEIGHTS), (read_scaling, SCALING)])
def test_a_file_cut_off_anywhere_is_a_file_error(read, data, tmp_path):
    whole = json.dumps(data)
    for length in range(len(whole)):
        with pytest.raises(FileError):
            read(written(tmp_path, whole[:length]))
    read(written(tmp_path, whole))
