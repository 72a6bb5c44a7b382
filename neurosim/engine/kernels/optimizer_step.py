"""Steps of the optimizers along a gradient."""

from __future__ import annotations

import math
from typing import Any

from neurosim.engine.kernels.compiling import kernel
from neurosim.engine.kernels.network_arrays import Flags, Numbers, Rule

PLAIN, MOMENTUM, RMSPROP, ADAM = range(4)
"""The kinds of rules."""


@kernel(reorder=False)
def take_step(
    rule: Rule,
    steps: float,
    share: float,
    begin: Any,
    end: Any,
    theta: Numbers,
    gradient: Numbers,
    first_moment: Numbers,
    second_moment: Numbers,
    trainable: Flags,
) -> None:
    """Take one step along ``share * gradient`` with the parameters from begin to end.

    A frozen parameter counts as having no gradient. ``steps`` is the number of this step, from 1.
    """
    if rule.frozen:
        for i in range(begin, end):
            if not trainable[i]:
                gradient[i] = 0.0
    if rule.kind == PLAIN:
        rate = theta.dtype.type(rule.rate * share)
        for i in range(begin, end):
            theta[i] -= rate * gradient[i]
        return
    if rule.kind == MOMENTUM:
        for i in range(begin, end):
            slope = share * gradient[i]
            velocity = rule.share * first_moment[i] + slope
            first_moment[i] = velocity
            direction = slope + rule.share * velocity if rule.nesterov else velocity
            if not rule.frozen or trainable[i]:
                theta[i] -= rule.rate * direction
        return
    if rule.kind == RMSPROP:
        for i in range(begin, end):
            slope = share * gradient[i]
            square = rule.share * second_moment[i] + (1.0 - rule.share) * (slope * slope)
            second_moment[i] = square
            theta[i] -= rule.rate * slope / (math.sqrt(square) + rule.eps)
        return
    corrected = rule.rate / (1.0 - rule.share**steps)
    root_correction = 1.0 / math.sqrt(1.0 - rule.share2**steps)  # to divide once, not twice
    kept = 1.0 - rule.rate * rule.decay
    for i in range(begin, end):
        slope = share * gradient[i]
        mean = rule.share * first_moment[i] + (1.0 - rule.share) * slope
        square = rule.share2 * second_moment[i] + (1.0 - rule.share2) * (slope * slope)
        first_moment[i] = mean
        second_moment[i] = square
        if not rule.frozen or trainable[i]:
            root = math.sqrt(square) * root_correction + rule.eps
            theta[i] = theta[i] * kept - corrected * mean / root
