"""Checks of the options that every picture has."""

from __future__ import annotations

from neurosim import checks
from neurosim.errors import InputError

MOST_DIGITS = 15
"""A 64-bit float has no more decimals to show."""


def check_digits(digits: int) -> int:
    """Return the decimals of numbers.

    Raises
    ------
    InputError
        If they are no whole number from 0 to 15.
    """
    chosen = checks.whole_number(digits, "digits", minimum=0)
    if chosen > MOST_DIGITS:
        raise InputError(f"digits is {chosen}; a float has at most {MOST_DIGITS} decimals to show")
    return chosen


def check_title(title: str | None) -> str | None:
    """Return a heading; None stands for the usual one.

    Raises
    ------
    InputError
        If it is no text.
    """
    return None if title is None else checks.text(title, "a title")
