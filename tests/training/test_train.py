"""Training is forward, backward and update, sample by sample, to the last digit."""

import numpy as np
import pytest

import neurosim as ns

DATA = (
    [[0.1, 0.9], [0.8, -0.4], [-0.5, 0.3], [0.7, 0.6]],
    [[0.2], [0.9], [0.4], [0.7]],
)


def values(net):
    return [parameter.value for parameter in net.parameters]


def by_hand(net, data, *, epochs=1, learning_rate=0.1, loss="half_squared_error"):
    """Train with the methods of the network alone; return the mean loss of each epoch."""
    means = []
    for _ in range(epochs):
        losses = []
        for x, z in zip(*data, strict=True):
            net.forward(x)
            losses.append(net.backward(z, loss))
            net.update(learning_rate)
        means.append(sum(losses) / len(losses))
    return means


def tangled():
    """Return a network with skip connections, an inner output and frozen parameters."""
    net = ns.Network()
    a, b = net.add_input(), net.add_input()
    first = net.add_neuron({a: 0.4, b: -0.7}, bias=0.1, activation="tanh")
    inner = net.add_neuron({first: 1.2, a: 0.3}, bias=-0.2, activation="sigmoid")
    second = net.add_neuron({inner: -0.8, b: 0.5}, bias=0.3, activation="softplus")
    last = net.add_neuron({second: 0.6, a: -0.9, first: 0.2}, activation="identity")
    net.set_outputs(last, inner)
    net.freeze("wh[0][0][1]", "bh[0][0]", last)
    return net


TANGLED_DATA = (DATA[0], [[0.2, 0.3], [0.9, 0.1], [0.4, 0.6], [0.7, 0.5]])


class TestByHand:
    """Runs whose every number can be had from forward, backward and update."""

    def test_one_sample_one_epoch(self):
        net, _ = ns.worked_example()
        twin = net.copy()
        sample = ([[1.0, 1.0]], [[1.0]])
        history = ns.train(net, sample, epochs=1, learning_rate=0.5)
        assert history.loss == by_hand(twin, sample, learning_rate=0.5)
        assert values(net) == values(twin)

    def test_the_worked_example_without_the_package(self):
        net, _ = ns.worked_example()
        x, z, eta = np.array([1.0, 1.0]), 1.0, 0.1
        wh, bh = np.array(net.wh[0]), np.array(net.bh[0])
        wo, bo = np.array(net.wo[0]), net.bo[0]

        def sigmoid(s):
            return 1 / (1 + np.exp(-s))

        ah = sigmoid(wh @ x + bh)
        y = sigmoid(wo @ ah + bo)
        delta_o = y * (1 - y) * (y - z)
        delta_h = ah * (1 - ah) * wo * delta_o
        history = ns.train(net, ([x], [[z]]), epochs=1, learning_rate=eta)
        assert history.loss == pytest.approx([0.5 * (y - z) ** 2], rel=1e-14)
        np.testing.assert_allclose(net.wo[0], wo - eta * delta_o * ah, rtol=1e-14)
        np.testing.assert_allclose(net.bo, [bo - eta * delta_o], rtol=1e-14)
        expected = wh - eta * np.outer(delta_h, x)
        np.testing.assert_allclose(net.wh[0].tolist(), expected, rtol=1e-14, atol=1e-18)
        np.testing.assert_allclose(net.bh[0], bh - eta * delta_h, rtol=1e-14)

    @pytest.mark.parametrize("loss", ["half_squared_error", "mse", "mae", "huber"])
    def test_several_samples_and_epochs(self, loss):
        net = ns.mlp([2, 3, 1], "tanh", seed=4)
        twin = net.copy()
        history = ns.train(net, DATA, epochs=7, learning_rate=0.3, loss=loss)
        assert history.loss == by_hand(twin, DATA, epochs=7, learning_rate=0.3, loss=loss)
        assert values(net) == values(twin)

    def test_skip_connections_inner_outputs_and_frozen_parameters(self):
        net, twin = tangled(), tangled()
        before = {parameter.symbol: parameter.value for parameter in net.parameters}
        history = ns.train(net, TANGLED_DATA, epochs=5, learning_rate=0.2)
        assert history.loss == by_hand(twin, TANGLED_DATA, epochs=5, learning_rate=0.2)
        assert values(net) == values(twin)
        for parameter in net.parameters:
            assert (parameter.value == before[parameter.symbol]) is not parameter.trainable

    @pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam", "adamw"])
    def test_no_optimizer_moves_a_frozen_parameter(self, optimizer):
        net = tangled()
        before = {parameter.symbol: parameter.value for parameter in net.parameters}
        ns.train(net, TANGLED_DATA, epochs=3, learning_rate=0.05, optimizer=optimizer)
        for parameter in net.parameters:
            assert (parameter.value == before[parameter.symbol]) is not parameter.trainable

    def test_a_perceptron_learns_by_the_perceptron_rule(self):
        net = ns.perceptron(2)
        corners = ([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [0], [0], [1]])
        ns.train(net, corners, epochs=2, learning_rate=1.0)
        weights, bias = np.zeros(2), 0.0
        for _ in range(2):
            for x, (z,) in zip(*corners, strict=True):
                error = z - float(weights @ x + bias >= 0)
                weights, bias = weights + error * np.array(x), bias + error
        assert net.wo[0].tolist() == weights.tolist()
        assert net.bo[0] == bias


class TestSettings:
    """What a user may leave to the defaults."""

    def test_the_defaults_are_sgd_with_eta_0_1_sample_by_sample(self):
        net = ns.mlp([2, 3, 1], seed=1)
        twin = net.copy()
        ns.train(net, DATA, epochs=3)
        ns.train(twin, DATA, epochs=3, learning_rate=0.1, optimizer="sgd", batch_size=1)
        assert values(net) == values(twin)

    def test_a_thousand_epochs_if_nothing_is_said(self):
        history = ns.train(ns.mlp([1, 1], "identity"), ([[1.0]], [[1.0]]))
        assert len(history) == 1000
        assert history.stop_reason == "all 1000 epochs done"

    def test_training_goes_on_where_it_ended(self):
        net = ns.mlp([2, 3, 1], seed=1)
        twin = net.copy()
        ns.train(net, DATA, epochs=5)
        ns.train(twin, DATA, epochs=2)
        ns.train(twin, DATA, epochs=3)
        assert values(net) == values(twin)

    def test_a_dataset_and_arrays_are_the_same_data(self):
        net = ns.mlp([2, 3, 1], seed=1)
        twin = net.copy()
        ns.train(net, DATA, epochs=2)
        ns.train(twin, ns.Dataset(*DATA), epochs=2)
        assert values(net) == values(twin)

    def test_the_network_remembers_loss_and_columns(self):
        net, data = ns.worked_example()
        ns.train(net, data, epochs=1, normalize=(0, 1), loss="mse")
        assert net.loss == "mse"
        assert net.input_columns == ("I0", "I1")
        assert net.target_columns == (ns.TargetColumn("Z0"),)

    def test_a_loss_of_ones_own(self):
        fourth_power = ns.Loss(
            "fourth_power",
            lambda y, z: [(yi - zi) ** 4 for yi, zi in zip(y, z, strict=True)],
            lambda y, z: [4 * (yi - zi) ** 3 for yi, zi in zip(y, z, strict=True)],
        )
        net = ns.mlp([2, 3, 1], seed=1)
        twin = net.copy()
        history = ns.train(net, DATA, epochs=3, loss=fourth_power)
        assert history.loss == by_hand(twin, DATA, epochs=3, loss=fourth_power)
        assert values(net) == values(twin)
        assert net.loss is fourth_power

    @pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
    def test_cross_entropies_lower_their_loss(self, loss):
        output = "sigmoid" if loss == "binary_cross_entropy" else "identity"
        net = ns.mlp([2, 3, 2], "tanh", output_activation=output, seed=1)
        data = ns.Dataset.from_labels(DATA[0], ["no", "yes", "no", "yes"])
        history = ns.train(net, data, epochs=100, loss=loss)
        assert history.loss[-1] < 0.5 * history.loss[0]


class TestShuffling:
    """The order of the samples."""

    @staticmethod
    def trained(**settings):
        net = ns.mlp([2, 3, 1], seed=2)
        history = ns.train(net, DATA, epochs=4, **settings)
        return values(net), history.loss

    def test_the_same_seed_gives_the_same_numbers(self):
        assert self.trained(shuffle=True, seed=5) == self.trained(shuffle=True, seed=5)

    def test_another_seed_gives_other_numbers(self):
        assert self.trained(shuffle=True, seed=5) != self.trained(shuffle=True, seed=6)

    def test_no_seed_draws_fresh_orders(self):
        assert self.trained(shuffle=True) != self.trained(shuffle=True)

    def test_unshuffled_runs_do_not_depend_on_the_seed(self):
        assert self.trained(seed=5) == self.trained(seed=6) == self.trained()

    def test_every_epoch_takes_every_sample_once_in_a_new_order(self):
        seen = []
        spy = ns.Activation("spy", lambda s: seen.append(s) or s, lambda s: 1.0)
        net = ns.mlp([1, 1], spy, initializer=0.0)
        net.wo[0][0] = 1.0
        net.freeze("o[0]")
        X = [[float(i)] for i in range(8)]
        ns.train(net, (X, X), epochs=3, shuffle=True, seed=0)
        epochs = [seen[start : start + 8] for start in (0, 8, 16)]
        assert [sorted(epoch) for epoch in epochs] == [list(range(8))] * 3
        assert len({tuple(epoch) for epoch in [*epochs, list(range(8))]}) == 4


class TestNormalizing:
    """Raw units in, raw units out."""

    SCORES = ns.worked_example()[1]

    @pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1), (0.2, 0.8)])
    def test_training_on_raw_data_is_training_by_hand_on_scaled_data(self, low, high):
        net = ns.mlp([2, 3, 1], seed=3)
        twin = net.copy()
        X, Z = self.SCORES.X, self.SCORES.Z

        def scaled(raw):
            lowest, highest = raw.min(axis=0), raw.max(axis=0)
            return ((raw - lowest) / (highest - lowest) * (high - low) + low).tolist()

        history = ns.train(net, (X, Z), epochs=4, normalize=(low, high))
        assert history.loss == by_hand(twin, (scaled(X), scaled(Z)), epochs=4)
        assert values(net) == values(twin)
        assert net.input_scaling == ns.MinMaxScaling((25, 67), (70, 98), (low, high))
        assert net.target_scaling == ns.MinMaxScaling((68,), (91,), (low, high))

    def test_none_on_a_network_without_scaling_takes_the_numbers_as_they_are(self):
        net = ns.mlp([2, 3, 1], "identity", initializer=0.0)
        history = ns.train(net, self.SCORES, epochs=1, batch_size=None, learning_rate=1e-9)
        assert net.input_scaling is None
        assert net.target_scaling is None
        assert history.loss == [0.5 * float((self.SCORES.Z**2).mean())]

    def test_none_keeps_the_scaling_that_the_network_has(self):
        net = ns.mlp([2, 3, 1], seed=3)
        twin = net.copy()
        ns.train(net, self.SCORES, epochs=3, normalize=(0, 1))
        scaling = net.input_scaling, net.target_scaling
        ns.train(net, self.SCORES.subset([0, 1]), epochs=1)
        assert (net.input_scaling, net.target_scaling) == scaling
        ns.train(twin, self.SCORES, epochs=3, normalize=(0, 1))
        ns.train(twin, self.SCORES.subset([0, 1]), epochs=1, normalize=(0, 1))
        assert values(net) != values(twin)

    def test_a_trained_network_predicts_in_raw_units(self):
        net = ns.mlp([2, 4, 1], seed=3)
        ns.train(net, self.SCORES, epochs=3000, learning_rate=2.0, normalize=(0, 1))
        np.testing.assert_allclose(ns.predict(net, self.SCORES.X), self.SCORES.Z, atol=2.0)

    def test_standard_gives_inputs_and_targets_mean_0_and_deviation_1(self):
        net = ns.mlp([2, 3, 1], seed=3)
        twin = net.copy()
        history = ns.train(net, self.SCORES, epochs=4, normalize="standard")
        scaled = [(v - v.mean(axis=0)) / v.std(axis=0) for v in (self.SCORES.X, self.SCORES.Z)]
        np.testing.assert_allclose(history.loss, by_hand(twin, scaled, epochs=4), rtol=1e-12)
        np.testing.assert_allclose(values(net), values(twin), rtol=1e-12)
        assert net.input_scaling == ns.StandardScaling.fit(self.SCORES.X)
        assert net.target_scaling == ns.StandardScaling.fit(self.SCORES.Z)
        ns.train(net, self.SCORES, epochs=3000, learning_rate=0.5, normalize="standard")
        outputs = ns.predict(net, self.SCORES.X)
        scaling = net.target_scaling
        raw = net.forward(net.normalize_inputs(self.SCORES.X[0]))[0] * scaling.deviation[0]
        assert outputs[0, 0] == pytest.approx(raw + scaling.mean[0], rel=1e-12)

    @pytest.mark.parametrize("engine", ["compiled", "objects"])
    def test_a_constant_column_is_warned_of_and_predicts_its_constant(self, engine):
        X, Z = [[1.0, 5.0], [2.0, 5.0], [4.0, 5.0]], [[7.0], [7.0], [7.0]]
        net = ns.mlp([2, 1], "identity", seed=3)
        with pytest.warns(ns.NeurosimWarning) as warned:
            ns.train(net, (X, Z), epochs=3, normalize="standard", engine=engine)
        assert [str(w.message) for w in warned] == [
            "x[1] is 5 in every row; it is scaled to 0",
            "z[0] is 7 in every row; it is scaled to 0",
        ]
        assert ns.predict(net, X).tolist() == Z

    @pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
    def test_targets_that_are_probabilities_are_not_scaled(self, loss):
        output = "sigmoid" if loss == "binary_cross_entropy" else "identity"
        data = ns.Dataset.from_labels(self.SCORES.X, ["no", "yes", "yes", "no"])
        net = ns.mlp([2, 3, 2], output_activation=output, seed=3)
        ns.train(net, data, epochs=1, loss=loss, normalize=(-1, 1))
        assert net.input_scaling == ns.MinMaxScaling((25, 67), (70, 98), (-1, 1))
        assert net.target_scaling is None
        assert net["o[0]"].target == 1.0

    def test_a_scaling_of_an_earlier_run_does_not_touch_probabilities(self):
        net = ns.mlp([2, 3, 1], seed=3)
        ns.train(net, self.SCORES, epochs=1, normalize=(0, 1))
        passed = ns.Dataset(self.SCORES.X, [1.0, 1.0, 0.0, 1.0])
        with pytest.warns(ns.NeurosimWarning, match="the scaling of the targets is dropped"):
            ns.train(net, passed, epochs=1, loss="binary_cross_entropy")
        assert net["o[0]"].target == 1.0

    def test_a_constant_column_is_scaled_to_the_middle_with_a_warning(self):
        net = ns.mlp([2, 1], "identity", seed=0)
        X = [[5.0, 1.0], [5.0, 2.0]]
        with pytest.warns(ns.NeurosimWarning, match=r"x\[0\] is 5 in every row"):
            ns.train(net, (X, [1.0, 2.0]), epochs=1, normalize=(0, 1))
        assert net["x[0]"].output == 0.5


class TestValidationAndMetric:
    """What is measured after every epoch."""

    TRAIN = ns.worked_example()[1].subset([0, 1, 2])
    HELD_OUT = ns.worked_example()[1].subset([3])

    @pytest.mark.parametrize("name", ["mae", "rmse"])
    def test_both_are_measured_on_the_held_out_data_after_the_epoch(self, name):
        net = ns.mlp([2, 3, 1], seed=3)
        after = []
        history = ns.train(
            net,
            self.TRAIN,
            epochs=4,
            normalize=(0, 1),
            validation=self.HELD_OUT,
            metric=name,
            callbacks=[lambda run: after.append(ns.evaluate(run.net, self.HELD_OUT))],
        )
        assert history.validation_loss == [metrics.loss for metrics in after]
        assert history.metric_name == name
        assert history.metric == [getattr(metrics, name) for metrics in after]

    def test_without_held_out_data_the_metric_is_that_of_the_training_data(self):
        net = ns.mlp([2, 3, 1], seed=3)
        history = ns.train(net, self.TRAIN, epochs=3, normalize=(0, 1), metric="r2")
        assert history.validation_loss == []
        assert len(history.metric) == 3
        assert history.metric[-1] == ns.evaluate(net, self.TRAIN).r2

    def test_accuracy_of_classes(self):
        data = ns.Dataset.from_labels(DATA[0], ["no", "yes", "no", "yes"])
        net = ns.mlp([2, 3, 2], "tanh", output_activation="identity", seed=1)
        history = ns.train(
            net, data, epochs=50, loss="softmax_cross_entropy", learning_rate=0.5, metric="accuracy"
        )
        assert set(history.metric) <= {0.0, 0.25, 0.5, 0.75, 1.0}
        assert history.metric[-1] == 1.0

    def test_measuring_does_not_change_the_run(self):
        net = ns.mlp([2, 3, 1], seed=3)
        twin = net.copy()
        ns.train(net, self.TRAIN, epochs=3, normalize=(0, 1))
        ns.train(
            twin, self.TRAIN, epochs=3, normalize=(0, 1), validation=self.HELD_OUT, metric="mae"
        )
        assert values(net) == values(twin)
