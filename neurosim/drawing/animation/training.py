"""A film of a network during training: weights and loss at several epochs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import ArrayLike

from neurosim.checks import whole_number
from neurosim.data import DataFile, Dataset
from neurosim.drawing.animation.frames import Curve, Frame, with_note
from neurosim.drawing.numerals import number_text
from neurosim.drawing.scene.diagram import Diagrams
from neurosim.drawing.themes import Theme
from neurosim.errors import InputError, brief
from neurosim.model.losses import Loss
from neurosim.model.network import Network
from neurosim.model.optimizers import Optimizer
from neurosim.training.callbacks import TrainingRun
from neurosim.training.train import train

_FIRST, _LAST = 1.0, 2.0


def training_frames(
    net: Network,
    data: Dataset | DataFile | tuple[ArrayLike, ArrayLike],
    *,
    epochs: int,
    frames: int,
    learning_rate: float | None,
    optimizer: str | Optimizer,
    batch_size: int,
    loss: str | Loss | None,
    normalize: tuple[float, float] | None,
    shuffle: bool,
    seed: int | None,
    digits: int,
    theme: Theme,
    title: str | None,
    direction: str,
    seconds: float,
    progress: bool | None,
) -> list[Frame]:
    """Train a copy of the network and return its weights and loss at evenly spaced epochs.

    Parameters are those of ``animate_training``, but the theme is a Theme.
    """
    if not isinstance(net, Network):
        raise InputError(
            f"the film of a training takes a network: ns.animate_training(net, data, path); got "
            f"{brief(net)}"
        )
    n_epochs = whole_number(epochs, "epochs", minimum=1)
    n_frames = min(whole_number(frames, "frames", minimum=2) - 1, n_epochs)
    marks = [round(n_epochs * index / n_frames) for index in range(n_frames + 1)]
    twin = net.copy()
    twin.check()
    diagrams = Diagrams(twin, digits=digits, theme=theme, title=title, direction=direction)
    diagrams.add("weights")
    taken = [0]

    def take(run: TrainingRun) -> None:
        if run.epoch in marks:
            diagrams.add("weights")
            taken.append(run.epoch)

    options: dict[str, Any] = {} if learning_rate is None else {"learning_rate": learning_rate}
    history = train(
        twin,
        data,
        epochs=n_epochs,
        optimizer=optimizer,
        batch_size=batch_size,
        loss=loss,
        normalize=normalize,
        shuffle=shuffle,
        seed=seed,
        callbacks=[take],
        progress=progress,
        **options,
    )
    losses = tuple(history.loss)
    notes = [_note(epoch, n_epochs, losses, max(digits, 4)) for epoch in taken]
    pauses = [_FIRST, *[seconds] * (len(taken) - 2), _LAST]
    return [
        Frame(with_note(scene, note), note, pause, Curve(losses, epoch))
        for epoch, scene, note, pause in zip(taken, diagrams.scenes(), notes, pauses, strict=True)
    ]


def _note(epoch: int, n_epochs: int, losses: Sequence[float], digits: int) -> str:
    if not epoch:
        return f"Before training, epoch 0 of {n_epochs:,}."
    return (
        f"After epoch {epoch:,} of {n_epochs:,}: mean loss "
        f"{number_text(losses[epoch - 1], digits)} in this epoch."
    )
