"""Draw a network or a trace, one neuron of it, and the training loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurosim.checks import flag
from neurosim.drawing.painters.endings import PAINTERS, Painter
from neurosim.drawing.painters.matplotlib import paint_axes, paint_figure
from neurosim.drawing.painters.tikz import to_tikz
from neurosim.drawing.picture import Picture, finished
from neurosim.drawing.picture_options import PictureOptions, check_options
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.scene.highlight import Highlight
from neurosim.drawing.scene.neuron_model import make_neuron_scene
from neurosim.drawing.scene.subject import CheckedAnswers
from neurosim.drawing.scene.training_loop import make_training_loop
from neurosim.drawing.shapes import Scene
from neurosim.errors import InputError, brief
from neurosim.files import PathLike
from neurosim.mathematics.symbols import Key
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.tracing import Trace


def draw(
    subject: Network | Trace | CheckedAnswers,
    path: PathLike | None = None,
    *,
    show: str | None = None,
    digits: int = 4,
    theme: str = "light",
    title: str | None = None,
    width: str | None = None,
    height: str | None = None,
    size: str | None = None,
    products: bool = False,
    highlight: Highlight | None = None,
    direction: str = "right",
    positions: Mapping[Any, Any] | None = None,
    notation: str | Mapping[Key, str] = "source",
    own_names: bool = False,
    legend: bool = True,
    caption: bool = True,
    transparent: bool = False,
    document: bool = True,
    ax: Axes | None = None,
    overwrite: bool = True,
) -> Picture:
    r"""Draw a network, or the numbers of one sample in it.

    Inputs are at the left and outputs at the right. Any wiring without cycles can be drawn. Of a
    large network, only a part is shown, and the caption says what is left out.

    Parameters
    ----------
    subject : Network, Trace or AnswerReport
        What to draw.
    path : path, optional
        A file to write at once. Its ending chooses the format: ``.svg``, ``.png``, ``.pdf``,
        ``.dot`` or ``.gv`` (Graphviz), ``.tex`` (TikZ, a document that compiles as it is), or
        ``.mmd`` or ``.mermaid`` (Mermaid). The same network gives the same bytes.
    show : str, optional
        ``structure``: the names of the neurons.
        ``symbols``: the symbols of weights and biases.
        ``weights``: their numbers (the default of a network).
        ``forward``: the weights, and in each neuron bias, summation and output; raw and normalized
        values of inputs and outputs, and the loss if there is a target (the default of a trace).
        ``backward``: dL/dw on the edges, error signals in the neurons.
        ``update``: old and new weights and biases; needs a trace with a learning rate.
        ``contribution``: the share of each edge in the summation of its neuron.
        ``answers``: what somebody typed, and the verdicts; needs the report of
        ``ns.check_answers`` (its default).
        All others from ``forward`` on need the values of a sample: a trace, or a network after
        ``forward`` and ``backward``.
    digits : int
        The decimals of every number, 0 to 15.
    theme : str
        ``light``, ``dark`` or ``print`` (black and white).
    title : str, optional
        The heading; ``""`` leaves it out. By default the name of the network.
    width, height : str, optional
        The size of the picture, such as ``"4.7in"``, ``"12cm"``, ``"120mm"`` or ``"300pt"``; one
        of the two is enough. No text gets smaller than 7 points; other things give way first: see
        ``docs/drawing.md``.
    size : str, optional
        ``column`` (3.4 inches wide), ``page`` (6.5 inches) or ``slide`` (13.333 x 7.5 inches).
    products : bool
        Whether ``forward`` shows the products of weight and value on the edges, not the weights.
    highlight : str, Neuron, several neurons, Path or Paths, optional
        What to highlight; the rest has paler colours. A neuron is highlighted with its edges. A
        symbol such as ``do[1]`` is highlighted with everything that it depends on, and a weight or
        bias with everything that its new value depends on. Several neurons are highlighted with
        the edges between them, and a path of ``Trace.path`` with its edges.
    direction : str
        ``right``, or ``down`` for inputs at the top and outputs at the bottom.
    positions : mapping, optional
        The centre of each neuron (a Neuron or its name) as (x, y) in any unit; y points up. A
        layout of NetworkX returns such positions. Edges bend around neurons in their way.
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``.
    own_names : bool
        Whether symbols have the names that you gave to neurons, as for ``ns.explain``.
    legend, caption : bool
        Whether the picture has a legend and a caption under it.
    transparent : bool
        Whether the page has no colour of its own, for a slide or a page of another colour.
    document : bool
        For ``.tex``: whether it is a whole document. If not, it is only the picture, for
        ``\input`` in a document that loads ``tikz``.
    ax : matplotlib.axes.Axes, optional
        Axes to draw in, instead of a new figure. You then save their figure yourself.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Picture
        It shows itself in a notebook, can be saved, and has the matplotlib ``figure``.

    Raises
    ------
    UnknownNameError
        If the show, the theme, the size, the direction, the notation, the ending of the file or
        what to highlight is unknown.
    InputError
        If the values to show are lacking, digits is out of range, the page is too narrow or too
        low for the diagram, positions are missing or alike, both a path and axes are given, or the
        diagram is too large for Mermaid.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing import draw
    >>> net = ns.mlp([2, 3, 1], name="worked example")
    >>> picture = draw(ns.trace(net, [70, 98], [91]), show="backward", theme="print")
    """
    if path is not None and ax is not None:
        raise InputError("give a path or axes, not both; save the figure of the axes yourself")
    if ax is not None and not isinstance(ax, Axes):
        raise InputError(f"ax is the Axes of a matplotlib figure; got {brief(ax)}")
    options = check_options(
        path,
        PAINTERS,
        theme=theme,
        title=title,
        digits=digits,
        overwrite=overwrite,
        transparent=transparent,
        width=width,
        height=height,
        size=size,
    )
    painters = _painters(options, document=document)
    scene = make_scene(
        subject,
        show=show,
        digits=options.digits,
        theme=options.theme,
        title=title,
        products=products,
        highlight=highlight,
        direction=direction,
        positions=positions,
        notation=notation,
        own_names=own_names,
        legend=legend,
        caption=caption,
        page=options.page,
    )
    scene = _on_page(scene, options)
    if ax is not None:
        paint_axes(scene, ax)
    return finished(_picture(scene, painters, ax), options)


def draw_neuron(
    subject: Network | Trace,
    neuron: str | Neuron,
    path: PathLike | None = None,
    *,
    digits: int = 4,
    theme: str = "light",
    title: str | None = None,
    notation: str | Mapping[Key, str] = "source",
    own_names: bool = False,
    width: str | None = None,
    height: str | None = None,
    size: str | None = None,
    legend: bool = True,
    caption: bool = True,
    transparent: bool = False,
    document: bool = True,
    overwrite: bool = True,
) -> Picture:
    r"""Draw the model of one neuron: inputs, weights, bias, sum, activation, output.

    Parameters
    ----------
    subject : Network or Trace
        The network or trace with the neuron. A network shows its weights, a trace every number.
    neuron : str or Neuron
        A hidden neuron or an output.
    path : path, optional
        A file to write at once. Its ending chooses the format, as for ``draw``.
    digits : int
        The decimals of every number, 0 to 15.
    theme : str
        ``light``, ``dark`` or ``print`` (black and white).
    title : str, optional
        The heading; ``""`` leaves it out. By default ``The neuron`` and its name.
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``.
    own_names : bool
        Whether symbols have the names that you gave to neurons, as for ``ns.explain``.
    width, height, size : str, optional
        The size of the picture, as for ``draw``.
    legend, caption : bool
        Whether the picture has a legend and a caption under it.
    transparent : bool
        Whether the page has no colour of its own, for a slide or a page of another colour.
    document : bool
        For ``.tex``: whether it is a whole document. If not, it is only the picture, for
        ``\input`` in a document that loads ``tikz``.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Picture
        It shows itself in a notebook, can be saved, and has the matplotlib ``figure``.

    Raises
    ------
    UnknownNameError
        If there is no such neuron, theme or ending.
    InputError
        If the neuron is an input, or digits is not a whole number from 0 to 15.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> picture = ns.draw_neuron(ns.mlp([2, 3, 1]), "h[0][1]")
    """
    options = check_options(
        path,
        PAINTERS,
        theme=theme,
        title=title,
        digits=digits,
        overwrite=overwrite,
        transparent=transparent,
        width=width,
        height=height,
        size=size,
    )
    painters = _painters(options, document=document)
    scene = make_neuron_scene(
        subject,
        neuron,
        digits=options.digits,
        theme=options.theme,
        title=title,
        notation=notation,
        own_names=own_names,
        legend=legend,
        caption=caption,
        page=options.page,
    )
    return finished(_picture(_on_page(scene, options), painters), options)


def draw_training_loop(
    path: PathLike | None = None,
    *,
    theme: str = "light",
    title: str | None = None,
    notation: str | Mapping[Key, str] = "source",
    width: str | None = None,
    height: str | None = None,
    size: str | None = None,
    caption: bool = True,
    transparent: bool = False,
    document: bool = True,
    overwrite: bool = True,
) -> Picture:
    r"""Draw the training loop as a flow chart: the steps for one row, the rows, and the epochs.

    Parameters
    ----------
    path : path, optional
        A file to write at once. Its ending chooses the format, as for ``draw``.
    theme : str
        ``light``, ``dark`` or ``print`` (black and white).
    title : str, optional
        The heading; ``""`` leaves it out. By default ``The training loop``.
    notation : {"source", "textbook"} or mapping
        The letters of the formulas, as for ``ns.explain``.
    width, height, size : str, optional
        The size of the picture, as for ``draw``.
    caption : bool
        Whether the picture has a caption under it.
    transparent : bool
        Whether the page has no colour of its own, for a slide or a page of another colour.
    document : bool
        For ``.tex``: whether it is a whole document. If not, it is only the picture, for
        ``\input`` in a document that loads ``tikz``.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Picture
        It shows itself in a notebook, can be saved, and has the matplotlib ``figure``.

    Raises
    ------
    UnknownNameError
        If there is no such theme or ending.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> picture = ns.draw_training_loop()
    """
    options = check_options(
        path, PAINTERS, theme=theme, title=title, overwrite=overwrite, transparent=transparent,
        width=width, height=height, size=size,
    )  # fmt: skip
    painters = _painters(options, document=document)
    scene = make_training_loop(
        theme=options.theme, title=title, notation=notation, caption=caption, page=options.page
    )
    return finished(_picture(_on_page(scene, options), painters), options)


def _painters(options: PictureOptions, *, document: bool) -> dict[str, Painter]:
    """Return the painters of each ending; that of ``tex`` makes a document or a fragment."""
    if not flag(document, "document") and options.ending not in {None, "tex"}:
        raise InputError(
            "document=False makes a fragment of LaTeX, for a file that ends in .tex; got "
            f"{brief(str(options.path))}"
        )
    return {**PAINTERS, "tex": partial(to_tikz, document=document)}


def _on_page(scene: Scene, options: PictureOptions) -> Scene:
    return replace(scene, background=None) if options.transparent else scene


def _picture(scene: Scene, painters: Mapping[str, Painter], ax: Axes | None = None) -> Picture:
    """Return the picture of a scene; its figure is new, or the figure of the given axes."""

    def make_figure() -> Figure:
        return paint_figure(scene) if ax is None else cast(Figure, ax.get_figure(root=True))

    of_scene = {ending: partial(painter, scene) for ending, painter in painters.items()}
    return Picture(scene.title, of_scene, make_figure)
