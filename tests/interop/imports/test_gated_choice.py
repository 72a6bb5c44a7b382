"""A choice between two tensors: exact, whatever the size of the one that is not chosen."""

from __future__ import annotations

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.imports.unrolled.combining import above, as_signal, equal
from neurosim.interop.imports.unrolled.gated_choice import choose
from neurosim.interop.imports.unrolled.signals import joined, scaled, shifted, taken
from neurosim.interop.imports.unrolled.unrolling import Unrolling


def network_of(function, n_inputs):
    unrolling = Unrolling()
    result = function(unrolling, unrolling.input("x", (n_inputs,)))
    return unrolling.network([("y", as_signal(unrolling, result))])


def element(x, i):
    return taken(x, [i])


def choice(unrolling, x):
    """Return ``c > 0 ? a : b`` of the inputs c, a and b."""
    condition = above(unrolling, element(x, 0), np.zeros(1))
    return choose(unrolling, condition, element(x, 1), element(x, 2))


@pytest.mark.parametrize("chosen", [0.1, -3.7, 1e-30, -1e-300, 1e9 / 3, -1e25 / 7, 0.0])
@pytest.mark.parametrize("other", [0.0, -1.0, 1e15 / 3, -1e29])
def test_the_chosen_one_keeps_every_digit(chosen, other):
    net = network_of(choice, 3)
    assert net.forward([1.0, chosen, other]).tolist() == [chosen]
    assert net.forward([0.0, other, chosen]).tolist() == [chosen]


def test_slopes_go_to_the_chosen_one_only():
    net = network_of(choice, 3)
    for c, expected in ((1.0, [0.0, 1.0, 0.0]), (-1.0, [0.0, 0.0, 1.0])):
        assert ns.jacobian(net, [c, 2.0, -3.0])[0].tolist() == expected


@pytest.mark.parametrize(
    ("a", "b", "n_hidden"), [(1e-20, 1.0, 3), (2.0, 1.0, 1), (0.0, 1.0, 1), (-4.0, -4.0, 1)]
)
def test_two_constants_are_chosen_exactly_with_few_neurons(a, b, n_hidden):
    def function(unrolling, x):
        condition = above(unrolling, x, np.zeros(1))
        return choose(unrolling, condition, np.array([a]), np.array([b]))

    net = network_of(function, 1)
    assert [net.forward([x]).tolist() for x in (1.0, -1.0)] == [[a], [b]]
    assert len(net.hidden) <= n_hidden


@pytest.mark.parametrize(("constant", "n_hidden"), [(0.0, 4), (7.25, 5)])
def test_a_constant_beside_a_signal_needs_no_gate_of_its_own(constant, n_hidden):
    def function(unrolling, x):
        condition = above(unrolling, element(x, 0), np.zeros(1))
        return choose(unrolling, condition, element(x, 1), np.array([constant]))

    net = network_of(function, 2)
    for c, a, expected in ((1.0, 1e20 / 3, 1e20 / 3), (-1.0, 1e20 / 3, constant)):
        assert net.forward([c, a]).tolist() == [expected]
    assert len(net.hidden) <= n_hidden


def test_random_choices_are_those_of_numpy():
    def function(unrolling, x):
        flipped = shifted(scaled(x, -1.5), 0.25)
        both = joined([x, flipped], 0)
        return choose(unrolling, equal(unrolling, both, np.full(8, 0.5)), both, scaled(both, 3.0))

    net = network_of(function, 4)
    rng = np.random.default_rng(3)
    for x in rng.choice([0.5, -1.0, 2.0, 1e8], (50, 4)):
        both = np.concatenate([x, -1.5 * x + 0.25])
        assert net.forward(x).tolist() == np.where(both == 0.5, both, 3.0 * both).tolist()
