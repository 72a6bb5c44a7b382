"""Comparing an imported network with its source on some samples."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from neurosim.checks import Matrix
from neurosim.errors import InputError
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.model.garbage import without_collecting
from neurosim.model.losses import get_loss, softmax
from neurosim.model.network import Network
from neurosim.model.structure import Structure

ROUGHLY = 1e-3
"""How far results may differ, of the largest number: float32 in many layers, and no more."""


def compare_samples(
    net: Network, inputs: Matrix, outputs: Matrix, *, logs: bool = False, what: str
) -> None:
    """Raise InputError if a network gives clearly other outputs than its source.

    It finds what an importer cannot see: a source whose samples influence each other, or that
    computes something else the second time.

    Parameters
    ----------
    net : Network
        The imported network; it is not changed.
    inputs : ndarray, shape (n, n_inputs)
        Samples.
    outputs : ndarray, shape (n, n_outputs)
        What the source gives for all of them in one batch.
    logs : bool
        Whether the source gives the logarithms of probabilities.
    what : str
        What the source is, such as ``"the module"``.
    """
    if outputs.shape[1] != len(net.outputs):
        raise InputError(
            f"{what} gives {outputs.shape[1]} numbers for a sample in a batch of two and "
            f"{len(net.outputs)} for one alone; it must give the same for each sample"
        )
    with without_collecting():
        structure = net.structure
    for x, expected in zip(inputs.tolist(), outputs, strict=True):
        try:
            y = _outputs(structure, x)
        except (ArithmeticError, ValueError):
            # outside the domain of a logarithm, say; the source has no number there either
            continue
        if get_loss(net.loss).softmax:
            y = softmax(y)
            y = [math.log(p) if p else -math.inf for p in y] if logs else y
        size = max(1.0, float(np.abs(expected[np.isfinite(expected)]).max(initial=0.0)))
        with np.errstate(all="ignore"):
            far = np.abs(np.array(y) - expected) > ROUGHLY * size
        if far.any():
            raise InputError(
                f"{what} gives {expected[far][0]:g} for an output that is {np.array(y)[far][0]:g} "
                "in the network; the samples of a batch influence each other, the same input does "
                "not always give the same output, or a part computes something else than its "
                "library says"
            )


def _outputs(structure: Structure, x: Sequence[float]) -> list[float]:
    """Return the outputs for one sample, and leave nothing on the neurons."""
    values = dict(zip(structure.inputs, x, strict=True))
    for neuron in structure.computed:
        terms = [edge["weight"] * values[source] for source, edge in structure.incoming[neuron]]
        values[neuron] = neuron.activation.function(plain_sum(terms) + neuron.bias)
    return [values[neuron] for neuron in structure.outputs]
