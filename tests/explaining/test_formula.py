import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import InputError, UnknownNameError
from tests.strategies import ALL_ACTIVATIONS, networks, samples


def test_the_closed_form_of_the_worked_example(example):
    formula = ns.formula(example)
    assert str(formula).startswith(
        "yo[0] = σ(σ(x[0] · wh[0][0][0] + x[1] · wh[0][0][1] + bh[0][0])"
    )
    assert formula.to_latex().startswith(
        r"y_{o[0]} = \sigma ( \sigma ( x_{[0]} \cdot w_{h[0][0][0]}"
    )
    t = ns.trace(example, [1, 1], [1])
    assert formula.evaluate(t) == pytest.approx(t.value("yo[0]"), rel=1e-15)
    assert formula._repr_latex_() == f"${formula.to_latex()}$"
    assert formula.symbols[:3] == ("x[0]", "wh[0][0][0]", "x[1]")


def test_the_gradient_by_the_chain_rule(example):
    formula = ns.formula_gradient(example, "wh[0][0][1]")
    assert formula.to_text() == (
        "∂L/∂wh[0][0][1] = ah[0][0] · (1 - ah[0][0]) · wo[0][0] · yo[0] · (1 - yo[0]) · "
        "(yo[0] - z[0]) · x[1]"
    )
    textbook = formula.to_text(notation="textbook")
    assert textbook.endswith("· (ŷ₁ - y₁) · x₂")
    expanded = ns.formula_gradient(example, "wh[0][0][1]", expand=True)
    assert not any(symbol.startswith(("a", "y", "s")) for symbol in expanded.symbols)


@settings(max_examples=40)
@given(data=st.data(), net=networks(activations=ALL_ACTIVATIONS, most_neurons=5))
def test_formulas_evaluate_to_the_traced_numbers(data, net):
    x, z = data.draw(samples(net))
    loss = data.draw(st.sampled_from(tuple(ns.LOSSES)))
    if ns.LOSSES[loss].probabilities:
        z = [abs(value) / 2 for value in z]
    if loss == "binary_cross_entropy":
        for neuron in net.outputs:
            neuron.activation = "sigmoid"
    t = ns.trace(net, x, z, loss=loss)
    for neuron in net.outputs:
        assert ns.formula(net, neuron).evaluate(t) == pytest.approx(
            t[neuron].output, rel=1e-12, abs=1e-14
        )
    parameter = data.draw(st.sampled_from(net.parameters)).symbol
    for expand in (False, True):
        formula = ns.formula_gradient(net, parameter, loss=loss, expand=expand)
        assert formula.evaluate(t) == pytest.approx(t.gradient(parameter), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("activation", ns.ACTIVATIONS)
@pytest.mark.parametrize("loss", ns.LOSSES)
def test_sympy_gives_the_traced_numbers_and_the_same_derivative(activation, loss):
    sympy = pytest.importorskip("sympy")
    net = ns.mlp([1, 1, 1], activation, output_activation="identity", seed=4)
    net["o[0]"].activation = "sigmoid" if loss == "binary_cross_entropy" else "tanh"
    t = ns.trace(net, [0.7], [0.6], loss=loss)
    values = {name: t.value(name) for name in ("x[0]", "z[0]", *(p.symbol for p in net.parameters))}

    def number(expression):
        return float(expression.subs({sympy.Symbol(n, real=True): v for n, v in values.items()}))

    output = ns.formula(net).to_sympy()
    assert number(output) == pytest.approx(t.value("yo[0]"), rel=1e-12)
    gradient = ns.formula_gradient(net, "wh[0][0][0]", loss=loss, expand=True).to_sympy()
    assert number(gradient) == pytest.approx(t.gradient("wh[0][0][0]"), rel=1e-9, abs=1e-15)
    if activation != "step":
        own = sympy.diff(output, sympy.Symbol("wh[0][0][0]", real=True))
        output = t["o[0]"]
        slope = output.loss_gradient
        if slope is None:
            # the derivative by the summation has the slope of the activation in it
            slope = output.joined / output.derivative
        assert number(own) * slope == pytest.approx(t.gradient("wh[0][0][0]"), rel=1e-9, abs=1e-15)


def test_binary_cross_entropy(example):
    t = ns.trace(example, [1, 1], [1], loss="binary_cross_entropy")
    formula = ns.formula_gradient(example, "wo[0][1]", loss="binary_cross_entropy")
    assert formula.evaluate(t) == pytest.approx(t.gradient("wo[0][1]"), rel=1e-12)


def test_only_what_a_formula_depends_on_needs_one():
    net = ns.Network()
    x = net.add_input()
    own = ns.Activation("own", lambda s: s, lambda _: 1.0)
    dead = net.add_neuron({x: 0.5}, activation=own)
    first = net.add_neuron({x: 0.5})
    last = net.add_neuron({first: 0.5})
    net.add_neuron({first: 1.0, dead: 1.0}, activation=own)
    net.set_outputs(last)
    t = ns.trace(net, [1.0], [0.0])
    assert ns.formula(net, last).evaluate(t) == pytest.approx(t.value("yo[0]"))
    for parameter in ("wo[0][0]", "wh[0][1][0]"):
        for expand in (False, True):
            formula = ns.formula_gradient(net, parameter, expand=expand)
            assert formula.evaluate(t) == pytest.approx(t.gradient(parameter))
    assert str(ns.formula_gradient(net, "wh[0][0][0]")) == "∂L/∂wh[0][0][0] = 0"


def test_a_deep_formula_is_refused_before_it_is_written():
    net = ns.mlp([1] * 1200, "tanh", seed=1)
    with pytest.raises(InputError, match=r"nested 3,598 levels deep, and at most 200 are written"):
        ns.formula(net)
    with pytest.raises(InputError, match="levels deep, and at most 200"):
        ns.formula_gradient(net, "wo[0][0]", expand=True)
    formula = ns.formula(ns.mlp([1] * 60, "tanh", seed=1))
    assert str(formula).count("tanh") == 59
    assert formula.to_latex()
    assert formula.evaluate(ns.trace(ns.mlp([1] * 60, "tanh", seed=1), [1.0]))


def test_errors(example, monkeypatch):
    with pytest.raises(UnknownNameError, match="wo"):
        ns.formula_gradient(example, "wo[0][9]")
    with pytest.raises(UnknownNameError, match="unknown neuron 'y'"):
        ns.formula(example, "y")
    with pytest.raises(InputError, match="several outputs, o\\[0\\], o\\[1\\]; name one of them"):
        ns.formula(ns.mlp([1, 2]))
    with pytest.raises(InputError, match="at most 20,000"):
        ns.formula(ns.mlp([40, 40, 40, 1]))
    with pytest.raises(InputError, match="at most 20,000"):
        ns.formula_gradient(ns.mlp([40, 40, 40, 1]), "bh[0][0]", expand=True)
    own = ns.Activation("square", lambda s: s * s, lambda s: 2 * s)
    net = ns.mlp([1, 1], own)
    with pytest.raises(InputError, match="'square' of 'o\\[0\\]' is your own function"):
        ns.formula(net)
    with pytest.raises(InputError, match=r"takes the numbers of a trace, .*; got 5"):
        ns.formula(example).evaluate(5)
    for call in (ns.formula, lambda net: ns.formula_gradient(net, "wo[0][0]")):
        with pytest.raises(InputError, match=r"takes a network, .*; got 5"):
            call(5)
    monkeypatch.setitem(__import__("sys").modules, "sympy", None)
    with pytest.raises(InputError, match="pip install sympy"):
        ns.formula(example).to_sympy()
