"""A tensor of a foreign network as linear forms in neurons: ``A @ neurons + b``.

The rows of A stand one after the other in three arrays (compressed sparse rows), so that operations
on large tensors are operations on arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.interop.imports.unrolled.site import Site

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """A tensor whose elements are linear forms in neurons.

    Element ``i`` (counted as numpy counts the flat array) is the sum of ``weights[k] * output of
    neurons[k]`` for ``starts[i] <= k < starts[i + 1]``, plus ``bias[i]``. A signal never changes;
    each operation returns a new one.

    Parameters
    ----------
    site : Site
        Says where the importer is.
    shape : tuple of int
        The shape of the tensor.
    starts : ndarray of int, shape (size + 1,)
        Where the terms of each element start.
    neurons : ndarray of int, shape (n_terms,)
        The number of the neuron of each term; ascending in each element.
    weights : ndarray, shape (n_terms,)
        Its weight.
    bias : ndarray, shape (size,)
        The constant part of each element.
    layer : str
        The name of the layer of weights that the forms come from; "" if there is none since the
        last neurons.
    """

    site: Site
    shape: tuple[int, ...]
    starts: Places
    neurons: Places
    weights: Floats
    bias: Floats
    layer: str = ""

    @property
    def size(self) -> int:
        """The number of elements."""
        return len(self.bias)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    @property
    def lengths(self) -> Places:
        """The number of terms of each element, shape (size,)."""
        return np.diff(self.starts)

    @property
    def positions(self) -> Places:
        """The flat position of each element, in the shape of the tensor."""
        return np.arange(self.size, dtype=np.int64).reshape(self.shape)

    @property
    def is_plain(self) -> bool:
        """Whether each element is the output of one neuron, with weight 1 and bias 0."""
        return bool(
            len(self.neurons) == self.size
            and np.all(self.lengths == 1)
            and np.all(self.weights == 1.0)
            and not np.any(self.bias)
        )

    @property
    def is_constant(self) -> bool:
        """Whether no element depends on a neuron."""
        return not len(self.neurons)


def constant_signal(site: Site, values: Any) -> Signal:
    """Return an array of numbers as a signal without neurons."""
    array = np.asarray(values, dtype=np.float64)
    none = np.zeros(0, dtype=np.int64)
    starts = np.zeros(array.size + 1, dtype=np.int64)
    return Signal(site, array.shape, starts, none, np.zeros(0), array.ravel().copy())


def reshaped(signal: Signal, shape: Sequence[int]) -> Signal:
    """Return the same elements in another shape; one size may be -1."""
    return replace(signal, shape=signal.positions.reshape(tuple(shape)).shape)


def taken(signal: Signal, positions: Any, *, fill: float = 0.0) -> Signal:
    """Return the elements at flat positions.

    Parameters
    ----------
    signal : Signal
        Where to take them from.
    positions : array_like of int, any shape
        The flat position of each element of the result; -1 takes the constant ``fill``.
    fill : float
        The value at position -1.
    """
    chosen = np.asarray(positions, dtype=np.int64)
    flat = chosen.ravel()
    signal.site.check_room(flat.size)
    inside = flat >= 0
    safe = np.where(inside, flat, 0)
    if signal.size == 0:
        return replace(constant_signal(signal.site, np.full(chosen.shape, fill)))
    lengths = np.where(inside, signal.lengths[safe], 0)
    terms = _ranges(signal.starts[safe], lengths, signal.site)
    return replace(
        signal,
        shape=chosen.shape,
        starts=_starts(lengths),
        neurons=signal.neurons[terms],
        weights=signal.weights[terms],
        bias=np.where(inside, signal.bias[safe], fill),
    )


def moved(signal: Signal, function: Callable[[Places], Any]) -> Signal:
    """Return the elements as a numpy function moves them: transpose, slice, repeat, ...

    Parameters
    ----------
    signal : Signal
        The elements.
    function : callable
        Gets the flat positions in the shape of the signal and returns those of the result.

    Examples
    --------
    >>> from neurosim.interop.imports.unrolled.unrolling import Unrolling
    >>> x = Unrolling().input("x", (2, 3))
    >>> moved(x, lambda places: places.T[::2]).shape
    (2, 2)
    """
    return taken(signal, function(signal.positions))


def broadcast(signal: Signal, shape: Sequence[int]) -> Signal:
    """Return the signal repeated to a larger shape, as numpy broadcasts."""
    if signal.shape == tuple(shape):
        return signal
    signal.site.check_room(math.prod(shape))
    return taken(signal, np.broadcast_to(signal.positions, tuple(shape)))


def joined(signals: Sequence[Signal], axis: int) -> Signal:
    """Return signals one after the other along an axis."""
    together = _stacked(signals)
    offsets = np.cumsum([0, *(signal.size for signal in signals)])
    places = [s.positions + offset for s, offset in zip(signals, offsets[:-1], strict=True)]
    return taken(together, np.concatenate(places, axis=axis))


def scaled(signal: Signal, factors: Any) -> Signal:
    """Return the signal times constants; both are broadcast."""
    numbers = np.asarray(factors, dtype=np.float64)
    shape = np.broadcast_shapes(signal.shape, numbers.shape)
    wide = broadcast(signal, shape)
    flat = np.broadcast_to(numbers, shape).ravel()
    weights = wide.weights * np.repeat(flat, wide.lengths)
    return replace(wide, weights=weights, bias=wide.bias * flat)


def shifted(signal: Signal, numbers: Any) -> Signal:
    """Return the signal plus constants; both are broadcast."""
    added = np.asarray(numbers, dtype=np.float64)
    shape = np.broadcast_shapes(signal.shape, added.shape)
    wide = broadcast(signal, shape)
    return replace(wide, bias=wide.bias + np.broadcast_to(added, shape).ravel())


def summed(signals: Sequence[Signal], factors: Sequence[float]) -> Signal:
    """Return the sum of signals of one shape, each times a factor."""
    together = _stacked(signals)
    size = signals[0].size
    places = np.arange(size, dtype=np.int64)[:, None] + size * np.arange(len(signals))
    weights = np.broadcast_to(np.asarray(factors, dtype=np.float64), places.shape)
    return replace(weighed(together, places, weights), shape=signals[0].shape)


def weighed(signal: Signal, positions: Any, weights: Any) -> Signal:
    """Return weighted sums of elements: every linear layer is one call of this.

    Parameters
    ----------
    signal : Signal
        Where the elements come from.
    positions : array_like of int, shape (..., n)
        The flat positions of the elements of each sum; -1 adds nothing.
    weights : array_like, shape (..., n)
        Their weights; both are broadcast.

    Returns
    -------
    Signal, shape (...)
        The sums. A neuron that comes twice in a sum has one term, and no term if its weights add up
        to 0.
    """
    shape = np.broadcast_shapes(np.shape(positions), np.shape(weights))
    signal.site.check_room(math.prod(shape))
    flat = np.broadcast_to(np.asarray(positions, dtype=np.int64), shape).ravel()
    factors = np.broadcast_to(np.asarray(weights, dtype=np.float64), shape).ravel()
    size = math.prod(shape[:-1])
    rows = np.repeat(np.arange(size, dtype=np.int64), shape[-1])
    inside = flat >= 0
    if not inside.all():
        flat, factors, rows = flat[inside], factors[inside], rows[inside]
    bias = np.zeros(size)
    np.add.at(bias, rows, factors * signal.bias[flat])
    lengths = signal.lengths[flat]
    terms = _ranges(signal.starts[flat], lengths, signal.site)
    starts, neurons, numbers = _combined(
        np.repeat(rows, lengths),
        signal.neurons[terms],
        signal.weights[terms] * np.repeat(factors, lengths),
        size,
    )
    return replace(
        signal, shape=shape[:-1], starts=starts, neurons=neurons, weights=numbers, bias=bias
    )


def _combined(
    rows: Places, neurons: Places, weights: Floats, size: int
) -> tuple[Places, Places, Floats]:
    """Return terms in order, with one term for each neuron of a row."""
    if len(rows):
        keys = rows * (int(neurons.max()) + 1) + neurons
        if np.any(keys[1:] <= keys[:-1]):
            order = np.argsort(keys, kind="stable")
            keys, rows, neurons, weights = keys[order], rows[order], neurons[order], weights[order]
            firsts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
            together = np.add.reduceat(weights, firsts)
            single = np.diff(np.append(firsts, len(keys))) == 1
            kept = single | (together != 0.0)
            rows, neurons, weights = rows[firsts][kept], neurons[firsts][kept], together[kept]
    return _starts(np.bincount(rows, minlength=size).astype(np.int64)), neurons, weights


def _stacked(signals: Sequence[Signal]) -> Signal:
    """Return the elements of signals one after the other, without shape."""
    first = signals[0]
    return Signal(
        first.site,
        (int(np.sum([signal.size for signal in signals])),),
        _starts(np.concatenate([signal.lengths for signal in signals])),
        np.concatenate([signal.neurons for signal in signals]),
        np.concatenate([signal.weights for signal in signals]),
        np.concatenate([signal.bias for signal in signals]),
        next((signal.layer for signal in signals if signal.layer), ""),
    )


def _starts(lengths: Places) -> Places:
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def _ranges(firsts: Places, lengths: Places, site: Site) -> Places:
    """Return ``firsts[0], firsts[0] + 1, ...`` of each length, one after the other."""
    total = int(lengths.sum())
    site.check_room(total)
    ends = np.cumsum(lengths)
    ranges: Places = np.arange(total, dtype=np.int64) + np.repeat(
        firsts - (ends - lengths), lengths
    )
    return ranges
