"""Steps of gradient descent on the compiled engine, in normalized units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.engine import buffers, kernels
from neurosim.engine.compiling import announce
from neurosim.engine.kernels import Objective, Rule
from neurosim.engine.program import Program
from neurosim.engine.rows import tile_size
from neurosim.engine.threads import one_blas_thread, pool

Orders = NDArray[np.int64]

_LONGEST_CALL = 2**26  # edges times samples in one call of a kernel, so that Ctrl-C is soon heard
_SAMPLE_COST = 200  # edges that take as long as what every sample takes
_BATCH_COST = 5000  # the same for every batch
_WORTH_A_THREAD = 2**21  # edges times samples of a batch


@dataclass(slots=True)
class Memory:
    """What changes from step to step.

    Attributes
    ----------
    theta : ndarray, shape (n_parameters,)
        Weights by target neuron, then biases.
    first_moment, second_moment : ndarray, shape (n_parameters,) or (0,)
        What the optimizer remembers.
    steps : int
        How many steps were taken.
    """

    theta: NDArray[Any]
    first_moment: NDArray[Any]
    second_moment: NDArray[Any]
    steps: int

    def copy(self) -> Memory:
        """Return an equal memory with arrays of its own."""
        return Memory(
            self.theta.copy(), self.first_moment.copy(), self.second_moment.copy(), self.steps
        )


class Steps:
    """Gradient descent on arrays.

    Parameters
    ----------
    program : Program
        The network; its ``theta`` is the start.
    X, Z : ndarray, shape (n_samples, n_inputs) and (n_samples, n_outputs)
        Inputs and targets in normalized units.
    loss : Objective
        The loss.
    rule : Rule
        The optimizer.
    batch_size : int
        Samples for each step.
    threads : int
        How many threads may work on a large batch.
    """

    def __init__(
        self,
        program: Program,
        X: Matrix,
        Z: Matrix,
        *,
        loss: Objective,
        rule: Rule,
        batch_size: int,
        threads: int,
    ) -> None:
        dtype = program.theta.dtype
        self._program = program
        self.take(X, Z)
        self.loss = loss
        self._cost = program.n_edges + _SAMPLE_COST
        if batch_size > 1:
            self._cost += _BATCH_COST // batch_size
        self.rule = rule
        self._batch_size = batch_size
        self._tile = max(min(tile_size(program), batch_size), 1)
        work = min(batch_size, len(X)) * program.n_edges
        self._threads = min(threads, work // _WORTH_A_THREAD + 1)
        self._rooms = [
            buffers.make_buffers(program.layout, program.theta, self._tile, backward=True)
            for _ in range(self._threads)
        ]
        n_first = len(program.theta) if rule.kind in (kernels.MOMENTUM, kernels.ADAM) else 0
        n_second = len(program.theta) if rule.kind in (kernels.RMSPROP, kernels.ADAM) else 0
        self.memory = Memory(program.theta, np.zeros(n_first, dtype), np.zeros(n_second, dtype), 0)

    def take(self, X: Matrix, Z: Matrix) -> None:
        """Go on with other samples."""
        dtype = self._program.theta.dtype
        self._X = np.ascontiguousarray(X, dtype=dtype)
        self._Z = np.ascontiguousarray(Z, dtype=dtype)

    @property
    def batches(self) -> int:
        """The number of steps in an epoch."""
        return -(-len(self._X) // self._batch_size)

    @property
    def epochs_at_once(self) -> int:
        """How many epochs to give to ``run``, so that it does not take long."""
        return max(_LONGEST_CALL // (len(self._X) * self._cost), 1)

    def run(self, orders: Orders, n_epochs: int) -> tuple[NDArray[np.float64], int]:
        """Go through the rows of ``orders``, a new row of it in each epoch.

        Parameters
        ----------
        orders : ndarray of int64, shape (n_orders, n_rows)
            The samples of each epoch in their order; n_orders is 1 or ``n_epochs``.
        n_epochs : int
            How many epochs to run.

        Returns
        -------
        ndarray, shape (n_epochs,)
            The sum of the losses of each epoch.
        int
            How many steps went well; fewer than all if a number became larger than
            ``kernels.LARGE`` or NaN.
        """
        totals = np.zeros(n_epochs)
        call = self._call_threads if self._threads > 1 else self._call
        announce(kernels.descend_samples if self._batch_size == 1 else kernels.sum_gradients)
        per_call = _LONGEST_CALL // self._cost // self._batch_size * self._batch_size
        rows = max(per_call, self._batch_size)
        if orders.shape[1] <= rows:
            return totals, call(orders, totals)
        done = 0
        for epoch in range(n_epochs):
            order = orders[epoch % len(orders)]
            for begin in range(0, len(order), rows):
                part = order[np.newaxis, begin : begin + rows]
                finished = call(part, totals[epoch : epoch + 1])
                done += finished
                if finished < -(-part.shape[1] // self._batch_size):
                    return totals, done
        return totals, done

    def _call(self, orders: Orders, totals: NDArray[np.float64]) -> int:
        memory = self.memory
        arguments = (
            self._program.layout,
            self.rule,
            self.loss,
            memory.theta,
            memory.first_moment,
            memory.second_moment,
            self._program.trainable,
            self._X,
            self._Z,
            orders,
            memory.steps,
            totals,
            self._rooms[0],
        )
        if self._batch_size == 1:
            done = kernels.descend_samples(*arguments)
        else:
            with one_blas_thread():
                done = kernels.descend_batches(*arguments, self._batch_size, self._tile)
        memory.steps += done
        return int(done)

    def _call_threads(self, orders: Orders, totals: NDArray[np.float64]) -> int:
        memory = self.memory
        gradients = [room.gradient for room in self._rooms]
        done = 0
        with one_blas_thread(), pool(self._threads) as run:
            for epoch in range(len(totals)):
                order = orders[epoch % len(orders)]
                for begin in range(0, len(order), self._batch_size):
                    batch = order[begin : begin + self._batch_size]
                    calls = [
                        partial(
                            kernels.sum_gradients,
                            self._program.layout,
                            self.loss,
                            memory.theta,
                            self._X,
                            self._Z,
                            part,
                            self._tile,
                            room.gradient,
                            room,
                        )
                        for part, room in zip(
                            np.array_split(batch, self._threads), self._rooms, strict=True
                        )
                    ]
                    total = sum(run(calls))
                    if not np.isfinite(total):
                        return done
                    for gradient in gradients[1:]:
                        gradients[0] += gradient
                    totals[epoch] += total
                    done += 1
                    memory.steps += 1
                    kernels.apply_step(
                        self.rule,
                        memory.steps,
                        len(batch),
                        memory.theta,
                        gradients[0],
                        memory.first_moment,
                        memory.second_moment,
                        self._program.trainable,
                    )
        return done
