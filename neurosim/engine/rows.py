"""Many samples through the compiled engine, in normalized units."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.engine.kernels import buffers
from neurosim.engine.kernels.compiling import announce
from neurosim.engine.kernels.forward_rows import output_slopes, predict_rows, sample_losses
from neurosim.engine.kernels.lanes import VECTOR_BYTES
from neurosim.engine.kernels.losses_of_samples import LOSS_CODES
from neurosim.engine.kernels.meeting import new_meeting
from neurosim.engine.kernels.network_arrays import Objective
from neurosim.engine.program import Program
from neurosim.engine.teams import team
from neurosim.model import Loss, Network

_TILE_BYTES = 2**20
_LONGEST_CALL = 2**27  # edges times samples in one call of a kernel, so that Ctrl-C is soon heard
_WORTH_A_THREAD = 2**22


def tile_size(program: Program) -> int:
    """Return how many samples to carry through together, so that their values stay in the cache."""
    least = 4 * VECTOR_BYTES // program.theta.itemsize
    if program.layout.group_dense.all():
        return least
    n_values = len(program.layout.first) + program.layout.n_inputs
    fitting = _TILE_BYTES // (program.theta.itemsize * n_values)
    return int(min(max(fitting // least * least, least), 4 * least))


def compiled_rows(
    program: Program, X: Matrix, *, threads: int, summations: bool = False
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the outputs of many samples, and their summations if these are wanted.

    Parameters
    ----------
    program : Program
        The network.
    X : ndarray, shape (n, n_inputs)
        Inputs in normalized units.
    threads : int
        The bits of the result do not depend on it.
    summations : bool
        Whether the summations of the outputs are wanted.

    Returns
    -------
    ndarray, shape (n, n_outputs)
        Outputs in normalized units; NaN where a number larger than ``network_arrays.LARGE``, or
        NaN, came up in a row or in one nearby.
    ndarray, shape (n, n_outputs)
        Their summations where the outputs are numbers; without rows unless they are wanted.
    """
    dtype = program.theta.dtype
    announce(predict_rows, "prediction", dtype)
    given = buffers.to_read(X, dtype).reshape(-1)
    outputs = buffers.empty((len(X), len(program.layout.outputs)), dtype)
    sums = buffers.empty((len(X) if summations else 0, outputs.shape[1]), dtype)
    tile = tile_size(program)
    work = len(X) * program.n_edges
    workers = min(threads, work // _WORTH_A_THREAD + 1, len(X) // tile + 1)
    # as many calls for each worker, none of them long
    rounds = -(-work // (_LONGEST_CALL * workers)) or 1
    rows = max(-(-len(X) // (rounds * workers * tile)), 1) * tile
    columns = min(tile, len(X))
    rooms = [buffers.make_buffers(program.layout, dtype, tile=columns) for _ in range(workers)]
    nobody = new_meeting()
    calls = [
        partial(
            predict_rows,
            program.layout,
            program.theta,
            given,
            np.uint64(begin),
            np.uint64(min(begin + rows, len(X))),
            outputs,
            sums,
            np.uint64(tile),
            rooms[call % workers],
            nobody,
        )
        for call, begin in enumerate(range(0, len(X), rows))
    ]
    with team(workers) as run:
        for begin in range(0, len(calls), workers):
            run(calls[begin : begin + workers])
    return outputs, sums


def compiled_losses(
    net: Network, loss: Loss, Y: Matrix, S: Matrix | None, Z: Matrix
) -> NDArray[np.float64]:
    """Return the loss of each sample, shape (n,); NaN where it is not defined.

    Parameters
    ----------
    net : Network
        The network that gave the outputs.
    loss : Loss
        A built-in loss.
    Y, S, Z : ndarray, shape (n, n_outputs)
        Outputs, their summations (None if the loss needs none) and targets in normalized units.
    """
    announce(sample_losses, "losses", np.dtype(np.float64))
    n_outputs = Y.shape[1]
    losses: NDArray[np.float64] = buffers.empty(len(Y), np.float64)
    sample_losses(
        objective(net, loss),
        np.arange(n_outputs, dtype=np.uint64),
        buffers.to_read(Y, np.float64).reshape(-1),
        buffers.to_read(np.zeros(0) if S is None else S, np.float64).reshape(-1),
        buffers.to_read(Z, np.float64),
        losses,
        buffers.empty(n_outputs, np.float64),
        buffers.empty(Y.size, np.float64),
    )
    return losses


def objective(net: Network, loss: Loss) -> Objective:
    """Return a built-in loss, and at which outputs it is joined, as the kernels take it."""
    joined = np.array([loss.joined_with(neuron.activation) is not None for neuron in net.outputs])
    return Objective(LOSS_CODES[loss.name], joined, bool(joined.any()))


def compiled_slopes(program: Program, x: Matrix) -> Matrix | None:
    """Return the derivative of each output by each input; None if a number is too large.

    All in normalized units.
    """
    announce(output_slopes, "derivatives by inputs", program.theta.dtype)
    layout = program.layout
    slopes: Matrix = buffers.empty((len(layout.outputs), layout.n_inputs), np.float64)
    room = buffers.make_buffers(layout, program.theta.dtype, tile=1)
    sample = buffers.to_read(x, np.float64)
    sure = output_slopes(layout, program.theta, sample, slopes, room, new_meeting())
    return slopes if sure else None
