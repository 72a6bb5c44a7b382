"""Comparing an imported network with its source on some samples."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence

import numpy as np

from neurosim.checks import Matrix
from neurosim.errors import InputError, NeurosimWarning
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.model.garbage import without_collecting
from neurosim.model.losses import get_loss, softmax
from neurosim.model.network import Network
from neurosim.model.structure import Structure

ROUGHLY = 1e-3
"""How far results may differ, of the largest output: float32 in many layers, and no more."""

ROUNDING = 1e-6
"""How far they may differ, of the terms of an output: float32 where these cancel."""

LARGER = (1.0, 100.0)
"""How many times as large the samples are; the next ones count if the ones before tell nothing."""


def compare_samples(
    net: Network, samples: Callable[[float], tuple[Matrix, Matrix]], *, logs: bool, what: str
) -> None:
    """Raise InputError if a network gives clearly other outputs than its source.

    It finds what an importer cannot see: a source whose samples influence each other, or that
    computes something else the second time.

    Parameters
    ----------
    net : Network
        The imported network; it is not changed.
    samples : callable
        Takes how many times as large as usual the samples are to be. Returns samples, shape (n,
        n_inputs), and what the source gives for all of them in one batch, shape (n, n_outputs).
    logs : bool
        Whether the source gives the logarithms of probabilities.
    what : str
        What the source is, such as ``"the module"``.

    Warns
    -----
    NeurosimWarning
        If no sample has outputs that are numbers, so that nothing was compared.
    """
    compared = 0
    for factor in LARGER:
        inputs, outputs = samples(factor)
        _refuse_other_shape(net, outputs, what)
        if factor == 1.0 or np.isfinite(outputs).any():
            compared += _compared(net, inputs, outputs, logs=logs, what=what)
        if compared and np.ptp(outputs, axis=0).any():
            return
    if not compared:
        warnings.warn(
            NeurosimWarning(
                f"the network was not compared with {what}, since the samples that were tried lie "
                "outside the domain of a function such as a logarithm; compare them on samples "
                "of your own"
            ),
            stacklevel=4,
        )


def _refuse_other_shape(net: Network, outputs: Matrix, what: str) -> None:
    if outputs.shape[1] != len(net.outputs):
        raise InputError(
            f"{what} gives {outputs.shape[1]} numbers for a sample in a batch of two and "
            f"{len(net.outputs)} for one alone; it must give the same for each sample"
        )


def _compared(net: Network, inputs: Matrix, outputs: Matrix, *, logs: bool, what: str) -> int:
    """Return how many samples were compared; they are those where both have numbers."""
    with without_collecting():
        structure = net.structure
    size = float(np.abs(outputs[np.isfinite(outputs)]).max(initial=0.0))
    compared = 0
    for x, expected in zip(inputs.tolist(), outputs, strict=True):
        try:
            y, terms = _outputs(structure, x)
        except (ArithmeticError, ValueError):
            # outside the domain of a logarithm, say; the source has no number there either
            continue
        if get_loss(net.loss).softmax:
            y = softmax(y)
            y = [math.log(p) if p else -math.inf for p in y] if logs else y
        with np.errstate(all="ignore"):
            far = np.abs(np.array(y) - expected) > ROUGHLY * size + ROUNDING * terms
        # a source in float32 is infinite where a network in float64 is only large
        far &= np.isfinite(expected)
        compared += bool(np.isfinite(expected).any())
        if far.any():
            raise InputError(
                f"the network that was made does not agree with {what}: an output is "
                f"{np.array(y)[far][0]:g} in the network and {expected[far][0]:g} in the source; "
                "the samples of a batch influence each other, the same input does not always give "
                "the same output, or a part computes something else than its library says"
            )
    return compared


def _outputs(structure: Structure, x: Sequence[float]) -> tuple[list[float], float]:
    """Return the outputs for one sample and the largest sum of the sizes of their terms."""
    values = dict(zip(structure.inputs, x, strict=True))
    sizes = dict.fromkeys(structure.inputs, 0.0)
    for neuron in structure.computed:
        terms = [edge["weight"] * values[source] for source, edge in structure.incoming[neuron]]
        sizes[neuron] = sum(map(abs, terms)) + abs(neuron.bias)
        values[neuron] = neuron.activation.function(plain_sum(terms) + neuron.bias)
    outputs = structure.outputs
    return [values[neuron] for neuron in outputs], max(sizes[neuron] for neuron in outputs)
