"""Saving the result of a training, even if its own place cannot be written."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from neurosim.errors import FileError
from neurosim.files import check_room
from neurosim.model import Network
from neurosim.training import Checkpoint, TrainingRun

BYTES_OF_A_NUMBER = 26
"""The most bytes of a number in JSON and CSV, with the separator."""

MOST_EPOCHS_RESERVED = 100_000


class WatchedCheckpoint(Checkpoint):
    """A checkpoint that knows its run, so that a full disk does not lose the run."""

    run: TrainingRun | None = None

    def on_start(self, run: TrainingRun) -> None:
        """Keep the run."""
        self.run = run


def check_rooms(
    net: Network, epochs: int, model: Path, history: Path | None, checkpoint: Path | None
) -> None:
    """Raise FileError unless there is room for about as much as the training will write."""
    from neurosim.interop.model_file import to_json

    parameters = len(net.parameters)
    rows = min(epochs, MOST_EPOCHS_RESERVED)
    check_room(model, len(to_json(net)) + BYTES_OF_A_NUMBER * parameters)
    if history is not None:
        check_room(history, 2 * BYTES_OF_A_NUMBER * rows)
    if checkpoint is not None:
        # values and two moments, in binary
        check_room(checkpoint, 25 * parameters + 16 * rows)


def keep(results: Iterable[tuple[str, Callable[[Path], object], Path]]) -> None:
    """Write each result, given by its name, how it is written and where.

    A result that cannot be written to its own place is written to another place.

    Raises
    ------
    FileError
        If a place could not be written; the message says where the result is instead.
    """
    problems = []
    for what, write, path in results:
        try:
            write(path)
        except FileError as error:
            problems.append(f"{error}; {what} {_rescue(write, path)}")
    if problems:
        raise FileError("; ".join(problems))


def _rescue(write: Callable[[Path], object], path: Path) -> str:
    name = f"{path.stem[:50]}-rescued-{secrets.token_hex(4)}{path.suffix}"
    for folder in (os.getcwd, tempfile.gettempdir):
        try:
            place = Path(folder()) / name
            write(place)
        except (FileError, OSError):
            continue
        return f"is in {place} instead"
    return "could not be written anywhere else either"
