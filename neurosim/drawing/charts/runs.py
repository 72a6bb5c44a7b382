"""The runs of a sweep: what was measured against each parameter that varies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter, NullLocator

from neurosim.drawing.charts.loss import scale_losses
from neurosim.drawing.charts.pen import Pen
from neurosim.drawing.charts.style import check_size, new_sheet, spread, thickened
from neurosim.drawing.numerals import raw_text, typographic
from neurosim.drawing.picture import Picture
from neurosim.errors import counted
from neurosim.files import PathLike

_PANEL = 230.0
_MOST_PANELS, _MOST_LABELS, _MOST_MEDIANS, _MOST_TICKS = 9, 8, 30, 5
_LOGARITHMIC_FROM = 30.0

Columns = Mapping[str, Sequence[Any]]


def draw_runs(
    columns: Columns,
    values: Sequence[float],
    measure: str,
    path: PathLike | None = None,
    *,
    best: int,
    n_failed: int = 0,
    theme: str = "light",
    title: str | None = None,
    width: str | None = None,
    size: str | None = None,
    legend: bool = True,
    transparent: bool = False,
    overwrite: bool = True,
) -> Picture:
    """Draw what was measured of each run against each parameter that varies.

    A parameter of numbers that spans a factor of 30 or more has a logarithmic axis. A line goes
    through the medians of the runs with the same value.

    Parameters
    ----------
    columns : mapping of str to sequence, shape (n_runs,)
        For each parameter its value in each run: numbers, or anything with a text.
    values : sequence of float, shape (n_runs,)
        What was measured.
    measure : str
        Its name.
    path : path, optional
        A file to write at once: ``.svg``, ``.png`` or ``.pdf``.
    best : int
        The place of the best run, which is marked.
    n_failed : int
        How many runs failed; a note says so.
    theme, title, width, size, legend, transparent, overwrite
        As for ``draw_loss``.

    Examples
    --------
    >>> draw_runs({"hidden": [1, 2, 4]}, [0.5, 0.2, 0.1], "loss", best=2)
    Picture('Runs of a sweep')
    """
    sheet = new_sheet(
        path,
        theme=theme,
        title=title,
        width=width,
        size=size,
        legend=legend,
        transparent=transparent,
        overwrite=overwrite,
    )
    check_size(values, f"the {measure}", "leave the runs that diverged out")
    varying = [name for name, cells in columns.items() if len(set(map(str, cells))) > 1]
    shown = varying[:_MOST_PANELS] or list(columns)[:1]
    about = ", ".join(f"{name} {columns[name][best]}" for name in shown)
    description = (
        f"{measure} of {counted(len(values), 'run')}, from {min(values):.4g} to {max(values):.4g}; "
        f"the best has {about}"
    )
    notes = [f"{counted(n_failed, 'run')} failed"] if n_failed else []
    if len(varying) > len(shown):
        notes.append(f"{len(varying) - len(shown)} more parameters vary")
    return sheet.draw(
        lambda pen: _plot({n: columns[n] for n in shown}, values, measure, best, notes, pen),
        name="Runs of a sweep",
        description=description,
    )


def _plot(
    columns: Columns,
    values: Sequence[float],
    measure: str,
    best: int,
    notes: list[str],
    pen: Pen,
) -> Figure:
    n_columns = pen.columns(len(columns), _PANEL)
    n_rows = -(-len(columns) // n_columns)
    pen = pen.on_page(
        n_columns * _PANEL + 40.0, n_rows * _PANEL * (0.7 if n_columns == 1 else 0.85) + 60.0
    )
    wide, high = pen.width / n_columns, pen.height / n_rows
    figure = pen.figure()
    panels = figure.subplots(n_rows, n_columns, squeeze=False, sharey=True).ravel().tolist()
    entries: list[tuple[Any, str]] = []
    for place, (axes, (name, cells)) in enumerate(zip(panels, columns.items(), strict=False)):
        places, labels = _places(cells)
        entries = _points(axes, places, values, best, pen)
        scale_losses(axes, values)
        label = measure if place % n_columns == 0 else ""
        pen.dress(axes, name, label, width=wide, height=0.8 * high, most=5)
        _x_axis(axes, places, labels, wide, pen)
    for axes in panels[len(columns) :]:
        axes.set_visible(False)
    pen.legend(panels[0], entries, pen.width, columns=len(entries))
    if notes:
        pen.note(figure, "; ".join(notes))
    return thickened(figure, pen)


def _places(cells: Sequence[Any]) -> tuple[list[float], list[str]]:
    """Return where each value stands on the axis, and the labels of the places if it has words."""
    if all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells):
        return [float(cell) for cell in cells], []
    labels = list(dict.fromkeys(map(str, cells)))
    place_of = {label: float(place) for place, label in enumerate(labels)}
    return [place_of[str(cell)] for cell in cells], labels


def _points(
    axes: Axes, places: list[float], values: Sequence[float], best: int, pen: Pen
) -> list[tuple[Any, str]]:
    theme = pen.theme
    (every,) = axes.plot(
        places, values, "o", color=theme.positive, markersize=4.5, markeredgewidth=0, alpha=0.6,
    )  # fmt: skip
    entries = [(every, "a run")]
    different = sorted(set(places))
    if 1 < len(different) <= _MOST_MEDIANS and len(different) < len(places):
        groups = [[v for p, v in zip(places, values, strict=True) if p == x] for x in different]
        medians = [float(np.median(group)) for group in groups]
        (line,) = axes.plot(different, medians, color=theme.muted, linewidth=1.3, dashes=(4, 2))
        entries.append((line, "median"))
    (marked,) = axes.plot(
        [places[best]], [values[best]], "*", color=theme.negative, markersize=13,
        markeredgecolor=theme.background, markeredgewidth=0.8,
    )  # fmt: skip
    return [*entries, (marked, "best")]


def _x_axis(axes: Axes, places: list[float], labels: list[str], wide: float, pen: Pen) -> None:
    if labels:
        shown = spread(len(labels), _MOST_LABELS).tolist()
        room = (wide - 60.0 * pen.scale) / len(shown)
        axes.set_xticks(shown, [pen.fit(labels[k], room, pen.tick_size) for k in shown])
        axes.set_xlim(-0.5, len(labels) - 0.5)
    elif min(places) > 0 and max(places) >= _LOGARITHMIC_FROM * min(places):
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: typographic(f"{value:g}")))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.xaxis.set_minor_locator(NullLocator())
    different = sorted(set(places))
    if not labels and len(different) <= _MOST_TICKS:
        axes.set_xticks(different, [raw_text(value) for value in different])
    axes.margins(x=0.08)
