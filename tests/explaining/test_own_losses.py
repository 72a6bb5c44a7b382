"""Losses of the user's own that bring a formula: worked lines and closed forms."""

import math

import pytest

import neurosim as ns
from neurosim.errors import InputError
from neurosim.model.losses import JoinedForm
from tests.explaining.reading import read_text


def of_each(function):
    """Return a function of all outputs and targets, from one of an output, a target and n."""
    return lambda y, z: [function(a, b, len(y)) for a, b in zip(y, z, strict=True)]


QUARTIC = ns.Loss(
    "quartic",
    of_each(lambda y, z, n: (y - z) ** 4 / n),
    of_each(lambda y, z, n: 4 * (y - z) ** 3 / n),
    formula="1 / n * (y - z)**4",
    slope="4 / n * (y - z)**3",
)
STEEP = ns.Loss(
    "steep",
    of_each(lambda y, z, n: (y - z) ** 2 if y > z else 3 * (y - z) ** 2),
    of_each(lambda y, z, n: 2 * (y - z) if y > z else 6 * (y - z)),
    formula="(y - z)**2 if y > z else 3 * (y - z)**2",
    slope="2 * (y - z) if y > z else 6 * (y - z)",
)
TANH = ns.Loss(
    "by tanh",
    of_each(lambda y, z, n: (y - z) ** 2),
    of_each(lambda y, z, n: 2 * (y - z)),
    joined=JoinedForm(
        "tanh",
        lambda s, z, n: (math.tanh(s) - z) ** 2,
        lambda y, z, n: 2 * (y - z) * (1 - y * y),
        formula="(tanh(s) - z)**2",
        slope="2 * (y - z) * (1 - y**2)",
    ),
    formula="(y - z)**2",
    slope="2 * (y - z)",
)


def network(activation="identity", n_outputs=1):
    net = ns.mlp([1, n_outputs], activation, initializer=0.5)
    net.bo[0] = 0.0
    return net


@pytest.mark.parametrize("loss", [QUARTIC, STEEP, TANH], ids=lambda loss: loss.name)
@pytest.mark.parametrize("target", [-0.25, 0.75, 2.5])
@pytest.mark.parametrize("n_outputs", [1, 2])
def test_closed_forms_give_the_numbers_of_the_trace(loss, target, n_outputs):
    sympy = pytest.importorskip("sympy")
    net = network("tanh", n_outputs)
    t = ns.trace(net, [1.0], [target, 0.0][:n_outputs], loss=loss)
    for expand in (False, True):
        formula = ns.formula_gradient(net, "wo[0][0]", loss=loss, expand=expand)
        assert formula.evaluate(t) == pytest.approx(t.gradient("wo[0][0]"), rel=1e-12)
        values = {sympy.Symbol(name, real=True): t.value(name) for name in formula.symbols}
        number = float(formula.to_sympy().subs(values))
        assert number == pytest.approx(t.gradient("wo[0][0]"), rel=1e-12)


@pytest.mark.parametrize(("target", "case"), [(0.0, "y > z"), (2.0, "y ≤ z")])
def test_the_case_is_named(target, case):
    net = network()
    t = ns.trace(net, [1.0], [target], loss=STEEP)
    assert f"If {case}." in ns.explain(t).to_text(width=1000)
    general = ns.explain(t, include="chain rule").to_text(width=1000)
    assert "(With the activation identity. If y > z.)" in general
    assert "(With the activation identity. If y ≤ z.)" in general
    assert str(ns.formula_gradient(net, "wo[0][0]", loss=STEEP)) == (
        "∂L/∂wo[0][0] = (2 · (yo[0] - z[0]) if yo[0] > z[0]; "
        "6 · (yo[0] - z[0]) if yo[0] ≤ z[0]) · x[0]"
    )


def test_the_loss_is_worked_out():
    t = ns.trace(network(n_outputs=2), [1.0], [0.0, 1.0], loss=QUARTIC)
    shown = dict(read_text(ns.explain(t).to_text(width=1000)))
    assert shown["L[0]"][:2] == ["1/2 * (yo[0] - z[0])**4", "1/2 * (0.5 - 0.0)**4"]
    assert "The factor 1/2 takes the mean over the 2 outputs." in ns.explain(t).to_text(width=1000)
    times_n = ns.Loss(
        "times n",
        of_each(lambda y, z, n: n * (y - z) ** 2),
        of_each(lambda y, z, n: 2 * n * (y - z)),
        formula="n * (y - z)**2",
        slope="2 * n * (y - z)",
    )
    t = ns.trace(network(n_outputs=2), [1.0], [0.0, 1.0], loss=times_n)
    assert "takes the mean" not in ns.explain(t).to_text(width=1000)


def test_a_loss_that_is_joined_with_another_activation_is_explained_with_that():
    t = ns.trace(network("tanh"), [1.0], [0.0], loss=TANH)
    text = ns.explain(t, include="chain rule").to_text(width=1000)
    assert "L(s) = (tanh(s) - z)²" in text
    assert "rounded to the end of its range" in text
    assert "cancels" not in text
    assert "0 or 1" not in text
    usual = ns.trace(network("sigmoid"), [1.0], [0.0], loss="binary_cross_entropy")
    text = ns.explain(usual, include="chain rule").to_text(width=1000)
    assert text.count("so it cancels") == 2
    assert text.count("rounded to 0 or 1") == 2


def test_a_loss_of_a_built_in_name_keeps_its_own_formula():
    own = ns.Loss(
        "half_squared_error", QUARTIC.terms, QUARTIC.gradient,
        formula=QUARTIC.formula, slope=QUARTIC.slope,
    )  # fmt: skip
    t = ns.trace(network(), [1.0], [0.0], loss=own)
    text = ns.explain(t, include="chain rule").to_text(width=1000)
    assert "1/2" not in text
    assert "4 · (y - z)³" in text


@pytest.mark.parametrize(
    ("formulas", "problem"),
    [
        ({"formula": "(y - z)**4"}, "loss 'own' has a formula but no slope; give both"),
        ({"formula": "p", "slope": "1"}, "the formula of loss 'own': 'p' has an unknown letter"),
        (
            {"formula": "(y - z)**4", "slope": "4 * (y - z)**3"},
            "the formula of loss 'own' gives 0.316406 at y = 0.25, z = 1, n = 2, but its function "
            "gives 0.158203; correct one of them",
        ),
    ],
)
def test_a_formula_that_is_not_that_of_the_function_is_refused(formulas, problem):
    with pytest.raises(InputError, match=problem):
        ns.Loss("own", QUARTIC.terms, QUARTIC.gradient, **formulas)


def test_a_joined_form_is_held_against_its_functions():
    with pytest.raises(InputError, match=r"the slope of a joined form gives .* but its function"):
        JoinedForm("tanh", lambda s, z, n: s, lambda y, z, n: 1.0, formula="s", slope="2")
    with pytest.raises(InputError, match="a joined form has a formula but no slope; give both"):
        JoinedForm("tanh", lambda s, z, n: s, lambda y, z, n: 1.0, formula="s")


def test_softmax_is_asked_of_the_loss_not_of_its_name():
    softmax = ns.LOSSES["softmax_cross_entropy"]
    renamed = ns.Loss("mine", softmax.terms, softmax.gradient, probabilities=True)
    other = ns.Loss("softmax_cross_entropy", QUARTIC.terms, QUARTIC.gradient)
    net = ns.mlp([1, 2], "identity", seed=1)
    assert ns.trace(net, [1.0], loss=renamed).has_probabilities
    assert not ns.trace(net, [1.0], loss=other).has_probabilities


@pytest.mark.parametrize("expand", [True, False])
def test_cases_within_cases_become_sympy_expressions(expand):
    pytest.importorskip("sympy")
    leak = ns.Activation(
        "leak",
        lambda s: s if s > 0 else 0.2 * s,
        lambda s: 1.0 if s > 0 else 0.2,
        formula="s if s > 0 else 0.2 * s",
        slope="1 if s > 0 else 0.2",
    )
    net = ns.mlp([1, 1, 1], leak, output_activation=leak, seed=0)
    hub = ns.Loss(
        "hub",
        lambda y, z: [e if (e := abs(y[0] - z[0])) > 1 else e * e],
        lambda y, z: [2 * e if abs(e := y[0] - z[0]) <= 1 else e / abs(e)],
        formula="abs(y - z) if abs(y - z) > 1 else (y - z)**2",
        slope="sgn(y - z) if abs(y - z) > 1 else 2 * (y - z)",
    )
    t = ns.trace(net, [0.7], [0.3], loss=hub)
    form = ns.formula_gradient(net, "wh[0][0][0]", loss=hub, expand=expand).to_sympy()
    value = form.subs({symbol: t.value(str(symbol)) for symbol in form.free_symbols})
    assert float(value) == pytest.approx(t.gradient("wh[0][0][0]"), rel=1e-12)
