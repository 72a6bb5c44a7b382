"""What docs/from-onnx.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import neurosim as ns

pytest.importorskip("onnx")

PAGE = (Path(__file__).parents[3] / "docs" / "from-onnx.md").read_text(encoding="utf-8")


def test_the_examples_run_and_print_what_the_page_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(compile(code, "from-onnx.md", "exec"), names)
    out = capsys.readouterr().out
    shown = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert len(shown) == 2
    for text in shown:
        assert text in out
    net = names["net"]
    assert isinstance(net, ns.Network)
    assert net.loss == "softmax_cross_entropy"


def test_every_name_on_the_page_exists():
    for name in re.findall(r"`ns\.(\w+)", PAGE):
        assert hasattr(ns, name)
