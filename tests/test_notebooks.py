"""What objects show of themselves in a notebook."""

import re
from xml.etree import ElementTree as ET

import pytest

import neurosim as ns


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
