import re
import subprocess
import sys

import pytest

import neurosim as ns

COMMANDS = (
    "demo", "new", "import", "info", "train", "sweep", "test", "predict", "trace", "explain",
    "explore", "draw", "figures", "animate", "export", "check", "exercise", "mistakes", "errata",
)  # fmt: skip


def test_without_arguments_the_help_is_printed(run):
    result = run()
    assert result.status == 0
    assert "Usage: " in result.out
    listed = re.findall(r"^  ([a-z]+)  +[A-Z]", result.out, flags=re.MULTILINE)
    assert tuple(listed) == COMMANDS


def test_version(run):
    assert run("--version").out == f"neurosim {ns.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trin"], "no such command 'trin'"),
        (["train"], "missing argument 'MODEL'"),
        (["train", "a", "b", "--epoch", "3"], "no such option"),
        (
            ["train", "a", "b", "--epochs", "many"],
            "invalid value for '--epochs': ",
        ),
        (["trace", "m.json", "--row", "x"], "invalid value for '--row'"),
    ],
)
def test_wrong_usage_is_one_sentence_that_leads_to_the_help(fails, arguments, message):
    error = fails(*arguments)
    assert message.lower() in error.lower()
    assert re.search(r"; see \S*.* --help$", error)


@pytest.mark.parametrize(
    "command",
    ["info", "train", "test", "predict", "trace", "explain", "draw", "figures", "animate"],
)
def test_a_missing_model_is_one_sentence(fails, command):
    rest = {
        "train": ["data.csv"],
        "test": ["data.csv"],
        "predict": ["data.csv"],
        "trace": ["--input", "1,2"],
        "explain": ["--input", "1,2"],
        "draw": ["-o", "x.svg"],
        "animate": ["--input", "1,2"],
    }.get(command, [])
    assert (
        fails(command, "none.json", *rest)
        == "cannot read none.json: no such file; check its name and folder"
    )


def test_it_runs_as_a_module_and_as_a_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "neurosim", "info", "none.json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "neurosim: cannot read none.json: no such file; check its name and folder\n"
    )


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


def shell(command: str, model, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        command.format(neurosim=f"{sys.executable} -m neurosim", model=model),
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        cwd=model.parent,
        env={**os.environ, **environment},
    )


def test_output_that_cannot_be_written_is_one_sentence(model):
    done = shell("{neurosim} info {model} > /dev/full", model)
    assert done.returncode == 2
    assert done.stderr == "neurosim: cannot print or write: no space left on device\n"


def test_a_closed_output_is_no_traceback(model):
    assert "Traceback" not in shell("{neurosim} info {model} >&-", model).stderr


def test_a_terminal_without_the_characters_gets_question_marks(model):
    command = "{neurosim} explain {model} --input 70,98 --only sh[0][0]"
    done = shell(command, model, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1.0 ? (-0.5)" in done.stdout


def test_a_closed_output_is_no_traceback_for_csv_either(model):
    command = "{neurosim} trace {model} --input 1,2 --format csv >&-"
    assert "Traceback" not in shell(command, model).stderr
