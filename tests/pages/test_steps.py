"""The network beside the equations of each step, with what the step is about highlighted."""

import re

import pytest

import neurosim as ns
from neurosim.errors import UnknownNameError
from tests.pages.conftest import DESK, assert_readable


@pytest.fixture(scope="module")
def trace() -> ns.Trace:
    net, _ = ns.worked_example()
    return ns.trace(net, [1, 1], [1], learning_rate=0.1)


def highlighted(page: str) -> list[str]:
    return re.findall(r'aria-label="The network with ([^"]*) highlighted"', page)


def test_every_step_has_its_neuron_highlighted(trace):
    names = highlighted(ns.explain(trace).to_html())
    forward = ["h[0][0]", "h[0][1]", "h[0][2]", "o[0]"]
    back = ["o[0]", "h[0][0]", "h[0][1]", "h[0][2]"]
    assert names == [*forward, "o[0]", *back, *back]


def test_a_page_is_small_and_a_latex_document_has_the_pictures_too(trace):
    derivation = ns.explain(trace)
    assert len(derivation.to_html()) < 100_000
    assert derivation.to_latex().count("\\marginpar") == 13
    assert "tikz" not in derivation.to_latex(document=False)
    assert "<svg" not in derivation.to_markdown()


def test_diagrams_are_chosen(trace):
    for diagrams, n in (("steps", 13), ("first", 0), ("none", 0)):
        page = ns.explain(trace, diagrams=diagrams).to_html()
        assert len(highlighted(page)) == n
        assert ('aria-label="The network"' in page) == (diagrams == "first")
        assert ("<svg" in page) == (diagrams != "none")
    large = ns.mlp([8, 8, 2], seed=1)
    page = ns.explain(ns.trace(large, [0.5] * 8, [1, 0])).to_html()
    assert not highlighted(page)
    assert 'aria-label="The network"' in page
    with pytest.raises(UnknownNameError, match="unknown diagrams 'all'"):
        ns.explain(trace, diagrams="all")


def test_skip_edges_and_long_names_are_drawn(shown, tmp_path):
    net = ns.Network()
    a, b = net.add_input("a long name of an input"), net.add_input("<b>")
    first = net.add_neuron({a: 1.0, b: -1.0})
    net.add_neuron({first: 0.5, b: 0.25}, name="out & out")
    ns.explain(ns.trace(net, [0.5, 1.0], [1.0])).save(tmp_path / "a.html")
    assert_readable(shown(tmp_path / "a.html"))
    assert_readable(shown(tmp_path / "a.html", size=DESK))
