"""Random graphs of operators give the numbers of ONNX's own evaluator, in float64."""

from __future__ import annotations

import math

import numpy as np
import pytest

import neurosim as ns

onnx = pytest.importorskip("onnx")
helper = onnx.helper

ONE = (
    "Abs", "Asinh", "Atan", "Celu", "Cos", "Elu", "Identity", "LeakyRelu", "Mish", "Neg", "Relu", "Sigmoid",
    "Sin", "Softplus", "Softsign", "Tanh",
)  # fmt: skip
TWO = ("Add", "Max", "Min", "Mul", "Sub")
REDUCE = ("ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum")


class RandomGraph:
    """A chain of random operators, some of which look back."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.shape = tuple(
            int(size) for size in self.rng.integers(1, 4, size=self.rng.integers(1, 4))
        )
        self.shapes = {"x": self.shape}
        self.nodes, self.weights = [], []
        steps = (
            self.one,
            self.two,
            self.matrix,
            self.transpose,
            self.reduce,
            self.softmax,
            self.join,
        )
        for _ in range(self.rng.integers(2, 7)):
            steps[self.rng.integers(len(steps))](list(self.shapes)[-1])

    def add(self, operator, inputs, shape, **attributes):
        name = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=f"n{name}", **attributes))
        self.shapes[name] = shape

    def constant(self, array):
        name = f"c{len(self.weights)}"
        self.weights.append(onnx.numpy_helper.from_array(np.asarray(array), name))
        return name

    def one(self, last):
        self.add(ONE[self.rng.integers(len(ONE))], [last], self.shapes[last])

    def two(self, last):
        alike = [name for name, shape in self.shapes.items() if shape == self.shapes[last]]
        other = alike[self.rng.integers(len(alike))]
        if self.rng.random() < 0.5:
            other = self.constant(self.rng.normal(size=self.shapes[last][-1:]))
        self.add(TWO[self.rng.integers(len(TWO))], [last, other], self.shapes[last])

    def matrix(self, last):
        shape, size = self.shapes[last], int(self.rng.integers(1, 4))
        weights = self.constant(self.rng.normal(size=(shape[-1], size)))
        self.add("MatMul", [last, weights], (*shape[:-1], size))

    def transpose(self, last):
        order = [int(axis) for axis in self.rng.permutation(len(self.shapes[last]))]
        self.add("Transpose", [last], tuple(self.shapes[last][axis] for axis in order), perm=order)

    def reduce(self, last):
        shape = self.shapes[last]
        axis = int(self.rng.integers(len(shape)))
        axes = self.constant(np.array([axis]))
        operator = REDUCE[self.rng.integers(len(REDUCE))]
        self.add(operator, [last, axes], (*shape[:axis], 1, *shape[axis + 1 :]), keepdims=1)

    def softmax(self, last):
        shape = self.shapes[last]
        operator = ("Softmax", "LogSoftmax")[self.rng.integers(2)]
        self.add(operator, [last], shape, axis=int(self.rng.integers(len(shape))))

    def join(self, last):
        shape = self.shapes[last]
        self.add("Concat", [last, last], (2 * shape[0], *shape[1:]), axis=0)

    @property
    def model(self):
        last = list(self.shapes)[-1]
        info = helper.make_tensor_value_info
        graph = helper.make_graph(
            self.nodes,
            "random",
            [info("x", 11, self.shape)],
            [info(last, 11, self.shapes[last])],
            self.weights,
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])


@pytest.mark.parametrize("merge", [False, True])
@pytest.mark.parametrize("seed", range(30))
def test_a_random_graph(seed, merge):
    from onnx.reference import ReferenceEvaluator

    graph = RandomGraph(seed)
    x = graph.rng.normal(size=graph.shape)
    (expected,) = ReferenceEvaluator(graph.model).run(None, {"x": x})
    found = ns.from_onnx(graph.model, softmax="neurons", merge=merge).forward(x.ravel())
    assert len(found) == math.prod(expected.shape)
    assert found == pytest.approx(expected.ravel(), rel=1e-9, abs=1e-11)
