"""Commands that ask a model about data: test, predict, trace."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from neurosim.cli.app import app
from neurosim.cli.options import (
    DataPath,
    Decimal,
    Delimiter,
    Force,
    Inputs,
    ModelFile,
    Output,
    Targets,
    check_output,
    parse_columns,
    samples_of,
)
from neurosim.cli.output import print_table, write_or_print
from neurosim.cli.tables import metric_names, prediction_rows
from neurosim.data import Chunks, Table, csv_chunks, csv_lines, open_chunks, read_columns
from neurosim.errors import DataError, FileError, NeurosimWarning, listed
from neurosim.model import Network


@app.command("test")
def measure(
    model: ModelFile,
    data: DataPath,
    inputs: Inputs = None,
    targets: Targets = None,
    delimiter: Delimiter = None,
    decimal: Decimal = None,
) -> None:
    """Measure a model on a CSV file with targets.

    Example: neurosim test trained.json scores.csv
    """
    from neurosim import evaluate, load

    net = load(model)
    table = read_columns(data, delimiter=delimiter, decimal=decimal)
    metrics = evaluate(net, samples_of(net, table, inputs, targets))
    rows = [["samples", str(metrics.n_samples)]]
    names = metric_names(net)
    rows += [[names[name], f"{value:.6g}"] for name, value in metrics.named().items()]
    print_table(["metric", "value"], rows, left=["metric"])
    if metrics.classes:
        header = ["target \\ predicted", *metrics.classes]
        counts = [
            [label, *map(str, row)]
            for label, row in zip(metrics.classes, metrics.confusion, strict=True)
        ]
        print_table(header, counts, left=header[:1])


@app.command()
def predict(
    model: ModelFile,
    data: Annotated[
        str, typer.Argument(help="A CSV file with a header line, or Parquet; - is standard input.")
    ] = "-",
    output: Output = None,
    inputs: Inputs = None,
    delimiter: Delimiter = None,
    decimal: Decimal = None,
    force: Force = False,
) -> None:
    """Predict for every row of a CSV file; the result is CSV with the inputs and the outputs.

    Example: neurosim predict trained.json new.csv -o predictions.csv
    """
    from neurosim import load

    net = load(model)
    if output is not None:
        check_output(output, model, Path(data), force=force)
    if data == "-":
        chunks = csv_chunks(sys.stdin, "<stdin>", delimiter=delimiter, decimal=decimal)
        write_or_print(_prediction_lines(net, chunks, inputs), output, force=force)
        return
    with open_chunks(Path(data), delimiter=delimiter, decimal=decimal) as chunks:
        write_or_print(_prediction_lines(net, chunks, inputs), output, force=force)


def _prediction_lines(net: Network, chunks: Chunks, inputs: str | None) -> Iterator[str]:
    """Yield the lines of the result; a chunk of the file is in memory at a time."""
    columns: list[str | int] | None = None
    for table in chunks.tables:
        first = columns is None
        if columns is None:
            columns = _input_columns(net, table, inputs)
        header, rows = prediction_rows(net, table.numbers(columns).tolist())
        names = [table.header[position] for position in table.positions(columns)]
        lines = csv_lines([*names, *header], rows)
        yield from lines if first else islice(lines, 1, None)
    if columns is None:
        raise DataError(f"{chunks.source}: there are no rows below the header; give at least one")


def _input_columns(net: Network, table: Table, inputs: str | None) -> list[str | int]:
    if inputs is not None:
        return parse_columns(inputs, table.header)
    if net.input_columns and all(name in table.header for name in net.input_columns):
        return list(net.input_columns)
    if len(table.header) == len(net.inputs):
        if net.input_columns:
            warnings.warn(
                f"{table.source} has the columns {listed(table.header)}, the network was trained "
                f"on {listed(net.input_columns)}; they are taken in this order",
                NeurosimWarning,
                stacklevel=2,
            )
        return list(range(len(table.header)))
    expected = f" ({', '.join(net.input_columns)})" if net.input_columns else ""
    raise FileError(
        f"{table.source} has the columns {', '.join(table.header)}; the network takes "
        f"{len(net.inputs)} inputs{expected}; choose them with --inputs"
    )
