"""No temporary file of a killed run stays, and none that is in use goes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

import neurosim as ns
from neurosim import files, temporary
from neurosim.errors import FileError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="locks of POSIX")

WRITER = """
import sys, time
from neurosim.files import write_folder_whole, write_whole

def parts():
    print("writing", flush=True)
    while True:
        yield "x" * 100
        time.sleep(0.001)

if sys.argv[2] == "file":
    write_whole(sys.argv[1], parts())
else:
    with write_folder_whole(sys.argv[1]) as inside:
        write_whole(inside / "a", "a")
        write_whole(inside / "b", parts())
"""


def writing(path: Path, kind: str) -> subprocess.Popen[str]:
    """Return a process that is in the middle of writing."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), kind],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(ns.__file__).parents[1])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def hidden(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".")]


def new_process() -> None:
    """Tidy as a process does that has not written yet."""
    temporary._tidied.clear()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_a_killed_run_left_goes_with_the_next_write(kind, tmp_path):
    delays = random.Random(7)
    process = writing(tmp_path / "target", kind)
    time.sleep(delays.uniform(0, 0.05))
    new_process()
    files.write_whole(tmp_path / "other", "x")
    assert len(hidden(tmp_path)) == 1, "what a living process writes was removed"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert len(hidden(tmp_path)) == 1
    assert not (tmp_path / "target").exists()
    new_process()
    files.write_whole(tmp_path / "other", "x")
    assert hidden(tmp_path) == []


def test_files_that_are_not_ours_stay(tmp_path):
    names = [".model.json.tmp", ".a.neurosim-12.tmp", "a.neurosim-0123456789abcdef.tmp"]
    for name in names:
        (tmp_path / name).write_text("theirs")
    (tmp_path / ".b.neurosim-0123456789abcdef.tmp").symlink_to(names[0])
    new_process()
    files.write_whole(tmp_path / "other", "x")
    assert len(list(tmp_path.iterdir())) == 5


def test_a_folder_is_written_whole_or_not_at_all(tmp_path):
    def fail(folder: Path) -> None:
        with files.write_folder_whole(folder) as inside:
            files.write_whole(inside / "a", "a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
    with files.write_folder_whole(tmp_path / "new") as inside:
        files.write_whole(inside / "a", "a")
    assert [path.name for path in tmp_path.rglob("*")] == ["new", "a"]


def test_a_folder_that_exists_keeps_its_other_files(tmp_path):
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "a").write_text("old")

    def fail() -> None:
        with files.write_folder_whole(tmp_path) as inside:
            files.write_whole(inside / "a", "new")
            raise FileError(f"cannot write {inside}/b: no space left on device")

    with pytest.raises(FileError) as caught:
        fail()
    assert str(caught.value) == f"cannot write {tmp_path}/b: no space left on device"
    assert (tmp_path / "a").read_text() == "old"
    with files.write_folder_whole(tmp_path) as inside:
        files.write_whole(inside / "a", "new")
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert found == {"a": "new", "mine": "mine"}


def test_the_place_for_temporary_files_may_be_missing(monkeypatch):
    def none():
        raise FileNotFoundError(2, "No usable temporary directory found in ['/a', '/b']")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", "/full")
    with pytest.raises(FileError) as caught, temporary.scratch_folder():
        pass
    assert str(caught.value) == (
        "cannot use the folder for temporary files /full: it is full, missing or cannot be written "
        "to; free some space, or set TMPDIR to another folder"
    )


def test_names_of_one_file(tmp_path):
    (tmp_path / "a").write_text("")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "hard").hardlink_to(tmp_path / "a")
    (tmp_path / "folder").symlink_to(tmp_path)
    for other in ("a", "link", "hard", "folder/a", "folder/../" + tmp_path.name + "/a"):
        assert files.same_file(tmp_path / "a", f"{tmp_path}/{other}")
    assert files.same_file(tmp_path / "new", tmp_path / "folder" / "new")
    assert not files.same_file(tmp_path / "new", tmp_path / "a")
    assert not files.same_file(tmp_path / "none" / "a", tmp_path / "a")
