"""What objects show of themselves in a notebook."""

import re
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
        ns.explain(ns.trace(net, sample, target, learning_rate=0.1)),
    ]


@pytest.mark.parametrize("shown", shown_objects(), ids=repr)
def test_tables_in_html_and_markdown(shown):
    table = ET.fromstring(shown._repr_html_())
    assert table.find("caption").text == repr(shown)
    columns = len(table.findall("thead/tr/th"))
    assert all(len(row) == columns for row in table.iter("tr"))
    lines = shown._repr_markdown_().splitlines()[2:]
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
