"""Checkpoints: a training run on disk, from which it goes on bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from neurosim.checks import Matrix, whole_number
from neurosim.errors import FileError, InputError
from neurosim.files import PathLike, check_destination, write_whole
from neurosim.model import Network
from neurosim.training.callbacks import Callback, TrainingRun
from neurosim.training.epochs import EpochLoop
from neurosim.training.history import History

FORMAT = "neurosim checkpoint 1"


@dataclass(slots=True)
class Checkpoint(Callback):
    """Write the state of training to a file, from which ``train(..., resume=path)`` goes on.

    The file holds weights and biases, what is frozen, the memory of the optimizer and of the
    callbacks, the state of shuffling, and the history. It is written after all other callbacks,
    whole or not at all, so that a run that is killed at any moment can be resumed.

    Parameters
    ----------
    path : path
        The file, by custom with the ending ``.npz``; it is replaced every time.
    every : int
        How many epochs lie between two checkpoints. The last epoch always has one.

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
            write_whole(self.path, run.snapshot())


@dataclass(frozen=True, slots=True)
class Resumable:
    """All that a run needs to go on from where it was.

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
        Returns what must be the same when the run goes on, by the names of messages.
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
        """Return the state as the content of a NumPy archive without pickled objects."""
        import io
        import json

        history, parameters = self.run.history, self.run.net.parameters
        text = {
            "format": FORMAT,
            "settings": self.settings(),
            "stopped": self.run.stopped,
            "stop_reason": history.stop_reason,
            "shuffling": _plain(self.rng.bit_generator.state),
            "callbacks": [callback.state() for callback in self._others],
        }
        arrays: dict[str, Any] = {
            "text": np.array(json.dumps(text)),
            "parameters": np.array([parameter.value for parameter in parameters]),
            "trainable": np.array([parameter.trainable for parameter in parameters]),
            "loss": np.array(history.loss),
            "validation_loss": np.array(history.validation_loss),
            "metric": np.array(history.metric),
        }
        for name, memory in self.loop.optimizer_state().items():
            arrays[f"optimizer {name}"] = memory
        file = io.BytesIO()
        np.savez(file, **arrays)
        return file.getvalue()

    def resume(self, path: PathLike) -> None:
        """Take the state from a file.

        Raises
        ------
        FileError
            If the file cannot be read or is no checkpoint.
        InputError
            If it is of a run with other settings; nothing is changed then.
        """
        arrays, text = read_checkpoint(path)
        for what, mine in self.settings().items():
            theirs = text["settings"].get(what)
            if theirs != mine:
                detail = "" if _is_digest(mine) else f" ({theirs} there, {mine} here)"
                raise InputError(
                    f"the checkpoint {path} is of a run with another {what}{detail}; resume with "
                    "the same settings, or leave out resume to start again"
                )
        for parameter, value, trainable in zip(
            self.run.net.parameters,
            arrays["parameters"].tolist(),
            arrays["trainable"].tolist(),
            strict=True,
        ):
            parameter.value, parameter.trainable = value, trainable
        self.loop.collect()
        prefix = "optimizer "
        self.loop.set_optimizer_state(
            {key.removeprefix(prefix): a for key, a in arrays.items() if key.startswith(prefix)}
        )
        self.rng.bit_generator.state = text["shuffling"]
        history: History = self.run.history
        history.loss[:] = arrays["loss"].tolist()
        history.validation_loss[:] = arrays["validation_loss"].tolist()
        history.metric[:] = arrays["metric"].tolist()
        if text["stopped"]:
            self.run.stop(text["stop_reason"])
        for callback, state in zip(self._others, text["callbacks"], strict=True):
            callback.resume(state)


def read_checkpoint(path: PathLike) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the arrays of a checkpoint by name, and what it says in words.

    Raises
    ------
    FileError
        If the file cannot be read or is no checkpoint.
    """
    import json
    from zipfile import BadZipFile

    try:
        with np.load(Path(path), allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
        text = json.loads(str(arrays.pop("text")))
    except FileNotFoundError:
        raise FileError(
            f"there is no checkpoint {path}; leave out resume to start from the beginning"
        ) from None
    except OSError as error:
        raise FileError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile):
        text = None
    if not isinstance(text, dict) or text.get("format") != FORMAT:
        raise FileError(f"{path} is no checkpoint of neurosim")
    return arrays, text


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
