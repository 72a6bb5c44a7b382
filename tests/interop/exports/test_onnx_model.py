"""ONNX models of networks: onnxruntime and onnx's own evaluator give the numbers of neurosim."""

import functools
import hashlib
import json
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.exports.onnx_models.onnx_metadata import stored_model
from neurosim.interop.exports.onnx_models.onnx_model import MOST_BYTES
from neurosim.interop.model_file import from_json, to_json
from tests.interop.exports.program_runs import largest_difference, random_networks
from tests.interop.exports.test_code_numbers import (
    TAME,
    all_activations,
    function_zoo,
    own_network,
    scaled,
)
from tests.strategies import networks

onnx = pytest.importorskip("onnx")


def run(model, X, names=None):
    """Return what onnxruntime gives, on one thread."""
    runtime = pytest.importorskip("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    session = runtime.InferenceSession(model.SerializeToString(), options)
    return session.run(names, {"inputs": X})


# made by the first test that needs them, as every process collects this file
@functools.cache
def random_nets():
    found = random_networks(networks(activations=TAME, most_neurons=15), 80)
    return [scaled(net, place) for place, net in enumerate(found)]


def inputs_of(net, n=20):
    return np.random.default_rng(5).normal(size=(n, len(net.inputs)))


def test_random_graphs_give_the_same_numbers():
    for net in random_nets():
        X = inputs_of(net)
        (found,) = run(ns.to_onnx(net), X)
        assert largest_difference(found, ns.predict(net, X, engine="objects")) < 1e-14


def test_models_are_valid_and_their_shapes_known():
    for net in random_nets()[:40]:
        for dtype, per_neuron in (("float64", False), ("float32", True)):
            model = ns.to_onnx(net, dtype=dtype, per_neuron=per_neuron)
            onnx.checker.check_model(model, full_check=True)
            inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
            known = {value.name for value in (*inferred.graph.value_info, *inferred.graph.output)}
            assert {name for node in model.graph.node for name in node.output} <= known


def test_the_evaluator_of_onnx_agrees():
    from onnx.reference import ReferenceEvaluator

    for net in random_nets()[:10]:
        X = inputs_of(net)
        (found,) = ReferenceEvaluator(ns.to_onnx(net)).run(None, {"inputs": X})
        assert largest_difference(found, ns.predict(net, X, engine="objects")) < 1e-14


def test_a_node_for_each_neuron():
    for net in random_nets()[:20]:
        model = ns.to_onnx(net, per_neuron=True)
        gemms = [node for node in model.graph.node if node.op_type == "Gemm"]
        assert len(gemms) == len(net.structure.computed)
        assert [node.doc_string for node in gemms] == [n.name for n in net.structure.computed]
        X = inputs_of(net)
        (found,) = run(model, X)
        assert largest_difference(found, ns.predict(net, X, engine="objects")) < 1e-14


def test_float32_is_rounded_to_seven_digits():
    worst = 0.0
    for net in random_nets()[:40]:
        X = inputs_of(net).astype(np.float32)
        (found,) = run(ns.to_onnx(net, dtype="float32"), X)
        assert found.dtype == np.float32
        worst = max(worst, largest_difference(found, ns.predict(net, X)))
    assert 1e-9 < worst < 1e-5


@pytest.mark.parametrize(
    ("dtype", "relative", "absolute"), [("float64", 5e-14, 1e-15), ("float32", 5e-6, 1e-6)]
)
def test_every_activation(dtype, relative, absolute):
    net = all_activations()
    X = np.concatenate([np.linspace(-12, 12, 97), [-1e-9, 1e-9, -1e-3, 30.0]])[:, np.newaxis]
    (found,) = run(ns.to_onnx(net, dtype=dtype), X.astype(dtype))
    expected = ns.predict(net, X, engine="objects")
    wrong = np.abs(found - expected) > relative * np.abs(expected) + absolute
    assert [net.outputs[k].name for k in np.flatnonzero(wrong.any(axis=0))] == []


def test_the_error_function_far_out():
    net = ns.Network()
    x = net.add_input("x")
    net.set_outputs(
        *[net.add_neuron({x: 1.0}, activation=name) for name in ("erf", "gelu", "arctan")]
    )
    X = np.array([[-1e300], [-40.0], [-6.0], [6.0], [40.0], [1e300]])
    (found,) = run(ns.to_onnx(net), X)
    expected = ns.predict(net, X, engine="objects")
    assert np.all(np.abs(found - expected) <= 1e-13 * np.abs(expected))


def test_dense_layers_are_one_matrix_product_each():
    model = ns.to_onnx(ns.mlp([4, 8, 3], "tanh"))
    assert [node.op_type for node in model.graph.node] == ["Gemm", "Tanh", "Gemm", "Tanh"]
    shapes = {constant.name: list(constant.dims) for constant in model.graph.initializer}
    assert shapes == {
        "layer_0_weights": [8, 4], "layer_0_biases": [8],
        "layer_1_weights": [3, 8], "layer_1_biases": [3],
    }  # fmt: skip


def test_a_sparse_layer_does_not_become_a_huge_matrix():
    net = ns.Network()
    x = [net.add_input() for _ in range(400)]
    hidden = [net.add_neuron({source: 0.5}, activation="tanh") for source in x]
    net.add_neuron(dict.fromkeys(hidden, 0.01), name="o")
    model = ns.to_onnx(net)
    assert sum(np.prod(constant.dims) for constant in model.graph.initializer) < 10_000
    X = inputs_of(net, 3)
    assert largest_difference(run(model, X)[0], ns.predict(net, X)) < 1e-14


def test_classes_have_probabilities():
    net = ns.mlp([2, 4, 3], "tanh", output_activation="identity", seed=1)
    net.loss = "softmax_cross_entropy"
    net.target_columns = (ns.TargetColumn("kind", ("a", "b", "é")),)
    net.input_columns = ("one", "two")
    X = inputs_of(net)
    model = ns.to_onnx(net)
    outputs, probabilities = run(model, X, ["outputs", "probabilities"])
    assert largest_difference(outputs, ns.predict(net, X)) < 1e-14
    assert largest_difference(probabilities, ns.predict_probabilities(net, X)) < 1e-14
    texts = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(texts["neurosim.classes"]) == ["a", "b", "é"]
    assert json.loads(texts["neurosim.inputs"]) == ["one", "two"]
    assert json.loads(texts["neurosim.outputs"]) == ["kind=a", "kind=b", "kind=é"]


@pytest.mark.parametrize("one_output", [True, False])
def test_probabilities_of_two_classes(one_output):
    net = ns.mlp([2, 1 if one_output else 2], seed=1)
    net.target_columns = (ns.TargetColumn("passed", ("no", "yes"), one_output=one_output),)
    X = inputs_of(net)
    (found,) = run(ns.to_onnx(net), X, ["probabilities"])
    assert largest_difference(found, ns.predict_probabilities(net, X)) < 1e-14


def test_constants_and_a_formula_without_s():
    net = ns.Network("constants")
    x = net.add_input("x")
    half = net.add_constant(0.5, activation="tanh")
    flat = ns.Activation("flat", lambda s: 2.0, lambda s: 0.0, formula="2", slope="0")
    neurons = [net.add_neuron({x: 1.0, half: 2.0}), net.add_neuron({x: 1.0}, activation=flat)]
    net.set_outputs(half, *neurons)
    X = inputs_of(net)
    (found,) = run(ns.to_onnx(net), X)
    assert largest_difference(found, ns.predict(net, X, engine="objects")) < 1e-15


def test_an_activation_of_a_user_is_translated_from_its_formula():
    net = own_network()
    X = inputs_of(net)
    model = ns.to_onnx(net)
    (found,) = run(model, X)
    assert largest_difference(found, ns.predict(net, X, engine="objects")) < 1e-14
    # a model file has only its name, so it could not give the network back
    assert stored_model(model) is None


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-14), ("float32", 2e-6)])
def test_every_function_of_formulas(dtype, tolerance):
    net = function_zoo()
    X = inputs_of(net, 100).astype(dtype)
    (found,) = run(ns.to_onnx(net, dtype=dtype), X)
    assert largest_difference(found, ns.predict(net, X, engine="objects")) < tolerance


def test_the_network_comes_back_byte_for_byte(tmp_path):
    for net in random_nets()[:20]:
        path = ns.write_onnx(net, tmp_path / "model.onnx", dtype="float32")
        assert from_json_text(path) == to_json(net)


def from_json_text(path):
    text = stored_model(onnx.load(path))
    return to_json(from_json(text))


def test_shapes_that_are_added_change_nothing():
    net = random_nets()[0]
    inferred = onnx.shape_inference.infer_shapes(ns.to_onnx(net))
    assert len(inferred.graph.value_info) > 0
    assert stored_model(inferred) == to_json(net)


def test_a_changed_model_does_not_give_an_old_network():
    net = ns.mlp([2, 3, 1], seed=1)
    changed = ns.to_onnx(net)
    weights = onnx.numpy_helper.to_array(changed.graph.initializer[0]).copy()
    weights[0, 0] += 1.0
    changed.graph.initializer[0].CopyFrom(
        onnx.numpy_helper.from_array(weights, changed.graph.initializer[0].name)
    )
    with pytest.warns(ns.NeurosimWarning, match="was changed after neurosim wrote it, so that the"):
        assert stored_model(changed) is None
    other = ns.to_onnx(net)
    other.metadata_props[0].value = to_json(ns.mlp([2, 3, 1], seed=2))
    with pytest.warns(ns.NeurosimWarning, match="the graph is read instead"):
        assert stored_model(other) is None
    converted = ns.to_onnx(net)
    converted.opset_import[0].version = 14
    with pytest.warns(ns.NeurosimWarning, match="was changed after neurosim wrote it"):
        assert stored_model(converted) is None
    del other.metadata_props[:]
    assert stored_model(other) is None


def test_the_same_network_gives_the_same_bytes(tmp_path):
    net = random_nets()[0]
    one = ns.write_onnx(net, tmp_path / "one.onnx").read_bytes()
    assert one == ns.write_onnx(net.copy(), tmp_path / "two.onnx").read_bytes()
    code = (
        "import neurosim as ns, hashlib; m = ns.to_onnx(ns.mlp([2, 3, 1], seed=1));"
        "print(hashlib.sha256(m.SerializeToString(deterministic=True)).hexdigest())"
    )
    here = ns.to_onnx(ns.mlp([2, 3, 1], seed=1)).SerializeToString(deterministic=True)
    elsewhere = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONHASHSEED": "7", "PYTHONPATH": "."},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert elsewhere.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_hostile_names_become_identifiers():
    net = ns.Network('"\n*/')
    x = net.add_input("a b")
    net.add_neuron({x: 1.0}, name="9 \u202e é\nline")
    model = ns.to_onnx(net, per_neuron=True)
    names = {name for node in model.graph.node for name in (*node.input, *node.output)}
    assert all(name.isidentifier() and name.isascii() for name in names)
    onnx.checker.check_model(model, full_check=True)


def test_an_existing_file_is_kept_unless_asked(tmp_path):
    path = tmp_path / "model.onnx"
    path.write_text("mine")
    with pytest.raises(ns.NeurosimError, match="exists already"):
        ns.write_onnx(ns.mlp([1, 1]), path, overwrite=False)
    net = ns.mlp([1, 1])
    net.outputs[0].activation = ns.Activation("mine", lambda s: s, lambda s: 1.0)
    with pytest.raises(
        ns.NeurosimError, match=r"'mine' of 'o\[0\]' is one of your own without a fo"
    ):
        ns.write_onnx(net, path)
    assert path.read_text() == "mine"


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ns.NeurosimError) as caught:
        ns.write_onnx(ns.mlp([1, 1]), tmp_path / "q.txt")
    assert str(caught.value) == (
        "'q.txt' does not end with .onnx; an ONNX model is written to a file such as 'q.onnx'"
    )
    assert not list(tmp_path.iterdir())
    assert ns.write_onnx(ns.mlp([1, 1]), tmp_path / "q.ONNX").is_file()


def test_errors_are_sentences():
    with pytest.raises(
        ns.NeurosimError, match=r"unknown precision 'float16'; did you mean 'float64'\?"
    ):
        ns.to_onnx(ns.mlp([1, 1]), dtype="float16")
    with pytest.raises(ns.NeurosimError, match="per_neuron is 'no'; give True or False"):
        ns.to_onnx(ns.mlp([1, 1]), per_neuron="no")
    with pytest.raises(
        ns.NeurosimError, match=r"'layer_0_weights' of the ONNX graph has a number th"
    ):
        ns.to_onnx(ns.mlp([1, 1], initializer=1e39), dtype="float32")
    with pytest.raises(ns.NeurosimError, match="has no inputs; add one"):
        ns.to_onnx(ns.Network())


def test_a_model_above_two_gigabytes_is_refused_before_it_is_made(monkeypatch):
    monkeypatch.setattr("neurosim.interop.exports.onnx_models.onnx_model.MOST_BYTES", 100)
    assert MOST_BYTES == 2**31 - 1
    tracemalloc.start()
    with pytest.raises(
        ns.NeurosimError, match="the network has 6 edges, too many for an ONNX model"
    ):
        ns.to_onnx(ns.mlp([3, 2]))
    tracemalloc.stop()


def test_without_onnx_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(
        ns.NeurosimError, match=r"need the package onnx: pip install 'neurosim\[onnx\]'"
    ):
        ns.to_onnx(ns.mlp([1, 1]))


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softplus", "erf", "swish", "gelu"])
def test_no_digits_are_lost_far_to_the_left(activation):
    net = ns.Network()
    net.add_neuron({net.add_input("x"): 1.0}, activation=activation, name="y")
    X = np.linspace(-80.0, 80.0, 321)[:, None]
    (found,) = run(ns.to_onnx(net), X)
    expected = ns.predict(net, X)
    assert np.all(np.abs(found - expected) <= 1e-13 * np.abs(expected))


def test_the_logarithm_of_a_sigmoid_keeps_its_digits():
    net = ns.Network()
    h = net.add_neuron({net.add_input("x"): 1.0}, activation="sigmoid", name="h")
    net.add_neuron({h: 1.0}, activation="log", name="y")
    (found,) = run(ns.to_onnx(net), np.array([[-30.0], [-700.0]]))
    assert found[:, 0] == pytest.approx([-30.0, -700.0], rel=1e-12)
