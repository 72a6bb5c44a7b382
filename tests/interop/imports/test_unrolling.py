"""The builder: names, layers that follow each other, what is left out, limits."""

from __future__ import annotations

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.imports.unrolled.combining import add
from neurosim.interop.imports.unrolled.signals import (
    constant_signal,
    joined,
    moved,
    scaled,
    shifted,
)
from neurosim.interop.imports.unrolled.unrolling import Unrolling
from neurosim.interop.imports.unrolled.weight_layers import matmul

W1 = np.array([[1.0, -1.0], [0.5, 2.0]])
W2 = np.array([[3.0], [4.0]])


def two_layers(*, merge):
    unrolling = Unrolling(merge=merge)
    x = unrolling.input("x", (1, 2))
    unrolling.enter("fc1", "layer 'fc1'")
    h = add(unrolling, matmul(unrolling, x, W1), np.array([0.25, -0.25]))
    unrolling.enter("fc2", "layer 'fc2'")
    return unrolling.network([("y", matmul(unrolling, h, W2))])


def test_layers_that_follow_each_other_stay_as_identity_neurons():
    net = two_layers(merge=False)
    assert [neuron.name for neuron in net] == ["x[0]", "x[1]", "fc1[0]", "fc1[1]", "fc2[0]"]
    assert {neuron.activation.name for neuron in net.hidden} == {"identity"}
    assert net["fc1[1]"].weights == [-1.0, 2.0]
    assert net.forward([1.0, 2.0]) == pytest.approx(
        (np.array([1.0, 2.0]) @ W1 + [0.25, -0.25]) @ W2
    )


def test_merged_layers_are_one_product():
    net = two_layers(merge=True)
    assert [neuron.name for neuron in net] == ["x[0]", "x[1]", "fc2[0]"]
    assert net["fc2[0]"].weights == (W1 @ W2).ravel().tolist()
    assert net["fc2[0]"].bias == 0.25 * 3 - 0.25 * 4
    assert net.forward([1.0, 2.0]) == pytest.approx(two_layers(merge=False).forward([1.0, 2.0]))


def test_neurons_that_lead_to_no_output_are_left_out():
    unrolling = Unrolling()
    x = unrolling.input("x", (2,))
    unrolling.activate(x, "tanh", name="unused")
    y = unrolling.activate(scaled(x, 2.0), "relu", name="used")
    assert [n.name for n in unrolling.network([("y", y)]).hidden] == []
    assert len(unrolling.network([("y", y)])) == 4


def test_names_are_unique_and_say_the_place_in_the_tensor():
    unrolling = Unrolling()
    x = unrolling.input("a", (1, 2, 2))
    first = unrolling.activate(x, "tanh", name="a")
    second = unrolling.activate(x, "relu", name="a")
    net = unrolling.network([("y", joined([first, second], 0))])
    assert [neuron.name for neuron in net][::4] == ["a[0][0]", "a_2[0][0]", "a_3[0][0]"]


def test_inputs_constants_and_shared_neurons_are_outputs_through_neurons_of_their_own():
    unrolling = Unrolling()
    x = unrolling.input("x", (1,))
    h = unrolling.activate(x, "square", name="h")
    outputs = [("a", x), ("b", h), ("c", h), ("d", constant_signal(unrolling.site, [2.5]))]
    net = unrolling.network(outputs)
    assert [neuron.name for neuron in net.outputs] == ["a[0]", "h[0]", "c[0]", "d[0]"]
    assert net.forward([3.0]).tolist() == [3.0, 9.0, 9.0, 2.5]
    assert net["d[0]"].inputs == ()


def test_a_constant_element_makes_no_neuron():
    unrolling = Unrolling()
    x = unrolling.input("x", (1,))
    both = joined([x, constant_signal(unrolling.site, [-2.0])], 0)
    signal = unrolling.activate(both, "relu")
    assert signal.lengths.tolist() == [1, 0]
    assert signal.bias.tolist() == [0.0, 0.0]


def test_each_element_may_have_its_own_activation():
    unrolling = Unrolling()
    x = unrolling.input("x", (2,))
    y = unrolling.activate(x, ["leaky_relu(0.2)", "tanh"], name="y")
    net = unrolling.network([("y", y)])
    assert net.forward([-1.0, 1.0]) == pytest.approx([-0.2, np.tanh(1.0)])


def test_the_network_has_the_outputs_by_default_if_it_can():
    unrolling = Unrolling()
    x = unrolling.input("x", (2,))
    y = unrolling.activate(x, "tanh", name="y")
    assert not unrolling.network([("y", y)]).outputs_are_set
    turned = unrolling.network([("y", moved(y, lambda p: p[::-1]))])
    assert turned.outputs_are_set
    assert [neuron.name for neuron in turned.outputs] == ["y[1]", "y[0]"]


def test_the_same_calls_give_the_same_network():
    assert ns.interop.to_json(two_layers(merge=False)) == ns.interop.to_json(
        two_layers(merge=False)
    )


def refused(action):
    with pytest.raises(ns.NeurosimError) as caught:
        action()
    return str(caught.value)


def test_too_many_edges_are_refused():
    unrolling = Unrolling(max_edges=5)
    x = unrolling.input("x", (2,))
    unrolling.enter("h", "layer 'h'")
    h = unrolling.activate(x, "tanh")
    wide = joined([h, h], 0)
    assert "layer 'h' needs 6 edges, more than max_edges = 5" in refused(
        lambda: unrolling.activate(wide, "tanh")
    )
    assert refused(lambda: Unrolling(max_edges=5).input("image", (3, 2))) == (
        "the input 'image' has 6 elements, each a neuron, and max_edges is 5; give a larger "
        "max_edges, or a smaller input"
    )


@pytest.mark.parametrize("number", [np.inf, -np.inf, np.nan])
def test_numbers_that_are_not_finite_are_refused(number):
    unrolling = Unrolling()
    x = unrolling.input("x", (1,))
    unrolling.enter("fc", "layer 'fc'")
    with np.errstate(all="ignore"):
        message = refused(lambda: unrolling.activate(scaled(x, number), "relu"))
    assert message == (
        f"layer 'fc' has the weight {number}; every number of a network must be finite"
    )
    assert f"layer 'fc' has the bias {number}" in refused(
        lambda: unrolling.activate(shifted(x, number), "relu")
    )


def test_a_constant_outside_a_function_is_refused():
    unrolling = Unrolling()
    unrolling.input("x", (1,))
    unrolling.enter("log", "node 'log' (Log)")
    message = refused(lambda: unrolling.activate(constant_signal(unrolling.site, [-1.0]), "log"))
    assert message == (
        "node 'log' (Log) cannot become neurons: log of the constant -1 is not a finite number"
    )


def test_a_network_needs_inputs_and_outputs_and_inputs_come_first():
    unrolling = Unrolling()
    nothing = constant_signal(unrolling.site, np.zeros(0))
    assert "has no inputs" in refused(lambda: unrolling.network([("y", nothing)]))
    x = unrolling.input("x", (1,))
    assert "has no outputs" in refused(lambda: unrolling.network([("y", nothing)]))
    unrolling.activate(x, "tanh")
    assert refused(lambda: unrolling.input("late", (1,))) == (
        "the input 'late' comes after the first neuron; give inputs first"
    )
