"""What names and cells carry never commands the terminal; files keep them as they are."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

import neurosim as ns
from neurosim.cli.output import harmless_text

EVIL = "x\x1b]0;owned\x07\x1b[31m\u202eevil\nneurosim: all is well\r\u2066\x9b2J"
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def evil(tmp_path):
    """A model whose every name is hostile, and a file of data for it."""
    net = ns.Network(name=EVIL)
    x = net.add_input(EVIL)
    net.add_neuron({x: 0.5}, name=EVIL + "out", activation="identity")
    net.input_columns = (EVIL,)
    net.target_columns = (ns.TargetColumn(EVIL + "z"),)
    ns.save(net, tmp_path / "evil.json")
    return net


COMMANDS = (
    ("info", "evil.json"),
    ("trace", "evil.json", "--input", "1", "--target", "2"),
    ("predict", "evil.json", EVIL),
    ("explain", "evil.json", "--input", "1", "--only", EVIL),
    ("draw", "evil.json", "-o", EVIL + ".gif"),
    ("draw", "evil.json", "--neuron", EVIL + "?"),
    ("train", "evil.json", "data.csv", "--loss", EVIL, "-o", "x"),
    (EVIL,),
    ("info", "--" + EVIL),
    ("info", EVIL),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0][:8])
def test_messages_and_tables_are_harmless_also_in_a_pipe(command, run, evil, tmp_path):
    (tmp_path / "data.csv").write_text("a,b\n1,2\n")
    result = run(*command)
    assert not CONTROLS.search(result.out)
    assert not CONTROLS.search(result.err)
    assert "neurosim: all is well" not in [*result.out.splitlines(), *result.err.splitlines()]
    assert result.err.count("\n") <= 2


def test_a_name_of_a_megabyte_prints_no_megabyte(run, tmp_path):
    net = ns.Network()
    x = net.add_input("x" * 1_000_000)
    net.add_neuron({x: 0.5}, name="y" * 1_000_000)
    ns.save(net, tmp_path / "long.json")
    for command in (["info", "long.json"], ["trace", "long.json", "--input", "1"]):
        result = run(*command)
        assert result.status == 0
        assert len(result.out) < 100_000
    assert len(run("draw", "long.json", "--neuron", "z" * 1_000_000).err) < 10_000


def test_data_in_a_pipe_are_as_they_are(run, evil, tmp_path):
    csv = run("trace", "evil.json", "--input", "1", "--format", "csv").out
    assert EVIL.replace("\r", "") in csv.replace("\r", "")


def test_data_on_a_terminal_are_harmless(evil, tmp_path):
    pty = pytest.importorskip("pty")
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover
        os.environ["PYTHONPATH"] = str(Path(ns.__file__).parents[1])
        os.chdir(tmp_path)
        command = ["trace", "evil.json", "--input", "1", "--format", "csv"]
        os.execv(sys.executable, [sys.executable, "-m", "neurosim", *command])
    shown = b""
    while True:
        try:
            part = os.read(terminal, 10_000)
        except OSError:
            break
        if not part:
            break
        shown += part
    assert os.waitpid(child, 0)[1] == 0
    text = shown.decode().replace("\r\n", "\n")
    assert "<U+001B>]0;owned<U+0007>" in text
    assert not CONTROLS.search(text)


def test_long_lines_are_shortened_on_a_terminal_only():
    assert len(harmless_text("x" * 1_000_000)) < 25_000
    assert harmless_text("a\tb\n1\t2\n") == "a\tb\n1\t2\n"


@pytest.mark.parametrize("make", [ns.NeurosimError, ns.NeurosimWarning, ns.DivergedError])
def test_every_message_is_one_line(make):
    message = str(make(f"no neuron {EVIL}"))
    assert not CONTROLS.search(message)
    assert "\n" not in message
    assert len(str(make("n" * 1_000_000))) <= 2000


def test_the_message_of_a_name_with_line_breaks_is_one_line():
    net = ns.Network()
    net.add_input(EVIL)
    with pytest.raises(ns.NeurosimError) as caught:
        net.add_input(EVIL)
    assert "\n" not in str(caught.value)
