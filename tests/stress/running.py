"""Run the cases of a family one after the other and count how they end."""

from __future__ import annotations

import random
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import neurosim as ns

LONGEST_MESSAGE = 600

Case = Callable[[random.Random, Path], str]
"""One case: made from a generator, in an empty folder; returns how it ended, or fails."""


class StressError(AssertionError):
    """A case failed; the message says how to run it again."""


def run_case(family: str, case: Case, seed: int, number: int, folder: Path) -> str:
    """Run one case of a family; the same seed and number make the same case."""
    place = folder / f"{family}-{number}"
    place.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ns.NeurosimWarning)
        try:
            return case(random.Random(f"{family} {seed} {number}"), place)
        except Exception as error:
            raise StressError(
                f"{family}, case {number} of seed {seed}: {type(error).__name__}: {error!s:.600}\n"
                f"again: python -m tests.stress {family} --seed {seed} --case {number}"
            ) from error


def run_family(
    family: str,
    case: Case,
    folder: Path,
    *,
    seed: int,
    count: int | None = None,
    seconds: float | None = None,
) -> tuple[Counter[str], list[StressError]]:
    """Run so many cases, or as many as fit into a time; return the outcomes and the failures."""
    outcomes: Counter[str] = Counter()
    failures: list[StressError] = []
    end = None if seconds is None else time.monotonic() + seconds
    number = 0
    while (count is None or number < count) and (end is None or time.monotonic() < end):
        try:
            outcomes[run_case(family, case, seed, number, folder)] += 1
        except StressError as failure:
            outcomes["FAILED"] += 1
            failures.append(failure)
        number += 1
    return outcomes, failures


def check_refusal(error: ns.NeurosimError) -> None:
    """Raise AssertionError unless an error is one printable line, and not a long one."""
    message = str(error)
    assert message, "an empty message"
    assert message.isprintable(), f"a message of several lines: {message!r}"
    assert len(message) <= LONGEST_MESSAGE, f"a message of {len(message)} characters"
