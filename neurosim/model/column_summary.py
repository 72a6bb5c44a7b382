"""What a scaling needs to know of data: limits, mean and deviation of each column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike

from neurosim.checks import Matrix, matrix
from neurosim.errors import InputError

_ROWS_OF_A_PART = 2**16


@dataclass(frozen=True, slots=True, eq=False)
class ColumnSummary:
    """Limits, mean and deviation of columns of numbers; those of two parts add up to the whole.

    The deviation is that of the population: the root of the mean square of the distances from the
    mean. Nothing overflows, however large the numbers are.

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
    def of(cls, values: ArrayLike) -> ColumnSummary:
        """Return the summary of data.

        Parameters
        ----------
        values : array_like, shape (n_rows, n_columns)
            The data in raw units.

        Raises
        ------
        InputError
            If a value is no finite number, or there are no rows.
        """
        data = matrix(values, "the data to scale")
        if not len(data):
            raise InputError("a scaling cannot be fitted to data without rows")
        parts = [
            _of_part(data[i : i + _ROWS_OF_A_PART]) for i in range(0, len(data), _ROWS_OF_A_PART)
        ]
        return reduce(ColumnSummary.merged, parts)

    def merged(self, other: ColumnSummary) -> ColumnSummary:
        """Return the summary of the rows of both.

        The formula for two parts is that of Chan, Golub and LeVeque (1983), "Algorithms for
        computing the sample variance", with deviations in place of sums of squares.
        """
        n_rows = self.n_rows + other.n_rows
        share = other.n_rows / n_rows
        # halves, as the distance of two means may be out of range
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


def _of_part(data: Matrix) -> ColumnSummary:
    minimum, maximum = data.min(axis=0), data.max(axis=0)
    # a power of two changes no digit, and keeps sums and squares within range
    _, exponents = np.frexp(np.maximum(np.abs(minimum), np.abs(maximum)))
    size = np.ldexp(data, -exponents)
    mean = np.ldexp(size.mean(axis=0), exponents)
    distances = size - np.ldexp(mean, -exponents)
    _, of_distances = np.frexp(np.abs(distances).max(axis=0))
    squares = np.square(np.ldexp(distances, -of_distances))
    deviation = np.ldexp(np.sqrt(squares.mean(axis=0)), of_distances + exponents)
    return _made(len(data), minimum, maximum, mean, deviation)


def _made(
    n_rows: int, minimum: Matrix, maximum: Matrix, mean: Matrix, deviation: Matrix
) -> ColumnSummary:
    # rounding gives a constant column neither another mean nor a deviation
    constant = minimum == maximum
    return ColumnSummary(
        n_rows,
        minimum,
        maximum,
        np.where(constant, minimum, np.clip(mean, minimum, maximum)),
        np.where(constant, 0.0, deviation),
    )
