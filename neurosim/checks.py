"""Checks of numbers that come from outside, shared by every room."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Set
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurosim.errors import InputError, counted, listed

Matrix = NDArray[np.float64]


def number(value: Any, what: str) -> float:
    """Return ``value`` as a float.

    Parameters
    ----------
    value : number
        The value to check.
    what : str
        What the value is, as the start of a sentence: ``"the weight from 'x[0]'"``.

    Raises
    ------
    InputError
        If the value is no number, or NaN or infinite.
    """
    if value is np.ma.masked:
        raise InputError(f"{what} is masked; give its value")
    if isinstance(value, str | bytes | complex | np.complexfloating):
        raise InputError(f"{what} is {value!r}, which is not a number")
    try:
        result = float(value)
    except (TypeError, ValueError):
        raise InputError(f"{what} is {value!r}, which is not a number") from None
    except OverflowError:
        raise InputError(f"{what} is too large for a 64-bit float") from None
    if not math.isfinite(result):
        raise InputError(f"{what} is {result}; it must be a finite number")
    return result


def positive(value: Any, what: str) -> float:
    """Return ``value`` as a float above zero; raise InputError otherwise."""
    result = number(value, what)
    if result <= 0:
        raise InputError(f"{what} is {result:g}; it must be above 0")
    return result


def whole_number(value: Any, what: str, *, minimum: int) -> int:
    """Return ``value`` as an int of at least ``minimum``; raise InputError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise InputError(f"{what} is {value!r}; it must be a whole number")
    if value < minimum:
        raise InputError(f"{what} is {value}; it must be at least {minimum}")
    return int(value)


def flag(value: Any, what: str) -> bool:
    """Return ``value`` as a bool; raise InputError for anything but True and False.

    Examples
    --------
    >>> flag("no", "shuffle")
    Traceback (most recent call last):
        ...
    neurosim.errors.InputError: shuffle is 'no'; give True or False
    """
    if not isinstance(value, bool | np.bool_):
        raise InputError(f"{what} is {_brief(value)}; give True or False")
    return bool(value)


def sample(values: Iterable[Any], names: list[str], what: str) -> list[float]:
    """Return one sample as floats, one for each name.

    Parameters
    ----------
    values : iterable of number, shape (len(names),)
        The values of one sample.
    names : list of str
        What each value belongs to, for the message.
    what : str
        The singular of what the values are: ``"input"`` or ``"target"``.

    Raises
    ------
    InputError
        If the count is wrong or a value is not a finite number.
    """
    if isinstance(values, str | bytes):
        raise InputError(
            f"expected {counted(len(names), what)} as numbers, got the text {values!r}"
        )
    if hasattr(values, "columns") or hasattr(values, "iloc"):
        raise InputError(
            f"expected {counted(len(names), what)} as plain numbers, got a "
            f"{type(values).__name__}, whose order is not looked at here; give its numbers in "
            f"the order {listed(names)}"
        )
    try:
        if isinstance(values, Set | Mapping):
            raise TypeError
        given = list(values)
    except TypeError:
        raise InputError(
            f"expected a sequence of {counted(len(names), what)}, got {values!r}; "
            f"a single value is written [{values!r}]"
        ) from None
    if len(given) != len(names):
        raise InputError(f"got {counted(len(given), what)}, expected {len(names)}: {listed(names)}")
    return [number(value, f"{what} {name}") for name, value in zip(names, given, strict=True)]


def matrix(values: ArrayLike, what: str) -> Matrix:
    """Return ``values`` as a finite float64 matrix, shape (n_samples, n_columns).

    A one-dimensional array counts as one column.

    Raises
    ------
    InputError
        If a value is no finite number (its row and column are named) or the shape does not fit.
    """
    try:
        given = np.asarray(values)
        if given.size and given.dtype.kind not in "biufO":
            raise TypeError
        if given.dtype.kind == "O" and any(map(_is_no_number, given.flat)):
            raise TypeError
        array = given.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            f"{what} must be a table of finite numbers with equally long rows; got {_brief(values)}"
        ) from None
    if array.ndim == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2:
        raise InputError(f"{what} must have 2 dimensions (samples, columns); got {array.ndim}")
    if np.ma.is_masked(values):
        mask: Any = np.ma.getmaskarray(np.ma.asarray(values))
        row, column = np.argwhere(mask.reshape(array.shape))[0]
        raise InputError(
            f"{what} has a masked value in row {row}, column {column}; give its value or leave "
            "the row out"
        )
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise InputError(
            f"{what} has {array[row, column]} in row {row}, column {column}; "
            "every value must be a finite number"
        )
    return array


def _is_no_number(value: object) -> bool:
    return isinstance(value, str | bytes | complex | np.complexfloating)


def _brief(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
