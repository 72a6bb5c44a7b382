"""Threads that work side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from neurosim.engine.kernels.meeting import ABANDONED

Calls = Sequence[Callable[[], Any]]


@contextmanager
def team(threads: int) -> Iterator[Callable[[Calls], list[Any]]]:
    """Yield a function that runs calls side by side and returns their results in order.

    The first call runs in the calling thread.
    """
    if threads == 1:
        yield lambda calls: [call() for call in calls]
        return
    with ThreadPoolExecutor(threads - 1, thread_name_prefix="neurosim") as executor:

        def run(calls: Calls) -> list[Any]:
            futures = [executor.submit(call) for call in calls[1:]]
            first = calls[0]()
            return [first, *(future.result() for future in futures)]

        yield run


@contextmanager
def abandoned_on_error(meeting: Any) -> Iterator[None]:
    """Let nobody wait at a meeting for a member that an error, or Ctrl-C, keeps from coming."""
    try:
        yield
    except BaseException:
        meeting[ABANDONED] = 1
        raise
