"""Loops in whole vector registers, written in the intermediate language of the compiler.

A compiler cannot know that the sums of a product are no part of its terms, and would store and load
them for every term. Here they stay in registers. All of these take flat arrays and unsigned places
in them. A mask cuts the last vector of a row off, so a row may have any length.
"""

from __future__ import annotations

import itertools
from typing import Any

import numba
import numpy as np
from llvmlite import binding, ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from neurosim.engine.kernels.network_arrays import Indices, Numbers

_FLAGS = ("reassoc", "contract", "nsz")
_INT32 = ir.IntType(32)


def _registers() -> tuple[int, int]:
    """Return how many bytes a vector register of this processor has, and how many there are."""
    features = binding.get_host_cpu_features()
    if features.get("avx512f"):
        return 64, 32
    if features.get("avx"):
        return 32, 16
    if features.get("neon"):
        return 16, 32
    return 16, 16


VECTOR_BYTES, _N_REGISTERS = _registers()
TILE_ROWS = _N_REGISTERS // 4
"""The rows of a tile: with two vectors each, its sums take half of the registers."""
SETTLED_ROWS = 4
"""The neurons that are settled together: they share what they read of the samples."""


class _Vectors:
    """The vectors of one type of number, in a function that is being built.

    Parameters
    ----------
    context, builder
        Of numba and llvmlite.
    number : numba type
        float64 or float32.
    remaining : value, optional
        Only the first so many numbers of each vector are loaded and stored.
    """

    def __init__(self, context: Any, builder: Any, number: Any, remaining: Any = None) -> None:
        self._builder = builder
        self._number = context.get_data_type(number)
        self._size = context.get_abi_sizeof(self._number)
        self.length = VECTOR_BYTES // self._size
        self.type = ir.VectorType(self._number, self.length)
        self._mask = None
        if remaining is not None:
            lanes = ir.VectorType(remaining.type, self.length)
            self._mask = builder.icmp_unsigned(
                "<", ir.Constant(lanes, list(range(self.length))), self.spread(remaining)
            )

    def spread(self, value: Any) -> Any:
        """Return a vector of one number, repeated."""
        one = ir.VectorType(value.type, self.length)
        first = self._builder.insert_element(
            ir.Constant(one, ir.Undefined), value, ir.Constant(_INT32, 0)
        )
        return self.choose(first, first, [0] * self.length)

    def choose(self, left: Any, right: Any, lanes: list[int]) -> Any:
        """Return a vector of numbers from two; those of the right one count from ``length``."""
        mask = ir.Constant(ir.VectorType(_INT32, self.length), lanes)
        return self._builder.shuffle_vector(left, right, mask)

    def load(self, array: Any, place: Any) -> Any:
        pointer = self._at(array, place)
        if self._mask is None:
            return self._builder.load(pointer, align=self._size)
        zeros = ir.Constant(self.type, [0.0] * self.length)
        kind = ir.FunctionType(self.type, [pointer.type, _INT32, self._mask.type, self.type])
        arguments = [pointer, ir.Constant(_INT32, self._size), self._mask, zeros]
        return self._builder.call(self._intrinsic("load", kind), arguments)

    def store(self, vector: Any, array: Any, place: Any) -> None:
        pointer = self._at(array, place)
        if self._mask is None:
            self._builder.store(vector, pointer, align=self._size)
            return
        kind = ir.FunctionType(ir.VoidType(), [self.type, pointer.type, _INT32, self._mask.type])
        arguments = [vector, pointer, ir.Constant(_INT32, self._size), self._mask]
        self._builder.call(self._intrinsic("store", kind), arguments)

    def add_product(self, total: Any, left: Any, right: Any) -> None:
        """Add a product of vectors to a sum."""
        product = self._builder.fmul(left, right, flags=_FLAGS)
        found = self._builder.fadd(self._builder.load(total), product, flags=_FLAGS)
        self._builder.store(found, total)

    def new_sum(self) -> Any:
        """Return a sum of nothing, in a register."""
        total = cgutils.alloca_once(self._builder, self.type)
        self._builder.store(ir.Constant(self.type, [0.0] * self.length), total)
        return total

    def added(self, total: Any, array: Any, place: Any) -> Any:
        """Return a sum with what stands in an array added."""
        found = self.load(array, place)
        return self._builder.fadd(self._builder.load(total), found, flags=_FLAGS)

    def total(self, vector: Any, first: Any) -> Any:
        """Return a number with all those of a vector added."""
        kind = ir.FunctionType(self._number, [self._number, self.type])
        name = f"llvm.vector.reduce.fadd.v{self.length}f{8 * self._size}"
        add = cgutils.get_or_insert_function(self._builder.module, kind, name)
        return self._builder.call(add, [first, vector], fastmath=_FLAGS)

    def _at(self, array: Any, place: Any) -> Any:
        pointer = self._builder.gep(array, [place])
        return self._builder.bitcast(pointer, self.type.as_pointer())

    def _intrinsic(self, name: str, kind: Any) -> Any:
        name = f"llvm.masked.{name}.v{self.length}f{8 * self._size}.p0"
        return cgutils.get_or_insert_function(self._builder.module, kind, name)


def _data(context: Any, builder: Any, signature: Any, arguments: Any, k: int) -> Any:
    return context.make_array(signature.args[k])(context, builder, arguments[k]).data


def _count(builder: Any, n: Any) -> Any:
    one = ir.Constant(n.type, 1)
    return cgutils.for_range_slice(builder, ir.Constant(n.type, 0), n, one, n.type)


def _tile(n_vectors: int) -> Any:
    """Return the loop that adds a product of matrices to a tile of ``TILE_ROWS`` rows.

    ``C[r, v] += A[r, k] * B[k, v]``, summed over k, for ``n_vectors`` vectors of columns; a single
    one is cut off after ``n_columns``. Row k of B stands at ``b + b_rows[b_row + k] * b_step``. If
    ``n_rows`` is smaller than the tile, the last row is computed again in place of the others.
    """

    @intrinsic
    def add_tile(
        _context: Any,
        A: Any,
        a: Any,
        a_step: Any,
        a_term: Any,
        B: Any,
        b: Any,
        b_step: Any,
        b_rows: Any,
        b_row: Any,
        C: Any,
        c: Any,
        c_step: Any,
        n_rows: Any,
        n_columns: Any,
        n_terms: Any,
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            A, B, b_rows, C = (
                _data(context, builder, signature, arguments, k) for k in (0, 4, 7, 9)
            )
            a, a_step, a_term, b, b_step, b_row, c, c_step, n_rows, n_columns, n_terms = (
                arguments[k] for k in (1, 2, 3, 5, 6, 8, 10, 11, 12, 13, 14)
            )
            remaining = n_columns if n_vectors == 1 else None
            vectors = _Vectors(context, builder, signature.args[9].dtype, remaining)
            last = builder.sub(n_rows, ir.Constant(n_rows.type, 1))
            a_rows, c_rows, totals = [], [], []
            for r in range(TILE_ROWS):
                row = ir.Constant(n_rows.type, r)
                row = builder.select(builder.icmp_unsigned("<", row, last), row, last)
                a_rows.append(builder.add(a, builder.mul(row, a_step)))
                begin = builder.add(c, builder.mul(row, c_step))
                places = [
                    builder.add(begin, ir.Constant(begin.type, v * vectors.length))
                    for v in range(n_vectors)
                ]
                c_rows.append(places)
                totals.append([vectors.new_sum() for _ in places])
            with _count(builder, n_terms) as (k, _):
                row = builder.load(builder.gep(b_rows, [builder.add(b_row, k)]))
                begin = builder.add(b, builder.mul(row, b_step))
                terms = [
                    vectors.load(B, builder.add(begin, ir.Constant(begin.type, v * vectors.length)))
                    for v in range(n_vectors)
                ]
                shift = builder.mul(k, a_term)
                for r in range(TILE_ROWS):
                    factor = builder.load(builder.gep(A, [builder.add(a_rows[r], shift)]))
                    spread = vectors.spread(factor)
                    for v in range(n_vectors):
                        vectors.add_product(totals[r][v], spread, terms[v])
            # all are loaded before one is stored: a row that stands in for others is added once
            sums, places = itertools.chain(*totals), list(itertools.chain(*c_rows))
            found = [vectors.added(s, C, place) for s, place in zip(sums, places, strict=True)]
            for vector, place in zip(found, places, strict=True):
                vectors.store(vector, C, place)
            return context.get_dummy_value()

        return types.none(
            A, a, a_step, a_term, B, b, b_step, b_rows, b_row, C, c, c_step, n_rows, n_columns,
            n_terms,
        ), generate  # fmt: skip

    return add_tile


def _weigh(n_vectors: int) -> Any:
    """Return the loop that adds weighted rows of values to ``n_vectors`` vectors of columns.

    Entries ``low`` to ``high`` name rows by ``sources``; their weights are at ``edges``, or at the
    entries themselves if that is None. Row v stands at ``value + v * step``, the sums at ``place``.
    A single vector is cut off after ``n_columns``.
    """

    @intrinsic
    def weigh(
        _context: Any,
        low: Any,
        high: Any,
        edges: Any,
        sources: Any,
        weights: Any,
        values: Any,
        value: Any,
        step: Any,
        sums: Any,
        place: Any,
        n_columns: Any,
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            def data(k: int) -> Any:
                return _data(context, builder, signature, arguments, k)

            low, high, value, step, place, n_columns = (arguments[k] for k in (0, 1, 6, 7, 9, 10))
            sources, weights, values, sums = data(3), data(4), data(5), data(8)
            remaining = n_columns if n_vectors == 1 else None
            vectors = _Vectors(context, builder, signature.args[8].dtype, remaining)
            shifts = [ir.Constant(place.type, v * vectors.length) for v in range(n_vectors)]
            places = [builder.add(place, shift) for shift in shifts]
            totals = [vectors.new_sum() for _ in places]
            one = ir.Constant(low.type, 1)
            with cgutils.for_range_slice(builder, low, high, one, low.type) as (entry, _):
                source = builder.load(builder.gep(sources, [entry]))
                row = builder.add(value, builder.mul(source, step))
                edge = entry
                if not isinstance(signature.args[2], types.NoneType):
                    edge = builder.load(builder.gep(data(2), [entry]))
                weight = vectors.spread(builder.load(builder.gep(weights, [edge])))
                for shift, total in zip(shifts, totals, strict=True):
                    term = vectors.load(values, builder.add(row, shift))
                    vectors.add_product(total, weight, term)
            for total, place in zip(totals, places, strict=True):
                vectors.store(vectors.added(total, sums, place), sums, place)
            return context.get_dummy_value()

        return types.none(
            low, high, edges, sources, weights, values, value, step, sums, place, n_columns
        ), generate

    return weigh


@intrinsic
def _settle_and_weigh(
    _context: Any,
    weights: Any,
    low: Any,
    count: Any,
    owed: Any,
    before: Any,
    values: Any,
    first: Any,
    sums: Any,
    neuron: Any,
    n_rows: Any,
) -> Any:
    """Take the steps that some neurons owe, and add their weighted sources, in one pass.

    For ``SETTLED_ROWS`` neurons with ``count`` weights each, from ``low`` on: ``w -= owed[j] *
    before[i]`` and then ``sums[j] += w * values[i]``, with i from ``first`` on. So every weight is
    read and written once for each sample. If ``n_rows`` is smaller, the last neuron stands in for
    the others.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        weights, owed, before, values, sums = (
            _data(context, builder, signature, arguments, k) for k in (0, 3, 4, 5, 7)
        )
        low, count, first, neuron, n_rows = (arguments[k] for k in (1, 2, 6, 8, 9))
        number = signature.args[0].dtype
        whole = _Vectors(context, builder, number)
        length = ir.Constant(count.type, whole.length)
        last = builder.sub(n_rows, ir.Constant(n_rows.type, 1))
        rows, places, steps, totals = [], [], [], []
        for r in range(SETTLED_ROWS):
            row = ir.Constant(n_rows.type, r)
            row = builder.select(builder.icmp_unsigned("<", row, last), row, last)
            rows.append(builder.add(low, builder.mul(row, count)))
            places.append(builder.add(neuron, row))
            step = builder.load(builder.gep(owed, [places[r]]))
            steps.append(whole.spread(builder.fsub(ir.Constant(step.type, 0.0), step)))
            totals.append(whole.new_sum())

        def settle(vectors: _Vectors, k: Any) -> None:
            place = builder.add(first, k)
            old, new = vectors.load(before, place), vectors.load(values, place)
            # all are loaded before one is stored: a neuron that stands in steps only once
            found = [vectors.load(weights, builder.add(row, k)) for row in rows]
            for r in range(SETTLED_ROWS):
                change = builder.fmul(steps[r], old, flags=_FLAGS)
                weight = builder.fadd(found[r], change, flags=_FLAGS)
                vectors.store(weight, weights, builder.add(rows[r], k))
                vectors.add_product(totals[r], weight, new)

        n_whole = builder.mul(builder.udiv(count, length), length)
        zero = ir.Constant(count.type, 0)
        with cgutils.for_range_slice(builder, zero, n_whole, length, count.type) as (k, _):
            settle(whole, k)
        rest = builder.sub(count, n_whole)
        with builder.if_then(builder.icmp_unsigned(">", rest, zero)):
            settle(_Vectors(context, builder, number, rest), n_whole)
        found = []
        for total, place in zip(totals, places, strict=True):
            bias = builder.load(builder.gep(sums, [place]))
            found.append(whole.total(builder.load(total), bias))
        for number_found, place in zip(found, places, strict=True):
            builder.store(number_found, builder.gep(sums, [place]))
        return context.get_dummy_value()

    return types.none(
        weights, low, count, owed, before, values, first, sums, neuron, n_rows
    ), generate


@intrinsic
def _turn_block(
    _context: Any,
    S: Any,
    s: Any,
    s_step: Any,
    s_rows: Any,
    s_row: Any,
    T: Any,
    t: Any,
    t_step: Any,
) -> Any:
    """Write a square block of ``S``, as many rows as a vector has numbers, to ``T``, turned.

    Row k of the block stands at ``s + s_rows[s_row + k] * s_step``, column k of it, turned, at
    ``t + k * t_step``.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        S, s_rows, T = (_data(context, builder, signature, arguments, k) for k in (0, 3, 5))
        s, s_step, s_row, t, t_step = (arguments[k] for k in (1, 2, 4, 6, 7))
        vectors = _Vectors(context, builder, signature.args[5].dtype)
        n = vectors.length
        rows = []
        for k in range(n):
            row = builder.load(builder.gep(s_rows, [builder.add(s_row, ir.Constant(s.type, k))]))
            rows.append(vectors.load(S, builder.add(s, builder.mul(row, s_step))))
        # swap the blocks beside the diagonal: halves, quarters, ... of the square
        size = n // 2
        while size:
            for k in range(n):
                if k & size:
                    continue
                upper, lower = rows[k], rows[k + size]
                stay = [lane if not lane & size else n + lane - size for lane in range(n)]
                move = [lane + size if not lane & size else n + lane for lane in range(n)]
                rows[k] = vectors.choose(upper, lower, stay)
                rows[k + size] = vectors.choose(upper, lower, move)
            size //= 2
        for k, row in enumerate(rows):
            place = builder.add(t, builder.mul(t_step, ir.Constant(t_step.type, k)))
            vectors.store(row, T, place)
        return context.get_dummy_value()

    return types.none(S, s, s_step, s_rows, s_row, T, t, t_step), generate


def _tile_interpreted(n_vectors: int) -> Any:
    def add_tile(
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
        columns = n_vectors * VECTOR_BYTES // C.itemsize
        columns = min(int(n_columns), columns) if n_vectors == 1 else columns
        for r in range(min(int(n_rows), TILE_ROWS)):
            sums = C[int(c + np.uint64(r) * c_step) :][:columns]
            for k in range(int(n_terms)):
                row = B[int(b + b_rows[int(b_row) + k] * b_step) :][:columns]
                sums += A[int(a + np.uint64(r) * a_step + np.uint64(k) * a_term)] * row

    return add_tile


def _weigh_interpreted(n_vectors: int) -> Any:
    def weigh(
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
        columns = n_vectors * VECTOR_BYTES // sums.itemsize
        columns = min(int(n_columns), columns) if n_vectors == 1 else columns
        totals = sums[int(place) :][:columns]
        for e in range(int(low), int(high)):
            row = values[int(value + sources[e] * step) :][:columns]
            totals += (weights[e] if edges is None else weights[edges[e]]) * row

    return weigh


def _settle_interpreted(
    weights: Numbers,
    low: Any,
    count: Any,
    owed: Numbers,
    before: Numbers,
    values: Numbers,
    first: Any,
    sums: Numbers,
    neuron: Any,
    n_rows: Any,
) -> None:
    for r in range(min(int(n_rows), SETTLED_ROWS)):
        row = weights[int(low) + r * int(count) :][: int(count)]
        row -= owed[int(neuron) + r] * before[int(first) :][: int(count)]
        sums[int(neuron) + r] += row @ values[int(first) :][: int(count)]


def _turn_interpreted(
    S: Numbers,
    s: Any,
    s_step: Any,
    s_rows: Indices,
    s_row: Any,
    T: Numbers,
    t: Any,
    t_step: Any,
) -> None:
    n = VECTOR_BYTES // T.itemsize
    for k in range(n):
        row = S[int(s + s_rows[int(s_row) + k] * s_step) :][:n]
        T[int(t) + k :: int(t_step)][:n] = row


_compiled = not numba.config.DISABLE_JIT
_tile_loop = _tile if _compiled else _tile_interpreted
_weigh_loop = _weigh if _compiled else _weigh_interpreted
add_wide_tile, add_narrow_tile = _tile_loop(2), _tile_loop(1)
weigh_many, weigh_few = _weigh_loop(4), _weigh_loop(1)
settle_and_weigh = _settle_and_weigh if _compiled else _settle_interpreted
turn_block = _turn_block if _compiled else _turn_interpreted
