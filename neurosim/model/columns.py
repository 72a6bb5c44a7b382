"""What the outputs of a network stand for: target columns, plain numbers or classes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neurosim.errors import InputError


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """One target column of a dataset, and the network outputs that belong to it.

    A column of numbers takes one output. A column of classes is one-hot: it takes one output for
    each class, in the order of ``classes``.

    Attributes
    ----------
    name : str
        The heading of the column.
    classes : tuple of str
        The class labels, or empty for a column of numbers.
    """

    name: str
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        classes = self.classes
        if isinstance(classes, str) or not isinstance(classes, Iterable):
            raise InputError(f"the classes of a column are a list of texts; got {classes!r}")
        labels = tuple(classes)
        if not isinstance(self.name, str) or not all(isinstance(c, str) for c in labels):
            raise InputError(
                f"the name and the classes of a column are texts; got {self.name!r}, {labels!r}"
            )
        object.__setattr__(self, "classes", labels)

    @property
    def width(self) -> int:
        """The number of outputs that the column takes."""
        return len(self.classes) or 1

    @property
    def output_names(self) -> tuple[str, ...]:
        """A name for each output: the column's own, or ``column=class`` for each class."""
        if not self.classes:
            return (self.name,)
        return tuple(f"{self.name}={label}" for label in self.classes)


def class_column(columns: tuple[TargetColumn, ...] | None) -> TargetColumn | None:
    """Return the only target column if it has classes, otherwise None."""
    if columns is not None and len(columns) == 1 and columns[0].classes:
        return columns[0]
    return None
