"""Normalization by a deviation: to the last digits for inputs of any size, with the right slopes."""

from __future__ import annotations

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.imports.unrolled.normalizing import standardized
from neurosim.interop.imports.unrolled.unrolling import Unrolling

EPSILON = 1e-5


def network_of(n):
    unrolling = Unrolling()
    unrolling.enter("norm", "the norm")
    x = unrolling.input("x", (1, n))
    return unrolling.network([("y", standardized(unrolling, x, [1], epsilon=EPSILON))])


def expected(x):
    centred = x - x.mean(axis=1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON)


@pytest.mark.parametrize("n", [2, 8, 100])
@pytest.mark.parametrize("size", [1e-6, 1.0, 1e3, 1e5, 1e8, 1e30])
def test_inputs_of_any_size_keep_their_digits(n, size):
    x = size * np.random.default_rng(1).normal(size=(20, n))
    assert ns.predict(network_of(n), x) == pytest.approx(expected(x), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("x", [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [5.0, 5.0, 9.0]])
def test_slopes_are_right_also_where_an_element_is_the_mean(x):
    net = network_of(3)
    step = 1e-6
    for i in range(3):
        ahead, behind = np.array([x]), np.array([x])
        ahead[0, i] += step
        behind[0, i] -= step
        numeric = (expected(ahead) - expected(behind))[0] / (2 * step)
        assert ns.jacobian(net, x)[:, i] == pytest.approx(numeric, rel=1e-5, abs=1e-6)
