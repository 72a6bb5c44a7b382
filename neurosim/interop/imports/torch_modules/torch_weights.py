"""Operators of PyTorch with weights or windows: matrices, convolution, pooling, normalization."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from neurosim.interop.imports.torch_modules.torch_arithmetic import Arguments, Operator
from neurosim.interop.imports.torch_modules.torch_moving import as_tensor
from neurosim.interop.imports.torch_modules.torch_program import as_floats
from neurosim.interop.imports.unrolled import normalizing, weight_layers
from neurosim.interop.imports.unrolled.combining import (
    Tensor,
    add,
    maximum,
    minimum,
    multiply,
    subtract,
)
from neurosim.interop.imports.unrolled.pooling_places import adaptive_places
from neurosim.interop.imports.unrolled.signals import Signal, reshaped, scaled, taken, weighed
from neurosim.interop.imports.unrolled.unrolling import Unrolling
from neurosim.interop.imports.unrolled.windows import Window


def _signal(tensor: Tensor) -> Signal:
    assert isinstance(tensor, Signal)
    return tensor


def _shaped(value: Any, shape: Sequence[int]) -> Tensor:
    tensor = as_tensor(value)
    return reshaped(tensor, shape) if isinstance(tensor, Signal) else tensor.reshape(shape)


def _swapped(tensor: Tensor) -> Tensor:
    """Return the transpose of a matrix."""
    if isinstance(tensor, Signal):
        return taken(tensor, tensor.positions.T)
    return np.transpose(tensor)


def _linear(u: Unrolling, a: Arguments) -> Tensor:
    result = weight_layers.matmul(u, as_tensor(a["input"]), _swapped(as_tensor(a["weight"])))
    return result if a["bias"] is None else add(u, result, as_tensor(a["bias"]))


def _matrix_product(first: str, second: str) -> Operator:
    def operator(u: Unrolling, a: Arguments) -> Tensor:
        return weight_layers.matmul(u, as_tensor(a[first]), as_tensor(a[second]))

    return operator


def _added_product(first: str, second: str) -> Operator:
    """Return ``beta * self + alpha * first @ second``."""

    def operator(u: Unrolling, a: Arguments) -> Tensor:
        product = weight_layers.matmul(u, as_tensor(a[first]), as_tensor(a[second]))
        if a["alpha"] != 1:
            product = multiply(u, product, np.asarray(float(a["alpha"])))
        start = as_tensor(a["self"])
        if a["beta"] != 1:
            start = multiply(u, start, np.asarray(float(a["beta"])))
        return add(u, product, start)

    return operator


def _each(value: Any, n_axes: int) -> tuple[int, ...]:
    """Return a number for each axis; PyTorch may give one for all."""
    numbers = [int(part) for part in value] if isinstance(value, list | tuple) else [int(value)]
    return tuple(numbers * n_axes if len(numbers) == 1 else numbers)


def _convolution(n_axes: int) -> Operator:
    def operator(u: Unrolling, a: Arguments) -> Tensor:
        x, weights = as_tensor(a["input"]), as_tensor(a["weight"])
        if len(x.shape) != n_axes + 2:
            raise u.site.refuse(
                f"its input has the shape {x.shape} without a batch axis; give the module a batch"
            )
        kernel = tuple(weights.shape[2:])
        dilations = _each(a["dilation"], n_axes)
        before, after = _padding(a["padding"], kernel, dilations)
        window = Window(kernel, _each(a["stride"], n_axes), dilations, before, after)
        result = weight_layers.convolution(u, x, weights, window, groups=int(a["groups"]))
        if a["bias"] is None:
            return result
        return add(u, result, _shaped(a["bias"], (-1, *[1] * n_axes)))

    return operator


def _padding(
    given: Any, kernel: Sequence[int], dilations: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the padding before and after each axis; PyTorch also has words for it."""
    if given == "valid":
        return (0,) * len(kernel), (0,) * len(kernel)
    if given == "same":
        whole = [d * (k - 1) for d, k in zip(dilations, kernel, strict=True)]
        return tuple(w // 2 for w in whole), tuple(w - w // 2 for w in whole)
    same = _each(given, len(kernel))
    return same, same


def _window(a: Arguments, n_axes: int) -> Window:
    kernel = _each(a["kernel_size"], n_axes)
    strides = _each(a["stride"], n_axes) if a.get("stride") else kernel
    padding = _each(a["padding"], n_axes)
    dilations = _each(a.get("dilation", 1), n_axes)
    return Window(kernel, strides, dilations, padding, padding, bool(a["ceil_mode"]))


def _batched(x: Signal, n_axes: int) -> Signal:
    """Return images with an axis for the batch and one for channels, whatever is missing."""
    missing = n_axes + 2 - x.ndim
    return reshaped(x, (*[1] * missing, *x.shape)) if missing > 0 else x


def _pooled(x: Signal, n_axes: int, function: Callable[[Signal], Signal]) -> Signal:
    result = function(_batched(x, n_axes))
    return reshaped(result, result.shape[-x.ndim :])


def _max_pool(n_axes: int, *, with_places: bool = False) -> Operator:
    def operator(u: Unrolling, a: Arguments) -> Any:
        window = _window(a, n_axes)
        result = _pooled(a["self"], n_axes, lambda x: weight_layers.max_pooling(u, x, window))
        return [result, None] if with_places else result

    return operator


def _average_pool(n_axes: int) -> Operator:
    def operator(u: Unrolling, a: Arguments) -> Signal:
        window = _window(a, n_axes)
        counted = bool(a["count_include_pad"])

        def average(x: Signal) -> Signal:
            return weight_layers.average_pooling(u, x, window, count_padding=counted)

        result = _pooled(a["self"], n_axes, average)
        divisor = a.get("divisor_override")
        if divisor is None:
            return result
        if any(window.before) or window.ceil:
            raise u.site.refuse("a divisor of its own together with padding is not known")
        return scaled(result, math.prod(window.kernel) / divisor)

    return operator


def _adaptive_pool(n_axes: int, *, largest: bool) -> Operator:
    def operator(u: Unrolling, a: Arguments) -> Any:
        x = a["self"]
        sizes = _each(a["output_size"], n_axes)
        places = adaptive_places(x.shape, sizes)
        if largest:
            return [weight_layers.largest(u, u.settled(x), places), None]
        x = u.before_weights(x)
        shares = 1.0 / (places >= 0).sum(axis=-1, keepdims=True)
        return u.from_weights(weighed(x, places, shares))

    return operator


def _fixed_batch_norm(u: Unrolling, a: Arguments) -> Tensor:
    if a["training"] or a["running_mean"] is None:
        raise u.site.refuse(
            "it normalizes by the other samples of the batch; call module.eval(), and give it "
            "track_running_stats=True"
        )
    x = a["input"]
    mean, variance = as_tensor(a["running_mean"]), as_tensor(a["running_var"])
    scale = np.ones(mean.shape) if a["weight"] is None else as_tensor(a["weight"])
    bias = np.zeros(mean.shape) if a["bias"] is None else as_tensor(a["bias"])
    epsilon = float(a["eps"])
    return normalizing.batch_norm(u, x, scale, bias, mean, variance, epsilon=epsilon)


def _functional_batch_norm(u: Unrolling, a: Arguments) -> list[Any]:
    """Return the normalization with two empty results, as PyTorch writes it without changes."""
    return [_fixed_batch_norm(u, {"training": False, **a}), None, None]


def _layer_norm(u: Unrolling, a: Arguments) -> Signal:
    x, n_axes = a["input"], len(a["normalized_shape"])
    scale, bias = _optional(a["weight"]), _optional(a["bias"])
    return normalizing.layer_norm(
        u, x, range(x.ndim - n_axes, x.ndim), scale=scale, bias=bias, epsilon=float(a["eps"])
    )


def _group_norm(u: Unrolling, a: Arguments) -> Signal:
    x, groups = a["input"], int(a["num_groups"])
    return _normalized_in_groups(u, x, groups, a)


def _instance_norm(u: Unrolling, a: Arguments) -> Tensor:
    x = a["input"]
    if not a["use_input_stats"]:
        return _fixed_batch_norm(u, {**a, "training": False})
    return _normalized_in_groups(u, x, x.shape[1], a)


def _normalized_in_groups(u: Unrolling, x: Signal, groups: int, a: Arguments) -> Signal:
    grouped = reshaped(x, (x.shape[0], groups, -1))
    result: Tensor = normalizing.standardized(u, grouped, [2], epsilon=float(a["eps"]))
    result = reshaped(_signal(result), x.shape)
    shape = (-1, *[1] * (x.ndim - 2))
    if a["weight"] is not None:
        result = multiply(u, result, _shaped(a["weight"], shape))
    if a["bias"] is not None:
        result = add(u, result, _shaped(a["bias"], shape))
    return _signal(result)


def _optional(value: Any) -> Any:
    return None if value is None else as_tensor(value)


def _axes(x: Signal, given: Any) -> list[int]:
    if given is None or (isinstance(given, list) and not given):
        return list(range(x.ndim))
    return [int(axis) % x.ndim for axis in (given if isinstance(given, list) else [given])]


def _reduced(function: Callable[..., Signal]) -> Operator:
    def operator(u: Unrolling, a: Arguments) -> Signal:
        x = a["self"]
        return function(u, x, _axes(x, a.get("dim")), keep=bool(a.get("keepdim", False)))

    return operator


def _smallest(u: Unrolling, x: Signal, axes: list[int], *, keep: bool) -> Signal:
    return scaled(weight_layers.reduce_max(u, scaled(x, -1.0), axes, keep=keep), -1.0)


def _extreme(function: Callable[..., Signal], pairwise: Callable[..., Tensor]) -> Operator:
    """Return max or min, which is of two tensors, of all elements, or along an axis."""

    def operator(u: Unrolling, a: Arguments) -> Any:
        x = a["self"]
        if "other" in a:
            return pairwise(u, as_tensor(x), as_tensor(a["other"]))
        result = function(u, x, _axes(x, a.get("dim")), keep=bool(a.get("keepdim", False)))
        return [result, None] if "dim" in a else result

    return operator


def _spread(root: bool) -> Operator:
    """Return the variance along axes, or its root."""

    def operator(u: Unrolling, a: Arguments) -> Signal:
        x = u.settled(a["self"])
        axes, keep = _axes(x, a.get("dim")), bool(a.get("keepdim", False))
        correction = float(a.get("correction", 1 if a.get("unbiased", True) else 0) or 0.0)
        if a.get("correction", 0) is None:
            correction = 1.0
        mean = weight_layers.reduce_mean(u, x, axes, keep=True)
        squares = u.activate(_signal(subtract(u, x, mean)), "square", name=u.site.layer)
        total = weight_layers.reduce_sum(u, squares, axes, keep=keep)
        n = x.size // max(total.size, 1)
        if n - correction <= 0:
            raise u.site.refuse("the variance of so few numbers is not defined")
        variance = scaled(total, 1.0 / (n - correction))
        return u.activate(variance, "sqrt", name=u.site.layer) if root else variance

    return operator


def _norm(u: Unrolling, a: Arguments) -> Signal:
    """Return the root of a sum of squares, or a sum of sizes."""
    order = float(a["ord"])
    if order not in {1.0, 2.0}:
        raise u.site.refuse(f"a norm of order {order:g} is not known; those of order 1 and 2 are")
    parts = u.activate(a["self"], "abs" if order == 1.0 else "square", name=u.site.layer)
    total = weight_layers.reduce_sum(u, parts, _axes(parts, a["dim"]), keep=bool(a["keepdim"]))
    return total if order == 1.0 else u.activate(total, "sqrt", name=u.site.layer)


def _root_mean_square_norm(u: Unrolling, a: Arguments) -> Tensor:
    x, n_axes, layer = u.settled(a["input"]), len(a["normalized_shape"]), u.site.layer
    squares = u.activate(x, "square", name=layer)
    mean = weight_layers.reduce_mean(u, squares, range(x.ndim - n_axes, x.ndim), keep=True)
    epsilon, weight = a["eps"], a["weight"]
    if epsilon is None:
        if weight is None:
            raise u.site.refuse("without weights it needs an eps; give it one")
        epsilon = torch.finfo(weight.dtype).eps
    root = u.activate(_signal(add(u, mean, np.asarray(float(epsilon)))), "sqrt", name=layer)
    n = math.prod(x.shape[x.ndim - n_axes :])
    result: Tensor = normalizing.divided_by_root(u, x, root, n)
    return result if weight is None else multiply(u, result, as_tensor(weight))


def _softmax(function: Callable[..., Signal]) -> Operator:
    def operator(u: Unrolling, a: Arguments) -> Signal:
        return function(u, a["self"], [int(a["dim"])])

    return operator


def _cumulative_sum(u: Unrolling, a: Arguments) -> Signal:
    x, axis = u.before_weights(a["self"]), int(a["dim"]) % a["self"].ndim
    n = x.shape[axis]
    places = np.moveaxis(x.positions, axis, -1)[..., None, :]
    lower = np.where(np.tri(n, dtype=bool), places, -1)
    return u.from_weights(_moved_back(weighed(x, lower, 1.0), axis))


def _index_add(u: Unrolling, a: Arguments) -> Tensor:
    start, source = as_tensor(a["self"]), u.before_weights(a["source"])
    axis, index = int(a["dim"]) % source.ndim, as_floats(a["index"])
    counts = np.bincount(index, minlength=start.shape[axis])
    # the places along the axis that are added to each element, filled up with -1
    chosen = np.full((len(counts), max(int(counts.max(initial=0)), 1)), -1, np.int64)
    order = np.argsort(index, kind="stable")
    firsts = np.cumsum(counts) - counts
    chosen[index[order], np.arange(len(order)) - firsts[index[order]]] = order
    along = np.moveaxis(source.positions, axis, -1)
    places = np.where(chosen < 0, -1, along[..., np.maximum(chosen, 0)])
    total = _moved_back(weighed(source, places, float(a["alpha"])), axis)
    return add(u, u.from_weights(total), start)


def _moved_back(signal: Signal, axis: int) -> Signal:
    """Return a signal whose last axis is put back to its place."""
    return taken(signal, np.moveaxis(signal.positions, -1, axis))


def _attention(u: Unrolling, a: Arguments) -> Tensor:
    if a["attn_mask"] is not None or a["is_causal"] or a["dropout_p"] or a.get("enable_gqa"):
        raise u.site.refuse("attention with a mask or dropout is not known")
    query, key, value = (as_tensor(a[name]) for name in ("query", "key", "value"))
    factor = 1 / math.sqrt(query.shape[-1]) if a["scale"] is None else float(a["scale"])
    axes = [*range(len(key.shape) - 2), len(key.shape) - 1, len(key.shape) - 2]
    turned = (
        taken(key, np.transpose(key.positions, axes))
        if isinstance(key, Signal)
        else np.transpose(key, axes)
    )
    scores = multiply(u, weight_layers.matmul(u, query, turned), np.asarray(factor))
    shares = normalizing.softmax(u, _signal(scores), [-1])
    return weight_layers.matmul(u, shares, value)


WEIGHTS: dict[str, Operator] = {
    "_native_batch_norm_legit_no_training": _functional_batch_norm,
    **{f"adaptive_avg_pool{n}d": _adaptive_pool(n, largest=False) for n in (1, 2, 3)},
    **{f"adaptive_max_pool{n}d": _adaptive_pool(n, largest=True) for n in (1, 2, 3)},
    **{f"avg_pool{n}d": _average_pool(n) for n in (1, 2, 3)},
    **{f"conv{n}d": _convolution(n) for n in (1, 2, 3)},
    **{f"max_pool{n}d": _max_pool(n) for n in (1, 2, 3)},
    **{f"max_pool{n}d_with_indices": _max_pool(n, with_places=True) for n in (1, 2, 3)},
    "addmm": _added_product("mat1", "mat2"),
    "amax": _reduced(weight_layers.reduce_max),
    "amin": _reduced(_smallest),
    "baddbmm": _added_product("batch1", "batch2"),
    "batch_norm": _fixed_batch_norm,
    "bmm": _matrix_product("self", "mat2"),
    "cumsum": _cumulative_sum,
    "dot": _matrix_product("self", "tensor"),
    "group_norm": _group_norm,
    "index_add": _index_add,
    "instance_norm": _instance_norm,
    "layer_norm": _layer_norm,
    "linalg_vector_norm": _norm,
    "linear": _linear,
    "log_softmax": _softmax(normalizing.log_softmax),
    "logsumexp": _reduced(normalizing.log_sum_exp),
    "matmul": _matrix_product("self", "other"),
    "max": _extreme(weight_layers.reduce_max, maximum),
    "mean": _reduced(weight_layers.reduce_mean),
    "min": _extreme(_smallest, minimum),
    "mm": _matrix_product("self", "mat2"),
    "mv": _matrix_product("self", "vec"),
    "rms_norm": _root_mean_square_norm,
    "scaled_dot_product_attention": _attention,
    "softmax": _softmax(normalizing.softmax),
    "std": _spread(root=True),
    "sum": _reduced(weight_layers.reduce_sum),
    "var": _spread(root=False),
}
