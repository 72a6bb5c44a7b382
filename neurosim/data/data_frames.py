"""Data frames, series and arrays as named columns of numbers or labels, with missing values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix, number
from neurosim.data.classes import label_texts
from neurosim.data.dataset_checks import default_names
from neurosim.data.missing import is_missing
from neurosim.data.problems import first_repeated, shown
from neurosim.errors import InputError, brief, counted, listed

Mask = NDArray[np.bool_]

_ADVICE = "give numbers, list the column in categories, or leave it out"


@dataclass(frozen=True, slots=True)
class RawColumn:
    """One column of the given data.

    Attributes
    ----------
    name : str
        Its name, or its position when it has none, for messages: ``column 'age'``.
    values : ndarray of float, or of object, shape (n_rows,)
        Numbers if the whole column has numbers, otherwise the cells unchanged.
    missing : ndarray of bool, shape (n_rows,)
        Which values are missing.
    """

    name: str
    values: NDArray[Any]
    missing: Mask

    def numbers(self, what: str, advice: str = _ADVICE) -> Matrix:
        """Return the numbers, with NaN for a missing one; raise InputError for other values."""
        values = self.values
        if values.dtype.kind == "O":
            values = np.full(len(self.values), np.nan)
            for row in np.flatnonzero(~self.missing).tolist():
                values[row] = self._number(row, what, advice)
        infinite = np.flatnonzero(np.isinf(values) & ~self.missing)
        if infinite.size:
            raise InputError(
                f"{what} has {values[infinite[0]]} in row {infinite[0]}, {self.name}; every value "
                "must be a finite number"
            )
        return values

    def labels(self, what: str) -> list[str | None]:
        """Return the values as texts, None if missing; raise InputError for other values.

        A whole number has no decimal point, so that 1 and 1.0 are one label.
        """
        texts: list[str | None] = [None] * len(self.values)
        there = np.flatnonzero(~self.missing).tolist()
        for row in there:
            try:
                (texts[row],) = label_texts([self.values[row]])
            except InputError:
                raise InputError(
                    f"{what} has {brief(self.values[row])} in row {row}, {self.name}; a label is a "
                    "text or a finite number"
                ) from None
        return texts

    def has_text(self) -> bool:
        """Return whether a value is text."""
        return self.values.dtype.kind == "O" and any(isinstance(v, str) for v in self.values)

    def _number(self, row: int, what: str, advice: str) -> float:
        value = self.values[row]
        place = f"{what} has {{}} in row {row}, {self.name}; "
        if isinstance(value, str):
            raise InputError(place.format(f"the text {shown(value)}") + advice)
        if isinstance(value, np.timedelta64 | dt.timedelta):
            raise InputError(
                place.format(f"the duration {value}") + "give durations as numbers, such as seconds"
            )
        if isinstance(value, np.datetime64) or hasattr(value, "isoformat"):
            raise InputError(
                place.format(f"the date {value}")
                + "give dates as numbers, such as the days since the first date, or leave them out"
            )
        try:
            return number(value, "a value")
        except InputError:
            raise InputError(place.format(brief(value)) + "every value must be a number") from None


@dataclass(frozen=True, slots=True)
class RawColumns:
    """A table of the given data.

    Attributes
    ----------
    what : str
        What it is, for messages: ``"X"``.
    names : tuple of str or None
        The names of the columns; None for a table without names.
    columns : tuple of RawColumn
    """

    what: str
    names: tuple[str, ...] | None
    columns: tuple[RawColumn, ...]

    @property
    def n_rows(self) -> int:
        """The number of rows."""
        return len(self.columns[0].values) if self.columns else 0

    def missing_rows(self) -> Mask:
        """Return which rows have a missing value."""
        gaps = np.zeros(self.n_rows, dtype=bool)
        for column in self.columns:
            gaps |= column.missing
        return gaps

    def rows(self, keep: Mask) -> RawColumns:
        """Return the table with some of its rows."""
        columns = tuple(
            RawColumn(column.name, column.values[keep], column.missing[keep])
            for column in self.columns
        )
        return RawColumns(self.what, self.names, columns)

    def without(self, names: Container[str]) -> tuple[RawColumn, ...]:
        """Return the columns except those with some names."""
        names_here = self.names or ("",) * len(self.columns)
        return tuple(
            column
            for name, column in zip(names_here, self.columns, strict=True)
            if name not in names
        )

    def pick(self, positions: Sequence[int]) -> RawColumns:
        """Return the table of some of the columns, in the given order."""
        columns = tuple(self.columns[position] for position in positions)
        names = None if self.names is None else tuple(self.names[k] for k in positions)
        return RawColumns(self.what, names, columns)

    def numbered(self) -> RawColumns:
        """Return the same table with numbers as names, which messages do not show."""
        return replace(self, names=default_names("x", len(self.columns)))

    def named(self, names: Sequence[str]) -> RawColumns:
        """Return the same table with other names; raise InputError if one is missing."""
        if len(names) != len(self.columns):
            raise InputError(
                f"{self.what} has {counted(len(self.columns), 'column')}, but "
                f"{counted(len(names), 'name')} for them: {listed(names)}; "
                "give one name for each column"
            )
        columns = zip(names, self.columns, strict=True)
        made = tuple(replace(column, name=f"column {name!r}") for name, column in columns)
        return RawColumns(self.what, tuple(names), made)


def raw_columns(values: Any, what: str) -> RawColumns:
    """Return the columns of a data frame, a series or an array.

    Parameters
    ----------
    values : DataFrame or Series of pandas or polars, pyarrow.Table, or array_like
        The table; one dimension counts as one column.
    what : str
        What it is, for messages: ``"X"``.

    Raises
    ------
    InputError
        If it is not a table, if only some names are texts, or if a name is repeated.

    Examples
    --------
    >>> table = raw_columns([[1, "red"], [2, None]], "X")
    >>> table.columns[1].missing
    array([False,  True])
    """
    if is_frame(values):
        # pyarrow's columns are the data, not their names
        names = list(values.columns if _has_labels(values) else values.column_names)
        columns = [_frame_column(values, position) for position in range(len(names))]
        return _table(what, _names(names, what), columns)
    if is_series(values):
        name = values.name if isinstance(values.name, str) and values.name else None
        return _table(what, None if name is None else (name,), [_column(values)])
    _refuse_records(values, what)
    array = _array(values, what)
    missing = np.ma.getmaskarray(array)
    plain = np.asarray(array)
    columns = [_parts(plain[:, k], missing[:, k]) for k in range(plain.shape[1])]
    return _table(what, None, columns)


def is_frame(values: Any) -> bool:
    """Return whether something is a table with names: of pandas, polars or pyarrow."""
    return (
        hasattr(values, "columns")
        and not isinstance(values, np.ndarray)
        and len(getattr(values, "shape", ())) == 2
    )


def is_series(values: Any) -> bool:
    """Return whether something is one column of a table: a series of pandas or polars."""
    return (
        hasattr(values, "name")
        and hasattr(values, "to_numpy")
        and len(getattr(values, "shape", ())) == 1
    )


def refuse_one_row(values: Any, what: str) -> None:
    """Raise InputError for a row of a data frame where a table is expected."""
    labels = list(values.index) if is_series(values) and hasattr(values, "iloc") else []
    if labels and all(isinstance(label, str) for label in labels):
        raise InputError(
            f"{what} is one row with the names {listed(labels, 6)}; give a table, such as "
            "frame.iloc[[0]] with two pairs of brackets"
        )


def _has_labels(frame: Any) -> bool:
    return hasattr(frame, "iloc") or not hasattr(frame, "column_names")


def sample_table(values: Any, what: str) -> RawColumns | None:
    """Return one sample with names as a table of one row; None if it has no names.

    A data frame of one row has names. So has a row of a data frame: a series with a text index.
    """
    if is_frame(values):
        table = raw_columns(values, what)
        if table.n_rows != 1:
            raise InputError(
                f"{what} is one sample; got a table of {counted(table.n_rows, 'row')}; choose one "
                "row"
            )
        return table
    labels = list(values.index) if is_series(values) and hasattr(values, "iloc") else []
    if not any(isinstance(label, str | bytes | tuple) for label in labels):
        return None
    cells = np.empty((1, len(labels)), dtype=object)
    cells[0] = list(values)
    columns = [_parts(cells[:, k], np.zeros(1, dtype=bool)) for k in range(len(labels))]
    return _table(what, _names(labels, what), columns)


def _table(
    what: str, names: tuple[str, ...] | None, columns: list[tuple[NDArray[Any], Mask]]
) -> RawColumns:
    shown_names = names or range(len(columns))
    made = [
        RawColumn(f"column {name!r}", values, missing)
        for name, (values, missing) in zip(shown_names, columns, strict=True)
    ]
    return RawColumns(what, names, tuple(made))


def _names(labels: Sequence[Any], what: str) -> tuple[str, ...] | None:
    """Return names of columns; None if they are increasing whole numbers, meaning positions."""
    texts = [label for label in labels if isinstance(label, str)]
    if not texts and all(map(_is_position, labels)):
        if list(labels) != sorted(set(labels)):
            order = listed([str(label) for label in labels], 6)
            raise InputError(
                f"{what} has columns that are only numbered, in the order {order}; "
                "they are matched by position: give them in increasing order, or name each with a "
                "text"
            )
        return None
    if not texts:
        raise InputError(
            f"{what} has a column called {brief(labels[0])}, which is not a text; name every "
            "column with a text"
        )
    if len(texts) < len(labels):
        other = next(label for label in labels if not isinstance(label, str))
        raise InputError(
            f"{what} has columns with names, such as {shown(texts[0])}, and one called {other!r}, "
            "which is not a text; name every column with a text"
        )
    repeated = first_repeated(texts)
    if repeated is not None:
        raise InputError(f"{what} has the column {shown(repeated)} twice; name each column once")
    return tuple(texts)


def _is_position(label: Any) -> bool:
    return isinstance(label, int | np.integer) and not isinstance(label, bool)


def _frame_column(frame: Any, position: int) -> tuple[NDArray[Any], Mask]:
    if hasattr(frame, "iloc"):
        return _column(frame.iloc[:, position])
    return _column(frame.column(position) if hasattr(frame, "column") else frame[:, position])


def _column(series: Any) -> tuple[NDArray[Any], Mask]:
    values = np.asarray(series.to_numpy())
    missing = np.zeros(len(values), dtype=bool)
    for test in ("isna", "is_null"):
        if hasattr(series, test):
            missing = np.asarray(getattr(series, test)().to_numpy(), dtype=bool)
            break
    return _parts(values, missing)


def _parts(values: NDArray[Any], missing: Mask) -> tuple[NDArray[Any], Mask]:
    """Return values as floats if all are numbers, else as objects, and which are missing."""
    if values.dtype.kind in "biuf":
        numbers = values.astype(np.float64)
        missing = missing | np.isnan(numbers)
        return np.where(missing, np.nan, numbers), missing
    objects = np.empty(len(values), dtype=object)
    # dates and texts of NumPy keep their kind
    for row, value in enumerate(values if values.dtype.kind in "mM" else values.tolist()):
        objects[row] = value
    return objects, missing | np.fromiter(map(_is_gap, objects), bool, len(objects))


def _is_gap(value: Any) -> bool:
    if value is None or value is np.ma.masked:
        return True
    if isinstance(value, float | np.floating):
        return bool(np.isnan(value))
    if isinstance(value, str):
        return is_missing(value.strip())
    return type(value).__name__ in ("NAType", "NaTType")


def _refuse_records(values: Any, what: str) -> None:
    first = values[0] if isinstance(values, list | tuple) and values else values
    names = getattr(getattr(first, "dtype", None), "names", None)
    if isinstance(first, Mapping) or names:
        raise InputError(
            f"{what} has names in it: {brief(values)}; make a data frame of it, such as "
            "pandas.DataFrame(...)"
        )


def _array(values: Any, what: str) -> NDArray[Any]:
    problem = InputError(
        f"{what} must be a table of numbers or labels with equally long rows; got {brief(values)}"
    )
    try:
        array = np.ma.asarray(values) if np.ma.isMaskedArray(values) else np.asarray(values)
        if array.dtype.kind in "US" and not isinstance(values, np.ndarray):
            array = np.asarray(values, dtype=object)
    except Exception:  # what an array is made of may be anybody's, and raise anything
        raise problem from None
    if array.size and array.dtype.kind not in "biufOUSmM":
        raise problem
    if array.ndim == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2:
        raise InputError(f"{what} must have 2 dimensions (samples, columns); got {array.ndim}")
    return array
