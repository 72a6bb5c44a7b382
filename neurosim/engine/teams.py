"""Threads that work side by side."""

from __future__ import annotations

import ctypes
import functools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

from neurosim.engine.kernels.meeting import ABANDONED

Calls = Sequence[Callable[[], Any]]


_resting: dict[int, list[ThreadPoolExecutor]] = {}
"""Threads of earlier teams, by how many they are. They wait for work without using a core."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_resting.clear)  # a forked process has none of them


@contextmanager
def team(threads: int) -> Iterator[Callable[[Calls], list[Any]]]:
    """Yield a function that runs calls side by side and returns their results in order.

    The first call runs in the calling thread. The other threads are kept for the next team: waking
    them takes a third of the time of starting them.
    """
    if threads == 1:
        yield lambda calls: [call() for call in calls]
        return
    rested = _resting.setdefault(threads - 1, [])
    try:
        executor = rested.pop()
    except IndexError:  # the first team, or others are at work
        executor = ThreadPoolExecutor(threads - 1, thread_name_prefix="neurosim")
    submitted: list[Future[Any]] = []

    def run(calls: Calls) -> list[Any]:
        cores = _TakenCores()

        def elsewhere(call: Callable[[], Any]) -> Any:
            cores.move_to_another()
            return call()

        submitted[:] = [executor.submit(elsewhere, call) for call in calls[1:]]
        first = calls[0]()
        return [first, *(future.result() for future in submitted)]

    try:
        yield run
    finally:
        if not all(future.done() for future in submitted):  # the calling thread failed
            wait(submitted)
        rested.append(executor)


@contextmanager
def abandoned_on_error(meeting: Any) -> Iterator[None]:
    """Let nobody wait at a meeting for a member that an error, or Ctrl-C, keeps from coming."""
    try:
        yield
    except BaseException:
        meeting[ABANDONED] = 1
        raise


class _TakenCores:
    """The cores on which members of a team begin.

    A virtual machine often wakes a thread on the core of the thread that wakes it, though another
    is idle, and then needs up to 0.1 s to move it. Members that wait for each other would take
    three times as long until then. So a member that finds itself on a taken core moves; afterwards
    the system may put it where it likes. Where the system does not tell cores, nothing is done.
    """

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._taken = {_current_core()}

    def move_to_another(self) -> None:
        """Move the calling thread if its core is taken, and take the core that it is on."""
        with self._one_at_a_time:
            if _current_core() in self._taken:
                self._move()
            self._taken.add(_current_core())

    def _move(self) -> None:
        if not hasattr(os, "sched_setaffinity"):
            return
        allowed = os.sched_getaffinity(0)
        if free := allowed - self._taken:
            os.sched_setaffinity(0, free)
            os.sched_setaffinity(0, allowed)


def _current_core() -> int:
    """Return the number of the core on which the calling thread runs; -1 if it is not known."""
    ask = _asking_for_the_core()
    return -1 if ask is None else int(ask())


@functools.cache
def _asking_for_the_core() -> Callable[[], int] | None:
    if not hasattr(os, "sched_setaffinity"):
        return None
    return getattr(ctypes.CDLL(None), "sched_getcpu", None)
