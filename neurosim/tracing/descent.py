"""Plain gradient descent on a function, as a table."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from neurosim.checks import number, positive, whole_number
from neurosim.data import to_csv_text
from neurosim.errors import InputError, NeurosimError, brief, counted, named


@dataclass(frozen=True, slots=True)
class DescentStep:
    """One row: a point, the gradient there, the point after the step and its function value."""

    old: tuple[float, ...]
    gradient: tuple[float, ...]
    new: tuple[float, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Descent:
    """The table of a gradient descent; printed with four digits, stored in full precision.

    Attributes
    ----------
    start : tuple of float
        The first point.
    start_value : float
        The value of the function there.
    steps : tuple of DescentStep
        One row for each step.
    learning_rate : float
        ``eta``.
    """

    start: tuple[float, ...]
    start_value: float
    steps: tuple[DescentStep, ...]
    learning_rate: float

    def __str__(self) -> str:
        n = len(self.start)
        header = [f"{what}[{i}]" for what in ("old", "gradient", "new") for i in range(n)]
        rows = [[""] * (2 * n) + [f"{v:.4f}" for v in (*self.start, self.start_value)]]
        rows += [[f"{v:.4f}" for v in _numbers(step)] for step in self.steps]
        table = [[*header, "f"], *rows]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        return "\n".join(
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in table
        )

    def to_csv(self) -> str:
        """Return the steps as CSV text: old point, gradient, new point, function value."""
        n = range(len(self.start))
        header = [f"{what}[{i}]" for what in ("old", "gradient", "new") for i in n]
        return to_csv_text([*header, "f"], [_numbers(step) for step in self.steps])


def descend(
    function: Callable[..., float],
    gradient: Callable[..., Sequence[float] | float],
    start: Sequence[float] | float,
    learning_rate: float,
    steps: int,
) -> Descent:
    """Walk downhill from a point: ``theta_new = theta_old - eta * gradient(theta_old)``.

    Parameters
    ----------
    function : callable
        Takes one number for each coordinate and returns a number.
    gradient : callable
        Takes the same numbers and returns one partial derivative for each coordinate.
    start : sequence of float, shape (n,)
        The first point.
    learning_rate : float
        ``eta``; above 0.
    steps : int
        The number of steps; at least 1.

    Returns
    -------
    Descent

    Raises
    ------
    InputError
        If a value is not finite or the gradient has another length than the point.

    Examples
    --------
    >>> print(descend(lambda x, y: x**2 + y**2, lambda x, y: (2 * x, 2 * y), (3, 4), 0.1, 2))
    old[0]  old[1]  gradient[0]  gradient[1]  new[0]  new[1]        f
                                              3.0000  4.0000  25.0000
    3.0000  4.0000       6.0000       8.0000  2.4000  3.2000  16.0000
    2.4000  3.2000       4.8000       6.4000  1.9200  2.5600  10.2400
    """
    for what, given in (("function", function), ("gradient", gradient)):
        if not callable(given):
            raise InputError(f"the {what} is {brief(given)}; give a function of the coordinates")
    eta = positive(learning_rate, "the learning rate")
    n_steps = whole_number(steps, "the number of steps", minimum=1)
    first = point = _point(start, "the start")
    if not first:
        raise InputError("the start has no coordinates; give at least one")
    rows = []
    for row in range(1, n_steps + 1):
        slope = _call(gradient, point, f"the gradient of step {row}")
        if len(slope) != len(point):
            raise InputError(
                f"the gradient has {len(slope)} values; the point has {len(point)} coordinates"
            )
        moved = [old - eta * g for old, g in zip(point, slope, strict=True)]
        new = _point(moved, f"the point after step {row}")
        value = _value(function, new, f"the function after step {row}")
        rows.append(DescentStep(point, slope, new, value))
        point = new
    start_value = _value(function, first, "the function at the start")
    return Descent(first, start_value, tuple(rows), eta)


def _point(values: Sequence[float] | float, what: str) -> tuple[float, ...]:
    if isinstance(values, str | Set | Mapping) or not isinstance(values, Iterable):
        return (number(values, what),)
    if getattr(values, "shape", None) == ():
        return (number(values, what),)
    return tuple(number(value, f"coordinate {i} of {what}") for i, value in enumerate(values))


def _value(function: Callable[..., float], at: Sequence[float], what: str) -> float:
    values = _call(function, at, what)
    if len(values) != 1:
        raise InputError(f"{what} gives {len(values)} values; it must be one number")
    return values[0]


def _call(
    function: Callable[..., Sequence[float] | float], at: Sequence[float], what: str
) -> tuple[float, ...]:
    _check_arguments(function, at, what)
    try:
        return _point(function(*at), what)
    except OverflowError:
        raise InputError(f"{what} overflows; take a smaller learning rate") from None
    except NeurosimError:
        raise
    except Exception as error:
        at_point = ", ".join(f"{value:g}" for value in at)
        raise InputError(f"{what} fails at ({at_point}): {named(error)}") from error


def _check_arguments(function: Callable[..., object], at: Sequence[float], what: str) -> None:
    try:
        parameters = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions have none
        return
    try:
        parameters.bind(*at)
    except TypeError:
        raise InputError(
            f"{what} takes the arguments {parameters}; it must take {counted(len(at), 'number')}, "
            "one for each coordinate"
        ) from None


def _numbers(step: DescentStep) -> list[float]:
    return [*step.old, *step.gradient, *step.new, step.value]
