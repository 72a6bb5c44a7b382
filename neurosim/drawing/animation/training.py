"""A film of a network during training: its weights, its loss, and what it has learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import ArrayLike

from neurosim.checks import whole_number
from neurosim.data import DataFile, Dataset
from neurosim.drawing.animation.chart_panels import LossPanel
from neurosim.drawing.animation.reel import Moment, Note, Placed, Reel
from neurosim.drawing.animation.scene_panel import ScenePanel
from neurosim.drawing.animation.watched import watch
from neurosim.drawing.charts.outputs import fitting
from neurosim.drawing.lettering import told
from neurosim.drawing.numerals import number_text
from neurosim.drawing.scene.diagram import Diagrams
from neurosim.drawing.scene.shows import VIEWS
from neurosim.drawing.themes import Theme
from neurosim.errors import InputError, brief
from neurosim.mathematics.symbols import Key
from neurosim.model.losses import Loss
from neurosim.model.network import Network
from neurosim.model.optimizers import Optimizer
from neurosim.training.callbacks import TrainingRun
from neurosim.training.train import train

_FIRST, _LAST = 1.0, 2.0
_MARGIN, _GAP = 14.0, 16.0
# what the title, the chapter and the note take of the height of a picture
_WORDS = 80.0
_SHAPE = 16 / 9
# the most that a network takes of the stage, and the least for the charts
_NETWORK = (560.0, 420.0)
_LEAST_WIDTH, _LEAST_HEIGHT = 270.0, 340.0
_LOSS_SHARE = 0.36
# numbers that would be smaller than this are left out: colour and width show them
_LEAST_SCALE = 0.7
_PLAIN = replace(VIEWS["structure"], edge_number=VIEWS["weights"].edge_number)


def training_reel(
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
    notation: str | Mapping[Key, str],
    seconds: float,
    progress: bool | None,
) -> Reel:
    """Train a copy of the network and return the film of it at evenly spaced epochs.

    Parameters are those of ``animate_training``, but the theme is a Theme: the one that is painted
    first.
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
    numbered, plain = (
        Diagrams(
            twin,
            digits=digits,
            title="",
            direction=direction,
            notation=notation,
            caption=False,
        )
        for _ in range(2)
    )
    parameters = list(twin.parameters)
    taken = {0: [parameter.value for parameter in parameters]}

    def take(run: TrainingRun) -> None:
        if run.epoch in marks:
            taken[run.epoch] = [parameter.value for parameter in parameters]

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
    # only now has the network the scaling and the columns of its data
    watched = watch(twin, None if isinstance(data, DataFile) else fitting(twin, data))
    for values in taken.values():
        for parameter, value in zip(parameters, values, strict=True):
            parameter.value = value
        numbered.add("weights")
        plain.add_view(_PLAIN)
        if watched is not None:
            watched.take(twin)
    network = ScenePanel(numbered.scenes, theme, most=_NETWORK)
    if network.scale < _LEAST_SCALE or not numbered.complete:
        network = ScenePanel(plain.scenes, theme, most=_NETWORK)
    losses = tuple(history.loss)
    curve = LossPanel(losses, list(taken))
    width, height = _stage(network)
    left = network.width + _MARGIN + _GAP
    curve.width, curve.height = width - left - _MARGIN, height
    charts = [Placed(curve, left, 0.0)]
    if watched is not None:
        curve.height = round(_LOSS_SHARE * height)
        watched.width, watched.height = curve.width, height - curve.height
        charts = [Placed(watched, left, 0.0), Placed(curve, left, watched.height)]
    pauses = [_FIRST, *[seconds] * (len(taken) - 2), _LAST]
    heading = net.name if title is None else title
    return Reel(
        title=told(heading),
        name=told(heading) or "Training of a neural network",
        moments=[
            Moment(f"Epoch {epoch:,} of {n_epochs:,}", _note(epoch, losses, max(digits, 4)), pause)
            for epoch, pause in zip(taken, pauses, strict=True)
        ],
        panels=[Placed(network, _MARGIN, (height - network.height) / 2), *charts],
        width=width,
        height=height,
    )


def _stage(network: ScenePanel) -> tuple[float, float]:
    """Return the size of a stage with room for charts, so that a picture is 16 wide and 9 high."""
    width = network.width + 2 * _MARGIN + _GAP + _LEAST_WIDTH
    height = max(network.height, _LEAST_HEIGHT)
    wide, high = max(width, _SHAPE * (height + _WORDS)), max(height, width / _SHAPE - _WORDS)
    return round(wide), round(high)


def _note(epoch: int, losses: Sequence[float], digits: int) -> Note:
    if not epoch:
        return (("before training",),)
    return ((f"mean loss {number_text(losses[epoch - 1], digits)} in this epoch",),)
