"""Which columns of a table are inputs, targets, classes and categories."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np

from neurosim.checks import whole_number
from neurosim.data.classes import class_names
from neurosim.data.problems import data_error, first_repeated, nfc, option, shown
from neurosim.data.raw_table import Columns, RawTable
from neurosim.data.survey import Chosen
from neurosim.errors import InputError, NeurosimWarning, counted, listed
from neurosim.model.preparation import Preparation

Classes = Columns | Mapping[str, Sequence[str]]
"""Names or positions of columns, or their labels by name."""


def choose_columns(
    table: RawTable, inputs: Columns | None, targets: Columns | int | None
) -> tuple[list[int], list[int]]:
    """Return the positions of inputs and targets, chosen as for ``read_csv``.

    Columns without a name are taken only when they are chosen.
    """
    named = [position for position, name in enumerate(table.header) if name]
    if inputs is None and targets is None:
        targets = 1
    chosen_inputs = None if inputs is None else table.positions(inputs, kind="input column")
    if targets is None:
        chosen_targets = None
    elif isinstance(targets, int | np.integer):
        count = whole_number(targets, "the number of targets", minimum=1)
        if count > len(named):
            raise InputError(
                f"{table.origin}: {counted(count, 'target')} chosen of "
                f"{counted(len(named), 'column')}; choose fewer"
            )
        chosen_targets = named[-count:]
    else:
        chosen_targets = table.positions(targets, kind="target column")
    if chosen_inputs is None:
        chosen_inputs = _others(table, named, chosen_targets or [], "inputs")
        warn_of_unnamed(table, chosen_targets or [])
    if chosen_targets is None:
        chosen_targets = _others(table, named, chosen_inputs, "targets")
    both = set(chosen_inputs).intersection(chosen_targets)
    if both:
        raise InputError(
            f"{table.origin}: the column {shown(table.header[min(both)])} is chosen as input "
            "and as target; choose it for one of them"
        )
    return chosen_inputs, chosen_targets


def warn_of_unnamed(table: RawTable, chosen: Sequence[int]) -> None:
    """Warn that columns without a name are left out, except those at the end."""
    width = len(table.header)
    while width and not table.header[width - 1]:
        width -= 1
    left = [p for p in range(width) if not table.header[p] and p not in chosen]
    if left:
        warnings.warn(
            f"{table.origin}: the column at position {listed(map(str, left), 6)} has no name and "
            "is left out; choose the inputs by position to use it",
            NeurosimWarning,
            stacklevel=2,
        )


def _others(table: RawTable, named: list[int], chosen: list[int], what: str) -> list[int]:
    taken = set(chosen)
    others = [position for position in named if position not in taken]
    if others:
        return others
    header = [name for name in table.header if name]
    mark = next((mark for mark in "|:/ " if len(header) == 1 and mark in header[0]), None)
    how = "the delimiter" if mark is None else option("delimiter", mark)
    raise data_error(
        table.origin,
        f"no column is left for the {what}; the columns are: {listed(header)} "
        f"(if this is really more than one column, give {how})",
    )


def chosen_columns(
    table: RawTable,
    inputs: Columns | None,
    targets: Columns | int | None,
    classes: Classes | None,
    categories: Classes | None,
    preparation: Preparation,
) -> tuple[list[Chosen], list[Chosen]]:
    """Return the columns to read as inputs and as targets; see ``read_csv``."""
    input_places, target_places = choose_columns(table, inputs, targets)
    known_classes = _labelled(table, classes, target_places, "class column", "a target")
    known = choose_labels(table, categories, input_places)
    return (
        input_columns(table, input_places, known, preparation),
        [
            Chosen(
                position,
                column_name(table, position),
                "labels" if position in known_classes else "either",
                known_classes.get(position, ()),
                is_input=False,
            )
            for position in _distinct(table, target_places)
        ],
    )


def input_columns(
    table: RawTable,
    positions: Sequence[int],
    known: Mapping[int, tuple[str, ...]],
    preparation: Preparation,
) -> list[Chosen]:
    """Return input columns: numbers, or text columns that are listed or that a network knows."""
    made = []
    for position in _distinct(table, positions):
        name = column_name(table, position)
        labels = known.get(position) or preparation.categories.get(name, ())
        text = position in known or bool(labels)
        made.append(Chosen(position, name, "labels" if text else "number", labels))
    return made


def column_name(table: RawTable, position: int) -> str:
    """Return the name of a column; a column without a name is named by its position."""
    return table.header[position] or f"c[{position}]"


def choose_labels(
    table: RawTable, categories: Classes | None, inputs: list[int]
) -> dict[int, tuple[str, ...]]:
    """Return the labels of text inputs by position; empty if they come from the file."""
    return _labelled(table, categories, inputs, "text column", "an input")


def _distinct(table: RawTable, positions: Sequence[int]) -> Sequence[int]:
    repeated = first_repeated(column_name(table, position) for position in positions)
    if repeated is not None:
        raise data_error(
            table.origin,
            f"the column name {shown(repeated)} is repeated; give each column its own name, or "
            "choose columns by position",
        )
    return positions


def _labelled(
    table: RawTable, columns: Classes | None, among: list[int], what: str, wanted: str
) -> dict[int, tuple[str, ...]]:
    if columns is None or (isinstance(columns, Sequence | Mapping) and not columns):
        return {}
    names = list(columns) if isinstance(columns, Mapping) else columns
    positions = table.positions(names, kind=what)
    allowed = set(among)
    for position in positions:
        if position not in allowed:
            raise InputError(
                f"{table.origin}: the {what} {shown(table.header[position])} is not "
                f"{wanted}; choose it as {wanted}"
            )
    if isinstance(columns, Mapping):
        labels = [tuple(map(nfc, class_names(some))) if some else () for some in columns.values()]
        return dict(zip(positions, labels, strict=True))
    return dict.fromkeys(positions, ())
