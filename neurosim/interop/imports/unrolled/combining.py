"""Arithmetic of two tensors, each a signal or an array of constants.

With a constant, sums and products are linear. A product of two signals is made of squares, the
larger of two of a relu, a comparison of a step.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.interop.imports.unrolled.signals import (
    Signal,
    broadcast,
    constant_signal,
    joined,
    reshaped,
    scaled,
    shifted,
    summed,
    taken,
)
from neurosim.interop.imports.unrolled.unrolling import Unrolling

Tensor = Signal | NDArray[Any]

FEW_TERMS = 4
"""A form with more terms gets an identity neuron before it is used twice."""

MODERATE = 1e4
"""Up to this size a bound of a maximum is subtracted and added again."""


TINY = 2.0**-1000
"""It keeps a logarithm away from 0, and its powers are 0."""


def repeated(unrolling: Unrolling, signal: Signal, shape: Sequence[int]) -> Signal:
    """Return a signal broadcast to a shape; sums that would be repeated get neurons first."""
    if math.prod(shape) > signal.size and signal.layer and not unrolling.merge:
        signal = unrolling.settled(signal)
    return broadcast(signal, shape)


def compact(unrolling: Unrolling, signal: Signal) -> Signal:
    """Return a signal that may be used twice: long sums get neurons."""
    if (signal.layer and not unrolling.merge) or np.any(signal.lengths > FEW_TERMS):
        return unrolling.settled(signal)
    return signal


def add(unrolling: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    """Return ``a + b``, broadcast."""
    return _sum(unrolling, a, b, 1.0)


def subtract(unrolling: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    """Return ``a - b``, broadcast."""
    return _sum(unrolling, a, b, -1.0)


def _sum(unrolling: Unrolling, a: Tensor, b: Tensor, sign: float) -> Tensor:
    shape = np.broadcast_shapes(a.shape, b.shape)
    if isinstance(a, Signal) and isinstance(b, Signal):
        pair = [repeated(unrolling, a, shape), repeated(unrolling, b, shape)]
        return summed(pair, [1.0, sign])
    if isinstance(a, Signal):
        return shifted(repeated(unrolling, a, shape), sign * np.asarray(b, dtype=np.float64))
    if isinstance(b, Signal):
        wide = repeated(unrolling, b, shape)
        return shifted(wide if sign > 0 else scaled(wide, sign), a)
    return np.asarray(a + b if sign > 0 else a - b)


def negative(signal: Tensor) -> Tensor:
    """Return ``-a``."""
    return scaled(signal, -1.0) if isinstance(signal, Signal) else np.negative(signal)


def multiply(unrolling: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    """Return ``a * b``, broadcast; for two signals ``((a + b)**2 - (a - b)**2) / 4``."""
    shape = np.broadcast_shapes(a.shape, b.shape)
    if isinstance(a, Signal) and isinstance(b, Signal):
        a, b = repeated(unrolling, a, shape), repeated(unrolling, b, shape)
        kinds = np.where(b.lengths == 0, 0, np.where(a.lengths == 0, 1, 2))
        return by_kind(
            [a, b],
            kinds,
            [
                lambda x, y: scaled(x, y.bias),
                lambda x, y: scaled(y, x.bias),
                lambda x, y: _product(unrolling, x, y),
            ],
        )
    if isinstance(a, Signal):
        return scaled(repeated(unrolling, a, shape), b)
    if isinstance(b, Signal):
        return scaled(repeated(unrolling, b, shape), a)
    return np.asarray(a * b)


def _product(unrolling: Unrolling, a: Signal, b: Signal) -> Signal:
    if _same(a, b):
        return unrolling.activate(a, "square")
    a, b = compact(unrolling, a), compact(unrolling, b)
    plus = unrolling.activate(summed([a, b], [1.0, 1.0]), "square", name=unrolling.site.layer)
    minus = unrolling.activate(summed([a, b], [1.0, -1.0]), "square", name=unrolling.site.layer)
    return summed([plus, minus], [0.25, -0.25])


def _same(a: Signal, b: Signal) -> bool:
    return all(
        np.array_equal(one, other)
        for one, other in (
            (a.starts, b.starts),
            (a.neurons, b.neurons),
            (a.weights, b.weights),
            (a.bias, b.bias),
        )
    )


def divide(unrolling: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    """Return ``a / b``, broadcast; a divisor that is a signal goes through ``reciprocal``."""
    if isinstance(b, Signal):
        return multiply(unrolling, a, unrolling.activate(b, "reciprocal"))
    divisor = np.asarray(b, dtype=np.float64)
    if isinstance(a, Signal):
        if not divisor.all():
            raise unrolling.site.refuse("it divides by 0")
        shape = np.broadcast_shapes(a.shape, divisor.shape)
        return scaled(repeated(unrolling, a, shape), 1.0 / divisor)
    return np.asarray(a / b)


def maximum(unrolling: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    """Return the larger of two, broadcast: ``a + relu(b - a)``."""
    shape = np.broadcast_shapes(a.shape, b.shape)
    if isinstance(a, Signal) and isinstance(b, Signal):
        a = compact(unrolling, repeated(unrolling, a, shape))
        b = repeated(unrolling, b, shape)
        more = unrolling.activate(summed([b, a], [1.0, -1.0]), "relu", name=unrolling.site.layer)
        return summed([a, more], [1.0, 1.0])
    if isinstance(a, Signal):
        return _at_least(unrolling, repeated(unrolling, a, shape), b)
    if isinstance(b, Signal):
        return _at_least(unrolling, repeated(unrolling, b, shape), a)
    return np.maximum(a, b)


def _at_least(unrolling: Unrolling, signal: Signal, bound: Any) -> Signal:
    """Return the larger of a signal and a constant, without losing digits to a huge constant."""
    low = np.broadcast_to(np.asarray(bound, dtype=np.float64), signal.shape).ravel()
    if np.isnan(low).any() or np.isposinf(low).any():
        raise unrolling.site.refuse("a bound is not a finite number")
    kinds = np.where(np.isneginf(low), 0, np.where(np.abs(low) <= MODERATE, 1, 2))
    limit = constant_signal(signal.site, low)

    def above(x: Signal, c: Signal) -> Signal:
        return shifted(unrolling.activate(shifted(x, -c.bias), "relu"), c.bias)

    def below(x: Signal, c: Signal) -> Signal:
        x = compact(unrolling, x)
        gap = unrolling.activate(shifted(scaled(x, -1.0), c.bias), "relu")
        return summed([x, gap], [1.0, 1.0])

    return by_kind([signal, limit], kinds, [lambda x, _: x, above, below])


def minimum(unrolling: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    """Return the smaller of two, broadcast: ``-max(-a, -b)``."""
    return negative(maximum(unrolling, negative(a), negative(b)))


def power(unrolling: Unrolling, base: Tensor, exponent: Tensor) -> Tensor:
    """Return ``base ** exponent``, broadcast.

    A whole exponent is made of squares if it is a power of 2, or 3 times one; others are
    ``exp(exponent * log|base|)`` with the sign. An exponent that is not whole needs a base above 0.
    """
    shape = np.broadcast_shapes(base.shape, exponent.shape)
    if isinstance(base, Signal) and not isinstance(exponent, Signal):
        wide = repeated(unrolling, base, shape)
        exponents = np.broadcast_to(np.asarray(exponent, dtype=np.float64), shape).ravel()
        different, kinds = np.unique(exponents, return_inverse=True)

        def raised(p: float) -> Callable[[Signal], Signal]:
            return lambda x: _raised(unrolling, x, p)

        return by_kind([wide], kinds, [raised(p) for p in different.tolist()])
    if isinstance(exponent, Signal):
        if isinstance(base, Signal):
            logarithm: Tensor = unrolling.activate(base, "log")
        else:
            if np.any(np.asarray(base) <= 0):
                raise unrolling.site.refuse("a constant base that is not above 0 has a power")
            logarithm = np.log(np.asarray(base, dtype=np.float64))
        product = multiply(unrolling, exponent, logarithm)
        assert isinstance(product, Signal)
        return unrolling.activate(product, "exp", name=unrolling.site.layer)
    return np.asarray(np.power(np.asarray(base), np.asarray(exponent)))


def _raised(unrolling: Unrolling, x: Signal, exponent: float) -> Signal:
    simple = {2.0: "square", 0.5: "sqrt", -1.0: "reciprocal"}
    if exponent == 0:
        return constant_signal(x.site, np.ones(x.shape))
    if exponent == 1:
        return x
    if exponent in simple:
        return unrolling.activate(x, simple[exponent])
    if exponent < 0 and (exponent == -0.5 or exponent.is_integer()):
        return unrolling.activate(_raised(unrolling, x, -exponent), "reciprocal")
    if exponent.is_integer() and math.frexp(exponent)[0] in {0.5, 0.75} and exponent > 3:
        return unrolling.activate(_raised(unrolling, x, exponent / 2), "square")
    if exponent == 3:
        x = compact(unrolling, x)
        return _product(unrolling, unrolling.activate(x, "square"), x)
    if exponent.is_integer():
        return _whole_power(unrolling, compact(unrolling, x), exponent)
    return unrolling.activate(scaled(unrolling.activate(x, "log"), exponent), "exp")


def _whole_power(unrolling: Unrolling, x: Signal, exponent: float) -> Signal:
    """Return a power as ``exp(exponent * log|x|)`` of both signs; products would lose digits."""
    layer = unrolling.site.layer
    parts = []
    for sign in (1.0, -1.0):
        half = unrolling.activate(scaled(x, sign), "relu", name=layer)
        logarithm = unrolling.activate(shifted(half, TINY), "log", name=layer)
        parts.append(unrolling.activate(scaled(logarithm, exponent), "exp", name=layer))
    return summed(parts, [1.0, -1.0 if exponent % 2 else 1.0])


def at_least(unrolling: Unrolling, a: Tensor, b: Tensor) -> Signal:
    """Return 1 where ``a >= b`` and 0 elsewhere, broadcast; at least one is a signal."""
    shape = np.broadcast_shapes(a.shape, b.shape)
    left, right = (repeated(unrolling, as_signal(unrolling, one), shape) for one in (a, b))
    # beside an infinite constant, no neuron counts
    known = ~(np.isfinite(left.bias) & np.isfinite(right.bias))

    def compared(x: Signal, y: Signal) -> Signal:
        difference = summed([x, y], [1.0, -1.0])
        return unrolling.activate(difference, "step", name=unrolling.site.layer)

    def decided(x: Signal, y: Signal) -> Signal:
        return constant_signal(x.site, x.bias >= y.bias)

    return by_kind([left, right], known.astype(int), [compared, decided])


def above(unrolling: Unrolling, a: Tensor, b: Tensor) -> Signal:
    """Return 1 where ``a > b`` and 0 elsewhere, broadcast; at least one is a signal."""
    return complement(at_least(unrolling, b, a))


def equal(unrolling: Unrolling, a: Tensor, b: Tensor) -> Signal:
    """Return 1 where ``a == b`` and 0 elsewhere, broadcast; at least one is a signal."""
    pair = [at_least(unrolling, a, b), at_least(unrolling, b, a)]
    return shifted(summed(pair, [1.0, 1.0]), -1.0)


def complement(signal: Signal) -> Signal:
    """Return ``1 - a``: not, for a signal of truth values."""
    return shifted(scaled(signal, -1.0), 1.0)


def as_signal(unrolling: Unrolling, tensor: Tensor) -> Signal:
    """Return a tensor as a signal."""
    if isinstance(tensor, Signal):
        return tensor
    return constant_signal(unrolling.site, tensor)


def by_kind(
    signals: Sequence[Signal], kinds: Any, functions: Sequence[Callable[..., Signal]]
) -> Signal:
    """Return a signal whose elements are computed by different functions.

    Parameters
    ----------
    signals : sequence of Signal, all of one shape
        The arguments.
    kinds : ndarray of int, shape (size,)
        Which function computes each element.
    functions : sequence of callable
        Each gets its elements of the signals, and returns as many.
    """
    shape = signals[0].shape
    flat = [reshaped(signal, (signal.size,)) for signal in signals]
    present = np.unique(kinds).tolist()
    if not present:
        return signals[0]
    if len(present) == 1:
        return reshaped(functions[present[0]](*flat), shape)
    parts, order = [], []
    for kind in present:
        rows = np.flatnonzero(kinds == kind)
        parts.append(functions[kind](*[taken(signal, rows) for signal in flat]))
        order.append(rows)
    places = np.argsort(np.concatenate(order), kind="stable")
    return reshaped(taken(joined(parts, 0), places), shape)
