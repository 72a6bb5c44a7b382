"""The progress bar shows epoch, loss and time left, on a terminal only."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import neurosim as ns

DATA = ([[0.1], [0.8]], [[0.3], [0.7]])


@pytest.fixture(autouse=True)
def plain_output(monkeypatch):
    """Keep the settings of the user's terminal out of the output."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


def test_silent_when_standard_error_is_no_terminal(capfd):
    ns.train(ns.mlp([1, 1]), DATA, epochs=3)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("is_terminal", [True, False])
def test_silent_when_asked_to_be(capfd, monkeypatch, is_terminal):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    ns.train(ns.mlp([1, 1]), DATA, epochs=3, progress=False)
    assert capfd.readouterr() == ("", "")


def test_silent_without_standard_error(monkeypatch):
    # as in a windowed Python on Windows
    monkeypatch.setattr(sys, "stderr", None)
    assert len(ns.train(ns.mlp([1, 1]), DATA, epochs=3)) == 3


def test_shown_on_standard_error_when_asked(capfd):
    history = ns.train(ns.mlp([1, 1]), DATA, epochs=3, progress=True)
    output, shown = capfd.readouterr()
    assert output == ""
    assert "epoch 3/3" in shown
    assert f"loss {history.loss[-1]:.6g}" in shown
    assert re.search(r"left +\d:\d\d:\d\d", shown)


def test_the_bar_ends_where_training_was_stopped(capfd):
    def stop(run):
        if run.epoch == 2:
            run.stop("enough")

    ns.train(ns.mlp([1, 1]), DATA, epochs=9, progress=True, callbacks=[stop])
    assert "epoch 2/9" in capfd.readouterr().err


def test_the_bar_changes_no_number():
    net = ns.mlp([1, 2, 1])
    twin = net.copy()
    shown = ns.train(net, DATA, epochs=5, progress=True)
    hidden = ns.train(twin, DATA, epochs=5, progress=False)
    assert shown == hidden


PROGRAM = """
    import neurosim as ns

    history = ns.train(ns.mlp([1, 1]), ([[0.1], [0.8]], [[0.3], [0.7]]), epochs=30)
    print(f"{history.loss[-1]:.6g}")
"""


def test_shown_on_a_terminal():
    terminal, end = os.openpty()
    program = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PROGRAM)],
        stdout=subprocess.PIPE,
        stderr=end,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(ns.__file__).parents[1])},
    )
    os.close(end)
    shown = read_all(terminal)
    loss, _ = program.communicate(timeout=60)
    assert program.returncode == 0
    visible = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert "epoch 30/30" in visible
    assert f"loss {loss.strip()}" in visible


def read_all(terminal):
    """Return what was written to a pseudo-terminal until its other end is closed."""
    chunks = []
    with os.fdopen(terminal, "rb", buffering=0) as file:
        while True:
            try:
                chunk = file.read(4096)
            except OSError:
                # Linux reports the closed end as an error, other systems as the end of the file
                break
            if not chunk:
                break
            chunks.append(chunk)
    return b"".join(chunks).decode()
