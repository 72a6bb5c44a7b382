"""Layers of weights: matrices, convolutions, pooling, sums and means along axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from neurosim.interop.imports.unrolled.combining import Tensor, maximum, multiply
from neurosim.interop.imports.unrolled.signals import (
    Places,
    Signal,
    joined,
    moved,
    reshaped,
    scaled,
    taken,
    weighed,
)
from neurosim.interop.imports.unrolled.unrolling import Unrolling
from neurosim.interop.imports.unrolled.windows import Window


def dot(unrolling: Unrolling, a: Tensor, a_positions: Any, b: Tensor, b_positions: Any) -> Signal:
    """Return sums of products of elements of two tensors; at least one is a signal.

    Parameters
    ----------
    unrolling : Unrolling
        The builder.
    a, b : Signal or ndarray
        The tensors.
    a_positions, b_positions : array_like of int, shape (..., n)
        The flat positions of the elements that are multiplied; -1 stands for 0. They are broadcast.

    Returns
    -------
    Signal, shape (...)
    """
    shape = np.broadcast_shapes(np.shape(a_positions), np.shape(b_positions))
    unrolling.site.check_room(math.prod(shape))
    if not isinstance(a, Signal):
        a, b, a_positions, b_positions = b, a, b_positions, a_positions
    assert isinstance(a, Signal)
    if isinstance(b, Signal):
        a, b = unrolling.settled(a), unrolling.settled(b)
        pair = [
            taken(one, np.broadcast_to(places, shape))
            for one, places in ((a, a_positions), (b, b_positions))
        ]
        products = multiply(unrolling, pair[0], pair[1])
        assert isinstance(products, Signal)
        return reduce_sum(unrolling, products, [-1])
    a = unrolling.before_weights(a)
    if not unrolling.merge and math.prod(shape) > a.size and np.any(a.lengths > 1):
        # a sum that is used several times is computed once, by a neuron
        a = unrolling.settled(a)
    flat = np.append(np.asarray(b, dtype=np.float64).ravel(), 0.0)
    places = np.broadcast_to(np.asarray(a_positions), shape)
    of_b = np.broadcast_to(np.asarray(b_positions), shape)
    if np.any(of_b < 0):
        places = np.where(of_b < 0, -1, places)
    return unrolling.from_weights(weighed(a, places, flat[of_b]))


def matmul(unrolling: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    """Return the matrix product, as ``numpy.matmul`` broadcasts it."""
    if not isinstance(a, Signal) and not isinstance(b, Signal):
        return np.asarray(np.matmul(a, b))
    left, right = _positions(a), _positions(b)
    one_row, one_column = left.ndim == 1, right.ndim == 1
    left = left[None, :] if one_row else left
    right = right[:, None] if one_column else right
    if left.shape[-1] != right.shape[-2]:
        raise unrolling.site.refuse(f"the shapes {a.shape} and {b.shape} do not fit")
    size = math.prod(np.broadcast_shapes(left.shape[:-2], right.shape[:-2]))
    unrolling.site.check_room(size * left.shape[-2] * math.prod(right.shape[-2:]))
    rows, columns = left[..., :, None, :], np.swapaxes(right, -1, -2)[..., None, :, :]
    result = dot(unrolling, a, rows, b, columns)
    shape = list(result.shape)
    if one_row:
        del shape[-2]
    if one_column:
        del shape[-1]
    return reshaped(result, shape)


def convolution(
    unrolling: Unrolling, x: Tensor, weights: Tensor, window: Window, *, groups: int = 1
) -> Signal:
    """Return a convolution, as libraries of neural networks call the cross-correlation.

    Parameters
    ----------
    unrolling : Unrolling
        The builder.
    x : Signal or ndarray, shape (n, channels, ...)
        The images.
    weights : Signal or ndarray, shape (out_channels, channels / groups, ...)
        The kernels.
    window : Window
        How they move.
    groups : int
        In how many groups the channels are divided.

    Returns
    -------
    Signal, shape (n, out_channels, ...)
    """
    n_out, n_in = weights.shape[:2]
    if x.shape[1] != n_in * groups or n_out % groups:
        raise unrolling.site.refuse(
            f"kernels of shape {weights.shape} do not fit an input of shape {x.shape}"
        )
    spatial, kernel = x.shape[2:], math.prod(window.kernel)
    unrolling.site.check_room(x.shape[0] * n_out * math.prod(window.sizes(spatial)) * n_in * kernel)
    of_kernel = np.arange(n_out * n_in * kernel, dtype=np.int64)
    w_positions = of_kernel.reshape(groups, n_out // groups, n_in, kernel)
    return _convolved(unrolling, x, weights, window.positions(spatial), w_positions)


def transposed_convolution(
    unrolling: Unrolling, x: Tensor, weights: Tensor, window: Window, *, groups: int = 1
) -> Signal:
    """Return a transposed convolution: every element is spread over the places of the kernel.

    Parameters
    ----------
    unrolling : Unrolling
        The builder.
    x : Signal or ndarray, shape (n, channels, ...)
        The images.
    weights : Signal or ndarray, shape (channels, out_channels / groups, ...)
        The kernels.
    window : Window
        How they move; ``after`` less the padding at the output is cut off from the end.
    groups : int
        In how many groups the channels are divided.

    Returns
    -------
    Signal, shape (n, out_channels, ...)
    """
    channels, n_out = weights.shape[:2]
    if x.shape[1] != channels or channels % groups:
        raise unrolling.site.refuse(
            f"kernels of shape {weights.shape} do not fit an input of shape {x.shape}"
        )
    spatial, kernel = x.shape[2:], math.prod(window.kernel)
    sizes = window.spread_sizes(spatial)
    n_in = channels // groups
    unrolling.site.check_room(x.shape[0] * groups * n_out * math.prod(sizes) * n_in * kernel)
    of_kernel = np.arange(channels * n_out * kernel, dtype=np.int64)
    w_positions = of_kernel.reshape(groups, n_in, n_out, kernel).transpose(0, 2, 1, 3)
    return _convolved(unrolling, x, weights, window.spread_positions(spatial), w_positions)


def _convolved(
    unrolling: Unrolling, x: Tensor, weights: Tensor, at: Places, w_positions: Places
) -> Signal:
    """Return sums over kernels.

    ``at`` are the spatial positions, shape (places..., kernel), and ``w_positions`` those of the
    kernels, shape (groups, out_channels of a group, channels of a group, kernel).
    """
    n, channels, *spatial = x.shape
    groups, n_out, n_in, kernel = w_positions.shape
    image = math.prod(spatial)
    flat = at.reshape(1, 1, 1, -1, 1, kernel)
    first = np.arange(n, dtype=np.int64).reshape(n, 1, 1, 1, 1, 1) * (channels * image)
    of_channel = np.arange(channels, dtype=np.int64).reshape(1, groups, 1, 1, n_in, 1) * image
    x_positions = np.where(flat < 0, -1, flat + first + of_channel)
    n_places = x_positions.shape[3]
    # axes: image, group, kernel of the group, place, channel of the group, element of the kernel
    shape = (n, groups, n_out, n_places, n_in, kernel)
    summed = (*shape[:4], n_in * kernel)
    of_weights = np.broadcast_to(w_positions[None, :, :, None], shape).reshape(summed)
    result = dot(
        unrolling, x, np.broadcast_to(x_positions, shape).reshape(summed), weights, of_weights
    )
    return reshaped(result, (n, groups * n_out, *at.shape[:-1]))


def average_pooling(
    unrolling: Unrolling, x: Signal, window: Window, *, count_padding: bool = False
) -> Signal:
    """Return the mean of the elements under a window, for each channel.

    Parameters
    ----------
    unrolling : Unrolling
        The builder.
    x : Signal, shape (n, channels, ...)
        The images.
    window : Window
        How the window moves.
    count_padding : bool
        Whether elements of the padding count, as zeros.

    Returns
    -------
    Signal, shape (n, channels, ...)
    """
    x = unrolling.before_weights(x)
    positions = _pool_positions(unrolling, x, window)
    if count_padding:
        counts = window.covered(x.shape[2:])
    else:
        counts = (window.positions(x.shape[2:]) >= 0).sum(axis=-1)
    means = weighed(x, positions, np.where(counts > 0, 1.0 / np.maximum(counts, 1), 0.0)[..., None])
    return unrolling.from_weights(means)


def max_pooling(unrolling: Unrolling, x: Signal, window: Window) -> Signal:
    """Return the largest element under a window, for each channel, as ``average_pooling``."""
    x = unrolling.settled(x)
    found = largest(unrolling, x, _pool_positions(unrolling, x, window))
    return unrolling.from_weights(found)


def _pool_positions(unrolling: Unrolling, x: Signal, window: Window) -> Any:
    n, channels, *spatial = x.shape
    sizes = window.sizes(spatial)
    unrolling.site.check_room(n * channels * math.prod(sizes) * math.prod(window.kernel))
    at = window.positions(spatial)
    image = np.arange(n * channels, dtype=np.int64) * math.prod(spatial)
    start = image.reshape(n, channels, *[1] * (len(spatial) + 1))
    return np.where(at < 0, -1, at + start)


def largest(unrolling: Unrolling, x: Signal, positions: Any) -> Signal:
    """Return the largest element of each group of positions, shape (..., n) to shape (...).

    The elements meet in pairs, as in a tournament; -1 is no element, and minus infinity counts as
    none.
    """
    places = np.asarray(positions)
    places = np.where(np.append(np.isneginf(x.bias), True)[places], -1, places)
    if places.shape[-1] == 0 or not np.all((places >= 0).any(axis=-1)):
        raise unrolling.site.refuse("a window covers no element")
    shape = places.shape[:-1]
    rows = places.reshape(-1, places.shape[-1])
    # padding is replaced by the first real element, which changes no maximum
    first = np.take_along_axis(rows, (rows >= 0).argmax(axis=1)[:, None], axis=1)
    rows = np.where(rows < 0, first, rows)
    rows = np.sort(rows, axis=1)
    found = taken(x, rows)
    while found.shape[1] > 1:
        odd = found.shape[1] % 2
        right = moved(found, lambda p: p[:, 1::2])
        left = moved(found, lambda p: p[:, :-1:2] if p.shape[1] % 2 else p[:, ::2])
        best = _larger(unrolling, left, right)
        if odd:
            best = joined([best, moved(found, lambda p: p[:, -1:])], 1)
        found = best
    return reshaped(found, shape)


def _larger(unrolling: Unrolling, a: Signal, b: Signal) -> Signal:
    best = maximum(unrolling, a, b)
    assert isinstance(best, Signal)
    return best


def reduce_sum(
    unrolling: Unrolling, x: Signal, axes: Sequence[int], *, keep: bool = False
) -> Signal:
    """Return the sum along axes; with ``keep`` they stay, with the size 1."""
    x = unrolling.before_weights(x)
    positions, shape = along(x, axes, keep=keep)
    return unrolling.from_weights(reshaped(weighed(x, positions, 1.0), shape))


def reduce_mean(
    unrolling: Unrolling, x: Signal, axes: Sequence[int], *, keep: bool = False
) -> Signal:
    """Return the mean along axes; with ``keep`` they stay, with the size 1."""
    total = reduce_sum(unrolling, x, axes, keep=keep)
    if total.size == 0 or x.size == 0:
        raise unrolling.site.refuse("the mean of no numbers is not defined")
    return scaled(total, total.size / x.size)


def reduce_max(
    unrolling: Unrolling, x: Signal, axes: Sequence[int], *, keep: bool = False
) -> Signal:
    """Return the largest element along axes; with ``keep`` they stay, with the size 1."""
    x = unrolling.settled(x) if x.layer else x
    positions, shape = along(x, axes, keep=keep)
    return reshaped(largest(unrolling, x, positions), shape)


def along(x: Tensor, axes: Sequence[int], *, keep: bool) -> tuple[Any, tuple[int, ...]]:
    """Return the positions along axes, shape (..., n), and the shape of what is left."""
    reduced = sorted(axis % len(x.shape) for axis in axes) if x.shape else []
    others = [axis for axis in range(len(x.shape)) if axis not in reduced]
    moved_last = np.transpose(_positions(x), [*others, *reduced])
    left = tuple(x.shape[axis] for axis in others)
    n = math.prod(x.shape[axis] for axis in reduced)
    kept = tuple(1 if axis in reduced else size for axis, size in enumerate(x.shape))
    return moved_last.reshape(*left, n), kept if keep else left


def _positions(tensor: Tensor) -> Any:
    return np.arange(math.prod(tensor.shape), dtype=np.int64).reshape(tensor.shape)
