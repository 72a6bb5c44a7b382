"""What the page on activations says is so."""

import re
from pathlib import Path

import neurosim as ns

PAGE = (Path(ns.__file__).parents[1] / "docs" / "activations.md").read_text(encoding="utf-8")


def test_its_code_runs(capsys):
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(compile(block, "activations.md", "exec"), names)
    out = capsys.readouterr().out
    assert "leaky_relu(0.2)\n" in out
    assert "max(0.2 · sh[0][0], sh[0][0])" in out
    assert out.endswith("[5.5]\n")


def test_it_lists_every_activation():
    table = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
    listed = {name for row in table for name in re.findall(r"`(\w+)`", row)}
    assert listed == set(ns.ACTIVATIONS)
