"""Who does what in a batch: how many threads, and whether they divide neurons or samples.

Dividing the neurons, every thread computes some of each group and keeps the weights that lead to
them; the threads meet after every group, and read one another's outputs. Dividing the samples, each
carries its own ones through all groups; then the gradients are added up, and one thread's gradient
has to travel to the other's core. So the first is for many weights and few samples, the second for
many samples; and where a batch takes no longer than a few meetings, one thread does it alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from neurosim.engine.kernels.batches import SAMPLES_TOGETHER, Division
from neurosim.engine.kernels.lanes import TILE_ROWS
from neurosim.engine.program import Program
from neurosim.engine.rows import tile_size

# What things take, in nanoseconds for float64; float32 takes half. Measured on two cores of a
# processor with AVX-512 that other work was sharing. Only the ratios decide. They stand in the code
# and nothing is measured when the program runs, so that the same number of threads gives the same
# bits wherever the vectors are as long.
_DENSE_EDGE = 0.1  # for each sample, forward and back
_SPARSE_EDGE = 0.35
_NEURON = 4.0  # activation, loss, derivative
_SHARED_VALUE = 5.0  # a number that one core wrote and another reads
_TURNED_INPUT = 0.4  # turned by every member for itself
_SHARED_PARAMETER = 2.7  # of a gradient that is added to another
_MEETING = 1200.0
_LOST = 1.2  # threads that share a processor do not quite divide the time among them
_WORTH_IT = 0.9  # more threads than one are taken only for a gain of a tenth

_SEGMENT_BYTES = 2**22


def divide(program: Program, n_samples: int, threads: int) -> tuple[Division, int]:
    """Return how a batch is divided, and among how many threads.

    The answer depends on the network, the number of samples and the number of threads alone.

    Parameters
    ----------
    program : Program
        The network.
    n_samples : int
        Samples of a batch.
    threads : int
        How many threads may work.
    """
    alone, by_neurons, by_samples = times(program, n_samples, threads)
    if threads == 1 or min(by_neurons, by_samples) > _WORTH_IT * alone:
        return division(program, n_samples, 1, by_neurons=True), 1
    if by_neurons <= by_samples:
        return division(program, n_samples, threads, by_neurons=True), threads
    return division(program, n_samples, threads, by_neurons=False), threads


def division(program: Program, n_samples: int, members: int, *, by_neurons: bool) -> Division:
    """Return how large the parts are that so many members carry through together."""
    layout = program.layout
    own = n_samples if by_neurons else -(-n_samples // members)
    tile = max(min(tile_size(program), own), 1)
    segment = tile
    if layout.group_dense.any():
        fitting = _SEGMENT_BYTES // (2 * program.theta.itemsize * len(layout.first))
        segment = max(min(fitting // tile, -(-own // tile)), 1) * tile
    sizes = (np.uint64(size) for size in (n_samples, segment, tile))
    return Division(by_neurons, *sizes)


def times(program: Program, n_samples: int, members: int) -> tuple[float, float, float]:
    """Return estimates, in nanoseconds, for a batch: alone, by neurons and by samples."""
    layout, scale = program.layout, program.theta.itemsize / 8
    widths = np.diff(layout.group_start)
    edges = np.add.reduceat(np.diff(layout.start.astype(np.int64)), layout.group_start[:-1])
    dense, n_groups, n_computed = layout.group_dense, len(widths), len(layout.first)
    work: Any = np.where(dense, _DENSE_EDGE, _SPARSE_EDGE) * edges + _NEURON * widths
    work = n_samples * scale * work
    alone = float(work.sum())
    # a dense group is divided in whole tiles of rows, so one member may have more than the others
    units = np.where(dense, -(-widths // TILE_ROWS), widths)
    largest = -(-units // members) / units
    meetings = 3 * n_groups + 3
    by_neurons = (
        _LOST * float((work * largest).sum())
        + n_samples * scale * (_SHARED_VALUE * n_computed + _TURNED_INPUT * layout.n_inputs)
        + _MEETING * meetings
    )
    together = int(SAMPLES_TOGETHER)
    largest_share = -(-n_samples // together // members) * together / n_samples
    by_samples = (
        _LOST * alone * min(largest_share, 1.0)
        + scale * _SHARED_PARAMETER * len(program.theta) * (members - 1)
        + _MEETING * 3
    )
    return alone, by_neurons, by_samples
