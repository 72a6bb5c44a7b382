"""Make films: of one sample, neuron by neuron, and of a network during training."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from neurosim import checks
from neurosim.data import DataFile, Dataset
from neurosim.drawing.animation.film import FILM_FORMATS, Film
from neurosim.drawing.animation.frames import SampleFilm
from neurosim.drawing.animation.reel import Placed, Reel, Stage, words_of_film
from neurosim.drawing.animation.scene_panel import ScenePanel
from neurosim.drawing.animation.training import training_reel
from neurosim.drawing.animation.video import check_ffmpeg
from neurosim.drawing.lettering import told
from neurosim.drawing.picture_options import PictureOptions, check_options
from neurosim.errors import InputError
from neurosim.files import PathLike
from neurosim.mathematics.symbols import Key
from neurosim.model.losses import Loss
from neurosim.model.network import Network
from neurosim.model.optimizers import Optimizer
from neurosim.tracing import Trace

_LONGEST = 60.0
_LIGHT = "light"


def animate(
    trace: Trace,
    path: PathLike | None = None,
    *,
    digits: int = 4,
    theme: str | None = None,
    title: str | None = None,
    direction: str = "right",
    notation: str | Mapping[Key, str] = "source",
    own_names: bool = False,
    width: str | None = None,
    size: str | None = None,
    seconds: float = 1.5,
    progress: bool | None = None,
    overwrite: bool = True,
) -> Film:
    """Make a film of one sample: each neuron forward, the loss, each neuron backward, the update.

    Parameters
    ----------
    trace : Trace
        The sample. With targets, the film has the backward pass; with a learning rate, the update.
    path : path, optional
        A file to write at once. Its ending chooses the format: ``.gif``, ``.html`` (a page with
        buttons to play, pause and step, and a slider; it works offline) or ``.mp4`` (needs the
        program ffmpeg).
    digits : int
        The decimals of every number, 0 to 15.
    theme : str, optional
        ``light``, ``dark`` or ``print`` (black and white). By default a page follows the light or
        dark scheme of its reader, and other files are light.
    title : str, optional
        The heading; ``""`` leaves it out. By default the name of the network.
    direction : str
        ``right``, or ``down`` for inputs at the top and outputs at the bottom.
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``.
    own_names : bool
        Whether symbols have the names that you gave to neurons, as for ``ns.explain``.
    width, size : str, optional
        The size of each picture, as for ``draw``; a slide has larger words. A page has pictures
        for narrow screens in any case.
    seconds : float
        How long each picture is shown, at most 60.
    progress : bool, optional
        Whether to show a progress bar while it is made and saved. By default only on a terminal.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Film
        It is shown in a notebook, and has ``save``.

    Raises
    ------
    UnknownNameError
        If the ending of the file, the theme, the size or the direction is unknown.
    InputError
        If no trace is given, if the film has no room in its width, if there are more than 200
        pictures, or if seconds is not above 0 or is above 60.
    FileError
        If the file cannot be written, or exists and may not be replaced, or if ffmpeg is missing.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, data = ns.worked_example()
    >>> t = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    >>> film = ns.animate(t)
    >>> film.save("sample.html")  # doctest: +SKIP
    PosixPath('sample.html')
    """
    shown = _LIGHT if theme is None else theme
    options = check_options(
        path,
        FILM_FORMATS,
        theme=shown,
        title=title,
        digits=digits,
        overwrite=overwrite,
        width=width,
        size=size,
    )
    seconds = _check(options, seconds)
    film = SampleFilm(
        trace,
        digits=options.digits,
        direction=direction,
        seconds=seconds,
        notation=notation,
        own_names=own_names,
        page=options.page,
    )
    panel = ScenePanel(film.scenes, options.theme)
    narrow = None
    if film.narrow_scenes(options.theme):
        small = ScenePanel(film.narrow_scenes, options.theme)
        narrow = Stage(
            [Placed(small, 0.0, 0.0)], small.width, small.height, needed=film.narrow_heights
        )
    heading = told(trace.net.name if title is None else title)
    reel = Reel(
        title=heading,
        name=heading or "A sample in a neural network",
        moments=film.moments,
        stage=Stage([Placed(panel, 0.0, 0.0)], panel.width, panel.height),
        narrow=narrow,
        words=words_of_film(options.page),
        height=options.page.height or 0.0,
    )
    colours = None if theme is None else options.theme
    return _finished(Film(reel, colours, progress=progress), options)


def animate_training(
    net: Network,
    data: Dataset | DataFile | tuple[ArrayLike, ArrayLike],
    path: PathLike | None = None,
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
    theme: str | None = None,
    title: str | None = None,
    direction: str = "right",
    notation: str | Mapping[Key, str] = "source",
    own_names: bool = False,
    width: str | None = None,
    size: str | None = None,
    seconds: float = 0.2,
    progress: bool | None = None,
    overwrite: bool = True,
) -> Film:
    """Make a film of a training: the weights and biases, and the loss, at several epochs.

    A copy of the network is trained; the network itself is not changed.

    Parameters
    ----------
    net : Network
        The network before training.
    data : Dataset, DataFile or (X, Z)
        The samples in raw units.
    path : path, optional
        A file to write at once. Its ending chooses the format, as for ``animate``.
    epochs : int
        How many epochs to train.
    frames : int
        The largest number of pictures. They are evenly spaced; the first is before training.
    learning_rate, optimizer, batch_size, loss, normalize, shuffle, seed
        As for ``train``.
    theme : str, optional
        ``light``, ``dark`` or ``print`` (black and white). By default a page follows the light or
        dark scheme of its reader, and other files are light.
    title : str, optional
        The heading; ``""`` leaves it out. By default the name of the network.
    digits, direction, notation, own_names, width, size, seconds, progress
        As for ``animate``.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Film
        It is shown in a notebook, and has ``save``.

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
    >>> film = ns.animate_training(net, data, normalize=(0, 1), epochs=10)
    """
    shown = _LIGHT if theme is None else theme
    options = check_options(
        path,
        FILM_FORMATS,
        theme=shown,
        title=title,
        digits=digits,
        overwrite=overwrite,
        width=width,
        size=size,
    )
    seconds = _check(options, seconds)
    reel = training_reel(
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
        digits=options.digits,
        theme=options.theme,
        title=title,
        direction=direction,
        notation=notation,
        own_names=own_names,
        seconds=seconds,
        progress=progress,
        page=options.page,
    )
    colours = None if theme is None else options.theme
    return _finished(Film(reel, colours, progress=progress), options)


def _check(options: PictureOptions, seconds: float) -> float:
    """Check how long a picture is shown before any work is done, and return it."""
    pause = checks.positive(seconds, "seconds")
    if pause > _LONGEST:
        raise InputError(
            f"seconds is {pause:g}; a picture of a film is shown for at most {_LONGEST:g} seconds: "
            "give fewer"
        )
    if options.ending == "mp4":
        check_ffmpeg()
    return pause


def _finished(film: Film, options: PictureOptions) -> Film:
    """Return a film, after writing it if a path was given."""
    if options.path is not None:
        film.save(options.path, overwrite=options.overwrite)
    return film
