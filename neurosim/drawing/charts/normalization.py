"""The numbers of a dataset before and after their normalization."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from neurosim.checks import Matrix
from neurosim.data import as_dataset
from neurosim.drawing.charts.axis import TICK_SIZE, axis_numbers, round_numbers
from neurosim.drawing.charts.outputs import Name, Samples
from neurosim.drawing.charts.pen import NAME_SIZE, Pen, named_width
from neurosim.drawing.charts.style import check_size, new_sheet, padded, spread, thickened
from neurosim.drawing.lettering import text_width
from neurosim.drawing.numerals import raw_text
from neurosim.drawing.picture import Picture
from neurosim.errors import NeurosimWarning, counted
from neurosim.files import PathLike
from neurosim.mathematics.symbols import Key, read_symbol
from neurosim.model.column_summary import ColumnSummary
from neurosim.model.standard_scaling import Normalize, check_normalize, fitted_scaling
from neurosim.writing.letters import Notation, get_notation

_PLOT_WIDTH, _ROW_HEIGHT = 330.0, 62.0
_NAME_WIDTH = 100.0
_MOST_ROWS, _MOST_COLUMNS = 100, 12
_FEW = 20
# the height of the strips of a column, as a share of its row
_BEFORE, _AFTER = 0.26, 0.74


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    raw: Matrix
    normalized: Matrix
    minimum: float
    maximum: float
    low: float
    high: float


def draw_normalization(
    data: Samples,
    path: PathLike | None = None,
    *,
    normalize: Normalize = (0.0, 1.0),
    notation: str | Mapping[Key, str] = "source",
    theme: str = "light",
    title: str | None = None,
    width: str | None = None,
    size: str | None = None,
    transparent: bool = False,
    overwrite: bool = True,
) -> Picture:
    """Draw each column of a dataset before and after scaling.

    A column is two rows of dots: its raw values, on one scale for all columns, and below them the
    normalized values. Lines join the two. The numbers at the ends are the minimum and the maximum.
    Inputs and targets are drawn; columns of classes are not, because they are never scaled.

    Parameters
    ----------
    data : Dataset or tuple (X, Z) of array_like
        Samples in raw units. If there are more than 100 samples or 12 columns, only some are drawn,
        and a note says how many. The limits are always those of all samples.
    path : path, optional
        A file to write at once. Its ending chooses the format: ``.svg``, ``.png`` or ``.pdf``.
    normalize : (float, float) or "standard"
        The range to scale to, or ``"standard"`` for mean 0 and deviation 1.
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
        If the notation, the theme or the ending of the file is unknown.
    InputError
        If the data is not a dataset, or ``normalize`` is not a scaling.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> _, data = ns.worked_example()
    >>> picture = ns.draw_normalization(data, normalize=(-1, 1))
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
    chosen = check_normalize(normalize)
    letters = get_notation(notation, 1)
    samples = as_dataset(data)
    numbers = [
        (name, samples.Z[:, k])
        for k, name in enumerate(samples.output_names)
        if name in {column.name for column in samples.target_columns if not column.classes}
    ]
    everything = [*zip(samples.input_names, samples.X.T, strict=True), *numbers]
    for name, raw in everything:
        check_size(raw, f"the column {name!r}", "give the data in larger units")
    columns = [_scaled(name, raw, chosen) for name, raw in everything[:_MOST_COLUMNS]]
    if isinstance(chosen, str):
        least = min(column.low for column in columns)
        goal = padded(least, max(column.high for column in columns), 0.0)
        scaled_to = "mean 0 and deviation 1"
    else:
        goal = chosen
        scaled_to = f"{raw_text(goal[0])} to {raw_text(goal[1])}"
    notes = []
    if len(samples) > _MOST_ROWS:
        notes.append(
            f"{_MOST_ROWS} of {len(samples):,} samples drawn, those at the limits among them"
        )
    if len(everything) > len(columns):
        notes.append(f"{len(columns)} of {len(everything):,} columns drawn")
    description = "; ".join(
        f"{c.name} from {raw_text(c.minimum)} to {raw_text(c.maximum)}" for c in columns
    )
    return sheet.draw(
        lambda pen: _plot(columns, goal, "; ".join(notes), letters, pen),
        name="Normalization",
        description=f"{counted(len(everything), 'column')} scaled to {scaled_to}: {description}",
    )


def _scaled(name: str, raw: Matrix, normalize: Normalize) -> _Column:
    with warnings.catch_warnings():
        # the picture says that a column is constant
        warnings.simplefilter("ignore", NeurosimWarning)
        summary = ColumnSummary.of(raw)
        scaling = fitted_scaling(summary, normalize)
    normalized = scaling.transform(raw[:, np.newaxis])[:, 0]
    places = {*spread(len(raw), _MOST_ROWS - 2).tolist(), int(raw.argmin()), int(raw.argmax())}
    rows = sorted(places) if len(raw) > _MOST_ROWS else list(range(len(raw)))
    return _Column(
        name, raw[rows], normalized[rows], float(summary.minimum[0]), float(summary.maximum[0]),
        float(normalized.min()), float(normalized.max()),
    )  # fmt: skip


def _plot(
    columns: list[_Column], goal: tuple[float, float], note: str, letters: Notation, pen: Pen
) -> Figure:
    theme = pen.theme
    n = len(columns)
    names = [_printed(column.name, letters) for column in columns]
    least = min(column.minimum for column in columns)
    raw = padded(least, max(column.maximum for column in columns), 0.0)
    labels = [text for column in columns for pair in _ends(column) for text in pair]
    room = max(text_width(text, TICK_SIZE) for text in labels) + 12.0
    longest = min(max(named_width(name, NAME_SIZE, "bold") for name in names), _NAME_WIDTH)
    width = _PLOT_WIDTH + 2 * room + longest + 40.0
    height = _ROW_HEIGHT * n + 95.0 + (26.0 if pen.heading else 0.0) + (16.0 if note else 0.0)
    pen = pen.on_page(width, height)
    room *= pen.scale
    most = min(_NAME_WIDTH * pen.scale, 0.25 * pen.width)
    longest = min(max(named_width(name, pen.name_size, "bold") for name in names), most) + 1.0
    wide = pen.width - 2 * room - longest - 40.0 * pen.scale
    figure = pen.figure()
    axes = figure.add_subplot()
    axes.set_xlim(-room / wide, 1.0 + room / wide)
    axes.set_ylim(n, 0.0)
    for k, column in enumerate(columns):
        _plot_column(axes, k, column, raw, goal, pen)
        if k:
            axes.axhline(k, color=theme.neutral, linewidth=0.5, alpha=0.4)
    pen.dress(axes, "after: normalized", width=wide + room, height=pen.height, grid=None)
    pen.tick_names(axes.yaxis, [k + 0.5 for k in range(n)], names, longest, "bold")
    axes.tick_params(axis="y", length=0)
    above = axes.twiny()
    pen.dress(above, "before: raw units", width=wide + room, height=pen.height, grid=None)
    above.set_xlim(axes.get_xlim())
    above.xaxis.set_label_position("top")
    above.xaxis.tick_top()
    for shown, side, ends in ((axes, "bottom", goal), (above, "top", raw)):
        numbers = _numbers_along(ends, wide, pen.tick_size)
        places = [_share(number, ends) for number in numbers]
        shown.set_xticks(places, labels=axis_numbers(numbers))
        for name, spine in shown.spines.items():
            spine.set_visible(name == side)
            if name == side:
                spine.set_bounds(0.0, 1.0)
    if note:
        pen.note(figure, note)
    return thickened(figure, pen)


def _plot_column(
    axes: Axes,
    k: int,
    column: _Column,
    raw: tuple[float, float],
    goal: tuple[float, float],
    pen: Pen,
) -> None:
    theme = pen.theme
    before = np.array([_share(value, raw) for value in column.raw.tolist()])
    after = np.array([_share(value, goal) for value in column.normalized.tolist()])
    few = len(before) <= _FEW
    axes.add_collection(
        LineCollection(
            [[(b, k + _BEFORE), (a, k + _AFTER)] for b, a in zip(before, after, strict=True)],
            colors=theme.neutral,
            linewidths=1.0 if few else 0.6,
            alpha=0.75 if few else 0.4,
        )
    )
    font = pen.font(pen.tick_size)
    # numbers are a little outside the strips, away from the lines between them
    strips = (
        (before, _BEFORE, theme.series[3], "s", 4.0),
        (after, _AFTER, theme.series[2], "o", -4.0),
    )
    for (places, height, colour, marker, rise), texts in zip(strips, _ends(column), strict=True):
        axes.plot(
            [places.min(), places.max()], [k + height] * 2, color=theme.neutral, linewidth=0.8,
            zorder=1,
        )  # fmt: skip
        axes.plot(
            places, [k + height] * len(places), linestyle="none", marker=marker, color=colour,
            markersize=6.0 if few else 4.0, markeredgecolor=theme.background, markeredgewidth=0.6,
            zorder=3,
        )  # fmt: skip
        for text, place, side, gap in (
            (texts[0], places.min(), "right", -7.0),
            (texts[1], places.max(), "left", 7.0),
        ):
            axes.annotate(
                text, (place, k + height), xytext=(gap, rise), textcoords="offset points",
                ha=side, va="center_baseline", **font,
            )  # fmt: skip


def _printed(name: str, letters: Notation) -> Name:
    """Return the name of a column; the default name is a symbol."""
    symbol = read_symbol(name)
    usual = symbol is not None and symbol.kind in {"input", "output"}
    return (letters.typeset(symbol),) if symbol is not None and usual else name


def _numbers_along(ends: tuple[float, float], wide: float, size: float) -> list[float]:
    """Return round numbers between two ends that have room beside each other."""
    numbers: list[float] = []
    for most in (6, 5, 4, 3, 2, 1):
        numbers = [t for t in round_numbers(*ends, most) if ends[0] <= t <= ends[1]]
        longest = max((text_width(text, size) for text in axis_numbers(numbers)), default=0.0)
        steps = pairwise(numbers)
        if all((b - a) / (ends[1] - ends[0]) * wide >= longest + 6.0 for a, b in steps):
            break
    return numbers


def _share(value: float, ends: tuple[float, float]) -> float:
    return (value - ends[0]) / (ends[1] - ends[0])


def _ends(column: _Column) -> list[tuple[str, str]]:
    if column.minimum == column.maximum:
        # one dot, and its number at the right
        return [("", f"{raw_text(column.minimum)}, constant"), ("", raw_text(column.low))]
    return [
        (raw_text(column.minimum), raw_text(column.maximum)),
        (raw_text(column.low), raw_text(column.high)),
    ]
