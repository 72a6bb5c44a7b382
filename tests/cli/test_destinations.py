"""Where a result goes is checked before the work, and a full disk costs no result."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import neurosim as ns
from neurosim import files

LIMITED = """
import resource, signal, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv[1:2] = []
from neurosim.__main__ import main
main()
"""


def limited(size: int, folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run a command that can write no file larger than a size, as on a disk that fills up."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(size), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(ns.__file__).parents[1])} | environment,
    )
    return done.returncode, done.stderr


posix = pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")


@posix
def test_a_disk_too_small_for_the_model_is_noticed_before_training(model, scores):
    status, err = limited(
        500, model.parent, "train", "model.json", "scores.csv", "-o", "t.json", "--epochs", "9"
    )
    assert (status, err) == (2, "neurosim: cannot write t.json: file too large\n")
    assert not (model.parent / "t.json").exists()


@posix
def test_figures_are_a_complete_folder_or_none(model):
    command = ("figures", "model.json", "-o", "out", "--no-progress")
    status, err = limited(20_000, model.parent, *command)
    assert status == 2
    assert err.startswith("neurosim: cannot write out/")
    assert err.endswith(": file too large\n")
    assert [path.name for path in model.parent.iterdir()] == ["model.json"]


def full(monkeypatch, *names: str) -> None:
    """Let every file of these names, or beside one of them, find the disk full."""
    write = files.write_whole

    def fail(path, content, *, overwrite=True):
        if Path(path).name in names:
            raise ns.errors.FileError(f"cannot write {path}: no space left on device")
        return write(path, content, overwrite=overwrite)

    for module in ("interop.model_file", "training.history", "training.checkpoints"):
        monkeypatch.setattr(f"neurosim.{module}.write_whole", fail)


TRAIN = ("train", "model.json", "scores.csv", "--epochs", "3")


def test_a_disk_that_fills_up_while_training_costs_no_result(
    run, model, scores, tmp_path, monkeypatch
):
    full(monkeypatch, "t.json", "h.csv")
    result = run(*TRAIN, "-o", "t.json", "--history", "h.csv")
    assert result.status == 2
    (kept,) = tmp_path.glob("h-rescued-*.csv")
    assert len(kept.read_text().splitlines()) == 4
    (model_kept,) = tmp_path.glob("t-rescued-*.json")
    assert ns.load(model_kept).target_columns is not None
    assert "no space left on device; the " in result.err
    assert result.err.endswith("instead\n")
    assert result.err.count("\n") == 1
    assert str(kept) in result.err
    assert str(model_kept) in result.err


def test_a_checkpoint_that_cannot_be_written_costs_no_epoch(
    run, model, scores, tmp_path, monkeypatch
):
    full(monkeypatch, "run.npz")
    result = run(*TRAIN, "-o", "t.json", "--checkpoint", "run.npz", "--checkpoint-every", "2")
    assert result.status == 2
    assert result.err == (
        "neurosim: cannot write run.npz: no space left on device; t.json has the result of 2 epochs\n"
    )
    assert ns.load(tmp_path / "t.json").target_columns is not None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "x", "--checkpoint", "x"], "--checkpoint and the model are both x; give two names"),
        (["-o", "x", "--history", "./x"], "--history and the model are both x; give two names"),
        (
            ["-o", "x", "--history", "y", "--checkpoint", "link/y"],
            "--checkpoint and --history are both link/y; give two names",
        ),
        (["-o", "hard.csv", "--force"], "hard.csv is read by this command; give the output anoth"),
        (
            ["-o", "a", "--checkpoint", "b", "--history", "no/h"],
            "cannot write no/h: there is no di",
        ),
    ],
)
def test_two_results_never_go_to_one_file(options, message, fails, model, scores, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "hard.csv").hardlink_to(scores)
    assert message in fails(*TRAIN, *options)


def test_a_folder_that_takes_no_file_is_noticed_at_once(fails, model, scores, monkeypatch):
    def refuse(path, flags, *_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("neurosim.temporary.os.open", refuse)
    for command in (
        (*TRAIN, "-o", "t.json"),
        ("predict", "model.json", "scores.csv", "-o", "p.csv", "--inputs", "I0,I1"),
        ("draw", "model.json", "-o", "x.svg"),
    ):
        assert fails(*command).endswith(": read-only file system")


def test_a_bad_row_is_found_before_the_first_prediction_is_printed(run, model, monkeypatch):
    monkeypatch.setattr("neurosim.data.chunks.CHUNK_ROWS", 2)
    result = run("predict", "model.json", stdin="I0,I1\n70,98\n50,85\n65,oops\n")
    assert (result.status, result.out) == (2, "")
    assert "line 4, column 'I1': 'oops' is not a number" in result.err
    assert result.err.count("\n") == 1


@posix
def test_a_prediction_to_a_full_disk_says_that_it_is_incomplete(model, scores):
    command = f"{sys.executable} -m neurosim predict {model} {scores} --inputs I0,I1 > /dev/full"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "neurosim: cannot print or write: no space left on device; the output is incomplete\n",
    )


@posix
@pytest.mark.parametrize("engine", ["compiled"])
def test_rows_that_find_no_place_for_temporary_files(tmp_path, scores, engine):
    code = (
        "import neurosim as ns, resource\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))\n"
        f"try: ns.train(ns.mlp([2, 1]), ns.DataFile({str(scores)!r}), epochs=1)\n"
        "except ns.NeurosimError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(ns.__file__).parents[1])},
    )  # fmt: skip
    assert done.stdout == (
        f"cannot use the folder for temporary files {tmp_path}: file too large; free some space, or "
        "set TMPDIR to another folder\n"
    )
