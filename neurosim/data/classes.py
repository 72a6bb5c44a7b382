"""Class labels as one-hot rows, and back."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurosim.checks import LARGEST_WHOLE, Matrix, items, matrix
from neurosim.data.number_text import is_number
from neurosim.data.problems import first_repeated
from neurosim.errors import InputError, UnknownNameError, brief, counted, listed, unknown_name
from neurosim.model.columns import TargetColumn


def one_hot(labels: Iterable[Any], classes: Iterable[Any]) -> Matrix:
    """Return one row for each label: 1 in the column of its class, 0 elsewhere.

    Parameters
    ----------
    labels : iterable of str or number, shape (n,)
        The label of each sample.
    classes : iterable of str or number
        All classes, in the order of the columns.

    Returns
    -------
    numpy.ndarray, shape (n, number of classes)
        Zeros and ones.

    Raises
    ------
    UnknownNameError
        If a label is not one of the classes; the message names the row.
    InputError
        If there are fewer than 2 classes, one is repeated, or a label is neither text nor number.

    Examples
    --------
    >>> one_hot(["no", "yes"], ["no", "yes"])
    array([[1., 0.], [0., 1.]])
    """
    names = class_names(classes)
    places = {name: place for place, name in enumerate(names)}
    texts = label_texts(labels)
    for row, text in enumerate(texts):
        if text not in places:
            raise UnknownNameError(f"row {row}: {unknown_name('class', text, names)}")
    return np.eye(len(names))[[places[text] for text in texts]]


def decode(outputs: ArrayLike, column: TargetColumn) -> list[str]:
    """Return the class with the largest output in each row; if outputs are equal, the first.

    If two classes share one output, an output above 0.5 means the second class.

    Parameters
    ----------
    outputs : array_like, shape (n, width of the column)
        One output for each class, in the order of ``column.classes``, or one for two classes.
    column : TargetColumn
        The column of classes.

    Raises
    ------
    InputError
        If the column has no classes, or the outputs do not fit it.

    Examples
    --------
    >>> decode([[0.2, 0.7], [0.9, 0.3]], TargetColumn("passed", ("no", "yes")))
    ['yes', 'no']
    """
    if not column.classes:
        raise InputError(
            f"the column {column.name!r} has numbers, not classes; choose a column of classes"
        )
    return [column.classes[place] for place in class_places(outputs, column).tolist()]


def class_places(outputs: ArrayLike, column: TargetColumn) -> NDArray[np.intp]:
    """Return for each row of outputs or targets the position of its class, shape (n,)."""
    values = matrix(outputs, f"the outputs for {column.name!r}")
    if values.shape[1] != column.width:
        expected = "1" if column.one_output else f"one for each of the {column.width} classes"
        raise InputError(
            f"the outputs for {column.name!r} have {counted(values.shape[1], 'column')}; "
            f"expected {expected}: {listed(column.classes)}"
        )
    places: NDArray[np.intp] = np.argmax(class_shares(values, column), axis=1)
    return places


def class_shares(outputs: Matrix, column: TargetColumn) -> Matrix:
    """Return one column for each class; a single output p for two classes gives 1 - p and p.

    Examples
    --------
    >>> class_shares(np.array([[0.25]]), TargetColumn("passed", ("no", "yes"), one_output=True))
    array([[0.75, 0.25]])
    """
    return np.hstack([1.0 - outputs, outputs]) if column.one_output else outputs


def sorted_classes(labels: Iterable[str]) -> tuple[str, ...]:
    """Return the different labels in order: as numbers if all are numbers, otherwise as text.

    Raises
    ------
    InputError
        If there are fewer than 2, or two of them are the same number written differently.

    Examples
    --------
    >>> sorted_classes(["10", "9", "10"])
    ('9', '10')
    >>> sorted_classes(["no", "yes", "maybe"])
    ('maybe', 'no', 'yes')
    """
    names = sorted(set(labels))
    if all(map(is_number, names)):
        names.sort(key=float)
        for before, after in itertools.pairwise(names):
            if float(before) == float(after):
                raise InputError(
                    f"the classes {brief(before)} and {brief(after)} are the same number; write "
                    "it in the same way everywhere"
                )
    return class_names(names)


def class_names(classes: Iterable[Any]) -> tuple[str, ...]:
    """Return the names of classes as text, in the given order.

    Raises
    ------
    InputError
        If there are fewer than 2 classes, or a class is repeated.
    """
    names = label_texts(classes, what="class")
    repeated = first_repeated(names)
    if repeated is not None:
        raise InputError(f"the class {brief(repeated)} is repeated; give each class once")
    if len(names) < 2:
        raise InputError(f"at least 2 classes are needed; got {len(names)}: {listed(names)}")
    return tuple(names)


def label_texts(labels: Iterable[Any], *, what: str = "label") -> list[str]:
    """Return labels as text; a whole number has no decimal point, so 1 and 1.0 are one class.

    Raises
    ------
    InputError
        If a label is empty, or neither text nor a finite number.

    Examples
    --------
    >>> label_texts(["setosa", 1, 2.0, 0.5])
    ['setosa', '1', '2', '0.5']
    """
    given = items(labels, f"expected a sequence with one {what} for each sample")
    return [_label_text(label, row, what) for row, label in enumerate(given)]


def _label_text(label: Any, row: int, what: str) -> str:
    if isinstance(label, str) and label:
        return str(label)
    if isinstance(label, bool | np.bool_):
        return str(bool(label))
    if isinstance(label, int | np.integer) and abs(int(label)) <= LARGEST_WHOLE:
        return str(int(label))
    if isinstance(label, float | np.floating) and math.isfinite(label):
        return str(int(label)) if float(label).is_integer() else repr(float(label))
    raise InputError(f"{what} {row} is {brief(label)}; give a text or a finite number")
