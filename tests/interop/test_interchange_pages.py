"""What the pages on scikit-learn, workbooks and graphs say is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import neurosim as ns

DOCS = Path(__file__).parents[2] / "docs"
MADE = {
    "from-scikit-learn": ["flower.svg"],
    "workbook": ["sample.xlsx", "flower.xlsx"],
    "graphs": ["net.graphml", "net.json"],
}


@pytest.mark.parametrize("page", MADE)
def test_the_examples_of_a_page_run(page, tmp_path, monkeypatch, capsys):
    for package in {"from-scikit-learn": ["sklearn", "pandas"], "workbook": ["xlsxwriter"]}.get(
        page, []
    ):
        pytest.importorskip(package)
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(block, f"{page}.md", "exec"), names)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(MADE[page])
    for name in re.findall(r"`ns\.(\w+)", text):
        assert hasattr(ns, name)


def test_the_formulas_on_the_page_are_those_of_the_book(tmp_path):
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    text = (DOCS / "workbook.md").read_text(encoding="utf-8")
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    trace = ns.trace(net, [70, 98], [91], learning_rate=0.1)
    book = openpyxl.load_workbook(ns.write_xlsx(trace, tmp_path / "sample.xlsx"))
    there = {cell.value for page in book for row in page.iter_rows() for cell in row}
    shown = re.findall(r"^\| [a-z ]+ \| `(=.*)` \|$", text, re.MULTILINE)
    assert len(shown) == 6
    assert set(shown) <= there
    pages = re.findall(r"^\| `([A-Z]\w+)` \|", text, re.MULTILINE)
    assert pages == book.sheetnames
