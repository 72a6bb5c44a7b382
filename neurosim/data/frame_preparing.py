"""Missing values filled or left out, and text columns made one-hot, in tables in memory."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from neurosim.checks import Matrix, items, one_of
from neurosim.data.classes import class_names, sorted_classes
from neurosim.data.data_frames import Mask, RawColumn, RawColumns
from neurosim.errors import InputError, NeurosimWarning, counted, unknown_name
from neurosim.model.preparation import Preparation

Categories = str | Sequence[str] | Mapping[str, Sequence[str]]


def learn_preparation(table: RawColumns, *, missing: str, categories: Categories) -> Preparation:
    """Return the preparation of a table: labels of text columns, and fill values.

    Parameters
    ----------
    table : RawColumns
        The rows to learn from; every column has a name.
    missing : {"error", "drop", "mean", "median"}
        With ``mean`` or ``median`` every column gets a fill value: the mean or median of its
        numbers, or its most frequent label.
    categories : str, sequence of str, or mapping of str to sequence of str
        The columns that are one-hot; a mapping gives the labels of each, in order.
    """
    names = table.names or ()
    labels = _labels_of_categories(table, names, check_categories(categories))
    if missing not in ("mean", "median"):
        return Preparation(categories=labels)
    fill: dict[str, float | str] = {}
    for name, column in zip(names, table.columns, strict=True):
        if column.missing.all():
            raise InputError(
                f"{table.what} has no values in {column.name}, so there is nothing to fill missing "
                "values with; leave the column out"
            )
        if name in labels:
            counts = Counter(label for label in column.labels(table.what) if label is not None)
            fill[name] = max(labels[name], key=lambda label: counts[label])
        else:
            there = column.numbers(table.what)[~column.missing]
            fill[name] = float(np.mean(there) if missing == "mean" else np.median(there))
    return Preparation(categories=labels, fill=fill)


def prepare(table: RawColumns, preparation: Preparation) -> tuple[Matrix, tuple[str, ...]]:
    """Return the inputs made from raw columns, and the name of each input.

    Parameters
    ----------
    table : RawColumns
        The raw columns, each with a name.
    preparation : Preparation
        The labels and fill values; those of other columns are ignored.

    Returns
    -------
    ndarray, shape (n_rows, n_inputs)
        Numbers, one-hot for columns with labels; NaN for a missing value without a fill value.
    tuple of str, length n_inputs

    Raises
    ------
    InputError
        If a value is not a number, or the preparation does not know a label.
    """
    names = table.names or ()
    parts = [
        _prepare(column, table.what, preparation.categories.get(name), preparation.fill.get(name))
        for name, column in zip(names, table.columns, strict=True)
    ]
    inputs = np.column_stack(parts) if parts else np.empty((table.n_rows, 0))
    return inputs, preparation.input_names(names)


def refuse_missing(what: str, columns: Sequence[RawColumn], remedy: str) -> None:
    """Raise InputError if a value is missing; say how many, where the first is and what to do."""
    masks = np.column_stack([column.missing for column in columns]) if columns else np.empty((0, 0))
    if masks.any():
        row, place = np.argwhere(masks)[0]
        n_missing = counted(int(masks.sum()), "missing value")
        first = "" if masks.sum() == 1 else "the first "
        where = f"{first}in row {row}, {columns[place].name}"
        raise InputError(f"{what} has {n_missing}, {where}; {remedy}")


def kept_rows(keep: Mask, why: str, *, stacklevel: int) -> Mask:
    """Return which rows are kept; a warning says how many are left out."""
    n_rows, n_left_out = len(keep), int((~keep).sum())
    if n_rows and not keep.any():
        raise InputError(f"no row is left: each of the {n_rows} rows has {why}")
    if n_left_out:
        warnings.warn(
            f"{counted(n_left_out, 'row')} of {n_rows} left out, with {why}",
            NeurosimWarning,
            stacklevel=stacklevel + 1,
        )
    return keep


def check_categories(categories: Categories) -> Mapping[str, Sequence[str]] | list[str]:
    """Return the names of text columns, or a mapping from them to labels; raise for others."""
    if isinstance(categories, str):
        return [categories]
    if isinstance(categories, Mapping):
        return categories
    return items(categories, "categories are the names of columns, such as ['colour']")


def _labels_of_categories(
    table: RawColumns, names: Sequence[str], categories: Mapping[str, Sequence[str]] | Sequence[str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in categories:
        one_of(name, names, "column of categories")
        column = table.columns[list(names).index(name)]
        if isinstance(categories, Mapping):
            found[name] = class_names(categories[name])
            continue
        texts = {label for label in column.labels(table.what) if label is not None}
        try:
            found[name] = sorted_classes(texts)
        except InputError as error:
            raise InputError(f"{table.what}, {column.name}: {error}") from None
    return found


def _prepare(
    column: RawColumn, what: str, labels: tuple[str, ...] | None, fill: float | str | None
) -> Any:
    if labels is None:
        numbers = column.numbers(what)
        return numbers if fill is None else np.where(column.missing, fill, numbers)
    places = {label: place for place, label in enumerate(labels)}
    rows = np.zeros((len(column.values), len(labels)))
    for row, label in enumerate(column.labels(what)):
        chosen = fill if label is None else label
        if chosen is None:
            rows[row] = np.nan
        elif chosen in places:
            rows[row, places[str(chosen)]] = 1.0
        else:
            problem = unknown_name("category", chosen, labels)
            raise InputError(f"{what}, row {row}, {column.name}: {problem}")
    return rows
