"""Whatever is wrong with a model file is one sentence that begins with its name."""

import copy
import json
import random

import pytest

import neurosim as ns
from neurosim.errors import FileError, InputError
from neurosim.interop import from_json, load, save, to_json

VALID = {
    "format": "neurosim-model",
    "version": 1,
    "name": "höhe",
    "neurons": [
        {"name": "x[0]", "kind": "input"},
        {"name": "x[1]", "kind": "input"},
        {
            "name": "h[0][0]",
            "bias": 0.5,
            "activation": "sigmoid",
            "inputs": {"x[0]": -0.5, "x[1]": -1.0},
            "frozen_bias": True,
            "frozen_inputs": ["x[0]"],
        },
        {"name": "o[0]", "bias": 0.25, "activation": "identity", "inputs": {"h[0][0]": 2.0}},
    ],
    "outputs": ["o[0]"],
    "loss": "mse",
    "input_scaling": {"minimum": [0, 0], "maximum": [1, 2], "feature_range": [0, 1]},
    "target_scaling": {"minimum": [0], "maximum": [1], "feature_range": [-1, 1]},
    "input_columns": ["I0", "I1"],
    "target_columns": [{"name": "Z0", "classes": []}],
}
ACTIVATIONS = (
    "sigmoid, tanh, relu, leaky_relu, elu, softplus, gaussian, sin, identity, step, exp, log, sqrt, "
    "square, reciprocal, abs, cos, arctan, erf, ... (6 more), mish"
)
LOSSES = "half_squared_error, mse, mae, huber, binary_cross_entropy, softmax_cross_entropy"
NEURON_KEYS = "name, bias, activation, inputs, frozen_bias, frozen_inputs, constant"
LONG = "s" * 100
ABSENT = object()


def problem_of(text, **options):
    """Return the message of a text, without the name that it begins with."""
    with pytest.raises(FileError) as caught:
        from_json(text, origin="model.json", **options)
    name, _, problem = str(caught.value).partition(": ")
    assert name == "model.json"
    assert "\n" not in problem
    return problem


def changed(*place, to):
    """Return the valid file with one value changed, or without it."""
    data = copy.deepcopy(VALID)
    parent = data
    for part in place[:-1]:
        parent = parent[part]
    if to is ABSENT:
        del parent[place[-1]]
    else:
        parent[place[-1]] = to
    return json.dumps(data)


def neurons(*edges):
    """Return a file of one input and neurons with the given sources."""
    computed = [
        {"name": name, "bias": 0, "activation": "sin", "inputs": dict.fromkeys(sources, 1)}
        for name, sources in edges
    ]
    return json.dumps(
        {**VALID, "neurons": [{"name": "x", "kind": "input"}, *computed], "outputs": None}
    )


def test_the_file_that_these_tests_break_is_valid():
    assert from_json(json.dumps(VALID)).forward([0.0, 0.0]).shape == (1,)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty"),
        (" \n\t", "the file is empty"),
        (
            '{"format": "neurosim-model",\n "version": ',
            "not valid JSON at line 2, column 13 (expecting value); the file is cut off or damaged",
        ),
        (
            "I0,I1,Z0\n70,98,91\n",
            "the file holds no JSON: it begins with 'I0,I1,Z0'; expected {",
        ),
        (
            json.dumps(VALID) + "x",
            f"not valid JSON at line 1, column {len(json.dumps(VALID)) + 1} (extra data); "
            "the file is cut off or damaged",
        ),
        ("[" * 100_000, "lists or objects are nested too deeply; that is no file of a network"),
        (
            '{"a":' * 100_000,
            "lists or objects are nested too deeply; that is no file of a network",
        ),
        (
            '{"format": "neurosim-model", "version": 1, "format": "neurosim-model"}',
            "the key 'format' is given twice in one object; keep one of them",
        ),
        (
            json.dumps(VALID).replace('"x[1]": -1.0', '"x[0]": -1.0'),
            "the key 'x[0]' is given twice in one object; keep one of them",
        ),
        ("[1, 2]", "not a model file: it holds a list; expected an object"),
        ("7", "not a model file: it holds 7; expected an object"),
        ('"text"', "not a model file: it holds 'text'; expected an object"),
        ("NaN", "not a model file: it holds nan; expected an object"),
        ("{}", 'not a model file: it has no format; expected "format": "neurosim-model"'),
        (
            '{"hiddenWeights": []}',
            "this is a weights file, not a model file; read it with read_weights, on the command "
            "line with new --weights",
        ),
        (
            '{"outputWeights": []}',
            "this is a weights file, not a model file; read it with read_weights, on the command "
            "line with new --weights",
        ),
        (
            '{"minInput": []}',
            "this is a scaling file, not a model file; read it with read_scaling, on the command "
            "line with new --scaling",
        ),
        (
            changed("format", to="onnx"),
            "not a model file: its format is 'onnx'; expected \"neurosim-model\"",
        ),
        (
            changed("format", to=["neurosim-model"]),
            'not a model file: its format is a list; expected "neurosim-model"',
        ),
        (
            changed("version", to=7),
            "version 7 is newer than 3, the newest this neurosim reads; update neurosim",
        ),
        (
            json.dumps(VALID).replace('"version": 1', '"version": ' + "9" * 5000),
            "version is inf; expected a whole number of at least 1",
        ),
        *(
            (
                changed("version", to=version),
                f"version is {found}; expected a whole number of at least 1",
            )
            for version, found in [
                (0, "0"),
                (-1, "-1"),
                (1.0, "1.0"),
                (True, "true"),
                (None, "null"),
                ("1", "'1'"),
                ({}, "an object"),
            ]
        ),
        (changed("version", to=ABSENT), "version is missing; add it"),
        (changed("neurons", to=ABSENT), "neurons is missing; add it"),
        (changed("neurons", 3, "bias", to=ABSENT), "neurons[3].bias is missing; add it"),
        (changed("neurons", 0, "name", to=ABSENT), "neurons[0].name is missing; add it"),
        (
            changed("optimizer", to="sgd"),
            "a model has no key 'optimizer'; known: format, version, name, neurons, outputs, loss, "
            "input_scaling, target_scaling, input_columns, target_columns, preparation",
        ),
        (
            changed("neurons", 2, "frozen_bais", to=True),
            f"neurons[2]: a computed neuron has no key 'frozen_bais'; did you mean "
            f"'frozen_bias'? known: {NEURON_KEYS}",
        ),
        (
            changed("neurons", 0, "bias", to=0.5),
            "neurons[0]: an input neuron has no key 'bias'; known: name, kind",
        ),
        (
            changed("input_scaling", "scale", to=1),
            "input_scaling: a scaling has no key 'scale'; known: minimum, maximum, feature_range",
        ),
        (
            changed("target_columns", 0, "labels", to=[]),
            "target_columns[0]: a target column has no key 'labels'; known: name, classes, one_output",
        ),
        (changed("name", to=None), "name is null; expected a text"),
        (
            changed("name", to="\ud800"),
            "name is '\\ud800'; expected a text without half a surrogate pair",
        ),
        (changed("neurons", to={}), "neurons is an object; expected a list"),
        (changed("neurons", 2, to=5), "neurons[2] is 5; expected an object"),
        (
            changed("neurons", 0, "kind", to="hidden"),
            "neurons[0].kind is 'hidden'; expected 'input'",
        ),
        (
            changed("neurons", 2, "name", to=""),
            "neurons[2].name is ''; expected a text that is not empty",
        ),
        (changed("neurons", 2, "bias", to="0.5"), "neurons[2].bias is '0.5'; expected a number"),
        (changed("neurons", 2, "bias", to=True), "neurons[2].bias is true; expected a number"),
        (
            changed("neurons", 2, "bias", to="B" * 1000),
            f"neurons[2].bias is '{'B' * 57}...'; expected a number",
        ),
        *(
            (
                json.dumps(VALID).replace('"bias": 0.5', f'"bias": {number}'),
                f"neurons[2].bias is {found}; expected a finite number, at most 1.8e308",
            )
            for number, found in [
                ("NaN", "nan"),
                ("Infinity", "inf"),
                ("-Infinity", "-inf"),
                ("1e999", "inf"),
                ("-1e999", "-inf"),
                ("9" * 310, "inf"),
                ("-" + "9" * 100_000, "-inf"),
            ]
        ),
        (changed("neurons", 2, "inputs", to=[]), "neurons[2].inputs is a list; expected an object"),
        (
            changed("neurons", 2, "inputs", "x[1]", to=None),
            'neurons[2].inputs["x[1]"] is null; expected a number',
        ),
        (
            changed("neurons", 2, "frozen_bias", to=1),
            "neurons[2].frozen_bias is 1; expected true or false",
        ),
        (changed("outputs", to=[]), "outputs is a list; expected at least 1 in it"),
        (
            changed("input_scaling", "feature_range", to=[0, 1, 2]),
            "input_scaling.feature_range is a list; expected at most 2 in it",
        ),
        (
            changed("input_scaling", to={"minimum": 0, "maximum": "1", "feature_range": [0, 1]}),
            "input_scaling.minimum is 0; expected a list (and 1 more problem)",
        ),
        (
            changed("input_scaling", to={"mean": [0, 0]}),
            "input_scaling.deviation is missing; add it",
        ),
        (
            changed("input_scaling", to={"mean": [0, 0], "deviation": [1, 1], "minimum": [0, 0]}),
            "input_scaling: a scaling has no key 'minimum'; known: mean, deviation",
        ),
        (
            changed("target_scaling", to={"mean": [0], "deviation": [-1]}),
            "target_scaling: the deviation of column 0 is -1; it must be at least 0",
        ),
        (
            changed("input_scaling", to={"mean": [0], "deviation": [1]}),
            "input_scaling stands for 1 input(s), but the network has 2",
        ),
        (
            changed("neurons", to=[1, 2, 3, 4]),
            "neurons[0] is 1; expected an object (and 3 more problems)",
        ),
        (
            changed("neurons", 3, "name", to="h[0][0]"),
            "neurons[3].name is 'h[0][0]', which an earlier neuron has",
        ),
        (
            changed("neurons", 3, "activation", to="sigmiod"),
            "neurons[3].activation: unknown activation 'sigmiod'; did you mean 'sigmoid'? "
            f"known: {ACTIVATIONS}; give your own with activations=[...]",
        ),
        (
            changed("neurons", 3, "activation", to=LONG),
            f"neurons[3].activation: unknown activation '{'s' * 57}...'; "
            f"known: {ACTIVATIONS}; give your own with activations=[...]",
        ),
        (
            changed("neurons", 3, "inputs", to={"h[9]": 1}),
            "neurons[3].inputs: there is no neuron 'h[9]'",
        ),
        (
            changed("neurons", 3, "inputs", to={"o[0]": 1}),
            "neurons[3].inputs: 'o[0]' is its own source; remove it",
        ),
        (
            changed("neurons", 3, "frozen_inputs", to=["x[0]"]),
            "neurons[3].frozen_inputs: 'x[0]' is no source of 'o[0]'",
        ),
        (changed("outputs", to=["y"]), "outputs[0]: there is no neuron 'y'"),
        (
            changed("outputs", to=["o[0]", "x[0]"]),
            "outputs[1]: 'x[0]' is an input; it cannot be an output",
        ),
        (
            changed("outputs", to=["o[0]", "o[0]"]),
            "outputs[1]: 'o[0]' is given twice; keep one of them",
        ),
        (changed("loss", to="msee"), f"unknown loss 'msee'; did you mean 'mse'? known: {LOSSES}"),
        (
            changed("input_scaling", "maximum", to=[1]),
            "input_scaling: a scaling needs as many minima as maxima; got 2 and 1",
        ),
        (
            changed("target_scaling", "maximum", to=[-3]),
            "target_scaling: the minimum 0 of column 0 is above its maximum -3",
        ),
        (
            changed("target_scaling", "feature_range", to=[1, 1]),
            "target_scaling: a range needs its low end below its high end; got (1, 1)",
        ),
        (
            changed("input_scaling", to=VALID["target_scaling"]),
            "input_scaling stands for 1 input(s), but the network has 2",
        ),
        (
            changed("target_columns", 0, "classes", to=["a", "b"]),
            "target_columns stands for 2 output(s), but the network has 1",
        ),
    ],
)
def test_a_file_that_is_none(text, problem):
    assert problem_of(text) == problem


def test_a_cycle_is_refused_with_its_neurons():
    problem = problem_of(neurons(("free", "x"), ("a", "xc"), ("b", "a"), ("c", "b"), ("d", "c")))
    cycle, _, end = problem.removeprefix("the edges close the cycle ").partition(";")
    names = cycle.split(" -> ")
    assert names[0] == names[-1]
    assert sorted(names[:-1]) == ["a", "b", "c"]
    assert end == " a network has no cycles"


def test_a_long_cycle_is_shown_in_part():
    problem = problem_of(neurons(*((f"n{i}", [f"n{(i + 1) % 500}"]) for i in range(500))))
    assert "... (481 more)" in problem


def test_own_activations_must_be_unmistakable():
    own = ns.Activation("cube", lambda s: s**3, lambda s: 3 * s**2)
    fake = ns.Activation("sin", lambda s: s, lambda s: 1.0)
    text = changed("neurons", 3, "activation", to="cube")
    assert from_json(text, activations=[own]).outputs[0].activation is own
    for given in ([own, own], [fake]):
        with pytest.raises(
            InputError, match="is built in or given twice; leave it out, or give it a name"
        ):
            from_json(text, activations=given)
    with pytest.raises(InputError, match="activations takes Activation objects; got 'cube'"):
        from_json(text, activations=["cube"])
    assert problem_of(changed("neurons", 3, "activation", to="fourth"), activations=[own]).endswith(
        "(7 more), cube; give your own with activations=[...]"
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot read {path}: no such file; check its name and folder"),
        (
            b'{"name": "\xff"}',
            "cannot read {path}: byte 10 is not UTF-8 text; save the file as UTF-8",
        ),
        (b"", "{path}: the file is empty"),
        (
            b"\x00\x01",
            r"{path}: the file holds no JSON: it begins with '\x00\x01'; expected {{",
        ),
    ],
)
def test_a_file_that_cannot_be_read(content, problem, tmp_path):
    path = tmp_path / "model.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        load(path)
    assert str(caught.value) == problem.format(path=path)


def test_a_directory_is_no_file(tmp_path):
    with pytest.raises(FileError, match="is a directory"):
        load(tmp_path)
    with pytest.raises(FileError, match="is a directory; give the name of a file"):
        save(ns.mlp([1, 1]), tmp_path)


def test_a_file_cut_off_anywhere_is_a_file_error(tmp_path):
    whole = json.dumps(VALID, ensure_ascii=False).encode()
    path = tmp_path / "model.json"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(FileError):
            load(path)
    path.write_bytes(whole)
    assert len(load(path)) == 4


STRANGE = [
    *(None, True, False, 0, -1, 2, 1.5, -0.0, 1e308, 10**400, "", "x[0]", "o[0]", "mse", "\ud800"),
    *([], {}, [[]], ["o[0]"], {"x[0]": 1.0}, {"name": "n", "kind": "input"}, {"": ""}),
    *(float("nan"), float("inf"), float("-inf"), ["x[0]", "x[0]"]),
]


def _places(data, place=()):
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*place, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*place, key))


@pytest.mark.parametrize("value", [ABSENT, *STRANGE], ids=lambda value: repr(value)[:20])
def test_any_value_replaced_gives_a_network_or_a_file_error(value):
    refusals = []
    for place in _places(VALID):
        try:
            net = from_json(changed(*place, to=value), origin="model.json")
        except FileError as error:
            refusals.append(str(error))
        else:
            assert to_json(from_json(to_json(net))) == to_json(net)
    assert refusals
    assert all(text.startswith("model.json: ") and "\n" not in text for text in refusals)


def test_damaged_bytes_give_a_network_or_a_file_error(tmp_path):
    rng = random.Random(7)
    whole = json.dumps(VALID, ensure_ascii=False).encode()
    path = tmp_path / "model.json"
    refused = 0
    for _ in range(600):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 3)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged)
        try:
            load(path)
        except FileError:
            refused += 1
    assert refused > 300
