"""Room for numbers that the kernels write before they read them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

VECTOR = 16
"""How many numbers beyond the last neuron a kernel may compute, to fill a whole vector."""


def empty(shape: int | tuple[int, ...], dtype: Any) -> Numbers:
    """Return an array of numbers that nobody wrote yet.

    Every buffer of the engine is made here, never in a kernel, so that tests can fill all of them
    with NaN: a kernel that reads what it did not write is found out.
    """
    return np.empty(shape, dtype)


class Buffers(NamedTuple):
    """What the kernels work in; all of one dtype and one-dimensional, cut to size by them.

    Attributes
    ----------
    values, slopes : ndarray, shape (n_values * columns,)
        Outputs of inputs and neurons, and dL/da of them.
    summations : ndarray, shape (n_computed * columns + VECTOR,)
        Summations of the neurons.
    signals : ndarray, shape (n_computed * columns,)
        dL/ds of outputs whose loss is joined with their activation, 0 of other neurons.
    vector : ndarray, shape (n_computed + VECTOR,)
        Outputs of a group, for single samples.
    samples : ndarray, shape (n_inputs * columns,)
        Samples that do not lie side by side.
    carried : ndarray, shape (most edges of a neuron * columns,)
        What a dense group carries back.
    gradient, part : ndarray, shape (n_parameters,)
        The gradient of a batch, and of a tile of it.
    """

    values: Numbers
    slopes: Numbers
    summations: Numbers
    signals: Numbers
    vector: Numbers
    samples: Numbers
    carried: Numbers
    gradient: Numbers
    part: Numbers


def make_buffers(layout: Any, theta: Numbers, columns: int, *, backward: bool) -> Buffers:
    """Return buffers for a network.

    Parameters
    ----------
    layout : Layout
        The network.
    theta : ndarray, shape (n_parameters,)
        Its parameters.
    columns : int
        How many samples are carried through together.
    backward : bool
        Whether errors are carried back as well.
    """
    n_computed = len(layout.first)
    n_values = layout.n_inputs + n_computed
    most_edges = int(np.diff(layout.start).max())
    sizes = (
        n_values * columns,
        n_values * columns * backward,
        n_computed * columns + VECTOR,
        n_computed * columns * backward,
        n_computed + VECTOR,
        layout.n_inputs * columns * backward,
        most_edges * columns * backward,
        len(theta) * backward,
        len(theta) * backward,
    )
    return Buffers(*(empty(size, theta.dtype) for size in sizes))
