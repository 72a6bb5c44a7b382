"""Compiled kernels: kept on disk where there is room, announced where compiling takes a while."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache


def keep_on_disk(kernel: Any) -> None:
    """Keep what is compiled of a kernel on disk, where that is possible.

    Without a folder to write to, or with a full disk, the kernel works all the same and is compiled
    again by the next process.

    Parameters
    ----------
    kernel : numba dispatcher
        The kernel, not compiled yet.
    """
    if numba.config.DISABLE_JIT:
        return
    # numba raises RuntimeError where neither the package nor the user's cache can be written
    with contextlib.suppress(RuntimeError):
        kernel._cache = _Cache(kernel.py_func)


class _Cache(FunctionCache):  # type: ignore[misc]
    """Numba's cache, for which neither a full disk nor what it finds there is a reason to fail."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)
        except Exception:
            # a damaged file, or one of an older neurosim that names what is no longer there
            with contextlib.suppress(OSError):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with contextlib.suppress(OSError):
            super().save_overload(sig, data)


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
    code_file = Path(kernel.py_func.__code__.co_filename)
    folder = Path(kernel.stats.cache_path)
    try:
        made = [path.stat().st_mtime for path in folder.glob(f"*{kernel.py_func.__name__}-*.nbi")]
        return any(time >= code_file.stat().st_mtime for time in made)
    except OSError:
        return False
