"""The incoming weights of neurons as heat maps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from neurosim import checks
from neurosim.checks import Matrix, whole_number
from neurosim.drawing.charts.outputs import Name, checked_network, printed
from neurosim.drawing.charts.pen import NAME_SIZE, Pen, named_width
from neurosim.drawing.charts.style import check_size, new_sheet, thickened
from neurosim.drawing.lettering import text_width, told
from neurosim.drawing.numerals import raw_text, typographic
from neurosim.drawing.picture import Picture
from neurosim.drawing.scene.subject import Subject, read_subject
from neurosim.errors import InputError, brief, counted
from neurosim.files import PathLike
from neurosim.mathematics.symbols import Key
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron

_MOST_NEURONS = 64
_MAP_SIDE = {1: 300.0, 4: 190.0, 16: 120.0, _MOST_NEURONS: 76.0}
"""The longer side of a map in points, by the number of maps."""

_WIDEST_ROW, _CELL = 520.0, (26.0, 64.0)
_NAME_WIDTH = 110.0
_NUMBER_SIZE = 9.0


@dataclass(frozen=True, slots=True)
class _Map:
    name: str
    title: Name
    sources: tuple[Name, ...]
    weights: Matrix


def draw_weights(
    net: Network,
    neurons: str | Neuron | Iterable[str | Neuron],
    path: PathLike | None = None,
    *,
    shape: tuple[int, int] | None = None,
    columns: int | None = None,
    notation: str | Mapping[Key, str] = "source",
    theme: str = "light",
    title: str | None = None,
    width: str | None = None,
    size: str | None = None,
    transparent: bool = False,
    overwrite: bool = True,
) -> Picture:
    """Draw the incoming weights of neurons as heat maps.

    The weights of a neuron fill its map row by row, in the order of connection. All maps have one
    scale, the same on both sides of 0. If there is space, the numbers are in the cells.

    Parameters
    ----------
    net : Network
        The network.
    neurons : str, Neuron, or iterable of them
        Up to 64 neurons, such as ``net.layers[1]``.
    path : path, optional
        A file to write at once. Its ending chooses the format: ``.svg``, ``.png`` or ``.pdf``.
    shape : (int, int), optional
        Rows and columns of a map, such as ``(28, 28)``. By default a square if the number of
        weights is a square number of at least 9, otherwise a single row.
    columns : int, optional
        How many maps are side by side. By default about as many as one below the other, but 1 for
        maps of a single row.
    notation : {"source", "textbook"} or mapping
        The letters of symbols, as for ``ns.explain``; a default name such as ``x[0]`` is a symbol.
    theme : str
        ``light``, ``dark`` or ``print`` (black and white).
    title : str, optional
        The heading; ``""`` leaves it out. There is none by default.
    width, size : str, optional
        The size of the picture, as for ``draw``; text is never under 7 points.
    transparent : bool
        Whether the page has no colour of its own.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Picture
        It is shown in a notebook; it has ``save`` and the matplotlib ``figure``.

    Raises
    ------
    UnknownNameError
        If a neuron, the notation, the theme or the ending of the file is unknown.
    InputError
        If a neuron has no weights, there is no neuron or more than 64, or the shape does not fit
        the number of weights.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([64, 4, 2], seed=1)
    >>> picture = ns.draw_weights(net, net.layers[1], shape=(8, 8))
    """
    sheet = new_sheet(
        path,
        theme=theme,
        title=title,
        width=width,
        size=size,
        transparent=transparent,
        overwrite=overwrite,
    )
    net = checked_network(net)
    chosen = _chosen(net, neurons)
    sides = None if shape is None else _shape(shape)
    subject = read_subject(net, notation)
    maps = [_map(neuron, sides, subject) for neuron in chosen]
    for one in maps:
        check_size(one.weights, f"a weight of {one.name!r}", "train with a smaller learning rate")
    in_rows = all(one.weights.shape[0] == 1 for one in maps) and columns is None
    if columns is None:
        n_columns = 1 if in_rows else math.ceil(math.sqrt(len(maps)))
    else:
        n_columns = min(whole_number(columns, "the number of columns", minimum=1), len(maps))
    largest = max(float(np.abs(one.weights).max()) for one in maps) or 1.0

    def paint(pen: Pen) -> Figure:
        if in_rows:
            return _plot_rows(maps, largest, pen)
        return _plot_maps(maps, n_columns, largest, pen)

    description = "; ".join(
        f"{told(one.name)}: {counted(one.weights.size, 'weight')} from "
        f"{raw_text(float(one.weights.min()))} to {raw_text(float(one.weights.max()))}"
        for one in maps
    )
    return sheet.draw(paint, name="Weights", description=description)


def _chosen(net: Network, neurons: str | Neuron | Iterable[str | Neuron]) -> list[Neuron]:
    if isinstance(neurons, str | Neuron):
        return [net[neurons]]
    given = checks.items(neurons, "the neurons are given by name, or as a list of names")
    chosen = [net[neuron] for neuron in given]
    if not chosen:
        raise InputError("there is no neuron to draw; give at least one")
    if len(chosen) > _MOST_NEURONS:
        raise InputError(
            f"{len(chosen)} neurons were given; the weights of at most {_MOST_NEURONS} can be "
            "drawn: choose some"
        )
    return chosen


def _shape(shape: tuple[int, int]) -> tuple[int, int]:
    try:
        rows, columns = shape
    except (TypeError, ValueError):
        raise InputError(
            f"a shape is written (rows, columns), such as (28, 28); got {brief(shape)}"
        ) from None
    return (
        whole_number(rows, "the number of rows of the shape", minimum=1),
        whole_number(columns, "the number of columns of the shape", minimum=1),
    )


def _map(neuron: Neuron, shape: tuple[int, int] | None, subject: Subject) -> _Map:
    if neuron.is_input:
        raise InputError(
            f"{neuron.name!r} is an input, which has no weights; give hidden or output neurons"
        )
    weights = np.array(list(neuron.weights))
    side = math.isqrt(len(weights))
    if shape is None:
        shape = (side, side) if side >= 3 and side * side == len(weights) else (1, len(weights))
    if shape[0] * shape[1] != len(weights):
        raise InputError(
            f"the shape {shape[0]} x {shape[1]} has {counted(shape[0] * shape[1], 'cell')}, but "
            f"{neuron.name!r} has {counted(len(weights), 'weight')}; give a shape with as many"
        )
    of, *sources = (printed([n.name], [n], subject)[0] for n in (neuron, *neuron.inputs))
    return _Map(neuron.name, of, tuple(sources), weights.reshape(shape))


def _plot_maps(maps: list[_Map], n_columns: int, largest: float, pen: Pen) -> Figure:
    n_rows = -(-len(maps) // n_columns)
    side = next(side for most, side in _MAP_SIDE.items() if len(maps) <= most)
    cell = side / max(max(one.weights.shape) for one in maps)
    high = cell * max(one.weights.shape[0] for one in maps)
    wide = cell * max(one.weights.shape[1] for one in maps)
    width = max((wide + 10.0) * n_columns + 90.0, 240.0)
    height = max((high + 26.0) * n_rows + 20.0, 130.0) + (26.0 if pen.heading else 0.0)
    pen = pen.on_page(width, height)
    share = (pen.width - 90.0 * pen.scale) / (width - 90.0)
    if pen.page.height is not None:
        share = min(share, pen.height / height)
    cell, high, wide = cell * share, high * share, wide * share
    figure = pen.figure()
    panels = [figure.add_subplot(n_rows, n_columns, k + 1) for k in range(len(maps))]
    for axes, one in zip(panels, maps, strict=True):
        _fill(axes, one.weights, cell, largest, pen)
        pen.name(axes, one.title, wide)
        axes.set_xticks([])
        axes.set_yticks([])
    _scale(figure, panels, largest, high * n_rows, pen)
    return thickened(figure, pen)


def _plot_rows(maps: list[_Map], largest: float, pen: Pen) -> Figure:
    most = max(one.weights.size for one in maps)
    cell = min(max(_WIDEST_ROW / most, 0.0), _CELL[1])
    longest = min(max(named_width(one.title, NAME_SIZE, "bold") for one in maps), _NAME_WIDTH)
    height = _CELL[0] + 4.0
    pen = pen.on_page(
        max(cell * most + longest + 120.0, 240.0),
        max(height * len(maps) + 40.0, 120.0) + (26.0 if pen.heading else 0.0),
    )
    most_wide = min(_NAME_WIDTH * pen.scale, 0.25 * pen.width)
    names = [named_width(one.title, pen.name_size, "bold") for one in maps]
    longest = min(max(names), most_wide) + 1.0
    cell = (pen.width - longest - 120.0 * pen.scale) / most
    figure = pen.figure()
    panels = [figure.add_subplot(len(maps), 1, k + 1) for k in range(len(maps))]
    for k, (axes, one) in enumerate(zip(panels, maps, strict=True)):
        _fill(axes, one.weights, cell, largest, pen)
        axes.set_aspect("auto")
        axes.set_xlim(-0.5, most - 0.5)
        pen.tick_names(axes.yaxis, [0], [one.title], longest, "bold")
        axes.set_xticks([])
        below = maps[k + 1].sources if k + 1 < len(maps) else None
        if one.sources != below and cell >= _CELL[0] * pen.scale:
            pen.tick_names(axes.xaxis, range(len(one.sources)), one.sources, cell - 4.0)
        axes.tick_params(length=0)
    _scale(figure, panels, largest, height * len(maps), pen)
    return thickened(figure, pen)


def _fill(axes: Axes, weights: Matrix, cell: float, largest: float, pen: Pen) -> None:
    colours = pen.diverging
    axes.imshow(weights, cmap=colours, vmin=-largest, vmax=largest, interpolation="none")
    axes.set_facecolor(pen.ground)
    for spine in axes.spines.values():
        spine.set_color(pen.theme.neutral)
        spine.set_linewidth(0.7)
    texts = [[typographic(f"{w:.2f}") for w in row] for row in weights.tolist()]
    size = _NUMBER_SIZE * pen.scale
    widest = max(text_width(text, size) for row in texts for text in row)
    if widest + 4.0 > cell:
        return
    for (row, column), weight in np.ndenumerate(weights):
        ink = pen.ink_on(colours((float(weight) / largest + 1.0) / 2))
        axes.text(
            column, row, texts[row][column], ha="center", va="center",
            **pen.font(size, ink),
        )  # fmt: skip


def _scale(figure: Figure, panels: list[Axes], largest: float, height: float, pen: Pen) -> None:
    shown = ScalarMappable(Normalize(-largest, largest), pen.diverging)
    pen.colour_bar(figure, shown, panels, "weight", max(height, 60.0))
