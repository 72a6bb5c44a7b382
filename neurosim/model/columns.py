"""What the outputs of a network stand for: target columns, plain numbers or classes."""

from __future__ import annotations

from dataclasses import dataclass

from neurosim.checks import flag, items, text
from neurosim.errors import InputError, brief


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """One target column of a dataset, and the outputs of the network that belong to it.

    A column of numbers has one output. A column of classes is one-hot: it has one output for each
    class, in the order of ``classes``. A column of two classes may have a single output instead:
    0 for the first class, 1 for the second.

    Attributes
    ----------
    name : str
        The name of the column.
    classes : tuple of str
        The class labels, or empty for a column of numbers.
    one_output : bool
        Whether two classes share one output.
    """

    name: str
    classes: tuple[str, ...] = ()
    one_output: bool = False

    def __post_init__(self) -> None:
        classes = self.classes
        labels = tuple(items(classes, "the classes of a column are a list of texts"))
        text(self.name, "the name of a column")
        for label in labels:
            text(label, f"a class of the column {brief(self.name)}")
        flag(self.one_output, "one_output of a column")
        if self.one_output and len(labels) != 2:
            raise InputError(
                f"one output stands for exactly 2 classes; {brief(self.name)} has {len(labels)}"
            )
        object.__setattr__(self, "classes", labels)

    @property
    def width(self) -> int:
        """The number of outputs of the column."""
        return 1 if self.one_output else len(self.classes) or 1

    @property
    def output_names(self) -> tuple[str, ...]:
        """A name for each output: the column's own, or ``column=class`` for each class.

        A single output for two classes is named after the second class, where it is 1.
        """
        if not self.classes:
            return (self.name,)
        if self.one_output:
            return (f"{self.name}={self.classes[1]}",)
        return tuple(f"{self.name}={label}" for label in self.classes)


def class_column(columns: tuple[TargetColumn, ...] | None) -> TargetColumn | None:
    """Return the only target column if it has classes, otherwise None."""
    if columns is not None and len(columns) == 1 and columns[0].classes:
        return columns[0]
    return None
