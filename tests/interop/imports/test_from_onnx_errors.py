"""What ns.from_onnx refuses, each in one sentence that names the place and the way out."""

from __future__ import annotations

import pickle
import sys

import numpy as np
import pytest

import neurosim as ns

onnx = pytest.importorskip("onnx")
helper = onnx.helper


def one(
    operator, inputs="x", *, shape=(1, 2), weights=(), kind=1, domain="", opset=17, **attributes
):
    """Return a model of one node."""
    return helper.make_model(
        helper.make_graph(
            [
                helper.make_node(
                    operator, inputs.split(), ["y"], name="here", domain=domain, **attributes
                )
            ],
            "one",
            [helper.make_tensor_value_info("x", kind, shape)],
            [helper.make_tensor_value_info("y", 1, None)],
            [onnx.numpy_helper.from_array(np.asarray(w), n) for n, w in dict(weights).items()],
        ),
        opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)],
    )


def message_of(model, **options):
    with pytest.raises(ns.NeurosimError) as caught:
        ns.from_onnx(model, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            one("Floor"),
            "node 'here' (Floor) cannot become neurons: this operator is not supported; it makes "
            "whole numbers, so take the numbers before it",
        ),
        (
            one("ArgMax"),
            "node 'here' (ArgMax) cannot become neurons: this operator is not supported; take the "
            "numbers before it, and the largest of them with ns.predict_classes",
        ),
        (
            one("LSTM", "x w r", weights={"w": np.ones((1, 4, 2), "f4"), "r": np.ones((1, 4, 1), "f4")}),
            "node 'here' (LSTM) cannot become neurons: this operator is not supported; a network "
            "here has no memory; unroll it to plain layers",
        ),
        (
            one("Cast", to=7),
            "node 'here' (Cast) cannot become neurons: it casts to int64, and neurons compute real "
            "numbers",
        ),
        (
            one("RandomNormalLike"),
            "node 'here' (RandomNormalLike) draws random numbers, and a network of neurons gives the "
            "same output every time; export the model for inference",
        ),
        (
            one("Dropout", "x r t", weights={"r": np.float32(0.5), "t": np.array(True)}),
            "node 'here' (Dropout) cannot become neurons: it drops values at random in training; "
            "export it for inference",
        ),
        (
            one(
                "BatchNormalization", "x a b c d", training_mode=1,
                weights={n: np.ones(2, "f4") for n in "abcd"},
            ),
            "node 'here' (BatchNormalization) cannot become neurons: it normalizes by its batch in "
            "training; export it for inference",
        ),
        (
            one("Reshape", "k x", weights={"k": np.ones(2, "f4")}),
            "node 'here' (Reshape) cannot become neurons: its input 'x' has to be constant, but "
            "depends on the inputs of the network; if it is an input itself, give its value in "
            "constants",
        ),
        (
            one("MatMul", "x w", weights={"w": np.array([[1.0], [np.inf]], "f4")}),
            "the tensor 'w' has inf at [1, 0], so output 'y' has the weight inf; every number of a network "
            "must be finite",
        ),
        (
            one("MatMul", "x w", weights={"w": np.ones((3, 1), "f4")}),
            "node 'here' (MatMul) cannot become neurons: the shapes (1, 2) and (3, 1) do not fit",
        ),
        (
            one("Transpose", perm=[0, 5]),
            "node 'here' (Transpose) cannot become neurons: onnx.reference cannot compute it: "
            "AxisError: axis 5 is out of bounds for array of dimension 2",
        ),
        (
            one("Relu", "z"),
            "node 'here' (Relu) needs 'z', which nothing computes; the model is damaged",
        ),
        (
            one("Expand", "x s", weights={"s": np.array([10**9, 2])}),
            "node 'here' (Expand) cannot become neurons: its result has more than 20,000,000 numbers",
        ),
        (
            one("Relu", kind=7),
            "the input 'x' is int64, and only real numbers and truth values can become input neurons; "
            "give its value with constants={'x': ...}",
        ),
        (
            one("Relu", shape=("n", "width")),
            "axis 1 of the input 'x' is open in the model; give its shape with shapes={'x': (1, ...)}",
        ),
        (
            one("Relu", shape=None),
            "the shape of the input 'x' is not in the model; give it with shapes={'x': (1, ...)}",
        ),
        (
            one("TreeEnsembleRegressor", domain="ai.onnx.ml"),
            "node 'here' (ai.onnx.ml.TreeEnsembleRegressor) cannot become neurons: this operator is not "
            "supported; trees have no neurons",
        ),
        (
            one("Relu", "x", opset=10_000),
            f"the model uses opset 10000 of ONNX, and the installed onnx knows "
            f"{onnx.defs.onnx_opset_version()} and older; update onnx, or export with "
            f"opset_version={onnx.defs.onnx_opset_version()}",
        ),
    ],
)  # fmt: skip
def test_an_operator_or_a_number_that_cannot_become_neurons(model, message):
    assert message_of(model) == message


def test_too_many_edges_are_refused_before_memory_is_needed():
    model = one(
        "Conv",
        "x w",
        shape=(1, 3, 224, 224),
        weights={"w": np.ones((64, 3, 7, 7), "f4")},
        strides=[2, 2],
    )
    assert message_of(model) == (
        "node 'here' (Conv) needs 111,776,448 edges, more than max_edges = 1,000,000; give a larger "
        "max_edges, or a smaller network or input"
    )
    assert message_of(one("Relu"), max_edges=1) == (
        "the input 'x' has 2 elements, each a neuron, and max_edges is 1; give a larger max_edges, or "
        "a smaller input"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pickle.dumps([1]), "is a Python pickle, as joblib and older PyTorch write it, not an ONNX model; it is "
         "never opened here, because it can run any code; load it in its own library and give the object to "
         "ns.from_torch or ns.from_sklearn, or export it to ONNX"),
        (b'{"format": "neurosim-model"}', "is a JSON file, not an ONNX model; a model file of neurosim is read "
         "with ns.load"),
        (b"\x89HDF\r\n\x1a\n", "is an HDF5 file, as Keras writes it (.h5), not an ONNX model; load it "
         "with keras.models.load_model, and give the model to ns.from_keras"),
        (b"\xff\xff\xff", "is not an ONNX model, or is damaged: DecodeError"),
        (b"", "is not an ONNX model, or is damaged: it has no graph with outputs; export it again"),
    ],
)  # fmt: skip
def test_another_or_a_damaged_file(tmp_path, content, message):
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    assert message_of(path).startswith(f"{path} {message}")
    assert message_of(content).startswith(f"the model {message}")


def test_a_file_that_ends_in_the_middle():
    content = one("MatMul", "x w", weights={"w": np.ones((2, 50), "f4")}).SerializeToString()
    for length in range(1, len(content), 17):
        message_of(content[:length])


def test_no_file(tmp_path):
    assert "no such file" in message_of(tmp_path / "none.onnx")
    assert "give the name of a file as text or a Path" in message_of(None)


def weights_elsewhere(location):
    model = one("Add", "x w", weights={"w": np.ones(2, "f4")})
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", location
    return model


def test_weights_in_a_file_beside_the_model(tmp_path):
    (tmp_path / "w.bin").write_bytes(np.array([3.0, 4.0], "f4").tobytes())
    path = tmp_path / "m.onnx"
    path.write_bytes(weights_elsewhere("w.bin").SerializeToString())
    assert ns.from_onnx(path).forward([1.0, 1.0]).tolist() == [4.0, 5.0]
    assert message_of(path.read_bytes()) == (
        "the tensor 'w' has its numbers in the file 'w.bin'; give the path of the model, so that the "
        "file is found"
    )
    (tmp_path / "w.bin").write_bytes(b"12")
    assert message_of(path).startswith("the tensor 'w' cannot be read: ")
    (tmp_path / "w.bin").unlink()
    assert message_of(path) == (
        "the tensor 'w' has its numbers in the file 'w.bin', which is missing"
    )


@pytest.mark.parametrize("location", ["../w.bin", "/etc/hostname", "", "a/../../w.bin"])
def test_weights_outside_the_folder_are_not_read(tmp_path, location):
    folder = tmp_path / "inner"
    folder.mkdir()
    (tmp_path / "w.bin").write_bytes(np.ones(2, "f4").tobytes())
    path = folder / "m.onnx"
    path.write_bytes(weights_elsewhere(location).SerializeToString())
    assert message_of(path) == (
        f"the tensor 'w' has its numbers in the file {location!r}, outside the folder of the model; "
        "only files in that folder are read"
    )


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = tmp_path / "inner"
    folder.mkdir()
    (tmp_path / "w.bin").write_bytes(np.ones(2, "f4").tobytes())
    (folder / "w.bin").symlink_to(tmp_path / "w.bin")
    path = folder / "m.onnx"
    path.write_bytes(weights_elsewhere("w.bin").SerializeToString())
    assert "outside the folder of the model" in message_of(path)


def test_a_tensor_that_says_to_be_huge():
    model = one("Add", "x w", weights={"w": np.ones(2, "f4")})
    model.graph.initializer[0].dims[:] = [10**12]
    assert message_of(model) == (
        "the tensor 'w' has the shape [1000000000000]; at most 20,000,000 numbers are possible"
    )
    model.graph.initializer[0].dims[:] = [3]
    assert message_of(model).startswith("the tensor 'w' cannot be read: ")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"outputs": ["z"]}, "unknown output of the model 'z'; known: y"),
        ({"outputs": ["y", "y"]}, "an output is given twice: y, y; give each of them once"),
        ({"outputs": []}, "outputs is an empty list; name at least one output"),
        ({"constants": {"z": 1}}, "unknown input for a constant 'z'; known: x"),
        ({"constants": {"x": "a"}}, "the constant 'x' is numbers; got 'a'"),
        ({"constants": [1]}, "constants are given as {name: array}, such as {'axis': 1}; got [1]"),
        (
            {"constants": {"x": [[1.0, 2.0]]}},
            "the model has no input that could become neurons; every value is constant",
        ),
        ({"shapes": {"z": (1,)}}, "unknown input for a shape 'z'; known: x"),
        ({"shapes": {"x": 3}}, "the shape of 'x' is a list of whole numbers; got 3"),
        ({"shapes": {"x": (-1, 2)}}, "a size of 'x' is -1; it must be at least 0"),
        ({"shapes": 3}, "shapes are given as {name: sizes}, such as {'x': (1, 4)}; got 3"),
        ({"softmax": "no"}, "unknown way of softmax 'no'; known: loss, neurons"),
        ({"merge": 1}, "merge is 1; give True or False"),
        ({"max_edges": 0}, "max_edges is 0; it must be at least 1"),
    ],
)
def test_options(options, message):
    assert message_of(one("Relu"), **options) == message


def test_a_sequence_is_refused():
    model = one("Relu")
    model.graph.input[0].type.CopyFrom(
        helper.make_sequence_type_proto(helper.make_tensor_type_proto(1, None))
    )
    assert message_of(model) == (
        "the input 'x' of the model is a sequence; only tensors can become neurons"
    )


def test_functions_that_call_each_other_without_end():
    model = one("Own", domain="own")
    inner = helper.make_node("Own", ["a"], ["b"], domain="own")
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("own", 1)]
    model.functions.append(helper.make_function("own", "Own", ["a"], ["b"], [inner], opsets))
    model.opset_import.append(helper.make_opsetid("own", 1))
    assert message_of(model).startswith("the functions of the model cannot be written out: ")


def test_without_the_package_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert message_of("model.onnx") == (
        "reading an ONNX model needs the package onnx: pip install 'neurosim[onnx]'"
    )


def constants(*nodes, weights):
    """Return a model that adds the result of nodes of constants to its input."""
    model = one("Add", "x c", weights=weights)
    for index, made in enumerate(nodes):
        model.graph.node.insert(index, made)
    return model


@pytest.mark.parametrize(
    ("node", "weights"),
    [
        (helper.make_node("ConstantOfShape", ["s"], ["c"]), {"s": np.array([10**6, 10**6])}),
        (
            helper.make_node("Tile", ["a", "s"], ["c"]),
            {"a": np.ones(2, "f4"), "s": np.array([10**9])},
        ),
        (
            helper.make_node("MatMul", ["a", "b"], ["c"]),
            {"a": np.ones((10**5, 1), "f4"), "b": np.ones((1, 10**5), "f4")},
        ),
        (
            helper.make_node("Mul", ["a", "b"], ["c"]),
            {"a": np.ones((10**5, 1), "f4"), "b": np.ones((1, 10**5), "f4")},
        ),
    ],
)
def test_constants_that_would_fill_the_memory(node, weights):
    assert message_of(constants(node, weights=weights)) == (
        f"node 0 ({node.op_type}) cannot become neurons: its result has more than 20,000,000 numbers"
    )


def test_a_loop_of_constants_is_not_run():
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["again"])],
        "body",
        [helper.make_tensor_value_info("i", 7, []), helper.make_tensor_value_info("go", 9, [])],
        [helper.make_tensor_value_info("again", 9, [])],
    )
    loop = helper.make_node("Loop", ["", "t"], ["c"], body=body)
    assert message_of(constants(loop, weights={"t": np.array(True)})) == (
        "node 0 (Loop) cannot become neurons: this operator is not supported; write its steps one "
        "after the other"
    )


def test_damaged_files_are_refused_in_one_sentence():
    """Change bytes at random places: each file gives a network or one sentence."""
    rng = np.random.default_rng(7)
    content = one("MatMul", "x w", weights={"w": np.ones((2, 3), "f4")}).SerializeToString()
    messages = []
    for _ in range(300):
        damaged = bytearray(content)
        for place in rng.integers(0, len(damaged), size=2):
            damaged[place] = rng.integers(0, 256)
        try:
            ns.from_onnx(bytes(damaged), max_edges=100)
        except ns.NeurosimError as error:
            messages.append(str(error))
    assert len(messages) > 100
    assert all(message.isprintable() for message in messages)


def test_a_graph_that_runs_in_a_circle():
    model = one("Identity", "y")
    assert message_of(model) == (
        "the graph of the model has a cycle (here), and a network here has none; export the model "
        "with its steps written out"
    )


def test_text_that_is_no_text():
    content = one("Relu").SerializeToString().replace(b"here", b"\xff\xfe\xfd\xfc")
    assert message_of(content).startswith(
        "the model is damaged, or has parts that do not fit together: "
    )


def test_labels_are_refused_with_the_outputs_that_can_be_taken():
    model = one("Relu")
    model.graph.output.append(helper.make_tensor_value_info("label", 7, [1]))
    assert message_of(model) == (
        "the output 'label' of the model is no tensor of real numbers; choose what to take with "
        "outputs=['y']"
    )
    model = one("ZipMap", domain="ai.onnx.ml", classlabels_int64s=[0, 1])
    model.graph.output[0].type.CopyFrom(
        helper.make_sequence_type_proto(helper.make_tensor_type_proto(1, None))
    )
    assert message_of(model) == (
        "the output 'y' of the model is no tensor of real numbers; choose what to take with "
        "outputs=['x']"
    )
    assert len(ns.from_onnx(model, outputs=["x"]).outputs) == 2


def test_a_shape_is_no_output():
    assert message_of(one("Shape")) == (
        "the output 'y' is a constant of int64, and only real numbers can be outputs; leave it away "
        "with outputs=[...]"
    )


def with_open_batch(nodes, columns=3, weights=(), opset=17):
    """Return a model of nodes from x, with an open first axis, to y."""
    return helper.make_model(
        helper.make_graph(
            [helper.make_node(*node[:3], **(node[3] if node[3:] else {})) for node in nodes],
            "batch",
            [helper.make_tensor_value_info("x", 11, ["N", columns])],
            [helper.make_tensor_value_info("y", 11, None)],
            [onnx.numpy_helper.from_array(np.asarray(w), n) for n, w in dict(weights).items()],
        ),
        opset_imports=[helper.make_opsetid("", opset)],
    )


MEAN = ("ReduceMean", ["x"], ["m"], {"axes": [0]})
INFLUENCE = {
    "mean": with_open_batch([MEAN, ("Sub", ["x", "m"], ["y"])]),
    "softmax": with_open_batch([("Softmax", ["x"], ["y"], {"axis": 0})]),
    "sum": with_open_batch([("CumSum", ["x", "a"], ["y"])], weights={"a": np.array(0)}),
    "product": with_open_batch([("Transpose", ["x"], ["t"]), ("MatMul", ["x", "t"], ["y"])]),
    "mean of two": with_open_batch([("ReduceMean", ["x"], ["y"], {"axes": [0], "keepdims": 0})], 2),
}


@pytest.mark.parametrize("name", INFLUENCE)
def test_samples_that_influence_each_other_are_refused(name):
    message = message_of(INFLUENCE[name])
    assert message.startswith(
        (
            "the samples of a batch influence each other: the output 'y' of the model is ",
            "the output 'y' of the mo",
        )
    )
    assert message.endswith(" to take the model for one sample alone")


def test_an_output_without_the_batch_is_refused_and_taken_with_a_shape():
    model = with_open_batch([("ReduceMax", ["x"], ["y"], {"axes": [0], "keepdims": 0})])
    assert message_of(model) == (
        "the output 'y' of the model has the shape (3,) for a batch of two samples, and its first "
        "axis must be the batch; give shapes={'x': (1, 3)} to take the model for one sample alone"
    )
    assert len(ns.from_onnx(model, shapes={"x": (1, 3)}).outputs) == 3
    net = ns.from_onnx(model, shapes={"x": (2, 3)})
    assert ns.predict(net, [[1.0, 5.0, 2.0, 4.0, 3.0, 6.0]]).tolist() == [[4.0, 5.0, 6.0]]


def test_a_model_that_the_evaluator_computes_wrongly_is_no_reason_to_refuse(monkeypatch):
    from onnx.reference import ReferenceEvaluator

    right = ReferenceEvaluator.run
    monkeypatch.setattr(ReferenceEvaluator, "run", lambda *given: [y + 1.0 for y in right(*given)])
    net = ns.from_onnx(with_open_batch([("Tanh", ["x"], ["y"])]))
    assert ns.predict(net, [[0.5, 0.0, -0.5]]).round(3).tolist() == [[0.462, 0.0, -0.462]]
    with pytest.raises(ns.NeurosimError, match="influence each other"):
        ns.from_onnx(INFLUENCE["mean"])


def test_softmax_at_the_end_of_a_batch_and_a_constant_output_are_no_influence():
    softmax = with_open_batch([("Softmax", ["x"], ["y"], {"axis": 1})])
    assert ns.from_onnx(softmax).loss == "softmax_cross_entropy"
    model = with_open_batch(
        [("Tanh", ["x"], ["t"]), ("Mul", ["k", "k"], ["y"])], weights={"k": np.ones(2)}
    )
    assert len(ns.from_onnx(model, outputs=["t", "y"]).outputs) == 5


def test_nodes_that_need_each_other_are_a_cycle():
    nodes = [("Add", ["x", "b"], ["a"]), ("Tanh", ["a"], ["b"]), ("Neg", ["b"], ["y"])]
    message = message_of(with_open_batch(nodes))
    assert message.startswith("the graph of the model has a cycle (")
    assert "Add of a" in message
    assert "Tanh of b" in message
    assert "Neg" not in message


def test_an_operator_that_the_evaluator_computes_wrongly_in_a_batch_is_not_refused():
    assert len(ns.from_onnx(one("LRN", shape=("N", 4, 3, 1), size=3, alpha=0.5)).outputs) == 12
