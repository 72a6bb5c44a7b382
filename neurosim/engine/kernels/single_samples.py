"""Gradient descent with a step after every sample.

Error signals are gathered in ``slopes`` (dL/da of every value) and turned into ``dL/ds`` when their
neuron's turn comes; weights are updated after their neuron's error was passed on, so it always
travels along the weights from before the update.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neurosim.engine.kernels.buffers import VECTOR, Buffers
from neurosim.engine.kernels.compiling import kernel, part
from neurosim.engine.kernels.elementwise import (
    SIGMOID,
    activate,
    may_leave_numbers,
    times_derivative,
)
from neurosim.engine.kernels.exponentials import sigmoid, sigmoid_of_one
from neurosim.engine.kernels.lanes import SETTLED_ROWS, settle_and_weigh
from neurosim.engine.kernels.losses_of_samples import HALF_SQUARED, loss_of_sample
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

_ZERO, _ONE = np.uint64(0), np.uint64(1)
_SETTLED = np.uint64(SETTLED_ROWS)
_WIDE = 16  # sources from which on the step waits for the next sample, to read the weights once
_FEW = 4  # for fewer neurons, a call of exp for each is faster than a vector of them


@part
def _forward_sample(
    start: Indices,
    source: Indices,
    first: Indices,
    group_start: Indices,
    group_activation: Integers,
    group_leaky_slope: Numbers,
    group_dense: Flags,
    n_inputs: np.uint64,
    weights: Numbers,
    biases: Numbers,
    values: Numbers,
    before: Numbers,
    owed: Numbers,
    fused: bool,
    slopes: Numbers,
    summations: Numbers,
    vector: Numbers,
) -> float:
    """Compute summations and outputs, set the slopes to 0, and return the sizes added up.

    Wide dense groups take the step of the sample before on the way.
    """
    check = 0.0
    for group in range(len(group_activation)):
        begin, end = group_start[group], group_start[group + 1]
        is_sigmoid = group_activation[group] == SIGMOID
        if group_dense[group]:
            low = start[begin]
            count = start[begin + 1] - low
            f = first[begin]
            if fused and count >= _WIDE:
                for j in range(begin, end):
                    summations[j] = biases[j]
                    slopes[n_inputs + j] = 0.0
                j = begin
                while j < end:
                    settle_and_weigh(
                        weights, low, count, owed, before, values, f, summations, j, end - j
                    )
                    low += count * _SETTLED
                    j += _SETTLED
                for j in range(begin, end):
                    check += abs(summations[j])
            elif is_sigmoid and end - begin < _FEW:
                for j in range(begin, end):
                    s = biases[j]
                    for i in range(count):
                        s += weights[low + i] * values[f + i]
                    summations[j] = s
                    values[n_inputs + j] = sigmoid_of_one(s)
                    slopes[n_inputs + j] = 0.0
                    check += abs(s)
                    low += count
                continue
            else:
                for j in range(begin, end):
                    s = biases[j]
                    for i in range(count):
                        s += weights[low + i] * values[f + i]
                    summations[j] = s
                    slopes[n_inputs + j] = 0.0
                    check += abs(s)
                    low += count
        else:
            for j in range(begin, end):
                s = biases[j]
                for e in range(start[j], start[j + 1]):
                    s += weights[e] * values[source[e]]
                summations[j] = s
                slopes[n_inputs + j] = 0.0
                check += abs(s)
        if is_sigmoid:
            for i in range((end - begin + VECTOR - 1) // VECTOR * VECTOR):
                vector[i] = sigmoid(summations[begin + i])
            for i in range(end - begin):
                values[n_inputs + begin + i] = vector[i]
        else:
            activate(
                group_activation[group], group_leaky_slope[group], end - begin, summations, begin,
                values, n_inputs + begin,
            )  # fmt: skip
            if may_leave_numbers(group_activation[group]):
                for j in range(begin, end):
                    check += abs(values[n_inputs + j])
    return check


@part
def _loss_of_sample(
    outputs: Indices,
    n_inputs: np.uint64,
    loss: Objective,
    values: Numbers,
    summations: Numbers,
    Z: Numbers,
    row: int,
    slopes: Numbers,
    signals: Numbers,
) -> float:
    """Return the loss of a sample, and write its derivative to slopes or signals."""
    if loss.code != HALF_SQUARED:
        return loss_of_sample(
            loss, outputs, n_inputs, _ZERO, _ONE, values, summations, Z, np.uint64(row), _ZERO,
            _ONE, slopes, signals,
        )  # fmt: skip
    total = 0.0
    for i in range(len(outputs)):
        error = values[outputs[i]] - Z[row, i]
        total += 0.5 * error * error
        slopes[outputs[i]] = error
    return total


@part
def _error_signals(
    group_start: Indices,
    group_activation: Integers,
    group_leaky_slope: Numbers,
    n_inputs: np.uint64,
    group: int,
    joins: bool,
    values: Numbers,
    slopes: Numbers,
    summations: Numbers,
    signals: Numbers,
) -> float:
    """Turn ``dL/da`` of a group into its error signals, and return their sizes added up."""
    begin, end = group_start[group], group_start[group + 1]
    code = group_activation[group]
    check = 0.0
    if code == SIGMOID:
        for j in range(begin, end):
            a = values[n_inputs + j]
            delta = slopes[n_inputs + j] * (a * (1.0 - a))
            slopes[n_inputs + j] = delta
            check += abs(delta)
    else:
        times_derivative(
            code, group_leaky_slope[group], end - begin, summations, begin, values,
            n_inputs + begin, slopes, n_inputs + begin,
        )  # fmt: skip
        for j in range(begin, end):
            check += abs(slopes[n_inputs + j])
    if joins:
        for j in range(begin, end):
            slopes[n_inputs + j] += signals[j]
            check += abs(signals[j])
    return check


@part
def _carry_back_dense(
    start: Indices,
    first: Indices,
    group_start: Indices,
    group_from_inputs: Flags,
    n_inputs: np.uint64,
    n_edges: int,
    group: int,
    fused: bool,
    rate: float,
    weights: Numbers,
    biases: Numbers,
    values: Numbers,
    owed: Numbers,
    slopes: Numbers,
    gradient: Numbers,
) -> None:
    """Carry the error signals of a dense group back, and take the step or write the gradient.

    A wide group owes the step of its weights until the next sample.
    """
    begin, end = group_start[group], group_start[group + 1]
    low = start[begin]
    count = start[begin + 1] - low
    f = first[begin]
    from_inputs = group_from_inputs[group]
    if fused and end - begin == 1 and not from_inputs and count < _WIDE:
        delta = slopes[n_inputs + begin]
        step = rate * delta
        biases[begin] -= step
        for i in range(count):
            slopes[f + i] += weights[low + i] * delta
            weights[low + i] -= step * values[f + i]
    else:
        if not from_inputs:
            for j in range(begin, end):
                delta = slopes[n_inputs + j]
                for i in range(count):
                    slopes[f + i] += weights[low + i] * delta
                low += count
            low = start[begin]
        if fused and count >= _WIDE:
            for j in range(begin, end):
                owed[j] = rate * slopes[n_inputs + j]
                biases[j] -= owed[j]
        elif fused:
            for j in range(begin, end):
                step = rate * slopes[n_inputs + j]
                biases[j] -= step
                for i in range(count):
                    weights[low + i] -= step * values[f + i]
                low += count
        else:
            for j in range(begin, end):
                delta = slopes[n_inputs + j]
                gradient[n_edges + j] = delta
                for i in range(count):
                    gradient[low + i] = delta * values[f + i]
                low += count


@part
def _carry_back_sparse(
    start: Indices,
    source: Indices,
    group_start: Indices,
    group_from_inputs: Flags,
    n_inputs: np.uint64,
    n_edges: int,
    group: int,
    fused: bool,
    rate: float,
    weights: Numbers,
    biases: Numbers,
    values: Numbers,
    slopes: Numbers,
    gradient: Numbers,
) -> None:
    """Do the same for a group whose neurons have sources of their own."""
    for j in range(group_start[group], group_start[group + 1]):
        delta = slopes[n_inputs + j]
        if not group_from_inputs[group]:
            for e in range(start[j], start[j + 1]):
                slopes[source[e]] += weights[e] * delta
        if fused:
            step = rate * delta
            biases[j] -= step
            for e in range(start[j], start[j + 1]):
                weights[e] -= step * values[source[e]]
        else:
            gradient[n_edges + j] = delta
            for e in range(start[j], start[j + 1]):
                gradient[e] = delta * values[source[e]]


@kernel(reorder=True, called=True)
def descend_samples(
    layout: NetworkArrays,
    rule: Rule,
    loss: Objective,
    theta: Numbers,
    first_moment: Numbers,
    second_moment: Numbers,
    trainable: Flags,
    X: Numbers,
    Z: Numbers,
    order: Integers,
    steps: int,
    totals: NDArray[np.float64],
    buffers: Buffers,
) -> int:
    """Take one step after every sample.

    Parameters
    ----------
    layout, rule, loss
        The network, the optimizer and the loss.
    theta : ndarray, shape (n_parameters,)
        Weights by target neuron, then biases; changed in place.
    first_moment, second_moment : ndarray, shape (n_parameters,) or (0,)
        The memory of the optimizer; changed in place.
    trainable : ndarray of bool, shape (n_parameters,)
        Which parameters may change.
    X, Z : ndarray, shape (n_samples, n_inputs) and (n_samples, n_outputs)
        Inputs and targets in normalized units.
    order : ndarray of int64, shape (n_orders, n_rows)
        The rows to visit: epoch e takes ``order[e % n_orders]``.
    steps : int
        How many steps were taken before.
    totals : ndarray, shape (n_epochs,)
        The sum of the losses of each epoch is added here.
    buffers : Buffers
        For one column.

    Returns
    -------
    int
        How many steps went well: fewer than n_epochs * n_rows if a number became larger than
        ``LARGE`` or NaN in the next one, or in the last of these.
    """
    start, source, first = layout.start, layout.source, layout.first
    outputs, n_inputs = layout.outputs, np.uint64(layout.n_inputs)
    group_start, group_activation = layout.group_start.view(np.uint64), layout.group_activation
    group_leaky_slope = layout.group_leaky_slope
    group_dense, group_from_inputs = layout.group_dense, layout.group_from_inputs
    n_edges, n_computed = len(source), len(first)
    n_values = n_inputs + n_computed
    weights, biases = theta[:n_edges], theta[n_edges:]
    values, before = buffers.values[:n_values], buffers.before[:n_values]
    owed, slopes = buffers.owed[:n_computed], buffers.slopes[:n_values]
    # room for whole vectors at the end
    summations = buffers.summations[: n_computed + VECTOR]
    vector = buffers.vector[: n_computed + VECTOR]
    signals = buffers.signals[: n_computed if loss.joins else 0]
    values[:] = 0.0
    before[:] = 0.0
    owed[:] = 0.0
    slopes[:] = 0.0
    summations[:] = 0.0
    signals[:] = 0.0
    fused = rule.kind == PLAIN and not rule.frozen
    gradient = buffers.gradient
    rate = theta.dtype.type(rule.rate)
    done = 0
    for epoch in range(len(totals)):
        rows = order[epoch % len(order)]
        total = 0.0
        for position in range(len(rows)):
            row = rows[position]
            values, before = before, values
            for i in range(n_inputs):
                values[i] = X[row, i]
            check = _forward_sample(
                start,
                source,
                first,
                group_start,
                group_activation,
                group_leaky_slope,
                group_dense,
                n_inputs,
                weights,
                biases,
                values,
                before,
                owed,
                fused,
                slopes,
                summations,
                vector,
            )
            sample_loss = _loss_of_sample(
                outputs, n_inputs, loss, values, summations, Z, row, slopes, signals
            )
            for group in range(len(group_activation) - 1, -1, -1):
                check += _error_signals(
                    group_start,
                    group_activation,
                    group_leaky_slope,
                    n_inputs,
                    group,
                    loss.joins,
                    values,
                    slopes,
                    summations,
                    signals,
                )
                if group_dense[group]:
                    _carry_back_dense(
                        start,
                        first,
                        group_start,
                        group_from_inputs,
                        n_inputs,
                        n_edges,
                        group,
                        fused,
                        rate,
                        weights,
                        biases,
                        values,
                        owed,
                        slopes,
                        gradient,
                    )
                else:
                    _carry_back_sparse(
                        start,
                        source,
                        group_start,
                        group_from_inputs,
                        n_inputs,
                        n_edges,
                        group,
                        fused,
                        rate,
                        weights,
                        biases,
                        values,
                        slopes,
                        gradient,
                    )
            if not fused:
                taken = steps + done + 1.0
                take_step(
                    rule, taken, 1.0, _ZERO, np.uint64(len(theta)), theta, gradient, first_moment,
                    second_moment, trainable,
                )  # fmt: skip
            if not check + sample_loss * 0.0 <= LARGE:
                return done
            total += sample_loss
            done += 1
        totals[epoch] += total
    if fused:
        for j in range(n_computed):
            if owed[j] != 0.0:
                for i in range(start[j + 1] - start[j]):
                    weights[start[j] + i] -= owed[j] * values[first[j] + i]
    return done
