"""What counts as a missing value: one list for every reader."""

from __future__ import annotations

import itertools

from neurosim.errors import unknown_name

MARKERS = ("NA", "N/A", "#N/A", "<NA>", "NaN", "NULL", "?", "-")
"""The texts that stand for a missing value, in capital or small letters. ``None`` in exactly this
spelling and an empty cell also count as missing."""

POLICIES = ("error", "drop", "mean", "median")


def _spellings(marker: str) -> list[str]:
    letters = [{letter.lower(), letter.upper()} for letter in marker]
    return ["".join(spelling) for spelling in itertools.product(*letters)]


MISSING = frozenset(["", "None", *itertools.chain.from_iterable(map(_spellings, MARKERS))])
"""Every spelling of a missing value."""


def is_missing(text: str) -> bool:
    """Return whether a cell, without spaces around it, says that its value is missing.

    Examples
    --------
    >>> [is_missing(text) for text in ("", "n/a", "NaN", "None", "none", "0", "nano")]
    [True, True, True, True, False, False, False]
    """
    return text in MISSING


def check_missing(missing: str) -> str:
    """Return what to do with missing values; raise UnknownNameError for an unknown name."""
    if not isinstance(missing, str) or missing not in POLICIES:
        raise unknown_name("way to treat missing values", missing, POLICIES)
    return missing
