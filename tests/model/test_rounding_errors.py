"""What is a number, and what is nothing but the rounding errors of floats."""

from decimal import Decimal, getcontext
from random import Random

import pytest

import neurosim as ns
from neurosim.model.rounding_errors import RoundingErrors


def sum_of(values):
    net = ns.Network()
    inputs = [net.add_input() for _ in values]
    y = net.add_neuron(dict.fromkeys(inputs, 1.0), activation="identity")
    net.forward(values)
    return RoundingErrors(net.structure), y


@pytest.mark.parametrize(
    "values", [[-0.8, 0.6, 0.2], [0.1, 0.2, -0.3], [0.7, -0.4, -0.3], [3.3, -1.1, -2.2]]
)
def test_sums_that_are_zero_by_hand_are_zero(values):
    errors, y = sum_of(values)
    assert y.summation != 0
    assert errors.summation(y) == errors.output(y) == 0
    assert errors.met(backward=False)


@pytest.mark.parametrize("values", [[1e-17], [1e-30, 2e-30], [1.0, -1.0, 0.0], [0.5, -0.5 + 1e-14]])
def test_small_numbers_stay(values):
    errors, y = sum_of(values)
    assert errors.summation(y) == y.summation
    assert not errors.met(backward=False)


def test_what_is_hidden_is_no_larger_than_the_error_of_the_sum():
    """Random sums of decimals that cancel, with the exact sum of the written decimals beside."""
    getcontext().prec = 60
    source = Random(1)
    hidden = 0
    for _ in range(300):
        parts = [round(source.uniform(-2, 2), source.randint(1, 6)) for _ in range(4)]
        parts.append(-round(sum(parts), source.choice([1, 6, 12])))
        errors, y = sum_of(parts)
        exact = sum(Decimal(repr(part)) for part in parts)
        if errors.summation(y) != y.summation:
            hidden += 1
            assert abs(exact) < Decimal("3e-15")
        elif exact == 0:
            assert y.summation == 0
    assert hidden > 20


def test_an_output_that_only_rounds_to_its_target_has_no_error():
    net = ns.Network()
    x = net.add_input()
    h = net.add_neuron({x: 1.0}, activation="identity")
    o = net.add_neuron({h: 3.0}, activation="identity")
    trace = ns.trace(net, [0.1], [0.3])
    assert trace.loss > 0
    errors = RoundingErrors(trace.net.structure)
    for neuron in (trace.net[h.name], trace.net[o.name]):
        assert neuron.delta != 0
        assert errors.delta(neuron) == 0
    assert errors.loss_term(trace.net[o.name], trace.loss) == 0
    assert errors.met(backward=True)
    assert not errors.met(backward=False)


def test_a_saturated_neuron_keeps_its_small_signal():
    net = ns.Network()
    h = net.add_neuron({net.add_input(): 30.0}, activation="sigmoid")
    net.add_neuron({h: 1.0}, activation="identity")
    trace = ns.trace(net, [-1.0], [0.5])
    neuron = trace.net[h.name]
    assert 0 < abs(neuron.delta) < 1e-12
    assert RoundingErrors(trace.net.structure).delta(neuron) == neuron.delta


def test_worked_pages_say_that_such_a_number_is_zero_by_hand():
    net = ns.Network()
    inputs = [net.add_input() for _ in range(3)]
    net.add_neuron(dict.fromkeys(inputs, 1.0), activation="identity")

    def page(sample):
        return " ".join(ns.explain(ns.trace(net, sample)).to_text().split())

    assert "-5.5511·10⁻¹⁷" in page([-0.8, 0.6, 0.2])
    assert "by hand it is 0" in page([-0.8, 0.6, 0.2])
    assert "by hand it is 0" not in page([1, 2, 3])


def test_a_scaled_input_in_the_middle_of_its_range_is_zero():
    net = ns.Network()
    x = net.add_input()
    net.add_neuron({x: 1.0})
    net.input_scaling = ns.MinMaxScaling((0.1,), (0.5,), (-1.0, 1.0))
    trace = ns.trace(net, [0.3])
    neuron = trace.net[x.name]
    assert 0 < abs(neuron.output) < 1e-15
    assert RoundingErrors(trace.net.structure, scaled=True).output(neuron) == 0
