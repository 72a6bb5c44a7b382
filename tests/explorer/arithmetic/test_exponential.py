"""The page's own functions are as exact as those of Python."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable
from typing import Any

import pytest

BODY = """
const functions = { exp: exponential, expm1: exponentialMinusOne, log: logarithm,
  log1p: logarithmOfOnePlus, tanh: hyperbolicTangent, sin: sine, cos: cosine, atan: arcTangent,
  erf: errorFunction, erfc: complementOfErrorFunction };
return given.map(([name, values]) => values.map(functions[name]));
"""
IMPORTS = (
    "import { exponential, exponentialMinusOne, logarithm, logarithmOfOnePlus, hyperbolicTangent, "
    "sine, cosine, arcTangent, errorFunction, complementOfErrorFunction, wholePower } "
    'from "PAGE/arithmetic/exponential.js";'
)

UNITS = {
    "exp": 1, "expm1": 3, "log": 2, "log1p": 2, "tanh": 4, "sin": 3, "cos": 3, "atan": 3, "erf": 10,
    "erfc": 60,
}  # fmt: skip
"""How many units in the last place a function may be off."""

RANGES = {
    "exp": (-745.0, 709.7), "expm1": (-40.0, 40.0), "log": (1e-9, 3.0), "log1p": (0.0, 1.0),
    "tanh": (-20.0, 20.0), "sin": (-900.0, 900.0), "cos": (-900.0, 900.0), "atan": (-10.0, 10.0),
    "erf": (-6.0, 6.0), "erfc": (-6.0, 26.0),
}  # fmt: skip


def ordinal(value: float) -> int:
    """Return the place of a float among all floats."""
    place = int(struct.unpack("<q", struct.pack("<d", value))[0])
    return place if place >= 0 else -(place & 0x7FFF_FFFF_FFFF_FFFF)


def arguments_of(name: str) -> list[float]:
    """Return numbers of the usual range, near 0 or 1, and very small."""
    chance = random.Random(name)
    low, high = RANGES[name]
    found = [chance.uniform(low, high) for _ in range(3000)]
    if name == "log":
        found += [10.0 ** chance.uniform(-320, 308) for _ in range(2000)]
        return found + [1 + 10.0 ** chance.uniform(-16, -2) for _ in range(1000)]
    signs = (1,) if name == "log1p" else (-1, 1)
    found += [chance.choice(signs) * chance.random() for _ in range(2000)]
    return found + [chance.choice(signs) * 10.0 ** chance.uniform(-20, 0) for _ in range(1000)]


def test_functions_are_those_of_python(in_node: Callable[[str, str, Any], Any]) -> None:
    given = [(name, arguments_of(name)) for name in UNITS]
    for (name, values), found in zip(given, in_node(IMPORTS, BODY, given), strict=True):
        expected = [getattr(math, name)(value) for value in values]
        far = [
            (abs(ordinal(ours) - ordinal(theirs)), value)
            for ours, theirs, value in zip(found, expected, values, strict=True)
        ]
        assert max(far)[0] <= UNITS[name], (name, max(far))


def test_the_exponential_is_nearly_always_the_nearest_number(
    in_node: Callable[[str, str, Any], Any],
) -> None:
    values = arguments_of("exp")
    (found,) = in_node(IMPORTS, BODY, [["exp", values]])
    same = sum(ours == math.exp(value) for ours, value in zip(found, values, strict=True))
    assert same > 0.99 * len(values)


ENDS = {
    "exponential(0)": 1.0,
    "exponential(-Infinity)": 0.0,
    "exponential(-746)": 0.0,
    "exponential(-745.13)": 5e-324,
    "1 / exponential(709.79)": 0.0,
    "1 / exponential(Infinity)": 0.0,
    "exponentialMinusOne(-1e300)": -1.0,
    "1 / logarithm(0)": 0.0,
    "Number.isNaN(logarithm(-1))": True,
    "Number.isNaN(exponential(NaN))": True,
    "logarithm(1)": 0.0,
    "hyperbolicTangent(1e300)": 1.0,
    "hyperbolicTangent(-1e300)": -1.0,
    "arcTangent(Infinity)": math.pi / 2,
    "errorFunction(1e200)": 1.0,
    "complementOfErrorFunction(1e200)": 0.0,
    "complementOfErrorFunction(-1e200)": 2.0,
    "sine(1e7)": math.sin(1e7),
    "wholePower(0.5, 0)": 1.0,
    "wholePower(0.5, 11)": 0.5**11,
    "wholePower(0.999, 123456) > 0": True,
}
"""What the functions give far out, and where they have no value."""


def test_at_the_ends(in_node: Callable[[str, str, Any], Any]) -> None:
    found = in_node(IMPORTS, f"return [{', '.join(ENDS)}];", None)
    assert dict(zip(ENDS, found, strict=True)) == pytest.approx(ENDS, rel=1e-15)
