"""Where a minus needs parentheses."""

import re

import pytest

import neurosim as ns
from neurosim.mathematics.expression import Constant, Fraction, Number, Product, Sum
from neurosim.mathematics.numbers import NumberStyle
from neurosim.writing.letters import get_notation
from neurosim.writing.plain_text import TextWriter

OPTIMIZERS = {
    "sgd": ns.SGD(0.1),
    "momentum": ns.SGD(0.1, momentum=0.9),
    "nesterov": ns.SGD(0.1, momentum=0.9, nesterov=True),
    "rmsprop": ns.RMSprop(0.1),
    "adam": ns.Adam(0.1),
    "adamw": ns.AdamW(0.1),
}


@pytest.mark.parametrize("rounding", ["once", "stepwise"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_sign_follows_a_sign(example, optimizer, rounding):
    traces = ns.trace_training(
        example, ns.Dataset([[1, 1], [1, 1]], [[1], [1]]), steps=2, optimizer=OPTIMIZERS[optimizer]
    )
    for t in traces:
        text = ns.explain(t, rounding=rounding).to_text(width=1000)
        assert not re.search(r"[-+·/] -", text)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Product((Number(0.1), Fraction(Number(-0.5), Number(3.0)))), "0.1 · (-0.5) / 3.0"),
        (Sum((Number(0.1), Fraction(Number(-0.5), Number(3.0)))), "0.1 + (-0.5) / 3.0"),
        (Sum((Number(0.1), Fraction(Constant(-1), Constant(2)))), "0.1 + (-1/2)"),
        (Fraction(Number(-0.5), Number(3.0)), "-0.5 / 3.0"),
        (Fraction(Number(-0.5), Number(-3.0)), "-0.5 / (-3.0)"),
        (Fraction(Number(1.0), Fraction(Number(-0.5), Number(3.0))), "1.0 / (-0.5 / 3.0)"),
    ],
)
def test_a_negative_factor_within_a_line_stands_in_parentheses(form, text):
    assert TextWriter(get_notation("source", 1), NumberStyle()).inline(form) == text


@pytest.mark.parametrize("rounding", ["once", "stepwise"])
def test_a_sign_before_a_product_is_that_of_the_product(rounding):
    net = ns.mlp([1, 3], "identity", seed=0)
    t = ns.trace(net, [1.0], [0, 1, 0], loss="softmax_cross_entropy")
    text = ns.explain(t, only="loss", rounding=rounding).to_text().replace("†", "")
    assert not re.search(r"-0\.0\b(?!\d)|-\(-", text)
    zero = re.search(r"L\[0\] = -z\[0\] · ln\(p\[0\]\)\n((?: +=.*\n)+)", text)
    assert re.fullmatch(
        r" += -\(0\.0 · ln\([\d.]+\)\)\n += -\(0\.0 · \(-[\d.]+\)\)\n += 0\.0\n", zero[1]
    )
    one = re.search(r"L\[1\] = -z\[1\] · ln\(p\[1\]\)\n((?: +=.*\n)+)", text)
    assert re.fullmatch(
        r" += -\(1\.0 · ln\([\d.]+\)\)\n += -\(1\.0 · \(-([\d.]+)\)\)\n += \1\n", one[1]
    )


@pytest.mark.parametrize(
    ("activation", "text"), [("elu", "e^(-2.5) - 1"), ("softplus", "ln(1 + e^(-2.5))")]
)
def test_a_negative_exponent_stands_in_parentheses(activation, text):
    t = ns.trace(ns.mlp([1, 1], activation, initializer=-1.25), [1.0])
    assert f"= {text}\n" in ns.explain(t).to_text()
