"""A tile of samples through the network and back: one column for each sample.

Several members may work on one tile: each computes neurons of its own, and they meet where one
needs what another computed. All sums are taken in the same order for any number of members.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from neurosim.engine.kernels.compiling import kernel
from neurosim.engine.kernels.elementwise import activate, may_leave_numbers, times_derivative
from neurosim.engine.kernels.lanes import TILE_ROWS, VECTOR_BYTES
from neurosim.engine.kernels.meeting import meet
from neurosim.engine.kernels.network_arrays import Indices, NetworkArrays, Numbers
from neurosim.engine.kernels.products import (
    add_product,
    add_product_with_samples,
    add_row_products,
    turn,
    weigh_rows,
)
from neurosim.engine.kernels.sharing import share_of

_ZERO, _ONE = np.uint64(0), np.uint64(1)
_ROWS = np.uint64(TILE_ROWS)


@kernel(reorder=False)
def neurons_of(layout: NetworkArrays, group: int, member: Any, members: Any) -> tuple[Any, Any]:
    """Return the first of a member's neurons in a group, and the one after the last."""
    begin, end = np.uint64(layout.group_start[group]), np.uint64(layout.group_start[group + 1])
    unit = _ROWS if layout.group_dense[group] else _ONE
    low, high = share_of(end - begin, unit, member, members)
    return begin + low, begin + high


@kernel(reorder=True)
def forward_tile(
    layout: NetworkArrays,
    theta: Numbers,
    X: Numbers,
    x: Any,
    rows: Indices,
    row: Any,
    columns: Any,
    counting: Indices,
    panel: Numbers,
    values: Numbers,
    summations: Numbers,
    keep: bool,
    meeting: Any,
    member: Any,
    members: Any,
) -> float:
    """Carry a tile of samples forward.

    Parameters
    ----------
    layout, theta
        The network.
    X, x, rows, row
        Sample c begins at ``X[x + rows[row + c] * n_inputs]``.
    columns : uint64
        How many samples there are.
    counting : ndarray of uint64
        0, 1, 2, and so on.
    panel : ndarray
        Room for samples of this member.
    values, summations : ndarray
        Written: value v of sample c at ``v * columns + c``, inputs only if ``reads_inputs``; the
        summation of neuron j at ``j * columns + c``. Unless the summations are to be kept, those of
        every group take the first rows, which thus stay in the nearest cache.
    meeting, member, members
        Who works on it.

    Returns
    -------
    float
        The sum of the magnitudes of this member's summations.
    """
    start, first, n_inputs = layout.start, layout.first, np.uint64(layout.n_inputs)
    n_edges = np.uint64(len(layout.source))
    if layout.reads_inputs:
        low, high = share_of(n_inputs, np.uint64(VECTOR_BYTES // theta.itemsize), member, members)
        turn(X, x + low, n_inputs, rows, row, values, low * columns, columns, columns, high - low)
        if members > _ONE:
            meet(meeting, members)
    check = 0.0
    for group in range(len(layout.group_activation)):
        begin, end = neurons_of(layout, group, member, members)
        above = _ZERO if keep else np.uint64(layout.group_start[group])
        place = (begin - above) * columns
        for j in range(begin, end):
            bias = theta[n_edges + j]
            target = (j - above) * columns
            for c in range(columns):
                summations[target + c] = bias
            if not layout.group_dense[group]:
                weigh_rows(
                    start[j], start[j + _ONE], None, layout.source, theta, values, _ZERO, columns,
                    summations, target, columns,
                )  # fmt: skip
        if layout.group_dense[group] and begin < end:
            count = start[begin + _ONE] - start[begin]
            if layout.group_from_inputs[group]:
                add_product_with_samples(
                    theta, start[begin], count, X, x + first[begin], n_inputs, rows, row, counting,
                    panel, summations, place, end - begin, columns,
                )  # fmt: skip
            else:
                add_product(
                    theta, start[begin], count, _ONE, values, first[begin] * columns, columns,
                    counting, _ZERO, summations, place, columns, end - begin, columns, count,
                )  # fmt: skip
        n = (end - begin) * columns
        for i in range(n):
            check += abs(summations[place + i])
        code, leaky_slope = layout.group_activation[group], layout.group_leaky_slope[group]
        activate(code, leaky_slope, n, summations, place, values, (n_inputs + begin) * columns)
        if may_leave_numbers(code):
            for i in range(n):
                check += abs(values[(n_inputs + begin) * columns + i])
        if members > _ONE:
            meet(meeting, members)
    return check


@kernel(reorder=True)
def backward_tile(
    layout: NetworkArrays,
    theta: Numbers,
    columns: Any,
    counting: Indices,
    values: Numbers,
    summations: Numbers,
    signals: Numbers,
    slopes: Numbers,
    slope: Any,
    step: Any,
    turned: Numbers,
    gradient: Numbers,
    meeting: Any,
    member: Any,
    members: Any,
) -> float:
    """Carry ``dL/dy`` of a tile, left in ``slopes``, back.

    Parameters
    ----------
    layout, theta, columns, counting, values, summations, meeting, member, members
        As for ``forward_tile``, which kept the summations.
    signals : ndarray
        Added to dL/ds, in the order of the summations; empty if the loss is joined with no
        activation.
    slopes, slope, step
        ``dL/da`` of neuron j and sample c, at ``slope + j * step + c``; afterwards ``dL/ds``.
    turned : ndarray
        Written, if a matrix has neurons for sources: the output of neuron j for sample c at
        ``(slope + c) * n_computed + j``.
    gradient : ndarray, shape (n_parameters,)
        The sums of the gradients of the edges into neurons that are in no dense group are added.

    Returns
    -------
    float
        The sum of the magnitudes of this member's error signals.
    """
    start, first, n_inputs = layout.start, layout.first, np.uint64(layout.n_inputs)
    n_computed = np.uint64(len(first))
    of_value = slope - n_inputs * step
    check = 0.0
    for group in range(len(layout.group_activation) - 1, -1, -1):
        begin, end = neurons_of(layout, group, member, members)
        code, leaky_slope = layout.group_activation[group], layout.group_leaky_slope[group]
        for j in range(begin, end):
            value, delta = (n_inputs + j) * columns, slope + j * step
            low, high = layout.out_start[n_inputs + j], layout.out_start[n_inputs + j + _ONE]
            if low < high:
                weigh_rows(
                    low, high, layout.out_edge, layout.out_target, theta, slopes, of_value, step,
                    slopes, delta, columns,
                )  # fmt: skip
                add_row_products(
                    low, high, layout.out_edge, layout.out_target, values, value, slopes, of_value,
                    step, columns, gradient,
                )  # fmt: skip
            times_derivative(
                code, leaky_slope, columns, summations, j * columns, values, value, slopes, delta
            )
            if len(signals) > 0:
                for c in range(columns):
                    slopes[delta + c] += signals[j * columns + c]
            for c in range(columns):
                check += abs(slopes[delta + c])
        if len(turned) > 0:
            turn(
                values, (n_inputs + begin) * columns, columns, counting, _ZERO, turned,
                slope * n_computed + begin, n_computed, end - begin, columns,
            )  # fmt: skip
        if members > _ONE:
            meet(meeting, members)
        if not layout.group_dense[group] or layout.group_from_inputs[group]:
            continue
        head = np.uint64(layout.group_start[group])
        n_neurons = np.uint64(layout.group_start[group + 1]) - head
        low, count, f = start[head], start[head + _ONE] - start[head], first[head]
        source = max(f, n_inputs)
        left, right = share_of(f + count - source, _ROWS, member, members)
        source += left
        add_product(
            theta, low + source - f, _ONE, count, slopes, slope + head * step, step, counting,
            _ZERO, slopes, slope + (source - n_inputs) * step, step, right - left, columns,
            n_neurons,
        )  # fmt: skip
        if members > _ONE:
            meet(meeting, members)
    low, high = share_of(n_inputs, _ONE, member, members)
    for v in range(low, high):
        begin, end = layout.out_start[v], layout.out_start[v + _ONE]
        if begin < end:
            add_row_products(
                begin, end, layout.out_edge, layout.out_target, values, v * columns, slopes,
                of_value, step, columns, gradient,
            )  # fmt: skip
    if layout.reads_inputs and members > _ONE:
        meet(meeting, members)  # the inputs are read until here
    return check


@kernel(reorder=True)
def add_dense_products(
    layout: NetworkArrays,
    begin: Any,
    end: Any,
    X: Numbers,
    rows: Indices,
    row: Any,
    n_samples: Any,
    counting: Indices,
    slopes: Numbers,
    step: Any,
    turned: Numbers,
    sums: Numbers,
) -> None:
    """Add to ``sums``, in the order of the weights, the products of error signals and sources.

    For the edges into the neurons from ``begin`` to ``end`` of a dense group, summed over
    ``n_samples``; the error signal of neuron j and sample c stands at ``slopes[j * step + c]``.
    """
    start, n_inputs = layout.start, np.uint64(layout.n_inputs)
    n_computed = np.uint64(len(layout.first))
    if begin >= end:
        return
    f, count, low = layout.first[begin], start[begin + _ONE] - start[begin], start[begin]
    n_given = min(max(f, n_inputs) - f, count)
    add_product(
        slopes, begin * step, step, _ONE, X, f, n_inputs, rows, row, sums, low, count, end - begin,
        n_given, n_samples,
    )  # fmt: skip
    if n_given < count:
        place = max(f, n_inputs) - n_inputs
        add_product(
            slopes, begin * step, step, _ONE, turned, place, n_computed, counting, _ZERO, sums,
            low + n_given, count, end - begin, count - n_given, n_samples,
        )  # fmt: skip
