"""A saved network comes back whole: same neurons, same order, same bits, same bytes."""

import cProfile
import json
import math
import os
import pstats

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import FileError, InputError
from neurosim.interop import from_json, load, save, to_json
from tests.strategies import ALL_ACTIVATIONS

finite = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
names = texts.filter(bool)
small = st.floats(-2, 2)


@st.composite
def networks(draw, parameters=small):
    """Any acyclic wiring with split edges, frozen parameters, chosen outputs, scaling, columns."""
    net = ns.Network(draw(texts))
    labels = iter(draw(st.lists(names, min_size=14, max_size=14, unique=True)))
    for _ in range(draw(st.integers(1, 3))):
        net.add_input(next(labels))
    for _ in range(draw(st.integers(1, 6))):
        sources = draw(st.lists(st.sampled_from([*net]), min_size=1, unique=True))
        net.add_neuron(
            {source: draw(parameters) for source in sources},
            bias=draw(parameters),
            activation=draw(st.sampled_from([*ALL_ACTIVATIONS])),
            name=next(labels),
        )
    for _ in range(draw(st.integers(0, 2))):
        net.split_edge(*draw(st.sampled_from([*net.graph.edges])), name=next(labels))
    computed = [neuron for neuron in net if not neuron.is_input]
    net.set_outputs(*draw(st.lists(st.sampled_from(computed), unique=True)))
    for parameter in draw(st.lists(st.sampled_from(net.parameters), unique=True)):
        parameter.trainable = False
    net.loss = draw(st.sampled_from([*ns.LOSSES]))
    if draw(st.booleans()):
        net.input_scaling, net.target_scaling = (
            draw(scaling(net.inputs)),
            draw(scaling(net.outputs)),
        )
        net.input_columns = tuple(draw(texts) for _ in net.inputs)
        net.target_columns = tuple(
            ns.TargetColumn(draw(texts), tuple(draw(st.lists(texts, max_size=1))))
            for _ in net.outputs
        )
    return net


@st.composite
def scaling(draw, columns):
    limits = [sorted(draw(st.tuples(finite, finite))) for _ in columns]
    minimum, maximum = zip(*limits, strict=True)
    # limits so near or so far apart that nothing can be scaled are refused elsewhere
    spans = [high - low for low, high in zip(minimum, maximum, strict=True)]
    assume(all(span == 0 or 1e-300 < span < 1e300 for span in spans))
    if draw(st.booleans()):
        return ns.StandardScaling(minimum, spans)
    return ns.MinMaxScaling(minimum, maximum, draw(st.sampled_from([(0, 1), (-1, 1), (0.25, 3)])))


def everything(net):
    """Return what a file must keep, as texts of floats so that -0.0 differs from 0.0."""
    return (
        net.name,
        [(n.name, n.is_input, repr(n.bias), n.activation, n.bias_trainable) for n in net],
        [
            [(s.name, repr(e["weight"]), e["trainable"]) for s, e in net.structure.incoming[n]]
            for n in net
        ],
        [[neuron.name for neuron in layer] for layer in net.layers],
        repr((net.wh, net.bh, net.wo, net.bo)),
        repr((net.input_scaling, net.target_scaling)),
        (net.input_columns, net.target_columns, net.loss),
    )


@settings(deadline=None)
@given(networks(parameters=finite))
def test_everything_comes_back_and_is_written_the_same_again(net):
    text = to_json(net)
    other = from_json(text)
    assert everything(other) == everything(net)
    assert to_json(other) == text


@settings(deadline=None)
@given(networks(), st.data())
def test_a_loaded_network_computes_the_same_bits(net, data):
    sample = [data.draw(st.floats(-1, 1)) for _ in net.inputs]
    other = from_json(to_json(net))
    assert other.forward(sample).tobytes() == net.forward(sample).tobytes()
    targets = [0.5] * len(net.outputs)
    assert other.backward(targets) == net.backward(targets)
    net.update(0.1)
    other.update(0.1)
    assert everything(other) == everything(net)


@pytest.mark.parametrize(
    "value", [0.1, -0.0, 5e-324, 2.2250738585072014e-308, 1e308, 1.7976931348623157e308, 1 / 3]
)
def test_every_float_comes_back_exactly(value):
    net = ns.mlp([1, 1], initializer=value)
    other = from_json(to_json(net))
    assert math.copysign(1, other.bo[0]) == math.copysign(1, value)
    assert (other.bo[0], other.wo[0][0]) == (value, value)


@pytest.mark.parametrize(
    "name", ['"', "\\", "\n", "\r\n", "\0", "höhe", "入力", "🧠", "\u2028", " "]
)
def test_every_name_comes_back(name, tmp_path):
    net = ns.Network(name)
    net.add_neuron({net.add_input(name): 1.0}, name=f"{name}{name}")
    other = load(save(net, tmp_path / "model.json"))
    assert (other.name, [neuron.name for neuron in other]) == (name, [name, f"{name}{name}"])


def test_a_neuron_is_one_readable_line():
    net = ns.Network()
    net.add_neuron({net.add_input("höhe"): -0.5}, bias=0.5, name="🧠")
    net.freeze("🧠")
    assert (
        '    {"name": "🧠", "bias": 0.5, "activation": "sigmoid", "inputs": {"höhe": -0.5}, '
        '"frozen_bias": true, "frozen_inputs": ["höhe"]}\n'
    ) in to_json(net)


def test_outputs_are_written_only_if_they_were_set():
    net = ns.mlp([1, 1, 1])
    assert json.loads(to_json(net))["outputs"] is None
    net.set_outputs("h[0][0]")
    assert json.loads(to_json(net))["outputs"] == ["h[0][0]"]


def test_computed_values_are_not_part_of_the_file():
    net = ns.mlp([2, 3, 1])
    before = to_json(net)
    net.forward([0.5, 1.0])
    net.backward([1.0])
    assert to_json(net) == before


def test_a_source_may_be_younger_than_its_target():
    net = ns.mlp([2, 1, 1])
    net.split_edge("x[1]", "h[0][0]", name="middle")
    other = from_json(to_json(net))
    assert [source.name for source in other["h[0][0]"].inputs] == ["x[0]", "middle"]
    with pytest.raises(ns.NeurosimError, match="would close the cycle"):
        other.connect("o[0]", "middle", 1.0)


def _incomplete():
    net = ns.Network("under construction")
    net.add_input()
    net.add_neuron(name="alone")
    return net


@pytest.mark.parametrize("build", [ns.Network, _incomplete])
def test_an_incomplete_network_comes_back(build):
    net = build()
    assert everything(from_json(to_json(net))) == everything(net)


def test_whole_numbers_written_by_hand_become_floats():
    text = to_json(ns.mlp([1, 1], initializer=2.0))
    assert from_json(text.replace("2.0", "2")).wo[0].tolist() == [2.0]
    assert to_json(from_json(text.replace("2.0", "2"))) == text


def test_what_may_be_absent_takes_its_default():
    data = json.loads(to_json(ns.mlp([1, 1])))
    minimal = {key: data[key] for key in ("format", "version", "neurons")}
    assert to_json(from_json(json.dumps(minimal))) == to_json(ns.mlp([1, 1]))


def test_an_own_activation_is_saved_by_name_and_given_back(tmp_path):
    cube = ns.Activation("cube", lambda s: s**3, lambda s: 3 * s**2, "s^3")
    net = ns.Network()
    net.add_neuron({net.add_input(): 3.0}, activation=cube)
    other = load(save(net, tmp_path / "model.json"), activations=[cube])
    assert other.outputs[0].activation is cube
    assert other.forward([2.0]) == [216.0]


def test_a_built_in_loss_object_is_saved_by_name():
    net = ns.mlp([1, 1])
    net.loss = ns.LOSSES["mse"]
    assert from_json(to_json(net)).loss == "mse"


def test_a_byte_order_mark_is_passed_over(tmp_path):
    path = tmp_path / "model.json"
    path.write_text(to_json(ns.mlp([1, 1])), encoding="utf-8-sig")
    assert len(load(path)) == 2


def test_a_failing_write_leaves_the_old_file_unchanged(tmp_path, monkeypatch):
    path = save(ns.mlp([1, 1]), tmp_path / "model.json")
    before = path.read_bytes()

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(FileError, match=r"model\.json: no space left on device"):
        save(ns.mlp([2, 3, 1]), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["model.json"]


def test_an_existing_file_is_kept_if_asked(tmp_path):
    path = save(ns.mlp([1, 1]), tmp_path / "model.json")
    with pytest.raises(FileError, match="exists already"):
        save(ns.mlp([2, 1]), path, overwrite=False)
    assert len(load(path)) == 2


def _with(**attributes):
    net = ns.mlp([2, 1])
    for name, value in attributes.items():
        setattr(net, name, value)
    return net


def _with_weight(value):
    net = ns.mlp([2, 1])
    net.graph.edges[net["x[1]"], net["o[0]"]]["weight"] = value
    return net


def _with_activations(*activations):
    return ns.mlp(
        [1, *(1 for _ in activations)], [*activations[:-1]], output_activation=activations[-1]
    )


def _activation(name):
    return ns.Activation(name, lambda s: s, lambda s: 1.0)


ONE_COLUMN = ns.MinMaxScaling((0.0,), (1.0,))
TWO_COLUMNS = ns.MinMaxScaling((0.0, 0.0), (1.0, 1.0))
OWN_LOSS = ns.Loss("mine", lambda y, z: [0.0], lambda y, z: [0.0])


@pytest.mark.parametrize(
    ("net", "problem"),
    [
        (
            _with_weight(math.nan),
            "the weight from 'x[1]' to 'o[0]' is nan; it must be a finite number",
        ),
        (_with(name="\ud800"), "name is '\\ud800'; expected a text without half a surrogate pair"),
        (_with(name=None), "name of the network is None; it must be str"),
        (_with(name=[1]), "name of the network is [1]; it must be str"),
        (
            _with(loss="msee"),
            "unknown loss 'msee'; did you mean 'mse'? known: half_squared_error, mse, mae, huber, "
            "binary_cross_entropy, softmax_cross_entropy",
        ),
        (
            _with(loss=OWN_LOSS),
            "the loss 'mine' is not built in, and a file holds only a name; set net.loss to one of "
            "half_squared_error, mse, mae, huber, binary_cross_entropy, softmax_cross_entropy",
        ),
        (
            _with(input_scaling=ONE_COLUMN),
            "input_scaling stands for 1 input(s), but the network has 2",
        ),
        (
            _with(target_scaling=TWO_COLUMNS),
            "target_scaling stands for 2 output(s), but the network has 1",
        ),
        (_with(input_columns=()), "input_columns stands for 0 input(s), but the network has 2"),
        (
            _with(target_columns=(ns.TargetColumn("Z", ("a", "b")),)),
            "target_columns stands for 2 output(s), but the network has 1",
        ),
        (
            _with_activations("tanh", _activation("sin")),
            "the activation 'sin' of 'o[0]' has the name of another one; give it a name of its own",
        ),
        (
            _with_activations(_activation("own"), _activation("own")),
            "the activation 'own' of 'o[0]' has the name of another one; give it a name of its own",
        ),
    ],
)
def test_what_a_file_could_not_give_back_is_not_written(net, problem, tmp_path):
    with pytest.raises(InputError) as caught:
        save(net, tmp_path / "model.json")
    assert str(caught.value) == f"the network cannot be saved: {problem}"
    assert not [*tmp_path.iterdir()]


def calls_of(function, *arguments) -> int:
    """Return how many calls of functions a call takes: the same on every machine."""
    profile = cProfile.Profile()
    profile.runcall(function, *arguments)
    return pstats.Stats(profile).total_calls


def test_loading_grows_with_the_edges():
    texts = [to_json(ns.mlp([width, 64, 10])) for width in (100, 200)]
    once, twice = (calls_of(from_json, text) for text in texts)
    assert once < twice < 2.1 * once
    assert from_json(texts[1]).graph.number_of_edges() == 200 * 64 + 640


def test_loading_a_long_chain_in_reverse_order_grows_with_its_length():
    def chain(n):
        neurons = [
            {"name": str(i), "bias": 0, "activation": "sin", "inputs": {str(i + 1): 1}}
            for i in range(n)
        ]
        neurons.append({"name": str(n), "kind": "input"})
        return json.dumps({"format": "neurosim-model", "version": 1, "neurons": neurons})

    once, twice = (calls_of(from_json, chain(n)) for n in (1000, 2000))
    assert once < twice < 2.1 * once
    assert len(from_json(chain(5000)).layers) == 5001


def test_what_becomes_of_raw_columns_comes_back():
    net = ns.mlp([3, 2, 1])
    net.input_columns = ("age", "colour=blue", "colour=red")
    net.target_columns = (ns.TargetColumn("passed", ("no", "yes"), one_output=True),)
    net.preparation = ns.Preparation(
        categories={"colour": ("blue", "red")}, fill={"age": 41.5, "colour": "red"}
    )
    again = from_json(to_json(net))
    assert again.preparation == net.preparation
    assert again.target_columns == net.target_columns
    assert json.loads(to_json(net))["version"] == 2
    assert json.loads(to_json(ns.mlp([3, 2, 1])))["version"] == 1


@pytest.mark.parametrize(
    ("preparation", "message"),
    [
        (ns.Preparation(fill={"size": 1.0}), "names the column 'size', which is no input column"),
        (ns.Preparation(categories={"colour": ("red", "blue")}), "in the order of its categories"),
    ],
)
def test_a_preparation_of_other_columns_is_refused(preparation, message):
    net = ns.mlp([3, 2, 1])
    net.input_columns = ("age", "colour=blue", "colour=red")
    net.preparation = preparation
    with pytest.raises(ns.NeurosimError, match=message):
        to_json(net)


def test_standard_scaling_makes_a_file_of_version_2():
    net = ns.mlp([2, 1], seed=1)
    net.input_scaling = ns.StandardScaling((52.5, 86.25), (17.5, 0.0))
    text = to_json(net)
    assert '"version": 2' in text
    assert '"input_scaling": {"mean": [52.5, 86.25], "deviation": [17.5, 0.0]}' in text
    assert '"target_scaling": null' in text
    assert from_json(text).input_scaling == net.input_scaling
    net.input_scaling = ns.MinMaxScaling((0.0, 0.0), (1.0, 1.0))
    assert '"version": 1' in to_json(net)
    net.target_scaling = ns.StandardScaling((1.0,), (2.0,))
    assert '"version": 2' in to_json(net)
