"""A choice between two tensors by a condition, made of gates that lose no digits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from neurosim.interop.imports.unrolled.combining import (
    Tensor,
    as_signal,
    by_kind,
    compact,
    complement,
    repeated,
)
from neurosim.interop.imports.unrolled.signals import (
    Signal,
    joined,
    reshaped,
    scaled,
    shifted,
    summed,
    taken,
)
from neurosim.interop.imports.unrolled.unrolling import Unrolling

GATE = 2.0**100
"""What closes a gate: far above every element, and a power of 2, so that products are exact."""


def choose(unrolling: Unrolling, condition: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Return ``a`` where the condition is true and ``b`` elsewhere, broadcast.

    A condition that is a signal is 0 or 1. An element passes a gate that it opens, as
    ``relu(a - 2**100 * closed) - relu(-a - 2**100 * closed)``, which is exact for elements smaller
    than 2**100. No slope goes through the condition, and none through an element that is 0.
    """
    shape = np.broadcast_shapes(condition.shape, a.shape, b.shape)
    if isinstance(condition, Signal):
        return _gated(unrolling, condition, a, b, shape)
    if not isinstance(a, Signal) and not isinstance(b, Signal):
        return np.where(condition, a, b)
    pair = [repeated(unrolling, as_signal(unrolling, one), shape) for one in (a, b)]
    together = joined([reshaped(one, (-1,)) for one in pair], 0)
    first = np.broadcast_to(np.asarray(condition, dtype=bool), shape)
    places = pair[0].positions
    return taken(together, np.where(first, places, places + pair[0].size))


def _gated(
    unrolling: Unrolling, condition: Signal, a: Tensor, b: Tensor, shape: tuple[int, ...]
) -> Signal:
    first, second = (
        repeated(unrolling, compact(unrolling, as_signal(unrolling, one)), shape) for one in (a, b)
    )
    condition = compact(unrolling, condition)
    opposite = complement(condition)
    # neurons that no element needs are left out of the network
    yes, no, truth = (
        repeated(unrolling, one, shape)
        for one in (_switch(unrolling, condition), _switch(unrolling, opposite), condition)
    )
    constant = (first.lengths == 0) & (second.lengths == 0)
    steps_exactly = constant & (second.bias + (first.bias - second.bias) == first.bias)
    known = truth.lengths == 0
    kinds = np.select(
        [known & (truth.bias != 0), known, steps_exactly, constant], [0, 1, 2, 3], default=4
    )
    functions: list[Callable[..., Signal]] = [
        lambda x, *_: x,
        lambda _, y, *__: y,
        lambda x, y, *gates: shifted(scaled(gates[2], x.bias - y.bias), y.bias),
        lambda x, y, *gates: summed([scaled(gates[0], x.bias), scaled(gates[1], y.bias)], [1, 1]),
        lambda x, y, *gates: summed(
            [_passed(unrolling, x, gates[1], gates[0]), _passed(unrolling, y, *gates[:2])], [1, 1]
        ),
    ]
    return by_kind([first, second, yes, no, truth], kinds, functions)


def _switch(unrolling: Unrolling, truth: Signal) -> Signal:
    """Return neurons that are exactly 0 or 1, as the truth values, and have the slope 0."""
    wide = shifted(scaled(truth, 12.0), -6.0)
    return unrolling.activate(wide, "hard_sigmoid", name=unrolling.site.layer)


def _passed(unrolling: Unrolling, x: Signal, closed: Signal, opened: Signal) -> Signal:
    """Return the elements where the gate is open, and 0 where it is closed."""
    layer = unrolling.site.layer

    def through(x: Signal, closed: Signal, _: Signal) -> Signal:
        parts = [
            unrolling.activate(summed([x, closed], [sign, -GATE]), "relu", name=layer)
            for sign in (1.0, -1.0)
        ]
        return summed(parts, [1.0, -1.0])

    def constant(x: Signal, _: Signal, opened: Signal) -> Signal:
        return scaled(opened, x.bias)

    def nothing(x: Signal, *_: Signal) -> Signal:
        return x

    kinds = np.select([x.lengths > 0, x.bias != 0], [0, 1], default=2)
    return by_kind([x, closed, opened], kinds, [through, constant, nothing])
