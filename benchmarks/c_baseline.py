"""The hand-written C of ``baseline.c``, compiled when it is needed."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from neurosim.engine.program import aligned

FLAGS = ("-O3", "-march=native", "-ffast-math")


class Baseline:
    """A perceptron of sigmoid neurons in C, with weights of its own.

    Parameters
    ----------
    sizes : list of int
        Neurons of each layer, inputs first.
    weights, biases : ndarray
        The values, row by row and layer by layer. They are copied to memory with the alignment of
        the engine's: a vectorized loop takes up to a third longer if vectors cross cache lines.
    """

    def __init__(self, sizes: list[int], weights: Any, biases: Any) -> None:
        self._sizes = np.array(sizes, np.int32)
        self.weights = aligned(weights, np.dtype(float))
        self.biases = aligned(biases, np.dtype(float))
        self._values = aligned(np.zeros(sum(sizes)), np.dtype(float))
        self._deltas = aligned(np.zeros(sum(sizes)), np.dtype(float))

    def descend(self, X: Any, Z: Any, learning_rate: float) -> float:
        """Take one step after every sample; return the sum of the losses."""
        arrays = (
            self._sizes,
            self.weights,
            self.biases,
            self._values,
            self._deltas,
            X,
            Z,
        )
        pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in arrays]
        total = _library().descend(
            len(self._sizes), *pointers, ctypes.c_long(len(X)), ctypes.c_double(learning_rate)
        )
        return float(total)


def has_compiler() -> bool:
    """Return whether gcc is installed."""
    return shutil.which("gcc") is not None


@cache
def _library() -> Any:
    folder = Path(tempfile.mkdtemp(prefix="neurosim-baseline-"))
    source = Path(__file__).with_name("baseline.c")
    target = folder / "baseline.so"
    compiled = folder / "baseline.o"
    subprocess.run(["gcc", *FLAGS, "-fPIC", "-c", str(source), "-o", str(compiled)], check=True)
    # a library linked with -ffast-math makes the whole process round very small numbers to zero
    subprocess.run(["gcc", "-shared", str(compiled), "-o", str(target), "-lm"], check=True)
    library = ctypes.CDLL(str(target))
    library.descend.restype = ctypes.c_double
    shutil.rmtree(folder)
    return library
