"""The parts of a dataset: arrays or data frames as numbers with names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix, instance, items, matrix
from neurosim.data.classes import label_texts
from neurosim.data.data_frames import Mask, RawColumns, is_frame, is_series, raw_columns
from neurosim.data.dataset_checks import unique_names
from neurosim.data.frame_preparing import (
    Categories,
    check_categories,
    kept_rows,
    learn_preparation,
    prepare,
    refuse_missing,
)
from neurosim.data.missing import check_missing
from neurosim.errors import InputError, counted
from neurosim.model.preparation import Preparation

_COMPLETE_INPUTS = "choose missing='drop', 'mean' or 'median' in ns.Dataset, or complete them"
_COMPLETE_TARGETS = "choose missing='drop' in ns.Dataset to leave such rows out, or complete them"
_TO_LABELS = "give classes with ns.Dataset.from_labels(X, labels), and other targets as numbers"


@dataclass(frozen=True, slots=True)
class Samples:
    """Inputs and targets as numbers, with their names.

    Attributes
    ----------
    X, Z : ndarray, shape (n_samples, n_inputs) and (n_samples, n_outputs)
        The numbers in raw units.
    input_names, target_names : tuple of str or None
        The names that were given; None for columns that only have positions.
    preparation : Preparation
        What was done to raw columns so that they became X.
    """

    X: Matrix
    Z: Matrix
    input_names: tuple[str, ...] | None
    target_names: tuple[str, ...] | None
    preparation: Preparation


def make_samples(
    X: Any,
    Z: Any,
    *,
    input_names: Sequence[str] | None,
    preparation: Preparation | None,
    missing: str,
    categories: Categories,
) -> Samples:
    """Return the samples that the arguments of ``Dataset`` stand for.

    Raises
    ------
    InputError
        If a value is not a number, or is missing and ``missing`` is "error", or if the numbers of
        rows or names do not agree.
    """
    rule, categories = check_missing(missing), check_categories(categories)
    if preparation is not None:
        check_preparation(preparation)
    refuse_other_order(X, Z)
    names = None if input_names is None else unique_names(input_names, "input_names")
    if not categories and rule in ("error", "drop"):
        numbers, targets = plain_numbers(X, "X"), plain_numbers(Z, "Z")
        if numbers is not None and targets is not None:
            return samples_of_numbers(numbers, targets, names, preparation)
    raw, wanted = raw_columns(X, "X"), raw_columns(Z, "Z")
    _refuse_other_rows(raw.n_rows, wanted.n_rows)
    for column in wanted.columns:
        column.numbers("Z", _TO_LABELS)
    has_names = names is not None or raw.names is not None
    raw = raw.named(names or raw.names or ()) if has_names else raw.numbered()
    keep = _rows_to_keep(raw, wanted, rule, preparation)
    if not keep.all():
        raw, wanted = raw.rows(keep), wanted.rows(keep)
    if preparation is None:
        preparation = learn_preparation(raw, missing=rule, categories=categories)
    inputs, input_names = prepare(raw, preparation)
    return Samples(
        inputs,
        np.column_stack([column.numbers("Z") for column in wanted.columns]),
        # what fills and the labels go by name, so that default names count as given then
        input_names if has_names or preparation else None,
        wanted.names,
        preparation,
    )


def check_preparation(preparation: Any) -> Preparation:
    """Return a preparation; raise InputError if it is anything else."""
    return instance(preparation, Preparation, "a dataset takes a preparation", "data.preparation")


def samples_of_numbers(
    X: Matrix,
    Z: Matrix,
    names: tuple[str, ...] | None = None,
    preparation: Preparation | None = None,
) -> Samples:
    """Return samples of finite numbers; raise InputError if the numbers of rows differ."""
    _refuse_other_rows(len(X), len(Z))
    return Samples(X, Z, names, None, preparation or Preparation())


def label_column(labels: Any) -> tuple[str | None, list[str | None]]:
    """Return the name and the texts of a column of labels, with None for a missing label.

    Parameters
    ----------
    labels : iterable of str or number, or a series or data frame of one column
        The label of each sample.

    Raises
    ------
    InputError
        If it is not a column, or a label is neither text nor a finite number.
    """
    if not is_frame(labels) and not is_series(labels):
        if isinstance(labels, str | bytes) or not isinstance(labels, Iterable):
            return None, list(label_texts(labels))
        labels = labels if isinstance(labels, np.ndarray) else _objects(labels)
    table = raw_columns(labels, "labels")
    if len(table.columns) != 1:
        raise InputError(
            f"the labels are one column; got {counted(len(table.columns), 'column')}: "
            "choose one of them"
        )
    return (table.names or (None,))[0], table.columns[0].labels("labels")


def plain_numbers(values: Any, what: str) -> Matrix | None:
    """Return an array of finite numbers as a matrix, and None for anything else."""
    if is_frame(values) or is_series(values):
        return None
    try:
        return matrix(values, what)
    except InputError:
        return None


def refuse_other_order(X: Any, Z: Any) -> None:
    """Raise InputError if two pandas tables have the same rows in another order."""
    first: Any = getattr(X, "index", None)
    second: Any = getattr(Z, "index", None)
    if not (hasattr(first, "equals") and hasattr(second, "equals")) or len(X) != len(Z):
        return
    if not first.equals(second) and set(first) == set(second):
        raise InputError(
            "the inputs and the targets have the same rows in another order, by their index; give "
            "both in one order, such as with targets.loc[inputs.index]"
        )


def _objects(labels: Iterable[Any]) -> NDArray[np.object_]:
    given = items(labels, "labels are one text or number for each sample")
    column = np.empty(len(given), dtype=object)
    for row, label in enumerate(given):
        column[row] = label
    return column


def _refuse_other_rows(n_inputs: int, n_targets: int) -> None:
    if n_inputs != n_targets:
        raise InputError(
            f"X has {counted(n_inputs, 'row')} and Z has {counted(n_targets, 'row')}; "
            "give one row of each for every sample"
        )


def _rows_to_keep(
    raw: RawColumns, wanted: RawColumns, rule: str, preparation: Preparation | None
) -> Mask:
    """Return which rows are complete; refuse the others, or warn that they are left out."""
    if rule == "error":
        filled = {} if preparation is None else preparation.fill
        refuse_missing("X", raw.without(filled), _COMPLETE_INPUTS)
        refuse_missing("Z", wanted.columns, _COMPLETE_TARGETS)
        return np.ones(raw.n_rows, dtype=bool)
    gaps = wanted.missing_rows()
    why = "a missing target"
    if rule == "drop":
        gaps, why = gaps | raw.missing_rows(), "a missing value"
    return kept_rows(~gaps, why, stacklevel=5)
