"""The classifier: what it predicts, and the network that it leaves."""

import inspect

import numpy as np
import pytest

import neurosim as ns
from tests.engine.test_agreement import values

pytest.importorskip("sklearn")

from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.neural_network import MLPClassifier

X = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [3.0, 0.0], [4.0, 1.0], [5.0, 0.0]])
TWO = np.array(["no", "no", "no", "yes", "yes", "yes"])
THREE = np.array([1, 1, 2, 2, 5, 5])
LABELS = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 0], [1, 1, 0], [1, 0, 0], [1, 1, 0]])


def classifier(**chosen):
    return ns.NeurosimClassifier(
        (3,), **{"epochs": 150, "random_state": 0, "learning_rate": 0.05, **chosen}
    )


# what it predicts


def test_two_classes_share_a_sigmoid_output():
    fitted = classifier().fit(X, TWO)
    net = fitted.network_
    assert [neuron.activation.name for neuron in net.outputs] == ["sigmoid"]
    assert net.loss == fitted.history_.loss_name == "binary_cross_entropy"
    assert fitted.classes_.tolist() == ["no", "yes"]
    assert fitted.predict(X).tolist() == TWO.tolist()
    p = ns.predict(net, X)[:, 0]
    assert fitted.predict_proba(X).tolist() == np.stack([1 - p, p], axis=1).tolist()
    assert fitted.decision_function(X) == pytest.approx(np.log(p / (1 - p)), rel=1e-9)
    assert fitted.predict_log_proba(X).tolist() == np.log(fitted.predict_proba(X)).tolist()


def test_more_classes_have_an_output_each():
    fitted = classifier().fit(X, THREE)
    net = fitted.network_
    assert [neuron.activation.name for neuron in net.outputs] == ["identity"] * 3
    assert net.loss == "softmax_cross_entropy"
    assert fitted.predict(X).tolist() == THREE.tolist()
    assert fitted.predict(X).dtype == THREE.dtype
    logits = fitted.decision_function(X)
    assert logits.tolist() == ns.predict(net, X).tolist()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    assert fitted.predict_proba(X) == pytest.approx(shares, rel=1e-12)
    assert fitted.predict_proba(X).tolist() == ns.predict_probabilities(net, X).tolist()
    assert ns.predict_classes(net, X) == [str(label) for label in THREE]


def test_a_sample_may_have_any_number_of_labels():
    fitted = classifier(epochs=400).fit(X, LABELS)
    assert fitted.predict(X).tolist() == LABELS.tolist()
    assert fitted.classes_.tolist() == [0, 1, 2]
    assert fitted.predict_proba(X).tolist() == ns.predict(fitted.network_, X).tolist()
    sums = fitted.decision_function(X)
    assert 1 / (1 + np.exp(-sums)) == pytest.approx(fitted.predict_proba(X), rel=1e-9)
    assert fitted.score(X, LABELS) == 1.0
    sparse = pytest.importorskip("scipy.sparse")
    again = classifier(epochs=400).fit(X, sparse.csr_matrix(LABELS))
    assert values(again.network_) == values(fitted.network_)


@pytest.mark.parametrize("sample_weight", [None, [1, 2, 3, 1, 0, 2]])
def test_a_step_is_that_of_scikit_learn(sample_weight):
    if (
        sample_weight
        and "sample_weight" not in inspect.signature(MLPClassifier.partial_fit).parameters
    ):
        pytest.skip("this scikit-learn has no weights for its networks")
    descent = {"optimizer": "sgd", "normalize": None, "epochs": 1, "random_state": 3}
    start = classifier(**{**descent, "learning_rate": 1e-300}).fit(X, THREE)
    ours = classifier(**descent).fit(X, THREE, sample_weight=sample_weight)
    theirs = MLPClassifier(
        (3,), "tanh", solver="sgd", momentum=0.0, alpha=0.0, learning_rate_init=0.05, batch_size=6
    ).partial_fit(X, THREE, classes=[1, 2, 5])
    net = start.network_
    for layer, (weights, biases) in enumerate([(net.wh[0], net.bh[0]), (net.wo, net.bo)]):
        theirs.coefs_[layer][:] = np.array([list(row) for row in weights]).T
        theirs.intercepts_[layer][:] = list(biases)
    given = {} if sample_weight is None else {"sample_weight": sample_weight}
    theirs.partial_fit(X, THREE, **given)
    assert theirs.predict_proba(X) == pytest.approx(ours.predict_proba(X), rel=1e-12)
    assert theirs.loss_ == pytest.approx(ours.loss_curve_[0], rel=1e-12)


def test_the_weights_of_samples_count():
    everything = classifier().fit(X, TWO, sample_weight=[1, 1, 1, 0, 0, 1e-9])
    assert everything.predict(X).tolist()[:3] == ["no"] * 3
    assert everything.classes_.tolist() == ["no", "yes"]


# its network


def test_the_network_knows_the_columns_and_classes_of_a_frame(tmp_path):
    iris = load_iris(as_frame=True)
    species = iris.target.map(dict(enumerate(iris.target_names))).rename("species")
    fitted = ns.NeurosimClassifier((4,), random_state=0).fit(iris.data, species)
    net = fitted.network_
    assert net.input_columns == tuple(iris.data.columns) == tuple(fitted.feature_names_in_)
    assert net.target_columns == (
        ns.TargetColumn("species", ("setosa", "versicolor", "virginica")),
    )
    assert isinstance(net.input_scaling, ns.StandardScaling)
    assert fitted.score(iris.data, species) > 0.95
    # the same numbers with columns by name, whatever their order
    turned = iris.data[iris.data.columns[::-1]]
    assert ns.predict_classes(net, turned) == fitted.predict(iris.data).tolist()
    t = ns.trace(net, iris.data.iloc[[70]], "versicolor")
    assert t.value("p[1]") == pytest.approx(
        fitted.predict_proba(iris.data.iloc[[70]])[0, 1], rel=1e-12
    )
    text = ns.explain(t, only="L").to_text()
    assert "species=versicolor" in text
    assert "petal width (cm)" in text
    ns.draw(t, tmp_path / "flower.svg")
    assert "petal length (cm)" in (tmp_path / "flower.svg").read_text(encoding="utf-8")


def test_a_function_makes_the_wiring():
    def with_skips(n_inputs, n_outputs):
        net = ns.mlp([n_inputs, 2, n_outputs], "tanh", output_activation="identity", seed=4)
        for x in net.inputs:
            for o in net.outputs:
                net.connect(x, o, weight=0.1)
        return net

    fitted = classifier(network=with_skips).fit(X, THREE)
    assert fitted.network_.graph.number_of_edges() == 2 * 2 + 2 * 3 + 2 * 3
    assert fitted.score(X, THREE) == 1.0


@pytest.mark.parametrize("outputs", [1, 2])
def test_a_network_is_copied_and_trained_further(outputs):
    last = "sigmoid" if outputs == 1 else "identity"
    net = ns.mlp([2, 3, outputs], "tanh", output_activation=last, seed=8)
    net.input_columns = ("old", "names")
    before = values(net)
    fitted = classifier(network=net, epochs=1).fit(X, TWO)
    assert values(net) == before
    assert net.input_columns == ("old", "names")
    assert fitted.network_.input_columns is None
    assert values(fitted.network_) == pytest.approx(before, abs=0.06)
    more = classifier(network=fitted.network_, normalize=None).fit(X, TWO)
    assert more.network_.input_scaling == fitted.network_.input_scaling
    assert more.predict(X).tolist() == TWO.tolist()
    assert more.decision_function(X).shape == (6,)
    assert ((more.decision_function(X) > 0) == (more.predict(X) == "yes")).all()
    assert more.predict_proba(X).sum(axis=1) == pytest.approx(np.ones(6))


# training


def test_the_same_state_gives_the_same_network():
    one, two = classifier().fit(X, TWO), classifier().fit(X, TWO)
    assert values(one.network_) == values(two.network_)
    other = classifier(random_state=np.random.RandomState(5)).fit(X, TWO)
    assert values(other.network_) != values(one.network_)


def test_the_loss_of_every_epoch_is_kept():
    fitted = classifier(epochs=7).fit(X, TWO)
    assert fitted.n_iter_ == len(fitted.loss_curve_) == 7
    assert fitted.loss_curve_[-1] < fitted.loss_curve_[0]


def test_held_out_samples_stop_the_training():
    rng = np.random.default_rng(0)
    many = rng.normal(size=(80, 2))
    noise = rng.integers(0, 2, 80)
    fitted = classifier(epochs=2000, validation_fraction=0.25, patience=5).fit(many, noise)
    history = fitted.history_
    assert fitted.n_iter_ < 2000
    assert history.stop_reason == "no improvement for 5 epochs"
    assert history.best_epoch == int(np.argmin(history.validation_loss))
    weights = np.ones(80)
    weights[:40] = 0
    with pytest.raises(ns.NeurosimError, match="of 1 sample leaves none for validation"):
        classifier(validation_fraction=0.25).fit(many, noise, sample_weight=[1] + [0] * 79)


def test_partial_fit_is_training_epoch_by_epoch():
    one = classifier(epochs=4, shuffle=False, batch_size=None).fit(X, THREE)
    parts = classifier(shuffle=False, batch_size=None)
    for _ in range(4):
        parts.partial_fit(X, THREE, classes=[1, 2, 5])
    # bit for bit: the means of Adam are kept from call to call
    assert values(parts.network_) == values(one.network_)
    assert parts.loss_curve_ == one.loss_curve_
    assert parts.n_iter_ == 4


def test_partial_fit_takes_samples_as_they_come():
    parts = classifier()
    for _ in range(50):
        for rows in (slice(0, 3), slice(3, 6)):
            parts.partial_fit(X[rows], THREE[rows], classes=[1, 2, 5])
    assert parts.classes_.tolist() == [1, 2, 5]
    labels = classifier().partial_fit(X, LABELS)
    assert labels.partial_fit(X[:2], LABELS[:2]).n_iter_ == 2
    after_fit = classifier().fit(X, TWO)
    assert after_fit.partial_fit(X[:2], TWO[:2]).n_iter_ == 151
    assert after_fit.predict(X).tolist() == TWO.tolist()


# what is refused


@pytest.mark.parametrize(
    ("chosen", "data", "message"),
    [
        ({}, (X, ["a"] * 6), "y has 1 class: a; a classifier needs at least 2"),
        ({}, (X, np.linspace(0, 1, 6)), "Unknown label type: continuous"),
        ({}, (X, np.column_stack([THREE, THREE])), "y has several columns of classes; give one column"),
        ({}, (X[:, 0], TWO), "Expected 2D array, got 1D array instead"),
        ({}, (X, TWO[:4]), "inconsistent numbers of samples: [6, 4]"),
        ({"hidden_layer_sizes": (3, 0)}, (X, TWO), "the size of hidden layer 1 is 0; it must be at least 1"),
        ({"hidden_layer_sizes": "big"}, (X, TWO), "hidden_layer_sizes are a list of whole numbers; got 'big'"),
        ({"activation": "swosh"}, (X, TWO), "unknown activation 'swosh'"),
        ({"epochs": 0}, (X, TWO), "the number of epochs is 0; it must be at least 1"),
        ({"validation_fraction": 1.5}, (X, TWO), "validation_fraction is 1.5; give a part of the samples"),
        ({"random_state": "seed"}, (X, TWO), "'seed' cannot be used to seed"),
        ({"network": ns.mlp([3, 1])}, (X, TWO), "the network has 3 inputs and X has 2 features; give a"),
        ({"network": ns.mlp([2, 3])}, (X, TWO), "the network has 3 outputs; y with 2 classes needs 1 or 2"),
        ({"network": ns.mlp([2, 3])}, (X, THREE), "has the activation 'sigmoid'; y with 3 classes needs 'identity'"),
        ({"network": lambda i, o: ns.mlp([i, 2])}, (X, THREE), "the network has 2 outputs; y with 3 classes needs 3"),
        ({"network": lambda i, o: None}, (X, THREE), "that returns one; the function returned None"),
        ({"network": lambda i: None}, (X, THREE), "the function network fails for 2 inputs and 3 outputs: TypeError"),
        ({"network": "mlp"}, (X, THREE), "network is a Network, or a function of the number of inputs"),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_is_refused_in_one_sentence(chosen, data, message):
    given = classifier().set_params(**chosen)
    with pytest.raises(ns.NeurosimError) as error:
        given.fit(*data)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    with pytest.raises(NotFittedError):
        given.predict(X)


def test_a_failed_fit_leaves_nothing_of_an_earlier_one():
    fitted = classifier().fit(X, TWO)
    with pytest.raises(ns.NeurosimError):
        fitted.set_params(epochs=0).fit(X, TWO)
    assert not hasattr(fitted, "n_iter_")
    with pytest.raises(NotFittedError):
        fitted.predict(X)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"X": X, "y": [1, 2, 3, 1, 1, 1]}, "y has the class 3 in row 2, which is none of 1, 2, 5; give all"),
        ({"X": X, "y": THREE, "classes": [1, 2]}, "classes are 1, 2, and those of the first call 1, 2, 5"),
        ({"X": X, "y": LABELS}, "y has the shape (6, 3); expected one label for each sample"),
        ({"X": X[:, :1], "y": THREE}, "X has 1 features, but NeurosimClassifier is expecting 2 features"),
        ({"X": X, "y": THREE, "sample_weight": [1, 2]}, "sample_weight has 2 numbers and the data has 6 rows"),
    ],
)  # fmt: skip
def test_a_part_that_does_not_fit_changes_nothing(part, message):
    first = classifier().partial_fit(X, THREE, classes=[1, 2, 5])
    before = values(first.network_)
    with pytest.raises(ns.NeurosimError) as error:
        first.partial_fit(**part)
    assert message in str(error.value)
    assert values(first.network_) == before
    assert first.n_iter_ == 1


def test_the_first_part_needs_all_classes():
    with pytest.raises(
        ns.NeurosimError, match="needs all classes that will ever come; give classes="
    ):
        classifier().partial_fit(X, TWO)


def test_training_that_diverges_says_so():
    with pytest.raises(ns.DivergedError, match="try a smaller learning rate"):
        ns.NeurosimClassifier(
            (), activation="identity", optimizer="sgd", learning_rate=1e308, random_state=0
        ).fit(X * 1e3, THREE)
