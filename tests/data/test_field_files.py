"""Every file from the field gives its right value, or one sentence with the cause and the way out.

``read_csv`` and ``DataFile`` say the same of each.
"""

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns
from neurosim.data import chunks

FIELD = Path(__file__).parents[1] / "field"
MISSING_LABEL = (
    "; correct the file, or give missing='drop' (--missing drop); if it is a label, list it with "
    "the others in classes (--classes)"
)
NO_NUMBER = (
    "is not a number; inputs must be numbers, or text columns that are listed in categories "
    "(--categories); or leave the column out: name only the others in inputs (--inputs) and targets "
    "(--targets)"
)
SAY_HEADER = (
    "may be names or values like those below; say which with header=True or False "
    "(--header yes or no)"
)
TWO_NUMBERS = ([[1, 2], [2, 3]], [[3], [4]])
ONE_NUMBER = ([[1], [2]], [[2], [3]])
UNNAMED = (
    "the column at position 0 has no name and is left out; choose the inputs by position to use it"
)


@dataclass(frozen=True)
class Case:
    """One file: what is asked for, and the numbers or the message that it gives."""

    name: str
    X: Any = None
    Z: Any = None
    options: dict[str, Any] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    inputs: tuple[str, ...] | None = None
    warning: str = ""
    message: str = ""


def values(name, numbers, **more):
    return Case(name, *numbers, **more)


def refused(name, message, **options):
    return Case(name, message=message, options=options)


def one_hot(*places):
    width = max(places) + 1
    return [[float(place == k) for k in range(width)] for place in places]


IRIS = [[5.1, 3.5, 1.4, 0.2], [4.9, 3.0, 1.4, 0.2], [7.0, 3.2, 4.7, 1.4], [6.3, 3.3, 6.0, 2.5]]
SPECIES = ("Iris-setosa", "Iris-versicolor", "Iris-virginica")
GERMAN = [[12.5, 1234], [3.75, 12345], [8.1, 234567]]
PEOPLE = [[12.5, 1234], [3.75, 12345]]
DROP = {"missing": "drop"}
TWO_LEFT_OF_3 = "1 of 3 rows is left out, because a value is missing there"

CASES = [
    # a header, or none
    refused("iris-no-header", f", line 1: the first row ('5.1', '3.5', '1.4', '0.2', 'Iris-setosa') {SAY_HEADER}"),
    values(
        "iris-no-header", (IRIS, one_hot(0, 0, 1, 2)), options={"header": False}, classes=SPECIES,
        inputs=("c[0]", "c[1]", "c[2]", "c[3]"),
    ),
    refused("csv-date-header-is-data", f", line 1: the first row ('5.1', '3.5', 'Iris-setosa') {SAY_HEADER}"),
    values(
        "csv-date-header-is-data", ([[5.1, 3.5], [4.9, 3.0], [6.0, 3.0]], one_hot(0, 0, 1)),
        options={"header": False}, classes=("Iris-setosa", "Iris-virginica"),
    ),
    refused("csv-all-numbers-header", f", line 1: the first row ('1', '2', '3') {SAY_HEADER}"),
    values("csv-all-numbers-header", ([[1, 2], [4, 5], [7, 8]], [[3], [6], [9]]), options={"header": False}),
    values(
        "csv-all-numbers-header", ([[4, 5], [7, 8]], [[6], [9]]), options={"header": True},
        inputs=("1", "2"),
    ),
    values("csv-year-header", ([[1, 5], [2, 8]], [[6], [9]]), inputs=("year", "2019")),
    refused(
        "csv-comment-line", ", line 1: the first row is '# made by lab 3' alone, but the row below "
        "it has 3 cells; remove the first row if it is a title or a comment",
    ),
    refused(
        "csv-units-row", ", line 2, column 'x0': 'm' is not a number; the cells below it are numbers; "
        "remove line 2 if it is a second line of names or units",
    ),
    values("csv-header-case-dup", ([[1, 2]], [[3]]), inputs=("x", "X")),
    refused(
        "csv-dup-header",
        ": the column name 'x' is repeated; give each column its own name, or choose "
        "columns by position",
    ),
    values("csv-dup-header", ([[2]], [[3]]), options={"inputs": [1], "targets": "y"}),
    values("csv-header-newline", ONE_NUMBER, inputs=("Länge\n(cm)",)),
    values("csv-header-quote-comma", TWO_NUMBERS, inputs=("Länge, cm", "Breite, cm")),
    values("csv-nfd-header", ONE_NUMBER, inputs=("L\u00e4nge",)),
    values("csv-nfd-header", ONE_NUMBER, options={"inputs": "La\u0308nge"}, inputs=("L\u00e4nge",)),
    # columns that nobody chose
    values("csv-unnamed-index-column", ([[1], [3]], [[2], [4]]), warning=UNNAMED),
    values("csv-unnamed-index-column", ([[1], [3]], [[2], [4]]), options={"inputs": "a", "targets": "y"}),
    values(
        "csv-unnamed-index-column", ([[0, 1], [1, 3]], [[2], [4]]),
        options={"inputs": [0, 1], "targets": "y"}, inputs=("c[0]", "a"),
    ),
    values("csv-index-col-chosen", TWO_NUMBERS, options={"inputs": ["x0", "x1"]}),
    values("csv-r-rownames", TWO_NUMBERS, warning=UNNAMED, inputs=("x0", "x1")),
    values("csv-trailing-comma-all", TWO_NUMBERS, inputs=("x0", "x1")),
    values("csv-trailing-comma-all-chosen", TWO_NUMBERS, options={"inputs": ["x0", "x1"], "targets": "y"}),
    values("csv-trailing-comma-rows", TWO_NUMBERS, inputs=("x0", "x1")),
    # delimiters, encodings, line ends
    values("csv-excel-sep-comma", TWO_NUMBERS, inputs=("x0", "x1")),
    values("csv-excel-sep-line", TWO_NUMBERS, inputs=("x0", "x1")),
    values("csv-header-unit-comma-semicolon", TWO_NUMBERS, inputs=("Länge, cm", "Breite, cm")),
    values("csv-header-unit-comma-semi2", ([[1.5], [2.5]], [[3], [4]]), inputs=("Länge, Mittel, cm",)),
    refused(
        "csv-pipe", ": no column is left for the inputs; the columns are: x0|x1|y (if this is "
        "really more than one column, give delimiter='|' (--delimiter '|'))",
    ),
    values("csv-pipe", TWO_NUMBERS, options={"delimiter": "|"}),
    refused(
        "csv-spaces", ": no column is left for the inputs; the columns are: x0 x1 y (if this is "
        "really more than one column, give delimiter=' ' (--delimiter ' '))",
    ),
    values("csv-spaces", TWO_NUMBERS, options={"delimiter": " "}),
    refused(
        "csv-seeds-tabs-double", ", line 3: the row has 4 cells, but the header has 3; give one for "
        "each column ('area', 'perimeter', 'y'); cell 2 is empty: is there a delimiter too many?",
    ),
    refused(
        "csv-cp1252", ", line 1: the file is not UTF-8 text; read an older Windows file with "
        "encoding='cp1252' (--encoding cp1252), or save it as UTF-8",
    ),
    values("csv-cp1252", ([[1.5]], [[2]]), options={"encoding": "cp1252"}, inputs=("Länge",)),
    values("csv-utf16-excel", ([[1, 2]], [[3]]), inputs=("x0", "x1")),
    values("csv-bom-quoted", ([[1.5, 2], [2.5, 3]], [[3], [4]]), inputs=("x0", "x1")),
    values("csv-ctrl-z", ONE_NUMBER),
    values("csv-no-final-newline", ONE_NUMBER),
    values("csv-old-mac", ONE_NUMBER),
    # thousands
    values("csv-german-thousands", (GERMAN, [[1], [2], [3]])),
    values("csv-german-thousands-mixed", ([[12.5, 1234567], [3.75, 12345]], [[1], [2]])),
    values("csv-us-quoted-decimal-comma", (PEOPLE, [[1], [2]])),
    values("csv-us-thousands-quoted", (PEOPLE, [[1], [2]])),
    values("csv-us-thousands-quoted-million", ([[12.5, 1234567], [3.75, 12345]], [[1], [2]])),
    refused(
        "csv-us-thousands-advice", ", line 2, column 'people': '1,234' may be 1.234 or 1234, and no "
        "other number in the chosen columns tells which; give decimal=',' (--decimal ,) for 1.234, "
        "or thousands=',' (--thousands ,) for 1234",
    ),
    values("csv-us-thousands-advice", ([[12, 1234], [3, 12345]], [[1], [2]]), options={"thousands": ","}),
    values("csv-us-thousands-advice", ([[12, 1.234], [3, 12.345]], [[1], [2]]), options={"decimal": ","}),
    # missing values
    refused("csv-NA-class", f", line 3, column 'kind': 'NA' is a missing value, the only one{MISSING_LABEL}"),
    values("csv-NA-class", ([[1], [3]], one_hot(0, 1)), options=DROP, classes=("a", "b"), warning=TWO_LEFT_OF_3),
    values(
        "csv-NA-class", ([[1], [2], [3]], one_hot(0, 1, 2)),
        options={"classes": {"kind": ["a", "NA", "b"]}}, classes=("a", "NA", "b"),
    ),
    refused("csv-nan-class", f", line 3, column 'kind': 'nan' is a missing value, the only one{MISSING_LABEL}"),
    values("csv-nan-class", ([[1], [3]], one_hot(0, 1)), options=DROP, classes=("a", "b"), warning=TWO_LEFT_OF_3),
    refused("csv-nan-class-big", f", line 2, column 'kind': 'nan' is a missing value, the first of 10{MISSING_LABEL}"),
    refused("csv-q-class", f", line 3, column 'kind': '?' is a missing value, the only one{MISSING_LABEL}"),
    refused(
        "csv-missing-class", ", line 3, column 'kind': the cell is empty, the only missing value; "
        "correct the file, or give missing='drop' (--missing drop)",
    ),
    refused(
        "csv-blank-comma-rows", ", line 4, column 'x0': the cell is empty, the first of 6 missing "
        "values; correct the file, or give missing='drop', 'mean' or 'median' (--missing drop, mean "
        "or median)",
    ),
    values(
        "csv-blank-comma-rows", TWO_NUMBERS, options=DROP,
        warning="2 of 4 rows are left out, because a value is missing there",
    ),
    # classes
    values("csv-bool-target2", ([[1], [2], [3]], [[0, 1], [1, 0], [0, 1]]), classes=("FALSE", "TRUE")),
    values(
        "csv-bool-target", ([[1], [2], [3]], [[0, 1, 0], [1, 0, 0], [0, 0, 1]]),
        classes=("FALSE", "TRUE", "True"),
        warning="the labels 'TRUE' and 'True' differ only in capital letters; they count as two labels",
    ),
    values(
        "csv-classes-space-case", ([[1], [2], [3], [4]], [[1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]]),
        classes=("Iris-setosa", "Iris-virginica", "iris-setosa"),
        warning="the labels 'Iris-setosa' and 'iris-setosa' differ only in capital letters",
    ),
    values("csv-leading-zero-class", ([[1], [2], [3]], [[1], [1], [2]])),
    refused(
        "csv-leading-zero-class",
        ", column 'plz': the classes '01' and '1' are the same number; write it in the same way everywhere",
        classes="plz",
    ),
    values("csv-mixed-class-num", ([[1], [2], [3]], [[1], [1], [2]])),
    refused("csv-one-class", ", column 'kind': at least 2 classes are needed; got 1: a"),
    refused(
        "csv-numeric-with-one-word", ", line 4, column 'y': 'unknown' is not a number; other cells "
        "of this column are numbers; correct it, or list the column in classes (--classes)",
    ),
    # text columns and dates
    refused("csv-yesno-input", f", line 2, column 'smoker': 'yes' {NO_NUMBER}"),
    values(
        "csv-yesno-input", ([[0, 1], [1, 0]], [[2], [3]]), options={"categories": "smoker"},
        inputs=("smoker=no", "smoker=yes"),
    ),
    refused(
        "csv-date", ", line 2, column 'day': '2024-01-02' is a date or a time; give it as a number, "
        "such as the days since some start, or leave the column out: name only the others in "
        "inputs (--inputs) and targets (--targets)",
    ),
    # numbers
    values("csv-exp-upper", ([[1e5], [2e-308]], [[2], [3]])),
    values("csv-tiny-huge", ([[1e-320], [1e308]], [[2], [3]])),
    refused("csv-inf", ", line 2, column 'x0': '1e400' is too large for a 64-bit float; give a smaller number"),
    values("csv-nbsp", ONE_NUMBER),
    refused("csv-apostrophe-excel", f""", line 2, column 'x0': "'1" {NO_NUMBER}"""),
    refused("csv-negative-paren", f", line 2, column 'x0': '(1)' {NO_NUMBER}"),
    refused("csv-fortran-D", f", line 2, column 'x1': '2.5D-3' {NO_NUMBER}"),
    refused("csv-currency", ", line 2, column 'x1': '$2' has the sign '$' in it; write the number alone"),
    refused("csv-percent", ", line 2, column 'x1': '50%' has the sign '%' in it; write the number alone"),
    refused(
        "csv-fullwidth", ", line 2, column 'x0': '１' has the character U+FF11 (FULLWIDTH DIGIT ONE) "
        "in it; write the number with ASCII digits and signs",
    ),
    refused(
        "csv-unicode-minus", ", line 2, column 'x1': '−2' has the character U+2212 (MINUS SIGN) in "
        "it; write the number with ASCII digits and signs",
    ),
    refused(
        "csv-zero-width", ", line 2, column 'x0': '\\u200b1' has the character U+200B (ZERO WIDTH "
        "SPACE) in it; write the number with ASCII digits and signs",
    ),
]  # fmt: skip


def read_at_once(path, **options):
    data = ns.read_csv(path, **options)
    return data, data.X.tolist(), data.Z.tolist()


def read_in_chunks(path, **options):
    rows = ns.DataFile(path, **options).store()
    X, Z = rows.read(0, len(rows))
    return rows, X.tolist(), Z.tolist()


@pytest.fixture(params=[1, 2**16], ids=["chunks of 1", "one chunk"])
def size_of_chunks(request, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", request.param)


@pytest.mark.usefixtures("size_of_chunks")
@pytest.mark.parametrize("read", [read_at_once, read_in_chunks])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_from_the_field(case, read):
    path = FIELD / f"{case.name}.csv"
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        if case.message:
            with pytest.raises(ns.NeurosimError) as caught:
                read(path, **case.options)
            assert str(caught.value) == f"{path}{case.message}"
            return
        data, X, Z = read(path, **case.options)
    assert (X, Z) == (case.X, case.Z)
    assert data.target_columns[0].classes == case.classes
    if case.inputs is not None:
        assert data.input_names == case.inputs
    said = {str(warning.message) for warning in warned}
    assert len(said) == bool(case.warning)
    assert case.warning in "".join(said)


def test_every_file_has_a_case():
    files = {path.stem for path in FIELD.glob("*.csv")}
    assert files == {case.name for case in CASES}
