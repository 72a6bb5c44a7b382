"""Options that several commands share, and how their texts are read."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from neurosim.data import Dataset, Table, parse_number, read_columns, table_dataset
from neurosim.errors import InputError
from neurosim.model import Network

ModelFile = Annotated[Path, typer.Argument(help="A model file.", show_default=False)]
DataFile = Annotated[
    Path, typer.Argument(help="A CSV file with a header line.", show_default=False)
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist.")]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Write to this file.", show_default=False),
]
Inputs = Annotated[
    str | None,
    typer.Option(
        help="Input columns: names or positions from 0, separated by commas.", show_default=False
    ),
]
Targets = Annotated[
    str | None,
    typer.Option(help="Target columns, likewise. By default the last columns.", show_default=False),
]


def parse_list(text: str) -> list[str]:
    """Return the parts of a comma-separated text; a part with a comma in it is quoted."""
    return [part.strip() for part in next(csv.reader([text], skipinitialspace=True), [])]


def parse_columns(text: str, header: tuple[str, ...]) -> list[str | int]:
    """Return chosen columns: names of the header, otherwise positions."""
    return [
        int(part) if part not in header and part.lstrip("-").isdecimal() else part
        for part in parse_list(text)
    ]


def parse_numbers(text: str, what: str) -> list[float]:
    """Return comma-separated numbers; with semicolons between them decimal commas are taken.

    Raises
    ------
    InputError
        If a part is no number.
    """
    parts = text.split(";") if ";" in text else text.split(",")
    return [parse_number(part.strip(), what) for part in parts]


def parse_range(text: str) -> tuple[float, float]:
    """Return a range such as ``0,1``."""
    numbers = parse_numbers(text, "--normalize")
    if len(numbers) != 2:
        raise InputError(f"--normalize takes 'none' or two numbers such as 0,1; got {text!r}")
    return numbers[0], numbers[1]


def read_samples(
    net: Network, path: Path, inputs: str | None = None, targets: str | None = None
) -> Dataset:
    """Return the samples of a CSV file for a network.

    Columns that are not chosen are those the network was trained on, if the file has them;
    otherwise the first columns are inputs and the rest are targets. Classes are encoded as the
    network knows them.
    """
    table = read_columns(path)
    known = net.target_columns if _has_columns(table, net) else None
    if inputs is None and targets is None and known and net.input_columns:
        return table_dataset(
            table,
            inputs=list(net.input_columns),
            targets=[column.name for column in known],
            classes=known_classes(net),
        )
    chosen_inputs = None if inputs is None else parse_columns(inputs, table.header)
    chosen_targets: list[str | int] | int | None = None
    if targets is not None:
        chosen_targets = parse_columns(targets, table.header)
    elif inputs is None:
        chosen_targets = max(len(table.header) - len(net.inputs), 1)
    return table_dataset(table, inputs=chosen_inputs, targets=chosen_targets)


def known_classes(net: Network) -> dict[str, tuple[str, ...]]:
    """Return the class labels of each target column that has classes."""
    return {column.name: column.classes for column in net.target_columns or () if column.classes}


def _has_columns(table: Table, net: Network) -> bool:
    columns = [*(net.input_columns or ()), *(c.name for c in net.target_columns or ())]
    return bool(columns) and all(name in table.header for name in columns)
