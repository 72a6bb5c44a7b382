"""Steps of gradient descent on the compiled engine, in normalized units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.engine.dividing import divide
from neurosim.engine.kernels import buffers
from neurosim.engine.kernels.batches import Shared, descend_batches
from neurosim.engine.kernels.compiling import announce
from neurosim.engine.kernels.meeting import new_meeting
from neurosim.engine.kernels.network_arrays import Objective, Rule
from neurosim.engine.kernels.optimizer_step import ADAM, MOMENTUM, RMSPROP
from neurosim.engine.kernels.single_samples import descend_samples
from neurosim.engine.program import Program
from neurosim.engine.teams import abandoned_on_error, team

Orders = NDArray[np.int64]

_LONGEST_CALL = 2**26  # edges times samples in one call of a kernel, so that Ctrl-C is soon heard
_SAMPLE_COST = 200  # edges that take as long as what every sample takes
_BATCH_COST = 5000  # the same for every batch


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
    sample_weights : ndarray, shape (n_samples,), optional
        How much each sample counts; by default all count 1.
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
        sample_weights: Matrix | None = None,
    ) -> None:
        dtype = program.theta.dtype
        self._program = program
        self.take(X, Z, sample_weights)
        self.loss = loss
        self._cost = program.n_edges + _SAMPLE_COST
        if batch_size > 1:
            self._cost += _BATCH_COST // batch_size
        self.rule = rule
        self._batch_size = batch_size
        largest = min(batch_size, len(X))
        n_parameters = len(program.theta)
        if batch_size == 1:
            room = buffers.make_buffers(
                program.layout, dtype, tile=1, gradient=buffers.empty(n_parameters, dtype)
            )
            self._rooms = [room]
        else:
            self._division, self._members = divide(program, largest, threads)
            self._share_out(n_parameters, dtype)
        n_first = n_parameters if rule.kind in (MOMENTUM, ADAM) else 0
        n_second = n_parameters if rule.kind in (RMSPROP, ADAM) else 0
        self.memory = Memory(program.theta, np.zeros(n_first, dtype), np.zeros(n_second, dtype), 0)

    def take(self, X: Matrix, Z: Matrix, sample_weights: Matrix | None = None) -> None:
        """Go on with other samples."""
        dtype = self._program.theta.dtype
        self._X = buffers.to_read(X, dtype)
        self._Z = buffers.to_read(Z, dtype)
        weights = buffers.empty(0, dtype) if sample_weights is None else sample_weights
        self._sample_weights = buffers.to_read(weights, dtype)

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
            ``network_arrays.LARGE`` or NaN.
        """
        totals = np.zeros(n_epochs)
        kernel, what = descend_batches, "training in batches"
        if self._batch_size == 1:
            kernel, what = descend_samples, "training sample by sample"
        announce(kernel, what, self.memory.theta.dtype)
        per_call = _LONGEST_CALL // self._cost // self._batch_size * self._batch_size
        rows = max(per_call, self._batch_size)
        if orders.shape[1] <= rows:
            return totals, self._call(orders, totals)
        done = 0
        for epoch in range(n_epochs):
            order = orders[epoch % len(orders)]
            for begin in range(0, len(order), rows):
                part = order[np.newaxis, begin : begin + rows]
                finished = self._call(part, totals[epoch : epoch + 1])
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
            self._X if self._batch_size == 1 else self._X.reshape(-1),
            self._Z,
            self._sample_weights,
            orders,
            memory.steps,
            totals,
        )
        if self._batch_size == 1:
            done = descend_samples(*arguments, self._rooms[0])
        else:
            done = self._call_members(arguments)
        memory.steps += done
        return int(done)

    def _call_members(self, arguments: tuple[Any, ...]) -> int:
        members, meeting = np.uint64(self._members), new_meeting()
        shared = self._shared._replace(meeting=meeting)

        def work(member: int) -> int:
            room = self._rooms[member]
            with abandoned_on_error(meeting):
                done = descend_batches(
                    *arguments, room, self._division, shared, np.uint64(member), members
                )
            return int(done)

        # the meeting ends before the team does: nobody may be left waiting there
        with team(self._members) as run, abandoned_on_error(meeting):
            return int(run([partial(work, member) for member in range(self._members)])[0])

    def _share_out(self, n_parameters: int, dtype: Any) -> None:
        """Make what each member works in; all in the same, but for panels, if by neurons."""
        division, members = self._division, self._members
        n_gradients = 1 if division.by_neurons else members
        gradients = buffers.empty(n_gradients * n_parameters, dtype)
        losses, checks = np.zeros(int(division.batch_size)), np.zeros(8 * members)
        self._shared = Shared(gradients, losses, checks, new_meeting())
        self._rooms = [
            buffers.make_buffers(
                self._program.layout,
                dtype,
                tile=int(division.tile),
                segment=int(division.segment),
                gradient=gradients[k * n_parameters : (k + 1) * n_parameters],
            )
            for k in range(n_gradients)
        ]
        if n_gradients < members:
            shape = self._rooms[0].panel.shape
            panels = (buffers.empty(shape, dtype) for _ in range(members))
            self._rooms = [self._rooms[0]._replace(panel=panel) for panel in panels]
