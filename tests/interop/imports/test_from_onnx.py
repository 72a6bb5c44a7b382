"""ns.from_onnx: a network that others made and ran gives the same numbers, neuron by neuron."""

from __future__ import annotations

import io
import warnings

import numpy as np
import pytest

import neurosim as ns

onnx = pytest.importorskip("onnx")
helper = onnx.helper

FLOAT, DOUBLE, BOOL = 1, 11, 9


def model_of(nodes, inputs, outputs, weights=(), *, kind=FLOAT, opset=17, name="net"):
    """Return a model; inputs and outputs are (name, shape) and weights are name to array."""
    types = {FLOAT: np.float32, DOUBLE: np.float64}
    return helper.make_model(
        helper.make_graph(
            nodes,
            name,
            [helper.make_tensor_value_info(n, kind, shape) for n, shape in inputs],
            [helper.make_tensor_value_info(n, kind, shape) for n, shape in outputs],
            [
                onnx.numpy_helper.from_array(
                    np.asarray(w, types[kind] if np.asarray(w).dtype.kind == "f" else np.int64), n
                )
                for n, w in dict(weights).items()
            ],
        ),
        opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)],
        ir_version=8,
    )


def node(operator, inputs, outputs, **attributes):
    return helper.make_node(operator, inputs.split(), outputs.split(), **attributes)


def small(last="Tanh", *, kind=FLOAT, n_outputs=3, **attributes):
    """Return a classifier with one hidden layer."""
    rng = np.random.default_rng(5)
    return model_of(
        [
            node("Gemm", "x w1 b1", "s1", name="/fc1/Gemm", transB=1),
            node("Relu", "s1", "h1", name="/relu/Relu"),
            node("MatMul", "h1 w2", "m2", name="/fc2/MatMul"),
            node("Add", "m2 b2", "s2", name="/fc2/Add"),
            node(last, "s2", "y", name="/last", **attributes),
        ],
        [("x", ["batch", 4])],
        [("y", ["batch", n_outputs])],
        {
            "w1": rng.normal(size=(5, 4)),
            "b1": rng.normal(size=5),
            "w2": rng.normal(size=(5, n_outputs)),
            "b2": rng.normal(size=n_outputs),
        },
        kind=kind,
    )


def run(model, *values):
    """Return what onnxruntime computes."""
    session = pytest.importorskip("onnxruntime").InferenceSession(model.SerializeToString())
    names = [value.name for value in session.get_inputs()]
    return session.run(None, dict(zip(names, values, strict=True)))[0]


def rows(n, *shape, dtype=np.float32):
    return np.random.default_rng(6).normal(size=(n, *shape)).astype(dtype)


def test_layers_and_neurons_have_the_names_of_the_model():
    net = ns.from_onnx(small())
    assert [neuron.name for neuron in net] == [
        *[f"x[{i}]" for i in range(4)],
        *[f"fc1[{i}]" for i in range(5)],
        *[f"fc2[{i}]" for i in range(3)],
    ]
    assert [neuron.activation.name for neuron in net.hidden] == ["relu"] * 5
    assert net.name == "net"


def test_weights_are_taken_exactly():
    model = small()
    w1 = onnx.numpy_helper.to_array(model.graph.initializer[0])
    net = ns.from_onnx(model)
    assert np.array_equal(net.wh[0][2], w1[2].astype(np.float64))


@pytest.mark.parametrize(
    ("kind", "dtype", "near"), [(FLOAT, np.float32, 1e-6), (DOUBLE, np.float64, 1e-12)]
)
def test_a_thousand_rows_are_those_of_onnxruntime(kind, dtype, near):
    model = small(kind=kind)
    X = rows(1000, 4, dtype=dtype)
    assert ns.predict(ns.from_onnx(model), X) == pytest.approx(run(model, X), abs=near)


def test_a_softmax_at_the_end_is_the_loss():
    model = small("Softmax")
    net = ns.from_onnx(model)
    X = rows(50, 4)
    assert net.loss == "softmax_cross_entropy"
    assert {neuron.activation.name for neuron in net.outputs} == {"identity"}
    assert ns.predict_probabilities(net, X) == pytest.approx(run(model, X), abs=1e-6)


def test_logits_that_are_an_activation_are_made_once():
    model = model_of(
        [
            node("Tanh", "x", "s", name="squash"),
            node("Softmax", "s", "p"),
            node("Identity", "p", "y"),
        ],
        [("x", [1, 3])],
        [("y", [1, 3])],
    )
    net = ns.from_onnx(model)
    assert net.loss == "softmax_cross_entropy"
    assert [neuron.name for neuron in net.outputs] == ["squash[0]", "squash[1]", "squash[2]"]


def test_a_softmax_is_made_of_neurons_on_request():
    model = small("Softmax")
    net = ns.from_onnx(model, softmax="neurons")
    X = rows(50, 4)
    assert net.loss == "half_squared_error"
    assert ns.predict(net, X) == pytest.approx(run(model, X), abs=1e-6)


def test_one_sigmoid_at_the_end_has_its_loss():
    net = ns.from_onnx(small("Sigmoid", n_outputs=1))
    assert net.loss == "binary_cross_entropy"
    assert net.outputs[0].activation.name == "sigmoid"
    assert ns.from_onnx(small("Sigmoid", n_outputs=2)).loss == "half_squared_error"


def test_a_path_bytes_and_a_model_are_the_same(tmp_path):
    model = small()
    path = tmp_path / "net.onnx"
    path.write_bytes(model.SerializeToString())
    expected = ns.interop.to_json(ns.from_onnx(model))
    for given in (path, str(path), path.read_bytes()):
        assert ns.interop.to_json(ns.from_onnx(given)) == expected


def test_several_inputs_stand_one_after_the_other():
    model = model_of(
        [node("Concat", "a b", "c", axis=1), node("ReduceSum", "c one", "y", keepdims=0)],
        [("a", ["n", 2]), ("b", ["n", 1])],
        [("y", ["n"])],
        {"one": np.array([1])},
    )
    net = ns.from_onnx(model)
    assert [neuron.name for neuron in net.inputs] == ["a[0]", "a[1]", "b[0]"]
    assert net.forward([1.0, 2.0, 4.0]).tolist() == [7.0]


def test_several_outputs_and_the_choice_of_some():
    model = model_of(
        [node("Relu", "x", "h"), node("Tanh", "h", "y"), node("Neg", "h", "z")],
        [("x", [1])],
        [("y", [1]), ("z", [1])],
    )
    assert ns.from_onnx(model).forward([2.0]).tolist() == [np.tanh(2.0), -2.0]
    assert ns.from_onnx(model, outputs=["z", "h"]).forward([2.0]).tolist() == [-2.0, 2.0]


def test_shape_arithmetic_is_computed_and_makes_no_neurons():
    model = model_of(
        [
            node("Shape", "x", "shape"),
            node("Gather", "shape zero", "batch"),
            node("Unsqueeze", "batch axis", "first"),
            node("Concat", "first rest", "target", axis=0),
            node("Reshape", "x target", "flat"),
            node("MatMul", "flat w", "y"),
        ],
        [("x", ["n", 2, 2])],
        [("y", ["n", 1])],
        {"zero": np.array(0), "axis": np.array([0]), "rest": np.array([-1]), "w": np.ones((4, 1))},
    )
    net = ns.from_onnx(model)
    assert len(net.hidden) == 0
    assert net.forward([1.0, 2.0, 3.0, 4.0]).tolist() == [10.0]


def test_open_sizes_are_given_with_shapes_and_whole_numbers_with_constants():
    model = model_of(
        [node("Gather", "x k", "y", axis=1)],
        [("x", ["n", "width"])],
        [("y", None)],
    )
    model.graph.input.append(helper.make_tensor_value_info("k", 7, [2]))
    net = ns.from_onnx(model, shapes={"x": (1, 3)}, constants={"k": [2, 0]})
    assert net.forward([1.0, 2.0, 3.0]).tolist() == [3.0, 1.0]


def test_an_operator_that_onnx_writes_with_others_is_taken_apart():
    model = model_of(
        [node("HardSwish", "x", "h"), node("Mish", "h", "y")], [("x", [3])], [("y", [3])], opset=18
    )
    X = rows(1, 3)[0]
    assert ns.from_onnx(model).forward(X) == pytest.approx(run(model, X), abs=1e-6)
    groups = model_of(
        [node("GroupNormalization", "x s b", "y", num_groups=2)],
        [("x", [1, 4, 2])],
        [("y", [1, 4, 2])],
        {"s": np.ones(4), "b": np.zeros(4)},
        opset=21,
    )
    X = rows(1, 4, 2)
    assert ns.from_onnx(groups).forward(X.ravel()) == pytest.approx(
        run(groups, X).ravel(), abs=1e-5
    )


def test_a_function_of_the_model_is_written_out():
    double = helper.make_function(
        "own", "Double", ["a"], ["b"], [node("Add", "a a", "b")], [helper.make_opsetid("", 17)]
    )
    model = model_of(
        [helper.make_node("Double", ["x"], ["y"], domain="own")], [("x", [1])], [("y", [1])]
    )
    model.functions.append(double)
    model.opset_import.append(helper.make_opsetid("own", 1))
    assert ns.from_onnx(model).forward([1.5]).tolist() == [3.0]


@pytest.mark.parametrize("condition", [True, False])
def test_a_constant_condition_chooses_a_branch(condition):
    branches = [
        helper.make_graph(
            [node(operator, "x", "r")],
            "branch",
            [],
            [helper.make_tensor_value_info("r", FLOAT, [1])],
        )
        for operator in ("Neg", "Identity")
    ]
    model = model_of(
        [helper.make_node("If", ["c"], ["y"], then_branch=branches[0], else_branch=branches[1])],
        [("x", [1])],
        [("y", [1])],
    )
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.array(condition), "c"))
    assert ns.from_onnx(model).forward([2.0]).tolist() == [-2.0 if condition else 2.0]


def test_truth_values_are_zero_and_one():
    model = model_of(
        [node("Greater", "x t", "g"), node("Not", "g", "n"), node("Or", "g n", "y")],
        [("x", [2])],
        [],
        {"t": np.array(0.5)},
    )
    model.graph.output.append(helper.make_tensor_value_info("g", BOOL, [2]))
    model.graph.output.append(helper.make_tensor_value_info("y", BOOL, [2]))
    assert ns.from_onnx(model).forward([0.5, 0.75]).tolist() == [0.0, 1.0, 1.0, 1.0]


def test_linear_models_of_scikit_learn():
    model = model_of(
        [
            helper.make_node("Scaler", ["x"], ["s"], domain="ai.onnx.ml", offset=[1.0, 2.0], scale=[0.5, 2.0]),
            helper.make_node("Normalizer", ["s"], ["n"], domain="ai.onnx.ml", norm="L2"),
            helper.make_node(
                "LinearClassifier", ["n"], ["label", "y"], domain="ai.onnx.ml", classlabels_ints=[0, 1, 2],
                coefficients=[1.0, -1.0, 0.5, 2.0, 0.0, 1.0], intercepts=[0.1, 0.2, 0.3], post_transform="SOFTMAX",
            ),
        ],
        [("x", [1, 2])],
        [("y", [1, 3])],
    )  # fmt: skip
    X = rows(1, 2)
    assert ns.from_onnx(model).forward(X[0]) == pytest.approx(run(model, X)[0], abs=1e-6)
    with pytest.raises(
        ns.NeurosimError, match=r"its output 0 \('label'\) is not computed; leave it"
    ):
        ns.from_onnx(model, outputs=["label"])


def test_our_own_file_gives_the_same_network_back(tmp_path):
    net = ns.mlp([3, 4, 2], ["tanh"], output_activation="identity", seed=2, name="ours")
    net.freeze("bh[0][0]")
    net.loss = "mse"
    path = ns.write_onnx(net, tmp_path / "ours.onnx", dtype="float32")
    assert ns.interop.to_json(ns.from_onnx(path)) == ns.interop.to_json(net)


def test_the_graph_of_our_own_file_is_the_same_network_under_other_names():
    net = ns.mlp([3, 4, 2], ["tanh"], output_activation="sigmoid", seed=2)
    model = ns.to_onnx(net)
    del model.metadata_props[:]
    again = ns.from_onnx(model)
    assert [len(layer) for layer in again.layers] == [3, 4, 2]
    assert again.wh == net.wh
    assert again.bo == net.bo
    X = rows(20, 3, dtype=np.float64)
    assert np.array_equal(ns.predict(again, X), ns.predict(net, X))


def test_merging_multiplies_layers():
    model = model_of(
        [node("MatMul", "x a", "h"), node("MatMul", "h b", "y")],
        [("x", ["n", 2])],
        [("y", ["n", 1])],
        {"a": np.array([[1.0, 2.0], [3.0, 4.0]]), "b": np.array([[5.0], [6.0]])},
    )
    assert len(ns.from_onnx(model).hidden) == 2
    merged = ns.from_onnx(model, merge=True)
    assert len(merged.hidden) == 0
    assert merged.outputs[0].weights == [17.0, 39.0]


def exported(module, *shape, double):
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    made = module(torch.nn).eval()
    x = torch.zeros(1, *shape, dtype=torch.float64 if double else torch.float32)
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            made.double() if double else made, (x,), file, dynamo=False, opset_version=17,
            input_names=["x"], dynamic_axes={"x": {0: "batch"}},
        )  # fmt: skip
    X = torch.randn(1000, *shape, dtype=x.dtype)
    return file.getvalue(), X.numpy(), made(X).detach().numpy()


EPSILON = 2.0**-16
"""Attributes of ONNX are float32, so that 1e-5 would be another number there."""


def perceptron(nn):
    return nn.Sequential(
        nn.Linear(6, 8), nn.SiLU(), nn.BatchNorm1d(8, EPSILON), nn.Linear(8, 8), nn.LayerNorm(8, EPSILON), nn.Hardtanh(),
        nn.Dropout(), nn.Linear(8, 3), nn.LogSoftmax(1),
    )  # fmt: skip


def convolutional(nn):
    return nn.Sequential(
        nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2, EPSILON), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(2, 3, 2),
        nn.GELU(), nn.Flatten(), nn.Linear(3, 2), nn.Sigmoid(),
    )  # fmt: skip


@pytest.mark.parametrize(("double", "near"), [(False, 2e-6), (True, 1e-12)])
@pytest.mark.parametrize(("module", "shape"), [(perceptron, (6,)), (convolutional, (1, 4, 4))])
def test_networks_of_pytorch(module, shape, double, near):
    content, X, expected = exported(module, *shape, double=double)
    net = ns.from_onnx(content)
    assert ns.predict(net, X.reshape(1000, -1)) == pytest.approx(expected, abs=near)
