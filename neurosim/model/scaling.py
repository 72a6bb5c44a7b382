"""Min-max scaling: raw units to the range that a network works in, and back."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurosim.checks import Matrix, matrix, number
from neurosim.errors import InputError, NeurosimWarning, NotFiniteError, counted


@dataclass(frozen=True, slots=True)
class MinMaxScaling:
    """Scale each column from ``[minimum, maximum]`` to ``feature_range``.

    ``v = (data - minimum) / (maximum - minimum) * (high - low) + low``. A constant column, whose
    minimum is its maximum, maps to the middle of the range; its inverse is the constant.

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
        minimum = _limits(self.minimum, "minimum")
        maximum = _limits(self.maximum, "maximum")
        if len(minimum) != len(maximum):
            raise InputError(
                f"a scaling needs as many minima as maxima; got {len(minimum)} and {len(maximum)}"
            )
        for column, (low, high) in enumerate(zip(minimum, maximum, strict=True)):
            if low > high:
                raise InputError(
                    f"the minimum {low:g} of column {column} is above its maximum {high:g}"
                )
            if high > low and not _scalable(low, high):
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
            If a value is not finite, there are no rows, or the range has its ends the wrong way.

        Warns
        -----
        NeurosimWarning
            If a column is constant: it will map to the middle of the range.
        """
        data = matrix(values, "the data to scale")
        if names is not None and len(names) != data.shape[1]:
            n_columns = counted(data.shape[1], "column")
            raise InputError(f"there are {counted(len(names), 'name')} for {n_columns}")
        if not len(data):
            raise InputError("a scaling cannot be fitted to data without rows")
        minimum, maximum = data.min(axis=0), data.max(axis=0)
        for column in np.flatnonzero(minimum == maximum):
            name = names[int(column)] if names is not None else f"column {column}"
            low, high = check_range(feature_range)
            warnings.warn(
                f"{name} is {minimum[column]:g} in every row; "
                f"it is scaled to {(low + high) / 2:g}, the middle of the range",
                NeurosimWarning,
                stacklevel=2,
            )
        return cls(tuple(minimum.tolist()), tuple(maximum.tolist()), check_range(feature_range))

    @property
    def n_columns(self) -> int:
        """The number of columns."""
        return len(self.minimum)

    def transform(self, values: ArrayLike) -> Matrix:
        """Return raw values scaled, shape (n_columns,) or (n_samples, n_columns).

        Raises
        ------
        InputError
            If the number of columns is another one, or the values are no numbers.
        """
        data = self._columns(values)
        low, high = self.feature_range
        minimum, span = np.array(self.minimum), self._span
        constant = span == 0
        with np.errstate(all="ignore"):
            share = (data - minimum) / np.where(constant, 1.0, span)
            scaled = share * (high - low) + low
        return _finite(np.where(constant, (low + high) / 2, scaled))

    def inverse_transform(self, values: ArrayLike) -> Matrix:
        """Return scaled values in raw units, shape (n_columns,) or (n_samples, n_columns).

        Raises
        ------
        InputError
            If the number of columns is another one, or the values are no numbers.
        """
        data = self._columns(values)
        low, high = self.feature_range
        with np.errstate(all="ignore"):
            raw: Matrix = (data - low) / (high - low) * self._span + np.array(self.minimum)
        return _finite(raw)

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

    @property
    def _span(self) -> Matrix:
        span: Matrix = np.array(self.maximum) - np.array(self.minimum)
        return span

    def _columns(self, values: ArrayLike) -> Matrix:
        try:
            data = np.asarray(values, dtype=np.float64)
        except (TypeError, ValueError):
            raise InputError(f"a scaling takes numbers; got {values!r}") from None
        if data.shape[-1:] != (self.n_columns,):
            raise InputError(
                f"the scaling has {counted(self.n_columns, 'column')}; "
                f"got data of shape {data.shape}"
            )
        return data


def _finite(values: Matrix) -> Matrix:
    if not np.isfinite(values).all():
        raise NotFiniteError("scaling gives NaN or infinity; the values are NaN or too large")
    return values


def _scalable(low: float, high: float) -> bool:
    # the span of a range and the slope to the unit range
    return math.isfinite(high - low) and math.isfinite(1.0 / (high - low))


def _limits(values: Iterable[float], what: str) -> tuple[float, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InputError(f"a scaling takes one {what} for each column; got {values!r}")
    return tuple(number(value, f"a {what} of the scaling") for value in values)


def check_range(feature_range: Sequence[float]) -> tuple[float, float]:
    """Return a range as ``(low, high)``; raise InputError unless low is below high."""
    try:
        low, high = feature_range
    except (TypeError, ValueError):
        raise InputError(
            f"a range is written (low, high), such as (0, 1) or (-1, 1); got {feature_range!r}"
        ) from None
    low, high = number(low, "the low end of the range"), number(high, "the high end of the range")
    if low < high and not _scalable(low, high):
        raise InputError(f"the range ({low:g}, {high:g}) is too wide or too narrow to scale to")
    if low >= high:
        raise InputError(f"a range needs its low end below its high end; got ({low:g}, {high:g})")
    return low, high
