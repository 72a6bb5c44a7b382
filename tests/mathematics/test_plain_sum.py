import math

import pytest

import neurosim as ns
from neurosim.mathematics.evaluation import evaluate
from neurosim.mathematics.expression import Number, Sum
from neurosim.mathematics.plain_sum import plain_sum

TENTHS = [0.1] * 10
# added from the left, each step rounded; the correction of Python 3.12 gives 1.0
ROUNDED = 0.9999999999999999


def own_loss(shares):
    return ns.Loss("own", lambda y, z: list(shares), lambda y, z: [0.0 for _ in y])


def test_every_step_is_rounded():
    assert plain_sum([1e16, 1.0, -1e16]) == 0.0
    assert plain_sum(TENTHS) == ROUNDED
    assert math.fsum(TENTHS) == 1.0


def test_the_sum_of_nothing_is_zero_and_a_float():
    assert plain_sum([]) == 0.0
    assert isinstance(plain_sum(iter([1, 2])), float)


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError):
        plain_sum(["0.1"])


def test_the_loss_of_a_sample_is_a_plain_sum():
    loss = own_loss(TENTHS)
    assert loss.value([0.0] * 10, [0.0] * 10) == ROUNDED
    net = ns.mlp([1, 10], seed=1)
    net.forward([0.5])
    assert net.backward([0.0] * 10, loss) == ROUNDED
    data = ns.Dataset([[0.5]], [[0.0] * 10])
    assert ns.evaluate(net, data, loss=loss).loss == ROUNDED


def test_the_gradient_of_softmax_takes_a_plain_sum_of_the_targets():
    gradient = ns.LOSSES["softmax_cross_entropy"].gradient([0.0] * 10, TENTHS)
    assert gradient[0] == ROUNDED * 0.1 - 0.1


def test_the_number_of_a_formula_is_a_plain_sum():
    assert evaluate(Sum(tuple(Number(x) for x in TENTHS))) == ROUNDED
