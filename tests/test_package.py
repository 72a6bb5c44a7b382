"""The package as a whole: its public names, what importing it loads, its floors, its README."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import neurosim as ns
from neurosim import errors
from neurosim.cli import app
from neurosim.drawing.scene.shows import VIEWS
from neurosim.teaching.asking import KINDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_importing_neurosim_loads_nothing_heavy():
    loaded = set(
        json.loads(python("import neurosim, sys, json; print(json.dumps([*sys.modules]))"))
    )
    heavy = {
        "numpy",
        "networkx",
        "numba",
        "matplotlib",
        "pydantic",
        "typer",
        "rich",
        "sklearn",
        "scipy",
        "pandas",
        "torch",
        "onnx",
        "keras",
        "dask",
        "distributed",
        "pyarrow",
        "xlsxwriter",
    }
    servers = {"http.server", "uvicorn", "flask", "tornado", "aiohttp"}
    assert not loaded & (heavy | servers)


def test_every_public_name_is_there():
    assert len(set(ns.__all__)) == len(ns.__all__)
    for name in ns.__all__:
        assert getattr(ns, name) is not None
    assert set(ns.__all__) <= set(dir(ns))
    with pytest.raises(AttributeError, match="has no attribute 'trian'"):
        ns.trian  # noqa: B018


def test_every_public_function_and_class_has_a_docstring():
    for name in ns.__all__:
        documented = getattr(ns, name)
        if callable(documented):
            assert documented.__doc__
            assert len(documented.__doc__) > 40, name


def test_every_error_is_a_neurosim_error():
    found = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert len(found) > 5
    for error in found:
        assert issubclass(error, (ns.NeurosimError, ns.NeurosimWarning))


def test_no_file_pickles_or_evaluates():
    for path in (ROOT / "neurosim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec"}, path
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names]
                assert "pickle" not in [getattr(node, "module", None), *names], path


def test_the_readme_runs_from_top_to_bottom_in_an_empty_folder(tmp_path, monkeypatch, capsys):
    assert README.count("\n") < 120
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)
    assert [language for language, _ in blocks] == [
        *("python", "text", "console", "python", "text", "console")
    ]
    shown = ""
    for language, block in blocks:
        match language:
            case "python":
                # each block is a program of its own
                exec(compile(block, "README.md", "exec"), {})
                shown = capsys.readouterr().out
            case "text":
                assert block in shown
            case "console":
                for line in block.splitlines():
                    run_line(line)
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {
        *("sample.svg", "checked.svg", "explorer.html", "model.json", "worked.html"),
        *("backward.pdf", "film.html", "sheets.html"),
    }


def run_line(line: str) -> None:
    """Run a command of neurosim; the lines that install it are only looked at."""
    program, *words = shlex.split(line)
    if program == "neurosim":
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, (line, result.output)
    elif program == "make":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        assert re.search(rf"^{words[0]}:", makefile, flags=re.MULTILINE), line
    else:
        assert line in {
            "git clone <address of this repository> neurosim",
            "cd neurosim",
            "source .venv/bin/activate",
        }


def test_what_the_page_on_drawing_says_is_so(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "drawing.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    names: dict[str, object] = {}
    exec(compile(code, "drawing.md", "exec"), names)
    t, net, data = names["t"], names["net"], names["data"]
    assert isinstance(t, ns.Trace)
    shows = re.findall(r"^\| `(\w+)` \|.*\|.*\|.*\|$", page, re.MULTILINE)
    assert shows == list(VIEWS)
    for name in re.findall(r"`ns\.(\w+)", page):
        assert hasattr(ns, name)
    ns.save(net, "model.json")
    (tmp_path / "scores.csv").write_text("I0,I1,Z0\n70,98,91\n50,85,82\n65,67,80\n", "utf-8")
    ns.train(net.copy(), data, epochs=3).to_csv("history.csv")
    (commands,) = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    for line in commands.replace("--epochs 200", "--epochs 3").splitlines():
        # the example at the top has drawn one of these
        result = CliRunner().invoke(app, [*shlex.split(line)[1:], "--force"])
        assert result.exit_code == 0, (line, result.output)
    for name in ("figure.pdf", "neuron.tex", "figures/loss-curve.svg", "training.html"):
        assert (tmp_path / name).exists()


def test_what_the_page_on_teaching_says_is_so(tmp_path, monkeypatch, capsys):
    page = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (sheet,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    (article,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "my-sheet.txt").write_text(sheet, encoding="utf-8")
    (tmp_path / "article.toml").write_text(article, encoding="utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(block, "teaching.md", "exec"), names)
    out = capsys.readouterr().out
    assert "left out at hidden neurons, everywhere" in out
    assert "new-weights" not in sheet
    for name in ("my-sheet.svg", "my-sheet.html", "wrong.svg", "sheets.html", "quiz.moodle.xml"):
        assert (tmp_path / name).exists()
    for name in re.findall(r"`ns\.(\w+)", page):
        assert hasattr(ns, name)
    kinds = re.findall(
        r"`([a-z ]+)`",
        "".join(
            re.findall(
                r"^\| (`.*`) \| .*$",
                page.split("| `ask` |")[1].split("| ending |")[0],
                re.MULTILINE,
            )
        ),
    )
    assert kinds == list(KINDS)


def test_the_page_on_tracing_has_every_word_of_the_table():
    page = (ROOT / "docs" / "tracing.md").read_text(encoding="utf-8")
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    t = ns.trace(net, [70, 98], [91], learning_rate=0.1)
    prose = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    named = set(re.findall(r"`([^`\n]+)`", prose))
    assert {row[0] for row in t.rows()} | {row[3] for row in t.rows()} <= named


def test_the_links_of_the_documentation_lead_somewhere():
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        # in a program, brackets before a call are no link
        prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for link in re.findall(r"\]\(([^)#]+)", prose):
            if not link.startswith("http"):
                assert (page.parent / link).exists(), (page.name, link)
