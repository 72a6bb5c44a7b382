"""Draw every figure of a network into a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from neurosim import checks
from neurosim.data import DataLike, fitting_dataset
from neurosim.drawing.book.collection import BookFigure, Material, figures_of, missing_figures
from neurosim.drawing.book.page import figures_page
from neurosim.drawing.picture_options import check_options
from neurosim.errors import FileError, InputError, NeurosimError
from neurosim.files import PathLike, refuse_existing, write_folder_whole, write_whole
from neurosim.mathematics.symbols import Key
from neurosim.model.network import Network, check_network
from neurosim.progress import progress_bar
from neurosim.tracing import Trace
from neurosim.training.history import History

IMAGE_FORMATS = ("svg", "png", "pdf")
"""The formats that a page can show."""

_PAGE = "index.html"


def draw_figures(
    net: Network,
    directory: PathLike,
    *,
    trace: Trace | None = None,
    data: DataLike | None = None,
    losses: History | Sequence[float] | None = None,
    file_format: str = "svg",
    digits: int = 4,
    theme: str = "light",
    notation: str | Mapping[Key, str] = "source",
    own_names: bool = False,
    width: str | None = None,
    size: str | None = None,
    legend: bool = True,
    caption: bool = True,
    transparent: bool = False,
    progress: bool | None = None,
    overwrite: bool = True,
) -> list[Path]:
    """Draw all figures of the worked example that a network allows, and a page that shows them.

    The network alone gives these figures: the model of a neuron, the architecture with symbols,
    weights and biases, the training loop, activations, gradient descent, and heat maps of weights
    if neurons have many inputs. The other arguments add more figures.

    Parameters
    ----------
    net : Network
        The network.
    directory : path
        The folder to write to; it is made if only its last part is missing.
    trace : Trace, optional
        A sample in this network, for the forward pass and the contributions. With targets, also for
        the loss and the backward pass; with a learning rate, also for the update.
    data : Dataset or (X, Z), optional
        Data in raw units, for the normalization, the predictions against targets and, with two
        inputs, the decision surface. Columns are matched by name.
    losses : History, or sequence of float, optional
        The result of ``ns.train``, or the loss of each epoch.
    file_format : str
        ``svg``, ``png`` or ``pdf``.
    digits : int
        The decimals of every number, 0 to 15.
    theme : str
        ``light``, ``dark`` or ``print`` (black and white).
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``.
    own_names : bool
        Whether symbols have the names that you gave to neurons, as for ``ns.explain``.
    width, size : str, optional
        The size of each figure, as for ``draw``.
    legend, caption : bool
        Whether the figures have legends and captions.
    transparent : bool
        Whether the figures have no colour of their own behind them.
    progress : bool, optional
        Whether to show a progress bar. By default only on a terminal.
    overwrite : bool
        Whether an existing file may be replaced. If not, and one of the files exists, nothing is
        written.

    Returns
    -------
    list of pathlib.Path
        The files, the page ``index.html`` last.

    Raises
    ------
    UnknownNameError
        If the theme, the size or the format is unknown.
    InputError
        If the trace or the data do not fit the network, a loss is not finite, or digits is not a
        whole number from 0 to 15. A figure that cannot be drawn, for example because an activation
        is not defined everywhere, is left out, and the page says why.
    FileError
        If the folder cannot be made or written to, or a file exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, data = ns.worked_example()
    >>> t = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    >>> paths = ns.draw_figures(net, "figures", trace=t, data=data)  # doctest: +SKIP
    """
    options = check_options(
        None,
        IMAGE_FORMATS,
        theme=theme,
        digits=digits,
        overwrite=overwrite,
        transparent=transparent,
        width=width,
        size=size,
    )
    checks.one_of(file_format, IMAGE_FORMATS, "format")
    _check_fit(net, trace)
    samples = None if data is None else fitting_dataset(net, data)
    material = Material(
        net,
        trace,
        samples,
        _losses(losses),
        options.digits,
        theme,
        notation,
        checks.flag(own_names, "own_names"),
        width,
        size,
        checks.flag(legend, "legend"),
        checks.flag(caption, "caption"),
        options.transparent,
    )
    figures = figures_of(material)
    folder = _folder(directory)
    if not overwrite:
        for name in (*(f"{figure.name}.{file_format}" for figure in figures), _PAGE):
            refuse_existing(folder / name)
    missing = missing_figures(material)
    with write_folder_whole(folder) as inside:
        drawn: dict[BookFigure, Path] = {}
        with progress_bar(len(figures), "figure", show=progress) as report:
            for index, figure in enumerate(figures):
                path = inside / f"{figure.name}.{file_format}"
                try:
                    figure.draw(path)
                    drawn[figure] = path
                except FileError:
                    raise
                except NeurosimError as error:
                    missing.append(f"{figure.heading}: {error}.")
                report(index + 1, figure.name)
        paths = list(drawn.values())
        write_whole(inside / _PAGE, figures_page(net, list(drawn), paths, missing, options.theme))
    return [folder / path.name for path in (*paths, inside / _PAGE)]


def _losses(losses: History | Sequence[float] | None) -> list[float] | None:
    if isinstance(losses, History):
        losses = losses.loss
    if losses is None:
        return None
    given = checks.items(losses, "losses are one number for each epoch")
    found = [
        checks.number(loss, f"the loss of epoch {index + 1}") for index, loss in enumerate(given)
    ]
    if not found:
        raise InputError("losses are empty; give one number for each epoch, or leave them out")
    return found


def _check_fit(net: Network, trace: Trace | None) -> None:
    check_network(net, "draw_figures")
    if trace is not None:
        checks.instance(trace, Trace, "draw_figures takes a trace", "ns.trace(net, x, z)")
        if _content(trace.net) != _content(net):
            raise InputError(
                "the trace is of another network, or of this one before it was changed; make one "
                "with ns.trace(net, x, z)"
            )


def _content(net: Network) -> list[object]:
    """Return everything that distinguishes one network from another."""
    activations = [(neuron.name, neuron.activation) for neuron in net]
    edges = [(source.name, target.name) for source, target in net.graph.edges]
    return [
        activations,
        edges,
        [(parameter.symbol, parameter.value) for parameter in net.parameters],
        net.input_scaling,
    ]


def _folder(directory: PathLike) -> Path:
    return checks.path(directory, "the folder of the figures", "folder")
