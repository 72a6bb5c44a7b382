"""Products of matrices, dense and sparse, on flat arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from neurosim.engine.kernels.buffers import PANEL_BYTES
from neurosim.engine.kernels.compiling import kernel
from neurosim.engine.kernels.lanes import (
    TILE_ROWS,
    VECTOR_BYTES,
    add_narrow_tile,
    add_wide_tile,
    turn_block,
    weigh_few,
    weigh_many,
)
from neurosim.engine.kernels.network_arrays import Indices, Numbers

_ROWS = np.uint64(TILE_ROWS)
# so many rows of samples lie in no more pages of memory than the core can look up at once
_TERMS = np.uint64(64)


@kernel(reorder=True)
def add_product(
    A: Numbers,
    a: Any,
    a_step: Any,
    a_term: Any,
    B: Numbers,
    b: Any,
    b_step: Any,
    b_rows: Indices,
    b_row: Any,
    C: Numbers,
    c: Any,
    c_step: Any,
    n_rows: Any,
    n_columns: Any,
    n_terms: Any,
) -> None:
    """Add the product of two matrices to a third: ``C[r, v] += A[r, k] B[k, v]``, summed over k.

    Every sum is taken in the order of k, whatever the sizes, so its bits do not depend on how the
    rows are divided among threads.

    Parameters
    ----------
    A, a, a_step, a_term
        Element r, k stands at ``A[a + r * a_step + k * a_term]``.
    B, b, b_step, b_rows, b_row
        Element k, v stands at ``B[b + b_rows[b_row + k] * b_step + v]``.
    C, c, c_step
        Element r, v stands at ``C[c + r * c_step + v]``.
    n_rows, n_columns, n_terms : uint64
        How many r, v and k there are.
    """
    vector = np.uint64(VECTOR_BYTES // C.itemsize)
    wide = np.uint64(2) * vector
    k = np.uint64(0)
    while k < n_terms:
        terms = min(_TERMS, n_terms - k)
        # so many columns of B that these terms of them stay in the nearest cache
        room = np.uint64(PANEL_BYTES // C.itemsize)
        panel = max(room // terms // wide * wide, wide)
        left = np.uint64(0)
        while left < n_columns:
            right = min(left + panel, n_columns)
            r = np.uint64(0)
            while r < n_rows:
                rows = n_rows - r
                a_place, c_place = a + r * a_step + k * a_term, c + r * c_step
                v = left
                while v + wide <= right:
                    add_wide_tile(
                        A, a_place, a_step, a_term, B, b + v, b_step, b_rows, b_row + k, C,
                        c_place + v, c_step, rows, wide, terms,
                    )  # fmt: skip
                    v += wide
                while v < right:
                    add_narrow_tile(
                        A, a_place, a_step, a_term, B, b + v, b_step, b_rows, b_row + k, C,
                        c_place + v, c_step, rows, right - v, terms,
                    )  # fmt: skip
                    v += vector
                r += _ROWS
            left = right
        k += terms


@kernel(reorder=True)
def weigh_rows(
    low: Any,
    high: Any,
    edges: Any,
    sources: Indices,
    weights: Numbers,
    values: Numbers,
    value: Any,
    step: Any,
    sums: Numbers,
    place: Any,
    n_columns: Any,
) -> None:
    """Add weighted rows of values to a row of sums.

    Entries ``low`` to ``high`` name rows by ``sources``; their weights are at ``edges``, or at the
    entries themselves if that is None. Row v begins at ``values[value + v * step]``, the sums begin
    at ``sums[place]``.
    """
    vector = np.uint64(VECTOR_BYTES // sums.itemsize)
    many = np.uint64(4) * vector
    c = np.uint64(0)
    while c + many <= n_columns:
        weigh_many(
            low, high, edges, sources, weights, values, value + c, step, sums, place + c, many
        )
        c += many
    while c < n_columns:
        weigh_few(
            low, high, edges, sources, weights, values, value + c, step, sums, place + c,
            n_columns - c,
        )  # fmt: skip
        c += vector


@kernel(reorder=True)
def add_row_products(
    low: Any,
    high: Any,
    edges: Indices,
    targets: Indices,
    values: Numbers,
    value: Any,
    deltas: Numbers,
    delta: Any,
    step: Any,
    n_columns: Any,
    gradient: Numbers,
) -> None:
    """Add to the gradient of the edges from one value: the products with its targets' deltas.

    Entries ``low`` to ``high`` name the edges and their targets; the row of target v begins at
    ``deltas[delta + v * step]``, that of the value at ``values[value]``.
    """
    e = low
    four, one, two, three = np.uint64(4), np.uint64(1), np.uint64(2), np.uint64(3)
    zero = values.dtype.type(0)
    while e + four <= high:
        p = delta + targets[e] * step
        q = delta + targets[e + one] * step
        r = delta + targets[e + two] * step
        s = delta + targets[e + three] * step
        gp, gq, gr, gs = zero, zero, zero, zero
        for c in range(n_columns):
            a = values[value + c]
            gp += a * deltas[p + c]
            gq += a * deltas[q + c]
            gr += a * deltas[r + c]
            gs += a * deltas[s + c]
        gradient[edges[e]] += gp
        gradient[edges[e + one]] += gq
        gradient[edges[e + two]] += gr
        gradient[edges[e + three]] += gs
        e += four
    while e < high:
        p = delta + targets[e] * step
        gp = zero
        for c in range(n_columns):
            gp += values[value + c] * deltas[p + c]
        gradient[edges[e]] += gp
        e += one


@kernel(reorder=False)
def turn(
    S: Numbers,
    s: Any,
    s_step: Any,
    s_rows: Indices,
    s_row: Any,
    T: Numbers,
    t: Any,
    t_step: Any,
    n_rows: Any,
    n_columns: Any,
) -> None:
    """Write the rows of one matrix as the columns of another.

    Element r, c stands at ``S[s + s_rows[s_row + r] * s_step + c]``; it is written to
    ``T[t + c * t_step + r]``.
    """
    size = np.uint64(VECTOR_BYTES // T.itemsize)
    whole_rows, whole_columns = n_rows // size * size, n_columns // size * size
    r = np.uint64(0)
    while r < whole_rows:
        c = np.uint64(0)
        while c < whole_columns:
            turn_block(S, s + c, s_step, s_rows, s_row + r, T, t + c * t_step + r, t_step)
            c += size
        r += size
    for other in range(n_rows):
        begin = whole_columns if other < whole_rows else np.uint64(0)
        row = s + s_rows[s_row + other] * s_step
        for column in range(begin, n_columns):
            T[t + column * t_step + other] = S[row + column]


@kernel(reorder=True)
def add_product_with_samples(
    weights: Numbers,
    weight: Any,
    count: Any,
    X: Numbers,
    x: Any,
    x_step: Any,
    rows: Indices,
    row: Any,
    counting: Indices,
    panel: Numbers,
    sums: Numbers,
    place: Any,
    n_neurons: Any,
    columns: Any,
) -> None:
    """Add the product of a matrix of weights and samples to a row of sums for each neuron.

    Neuron r has ``count`` weights from ``weights[weight + r * count]`` on; source k of sample c
    stands at ``X[x + rows[row + c] * x_step + k]``; the sums of neuron r begin at
    ``sums[place + r * columns]``. Some sources at a time are turned into ``panel``, which stays in
    the nearest cache.
    """
    one = np.uint64(1)
    most = max(np.uint64(len(panel)) // columns, one)
    k = np.uint64(0)
    while k < count:
        n = min(most, count - k)
        turn(X, x + k, x_step, rows, row, panel, np.uint64(0), columns, columns, n)
        add_product(
            weights, weight + k, count, one, panel, np.uint64(0), columns, counting, np.uint64(0),
            sums, place, columns, n_neurons, columns, n,
        )  # fmt: skip
        k += n
