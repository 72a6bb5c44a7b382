"""Timing of two calls in turn, so a change in the speed of the machine affects both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Attributes
    ----------
    case : str
        What was done.
    ours : float
        The time of neurosim in seconds, for one unit of the case.
    peer : str
        The other program.
    theirs : float or None
        Its time for the same; None if it is not installed.
    ratio : float or None
        The median over the rounds of the quotient that ``meaning`` names.
    meaning : str
        ``ours / theirs`` or ``theirs / ours``.
    note : str
        A remark for the reader.
    """

    case: str
    ours: float
    peer: str
    theirs: float | None = None
    ratio: float | None = None
    meaning: str = "theirs / ours"
    note: str = ""


def compare(
    case: str,
    ours: Call,
    peer: str,
    theirs: Call | None,
    *,
    units: float,
    peer_units: float | None = None,
    rounds: int,
    meaning: str = "theirs / ours",
    note: str = "",
) -> Row:
    """Time two calls in turn after a warm-up of each.

    Parameters
    ----------
    case, peer, meaning, note : str
        For the row.
    ours, theirs : callable
        The functions to time; None if the peer is not installed.
    units, peer_units : float
        How many units (steps, samples) a call does.
    rounds : int
        How often each is called.
    """
    ours()
    if theirs is None:
        mine = statistics.median(_seconds(ours) for _ in range(rounds)) / units
        return Row(case, mine, peer, note="not installed")
    theirs()
    pairs = [
        (_seconds(ours) / units, _seconds(theirs) / (peer_units or units)) for _ in range(rounds)
    ]
    quotients = [a / b if meaning == "ours / theirs" else b / a for a, b in pairs]
    mine, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    return Row(case, mine, peer, other, statistics.median(quotients), meaning, note)


def median_seconds(call: Call, rounds: int) -> float:
    """Return the median time of a call after a warm-up."""
    call()
    return statistics.median(_seconds(call) for _ in range(rounds))


def _seconds(call: Call) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin
