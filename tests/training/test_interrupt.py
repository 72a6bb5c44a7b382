"""Ctrl-C ends training between two epochs, wherever it falls."""

import math
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

import neurosim as ns

DATA = ([[0.1], [0.8], [-0.5], [0.7]], [[0.3], [0.7], [0.2], [0.9]])


def values(net):
    return [parameter.value for parameter in net.parameters]


def network(*, interrupt_after=None):
    """Return a 1-2-1 network whose output neuron is interrupted after some forward passes."""
    calls = 0

    def function(s):
        nonlocal calls
        calls += 1
        if calls == interrupt_after:
            raise KeyboardInterrupt
        return s

    patient = ns.Activation("patient", function, lambda s: 1.0)
    return ns.mlp([1, 2, 1], "tanh", output_activation=patient, seed=1)


def after_epochs(n_epochs, **settings):
    """Return the parameters and the losses of an undisturbed run."""
    net = network()
    history = ns.train(net, DATA, epochs=n_epochs, **settings) if n_epochs else ns.History()
    return values(net), history.loss


# 4 samples in each epoch: the passes of epoch 3 are 9 to 12
@pytest.mark.parametrize(("passes", "epochs_done"), [(1, 0), (4, 0), (5, 1), (9, 2), (12, 2)])
@pytest.mark.parametrize(
    "settings",
    [{}, {"batch_size": 2}, {"optimizer": "adam", "learning_rate": 0.01}],
    ids=["sgd", "batches", "adam"],
)
def test_in_the_middle_of_an_epoch(passes, epochs_done, settings):
    net = network(interrupt_after=passes)
    history = ns.train(net, DATA, epochs=100, **settings)
    assert (values(net), history.loss) == after_epochs(epochs_done, **settings)
    assert history.stop_reason == "interrupted"


def test_in_a_callback_the_epoch_counts():
    def interrupt(run):
        if run.epoch == 3:
            raise KeyboardInterrupt

    net = network()
    history = ns.train(net, DATA, epochs=100, callbacks=[interrupt])
    assert (values(net), history.loss) == after_epochs(3)
    assert history.stop_reason == "interrupted"


def test_while_the_validation_data_are_measured():
    # 4 samples and 2 held out in each epoch: pass 12 is the last of epoch 2, held out
    net = network(interrupt_after=12)
    held_out = ([[0.2], [0.4]], [[0.5], [0.5]])
    history = ns.train(net, DATA, epochs=100, validation=held_out)
    assert (values(net), history.loss) == after_epochs(1)
    assert len(history.validation_loss) == 1


def test_every_column_of_the_history_has_the_same_length():
    # 4 passes train and 4 measure in each epoch
    net = network(interrupt_after=8 + 7)
    history = ns.train(net, DATA, epochs=100, validation=DATA, metric="mae")
    assert len(history.loss) == len(history.validation_loss) == len(history.metric) == 1


def test_the_callbacks_are_told_the_end():
    ended = []

    class Last(ns.Callback):
        def on_end(self, run):
            ended.append((run.epoch, run.history.stop_reason))

    ns.train(network(interrupt_after=9), DATA, epochs=100, callbacks=[Last()])
    assert ended == [(2, "interrupted")]


def test_early_stopping_restores_the_best_epoch():
    net = network(interrupt_after=9)

    def worsen(run):
        run.history.validation_loss.append(float(run.epoch))

    history = ns.train(net, DATA, epochs=100, callbacks=[worsen, ns.EarlyStopping()])
    assert history.best_epoch == 0
    assert values(net) == after_epochs(1)[0]


def test_early_stopping_has_nothing_to_restore_before_the_first_epoch():
    early_stopping = ns.EarlyStopping()
    ns.train(network(), DATA, epochs=2, callbacks=[early_stopping])
    net = network(interrupt_after=2)
    history = ns.train(net, DATA, epochs=100, callbacks=[early_stopping])
    assert history.best_epoch is None
    assert early_stopping.best == math.inf
    assert values(net) == after_epochs(0)[0]


def test_what_a_callback_did_to_the_parameters_stays():
    def clip(run):
        run.net.bo[0] = 0.25

    net = network(interrupt_after=9)
    ns.train(net, DATA, epochs=100, callbacks=[clip])
    assert net.bo[0] == 0.25


def test_the_network_trains_on_after_it():
    net = network(interrupt_after=9)
    ns.train(net, DATA, epochs=100)
    ns.train(net, DATA, epochs=3)
    assert values(net) == after_epochs(5)[0]


PROGRAM = """
    import signal

    import neurosim as ns

    # a shell may have started this process with the signal ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)

    DATA = ([[0.1], [0.8], [-0.5], [0.7]], [[0.3], [0.7], [0.2], [0.9]])
    net = ns.mlp([1, 2, 1])
    twin = net.copy()


    def announce(run):
        if run.epoch == 2:
            print("in training", flush=True)


    history = ns.train(net, DATA, epochs=10**9, callbacks=[announce], engine="objects")
    print(len(history), history.stop_reason)
    ns.train(twin, DATA, epochs=len(history), engine="objects")
    print([p.value for p in net.parameters] == [p.value for p in twin.parameters])
"""


def test_ctrl_c_in_a_program_of_its_own():
    program = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PROGRAM)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(ns.__file__).parents[1])},
    )
    try:
        assert program.stdout.readline() == "in training\n"
        program.send_signal(signal.SIGINT)
        output, errors = program.communicate(timeout=60)
    finally:
        program.kill()
        program.communicate()
    assert (program.returncode, errors) == (0, "")
    report, same = output.splitlines()
    n_epochs, stop_reason = report.split()
    assert int(n_epochs) >= 2
    assert stop_reason == "interrupted"
    assert same == "True"


@pytest.mark.parametrize("batch_size", [1, 2])
def test_a_real_ctrl_c_ends_the_compiled_engine_between_two_epochs(batch_size):
    settings = {"batch_size": batch_size, "optimizer": ns.Adam(0.01), "engine": "compiled"}
    net, twin = ns.mlp([1, 6, 1], seed=1), ns.mlp([1, 6, 1], seed=1)
    ns.train(net.copy(), DATA, epochs=1, **settings)  # compiled by now
    timer = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    history = ns.train(net, DATA, epochs=10**9, **settings)
    timer.join()
    assert history.stop_reason == "interrupted"
    assert len(history) > 0
    again = ns.train(twin, DATA, epochs=len(history), **settings)
    assert (values(net), history.loss) == (values(twin), again.loss)
