"""Expressions taken exactly as they are printed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.mathematics.arithmetic import Arithmetic
from neurosim.mathematics.evaluation import evaluate
from neurosim.mathematics.exact import exact_value
from neurosim.mathematics.expression import (
    E_NUMBER,
    Call,
    Constant,
    Fraction,
    Negative,
    Number,
    Power,
    Product,
    Sum,
)

numbers = st.floats(-20, 20).map(Number)


def _grown(parts):
    pairs = st.tuples(parts, parts)
    return st.one_of(
        pairs.map(Sum),
        pairs.map(Product),
        pairs.map(lambda pair: Fraction(*pair)),
        parts.map(Negative),
        parts.map(lambda part: Power(part, Constant(2))),
        parts.map(lambda part: Call("tanh", (part,))),
        pairs.map(lambda pair: Call("max", pair)),
        parts.map(lambda part: Power(E_NUMBER, Call("tanh", (part,)))),
    )


@given(st.recursive(numbers, _grown, max_leaves=6))
def test_exact_and_floating_arithmetic_agree(form):
    exact, floating = float(exact_value(form)), evaluate(form)
    if math.isfinite(exact) and math.isfinite(floating) and abs(exact) < 1e6:
        assert floating == pytest.approx(exact, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (Power(Number(1e200), Constant(2)), math.inf),
        (Power(Number(-1e200), Constant(3)), -math.inf),
        (Power(Number(0.0), Constant(-1)), math.inf),
        (Power(E_NUMBER, Negative(Power(Number(1e200), Constant(2)))), 0.0),
        (Call("ln", (Sum((Constant(1), Power(E_NUMBER, Number(1600.0)))),)), 1600.0),
        (Call("ln", (Sum((Constant(1), Power(E_NUMBER, Number(-50.0)))),)), math.exp(-50.0)),
    ],
)
def test_powers_beyond_the_range_of_a_float(form, value):
    assert evaluate(form) == value
    if math.isfinite(value):
        assert float(exact_value(form)) == pytest.approx(value)


def test_softmax_of_large_outputs():
    outputs = [Power(E_NUMBER, Number(y)) for y in (1600.0, 1599.0, -1e6)]
    shares = [evaluate(Fraction(power, Sum(tuple(outputs)))) for power in outputs]
    assert shares == pytest.approx([0.7310585786300049, 0.2689414213699951, 0.0])


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (Product((Number(0.1), Number(0.35))), "0.035"),
        (Fraction(Power(E_NUMBER, Number(1600.0)), Power(E_NUMBER, Number(1600.0))), "1"),
        (Call("ln", (Number(0.0),)), "-Infinity"),
        (Call("sgn", (Number(-3.0),)), "-1"),
        (Fraction(Number(0.0), Number(0.0)), "NaN"),
        (Call("sgn", (Fraction(Number(0.0), Number(0.0)),)), "NaN"),
    ],
)
def test_nothing_overflows_and_nothing_raises(form, value):
    assert str(exact_value(form)) == value


def test_a_symbol_has_no_number():
    from neurosim.mathematics.symbols import LOSS

    with pytest.raises(TypeError, match="has no number"):
        exact_value(LOSS)


def _results(monkeypatch, t, only):
    count = 0
    result = Arithmetic.result

    def counting(self, form, exact=None):
        nonlocal count
        count += 1
        return result(self, form, exact)

    with monkeypatch.context() as patch:
        patch.setattr(Arithmetic, "result", counting)
        ns.explain(t, only=only, rounding="stepwise").to_text()
    return count


def test_only_what_a_part_needs_is_worked_by_hand(monkeypatch):
    t = ns.trace(ns.mlp([6, 6, 6, 2], seed=1), [0.5] * 6, [0.0, 1.0], learning_rate=0.1)
    one = _results(monkeypatch, t, "sh[0][0]")
    assert one < 30
    assert _results(monkeypatch, t, "forward") > 5 * one


def test_a_deep_network_is_worked_by_hand():
    net = ns.Network()
    neuron = net.add_input()
    for _ in range(600):
        neuron = net.add_neuron({neuron: 1.0}, activation="identity")
    t = ns.trace(net, [0.123], [0.0], learning_rate=0.1)
    d = ns.explain(t, only=["5.3", "n[0]"], digits=2, rounding="stepwise")
    assert "∂L/∂wh[0][0][0] = dh[0][0] · x[0]\n" in d.to_text()
    assert list(d.equations)[-1].lines[-1].form.value == pytest.approx(-0.01)
