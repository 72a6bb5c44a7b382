"""Data in the form a network needs: columns matched by name, classes in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from neurosim.checks import Matrix, sample
from neurosim.data.chunks import CHUNK_ROWS
from neurosim.data.classes import one_hot
from neurosim.data.data_frames import raw_columns, sample_table
from neurosim.data.dataset import Dataset, as_dataset, lent_dataset
from neurosim.data.frame_preparing import refuse_missing
from neurosim.data.input_match import InputMatch, fitting_inputs, known_inputs, match_inputs
from neurosim.data.matching import match_names
from neurosim.data.samples import plain_numbers, refuse_other_order
from neurosim.data.stored_rows import StoredRows
from neurosim.data.target_match import TargetMatch, match_targets
from neurosim.errors import unknown_name
from neurosim.model import Network
from neurosim.model.column_summary import ColumnSummary, GrowingSummary
from neurosim.model.columns import TargetColumn, class_column
from neurosim.model.preparation import Preparation

DataLike = Dataset | tuple[Any, Any]
"""Samples in raw units: a dataset, or inputs and targets."""


@dataclass(frozen=True, slots=True)
class FittedRows:
    """The rows of a file in the form a network needs.

    Attributes
    ----------
    rows : StoredRows
        The rows of the file.
    inputs, targets : callable
        What becomes of their columns.
    X_summary, Z_summary : ColumnSummary
        What is known of each column of inputs and targets, in raw units.
    input_names : tuple of str
        The name of each input.
    target_columns : tuple of TargetColumn
        What the targets are.
    preparation : Preparation
        What was done to raw columns so that they became the inputs.
    """

    rows: StoredRows
    inputs: InputMatch
    targets: TargetMatch
    X_summary: ColumnSummary
    Z_summary: ColumnSummary
    input_names: tuple[str, ...]
    target_columns: tuple[TargetColumn, ...]
    preparation: Preparation

    @property
    def has_input_names(self) -> bool:
        """Whether the inputs have names, as those of a file do."""
        return True

    @property
    def has_target_names(self) -> bool:
        """Whether the targets have names, as those of a file do."""
        return True

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def digest(self) -> str:
        """A short text that differs for different numbers."""
        return self.rows.digest

    @property
    def output_names(self) -> tuple[str, ...]:
        """The name of each column of targets."""
        return tuple(name for column in self.target_columns for name in column.output_names)

    def read(self, begin: int, end: int) -> tuple[Matrix, Matrix]:
        """Return inputs and targets of some rows, in raw units."""
        X, Z = self.rows.read(begin, end)
        return self.inputs(X), self.targets(Z)


def fitting_dataset(
    net: Network, data: DataLike, what: str = "the data", *, lent: bool = False
) -> Dataset:
    """Return data as a Dataset with the columns of a network, in its order.

    Columns with names are matched by name with those that the network knows; other columns are
    ignored. Columns without names are matched by position. A network that knows no columns takes
    those of the data in their order. Classes are encoded as the network knows them. Two classes of
    a single target column share one output if the network has only one.

    Parameters
    ----------
    net : Network
        The network; it is not changed.
    data : Dataset or (X, Z)
        The samples in raw units. Data frames in a tuple are prepared like the network's data.
    what : str
        What the data is, for messages.
    lent : bool
        Whether arrays are not copied, for a dataset that lives no longer than the call.

    Returns
    -------
    Dataset
        The same dataset if nothing had to be changed.

    Raises
    ------
    InputError
        If a column is missing or unknown, a class is unknown to the network, or the number of
        columns is wrong.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([2, 1])
    >>> net.input_columns = ("age", "income")
    >>> data = Dataset([[1000, 20, 7]], [1], input_names=["income", "age", "shoes"])
    >>> fitting_dataset(net, data).X
    array([[  20., 1000.]])
    """
    dataset = _as_samples(net, data, lent=lent)
    inputs, targets = _match(net, dataset, what)
    if inputs.is_identity() and targets.is_identity() and dataset.has_input_names:
        return dataset
    known = known_inputs(net)
    if inputs.is_identity() and targets.is_identity() and known is None:
        return dataset
    return dataset.with_arrays(
        inputs(dataset.X),
        targets(dataset.Z),
        input_names=known,
        target_columns=targets.columns,
        preparation=merged_preparation(net, dataset.preparation),
    )


def fitting_targets(net: Network, z: Any) -> list[float]:
    """Return the targets of one sample as the outputs of a network, in raw units.

    Parameters
    ----------
    net : Network
        The network.
    z : iterable of float, shape (n_outputs,), or data frame of one row, or a row of one, or text
        The targets, matched by name if they have names; a text is the label of a class.
    """
    column = class_column(net.target_columns)
    if column is not None:
        label = z[0] if isinstance(z, list | tuple) and len(z) == 1 else z
        if isinstance(label, str):
            return _encoded(net, column, label)
    table = sample_table(z, "the sample")
    if table is None or table.names is None:
        return sample(z, [neuron.name for neuron in net.outputs], "target")
    if net.target_columns is not None:
        names = [column.name for column in net.target_columns]
        table = table.pick(match_names(names, table.names, table.what, kind="target"))
    refuse_missing(table.what, table.columns, "give a number or a class label")
    if column is not None and table.columns[0].has_text():
        targets = one_hot(table.columns[0].labels(table.what), column.classes)
        given = [TargetColumn(column.name, column.classes)]
    else:
        targets = np.column_stack([part.numbers(table.what) for part in table.columns])
        given = [TargetColumn(name) for name in table.names or ()]
    (row,) = match_targets(net, given, named=True, what=table.what)(targets).tolist()
    return list(row)


def _encoded(net: Network, column: TargetColumn, label: str) -> list[float]:
    if label not in column.classes:
        raise unknown_name(f"class of {column.name}", label, column.classes)
    encoded = [float(label == one) for one in column.classes]
    return encoded[1:] if len(net.outputs) == 1 else encoded


def fitting_rows(net: Network, rows: StoredRows, what: str = "the data") -> FittedRows:
    """Return the rows of a file with the columns of a network, as ``fitting_dataset`` does."""
    inputs, targets = _match(net, rows, what)
    X_summary, Z_summary = rows.X_summary, rows.Z_summary
    if not (inputs.is_identity() and targets.is_identity()):
        X_growing, Z_growing = GrowingSummary(), GrowingSummary()
        for begin in range(0, len(rows), CHUNK_ROWS):
            X, Z = rows.read(begin, min(begin + CHUNK_ROWS, len(rows)))
            X_growing.add(inputs(X))
            Z_growing.add(targets(Z))
        X_summary, Z_summary = X_growing.summary, Z_growing.summary
    return FittedRows(
        rows,
        inputs,
        targets,
        X_summary,
        Z_summary,
        input_names=known_inputs(net) or rows.input_names,
        target_columns=targets.columns,
        preparation=merged_preparation(net, rows.preparation),
    )


def merged_preparation(net: Network, other: Preparation) -> Preparation:
    """Return what a network knows about raw columns after it gets prepared data.

    Its own labels and fill values come first, because its weights belong to them.
    """
    known = known_inputs(net)
    if known is None:
        return other
    own = net.preparation
    columns = own.raw_columns(known)
    fill = {name: value for name, value in other.fill.items() if name in columns}
    return Preparation(own.categories, {**fill, **own.fill})


def _match(net: Network, data: Dataset | StoredRows, what: str) -> tuple[InputMatch, TargetMatch]:
    names = (True, True)
    if isinstance(data, Dataset):
        names = (data.has_input_names, data.has_target_names)
    inputs = match_inputs(net, data.input_names, data.preparation, named=names[0], what=what)
    return inputs, match_targets(net, data.target_columns, named=names[1], what=what)


def _as_samples(net: Network, data: DataLike, *, lent: bool) -> Dataset:
    if not (isinstance(data, tuple) and len(data) == 2):
        return as_dataset(data)
    X, Z = data
    if lent and isinstance(X, np.ndarray) and isinstance(Z, np.ndarray):
        numbers, targets = plain_numbers(X, "X"), plain_numbers(Z, "Z")
        if numbers is not None and targets is not None:
            return lent_dataset(numbers, targets)
    refuse_other_order(X, Z)
    known, column = known_inputs(net), class_column(net.target_columns)
    names = None
    if known is not None and plain_numbers(X, "X") is None:
        X, names = fitting_inputs(net, X), known
    if column is not None and _has_text(Z):
        return Dataset.from_labels(X, Z, classes=column.classes, input_names=names)
    return Dataset(X, Z, input_names=names)


def _has_text(Z: Any) -> bool:
    if plain_numbers(Z, "Z") is not None:
        return False
    return any(column.has_text() for column in raw_columns(Z, "Z").columns)
