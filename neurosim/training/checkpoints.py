"""Checkpoints: a training run on disk, which can be continued bit for bit."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurosim import stops
from neurosim.checks import Matrix, whole_number
from neurosim.errors import InputError
from neurosim.files import PathLike, check_destination, write_whole
from neurosim.model import Network
from neurosim.model.optimizers import State
from neurosim.training.callbacks import Callback, TrainingRun
from neurosim.training.checkpoint_file import Saved, damaged, packed, read_checkpoint
from neurosim.training.epochs import EpochLoop
from neurosim.training.history import History

_OPTIMIZER = "optimizer "
_BAD_VALUES = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)


@dataclass(slots=True)
class Checkpoint(Callback):
    """Write the state of training to a file, so that ``train(..., resume=path)`` can continue it.

    The file holds weights and biases, what is frozen, the memory of the optimizer and of the
    callbacks, the state of shuffling, and the history. It is written after all other callbacks, and
    completely or not at all. So a run can be resumed even if it is killed at any moment.

    Parameters
    ----------
    path : path
        The file, usually with the ending ``.npz``; it is replaced every time.
    every : int
        The number of epochs between two checkpoints. There is always one after the last epoch.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import neurosim as ns
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "run.npz"
    >>> net, data = ns.worked_example()
    >>> history = ns.train(net, data, epochs=5, callbacks=ns.Checkpoint(path, every=5))
    >>> again, _ = ns.worked_example()
    >>> history = ns.train(again, data, epochs=10, resume=path)
    >>> len(history)
    10
    """

    path: PathLike
    every: int = 1

    def __post_init__(self) -> None:
        whole_number(self.every, "the number of epochs between checkpoints", minimum=1)
        check_destination(self.path)

    def on_epoch_end(self, run: TrainingRun) -> None:
        """Write the file if it is time."""
        if run.epoch % self.every == 0 or run.stopped or run.epoch == run.epochs:
            with stops.delayed():
                write_whole(self.path, run.snapshot())


@dataclass(frozen=True, slots=True)
class Resumable:
    """Everything that a run needs to continue.

    Attributes
    ----------
    run : TrainingRun
        The run with its history.
    loop : EpochLoop
        Its epochs.
    rng : numpy.random.Generator
        Draws the orders of the samples.
    callbacks : list of Callback
        In the order in which they are called.
    settings : callable
        Returns the settings that must be the same when the run continues, with names for messages.
    """

    run: TrainingRun
    loop: EpochLoop
    rng: np.random.Generator
    callbacks: list[Callback]
    settings: Callable[[], dict[str, Any]]

    @property
    def _others(self) -> list[Callback]:
        return [callback for callback in self.callbacks if not isinstance(callback, Checkpoint)]

    def snapshot(self) -> bytes:
        """Return the state as the content of a checkpoint."""
        history, parameters = self.run.history, self.run.net.parameters
        text = {
            "settings": self.settings(),
            "stopped": self.run.stopped,
            "stop_reason": history.stop_reason,
            "shuffling": _plain(self.rng.bit_generator.state),
            "callbacks": [callback.state() for callback in self._others],
        }
        arrays: dict[str, Any] = {
            "parameters": np.array([parameter.value for parameter in parameters], float),
            "trainable": np.array([parameter.trainable for parameter in parameters], bool),
            "loss": np.array(history.loss, float),
            "validation_loss": np.array(history.validation_loss, float),
            "metric": np.array(history.metric, float),
        }
        for name, memory in self.loop.optimizer_state().items():
            arrays[_OPTIMIZER + name] = memory
        return packed(arrays, text)

    def resume(self, path: PathLike) -> None:
        """Load the state from a file; if an error is raised, nothing is changed.

        Raises
        ------
        FileError
            If the file cannot be read, is not a checkpoint, or was changed after it was written.
        InputError
            If it is from a run with other settings.
        """
        saved = read_checkpoint(path)
        for what, mine in self.settings().items():
            theirs = saved.text["settings"].get(what)
            if theirs != mine:
                detail = "" if _is_digest(mine) else f" ({theirs} there, {mine} here)"
                raise InputError(
                    f"the checkpoint {path} is of a run with another {what}{detail}; resume with "
                    "the same settings, or leave out resume to start again"
                )
        memory = self._memory_of(saved)
        if memory is None or len(saved.text["callbacks"]) != len(self._others):
            raise damaged(path)
        before = [
            (parameter, parameter.value, parameter.trainable)
            for parameter in self.run.net.parameters
        ]
        own_memory, own_order = self.loop.optimizer_state(), self.rng.bit_generator.state
        own_callbacks = [callback.state() for callback in self._others]
        try:
            self._take(saved, memory)
        except Exception as error:
            for parameter, value, trainable in before:
                parameter.value, parameter.trainable = value, trainable
            self.loop.collect()
            self.loop.set_optimizer_state(own_memory)
            self.rng.bit_generator.state = own_order
            for callback, state in zip(self._others, own_callbacks, strict=True):
                with contextlib.suppress(Exception):
                    callback.resume(state)
            self.run.history.truncate(0)
            self.run.stopped, self.run.history.stop_reason = False, ""
            if isinstance(error, _BAD_VALUES):
                raise damaged(path) from None
            raise

    def _memory_of(self, saved: Saved) -> State | None:
        """Return what the optimizer remembered; None if it does not fit this network."""
        memory = {
            name.removeprefix(_OPTIMIZER): array
            for name, array in saved.arrays.items()
            if name.startswith(_OPTIMIZER)
        }
        if len(saved.arrays["parameters"]) != len(self.run.net.parameters):
            return None
        for name, mine in self.loop.optimizer_state().items():
            theirs = memory.get(name)
            if theirs is None or theirs.dtype.kind != "f" or theirs.shape != np.shape(mine):
                return None
        return memory

    def _take(self, saved: Saved, memory: State) -> None:
        arrays, text = saved
        for parameter, value, trainable in zip(
            self.run.net.parameters,
            arrays["parameters"].tolist(),
            arrays["trainable"].tolist(),
            strict=True,
        ):
            parameter.value, parameter.trainable = value, trainable
        self.loop.collect()
        self.loop.set_optimizer_state(memory)
        self.rng.bit_generator.state = text["shuffling"]
        history: History = self.run.history
        history.loss[:] = arrays["loss"].tolist()
        history.validation_loss[:] = arrays["validation_loss"].tolist()
        history.metric[:] = arrays["metric"].tolist()
        for callback, state in zip(self._others, text["callbacks"], strict=True):
            callback.resume(state)
        if text["stopped"]:
            self.run.stop(text["stop_reason"])


def digest(*matrices: Matrix) -> str:
    """Return a short text that differs for different numbers."""
    import hashlib

    found = hashlib.sha256()
    for matrix in matrices:
        found.update(repr(matrix.shape).encode())
        found.update(np.ascontiguousarray(matrix).tobytes())
    return f"sha256:{found.hexdigest()[:32]}"


def wiring_digest(net: Network) -> str:
    """Return a short text that differs for different wirings, names and activations."""
    import hashlib

    found = hashlib.sha256()
    for neuron in net.structure.order:
        sources = [source.name for source, _ in net.structure.incoming[neuron]]
        found.update(repr((neuron.name, neuron.activation.name, sources)).encode())
    found.update(repr([neuron.name for neuron in net.outputs]).encode())
    return f"sha256:{found.hexdigest()[:32]}"


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("sha256:")


def _plain(state: Any) -> Any:
    if isinstance(state, dict):
        return {key: _plain(value) for key, value in state.items()}
    return state.tolist() if isinstance(state, np.ndarray | np.generic) else state
