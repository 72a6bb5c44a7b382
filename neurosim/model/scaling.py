"""Scaling: from raw units to the units of the network, and back; min-max scaling."""

from __future__ import annotations

import math
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurosim.checks import Matrix, array_of_numbers, items, number, texts, whole_number
from neurosim.errors import InputError, NeurosimWarning, NotFiniteError, brief, counted
from neurosim.model.column_summary import ColumnSummary


class Scaling(ABC):
    """The methods of all scalings: they turn raw units into normalized units, and back."""

    __slots__ = ()

    @property
    @abstractmethod
    def n_columns(self) -> int:
        """The number of columns."""

    @abstractmethod
    def column(self, index: int) -> Scaling:
        """Return the scaling of one column."""

    @property
    @abstractmethod
    def constant(self) -> tuple[bool, ...]:
        """Whether each column is constant; a constant has one normalized value."""

    @property
    @abstractmethod
    def usual_limits(self) -> list[tuple[float, float]]:
        """Limits of each column in raw units; most of the data lies between them."""

    @property
    @abstractmethod
    def slope(self) -> Matrix:
        """The derivative of the scaled value by the raw one, shape (n_columns,)."""

    @property
    @abstractmethod
    def inverse_slope(self) -> Matrix:
        """The derivative of the raw value by the scaled one, shape (n_columns,)."""

    def transform(self, values: ArrayLike) -> Matrix:
        """Return raw values scaled, shape (n_columns,) or (n_samples, n_columns).

        Raises
        ------
        InputError
            If the number of columns is wrong, or the values are not numbers.
        NotFiniteError
            If a value is NaN, or too large.
        """
        data = self._columns(values)
        with np.errstate(all="ignore"):
            return _finite(self._scaled(data))

    def inverse_transform(self, values: ArrayLike) -> Matrix:
        """Return scaled values in raw units, shape (n_columns,) or (n_samples, n_columns).

        Raises
        ------
        InputError
            If the number of columns is wrong, or the values are not numbers.
        NotFiniteError
            If a value is NaN, or too large.
        """
        data = self._columns(values)
        with np.errstate(all="ignore"):
            return _finite(self._raw(data))

    @abstractmethod
    def _scaled(self, data: Matrix) -> Matrix:
        """Return raw values scaled."""

    @abstractmethod
    def _raw(self, data: Matrix) -> Matrix:
        """Return scaled values in raw units."""

    def _place(self, index: int) -> int:
        return whole_number(
            index, "the index of a column", minimum=-self.n_columns, maximum=self.n_columns - 1
        )

    def _columns(self, values: ArrayLike) -> Matrix:
        data = array_of_numbers(values, "a scaling takes numbers")
        if data.shape[-1:] != (self.n_columns,):
            raise InputError(
                f"the scaling has {counted(self.n_columns, 'column')}; "
                f"got data of shape {data.shape}"
            )
        return data


@dataclass(frozen=True, slots=True)
class MinMaxScaling(Scaling):
    """Scale each column from ``[minimum, maximum]`` to ``feature_range``.

    ``v = (data - minimum) / (maximum - minimum) * (high - low) + low``. A constant column has equal
    minimum and maximum. It becomes the middle of the range, and its inverse is the constant.

    Parameters
    ----------
    minimum, maximum : tuple of float, shape (n_columns,)
        The limits of each column in raw units.
    feature_range : tuple of float
        ``(low, high)`` of the scaled values; (0, 1) and (-1, 1) are the usual ones.

    Examples
    --------
    >>> scaling = MinMaxScaling((25.0,), (70.0,))
    >>> round(float(scaling.transform([65.0])[0]), 4)
    0.8889
    """

    minimum: tuple[float, ...]
    maximum: tuple[float, ...]
    feature_range: tuple[float, float] = (0.0, 1.0)

    def __post_init__(self) -> None:
        minimum = column_numbers(self.minimum, "minimum")
        maximum = column_numbers(self.maximum, "maximum")
        if len(minimum) != len(maximum):
            raise InputError(
                f"a scaling needs as many minima as maxima; got {len(minimum)} and {len(maximum)}"
            )
        for column, (low, high) in enumerate(zip(minimum, maximum, strict=True)):
            if low > high:
                raise InputError(
                    f"the minimum {low:g} of column {column} is above its maximum {high:g}"
                )
            if high > low and not is_scalable(high - low):
                raise InputError(
                    f"column {column} goes from {low:g} to {high:g}, too far or too near to scale"
                )
        object.__setattr__(self, "minimum", minimum)
        object.__setattr__(self, "maximum", maximum)
        object.__setattr__(self, "feature_range", check_range(self.feature_range))

    @classmethod
    def fit(
        cls,
        values: ArrayLike,
        feature_range: Sequence[float] = (0.0, 1.0),
        *,
        names: Sequence[str] | None = None,
    ) -> MinMaxScaling:
        """Return the scaling whose limits are the smallest and largest value of each column.

        Parameters
        ----------
        values : array_like, shape (n_samples, n_columns)
            The data in raw units.
        feature_range : (float, float)
            The range to scale to.
        names : sequence of str, optional
            The names of the columns, for the warning.

        Returns
        -------
        MinMaxScaling

        Raises
        ------
        InputError
            If a value is not finite, there are no rows, or the low end of the range is not below
            its high end.

        Warns
        -----
        NeurosimWarning
            If a column is constant, so it becomes the middle of the range.
        """
        return cls.of_summary(ColumnSummary.of(values), feature_range, names=names)

    @classmethod
    def of_summary(
        cls,
        summary: ColumnSummary,
        feature_range: Sequence[float] = (0.0, 1.0),
        *,
        names: Sequence[str] | None = None,
    ) -> MinMaxScaling:
        """Return the scaling like ``fit``, from a summary of the data."""
        low, high = check_range(feature_range)
        middle = f"{(low + high) / 2:g}, the middle of the range"
        warn_of_constants(summary, names, middle)
        limits = summary.minimum.tolist(), summary.maximum.tolist()
        return cls(tuple(limits[0]), tuple(limits[1]), (low, high))

    @property
    def n_columns(self) -> int:
        """The number of columns."""
        return len(self.minimum)

    def column(self, index: int) -> MinMaxScaling:
        """Return the scaling of one column."""
        place = self._place(index)
        return MinMaxScaling((self.minimum[place],), (self.maximum[place],), self.feature_range)

    @property
    def constant(self) -> tuple[bool, ...]:
        """Whether each column is constant."""
        return tuple(low == high for low, high in self.usual_limits)

    @property
    def usual_limits(self) -> list[tuple[float, float]]:
        """The minimum and the maximum of each column."""
        return list(zip(self.minimum, self.maximum, strict=True))

    @property
    def slope(self) -> Matrix:
        """The derivative of the scaled value by the raw one, shape (n_columns,)."""
        low, high = self.feature_range
        span = self._span
        constant = span == 0
        slope: Matrix = np.where(constant, 0.0, (high - low) / np.where(constant, 1.0, span))
        return slope

    @property
    def inverse_slope(self) -> Matrix:
        """The derivative of the raw value by the scaled one, shape (n_columns,)."""
        low, high = self.feature_range
        slope: Matrix = self._span / (high - low)
        return slope

    def _scaled(self, data: Matrix) -> Matrix:
        low, high = self.feature_range
        minimum, span = np.array(self.minimum), self._span
        constant = span == 0
        share = (data - minimum) / np.where(constant, 1.0, span)
        scaled: Matrix = np.where(constant, (low + high) / 2, share * (high - low) + low)
        return scaled

    def _raw(self, data: Matrix) -> Matrix:
        low, high = self.feature_range
        raw: Matrix = (data - low) / (high - low) * self._span + np.array(self.minimum)
        return raw

    @property
    def _span(self) -> Matrix:
        span: Matrix = np.array(self.maximum) - np.array(self.minimum)
        return span


def _finite(values: Matrix) -> Matrix:
    if not np.isfinite(values).all():
        raise NotFiniteError("scaling gives NaN or infinity; the values are NaN or too large")
    return values


def is_scalable(span: float) -> bool:
    """Return whether a span and its inverse are within range."""
    return math.isfinite(span) and math.isfinite(1.0 / span)


def column_numbers(values: Iterable[float], what: str) -> tuple[float, ...]:
    """Return the numbers of a scaling for each column; raise InputError for other values."""
    given = items(values, f"a scaling takes one {what} for each column")
    return tuple(number(value, f"a {what} of the scaling") for value in given)


def warn_of_constants(
    summary: ColumnSummary, names: Sequence[str] | None, scaled_to: str, *, stacklevel: int = 3
) -> None:
    """Warn of each constant column, which has only one value after scaling.

    Parameters
    ----------
    summary : ColumnSummary
        The data.
    names : sequence of str or None
        The names of the columns.
    scaled_to : str
        The value of a constant column after scaling, in words.
    stacklevel : int
        The frame whose line the warning names.

    Raises
    ------
    InputError
        If the number of names is not the number of columns.
    """
    n_columns = len(summary.minimum)
    names = None if names is None else texts(names, "the names of the columns")
    if names is not None and len(names) != n_columns:
        raise InputError(
            f"there are {counted(len(names), 'name')} for {counted(n_columns, 'column')}"
        )
    for column in np.flatnonzero(summary.minimum == summary.maximum):
        name = names[int(column)] if names is not None else f"column {column}"
        warnings.warn(
            f"{name} is {summary.minimum[column]:g} in every row; it is scaled to {scaled_to}",
            NeurosimWarning,
            stacklevel=stacklevel + 1,
        )


def check_range(feature_range: Sequence[float]) -> tuple[float, float]:
    """Return a range as ``(low, high)``; raise InputError unless low is below high."""
    written = "a range is written (low, high), such as (0, 1) or (-1, 1)"
    try:
        low, high = items(feature_range, written)
    except ValueError:
        raise InputError(f"{written}; got {brief(feature_range)}") from None
    low, high = number(low, "the low end of the range"), number(high, "the high end of the range")
    if low < high and not is_scalable(high - low):
        raise InputError(f"the range ({low:g}, {high:g}) is too wide or too narrow to scale to")
    if low >= high:
        raise InputError(f"a range needs its low end below its high end; got ({low:g}, {high:g})")
    return low, high
