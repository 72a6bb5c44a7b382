"""The exponential function and the sigmoid, in forms that loops can vectorise."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from neurosim.engine.kernels.compiling import kernel
from neurosim.model.activations import ACTIVATIONS

# exp by the bits of a float: 2^k and a polynomial (Cody and Waite 1980, chapter 6)
_LOG2_E = 1.4426950408889634
_LN2_HIGH = 6.93145751953125e-1
_LN2_LOW = 1.42860682030941723212e-6
_ROUND = 6755399441055744.0  # 1.5 * 2^52: adding it rounds to a whole number
_FACTORIALS = tuple(1.0 / math.factorial(n) for n in range(14))


@intrinsic
def _bits_of(_context: Any, value: Any) -> Any:
    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def _float_of(_context: Any, bits: Any) -> Any:
    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@kernel(reorder=False)
def _exponent_and_rest(x: float) -> tuple[int, float]:
    """Return k, in the low bits, and q with ``e^x = 2^k (1 + q)``; a loop vectorises."""
    shifted = x * _LOG2_E + _ROUND
    k = shifted - _ROUND
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = r + r2 * (0.5 + _FACTORIALS[3] * r)
    middle = (_FACTORIALS[4] + _FACTORIALS[5] * r) + r2 * (_FACTORIALS[6] + _FACTORIALS[7] * r)
    high = (
        (_FACTORIALS[8] + _FACTORIALS[9] * r)
        + r2 * (_FACTORIALS[10] + _FACTORIALS[11] * r)
        + r4 * (_FACTORIALS[12] + _FACTORIALS[13] * r)
    )
    return _bits_of(shifted), low + r4 * (middle + r4 * high)


@kernel(reorder=False)
def _vector_exp(x: float) -> float:
    """Return e^x within 2 units in the last place, for x up to 0, down to the smallest number."""
    # 2^64 too large, so that it is no subnormal number until the end
    bits, rest = _exponent_and_rest(max(x, -746.0))
    power = _float_of((bits + 1023 + 64) << 52)
    return (power + power * rest) * 2.0**-64


@kernel(reorder=False)
def _vector_expm1(x: float) -> float:
    """Return ``e^x - 1`` for x up to 0, also for small x within 3 units in the last place."""
    bits, rest = _exponent_and_rest(max(x, -708.0))
    power = _float_of((bits + 1023) << 52)
    return (power - 1.0) + power * rest


@kernel(reorder=False)
def _vector_sigmoid(s: float) -> float:
    """Return ``1 / (1 + e^-s)`` within 3 units in the last place, down to the smallest number."""
    # all 2^64 too small, so that e^-s is finite where its inverse is not yet 0
    bits, rest = _exponent_and_rest(min(max(-s, -40.0), 746.0))
    power = _float_of((bits + 1023 - 64) << 52)
    return 2.0**-64 / (2.0**-64 + (power + power * rest))


# exp by a table of 2^(i/2048) and a very short polynomial, for one number at a time
_TABLE_SIZE = 2048
_TABLE_BITS = 11
_LOG2_E_SIZE = _TABLE_SIZE * _LOG2_E
_STEP = math.log(2) / _TABLE_SIZE
_STEP_LOW = 2.319046813846299558417771e-17 / _TABLE_SIZE  # log(2), less its float
_ROOTS = np.array(
    [
        int(np.float64(2.0 ** (i / _TABLE_SIZE)).view(np.int64)) - (i << (52 - _TABLE_BITS))
        for i in range(_TABLE_SIZE)
    ]
)
"""The bits of 2^(i/2048), less those that adding ``k << 41`` will add for i, the low bits of k."""


@intrinsic
def _less_product(_context: Any, x: Any, k: Any, step: Any) -> Any:
    """Return ``x - k * step``, rounded once."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        x, k, step = arguments
        return builder.fma(builder.fneg(k), step, x)

    return types.float64(types.float64, types.float64, types.float64), generate


@kernel(reorder=False)
def _single_sigmoid(s: float) -> float:
    """Return ``1 / (1 + e^-s)`` within 3 units in the last place, with few operations in a row.

    A step of a small network is a chain of operations that wait for each other, of which two
    sigmoids are the longest part.
    """
    if not abs(s) < 700.0:
        return math.exp(s) if s < 0.0 else 1.0 / (1.0 + math.exp(-s))
    x = -np.float64(s)
    shifted = x * _LOG2_E_SIZE + _ROUND
    k = shifted - _ROUND
    bits = _bits_of(shifted)
    root = _ROOTS[np.uint64(bits) & np.uint64(_TABLE_SIZE - 1)]
    power = _float_of(root + (bits << (52 - _TABLE_BITS)))
    r = _less_product(x, k, _STEP)
    r2 = r * r
    # e^r - 1; the end of log(2) is so small that it counts in the first term alone
    rest = (r - k * _STEP_LOW) + r2 * (0.5 + _FACTORIALS[3] * r)
    return 1.0 / ((1.0 + power) + power * rest)


exp = math.exp if numba.config.DISABLE_JIT else _vector_exp
expm1 = math.expm1 if numba.config.DISABLE_JIT else _vector_expm1
sigmoid_of_one = ACTIVATIONS["sigmoid"].function if numba.config.DISABLE_JIT else _single_sigmoid
sigmoid = ACTIVATIONS["sigmoid"].function if numba.config.DISABLE_JIT else _vector_sigmoid
