"""Outputs, losses and derivatives of many samples, without training."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from neurosim.engine.kernels.buffers import Buffers
from neurosim.engine.kernels.compiling import kernel
from neurosim.engine.kernels.elementwise import times_derivative
from neurosim.engine.kernels.losses_of_samples import loss_of_sample
from neurosim.engine.kernels.network_arrays import (
    LARGE,
    Indices,
    Integers,
    NetworkArrays,
    Numbers,
    Objective,
)
from neurosim.engine.kernels.tiles import forward_tile

_ZERO, _ONE = np.uint64(0), np.uint64(1)


@kernel(reorder=True, called=True)
def predict_rows(
    layout: NetworkArrays,
    theta: Numbers,
    X: Numbers,
    begin: Any,
    end: Any,
    Y: Numbers,
    S: Numbers,
    tile: Any,
    buffers: Buffers,
    meeting: Integers,
) -> None:
    """Write the outputs of the samples from begin to end into ``Y``, ``tile`` of them at a time.

    ``X`` is flat. The summations are written into ``S``, unless it has no rows. The outputs of a
    tile with a number larger than ``LARGE`` or NaN are NaN. ``meeting`` is not used.
    """
    n_inputs = np.uint64(layout.n_inputs)
    keep = len(S) > 0
    while begin < end:
        columns = min(tile, end - begin)
        check = forward_tile(
            layout, theta, X, begin * n_inputs, buffers.counting, _ZERO, columns, buffers.counting,
            buffers.panel, buffers.values, buffers.summations, keep, meeting, _ZERO, _ONE,
        )  # fmt: skip
        if not check <= LARGE:
            Y[begin : begin + columns] = math.nan
        else:
            for i in range(len(layout.outputs)):
                value = layout.outputs[i] * columns
                for c in range(columns):
                    Y[begin + c, i] = buffers.values[value + c]
                    if keep:
                        S[begin + c, i] = buffers.summations[value - n_inputs * columns + c]
        begin += columns


@kernel(reorder=True, called=True)
def output_slopes(
    layout: NetworkArrays,
    theta: Numbers,
    x: Numbers,
    slopes: Numbers,
    buffers: Buffers,
    meeting: Integers,
) -> bool:
    """Write the derivative of each output by each input for one sample.

    Parameters
    ----------
    x : ndarray, shape (n_inputs,)
        The inputs in normalized units.
    slopes : ndarray, shape (n_outputs, n_inputs)
        Changed in place.
    buffers : Buffers
        For one column.
    meeting
        Not used.

    Returns
    -------
    bool
        Whether no number was larger than ``LARGE`` or NaN.
    """
    n_inputs, n_values = np.uint64(layout.n_inputs), np.uint64(len(buffers.values))
    check = forward_tile(
        layout, theta, x, _ZERO, buffers.counting, _ZERO, _ONE, buffers.counting, buffers.panel,
        buffers.values, buffers.summations, True, meeting, _ZERO, _ONE,
    )  # fmt: skip
    carried = buffers.slopes
    for k in range(len(layout.outputs)):
        for v in range(n_values):
            carried[v] = 0.0
        carried[layout.outputs[k]] = 1.0
        for group in range(len(layout.group_activation) - 1, -1, -1):
            begin = np.uint64(layout.group_start[group])
            end = np.uint64(layout.group_start[group + 1])
            times_derivative(
                layout.group_activation[group], layout.group_leaky_slope[group], end - begin,
                buffers.summations, begin,
                buffers.values, n_inputs + begin, carried, n_inputs + begin,
            )  # fmt: skip
            for j in range(begin, end):
                delta = carried[n_inputs + j]
                check += abs(delta)
                for e in range(layout.start[j], layout.start[j + _ONE]):
                    carried[layout.source[e]] += theta[e] * delta
        for i in range(n_inputs):
            slopes[k, i] = carried[i]
            check += abs(carried[i])
    return check <= LARGE


@kernel(reorder=True, called=True)
def sample_losses(
    loss: Objective,
    places: Indices,
    Y: Numbers,
    S: Numbers,
    Z: Numbers,
    losses: Numbers,
    slopes: Numbers,
    signals: Numbers,
) -> None:
    """Write the loss of each sample, shape (n_samples,); NaN where it is not defined.

    ``Y`` and ``S`` are flat: the outputs, and their summations if the loss is joined with any.
    ``places`` counts the outputs; ``slopes`` and ``signals`` take what else comes out.
    """
    n_outputs = np.uint64(len(places))
    for n in range(np.uint64(len(losses))):
        # one column whose outputs lie side by side
        losses[n] = loss_of_sample(
            loss, places, _ZERO, n * n_outputs, _ONE, Y, S, Z, n, _ZERO, _ONE, slopes, signals
        )


@kernel(reorder=True, called=True)
def sum_of_sizes(numbers: Numbers) -> float:
    """Return the sum of the magnitudes of numbers; NaN if one is NaN."""
    total = 0.0
    for i in range(len(numbers)):
        total += abs(numbers[i])
    return total
