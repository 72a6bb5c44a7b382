"""Timing of several programs in turn, so a change in the speed of the machine affects all."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Call = Callable[[], object]
_REST = 0.1  # longer than the threads of BLAS and OpenMP wait busily for more work


@dataclass(frozen=True, slots=True)
class Runner:
    """A program that does the work of a case.

    Attributes
    ----------
    program : str
        Its name.
    call : callable or None
        Does the work; None if the program is not installed.
    units : float
        How many units (steps, samples) a call does.
    threads : int or None
        How many threads it may use, where that can be chosen.
    seconds : float or None
        What it takes for a unit, if it was timed elsewhere.
    note : str
        A remark for the reader.
    """

    program: str
    call: Call | None
    units: float = 1.0
    threads: int | None = None
    seconds: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Attributes
    ----------
    case : str
        What was done.
    program : str
        Who did it.
    threads : int or None
        On how many threads at most.
    seconds : float or None
        The median time for one unit of the case; None if the program is not installed.
    ratio : float or None
        The median over the rounds of its time divided by that of the first program of the case.
    note : str
        A remark for the reader.
    """

    case: str
    program: str
    seconds: float | None = None
    threads: int | None = None
    ratio: float | None = None
    note: str = ""


def race(case: str, runners: list[Runner], *, rounds: int) -> list[Row]:
    """Time programs in turn; return a row for each.

    In every round the first program runs again beside each other one. Before each there is a
    moment's rest, in which the threads of the one before stop waiting for more work, and a call
    that is not timed.

    Parameters
    ----------
    case : str
        What is done.
    runners : list of Runner
        The first is what the others are compared with.
    rounds : int
        How often each is called.
    """
    first, others = runners[0], [runner for runner in runners[1:] if runner.call is not None]
    mine: list[float] = []
    times: dict[int, list[float]] = {id(runner): [] for runner in others}
    ratios: dict[int, list[float]] = {id(runner): [] for runner in others}
    for _ in range(rounds):
        for runner in others:
            mine.append(_warm_seconds(first))
            times[id(runner)].append(_warm_seconds(runner))
            ratios[id(runner)].append(times[id(runner)][-1] / mine[-1])
    if not others:
        mine = [_warm_seconds(first) for _ in range(rounds)]
    rows = [Row(case, first.program, statistics.median(mine), first.threads, 1.0, first.note)]
    for runner in runners[1:]:
        seconds, ratio = runner.seconds, None
        if runner.call is not None:
            seconds = statistics.median(times[id(runner)])
            ratio = statistics.median(ratios[id(runner)])
        elif seconds is not None:
            ratio = seconds / statistics.median(mine)
        note = runner.note if seconds is not None else "not installed"
        rows.append(Row(case, runner.program, seconds, runner.threads, ratio, note))
    return rows


def median_seconds(call: Call, rounds: int) -> float:
    """Return the median time of a call after a warm-up."""
    runner = Runner("", call)
    _seconds(runner)
    return statistics.median(_seconds(runner) for _ in range(rounds))


def _warm_seconds(runner: Runner) -> float:
    time.sleep(_REST)
    _seconds(runner)
    return _seconds(runner)


def _seconds(runner: Runner) -> float:
    assert runner.call is not None
    begin = time.perf_counter()
    runner.call()
    return (time.perf_counter() - begin) / runner.units
