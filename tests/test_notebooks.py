"""What objects show of themselves in a notebook."""

import re
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pytest

import neurosim as ns
from neurosim.names import one_line

NASTY = [
    "bell\x08",
    "half \ud800",
    "\u202eright\u2066",
    '<b>&"|`$x$',
    "two\nlines",
    "שלום_",
    "a\u200bb",
]


def shown_objects() -> list[object]:
    net, data = ns.worked_example()
    nasty = ns.Network(name="<b>|&")
    nasty.add_neuron({nasty.add_input("<x>"): 1.0}, name="a|b_c*\n$d$")
    net.forward([1, 1])
    return [
        net,
        net["h[0][0]"],
        net["x[0]"],
        nasty,
        nasty["a|b_c*\n$d$"],
        ns.Network(),
        ns.trace(net, [1, 1], [1]),
        ns.train(net, data, epochs=30, normalize=(0, 1), validation=data),
        ns.mlp([20, 100, 3]),
        ns.trace(net, [1, 1], [1], learning_rate=0.1),
        ns.trace(net, [1, 1]),
        ns.trace(net, [1, 1]).path("x[0]", "o[0]"),
        ns.trace_training(net, data, steps=30),
    ]


def badly_named() -> list[object]:
    """Return one of everything that is shown, with names that no format takes as they are."""
    net = ns.Network(name=NASTY[0])
    x = [net.add_input(name) for name in NASTY]
    own = ns.Activation(NASTY[0], lambda s: s, lambda _: 1.0)
    y = net.add_neuron(dict.fromkeys(x, 0.5), activation=own, name="\u202eout\u200b")
    sample, target = [0.5] * len(x), [1.0]
    return [
        net,
        y,
        x[0],
        ns.trace(net, sample, target, learning_rate=0.1),
        ns.trace(net, sample).path(NASTY[2], y),
        ns.trace_training(net, ([sample], [target]), steps=2),
        ns.explain(ns.trace(net, sample, target, learning_rate=0.1)),
    ]


@pytest.mark.parametrize("shown", shown_objects(), ids=repr)
def test_tables_in_html_and_markdown(shown):
    tables = list(ET.fromstring(shown._repr_html_()).iter("table"))
    assert tables[0].find("caption").text == repr(shown)
    parts = shown._repr_markdown_().rstrip().split("\n\n")
    assert len(parts) == 2 * len(tables) == shown._repr_latex_().count("$$")
    for table, part in zip(tables, parts[1::2], strict=True):
        columns = len(table.findall("thead/tr/th"))
        assert all(len(row) == columns for row in table.iter("tr"))
        lines = part.splitlines()[: 2 + len(table.findall("tbody/tr"))]
        assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {columns + 1}
        assert len(lines) == 2 + len(table.findall("tbody/tr")) <= 62


def test_the_numbers_are_there():
    net, _ = ns.worked_example()
    assert "0.2689" not in net._repr_html_()
    net.forward([1, 1])
    assert "0.2689" in net._repr_html_()
    assert "x[0]: -0.5000, x[1]: -1.0000" in net["h[0][0]"]._repr_html_()
    assert "⋯ 12 more ⋯" in ns.mlp([20, 1])["o[0]"]._repr_html_()


@pytest.mark.parametrize("shown", badly_named(), ids=lambda shown: type(shown).__name__)
def test_every_name_is_fit_for_its_format(shown):
    html, markdown = shown._repr_html_(), shown._repr_markdown_()
    ET.fromstring(f"<all>{html}</all>")
    for text in (html, markdown):
        text.encode("utf-8")
        assert not re.search("[\u202e\u200b\x08]", text)
    text = "".join(ET.fromstring(f"<all>{html}</all>").itertext())
    if isinstance(shown, ns.Network | ns.Trace):
        for name in NASTY:
            assert one_line(name) in text


@pytest.mark.parametrize(
    "shown", [*shown_objects(), *badly_named()[:-1]], ids=lambda s: type(s).__name__
)
def test_the_latex_is_mathematics_that_mathjax_renders(shown):
    text = shown._repr_latex_()
    known = {
        "array",
        "backprime",
        "backslash",
        "begin",
        "cdot",
        "end",
        "gt",
        "hline",
        "lbrace",
        "lt",
        "rbrace",
        "sim",
        "text",
        "vert",
        "wedge",
    }
    assert set(re.findall(r"\\([a-zA-Z]+)", text)) <= known
    for inside in re.findall(r"\\text\{(.*?)\}", text):
        assert not re.search(r"[\\{$&#%_^~<>|`]", inside)
    # a sign of the mathematics and one within a name are told apart by the backslash
    rows = re.findall(r"(?s)\\begin\{array\}\{lr+\}\n(.*?)\n\\end\{array\}", text)
    for row in rows:
        lines = [line for line in re.split(r" \\\\(?: \\hline)?\n", row) if line]
        assert len({len(re.findall(r"(?<!\\)&", line)) for line in lines}) == 1


def test_a_trace_shows_its_parameters():
    net, _ = ns.worked_example()
    t = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    html = t._repr_html_()
    row = [f"{number:.4f}" for number in (0.5, t.gradient("wo[0][0]"), t.new_value("wo[0][0]"))]
    assert "<td>wo[0][0]</td>" + "".join(f"<td>{cell}</td>" for cell in row) in html
    assert "new value" not in ns.trace(net, [1, 1], [1])._repr_html_()
    assert "gradient" not in ns.trace(net, [1, 1])._repr_html_()
    wide = ns.mlp([50, 50], seed=1)
    assert "⋯" in ns.trace(wide, [1] * 50)._repr_html_()
    assert r"0.5000 & -0.0334" in t._repr_latex_()


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_the_latex_of_a_notebook_compiles(tmp_path):
    net, data = ns.worked_example()
    t = ns.trace(net, [1, 1], [1], learning_rate=1e-7)
    parts = [t, t.path("x[0]", "h[0][0]"), net, ns.trace_training(net, data, steps=2)]
    text = "\n\n".join(part._repr_latex_().replace("→", "-").replace("⋯", "...") for part in parts)
    (tmp_path / "a.tex").write_text(
        "\\documentclass{article}\\usepackage{amsmath,amssymb}\\begin{document}\n"
        f"{text}\n\\end{{document}}\n",
        encoding="utf-8",
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, errors="replace")
    assert done.returncode == 0, done.stdout[-1500:]


def test_networks_traces_and_histories_show_their_picture():
    net, data = ns.worked_example()
    trace = ns.trace(net, [1, 1], [1])
    history = ns.train(net.copy(), data, epochs=3, normalize=(0, 1))
    for shown, text in ((net, "0.5000"), (trace, "0.6225"), (history, "epoch")):
        svg = shown._repr_svg_()
        assert ET.fromstring(svg).tag.endswith("svg")
        assert text in svg
        assert svg.removeprefix("<svg") in shown._repr_html_()
    assert net["o[0]"]._repr_svg_() is None
    assert ns.Network()._repr_svg_() is None
    assert "<svg" not in ns.Network()._repr_html_()
