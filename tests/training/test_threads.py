"""Several threads train and predict, each as if it were alone."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import numpy as np
import pytest

import neurosim as ns

RNG = np.random.default_rng(4)
DATA = RNG.uniform(-1, 1, (400, 12)), RNG.uniform(0, 1, (400, 3))


def network(seed=0):
    return ns.mlp([12, 20, 3], "tanh", seed=seed)


def values(net):
    return [parameter.value for parameter in net.parameters]


@pytest.fixture
def _frequent_switches():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.parametrize("batch_size", [1, 16])
@pytest.mark.usefixtures("_frequent_switches")
def test_two_trainings_side_by_side_find_what_each_finds_alone(batch_size):
    settings = {"epochs": 12, "batch_size": batch_size, "engine": "compiled", "threads": 2}

    def trained(seed):
        net = network(seed)
        history = ns.train(net, DATA, callbacks=lambda run: None, **settings)
        return values(net), history.loss

    alone = [trained(seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as executor:
        together = list(executor.map(trained, range(4)))
    assert together == alone


@pytest.mark.usefixtures("_frequent_switches")
def test_one_network_predicted_by_many_threads_that_meet_it_for_the_first_time():
    net = network()
    expected = ns.predict(net.copy(), DATA[0], engine="compiled")
    with ThreadPoolExecutor(8) as executor:
        found = list(executor.map(lambda _: ns.predict(net, DATA[0], engine="compiled"), range(8)))
    for outputs in found:
        assert np.array_equal(outputs, expected)


@pytest.mark.parametrize("predicting", ["compiled", "objects"])
@pytest.mark.parametrize("training", ["compiled", "objects"])
@pytest.mark.parametrize("watched", [False, True])
@pytest.mark.usefixtures("_frequent_switches")
def test_predicting_beside_a_training_sees_whole_epochs(training, predicting, watched):
    X, Z = DATA[0][:20], DATA[1][:20]
    net, twin = ns.mlp([12, 6, 3], seed=1), ns.mlp([12, 6, 3], seed=1)
    sample = X[:1]
    states = [ns.predict(twin, sample, engine=predicting)]
    settings = {"epochs": 30, "batch_size": 3, "engine": training}

    def remember(run):
        states.append(ns.predict(run.net, sample, engine=predicting))

    ns.train(twin, (X, Z), callbacks=remember, **settings)
    if not watched:
        # without a callback the network changes once, at the end
        del states[1:-1]
    found = []
    done = Event()

    def look():
        while not done.is_set():
            found.append(ns.predict(net, sample, engine=predicting))

    looking = Thread(target=look)
    looking.start()
    ns.train(net, (X, Z), callbacks=[lambda run: None] if watched else [], **settings)
    done.set()
    looking.join()
    assert found
    known = {state.tobytes() for state in states}
    assert {outputs.tobytes() for outputs in found} <= known


@pytest.mark.parametrize("engine", ["compiled", "objects"])
def test_training_one_network_from_two_threads_is_refused(engine):
    net = network()
    started, complaints = Event(), []

    def second():
        started.wait(60)
        try:
            ns.train(net, DATA, epochs=1, engine=engine)
        except ns.NeurosimError as error:
            complaints.append(str(error))

    thread = Thread(target=second)
    thread.start()

    def wait(run):
        if run.epoch == 1:
            started.set()
            thread.join(60)

    history = ns.train(net, DATA, epochs=3, engine=engine, callbacks=wait)
    assert len(history) == 3
    assert complaints == [
        "another thread is training the network; wait until it is done, or train a copy: net.copy()"
    ]
    ns.train(net, DATA, epochs=1, engine=engine)


def test_a_callback_may_train_the_same_network():
    def train_more(run):
        ns.train(run.net, DATA, epochs=1, engine="objects")

    history = ns.train(network(), DATA, epochs=2, engine="compiled", callbacks=train_more)
    assert len(history) == 2


@pytest.mark.usefixtures("_frequent_switches")
def test_a_scaling_given_by_a_training_that_begins_meanwhile_is_used_as_a_whole():
    X, Z = 50.0 * DATA[0][:20], 50.0 * DATA[1][:20]
    net = ns.mlp([12, 6, 3], seed=1)
    plain = ns.predict(net, X)
    scaled = []

    def remember(run):
        scaled.append(ns.predict(run.net, X))

    class First(ns.Callback):
        def on_start(self, run):
            remember(run)

    ns.train(net.copy(), (X, Z), epochs=1, normalize=(0, 1), callbacks=[First(), remember])
    known = {outputs.tobytes() for outputs in (plain, *scaled)}
    found = []
    done = Event()

    def look():
        while not done.is_set():
            found.append(ns.predict(net, X))

    looking = Thread(target=look)
    looking.start()
    ns.train(net, (X, Z), epochs=1, normalize=(0, 1))
    done.set()
    looking.join()
    assert {outputs.tobytes() for outputs in found} <= known
