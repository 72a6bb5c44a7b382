"""Draw a network or a trace."""

from __future__ import annotations

from typing import cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neurosim.drawing.painters.matplotlib import paint_axes, paint_figure, render
from neurosim.drawing.saving import check_target
from neurosim.drawing.scene.diagram import make_scene
from neurosim.errors import InputError
from neurosim.files import PathLike, write_whole
from neurosim.model.network import Network
from neurosim.tracing import Trace


def draw(
    source: Network | Trace,
    path: PathLike | None = None,
    *,
    show: str | None = None,
    digits: int = 4,
    theme: str = "light",
    title: str | None = None,
    ax: Axes | None = None,
    overwrite: bool = True,
) -> Figure:
    """Draw a network, or the numbers of one sample in it.

    Inputs stand at the left, outputs at the right; any acyclic wiring will do. Large networks are
    thinned out, and the caption says by how much.

    Parameters
    ----------
    source : Network or Trace
        What to draw.
    path : path, optional
        A file to write, ending in ``.svg``, ``.png`` or ``.pdf``. The same network gives the same
        bytes.
    show : str, optional
        ``structure``: the names of the neurons.
        ``symbols``: the symbols of weights and biases.
        ``weights``: their numbers (the default of a network).
        ``forward``: weights, and in each neuron bias, summation and output; raw and normalized
        values at inputs and outputs, and the loss if there is a target (the default of a trace).
        ``backward``: dL/dw on the edges, error signals in the neurons.
        The last two need the values of a sample, so a trace or a network after ``forward`` and
        ``backward``.
    digits : int
        The decimals of every number, 0 to 15.
    theme : str
        ``light``, ``dark`` or ``print`` (black and white).
    title : str, optional
        The heading; the name of the network if none is given, and ``""`` for none.
    ax : matplotlib.axes.Axes, optional
        Axes to draw in instead of a new figure; it is then yours to save.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    matplotlib.figure.Figure
        One point (1/72 inch) of the figure is one point of text.

    Raises
    ------
    UnknownNameError
        If the show, the theme or the ending of the file is unknown.
    InputError
        If the source lacks the values to show, digits is out of range, or both a path and axes
        are given.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing import draw
    >>> net = ns.mlp([2, 3, 1], name="worked example")
    >>> figure = draw(ns.trace(net, [70, 98], [91]), show="backward", theme="print")
    """
    if path is not None and ax is not None:
        raise InputError("give a path or axes, not both; save the figure of the axes yourself")
    file_format = None if path is None else check_target(path, overwrite=overwrite)
    scene = make_scene(source, show=show, digits=digits, theme=theme, title=title)
    if ax is not None:
        paint_axes(scene, ax)
        return cast(Figure, ax.get_figure(root=True))
    figure = paint_figure(scene)
    if path is not None and file_format is not None:
        painted = paint_figure(scene, browser_fonts=True) if file_format == "svg" else figure
        data = render(painted, file_format, title=scene.title, description=scene.description)
        write_whole(path, data, overwrite=overwrite)
    return figure
