"""Data frames become datasets: names kept, missing values and text columns by rule."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.data.data_frames import raw_columns
from neurosim.errors import InputError, NeurosimWarning, UnknownNameError
from neurosim.model.columns import TargetColumn
from neurosim.model.preparation import Preparation

pd = pytest.importorskip("pandas")
NA = np.nan

MESSY = pd.DataFrame(
    {
        "age": [20.0, NA, 40.0, 60.0],
        "colour": ["red", "blue", None, "red"],
        "score": [1.0, 2.0, 3.0, NA],
        "passed": ["no", "yes", "yes", None],
    }
)


def frame_of(library, columns):
    if library == "pyarrow":
        return pytest.importorskip("pyarrow").table(columns)
    return pytest.importorskip(library).DataFrame(columns)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
class TestLibraries:
    """Each library has its own columns, and its own sign for a missing value."""

    def test_names_and_numbers(self, library):
        frame = frame_of(library, {"a": [1, 2], "b": [0.5, 1.5], "c": [True, False]})
        data = ns.Dataset(frame, frame_of(library, {"z": [3, 4]}))
        assert data.input_names == ("a", "b", "c")
        assert data.X.tolist() == [[1.0, 0.5, 1.0], [2.0, 1.5, 0.0]]
        assert data.target_columns == (TargetColumn("z"),)
        assert (data.has_input_names, data.has_target_names) == (True, True)

    def test_missing_values(self, library):
        frame = frame_of(library, {"a": [1, None], "b": ["x", None], "c": [True, None]})
        table = raw_columns(frame, "X")
        assert [column.missing.tolist() for column in table.columns] == [[False, True]] * 3

    def test_labels(self, library):
        frame = frame_of(library, {"a": [1, 2], "kind": ["no", "yes"]})
        column = frame["kind"]
        data = ns.Dataset.from_labels(frame_of(library, {"a": [1, 2]}), column.to_numpy())
        assert data.labels() == ["no", "yes"]
        assert data.input_names == ("a",)


def test_arrays_have_no_names():
    data = ns.Dataset([[1, 2]], [3])
    assert (data.has_input_names, data.has_target_names) == (False, False)
    assert (data.subset([0]).has_input_names, data.subset([0]).has_target_names) == (False, False)
    named = ns.Dataset([[1, 2]], [3], input_names=["a", "b"])
    assert (named.has_input_names, named.has_target_names) == (True, False)
    assert named.subset([0]).has_input_names


def test_labels_of_a_series_have_its_name():
    data = ns.Dataset.from_labels(MESSY[["score"]][:3], MESSY["passed"][:3])
    assert data.target_columns == (TargetColumn("passed", ("no", "yes")),)
    assert data.has_target_names
    assert not ns.Dataset.from_labels([1, 2], ["no", "yes"]).has_target_names
    named = ns.Dataset.from_labels([1, 2], ["no", "yes"], target_name="answer")
    assert named.target_columns[0].name == "answer"
    assert named.has_target_names


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: ns.Dataset(MESSY[["age", "score"]], MESSY["score"]),
            "X has 2 missing values, the first in row 1, column 'age'; choose missing='drop', "
            "'mean' or 'median' in ns.Dataset, or complete them",
        ),
        (
            lambda: ns.Dataset([1, 2, 3, 4], MESSY["score"]),
            "Z has 1 missing value, in row 3, column 'score'; choose missing='drop' in ns.Dataset "
            "to leave such rows out, or complete them",
        ),
        (
            lambda: ns.Dataset.from_labels([1, 2, 3, 4], MESSY["passed"]),
            "the labels have 1 missing value, the first in row 3; give missing='drop' to leave "
            "such rows out",
        ),
        (
            lambda: ns.Dataset(MESSY[["colour"]], [1, 2, 3, 4], missing="mean"),
            "X has the text 'red' in row 0, column 'colour'; give numbers, list the column in "
            "categories, or leave it out",
        ),
        (
            lambda: ns.Dataset([1, 2, 3], MESSY["passed"][:3]),
            "Z has the text 'no' in row 0, column 'passed'; give classes with "
            "ns.Dataset.from_labels(X, labels), and other targets as numbers",
        ),
        (
            lambda: ns.Dataset(pd.DataFrame({"day": pd.to_datetime(["2026-01-02"])}), [1]),
            "X has the date 2026-01-02T00:00:00.000000 in row 0, column 'day'; give dates as "
            "numbers, such as the days since the first date, or leave them out",
        ),
        (
            lambda: ns.Dataset(pd.DataFrame({"a": [1.0, np.inf]}), [1, 2]),
            "X has inf in row 1, column 'a'; every value must be a finite number",
        ),
        (
            lambda: ns.Dataset(pd.DataFrame({"a": [1 + 2j]}), [1]),
            "X has (1+2j) in row 0, column 'a'; every value must be a number",
        ),
        (
            lambda: ns.Dataset(np.ma.array([[1.0], [2.0]], mask=[[False], [True]]), [1, 2]),
            "X has 1 missing value, in row 1, column 0; choose missing='drop', 'mean' or 'median' "
            "in ns.Dataset, or complete them",
        ),
        (
            lambda: ns.Dataset(pd.DataFrame({"a": [NA, NA]}), [1, 2], missing="mean"),
            "X has no values in column 'a', so there is nothing to fill missing values with; leave "
            "the column out",
        ),
        (
            lambda: ns.Dataset(pd.DataFrame({"a": [NA, NA]}), [1, 2], missing="drop"),
            "no row is left: each of the 2 rows has a missing value",
        ),
        (
            lambda: ns.Dataset.from_labels([1, 2], MESSY[["age", "colour"]][:2]),
            "the labels are one column; got 2 columns: choose one of them",
        ),
        (
            lambda: ns.Dataset(MESSY[["colour"]][:1], [1], categories={"colour": ["a", "b"]}),
            "X, row 0, column 'colour': unknown category 'red'; known: a, b",
        ),
        (
            lambda: ns.Dataset(MESSY[["colour"]][:1], [1], categories=["colour"]),
            "X, column 'colour': at least 2 classes are needed; got 1: red",
        ),
        (
            lambda: ns.Dataset([[1]], [1], categories=3),
            "categories are the names of columns, such as ['colour']; got 3",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(make, message):
    with pytest.raises(InputError) as caught:
        make()
    assert str(caught.value) == message


def test_unknown_rules_and_columns():
    with pytest.raises(UnknownNameError, match="'average'; known: error, drop, mean, median"):
        ns.Dataset([1], [1], missing="average")
    with pytest.raises(UnknownNameError, match="unknown column of categories 'color'; did you mea"):
        ns.Dataset(MESSY[["colour"]][:2], [1, 2], categories=["color"])


def test_rows_with_missing_values_are_left_out():
    with pytest.warns(NeurosimWarning, match="2 rows of 4 left out, with a missing value"):
        data = ns.Dataset(MESSY[["age"]], MESSY["score"], missing="drop")
    assert data.X.tolist() == [[20.0], [40.0]]
    assert data.Z.tolist() == [[1.0], [3.0]]
    assert not data.preparation


@pytest.mark.parametrize(("rule", "fill"), [("mean", 40.0), ("median", 40.0)])
def test_inputs_are_filled_and_rows_without_target_left_out(rule, fill):
    frame = pd.DataFrame({"age": [20.0, NA, 40.0, 60.0, 7.0]})
    with pytest.warns(NeurosimWarning, match="1 row of 5 left out, with a missing target"):
        data = ns.Dataset(frame, [1, 2, 3, 4, NA], missing=rule)
    assert data.X.ravel().tolist() == [20.0, fill, 40.0, 60.0]
    assert data.preparation == Preparation(fill={"age": fill})


def test_text_columns_become_one_hot():
    data = ns.Dataset(MESSY[["colour", "age"]], [1, 2, 3, 4], missing="mean", categories="colour")
    assert data.input_names == ("colour=blue", "colour=red", "age")
    # the most frequent label fills
    assert data.X.tolist() == [[0, 1, 20], [1, 0, 40], [0, 1, 40], [0, 1, 60]]
    assert data.preparation.fill == {"colour": "red", "age": 40.0}
    ordered = ns.Dataset(MESSY[["colour"]][:2], [1, 2], categories={"colour": ["red", "blue"]})
    assert ordered.input_names == ("colour=red", "colour=blue")


def test_a_preparation_is_applied_to_raw_columns():
    known = Preparation({"colour": ("red", "green", "blue")}, {"age": 33.0, "colour": "green"})
    data = ns.Dataset(MESSY[["colour", "age"]], [1, 2, 3, 4], preparation=known)
    assert data.X.tolist() == [[1, 0, 0, 20], [0, 0, 1, 33], [0, 1, 0, 40], [1, 0, 0, 60]]
    assert data.preparation == known


def test_the_same_words_are_missing_as_in_files():
    frame = pd.DataFrame({"colour": ["red", "?", "n/a", "", "blue"]}, dtype=object)
    table = raw_columns(frame, "X")
    assert table.columns[0].missing.tolist() == [False, True, True, True, False]


def test_arrays_may_have_gaps_and_text_too():
    data = ns.Dataset([[1.0, "red"], [None, "blue"]], [1, 2], missing="mean", categories=["x[1]"])
    assert data.X.tolist() == [[1, 0, 1], [1, 1, 0]]
    assert data.input_names == ("x[0]", "x[1]=blue", "x[1]=red")


def test_rows_in_another_order_are_refused():
    X, z = MESSY[["age"]].dropna(), MESSY["score"].loc[[3, 2, 0]]
    message = "the inputs and the targets have the same rows in another order, by their index; give"
    for make in (ns.Dataset, ns.Dataset.from_labels):
        with pytest.raises(InputError, match=message):
            make(X, z, missing="drop")
    assert len(ns.Dataset(X[:2], z.loc[X.index[:2]])) == 2


def test_rows_in_another_order_are_refused_wherever_they_meet_a_network():
    X, z = MESSY[["score"]].iloc[:3], MESSY["score"].iloc[:3]
    net = ns.mlp([1, 2, 1], seed=1)
    ns.train(net, (X, z), epochs=1)
    for call in (
        lambda: ns.evaluate(net, (X, z.iloc[::-1])),
        lambda: ns.train(net, (X, z), epochs=1, validation=(X, z.iloc[::-1])),
    ):
        with pytest.raises(InputError, match="the same rows in another order"):
            call()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([("q", "a"), ("p", "b")], r"X has a column called \('q', 'a'\), which is not a text"),
        ([b"q", b"p"], "X has a column called b'q', which is not a text; name every column with"),
        ([1.5, 0.5], "X has a column called 1.5, which is not a text"),
        ([False, True], "X has a column called False, which is"),
        ([True, False], "X has a column called True, which is not a text"),
        (
            [1, 0],
            "X has columns that are only numbered, in the order 1, 0; they are matched by position",
        ),
        (
            [3, 3],
            "X has columns that are only numbered, in the order 3, 3; they are matched by position",
        ),
    ],
)
def test_columns_that_have_neither_names_nor_positions_are_refused(columns, message):
    frame = pd.DataFrame([[1.0, 2.0], [3.0, 4.0]], columns=pd.Index(columns, tupleize_cols=False))
    with pytest.raises(InputError, match=message):
        ns.predict(ns.mlp([2, 1], seed=1), frame)
    with pytest.raises(InputError, match=message):
        ns.Dataset(frame, [1.0, 2.0])


def test_numbered_columns_go_by_position():
    frame = pd.DataFrame([[1.0, 2.0], [3.0, 4.0]], columns=[2, 5])
    net = ns.mlp([2, 1], seed=1)
    assert ns.predict(net, frame).tolist() == ns.predict(net, frame.to_numpy()).tolist()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (MESSY[["age", "score"]].iloc[0], r"one row with the names age, score; .*\.iloc\[\[0\]\]"),
        ({"a": [1.0], "b": [2.0]}, r"X has names in it: \{'a': .*; make a data frame of it"),
        ([{"a": 1.0, "b": 2.0}], r"X has names in it: \[\{'a': .*pandas.DataFrame"),
        (MESSY[["age", "score"]].to_records(index=False), "X has names in it: rec.array"),
    ],
    ids=["row", "dict", "dicts", "records"],
)
def test_names_in_other_containers_are_not_lost(values, message):
    with pytest.raises(InputError, match=message):
        ns.predict(ns.mlp([2, 1], seed=1), values)


def test_a_sample_by_names_says_what_is_taken():
    net = ns.mlp([2, 1], seed=1)
    net.input_columns = ("age", "score")
    with pytest.raises(InputError, match="got 1 input, expected 2: 'age', 'score'"):
        ns.trace(net, [1.0])
    with pytest.raises(InputError, match="give its numbers as a list, in the order 'age', 'score'"):
        ns.trace(net, {"age": 1.0, "score": 2.0})


def test_a_class_is_given_to_a_trace_as_its_label():
    net = ns.mlp([1, 1], seed=1)
    data = ns.Dataset.from_labels([[1.0], [2.0]], ["no", "yes"])
    ns.train(net, data, epochs=1)
    for label, target in (("yes", 1.0), (["no"], 0.0)):
        assert ns.trace(net, [1.0], label).raw_targets == (target,)
    with pytest.raises(UnknownNameError, match="unknown class of class 'maybe'; known: no, yes"):
        ns.trace(net, [1.0], "maybe")


def test_durations_are_named():
    frame = pd.DataFrame({"wait": pd.to_timedelta([1, 2], unit="D")})
    with pytest.raises(
        InputError, match=r"X has the duration .* in row 0, column 'wait'; give dur"
    ):
        ns.Dataset(frame, [1.0, 2.0])
