"""Parquet files: typed columns, with the same rules as texts."""

import datetime as dt
import decimal

import numpy as np
import pytest

import neurosim as ns
from neurosim.data import Reading, as_column, chunks, read_tables
from neurosim.data.column import OtherColumn, TextColumn, ValueColumn
from neurosim.errors import DataError

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 2)

    def made(**columns):
        path = tmp_path / "data.parquet"
        parquet.write_table(pa.table(columns), path)
        return path

    return made


def stored(path, **options):
    rows = ns.DataFile(path, **options).store()
    X, Z = rows.read(0, len(rows))
    return X.tolist(), Z.tolist(), rows.target_columns[0]


def error(path, **options):
    with pytest.raises(DataError) as caught:
        ns.DataFile(path, **options).store()
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(str(path))


def test_every_kind_of_number_is_read(write):
    path = write(
        whole=pa.array([1, 2, 3], pa.int8()),
        real=pa.array([0.5, 1.5, 2.5], pa.float32()),
        truth=[True, False, True],
        money=[decimal.Decimal("1.25"), decimal.Decimal("2.5"), decimal.Decimal(3)],
        text=["1.234,5", "2", "3,5"],
        z=[1.0, 2.0, 3.0],
    )
    assert stored(path)[0] == [[1, 0.5, 1, 1.25, 1234.5], [2, 1.5, 0, 2.5, 2], [3, 2.5, 1, 3, 3.5]]


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        (pa.array([1, None, 10, 9]), ("1", "9", "10")),
        (pa.array([1.0, np.nan, 10.0, 9.5]), ("1", "9.5", "10")),
        (pa.array(["x", None, "y", "z"]), ("x", "y", "z")),
        (pa.array(["x", "nan", "y", "z"]), ("x", "y", "z")),
        (pa.array(["x", None, "y", "z"]).dictionary_encode(), ("x", "y", "z")),
        (pa.array([2**53 + 1, None, 1, 2]), ("1", "2", str(2**53 + 1))),
    ],
)
def test_a_null_is_missing_and_no_class_and_whole_numbers_have_no_point(write, cells, classes):
    path = write(a=[1.0, 2.0, 3.0, 4.0], kind=cells)
    with pytest.warns(ns.NeurosimWarning, match="1 of 4 rows is left out"):
        X, _, column = stored(path, classes="kind", missing="drop")
    assert column.classes == classes
    assert X == [[1], [3], [4]]
    assert ", row 2, column 'kind': " in error(path, classes="kind")


def test_truth_values_are_classes_as_their_words_are(write):
    assert stored(write(a=[1.0, 2.0], ok=[True, False]))[2].classes == ("False", "True")


def test_a_missing_input_is_counted_or_filled(write):
    path = write(a=[1.0, None, 4.0, np.nan], z=[1.0, 2.0, 3.0, 4.0])
    assert error(path) == (
        ", row 2, column 'a': the cell is empty, the first of 2 missing values; correct the file, "
        "or give missing='drop', 'mean' or 'median' (--missing drop, mean or median)"
    )
    assert stored(path, missing="mean")[0] == [[1], [2.5], [4], [2.5]]


def test_text_inputs_are_one_hot_when_chosen(write):
    path = write(colour=pa.array(["red", "blue"]).dictionary_encode(), z=[1.0, 2.0])
    assert ", row 1, column 'colour': 'red' is not a number; inputs must be numbers" in error(path)
    assert stored(path, categories="colour")[0] == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            [[1.0], [2.0]],
            "the column has values of the type list<element: double>, which are neither",
        ),
        (
            [{"x": 1}, {"x": 2}],
            "the column has values of the type struct<x: int64>, which are neither",
        ),
        ([b"x", b"y"], "the column has values of the type binary, which are neither numbers nor"),
        (
            [dt.date(2024, 1, 2), dt.date(2024, 1, 3)],
            "the column has dates, which are neither numbers nor texts; give it as a number, such as "
            "the days since some start, or leave the column out: name only the others in inputs ",
        ),
    ],
)
def test_other_values_are_refused_only_where_they_are_chosen(write, cells, message):
    path = write(a=[1.0, 2.0], odd=cells, z=[1.0, 2.0])
    assert f", column 'odd': {message}" in error(path)
    assert stored(path, inputs="a", targets="z")[0] == [[1], [2]]


def test_infinity_is_refused(write):
    path = write(a=[1.0, np.inf], z=[1.0, 2.0])
    assert error(path) == (
        ", row 2, column 'a': 'inf' is not a finite number; give a number or remove the row"
    )


@pytest.mark.parametrize("content", [b"", b"no parquet", b"PAR1" + b"x" * 30 + b"PAR1"])
def test_something_else_is_one_sentence(tmp_path, content):
    path = tmp_path / "data.parquet"
    path.write_bytes(content)
    with pytest.raises(DataError, match="the file cannot be read as Parquet: ") as caught:
        ns.DataFile(path)
    assert "\n" not in str(caught.value)


def test_it_is_read_at_once_as_well(write):
    tables = read_tables(write(a=[1.0, 2.0, 3.0]), Reading())
    assert [len(table) for table in tables] == [2, 1]
    assert tables[1].numbers(["a"]).tolist() == [[3]]


# Columns of arrays and frames


@pytest.mark.parametrize(
    ("values", "kind", "missing"),
    [
        (np.array([1, 2]), ValueColumn, []),
        (np.array([1.0, np.nan]), ValueColumn, [1]),
        (np.array(["a ", None, "?"], dtype=object), TextColumn, [1, 2]),
        (np.array([True, None], dtype=object), ValueColumn, [1]),
        (np.array([1.5, decimal.Decimal(2), None], dtype=object), ValueColumn, [2]),
        (np.array([1, "x"], dtype=object), TextColumn, []),
        (np.array([dt.date(2024, 1, 2)], dtype=object), OtherColumn, []),
        (np.array(["2024-01-02"], dtype="datetime64[D]"), OtherColumn, []),
        (np.array([1j]), OtherColumn, []),
        (np.array([[1], None, [2, 3]], dtype=object), OtherColumn, []),
    ],
)
def test_a_column_of_an_array(values, kind, missing):
    column = as_column(values)
    assert isinstance(column, kind)
    assert column.missing() == missing
