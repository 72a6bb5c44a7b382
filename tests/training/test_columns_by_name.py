"""Wherever columns with names meet a network that knows its columns, they are matched by name."""

import io
import runpy
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError

pd = pytest.importorskip("pandas")

FIELD = Path(__file__).parents[1] / "field"
TEXT = "age,income,score\n20,1000,1\n30,3000,2\n40,2000,3\n50,5000,4\n60,4000,5\n"
FRAME = pd.read_csv(io.StringIO(TEXT))
INPUTS, SWAPPED = ["age", "income"], ["income", "age"]


def read(inputs, text=TEXT):
    return ns.read_csv(io.StringIO(text), inputs=inputs, targets="score")


@pytest.fixture
def net():
    made = ns.mlp([2, 3, 1], seed=1)
    ns.train(made, read(INPUTS), epochs=200, learning_rate=0.5, normalize=(0, 1))
    return made


def parameters(net):
    return [parameter.value for parameter in net.parameters]


def test_the_case_from_the_field():
    # the same rows have the same r2, and training on them again keeps columns and scaling together
    found = runpy.run_path(str(FIELD / "column-order.py"))
    net = found["net"]
    assert net.input_columns == ("age", "income")
    assert net.input_scaling.minimum == (20.0, 1000.0)
    assert ns.evaluate(net, found["a"]).r2 == ns.evaluate(net, found["b"]).r2 > 0.9


SWAPPED_DATA = {
    "a dataset": lambda: read(SWAPPED),
    "data frames": lambda: (FRAME[SWAPPED], FRAME["score"]),
    "more columns": lambda: (FRAME.assign(name="Ada")[["name", *SWAPPED]], FRAME[["score"]]),
    "a dataset with more": lambda: ns.Dataset(FRAME[["score", *SWAPPED]], FRAME["score"]),
    "arrays in order": lambda: (FRAME[INPUTS].to_numpy(), FRAME["score"].to_numpy()),
}


@pytest.mark.parametrize("kind", SWAPPED_DATA)
class TestOtherOrders:
    """Data in another order give the same numbers, bit for bit."""

    def test_evaluate(self, net, kind):
        assert ns.evaluate(net, SWAPPED_DATA[kind]()) == ns.evaluate(net, read(INPUTS))

    def test_train_again(self, net, kind):
        twin = net.copy()
        ns.train(net, SWAPPED_DATA[kind](), epochs=3)
        ns.train(twin, read(INPUTS), epochs=3)
        assert parameters(net) == parameters(twin)
        assert net.input_columns == ("age", "income")
        assert net.input_scaling == twin.input_scaling

    def test_validation(self, kind):
        nets = ns.mlp([2, 2, 1]), ns.mlp([2, 2, 1])
        losses = [
            ns.train(net, read(INPUTS), epochs=2, normalize=(0, 1), validation=data)
            for net, data in zip(nets, (SWAPPED_DATA[kind](), read(INPUTS)), strict=True)
        ]
        assert losses[0].validation_loss == losses[1].validation_loss

    def test_trace_training(self, net, kind):
        ours = ns.trace_training(net, SWAPPED_DATA[kind](), steps=3)
        assert ours.loss.tolist() == ns.trace_training(net, read(INPUTS), steps=3).loss.tolist()

    def test_charts(self, net, kind, tmp_path):
        for draw in (ns.draw_predictions, ns.draw_decision_surface):
            draw(net, SWAPPED_DATA[kind](), tmp_path / "a.svg")
            draw(net, read(INPUTS), tmp_path / "b.svg")
            assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()

    def test_worked_mathematics(self, net, kind):
        t = ns.trace(net, [20, 1000], [1])
        ours = ns.explain(t, data=SWAPPED_DATA[kind]()).to_text()
        assert ours == ns.explain(t, data=read(INPUTS)).to_text()


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_predict_takes_frames_by_name(net, library):
    frame = FRAME[["score", *SWAPPED]]
    if library == "polars":
        frame = pytest.importorskip("polars").DataFrame(frame.to_dict("list"))
    elif library == "pyarrow":
        frame = pytest.importorskip("pyarrow").table(frame.to_dict("list"))
    expected = ns.predict(net, FRAME[INPUTS].to_numpy())
    assert ns.predict(net, frame).tolist() == expected.tolist()


def test_a_file_in_another_order(net, tmp_path):
    path = tmp_path / "swapped.csv"
    FRAME[["income", "score", "age"]].to_csv(path, index=False)
    expected = ns.predict(net, FRAME[INPUTS].to_numpy()).tolist()
    for data in (
        ns.DataFile(path),
        ns.DataFile(path, inputs=SWAPPED),
        ns.DataFile(path, targets="score"),
    ):
        np.testing.assert_allclose(ns.predict(net, data), expected, rtol=1e-13)
    twin = net.copy()
    ns.train(net, ns.DataFile(path, inputs=SWAPPED, targets="score"), epochs=2)
    ns.train(twin, read(INPUTS), epochs=2, engine="compiled")
    assert parameters(net) == parameters(twin)
    assert net.input_columns == ("age", "income")
    ns.train(net, ns.DataFile(path), epochs=1)
    with pytest.raises(InputError, match="has the columns score, age, but not 'income'"):
        ns.predict(net, ns.DataFile(path, inputs=["score", "age"]))


def test_one_sample_of_a_frame(net):
    expected = ns.trace(net, [20, 1000], [1])
    for x in (FRAME[SWAPPED].iloc[0], FRAME.iloc[[0]], FRAME.iloc[0]):
        t = ns.trace(net, x, FRAME[["score"]].iloc[0])
        assert t.raw_inputs == expected.raw_inputs
        assert t.loss == expected.loss
        assert ns.jacobian(net, x).tolist() == ns.jacobian(net, [20, 1000]).tolist()
    with pytest.raises(InputError, match="the sample is one sample; got a table of 5 rows"):
        ns.trace(net, FRAME)


def test_a_frame_whose_columns_have_numbers_goes_by_position(net):
    frame = pd.DataFrame([[20.0, 1000.0]])
    assert ns.trace(net, frame).raw_inputs == (20.0, 1000.0)
    assert ns.predict(net, frame).tolist() == ns.predict(net, [[20.0, 1000.0]]).tolist()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            ["age", "wage"],
            "X has the columns age, wage, but not 'income'; the network knows the inputs age, "
            "income: give those, or set its input_columns to None to use columns by position",
        ),
        (["age"], "X has the columns age, but not 'income'"),
        (["age", "age"], "X has the column 'age' twice; name each column once"),
        (
            ["age", 1],
            "X has columns with names, such as 'age', and one called 1, which is not a text",
        ),
    ],
)
def test_what_is_not_there_is_refused(net, columns, message):
    frame = pd.DataFrame(np.ones((2, len(columns))), columns=columns)
    with pytest.raises(InputError) as caught:
        ns.predict(net, frame)
    assert message in str(caught.value)


def test_training_on_other_columns_is_refused_until_the_network_forgets_its_own(net):
    other = ns.Dataset(FRAME[INPUTS].set_axis(["a", "b"], axis=1), FRAME["score"])
    before = parameters(net)
    with pytest.raises(InputError, match="the data has the columns a, b, but not 'age', 'income'"):
        ns.train(net, other, epochs=1, normalize=(0, 1))
    assert parameters(net) == before
    net.input_columns = None
    ns.train(net, other, epochs=1, normalize=(0, 1))
    assert net.input_columns == ("a", "b")


def test_other_targets_are_refused(net):
    other = ns.Dataset(FRAME[INPUTS], FRAME[["score"]].set_axis(["mark"], axis=1))
    with pytest.raises(InputError, match="has the columns mark, but not 'score'; the network know"):
        ns.evaluate(net, other)


def test_targets_in_another_order():
    data = ns.Dataset(FRAME[["age"]], FRAME[["income", "score"]])
    net = ns.mlp([1, 2])
    ns.train(net, data, epochs=5, normalize=(0, 1))
    swapped = ns.Dataset(FRAME[["age"]], FRAME[["score", "income"]])
    assert ns.evaluate(net, swapped) == ns.evaluate(net, data)


def test_arrays_leave_a_network_without_names():
    net = ns.mlp([2, 1])
    ns.train(net, (FRAME[INPUTS].to_numpy(), FRAME["score"].to_numpy()), epochs=1)
    assert net.input_columns is None
    assert net.target_columns is None
    # it learns them from the first data that have some
    ns.train(net, (FRAME[INPUTS], FRAME["score"]), epochs=1)
    assert net.input_columns == ("age", "income")
    assert net.target_columns == (ns.TargetColumn("score"),)


def test_a_model_that_kept_default_names_takes_others_by_position(net):
    # as models did before datasets knew whether their names were given
    net.input_columns = ("x[0]", "x[1]")
    assert ns.predict(net, FRAME[INPUTS]).tolist() == ns.predict(net, FRAME[INPUTS].values).tolist()


def test_names_are_compared_after_unicode_normalization(net):
    net.input_columns = ("\u00e4lter", "income")
    frame = FRAME[SWAPPED].set_axis(["income", "a\u0308lter"], axis=1)
    assert ns.predict(net, frame).tolist() == ns.predict(net, FRAME[INPUTS].values).tolist()
