"""How the columns of a data file are prepared as inputs: fill values and categories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from neurosim.checks import items, number, text, texts
from neurosim.errors import InputError, brief


@dataclass(frozen=True)
class Preparation:
    """How raw data columns become inputs; a network stores it for predicting.

    Parameters
    ----------
    categories : mapping of str to sequence of str
        The labels of each text column that is one-hot. The column has one input for each label,
        named ``column=label``, in this order.
    fill : mapping of str to float or str
        For the name of a column, the value that replaces a missing one: a number in raw units, or a
        label of a text column. A column without a fill value has no missing values.

    Raises
    ------
    InputError
        If a text column has fewer than 2 labels, a repeated label, or a fill value that is not one
        of its labels; or if another fill value is not a finite number.

    Examples
    --------
    >>> preparation = Preparation(categories={"colour": ["blue", "red"]}, fill={"age": 41.5})
    >>> preparation.raw_columns(["age", "colour=blue", "colour=red"])
    ('age', 'colour')
    >>> preparation.input_names(["age", "colour"])
    ('age', 'colour=blue', 'colour=red')
    """

    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fill: Mapping[str, float | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for what in ("categories", "fill"):
            if not isinstance(getattr(self, what), Mapping):
                raise InputError(
                    f"{what} of a preparation go by the name of a column: a mapping such as "
                    f"{{'age': ...}}; got {brief(getattr(self, what))}"
                )
        categories = {
            _column(name): _labels(name, labels) for name, labels in self.categories.items()
        }
        fill = {
            _column(name): _fill(name, value, categories.get(name))
            for name, value in self.fill.items()
        }
        object.__setattr__(self, "categories", categories)
        object.__setattr__(self, "fill", fill)

    def __bool__(self) -> bool:
        return bool(self.categories or self.fill)

    def input_names(self, raw_columns: Iterable[str]) -> tuple[str, ...]:
        """Return the name of each input that raw columns become, in their order."""
        names: list[str] = []
        for column in texts(raw_columns, "the raw columns"):
            labels = self.categories.get(column)
            names += [column] if labels is None else [f"{column}={label}" for label in labels]
        return tuple(names)

    def raw_columns(self, input_names: Iterable[str]) -> tuple[str, ...]:
        """Return the raw columns of the inputs, each once, in the order of the inputs."""
        known = texts(input_names, "the names of inputs")
        column_of = {
            f"{column}={label}": column
            for column, labels in self.categories.items()
            for label in labels
        }
        return tuple(dict.fromkeys(column_of.get(name, name) for name in known))


def _column(name: object) -> str:
    return text(name, "the name of a column in a preparation")


def _labels(column: str, labels: Sequence[str]) -> tuple[str, ...]:
    made = tuple(items(labels, f"the categories of {brief(column)} are a list of texts"))
    for label in made:
        text(label, f"a category of {brief(column)}", empty=False)
    if len(made) < 2 or len(set(made)) < len(made):
        raise InputError(
            f"the categories of {brief(column)} are {brief(made)}; give at least 2, each of them "
            "once"
        )
    return made


def _fill(column: str, value: float | str, labels: tuple[str, ...] | None) -> float | str:
    if labels is None:
        return number(value, f"the fill of the column {brief(column)}")
    if not isinstance(value, str) or value not in labels:
        raise InputError(
            f"the fill of the text column {brief(column)} is {brief(value)}; give one of "
            f"{brief(labels)}"
        )
    return value
