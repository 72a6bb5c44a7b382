"""How the numbers of a derivation are written and rounded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from neurosim.checks import whole_number
from neurosim.display import TRUSTED_DIGITS, decimals_of
from neurosim.errors import InputError

MOST_DIGITS = TRUSTED_DIGITS
"""The most decimals to ask for."""

WIDE = Context(prec=60, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
"""Decimal arithmetic in which sums and products of printed numbers are exact, without overflow."""

_TRUSTED = Context(prec=TRUSTED_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
_SMALL = Decimal("0.1")
_SCIENTIFIC_FROM = Decimal(1_000_000)
_LARGEST_DENOMINATOR = 100
_NOISE = 1e-14
_HALVES = [Decimal(1).scaleb(-digits) / 2 for digits in range(MOST_DIGITS + 1)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is written: sign, digits, and a power of ten or a denominator.

    Attributes
    ----------
    negative : bool
        Whether there is a minus before it.
    digits : str
        The digits, with a decimal point or comma.
    exponent : int or None
        The exponent of the power of ten after the digits.
    denominator : int or None
        The denominator of a fraction; its numerator is ``digits``.
    """

    negative: bool
    digits: str
    exponent: int | None = None
    denominator: int | None = None


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """The way to write numbers.

    A number with at most ``digits`` decimals is exact and is written short, such as ``-0.5``. Any
    other number is rounded once and is written with all ``digits`` decimals, such as ``0.5030``. If
    the number, or its small distance from 1, would then have fewer than ``digits - 1`` significant
    digits, it gets more decimals, such as ``0.00334`` and ``0.9999546``. A number below
    ``10^-digits``, and a number of a million or more, is written with a power of ten and with
    ``digits + 1`` significant digits.

    Digits after the 15th significant digit are rounding errors of floats and are ignored:
    ``0.4 + 0.2`` is ``0.6``.

    A float stands for the shortest decimal that gives the same float, as Python prints it. Halves
    are rounded up: 0.145 becomes 0.15, although the float is a little below 0.145.

    Attributes
    ----------
    digits : int
        The number of decimals, 1 to 15.
    decimal_comma : bool
        Whether numbers have a comma instead of the point.
    fractions : bool
        Whether a number that is a simple fraction, such as 1/2, is written as a fraction.
    """

    digits: int = 4
    decimal_comma: bool = False
    fractions: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "digits", whole_number(self.digits, "digits", minimum=1))
        if self.digits > MOST_DIGITS:
            raise InputError(
                f"digits is {self.digits}; it must be at most {MOST_DIGITS}, as a 64-bit number "
                "has no more to show"
            )

    def show(self, value: float, *, fixed: bool = False, significant: bool = False) -> Shown:
        """Return a number as it is written.

        Parameters
        ----------
        value : float
            The number.
        fixed : bool
            Whether it has all its decimals even if it is exact.
        significant : bool
            Whether a number below 0.1 that must be rounded is written with a power of ten.
        """
        return _shown(self, value, fixed, significant)

    def constant(self, value: float) -> Shown:
        """Return a number that belongs to a formula, with all its digits."""
        digits, _, exponent = repr(abs(float(value))).removesuffix(".0").partition("e")
        return Shown(value < 0, self._point(digits), int(exponent) if exponent else None)

    def rounded(self, value: Decimal) -> Decimal:
        """Return a number rounded to the decimals that are written, halves up."""
        if not value.is_finite():
            return value
        decimals = self._decimals(value.copy_abs())
        if decimals is None:
            return self._to_power_of_ten(value)
        return _quantized(value, decimals)

    def _to_power_of_ten(self, value: Decimal) -> Decimal:
        place = value.adjusted() - self.digits
        rounded = value.quantize(Decimal(1).scaleb(place, WIDE), context=WIDE)
        if rounded.adjusted() > value.adjusted():
            rounded = rounded.quantize(Decimal(1).scaleb(place + 1, WIDE), context=WIDE)
        return rounded

    def round(self, value: float | Decimal) -> float:
        """Return the number that is written, with which one goes on when working by hand."""
        exact = value if isinstance(value, Decimal) else as_decimal(value)
        return float(self.rounded(exact))

    def _decimals(self, size: Decimal) -> int | None:
        """Return how many decimals are written; None if there is a power of ten."""
        if size >= _SCIENTIFIC_FROM - _HALVES[self.digits]:
            return None
        decimals = decimals_of(size, self.digits)
        # rounding may reach the next power of ten, which needs fewer decimals
        written = self._to_power_of_ten(size) if decimals is None else _quantized(size, decimals)
        return decimals_of(written, self.digits)

    def _point(self, digits: str) -> str:
        return digits.replace(".", ",") if self.decimal_comma else digits


# a worked example writes the same numbers again and again
@lru_cache(maxsize=2**12)
def _shown(style: NumberStyle, value: float, fixed: bool, significant: bool) -> Shown:
    negative = value < 0
    if not math.isfinite(value):
        return Shown(negative, "undefined" if math.isnan(value) else "∞")
    size = as_decimal(abs(value))
    if style.fractions and not fixed and size < _SCIENTIFIC_FROM:
        simple = Fraction(abs(value)).limit_denominator(_LARGEST_DENOMINATOR)
        # 1/2 - 4/9 is 1/18, whatever the last bits are
        if math.isclose(float(simple), abs(value), rel_tol=_NOISE):
            whole = simple.denominator == 1
            return Shown(
                negative, str(simple.numerator), None, None if whole else simple.denominator
            )
    rounded = style.rounded(size)
    scientific = style._decimals(size) is None
    if significant and size < _SMALL and rounded != _TRUSTED.plus(size):
        rounded, scientific = style._to_power_of_ten(size), True
    exponent = rounded.adjusted() if scientific else None
    written = f"{rounded if exponent is None else rounded.scaleb(-exponent, WIDE):f}"
    if not fixed and rounded == _TRUSTED.plus(size):
        written = written.rstrip("0")
        written += "0" * written.endswith(".")
    return Shown(negative, style._point(written), exponent)


def _quantized(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), context=WIDE)


def agree(a: float, b: float) -> bool:
    """Return whether two numbers are equal in their first 15 significant digits."""
    return a == b or _TRUSTED.plus(as_decimal(a)) == _TRUSTED.plus(as_decimal(b))


def as_decimal(value: float) -> Decimal:
    """Return the shortest decimal that gives a float."""
    return Decimal(repr(float(value)))
