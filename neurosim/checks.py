"""Checks of arguments, shared by every room. Each message is one sentence."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurosim.errors import FileError, InputError, brief, counted, listed, unknown_name

Matrix = NDArray[np.float64]
Kind = TypeVar("Kind")

LARGEST_WHOLE = 2**63 - 1


def number(value: Any, what: str) -> float:
    """Return ``value`` as a float; True and False count as 1 and 0, as in Python.

    Parameters
    ----------
    value : number
        The value to check.
    what : str
        What the value is, as the start of a sentence: ``"the weight from 'x[0]'"``.

    Raises
    ------
    InputError
        If the value is not a number, or is NaN or infinite.
    """
    if type(value) is not float:
        value = _as_float(value, what)
    result: float = value
    if not math.isfinite(result):
        raise InputError(f"{what} is {result}; it must be a finite number")
    return result


def positive(value: Any, what: str) -> float:
    """Return ``value`` as a float above zero; raise InputError otherwise."""
    result = number(value, what)
    if result <= 0:
        raise InputError(f"{what} is {result:g}; it must be above 0")
    return result


def not_negative(value: Any, what: str) -> float:
    """Return ``value`` as a float of at least zero; raise InputError otherwise."""
    result = number(value, what)
    if result < 0:
        raise InputError(f"{what} is {result:g}; it must be at least 0")
    return result


def whole_number(value: Any, what: str, *, minimum: int, maximum: int = LARGEST_WHOLE) -> int:
    """Return ``value`` as an int from ``minimum`` to ``maximum``; raise InputError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise InputError(f"{what} is {brief(value)}; it must be a whole number")
    result = int(value)
    if result < minimum:
        raise InputError(f"{what} is {brief(result)}; it must be at least {minimum}")
    if result > maximum:
        raise InputError(f"{what} is too large; it must be at most {maximum}")
    return result


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
        raise InputError(f"{what} is {brief(value)}; give True or False")
    return bool(value)


def text(value: Any, what: str, *, empty: bool = True) -> str:
    """Return ``value`` if it is text; raise InputError otherwise.

    Examples
    --------
    >>> text(3, "a title")
    Traceback (most recent call last):
        ...
    neurosim.errors.InputError: a title is text; got 3
    """
    if not isinstance(value, str):
        raise InputError(f"{what} is text; got {brief(value)}")
    if not (value or empty):
        raise InputError(f"{what} is empty; give it at least one character")
    return value


def path(value: Any, what: str, kind: str = "file") -> Path:
    """Return ``value`` as the path of a file or another kind; raise FileError if it is none."""
    try:
        given = os.fspath(value)
        if isinstance(given, str) and given and "\0" not in given:
            os.fsencode(given)
            return Path(given)
    except (TypeError, ValueError):
        pass
    raise FileError(f"{what} is {brief(value)}; give the name of a {kind} as text or a Path")


def one_of(value: Any, choices: Iterable[str], kind: str) -> str:
    """Return ``value`` if it is one of the choices; raise UnknownNameError otherwise.

    Examples
    --------
    >>> one_of("left", ["right", "down"], "direction")
    Traceback (most recent call last):
        ...
    neurosim.errors.UnknownNameError: unknown direction 'left'; known: right, down
    """
    known = list(choices)
    if not isinstance(value, str) or value not in known:
        raise unknown_name(kind, value, known)
    return value


def instance(value: Any, kind: type[Kind], who: str, example: str) -> Kind:
    """Return ``value`` if it has the type ``kind``; raise InputError otherwise.

    Parameters
    ----------
    value : object
        What was given.
    kind : type
        The type that it must have.
    who : str
        Which function takes it, as the start of a sentence: ``"explain takes a trace"``.
    example : str
        How to get one: ``"ns.trace(net, x)"``.
    """
    if not isinstance(value, kind):
        raise InputError(f"{who}, such as {example}; got {brief(value)}")
    return value


def items(values: Any, expected: str) -> list[Any]:
    """Return the items of a list, a tuple or another iterable; raise InputError otherwise.

    Text, sets and mappings are not lists.

    Parameters
    ----------
    values : iterable
        What was given.
    expected : str
        What is expected, as the start of a sentence: ``"edges are a list of (source, target)"``.
    """
    if isinstance(values, str | bytes | bytearray | Set | Mapping):
        raise InputError(f"{expected}; got {brief(values)}")
    try:
        iterator = iter(values)
        return list(iterator)
    except Exception:  # the iterable may be of any class, and raise any error
        raise InputError(f"{expected}; got {brief(values)}") from None


def texts(values: Any, what: str) -> list[str]:
    """Return the texts of a list; raise InputError for anything else."""
    return [
        text(value, f"each of {what}") for value in items(values, f"{what} are a list of texts")
    ]


def function(value: Any, what: str) -> Callable[..., Any]:
    """Return ``value`` if it can be called; raise InputError otherwise."""
    if not callable(value):
        raise InputError(f"{what} is a function; got {brief(value)}")
    called: Callable[..., Any] = value
    return called


def sample(values: Iterable[Any], names: list[str], what: str) -> list[float]:
    """Return one sample as floats, one for each name.

    Parameters
    ----------
    values : iterable of number, shape (len(names),)
        The values of one sample.
    names : list of str
        The name of each value, for the message.
    what : str
        The noun for one value: ``"input"`` or ``"target"``.

    Raises
    ------
    InputError
        If the count is wrong or a value is not a finite number.
    """
    if isinstance(values, str | bytes | bytearray):
        raise InputError(
            f"expected {counted(len(names), what)} as numbers, got the text {brief(values)}"
        )
    if hasattr(values, "columns") or hasattr(values, "iloc"):
        raise InputError(
            f"expected {counted(len(names), what)} as plain numbers, got a "
            f"{type(values).__name__}, whose column names are not read here; give its numbers in "
            f"the order {listed(names)}"
        )
    if isinstance(values, Mapping):
        raise InputError(
            f"expected {counted(len(names), what)} as plain numbers, got {brief(values)}; give "
            f"its numbers as a list, in the order {listed(names)}"
        )
    try:
        if isinstance(values, Set):
            raise TypeError
        given = list(values)
    except TypeError:
        raise InputError(
            f"expected a sequence of {counted(len(names), what)}, got {brief(values)}; "
            f"a single value is written [{brief(values)}]"
        ) from None
    if len(given) != len(names):
        raise InputError(f"got {counted(len(given), what)}, expected {len(names)}: {listed(names)}")
    return [number(value, f"{what} {name}") for name, value in zip(names, given, strict=True)]


def array_of_numbers(values: Any, expected: str) -> Matrix:
    """Return ``values`` as a float64 array of any shape, NaN and infinity included.

    An array of float64 is not copied.

    Parameters
    ----------
    values : array_like
        What was given.
    expected : str
        What is expected, as the start of a sentence: ``"a scaling takes numbers"``.

    Raises
    ------
    InputError
        If a value is text, complex or anything else that is not a real number, or if rows differ in
        length.
    """
    try:
        return _as_array(values)
    except Exception:  # the elements may be of any class, and raise any error
        raise InputError(f"{expected}, in equally long rows; got {brief(values)}") from None


def matrix(values: ArrayLike, what: str) -> Matrix:
    """Return ``values`` as a finite float64 matrix, shape (n_samples, n_columns).

    A one-dimensional array counts as one column. An array of float64 is not copied.

    Raises
    ------
    InputError
        If a value is not a finite number (the message names its row and column), or the shape does
        not fit.
    """
    try:
        array = _as_array(values)
    except Exception:  # the elements may be of any class, and raise any error
        raise InputError(
            f"{what} must be a table of finite numbers with equally long rows; got {brief(values)}"
        ) from None
    if array.ndim == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2:
        raise InputError(f"{what} must have 2 dimensions (samples, columns); got {array.ndim}")
    if np.ma.is_masked(values):
        row, column = np.argwhere(np.ma.getmaskarray(np.ma.asarray(values)).reshape(array.shape))[0]
        raise InputError(
            f"{what} has a masked value in row {row}, column {column}; give its value or leave "
            "the row out"
        )
    if not all_finite(array):
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise InputError(
            f"{what} has {array[row, column]} in row {row}, column {column}; "
            "every value must be a finite number"
        )
    return array


def _as_array(values: Any) -> Matrix:
    given = np.asarray(values)
    if given.size and given.dtype.kind not in "biufO":
        raise TypeError
    if given.dtype.kind == "O" and any(map(_is_no_number, given.flat)):
        raise TypeError
    with np.errstate(all="ignore"):
        return given.astype(np.float64, copy=False)


def all_floats(values: list[Any]) -> bool:
    """Return whether all values are finite floats, nothing else."""
    kinds = set(map(type, values))
    return not kinds or (kinds == {float} and all(map(math.isfinite, values)))


def all_finite(array: Matrix) -> bool:
    """Return whether no number is NaN or infinite."""
    # a sum is finite unless a number is not, or the numbers are very large; it takes a single pass
    with np.errstate(all="ignore"):
        if math.isfinite(np.add.reduce(array, axis=None)):
            return True
    return bool(np.isfinite(array).all())


def _as_float(value: Any, what: str) -> float:
    """Return a number of any kind as a float: an int, a fraction, a tensor of one number."""
    if value is np.ma.masked:
        raise InputError(f"{what} is masked; give its value")
    plain = isinstance(value, int | float | np.integer | np.floating)
    # float() also reads text, drops imaginary parts, and takes the only item of an array
    if not plain and (_is_no_number(value) or getattr(value, "shape", None)):
        raise InputError(f"{what} is {brief(value)}, which is not a number")
    try:
        return float(value)
    except OverflowError:
        raise InputError(f"{what} is too large for a 64-bit float") from None
    except Exception:  # the number may be of any class, and raise any error
        raise InputError(f"{what} is {brief(value)}, which is not a number") from None


def _is_no_number(value: object) -> bool:
    return isinstance(value, str | bytes | bytearray | complex | np.complexfloating | np.datetime64)
