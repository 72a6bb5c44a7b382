"""The page on estimators: its examples run, and its tables are complete."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns

pytest.importorskip("sklearn")
pytest.importorskip("pandas")

PAGE = (Path(__file__).parents[2] / "docs" / "estimators.md").read_text(encoding="utf-8")


def test_what_the_page_on_estimators_says_is_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(compile(block, "estimators.md", "exec"), names)
    for name in ("flower.svg", "iris.json", "loss.svg"):
        assert (tmp_path / name).exists()
    said = capsys.readouterr().out
    assert "p[1]" in said
    assert "sepal length (cm)^2" in said
    for fitted in ("classifier", "shortcuts", "further", "careful", "parts", "search"):
        assert names[fitted].score(names["flowers"], names["species"]) > 0.9, fitted
    found = ns.predict(names["classifier"].network_, names["flowers"])
    assert (names["classifier"].decision_function(names["flowers"]) == found).all()
    assert ns.load("iris.json").target_columns == names["classifier"].network_.target_columns
    assert np.shape(names["parts"].loss_curve_) == (180,)


def test_the_table_has_every_setting_with_its_default():
    rows = re.findall(
        r"^\| (`.*?) \| (.*?) \|", PAGE.split("## Settings")[1].split("## Any")[0], re.MULTILINE
    )
    documented = {}
    for settings, defaults in rows:
        names = re.findall(r"`(\w+)`", settings)
        values = re.split(r", (?![^(]*\))", defaults.replace("`", ""))
        documented.update(dict(zip(names, values + [None] * len(names), strict=False)))
    for kind in (ns.NeurosimClassifier, ns.NeurosimRegressor):
        for name, parameter in inspect.signature(kind).parameters.items():
            assert name in documented
            if name in ("engine", "dtype", "threads", "progress"):
                continue
            expected = "0.01" if name == "learning_rate" else repr(parameter.default)
            assert documented[name].replace('"', "'").removesuffix(".0") == expected.removesuffix(
                ".0"
            )
