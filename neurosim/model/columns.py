"""What the outputs of a network stand for: target columns, plain numbers or classes."""

from __future__ import annotations

from dataclasses import dataclass


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
