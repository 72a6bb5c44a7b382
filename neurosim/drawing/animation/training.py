"""A film of a network during training: its weights, its loss, and what it has learnt."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import ArrayLike

from neurosim.checks import whole_number
from neurosim.data import DataFile, Dataset
from neurosim.drawing.animation.chart_panels import ChartPanel, LossPanel
from neurosim.drawing.animation.reel import (
    NARROW_ROOM,
    USUAL_WORDS,
    Moment,
    Note,
    Placed,
    Reel,
    Stage,
    room_in_film,
    words_of_film,
)
from neurosim.drawing.animation.scene_panel import ScenePanel
from neurosim.drawing.animation.watched import watch
from neurosim.drawing.charts.outputs import fitting
from neurosim.drawing.lettering import told
from neurosim.drawing.numerals import number_text
from neurosim.drawing.page_size import ANY_SIZE, LEAST_TEXT, PageSize
from neurosim.drawing.scene.diagram import Diagrams
from neurosim.drawing.scene.shows import VIEWS
from neurosim.drawing.scene.subject import read_subject
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
# in a film of a width: from which width the charts are beside the network, and its share then
_LEAST_BESIDE, _NETWORK_SHARE = 480.0, 0.56
# on a narrow screen: what was learnt, and the loss
_NARROW_HEIGHTS = (220.0, 130.0)
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
    own_names: bool,
    seconds: float,
    progress: bool | None,
    page: PageSize = ANY_SIZE,
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
    (numbered, plain), (small_numbered, small_plain) = (
        [
            Diagrams(
                twin,
                digits=digits,
                title="",
                direction=direction,
                notation=notation,
                own_names=own_names,
                caption=False,
                page=room,
            )
            for _ in range(2)
        ]
        for room in (_room_of_network(page), NARROW_ROOM)
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
    samples = None if isinstance(data, DataFile) else fitting(twin, data)
    watched = watch(twin, samples, read_subject(twin, notation, own_names=own_names))
    for values in taken.values():
        for parameter, value in zip(parameters, values, strict=True):
            parameter.value = value
        for diagrams in (numbered, small_numbered):
            diagrams.add("weights")
        for diagrams in (plain, small_plain):
            diagrams.add_view(_PLAIN)
        if watched is not None:
            watched.take(twin)
    most = _NETWORK if page.width is None else (math.inf, math.inf)
    if not numbered.complete or ScenePanel(numbered.scenes, theme, most).scale < _LEAST_SCALE:
        numbered = plain
    network = ScenePanel(numbered.scenes, theme, most)
    small = _small(small_numbered, small_plain, theme)
    losses = tuple(history.loss)
    charts = [LossPanel(losses, list(taken)), *([watched] if watched is not None else [])]
    pauses = [_FIRST, *[seconds] * (len(taken) - 2), _LAST]
    heading = net.name if title is None else title
    return Reel(
        title=told(heading),
        name=told(heading) or "Training of a neural network",
        moments=[
            Moment(f"Epoch {epoch:,} of {n_epochs:,}", _note(epoch, losses, max(digits, 4)), pause)
            for epoch, pause in zip(taken, pauses, strict=True)
        ],
        stage=_stage_of(network, charts, page),
        narrow=None if small is None else _below(small, charts),
        words=words_of_film(page),
        height=page.height or 0.0,
    )


def _room_of_network(page: PageSize) -> PageSize:
    """Return the room of the network: all of a narrow film, and a part of a wide one."""
    if page.width is None:
        return ANY_SIZE
    room = room_in_film(page)
    if page.width < _LEAST_BESIDE:
        return room
    wide = _NETWORK_SHARE * page.width
    high = room.height or wide
    return replace(room, width=wide, widest=wide, height=None, highest=high, with_tables=high)


def _stage_of(network: ScenePanel, charts: Sequence[ChartPanel], page: PageSize) -> Stage:
    if page.width is None:
        return _beside(network, charts, _stage(network))
    if page.width < _LEAST_BESIDE:
        return _below(network, charts)
    high = room_in_film(page).height or max(network.height, page.width / _SHAPE - _WORDS)
    return _beside(network, charts, (page.width, high), words_of_film(page) / USUAL_WORDS)


def _small(numbered: Diagrams, plain: Diagrams, theme: Theme) -> ScenePanel | None:
    """Return the network for a narrow screen, with its numbers if they have room on the lines."""
    try:
        return ScenePanel((numbered if numbered.complete else plain).scenes, theme)
    except InputError:
        # too wide, even as small circles
        return None


def _beside(
    network: ScenePanel, charts: Sequence[ChartPanel], size: tuple[float, float], text: float = 1.0
) -> Stage:
    """Return the stage with the loss at the right of the network, and above it what was learnt."""
    width, height = size
    left = network.width + _MARGIN + _GAP
    wide, high = width - left - _MARGIN, height
    placed = [Placed(network, _MARGIN, (height - network.height) / 2)]
    loss, *watched = charts
    if watched:
        high = round(_LOSS_SHARE * height)
        placed.append(Placed(watched[0].sized(wide, height - high, text), left, 0.0))
    placed.append(Placed(loss.sized(wide, high, text), left, height - high))
    return Stage(placed, width, height, LEAST_TEXT * network.scale)


def _below(network: ScenePanel, charts: Sequence[ChartPanel]) -> Stage:
    """Return the stage with all charts below the network."""
    placed, top = [Placed(network, 0.0, 0.0)], network.height
    for chart, high in zip(reversed(charts), _NARROW_HEIGHTS[-len(charts) :], strict=True):
        placed.append(Placed(chart.sized(network.width, high), 0.0, top))
        top += high
    return Stage(placed, network.width, top)


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
