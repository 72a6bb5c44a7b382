"""Epochs: every sample forward, backward and update, on the objects of the network."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

import numpy as np

from neurosim.checks import Matrix
from neurosim.errors import InputError, NotFiniteError
from neurosim.model import Loss, Network, Parameter, passes
from neurosim.model.locks import whole
from neurosim.model.network import PASS_VALUES
from neurosim.model.optimizers import Optimizer, State, start_state, take_step
from neurosim.model.sorted_graph import check_edited
from neurosim.training.sample_weights import SampleWeights


class EpochLoop(Protocol):
    """One pass after the other through the data.

    Attributes
    ----------
    position : str
        The sample that is being worked on, for messages.
    """

    position: str

    def epochs(self, at_most: int) -> list[float]:
        """Run at least one epoch; return the mean loss of each epoch.

        Raises
        ------
        NotFiniteError
            If a number becomes infinite or NaN.
        """
        ...

    def keep(self) -> None:
        """Remember the parameters; raise NotFiniteError if one is no finite number."""
        ...

    def restore(self) -> None:
        """Write the remembered parameters to the network."""
        ...

    def publish(self) -> None:
        """Write the parameters to the network."""
        ...

    def collect(self) -> None:
        """Take the parameters and the frozen flags from the network."""
        ...

    def optimizer_state(self) -> State:
        """Return what the optimizer remembers, in the order of ``net.parameters``."""
        ...

    def set_optimizer_state(self, state: State) -> None:
        """Continue from what an optimizer remembered."""
        ...


class ObjectLoop:
    """Epochs on the objects of a copy of the network: the reference.

    The network itself always has the state after a complete epoch: ``publish`` writes the
    parameters to it.

    Parameters
    ----------
    net : Network
        Scaled, checked and complete.
    X, Z : ndarray, shape (n_samples, n_inputs) and (n_samples, n_outputs)
        The samples in normalized units.
    loss : Loss
        The loss to minimize.
    optimizer : Optimizer
        How gradients become steps.
    batch_size : int
        Samples for each update.
    rng : numpy.random.Generator or None
        Draws a new order of the samples for each epoch; None keeps their order.
    weights : SampleWeights, optional
        How much each sample counts; by default all count 1.
    first_row, n_rows : int
        The position of the samples and the total number of rows, for messages.

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
        rng: np.random.Generator | None = None,
        weights: SampleWeights | None = None,
        first_row: int = 0,
        n_rows: int | None = None,
    ) -> None:
        self.position = ""
        self._net = net
        self._wiring = net.structure
        self._twin = net.copy()
        self._loss = loss
        self._optimizer = optimizer
        self._batch_size = batch_size
        self._rng = rng
        self._parameters: tuple[Parameter, ...] = self._twin.parameters
        self._published: tuple[Parameter, ...] = net.parameters
        self._state: State = start_state(optimizer, len(self._parameters))
        self._X, self._Z = X, Z
        self._weights = None if weights is None else weights.values.tolist()
        self._numbers = (
            range(first_row + 1, first_row + 1 + len(X)) if weights is None else weights.rows + 1
        )
        self._n_rows = n_rows or (len(X) if weights is None else weights.n_rows)
        self._kept: list[float] = []

    def epochs(self, at_most: int) -> list[float]:
        """Run one epoch; return its mean loss."""
        n = len(self._X)
        order = np.arange(n) if self._rng is None else self._rng.permutation(n)
        return [self.steps(order) / n]

    def steps(self, order: Iterable[int]) -> float:
        """Take the steps of some samples in order; return the sum of the losses."""
        rows = list(order)
        total = 0.0
        for start in range(0, len(rows), self._batch_size):
            total += self._step(rows[start : start + self._batch_size])
        return total

    def keep(self) -> None:
        """Remember the parameters; raise NotFiniteError if one is no finite number."""
        for parameter in self._parameters:
            if not math.isfinite(parameter.value):
                raise NotFiniteError(f"{parameter.symbol} is {parameter.value}")
        self._kept = self.parameters()

    def restore(self) -> None:
        """Write the remembered parameters to the network."""
        self.set_parameters(self._kept)
        self.publish()

    def publish(self) -> None:
        """Write the parameters, and the values of the last sample, to the network."""
        with whole:
            for own, parameter in zip(self._parameters, self._published, strict=True):
                parameter.value = own.value
                if own.edge is not None and parameter.edge is not None:
                    parameter.edge["gradient"] = own.edge["gradient"]
            for twin, neuron in zip(self._twin, self._net, strict=True):
                for attribute in PASS_VALUES:
                    setattr(neuron, attribute, getattr(twin, attribute))

    def collect(self) -> None:
        """Take the parameters, the frozen flags and the activations from the network."""
        if self._net.structure is not self._wiring:
            raise InputError("the wiring of the network was changed while it was being trained")
        check_edited(self._net)
        with whole:
            for twin, neuron in zip(self._twin, self._net, strict=True):
                if not neuron.is_input:
                    twin.activation = neuron.activation
            for own, parameter in zip(self._parameters, self._published, strict=True):
                own.trainable = parameter.trainable
                if own.edge is None:
                    own.neuron.bias = parameter.value
                else:
                    # not checked here, because keep finds a number that is not finite
                    own.edge["weight"] = parameter.value

    def parameters(self) -> list[float]:
        """Return the parameters, in the order of ``net.parameters``."""
        return [parameter.value for parameter in self._parameters]

    def set_parameters(self, values: Iterable[float]) -> None:
        """Continue from other parameters."""
        for parameter, value in zip(self._parameters, values, strict=True):
            parameter.value = value

    def optimizer_state(self) -> State:
        """Return what the optimizer remembers."""
        return dict(self._state)

    def set_optimizer_state(self, state: State) -> None:
        """Continue from what an optimizer remembered."""
        self._state = dict(state)

    def _step(self, batch: list[int]) -> float:
        structure = self._twin.structure
        gradient = np.zeros(len(self._parameters))
        total = 0.0
        for row in batch:
            self.position = f"sample {self._numbers[row]} of {self._n_rows}"
            passes.forward(structure, self._X[row].tolist())
            loss = passes.backward(structure, self._Z[row].tolist(), self._loss)
            slopes = np.array([parameter.gradient or 0.0 for parameter in self._parameters])
            with np.errstate(all="ignore"):
                if self._weights is not None:
                    loss *= self._weights[row]
                    slopes *= self._weights[row]
                gradient += slopes
            total += loss
        trainable = np.array([parameter.trainable for parameter in self._parameters])
        gradient = np.where(trainable, gradient / len(batch), 0.0)
        theta = np.array(self.parameters())
        stepped = take_step(self._optimizer, theta, gradient, self._state)
        stepped = np.where(trainable, stepped, theta)
        if not np.isfinite(stepped).all():
            worst = self._parameters[int(np.argmin(np.isfinite(stepped)))]
            raise NotFiniteError(f"the update makes {worst.symbol} infinite or NaN")
        self.set_parameters(stepped.tolist())
        return total
