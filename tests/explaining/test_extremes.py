"""Numbers at the ends of what a float holds."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import NotFiniteError
from tests.explaining.reading import read_text
from tests.strategies import PARTIAL, STEEP

ROUNDINGS = ("once", "stepwise")


def equations(derivation) -> dict[str, list[str]]:
    return dict(read_text(derivation.to_text(width=2000)))


def body(derivation) -> str:
    """Return the sections without the note on daggers."""
    return derivation.to_text(width=2000).split("1 Initialization")[1]


def logits(*values: float) -> ns.Network:
    """Return a network whose outputs are the values, for the input 1."""
    net = ns.Network()
    x = net.add_input()
    for value in values:
        net.add_neuron({x: value}, activation="identity")
    return net


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("outputs", [(1600.0, 0.0), (-1600.0, -3200.0)])
def test_softmax_of_outputs_far_apart(rounding, outputs):
    net = logits(*outputs)
    t = ns.trace(net, [1.0], [0.0, 1.0], loss="softmax_cross_entropy", learning_rate=0.1)
    d = ns.explain(t, rounding=rounding)
    text = body(d)
    assert "∞" not in text
    assert "undefined" not in text
    assert "†" not in text
    shown = equations(d)
    assert shown["p[0]"][0] == "exp(yo[0] - yo[0]) / (exp(yo[0] - yo[0]) + exp(yo[1] - yo[0]))"
    assert shown["p[0]"][-1] == "1.0"
    assert (
        shown["L[1]"][0] == "z[1] * (yo[0] + ln(exp(yo[0] - yo[0]) + exp(yo[1] - yo[0])) - yo[1])"
    )
    assert shown["L[1]"][-1] == "1600.0"
    assert shown["L"][-1] == "1600.0"
    assert (shown["do[0]"][-1], shown["do[1]"][-1]) == ("1.0", "-1.0")
    formula = ns.formula_gradient(net, "bo[0]", loss="softmax_cross_entropy", expand=True)
    assert formula.evaluate(t) == t.gradient("bo[0]")


def test_softmax_of_moderate_outputs_is_written_as_it_is_defined():
    t = ns.trace(logits(1.0, 0.0), [1.0], [0.0, 1.0], loss="softmax_cross_entropy")
    shown = equations(ns.explain(t))
    assert shown["p[0]"][0] == "e^yo[0] / (e^yo[0] + e^yo[1])"
    assert shown["L[1]"][0] == "-z[1] * ln(p[1])"


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize(
    ("activation", "s", "output"),
    [("softplus", 1600.0, "1600.0"), ("gaussian", 1e200, "0.0"), ("sigmoid", -1600.0, "0.0")],
)
def test_activations_of_large_summations(activation, s, output, rounding):
    net = ns.Network()
    net.add_neuron({net.add_input(): s}, activation=activation)
    t = ns.trace(net, [1.0], [0.0])
    d = ns.explain(t, rounding=rounding)
    assert equations(d)["yo[0]"][-1] == output
    assert "†" not in body(d)
    assert ns.formula(net).evaluate(t) == t.value("yo[0]")


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("expand", [False, True])
def test_the_formula_of_an_output_of_1_is_clamped_as_the_gradient_is(target, expand):
    net = ns.mlp([1, 1], "gaussian", initializer=0.0)
    t = ns.trace(net, [1.0], [target], loss="binary_cross_entropy")
    formula = ns.formula_gradient(net, "bo[0]", loss="binary_cross_entropy", expand=expand)
    assert formula.evaluate(t) == t.gradient("bo[0]") == 0.0


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_an_output_is_clamped_where_the_loss_clamps_it(rounding):
    for s, term, gradient in ((1e-5, False, False), (1e-7, False, True), (0.0, True, True)):
        net = logits(s)
        net["n[0]"].activation = "gaussian"
        t = ns.trace(net, [1.0], [1.0], loss="binary_cross_entropy")
        shown = equations(ns.explain(t, rounding=rounding, digits=15))
        assert ("max(-100" in shown["L"][0]) == term
        assert ("max(1e-12" in shown["do[0]"][1]) == gradient


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize(
    ("s", "loss", "delta"),
    [(20.0, "20.0000", "0.99999999794"), (40.0, "40.0", "1.0"), (800.0, "800.0", "1.0"), (-800.0, "0.0", "0.0")],
)  # fmt: skip
def test_a_saturated_output_is_explained_from_its_summation(s, loss, delta, rounding):
    net = logits(s)
    net["n[0]"].activation = "sigmoid"
    t = ns.trace(net, [1.0], [0.0], loss="binary_cross_entropy")
    d = ns.explain(t, rounding=rounding)
    shown = equations(d)
    assert shown["L"][1] == "ln(1 + e^so[0]) - z[0] * so[0]"
    assert shown["L"][-1] == loss
    assert shown["do[0]"][:3] == [
        "σ'(so[0]) * ∂L/∂yo[0]",
        "yo[0] * (1 - yo[0]) * (yo[0] - z[0]) / (yo[0] * (1 - yo[0]))",
        "yo[0] - z[0]",
    ]
    assert shown["do[0]"][-1] == delta
    assert "is above and below the fraction line, so it cancels" in d.to_text(width=1000)
    assert "∞" not in body(d)
    for expand in (False, True):
        formula = ns.formula_gradient(net, "bo[0]", loss="binary_cross_entropy", expand=expand)
        assert formula.evaluate(t) == t.gradient("bo[0]")


def test_a_case_is_that_of_the_number_put_in():
    net = ns.Network()
    x = net.add_input()
    net.add_neuron({x: -0.33}, bias=0.2544, activation="step")
    t = ns.trace(net, [0.774], [1.0], learning_rate=0.1)
    assert t.value("so[0]") < 0
    shown = equations(ns.explain(t, digits=2, rounding="stepwise"))
    # 0.77 * 0.33 is 0.2541, so 0.25 - 0.25
    assert shown["so[0]"][-1] == "0.00"
    assert shown["yo[0]"][-2:] == ["step(0.00)", "1.0000"[:4]]


def test_a_step_whose_numbers_overflow_is_refused():
    net = logits(1.0)
    with pytest.raises(
        NotFiniteError,
        match=r"the square that the optimizer keeps of wo\[0\]\[0\] is inf; its gradient 1e\+200 is",
    ):
        ns.trace(net, [1e200], [0.0], loss="mae", optimizer=ns.RMSprop(0.1))


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("activation", ns.ACTIVATIONS)
@pytest.mark.parametrize(
    "s", [1.7976931e308, -1.7976931e308, 1e154, 709.0, -710.0, -745.0, 26.6, 1e-200, 5e-324]
)
def test_every_activation_at_the_ends_of_what_a_float_holds(activation, s, rounding):
    net = logits(s)
    net["n[0]"].activation = activation
    try:
        t = ns.trace(net, [1.0], [0.0], loss="mae", learning_rate=0.1)
    except NotFiniteError:
        assert activation in {"gaussian", *PARTIAL, *STEEP}
        return
    for digits in (1, 4, 15):
        shown = equations(ns.explain(t, rounding=rounding, digits=digits))
        assert shown["so[0]"], shown


def test_the_sine_of_what_rounding_makes_infinite_is_undefined():
    net = logits(1.7976931e308)
    net["n[0]"].activation = "sin"
    d = ns.explain(ns.trace(net, [1.0]), rounding="stepwise")
    assert equations(d)["yo[0]"][-1] == "undefined"


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize(
    ("activation", "s", "output", "slope"),
    [
        ("sigmoid", -710.0, "4.4763e-309", "4.4763e-309"),
        ("softplus", -710.0, "4.4763e-309", "4.4763e-309"),
        ("softplus", -40.0, "4.2484e-18", "4.2484e-18"),
        ("tanh", 1e-200, "1.0e-200", "1.0"),
        ("tanh", 1.2345678e-9, "1.2346e-9", "1.0"),
        ("gaussian", 26.6, "5.1357e-308", "-2.7322e-306"),
    ],
)
def test_small_outputs_and_slopes_are_the_same_by_hand_and_in_full(
    activation, s, output, slope, rounding
):
    net = logits(s)
    net["n[0]"].activation = activation
    d = ns.explain(ns.trace(net, [1.0], [0.0]), rounding=rounding)
    assert equations(d)["yo[0]"][-1] == output
    assert slope in re.sub(r"[()]", "", " ".join(equations(d)["do[0]"])).split(" ")


EXTREMES = [
    0.0, 1.0, -0.5, 1e300, -1e300, 1e-300, 709.0, -745.0, 5e-324, 2.3e-308, 26.6, -37.0, 1e154, 1e8,
]  # fmt: skip


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_explaining_extreme_networks_raises_nothing_raw(data):
    """What can be traced can be explained, and what cannot is refused by name."""
    value = st.sampled_from(EXTREMES)
    net = ns.Network()
    neurons = [net.add_input()]
    for _ in range(data.draw(st.integers(1, 4))):
        sources = data.draw(st.lists(st.sampled_from(neurons), min_size=1, max_size=3, unique=True))
        neurons.append(
            net.add_neuron(
                {source: data.draw(value) for source in sources},
                bias=data.draw(value),
                activation=data.draw(st.sampled_from(list(ns.ACTIVATIONS))),
            )
        )
    loss = data.draw(st.sampled_from(list(ns.LOSSES)))
    targets = st.sampled_from([0.0, 0.25, 1.0]) if "entropy" in loss else value
    z = [data.draw(targets) for _ in net.outputs]
    try:
        t = ns.trace(net, [data.draw(value)], z, loss=loss, learning_rate=0.1)
    except ns.NeurosimError:
        return
    for rounding in ROUNDINGS:
        ns.explain(t, rounding=rounding, digits=data.draw(st.integers(1, 15))).to_text()


def test_json_is_json(example):
    t = ns.trace(example, [1, 1], [1], optimizer="adam", learning_rate=0.1)
    json.loads(t.to_json(), parse_constant=pytest.fail)
