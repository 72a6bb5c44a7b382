"""Names of blanks, control characters and endless names give pictures that other programs read."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

import neurosim as ns
from neurosim.drawing import lettering

NAMES = [
    " ",
    "\t",
    "\N{LINE SEPARATOR}",
    "\x00\x01\x1b[31m\x7f\x85",
    "a\ufffe\uffff\ufdd0",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil",
    "\\",
    "]]>--><b>&amp;\"'",
    "\ue000\N{SOFT HYPHEN}\U000e0001",
    "half \ud800",
    "x" * 100_000,
]
# what XML 1.0 has no place for
FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
needs_graphviz = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")


def named(name):
    net = ns.Network(name=name)
    x = net.add_input(name)
    h = net.add_neuron({x: 0.5}, name=f"{name}h")
    net.add_neuron({h: 0.5}, name=f"{name}o")
    return ns.trace(net, [0.5], [0.5], learning_rate=0.1)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
class TestNames:
    def test_svg_is_xml(self, name, tmp_path):
        ns.draw(named(name), tmp_path / "net.svg")
        ns.draw_neuron(named(name), f"{name}h", tmp_path / "neuron.svg")
        ns.draw_weights(named(name).net, f"{name}h", tmp_path / "weights.svg")
        for path in tmp_path.iterdir():
            ET.parse(path)
            assert path.stat().st_size < 60_000

    @pytest.mark.parametrize("ending", ["dot", "tex", "mmd"])
    def test_text_has_no_control_characters(self, name, ending, tmp_path):
        path = tmp_path / f"net.{ending}"
        ns.draw(named(name), path)
        assert not FORBIDDEN.search(path.read_text("utf-8"))
        assert path.stat().st_size < 30_000

    @needs_graphviz
    def test_graphviz_reads_dot_and_writes_xml(self, name, tmp_path):
        path = tmp_path / "net.dot"
        ns.draw(named(name), path)
        done = subprocess.run(["dot", "-Tsvg", path], capture_output=True, check=True, timeout=60)
        assert not done.stderr
        ET.fromstring(done.stdout)

    def test_pages_and_tables_are_short_and_without_control_characters(self, name, tmp_path):
        t = named(name)
        ns.animate(t, tmp_path / "film.html", progress=False)
        page = (tmp_path / "film.html").read_text("utf-8")
        for html in (page, t._repr_html_(), t.net._repr_html_(), t.net.outputs[0]._repr_html_()):
            assert not FORBIDDEN.search(html)
            HTMLParser().feed(html)
        assert len(t.net._repr_html_()) < 60_000
        for shown in (t.net._repr_markdown_(), t.net._repr_latex_()):
            assert len(shown) < 20_000


def test_of_an_endless_name_no_more_is_measured_than_is_read(monkeypatch):
    measured = []
    width = lettering.text_width
    monkeypatch.setattr(lettering, "text_width", lambda *a: measured.append(len(a[0])) or width(*a))
    shown = lettering.shorten("x" * 100_000, 90.0, 8.5)
    assert shown.endswith("…")
    assert max(measured) <= lettering.LONGEST
