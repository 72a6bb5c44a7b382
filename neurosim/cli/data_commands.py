"""Commands that ask a model about data: test, predict, trace."""

from __future__ import annotations

import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

import typer

from neurosim.cli.app import app
from neurosim.cli.file_options import FILE, FileOptions, parse_columns, reads_file
from neurosim.cli.options import (
    DataPath,
    Force,
    Inputs,
    ModelFile,
    Output,
    Targets,
    check_output,
    input_recipe,
    raw_input_columns,
    samples_of,
)
from neurosim.cli.output import print_table, write_or_print
from neurosim.cli.tables import metric_names, prediction_rows
from neurosim.data import Chunks, Table, csv_chunks, csv_lines, open_chunks
from neurosim.data.chunks import decoded
from neurosim.errors import FileError, NeurosimWarning, listed
from neurosim.model import Network


@app.command("test")
@reads_file
def measure(
    model: ModelFile,
    data: DataPath,
    inputs: Inputs = None,
    targets: Targets = None,
    file: FileOptions = FILE,
) -> None:
    """Measure a model on a CSV or Parquet file with targets.

    Example: neurosim test trained.json scores.csv
    """
    from neurosim import evaluate, load

    net = load(model)
    metrics = evaluate(net, samples_of(net, file.tables(data), file, inputs, targets))
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
@reads_file
def predict(
    model: ModelFile,
    data: Annotated[str, typer.Argument(help="A CSV or Parquet file; - is standard input.")] = "-",
    output: Output = None,
    inputs: Inputs = None,
    file: FileOptions = FILE,
    force: Force = False,
) -> None:
    """Predict for every row of a CSV file; the result is CSV with the inputs and the outputs.

    Example: neurosim predict trained.json new.csv -o predictions.csv
    """
    from neurosim import load

    net = load(model)
    if output is not None:
        check_output(output, model, Path(data), force=force)
    with _tables_of(data, file) as (head, tables):
        write_or_print(_prediction_lines(net, head, tables, file, inputs), output, force=force)


@contextmanager
def _tables_of(
    data: str, file: FileOptions
) -> Iterator[tuple[Table, Callable[[], Iterator[Table]]]]:
    """Give the columns of a file without a row, and its tables anew with every call."""
    if data != "-":

        def open_data() -> AbstractContextManager[Chunks]:
            return open_chunks(Path(data), file.reading())

        with open_data() as chunks:
            head = chunks.head()
        yield head, lambda: _each(open_data)
        return
    # standard input is read twice as well, so it is kept until then
    with TemporaryFile(prefix="neurosim-") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)

        @contextmanager
        def again() -> Iterator[Chunks]:
            kept.seek(0)
            reading = file.reading()
            text = decoded(kept, reading.encoding)
            try:
                yield csv_chunks(text, "<stdin>", reading)
            finally:
                # the bytes stay open for the next time
                text.detach()

        with again() as chunks:
            head = chunks.head()
        yield head, lambda: _each(again)


def _each(opened: Callable[[], AbstractContextManager[Chunks]]) -> Iterator[Table]:
    with opened() as chunks:
        yield from chunks.tables


def _prediction_lines(
    net: Network,
    head: Table,
    tables: Callable[[], Iterator[Table]],
    file: FileOptions,
    inputs: str | None,
) -> Iterator[str]:
    """Yield the lines of the result; a chunk of the file is in memory at a time."""
    columns = _input_columns(net, head, inputs)
    recipe = input_recipe(net, head, tables(), file, columns)
    if len(recipe.input_names) != len(net.inputs):
        raise _other_columns(net, head)
    recipe.warn_of_dropped()
    first = True
    for table in tables():
        rows = recipe.numbers(table)
        header, outputs = prediction_rows(net, rows)
        cells = [[*raw, *some] for raw, some in zip(recipe.raw_cells(rows), outputs, strict=True)]
        lines = csv_lines([*(chosen.name for chosen in recipe.inputs), *header], cells)
        yield from lines if first else islice(lines, 1, None)
        first = False


def _input_columns(net: Network, table: Table, inputs: str | None) -> list[str | int]:
    if inputs is not None:
        return parse_columns(inputs, table.header)
    known = raw_input_columns(net)
    if known and set(table.header).issuperset(known):
        return list(known)
    if len(table.header) == (len(known) or len(net.inputs)):
        if known:
            warnings.warn(
                f"{table.source} has the columns {listed(table.header)}, the network was trained "
                f"on {listed(known)}; they are taken in this order",
                NeurosimWarning,
                stacklevel=2,
            )
        return list(range(len(table.header)))
    raise _other_columns(net, table)


def _other_columns(net: Network, table: Table) -> FileError:
    known = raw_input_columns(net)
    expected = f" ({', '.join(known)})" if known else ""
    return FileError(
        f"{table.source} has the columns {', '.join(table.header)}; the network takes "
        f"{len(known) or len(net.inputs)} inputs{expected}; choose them with --inputs"
    )
