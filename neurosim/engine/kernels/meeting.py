"""Where threads that work on one step wait for each other."""

from __future__ import annotations

import platform
import sys
import threading
import time
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from neurosim.engine.kernels.compiling import kernel

ARRIVED, ROUND, ABANDONED, N_PLACES = 0, 8, 16, 24
"""Places in the array of a meeting, in lines of the cache of their own."""

_SPINS = 1000  # about 16 us, longer than a part of most steps
_PAUSES = {
    "x86_64": ("llvm.x86.sse2.pause", []),
    "amd64": ("llvm.x86.sse2.pause", []),
    "aarch64": ("llvm.aarch64.hint", [1]),
    "arm64": ("llvm.aarch64.hint", [1]),
}
"""The instruction by which a thread says that it is waiting, by the processor."""
_GIVE_WAY = types.ExternalFunction(
    "SwitchToThread" if sys.platform == "win32" else "sched_yield", types.int32()
)


def _pointer(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    return builder.gep(array.data, [arguments[1]])


@intrinsic
def _add_one(_context: Any, array: Any, place: Any) -> Any:
    """Add 1 to a number that others change too, and return what it was."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = _pointer(context, builder, signature, arguments)
        return builder.atomic_rmw("add", pointer, ir.Constant(ir.IntType(64), 1), "acq_rel")

    return types.int64(array, place), generate


@intrinsic
def _read(_context: Any, array: Any, place: Any) -> Any:
    """Return a number that others change; what they wrote before is seen, too."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load_atomic(
            _pointer(context, builder, signature, arguments), "acquire", align=8
        )

    return types.int64(array, place), generate


@intrinsic
def _write(_context: Any, array: Any, place: Any, value: Any) -> Any:
    """Write a number that others read; who sees it also sees what was written before."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = _pointer(context, builder, signature, arguments)
        builder.store_atomic(arguments[2], pointer, "release", align=8)
        return context.get_dummy_value()

    return types.none(array, place, value), generate


@intrinsic
def _pause(_context: Any) -> Any:
    """Tell the processor that this thread is waiting."""

    def generate(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        if platform.machine().lower() in _PAUSES:
            name, numbers = _PAUSES[platform.machine().lower()]
            given = [ir.Constant(ir.IntType(32), number) for number in numbers]
            kind = ir.FunctionType(ir.VoidType(), [number.type for number in given])
            builder.call(cgutils.get_or_insert_function(builder.module, kind, name), given)
        return context.get_dummy_value()

    return types.none(), generate


@kernel(reorder=False)
def _meet(meeting: Any, members: int) -> bool:
    """Wait until all members are here; return False if one of them never comes.

    Waiting is spinning at first, because the next part of a short step begins within microseconds;
    then others get the core.
    """
    now = _read(meeting, ROUND)
    if _add_one(meeting, ARRIVED) == members - 1:
        _write(meeting, ARRIVED, 0)
        _write(meeting, ROUND, now + 1)
        return True
    spins = 0
    while _read(meeting, ROUND) == now:
        if _read(meeting, ABANDONED) != 0:
            return False
        spins += 1
        if spins < _SPINS:
            _pause()
        else:
            _GIVE_WAY()
    return True


_one_at_a_time = threading.Lock()


def _meet_interpreted(meeting: Any, members: int) -> bool:
    with _one_at_a_time:
        now = meeting[ROUND]
        meeting[ARRIVED] += 1
        if meeting[ARRIVED] == members:
            meeting[ARRIVED] = 0
            meeting[ROUND] = now + 1
            return True
    while meeting[ROUND] == now:
        if meeting[ABANDONED]:
            return False
        time.sleep(0)
    return True


meet = _meet_interpreted if numba.config.DISABLE_JIT else _meet


def new_meeting() -> Any:
    """Return the array of a meeting at which nobody is yet."""
    return np.zeros(N_PLACES, np.int64)
