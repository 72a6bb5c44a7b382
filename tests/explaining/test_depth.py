"""Of a deep network, too, a part is explained in a short text that says what it leaves out."""

import pytest

import neurosim as ns
from neurosim.model.dependencies import dependencies

LENGTH = 600


@pytest.fixture(scope="module")
def trace():
    net = ns.Network(name="chain")
    neuron = net.add_input()
    for _ in range(LENGTH):
        neuron = net.add_neuron({neuron: 0.5})
    return ns.trace(net, [0.5], [0.5], learning_rate=0.1)


@pytest.mark.parametrize("only", [None, "wh[0][0][0]", "yo[0]"])
def test_of_many_layers_the_ends_are_explained_and_the_rest_is_counted(trace, only):
    text = ns.explain(trace, only=only).to_text(width=1000)
    what = "The network" if only is None else "The part you asked for"
    assert f"{what} has {LENGTH} connections, so this is a summary" in text
    assert "the middle layers of deep networks" in text
    assert f"⋯ {LENGTH - 5} more layers of {LENGTH - 5} neurons in the same way ⋯" in text
    assert "n[0], hidden neuron" in text
    assert f"n[{LENGTH - 1}], output neuron" in text
    assert len(text) < 20_000


def test_full_detail_leaves_nothing_out(trace):
    sections = ns.explain(trace, only="yo[0]", detail="full").to_text()
    assert "in the same way" not in sections
    assert f"n[{LENGTH // 2}], hidden neuron" in sections


def test_a_neuron_of_a_deep_network_is_explained_in_full(trace):
    text = ns.explain(trace, only="n[300]").to_text()
    assert "summary" not in text
    assert "n[300], hidden neuron" in text


def test_a_weight_at_the_start_of_a_chain_depends_on_all_of_it(trace):
    needs = dependencies(trace.net, trace.net.parameter("wh[0][0][0]").quantity)
    assert needs.values == frozenset(trace.net)
    assert needs.deltas == frozenset(trace.net) - frozenset(trace.net.inputs)


def test_closed_forms_that_are_too_deep_are_refused_in_one_sentence(trace):
    with pytest.raises(ns.NeurosimError, match="nested 1,801 levels deep, and at most 200"):
        ns.formula(trace.net)
    with pytest.raises(ns.NeurosimError, match=r"symbols, and at most 20,000 are written"):
        ns.formula_gradient(trace.net, "wh[0][0][0]", expand=True)


def test_a_long_product_of_the_chain_rule_is_no_deep_one(trace):
    form = ns.formula_gradient(trace.net, "wh[0][0][0]")
    assert str(form).count("·") > 3 * (LENGTH - 1)
