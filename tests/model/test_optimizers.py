"""Optimizers take the steps of PyTorch 2.13, and refuse settings that make no sense."""

import json
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError, UnknownNameError
from neurosim.model.optimizers import get_optimizer

REFERENCE = json.loads(
    (Path(__file__).parents[1] / "training" / "torch_reference.json").read_text("utf-8")
)
PATHS = REFERENCE["optimizers"]["paths"]


def walk(optimizer, start, gradients):
    """Return the parameters after each step."""
    theta = np.array(start)
    state = optimizer.start(len(theta))
    path = []
    for gradient in np.array(gradients):
        theta = optimizer.step(theta, gradient, state)
        path.append(theta)
    return np.array(path)


def setting(case):
    return ",".join([case["optimizer"], *(f"{k}={v}" for k, v in case["settings"].items())])


@pytest.mark.parametrize("case", PATHS, ids=setting)
def test_every_step_is_that_of_pytorch(case):
    optimizer = getattr(ns, case["optimizer"])(**case["settings"])
    path = walk(optimizer, REFERENCE["optimizers"]["start"], REFERENCE["optimizers"]["gradients"])
    np.testing.assert_allclose(path, case["path"], rtol=1e-13, atol=1e-15)


def test_the_reference_covers_every_optimizer():
    assert {case["optimizer"].lower() for case in PATHS} == set(ns.OPTIMIZERS)


def test_plain_sgd_subtracts_eta_times_gradient():
    assert walk(ns.SGD(0.5), [1.0, 2.0], [[2.0, -4.0], [0.0, 1.0]]).tolist() == [
        [0.0, 4.0],
        [0.0, 3.5],
    ]


def test_momentum_remembers_the_steps_before():
    path = walk(ns.SGD(1.0, momentum=0.5), [0.0], [[1.0], [0.0], [0.0]])
    assert path.tolist() == [[-1.0], [-1.5], [-1.75]]


def test_nesterov_looks_one_step_ahead():
    path = walk(ns.SGD(1.0, momentum=0.5, nesterov=True), [0.0], [[1.0], [0.0], [0.0]])
    assert path.tolist() == [[-1.5], [-1.75], [-1.875]]


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e6])
def test_the_first_step_of_adam_is_eta_whatever_the_gradient(size):
    path = walk(ns.Adam(0.1, eps=1e-15), [0.0, 0.0], [[size, -size]])
    np.testing.assert_allclose(path, [[-0.1, 0.1]], rtol=1e-11)


def test_adamw_without_gradient_shrinks_every_parameter():
    path = walk(ns.AdamW(0.1, weight_decay=0.5), [1.0, -2.0], [[0.0, 0.0]])
    np.testing.assert_allclose(path, [[0.95, -1.9]], rtol=1e-15)


@pytest.mark.parametrize("name", ns.OPTIMIZERS)
def test_a_step_changes_neither_parameters_nor_gradient_in_place(name):
    optimizer = ns.OPTIMIZERS[name](0.1)
    theta, gradient = np.array([1.0, 2.0]), np.array([0.5, -0.5])
    optimizer.step(theta, gradient, optimizer.start(2))
    assert theta.tolist() == [1.0, 2.0]
    assert gradient.tolist() == [0.5, -0.5]


@pytest.mark.parametrize("name", ns.OPTIMIZERS)
def test_every_start_forgets_the_run_before(name):
    optimizer = ns.OPTIMIZERS[name](0.1)
    gradients = [[1.0], [-2.0], [0.5]]
    first = walk(optimizer, [1.0], gradients)
    assert walk(optimizer, [1.0], gradients).tolist() == first.tolist()


@pytest.mark.parametrize("name", ns.OPTIMIZERS)
def test_an_optimizer_by_name_takes_the_learning_rate(name):
    assert get_optimizer(name, 0.25) == ns.OPTIMIZERS[name](0.25)
    assert get_optimizer(name).learning_rate == 0.1


def test_an_optimizer_object_is_taken_as_it_is():
    optimizer = ns.Adam(0.02)
    assert get_optimizer(optimizer) is optimizer


@pytest.mark.parametrize(
    ("optimizer", "settings", "message"),
    [
        (ns.SGD, {"learning_rate": 0}, "the learning rate is 0; it must be above 0"),
        (ns.SGD, {"learning_rate": -0.5}, "the learning rate is -0.5; it must be above 0"),
        (ns.SGD, {"learning_rate": float("nan")}, "the learning rate is nan; .* finite"),
        (ns.SGD, {"learning_rate": float("inf")}, "the learning rate is inf; .* finite"),
        (ns.SGD, {"learning_rate": "0.1"}, "the learning rate is '0.1', which is not a number"),
        (ns.SGD, {"learning_rate": 0.1, "momentum": 1}, "momentum is 1; .* below 1"),
        (ns.SGD, {"learning_rate": 0.1, "momentum": -0.1}, "momentum is -0.1; .* at least 0"),
        (ns.SGD, {"learning_rate": 0.1, "nesterov": True}, "nesterov needs a momentum above 0"),
        (ns.RMSprop, {"learning_rate": 0}, "the learning rate is 0"),
        (ns.RMSprop, {"alpha": 1.0}, "alpha is 1; it must be at least 0 and below 1"),
        (ns.RMSprop, {"eps": 0.0}, "eps is 0; it must be above 0"),
        (ns.Adam, {"learning_rate": -1}, "the learning rate is -1"),
        (ns.Adam, {"beta1": 1.0}, "beta1 is 1; it must be at least 0 and below 1"),
        (ns.Adam, {"beta1": -0.1}, "beta1 is -0.1"),
        (ns.Adam, {"beta2": 1.5}, "beta2 is 1.5"),
        (ns.Adam, {"beta2": float("nan")}, "beta2 is nan"),
        (ns.Adam, {"eps": -1e-8}, "eps is -1e-08; it must be above 0"),
        (ns.AdamW, {"beta1": 1.0}, "beta1 is 1"),
        (ns.AdamW, {"learning_rate": 0}, "the learning rate is 0"),
        (ns.AdamW, {"weight_decay": -0.1}, "the weight decay is -0.1; it must be at least 0"),
    ],
)
def test_a_setting_out_of_range_is_refused(optimizer, settings, message):
    with pytest.raises(InputError, match=message):
        optimizer(**settings)


def test_an_unknown_name_lists_the_known_ones_and_suggests_the_nearest():
    message = r"unknown optimizer 'adan'; did you mean 'adam'\? known: sgd, rmsprop, adam, adamw"
    with pytest.raises(UnknownNameError, match=message):
        get_optimizer("adan")


def test_what_is_no_optimizer_is_refused():
    with pytest.raises(UnknownNameError, match=r"unknown optimizer 0\.1; known: sgd"):
        get_optimizer(0.1)


@pytest.mark.parametrize("learning_rate", [None, 0.1])
def test_a_class_is_no_optimizer_until_it_is_called(learning_rate):
    with pytest.raises(ns.NeurosimError, match="Adam"):
        get_optimizer(ns.Adam, learning_rate)


def test_an_optimizer_object_with_a_second_learning_rate_is_refused():
    message = r"a learning rate of its own \(0.02\); leave out learning_rate=0.5"
    with pytest.raises(InputError, match=message):
        get_optimizer(ns.SGD(0.02), 0.5)
