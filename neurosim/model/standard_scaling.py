"""Standard scaling, and the choice of a scaling for training."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurosim.checks import Matrix
from neurosim.errors import InputError, brief
from neurosim.model.column_summary import ColumnSummary
from neurosim.model.scaling import (
    MinMaxScaling,
    Scaling,
    check_range,
    column_numbers,
    is_scalable,
    warn_of_constants,
)

STANDARD = "standard"
"""The name of standard scaling; a range means min-max scaling."""

Normalize = Sequence[float] | str
"""The scaling to fit: a range such as (0, 1), or ``"standard"``."""

_USUAL_DEVIATIONS = 2.0


@dataclass(frozen=True, slots=True)
class StandardScaling(Scaling):
    """Scale each column to mean 0 and deviation 1.

    ``v = (data - mean) / deviation``; its inverse is ``data = v * deviation + mean``. A constant
    column has deviation 0. It becomes 0, and its inverse is the constant.

    Parameters
    ----------
    mean : tuple of float, shape (n_columns,)
        The mean of each column in raw units.
    deviation : tuple of float, shape (n_columns,)
        The standard deviation of each column in raw units, at least 0.

    Raises
    ------
    InputError
        If the numbers of means and deviations differ, one of them is not a finite number, or a
        deviation is below 0 or too small to divide by.

    Examples
    --------
    >>> scaling = StandardScaling((50.0,), (10.0,))
    >>> scaling.transform([65.0]).tolist(), scaling.inverse_transform([1.5]).tolist()
    ([1.5], [65.0])
    """

    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    def __post_init__(self) -> None:
        mean = column_numbers(self.mean, "mean")
        deviation = column_numbers(self.deviation, "deviation")
        if len(mean) != len(deviation):
            raise InputError(
                f"a scaling needs as many means as deviations; got {len(mean)} and {len(deviation)}"
            )
        for column, size in enumerate(deviation):
            if size < 0:
                raise InputError(
                    f"the deviation of column {column} is {size:g}; it must be at least 0"
                )
            if size and not is_scalable(size):
                raise InputError(
                    f"column {column} has the deviation {size:g}, too small to divide by"
                )
        object.__setattr__(self, "mean", mean)
        object.__setattr__(self, "deviation", deviation)

    @classmethod
    def fit(cls, values: ArrayLike, *, names: Sequence[str] | None = None) -> StandardScaling:
        """Return the scaling that gives each column of the data the mean 0 and the deviation 1.

        The deviation is that of the population, the root of the mean of ``(data - mean)^2``, as in
        scikit-learn's ``StandardScaler``.

        Parameters
        ----------
        values : array_like, shape (n_samples, n_columns)
            The data in raw units.
        names : sequence of str, optional
            The names of the columns, for the warning.

        Returns
        -------
        StandardScaling

        Raises
        ------
        InputError
            If a value is not finite, or there are no rows.

        Warns
        -----
        NeurosimWarning
            If a column is constant: it will map to 0.

        Examples
        --------
        >>> StandardScaling.fit([[1.0], [3.0]])
        StandardScaling(mean=(2.0,), deviation=(1.0,))
        """
        return cls.of_summary(ColumnSummary.of(values), names=names)

    @classmethod
    def of_summary(
        cls, summary: ColumnSummary, *, names: Sequence[str] | None = None
    ) -> StandardScaling:
        """Return the scaling like ``fit``, from a summary of the data."""
        warn_of_constants(summary, names, "0")
        return cls(tuple(summary.mean.tolist()), tuple(summary.deviation.tolist()))

    @property
    def n_columns(self) -> int:
        """The number of columns."""
        return len(self.mean)

    def column(self, index: int) -> StandardScaling:
        """Return the scaling of one column."""
        place = self._place(index)
        return StandardScaling((self.mean[place],), (self.deviation[place],))

    @property
    def constant(self) -> tuple[bool, ...]:
        """Whether each column is constant."""
        return tuple(deviation == 0 for deviation in self.deviation)

    @property
    def usual_limits(self) -> list[tuple[float, float]]:
        """Two deviations below and above the mean of each column."""
        return [
            (mean - _USUAL_DEVIATIONS * deviation, mean + _USUAL_DEVIATIONS * deviation)
            for mean, deviation in zip(self.mean, self.deviation, strict=True)
        ]

    @property
    def slope(self) -> Matrix:
        """The derivative of the scaled value by the raw one, shape (n_columns,)."""
        constant = np.array(self.constant, dtype=bool)
        slope: Matrix = np.where(constant, 0.0, 1.0 / np.where(constant, 1.0, self.deviation))
        return slope

    @property
    def inverse_slope(self) -> Matrix:
        """The derivative of the raw value by the scaled one, shape (n_columns,)."""
        return np.array(self.deviation)

    def _scaled(self, data: Matrix) -> Matrix:
        constant = np.array(self.constant, dtype=bool)
        distance = data - np.array(self.mean)
        scaled: Matrix = np.where(constant, 0.0, distance / np.where(constant, 1.0, self.deviation))
        return scaled

    def _raw(self, data: Matrix) -> Matrix:
        raw: Matrix = data * np.array(self.deviation) + np.array(self.mean)
        return raw


def check_normalize(normalize: Normalize) -> tuple[float, float] | str:
    """Return what scaling is asked for: ``"standard"``, or a range as (low, high).

    Raises
    ------
    InputError
        If it is neither.
    """
    if isinstance(normalize, str) and normalize == STANDARD:
        return STANDARD
    if isinstance(normalize, str) or not isinstance(normalize, Iterable):
        raise InputError(
            f"normalize is {brief(normalize)}; give a range such as (0, 1) or (-1, 1), or "
            f"{STANDARD!r}"
        )
    return check_range(normalize)


def fitted_scaling(
    summary: ColumnSummary, normalize: Normalize, *, names: Sequence[str] | None = None
) -> Scaling:
    """Return the scaling of data that is asked for.

    Parameters
    ----------
    summary : ColumnSummary
        What is known of the data.
    normalize : (float, float) or "standard"
        A range for min-max scaling, or ``"standard"``.
    names : sequence of str, optional
        The names of the columns, for warnings.

    Raises
    ------
    InputError
        If the argument is not a scaling, or a column cannot be scaled.

    Examples
    --------
    >>> fitted_scaling(ColumnSummary.of([[1.0], [3.0]]), (0, 1))
    MinMaxScaling(minimum=(1.0,), maximum=(3.0,), feature_range=(0.0, 1.0))
    """
    chosen = check_normalize(normalize)
    if isinstance(chosen, str):
        return StandardScaling.of_summary(summary, names=names)
    return MinMaxScaling.of_summary(summary, chosen, names=names)
