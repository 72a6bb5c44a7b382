"""Numbers as they stand in a picture: a real minus, and powers of ten with a raised exponent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from neurosim.display import format_alike, format_number

MINUS = "\N{MINUS SIGN}"
_POWER = re.compile(r"e([-+])0*(\d+)$")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def typographic(number: str) -> str:
    """Return a number of Python as it stands in print.

    Examples
    --------
    >>> typographic("-0.25"), typographic("1.23e-05"), typographic("5e+06"), typographic("3e+00")
    ('−0.25', '1.23×10⁻⁵', '5×10⁶', '3')
    """

    def power(match: re.Match[str]) -> str:
        if match[2] == "0":
            return ""
        sign = "-" if match[1] == "-" else ""
        return "×10" + f"{sign}{match[2]}".translate(_RAISED)

    return _POWER.sub(power, number).replace("-", MINUS)


def as_typed(text: str) -> str:
    """Return what somebody typed with a real minus before its numbers.

    Examples
    --------
    >>> as_typed("-0.25"), as_typed("1e-5"), as_typed("about half")
    ('−0.25', '1e−5', 'about half')
    """
    return re.sub(r"-(?=\s*[\d.,])", MINUS, text)


def number_text(value: float, digits: int) -> str:
    """Return a number as it stands in a picture, rounded once; see ``format_number``.

    Examples
    --------
    >>> number_text(-0.26894142, 4), number_text(0.0000123, 4)
    ('−0.2689', '1.23×10⁻⁵')
    """
    return typographic(format_number(value, digits))


def numbers_alike(values: Sequence[float], digits: int) -> list[str]:
    """Return the numbers of one label, either all or none with a power of ten.

    Examples
    --------
    >>> numbers_alike([-0.97621, -0.0000091], 4)
    ['−0.9762', '−0.0000091']
    """
    return [typographic(text) for text in format_alike(values, digits)]


def raw_text(value: float, digits: int = 4) -> str:
    """Return a number in raw units: short if it is exact, otherwise with fixed decimals.

    Examples
    --------
    >>> raw_text(70.0, 4), raw_text(-70.25, 4), raw_text(68.123456, 4)
    ('70', '−70.25', '68.1235')
    """
    fixed = format_number(value, digits)
    if "." in fixed and "e" not in fixed:
        short = fixed.rstrip("0").rstrip(".")
        fixed = short if float(short) == value else fixed
    return typographic(fixed)


@lru_cache(maxsize=2**12)
def at_the_point(number: str) -> tuple[str, str]:
    """Return a number in two parts: what stands before its decimal point, and the rest.

    Examples
    --------
    >>> at_the_point("−0.25"), at_the_point("70"), at_the_point("3×10⁶")
    (('−0', '.25'), ('70', ''), ('3', '×10⁶'))
    """
    match = re.search(r"[.× ]|$", number)
    assert match is not None
    return number[: match.start()], number[match.start() :]
