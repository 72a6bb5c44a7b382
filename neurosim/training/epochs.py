"""One epoch: every sample forward, backward and update, on the objects of the network."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from neurosim.data import Dataset
from neurosim.errors import InputError, NotFiniteError
from neurosim.model import Loss, Network, Parameter, passes
from neurosim.training.optimizers import Optimizer, State, Vector

Samples = list[tuple[int, list[float], list[float]]]
"""Row number (counted from 1), inputs and targets of each sample, in normalized units."""


class EpochLoop:
    """One pass after the other through the data, on the objects of the network.

    Parameters
    ----------
    net : Network
        Scaled, checked and complete.
    dataset : Dataset
        The samples in raw units.
    loss : Loss
        The loss to minimize.
    optimizer : Optimizer
        How gradients become steps.
    batch_size : int
        Samples for each update.

    Attributes
    ----------
    position : str
        The sample that is being worked on, for messages.
    """

    def __init__(
        self,
        net: Network,
        dataset: Dataset,
        loss: Loss,
        optimizer: Optimizer,
        batch_size: int,
    ) -> None:
        self.position = ""
        self._net = net
        self._loss = loss
        self._optimizer = optimizer
        self._batch_size = batch_size
        self._parameters: tuple[Parameter, ...] = net.parameters
        self._state: State = optimizer.start(len(self._parameters))
        X = net.normalize_inputs(dataset.X).tolist()
        Z = net.normalize_targets(dataset.Z).tolist()
        self._samples: Samples = [
            (row, x, z) for row, (x, z) in enumerate(zip(X, Z, strict=True), start=1)
        ]

    def epoch(self, rng: np.random.Generator | None) -> float:
        """Go through all samples once, shuffled if there is a generator; return the mean loss."""
        order: Iterable[int] = range(len(self._samples))
        if rng is not None:
            order = rng.permutation(len(self._samples)).tolist()
        samples = [self._samples[index] for index in order]
        total = 0.0
        for start in range(0, len(samples), self._batch_size):
            total += self._step(samples[start : start + self._batch_size])
        return total / len(samples)

    def values(self) -> list[float]:
        """Return every parameter."""
        return [parameter.value for parameter in self._parameters]

    def finite_values(self) -> list[float]:
        """Return every parameter; raise NotFiniteError if one is no finite number."""
        for parameter in self._parameters:
            if not math.isfinite(parameter.value):
                raise NotFiniteError(f"{parameter.symbol} is {parameter.value}")
        return self.values()

    def write(self, values: Iterable[float]) -> None:
        """Write every parameter."""
        for parameter, value in zip(self._parameters, values, strict=True):
            parameter.value = value

    def _step(self, batch: Samples) -> float:
        structure = self._net.structure
        gradient = np.zeros(len(self._parameters))
        total = 0.0
        for row, x, z in batch:
            self.position = f"sample {row} of {len(self._samples)}"
            passes.forward(structure, x)
            total += passes.backward(structure, z, self._loss)
            with np.errstate(all="ignore"):
                gradient += [parameter.gradient or 0.0 for parameter in self._parameters]
        trainable = np.array([parameter.trainable for parameter in self._parameters])
        gradient = np.where(trainable, gradient / len(batch), 0.0)
        theta = np.array(self.values())
        with np.errstate(all="ignore"):
            stepped: Vector = self._optimizer.step(theta, gradient, self._state)
        if np.shape(stepped) != theta.shape:
            raise InputError(
                f"the optimizer returns parameters of shape {np.shape(stepped)}; "
                f"it was given {theta.shape}"
            )
        stepped = np.where(trainable, stepped, theta)
        if not np.isfinite(stepped).all():
            worst = self._parameters[int(np.argmin(np.isfinite(stepped)))]
            raise NotFiniteError(f"the update makes {worst.symbol} infinite or NaN")
        self.write(stepped.tolist())
        return total
