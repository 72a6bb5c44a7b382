"""The machine's cores: parts of the work side by side, always divided in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

import scipy.linalg.cython_blas  # noqa: F401 - the BLAS of the kernels, loaded to be limited
from threadpoolctl import ThreadpoolController


class _Limit:
    """One thread for BLAS, in the whole process, from the first who asks until the last is done.

    If each set the limit and took it back, one would take what another set for the number of
    before, and leave it behind.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._limiter: Any = None

    def acquire(self) -> None:
        with self._lock:
            if self._limiter is None:
                self._limiter = _blas().limit(limits=1, user_api="blas")
            self._users += 1

    def release(self) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                limiter, self._limiter = self._limiter, None
                limiter.restore_original_limits()


_limit = _Limit()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let BLAS work in the calling thread alone: the parts are divided here, not there."""
    _limit.acquire()
    try:
        yield
    finally:
        _limit.release()


@contextmanager
def pool(threads: int) -> Iterator[Callable[[Sequence[Callable[[], Any]]], list[Any]]]:
    """Yield a function that runs calls side by side and returns their results in order."""
    if threads == 1:
        yield lambda calls: [call() for call in calls]
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="neurosim") as executor:

        def run(calls: Sequence[Callable[[], Any]]) -> list[Any]:
            futures = [executor.submit(call) for call in calls[1:]]
            first = calls[0]()
            return [first, *(future.result() for future in futures)]

        yield run


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()
