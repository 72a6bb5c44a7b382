"""Options that several commands share, and how their texts are read."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

import typer

from neurosim.data import DataFile, Dataset, Table, parse_number, table_dataset
from neurosim.errors import FileError, InputError, unknown_name
from neurosim.files import check_destination, check_room, refuse_existing, same_file
from neurosim.model import Network
from neurosim.model.columns import class_column
from neurosim.model.scaling import check_range

LARGE_FILE = 100_000_000
"""Bytes from which on a CSV file is read in chunks."""

ModelFile = Annotated[Path, typer.Argument(help="A model file.", show_default=False)]
DataPath = Annotated[
    Path, typer.Argument(help="A CSV file with a header line, or Parquet.", show_default=False)
]
Digits = Annotated[int, typer.Option(min=0, max=15, help="Decimals of the numbers shown.")]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist.")]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Write to this file.", show_default=False),
]
Delimiter = Annotated[
    str | None,
    typer.Option(
        help="The character between cells; found by itself among comma, semicolon and tab.",
        show_default=False,
    ),
]
Decimal = Annotated[
    str | None,
    typer.Option(
        help="The decimal mark, . or , (with semicolons either is taken).", show_default=False
    ),
]
Inputs = Annotated[
    str | None,
    typer.Option(
        help="Input columns, separated by commas: names (quoted if a comma is in them) or "
        "positions from 0, negative from the end.",
        show_default=False,
    ),
]
Targets = Annotated[
    str | None,
    typer.Option(help="Target columns, likewise. By default the last columns.", show_default=False),
]


def check_output(path: Path, *inputs: Path, force: bool) -> None:
    """Raise FileError unless a file may be written; it must not be one that the command reads."""
    check_destination(path)
    if any(same_file(path, other) for other in inputs):
        raise FileError(f"{path} is read by this command; give the output another name")
    if not force:
        refuse_existing(path)
    check_room(path)


def check_distinct(outputs: Mapping[str, Path | None]) -> None:
    """Raise InputError if two outputs of a command are one file."""
    given = [(name, path) for name, path in outputs.items() if path is not None]
    for (one, first), (other, second) in combinations(given, 2):
        if same_file(first, second):
            raise InputError(f"{other} and {one} are both {second}; give two names")


def parse_list(text: str) -> list[str]:
    """Return the parts of a comma-separated text; a part with a comma in it is quoted."""
    try:
        parts = next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error:
        raise InputError(f"expected names separated by commas; got {text!r}") from None
    return [part.strip() for part in parts]


def parse_columns(text: str, header: tuple[str, ...]) -> list[str | int]:
    """Return chosen columns: names of the header, otherwise positions."""
    return [
        int(part) if part not in header and re.fullmatch(r"-?[0-9]{1,9}", part) else part
        for part in parse_list(text)
    ]


def parse_numbers(text: str, what: str) -> list[float]:
    """Return comma-separated numbers; with semicolons between them decimal commas are taken.

    Raises
    ------
    InputError
        If a part is no number.
    """
    if not text.strip():
        raise InputError(f"{what} is empty; give numbers, such as 70,98")
    parts = text.split(";") if ";" in text else text.split(",")
    return [parse_number(part.strip(), what) for part in parts]


def parse_range(text: str, option: str) -> tuple[float, float]:
    """Return a range such as ``0,1``."""
    parts = text.split(",")
    if len(parts) != 2:
        raise InputError(f"{option} takes two numbers such as 0,1; got {text!r}")
    low, high = (parse_number(part.strip(), option) for part in parts)
    return check_range((low, high))


def parse_targets(net: Network, text: str) -> list[float]:
    """Return the targets of one sample: numbers, or the label of a class that the network knows."""
    column = class_column(net.target_columns)
    if column is not None and text.strip() in column.classes:
        return [float(label == text.strip()) for label in column.classes]
    if column is not None and len(re.split("[,;]", text)) != column.width:
        raise unknown_name(f"class of {column.name}", text, column.classes)
    return parse_numbers(text, "--target")


def samples_of(
    net: Network, table: Table, inputs: str | None = None, targets: str | None = None
) -> Dataset:
    """Return the samples of a table for a network.

    Columns that are not chosen are those the network was trained on, if the file has them;
    otherwise the first columns are inputs and the rest are targets. Classes are encoded as the
    network knows them.
    """
    return table_dataset(table, **_chosen_columns(net, table, inputs, targets))


def large_samples_of(
    net: Network,
    path: Path,
    inputs: str | None,
    targets: str | None,
    *,
    delimiter: str | None,
    decimal: str | None,
) -> DataFile | None:
    """Return a file that is to be read in chunks, its columns chosen as by ``samples_of``.

    None if the file is CSV and small enough to be read at once.
    """
    is_csv = path.suffix.lower() not in (".parquet", ".pq")
    if is_csv and (not path.is_file() or path.stat().st_size < LARGE_FILE):
        return None
    header = DataFile(path, delimiter=delimiter, decimal=decimal).header
    table = Table(str(path), header, [], [])
    columns = _chosen_columns(net, table, inputs, targets)
    return DataFile(path, delimiter=delimiter, decimal=decimal, **columns)


def _chosen_columns(
    net: Network, table: Table, inputs: str | None, targets: str | None
) -> dict[str, Any]:
    known = net.target_columns if _has_columns(table, net) else None
    if inputs is None and targets is None and known and net.input_columns:
        return {
            "inputs": list(net.input_columns),
            "targets": [column.name for column in known],
            "classes": known_classes(net),
        }
    chosen_inputs = None if inputs is None else parse_columns(inputs, table.header)
    chosen_targets: list[str | int] | int | None = None
    if targets is not None:
        chosen_targets = parse_columns(targets, table.header)
    elif inputs is None:
        chosen_targets = max(len(table.header) - len(net.inputs), 1)
    return {"inputs": chosen_inputs, "targets": chosen_targets}


def known_classes(net: Network) -> dict[str, tuple[str, ...]]:
    """Return the class labels of each target column that has classes."""
    return {column.name: column.classes for column in net.target_columns or () if column.classes}


def _has_columns(table: Table, net: Network) -> bool:
    columns = [*(net.input_columns or ()), *(c.name for c in net.target_columns or ())]
    return bool(columns) and all(name in table.header for name in columns)
