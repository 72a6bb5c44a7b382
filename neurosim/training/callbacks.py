"""Callbacks: what happens between epochs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from neurosim.checks import items, number, whole_number
from neurosim.errors import InputError, brief, counted
from neurosim.model import Network
from neurosim.training.epochs import EpochLoop
from neurosim.training.history import History


@dataclass(slots=True)
class TrainingRun:
    """A training run, as a callback can see it.

    Attributes
    ----------
    net : Network
        The network; after an epoch its objects hold the parameters of that epoch.
    history : History
        The epochs so far.
    epochs : int
        How many epochs were asked for.
    stopped : bool
        Whether training ends after this epoch.
    snapshot : callable
        Returns the state of the run as the content of a checkpoint; only between epochs.
    loop : EpochLoop or None
        What runs the epochs; it has the memory of the optimizer.
    """

    net: Network
    history: History
    epochs: int
    stopped: bool = False
    snapshot: Callable[[], bytes] = bytes
    loop: EpochLoop | None = field(default=None, repr=False)

    @property
    def epoch(self) -> int:
        """The number of epochs done."""
        return len(self.history)

    def stop(self, reason: str) -> None:
        """End training after this epoch; the history stores the reason."""
        self.stopped = True
        self.history.stop_reason = reason


class Callback:
    """Base class of callbacks; a subclass may define only some of the methods.

    A plain function that takes a TrainingRun is also a callback: it is called after each epoch.
    """

    def on_start(self, run: TrainingRun) -> None:
        """Before the first epoch."""

    def on_epoch_end(self, run: TrainingRun) -> None:
        """After each epoch."""

    def on_end(self, run: TrainingRun) -> None:
        """After the last epoch, even if training was stopped early, but not after an error."""

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint must store of the callback, as plain values for JSON."""
        return {}

    def resume(self, state: dict[str, Any]) -> None:
        """Take back what ``state`` returned; called after ``on_start``."""


Hook = Callback | Callable[[TrainingRun], object]
Callbacks = Hook | Iterable[Hook]


@dataclass(slots=True)
class FunctionCallback(Callback):
    """A plain function, called after each epoch."""

    function: Callable[[TrainingRun], object]

    def on_epoch_end(self, run: TrainingRun) -> None:
        """Call the function."""
        self.function(run)


@dataclass(slots=True)
class EarlyStopping(Callback):
    """Stop when the loss has not improved for some epochs, and restore the best parameters.

    The validation loss is used if there is one, otherwise the training loss. The training loss of a
    sample is computed before its update.

    Parameters
    ----------
    patience : int
        The number of epochs without improvement after which training stops.
    min_delta : float
        A loss counts as an improvement if it is lower than the best loss by more than this.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([1, 1], "identity")
    >>> history = ns.train(net, ([[0], [1]], [[0], [1]]), epochs=10_000,
    ...                    callbacks=[ns.EarlyStopping(patience=5, min_delta=1e-6)])
    >>> len(history) < 10_000
    True
    """

    patience: int = 10
    min_delta: float = 0.0
    best: float = field(default=float("inf"), init=False)
    _parameters: list[float] = field(default_factory=list, init=False)
    _best_epoch: int = field(default=0, init=False)
    _n_parameters: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        whole_number(self.patience, "the patience", minimum=1)
        if number(self.min_delta, "min_delta") < 0:
            raise InputError(f"min_delta is {self.min_delta:g}; it must be at least 0")

    def on_start(self, run: TrainingRun) -> None:
        """Forget an earlier run."""
        self.best = float("inf")
        self._parameters = []
        self._n_parameters = len(run.net.parameters)

    def on_epoch_end(self, run: TrainingRun) -> None:
        """Keep the parameters if the loss improved; stop if it has not improved for too long."""
        watched = run.history.validation_loss or run.history.loss
        if watched[-1] < self.best - self.min_delta or not self._parameters:
            self.best = watched[-1]
            self._best_epoch = run.epoch - 1
            self._parameters = [parameter.value for parameter in run.net.parameters]
        elif run.epoch - 1 - self._best_epoch >= self.patience:
            run.stop(f"no improvement for {counted(self.patience, 'epoch')}")

    def state(self) -> dict[str, Any]:
        """Return the best loss, its epoch and its parameters."""
        return {
            "best": self.best,
            "best_epoch": self._best_epoch,
            "parameters": self._parameters,
        }

    def resume(self, state: dict[str, Any]) -> None:
        """Continue from a stored state."""
        parameters = [
            number(value, "a parameter of the best epoch") for value in state["parameters"]
        ]
        if len(parameters) not in (0, self._n_parameters):
            raise InputError(
                f"the best epoch has {counted(len(parameters), 'parameter')}; the network has "
                f"{self._n_parameters}"
            )
        self._best_epoch = whole_number(state["best_epoch"], "the best epoch", minimum=0)
        self.best, self._parameters = float(state["best"]), parameters

    def on_end(self, run: TrainingRun) -> None:
        """Restore the best parameters."""
        if self._parameters:
            for parameter, value in zip(run.net.parameters, self._parameters, strict=True):
                parameter.value = value
            run.history.best_epoch = self._best_epoch


def as_callbacks(callbacks: Callbacks) -> list[Callback]:
    """Return a list of callbacks, given one or several; plain functions become callbacks."""
    if isinstance(callbacks, Iterable):
        return [
            as_callback(callback)
            for callback in items(callbacks, "callbacks are one callback, or a list of them")
        ]
    return [as_callback(callbacks)]


def as_callback(callback: Hook) -> Callback:
    """Return a callback; a plain function becomes one that is called after each epoch."""
    if isinstance(callback, Callback):
        return callback
    if callable(callback) and not isinstance(callback, type):
        return FunctionCallback(callback)
    raise InputError(
        f"a callback is a Callback object or a function of the run; got {brief(callback)}"
    )
