"""The networks that the drawings are tested with."""

import random

import pytest

import neurosim as ns


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
    net = MADE[request.param]()
    if request.param == "2-3-1":
        return ns.trace(net, [70, 98], [91], learning_rate=0.1)
    inputs, targets = [0.3] * len(net.inputs), [0.5] * len(net.outputs)
    return ns.trace(net, inputs, targets, learning_rate=0.1)
