"""Where a minus needs parentheses."""

import re

import pytest

import neurosim as ns
from neurosim.tracing.derivation.expression import Constant, Fraction, Number, Product, Sum
from neurosim.tracing.derivation.notation import get_notation
from neurosim.tracing.derivation.numbers import NumberStyle
from neurosim.tracing.derivation.text import TextWriter

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
