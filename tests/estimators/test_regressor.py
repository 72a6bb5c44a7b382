"""The regressor: what it predicts, and the network that it leaves."""

import numpy as np
import pytest

import neurosim as ns
from tests.engine.test_agreement import values

pytest.importorskip("sklearn")

from sklearn.exceptions import NotFittedError

X = np.linspace(-1.0, 1.0, 24).reshape(12, 2)
ONE = 3.0 * X[:, 0] - 2.0 * X[:, 1] ** 2 + 10.0
SEVERAL = np.stack([ONE, 100.0 * X[:, 1]], axis=1)


def regressor(**chosen):
    return ns.NeurosimRegressor(
        (4,), **{"epochs": 300, "random_state": 0, "learning_rate": 0.05, **chosen}
    )


def test_it_predicts_numbers_in_raw_units():
    fitted = regressor().fit(X, ONE)
    assert fitted.predict(X).shape == (12,)
    assert fitted.predict(X).tolist() == ns.predict(fitted.network_, X)[:, 0].tolist()
    assert fitted.score(X, ONE) > 0.99
    assert isinstance(fitted.network_.target_scaling, ns.StandardScaling)
    assert [neuron.activation.name for neuron in fitted.network_.outputs] == ["identity"]


def test_it_predicts_several_numbers():
    fitted = regressor().fit(X, SEVERAL)
    assert fitted.predict(X).tolist() == ns.predict(fitted.network_, X).tolist()
    assert fitted.score(X, SEVERAL) > 0.99
    assert regressor(epochs=1).fit(X, ONE[:, np.newaxis]).predict(X).shape == (12, 1)


def test_the_network_knows_the_names_of_frames():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(X, columns=["width", "height"])
    targets = pd.DataFrame(SEVERAL, columns=["price", "weight"])
    net = regressor(epochs=1).fit(frame, targets).network_
    assert net.input_columns == ("width", "height")
    assert net.target_columns == (ns.TargetColumn("price"), ns.TargetColumn("weight"))
    net = regressor(epochs=1).fit(frame, targets["price"]).network_
    assert net.target_columns == (ns.TargetColumn("price"),)
    net = regressor(epochs=1).fit(X, ONE).network_
    assert net.input_columns is net.target_columns is None
    pl = pytest.importorskip("polars")
    net = regressor(epochs=1).fit(pl.DataFrame(frame.to_dict("list")), ONE).network_
    assert net.input_columns == ("width", "height")


def test_every_loss_and_any_wiring_can_be_chosen():
    net = ns.mlp([2, 3, 1], "tanh", output_activation="identity", seed=5)
    net["h[0][1]"].activation = "sin"
    net.freeze("h[0][0]")
    fitted = regressor(network=net, loss="mae").fit(X, ONE)
    assert fitted.network_.loss == fitted.history_.loss_name == "mae"
    assert list(fitted.network_.wh[0][0]) == list(net.wh[0][0])
    assert list(fitted.network_.wh[0][1]) != list(net.wh[0][1])
    assert fitted.score(X, ONE) > 0.9


def test_whole_weights_are_repetitions():
    weights = np.array([1, 2, 0, 3, 1, 1, 2, 0, 1, 1, 4, 1])
    one = regressor().fit(X, ONE, sample_weight=weights)
    two = regressor().fit(np.repeat(X, weights, axis=0), np.repeat(ONE, weights))
    assert one.predict(X) == pytest.approx(two.predict(X), rel=1e-9)


def test_the_engines_agree_and_float32_nearly():
    fits = [
        regressor(epochs=20, optimizer="sgd", engine=engine, dtype=dtype).fit(X, ONE)
        for engine, dtype in (("objects", None), ("compiled", None), ("compiled", "float32"))
    ]
    assert fits[1].predict(X) == pytest.approx(fits[0].predict(X), rel=1e-12)
    assert fits[2].predict(X) == pytest.approx(fits[0].predict(X), rel=1e-4)


@pytest.mark.parametrize("optimizer", ["sgd", ns.SGD(0.05, 0.9), ns.RMSprop(0.01), ns.AdamW(0.01)])
@pytest.mark.parametrize("engine", ["objects", "compiled"])
def test_partial_fit_is_training_epoch_by_epoch(engine, optimizer):
    chosen = {"shuffle": False, "batch_size": 5, "engine": engine, "optimizer": optimizer}
    chosen["learning_rate"] = 0.05 if optimizer == "sgd" else None
    one = regressor(epochs=3, **chosen).fit(X, ONE)
    parts = regressor(**chosen)
    for _ in range(3):
        parts.partial_fit(X, ONE)
    assert values(parts.network_) == values(one.network_)
    assert parts.loss_curve_ == one.loss_curve_
    assert parts.predict(X).shape == (12,)


def test_parts_must_have_the_targets_of_the_first():
    parts = regressor().partial_fit(X, SEVERAL)
    with pytest.raises(
        ns.NeurosimError, match="the network has 2 outputs; y with 1 column needs 1"
    ):
        parts.partial_fit(X, ONE)
    assert parts.n_iter_ == 1
    with pytest.raises(NotFittedError):
        regressor().predict(X)


@pytest.mark.parametrize(
    ("chosen", "y", "message"),
    [
        ({}, ["a"] * 12, "could not convert string to float"),
        ({}, np.full(12, np.nan), "Input y contains NaN"),
        ({"loss": "squared"}, ONE, "unknown loss 'squared'"),
        ({"loss": "binary_cross_entropy"}, ONE, "binary_cross_entropy takes targets between 0 and 1"),
        ({"loss": "softmax_cross_entropy"}, ONE, "softmax_cross_entropy is a loss for classes; give another"),
        ({"network": ns.mlp([2, 2])}, ONE, "the network has 2 outputs; y with 1 column needs 1"),
        ({"optimizer": "adams"}, ONE, "unknown optimizer 'adams'; did you mean 'adam'?"),
        ({"optimizer": ns.Adam(0.1)}, ONE, "the optimizer has a learning rate of its own (0.1)"),
        ({"normalize": "min-max"}, ONE, "normalize is 'min-max'; give a range such as (0, 1)"),
        ({"patience": 0}, ONE, "the patience is 0; it must be at least 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_is_refused_in_one_sentence(chosen, y, message):
    with pytest.raises(ns.NeurosimError) as error:
        regressor().set_params(**chosen).fit(X, y)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_column_of_text_is_named():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"width": X[:, 0], "colour": ["red", "blue"] * 6})
    with pytest.raises(ns.NeurosimError) as error:
        regressor().fit(frame, ONE)
    assert str(error.value) == (
        "the column 'colour' of X has text: could not convert string to float: 'red'; make numbers "
        "of text first, such as with scikit-learn's OneHotEncoder in a pipeline"
    )


def test_constant_columns_are_said():
    with pytest.warns(ns.NeurosimWarning, match="is 1 in every row; it is scaled to 0"):
        fitted = regressor(epochs=1).fit(np.column_stack([X, np.ones(12)]), ONE)
    assert fitted.n_features_in_ == 3
