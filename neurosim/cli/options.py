"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

import typer

from neurosim.checks import Matrix
from neurosim.cli.file_options import FileOptions, parse_columns
from neurosim.cli.network_columns import renamed, sample_columns
from neurosim.data import DataFile, Dataset, Table, fitting_targets, parse_number, table_dataset
from neurosim.data.choosing import choose_labels, input_columns
from neurosim.data.missing import check_missing
from neurosim.data.preparing import prepared
from neurosim.data.recipe import Recipe
from neurosim.errors import FileError, InputError, unknown_name
from neurosim.files import check_destination, check_room, refuse_existing, same_file
from neurosim.model import Network
from neurosim.model.columns import class_column
from neurosim.model.scaling import check_range

LARGE_FILE = 100_000_000
"""A CSV file of at least so many bytes is read in chunks."""

ModelFile = Annotated[Path, typer.Argument(help="A model file.", show_default=False)]
DataPath = Annotated[Path, typer.Argument(help="A CSV or Parquet file.", show_default=False)]
Digits = Annotated[int, typer.Option(min=0, max=15, help="Decimals of the numbers that are shown.")]
NotationName = Annotated[
    str, typer.Option("--notation", help="source (the paper's letters) or textbook.")
]
OwnNames = Annotated[
    bool, typer.Option("--own-names", help="Write your names of neurons in symbols.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist.")]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Write to this file.", show_default=False),
]
Inputs = Annotated[
    str | None,
    typer.Option(
        help="Input columns, separated by commas: names (in quotes if they contain a comma) or "
        "positions from 0; negative positions count from the end.",
        show_default=False,
    ),
]
Targets = Annotated[
    str | None,
    typer.Option(
        help="Target columns, given like --inputs. By default the last columns.",
        show_default=False,
    ),
]


def check_output(path: Path, *inputs: Path, force: bool) -> None:
    """Raise FileError unless a file may be written; the command must not read the same file."""
    check_destination(path)
    if any(same_file(path, other) for other in inputs):
        raise FileError(f"{path} is read by this command; give the output another name")
    if not force:
        refuse_existing(path)
    check_room(path)


def check_distinct(outputs: Mapping[str, Path | None]) -> None:
    """Raise InputError if two outputs of a command are the same file."""
    given = [(name, path) for name, path in outputs.items() if path is not None]
    for (one, first), (other, second) in combinations(given, 2):
        if same_file(first, second):
            raise InputError(f"{other} and {one} are both {second}; give two names")


def parse_numbers(text: str, what: str) -> list[float]:
    """Return numbers separated by commas, or by semicolons if they have decimal commas.

    Raises
    ------
    InputError
        If a part is not a number.
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
        return fitting_targets(net, text.strip())
    if column is not None and len(re.split("[,;]", text)) != column.width:
        raise unknown_name(f"class of {column.name}", text, column.classes)
    try:
        return parse_numbers(text, "--target")
    except InputError:
        if column is None:
            raise
        raise unknown_name(f"class of {column.name}", text, column.classes) from None


def samples_of(
    net: Network,
    tables: Sequence[Table],
    file: FileOptions,
    inputs: str | None = None,
    targets: str | None = None,
    *,
    learn: bool = False,
) -> Dataset:
    """Return the samples of the tables of a file for a network.

    If no columns are chosen, they are those that the network knows, by name. If it knows none, the
    first columns are inputs and the rest are targets. Classes, text columns and missing values are
    treated as the network knows them. With ``learn``, other missing values may be filled from these
    rows.
    """
    keywords = _keywords(net, tables[0], file, inputs, targets)
    data = table_dataset(tables, learn=learn or net.input_columns is None, **keywords)
    return renamed(net, data)


def inputs_of(
    net: Network, tables: Sequence[Table], file: FileOptions, columns: list[str | int]
) -> Matrix:
    """Return the inputs in the raw columns of a file, shape (n_rows, n_inputs)."""
    recipe = input_recipe(net, tables[0], tables, file, columns)
    return prepared(tables, recipe)[0]


def input_recipe(
    net: Network,
    head: Table,
    tables: Iterable[Table],
    file: FileOptions,
    columns: list[str | int],
) -> Recipe:
    """Return how the raw columns of a file become the inputs of a network."""
    positions = head.positions(columns, kind="input column")
    given = file.columns(head.header)
    labels = choose_labels(head, given["categories"], positions)
    return Recipe.of(
        head.origin,
        tables,
        input_columns(head, positions, labels, net.preparation),
        [],
        marks=head.marks,
        missing=check_missing(given["missing"]),
        preparation=net.preparation,
        learn=False,
    )


def large_samples_of(
    net: Network, path: Path, file: FileOptions, inputs: str | None, targets: str | None
) -> DataFile | None:
    """Return a file to read in chunks, with its columns chosen as in ``samples_of``.

    The result is None if the file is CSV and small enough to be read at once.
    """
    is_csv = path.suffix.lower() not in (".parquet", ".pq")
    if is_csv and (not path.is_file() or path.stat().st_size < LARGE_FILE):
        return None
    header = DataFile(path, **file.keywords()).header
    table = Table(str(path), header, [], [])
    return DataFile(path, **file.keywords(), **_keywords(net, table, file, inputs, targets))


def _keywords(
    net: Network, table: Table, file: FileOptions, inputs: str | None, targets: str | None
) -> dict[str, Any]:
    """Return the arguments of ``table_dataset``: from the options, otherwise from the network."""
    chosen = sample_columns(
        net,
        table,
        None if inputs is None else parse_columns(inputs, table.header),
        None if targets is None else parse_columns(targets, table.header),
    )
    given = file.columns(table.header)
    given["classes"] = {**(chosen.pop("classes", None) or {}), **given["classes"]}
    return {**chosen, **given, "preparation": net.preparation}


def raw_input_columns(net: Network) -> tuple[str, ...]:
    """Return the columns of a file that the inputs of a network come from."""
    return net.preparation.raw_columns(net.input_columns or ())
