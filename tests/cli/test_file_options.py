"""The options of every command that reads a data file."""

from pathlib import Path

import numpy as np
import pytest

import neurosim as ns

FIELD = Path(__file__).parents[1] / "field"
MESSY = """id;colour;size;kind
1;red;1.234,5;1
2;blue;NA;2
3;red;3,5;1
4;green;4,5;2
"""
TRAIN = [
    "--inputs", "colour,size", "--targets", "kind", "--classes", "kind", "--categories", "colour",
    "--missing", "median", "--epochs", "3",
]  # fmt: skip
COMMANDS = ["train", "test", "predict", "trace", "explain", "draw", "figures", "animate"]


@pytest.fixture
def messy(run):
    """Train on a messy file; return what runs commands beside it."""
    Path("messy.csv").write_text(MESSY)
    run("new", "m.json", "--layers", "4,3,2")
    assert run("train", "m.json", "messy.csv", "-o", "t.json", *TRAIN).status == 0
    return run


def options_of(text):
    return {word for word in text.split() if word.startswith("--")}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_reads_data_has_all_of_them(run, command):
    assert options_of(run(command, "--help").out) >= {
        "--classes", "--categories", "--missing", "--header", "--encoding", "--delimiter",
        "--decimal", "--thousands",
    }  # fmt: skip


def test_training_is_that_of_the_library(messy):
    net = ns.mlp([4, 3, 2])
    data = ns.read_csv(
        "messy.csv", inputs=["colour", "size"], targets="kind", classes="kind", categories="colour",
        missing="median",
    )  # fmt: skip
    ns.train(net, data, epochs=3, normalize=(0, 1))
    trained = ns.load("t.json")
    assert [p.value for p in trained.parameters] == [p.value for p in net.parameters]
    assert trained.preparation == net.preparation
    assert trained.preparation.fill == {"colour": "red", "size": 4.5}


def test_the_model_prepares_what_it_is_asked_about(messy):
    Path("new.csv").write_text("colour;size\nblue;2,5\n;\n")
    out = messy("predict", "t.json", "new.csv").out.splitlines()
    assert out[0].startswith("colour,size,predicted kind,")
    assert [line.split(",")[:2] for line in out[1:]] == [["blue", "2.5"], ["red", "4.5"]]
    net = ns.load("t.json")
    by_hand = ns.predict(net, [[1, 0, 0, 2.5], [0, 0, 1, 4.5]])
    shares = [[float(cell) for cell in line.split(",")[3:]] for line in out[1:]]
    np.testing.assert_allclose(shares, by_hand, rtol=1e-12)
    assert messy("predict", "t.json", stdin=Path("new.csv").read_text()).out.splitlines() == out
    assert "samples" in messy("test", "t.json", "messy.csv").out
    assert "raw 4.5" in messy("trace", "t.json", "messy.csv", "--row", "1").out
    assert messy("explain", "t.json", "messy.csv", "--row", "1").status == 0
    assert messy("draw", "t.json", "messy.csv", "-o", "a.svg").status == 0


def test_labels_are_given_in_order(run):
    Path("d.csv").write_text("c,x,z\nlow,1,NA\nhigh,2,b\nlow,3,NA\n")
    run("new", "m.json", "--layers", "4,2")
    result = run(
        "train", "m.json", "d.csv", "-o", "t.json", "--epochs", "1",
        "--categories", "c=low,mid,high", "--classes", "z=b,NA",
    )  # fmt: skip
    assert (result.status, ns.load("t.json").input_columns) == (
        0,
        ("c=low", "c=mid", "c=high", "x"),
    )
    assert ns.load("t.json").target_columns[0].classes == ("b", "NA")


def test_a_file_without_a_header(run, fails):
    iris = str(FIELD / "iris-no-header.csv")
    run("new", "m.json", "--layers", "4,3")
    train = ["train", "m.json", iris, "-o", "t.json", "--epochs", "1"]
    assert "say which with header=True or False (--header yes or no)" in fails(*train)
    assert run(*train, "--header", "no").status == 0
    out = run("predict", "t.json", iris, "--header", "no").out.splitlines()
    assert len(out) == 5
    assert out[0].startswith("c[0],c[1],c[2],c[3],predicted c[4]")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("csv-cp1252", ["--encoding", "cp1252"]),
        ("csv-us-thousands-advice", ["--thousands", ","]),
        ("csv-us-thousands-advice", ["--decimal", ","]),
        ("csv-pipe", ["--delimiter", "|"]),
        ("csv-spaces", ["--delimiter", " "]),
        ("csv-blank-comma-rows", ["--missing", "drop"]),
    ],
)
def test_a_message_names_an_option_that_helps(run, fails, name, options):
    path = str(FIELD / f"{name}.csv")
    n_inputs = 1 if name == "csv-cp1252" else 2
    run("new", "m.json", "--layers", f"{n_inputs},1")
    command = ["train", "m.json", path, "-o", "t.json", "--epochs", "1"]
    assert f"{options[0]} " in fails(*command)
    assert run(*command, *options).status == 0


def test_parquet_is_taken_by_every_command(messy):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = {
        "colour": ["red", "blue", "red", "green"],
        "size": [1234.5, None, 3.5, 4.5],
        "kind": [1, 2, 1, 2],
    }
    parquet.write_table(pa.table(columns), "data.parquet")
    for command in (["test"], ["predict"], ["trace", "--format", "csv"], ["explain"]):
        name, *rest = command
        from_parquet = messy(name, "t.json", "data.parquet", *rest)
        assert from_parquet.status == 0
        assert from_parquet.out == messy(name, "t.json", "messy.csv", *rest).out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--header", "maybe"], "unknown --header 'maybe'; known: auto, yes, no"),
        (["--missing", "men"], "unknown way to treat missing values 'men'; did you mean 'mean'"),
        (["--encoding", "klingon"], "the encoding 'klingon' is not known"),
        (["--thousands", "_"], "the thousands separator is '_'; give one of"),
        (["--categories", "color"], "unknown text column 'color'; did you mean 'colour'"),
        (
            ["--classes", "colour"],
            "the class column 'colour' is not a target; choose it as a target",
        ),
        (["--categories", "colour=red"], "at least 2 classes are needed; got 1: red"),
    ],
)
def test_options_that_do_not_fit_are_one_sentence(messy, fails, options, message):
    assert message in fails("train", "m.json", "messy.csv", "-o", "x.json", *TRAIN[:4], *options)


def test_predicting_leaves_rows_out_only_when_told(messy, fails):
    Path("new.csv").write_text("a,b\n1,2\n3,\n")
    ns.save(ns.mlp([2, 1]), "p.json")
    assert "give missing='drop' (--missing drop)" in fails("predict", "p.json", "new.csv")
    result = messy("predict", "p.json", "new.csv", "--missing", "drop")
    assert len(result.out.splitlines()) == 2
    assert "new.csv: 1 of 2 rows is left out, because a value is missing there" in result.err
