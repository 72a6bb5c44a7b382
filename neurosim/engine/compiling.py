"""The word that the kernels are being compiled, said when it takes a while."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numba


def announce(kernel: Any) -> None:
    """Say in one line on standard error that a kernel will be compiled, once.

    Parameters
    ----------
    kernel : numba dispatcher
        The kernel about to be called. Nothing is said if it is compiled, in memory or in the cache
        on disk.
    """
    if numba.config.DISABLE_JIT or _announced or kernel.signatures or _is_cached(kernel):
        return
    _announced.append(True)
    if sys.stderr is not None:
        print(  # noqa: T201
            "neurosim: compiling the engine; this happens once and takes some seconds",
            file=sys.stderr,
        )


_announced: list[bool] = []


def _is_cached(kernel: Any) -> bool:
    if kernel.stats.cache_path is None:
        return False
    source = Path(kernel.py_func.__code__.co_filename)
    folder = Path(kernel.stats.cache_path)
    try:
        made = [path.stat().st_mtime for path in folder.glob(f"*{kernel.py_func.__name__}-*.nbi")]
        return any(time >= source.stat().st_mtime for time in made)
    except OSError:
        return False
