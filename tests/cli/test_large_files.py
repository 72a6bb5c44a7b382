"""Files that are read in chunks, checkpoints and the choice of the engine, on the command line."""

from pathlib import Path

import numpy as np
import pytest

import neurosim as ns
from neurosim.cli import options
from neurosim.data import chunks

X = np.random.default_rng(0).uniform(0, 10, (200, 2)).round(3)
ROWS = "a,b,z\n" + "".join(f"{a},{b},{a + 2 * b:.3f}\n" for a, b in X)


@pytest.fixture
def neurosim(run, monkeypatch):
    """Run commands beside a model and a file that counts as large."""
    monkeypatch.setattr(options, "LARGE_FILE", 1000)
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 32)
    Path("data.csv").write_text(ROWS)
    ns.save(ns.mlp([2, 4, 1], seed=1), "model.json")
    return run


def trained(name):
    return [parameter.value for parameter in ns.load(name).parameters]


def test_training_from_a_large_file_is_training_in_memory(neurosim, monkeypatch):
    command = ["train", "model.json", "data.csv", "--epochs", "5", "--engine", "compiled"]
    large = neurosim(*command, "-o", "large.json")
    assert (large.status, large.err) == (0, "")
    monkeypatch.setattr(options, "LARGE_FILE", 1_000_000)
    small = neurosim(*command, "-o", "small.json")
    assert trained("large.json") == trained("small.json") != trained("model.json")
    assert large.out.replace("large", "small") == small.out


def test_predicting_from_a_large_file(neurosim):
    neurosim("train", "model.json", "data.csv", "--epochs", "2", "-o", "trained.json")
    result = neurosim("predict", "trained.json", "data.csv")
    lines = result.out.splitlines()
    assert lines[0] == "a,b,predicted z"
    assert len(lines) == 201
    expected = ns.predict(ns.load("trained.json"), X)[:, 0]
    np.testing.assert_allclose([float(line.split(",")[2]) for line in lines[1:]], expected)
    neurosim("predict", "trained.json", "data.csv", "-o", "out.csv")
    assert Path("out.csv").read_text() == result.out
    assert neurosim("predict", "trained.json", stdin=ROWS).out == result.out


def test_a_bad_cell_in_a_later_chunk_leaves_no_file(neurosim):
    neurosim("train", "model.json", "data.csv", "--epochs", "1", "-o", "trained.json")
    lines = ROWS.splitlines()
    lines[150] = "1,x,2"
    Path("bad.csv").write_text("\n".join(lines))
    result = neurosim("predict", "trained.json", "bad.csv", "-o", "out.csv")
    assert result.status == 2
    assert "bad.csv, line 151, column 'b': 'x' is not a number" in result.err
    assert not Path("out.csv").exists()
    assert sorted(path.name for path in Path().iterdir()) == [
        "bad.csv",
        "data.csv",
        "model.json",
        "trained.json",
    ]


def test_parquet(neurosim):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    a, b = X.T
    parquet.write_table(pa.table({"a": a, "b": b, "z": (a + 2 * b).round(3)}), "data.parquet")
    command = ["train", "model.json", "--epochs", "3"]
    assert neurosim(*command, "data.parquet", "-o", "parquet.json").status == 0
    neurosim(*command, "data.csv", "-o", "csv.json")
    assert trained("parquet.json") == trained("csv.json")
    from_parquet = neurosim("predict", "parquet.json", "data.parquet").out
    assert from_parquet == neurosim("predict", "parquet.json", "data.csv").out


def test_rows_of_a_large_file_cannot_be_held_out(neurosim):
    result = neurosim("train", "model.json", "data.csv", "-o", "t.json", "--validation", "0.2")
    assert result.status == 2
    assert "data.csv is read in chunks, so --validation cannot keep rows" in result.err


def test_a_run_goes_on_from_its_checkpoint(neurosim):
    command = ["train", "model.json", "data.csv", "--optimizer", "adam", "--shuffle"]
    assert neurosim(*command, "--epochs", "6", "-o", "whole.json").status == 0
    resumable = [*command, "--checkpoint", "run.npz", "--checkpoint-every", "2"]
    assert neurosim(*resumable, "--epochs", "4", "-o", "part.json").status == 0
    refused = neurosim(*resumable, "--epochs", "6", "-o", "rest.json")
    assert "run.npz exists already" in refused.err
    again = neurosim(*resumable, "--epochs", "6", "--resume", "-o", "rest.json")
    assert (again.status, again.err) == (0, "")
    assert trained("rest.json") == trained("whole.json") != trained("part.json")


def test_resume_needs_a_checkpoint(neurosim):
    result = neurosim("train", "model.json", "data.csv", "-o", "t.json", "--resume")
    assert result.status == 2
    assert "--resume needs the checkpoint to continue from: give --checkpoint FILE" in result.err
