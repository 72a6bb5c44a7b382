"""Inputs of data turned into those of a network: its columns, its order, its preparation."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurosim.checks import Matrix, sample
from neurosim.data.data_frames import RawColumns, raw_columns, refuse_one_row, sample_table
from neurosim.data.frame_preparing import prepare, refuse_missing
from neurosim.data.matching import match_names
from neurosim.data.problems import shown
from neurosim.data.samples import plain_numbers
from neurosim.errors import InputError, NeurosimWarning, counted, listed
from neurosim.model.network import Network
from neurosim.model.preparation import Preparation

_ABSENT = -1


@dataclass(frozen=True, slots=True)
class InputMatch:
    """How the inputs of data become those of a network.

    Attributes
    ----------
    what : str
        What the data is, for messages.
    places : tuple of int, or None
        For each input of the network, the position in the data; -1 for a label that the data do not
        have. None leaves the inputs unchanged.
    foreign : tuple of (int, str, str)
        Inputs of the data for labels that the network does not know: place, column and label.
    """

    what: str
    places: tuple[int, ...] | None = None
    foreign: tuple[tuple[int, str, str], ...] = ()

    def is_identity(self) -> bool:
        """Return whether the inputs stay unchanged."""
        return self.places is None

    def __call__(self, X: Matrix) -> Matrix:
        """Return inputs in the order of the network, shape (n, n_inputs)."""
        for place, column, label in self.foreign:
            rows = np.flatnonzero(X[:, place])
            if rows.size:
                raise InputError(
                    f"{self.what} has {label!r} in the column {column!r} (row {rows[0]}), which "
                    "the network does not know"
                )
        if self.places is None:
            return X
        wider = np.hstack([X, np.zeros((len(X), 1))])
        return np.ascontiguousarray(wider[:, self.places])


def match_inputs(
    net: Network, names: Sequence[str], preparation: Preparation, *, named: bool, what: str
) -> InputMatch:
    """Return how input columns of numbers become the inputs of a network.

    Parameters
    ----------
    net : Network
        The network; its columns are matched by name if the data have names, otherwise by position.
    names : sequence of str
        The names of the inputs of the data.
    preparation : Preparation
        What was done to the data.
    named : bool
        Whether the names were given.
    what : str
        What the data is, for messages.

    Raises
    ------
    InputError
        If a column is missing, or the number of inputs is wrong.
    """
    wanted = known_inputs(net)
    if wanted is None or not named:
        if len(names) != len(net.inputs):
            raise InputError(
                f"{what} has {counted(len(names), 'input')} in each sample ({listed(names, 6)}), "
                f"the network has {counted(len(net.inputs), 'input')}"
            )
        return InputMatch(what)
    _warn_of_other_fill(net.preparation, preparation, what)
    # both are one-hot: a label that the data never had is an input of zeros
    both = [name for name in net.preparation.categories if name in preparation.categories]
    inputs_of = {
        name: {f"{name}={label}" for label in net.preparation.categories[name]} for name in both
    }
    absent = {name for column in both for name in inputs_of[column]} - set(names)
    there = [name for name in wanted if name not in absent]
    found = dict(zip(there, match_names(there, names, what), strict=True))
    places = tuple(found.get(name, _ABSENT) for name in wanted)
    foreign = tuple(
        (list(names).index(f"{column}={label}"), column, label)
        for column in both
        for label in preparation.categories[column]
        if f"{column}={label}" not in inputs_of[column] and f"{column}={label}" in names
    )
    if places == tuple(range(len(names))):
        return InputMatch(what, None, foreign)
    return InputMatch(what, places, foreign)


def known_inputs(net: Network) -> tuple[str, ...] | None:
    """Return the columns that the inputs of a network stand for; raise if their number is wrong."""
    columns = net.input_columns
    if columns is not None and len(columns) != len(net.inputs):
        raise InputError(
            f"input_columns of the network are {counted(len(columns), 'column')}, but it has "
            f"{counted(len(net.inputs), 'input')}; set input_columns to None or to one for each"
        )
    return None if columns is None else tuple(columns)


def fitting_inputs(net: Network, X: Any, what: str = "X") -> Matrix:
    """Return data as the inputs of a network, in raw units and in its order.

    The columns of a data frame are matched by name with those that the network was trained on;
    other columns are ignored. Those of an array are matched by position. Raw columns are prepared
    as in training: missing values are filled, and labels become one-hot.

    Parameters
    ----------
    net : Network
        The network.
    X : array_like, data frame, or series
        The samples, shape (n, n_inputs), or (n, n_columns) with names or with labels.
    what : str
        What the data is, for messages.

    Returns
    -------
    ndarray, shape (n, n_inputs)

    Raises
    ------
    InputError
        If a column is missing, the number of columns is wrong, or a value is not a number.
    """
    refuse_one_row(X, what)
    numbers = plain_numbers(X, what)
    if numbers is not None and numbers.shape[1] == len(net.inputs):
        return numbers
    return _fitting_table(net, raw_columns(X, what))


def fitting_sample(net: Network, x: Any) -> list[float]:
    """Return one sample as the inputs of a network, in raw units and in its order.

    Parameters
    ----------
    net : Network
        The network.
    x : iterable of float, shape (n_inputs,), or data frame of one row, or a row of one
        The sample, matched by name if it has names.
    """
    table = sample_table(x, "the sample")
    if table is not None:
        return _row(_fitting_table(net, table))
    if net.preparation and isinstance(x, list | tuple):
        table = raw_columns([list(x)], "the sample")
        if table.columns and not all(isinstance(value, int | float) for value in x):
            return _row(_fitting_table(net, table))
    known = known_inputs(net)
    if known is None:
        return sample(x, [neuron.name for neuron in net.inputs], "input")
    return sample(x, [shown(name) for name in known], "input")


def _row(inputs: Matrix) -> list[float]:
    (row,) = inputs.tolist()
    return list(row)


def _fitting_table(net: Network, table: RawColumns) -> Matrix:
    wanted, preparation = known_inputs(net), net.preparation
    if wanted is None:
        raw: Sequence[str] = [neuron.name for neuron in net.inputs]
    elif _has_all(table, wanted):
        raw = wanted
    else:
        raw = preparation.raw_columns(wanted)
    if table.names is not None and wanted is not None:
        table = table.pick(match_names(raw, table.names, table.what))
    elif len(table.columns) != len(raw):
        raise InputError(
            f"{table.what} has {counted(len(table.columns), 'column')}, the network has "
            f"{counted(len(net.inputs), 'input')}; "
            "give one row for each sample, even for a single sample: [[...]]"
        )
    table = table.numbered() if wanted is None else table.named(raw)
    refuse_missing(
        table.what,
        table.without(preparation.fill),
        "the network has no fill value for them; complete them or leave out the rows",
    )
    return prepare(table, preparation)[0]


def _has_all(table: RawColumns, wanted: Sequence[str]) -> bool:
    """Return whether a table has the inputs themselves and not their raw columns."""
    if table.names is None:
        return len(table.columns) == len(wanted)
    return all(name in table.names for name in wanted)


def _warn_of_other_fill(own: Preparation, other: Preparation, what: str) -> None:
    for name, fill in own.fill.items():
        if other.fill.get(name, fill) != fill:
            warnings.warn(
                f"missing values of {name!r} are {other.fill[name]!r} in {what}, but the network "
                f"fills them with {fill!r}; give preparation=net.preparation when you make the "
                "data",
                NeurosimWarning,
                stacklevel=6,
            )
            return
