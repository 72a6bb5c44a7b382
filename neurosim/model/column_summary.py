"""What a scaling needs to know about data: limits, mean and deviation of each column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurosim.checks import Matrix, matrix
from neurosim.errors import InputError

_ROWS_OF_A_PART = 2**16
_SMALLEST = 5e-324


@dataclass(frozen=True, slots=True, eq=False)
class ColumnSummary:
    """Limits, mean and deviation of columns of numbers; two parts can be merged to the whole.

    The deviation is the standard deviation of the population: the square root of the average
    squared distance from the mean. Nothing overflows, even if the numbers are very large.

    Attributes
    ----------
    n_rows : int
        The number of rows, at least 1.
    minimum, maximum, mean, deviation : ndarray, shape (n_columns,)
        Of each column, in raw units.

    Examples
    --------
    >>> whole = ColumnSummary.of([[1.0], [2.0], [3.0], [6.0]])
    >>> parts = ColumnSummary.of([[1.0]]).merged(ColumnSummary.of([[2.0], [3.0], [6.0]]))
    >>> whole.mean.tolist(), parts.mean.tolist()
    ([3.0], [3.0])
    >>> bool(np.isclose(parts.deviation, whole.deviation).all())
    True
    """

    n_rows: int
    minimum: Matrix
    maximum: Matrix
    mean: Matrix
    deviation: Matrix

    @classmethod
    def of(cls, values: ArrayLike, weights: Matrix | None = None) -> ColumnSummary:
        """Return the summary of data.

        Parameters
        ----------
        values : array_like, shape (n_rows, n_columns)
            The data in raw units.
        weights : ndarray, shape (n_rows,), optional
            How much each row counts in mean and deviation, above 0; by default all count the same.

        Raises
        ------
        InputError
            If a value is not a finite number, or there are no rows.
        """
        data = matrix(values, "the data to scale")
        if not len(data):
            raise InputError("a scaling cannot be fitted to data without rows")
        if weights is not None:
            return _of_part(data, weights / weights.sum())
        growing = GrowingSummary()
        growing.add(data)
        return growing.summary

    def merged(self, other: ColumnSummary) -> ColumnSummary:
        """Return the summary of the rows of both.

        The formula for two parts is that of Chan, Golub and LeVeque (1983), "Algorithms for
        computing the sample variance", with deviations in place of sums of squares.
        """
        n_rows = self.n_rows + other.n_rows
        share = other.n_rows / n_rows
        # halves, because the distance of two means may be out of range
        half = other.mean / 2 - self.mean / 2
        mean = self.mean + half * share + half * share
        within = np.hypot(np.sqrt(1 - share) * self.deviation, np.sqrt(share) * other.deviation)
        between = half * (2 * np.sqrt(share * (1 - share)))
        return _made(
            n_rows,
            np.minimum(self.minimum, other.minimum),
            np.maximum(self.maximum, other.maximum),
            mean,
            np.hypot(within, between),
        )

    def columns(self, which: slice) -> ColumnSummary:
        """Return the summary of some of the columns."""
        return ColumnSummary(
            self.n_rows,
            self.minimum[which],
            self.maximum[which],
            self.mean[which],
            self.deviation[which],
        )

    @property
    def limits(self) -> Matrix:
        """The smallest and the largest value of each column, shape (2, n_columns)."""
        return np.stack([self.minimum, self.maximum])


class GrowingSummary:
    """The summary of rows that come in chunks; every chunk size gives exactly the same summary."""

    def __init__(self) -> None:
        self._whole: ColumnSummary | None = None
        self._waiting: list[Matrix] = []
        self._n_waiting = 0

    def add(self, rows: Matrix) -> None:
        """Take finite rows, shape (n_rows, n_columns)."""
        self._waiting.append(rows)
        self._n_waiting += len(rows)
        if self._n_waiting >= _ROWS_OF_A_PART:
            data = np.concatenate(self._waiting)
            end = len(data) - len(data) % _ROWS_OF_A_PART
            for start in range(0, end, _ROWS_OF_A_PART):
                self._whole = self._with(data[start : start + _ROWS_OF_A_PART])
            self._waiting, self._n_waiting = [data[end:]], len(data) - end

    @property
    def summary(self) -> ColumnSummary:
        """The summary of all rows so far; there must be at least one."""
        if self._n_waiting or self._whole is None:
            return self._with(np.concatenate(self._waiting))
        return self._whole

    def _with(self, rows: Matrix) -> ColumnSummary:
        part = _of_part(rows)
        return part if self._whole is None else self._whole.merged(part)


def _of_part(rows: Matrix, shares: Matrix | None = None) -> ColumnSummary:
    # column by column, so that the result does not depend on the order in memory
    columns = np.ascontiguousarray(rows.T)
    minimum, maximum = columns.min(axis=1), columns.max(axis=1)
    # a power of two changes no digit, and keeps sums and squares within range
    _, exponents = np.frexp(np.maximum(np.abs(minimum), np.abs(maximum)))
    sizes = np.ldexp(columns, -exponents[:, np.newaxis])
    means = _means(sizes, shares)
    distances = sizes - means[:, np.newaxis]
    _, of_distances = np.frexp(np.abs(distances).max(axis=1))
    squares = np.square(np.ldexp(distances, -of_distances[:, np.newaxis]))
    deviation = np.ldexp(np.sqrt(_means(squares, shares)), of_distances + exponents)
    return _made(len(rows), minimum, maximum, np.ldexp(means, exponents), deviation)


def _means(columns: Matrix, shares: Matrix | None) -> Matrix:
    means: Matrix = columns.mean(axis=1) if shares is None else (columns * shares).sum(axis=1)
    return means


def _made(
    n_rows: int, minimum: Matrix, maximum: Matrix, mean: Matrix, deviation: Matrix
) -> ColumnSummary:
    # rounding gives a constant column no other mean and no deviation, and only a constant one none
    constant = minimum == maximum
    return ColumnSummary(
        n_rows,
        minimum,
        maximum,
        np.where(constant, minimum, np.clip(mean, minimum, maximum)),
        np.where(constant, 0.0, np.maximum(deviation, _SMALLEST)),
    )
