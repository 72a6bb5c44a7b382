"""Metrics are those of scikit-learn; predicting changes nothing."""

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

import neurosim as ns
from neurosim.errors import InputError, StructureError
from neurosim.training.metrics import check_metric


def passing_on(width):
    """Return a network whose outputs are its inputs."""
    net = ns.mlp([width, width], "identity", initializer=0.0)
    for n in range(width):
        net.wo[n][n] = 1.0
    return net


def snapshot(net):
    neurons = [
        (n.name, n.bias, n.summation, n.output, n.target, n.delta, n.bias_gradient) for n in net
    ]
    return neurons, [dict(edge) for *_, edge in net.graph.edges(data=True)]


class TestNumbers:
    """Regression."""

    @staticmethod
    def noisy(width):
        rng = np.random.default_rng(width)
        Y = rng.normal(50.0, 10.0, (20, width))
        return Y, Y + rng.normal(0.0, 5.0, (20, width)) * (1.0 + np.arange(width))

    @pytest.mark.parametrize("width", [1, 2, 3])
    def test_mae_and_r2(self, width):
        Y, Z = self.noisy(width)
        found = ns.evaluate(passing_on(width), (Y, Z))
        assert found.n_samples == 20
        assert found.mae == pytest.approx(sklearn_metrics.mean_absolute_error(Z, Y), rel=1e-12)
        assert found.r2 == pytest.approx(sklearn_metrics.r2_score(Z, Y), rel=1e-12)

    @pytest.mark.parametrize("width", [1, 3])
    def test_rmse(self, width):
        # over several outputs the mean of their errors, as evaluate says
        Y, Z = self.noisy(width)
        expected = sklearn_metrics.root_mean_squared_error(Z, Y)
        assert ns.evaluate(passing_on(width), (Y, Z)).rmse == pytest.approx(expected, rel=1e-12)

    def test_the_loss_is_the_mean_over_the_samples(self):
        found = ns.evaluate(passing_on(2), ([[1.0, 2.0], [3.0, 4.0]], [[0.0, 2.0], [3.0, 1.0]]))
        assert found.loss == (0.5 + 4.5) / 2

    @pytest.mark.parametrize(
        ("Y", "Z"),
        [
            ([1.0, 2.0, 3.0], [2.0, 2.0, 2.0]),
            ([2.0, 2.0, 2.0], [2.0, 2.0, 2.0]),
            ([[1.0, 5.0], [2.0, 5.0]], [[1.0, 5.0], [2.0, 5.0]]),
            ([[1.0, 5.0], [2.5, 5.0]], [[1.0, 5.0], [2.0, 5.0]]),
            ([[1.0, 6.0], [2.5, 5.0]], [[1.0, 5.0], [2.0, 5.0]]),
        ],
    )
    def test_r2_of_constant_targets(self, Y, Z):
        found = ns.evaluate(passing_on(np.array(Y).size // len(Y)), (Y, Z))
        assert found.r2 == pytest.approx(sklearn_metrics.r2_score(Z, Y), rel=1e-12)

    def test_r2_of_constant_targets_whose_mean_is_rounded(self):
        # the mean of three times 0.1 is 0.10000000000000002
        assert ns.evaluate(passing_on(1), ([2.0, 3.0, 4.0], [0.1] * 3)).r2 == 0.0
        assert ns.evaluate(passing_on(1), ([0.1] * 3, [0.1] * 3)).r2 == 1.0

    def test_mae_and_rmse_are_in_raw_units(self):
        net = passing_on(1)
        net.input_scaling = ns.MinMaxScaling((0.0,), (10.0,))
        net.target_scaling = ns.MinMaxScaling((0.0,), (1000.0,))
        found = ns.evaluate(net, ([[1.0], [2.0]], [[110.0], [210.0]]))
        assert found.mae == pytest.approx(10.0)
        assert found.rmse == pytest.approx(10.0)
        assert found.loss == pytest.approx(0.5 * 0.01**2)

    def test_only_what_applies_is_named(self):
        found = ns.evaluate(passing_on(1), ([[1.0], [2.0]], [[1.0], [4.0]]))
        assert list(found.named()) == ["loss", "mae", "rmse", "r2"]
        assert str(found) == "2 samples: loss 1, mae 1, rmse 1.41421, r2 0.111111"
        assert (found.accuracy, found.classes, found.confusion) == (None, (), ())

    def test_a_single_sample_is_singular(self):
        assert str(ns.evaluate(passing_on(1), ([[1.0]], [[1.0]]))).startswith("1 sample: ")

    def test_two_class_columns_are_measured_as_numbers(self):
        columns = [ns.TargetColumn("a", ("n", "y")), ns.TargetColumn("b", ("n", "y"))]
        data = ns.Dataset(np.eye(4), np.eye(4), target_columns=columns)
        found = ns.evaluate(passing_on(4), data)
        assert found.accuracy is None
        assert found.mae == 0.0


class TestClasses:
    """Classification."""

    CLASSES = ("blue", "green", "red")

    @pytest.mark.parametrize("seed", range(3))
    def test_accuracy_and_confusion_matrix(self, seed):
        rng = np.random.default_rng(seed)
        Y = rng.uniform(size=(30, 3))
        labels = rng.choice(self.CLASSES, 30).tolist()
        data = ns.Dataset.from_labels(Y, labels, classes=self.CLASSES)
        found = ns.evaluate(passing_on(3), data)
        predicted = [self.CLASSES[place] for place in Y.argmax(axis=1)]
        expected = sklearn_metrics.confusion_matrix(labels, predicted, labels=self.CLASSES)
        assert found.accuracy == sklearn_metrics.accuracy_score(labels, predicted)
        assert np.array(found.confusion).tolist() == expected.tolist()
        assert found.classes == self.CLASSES
        assert list(found.named()) == ["loss", "accuracy", "precision", "recall", "f1"]
        each = sklearn_metrics.precision_recall_fscore_support(
            labels, predicted, labels=self.CLASSES, zero_division=0
        )
        for ours, theirs in zip(found.per_class, zip(*each, strict=True), strict=True):
            assert (ours.precision, ours.recall, ours.f1, ours.n_samples) == pytest.approx(theirs)
        means = sklearn_metrics.precision_recall_fscore_support(
            labels, predicted, average="macro", zero_division=0
        )
        assert (found.precision, found.recall, found.f1) == pytest.approx(means[:3])

    @pytest.mark.parametrize("scaled", [False, True])
    def test_two_classes_on_one_output(self, scaled):
        # with outputs of tanh, -1 stands for the first class and 1 for the second
        rng = np.random.default_rng(4)
        net = passing_on(1)
        net.target_columns = (ns.TargetColumn("passed", ("no", "yes"), one_output=True),)
        Y = rng.uniform(size=(40, 1))
        if scaled:
            net.target_scaling = ns.MinMaxScaling((0.0,), (1.0,), (-1.0, 1.0))
            Y = 2 * Y - 1
        labels = rng.choice(["no", "yes"], 40).tolist()
        found = ns.evaluate(net, (Y, labels))
        predicted = np.where(Y[:, 0] > (0.0 if scaled else 0.5), "yes", "no").tolist()
        assert ns.predict_classes(net, Y) == predicted
        expected = sklearn_metrics.confusion_matrix(labels, predicted)
        assert np.array(found.confusion).tolist() == expected.tolist()
        for name in ("precision", "recall", "f1"):
            theirs = getattr(sklearn_metrics, f"{name}_score")(labels, predicted, pos_label="yes")
            assert getattr(found.per_class[1], name) == pytest.approx(theirs)
        shares = ns.predict_probabilities(net, Y)
        assert shares.shape == (40, 2)
        np.testing.assert_allclose(shares.sum(axis=1), 1.0)

    def test_classes_that_do_not_occur_are_not_in_the_means(self):
        data = ns.Dataset.from_labels(np.eye(3)[:2], ["blue", "green"], classes=self.CLASSES)
        found = ns.evaluate(passing_on(3), data)
        assert (found.precision, found.recall, found.f1) == (1.0, 1.0, 1.0)
        assert found.per_class[2] == ns.training.metrics.ClassMetrics(0.0, 0.0, 0.0, 0)

    def test_rows_are_the_true_classes(self):
        data = ns.Dataset.from_labels(
            [[0, 1, 0], [0, 1, 0]], ["blue", "green"], classes=self.CLASSES
        )
        assert ns.evaluate(passing_on(3), data).confusion == ((0, 1, 0), (0, 1, 0), (0, 0, 0))

    def test_data_without_names_take_the_classes_of_the_network(self):
        net = passing_on(2)
        net.target_columns = (ns.TargetColumn("answer", ("no", "yes")),)
        found = ns.evaluate(net, ([[0.9, 0.1], [0.2, 0.8]], [[1, 0], [1, 0]]))
        assert found.accuracy == 0.5
        assert found.classes == ("no", "yes")

    def test_classes_in_another_order_are_those_of_the_network(self):
        net = passing_on(2)
        net.target_columns = (ns.TargetColumn("answer", ("no", "yes")),)
        data = ns.Dataset.from_labels(np.eye(2), ["no", "yes"], classes=["yes", "no"])
        assert ns.evaluate(net, data).confusion == ((1, 0), (0, 1))

    def test_predict_classes_takes_the_largest_output(self):
        net = passing_on(3)
        net.target_columns = (ns.TargetColumn("colour", self.CLASSES),)
        X = [[0.1, 0.2, 0.9], [0.5, 0.5, 0.0]]
        assert ns.predict_classes(net, X) == ["red", "blue"]
        assert ns.predict_classes(net, np.empty((0, 3))) == []

    def test_predict_classes_needs_classes(self):
        with pytest.raises(InputError, match="the network has no classes"):
            ns.predict_classes(passing_on(2), [[1.0, 2.0]])

    def test_probabilities_are_the_softmax_of_logits(self):
        net = passing_on(3)
        net.loss = "softmax_cross_entropy"
        X = np.array([[1.0, 2.0, 3.0], [-5.0, 0.0, 800.0]])
        powers = np.exp(X - X.max(axis=1, keepdims=True))
        expected = powers / powers.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(ns.predict_probabilities(net, X), expected, rtol=1e-14)
        np.testing.assert_array_equal(ns.predict(net, X), X)
        assert ns.predict_probabilities(net, np.empty((0, 3))).shape == (0, 3)

    def test_probabilities_of_another_loss_are_the_outputs(self):
        X = [[0.25, 0.5]]
        assert ns.predict_probabilities(passing_on(2), X).tolist() == X


class TestPredict:
    """Many samples at once."""

    def test_each_row_is_a_forward_pass(self):
        net = ns.mlp([2, 3, 2], "tanh", seed=1)
        X = [[0.1, 0.2], [-3.0, 4.0], [0.0, 0.0]]
        expected = [net.copy().forward(x).tolist() for x in X]
        assert ns.predict(net, X).tolist() == expected

    def test_nothing_on_the_network_changes(self):
        net, data = ns.worked_example()
        ns.train(net, data, epochs=1, normalize=(0, 1))
        before = snapshot(net)
        ns.predict(net, data.X)
        ns.predict_probabilities(net, data.X)
        ns.evaluate(net, data)
        assert snapshot(net) == before

    def test_a_single_input_takes_a_flat_array(self):
        net = passing_on(1)
        assert ns.predict(net, [1.0, 2.0]).tolist() == [[1.0], [2.0]]

    def test_no_rows_give_no_rows(self):
        assert ns.predict(ns.mlp([2, 3, 4]), np.empty((0, 2))).shape == (0, 4)
        net, data = ns.worked_example()
        ns.train(net, data, epochs=1, normalize=(0, 1))
        assert ns.predict(net, np.empty((0, 2))).shape == (0, 1)

    @pytest.mark.parametrize(
        ("X", "message"),
        [
            (
                [70, 98],
                r"X has 1 column, the network has 2 inputs; .* even for a single sample: \[",
            ),
            ([[1, 2, 3]], "X has 3 columns, the network has 2 inputs"),
            (5.0, r"X must have 2 dimensions \(samples, columns\); got 0"),
            ([[[1, 2]]], r"X must have 2 dimensions \(samples, columns\); got 3"),
            (
                [[1, float("nan")]],
                "X has 1 missing value, in row 0, column 1; the network has no fill value",
            ),
            ([[1, 2], [3]], "X must be a table of numbers or labels with equally"),
            ("70, 98", "X must have 2 dimensions"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, X, message):
        with pytest.raises(InputError, match=message):
            ns.predict(ns.mlp([2, 1]), X)

    def test_an_incomplete_network_is_refused(self):
        net = ns.Network()
        net.add_input()
        with pytest.raises(StructureError, match="has no neurons"):
            ns.predict(net, [[1.0]])


class TestEvaluate:
    """The loss, and data that do not fit."""

    DATA = ([[0.2, 0.6], [0.7, 0.9]], [[0.0, 1.0], [1.0, 1.0]])

    def test_the_loss_is_that_of_the_training(self):
        net = ns.mlp([2, 2], seed=1)
        ns.train(net, self.DATA, epochs=1, loss="binary_cross_entropy")
        assert ns.evaluate(net, self.DATA).loss == pytest.approx(
            sklearn_metrics.log_loss(
                np.ravel(self.DATA[1]), np.ravel(ns.predict(net, self.DATA[0]))
            ),
            rel=1e-12,
        )

    def test_another_loss_may_be_asked_for(self):
        net = passing_on(2)
        Y, Z = self.DATA
        found = ns.evaluate(net, self.DATA, loss="mse").loss
        assert found == pytest.approx(sklearn_metrics.mean_squared_error(Z, Y), rel=1e-12)
        assert net.loss == "half_squared_error"

    def test_a_target_that_is_no_probability_is_refused(self):
        message = r"takes targets between 0 and 1 and never scales them; the target o\[1\] is 7"
        with pytest.raises(InputError, match=message):
            ns.evaluate(passing_on(2), ([[0.5, 0.5]], [[1, 7]]), loss="binary_cross_entropy")

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (
                ([[1.0]], [[1.0, 2.0]]),
                "the data has 1 input in each sample .*, the network has 2 inputs",
            ),
            (
                ([[1.0, 2.0]], [[1.0]]),
                "the data has 1 target in each sample .*, the network has 2 outputs",
            ),
        ],
    )
    def test_data_of_another_width_are_refused(self, data, message):
        with pytest.raises(InputError, match=message):
            ns.evaluate(passing_on(2), data)

    def test_a_loss_beyond_all_numbers_is_an_error_of_neurosim(self):
        with pytest.raises(ns.NeurosimError, match="half_squared_error"):
            ns.evaluate(passing_on(1), ([[1e200]], [[0.0]]))


def test_a_metric_by_name():
    check_metric("mae", of_classes=False)
    check_metric("accuracy", of_classes=True)
    with pytest.raises(InputError, match=r"'accuracy' cannot be used .*; use one of mae, rmse, r2"):
        check_metric("accuracy", of_classes=False)
    with pytest.raises(InputError, match=r"'r2' cannot be used .*; use one of accuracy"):
        check_metric("r2", of_classes=True)
    with pytest.raises(ns.NeurosimError, match=r"unknown metric 'rmsee'; did you mean 'rmse'\?"):
        check_metric("rmsee", of_classes=False)


def test_outputs_that_overflow_in_raw_units_are_an_error():
    net = ns.mlp([1, 1], "identity", initializer=5.0)
    net.target_scaling = ns.MinMaxScaling((-8e307,), (8e307,))
    with pytest.raises(ns.NeurosimError, match="scaling gives NaN or infinity"):
        ns.predict(net, [[1e3]])
    with pytest.raises(ns.NeurosimError, match="scaling gives NaN or infinity"):
        ns.trace(net, [1e3])
