"""ONNX operators that make one number of several: sums, means, extremes, pooling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from neurosim.interop.imports.onnx_graphs.onnx_linear_operators import window_of
from neurosim.interop.imports.onnx_graphs.onnx_node import OnnxNode, Results
from neurosim.interop.imports.unrolled.combining import (
    Tensor,
    add,
    compact,
    multiply,
    negative,
    power,
)
from neurosim.interop.imports.unrolled.normalizing import log_sum_exp
from neurosim.interop.imports.unrolled.signals import (
    Signal,
    constant_signal,
    joined,
    moved,
    reshaped,
    scaled,
    taken,
)
from neurosim.interop.imports.unrolled.unrolling import Unrolling
from neurosim.interop.imports.unrolled.weight_layers import (
    along,
    average_pooling,
    max_pooling,
    reduce_max,
    reduce_mean,
    reduce_sum,
)

Reduction = Callable[[Unrolling, Signal, Sequence[int], bool], Signal]


def reducing(function: Reduction) -> Callable[[OnnxNode], Results]:
    """Return the function of an operator that reduces along axes."""

    def operator(node: OnnxNode) -> Results:
        x = node.signal(0)
        axes = node.axes(x.ndim)
        if not axes:
            if node.attribute("noop_with_empty_axes", 0):
                return [_of_each(node, x, function)]
            axes = list(range(x.ndim))
        return [function(node.unrolling, x, axes, bool(node.attribute("keepdims", 1)))]

    return operator


def _of_each(node: OnnxNode, x: Signal, function: Reduction) -> Signal:
    """Return the reduction of each element for itself."""
    single = reshaped(x, (*x.shape, 1))
    return function(node.unrolling, single, [x.ndim], False)


def _sum(unrolling: Unrolling, x: Signal, axes: Sequence[int], keep: bool) -> Signal:
    return reduce_sum(unrolling, x, axes, keep=keep)


def _mean(unrolling: Unrolling, x: Signal, axes: Sequence[int], keep: bool) -> Signal:
    return reduce_mean(unrolling, x, axes, keep=keep)


def _max(unrolling: Unrolling, x: Signal, axes: Sequence[int], keep: bool) -> Signal:
    return reduce_max(unrolling, x, axes, keep=keep)


def _min(unrolling: Unrolling, x: Signal, axes: Sequence[int], keep: bool) -> Signal:
    return scaled(reduce_max(unrolling, scaled(x, -1.0), axes, keep=keep), -1.0)


def _l1(unrolling: Unrolling, x: Signal, axes: Sequence[int], keep: bool) -> Signal:
    return reduce_sum(unrolling, unrolling.activate(x, "abs"), axes, keep=keep)


def _sum_square(unrolling: Unrolling, x: Signal, axes: Sequence[int], keep: bool) -> Signal:
    return reduce_sum(unrolling, unrolling.activate(x, "square"), axes, keep=keep)


def _l2(unrolling: Unrolling, x: Signal, axes: Sequence[int], keep: bool) -> Signal:
    return unrolling.activate(_sum_square(unrolling, x, axes, keep), "sqrt")


def _log_sum(unrolling: Unrolling, x: Signal, axes: Sequence[int], keep: bool) -> Signal:
    return unrolling.activate(reduce_sum(unrolling, x, axes, keep=keep), "log")


def _log_sum_exp(unrolling: Unrolling, x: Signal, axes: Sequence[int], keep: bool) -> Signal:
    return log_sum_exp(unrolling, x, axes, keep=keep)


def _product(unrolling: Unrolling, x: Signal, axes: Sequence[int], keep: bool) -> Signal:
    positions, shape = along(x, axes, keep=keep)
    found = taken(compact(unrolling, x), positions.reshape(-1, positions.shape[-1]))
    if found.shape[-1] == 0:
        raise unrolling.site.refuse("the product of no numbers is no neuron")
    while found.shape[1] > 1:
        odd = found.shape[1] % 2
        left = moved(found, lambda p: p[:, :-1:2] if p.shape[1] % 2 else p[:, ::2])
        product = multiply(unrolling, left, moved(found, lambda p: p[:, 1::2]))
        assert isinstance(product, Signal)
        found = joined([product, moved(found, lambda p: p[:, -1:])], 1) if odd else product
    return reshaped(found, shape)


def _pooled(node: OnnxNode) -> Signal:
    x = node.signal(0)
    if x.ndim < 3:
        raise node.refusal(f"it pools a tensor of {x.ndim} dimensions")
    return x


def cumulative_product(node: OnnxNode) -> Results:
    """CumProd: products of all elements up to each."""
    x = compact(node.unrolling, node.signal(0))
    (axis,) = node.checked_axes(np.ravel(node.constant(1)).tolist(), x.ndim)
    order = slice(None, None, -1 if node.attribute("reverse", 0) else 1)
    rows = moved(x, lambda p: np.moveaxis(p, axis, 0)[order])
    ones = constant_signal(x.site, np.ones(rows.shape[1:]))
    found: list[Signal] = [ones]
    for index in range(rows.shape[0]):
        row = moved(rows, lambda p, at=index: p[at])  # type: ignore[misc]
        product = multiply(node.unrolling, found[-1], row)
        assert isinstance(product, Signal)
        found.append(product)
    chosen = found[:-1] if node.attribute("exclusive", 0) else found[1:]
    together = joined([reshaped(one, (1, *one.shape)) for one in chosen], 0)
    return [moved(together, lambda p: np.moveaxis(p[order], 0, axis))]


def determinant(node: OnnxNode) -> Results:
    """Det of matrices of at most three rows, as a sum of products."""
    x = compact(node.unrolling, node.signal(0))
    n = x.shape[-1]
    if not 1 <= n <= 3:
        raise node.refusal(f"it is the determinant of {n} rows; at most 3 are supported")
    return [_determinant(node.unrolling, x)]


def _determinant(unrolling: Unrolling, x: Signal) -> Signal:
    n = x.shape[-1]
    if n == 1:
        return moved(x, lambda p: p[..., 0, 0])
    total: Tensor | None = None
    for column in range(n):
        others = [other for other in range(n) if other != column]
        minor = moved(x, lambda p, rest=others: p[..., 1:, rest])  # type: ignore[misc]
        first = moved(x, lambda p, at=column: p[..., 0, at])  # type: ignore[misc]
        term = multiply(unrolling, first, _determinant(unrolling, minor))
        signed = negative(term) if column % 2 else term
        total = signed if total is None else add(unrolling, total, signed)
    assert isinstance(total, Signal)
    return total


def average_pool(node: OnnxNode) -> Results:
    """AveragePool."""
    x = _pooled(node)
    window = window_of(node, node.attribute("kernel_shape", []), x.shape[2:])
    counted = bool(node.attribute("count_include_pad", 0))
    return [average_pooling(node.unrolling, x, window, count_padding=counted)]


def max_pool(node: OnnxNode) -> Results:
    """MaxPool: the larger of two, in pairs; the places of the largest elements are not given."""
    x = _pooled(node)
    window = window_of(node, node.attribute("kernel_shape", []), x.shape[2:])
    return [max_pooling(node.unrolling, x, window)]


def lp_pool(node: OnnxNode) -> Results:
    """LpPool: the p-norm under a window."""
    x = _pooled(node)
    window = window_of(node, node.attribute("kernel_shape", []), x.shape[2:])
    p = int(node.attribute("p", 2))
    means = average_pooling(node.unrolling, _to_power(node.unrolling, x, p), window)
    counts = (window.positions(x.shape[2:]) >= 0).sum(axis=-1)
    return [_root(node.unrolling, scaled(means, counts), p)]


def global_pool(function: Reduction) -> Callable[[OnnxNode], Results]:
    """Return the function of an operator that pools all places of each channel."""
    return lambda node: [
        function(node.unrolling, node.signal(0), list(range(2, node.signal(0).ndim)), True)
    ]


def global_lp_pool(node: OnnxNode) -> Results:
    """GlobalLpPool."""
    x, p = node.signal(0), int(node.attribute("p", 2))
    powers = _to_power(node.unrolling, x, p)
    total = reduce_sum(node.unrolling, powers, list(range(2, x.ndim)), keep=True)
    return [_root(node.unrolling, total, p)]


def _to_power(unrolling: Unrolling, x: Signal, p: int) -> Signal:
    if p == 2:
        return unrolling.activate(x, "square")
    result = power(unrolling, unrolling.activate(x, "abs"), np.asarray(float(p)))
    assert isinstance(result, Signal)
    return result


def _root(unrolling: Unrolling, x: Signal, p: int) -> Signal:
    result = power(unrolling, x, np.asarray(1.0 / p))
    assert isinstance(result, Signal)
    return result


OPERATORS: dict[str, Callable[[OnnxNode], Results]] = {
    "AveragePool": average_pool,
    "CumProd": cumulative_product,
    "Det": determinant,
    "GlobalAveragePool": global_pool(_mean),
    "GlobalLpPool": global_lp_pool,
    "GlobalMaxPool": global_pool(_max),
    "LpPool": lp_pool,
    "MaxPool": max_pool,
    "ReduceL1": reducing(_l1),
    "ReduceL2": reducing(_l2),
    "ReduceLogSum": reducing(_log_sum),
    "ReduceLogSumExp": reducing(_log_sum_exp),
    "ReduceMax": reducing(_max),
    "ReduceMean": reducing(_mean),
    "ReduceMin": reducing(_min),
    "ReduceProd": reducing(_product),
    "ReduceSum": reducing(_sum),
    "ReduceSumSquare": reducing(_sum_square),
}
"""The operators by name."""
