from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

import neurosim as ns
from neurosim.cli import app


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]

SCORES = "I0,  I1,  Z0\n70,  98,  91\n50,  85,  82\n65,  67,  80\n25,  95,  68\n"


@pytest.fixture
def run(tmp_path, monkeypatch) -> Run:
    """Run a command in an empty directory."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(app, list(map(str, arguments)), input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Result(result.exit_code, result.stdout, result.stderr)

    return command


@pytest.fixture
def fails(run) -> Callable[..., str]:
    """Run a command that must fail: status 2 and one line on standard error, which is returned."""

    def command(*arguments: object, stdin: str | None = None) -> str:
        result = run(*arguments, stdin=stdin)
        assert result.status == 2, result
        assert result.out == ""
        assert result.err.count("\n") == 1, result.err
        assert result.err.startswith("neurosim: ")
        return result.err.removeprefix("neurosim: ").strip()

    return command


@pytest.fixture
def scores(tmp_path) -> Path:
    """The source's second dataset as a file."""
    path = tmp_path / "scores.csv"
    path.write_text(SCORES, encoding="utf-8")
    return path


@pytest.fixture
def model(tmp_path) -> Path:
    """The worked example as a model file, with its scaling and columns."""
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    net.input_columns, net.target_columns = data.input_names, data.target_columns
    path = tmp_path / "model.json"
    ns.save(net, path)
    return path
