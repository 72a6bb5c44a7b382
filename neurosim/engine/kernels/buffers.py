"""Room for numbers that the kernels write before they read them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

PANEL_BYTES = 2**15
"""What stays in the nearest cache beside other things."""

VECTOR = 16
"""How many numbers beyond the last neuron a kernel may compute, to fill a whole vector."""


def empty(shape: int | tuple[int, ...], dtype: Any) -> Numbers:
    """Return an array of numbers that nobody wrote yet.

    Every buffer of the engine is made here, never in a kernel, so that tests can fill all of them
    with NaN: a kernel that reads what it did not write is found out.
    """
    return np.empty(shape, dtype)


def to_read(array: Any, dtype: Any) -> Numbers:
    """Return an array as kernels take what they only read: contiguous, of a dtype, read-only.

    Numba compiles a kernel anew for arrays that can be written, so all of them cannot.
    """
    view = np.ascontiguousarray(array, dtype=dtype).view()
    view.setflags(write=False)
    return view


class Buffers(NamedTuple):
    """What the kernels work in; all one-dimensional and of one dtype, but for the first two.

    Attributes
    ----------
    counting : ndarray of uint64
        0, 1, 2, and so on: the rows of a matrix that are taken in order.
    slope_step : uint64
        How far the slopes of one neuron are from those of the next.
    panel : ndarray
        Samples on their way into a product.
    values : ndarray, shape (n_values * tile,)
        Outputs of inputs and neurons.
    before : ndarray, shape (n_values,)
        Outputs of the sample before, for single samples.
    owed : ndarray, shape (n_computed,)
        The steps, for single samples, that the weights of each neuron have not taken yet.
    summations : ndarray, shape (n_computed * tile + VECTOR,)
        Summations of the neurons.
    slopes : ndarray, shape (n_computed * slope_step,), or (n_values,) for single samples
        dL/da, and then dL/ds.
    signals : ndarray, shape (n_computed * tile,)
        dL/ds of outputs whose loss is joined with their activation, 0 of other neurons.
    vector : ndarray, shape (n_computed + VECTOR,)
        Outputs of a group, for single samples.
    turned : ndarray, shape (segment * n_computed,) or (0,)
        Outputs of the neurons, sample by sample, if a matrix has neurons for sources.
    gradient : ndarray, shape (n_parameters,)
        The gradient of a batch, or of a member's share of it.
    """

    counting: NDArray[np.uint64]
    slope_step: Any
    panel: Numbers
    values: Numbers
    before: Numbers
    owed: Numbers
    summations: Numbers
    slopes: Numbers
    signals: Numbers
    vector: Numbers
    turned: Numbers
    gradient: Numbers


def make_buffers(
    layout: Any, dtype: Any, *, tile: int, segment: int = 0, gradient: Numbers | None = None
) -> Buffers:
    """Return buffers for a network.

    Parameters
    ----------
    layout : NetworkArrays
        The network.
    dtype : numpy dtype
        Of the numbers.
    tile : int
        How many samples are carried through together.
    segment : int
        How many are carried through until their gradients are summed; 0 if none are, or if there
        is a step after every sample.
    gradient : ndarray, shape (n_parameters,)
        Where the gradient is summed, if it is.
    """
    n_computed = len(layout.first)
    n_values = layout.n_inputs + n_computed
    # rows of an odd number of cache lines do not displace one another
    line = 64 // np.dtype(dtype).itemsize
    slope_step = (-(-segment // line) // 2 * 2 + 1) * line
    matrices = layout.group_dense & ~layout.group_from_inputs
    most = int(max(n_values, segment, tile))
    return Buffers(
        counting=np.arange(most, dtype=np.uint64),
        slope_step=np.uint64(slope_step),
        panel=empty(max(PANEL_BYTES // np.dtype(dtype).itemsize, tile), dtype),
        values=empty(n_values * tile, dtype),
        before=empty(n_values, dtype),
        owed=empty(n_computed, dtype),
        summations=empty(n_computed * tile + VECTOR, dtype),
        slopes=empty(n_computed * slope_step if segment else n_values, dtype),
        signals=empty(n_computed * tile, dtype),
        vector=empty(n_computed + VECTOR, dtype),
        turned=empty(segment * n_computed * bool(matrices.any()), dtype),
        gradient=gradient if gradient is not None else empty(0, dtype),
    )
