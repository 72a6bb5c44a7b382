"""The networks that the drawings are tested with."""

import random
from pathlib import Path

import pytest

import neurosim as ns

IRIS = Path(__file__).parents[2] / "examples" / "data" / "iris.csv"


def make_worked_example():
    net = ns.Network(name="worked example")
    x = [net.add_input("x[0]"), net.add_input("x[1]")]
    weights = [(-0.5, -1.0), (-0.5, 0.5), (1.0, 0.0)]
    hidden = [
        net.add_neuron({x[0]: first, x[1]: second}, bias=0.5, name=f"h[0][{i}]")
        for i, (first, second) in enumerate(weights)
    ]
    net.add_neuron(dict(zip(hidden, (0.5, -1.0, 0.0), strict=True)), bias=0.5, name="o[0]")
    net.input_scaling = ns.MinMaxScaling((25.0, 67.0), (70.0, 98.0))
    net.target_scaling = ns.MinMaxScaling((68.0,), (91.0,))
    return net


def make_skips(n_neurons, n_edges, seed):
    source = random.Random(seed)
    net = ns.Network(name=f"skips {seed}")
    neurons = [net.add_input() for _ in range(3)]
    while len(neurons) < n_neurons:
        neurons.append(net.add_neuron({source.choice(neurons[-8:]): source.uniform(-2, 2)}))
    while net.graph.number_of_edges() < n_edges:
        a, b = sorted(source.sample(range(n_neurons), 2))
        if b >= 3 and not net.graph.has_edge(neurons[a], neurons[b]):
            net.connect(neurons[a], neurons[b], source.uniform(-2, 2))
    return net


def make_hidden_skips():
    """Eight hidden neurons in three layers, with edges that skip a layer or two."""
    source = random.Random(8)
    net = ns.Network(name="8 hidden with skips")
    inputs = [net.add_input(f"x[{i}]") for i in range(2)]

    def layer(before, size):
        return [
            net.add_neuron({neuron: round(source.uniform(-2, 2), 4) for neuron in before[i]})
            for i in range(size)
        ]

    first = layer([inputs] * 3, 3)
    second = layer([[*first, inputs[i % 2]] for i in range(3)], 3)
    third = layer([[*second, first[0], inputs[1]], [*second, first[2]]], 2)
    net.add_neuron({n: round(source.uniform(-2, 2), 4) for n in (*third, first[1], inputs[0])})
    return net


def make_iris():
    data = ns.read_csv(IRIS, targets="species")
    net = ns.mlp([4, 3, 3], activation="tanh", output_activation="identity", seed=1, name="iris")
    options = {"learning_rate": 0.05, "loss": "softmax_cross_entropy", "normalize": (-1, 1)}
    ns.train(net, data, epochs=20, seed=1, progress=False, **options)
    return net


TO_LOOK_AT = {
    "2-3-1": make_worked_example,
    "3-4-4-2": lambda: ns.mlp([3, 4, 4, 2], seed=3),
    "4-6-6-3": lambda: ns.mlp([4, 6, 6, 3], seed=3),
    "8-8-8": lambda: ns.mlp([8, 8, 8], seed=3),
    "8 hidden with skips": make_hidden_skips,
    "iris": make_iris,
}


def trace_of(net):
    """One sample of a network to look at."""
    if net.name == "worked example":
        return ns.trace(net, [70, 98], [91], learning_rate=0.1)
    if net.name == "iris":
        loss = "softmax_cross_entropy"
        return ns.trace(net, [5.1, 3.5, 1.4, 0.2], [1, 0, 0], learning_rate=0.1, loss=loss)
    inputs, targets = [0.3] * len(net.inputs), [0.5] * len(net.outputs)
    return ns.trace(net, inputs, targets, learning_rate=0.1)


MADE = {
    "2-3-1": make_worked_example,
    "2-2-1": lambda: ns.mlp([2, 2, 1], seed=3),
    "1-1-1": lambda: ns.mlp([1, 1, 1], seed=3),
    "4-6-6-3": lambda: ns.mlp([4, 6, 6, 3], seed=3),
    "9 neurons with skips": lambda: make_skips(9, 16, 1),
    "25 neurons with skips": lambda: make_skips(25, 60, 4),
}


@pytest.fixture
def worked_example():
    return make_worked_example()


@pytest.fixture
def worked_trace(worked_example):
    return ns.trace(worked_example, [70, 98], [91], learning_rate=0.1)


@pytest.fixture(params=MADE)
def traced(request):
    return trace_of(MADE[request.param]())
