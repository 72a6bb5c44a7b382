"""How numbers of a derivation are written, and rounded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from neurosim.checks import whole_number

_SCIENTIFIC_FROM = 1e6
_LARGEST_DENOMINATOR = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is written: sign, digits, and a power of ten or a denominator.

    Attributes
    ----------
    negative : bool
        Whether a minus stands before it.
    digits : str
        With a decimal point or comma.
    exponent : int or None
        Of the power of ten that follows.
    denominator : int or None
        Of a fraction whose numerator are the digits.
    """

    negative: bool
    digits: str
    exponent: int | None = None
    denominator: int | None = None


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """The way to write numbers.

    A number that has no more decimals than asked is exact and written short, such as ``-0.5``; any
    other is rounded, once and correctly, and written with all of them, such as ``0.5030``. A number
    that would round to zero, or is a million or more, is written with a power of ten.

    Attributes
    ----------
    digits : int
        The decimals.
    decimal_comma : bool
        Whether a comma stands in place of the point.
    fractions : bool
        Whether a number that is a simple fraction, such as 1/2, is written as one.
    """

    digits: int = 4
    decimal_comma: bool = False
    fractions: bool = False

    def __post_init__(self) -> None:
        whole_number(self.digits, "digits", minimum=1)

    def show(self, value: float, *, fixed: bool = False) -> Shown:
        """Return a number as it is written; ``fixed`` with all its decimals."""
        size = abs(value)
        negative = value < 0
        if not math.isfinite(value):
            return Shown(negative, "∞" if size == math.inf else "undefined")
        if self.fractions and not fixed and size < _SCIENTIFIC_FROM:
            simple = Fraction(size).limit_denominator(_LARGEST_DENOMINATOR)
            if simple.numerator / simple.denominator == size:
                whole = simple.denominator == 1
                return Shown(
                    negative, str(simple.numerator), None, None if whole else simple.denominator
                )
        if size >= _SCIENTIFIC_FROM or (size and float(f"{size:.{self.digits}f}") == 0):
            mantissa, _, exponent = f"{size:.{self.digits}e}".partition("e")
            return Shown(
                negative,
                self._point(self._short(mantissa, f"{mantissa}e{exponent}", size)),
                int(exponent),
            )
        written = f"{size:.{self.digits}f}"
        return Shown(
            negative, self._point(written if fixed else self._short(written, written, size))
        )

    def constant(self, value: float) -> Shown:
        """Return a number that belongs to a formula, with all the digits that it has."""
        digits, _, exponent = f"{abs(value):.12g}".partition("e")
        return Shown(value < 0, self._point(digits), int(exponent) if exponent else None)

    def round(self, value: float) -> float:
        """Return a number as a person rounds it by hand: to the digits shown, halves up."""
        # a product of short decimals is one itself; its last bits are not
        size = Decimal(f"{abs(value):.13g}")
        if not size.is_finite():
            return value
        place = Decimal(1).scaleb(-self.digits)
        rounded = size.quantize(place, ROUND_HALF_UP) if size < Decimal(_SCIENTIFIC_FROM) else size
        if size and (not rounded or size >= Decimal(_SCIENTIFIC_FROM)):
            rounded = size.quantize(Decimal(1).scaleb(size.adjusted() - self.digits), ROUND_HALF_UP)
        return math.copysign(float(rounded), value)

    @staticmethod
    def _short(digits: str, whole: str, size: float) -> str:
        if float(whole) != size:
            return digits
        short = digits.rstrip("0")
        return f"{short}0" if short.endswith(".") else short

    def _point(self, digits: str) -> str:
        return digits.replace(".", ",") if self.decimal_comma else digits
