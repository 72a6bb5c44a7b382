"""CSV files as they really are: the page reads what Python reads, or refuses in a sentence."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns
from neurosim.errors import NeurosimError
from neurosim.explorer.page_document import document_of
from neurosim.model.preparation import Preparation

InNode = Callable[[str, str, Any], Any]

FIELD = Path(__file__).parents[2] / "field"
CSV = """
import { readCsv } from "PAGE/document/csv.js";
import { dataFor, likelyColumns } from "PAGE/document/csv_data.js";
import { readDocument } from "PAGE/document/document.js";
import { Refusal } from "PAGE/document/refusal.js";
import { ENGLISH } from "PAGE/words/english.js";
import { GERMAN } from "PAGE/words/german.js";
const said = (work) => {
  try { return work(); }
  catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (/undefined|NaN/.test(error.in(ENGLISH) + error.in(GERMAN))) throw error;
    return { refusal: error.in(ENGLISH) };
  }
};
const neuron = (name) => ({ kind: "computed", name, bias: 0, activation: "sigmoid", sources: [] });
const networkFor = (inputs, outputs) => ({
  model: {
    input_columns: null, target_columns: null, preparation: null, outputs: null,
    neurons: [
      ...Array.from({ length: inputs }, (_, k) => ({ kind: "input", name: `x[${k}]` })),
      ...Array.from({ length: outputs }, (_, k) => neuron(`o[${k}]`)),
    ],
  },
});
const fitting = (table) => {
  const named = [...table.columns.keys()].filter((place) => table.columns[place].named);
  const last = table.columns[named.at(-1)];
  const outputs = last.kind === "classes" ? last.labels.length : 1;
  return networkFor(named.length - 1, outputs);
};
const dataOf = ({ text, header = "auto", drop = false }) => said(() => {
  const table = readCsv(text, { name: "file", header });
  const network = fitting(table);
  return dataFor(table, network, { ...likelyColumns(table, network), drop });
});
"""
PAGE_ONLY = {
    # the page also takes | between cells, and passes over rows without any value
    "csv-pipe": [[1, 2, 3], [2, 3, 4]],
    "csv-blank-comma-rows": [[1, 2, 3], [2, 3, 4]],
}
PYTHON_ONLY = {
    # a browser gives the text of a file in UTF-8
    "csv-utf16-excel": "Line 1 has characters that are not in UTF-8",
}


def python_reads(path: Path) -> dict[str, Any] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            data = ns.read_csv(path)
        except NeurosimError:
            return None
    return {
        "inputs": list(data.input_names),
        "targets": [name for column in data.target_columns for name in column.output_names],
        "rows": [[*x, *z] for x, z in zip(data.X.tolist(), data.Z.tolist(), strict=True)],
    }


def test_the_files_of_the_field_are_read_as_python_reads_them(in_node: InNode) -> None:
    paths = sorted(FIELD.glob("*.csv"))
    texts = [path.read_bytes().decode("utf-8", "replace") for path in paths]
    answers = in_node(CSV, "return given.map((text) => dataOf({ text }));", texts)
    read = 0
    for path, answer in zip(paths, answers, strict=True):
        expected = python_reads(path)
        if path.stem in PAGE_ONLY:
            assert (expected, answer.get("rows")) == (None, PAGE_ONLY[path.stem]), path.stem
        elif path.stem in PYTHON_ONLY:
            assert PYTHON_ONLY[path.stem] in answer["refusal"]
        elif expected is None:
            assert "refusal" in answer, (path.stem, answer)
        else:
            assert answer == {"name": "file", **expected}, path.stem
            read += 1
    assert read > 25


def test_files_without_names_are_read_if_that_is_said(in_node: InNode) -> None:
    text = (FIELD / "iris-no-header.csv").read_text(encoding="utf-8")
    unclear, read = in_node(
        CSV, "return given.map(dataOf);", [{"text": text}, {"text": text, "header": False}]
    )
    assert unclear["refusal"].startswith("Line 1 may be names or values")
    assert read["inputs"] == ["c[0]", "c[1]", "c[2]", "c[3]"]
    assert read["targets"][1] == "c[4]=Iris-versicolor"
    assert read["rows"][2] == [7.0, 3.2, 4.7, 1.4, 0, 1, 0]


REFUSED = {
    "": "The file is empty",
    "\n \r\n": "The file is empty",
    "a,b\n": "No row is left below the names",
    "a,b\n1,2\n\n3\n": "Line 4 has 1 cell, but the names are 2",
    'a,b\n1,"2\n3,4\n': "The row in line 2 opens a quote",
    "a,b\n1,2\0\n": "Line 2 has characters that are not in UTF-8",
    "a,b\n1,\ufffd\n": "Line 2 has characters that are not in UTF-8",
    "a\n1\n": 'The file has only one column, "a"',
    "title\na,b\n1,2\n": 'Line 1 is "title" alone',
    ",\n1,2\n": "No column has a name in line 1",
    "a,a\n1,2\n": 'has "a" twice',
    "a,b\n1,x\n2,y\n3,5\n": 'Line 2, column "b": "x" is not a number',
    "a,b\nx,1\n2,2\n": 'Line 2, column "a": "x" is not a number',
    "a,b\n1e999,1\n": 'Line 2, column "a": "1e999" is too large',
    "a;b\n1,5;2\n1.5;3\n": '"1,5" in line 2 has a decimal comma, but "1.5" in line 3 a decimal point',
    "a;b\n1.234;2\n": 'Line 2, column "a": "1.234" may have decimals or thousands',
    'a,b\n"1,234",2\n': 'Line 2, column "a": "1,234" may have decimals or thousands',
    "a,b\n1,2\nNA,3\n": 'Line 3, column "a": a value is missing',
    "a,b\n1,yes\n2,yes\n": 'The column "b" has neither numbers nor 2 to 20 classes',
    "a,b\n" + "".join(f"{k},c{'x' * k}\n" for k in range(21)): "neither numbers nor 2 to 20",
}


def test_what_is_not_sure_is_refused_with_its_line(in_node: InNode) -> None:
    answers = in_node(CSV, "return given.map((text) => dataOf({ text }));", [*REFUSED])
    for (text, sentence), answer in zip(REFUSED.items(), answers, strict=True):
        assert sentence in answer.get("refusal", "no refusal"), text


def test_a_quote_that_is_never_closed_is_found_at_once(in_node: InNode) -> None:
    texts = ['a,b\n1,"' + "2 " * 100_000, 'a,b\n1,"' + '""' * 100_000]
    for answer in in_node(CSV, "return given.map((text) => dataOf({ text }));", texts):
        assert "The row in line 2 opens a quote" in answer["refusal"]


READ = {
    "a;b\n1,5;2\n-3,25e1;,5\n": [[1.5, 2], [-32.5, 0.5]],
    "a,b\n1.234,2\n": [[1.234, 2]],
    "a;b\n1.234;0,5\n": [[1234, 0.5]],
    "a;b\n1,234.5;2\n1,234;3\n": [[1234.5, 2], [1234, 3]],
    'a,"b ""c"", d"\r\n 1 , "2" \r\n\r\n3,4\r\n': [[1, 2], [3, 4]],
    'a,b\r"1"x,2\r': None,
    "\ufeffsep=;\na;b\n1;2\n": [[1, 2]],
    "a\tb\n1\t2\n\t\n": [[1, 2]],
    "a,b\n1,2,,\n3,4\n": [[1, 2], [3, 4]],
    "a, b\n+1, '-2\n": [[1, -2]],
    "a,b\n1,no\n2,yes\n": [[1, 1, 0], [2, 0, 1]],
}


def test_separators_quotes_and_marks(in_node: InNode) -> None:
    answers = in_node(CSV, "return given.map((text) => dataOf({ text }));", [*READ])
    for (text, rows), answer in zip(READ.items(), answers, strict=True):
        assert answer.get("rows") == rows, text
        if rows is not None and "sep=" not in text:
            data = ns.read_csv(io.StringIO(text.replace("\t\n", "\n", 1), newline=""))
            expected = [[*x, *z] for x, z in zip(data.X.tolist(), data.Z.tolist(), strict=True)]
            assert rows == expected, text


def test_rows_with_a_missing_value_are_left_out_if_that_is_said(in_node: InNode) -> None:
    given = {"text": "a,b\n1,2\nNA,3\n4,?\n5,6\n", "drop": True}
    (answer,) = in_node(CSV, "return given.map(dataOf);", [given])
    assert answer["rows"] == [[1, 2], [5, 6]]


FOR_MODEL = """
  const { model } = readDocument(given.document);
  const table = readCsv(given.text, { name: "file" });
  const likely = likelyColumns(table, { model });
  return given.chosen.map((chosen) =>
    said(() => dataFor(table, { model }, { ...likely, ...chosen })));
"""


def test_a_network_gets_the_columns_that_it_knows(in_node: InNode) -> None:
    net = ns.mlp([3, 2, 1])
    net.input_columns = ("age", "colour=blue", "colour=red")
    net.preparation = Preparation({"colour": ("blue", "red")}, {"age": 41.5, "colour": "red"})
    net.target_columns = (ns.TargetColumn("sick", ("no", "yes"), one_output=True),)
    text = "sick;colour;shoe;age\nyes;blue;40;30,5\nno;;41;NA\n"
    given = {"document": document_of(net), "text": text, "chosen": [{}, {"inputs": [1, 3]}]}
    for answer in in_node(CSV, FOR_MODEL, given):
        assert answer == {
            "name": "file",
            "inputs": ["age", "colour=blue", "colour=red"],
            "targets": ["sick=yes"],
            "rows": [[30.5, 1, 0, 1], [41.5, 0, 1, 0]],
        }
    given["text"] = text.replace("yes", "perhaps")
    (answer, _) = in_node(CSV, FOR_MODEL, given)
    assert answer["refusal"].startswith(
        'Line 2, column "sick": the network does not know the label "perhaps"'
    )


def test_known_columns_come_in_the_order_of_the_network(in_node: InNode) -> None:
    net = ns.mlp([2, 2])
    net.input_columns, net.target_columns = (
        ("b", "a"),
        (ns.TargetColumn("d"), ns.TargetColumn("c")),
    )
    given = {
        "document": document_of(net),
        "text": "a,b,c,d\n1,2,3,4\n",
        "chosen": [{}, {"inputs": [0, 1], "targets": [2, 3]}, {"inputs": [0]}, {"targets": [0, 1]}],
    }
    likely, all_four, one, twice = in_node(CSV, FOR_MODEL, given)
    assert likely["rows"] == all_four["rows"] == [[2, 1, 4, 3]]
    assert one["refusal"].startswith("The chosen columns give 1 inputs (a), and the network has 2")
    assert twice["refusal"].startswith('file has "a" twice')


def test_other_targets_than_those_of_the_network_are_refused(in_node: InNode) -> None:
    net = ns.mlp([1, 1])
    net.target_columns = (ns.TargetColumn("species", ("dog", "cat"), one_output=True),)
    given = {"document": document_of(net), "chosen": [{}]}
    said = "The network knows the targets species; choose these columns, or make a new network."
    for text in ("x,kind\n1,apple\n2,pear\n", "x,kind\n1,cat\n2,dog\n", "x,y\n1,0\n2,1\n"):
        assert in_node(CSV, FOR_MODEL, {**given, "text": text}) == [{"refusal": said}]
    net.input_columns = ("x",)
    given["document"] = document_of(net)
    (known,) = in_node(CSV, FOR_MODEL, {**given, "text": "species,x\ncat,1\ndog,2\n"})
    assert known["rows"] == [[1, 1], [2, 0]]


def test_a_network_that_knows_no_columns_gets_them_by_place(in_node: InNode) -> None:
    net = ns.mlp([2, 1])
    text = "p,q,r,kind\n1,2,3,no\n4,5,6,yes\n"
    given = {"document": document_of(net), "text": text, "chosen": [{}, {"targets": [1, 2]}]}
    shared, other = in_node(CSV, FOR_MODEL, given)
    assert shared == {
        "name": "file",
        "inputs": ["p", "q"],
        "targets": ["kind=yes"],
        "rows": [[1, 2, 0], [4, 5, 1]],
    }
    assert 'has "q" twice' in other["refusal"]
    three = ns.mlp([2, 3])
    answers = in_node(CSV, FOR_MODEL, {**given, "document": document_of(three)})
    assert "2 targets (kind=no, kind=yes), and the network has 3 outputs" in answers[0]["refusal"]


@pytest.mark.parametrize("known", [("0", "1"), ("1", "0")])
def test_labels_that_are_numbers_are_labels_if_the_network_knows_them(
    in_node: InNode, known: tuple[str, str]
) -> None:
    net = ns.mlp([1, 2])
    net.input_columns = ("a",)
    net.target_columns = (ns.TargetColumn("b", known),)
    given = {"document": document_of(net), "text": "a,b\n5,1\n6,0\n", "chosen": [{}]}
    (answer,) = in_node(CSV, FOR_MODEL, given)
    places = [known.index("1"), known.index("0")]
    assert answer["rows"] == [
        [value, *(int(k == place) for k in range(2))]
        for value, place in zip((5, 6), places, strict=True)
    ]
