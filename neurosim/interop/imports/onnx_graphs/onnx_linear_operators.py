"""ONNX operators that are linear: matrices, convolutions, interpolation, Fourier transforms."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from neurosim.interop.imports.onnx_graphs.onnx_constants import computed
from neurosim.interop.imports.onnx_graphs.onnx_node import OnnxNode, Results
from neurosim.interop.imports.unrolled.combining import Tensor, add
from neurosim.interop.imports.unrolled.signals import (
    Signal,
    moved,
    reshaped,
    scaled,
    shifted,
    weighed,
)
from neurosim.interop.imports.unrolled.weight_layers import (
    convolution,
    dot,
    matmul,
    transposed_convolution,
)
from neurosim.interop.imports.unrolled.windows import Window

MOST_TRIED = 5000
"""The most elements of which ONNX's evaluator is asked, one after the other, what they change."""


def matrix_product(node: OnnxNode) -> Results:
    """MatMul."""
    return [matmul(node.unrolling, node.tensor(0), node.tensor(1))]


def gemm(node: OnnxNode) -> Results:
    """Gemm: ``alpha * A @ B + beta * C``, A and B transposed on request."""
    a, b = (
        _transposed(node.tensor(index)) if node.attribute(name, 0) else node.tensor(index)
        for index, name in enumerate(("transA", "transB"))
    )
    product = matmul(node.unrolling, a, b)
    result: Tensor = _times(product, float(node.attribute("alpha", 1.0)))
    if node.has(2):
        beta = float(node.attribute("beta", 1.0))
        result = add(node.unrolling, result, _times(node.tensor(2), beta))
    return [result]


def _times(tensor: Tensor, factor: float) -> Tensor:
    if factor == 1.0:
        return tensor
    return scaled(tensor, factor) if isinstance(tensor, Signal) else tensor * factor


def _transposed(tensor: Tensor) -> Tensor:
    return moved(tensor, np.transpose) if isinstance(tensor, Signal) else tensor.T


def window_of(node: OnnxNode, kernel: Sequence[int], spatial: Sequence[int]) -> Window:
    """Return the window that the attributes of a convolution or pooling describe."""
    n = len(spatial)
    if len(kernel) != n:
        raise node.refusal(f"a kernel of shape {tuple(kernel)} does not fit {n} spatial axes")
    strides = _per_axis(node, "strides", n)
    dilations = _per_axis(node, "dilations", n)
    pads = [int(pad) for pad in node.attribute("pads", [0] * 2 * n)]
    automatic = node.attribute("auto_pad", "NOTSET")
    if automatic.startswith("SAME"):
        pads = [0] * 2 * n
        for axis, size in enumerate(spatial):
            reach = (kernel[axis] - 1) * dilations[axis] + 1
            count = -(-size // strides[axis])
            total = max(0, (count - 1) * strides[axis] + reach - size)
            less, more = total // 2, total - total // 2
            upper = automatic == "SAME_UPPER"
            pads[axis], pads[n + axis] = (less, more) if upper else (more, less)
    elif automatic == "VALID":
        pads = [0] * 2 * n
    if len(pads) != 2 * n or min([*pads, 0]) < 0 or min([*strides, *dilations, *kernel, 1]) < 1:
        raise node.refusal(
            f"its strides {strides}, dilations {dilations} or pads {pads} do not fit"
        )
    return Window(
        tuple(kernel),
        strides,
        dilations,
        tuple(pads[:n]),
        tuple(pads[n:]),
        bool(node.attribute("ceil_mode", 0)),
    )


def _per_axis(node: OnnxNode, name: str, n: int) -> tuple[int, ...]:
    given = tuple(int(value) for value in node.attribute(name, [1] * n))
    if len(given) != n:
        raise node.refusal(f"its {name} {given} do not fit {n} spatial axes")
    return given


def conv(node: OnnxNode) -> Results:
    """Conv: unrolled, one neuron for each place of each kernel."""
    x, weights = node.tensor(0), node.tensor(1)
    if len(weights.shape) != len(x.shape) or len(x.shape) < 3:
        raise node.refusal(f"shapes {x.shape} and {weights.shape} do not fit")
    window = window_of(node, weights.shape[2:], x.shape[2:])
    groups = int(node.attribute("group", 1))
    result = convolution(node.unrolling, x, weights, window, groups=groups)
    return [_with_bias(node, result)]


def _with_bias(node: OnnxNode, result: Signal) -> Tensor:
    if not node.has(2):
        return result
    bias = node.tensor(2)
    shape = [-1, *[1] * (result.ndim - 2)]
    wide = reshaped(bias, shape) if isinstance(bias, Signal) else bias.reshape(shape)
    return add(node.unrolling, result, wide)


def conv_transpose(node: OnnxNode) -> Results:
    """ConvTranspose: unrolled."""
    x, weights = node.tensor(0), node.tensor(1)
    n = len(x.shape) - 2
    if len(weights.shape) != n + 2 or n < 1:
        raise node.refusal(f"shapes {x.shape} and {weights.shape} do not fit")
    spatial, kernel = x.shape[2:], weights.shape[2:]
    strides, dilations = _per_axis(node, "strides", n), _per_axis(node, "dilations", n)
    extra = [int(value) for value in node.attribute("output_padding", [0] * n)]
    pads = [int(pad) for pad in node.attribute("pads", [0] * 2 * n)]
    full = [
        (spatial[i] - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 + extra[i]
        for i in range(n)
    ]
    automatic = node.attribute("auto_pad", "NOTSET")
    wanted = node.attribute("output_shape", None)
    if wanted is None and automatic.startswith("SAME"):
        wanted = [spatial[i] * strides[i] for i in range(n)]
    if wanted is not None:
        for i, size in enumerate(list(wanted)[-n:]):
            total = max(0, full[i] - int(size))
            extra[i] += max(0, int(size) - full[i])
            less, more = total // 2, total - total // 2
            pads[i], pads[n + i] = (less, more) if automatic == "SAME_UPPER" else (more, less)
    after = tuple(pads[n + i] - extra[i] for i in range(n))
    window = Window(tuple(kernel), strides, dilations, tuple(pads[:n]), after)
    groups = int(node.attribute("group", 1))
    result = transposed_convolution(node.unrolling, x, weights, window, groups=groups)
    return [_with_bias(node, result)]


def einsum(node: OnnxNode) -> Results:
    """Einsum of one or two tensors."""
    tensors = [node.tensor(index) for index in range(len(node.inputs))]
    if len(tensors) > 2:
        raise node.refusal("only one or two tensors are supported; divide it into several")
    terms, output = _subscripts(node, [len(tensor.shape) for tensor in tensors])
    sizes: dict[str, int] = {}
    for term, tensor in zip(terms, tensors, strict=True):
        for letter, size in zip(term, tensor.shape, strict=True):
            if sizes.setdefault(letter, size) in {1, size}:
                sizes[letter] = size
            elif size != 1:
                raise node.refusal(f"the sizes of {letter!r} differ")
    letters = [*output, *(letter for letter in sizes if letter not in output)]
    shape = [sizes[letter] for letter in letters]
    node.unrolling.site.check_room(math.prod(shape))
    outer = shape[: len(output)]
    places = [
        np.broadcast_to(_grid(term, tensor.shape, letters), shape).reshape(*outer, -1)
        for term, tensor in zip(terms, tensors, strict=True)
    ]
    if len(tensors) == 1:
        return [dot(node.unrolling, tensors[0], places[0], np.ones(1), np.zeros(1, dtype=np.int64))]
    return [dot(node.unrolling, tensors[0], places[0], tensors[1], places[1])]


def _subscripts(node: OnnxNode, ndims: Sequence[int]) -> tuple[list[str], str]:
    """Return the letters of each tensor and of the result; dots become capital Greek letters."""
    equation = str(node.attribute("equation", "")).replace(" ", "")
    left, arrow, output = equation.partition("->")
    terms = left.split(",")
    if len(terms) != len(ndims):
        raise node.refusal(f"its equation {equation!r} does not fit {len(ndims)} tensors")
    longest = 0
    for index, (term, ndim) in enumerate(zip(terms, ndims, strict=True)):
        more = ndim - len(term.replace("...", ""))
        longest = max(longest, more)
        terms[index] = term.replace("...", "".join(chr(0x391 + i) for i in reversed(range(more))))
        if len(terms[index]) != ndim:
            raise node.refusal(f"its equation {equation!r} does not fit")
    dots = "".join(chr(0x391 + i) for i in reversed(range(longest)))
    if arrow:
        return terms, output.replace("...", dots)
    every = "".join(terms)
    once = sorted(letter for letter in set(every) - set(dots) if every.count(letter) == 1)
    return terms, dots + "".join(once)


def _grid(term: str, shape: Sequence[int], letters: Sequence[str]) -> Any:
    """Return flat positions over the axes of ``letters``."""
    flat: Any = np.zeros((1,) * len(letters), dtype=np.int64)
    step = 1
    for letter, size in reversed(list(zip(term, shape, strict=True))):
        wide = [1] * len(letters)
        wide[letters.index(letter)] = size
        flat = flat + np.arange(size, dtype=np.int64).reshape(wide) * step
        step *= size
    return flat


def linear_by_reference(index: int = 0) -> Callable[[OnnxNode], Results]:
    """Return the function of an operator that is linear in one input and has no code here.

    ONNX's own evaluator says what each element of the input changes. All other inputs have to be
    constant.
    """

    def operator(node: OnnxNode) -> Results:
        x = node.unrolling.before_weights(node.signal(index))
        if x.size > MOST_TRIED:
            raise node.refusal(
                f"its input has {x.size:,} elements; at most {MOST_TRIED:,} are tried one by one"
            )
        inputs: list[Any] = [
            None if value is None or i == index else node.constant(i)
            for i, value in enumerate(node.inputs)
        ]

        def result(values: Any) -> Any:
            inputs[index] = np.asarray(values, dtype=np.float64).reshape(x.shape)
            found = np.asarray(computed(node, inputs)[0])
            return found if found.dtype == np.float32 else found.astype(np.float64)

        base = result(np.zeros(x.size))
        rows, columns, numbers = [], [], []
        for place in range(x.size):
            change = (result(np.arange(x.size) == place) - base).ravel()
            changed = np.flatnonzero(change)
            rows.append(changed)
            columns.append(np.full(len(changed), place))
            numbers.append(change[changed])
        matrix = _padded_rows(rows, columns, numbers, base.size)
        _check_linear(node, result, base, matrix, x.size)
        signal = reshaped(weighed(x, *matrix), base.shape)
        return [node.unrolling.from_weights(shifted(signal, base))]

    return operator


def _padded_rows(rows: Any, columns: Any, numbers: Any, size: int) -> tuple[Any, Any]:
    """Return the entries of a sparse matrix as positions and weights, shape (size, most)."""
    row, column, number = (np.concatenate(part) for part in (rows, columns, numbers))
    order = np.argsort(row, kind="stable")
    row, column, number = row[order], column[order], number[order]
    counts = np.bincount(row, minlength=size)
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    most = int(counts.max(initial=0))
    positions = np.full((size, most), -1, dtype=np.int64)
    weights = np.zeros((size, most))
    positions[row, place], weights[row, place] = column, number
    return positions, weights


def _check_linear(node: OnnxNode, result: Any, base: Any, matrix: Any, size: int) -> None:
    """Refuse a node that is not linear for a sample of numbers."""
    tried = np.sin(np.arange(1.0, size + 1.0)) * 3.0
    positions, weights = matrix
    found = (np.append(tried, 0.0)[positions] * weights).sum(axis=1) + base.ravel()
    expected = result(tried).ravel()
    # some operators of the evaluator round to float32
    near = 1e-5 if base.dtype == np.float32 else 1e-9
    if not np.allclose(found, expected, rtol=near, atol=near):
        raise node.refusal("it is not linear in its input as it is used here")


OPERATORS: dict[str, Callable[[OnnxNode], Results]] = {
    "AffineGrid": linear_by_reference(),
    "Col2Im": linear_by_reference(),
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "CumSum": linear_by_reference(),
    "DFT": linear_by_reference(),
    "DeformConv": linear_by_reference(),
    "Einsum": einsum,
    "Gemm": gemm,
    "GridSample": linear_by_reference(),
    "MatMul": matrix_product,
    "Resize": linear_by_reference(),
    "RoiAlign": linear_by_reference(),
    "STFT": linear_by_reference(),
    "Upsample": linear_by_reference(),
}
"""The operators by name."""
