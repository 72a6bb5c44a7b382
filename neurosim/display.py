"""Numbers for display: rounded once, from full precision."""

from __future__ import annotations

_SCIENTIFIC_FROM = 1e6


def format_number(value: float, digits: int) -> str:
    """Return a number with a fixed count of decimals, rounded once from the full value.

    Zero never carries a sign. A number whose decimals would all be zero, or that is a million or
    more, is written in scientific notation instead.

    Parameters
    ----------
    value : float
        The number.
    digits : int
        The decimals to show.

    Examples
    --------
    >>> format_number(0.26894142, 4), format_number(-0.0, 4)
    ('0.2689', '0.0000')
    >>> format_number(-0.0000123, 4), format_number(12345678.0, 4)
    ('-1.23e-05', '1.23e+07')
    """
    if value == 0:
        return f"{0.0:.{digits}f}"
    fixed = f"{value:.{digits}f}"
    if abs(value) >= _SCIENTIFIC_FROM or (digits and float(fixed) == 0):
        return f"{value:.2e}"
    return fixed.removeprefix("-") if float(fixed) == 0 else fixed
