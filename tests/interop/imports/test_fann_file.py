"""Files of FANN: those that the real library writes give its numbers."""

from __future__ import annotations

import ctypes
import ctypes.util
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.imports.fann_functions import FANN_FUNCTIONS, UNBOUNDED

DATA = Path(__file__).parent / "data"


def library() -> ctypes.CDLL:
    """Return FANN with 64-bit floats, or skip the test."""
    name = ctypes.util.find_library("doublefann")
    if name is None:
        pytest.skip("libdoublefann is not installed")
    fann = ctypes.CDLL(name)
    for function in ("fann_create_standard_array", "fann_create_shortcut_array",
                     "fann_create_sparse_array", "fann_create_from_file", "fann_read_train_from_file"):  # fmt: skip
        getattr(fann, function).restype = ctypes.c_void_p
    fann.fann_run.restype = ctypes.POINTER(ctypes.c_double)
    return fann


class Real:
    """A network of the real library, with random weights and the activation functions given."""

    def __init__(
        self, kind: str, sizes: list[int], functions: list[int], steepness: list[float], seed: int
    ) -> None:
        self.fann, self.sizes = library(), sizes
        layers = (ctypes.c_uint * len(sizes))(*sizes)
        rate = [ctypes.c_float(0.5)] if kind == "sparse" else []
        create = getattr(self.fann, f"fann_create_{kind}_array")
        self.ann = ctypes.c_void_p(create(*rate, len(sizes), layers))
        rng = np.random.default_rng(seed)
        for layer, size in enumerate(sizes[1:], start=1):
            for neuron in range(size):
                self.fann.fann_set_activation_function(
                    self.ann, int(rng.choice(functions)), layer, neuron
                )
                self.fann.fann_set_activation_steepness(
                    self.ann, ctypes.c_double(rng.choice(steepness)), layer, neuron
                )
        n_edges = self.fann.fann_get_total_connections(self.ann)
        connections = (Connection * n_edges)()
        self.fann.fann_get_connection_array(self.ann, connections)
        for connection in connections:
            connection.weight = rng.normal()
        self.fann.fann_set_weight_array(self.ann, connections, n_edges)

    def save(self, path: Path) -> Path:
        assert self.fann.fann_save(self.ann, str(path).encode()) == 0
        return path

    def run(self, x: np.ndarray) -> list[float]:
        values = (ctypes.c_double * len(x))(*x)
        return self.fann.fann_run(self.ann, values)[: self.sizes[-1]]


class Connection(ctypes.Structure):
    """One connection, as FANN gives it."""

    _fields_ = [("source", ctypes.c_uint), ("target", ctypes.c_uint), ("weight", ctypes.c_double)]


def largest_difference(real: Real, net: ns.Network, n: int = 1000, seed: int = 0) -> float:
    X = np.random.default_rng(seed).normal(size=(n, real.sizes[0])) * 2
    theirs = np.array([real.run(x) for x in X])
    ours = ns.predict(net, X, engine="objects" if n < 50 else None)
    return float(np.max(np.abs(theirs - ours) / np.maximum(1, np.abs(theirs))))


@pytest.mark.parametrize("function", FANN_FUNCTIONS)
def test_every_activation_function_is_that_of_the_library(function, tmp_path):
    # with the steepness 12 the limit of FANN lies within the curve
    steepness = [0.25, 0.5, 1.0] + ([] if function in UNBOUNDED else [12.0])
    real = Real("standard", [2, 4, 3], [function], steepness, seed=function)
    net = ns.read_fann(real.save(tmp_path / "a.net"))
    for x in np.random.default_rng(1).normal(size=(60, 2)):
        assert net.forward(x) == pytest.approx(real.run(x), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("kind", ["standard", "sparse", "shortcut"])
@pytest.mark.parametrize("seed", range(4))
def test_a_network_of_every_kind_gives_the_numbers_of_the_library(kind, seed, tmp_path):
    functions = [3, 4, 5, 6, 7, 8, 10, 11, 12, 13]
    real = Real(kind, [3, 5, 4, 2], functions, [0.25, 0.5, 1.0, 9.0], seed)
    net = ns.read_fann(real.save(tmp_path / "a.net"))
    assert (len(net.inputs), len(net.outputs)) == (3, 2)
    assert largest_difference(real, net) < 1e-12
