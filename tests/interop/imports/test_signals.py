"""A signal is ``A @ neurons + b``: each operation is held against numpy on random matrices."""

from __future__ import annotations

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.imports.unrolled.combining import multiply
from neurosim.interop.imports.unrolled.signals import (
    broadcast,
    constant_signal,
    joined,
    moved,
    reshaped,
    scaled,
    shifted,
    summed,
    taken,
    weighed,
)
from neurosim.interop.imports.unrolled.unrolling import Unrolling


def matrix_of(signal, n_neurons):
    """Return A and b of a signal as plain arrays."""
    A = np.zeros((signal.size, n_neurons))
    for i in range(signal.size):
        for k in range(signal.starts[i], signal.starts[i + 1]):
            A[i, signal.neurons[k]] += signal.weights[k]
    return A, signal.bias


def value_of(signal, outputs):
    """Return what a signal is when its neurons have the given outputs."""
    A, b = matrix_of(signal, len(outputs))
    return (A @ outputs + b).reshape(signal.shape)


@pytest.fixture
def outputs():
    return np.random.default_rng(1).normal(size=6)


@pytest.fixture
def x():
    """Return a signal of shape (2, 3) whose elements have two terms and a bias."""
    rng = np.random.default_rng(2)
    plain = Unrolling().input("x", (6,))
    pairs = np.array([[0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5, 0]])
    mixed = weighed(plain, pairs, rng.normal(size=(6, 2)))
    return reshaped(shifted(mixed, rng.normal(size=6)), (2, 3))


def test_an_input_is_plain():
    signal = Unrolling().input("x", (2, 3))
    assert signal.is_plain
    assert not signal.is_constant
    A, b = matrix_of(signal, 6)
    assert np.array_equal(A, np.eye(6))
    assert not b.any()


@pytest.mark.parametrize(
    ("operation", "plain"),
    [
        (lambda s: moved(s, np.transpose), np.transpose),
        (lambda s: moved(s, lambda p: p[:, ::-2]), lambda a: a[:, ::-2]),
        (lambda s: reshaped(s, (3, -1)), lambda a: a.reshape(3, 2)),
        (lambda s: broadcast(s, (4, 2, 3)), lambda a: np.broadcast_to(a, (4, 2, 3))),
        (lambda s: taken(s, [[5, -1]], fill=7.0), lambda a: np.array([[a[1, 2], 7.0]])),
        (lambda s: joined([s, s], 1), lambda a: np.concatenate([a, a], 1)),
        (lambda s: scaled(s, [[2.0], [-1.0]]), lambda a: a * [[2.0], [-1.0]]),
        (lambda s: shifted(s, [1.0, 2.0, 3.0]), lambda a: a + np.arange(1.0, 4.0)),
        (lambda s: summed([s, moved(s, lambda p: p[::-1])], [1, -3]), lambda a: a - 3 * a[::-1]),
        (
            lambda s: weighed(s, [[0, 5, -1]], [2.0, 3.0, 4.0]),
            lambda a: 2 * a[0, :1] + 3 * a[1, 2:],
        ),
    ],
)
def test_operations_on_forms_are_those_of_numpy(x, outputs, operation, plain):
    found = value_of(operation(x), outputs)
    expected = plain(value_of(x, outputs))
    assert found.shape == expected.shape
    assert found == pytest.approx(expected, rel=1e-14)


def test_a_neuron_comes_once_in_a_sum_and_not_at_all_if_it_cancels(x):
    twice = summed([x, x], [1.0, 1.0])
    assert len(twice.neurons) == len(x.neurons)
    nothing = summed([x, x], [1.0, -1.0])
    assert nothing.is_constant
    assert not nothing.bias.any()


def test_a_weight_of_zero_is_kept():
    signal = Unrolling().input("x", (2,))
    assert weighed(signal, [[0, 1]], [0.0, 1.0]).weights.tolist() == [0.0, 1.0]


def test_forms_that_would_be_too_large_are_refused_before_they_are_made():
    unrolling = Unrolling(max_edges=100)
    signal = unrolling.input("x", (10,))
    unrolling.enter("wide", "node 'wide' (Expand)")
    with pytest.raises(ns.NeurosimError) as caught:
        broadcast(signal, (10**9, 10))
    assert str(caught.value) == (
        "node 'wide' (Expand) needs 10,000,000,000 edges, more than max_edges = 100; give a larger "
        "max_edges, or a smaller network or input"
    )


def test_a_constant_has_no_neurons(outputs):
    signal = constant_signal(Unrolling().site, [[1.0, 2.0]])
    assert signal.is_constant
    assert value_of(signal, outputs).tolist() == [[1.0, 2.0]]


def test_a_product_with_a_constant_element_is_linear():
    unrolling = Unrolling()
    x = unrolling.input("x", (2,))
    half = joined([moved(x, lambda p: p[:1]), constant_signal(unrolling.site, [3.0])], 0)
    product = multiply(unrolling, half, x)
    net = unrolling.network([("y", product)])
    assert net.forward([5.0, 7.0]).tolist() == [25.0, 21.0]
    assert [neuron.activation.name for neuron in net.outputs] == ["square", "identity"]
