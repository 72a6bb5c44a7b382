"""The machine's cores: parts of the work side by side, always divided in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any

import scipy.linalg.cython_blas  # noqa: F401 - the BLAS of the kernels, loaded to be limited
from threadpoolctl import ThreadpoolController


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let BLAS work in the calling thread alone: the parts are divided here, not there."""
    with _blas().limit(limits=1, user_api="blas"):
        yield


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
