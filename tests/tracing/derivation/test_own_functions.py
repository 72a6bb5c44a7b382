"""Functions of the user's own, whatever they are called."""

import pytest

import neurosim as ns
from neurosim.errors import InputError
from tests.tracing.derivation.reading import read_text


def equations(derivation) -> dict[str, list[str]]:
    return dict(read_text(derivation.to_text(width=1000)))


def renamed(name: str) -> ns.Loss:
    """Return a loss under a built-in name with its terms, and a gradient of its own."""
    return ns.Loss(name, ns.LOSSES[name].terms, lambda y, z: [7.0] * len(y))


@pytest.mark.parametrize("name", [name for name in ns.LOSSES if name != "binary_cross_entropy"])
def test_a_loss_under_a_built_in_name_is_not_explained_as_that(example, name):
    t = ns.trace(example, [1, 1], [1], loss=renamed(name), learning_rate=0.1)
    d = ns.explain(t, include="chain rule")
    assert equations(d)["do[0]"][0] == "σ'(so[0]) * ∂L/∂yo[0]"
    assert equations(d)["do[0]"][-2:] == ["0.2500 * 7.0", "1.7499"]
    assert "its gradient is the one that was given" in d.to_text()
    with pytest.raises(InputError, match=f"the loss '{name}' is a function of your own"):
        ns.formula_gradient(example, "wo[0][0]", loss=renamed(name))


def test_a_trace_keeps_its_loss(example):
    assert ns.trace(example, [1, 1]).loss_function is None
    t = ns.trace(example, [1, 1], [1], loss="mse")
    assert t.loss_function is ns.LOSSES["mse"]
    assert t.loss_name == "mse"


@pytest.mark.parametrize("name", ["abs", "sqrt"])
def test_own_functions_called_abs_or_sqrt_are_written_as_functions(name):
    own = ns.Activation(name, lambda s: s * s, lambda s: 2 * s)
    loss = ns.Loss(name, lambda y, z: [y[0] * z[0]], lambda y, z: [z[0]])
    d = ns.explain(ns.trace(ns.mlp([1, 1], own, initializer=0.5), [1.0], [0.5], loss=loss))
    text = d.to_text()
    assert f"  yo[0] = {name}(so[0])\n" in text
    assert f"  do[0] = {name}'(so[0]) · ∂L/∂yo[0]\n" in text
    assert f"  L = {name}(yo[0], z[0])\n" in text
    for text_format in ("latex", "markdown", "html"):
        written = "".join(d.parts(text_format))
        assert not any(sign in written for sign in (r"\lvert", r"\sqrt", "<mo>|", "<msqrt>"))
