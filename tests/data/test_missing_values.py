"""Missing values are refused, dropped or filled, in the same way by both readers."""

import io

import numpy as np
import pytest

import neurosim as ns
from neurosim.data import chunks, read_columns, table_inputs
from neurosim.errors import DataError, InputError, UnknownNameError
from neurosim.model.preparation import Preparation

TEXT = """size,colour,kind
1,red,a
NA,blue,b
3,?,a
8,red,a
5,red,
"""
MARKERS = ["", "NA", "na", "N/A", "#n/a", "<NA>", "nan", "NaN", "NULL", "null", "None", "?", "-"]


def at_once(text, tmp_path, **options):
    data = ns.read_csv(io.StringIO(text), **options)
    return data.X.tolist(), data.Z.tolist(), data.preparation, data.target_columns


def in_chunks(text, tmp_path, **options):
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8")
    rows = ns.DataFile(path, **options).store()
    X, Z = rows.read(0, len(rows))
    assert rows.X_summary.limits.tolist() == [X.min(axis=0).tolist(), X.max(axis=0).tolist()]
    np.testing.assert_allclose(rows.X_summary.mean, X.mean(axis=0))
    return X.tolist(), Z.tolist(), rows.preparation, rows.target_columns


@pytest.fixture(params=[(at_once, 99), (in_chunks, 1), (in_chunks, 2), (in_chunks, 99)])
def read(request, tmp_path, monkeypatch):
    reader, size = request.param
    monkeypatch.setattr(chunks, "CHUNK_ROWS", size)
    return lambda text, **options: reader(text, tmp_path, **options)


@pytest.mark.parametrize("marker", MARKERS)
def test_every_marker_is_missing_in_inputs_targets_and_classes(read, marker):
    for text in (
        f"a,z\n1,2\n{marker},3\n",
        f"a,z\n1,2\n2,{marker}\n",
        f"a,z\n1,x\n2,{marker}\n3,y",
    ):
        with pytest.raises(DataError, match=r"line 3, column '[az]': .*the only"):
            read(text)


def test_labels_that_look_similar_are_labels(read):
    assert read("a,z\n1,none\n2,nano\n3,--\n")[3][0].classes == ("--", "nano", "none")


def test_by_default_they_are_counted_and_the_first_is_named(read):
    with pytest.raises(DataError) as caught:
        read(TEXT, categories="colour")
    assert str(caught.value).split(", ", 1)[1] == (
        "line 3, column 'size': 'NA' is a missing value, the first of 3; correct the file, or give "
        "missing='drop', 'mean' or 'median' (--missing drop, mean or median)"
    )


def test_rows_with_one_are_dropped(read):
    with pytest.raises(DataError, match="at least 2 classes are needed; got 1: red"):
        read(TEXT, categories="colour", missing="drop")
    with pytest.warns(
        ns.NeurosimWarning, match="2 of 5 rows are left out, because a value is missing"
    ):
        X, Z, preparation, _ = read(
            TEXT, inputs="size", targets="kind", missing="drop", classes={"kind": ["a", "b"]}
        )
    assert X == [[1], [3], [8]]
    assert Z == [[1, 0]] * 3
    assert not preparation


@pytest.mark.parametrize(("missing", "size"), [("mean", 4.0), ("median", 3.0)])
def test_inputs_are_filled_and_rows_without_a_target_dropped(read, missing, size):
    with pytest.warns(
        ns.NeurosimWarning, match="1 of 5 rows is left out, because a target is missing"
    ):
        X, Z, preparation, _ = read(TEXT, categories="colour", missing=missing)
    assert [[1, 0, 1], [size, 1, 0], [3, 0, 1], [8, 0, 1]] == X
    assert Z == [[1, 0], [0, 1], [1, 0], [1, 0]]
    assert preparation == Preparation({"colour": ("blue", "red")}, {"size": size, "colour": "red"})


def test_every_input_gets_its_fill_for_later(read):
    preparation = read("a,b,z\n1,2,3\n5,4,3\n", missing="mean")[2]
    assert preparation == Preparation(fill={"a": 3.0, "b": 3.0})


def test_the_fills_of_a_network_are_used_without_being_asked(read):
    known = Preparation({"colour": ("red", "green", "blue")}, {"size": 7.0, "colour": "green"})
    X, _, preparation, _ = read(TEXT.replace("red,\n", "red,b\n"), preparation=known)
    assert X[1] == [7, 0, 0, 1]
    assert X[2] == [3, 0, 1, 0]
    assert preparation == known


def test_a_column_without_a_value_has_no_mean(read):
    with pytest.raises(DataError) as caught:
        read("a,b,z\n1,NA,3\n2,,4\n", missing="mean")
    assert "column 'b': every value is missing, so there is no mean; leave the column" in str(
        caught.value
    )


def test_no_row_is_left(read):
    with pytest.raises(
        DataError, match="every one of 2 rows has a missing value, so no row is left"
    ):
        read("a,z\n1,NA\nNA,3\n", missing="drop")


def test_the_ways_are_named(tmp_path):
    for make in (
        lambda: ns.read_csv(io.StringIO(TEXT), missing="men"),
        lambda: ns.DataFile(tmp_path / "x", missing="men"),
    ):
        with pytest.raises(
            UnknownNameError, match="unknown way to treat missing values 'men'; did you mean 'mean'"
        ):
            make()


def test_predicting_from_a_file_fills_as_training_did(tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 2)
    path = tmp_path / "train.csv"
    path.write_text(TEXT)
    net = ns.mlp([3, 2, 2])
    with pytest.warns(ns.NeurosimWarning):
        ns.train(net, ns.DataFile(path, categories="colour", missing="mean"), epochs=1)
    assert net.preparation.fill == {"size": 4.0, "colour": "red"}
    new = tmp_path / "new.csv"
    new.write_text("colour,size\nblue,2\n?,\n,3\n")
    by_hand = [[2, 1, 0], [4, 0, 1], [3, 0, 1]]
    np.testing.assert_allclose(ns.predict(net, ns.DataFile(new)), ns.predict(net, by_hand), 1e-14)
    table = read_columns(new)
    inputs = table_inputs(table, table.positions(["size", "colour"]), net.preparation)
    assert inputs.tolist() == by_hand


def test_predicting_learns_no_fill_from_the_rows_to_predict(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text("a,b\n1,2\n3,\n")
    net = ns.mlp([2, 1])
    with pytest.raises(DataError) as caught:
        ns.predict(net, ns.DataFile(path, missing="mean"))
    assert (
        "line 3, column 'b': the cell is empty, the only missing value; correct the file, or give missing='drop'"
        in str(caught.value)
    )
    with pytest.warns(ns.NeurosimWarning, match="1 of 2 rows is left out"):
        assert ns.predict(net, ns.DataFile(path, missing="drop")).shape == (1, 1)


# Text columns


def test_a_text_column_becomes_one_input_for_each_label(read):
    text = "colour,x,z\nred,1,2\nblue,2,3\nred,3,4\n"
    X, _, preparation, _ = read(text, categories=["colour"])
    assert X == [[0, 1, 1], [1, 0, 2], [0, 1, 3]]
    assert preparation.categories == {"colour": ("blue", "red")}
    X, _, preparation, _ = read(text, categories={"colour": ["red", "green", "blue"]})
    assert X == [[1, 0, 0, 1], [0, 0, 1, 2], [1, 0, 0, 3]]


def test_numbers_may_be_labels(read):
    X, _, preparation, _ = read("month,z\n10,1\n9,2\n", categories=[0])
    assert preparation.categories == {"month": ("9", "10")}
    assert X == [[0, 1], [1, 0]]


def test_a_label_in_another_unicode_form_is_the_same(read):
    X = read("c,z\nL\u00e4nge,1\nLa\u0308nge,2\nx,3\n", categories="c")[0]
    assert X == [[1, 0], [1, 0], [0, 1]] or X == [[0, 1], [0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        (
            {"categories": "z"},
            InputError,
            "the text column 'z' is not an input; choose it as an input",
        ),
        (
            {"categories": "color"},
            UnknownNameError,
            "unknown text column 'color'; did you mean 'colour'",
        ),
        (
            {"categories": {"colour": ["red", "green"]}},
            DataError,
            "line 3, column 'colour': unknown category 'blue'; known: red, green",
        ),
    ],
)
def test_text_columns_that_do_not_fit(read, options, kind, message):
    with pytest.raises(kind) as caught:
        read("colour,x,z\nred,1,2\nblue,2,3\n", **options)
    assert message in str(caught.value)
