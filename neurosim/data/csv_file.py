"""A CSV file as a table of text, and as a dataset."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np

from neurosim.checks import Matrix, whole_number
from neurosim.data.classes import class_names, one_hot, sorted_classes
from neurosim.data.csv_rows import RowReader
from neurosim.data.dataset import Dataset
from neurosim.data.number_text import is_not_finite, looks_numeric
from neurosim.data.problems import data_error, shown
from neurosim.data.table import Columns, Table
from neurosim.errors import InputError, counted, listed, unknown_name
from neurosim.model.columns import TargetColumn

MOST_CLASSES_FOUND = 1000

Source = str | os.PathLike[str] | TextIO
Classes = Columns | Mapping[str, Sequence[str]]


def read_csv(
    path: Source,
    *,
    inputs: Columns | None = None,
    targets: Columns | int | None = None,
    classes: Classes | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
) -> Dataset:
    r"""Return the samples of a CSV file whose first line names the columns.

    A target column without a single number in it is a column of classes and becomes one-hot, the
    classes sorted: numerically when they are all numbers, as text otherwise. Inputs must be
    numbers.

    Parameters
    ----------
    path : path or text stream
        The file: UTF-8, one sample in each row. Blank lines and spaces around cells do not count.
    inputs : str, or sequence of str or int, optional
        The input columns: names, or positions counted from 0 (negative ones from the end).
        By default every column that is not a target.
    targets : str, sequence of str or int, or int, optional
        The target columns likewise; an int k stands for the last k columns. By default every
        column that is not an input, or the last one if no inputs are given either.
    classes : str, sequence of str or int, or mapping of str to sequence of str, optional
        Target columns that are classes even if their cells are numbers. A mapping gives the
        classes of each such column in the order of the outputs, so that another file is encoded
        like the one that a network was trained on.
    delimiter : str, optional
        The character between cells; by default found from the header: comma, semicolon or tab.
    decimal : {".", ","}, optional
        The decimal mark. By default a point; in a file with semicolons a point or a comma.

    Returns
    -------
    Dataset
        Inputs and targets in raw units.

    Raises
    ------
    DataError
        If the file cannot be read; the message names file, line and column.
    UnknownNameError
        If there is no such column.
    InputError
        If the choice of columns does not fit.

    Examples
    --------
    >>> import io
    >>> data = read_csv(io.StringIO("I0, I1, Z0\n70, 98, 91\n50, 85, 82\n"))
    >>> data
    Dataset(2 samples, inputs: I0, I1, targets: Z0)
    >>> data.X
    array([[70., 98.], [50., 85.]])
    """
    table = read_columns(path, delimiter=delimiter, decimal=decimal)
    return table_dataset(table, inputs=inputs, targets=targets, classes=classes)


def table_dataset(
    table: Table,
    *,
    inputs: Columns | None = None,
    targets: Columns | int | None = None,
    classes: Classes | None = None,
) -> Dataset:
    """Return the samples of a table; columns are chosen as for ``read_csv``.

    Raises
    ------
    DataError
        If a cell cannot be read; the message names file, line and column.
    UnknownNameError
        If there is no such column.
    InputError
        If the choice of columns does not fit.
    """
    input_positions, target_positions = choose_columns(table, inputs, targets)
    chosen_classes = choose_classes(table, classes, target_positions)
    X = table.numbers(input_positions, advice="inputs must be numbers")
    encoded = [
        _encode_target(table, position, chosen_classes.get(position))
        for position in target_positions
    ]
    return Dataset(
        X,
        np.hstack([values for _, values in encoded]),
        input_names=[table.header[position] for position in input_positions],
        target_columns=[column for column, _ in encoded],
    )


def read_columns(
    source: Source, *, delimiter: str | None = None, decimal: str | None = None
) -> Table:
    r"""Return the columns of a CSV file as text, from a path or an open text stream.

    Parameters
    ----------
    source : path or text stream
        The file, or a stream such as standard input; a stream is left open.
    delimiter : str, optional
        The character between cells; by default found from the header: comma, semicolon or tab.
    decimal : {".", ","}, optional
        The decimal mark. By default a point; in a file with semicolons a point or a comma.

    Raises
    ------
    DataError
        If the file cannot be read or is not a table with a header and at least one row.
    InputError
        If the source is neither path nor text stream, or delimiter or decimal cannot be used.

    Examples
    --------
    >>> import io
    >>> table = read_columns(io.StringIO("I0; I1\n70; 98,5\n"))
    >>> table.header, table.rows
    (('I0', 'I1'), [['70', '98,5']])
    >>> table.numbers(["I0", "I1"])
    array([[70. , 98.5]])
    """
    if decimal not in (None, ".", ","):
        raise InputError(f"the decimal mark is {decimal!r}; give '.' or ','")
    if not isinstance(source, str | os.PathLike):
        return _read_stream(source, _stream_name(source), delimiter, decimal)
    with open_csv(Path(source)) as stream:
        return _read_stream(stream, str(Path(source)), delimiter, decimal)


def open_csv(path: Path) -> TextIO:
    """Return an open CSV file; raise DataError if it cannot be opened."""
    if "\0" in str(path):
        raise data_error(repr(str(path)), "a name of a file has no null character in it")
    try:
        # Bytes that are not UTF-8 are let through here, so that the reader can name their line.
        return path.open(encoding="utf-8", errors="surrogateescape", newline="")
    except FileNotFoundError:
        raise data_error(str(path), "there is no such file; check its name and folder") from None
    except IsADirectoryError:
        raise data_error(str(path), "this is a directory; give the name of a CSV file") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise data_error(str(path), f"the file cannot be read: {reason}") from None


def _read_stream(stream: TextIO, name: str, delimiter: str | None, decimal: str | None) -> Table:
    reader = RowReader(stream, name, delimiter=delimiter)
    lines: list[int] = []
    rows: list[list[str]] = []
    for line, cells in reader:
        lines.append(line)
        rows.append(cells)
    if not rows:
        raise data_error(name, "there are no rows below the header; give at least one")
    if decimal is None:
        decimal = ".," if reader.delimiter == ";" else "."
    return Table(name, reader.header, rows, lines, decimal)


def _stream_name(stream: TextIO) -> str:
    if not hasattr(stream, "read"):
        raise InputError(
            f"expected the path of a CSV file or a text stream, got an object of type "
            f"{type(stream).__name__}"
        )
    if not isinstance(stream.read(0), str):
        raise InputError("the stream gives bytes; open it in text mode")
    name = getattr(stream, "name", None)
    return name if isinstance(name, str) else "<stream>"


def choose_columns(
    table: Table, inputs: Columns | None, targets: Columns | int | None
) -> tuple[list[int], list[int]]:
    """Return the positions of inputs and targets, chosen as for ``read_csv``."""
    width = len(table.header)
    if inputs is None and targets is None:
        targets = 1
    chosen_inputs = None if inputs is None else table.positions(inputs, kind="input column")
    if targets is None:
        chosen_targets = None
    elif isinstance(targets, int | np.integer):
        count = whole_number(targets, "the number of targets", minimum=1)
        if count > width:
            raise InputError(
                f"{table.source}: {counted(count, 'target')} chosen of "
                f"{counted(width, 'column')}; choose fewer"
            )
        chosen_targets = list(range(width - count, width))
    else:
        chosen_targets = table.positions(targets, kind="target column")
    if chosen_inputs is None:
        chosen_inputs = _others(table, chosen_targets or [], "inputs")
    if chosen_targets is None:
        chosen_targets = _others(table, chosen_inputs, "targets")
    for position in chosen_inputs:
        if position in chosen_targets:
            raise InputError(
                f"{table.source}: the column {shown(table.header[position])} is chosen as input "
                "and as target; choose it for one of them"
            )
    return chosen_inputs, chosen_targets


def _others(table: Table, chosen: list[int], what: str) -> list[int]:
    others = [position for position in range(len(table.header)) if position not in chosen]
    if not others:
        raise data_error(
            table.source,
            f"no column is left for the {what}; the columns are: {listed(table.header)} "
            "(if these are several in one, give the delimiter)",
        )
    return others


def choose_classes(
    table: Table, classes: Classes | None, targets: list[int]
) -> dict[int, tuple[str, ...]]:
    """Return the known classes by position of the column; none when they come from the file."""
    if not classes:
        return {}
    names = list(classes) if isinstance(classes, Mapping) else classes
    positions = table.positions(names, kind="class column")
    for position in positions:
        if position not in targets:
            raise InputError(
                f"{table.source}: the class column {shown(table.header[position])} is not a "
                "target; choose it as one"
            )
    if isinstance(classes, Mapping):
        known = [class_names(labels) for labels in classes.values()]
        return dict(zip(positions, known, strict=True))
    return dict.fromkeys(positions, ())


def _encode_target(
    table: Table, position: int, known: tuple[str, ...] | None
) -> tuple[TargetColumn, Matrix]:
    """Return a target column and its values; ``known`` is None when nobody calls it a class."""
    name = table.header[position]
    cells = table.text(position)
    if known is None and any(map(looks_numeric, cells)):
        advice = "other cells of this column are: correct it, or list the column in classes"
        return TargetColumn(name), table.numbers([position], advice=advice)
    for row, cell in enumerate(cells):
        problem = None
        if not cell:
            problem = "the cell is empty; give a class label or remove the row"
        elif known is None and is_not_finite(cell):
            problem = f"{shown(cell)} is neither a finite number nor a class label; correct it"
        elif known and cell not in known:
            problem = str(unknown_name("class", cell, known))
        if problem is not None:
            raise table.error(problem, row=row, column=position)
    if known is None and len(set(cells)) > MOST_CLASSES_FOUND:
        raise data_error(
            table.source,
            f"there are {len(set(cells))} different texts, too many for classes; "
            "choose another target, or list the column in classes if they are meant",
            column=name,
        )
    try:
        column = TargetColumn(name, known or sorted_classes(cells))
    except InputError as error:
        raise data_error(table.source, str(error), column=name) from None
    return column, one_hot(cells, column.classes)
