"""Powers with whole exponents: for numbers of both signs, and without a loss of digits."""

from __future__ import annotations

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.imports.unrolled.combining import power
from neurosim.interop.imports.unrolled.unrolling import Unrolling


def network_of(exponent):
    unrolling = Unrolling()
    x = unrolling.input("x", (1,))
    return unrolling.network([("y", power(unrolling, x, np.array(exponent)))])


@pytest.mark.parametrize("exponent", [2, 3, 4, 5, 6, 7, 12, 15, 17, 33, 48, 50, 64, 101, -5, -20])
@pytest.mark.parametrize("x", [3.7, -3.7, 0.01, -0.01, 100.0, -100.0])
def test_whole_powers_take_both_signs_and_keep_their_digits(exponent, x):
    found = network_of(exponent).forward([x]).item()
    assert found == pytest.approx(float(x) ** exponent, rel=1e-11, abs=1e-300)


@pytest.mark.parametrize("exponent", [3, 5, 8, 50])
def test_powers_of_0_are_0_and_have_the_slope_0(exponent):
    net = network_of(exponent)
    assert net.forward([0.0]).tolist() == [0.0]
    assert ns.jacobian(net, [0.0]).tolist() == [[0.0]]


def test_few_neurons_make_a_power():
    assert [len(network_of(p).hidden) for p in (2, 3, 4, 8, 50)] == [0, 3, 1, 2, 6]
