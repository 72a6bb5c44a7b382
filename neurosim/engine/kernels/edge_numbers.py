"""Weights between arrays and the dictionaries of edges, by the interface of the interpreter.

A loop of Python over a hundred thousand edges takes longer than a step of training with them. These
hold the lock of the interpreter, as such a loop would.
"""

from __future__ import annotations

import numba
import numpy as np
from numba import types
from numpy.typing import NDArray

from neurosim.engine.kernels import buffers
from neurosim.engine.kernels.compiling import kernel
from neurosim.engine.kernels.network_arrays import Flags, Indices, Numbers
from neurosim.errors import InputError
from neurosim.model.edge_attributes import write_quietly
from neurosim.model.views import EdgeData

_get_item = types.ExternalFunction("PyDict_GetItem", types.uint64(types.uint64, types.uint64))
_set_item = types.ExternalFunction(
    "PyDict_SetItem", types.int32(types.uint64, types.uint64, types.uint64)
)
_as_double = types.ExternalFunction("PyFloat_AsDouble", types.float64(types.uint64))
_from_double = types.ExternalFunction("PyFloat_FromDouble", types.uint64(types.float64))
_let_go = types.ExternalFunction("Py_DecRef", types.void(types.uint64))


_WEIGHT, _TRAINABLE = "weight", "trainable"


def addresses_of(edges: list[EdgeData]) -> Indices:
    """Return where the dictionaries are; valid as long as somebody keeps the list."""
    return np.fromiter(map(id, edges), np.uint64, len(edges))


def read_weights(edges: list[EdgeData], addresses: Indices) -> NDArray[np.float64]:
    """Return the weights of edges, all floats."""
    if numba.config.DISABLE_JIT:
        return np.array([edge[_WEIGHT] for edge in edges], np.float64)
    weights: NDArray[np.float64] = buffers.empty(len(edges), np.float64)
    if not _read(addresses, id(_WEIGHT), weights):
        raise InputError("the weight of an edge was deleted while it was being read")
    return weights


def read_trainable(edges: list[EdgeData], addresses: Indices) -> NDArray[np.bool_]:
    """Return which edges are trainable."""
    if numba.config.DISABLE_JIT:
        return np.array([edge[_TRAINABLE] for edge in edges], np.bool_)
    trainable: NDArray[np.bool_] = buffers.empty(len(edges), np.bool_)
    _compare(addresses, id(_TRAINABLE), id(True), trainable)
    return trainable


def write_weights(edges: list[EdgeData], addresses: Indices, weights: NDArray[np.float64]) -> None:
    """Write the weights of edges; the caller tells the watch."""
    if numba.config.DISABLE_JIT:
        write_quietly(edges, _WEIGHT, weights.tolist())
    elif not _write(addresses, id(_WEIGHT), weights):
        raise MemoryError("there is no memory for the weights")


@kernel(reorder=False, called=True, nogil=False)
def _read(edges: Indices, name: int, numbers: Numbers) -> bool:
    for i in range(len(edges)):
        item = _get_item(edges[i], np.uint64(name))
        if item == 0:
            return False
        numbers[i] = _as_double(item)
    return True


@kernel(reorder=False, called=True, nogil=False)
def _compare(edges: Indices, name: int, value: int, same: Flags) -> None:
    for i in range(len(edges)):
        same[i] = _get_item(edges[i], np.uint64(name)) == np.uint64(value)


@kernel(reorder=False, called=True, nogil=False)
def _write(edges: Indices, name: int, numbers: Numbers) -> bool:
    for i in range(len(edges)):
        number = _from_double(numbers[i])
        if number == 0:
            return False
        failed = _set_item(edges[i], np.uint64(name), number)
        _let_go(number)
        if failed != 0:
            return False
    return True
