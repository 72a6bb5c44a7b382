"""The graph as arrays: lowered once for each wiring, filled afresh at every call."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.engine.program import Program, wires_of
from neurosim.errors import InputError, NotFiniteError

X = [[0.5, -0.25]]


def by_engine(net):
    return ns.predict(net, X, engine="compiled")[0, 0]


def test_it_is_lowered_once_until_the_wiring_changes(example):
    wires = wires_of(example.structure)
    Program(example)
    assert wires_of(example.structure) is wires
    example.connect("x[0]", "o[0]", weight=0.5)
    assert wires_of(example.structure) is not wires
    assert len(wires_of(example.structure).edges) == 10


def test_an_edited_weight_bias_or_activation_counts_at_once(example):
    first = by_engine(example)
    example.wh[0][0][1] = 3.0
    second = by_engine(example)
    example["h[0][1]"].bias = -2.0
    third = by_engine(example)
    example["h[0][0]"].activation = "sin"
    fourth = by_engine(example)
    assert len({first, second, third, fourth}) == 4
    assert fourth == pytest.approx(example.forward(X[0])[0], rel=1e-14)


def test_a_changed_wiring_counts_at_once(example):
    before = by_engine(example)
    example.disconnect("h[0][1]", "o[0]")
    middle = by_engine(example)
    neuron = example.add_neuron({"x[0]": 1.0, "h[0][1]": 2.0}, activation="tanh")
    example.connect(neuron, "o[0]", weight=0.5)
    assert len({before, middle, by_engine(example)}) == 3
    assert by_engine(example) == pytest.approx(example.forward(X[0])[0], rel=1e-14)


def test_the_layers_of_a_perceptron_are_matrices():
    layout = Program(ns.mlp([7, 5, 4, 2], "tanh")).layout
    assert layout.group_start.tolist() == [0, 5, 9, 11]
    assert layout.group_dense.all()
    assert layout.group_from_inputs.tolist() == [True, False, False]
    assert not layout.reads_inputs
    assert len(layout.out_edge) == 0


def test_a_layer_that_also_sees_the_inputs_is_one_run_of_sources():
    net = ns.Network()
    inputs = [net.add_input() for _ in range(3)]
    hidden = [net.add_neuron(dict.fromkeys(inputs, 0.1)) for _ in range(4)]
    for _ in range(2):
        net.add_neuron(dict.fromkeys([*inputs, *hidden], 0.2))
    layout = Program(net).layout
    assert layout.group_dense.tolist() == [True, True]
    assert layout.first.tolist() == [0] * 6


def test_edges_in_another_order_are_no_matrix():
    net = ns.Network()
    a, b = net.add_input(), net.add_input()
    net.add_neuron({b: 1.0, a: 2.0})
    layout = Program(net).layout
    assert layout.group_dense.tolist() == [False]
    assert layout.source.tolist() == [1, 0]
    assert layout.out_edge.tolist() == [1, 0]


def test_neurons_of_one_level_are_together_however_they_were_made():
    net = ns.Network()
    x = net.add_input()
    first = net.add_neuron({x: 1.0})
    net.add_neuron({first: 1.0})
    net.add_neuron({x: 1.0})
    assert wires_of(net.structure).level.tolist() == [1, 1, 2]


def test_what_training_found_is_on_the_objects(example):
    ns.train(example, (X, [[1.0]]), epochs=3, engine="compiled")
    program = Program(example)
    in_order = program.theta[program.parameter_places]
    assert in_order.tolist() == [parameter.value for parameter in example.parameters]


def test_nothing_is_written_if_a_number_is_spoiled(example):
    before = [parameter.value for parameter in example.parameters]
    program = Program(example)
    program.theta[:] = 7.0
    program.theta[3] = np.nan
    with pytest.raises(NotFiniteError):
        program.write()
    assert [parameter.value for parameter in example.parameters] == before


def test_changing_the_wiring_while_training_is_refused(example):
    def grow(run):
        run.net.connect("x[0]", "o[0]", weight=0.5)

    with pytest.raises(InputError, match="wiring of the network was changed"):
        ns.train(example, (X, [[1.0]]), epochs=3, engine="compiled", callbacks=grow)
