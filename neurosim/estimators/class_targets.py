"""Class labels as targets of a network, and its outputs as decisions and probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.data.classes import class_names, class_places
from neurosim.errors import InputError, brief, counted, listed
from neurosim.model import TargetColumn


@dataclass(frozen=True, slots=True, eq=False)
class ClassTargets:
    """What the outputs of a classifier stand for.

    Attributes
    ----------
    classes : ndarray, shape (n_classes,)
        The labels in order; the numbers of the labels if a sample has any number of them.
    columns : tuple of TargetColumn, or None
        The target columns of the network; None for labels without names.
    is_multilabel : bool
        Whether a sample has any number of labels, each with an output of its own.
    """

    classes: NDArray[Any]
    columns: tuple[TargetColumn, ...] | None
    is_multilabel: bool

    @property
    def column(self) -> TargetColumn:
        """The only column, of classes."""
        assert self.columns is not None
        return self.columns[0]

    @property
    def one_output(self) -> bool:
        """Whether two classes share one output."""
        return not self.is_multilabel and self.column.one_output

    @property
    def loss(self) -> str:
        """The name of the loss."""
        joint = self.is_multilabel or self.one_output
        return "binary_cross_entropy" if joint else "softmax_cross_entropy"

    def encode(self, y: NDArray[Any]) -> Matrix:
        """Return the targets of labels, shape (n, n_outputs)."""
        if self.is_multilabel:
            return y.astype(np.float64)
        places = {label: place for place, label in enumerate(self.classes.tolist())}
        labels = y.tolist()
        for row, label in enumerate(labels):
            if label not in places:
                raise InputError(
                    f"y has the class {brief(label)} in row {row}, which is none of "
                    f"{listed(map(str, places))}; give all classes to the first partial_fit"
                )
        rows: Matrix = np.eye(len(places))[[places[label] for label in labels]]
        return rows[:, 1:] if self.one_output else rows

    def decode(self, outputs: Matrix) -> NDArray[Any]:
        """Return the labels that outputs stand for."""
        if self.is_multilabel:
            return (outputs > 0.5).astype(np.int64)
        labels: NDArray[Any] = self.classes[class_places(outputs, self.column)]
        return labels

    def decisions(self, outputs: Matrix, summations: Matrix) -> Matrix:
        """Return the logits; for two classes, the logit of the second against the first."""
        if self.is_multilabel:
            return summations
        if self.one_output:
            return summations[:, 0]
        return outputs[:, 1] - outputs[:, 0] if len(self.classes) == 2 else outputs


def targets_of_classes(
    classes: NDArray[Any], names: tuple[str, ...] | None, *, one_output: bool
) -> ClassTargets:
    """Return what the outputs of a network for classes stand for.

    Parameters
    ----------
    classes : ndarray, shape (n_classes,)
        The labels in order.
    names : tuple of str or None
        The name of the column of labels, if it has one.
    one_output : bool
        Whether two classes share one output.

    Raises
    ------
    InputError
        If there are fewer than 2 classes, or two labels have the same text.

    Examples
    --------
    >>> targets = targets_of_classes(np.array(["no", "yes"]), None, one_output=True)
    >>> targets.encode(np.array(["yes", "no"])).tolist()
    [[1.0], [0.0]]
    """
    if len(classes) < 2:
        raise InputError(
            f"y has {counted(len(classes), 'class').replace('classs', 'classes')}: "
            f"{listed(map(str, classes.tolist()))}; a classifier needs at least 2"
        )
    name = names[0] if names is not None and len(names) == 1 else "class"
    column = TargetColumn(name, class_names(classes.tolist()), one_output=one_output)
    return ClassTargets(classes, (column,), is_multilabel=False)


def targets_of_labels(n_labels: int, names: tuple[str, ...] | None) -> ClassTargets:
    """Return what the outputs of a network stand for if a sample has any number of labels."""
    columns = None
    if names is not None and len(names) == n_labels:
        columns = tuple(TargetColumn(name) for name in names)
    return ClassTargets(np.arange(n_labels), columns, is_multilabel=True)
