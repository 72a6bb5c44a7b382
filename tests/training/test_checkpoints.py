"""A run that is killed at any moment goes on from its checkpoint, bit for bit."""

import os
import random
import signal
import time

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import FileError, InputError

RNG = np.random.default_rng(5)
DATA = RNG.uniform(-1, 1, (24, 3)), RNG.uniform(0, 1, (24, 2))
HELD_OUT = RNG.uniform(-1, 1, (5, 3)), RNG.uniform(0, 1, (5, 2))


def network():
    net = ns.mlp([3, 6, 2], "tanh", output_activation="sigmoid", seed=4)
    net.freeze("wh[0][0][1]")
    return net


def settings(engine):
    return {
        "optimizer": ns.Adam(0.01),
        "batch_size": 4,
        "normalize": (0, 1),
        "shuffle": True,
        "seed": 9,
        "validation": HELD_OUT,
        "metric": "mae",
        "engine": engine,
    }


def values(net):
    return [parameter.value for parameter in net.parameters]


def outcome(net, history):
    return (
        values(net),
        history.loss,
        history.validation_loss,
        history.metric,
        history.stop_reason,
        history.best_epoch,
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.npz"


@pytest.mark.parametrize("engine", ["compiled", "objects"])
def test_a_run_killed_at_random_moments_at_least_20_times(engine, path):
    n_epochs = 250

    def slow(run):
        time.sleep(0.002)

    def run(net):
        callbacks = [slow, ns.Checkpoint(path)]
        return ns.train(
            net, DATA, epochs=n_epochs, callbacks=callbacks, resume=path, **settings(engine)
        )

    undisturbed = network()
    expected = outcome(undisturbed, run(undisturbed))
    path.unlink()
    delays = random.Random(1)
    kills = 0
    while True:
        child = os.fork()
        if child == 0:
            try:
                run(network())
            finally:
                os._exit(0)
        # longer and longer, so that a busy machine gets through as well
        time.sleep(delays.uniform(0.005, 0.05) * 1.05**kills)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            break
        kills += 1
        if path.exists():
            assert np.load(path, allow_pickle=False)["parameters"].size == len(expected[0])
            if len(np.load(path)["loss"]) == n_epochs:
                break
    assert kills >= 20
    resumed = network()
    assert outcome(resumed, run(resumed)) == expected


@pytest.mark.parametrize(
    "optimizer",
    [ns.SGD(0.1), ns.SGD(0.1, 0.9), ns.RMSprop(0.01), ns.Adam(0.01), ns.AdamW(0.01)],
    ids=repr,
)
@pytest.mark.parametrize("engine", ["compiled", "objects"])
@pytest.mark.parametrize("batch_size", [1, 5])
def test_every_optimizer_keeps_its_memory(optimizer, engine, batch_size, path):
    chosen = settings(engine) | {"optimizer": optimizer, "batch_size": batch_size}
    net, first, resumed = network(), network(), network()
    expected = outcome(net, ns.train(net, DATA, epochs=9, **chosen))
    ns.train(first, DATA, epochs=4, callbacks=ns.Checkpoint(path, every=3), **chosen)
    history = ns.train(
        resumed, DATA, epochs=9, resume=path, callbacks=ns.Checkpoint(path), **chosen
    )
    assert outcome(resumed, history) == expected


@pytest.mark.parametrize("engine", ["compiled", "objects"])
def test_early_stopping_goes_on_watching(engine, path):
    def train(net, epochs, **more):
        # listed first, yet written last
        hooks = [ns.Checkpoint(path), ns.EarlyStopping(patience=3, min_delta=1e-4)]
        return ns.train(net, DATA, epochs=epochs, callbacks=hooks, **settings(engine), **more)

    net, first, resumed, again = (network() for _ in range(4))
    expected = outcome(net, train(net, 500))
    assert expected[-2] == "no improvement for 3 epochs"
    train(first, len(expected[1]) - 2)
    assert outcome(resumed, train(resumed, 500, resume=path)) == expected
    # the checkpoint of a run that was stopped only ends it again
    assert outcome(again, train(again, 500, resume=path)) == expected


def test_what_a_callback_froze_stays_frozen(path):
    def freeze(run):
        if run.epoch == 2:
            run.net.freeze_biases()

    net, first, resumed = network(), network(), network()
    expected = outcome(net, ns.train(net, DATA, epochs=6, callbacks=freeze))
    ns.train(first, DATA, epochs=3, callbacks=[freeze, ns.Checkpoint(path)])
    history = ns.train(
        resumed, DATA, epochs=6, callbacks=[freeze, ns.Checkpoint(path)], resume=path
    )
    assert outcome(resumed, history) == expected


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"batch_size": 3}, r"another batch size \(4 there, 3 here\)"),
        ({"optimizer": ns.SGD(0.1)}, "another optimizer"),
        ({"loss": "mae"}, r"another loss \(half_squared_error there, mae here\)"),
        ({"shuffle": False}, "another shuffling"),
        ({"normalize": (-1, 1)}, "another training data"),
        ({"validation": None}, "another validation data"),
        ({"engine": "compiled"}, r"another engine \(objects there, compiled here\)"),
        ({"callbacks": [ns.EarlyStopping()]}, "another list of callbacks"),
    ],
)
def test_other_settings_are_refused_and_nothing_is_changed(change, named, path):
    first, resumed = network(), network()
    before = values(resumed)
    ns.train(first, DATA, epochs=2, callbacks=ns.Checkpoint(path), **settings("objects"))
    chosen = {"callbacks": ns.Checkpoint(path)} | settings("objects") | change
    with pytest.raises(InputError, match=named):
        ns.train(resumed, DATA, epochs=4, resume=path, **chosen)
    assert values(resumed) == before
    assert resumed.input_scaling is None


def test_another_wiring_is_refused(path):
    ns.train(network(), DATA, epochs=2, callbacks=ns.Checkpoint(path))
    with pytest.raises(InputError, match="another wiring"):
        ns.train(ns.mlp([3, 7, 2]), DATA, epochs=4, resume=path, callbacks=ns.Checkpoint(path))


def test_no_file_and_no_checkpoint(path, tmp_path):
    with pytest.raises(FileError, match=r"no checkpoint .*run.npz; leave out resume"):
        ns.train(network(), DATA, epochs=2, resume=path)
    path.write_text("not a checkpoint")
    with pytest.raises(FileError, match="is not a checkpoint of neurosim"):
        ns.train(network(), DATA, epochs=2, resume=path)
    np.savez(path, a=np.zeros(3))
    with pytest.raises(FileError, match="is not a checkpoint of neurosim"):
        ns.train(network(), DATA, epochs=2, resume=path)
    with pytest.raises(FileError, match="no directory"):
        ns.Checkpoint(tmp_path / "nowhere" / "run.npz")
    with pytest.raises(InputError, match="epochs between checkpoints"):
        ns.Checkpoint(path, every=0)


def test_nothing_but_the_checkpoint_is_left(path):
    ns.train(network(), DATA, epochs=3, callbacks=ns.Checkpoint(path, every=2))
    assert list(path.parent.iterdir()) == [path]
