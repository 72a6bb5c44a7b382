"""Hostile names through every format: each output can be parsed, and holds no foreign element."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import neurosim as ns

HOSTILE = (
    " ", "\t", "a\nb", "\r\n", "\0", "\x1b[31mred\x1b[0m", "\x7f", "\u202eevil", "\u2066", "\u200b",
    "<script>alert(1)</script>", "</svg><b>", "&amp;&#0;", "]]>", "<!--", "-->", "'\"`", "\\", "\\n",
    "$x$", "\\input{x}", "{", "}", "%", "#", "_^~", "|", "*b*", "[a](javascript:b)", "=1+1",
    "@SUM(A1)", "+1", "-1+1", "a;b", 'a"b', "graph TD", "end", "subgraph", "style", "javascript:a",
    "مرحبا", "שלום", "日本", "🙂", "👩‍👩‍👧", "e\u0301" * 50, "y" * 5000, "x[0]", "wh[0][0][0]", "\ufeff",
    "\uffff", "\U0010ffff", "\ue000", "NaN", "null", "__proto__", "constructor", "ﷺ" * 20,
    " onload=alert(1) ", "\" onmouseover=\"a", "${a}", "{{a}}", "<%=a%>", "\u2028", "\x85",
)  # fmt: skip


class Tags(HTMLParser):
    """The names of all elements of a page, and of their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}


def case(rng: random.Random, folder: Path) -> str:
    """Give hostile names to all parts of a network and write it in every format."""
    names = rng.sample(HOSTILE, 8)
    if rng.random() < 0.5:
        names = [f"{rng.choice(HOSTILE)}{i}{name}" for i, name in enumerate(names)]
    net = network(names)
    plain = network([f"name {i}" for i in range(8)])
    trace = ns.trace(net, [1.0, 0.5], [1.0, 0.0], learning_rate=0.1)
    same = ns.trace(plain, [1.0, 0.5], [1.0, 0.0], learning_rate=0.1)

    loaded = ns.load(ns.save(net, folder / "model.json"))
    assert [n.name for n in loaded] == [n.name for n in net], "names changed in the model file"
    assert loaded.name == net.name
    assert loaded.input_columns == net.input_columns
    assert loaded.target_columns == net.target_columns

    check_pictures(trace, same, folder)
    check_explanations(trace, same)
    check_tables(trace)
    for shown in (net, trace, net["plain"]):
        page = shown._repr_html_()
        check_page(page, None, "a notebook's table")
    return "written"


def network(names: list[str]) -> ns.Network:
    """Return a network with names of neurons, columns and classes."""
    net = ns.Network(names[0])
    x0, x1 = net.add_input(names[1]), net.add_input(names[2])
    plain = net.add_neuron({x0: 0.5, x1: -0.5}, name="plain")
    net.add_neuron({plain: 1.0, x0: 0.25}, bias=0.1, name=names[3])
    net.add_neuron({plain: -1.0}, name=names[4])
    net.input_columns = (names[5], names[6])
    net.target_columns = (ns.TargetColumn(names[7], (names[1], names[2])),)
    return net


def check_pictures(trace: ns.Trace, same: ns.Trace, folder: Path) -> None:
    """Draw in every text format and parse what can be parsed."""
    for source, twin, options in (
        (trace.net, same.net, {}),
        (trace, same, {"show": "backward"}),
    ):
        ns.draw(source, folder / "a.svg", **options)
        root = ET.fromstring((folder / "a.svg").read_bytes())
        ns.draw(twin, folder / "b.svg", **options)
        known = {e.tag for e in ET.fromstring((folder / "b.svg").read_bytes()).iter()}
        foreign = {element.tag for element in root.iter()} - known
        assert not foreign, f"elements {foreign} in the SVG"
        active = {a for element in root.iter() for a in element.attrib if a.startswith("on")}
        assert not active, f"attributes {active} in the SVG"
    for ending in ("dot", "tex", "mmd"):
        ns.draw(trace, folder / f"a.{ending}", show="forward")
    check_dot((folder / "a.dot").read_text(encoding="utf-8"))
    ns.draw_neuron(trace, "plain", folder / "neuron.svg")
    ET.fromstring((folder / "neuron.svg").read_bytes())


def check_dot(text: str) -> None:
    """Raise AssertionError unless quotes and brackets of a DOT text close, and it has no null."""
    assert "\0" not in text, "a null character in DOT"
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", text, flags=re.DOTALL)
    while (shorter := re.sub("<[^<>]*>", "", outside)) != outside:  # labels that are markup
        outside = shorter
    assert "<" not in outside, "open markup in DOT"
    assert '"' not in outside, "an open quote in DOT"
    for opening, closing in ("{}", "[]"):
        assert outside.count(opening) == outside.count(closing), f"an open {opening} in DOT"


def check_page(page: str, twin: str | None, what: str) -> None:
    """Raise AssertionError if a page has elements or attributes that its names brought in."""
    found = Tags(page)
    active = {name for name in found.attributes if name.startswith("on")}
    assert not active, f"attributes {active} in {what}"
    if twin is None:
        assert "script" not in found.elements or "alert(1)" not in page, f"a script in {what}"
        return
    # a name with a direction of its own is isolated, and a long one has its whole in a title
    extra = found.elements - Tags(twin).elements - {"bdi"}
    assert not extra, f"elements {extra} in {what}"


def check_explanations(trace: ns.Trace, same: ns.Trace) -> None:
    """Write the worked mathematics in every format."""
    derivation, twin = ns.explain(trace), ns.explain(same)
    check_page(derivation.to_html(), twin.to_html(), "the worked page")
    text = derivation.to_text()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text), (
        "controls in the text"
    )
    n_lines = len(twin.to_markdown().splitlines())
    assert abs(len(derivation.to_markdown().splitlines()) - n_lines) <= n_lines // 10
    latex = re.sub(r"\\[{}\\]", "", derivation.to_latex())
    assert latex.count("{") == latex.count("}"), "an open brace in LaTeX"


def check_tables(trace: ns.Trace) -> None:
    """Write the numbers as CSV and JSON, and read them back."""
    rows = trace.rows()
    records = json.loads(trace.to_json())
    assert [record["neuron"] for record in records] == [row[1] for row in rows], "names in JSON"
    read = list(csv.reader(io.StringIO(trace.to_csv(), newline="")))
    assert len(read) == len(rows) + 1, "rows in CSV"
    assert {len(line) for line in read} == {len(read[0])}, "cells in CSV"
    for line in read:
        for cell in line:
            if cell[:1] in ("=", "@", "+", "-"):
                float(cell)  # anything else would be run by a spreadsheet
