"""A CSV file as a table of text, and as a dataset."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from neurosim.checks import instance
from neurosim.data.choosing import Classes, chosen_columns
from neurosim.data.chunks import Chunks, csv_chunks, open_chunks
from neurosim.data.dataset import Dataset
from neurosim.data.missing import check_missing
from neurosim.data.preparing import prepared
from neurosim.data.problems import data_error
from neurosim.data.raw_table import Columns
from neurosim.data.reading import Reading
from neurosim.data.recipe import Recipe
from neurosim.data.table import Table
from neurosim.errors import InputError
from neurosim.model.preparation import Preparation

Origin = str | os.PathLike[str] | TextIO


def read_csv(
    path: Origin,
    *,
    inputs: Columns | None = None,
    targets: Columns | int | None = None,
    classes: Classes | None = None,
    categories: Classes | None = None,
    missing: str = "error",
    header: bool | str = "auto",
    encoding: str = "utf-8",
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    preparation: Preparation | None = None,
) -> Dataset:
    r"""Return the samples of a CSV file.

    A target column that has no number is a column of classes and becomes one-hot. The classes are
    sorted: as numbers if all are numbers, otherwise as text. Inputs are numbers, or text columns
    that are listed in ``categories``.

    Parameters
    ----------
    path : path or text stream
        The file, one sample in each row. Blank lines and spaces around cells are ignored.
    inputs : str, or sequence of str or int, optional
        The input columns: names, or positions from 0 (negative positions count from the end).
        By default every column with a name that is not a target.
    targets : str, sequence of str or int, or int, optional
        The target columns, given like the inputs; an int k stands for the last k columns. By
        default every column that is not an input, or the last column if no inputs are given.
    classes : str, sequence of str or int, or mapping of str to sequence of str, optional
        Target columns whose cells stand for classes even if they are numbers. A mapping gives the
        classes of each such column in the order of the outputs. Use it to encode another file like
        the file that a network was trained on.
    categories : str, sequence of str or int, or mapping of str to sequence of str, optional
        Input columns of text. Such a column becomes one input for each label, named
        ``column=label``. The input is 1 in rows with this label and 0 in other rows. A mapping
        gives the labels in order.
    missing : {"error", "drop", "mean", "median"}
        What to do with missing values: an empty cell, NA, N/A, #N/A, <NA>, NaN, NULL, ``?`` or
        ``-`` in capital or small letters, and None. "drop" leaves out rows with a missing value in
        a chosen column. "mean" and "median" fill the inputs (text columns with their most frequent
        label) and leave out rows whose target is missing. A label that a mapping of ``classes`` or
        ``categories`` lists never counts as missing.
    header : bool or "auto"
        Whether the first row names the columns. Without names they are called ``c[0]``, ``c[1]``,
        ... By default this is found out, and a file is refused if it is not clear.
    encoding : str
        The encoding of a file, such as "cp1252". UTF-16 with a byte order mark is recognized.
    delimiter : str, optional
        The character between cells; by default found from the first rows: comma, semicolon or tab.
    decimal : {".", ","}, optional
        The decimal mark; by default found from all chosen columns.
    thousands : {",", ".", "'", " "}, optional
        The character between groups of three digits; a comma or a point is found automatically.
    preparation : Preparation, optional
        The categories and fill values of a network, ``net.preparation``. Use it to prepare another
        file like the file that the network was trained on.

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
        If the choice of columns or another option is wrong.

    Warns
    -----
    NeurosimWarning
        If rows, or a column without a name, are left out.

    Examples
    --------
    >>> import io
    >>> data = read_csv(io.StringIO("I0, I1, Z0\n70, 98, 91\n50, 85, 82\n"))
    >>> data
    Dataset(2 samples, inputs: I0, I1, targets: Z0)
    >>> data.X
    array([[70., 98.], [50., 85.]])
    >>> text = "colour;size;price\nred;1,5;10\nblue;NA;20\n"
    >>> data = read_csv(io.StringIO(text), categories="colour", missing="mean")
    >>> data.input_names
    ('colour=blue', 'colour=red', 'size')
    >>> data.X
    array([[0. , 1. , 1.5], [1. , 0. , 1.5]])
    """
    reading = Reading(header, encoding, delimiter, decimal, thousands)
    return table_dataset(
        read_tables(path, reading),
        inputs=inputs,
        targets=targets,
        classes=classes,
        categories=categories,
        missing=missing,
        preparation=preparation,
    )


def table_dataset(
    table: Table | Sequence[Table],
    *,
    inputs: Columns | None = None,
    targets: Columns | int | None = None,
    classes: Classes | None = None,
    categories: Classes | None = None,
    missing: str = "error",
    preparation: Preparation | None = None,
    learn: bool = True,
) -> Dataset:
    """Return the samples of a table, or of its parts; columns are chosen as for ``read_csv``.

    Without ``learn``, missing values are filled only with values of the preparation, as a trained
    network needs it.

    Raises
    ------
    DataError
        If a cell cannot be read; the message names file, line and column.
    UnknownNameError
        If there is no such column.
    InputError
        If the choice of columns does not fit.
    """
    tables = [table] if isinstance(table, Table) else table
    first = tables[0]
    known = instance(
        Preparation() if preparation is None else preparation,
        Preparation,
        "read_csv takes a preparation",
        "net.preparation",
    )
    recipe = Recipe.of(
        first.origin,
        tables,
        *chosen_columns(first, inputs, targets, classes, categories, known),
        marks=first.marks,
        missing=check_missing(missing),
        preparation=known,
        learn=learn,
    )
    rows, recipe = prepared(tables, recipe)
    n_inputs = len(recipe.input_names)
    return Dataset(
        rows[:, :n_inputs],
        rows[:, n_inputs:],
        input_names=recipe.input_names,
        target_columns=recipe.target_columns,
        preparation=recipe.preparation,
    )


def read_columns(
    origin: Origin,
    *,
    header: bool | str = "auto",
    encoding: str = "utf-8",
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
) -> Table:
    r"""Return the columns of a CSV file as text, from a path or an open text stream.

    Parameters
    ----------
    origin : path or text stream
        The file, or a stream such as standard input; a stream is left open.
    header, encoding, delimiter, decimal, thousands
        As for ``read_csv``.

    Raises
    ------
    DataError
        If the file cannot be read or is not a table with at least one row.
    InputError
        If the file is neither path nor text stream, or an option cannot be used.

    Examples
    --------
    >>> import io
    >>> table = read_columns(io.StringIO("I0; I1\n70; 98,5\n"))
    >>> table.header, table.rows
    (('I0', 'I1'), [['70', '98,5']])
    >>> table.numbers(["I0", "I1"])
    array([[70. , 98.5]])
    """
    tables = read_tables(origin, Reading(header, encoding, delimiter, decimal, thousands))
    first = tables[0]
    rows = list(itertools.chain.from_iterable(table.rows for table in tables))
    lines = list(itertools.chain.from_iterable(table.lines for table in tables))
    return Table(first.origin, first.header, rows, lines, first.marks)


def read_tables(origin: Origin, reading: Reading) -> list[Table]:
    """Return all tables of a CSV or Parquet file, or of a text stream; see ``read_columns``."""
    if isinstance(origin, str | os.PathLike):
        with open_chunks(Path(origin), reading) as chunks:
            return _at_least_one(chunks)
    return _at_least_one(csv_chunks(origin, _stream_name(origin), reading))


def _at_least_one(chunks: Chunks) -> list[Table]:
    tables = list(chunks.tables)
    if not tables:
        raise data_error(chunks.origin, "there are no rows below the header; give at least one")
    return tables


def _stream_name(stream: TextIO) -> str:
    if not hasattr(stream, "read"):
        raise InputError(
            f"expected the path of a CSV file or a text stream, got an object of type "
            f"{type(stream).__name__}"
        )
    if not isinstance(stream.read(0), str):
        raise InputError("the stream gives bytes, not text; open it in text mode")
    name = getattr(stream, "name", None)
    return name if isinstance(name, str) else "<stream>"
