"""Compiled kernels: kept on disk where there is room, announced where compiling takes a while."""

from __future__ import annotations

import contextlib
import hashlib
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core.caching import FunctionCache, IndexDataCacheFile

_REORDERED = frozenset({"reassoc", "contract", "nsz"})


def kernel(*, reorder: bool, called: bool = False, nogil: bool = True) -> Callable[[Any], Any]:
    """Return the decorator of all kernels, which are cached on disk.

    No kernel makes an array, so none counts references to arrays. Counting takes longer than a step
    of a small network, and compiling it longer than compiling most kernels.

    Parameters
    ----------
    reorder : bool
        Whether sums may be taken in another order, which lets them use vector registers. NaN and
        infinity keep their meaning either way.
    called : bool
        Whether Python calls the kernel. What takes its arguments from Python is compiled only then.
    nogil : bool
        Whether other threads of the interpreter run meanwhile.
    """
    flags = set(_REORDERED) if reorder else {"contract"}

    def decorate(function: Any) -> Any:
        compiled = numba.njit(
            nogil=nogil,
            error_model="numpy",
            fastmath=flags,
            _nrt=False,
            no_cpython_wrapper=not called,
            no_cfunc_wrapper=True,
        )(function)
        _keep_on_disk(compiled)
        return compiled

    return decorate


def part(function: Any) -> Any:
    """Mark a part of a kernel, which is compiled into the kernel that uses it.

    On 2-3-1 a sample takes 80 ns. As calls the parts took 680 ns, because each passes up to ten
    arrays; compiled into a kernel that counts references, 560 ns; into one that does not, 80 ns.
    """
    return numba.njit(inline="always", error_model="numpy")(function)


def announce(kernel: Any, what: str, dtype: np.dtype[Any]) -> None:
    """Say in one line on standard error that a kernel will be compiled, and for how long it counts.

    Parameters
    ----------
    kernel : numba dispatcher
        The kernel about to be called. Nothing is said if it is compiled for the dtype, in memory or
        in the cache on disk.
    what : str
        What it does.
    dtype : numpy dtype
        float64 or float32.
    """
    # asked once for each: every call of the engine comes here, and the question takes a while
    if numba.config.DISABLE_JIT or (kernel, dtype) in _settled:
        return
    _settled.add((kernel, dtype))
    if _is_compiled(kernel, dtype):
        return
    kept = "kept for the next time" if _keeps(kernel) else "not kept: no folder can be written"
    if sys.stderr is not None:
        print(  # noqa: T201
            f"neurosim: compiling {what} for {dtype}, some seconds; {kept}", file=sys.stderr
        )


_settled: set[tuple[Any, np.dtype[Any]]] = set()


def _keep_on_disk(kernel: Any) -> None:
    """Keep what is compiled of a kernel on disk, where that is possible.

    Without a folder to write to, or with a full disk, the kernel works all the same and is compiled
    again by the next process.
    """
    if numba.config.DISABLE_JIT:
        return
    # numba raises RuntimeError where neither the package nor the user's cache can be written
    with contextlib.suppress(RuntimeError):
        kernel._cache = _Cache(kernel.py_func)


class _Cache(FunctionCache):  # type: ignore[misc]
    """Numba's cache, for which neither a full disk nor what it finds there is a reason to fail.

    Numba compiles a kernel anew when its own file has changed; here, when any file of the engine
    has, because parts of a kernel come from other files.
    """

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._cache_file = IndexDataCacheFile(
            self._cache_path, self._impl.filename_base, engine_stamp()
        )

    @property
    def is_full(self) -> bool:
        """Whether nothing can be written to the folder."""
        try:
            with tempfile.TemporaryFile(dir=self._cache_path) as file:
                file.write(bytes(4096))
        except OSError:
            return True
        return False

    def signatures(self) -> list[str]:
        """Return the types of the arguments for which the kernel is kept."""
        try:
            return [str(key[0]) for key in self._cache_file._load_index()]
        except Exception:  # a damaged file, or none
            return []

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


@cache
def engine_stamp() -> str:
    """Return a digest of the sources of the engine, and of what it takes from the model."""
    room = Path(__file__).parent
    sources = sorted(room.glob("*.py"))
    sources += [room.parents[1] / "model" / name for name in ("activations.py", "losses.py")]
    return hashlib.blake2b(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _keeps(kernel: Any) -> bool:
    return isinstance(kernel._cache, _Cache) and not kernel._cache.is_full


def _is_compiled(kernel: Any, dtype: np.dtype[Any]) -> bool:
    known = [str(signature) for signature in kernel.signatures]
    if isinstance(kernel._cache, _Cache):
        known += kernel._cache.signatures()
    single = dtype == np.float32
    return any(("float32" in signature) == single for signature in known)
