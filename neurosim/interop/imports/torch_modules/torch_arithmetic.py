"""Operators of PyTorch that compute with two tensors: sums, products, comparisons, choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from neurosim.interop.imports.torch_modules.torch_moving import as_tensor
from neurosim.interop.imports.unrolled import combining, gated_choice
from neurosim.interop.imports.unrolled.combining import Tensor
from neurosim.interop.imports.unrolled.element_functions import clip
from neurosim.interop.imports.unrolled.signals import Signal
from neurosim.interop.imports.unrolled.unrolling import Unrolling

Arguments = Mapping[str, Any]
Operator = Callable[[Unrolling, Arguments], Any]


def _times(unrolling: Unrolling, value: Any, factor: Any) -> Tensor:
    tensor = as_tensor(value)
    if isinstance(factor, int | float) and factor == 1:
        return tensor
    return combining.multiply(unrolling, tensor, as_tensor(factor))


def _add(u: Unrolling, a: Arguments) -> Tensor:
    return combining.add(u, as_tensor(a["self"]), _times(u, a["other"], a.get("alpha", 1)))


def _subtract(u: Unrolling, a: Arguments) -> Tensor:
    return combining.subtract(u, as_tensor(a["self"]), _times(u, a["other"], a.get("alpha", 1)))


def _subtract_from(u: Unrolling, a: Arguments) -> Tensor:
    return combining.subtract(u, as_tensor(a["other"]), _times(u, a["self"], a.get("alpha", 1)))


def _divide(u: Unrolling, a: Arguments) -> Tensor:
    if a.get("rounding_mode") is not None:
        raise u.site.refuse("a division that rounds is no sum of neurons")
    return combining.divide(u, as_tensor(a["self"]), as_tensor(a["other"]))


def _power(u: Unrolling, a: Arguments) -> Tensor:
    return combining.power(u, as_tensor(a["self"]), as_tensor(a["exponent"]))


def _clamp(u: Unrolling, a: Arguments) -> Tensor:
    x, low, high = a["self"], a.get("min"), a.get("max")
    if isinstance(x, Signal) and isinstance(low, int | float) and isinstance(high, int | float):
        return clip(u, x, low, high)
    x = as_tensor(x)
    if low is not None:
        x = combining.maximum(u, x, as_tensor(low))
    return x if high is None else combining.minimum(u, x, as_tensor(high))


def _scaled_sum(product: Operator) -> Operator:
    """Return ``self + value * (tensor1 combined with tensor2)``."""

    def operator(u: Unrolling, a: Arguments) -> Tensor:
        other = product(u, {"self": a["tensor1"], "other": a["tensor2"]})
        return combining.add(u, as_tensor(a["self"]), _times(u, other, a.get("value", 1)))

    return operator


def _interpolate(u: Unrolling, a: Arguments) -> Tensor:
    start, end = as_tensor(a["self"]), as_tensor(a["end"])
    way = combining.subtract(u, end, start)
    return combining.add(u, start, combining.multiply(u, as_tensor(a["weight"]), way))


def _choose(u: Unrolling, a: Arguments) -> Tensor:
    return gated_choice.choose(
        u, as_tensor(a["condition"]), as_tensor(a["self"]), as_tensor(a["other"])
    )


def _fill_masked(u: Unrolling, a: Arguments) -> Tensor:
    return gated_choice.choose(u, as_tensor(a["mask"]), as_tensor(a["value"]), as_tensor(a["self"]))


def _both(function: Callable[[Unrolling, Tensor, Tensor], Tensor]) -> Operator:
    """Return the operator that gives a function both of its tensors."""

    def operator(u: Unrolling, a: Arguments) -> Tensor:
        return function(u, as_tensor(a["self"]), as_tensor(a["other"]))

    return operator


def _at_most(u: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    return combining.at_least(u, b, a)


def _below(u: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    return combining.above(u, b, a)


def _different(u: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    return combining.complement(combining.equal(u, a, b))


def _or(u: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    return combining.maximum(u, _numbers(a), _numbers(b))


def _and(u: Unrolling, a: Tensor, b: Tensor) -> Tensor:
    return combining.minimum(u, _numbers(a), _numbers(b))


def _numbers(values: Tensor) -> Tensor:
    return values if isinstance(values, Signal) else np.asarray(values, dtype=np.float64)


def _not(_: Unrolling, a: Arguments) -> Tensor:
    return combining.complement(a["self"])


def _negative(_: Unrolling, a: Arguments) -> Tensor:
    return combining.negative(as_tensor(a["self"]))


def _copy(u: Unrolling, a: Arguments) -> Tensor:
    """Return what is written into a part of a tensor, in the shape of that part."""
    source, shape = as_tensor(a["src"]), tuple(a["self"].shape)
    if isinstance(source, Signal):
        return combining.repeated(u, source, shape)
    return np.broadcast_to(source, shape).astype(np.float64)


ARITHMETIC: dict[str, Operator] = {
    "add": _add,
    "addcdiv": _scaled_sum(_divide),
    "addcmul": _scaled_sum(_both(combining.multiply)),
    "clamp": _clamp,
    "clamp_max": _clamp,
    "clamp_min": _clamp,
    "clip": _clamp,
    "copy": _copy,
    "div": _divide,
    "divide": _divide,
    "fmax": _both(combining.maximum),
    "fmin": _both(combining.minimum),
    "lerp": _interpolate,
    "masked_fill": _fill_masked,
    "maximum": _both(combining.maximum),
    "minimum": _both(combining.minimum),
    "mul": _both(combining.multiply),
    "multiply": _both(combining.multiply),
    "neg": _negative,
    "negative": _negative,
    "pow": _power,
    "rsub": _subtract_from,
    "sub": _subtract,
    "subtract": _subtract,
    "true_divide": _divide,
    "where": _choose,
}
"""What computes numbers."""

COMPARISONS: dict[str, Operator] = {
    "__and__": _both(_and),
    "__or__": _both(_or),
    "bitwise_and": _both(_and),
    "bitwise_not": _not,
    "bitwise_or": _both(_or),
    "eq": _both(combining.equal),
    "ge": _both(combining.at_least),
    "gt": _both(combining.above),
    "le": _both(_at_most),
    "logical_and": _both(_and),
    "logical_not": _not,
    "logical_or": _both(_or),
    "lt": _both(_below),
    "ne": _both(_different),
}
"""What computes truth values; they are 0 and 1 in neurons."""
