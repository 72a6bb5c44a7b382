"""The one sample of a command: from its options, or a row of a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from neurosim.cli.file_options import FileOptions
from neurosim.cli.options import (
    inputs_of,
    parse_numbers,
    parse_targets,
    raw_input_columns,
    samples_of,
)
from neurosim.data import Dataset, Table, fitting_dataset, fitting_sample, parse_number
from neurosim.errors import InputError, counted
from neurosim.model import Network

Sample = tuple[list[float], list[float] | None, Dataset | None]
"""Inputs, targets if there are any, and the dataset of the sample."""

Data = Annotated[
    Path | None,
    typer.Argument(
        help="A CSV or Parquet file, instead of --input and --target.", show_default=False
    ),
]
Input = Annotated[
    str | None,
    typer.Option("--input", help="The inputs of one sample in raw units.", show_default=False),
]
Target = Annotated[
    str | None,
    typer.Option(help="The targets of the sample in raw units, or its class.", show_default=False),
]
DataRow = Annotated[
    int | None,
    typer.Option(
        "--row",
        min=0,
        help="The row of the file, counted from 0; by default the first.",
        show_default=False,
    ),
]
LossName = Annotated[
    str | None,
    typer.Option("--loss", help="The loss; by default the model's.", show_default=False),
]
OptimizerName = Annotated[
    str | None,
    typer.Option(
        "--optimizer", help="sgd (the default), rmsprop, adam or adamw.", show_default=False
    ),
]


def one_sample(
    command: str,
    net: Network,
    data: Path | None,
    sample: str | None,
    target: str | None,
    row: int | None,
    file: FileOptions,
) -> Sample:
    """Return the one sample of a command.

    Parameters
    ----------
    command : str
        The name of the command, for messages.
    net : Network
        The network.
    data : Path or None
        A CSV file.
    sample, target : str or None
        The texts of --input and --target, which cannot be used with a file.
    row : int or None
        The row of the file; the first if none is given.
    file : FileOptions
        The format of the file, and its columns.

    Raises
    ------
    InputError
        If there is no sample, or more than one.
    DataError
        If the file cannot be read.
    """
    if data is None:
        if sample is None:
            raise InputError("give a sample: --input 70,98, or a CSV file with --row")
        if row is not None:
            raise InputError(f"--row needs a CSV file: neurosim {command} MODEL DATA.csv --row 0")
        return (
            _parse_sample(net, sample),
            None if target is None else parse_targets(net, target),
            None,
        )
    if sample is not None or target is not None:
        raise InputError("give either a CSV file or --input and --target, not both")
    tables = file.tables(data)
    inputs = inputs_without_targets(net, tables[0])
    if inputs is not None:
        X = inputs_of(net, tables, file, inputs)
        return X[_row(data, row, len(X))].tolist(), None, None
    rows = fitting_dataset(net, samples_of(net, tables, file), str(data))
    chosen = _row(data, row, len(rows))
    return rows.X[chosen].tolist(), rows.Z[chosen].tolist(), rows


def _parse_sample(net: Network, text: str) -> list[float]:
    """Return the inputs of one sample: numbers, or the cells of a row with text columns."""
    if net.preparation.categories:
        cells = [cell.strip() for cell in text.split(";" if ";" in text else ",")]
        raw = raw_input_columns(net)
        if len(cells) == len(raw) != len(net.inputs):
            labelled = net.preparation.categories
            return fitting_sample(
                net,
                [
                    cell if column in labelled else parse_number(cell, "--input")
                    for column, cell in zip(raw, cells, strict=True)
                ],
            )
    return parse_numbers(text, "--input")


def _row(data: Path, row: int | None, count: int) -> int:
    chosen = row or 0
    if chosen >= count:
        raise InputError(
            f"{data} has {counted(count, 'row')}; --row {chosen} counts from 0, so the last "
            f"is {count - 1}"
        )
    return chosen


def inputs_without_targets(net: Network, table: Table) -> list[str | int] | None:
    """Return the columns of the inputs of a table that has no targets, otherwise None."""
    names = raw_input_columns(net)
    if names and set(table.header).issuperset(names):
        missing = [c.name for c in net.target_columns or () if c.name not in table.header]
        return list(names) if missing else None
    if names or len(table.header) != len(net.inputs):
        return None
    return list(range(len(net.inputs)))
