"""Samples for training: inputs and targets in raw units, with the names of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurosim.checks import Matrix, number, one_of, text, whole_number
from neurosim.data.classes import class_names, decode, one_hot, sorted_classes
from neurosim.data.dataset_checks import (
    as_columns,
    default_names,
    lent,
    read_only,
    refuse_other_count,
    unique_names,
)
from neurosim.data.frame_preparing import Categories
from neurosim.data.missing import check_missing
from neurosim.data.samples import (
    Samples,
    check_preparation,
    label_column,
    make_samples,
    refuse_other_order,
    samples_of_numbers,
)
from neurosim.errors import InputError, UnknownNameError, counted, listed
from neurosim.model.columns import TargetColumn
from neurosim.model.preparation import Preparation


@dataclass(frozen=True, slots=True, init=False, repr=False, eq=False)
class Dataset:
    """Inputs and targets in raw units, one row for each sample. It cannot be changed.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_inputs) or (n_samples,), or data frame
        The inputs. The columns of a data frame (pandas, polars, pyarrow) keep their names.
    Z : array_like, shape (n_samples, n_outputs) or (n_samples,), or data frame or series
        The targets; a column of classes has one column for each class here. To give labels, use
        ``from_labels``.
    input_names : sequence of str, optional
        A name for each column of X; by default those of the data frame, or ``x[0]``, ``x[1]``, ...
    target_columns : sequence of TargetColumn or str, optional
        The columns that the targets stand for; a str is the name of a column of numbers. By default
        columns of numbers with the names of the data frame, or ``z[0]``, ``z[1]``, ...
    preparation : Preparation, optional
        How raw columns became X; a network trained on the data stores it. The raw columns of a data
        frame are prepared in this way, for example with ``net.preparation``.
    missing : {"error", "drop", "mean", "median"}
        What to do with missing values: NaN, None, pandas' NA, masked values, and texts such as
        ``NA`` or ``?``. ``error`` refuses them. ``drop`` leaves out their rows. ``mean`` and
        ``median`` fill them in the inputs (text columns with the most frequent label) and leave
        out rows whose target is missing. A network trained on the data fills in the same way.
    categories : str, sequence of str, or mapping of str to sequence of str
        Text columns of X that become one-hot inputs, named ``column=label``; a mapping gives the
        labels of each, in order.

    Attributes
    ----------
    X : numpy.ndarray, shape (n_samples, n_inputs)
        The inputs in raw units, read-only.
    Z : numpy.ndarray, shape (n_samples, n_outputs)
        The targets in raw units, read-only.
    input_names : tuple of str
        The name of each column of X.
    target_columns : tuple of TargetColumn
        What the columns of Z stand for.
    preparation : Preparation
        What was done to raw columns so that they became X.
    has_input_names, has_target_names : bool
        Whether the names were given. Only then are the columns matched by name with those that a
        network knows; otherwise they are matched by position.

    Raises
    ------
    InputError
        If a value is missing or not a finite number, the numbers of rows differ, there is no row,
        or the number of names is wrong.

    Examples
    --------
    >>> data = Dataset([[70, 98], [50, 85]], [91, 82], input_names=["I0", "I1"])
    >>> data
    Dataset(2 samples, inputs: I0, I1, targets: z[0])
    >>> data.Z
    array([[91.], [82.]])
    """

    X: Matrix
    Z: Matrix
    input_names: tuple[str, ...]
    target_columns: tuple[TargetColumn, ...]
    preparation: Preparation
    has_input_names: bool
    has_target_names: bool

    def __init__(
        self,
        X: Any,
        Z: Any,
        *,
        input_names: Sequence[str] | None = None,
        target_columns: Sequence[TargetColumn | str] | None = None,
        preparation: Preparation | None = None,
        missing: str = "error",
        categories: Categories = (),
    ) -> None:
        samples = make_samples(
            X,
            Z,
            input_names=input_names,
            preparation=preparation,
            missing=missing,
            categories=categories,
        )
        self._take(
            samples,
            read_only(samples.X, "X"),
            read_only(samples.Z, "Z"),
            samples.target_names if target_columns is None else target_columns,
        )

    def _take(
        self,
        samples: Samples,
        inputs: Matrix,
        outputs: Matrix,
        columns: Sequence[TargetColumn | str] | None,
    ) -> None:
        names = samples.input_names
        # The class is frozen, so attributes are set here, once, without its own guard.
        for attribute, value in {
            "X": inputs,
            "Z": outputs,
            "input_names": names or default_names("x", inputs.shape[1]),
            "target_columns": as_columns(
                default_names("z", outputs.shape[1]) if columns is None else columns
            ),
            "preparation": samples.preparation,
            "has_input_names": names is not None,
            "has_target_names": columns is not None,
        }.items():
            object.__setattr__(self, attribute, value)
        refuse_other_count(inputs, "X", self.input_names)
        refuse_other_count(outputs, "Z", self.output_names)

    @classmethod
    def from_labels(
        cls,
        X: Any,
        labels: Any,
        *,
        classes: Iterable[Any] | None = None,
        input_names: Sequence[str] | None = None,
        target_name: str | None = None,
        preparation: Preparation | None = None,
        missing: str = "error",
        categories: Categories = (),
    ) -> Dataset:
        """Return a dataset whose target is a class, encoded one-hot.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_inputs), or data frame
            The inputs, in raw units.
        labels : iterable of str or number, shape (n_samples,), or series
            The class of each sample.
        classes : iterable of str or number, optional
            All classes, in the order of the outputs; by default the different labels, sorted as
            numbers if all are numbers, otherwise as text.
        input_names : sequence of str, optional
            A name for each input.
        target_name : str, optional
            The name of the class column; by default that of the series, or ``class``.
        preparation, missing, categories
            As for ``Dataset``.

        Raises
        ------
        InputError
            If there are fewer than 2 classes, or for the same reasons as in ``Dataset``.
        UnknownNameError
            If a label is not one of the classes.

        Examples
        --------
        >>> data = Dataset.from_labels([[0, 1], [1, 1], [1, 0]], ["no", "yes", "no"])
        >>> data.output_names
        ('class=no', 'class=yes')
        >>> data.Z
        array([[1., 0.], [0., 1.], [1., 0.]])
        """
        if target_name is not None:
            text(target_name, "target_name")
        refuse_other_order(X, labels)
        check_missing(missing)
        name, texts = label_column(labels)
        there = [label for label in texts if label is not None]
        if missing == "error" and len(there) < len(texts):
            raise InputError(
                f"the labels have {counted(len(texts) - len(there), 'missing value')}, the first "
                f"in row {texts.index(None)}; give missing='drop' to leave such rows out"
            )
        names = sorted_classes(there) if classes is None else class_names(classes)
        encoded = np.full((len(texts), len(names)), np.nan)
        encoded[[label is not None for label in texts]] = one_hot(there, names)
        chosen = target_name or name
        made = cls(
            X,
            encoded,
            input_names=input_names,
            target_columns=[TargetColumn(chosen or "class", names)],
            preparation=preparation,
            missing=missing,
            categories=categories,
        )
        object.__setattr__(made, "has_target_names", chosen is not None)
        return made

    @property
    def output_names(self) -> tuple[str, ...]:
        """The name of each column of Z."""
        return tuple(name for column in self.target_columns for name in column.output_names)

    @property
    def n_samples(self) -> int:
        """The number of rows."""
        return len(self.X)

    def __len__(self) -> int:
        return len(self.X)

    def __iter__(self) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        return zip(self.X, self.Z, strict=True)

    def __repr__(self) -> str:
        targets = [
            f"{column.name} ({len(column.classes)} classes)" if column.classes else column.name
            for column in self.target_columns
        ]
        return (
            f"Dataset({counted(len(self), 'sample')}, inputs: {listed(self.input_names)}, "
            f"targets: {listed(targets)})"
        )

    def split(
        self, fraction: float = 0.25, seed: int | np.random.Generator = 0
    ) -> tuple[Dataset, Dataset]:
        """Return a part for training and a part for validation, chosen at random.

        Parameters
        ----------
        fraction : float
            The fraction of rows for validation, between 0 and 1.
        seed : int or numpy.random.Generator
            The same seed gives the same parts.

        Returns
        -------
        train, validation : Dataset
            Both in the original order of the rows.

        Raises
        ------
        InputError
            If the fraction is not between 0 and 1, or leaves one part without a row.

        Examples
        --------
        >>> train, validation = Dataset([1, 2, 3, 4], [0, 0, 1, 1]).split(0.25)
        >>> len(train), len(validation)
        (3, 1)
        """
        share = number(fraction, "the fraction for validation")
        if not 0 < share < 1:
            raise InputError(f"the fraction for validation is {share:g}; give one between 0 and 1")
        if not isinstance(seed, np.random.Generator):
            seed = np.random.default_rng(whole_number(seed, "the seed", minimum=0))
        count = round(share * len(self))
        if not 0 < count < len(self):
            empty = "validation" if count == 0 else "training"
            raise InputError(
                f"a fraction of {share:g} of {counted(len(self), 'sample')} leaves none for "
                f"{empty}; choose another fraction or give more samples"
            )
        order = seed.permutation(len(self))
        return self.subset(np.sort(order[count:])), self.subset(np.sort(order[:count]))

    def subset(self, rows: ArrayLike) -> Dataset:
        """Return a dataset of some of the rows, in the given order.

        Parameters
        ----------
        rows : array_like of int, or of bool with shape (n_samples,)
            Positions from 0 (negative positions count from the end), or which rows to keep.

        Raises
        ------
        UnknownNameError
            If there is no such row.
        InputError
            If the rows are not positions, or no row is chosen.

        Examples
        --------
        >>> Dataset([1, 2, 3], [10, 20, 30]).subset([2, 0]).Z
        array([[30.], [10.]])
        """
        try:
            positions = np.asarray(rows)
        except Exception:  # NumPy asks the object itself, which may raise anything
            raise InputError("the rows of a subset must be one list of positions") from None
        if positions.dtype == np.bool_ and positions.shape == (len(self),):
            positions = np.flatnonzero(positions)
        if positions.size == 0:
            raise InputError("a subset needs at least one row; none is chosen")
        if positions.ndim != 1 or positions.dtype.kind not in "iu":
            raise InputError(
                f"the rows of a subset must be a list of positions or {len(self)} truth values; "
                f"got an array of {positions.dtype} with shape {positions.shape}"
            )
        outside = positions[(positions < -len(self)) | (positions >= len(self))]
        if outside.size:
            raise UnknownNameError(
                f"there is no row {outside[0]}; the dataset has the rows 0 to {len(self) - 1}"
            )
        return self.with_arrays(self.X[positions], self.Z[positions])

    def with_arrays(
        self,
        X: Matrix,
        Z: Matrix,
        *,
        input_names: Sequence[str] | None = None,
        target_columns: Sequence[TargetColumn] | None = None,
        preparation: Preparation | None = None,
    ) -> Dataset:
        """Return a dataset with other numbers; arguments that are not given stay the same."""
        columns = self.target_columns if target_columns is None else target_columns
        names = self.input_names if input_names is None else input_names
        known = self.preparation if preparation is None else preparation
        if X is self.X and Z is self.Z:
            other = object.__new__(Dataset)
            names = unique_names(names, "input_names")
            other._take(samples_of_numbers(X, Z, names, check_preparation(known)), X, Z, columns)
        else:
            other = Dataset(X, Z, input_names=names, target_columns=columns, preparation=known)
        has_input_names = self.has_input_names or input_names is not None
        object.__setattr__(other, "has_input_names", has_input_names)
        object.__setattr__(other, "has_target_names", self.has_target_names)
        return other

    def labels(self, column: str | None = None) -> list[str]:
        """Return the class label of each sample.

        Parameters
        ----------
        column : str, optional
            The name of a class column; not needed when there is only one.

        Raises
        ------
        UnknownNameError
            If there is no target column of that name.
        InputError
            If the column has numbers, or if no name is given and the number of columns with classes
            is not one.

        Examples
        --------
        >>> Dataset.from_labels([1, 2, 3], ["no", "yes", "no"]).labels()
        ['no', 'yes', 'no']
        """
        names = [target.name for target in self.target_columns]
        if column is None:
            with_classes = [target.name for target in self.target_columns if target.classes]
            if len(with_classes) != 1:
                raise InputError(
                    f"the dataset has {len(with_classes)} class columns "
                    f"({listed(with_classes)}); "
                    "without a name there must be exactly one; give the name of a class column"
                )
            column = with_classes[0]
        place = names.index(one_of(column, names, "target column"))
        start = sum(target.width for target in self.target_columns[:place])
        target = self.target_columns[place]
        return decode(self.Z[:, start : start + target.width], target)


def lent_dataset(X: Matrix, Z: Matrix) -> Dataset:
    """Return a dataset of checked numbers that are lent for a call, and so are not copied."""
    dataset = object.__new__(Dataset)
    samples = samples_of_numbers(X, Z)
    dataset._take(samples, lent(samples.X, "X"), lent(samples.Z, "Z"), None)
    return dataset


def as_dataset(data: Dataset | tuple[ArrayLike, ArrayLike]) -> Dataset:
    """Return ``data`` as a Dataset.

    Parameters
    ----------
    data : Dataset, or tuple (X, Z) of array_like
        The samples, in raw units; a Dataset is returned as it is.

    Raises
    ------
    InputError
        If it is neither.

    Examples
    --------
    >>> as_dataset(([[70, 98], [50, 85]], [91, 82]))
    Dataset(2 samples, inputs: x[0], x[1], targets: z[0])
    """
    if isinstance(data, Dataset):
        return data
    if isinstance(data, tuple) and len(data) == 2:
        return Dataset(data[0], data[1])
    raise InputError(
        f"expected a Dataset or a tuple (X, Z) of inputs and targets, got {_kind(data)}"
    )


def _kind(data: object) -> str:
    if isinstance(data, tuple):
        return f"a tuple of {len(data)}"
    return f"an object of type {type(data).__name__}"
