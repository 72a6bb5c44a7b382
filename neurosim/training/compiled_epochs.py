"""Epochs on the compiled engine, with the same messages as the objects for bad numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from neurosim.checks import Matrix
from neurosim.engine.kernels.network_arrays import Rule
from neurosim.engine.kernels.optimizer_step import ADAM, MOMENTUM, PLAIN, RMSPROP
from neurosim.engine.program import Program, ordinary
from neurosim.engine.rows import objective
from neurosim.engine.steps import Memory, Orders, Steps
from neurosim.errors import NotFiniteError
from neurosim.model import Loss, Network
from neurosim.model.optimizers import SGD, Adam, AdamW, Optimizer, RMSprop, State
from neurosim.model.sorted_graph import check_edited
from neurosim.training.epochs import ObjectLoop
from neurosim.training.sample_weights import SampleWeights


class CompiledLoop:
    """Epochs on arrays; the objects hold the parameters after ``publish`` and ``restore``.

    Parameters
    ----------
    net, X, Z, loss, optimizer, batch_size, rng, weights
        As for ``ObjectLoop``; loss, optimizer and activations are built-in ones.
    dtype : numpy dtype
        float64 or float32.
    threads : int
        How many threads may work on a large batch.

    Attributes
    ----------
    position : str
        The sample that is being worked on, for messages.
    """

    def __init__(
        self,
        net: Network,
        X: Matrix,
        Z: Matrix,
        *,
        loss: Loss,
        optimizer: Optimizer,
        batch_size: int,
        rng: np.random.Generator | None,
        dtype: np.dtype[Any],
        threads: int,
        weights: SampleWeights | None = None,
    ) -> None:
        self.position = ""
        self._net = net
        self._n_rows = len(X) if weights is None else weights.n_rows
        self._loss = loss
        self._optimizer = optimizer
        self._batch_size = batch_size
        self._rng = rng
        self._weights = weights
        self._single = dtype == np.float32
        self._objects: ObjectLoop | None = None
        self._hold(X, Z, first_row=0)
        self._program = Program(net, dtype)
        self._steps = Steps(
            self._program,
            X,
            Z,
            loss=objective(net, loss),
            rule=rule_of(optimizer, frozen=not self._program.trainable.all()),
            batch_size=batch_size,
            threads=threads,
            sample_weights=None if weights is None else weights.values,
        )
        self._drawn: list[Orders] = []
        self._kept = self._steps.memory.theta.copy()

    def epochs(self, at_most: int) -> list[float]:
        """Run some epochs, but not for long; return the mean loss of each."""
        n_epochs = min(at_most, self._steps.epochs_at_once)
        before = self._steps.memory.copy()
        orders = self._orders(n_epochs)
        totals, done = self._steps.run(orders, n_epochs)
        if done < n_epochs * self._batches or not self._is_ordinary():
            n_epochs = self._good_epochs(orders, before, min(done, len(totals) * self._batches - 1))
            if n_epochs == 0:
                totals[0] = self._shared_epoch(orders[0])
                n_epochs = 1
            self._drawn = [orders[e % len(orders)] for e in range(n_epochs, len(totals))]
        return [float(total) / len(self._X) for total in totals[:n_epochs]]

    def keep(self) -> None:
        """Remember the parameters; raise NotFiniteError if one is no finite number."""
        finite = np.isfinite(self._steps.memory.theta)
        if not finite.all():
            worst = np.flatnonzero(~self._in_order(finite))[0]
            parameter = self._net.parameters[int(worst)]
            raise NotFiniteError(f"{parameter.symbol} is {parameter.value}")
        self._kept = self._steps.memory.theta.copy()

    def restore(self) -> None:
        """Write the remembered parameters to the network."""
        self._steps.memory.theta[:] = self._kept
        self.publish()

    def publish(self) -> None:
        """Write the parameters to the network."""
        self._program.theta = self._steps.memory.theta
        self._program.write()

    def collect(self) -> None:
        """Take the parameters and the frozen flags from the network."""
        check_edited(self._net)
        self._program.gather()
        self._objects = None
        self._steps.memory.theta = self._program.theta
        self._steps.rule = rule_of(self._optimizer, frozen=not self._program.trainable.all())
        self._steps.loss = objective(self._net, self._loss)

    def optimizer_state(self) -> State:
        """Return what the optimizer remembers, in the order of ``net.parameters``."""
        memory = self._steps.memory
        state = self._optimizer.start(0)
        for name, moment in _moments(state, memory).items():
            state[name] = self._in_order(moment).astype(np.float64)
        if "steps" in state:
            state["steps"] = np.array([float(memory.steps)])
        return state

    def set_optimizer_state(self, state: State) -> None:
        """Continue from what an optimizer remembered."""
        memory = self._steps.memory
        for name, moment in _moments(state, memory).items():
            moment[self._program.parameter_places] = state[name]
        memory.steps = int(state["steps"][0]) if "steps" in state else 0

    @property
    def _batches(self) -> int:
        return self._steps.batches

    def _take(self, X: Matrix, Z: Matrix, *, first_row: int) -> None:
        self._hold(X, Z, first_row=first_row)
        self._steps.take(X, Z)

    def _hold(self, X: Matrix, Z: Matrix, *, first_row: int) -> None:
        self._X, self._Z, self._first_row = X, Z, first_row
        self._ordinary_data = self._single or (ordinary(X) and ordinary(Z))
        self._objects = None

    def _orders(self, n_epochs: int) -> Orders:
        n = len(self._X)
        if self._rng is None:
            return np.arange(n)[np.newaxis]
        while len(self._drawn) < n_epochs:
            self._drawn.append(self._rng.permutation(n))
        orders = np.array(self._drawn[:n_epochs])
        del self._drawn[:n_epochs]
        return orders

    def _is_ordinary(self) -> bool:
        return self._ordinary_data and ordinary(self._steps.memory.theta)

    def _in_order(self, vector: Any) -> Any:
        return vector[self._program.parameter_places]

    def _good_epochs(self, orders: Orders, before: Memory, failed: int) -> int:
        """Run the epochs before the step that failed again and return their number."""
        for n_good in (failed // self._batches, failed // self._batches - 1):
            if n_good < 1:
                continue
            self._steps.memory = before.copy()
            self._steps.run(orders, n_good)
            if self._is_ordinary():
                return n_good
        self._steps.memory = before.copy()
        return 0

    def _shared_epoch(self, order: Any) -> float:
        """Run an epoch; the objects compute steps with numbers that are too large for kernels.

        Returns
        -------
        float
            The sum of the losses.
        """
        total = 0.0
        while len(order):
            total += self._steps_before_failure(order)
            order = order[self._taken :]
            if len(order):
                total += self._steps_on_objects(order[: 3 * self._batch_size])
                order = order[3 * self._batch_size :]
        return total

    def _steps_before_failure(self, order: Any) -> float:
        """Take the steps before one that fails; return the sum of the losses."""
        self._taken = 0
        if not self._is_ordinary():
            return 0.0
        before = self._steps.memory.copy()
        totals, done = self._steps.run(order[np.newaxis], 1)
        if done * self._batch_size < len(order) or not self._is_ordinary():
            # if a step makes a weight too large, this is noticed only in the next step
            self._taken = max(done - 1, 0) * self._batch_size
            self._steps.memory = before
            if not self._taken:
                return 0.0
            totals, _ = self._steps.run(order[np.newaxis, : self._taken], 1)
        else:
            self._taken = len(order)
        return float(totals[0])

    def _steps_on_objects(self, rows: Any) -> float:
        """Take some steps on the objects; they raise an error if something is wrong."""
        objects = self._objects
        if objects is None:
            objects = self._objects = ObjectLoop(
                self._net,
                self._X,
                self._Z,
                loss=self._loss,
                optimizer=self._optimizer,
                batch_size=self._batch_size,
                weights=self._weights,
                first_row=self._first_row,
                n_rows=self._n_rows,
            )
        theta = self._steps.memory.theta
        objects.set_parameters(self._in_order(theta).tolist())
        objects.set_optimizer_state(self.optimizer_state())
        try:
            total = objects.steps(rows.tolist())
        finally:
            self.position = objects.position
        if self._single:
            raise NotFiniteError(f"a number is too large for {theta.dtype}")
        theta[self._program.parameter_places] = objects.parameters()
        self.set_optimizer_state(objects.optimizer_state())
        return total


def rule_of(optimizer: Optimizer, *, frozen: bool) -> Rule:
    """Return a built-in optimizer in the form that the kernels use."""
    rate = float(optimizer.learning_rate)
    if isinstance(optimizer, SGD):
        kind = MOMENTUM if optimizer.momentum else PLAIN
        return Rule(
            kind, rate, float(optimizer.momentum), 0.0, 0.0, 0.0, optimizer.nesterov, frozen
        )
    if isinstance(optimizer, RMSprop):
        alpha, eps = float(optimizer.alpha), float(optimizer.eps)
        return Rule(RMSPROP, rate, alpha, 0.0, eps, 0.0, False, frozen)
    assert isinstance(optimizer, Adam | AdamW)
    decay = float(optimizer.weight_decay) if isinstance(optimizer, AdamW) else 0.0
    shares = float(optimizer.beta1), float(optimizer.beta2)
    return Rule(ADAM, rate, *shares, float(optimizer.eps), decay, False, frozen)


def _moments(state: State, memory: Memory) -> dict[str, Any]:
    """Return the arrays of the engine by the names that the optimizers give them."""
    arrays = {
        "velocity": memory.first_moment,
        "mean": memory.first_moment,
        "square": memory.second_moment,
    }
    return {name: array for name, array in arrays.items() if name in state}
