"""Functions of each element: one neuron where an activation fits, else exact sums of several.

Every function takes the builder and a signal first.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from neurosim.interop.imports.unrolled.combining import (
    above,
    compact,
    maximum,
    minimum,
    multiply,
)
from neurosim.interop.imports.unrolled.signals import Signal, scaled, shifted, summed
from neurosim.interop.imports.unrolled.unrolling import Unrolling

WIDEST_CLIP = 1e4
"""The widest range of a clip that one neuron computes without losing digits."""


def leaky_relu(unrolling: Unrolling, x: Signal, slope: Any) -> Signal:
    """Return ``x`` above 0 and ``slope * x`` below; the slope may differ between elements."""
    slopes = np.broadcast_to(np.asarray(slope, dtype=np.float64), x.shape).ravel()
    if not np.isfinite(slopes).all():
        raise unrolling.site.refuse_value(slopes[~np.isfinite(slopes)][0], "the slope")
    return unrolling.activate(x, [_leaky(value) for value in slopes.tolist()])


def _leaky(slope: float) -> str:
    if slope in {0.0, 0.01, 1.0}:
        return {0.0: "relu", 0.01: "leaky_relu", 1.0: "identity"}[slope]
    return f"leaky_relu({slope!r})"


def elu(unrolling: Unrolling, x: Signal, alpha: float = 1.0) -> Signal:
    """Return ``x`` above 0 and ``alpha * (exp(x) - 1)`` below."""
    if alpha == 1.0:
        return unrolling.activate(x, "elu")
    x = compact(unrolling, x)
    layer = unrolling.site.layer
    parts = [unrolling.activate(x, "elu", name=layer), unrolling.activate(x, "relu", name=layer)]
    return summed(parts, [alpha, 1.0 - alpha])


def celu(unrolling: Unrolling, x: Signal, alpha: float = 1.0) -> Signal:
    """Return ``x`` above 0 and ``alpha * (exp(x / alpha) - 1)`` below."""
    return scaled(unrolling.activate(scaled(x, 1.0 / alpha), "elu"), alpha)


def softplus(unrolling: Unrolling, x: Signal, beta: float = 1.0) -> Signal:
    """Return ``log(1 + exp(beta * x)) / beta``."""
    return scaled(unrolling.activate(scaled(x, beta), "softplus"), 1.0 / beta)


def swish(unrolling: Unrolling, x: Signal, beta: float = 1.0) -> Signal:
    """Return ``x * sigmoid(beta * x)``."""
    if beta == 0.0:
        return scaled(x, 0.5)
    return scaled(unrolling.activate(scaled(x, beta), "swish"), 1.0 / beta)


def clip(unrolling: Unrolling, x: Signal, low: Any, high: Any) -> Signal:
    """Return ``min(max(x, low), high)``; one neuron if both are constants close together."""
    if (
        np.size(low) == 1
        and np.size(high) == 1
        and not isinstance(low, Signal)
        and not isinstance(high, Signal)
    ):
        bottom, top = float(np.asarray(low).item()), float(np.asarray(high).item())
        if -WIDEST_CLIP < bottom < top < WIDEST_CLIP and top - bottom > 1e-3:
            half = (top - bottom) / 2
            middle = bottom + half
            if middle == 0:
                return scaled(unrolling.activate(scaled(x, 1 / half), "hard_tanh"), half)
            inner = shifted(scaled(x, 3 / half), -3 * middle / half)
            outer = scaled(unrolling.activate(inner, "hard_sigmoid"), top - bottom)
            return shifted(outer, bottom)
    result = minimum(unrolling, maximum(unrolling, x, _tensor(low)), _tensor(high))
    assert isinstance(result, Signal)
    return result


def _tensor(value: Any) -> Any:
    return value if isinstance(value, Signal) else np.asarray(value, dtype=np.float64)


def hard_sigmoid(
    unrolling: Unrolling, x: Signal, alpha: float = 1 / 6, beta: float = 0.5
) -> Signal:
    """Return ``alpha * x + beta``, kept between 0 and 1."""
    # the built-in one is clip((s + 3) / 6, 0, 1)
    return unrolling.activate(shifted(scaled(x, 6 * alpha), 6 * beta - 3), "hard_sigmoid")


def hard_swish(unrolling: Unrolling, x: Signal, alpha: float = 1 / 6, beta: float = 0.5) -> Signal:
    """Return ``x`` times its hard sigmoid.

    With the usual numbers it is ``relu(x - 3) + t**2 / 6 - t / 2``, where t is x + 3 kept between 0
    and 6; this loses no digits for large x, as a product would.
    """
    x = compact(unrolling, x)
    if alpha == 1 / 6 and beta == 0.5:
        layer = unrolling.site.layer
        kept = hard_sigmoid(unrolling, x)
        square = unrolling.activate(scaled(kept, 6.0), "square", name=layer)
        beyond = unrolling.activate(shifted(x, -3.0), "relu", name=layer)
        return summed([beyond, square, kept], [1.0, 1 / 6, -3.0])
    result = multiply(unrolling, x, hard_sigmoid(unrolling, x, alpha, beta))
    assert isinstance(result, Signal)
    return result


def thresholded_relu(unrolling: Unrolling, x: Signal, threshold: float) -> Signal:
    """Return ``x`` above a threshold and 0 elsewhere."""
    return _beyond(unrolling, compact(unrolling, x), threshold, threshold)


def hard_shrink(unrolling: Unrolling, x: Signal, threshold: float, bias: float = 0.0) -> Signal:
    """Return 0 between ``-threshold`` and ``threshold``; outside x, closer to 0 by ``bias``."""
    x = compact(unrolling, x)
    parts = [
        _beyond(unrolling, x, threshold, threshold - bias),
        _beyond(unrolling, scaled(x, -1.0), threshold, threshold - bias),
    ]
    return summed(parts, [1.0, -1.0])


def _beyond(unrolling: Unrolling, x: Signal, threshold: float, jump: float) -> Signal:
    """Return ``x - threshold + jump`` where x is above the threshold, and 0 elsewhere."""
    layer = unrolling.site.layer
    rising = unrolling.activate(shifted(x, -threshold), "relu", name=layer)
    if jump == 0.0:
        return rising
    return summed([rising, above(unrolling, x, np.asarray(threshold))], [1.0, jump])


def sign(unrolling: Unrolling, x: Signal) -> Signal:
    """Return 1 above 0, -1 below and 0 at 0."""
    x = compact(unrolling, x)
    layer = unrolling.site.layer
    parts = [
        unrolling.activate(x, "step", name=layer),
        unrolling.activate(scaled(x, -1.0), "step", name=layer),
    ]
    return summed(parts, [1.0, -1.0])


def hyperbolic(unrolling: Unrolling, x: Signal, kind: str) -> Signal:
    """Return sinh or cosh: half the difference or the sum of two exponentials."""
    x = compact(unrolling, x)
    layer = unrolling.site.layer
    parts = [
        unrolling.activate(x, "exp", name=layer),
        unrolling.activate(scaled(x, -1.0), "exp", name=layer),
    ]
    return summed(parts, [0.5, -0.5 if kind == "sinh" else 0.5])


def tangent(unrolling: Unrolling, x: Signal) -> Signal:
    """Return tan, as sin times the reciprocal of cos."""
    x = compact(unrolling, x)
    layer = unrolling.site.layer
    cosine = unrolling.activate(x, "cos", name=layer)
    result = multiply(
        unrolling,
        unrolling.activate(x, "sin", name=layer),
        unrolling.activate(cosine, "reciprocal"),
    )
    assert isinstance(result, Signal)
    return result


def arc_sine(unrolling: Unrolling, x: Signal) -> Signal:
    """Return asin: ``2 * arctan(x / (1 + sqrt(1 - x**2)))``, which is defined at both ends."""
    x = compact(unrolling, x)
    layer = unrolling.site.layer
    square = unrolling.activate(x, "square", name=layer)
    root = unrolling.activate(shifted(scaled(square, -1.0), 1.0), "sqrt")
    ratio = multiply(unrolling, x, unrolling.activate(shifted(root, 1.0), "reciprocal"))
    assert isinstance(ratio, Signal)
    return scaled(unrolling.activate(ratio, "arctan"), 2.0)


def arc_cosine(unrolling: Unrolling, x: Signal) -> Signal:
    """Return acos: ``pi / 2 - asin(x)``."""
    return shifted(scaled(arc_sine(unrolling, x), -1.0), math.pi / 2)


def area_hyperbolic(unrolling: Unrolling, x: Signal, kind: str) -> Signal:
    """Return asinh, acosh or atanh, made of logarithms."""
    x = compact(unrolling, x)
    if kind == "acosh":
        return _log_of_sum(unrolling, x, -1.0)
    if kind == "atanh":
        parts = [
            unrolling.activate(shifted(scaled(x, factor), 1.0), "log") for factor in (1.0, -1.0)
        ]
        return summed(parts, [0.5, -0.5])
    # x + sqrt(x**2 + 1) loses digits below 0; both halves are taken from above
    layer = unrolling.site.layer
    halves = [
        _log_of_sum(unrolling, unrolling.activate(scaled(x, factor), "relu", name=layer), 1.0)
        for factor in (1.0, -1.0)
    ]
    return summed(halves, [1.0, -1.0])


def _log_of_sum(unrolling: Unrolling, x: Signal, constant: float) -> Signal:
    """Return ``log(x + sqrt(x**2 + constant))``."""
    square = unrolling.activate(x, "square", name=unrolling.site.layer)
    root = unrolling.activate(shifted(square, constant), "sqrt")
    return unrolling.activate(summed([x, root], [1.0, 1.0]), "log")
