"""Targets of data turned into those of a network: its columns, and its classes in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neurosim.checks import Matrix
from neurosim.data.classes import label_texts
from neurosim.data.matching import match_names
from neurosim.data.number_text import is_number
from neurosim.errors import InputError, counted, listed
from neurosim.model.columns import TargetColumn
from neurosim.model.network import Network


@dataclass(frozen=True, slots=True)
class TargetMatch:
    """How the targets of data become those of a network.

    Attributes
    ----------
    what : str
        What the data is, for messages.
    given : tuple of TargetColumn
        The columns of the data.
    columns : tuple of TargetColumn
        The columns of the network.
    places : tuple of int
        For each column of the network, its position in the data.
    named : bool
        Whether the columns of the data have names.
    """

    what: str
    given: tuple[TargetColumn, ...]
    columns: tuple[TargetColumn, ...]
    places: tuple[int, ...]
    named: bool

    def is_identity(self) -> bool:
        """Return whether the targets stay unchanged."""
        return self.given == self.columns

    def __call__(self, Z: Matrix) -> Matrix:
        """Return targets in the columns of the network, shape (n, n_outputs)."""
        if self.is_identity():
            return Z
        starts = np.cumsum([0, *(column.width for column in self.given)])
        parts = [
            self._recode(Z[:, starts[place] : starts[place + 1]], self.given[place], column)
            for place, column in zip(self.places, self.columns, strict=True)
        ]
        return np.hstack(parts)

    def _recode(self, values: Matrix, given: TargetColumn, column: TargetColumn) -> Matrix:
        if given.classes == column.classes and given.one_output == column.one_output:
            return values
        if not given.classes:
            return self._of_numbers(values, given, column)
        each = np.hstack([1.0 - values, values]) if given.one_output else values
        encoded = np.zeros((len(values), len(column.classes)))
        for label, share in zip(given.classes, each.T, strict=True):
            if label in column.classes:
                encoded[:, column.classes.index(label)] = share
            elif share.any():
                raise InputError(
                    f"{self.what} has the class {label!r} of {given.name!r} (row "
                    f"{np.flatnonzero(share)[0]}), which the network does not know; its classes "
                    f"are: {listed(column.classes)}"
                )
        return encoded[:, 1:] if column.one_output else encoded

    def _of_numbers(self, values: Matrix, given: TargetColumn, column: TargetColumn) -> Matrix:
        """Return numbers as labels; without names, numbers from 0 to 1 may be the encoding."""
        if not all(map(is_number, column.classes)):
            if column.one_output and not self.named and ((values >= 0) & (values <= 1)).all():
                return values
            raise InputError(
                f"{self.what} has numbers in the target column {given.name!r}, whose classes in "
                f"the network are {listed(column.classes)}; give those labels"
            )
        texts = label_texts(values[:, 0].tolist())
        places = {float(label): place for place, label in enumerate(column.classes)}
        for row, text in enumerate(texts):
            if float(text) not in places:
                raise InputError(
                    f"{self.what} has the class {text!r} of {given.name!r} (row {row}), which the "
                    f"network does not know; its classes are: {listed(column.classes)}"
                )
        encoded = np.eye(len(places))[[places[float(text)] for text in texts]]
        return encoded[:, 1:] if column.one_output else encoded


def match_targets(
    net: Network, given: Sequence[TargetColumn], *, named: bool, what: str
) -> TargetMatch:
    """Return how target columns become the outputs of a network.

    Two classes of the only column share one output if the network has only one.

    Parameters
    ----------
    net : Network
        The network; its columns are matched by name if the data have names, otherwise by position.
    given : sequence of TargetColumn
        The columns of the data.
    named : bool
        Whether these have names.
    what : str
        What the data is, for messages.

    Raises
    ------
    InputError
        If a column is missing, classes are given for numbers or the reverse, or the number of
        outputs is wrong.
    """
    given = tuple(given)
    known = net.target_columns
    if known is None:
        columns = one_output_columns(given, len(net.outputs))
        _check_width(net, columns, what)
        return TargetMatch(what, given, columns, tuple(range(len(given))), named)
    known = tuple(known)
    if sum(column.width for column in known) != len(net.outputs):
        raise InputError(
            f"target_columns of the network stand for "
            f"{counted(sum(column.width for column in known), 'output')}, but it has "
            f"{len(net.outputs)}; set target_columns to None or to its outputs"
        )
    if named:
        names = [column.name for column in given]
        places = match_names([c.name for c in known], names, what, kind="target")
    else:
        width = sum(column.width for column in given)
        if width == len(net.outputs) and not any(column.classes for column in given):
            if width != len(known) or not any(column.one_output for column in known):
                # numbers without names, one for each output, are already encoded
                return TargetMatch(what, known, known, tuple(range(len(known))), named)
        elif len(given) != len(known):
            _check_width(net, given, what)
        places = list(range(len(known)))
    for place, column in zip(places, known, strict=True):
        if given[place].classes and not column.classes:
            raise InputError(
                f"{what} has classes in the target column {given[place].name!r}, but the network "
                "was trained on numbers there; give numbers"
            )
    return TargetMatch(what, given, known, tuple(places), named)


def one_output_columns(
    columns: tuple[TargetColumn, ...], n_outputs: int
) -> tuple[TargetColumn, ...]:
    """Return target columns for a number of outputs: two classes may share one output."""
    if len(columns) == n_outputs == 1 and len(columns[0].classes) == 2:
        return (TargetColumn(columns[0].name, columns[0].classes, one_output=True),)
    return columns


def _check_width(net: Network, columns: Sequence[TargetColumn], what: str) -> None:
    names = [name for column in columns for name in column.output_names]
    if len(names) != len(net.outputs):
        classes = ""
        if any(column.classes for column in columns):
            classes = "; a column of classes needs one output for each class"
        raise InputError(
            f"{what} has {counted(len(names), 'target')} in each sample ({listed(names, 6)}), "
            f"the network has {counted(len(net.outputs), 'output')}{classes}"
        )
