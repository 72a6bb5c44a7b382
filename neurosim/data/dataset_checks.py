"""Checks of the parts of a dataset: arrays, names and target columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from neurosim.checks import Matrix, items, matrix, text
from neurosim.data.problems import first_repeated
from neurosim.errors import InputError, brief, counted, listed
from neurosim.model.columns import TargetColumn


def read_only(values: ArrayLike, what: str) -> Matrix:
    """Return a read-only copy; raise InputError unless it is finite and has a row and a column."""
    array = np.array(matrix(values, what), order="C")
    _refuse_nothing(array, what)
    array.setflags(write=False)
    return array


def lent(numbers: Matrix, what: str) -> Matrix:
    """Return a read-only view of a matrix of finite numbers, which must have a row and a column."""
    view = numbers.view(np.ndarray)
    _refuse_nothing(view, what)
    view.setflags(write=False)
    return view


def _refuse_nothing(array: Matrix, what: str) -> None:
    if 0 in array.shape:
        n_rows, n_columns = array.shape
        raise InputError(
            f"{what} has {counted(n_rows, 'row')} and {counted(n_columns, 'column')}; "
            "give at least one of each"
        )


def refuse_other_count(values: Matrix, what: str, names: Sequence[str]) -> None:
    """Raise InputError unless there is one name for each column."""
    if len(names) != values.shape[1]:
        raise InputError(
            f"{what} has {counted(values.shape[1], 'column')}, but "
            f"{counted(len(names), 'name')} for them: {listed(names)}; "
            "give one name for each column"
        )


def as_columns(columns: Sequence[TargetColumn | str]) -> tuple[TargetColumn, ...]:
    """Return target columns with unique names; a str becomes a column of numbers."""
    if isinstance(columns, str | TargetColumn):
        raise InputError(
            f"target_columns is {brief(columns)}; give a list of columns: [{brief(columns)}]"
        )
    made = [
        column if isinstance(column, TargetColumn) else TargetColumn(column)
        for column in items(columns, "target_columns is a list of columns")
    ]
    unique_names([column.name for column in made], "target_columns")
    return tuple(made)


def unique_names(names: Sequence[str], what: str) -> tuple[str, ...]:
    """Return the names; raise InputError if one is empty, repeated or not a text."""
    if isinstance(names, str):
        raise InputError(
            f"{what} is the text {brief(names)}; give a list of names: [{brief(names)}]"
        )
    given = items(names, f"{what} is a list of names")
    for place, name in enumerate(given):
        if not isinstance(name, str) or not name:
            raise InputError(
                f"{what} has {brief(name)} at position {place}; a name is a non-empty text"
            )
        text(name, f"a name in {what}")
    repeated = first_repeated(given)
    if repeated is not None:
        raise InputError(f"{what} has {brief(repeated)} twice; give each column its own name")
    return tuple(given)


def default_names(letter: str, count: int) -> tuple[str, ...]:
    """Return the names of columns that have only positions.

    Examples
    --------
    >>> default_names("x", 2)
    ('x[0]', 'x[1]')
    """
    return tuple(f"{letter}[{place}]" for place in range(count))
