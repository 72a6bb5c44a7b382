"""The path of a gradient descent on a curve, or on a surface and its contours."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patheffects import Normal, Stroke

from neurosim.checks import Matrix
from neurosim.drawing.charts.axis import axis_numbers, round_numbers
from neurosim.drawing.charts.pen import HEADING_SIZE, Pen
from neurosim.drawing.charts.style import LARGEST, check_size, new_sheet, padded, thickened
from neurosim.drawing.numerals import raw_text
from neurosim.drawing.picture import Picture
from neurosim.drawing.scene.notes import with_letters
from neurosim.errors import InputError, brief, counted, named
from neurosim.files import PathLike
from neurosim.tracing.descent import Descent

_CURVE_SIZE = (440.0, 320.0)
_SURFACE_SIZE, _STACKED_SIZE = (680.0, 340.0), (340.0, 640.0)
_SAMPLES, _GRID = 301, 41
_LEVELS = 13
_MARGIN = 1.15
_FEW = 30
_LARGEST, _TRIALS = 1.3, 8
_CORNER = 0.08
_LONG = 4
# if the sides of the window differ by this factor or less, they become equal
_SQUARE = 4.0


def draw_descent(
    descent: Descent,
    function: Callable[..., float],
    path: PathLike | None = None,
    *,
    theme: str = "light",
    title: str | None = None,
    width: str | None = None,
    size: str | None = None,
    legend: bool = True,
    transparent: bool = False,
    overwrite: bool = True,
) -> Picture:
    """Draw the path of a gradient descent on its function.

    With one parameter the path is drawn on the curve ``f(x)``; with two on the surface
    ``f(x, y)`` and, beside it, on its contours, which are evenly spaced for a paraboloid. Where the
    function cannot be computed, the picture is blank.

    Parameters
    ----------
    descent : Descent
        The result of ``ns.descend``, with one or two parameters.
    function : callable
        The function that was descended: of one or two numbers, to a number.
    path : path, optional
        A file to write at once. Its ending chooses the format: ``.svg``, ``.png`` or ``.pdf``.
    theme : str
        ``light``, ``dark`` or ``print`` (black and white).
    title : str, optional
        The heading; ``""`` leaves it out. There is none by default.
    width, size : str, optional
        The size of the picture, as for ``draw``; text is never under 7 points.
    legend : bool
        Whether the picture has a legend.
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
        If the theme or the ending of the file is unknown.
    InputError
        If there are more than two parameters, the function is not the one that was descended, or
        its numbers are too large to draw.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> import neurosim as ns
    >>> def bowl(x, y):
    ...     return x**2 + y**2
    >>> descent = ns.descend(bowl, lambda x, y: (2 * x, 2 * y), (3, 4), 0.1, 20)
    >>> picture = ns.draw_descent(descent, bowl)
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
    if not isinstance(descent, Descent):
        raise InputError(f"a descent is what ns.descend returns; got {brief(descent)}")
    if not callable(function):
        raise InputError(f"the function that was descended must be callable; got {brief(function)}")
    n_parameters = len(descent.start)
    if n_parameters not in {1, 2}:
        raise InputError(
            f"the descent has {counted(n_parameters, 'parameter')}; "
            "a path can be drawn for one or two"
        )
    _check_function(descent, function)
    points = np.array([descent.start, *(step.new for step in descent.steps)])
    values = np.array([descent.start_value, *(step.value for step in descent.steps)])
    remedy = "take fewer steps or a smaller learning rate"
    check_size([*points.ravel(), *values], "the descent", remedy)
    window = _window(points, points[int(values.argmin())])
    ends = (
        _point_text("start", points[0], values[0]),
        _point_text(f"step {len(descent.steps)}", points[-1], values[-1]),
    )
    if n_parameters == 1:
        curve = _curve(function, window[0])

        def paint(pen: Pen) -> Figure:
            return _plot_curve(curve, points[:, 0], values, ends, pen)
    else:
        surface = _surface(function, window)

        def paint(pen: Pen) -> Figure:
            return _plot_surface(surface, points, values, ends, pen)

    description = (
        f"The path of {counted(len(descent.steps), 'step')} with the learning rate "
        f"{descent.learning_rate:g}; {ends[0]}; {ends[1]}"
    )
    return sheet.draw(paint, name="Gradient descent", description=description)


def _check_function(descent: Descent, function: Callable[..., float]) -> None:
    try:
        value = float(function(*descent.start))
    except Exception as error:
        raise InputError(
            f"the function fails at the start of the descent ({named(error)}); "
            "give the function that was descended"
        ) from error
    if not math.isclose(value, descent.start_value, rel_tol=1e-9, abs_tol=1e-12):
        raise InputError(
            f"the function is {value:g} at the start, where the descent has "
            f"{descent.start_value:g}; give the function that was descended"
        )


def _window(points: Matrix, lowest: Matrix) -> Matrix:
    # around the lowest point of the path, so that both sides of a valley are seen
    half = np.abs(points - lowest).max(axis=0) * _MARGIN
    longest = half.max() or 1.0
    like = (half * _SQUARE >= longest) | (half == 0.0)
    half = np.where(like, longest, np.maximum(half, longest / 50))
    return np.stack([lowest - half, lowest + half], axis=1)


def _curve(function: Callable[..., float], window: Matrix) -> tuple[Matrix, list[float]]:
    x = np.linspace(window[0], window[1], _SAMPLES)
    return x, [_value(function, value) for value in x.tolist()]


def _surface(function: Callable[..., float], window: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    x, y = (np.linspace(low, high, _GRID) for low, high in window)
    f = np.array([[_value(function, a, b) for a in x.tolist()] for b in y.tolist()])
    return x, y, f


def _value(function: Callable[..., float], *at: float) -> float:
    try:
        value = float(function(*at))
    except (ArithmeticError, ValueError, TypeError, LookupError):
        return math.nan
    return value if abs(value) <= LARGEST else math.nan


def _point_text(what: str, point: Matrix, value: float) -> str:
    place = ", ".join(raw_text(float(v)) for v in point)
    if len(point) == 1:
        return f"{what}: x = {place}, f = {raw_text(float(value))}"
    return f"{what}: ({place}), f = {raw_text(float(value))}"


def _plot_curve(
    curve: tuple[Matrix, list[float]], x: Matrix, f: Matrix, ends: tuple[str, str], pen: Pen
) -> Figure:
    theme = pen.theme
    pen = pen.on_page(*_CURVE_SIZE)
    figure = pen.figure()
    axes = figure.add_subplot()
    axes.plot(*curve, color=theme.positive, linewidth=2.4)
    handles = _path(axes, [x, f], theme.negative, pen)
    pen.dress(
        axes,
        with_letters("`x`"),
        with_letters("`f`(`x`)"),
        width=pen.width,
        height=pen.height,
    )
    pen.legend(axes, list(zip(handles, ends, strict=True)), pen.width)
    axes.margins(x=0.0, y=0.06)
    return thickened(figure, pen)


def _plot_surface(
    surface: tuple[Matrix, Matrix, Matrix],
    points: Matrix,
    values: Matrix,
    ends: tuple[str, str],
    pen: Pen,
) -> Figure:
    # this import makes 3D axes known to figures
    import mpl_toolkits.mplot3d  # type: ignore[import-untyped]  # noqa: F401

    stacked = pen.columns(2, _SURFACE_SIZE[0] / 2) == 1
    pen = pen.on_page(*(_STACKED_SIZE if stacked else _SURFACE_SIZE))
    wide, high = (pen.width, pen.height / 2) if stacked else (pen.width / 2, pen.height)
    figure = pen.figure()
    x, y, f = surface
    low = min(float(np.nanmin(f)), float(values.min()))
    high = max(float(np.nanmax(f)), float(values.max()))
    low, high = (low, high) if high > low else padded(low, high, 0.0)
    limits = {"xlim": (x[0], x[-1]), "ylim": (y[0], y[-1]), "zlim": padded(low, high, 0.01)}
    top = 1 - (1.9 * HEADING_SIZE * pen.scale / pen.height if pen.heading else 0.02)
    room = (0.03, 0.53, 0.94, top - 0.53) if stacked else (0.01, 0.02, 0.47, top - 0.02)
    with mpl.rc_context({"grid.color": pen.theme.neutral, "grid.linewidth": 0.4}):
        left: Any = figure.add_axes(room, projection="3d", computed_zorder=False)
    left.set(**limits)
    _dress_space(left, points, pen)
    _fit_space(left)
    colours = pen.sequential
    left.plot_surface(
        *np.meshgrid(x, y), f, cmap=colours, vmin=low, vmax=high, rcount=_GRID, ccount=_GRID,
        linewidth=0.15, edgecolor=pen.theme.background, alpha=0.92, zorder=1,
    )  # fmt: skip
    left.set(**limits)
    _path(left, [points[:, 0], points[:, 1], values], pen.theme.accent, pen)

    grid = figure.add_gridspec(2, 1) if stacked else figure.add_gridspec(1, 2)
    right = figure.add_subplot(grid[1])
    # the levels are squares of even steps, so the rings of a paraboloid are evenly spaced
    levels = low + (high - low) * np.linspace(0.0, 1.0, _LEVELS) ** 2
    right.contourf(x, y, f, levels=levels, cmap=colours, vmin=low, vmax=high)
    right.contour(x, y, f, levels=levels, colors=pen.theme.outline, linewidths=0.4, alpha=0.5)
    handles = _path(right, [points[:, 0], points[:, 1]], pen.theme.accent, pen)
    pen.dress(right, with_letters("`x`"), with_letters("`y`"), width=wide, height=high, grid=None)
    right.set_xlim(x[0], x[-1])
    right.set_ylim(y[0], y[-1])
    if np.isclose(x[-1] - x[0], y[-1] - y[0]):
        right.set_aspect("equal")
    pen.legend(right, list(zip(handles, ends, strict=True)), wide)
    # the numbers along its axes depend on its size, so one layout more is needed
    layout = figure.get_layout_engine()
    assert layout is not None
    layout.execute(figure)
    return thickened(figure, pen)


def _path(axes: Any, coordinates: list[Matrix], colour: str, pen: Pen) -> list[Any]:
    theme = pen.theme
    few = len(coordinates[0]) <= _FEW
    outlined = [Stroke(linewidth=2.4, foreground=theme.background), Normal()]
    axes.plot(
        *coordinates, color=colour, linewidth=1.2, marker="o",
        markersize=3.4 if few else 2.0, path_effects=outlined, zorder=5,
    )  # fmt: skip
    handles = []
    for place, marker in ((0, "o"), (-1, "s")):
        (handle,) = axes.plot(
            *(values[[place]] for values in coordinates), linestyle="none", marker=marker,
            markersize=7.5, color=colour, markeredgecolor=theme.background,
            markeredgewidth=1.0, zorder=6,
        )  # fmt: skip
        handles.append(handle)
    return handles


def _dress_space(axes: Any, points: Matrix, pen: Pen) -> None:
    theme = pen.theme
    axes.set_facecolor(pen.ground)
    for axis, label in ((axes.xaxis, "x"), (axes.yaxis, "y"), (axes.zaxis, "f")):
        axis.set_pane_color(pen.ground)
        axis.line.set_color(theme.neutral)
        axis.set_label_text(label, **pen.font(pen.label_size, theme.muted))
        axis.set_tick_params(
            colors=theme.muted, labelsize=pen.tick_size, pad=1.0,
            labelfontfamily=pen.font(pen.tick_size)["fontfamily"],
        )  # fmt: skip
        low, high = axis.get_view_interval()
        edge = 0.0 if axis is axes.zaxis else _CORNER * (high - low)
        # where two axes meet, there is no space for the numbers of both
        shown = [p for p in round_numbers(low, high, 5) if low + edge <= p <= high - edge]
        if max(map(len, axis_numbers(shown)), default=0) > _LONG:
            shown = shown[len(shown) % 2 :: 2]
        axis.set_ticks(shown, labels=axis_numbers(shown))
    # the start is at the far side, so that the path comes down towards the reader
    behind_x, behind_y = points[0] >= points[-1]
    azimuth = {(True, True): 225, (False, True): 315, (False, False): 45, (True, False): 135}
    axes.view_init(elev=32, azim=azimuth[bool(behind_x), bool(behind_y)] + 15)


def _fit_space(axes: Any) -> None:
    """Make axes with a depth as large as possible, with all their texts inside."""
    renderer = axes.figure.canvas.get_renderer()
    room = axes.bbox.frozen()
    zoom = _LARGEST
    for _ in range(_TRIALS):
        axes.set_box_aspect(None, zoom=zoom)
        axes.draw(renderer)
        taken = axes.get_tightbbox(renderer)
        middle_x, middle_y = (room.x0 + room.x1) / 2, (room.y0 + room.y1) / 2
        reach = max(
            (middle_x - taken.x0) / (room.width / 2),
            (taken.x1 - middle_x) / (room.width / 2),
            (middle_y - taken.y0) / (room.height / 2),
            (taken.y1 - middle_y) / (room.height / 2),
        )
        if reach <= 1.0 + 1e-6:
            return
        zoom *= 0.98 / reach
