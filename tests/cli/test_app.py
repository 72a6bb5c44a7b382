import re
import subprocess
import sys

import pytest

import neurosim as ns

COMMANDS = ("demo", "new", "info", "train", "test", "predict", "trace", "draw")


def test_without_arguments_the_help_is_printed(run):
    result = run()
    assert result.status == 0
    assert "Usage: " in result.out
    listed = re.findall(r"^  ([a-z]+)  +[A-Z]", result.out, flags=re.MULTILINE)
    assert tuple(listed) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(run, command):
    result = run(command, "--help")
    assert result.status == 0
    assert f"Example: neurosim {command}" in result.out


def test_version(run):
    assert run("--version").out == f"neurosim {ns.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trin"], "no such command 'trin'"),
        (["train"], "missing argument 'MODEL'"),
        (["train", "a", "b", "--epoch", "3"], "no such option: --epoch"),
        (
            ["train", "a", "b", "--epochs", "many"],
            "invalid value for '--epochs': input should be a valid integer",
        ),
        (["trace", "m.json"], "missing option '--input'"),
    ],
)
def test_wrong_usage_is_one_sentence_that_leads_to_the_help(fails, arguments, message):
    error = fails(*arguments)
    assert message.lower() in error.lower()
    assert re.search(r"; see \S*.* --help$", error)


@pytest.mark.parametrize("command", ["info", "train", "test", "predict", "trace", "draw"])
def test_a_missing_model_is_one_sentence(fails, command):
    rest = {
        "train": ["data.csv"],
        "test": ["data.csv"],
        "predict": ["data.csv"],
        "trace": ["--input", "1,2"],
        "draw": ["-o", "x.svg"],
    }.get(command, [])
    assert fails(command, "none.json", *rest) == "cannot read none.json: no such file or directory"


def test_it_runs_as_a_module_and_as_a_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "neurosim", "info", "none.json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "neurosim: cannot read none.json: no such file or directory\n"


def test_a_reader_that_goes_away_is_no_traceback(model):
    process = subprocess.Popen(
        [sys.executable, "-m", "neurosim", "trace", str(model), "--input", "70,98"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()
