"""Two classes on one output: encoded as 0 and 1, told apart at 0.5 in raw units."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError

LABELS = ["no", "no", "yes", "yes", "no", "yes"]
X = np.array([[0.0], [1.0], [2.0], [3.0], [0.5], [2.5]])
DATA = ns.Dataset.from_labels(X, LABELS)
COLUMN = ns.TargetColumn("class", ("no", "yes"), one_output=True)


@pytest.mark.parametrize(
    ("output", "normalize", "loss"),
    [
        ("sigmoid", (0, 1), "binary_cross_entropy"),
        ("sigmoid", (-1, 1), "binary_cross_entropy"),
        ("tanh", (-1, 1), "half_squared_error"),
        ("identity", (0, 1), "half_squared_error"),
    ],
)
def test_from_labels_to_labels(output, normalize, loss):
    net = ns.mlp([1, 3, 1], "tanh", output_activation=output, seed=0)
    history = ns.train(
        net, DATA, epochs=200, optimizer="adam", learning_rate=0.05, normalize=normalize
    )
    assert history.loss_name == loss
    assert net.loss == loss
    assert net.target_columns == (COLUMN,)
    assert ns.predict_classes(net, X) == LABELS
    shares = ns.predict_probabilities(net, X)
    assert shares[:, 1].tolist() == ns.predict(net, X)[:, 0].tolist()
    assert np.allclose(shares.sum(axis=1), 1)
    found = ns.evaluate(net, DATA)
    assert (found.accuracy, found.precision, found.recall, found.f1) == (1, 1, 1, 1)
    assert found.confusion == ((3, 0), (0, 3))


def test_exactly_half_is_the_first_class():
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    net.target_columns = (COLUMN,)
    net["o[0]"].bias = 0.5
    assert ns.predict_classes(net, [[1.0]]) == ["no"]
    net["o[0]"].bias = np.nextafter(0.5, 1)
    assert ns.predict_classes(net, [[1.0]]) == ["yes"]


@pytest.fixture
def net():
    made = ns.mlp([1, 1])
    ns.train(made, DATA, epochs=20)
    return made


@pytest.mark.parametrize(
    "data",
    [
        ns.Dataset.from_labels(X, LABELS, classes=["yes", "no"]),
        ns.Dataset(X, DATA.Z[:, 1:], target_columns=[COLUMN]),
        (X, LABELS),
        (X, DATA.Z[:, 1]),
    ],
)
def test_other_ways_to_give_the_same_classes(net, data):
    assert ns.evaluate(net, data) == ns.evaluate(net, DATA)
    before = net.copy()
    ns.train(net, data, epochs=3)
    ns.train(before, DATA, epochs=3)
    assert [p.value for p in net.parameters] == [p.value for p in before.parameters]


def test_a_network_with_two_outputs_takes_what_was_encoded_on_one():
    net = ns.mlp([1, 2], output_activation="identity")
    ns.train(net, DATA, epochs=5)
    assert net.loss == "softmax_cross_entropy"
    one = ns.Dataset(X, DATA.Z[:, 1:], target_columns=[COLUMN])
    assert ns.evaluate(net, one) == ns.evaluate(net, DATA)


def test_some_of_the_classes_are_enough():
    names = ["a", "b", "c"]
    data = ns.Dataset.from_labels(X, names * 2)
    net = ns.mlp([1, 3])
    ns.train(net, data, epochs=5)
    part = ns.Dataset.from_labels(X[:3], ["c", "b", "c"])
    assert ns.evaluate(net, part).confusion[0] == (0, 0, 0)
    assert sum(map(sum, ns.evaluate(net, part).confusion)) == 3


def test_numbers_are_labels_where_the_classes_are_numbers():
    data = ns.Dataset.from_labels(X, [1, 2, 1, 2, 1, 2])
    net = ns.mlp([1, 1])
    ns.train(net, data, epochs=5)
    assert ns.evaluate(net, (X, [1, 2, 1, 2, 1, 2])) == ns.evaluate(net, data)
    with pytest.raises(
        InputError, match=r"the data has the class '0' of .* .row 0., which the net"
    ):
        ns.evaluate(net, (X, [0, 1, 0, 1, 0, 1]))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            ns.Dataset.from_labels(X, ["maybe", *LABELS[1:]]),
            "the data has the class 'maybe' of 'class' .row 0., which the network does not know; "
            "its classes are: no, yes",
        ),
        ((X, X[:, 0]), "the data has numbers in the target column 'z.0.', whose classes in the"),
        (
            ns.Dataset(X, DATA.Z[:, 1:], target_columns=["class"]),
            "the data has numbers in the target column 'class', whose classes in the network are "
            "no, yes; give those labels",
        ),
    ],
)
def test_foreign_classes_are_refused(net, data, message):
    with pytest.raises(InputError, match=message):
        ns.evaluate(net, data)


def test_classes_do_not_meet_numbers():
    net = ns.mlp([1, 1])
    ns.train(net, ns.Dataset(X, X, target_columns=["class"]), epochs=1)
    with pytest.raises(InputError, match="has classes in the target column 'class', but the netw"):
        ns.train(net, ns.Dataset.from_labels(X, LABELS, target_name="class"), epochs=1)


def test_softmax_needs_an_output_for_each_class():
    message = "softmax_cross_entropy needs one output for each class, but the two classes of"
    with pytest.raises(InputError, match=message):
        ns.train(ns.mlp([1, 1]), DATA, loss="softmax_cross_entropy")


def test_more_classes_need_more_outputs():
    data = ns.Dataset.from_labels(X, ["a", "b", "c"] * 2)
    with pytest.raises(InputError, match=r"has 3 targets .*; a column of classes needs one output"):
        ns.train(ns.mlp([1, 1]), data)


def test_of_a_file(tmp_path):
    path = tmp_path / "a.csv"
    rows = [f"{x},{label}" for x, label in zip(X[:, 0], LABELS, strict=True)]
    path.write_text("\n".join(["x,passed", *rows]))
    net, twin = ns.mlp([1, 1]), ns.mlp([1, 1])
    history = ns.train(net, ns.DataFile(path), epochs=3, normalize=(0, 1))
    assert history.loss_name == "binary_cross_entropy"
    ns.train(twin, ns.read_csv(path), epochs=3, normalize=(0, 1), engine="compiled")
    assert [p.value for p in net.parameters] == [p.value for p in twin.parameters]
    assert net.target_columns == (ns.TargetColumn("passed", ("no", "yes"), one_output=True),)
    ns.train(net, ns.DataFile(path, classes={"passed": ["yes", "no"]}), epochs=2)
    ns.train(twin, ns.read_csv(path), epochs=2, engine="compiled")
    assert [p.value for p in net.parameters] == [p.value for p in twin.parameters]


def test_the_loss_of_an_earlier_training_is_kept():
    net = ns.mlp([1, 1])
    assert ns.train(net, (X, X), epochs=1, loss="mae").loss_name == "mae"
    assert ns.train(net, (X, X), epochs=1).loss_name == "mae"
    assert ns.train(ns.mlp([1, 1]), (X, X), epochs=1).loss_name == "half_squared_error"


@pytest.mark.parametrize("metric", ["accuracy", "precision", "recall", "f1"])
def test_metrics_of_classes_can_be_recorded(metric):
    net = ns.mlp([1, 1])
    history = ns.train(net, DATA, epochs=4, metric=metric)
    assert history.metric[-1] == getattr(ns.evaluate(net, DATA), metric)


@pytest.mark.parametrize("name", ["shuffle", "progress"])
def test_flags_are_true_or_false(name):
    with pytest.raises(InputError, match=f"{name} is 'no'; give True or False"):
        ns.train(ns.mlp([1, 1]), DATA, **{name: "no"})
