"""Gradient descent with a step after every batch, by one thread or by several in step."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neurosim.engine.kernels.buffers import Buffers
from neurosim.engine.kernels.compiling import kernel
from neurosim.engine.kernels.lanes import TILE_ROWS
from neurosim.engine.kernels.losses_of_samples import loss_of_sample, weigh_loss
from neurosim.engine.kernels.meeting import meet
from neurosim.engine.kernels.network_arrays import (
    LARGE,
    Flags,
    Indices,
    Integers,
    NetworkArrays,
    Numbers,
    Objective,
    Rule,
)
from neurosim.engine.kernels.optimizer_step import PLAIN, take_step
from neurosim.engine.kernels.sharing import share_of
from neurosim.engine.kernels.tiles import (
    add_dense_products,
    backward_tile,
    forward_tile,
    neurons_of,
)

_ZERO, _ONE = np.uint64(0), np.uint64(1)
_ROWS = np.uint64(TILE_ROWS)
_LINE = np.uint64(8)  # numbers of a cache line; what members write lies in lines of their own
SAMPLES_TOGETHER = np.uint64(8)
"""Samples are divided among members in multiples of so many."""
_BLOCK = np.uint64(512)  # parameters of which gradient and step stay in the nearest cache
_BLOCK_OF_WEIGHTS = np.uint64(8192)


class Division(NamedTuple):
    """How a batch is worked on.

    Attributes
    ----------
    by_neurons : bool
        Whether the members divide the neurons of every group among them; otherwise the samples.
    batch_size : uint64
        Samples for each step.
    segment : uint64
        How many samples are carried through until their dense gradients are summed.
    tile : uint64
        How many of them are carried through together.
    """

    by_neurons: bool
    batch_size: Any
    segment: Any
    tile: Any


class Shared(NamedTuple):
    """What the members of a team have in common.

    Attributes
    ----------
    gradients : ndarray, shape (n_gradients * n_parameters,)
        One gradient, or one for each member if they divide the samples.
    losses : ndarray of float64, shape (batch_size,)
        The loss of each sample of a batch.
    checks : ndarray of float64, shape (8 * members,)
        What each member added up to find numbers that are too large.
    meeting : ndarray of int64
        Where they meet.
    """

    gradients: Numbers
    losses: NDArray[np.float64]
    checks: NDArray[np.float64]
    meeting: Integers


@kernel(reorder=True)
def _finish_dense(
    layout: NetworkArrays,
    rule: Rule,
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
    first: bool,
    last: bool,
    steps: float,
    share: float,
    theta: Numbers,
    gradient: Numbers,
    first_moment: Numbers,
    second_moment: Numbers,
    trainable: Flags,
) -> None:
    """Sum the gradients of a dense group, some neurons at a time, and take the step with them.

    They are added to what is there unless this is the first segment, and the step is taken after
    the last. So the gradient is still in a near cache when the step reads it.
    """
    count = layout.start[begin + _ONE] - layout.start[begin]
    block = max(_BLOCK_OF_WEIGHTS // count // _ROWS * _ROWS, _ROWS)
    while begin < end:
        until = min(begin + block, end)
        low, high = layout.start[begin], layout.start[until]
        if first:
            gradient[low:high] = 0.0
        add_dense_products(
            layout, begin, until, X, rows, row, n_samples, counting, slopes, step, turned,
            gradient,
        )  # fmt: skip
        if last:
            take_step(
                rule, steps, share, low, high, theta, gradient, first_moment, second_moment,
                trainable,
            )  # fmt: skip
        begin = until


@kernel(reorder=True)
def _finish_segment(
    layout: NetworkArrays,
    rule: Rule,
    X: Numbers,
    rows: Indices,
    row: Any,
    n_samples: Any,
    counting: Indices,
    slopes: Numbers,
    step: Any,
    turned: Numbers,
    first: bool,
    last: bool,
    steps: float,
    share: float,
    theta: Numbers,
    gradient: Numbers,
    first_moment: Numbers,
    second_moment: Numbers,
    trainable: Flags,
    member: Any,
    members: Any,
) -> None:
    """Sum the gradients of a member's neurons over a segment, and take the step after the last.

    Plain descent over a single segment adds the scaled products to the weights themselves.
    """
    n_edges = np.uint64(len(layout.source))
    fused = first and last and rule.kind == PLAIN and not rule.frozen
    factor = theta.dtype.type(-rule.rate * share)
    for group in range(len(layout.group_activation)):
        begin, end = neurons_of(layout, group, member, members)
        if begin >= end:
            continue
        low, high = layout.start[begin], layout.start[end]
        for j in range(begin, end):
            total = theta.dtype.type(0)
            for c in range(n_samples):
                total += slopes[j * step + c]
            gradient[n_edges + j] = total if first else gradient[n_edges + j] + total
        if layout.group_dense[group]:
            if fused:
                for j in range(begin, end):
                    for c in range(n_samples):
                        slopes[j * step + c] *= factor
                add_dense_products(
                    layout, begin, end, X, rows, row, n_samples, counting, slopes, step, turned,
                    theta,
                )  # fmt: skip
            else:
                _finish_dense(
                    layout, rule, begin, end, X, rows, row, n_samples, counting, slopes,
                    step, turned, first, last, steps, share, theta, gradient, first_moment,
                    second_moment, trainable,
                )  # fmt: skip
        elif last:
            take_step(
                rule, steps, share, low, high, theta, gradient, first_moment, second_moment,
                trainable,
            )  # fmt: skip
        if last:
            take_step(
                rule, steps, share, n_edges + begin, n_edges + end, theta, gradient, first_moment,
                second_moment, trainable,
            )  # fmt: skip


@kernel(reorder=True)
def _carry_tile(
    layout: NetworkArrays,
    loss: Objective,
    theta: Numbers,
    X: Numbers,
    Z: Numbers,
    sample_weights: Numbers,
    rows: Indices,
    row: Any,
    columns: Any,
    column: Any,
    step: Any,
    losses: NDArray[np.float64],
    position: Any,
    buffers: Buffers,
    meeting: Any,
    member: Any,
    members: Any,
) -> float:
    """Carry a tile forward and back; write the losses from ``losses[position]`` on.

    Its columns of the slopes begin at ``column``. Return what ``forward_tile`` and
    ``backward_tile`` return, added up.
    """
    n_inputs, n_computed = np.uint64(layout.n_inputs), np.uint64(len(layout.first))
    counting, values, summations = buffers.counting, buffers.values, buffers.summations
    slopes = buffers.slopes
    signals = buffers.signals[: n_computed * columns if loss.joins else _ZERO]
    # a member's own neurons: the slopes of others may still be read
    for group in range(len(layout.group_activation)):
        begin, end = neurons_of(layout, group, member, members)
        for j in range(begin, end):
            for c in range(columns):
                slopes[j * step + column + c] = 0.0
        if loss.joins:
            for i in range(begin * columns, end * columns):
                signals[i] = 0.0
    # True, but not as a constant, for which Numba would compile forward_tile once more
    keep = len(slopes) > 0
    check = forward_tile(
        layout, theta, X, _ZERO, rows, row, columns, counting, buffers.panel, values,
        summations, keep, meeting, member, members,
    )  # fmt: skip
    low, high = share_of(columns, SAMPLES_TOGETHER, member, members)
    for c in range(low, high):
        losses[position + c] = loss_of_sample(
            loss, layout.outputs, n_inputs, c, columns, values, summations, Z, rows[row + c],
            column + c - n_inputs * step, step, slopes, signals,
        )  # fmt: skip
    if len(sample_weights) > 0:
        for c in range(low, high):
            weight = sample_weights[rows[row + c]]
            losses[position + c] *= weight
            weigh_loss(
                loss, layout.outputs, n_inputs, c, columns, weight, column + c - n_inputs * step,
                step, slopes, signals,
            )  # fmt: skip
    if members > _ONE:
        meet(meeting, members)
    return check + backward_tile(
        layout, theta, columns, counting, values, summations, signals, slopes, column, step,
        buffers.turned, buffers.gradient, meeting, member, members,
    )  # fmt: skip


@kernel(reorder=True, called=True)
def descend_batches(
    layout: NetworkArrays,
    rule: Rule,
    loss: Objective,
    theta: Numbers,
    first_moment: Numbers,
    second_moment: Numbers,
    trainable: Flags,
    X: Numbers,
    Z: Numbers,
    sample_weights: Numbers,
    order: Integers,
    steps: int,
    totals: NDArray[np.float64],
    buffers: Buffers,
    division: Division,
    shared: Shared,
    member: Any,
    members: Any,
) -> int:
    """Take one step after every batch. All members call this at the same time.

    Parameters
    ----------
    layout, rule, loss, theta, first_moment, second_moment, trainable, Z, sample_weights, order,
    steps, totals
        As for ``descend_samples``.
    X : ndarray, shape (n_samples * n_inputs,)
        Inputs in normalized units.
    buffers : Buffers
        Where this member works: of all members together if they divide the neurons.
    division : Division
        Who does what.
    shared : Shared
        What the members have in common.
    member, members : uint64
        The number of this member, from 0, and how many there are.

    Returns
    -------
    int
        How many steps went well; see ``descend_samples``.
    """
    n_parameters = np.uint64(len(theta))
    n_groups = len(layout.group_activation)
    meeting, by_neurons = shared.meeting, division.by_neurons
    mate, mates = (member, members) if by_neurons else (_ZERO, _ONE)
    gradient = buffers.gradient
    step = buffers.slope_step
    done = 0
    if members > _ONE and not meet(meeting, members):
        return done
    for epoch in range(len(totals)):
        rows = order[epoch % len(order)].view(np.uint64)
        n_rows = np.uint64(len(rows))
        batch = _ZERO
        while batch < n_rows:
            n = min(division.batch_size, n_rows - batch)
            share = 1.0 / n
            steps_now = steps + done + 1.0
            low, high = _ZERO, n
            if not by_neurons:
                low, high = share_of(n, SAMPLES_TOGETHER, member, members)
            for group in range(n_groups):
                if not layout.group_dense[group]:
                    begin, end = neurons_of(layout, group, mate, mates)
                    gradient[layout.start[begin] : layout.start[end]] = 0.0
            if low == high:
                gradient[:] = 0.0
            check = 0.0
            for begin in range(low, high, division.segment):
                end = min(begin + division.segment, high)
                for left in range(begin, end, division.tile):
                    columns = min(division.tile, end - left)
                    check += _carry_tile(
                        layout, loss, theta, X, Z, sample_weights, rows, batch + left, columns,
                        left - begin, step, shared.losses, left, buffers, meeting, mate, mates,
                    )  # fmt: skip
                # no constant either, for which Numba would compile _finish_segment once more
                last = by_neurons and end == high
                if not last:
                    _finish_segment(
                        layout, rule, X, rows, batch + begin, end - begin, buffers.counting,
                        buffers.slopes, step, buffers.turned, begin == low, last, steps_now,
                        share, theta, gradient, first_moment, second_moment, trainable, mate,
                        mates,
                    )  # fmt: skip
            shared.checks[member * _LINE] = check
            if members > _ONE:
                meet(meeting, members)
            check = 0.0
            for other in range(members):
                check += shared.checks[other * _LINE]
            total = 0.0
            for i in range(n):
                total += shared.losses[i]
            if not check + total * 0.0 <= LARGE:
                return done
            done += 1
            if member == _ZERO:
                totals[epoch] += total
            if by_neurons:
                begin = (n - _ONE) // division.segment * division.segment
                last = by_neurons
                _finish_segment(
                    layout, rule, X, rows, batch + begin, n - begin, buffers.counting,
                    buffers.slopes, step, buffers.turned, begin == _ZERO, last, steps_now, share,
                    theta, gradient, first_moment, second_moment, trainable, mate, mates,
                )  # fmt: skip
            else:
                left, right = share_of(n_parameters, _BLOCK, member, members)
                for begin in range(left, right, _BLOCK):
                    end = min(begin + _BLOCK, right)
                    for other in range(_ONE, members):
                        for i in range(begin, end):
                            shared.gradients[i] += shared.gradients[other * n_parameters + i]
                    take_step(
                        rule, steps_now, share, begin, end, theta, shared.gradients, first_moment,
                        second_moment, trainable,
                    )  # fmt: skip
            if members > _ONE:
                meet(meeting, members)
            batch += n
    return done
