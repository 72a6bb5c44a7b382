"""Films as files: GIF, MP4, and a page with a player."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from neurosim import checks
from neurosim.data import DataFile, Dataset
from neurosim.drawing.animation.frames import Frame, sample_frames
from neurosim.drawing.animation.painting import paint_frame, painted_size
from neurosim.drawing.animation.player import player_page
from neurosim.drawing.animation.training import training_frames
from neurosim.drawing.animation.video import check_ffmpeg, to_gif, to_mp4
from neurosim.drawing.painters.matplotlib import POINTS_PER_INCH, pixels, render
from neurosim.drawing.saving import check_ending
from neurosim.drawing.themes import get_theme
from neurosim.errors import InputError
from neurosim.files import PathLike, write_whole
from neurosim.model.losses import Loss
from neurosim.model.network import Network
from neurosim.model.optimizers import Optimizer
from neurosim.progress import progress_bar
from neurosim.tracing import Trace

FORMATS = ("gif", "html", "mp4")
_DOTS_PER_INCH = 144
_MOST_DOTS = 2000
_LONGEST = 60.0


def animate(
    trace: Trace,
    path: PathLike,
    *,
    digits: int = 4,
    theme: str = "light",
    title: str | None = None,
    direction: str = "right",
    seconds: float = 1.5,
    progress: bool | None = None,
    overwrite: bool = True,
) -> Path:
    """Make a film of one sample: each neuron forward, the loss, each neuron backward, the update.

    Parameters
    ----------
    trace : Trace
        The sample. With targets the film has the backward pass, with a learning rate the update.
    path : path
        The file to write: ``.gif``; ``.html`` for a page of its own with play, pause, step and
        scrub, which needs no network; ``.mp4``, for which the program ffmpeg must be installed.
    digits : int
        The decimals of every number.
    theme : str
        ``light``, ``dark`` or ``print``.
    title : str, optional
        The heading; the name of the network if none is given.
    direction : str
        ``right``, or ``down`` for inputs at the top.
    seconds : float
        How long each picture stands, at most 60.
    progress : bool, optional
        Whether to show a progress bar; by default on a terminal only.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnknownNameError
        If the ending of the file, the theme or the direction is unknown.
    InputError
        If no trace is given, it has more than 200 pictures, or seconds is not positive or above 60.
    FileError
        If the file cannot be written, exists and may not be replaced, or ffmpeg is missing.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, data = ns.worked_example()
    >>> t = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    >>> path = ns.animate(t, "sample.html")  # doctest: +SKIP
    """
    file_format, seconds = _check(path, overwrite=overwrite, seconds=seconds)
    frames = sample_frames(
        trace, digits=digits, theme=theme, title=title, direction=direction, seconds=seconds
    )
    return _write(frames, path, file_format, theme, progress=progress, overwrite=overwrite)


def animate_training(
    net: Network,
    data: Dataset | DataFile | tuple[ArrayLike, ArrayLike],
    path: PathLike,
    *,
    epochs: int = 100,
    frames: int = 50,
    learning_rate: float | None = None,
    optimizer: str | Optimizer = "sgd",
    batch_size: int = 1,
    loss: str | Loss | None = None,
    normalize: tuple[float, float] | None = None,
    shuffle: bool = False,
    seed: int | None = None,
    digits: int = 2,
    theme: str = "light",
    title: str | None = None,
    direction: str = "right",
    seconds: float = 0.2,
    progress: bool | None = None,
    overwrite: bool = True,
) -> Path:
    """Make a film of a training: the weights and biases, and the loss, epoch after epoch.

    A copy of the network is trained; the network itself is not changed.

    Parameters
    ----------
    net : Network
        The network before training.
    data : Dataset, DataFile or (X, Z)
        The samples in raw units.
    path : path
        The file to write: ``.gif``, ``.html`` or ``.mp4``, see ``animate``.
    epochs : int
        How many epochs to train.
    frames : int
        How many pictures to take at most, evenly spaced; the first before training.
    learning_rate, optimizer, batch_size, loss, normalize, shuffle, seed
        As for ``train``.
    digits, theme, title, direction, seconds, progress, overwrite
        As for ``animate``.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnknownNameError, InputError, FileError
        As for ``animate`` and ``train``.
    DivergedError
        If training reaches a number that is not finite.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, data = ns.worked_example()
    >>> path = ns.animate_training(net, data, "training.gif", normalize=(0, 1))  # doctest: +SKIP
    """
    file_format, seconds = _check(path, overwrite=overwrite, seconds=seconds)
    taken = training_frames(
        net,
        data,
        epochs=epochs,
        frames=frames,
        learning_rate=learning_rate,
        optimizer=optimizer,
        batch_size=batch_size,
        loss=loss,
        normalize=normalize,
        shuffle=shuffle,
        seed=seed,
        digits=digits,
        theme=theme,
        title=title,
        direction=direction,
        seconds=seconds,
        progress=progress,
    )
    return _write(taken, path, file_format, theme, progress=progress, overwrite=overwrite)


def _check(path: PathLike, *, overwrite: bool, seconds: float) -> tuple[str, float]:
    """Return the format and the pause of the film, before any work is done for it."""
    file_format = check_ending(path, FORMATS, overwrite=overwrite)
    pause = checks.positive(seconds, "seconds")
    if pause > _LONGEST:
        raise InputError(
            f"seconds is {pause:g}; a picture of a film stands for at most {_LONGEST:g} seconds: "
            "give fewer"
        )
    if file_format == "mp4":
        check_ffmpeg()
    return file_format, pause


def _write(
    frames: Sequence[Frame],
    path: PathLike,
    file_format: str,
    theme: str,
    *,
    progress: bool | None,
    overwrite: bool,
) -> Path:
    colours = get_theme(theme)
    seconds = [frame.seconds for frame in frames]
    with progress_bar(len(frames), "frame", show=progress) as report:
        done = 0

        def painted(frame: Frame) -> Figure:
            nonlocal done
            done += 1
            report(done, "")
            return paint_frame(frame, colours, browser_fonts=file_format == "html")

        if file_format == "html":
            content: str | bytes = player_page(
                [_svg(frame, painted(frame)) for frame in frames],
                [frame.note for frame in frames],
                seconds,
                title=frames[0].scene.title,
                theme=colours,
            )
        else:
            sides = painted_size(frames[0])
            dots_per_inch = min(_DOTS_PER_INCH, _MOST_DOTS * POINTS_PER_INCH / max(sides))
            to_film = to_gif if file_format == "gif" else to_mp4
            content = to_film(lambda place: pixels(painted(frames[place]), dots_per_inch), seconds)
    return write_whole(path, content, overwrite=overwrite)


def _svg(frame: Frame, figure: Figure) -> str:
    return render(figure, "svg", title=frame.scene.title, description=frame.note).decode("utf-8")
