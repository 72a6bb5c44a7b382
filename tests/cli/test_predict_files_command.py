"""The command predict with many files."""

from __future__ import annotations

import pytest


@pytest.fixture
def folder(tmp_path):
    """Three files with the inputs of the model."""
    (tmp_path / "in").mkdir()
    for k in range(3):
        (tmp_path / "in" / f"{k}.csv").write_text(f"id,I0,I1\n{k}0,70,98\n{k}1,50,85\n")
    return tmp_path


MANY = ("--files", "in/*.csv", "-o", "out", "--workers", 1)


def test_each_file_is_predicted_and_not_again(run, model, folder):
    done = run("predict", model, *MANY, "--keep", "id")
    assert done.status == 0, done
    first, second = done.out.splitlines()
    assert first.startswith("6 rows of 3 files in ")
    assert first.endswith(" rows a second")
    assert second == "wrote out"
    alone = run("predict", model, folder / "in" / "1.csv").out.splitlines()
    found = (folder / "out" / "1.csv").read_text().splitlines()
    assert found[0] == "id,predicted Z0"
    assert [row.split(",") for row in found[1:]] == [
        ["10", alone[1].split(",")[2]],
        ["11", alone[2].split(",")[2]],
    ]
    again = run("predict", model, *MANY, "--keep", "id").out.splitlines()[0]
    assert again.startswith("0 rows of 0 files in ")
    assert again.endswith("; 3 files made before")
    assert run("predict", model, *MANY, "--keep", "id", "--force").out.startswith(
        "6 rows of 3 files"
    )


def test_a_file_that_fails_is_named_and_the_rest_is_done(run, model, folder):
    (folder / "in" / "bad.csv").write_text("I0,I1\n1,x\n")
    done = run("predict", model, *MANY)
    assert done.status == 2
    assert "bad.csv failed: " in done.out
    assert "line 2, column 'I1': 'x' is not a number" in done.out
    assert done.err == "neurosim: 1 file of 4 failed\n"
    assert (folder / "out" / "2.csv").exists()


def test_the_format_and_the_columns_are_chosen_as_for_one_file(run, model, folder):
    for path in (folder / "in").iterdir():
        path.write_text("I1;id;I0\n98;7;70,5\n")
    options = ("--delimiter", ";", "--decimal", ",", "--inputs", "2,0")
    done = run("predict", model, *MANY, *options)
    assert done.out.startswith("3 rows of 3 files"), done
    alone = run("predict", model, folder / "in" / "1.csv", *options).out.splitlines()[1]
    assert (folder / "out" / "1.csv").read_text().splitlines()[1] == alone.split(",")[2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.csv", *MANY], "both a file, x.csv, and --files are given; leave one out"),
        (["--files", "in/*.csv"], "--files needs a folder for the predictions: give -o FOLDER"),
        ([*MANY, "--missing", "drop"], "--files writes a row for each row, so --missing must be 'error'"),
        (["--keep", "id"], "--keep needs many files: give --files 'in/*.csv' -o out"),
        (["--workers", "2"], "--workers needs many files: give --files 'in/*.csv' -o out"),
        (["--files", "no/*.csv", "-o", "out"], "no file has a name like 'no/*.csv'; check it and its folder"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(fails, model, folder, arguments, message):
    assert fails("predict", model, *arguments) == message
