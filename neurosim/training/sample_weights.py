"""Weights of samples: how much each sample counts in training.

The weights are scaled to the mean 1, and the gradient of a batch is the sum of the weighted
gradients divided by the number of samples in the batch. So the average step is the step of the
weighted mean loss for every batch size, also for single samples, where a division by the weights of
the batch would cancel the only weight. A batch of all samples has exactly the weighted mean, as in
scikit-learn's ``MLPClassifier`` and PyTorch's weighted losses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix, all_finite, array_of_numbers
from neurosim.errors import InputError, counted


@dataclass(frozen=True, slots=True, eq=False)
class SampleWeights:
    """The weights of the samples that count.

    Attributes
    ----------
    values : ndarray, shape (n_kept,)
        The weights above 0, scaled to the mean 1.
    rows : ndarray of int, shape (n_kept,)
        The rows of the data that they belong to; the others have the weight 0.
    n_rows : int
        The number of rows of the data.
    """

    values: Matrix
    rows: NDArray[np.intp]
    n_rows: int


def check_sample_weight(sample_weight: Any) -> Matrix | None:
    """Return the weights as numbers, shape (n,); None if there are none.

    Raises
    ------
    InputError
        If they are no list of finite numbers of at least 0, or all are 0.
    """
    if sample_weight is None:
        return None
    given = array_of_numbers(sample_weight, "sample_weight takes one number for each sample")
    if given.ndim != 1:
        raise InputError(
            f"sample_weight has {counted(given.ndim, 'dimension')}; give a list with one number "
            "for each sample"
        )
    if np.ma.is_masked(sample_weight):
        row = int(np.flatnonzero(np.ma.getmaskarray(np.ma.asarray(sample_weight)))[0])
        raise InputError(f"sample_weight is masked in row {row}; give its value")
    if not all_finite(given):
        row = int(np.flatnonzero(~np.isfinite(given))[0])
        raise InputError(f"sample_weight is {given[row]} in row {row}; give finite numbers")
    if len(given) and given.min() < 0.0:
        row = int(np.argmax(given < 0.0))
        raise InputError(
            f"sample_weight is {given[row]:g} in row {row}; give numbers of at least 0"
        )
    if not given.any():
        raise InputError("sample_weight has only zeros; give at least one sample a weight above 0")
    return given


def weights_of_rows(given: Matrix | None, n_rows: int) -> SampleWeights | None:
    """Return the weights of the rows of data; None if all rows count the same.

    Raises
    ------
    InputError
        If the number of weights is not the number of rows.

    Examples
    --------
    >>> weights_of_rows(np.array([1.0, 0.0, 3.0]), 3).values
    array([0.5, 1.5])
    """
    if given is None:
        return None
    if len(given) != n_rows:
        raise InputError(
            f"sample_weight has {counted(len(given), 'number')} and the data has "
            f"{counted(n_rows, 'row')}; give one number for each row"
        )
    if given.min() == given.max():
        return None
    # relative to the largest, so that no sum overflows
    relative = given / given.max()
    rows = np.flatnonzero(relative)
    values = relative[rows]
    values = np.ones(len(rows)) if values.min() == 1.0 else values * (len(rows) / values.sum())
    return SampleWeights(values, rows, n_rows)
