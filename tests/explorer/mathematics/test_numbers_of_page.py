"""The page writes every number as Python does, digit by digit."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable
from typing import Any

import pytest

from neurosim.mathematics.expression import Number
from neurosim.mathematics.numbers import NumberStyle, Shown
from neurosim.writing.letters import get_notation
from neurosim.writing.plain_text import TextWriter

IMPORTS = 'import { NumberStyle, textOfShown } from "PAGE/mathematics/numbers.js";'
SPECIAL = [
    0.0, -0.0, 1.0, -1.0, 0.5, 0.145, 2.675, 1.005, 0.1 + 0.2, 1e-4, 9.9995e-5, 9.99949e-5, 1e-5,
    999999.99995, 999999.99994, 999999.5, 1e6, 1e15, 1e16, 1e21, 1e22, 1e-7, 5e-324, 2.0**1023,
    1 / 3, 2 / 3, 22 / 7, 0.99995, 0.9999546, 1.00005, 1.0000499, 0.9999999999999999, 1e300, 0.09995,
    0.00099995, 123456.7891, 0.1234567890123455, 0.1234567890123445, 1.0000000000000002,
]  # fmt: skip


def some_numbers(count: int) -> list[float]:
    """Return numbers of all sizes: any float, usual sizes, few digits, halves, and near 1."""
    chance = random.Random(5)
    found = list(SPECIAL)
    while len(found) < count:
        kind = len(found) % 6
        sign = chance.choice((-1.0, 1.0))
        if kind == 0:
            value = struct.unpack("<d", struct.pack("<Q", chance.getrandbits(63)))[0]
        elif kind == 1:
            value = chance.uniform(0, 10) * 10.0 ** chance.randint(-8, 7)
        elif kind == 2:
            value = round(chance.uniform(0, 10), chance.randint(0, 7))
        elif kind == 3:
            decimals = chance.randint(1, 9)
            value = float(f"{chance.randint(0, 30)}.{chance.randint(0, 10**decimals - 1)}5")
        elif kind == 4:
            value = 1.0 + chance.choice((-1, 1)) * 10.0 ** chance.uniform(-16, -1)
        else:
            value = chance.randint(0, 60) / chance.randint(1, 120)
        if math.isfinite(value):
            found.append(sign * value)
    return found


@pytest.mark.parametrize(
    ("digits", "comma"), [(4, False), (1, False), (2, True), (8, False), (15, True)]
)
def test_numbers_are_written_as_python_writes_them(
    in_node: Callable[..., Any], *, digits: int, comma: bool
) -> None:
    values = some_numbers(4000)
    style = NumberStyle(digits, comma)
    writer = TextWriter(get_notation("source", 1), style)
    body = (
        "const [digits, comma, values] = given;"
        "const style = new NumberStyle(digits, comma);"
        "return values.map((text) => { const value = Number(text); return ["
        "style.text(value), textOfShown(style.show(value, true)),"
        "textOfShown(style.constant(value))]; });"
    )
    found = in_node(IMPORTS, body, [digits, comma, [repr(v) for v in values]])
    for value, texts in zip(values, found, strict=True):
        shown = [
            writer.inline(Number(value)),
            writer.number(style.show(value, significant=True), differs=False),
            writer.number(style.constant(value), differs=False),
        ]
        assert texts == shown, value


def test_what_is_not_finite_is_said(in_node: Callable[..., Any]) -> None:
    body = (
        "const style = new NumberStyle(4, false);"
        "return [Infinity, -Infinity, NaN].map((value) => style.text(value));"
    )
    style = NumberStyle(4)
    shown: list[Shown] = [style.show(value) for value in (math.inf, -math.inf, math.nan)]
    expected = ["-" * each.negative + each.digits for each in shown]
    assert in_node(IMPORTS, body, None) == expected


def test_exact_text_gives_the_same_number_again(in_node: Callable[..., Any]) -> None:
    values = some_numbers(500)
    body = "const style = new NumberStyle(2, true);return given.map((value) => style.exact(value));"
    for value, text in zip(values, in_node(IMPORTS, body, values), strict=True):
        assert "." not in text
        assert float(text.replace(",", ".")) == value
