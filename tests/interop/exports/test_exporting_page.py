"""The page on exporting: its Python runs, its commands work, its tables are complete."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

import neurosim as ns
from neurosim.cli import app
from neurosim.cli.export_formats import FORMATS
from tests.interop.exports.program_runs import STRICT, need

PAGE = (Path(__file__).parents[3] / "docs" / "exporting.md").read_text(encoding="utf-8")


def test_what_the_page_says_is_so(tmp_path, monkeypatch, capsys):
    pytest.importorskip("onnxruntime")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(compile(block, "exporting.md", "exec"), names)
    out = capsys.readouterr().out
    assert "void predict(const double inputs[2], double outputs[3]);" in out
    assert "const double petal_length = (inputs[0] - 1.3) / 4.5;" in out
    assert "versicolor versicolor" in out
    assert out.splitlines()[-1] == "True"
    for name in re.findall(r"`ns\.(\w+)", PAGE):
        assert hasattr(ns, name)


def test_the_program_in_c_works(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    names: dict = {}
    exec(compile(first, "exporting.md", "exec"), names)
    (main,) = re.findall(r"```c\n(.*?)```", PAGE, re.DOTALL)
    Path("network.c").write_text(names["program"], encoding="utf-8")
    Path("main.c").write_text(main, encoding="utf-8")
    subprocess.run([need("gcc"), *STRICT, "main.c", "-o", "main", "-lm"], check=True)
    done = subprocess.run(["./main"], capture_output=True, text=True, check=True)
    label, *outputs = done.stdout.split()
    assert label == "versicolor:"
    assert list(map(float, outputs)) == pytest.approx(
        ns.predict(names["net"], [[4.5, 1.5]])[0].tolist(), rel=1e-5
    )


def test_the_commands_of_the_page_work(tmp_path, monkeypatch):
    pytest.importorskip("onnx")
    monkeypatch.chdir(tmp_path)
    ns.save(ns.mlp([2, 3, 1]), "model.json")
    (commands,) = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in commands.splitlines():
        result = CliRunner().invoke(app, shlex.split(line)[1:])
        assert result.exit_code == 0, (line, result.output)
    rows = re.findall(r"^\| (`\..*?) \|.*\| (.*?) \|$", PAGE, re.MULTILINE)
    shown = {re.findall(r"`\.(\w+)`", endings)[0]: options for endings, options in rows}
    assert set(shown) == {made.ending for made in FORMATS.values()}
    for made in FORMATS.values():
        # Python, JavaScript and boards have one precision only
        known = set(re.findall(r"--(\w+)", shown[made.ending]))
        assert known <= made.options
        assert ("gradient" in known) == ("gradient" in made.options)
