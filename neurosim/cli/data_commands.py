"""Commands that use a model on data: test and predict."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

import typer

from neurosim.cli.app import app
from neurosim.cli.file_options import FILE, FileOptions, parse_columns, reads_file
from neurosim.cli.network_columns import input_columns, wrong_count
from neurosim.cli.options import (
    DataPath,
    Force,
    Inputs,
    ModelFile,
    Output,
    Targets,
    check_output,
    input_recipe,
    samples_of,
)
from neurosim.cli.output import print_table, write_or_print
from neurosim.cli.terminal_tables import metric_names, prediction_rows
from neurosim.data import Chunks, Table, csv_chunks, csv_lines, open_chunks
from neurosim.data.chunks import decoded
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
        shares = [
            [label, *(f"{x:.6g}" for x in (one.precision, one.recall, one.f1)), str(one.n_samples)]
            for label, one in zip(metrics.classes, metrics.per_class, strict=True)
        ]
        print_table(["class", "precision", "recall", "F1", "samples"], shares, left=["class"])


@app.command()
@reads_file
def predict(
    model: ModelFile,
    data: Annotated[
        str, typer.Argument(help="A CSV or Parquet file, or - for standard input.")
    ] = "-",
    output: Output = None,
    inputs: Inputs = None,
    file: FileOptions = FILE,
    force: Force = False,
) -> None:
    """Predict the outputs of every row of a file. The result is CSV with inputs and outputs.

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
    """Yield the columns of a file without rows, and a function that reads its tables again."""
    if data != "-":

        def open_data() -> AbstractContextManager[Chunks]:
            return open_chunks(Path(data), file.reading())

        with open_data() as chunks:
            head = chunks.head()
        yield head, lambda: _each(open_data)
        return
    # standard input is read twice too, so it is kept until then
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
                # the bytes stay open for the next reading
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
    """Yield the lines of the result, with one chunk of the file in memory at a time."""
    columns = input_columns(
        net, head, None if inputs is None else parse_columns(inputs, head.header)
    )
    recipe = input_recipe(net, head, tables(), file, columns)
    if len(recipe.input_names) != len(net.inputs):
        raise wrong_count(net, head)
    recipe.warn_of_dropped()
    first = True
    for table in tables():
        rows = recipe.numbers(table)
        header, outputs = prediction_rows(net, rows)
        cells = [[*raw, *some] for raw, some in zip(recipe.raw_cells(rows), outputs, strict=True)]
        lines = csv_lines([*(one.name for one in recipe.inputs), *header], cells)
        yield from lines if first else islice(lines, 1, None)
        first = False
