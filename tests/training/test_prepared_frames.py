"""A network prepares raw columns as those that it was trained on, wherever it meets them."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError, NeurosimWarning

pd = pytest.importorskip("pandas")
RNG = np.random.default_rng(3)
COLOURS = ["blue", "green", "red"]


@pytest.fixture(scope="module")
def messy():
    n = 60
    colour = RNG.choice(COLOURS, n)
    age = RNG.uniform(20, 60, n)
    frame = pd.DataFrame({"id": np.arange(n), "age": age, "colour": colour})
    frame["passed"] = np.where((age > 40) ^ (colour == "red"), "yes", "no")
    frame.loc[[4, 9], "age"] = np.nan
    frame.loc[7, "colour"] = None
    return frame


@pytest.fixture(scope="module")
def net(messy):
    data = ns.Dataset.from_labels(
        messy[["age", "colour"]], messy["passed"], missing="mean", categories="colour"
    )
    made = ns.mlp([4, 4, 1], "tanh", output_activation="sigmoid", seed=2)
    ns.train(made, data, epochs=300, learning_rate=0.05, optimizer="adam", normalize=(-1, 1))
    return made


def by_hand(net, frame):
    age = frame["age"].fillna(net.preparation.fill["age"])
    colour = frame["colour"].fillna(net.preparation.fill["colour"])
    return np.column_stack([age, *(colour == label for label in COLOURS)]).astype(float)


def test_four_lines_from_a_messy_frame_to_predictions(messy):
    data = ns.Dataset.from_labels(
        messy[["age", "colour"]], messy["passed"], missing="mean", categories="colour"
    )
    net = ns.mlp([len(data.input_names), 6, 1], "tanh", output_activation="sigmoid", seed=2)
    ns.train(net, data, epochs=300, learning_rate=0.05, optimizer="adam", normalize=(-1, 1))
    assert ns.evaluate(net, data).f1 > 0.9
    assert ns.predict_classes(net, messy[:5]) == messy["passed"][:5].tolist()


def test_what_the_network_keeps(net, messy):
    assert net.input_columns == ("age", "colour=blue", "colour=green", "colour=red")
    assert net.preparation.categories == {"colour": tuple(COLOURS)}
    assert net.preparation.fill["age"] == pytest.approx(messy["age"].mean())


def test_predict_takes_raw_columns_among_others(net, messy):
    expected = ns.predict(net, by_hand(net, messy))
    assert ns.predict(net, messy[["passed", "colour", "id", "age"]]).tolist() == expected.tolist()
    raw = messy[["age", "colour"]].to_numpy()
    assert ns.predict(net, raw).tolist() == expected.tolist()


def test_a_saved_network_does_the_same(net, messy, tmp_path):
    ns.save(net, tmp_path / "net.json")
    again = ns.load(tmp_path / "net.json")
    assert ns.predict(again, messy).tolist() == ns.predict(net, messy).tolist()


def test_evaluate_and_train_take_raw_columns(net, messy):
    found = ns.evaluate(net, (messy, messy["passed"]))
    right = [a == b for a, b in zip(ns.predict_classes(net, messy), messy["passed"], strict=True)]
    assert found.accuracy == np.mean(right)
    twin, other = net.copy(), net.copy()
    ns.train(twin, (messy, messy["passed"]), epochs=2)
    encoded = (messy["passed"] == "yes").to_numpy(dtype=float)
    ns.train(other, (by_hand(net, messy), encoded), epochs=2)
    assert [p.value for p in twin.parameters] == [p.value for p in other.parameters]
    assert twin.preparation == net.preparation


def test_one_raw_sample(net, messy):
    row = messy.iloc[7]
    t = ns.trace(net, row, messy[["passed"]].iloc[7])
    assert t.raw_inputs == tuple(by_hand(net, messy)[7])
    assert t.raw_targets == (float(row["passed"] == "yes"),)
    assert ns.trace(net, [30.0, "green"]).raw_inputs == (30.0, 0.0, 1.0, 0.0)


def test_data_with_fewer_labels_fit(net, messy):
    some = messy[messy["colour"] == "red"]
    some = pd.concat([some, messy[messy["colour"] == "blue"]]).dropna()
    data = ns.Dataset.from_labels(some[["colour", "age"]], some["passed"], categories="colour")
    assert data.input_names == ("colour=blue", "colour=red", "age")
    assert ns.evaluate(net, data) == ns.evaluate(net, (some, some["passed"]))


def test_unknown_labels_are_refused(net):
    frame = pd.DataFrame({"age": [30.0, 40.0], "colour": ["red", "pink"]})
    with pytest.raises(InputError, match="X, row 1, column 'colour': unknown category 'pink'"):
        ns.predict(net, frame)
    data = ns.Dataset.from_labels(frame, ["no", "yes"], categories="colour")
    message = "the data has 'pink' in the column 'colour' .row 1., which the network does not know"
    with pytest.raises(InputError, match=message):
        ns.evaluate(net, data)


def test_other_fills_are_warned_of(net, messy):
    part = messy[["age", "colour"]][:10]
    data = ns.Dataset.from_labels(part, messy["passed"][:10], missing="mean", categories="colour")
    with pytest.warns(NeurosimWarning, match="missing values of 'age' are .* in the data, but the"):
        ns.evaluate(net, data)


def test_gaps_that_nothing_fills_are_refused():
    net = ns.mlp([1, 1])
    ns.train(net, ns.Dataset(pd.DataFrame({"a": [1.0, 2.0]}), [0, 1]), epochs=1)
    message = (
        "X has 1 missing value, in row 1, column 'a'; the network has no fill value for "
        "them; complete them or leave out the rows"
    )
    with pytest.raises(InputError) as caught:
        ns.predict(net, pd.DataFrame({"a": [1.0, None]}))
    assert str(caught.value) == message
