"""The losses of single samples, and the slopes that they send back."""

from __future__ import annotations

import math
from typing import Any

from neurosim.engine.kernels.compiling import kernel
from neurosim.engine.kernels.network_arrays import Indices, Numbers, Objective
from neurosim.model.losses import HUBER_THRESHOLD, LOG_FLOOR, PROBABILITY_FLOOR

LOSS_CODES = {
    name: code
    for code, name in enumerate(
        (
            "half_squared_error",
            "mse",
            "mae",
            "huber",
            "binary_cross_entropy",
            "softmax_cross_entropy",
        )
    )
}
"""The code of each built-in loss."""

HALF_SQUARED = LOSS_CODES["half_squared_error"]
_MSE = LOSS_CODES["mse"]
_MAE = LOSS_CODES["mae"]
_HUBER = LOSS_CODES["huber"]
_BINARY = LOSS_CODES["binary_cross_entropy"]
_SOFTMAX = LOSS_CODES["softmax_cross_entropy"]


@kernel(reorder=True)
def weigh_loss(
    loss: Objective,
    outputs: Indices,
    n_inputs: Any,
    column: Any,
    width: Any,
    weight: Any,
    slope: Any,
    slope_width: Any,
    slopes: Numbers,
    signals: Numbers,
) -> None:
    """Multiply by the weight of a sample what ``loss_of_sample`` wrote, with the same arguments."""
    for i in range(len(outputs)):
        slopes[outputs[i] * slope_width + slope] *= weight
        if loss.joined[i]:
            signals[(outputs[i] - n_inputs) * width + column] *= weight


@kernel(reorder=True)
def _log(p: float) -> float:
    return max(math.log(p), LOG_FLOOR) if p > 0.0 else LOG_FLOOR


@kernel(reorder=True)
def loss_of_sample(
    loss: Objective,
    outputs: Indices,
    n_inputs: Any,
    column: Any,
    width: Any,
    values: Numbers,
    summations: Numbers,
    z: Numbers,
    row: Any,
    slope: Any,
    slope_width: Any,
    slopes: Numbers,
    signals: Numbers,
) -> float:
    """Return the loss of one sample and write ``dL/dy``; NaN where the loss is not defined.

    Parameters
    ----------
    loss, outputs, n_inputs
        The loss, and of the layout.
    column, width : uint64
        Value v stands at ``values[v * width + column]``; the summation, and the signal, of neuron j
        at ``j * width + column``.
    z : ndarray, shape (n_samples, n_outputs)
        The targets, and the row that counts.
    slope, slope_width : uint64
        ``dL/da`` of value v is written to ``slopes[v * slope_width + slope]``.
    signals : ndarray
        Where the loss is joined with the activation, ``dL/ds`` is written here, and 0 to the slope.
    """
    code, n = loss.code, len(outputs)
    total = 0.0
    if code == _SOFTMAX:
        highest = values[outputs[0] * width + column]
        for i in range(1, n):
            highest = max(highest, values[outputs[i] * width + column])
        powers = 0.0
        targets = 0.0
        for i in range(n):
            power = math.exp(values[outputs[i] * width + column] - highest)
            slopes[outputs[i] * slope_width + slope] = power
            powers += power
            targets += z[row, i]
        log_total = highest + math.log(powers)
        for i in range(n):
            k = outputs[i] * slope_width + slope
            total += z[row, i] * (log_total - values[outputs[i] * width + column])
            slopes[k] = targets * (slopes[k] / powers) - z[row, i]
        return total
    for i in range(n):
        y = values[outputs[i] * width + column]
        k = outputs[i] * slope_width + slope
        place = (outputs[i] - n_inputs) * width + column
        target = z[row, i]
        error = y - target
        if code == _MSE:
            total += error * error / n
            slopes[k] = 2.0 * error / n
        elif code == _MAE:
            total += abs(error) / n
            sign = 1.0 if error > 0.0 else -1.0
            slopes[k] = sign / n if error != 0.0 else 0.0
        elif code == _HUBER:
            if abs(error) <= HUBER_THRESHOLD:
                total += 0.5 * error * error / n
            else:
                total += HUBER_THRESHOLD * (abs(error) - 0.5 * HUBER_THRESHOLD) / n
            slopes[k] = min(max(error, -HUBER_THRESHOLD), HUBER_THRESHOLD) / n
        elif code == _BINARY and loss.joined[i]:
            s = summations[place]
            total += (max(s, 0.0) - target * s + math.log1p(math.exp(-abs(s)))) / n
            slopes[k] = 0.0
            signals[place] = error / n
        elif code == _BINARY:
            if y < 0.0 or y > 1.0:
                return math.nan
            total -= (target * _log(y) + (1.0 - target) * _log(1.0 - y)) / n
            slopes[k] = error / max(y * (1.0 - y), PROBABILITY_FLOOR) / n
        else:
            total += 0.5 * error * error
            slopes[k] = error
    return total
