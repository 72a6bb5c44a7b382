"""What a derivation says of a loss."""

import re

import pytest

import neurosim as ns

MEANS = ["mse", "mae", "huber", "binary_cross_entropy"]


def explained(loss: str, outputs: int, target: float = 0.5, **options) -> str:
    net = ns.mlp([1, outputs], "sigmoid", seed=1)
    t = ns.trace(net, [1.0], [target] * outputs, loss=loss, learning_rate=0.1)
    return ns.explain(t, **options).to_text(width=1000)


@pytest.mark.parametrize("loss", ns.LOSSES)
def test_the_factor_of_a_mean_is_explained_where_it_stands(loss):
    said = "The factor 1/3 takes the mean over the 3 outputs."
    for only, times in (("loss", 1), ("5.1", 3)):
        assert explained(loss, 3, only=only).count(said) == times * (loss in MEANS)
    assert "The factor" not in explained(loss, 1)


@pytest.mark.parametrize("rounding", ["once", "stepwise"])
@pytest.mark.parametrize(
    ("target", "case"), [(0.5, "For an error of at most 1."), (-3.0, "For an error above 1.")]
)
def test_huber_says_which_case_applies(target, case, rounding):
    for only in ("loss", "5.1"):
        text = explained("huber", 1, target, only=only, rounding=rounding)
        assert re.findall(r"For an error [^.)]*\.", text) == [case]


def test_only_scaled_targets_are_in_normalized_units():
    net = ns.mlp([1, 1], seed=1)
    assert "The loss is mse.\n" in explained("mse", 1)
    net.input_scaling = ns.MinMaxScaling((0.0,), (2.0,))
    t = ns.trace(net, [1.0], [1.0], loss="mse")
    assert "The loss is mse.\n" in ns.explain(t).to_text()
    net.target_scaling = ns.MinMaxScaling((0.0,), (2.0,))
    t = ns.trace(net, [1.0], [1.0], loss="mse")
    assert "The loss is mse, in normalized units.\n" in ns.explain(t).to_text()
    # probabilities are never scaled
    with pytest.warns(ns.NeurosimWarning, match="the scaling of the targets is dropped"):
        t = ns.trace(net, [1.0], [1.0], loss="binary_cross_entropy")
    assert "The loss is binary cross entropy.\n" in ns.explain(t).to_text()
