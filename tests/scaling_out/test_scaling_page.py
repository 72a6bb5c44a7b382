"""What docs/scaling.md says is so: its code and its commands run."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import neurosim as ns
from neurosim.cli import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copy(ROOT / "examples" / "data" / "iris.csv", tmp_path)
    header, *rows = (tmp_path / "iris.csv").read_text().splitlines()
    (tmp_path / "flowers").mkdir()
    for k in range(2):
        lines = [f"{n},{row}" for n, row in enumerate(rows[k::2])]
        (tmp_path / "flowers" / f"{k}.csv").write_text("\n".join([f"id,{header}", *lines]) + "\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_code_of_the_page_runs(folder, client, capsys):
    names: dict[str, object] = {"__name__": "__main__", "client": client}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        # the processes of the tests, instead of new ones
        code = block.replace('folder="iris-sweep",', 'folder="iris-sweep", client=client,')
        exec(compile(code, "scaling.md", "exec"), names)
    out = capsys.readouterr().out
    assert "Sweep(18 runs done, best validation_loss" in out
    assert "FilePredictions(2 files done, 150 rows in" in out
    assert len(names["drawn"]) == 4
    assert (folder / "sweep.svg").stat().st_size > 1000
    assert (folder / "iris-sweep" / "results.csv").exists()
    lines = (folder / "species" / "1.csv").read_text().splitlines()
    assert lines[0].startswith("id,predicted species,species=")
    assert len(lines) == 76
    for name in re.findall(r"`ns\.(\w+)", PAGE):
        assert hasattr(ns, name)


def test_the_commands_of_the_page_run(folder):
    (commands,) = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in commands.splitlines():
        result = CliRunner().invoke(app, shlex.split(line)[1:])
        assert result.exit_code == 0, (line, result.output)
    assert (folder / "predicted" / "0.csv").exists()
