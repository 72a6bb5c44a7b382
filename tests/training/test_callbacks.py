"""Callbacks see every epoch, may stop training, and early stopping restores the best epoch."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError

DATA = ([[0.1], [0.8], [-0.5], [0.7]], [[0.3], [0.7], [0.2], [0.9]])
# the opposite slope, so that what improves training soon harms validation
HELD_OUT = ([[-0.4], [0.6]], [[0.6], [0.4]])


def values(net):
    return [parameter.value for parameter in net.parameters]


class Recorder(ns.Callback):
    """Note what happens."""

    def __init__(self, log, name="recorder"):
        self.log, self.name = log, name

    def on_start(self, run):
        self.log.append((self.name, "start", run.epoch))

    def on_epoch_end(self, run):
        self.log.append((self.name, "epoch", run.epoch))

    def on_end(self, run):
        self.log.append((self.name, "end", run.epoch))


def scripted(losses, patience, **settings):
    """Run early stopping over made-up validation losses; return the history and the network."""
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    early_stopping = ns.EarlyStopping(patience, **settings)

    def measure(run):
        run.history.validation_loss.append(losses[run.epoch - 1])
        net.bo[0] = float(run.epoch - 1)

    history = ns.train(net, DATA, epochs=len(losses), callbacks=[measure, early_stopping])
    return history, net, early_stopping


class TestCallbacks:
    """Functions and objects."""

    def test_a_function_is_called_after_every_epoch(self):
        seen = []
        net = ns.mlp([1, 2, 1])

        def record(run):
            assert run.net is net
            assert run.epochs == 3
            seen.append((run.epoch, run.history.loss[-1], values(run.net)))

        history = ns.train(net, DATA, epochs=3, callbacks=[record])
        assert [epoch for epoch, _, _ in seen] == [1, 2, 3]
        assert [loss for _, loss, _ in seen] == history.loss
        assert seen[-1][2] == values(net)

    def test_an_object_is_called_at_start_and_end_too(self):
        log = []
        ns.train(ns.mlp([1, 1]), DATA, epochs=2, callbacks=[Recorder(log)])
        assert [entry[1:] for entry in log] == [
            ("start", 0),
            ("epoch", 1),
            ("epoch", 2),
            ("end", 2),
        ]

    def test_they_are_called_in_the_given_order(self):
        log = []
        callbacks = (Recorder(log, name) for name in ("first", "second"))
        ns.train(ns.mlp([1, 1]), DATA, epochs=1, callbacks=callbacks)
        assert [(name, hook) for name, hook, _ in log] == [
            ("first", "start"),
            ("second", "start"),
            ("first", "epoch"),
            ("second", "epoch"),
            ("first", "end"),
            ("second", "end"),
        ]

    def test_every_hook_may_be_left_out(self):
        history = ns.train(ns.mlp([1, 1]), DATA, epochs=2, callbacks=[ns.Callback()])
        assert len(history) == 2

    def test_stop_ends_training_after_the_epoch(self):
        log = []

        def stop(run):
            if run.epoch == 3:
                run.stop("good enough")

        history = ns.train(ns.mlp([1, 1]), DATA, epochs=9, callbacks=[stop, Recorder(log)])
        assert len(history) == 3
        assert history.stop_reason == "good enough"
        assert [entry[1:] for entry in log][-2:] == [("epoch", 3), ("end", 3)]

    def test_stop_before_the_first_epoch(self):
        class Refuse(ns.Callback):
            def on_start(self, run):
                run.stop("not today")

        net = ns.mlp([1, 1])
        before = values(net)
        history = ns.train(net, DATA, epochs=9, callbacks=[Refuse()])
        assert len(history) == 0
        assert history.stop_reason == "not today"
        assert values(net) == before

    def test_an_error_of_a_callback_comes_through(self):
        def fail(run):
            raise RuntimeError("disk full")

        with pytest.raises(RuntimeError, match="disk full"):
            ns.train(ns.mlp([1, 1]), DATA, epochs=2, callbacks=[fail])

    def test_a_callback_may_change_the_parameters(self):
        net = ns.mlp([1, 1], "identity", seed=0)

        def clip(run):
            run.net.wo[0][0] = min(run.net.wo[0][0], 0.1)

        ns.train(net, DATA, epochs=5, learning_rate=0.5, callbacks=[clip])
        assert net.wo[0][0] == 0.1


class TestEarlyStopping:
    """Stop when the loss no longer improves, and go back to where it was best."""

    def test_the_best_parameters_are_restored(self):
        net = ns.mlp([1, 4, 1], "tanh", output_activation="identity", seed=2)
        history = ns.train(
            net,
            DATA,
            epochs=5000,
            learning_rate=0.2,
            validation=HELD_OUT,
            callbacks=[ns.EarlyStopping(patience=20)],
        )
        best = min(history.validation_loss)
        assert 0 < history.best_epoch < len(history) - 1
        assert history.validation_loss[history.best_epoch] == best
        assert ns.evaluate(net, HELD_OUT, engine="compiled").loss == best
        assert history.stop_reason == "no improvement for 20 epochs"

    @pytest.mark.parametrize("patience", [1, 2, 5])
    def test_patience_is_exact(self, patience):
        losses = [4.0, 3.0, 1.0] + [2.0] * 10
        history, net, early_stopping = scripted(losses, patience)
        assert len(history) == 3 + patience
        assert history.best_epoch == 2
        assert net.bo[0] == 2.0
        assert early_stopping.best == 1.0

    def test_an_improvement_in_time_starts_the_count_anew(self):
        history, net, _ = scripted([4.0, 5.0, 5.0, 3.0, 5.0, 5.0, 2.0, 5.0, 5.0, 5.0, 1.0], 3)
        assert len(history) == 10
        assert history.best_epoch == 6
        assert net.bo[0] == 6.0

    def test_an_equal_loss_is_no_improvement(self):
        history, _, _ = scripted([1.0] * 9, 3)
        assert len(history) == 4
        assert history.best_epoch == 0

    def test_min_delta_is_what_counts_as_an_improvement(self):
        falling = [1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7]
        history, _, _ = scripted(falling, 2, min_delta=0.2)
        assert len(history) == 3
        assert history.best_epoch == 0
        history, _, _ = scripted(falling, 2, min_delta=0.01)
        assert len(history) == 7
        assert history.best_epoch == 6

    def test_the_best_epoch_is_restored_also_when_all_epochs_are_done(self):
        history, net, _ = scripted([3.0, 1.0, 2.0], 10)
        assert history.best_epoch == 1
        assert net.bo[0] == 1.0
        assert history.stop_reason == "all 3 epochs done"

    def test_without_validation_data_the_training_loss_is_watched(self):
        net = ns.mlp([1, 1], "identity", seed=1)
        stopping = ns.EarlyStopping(patience=3, min_delta=1e-4)
        history = ns.train(net, DATA, epochs=10_000, callbacks=[stopping])
        assert len(history) == history.best_epoch + 4
        assert history.loss[history.best_epoch] == stopping.best

    def test_one_object_serves_several_runs(self):
        stopping = ns.EarlyStopping(patience=5)
        net = ns.mlp([1, 4, 1], "tanh", output_activation="identity", seed=2)
        twin = net.copy()
        settings = {"epochs": 500, "learning_rate": 0.2, "validation": HELD_OUT}
        first = ns.train(net, DATA, callbacks=[stopping], **settings)
        second = ns.train(twin, DATA, callbacks=[stopping], **settings)
        assert first == second
        np.testing.assert_array_equal(values(net), values(twin))

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"patience": 0}, "the patience is 0; it must be at least 1"),
            ({"patience": 2.5}, "the patience is 2.5; it must be a whole number"),
            ({"min_delta": -0.1}, "min_delta is -0.1; it must be at least 0"),
            ({"min_delta": float("nan")}, "min_delta is nan; it must be a finite number"),
        ],
    )
    def test_settings_out_of_range_are_refused(self, settings, message):
        with pytest.raises(InputError, match=message):
            ns.EarlyStopping(**settings)


def test_a_single_callback_needs_no_list():
    seen = []
    net = ns.mlp([1, 1])
    ns.train(net, ([[0.0]], [[1.0]]), epochs=2, callbacks=lambda run: seen.append(run.epoch))
    assert seen == [1, 2]
    history = ns.train(net, ([[0.0]], [[1.0]]), epochs=2, callbacks=ns.EarlyStopping())
    assert history.best_epoch == 1
