"""What docs/importing.md says is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import neurosim as ns
from neurosim.cli import app
from tests.interop.imports.genomes import make_config, make_genome

PAGE = (Path(__file__).parents[3] / "docs" / "importing.md").read_text(encoding="utf-8")
DATA = Path(__file__).parent / "data"


def test_the_examples_run(tmp_path, monkeypatch, capsys):
    pytest.importorskip("neat")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "robot.net").write_bytes((DATA / "fann_layers.net").read_bytes())
    config = make_config("sigmoid tanh")
    names: dict[str, object] = {"evolved": lambda: (make_genome(config, 2), config)}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(compile(block, "importing.md", "exec"), names)
    assert "['x', 'y', 'x^2']" in capsys.readouterr().out
    assert ns.load("robot.json").forward([0.5, -1.0]) == ns.read_fann("robot.net").forward(
        [0.5, -1]
    )
    (commands,) = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in commands.splitlines():
        result = CliRunner().invoke(app, [*shlex.split(line)[1:], "--force"])
        assert result.exit_code == 0, (line, result.output)


def test_every_function_of_the_table_is_there():
    shown = set(re.findall(r"`ns\.(\w+)", PAGE))
    assert all(hasattr(ns, name) for name in shown)
    assert shown >= {"read_fann", "read_brainjs", "read_synaptic", "read_neataptic", "read_pybrain"}
