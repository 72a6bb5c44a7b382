"""Ctrl-C and SIGTERM end the program with one line, at any moment; training saves what it reached."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import neurosim as ns

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

# says when stops are handled; before that Python itself is starting
PROGRAM = """
import os, signal, sys
from neurosim import stops
signal.signal(signal.SIGINT, signal.default_int_handler)
install = stops.install
def announced():
    install()
    os.write(2, b"ready\\n")
stops.install = announced
from neurosim.__main__ import main
main()
"""


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(ns.__file__).parents[1])},
    )
    assert program.stderr is not None
    assert program.stderr.readline() == "ready\n"
    return program


def end(program: subprocess.Popen[str]) -> tuple[int, str, str]:
    try:
        out, err = program.communicate(timeout=60)
    finally:
        program.kill()
        program.communicate()
    return program.returncode, out, err


def test_the_program_handles_stops_before_it_imports_anything_heavy():
    code = "import neurosim.__main__, sys; print({'numpy', 'typer', 'networkx'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("seed", range(4))
def test_ctrl_c_at_any_moment_is_one_line_and_130(seed, tmp_path, model_file):
    delay = random.Random(seed).uniform(0, 0.8)
    program = start(tmp_path, "demo")
    time.sleep(delay)
    program.send_signal(signal.SIGINT)
    status, _, err = end(program)
    assert (status, err) == (130, "neurosim: interrupted\n")
    # the folder is complete or not there
    assert not (tmp_path / "demo-output").exists()


@pytest.fixture
def model_file(tmp_path) -> Path:
    net, data = ns.worked_example()
    ns.save(net, tmp_path / "model.json")
    lines = [",".join(map(str, [*x, *z])) for x, z in zip(data.X, data.Z, strict=True)]
    (tmp_path / "data.csv").write_text("\n".join(["I0,I1,Z0", *lines]) + "\n")
    return tmp_path / "model.json"


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"]
)
def test_training_saves_what_it_reached(number, status, tmp_path, model_file):
    command = ("train", "model.json", "data.csv", "-o", "trained.json", "--history", "h.csv")
    more = ("--epochs", "1000000000", "--engine", "objects", "--checkpoint", "run.npz")
    program = start(tmp_path, *command, *more, "--checkpoint-every", "1")
    deadline = time.monotonic() + 60
    while not (tmp_path / "run.npz").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    program.send_signal(number)
    ended, out, err = end(program)
    assert (ended, err) == (status, "")
    epochs = int(out.split(" epoch", 1)[0])
    assert "(interrupted)" in out
    assert out.endswith("wrote trained.json\nwrote h.csv\n")
    trained = ns.load(tmp_path / "trained.json")
    assert trained.target_columns is not None
    assert len((tmp_path / "h.csv").read_text().splitlines()) == epochs + 1
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_sigterm_elsewhere_is_one_line_and_143(tmp_path):
    program = start(tmp_path, "demo")
    program.send_signal(signal.SIGTERM)
    assert end(program)[::2] == (143, "neurosim: terminated\n")


LOST = """
import time, weakref
from neurosim import stops

class Thing: pass

def callback(reference):
    import os, signal
    os.kill(os.getpid(), signal.SIGINT)
    sum(range(1000))

stops.install()
thing = Thing()
reference = weakref.ref(thing, callback)
try:
    del thing
    time.sleep(30)
except KeyboardInterrupt:
    print(stops.line(), stops.status())
"""


def test_a_stop_that_falls_into_a_callback_is_not_lost():
    done = subprocess.run(
        [sys.executable, "-c", LOST],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(Path(ns.__file__).parents[1])},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert (done.stdout, done.stderr) == ("neurosim: interrupted\n 130\n", "")
