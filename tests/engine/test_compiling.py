"""The first compilation is announced once, kept on disk, and falls back to the user's cache."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import neurosim

PACKAGE = Path(neurosim.__file__).parent
SCRIPT = """
import neurosim as ns
print(ns.jacobian(ns.mlp([2, 1], initializer=1.0), [0.0, 0.0], engine="compiled").tolist())
"""


NO_ROOM = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"


def run(folder, script=SCRIPT, **environment):
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[[0.19661193324148185, 0.19661193324148185]]\n"
    return done.stderr.splitlines()


def copy_package(folder):
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(PACKAGE, folder / "neurosim", ignore=ignored)


def test_it_is_said_once_and_comes_from_the_disk_afterwards(tmp_path):
    copy = copy_package(tmp_path)
    said = run(tmp_path, PYTHONPATH=str(tmp_path))
    assert said == ["neurosim: compiling the engine; this happens once and takes some seconds"]
    assert list((copy / "engine" / "kernels" / "__pycache__").glob("*.nbi"))
    assert run(tmp_path, PYTHONPATH=str(tmp_path)) == []
    # a damaged cache is made anew
    for path in (copy / "engine" / "kernels" / "__pycache__").glob("*.nbi"):
        path.write_bytes(path.read_bytes()[:-20])
    run(tmp_path, PYTHONPATH=str(tmp_path))
    assert run(tmp_path, PYTHONPATH=str(tmp_path)) == []


def test_a_package_that_cannot_be_written_uses_the_cache_of_the_user(tmp_path):
    copy = copy_package(tmp_path)
    # a file where the folder would be stops everybody, also the superuser
    (copy / "engine" / "kernels" / "__pycache__").write_text("")
    home = tmp_path / "home"
    environment = {"PYTHONPATH": str(tmp_path), "HOME": str(home), "XDG_CACHE_HOME": str(home)}
    assert len(run(tmp_path, **environment)) == 1
    assert list(home.rglob("*.nbi"))
    assert run(tmp_path, **environment) == []


def test_without_any_cache_it_still_runs(tmp_path):
    copy = copy_package(tmp_path)
    (copy / "engine" / "kernels" / "__pycache__").write_text("")
    home = tmp_path / "home"
    home.write_text("")
    environment = {"PYTHONPATH": str(tmp_path), "HOME": str(home), "XDG_CACHE_HOME": str(home)}
    assert len(run(tmp_path, **environment)) == 1


def test_without_room_on_the_disk_it_still_runs(tmp_path):
    copy = copy_package(tmp_path)
    assert len(run(tmp_path, NO_ROOM + SCRIPT, PYTHONPATH=str(tmp_path))) == 1
    assert not list((copy / "engine" / "kernels" / "__pycache__").glob("*.nbc"))
    assert run(tmp_path, PYTHONPATH=str(tmp_path))[0].startswith("neurosim: compiling")
