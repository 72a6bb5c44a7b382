"""What stands at the head of a derivation, and what is left out of it."""

import re

import pytest

import neurosim as ns


def head(derivation) -> str:
    return " ".join(derivation.to_text(width=1000).split("1 Initialization")[0].split())


def test_the_sample_has_all_its_digits():
    t = ns.trace(ns.mlp([2, 1], seed=1), [0.33335123, 2], [0.5])
    assert head(ns.explain(t)).endswith("The sample: 0.33335123, 2; target 0.5.")


def test_the_sample_has_decimal_commas():
    t = ns.trace(ns.mlp([2, 1], seed=1), [0.33335123, 2], [0.5])
    comma = ns.explain(t, decimal_comma=True)
    assert head(comma).endswith("The sample: 0,33335123; 2; target 0,5.")
    assert "<mn>0,33335123</mn>" in comma.to_html()


def test_a_long_sample_is_shortened():
    t = ns.trace(ns.mlp([300, 1], seed=1), [float(i) for i in range(300)])
    assert head(ns.explain(t)).endswith("The sample: 0, 1, 2, 3, ⋯ (295 more), 299.")


@pytest.mark.parametrize("targets", [[1.0] + [0.0] * 299, [0.5] * 300])
def test_the_sums_of_softmax_leave_out_their_middle(targets):
    t = ns.trace(ns.mlp([1, 300], "identity", seed=1), [1.0], targets, loss="softmax_cross_entropy")
    text = ns.explain(t, detail="summary").to_text(width=1000)
    assert "+ ⋯ (293 terms) + e^yo[299])\n" in text
    assert text.count("e^yo[") < 60
    assert max(map(len, text.splitlines())) < 400
    assert len(text) < 20_000


@pytest.mark.parametrize("targets", [[1.0, 0.0], [0.5, 0.25]])
def test_the_general_gradient_of_softmax_holds_for_any_targets(targets):
    net = ns.mlp([1, 2], "identity", seed=1)
    t = ns.trace(net, [1.0], targets, loss="softmax_cross_entropy")
    text = ns.explain(t, include="chain rule").to_text(width=1000)
    assert "          = p_k · Σ_j z_j - z_k\n" in text
    assert "(If the targets add up to 1, as probabilities do, this becomes p_k - z_k." in text


def test_a_default_name_gives_way_to_the_symbol_of_a_notation_that_counts_from_1(example):
    net, data = ns.worked_example()
    data = ns.Dataset(data.X, data.Z)
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    t = ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1)
    text = ns.explain(t, data=data, notation="textbook").to_text(width=1000)
    assert "(x₁: from 25 to 70 in the data.)" in text
    assert "(y₁: from 68 to 91 in the data.)" in text
    assert "(It leads to ŷ₁. The weight is the one before the update.)" in text
    assert "\na⁽¹⁾₂, hidden neuron with the activation sigmoid\n" in text
    assert "  x₁  x₂  y₁\n" in text
    assert "(For example, the value 65 of x₁.)" in text
    assert not re.search(r"\w\[\d\]", text)
    source = ns.explain(t, data=data).to_text(width=1000)
    assert "(It leads to o[0]. The weight is the one before the update.)" in source
    assert "\nh[0][1], hidden neuron with the activation sigmoid: ah[0][1]\n" in source


def test_a_given_name_is_a_name_in_any_notation():
    net = ns.Network()
    h = net.add_neuron({net.add_input("h[0][0]"): 0.5}, name="x[0]")
    net.add_neuron({h: 1.0}, name="last")
    t = ns.trace(net, [1.0], [0.0])
    text = ns.explain(t, notation="textbook").to_text(width=1000)
    assert "\nx[0], hidden neuron with the activation sigmoid: a⁽¹⁾₁\n" in text
    assert "(It leads to last. The" in text


def test_a_decimal_comma_goes_with_semicolons(example):
    t = ns.trace(example, [1, 1], [1])
    data = ns.worked_example()[1]
    text = ns.explain(t, data=data, include="all", decimal_comma=True).to_text(width=1000)
    assert "(The first step from (3; 4).)" in text
    assert "(This is a bowl with the lowest point (0; 0).)" in text
    assert "= [2 · x; 2 · y]\n" in text
    assert "Min-max scaling to [-1; 1]" in text
    assert not re.search(r"\d, \d", text)


def test_the_general_formulas_have_the_letters_of_the_notation(example):
    t = ns.trace(example, [1, 1], [1], learning_rate=0.1)
    textbook = ns.explain(t, include="all", notation="textbook")
    text = textbook.to_text(width=1000)
    assert "  L = 1/2 · (ŷ - y)²\n" in text
    assert "  σ(z) = 1 / (1 + e^(-z))\n" in text
    assert "  z = a_1 · w_1 + a_2 · w_2 + ⋯ + a_n · w_n + b\n" in text
    assert "  f(x, y) = x² + y²\n" in text
    assert "y_new = y_old · (1 - 2 · η)" in text
    assert r"\frac{\partial \hat{y}}{\partial z}" in textbook.to_latex()
    own = ns.explain(t, include="all", notation={("output", "target"): "t"}).to_text(width=1000)
    assert "  L = 1/2 · (y - t)²\n" in own
