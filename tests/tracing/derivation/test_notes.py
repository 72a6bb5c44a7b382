"""What stands at the head of a derivation, and what is left out of it."""

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
    assert "(Targets that add up to 1, as probabilities do, leave p_k - z_k." in text
