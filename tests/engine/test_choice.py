"""What computes: the engine for much work, the objects for little and for functions of one's own."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.engine.choice import LITTLE_WORK, check_threads, choose_engine
from neurosim.errors import InputError, UnknownNameError

DATA = [[0.5, 0.1]], [[1.0]]


def own_network():
    square = ns.Activation("square", lambda s: s * s, lambda s: 2 * s)
    return ns.mlp([2, 3, 1], square)


def test_little_work_is_done_by_the_objects_bit_for_bit(example):
    expected = example.copy().forward(DATA[0][0]).tolist()
    assert ns.predict(example, DATA[0])[0].tolist() == expected


def test_much_work_is_done_by_the_engine(example):
    assert choose_engine(None, example, LITTLE_WORK) == "objects"
    assert choose_engine(None, example, LITTLE_WORK + 1) == "compiled"
    assert choose_engine("objects", example, 1e12) == "objects"
    assert choose_engine(None, example, 1, dtype="float32") == "compiled"


def test_functions_of_ones_own_run_on_the_objects():
    net = own_network()
    assert choose_engine(None, net, 1e12) == "objects"
    loss = ns.Loss("own", lambda y, z: [0.0] * len(y), lambda y, z: [0.0] * len(y))
    assert choose_engine(None, ns.mlp([2, 1]), 1e12, loss=loss) == "objects"
    assert choose_engine(None, ns.mlp([2, 1]), 1e12, optimizer="Mine") == "objects"


@pytest.mark.parametrize("settings", [{"engine": "compiled"}, {"dtype": "float32"}])
def test_the_engine_refuses_them_clearly(settings):
    message = "cannot run the activation 'square' of 'h\\[0\\]\\[0\\]', which is one of your own; choose engine='objects'"
    with pytest.raises(InputError, match=message):
        ns.predict(own_network(), DATA[0], **settings)
    with pytest.raises(InputError, match=message):
        ns.train(own_network(), DATA, epochs=1, **settings)


def test_an_own_optimizer_and_an_own_loss_are_refused_by_the_engine():
    class Sign:
        learning_rate = 0.1

        def start(self, n_parameters):
            return {}

        def step(self, theta, gradient, state):
            return theta - self.learning_rate * np.sign(gradient)

    net = ns.mlp([2, 1])
    with pytest.raises(InputError, match="the optimizer Sign, which is one of your own"):
        ns.train(net, DATA, epochs=1, optimizer=Sign(), engine="compiled")
    assert len(ns.train(net, DATA, epochs=2, optimizer=Sign())) == 2
    loss = ns.Loss("half", lambda y, z: [0.5 * y[0]], lambda y, z: [0.5])
    with pytest.raises(InputError, match="the loss 'half', which is one of your own"):
        ns.train(net, DATA, epochs=1, loss=loss, engine="compiled")


def test_an_activation_that_only_has_the_name_of_a_built_in_one_is_not_ignored():
    sigmoid = ns.Activation("sigmoid", lambda s: 0.25, lambda s: 0.0)
    net = ns.mlp([2, 1], sigmoid)
    assert ns.predict(net, np.zeros((200_000, 2)))[-1, 0] == 0.25


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"engine": "fast"}, "compiled"),
        ({"dtype": "int32"}, "the dtype is 'int32'; give 'float64' or 'float32'"),
        ({"dtype": "nonsense"}, "the dtype is 'nonsense'"),
        ({"engine": "objects", "dtype": "float32"}, "float32 needs engine='compiled'"),
        ({"threads": 0}, "the number of threads is 0"),
        ({"threads": 1.5}, "the number of threads is 1.5"),
    ],
)
def test_bad_settings_get_one_sentence(settings, message):
    error = UnknownNameError if settings.get("engine") == "fast" else InputError
    with pytest.raises(error, match=message):
        ns.predict(ns.mlp([2, 1]), DATA[0], **settings)
    with pytest.raises(error, match=message):
        ns.train(ns.mlp([2, 1]), DATA, epochs=1, **settings)


def test_threads_are_the_cores_by_default():
    assert check_threads(None) >= 1
    assert check_threads(3) == 3
