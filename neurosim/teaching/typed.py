"""Numbers as people type them: their value, and how exact their digits are."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from neurosim.errors import InputError, brief

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SIGNS = str.maketrans("−–—‐‑﹣－", "-------")
_LONGEST = 60
_DIGITS = r"(?:\d+[.,]?\d*|[.,]\d+)"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<digits>{_DIGITS})"
    r"(?:[eE](?P<e>[+-]?\d{1,4})"
    # without a sign or a power before them, digits after 10 belong to it: 2*100 is a product
    r"|\s*[·*×x⋅]\s*10\s*"
    r"(?:(?:\^|\*\*)\s*[({]?\s*(?P<ten>[+-]?\d{1,4})\s*[)}]?|(?P<raised>[+-]\d{1,4})))?"
)
_FRACTION = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<above>{_DIGITS})\s*[/⁄]\s*(?P<below>[+-]?{_DIGITS})"
)
_SLACK, _BINARY = 1e-9, 1e-13
_THREE_DIGITS = 100


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number as somebody typed it.

    Attributes
    ----------
    value : float
        The number.
    unit : float
        One unit of its last digit, such as 0.0001 for ``0.5933``; 0 for a fraction, which is exact.
    text : str
        What was typed.
    """

    value: float
    unit: float
    text: str

    @property
    def decimals(self) -> int:
        """The number of decimals; negative for a number like 3·10^2."""
        return 99 if self.unit == 0 else -round(math.log10(self.unit))

    @property
    def digits(self) -> int:
        """The number of significant digits."""
        if self.unit == 0:
            return 99
        return max(1, round(math.log10(self.unit) * -1) + math.floor(_log10(self.value)) + 1)

    @property
    def is_exact(self) -> bool:
        """Whether nobody rounded it: a fraction, or a whole number of one or two digits."""
        return self.unit == 0 or (self.unit >= 1 and abs(self.value) < _THREE_DIGITS)

    @property
    def error(self) -> float:
        """How far a number that was rounded to these digits may be from it."""
        return 0.0 if self.is_exact else self.unit / 2

    @property
    def is_zero(self) -> bool:
        """Whether it is 0."""
        return self.value == 0

    def is_rounded(self, value: float) -> bool:
        """Return whether the number is a value rounded to its digits."""
        return abs(value - self.value) <= self.error + self._noise(value)

    def is_rounded_to_its_digits(self, value: float) -> bool:
        """Return the same, where a whole number may be rounded too."""
        return abs(value - self.value) <= self.unit / 2 + self._noise(value)

    def is_cut_in_binary(self, value: float) -> bool:
        """Return the same for a program that cuts off: -0.33 may be -0.32999999999999996 there."""
        if self.is_cut(value) or not math.isfinite(value):
            return self.is_cut(value)
        above = Decimal(repr(abs(self.value))) + Decimal(repr(self.unit))
        is_just_below = Decimal(repr(abs(value))) < above
        nearly = math.isclose(abs(value), float(above), rel_tol=_BINARY)
        return is_just_below and nearly and (value < 0) == (self.value < 0) and not self.is_exact

    def is_cut(self, value: float) -> bool:
        """Return whether the number is a value cut off after its digits."""
        if self.is_exact or (self.value and (value < 0) != (self.value < 0)):
            return False
        missing = abs(value) - abs(self.value)
        return -self._noise(value) <= missing < self.unit - self._noise(value)

    def _noise(self, value: float) -> float:
        return _SLACK * (self.unit or abs(value) or 1.0) + 1e-13 * abs(value)


def _log10(value: float) -> float:
    return math.log10(abs(value)) if value else -99.0


def read_number(text: str) -> TypedNumber:
    """Return the number that somebody typed.

    It may have a decimal point or comma, a minus of any kind, a power of ten (``2.4e-3``,
    ``2,4·10^-3``), or be a fraction (``-1/3``). Nothing of it is executed.

    Parameters
    ----------
    text : str
        What was typed.

    Raises
    ------
    InputError
        If it is no number.

    Examples
    --------
    >>> read_number("0,5933").value, read_number("2.4·10⁻³").unit
    (0.5933, 0.0001)
    """
    plain = text.strip().translate(_SIGNS)
    if len(plain) > _LONGEST:
        raise InputError(f"{brief(text)} is no number; give at most {_LONGEST} characters")
    plain = re.sub(
        r"10\s*([⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)", lambda m: "10^" + m[1].translate(_SUPERSCRIPTS), plain
    )
    if match := _FRACTION.fullmatch(plain):
        above, below = (_decimal(match[part]) for part in ("above", "below"))
        if not below:
            raise InputError(f"{brief(text)} divides by 0; give a number")
        value = float(above / below)
        return TypedNumber(-value if match["sign"] == "-" else value, 0.0, text.strip())
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise InputError(
            f"{brief(text)} is no number; give one such as 0.5933, 0,5933, 2.4e-3 or 1/3"
        )
    exponent = int(match["e"] or match["ten"] or match["raised"] or 0)
    digits = _decimal(match["digits"]).scaleb(exponent)
    value, unit = float(digits), float(Decimal(1).scaleb(int(digits.as_tuple().exponent)))
    if not math.isfinite(value):
        raise InputError(f"{brief(text)} is too large; give a number that a float can hold")
    return TypedNumber(-value if match["sign"] == "-" else value, unit, text.strip())


def _decimal(digits: str) -> Decimal:
    digits = digits.replace(",", ".").rstrip(".")
    return Decimal(f"0{digits}" if digits.startswith(".") else digits)
