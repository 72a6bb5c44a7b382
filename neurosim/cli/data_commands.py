"""Commands that use a model on data: test and predict."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

import typer

from neurosim import stops
from neurosim.cli.app import app
from neurosim.cli.cluster_options import Scheduler, Workers, client_of
from neurosim.cli.file_options import FILE, FileOptions, parse_columns, parse_list, reads_file
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
from neurosim.cli.output import print_table, print_text, write_or_print
from neurosim.cli.terminal_tables import metric_names, prediction_rows
from neurosim.data import Chunks, Table, csv_chunks, csv_lines, open_chunks
from neurosim.data.chunks import decoded
from neurosim.errors import DataError, InputError, counted
from neurosim.model import Network

MOST_FAILURES = 20
"""The most failed files that are printed."""


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
    files: Annotated[
        str | None,
        typer.Option(
            help="Many files instead of one: a pattern in quotes, such as 'in/*.parquet'. Each "
            "becomes a file of the same name and format in the folder -o, with the predictions.",
            show_default=False,
        ),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(
            help="With --files: columns to copy beside the predictions, separated by commas.",
            show_default=False,
        ),
    ] = None,
    scheduler: Scheduler = None,
    workers: Workers = None,
    force: Force = False,
) -> None:
    """Predict the outputs of every row of a file.

    The result is CSV with inputs and outputs.

    With --files, many files are predicted on all cores or on a cluster. If this is broken off, the
    same command goes on with it.

    Example: neurosim predict trained.json new.csv -o predictions.csv
    """
    from neurosim import load

    net = load(model)
    if files is not None:
        _predict_many(net, data, files, output, inputs, file, keep, scheduler, workers, force=force)
        return
    for option, value in (("--keep", keep), ("--scheduler", scheduler), ("--workers", workers)):
        if value is not None:
            raise InputError(f"{option} needs many files: give --files 'in/*.csv' -o out")
    if output is not None:
        check_output(output, model, Path(data), force=force)
    with _tables_of(data, file) as (head, tables):
        write_or_print(_prediction_lines(net, head, tables, file, inputs), output, force=force)


def _predict_many(
    net: Network,
    data: str,
    files: str,
    output: Path | None,
    inputs: str | None,
    file: FileOptions,
    keep: str | None,
    scheduler: str | None,
    workers: int | None,
    *,
    force: bool,
) -> None:
    from neurosim import predict_files

    if data != "-":
        raise InputError(f"both a file, {data}, and --files are given; leave one out")
    if output is None:
        raise InputError("--files needs a folder for the predictions: give -o FOLDER")
    if file.missing != "error":
        raise InputError("--files writes a row for each row, so --missing must be 'error'")
    options = file.keywords()
    if inputs is not None:
        options["inputs"] = [
            int(part) if re.fullmatch("-?[0-9]{1,9}", part) else part for part in parse_list(inputs)
        ]
    if file.categories:
        options["categories"] = file.columns(())["categories"]
    with client_of(scheduler) as client:
        result = predict_files(
            net,
            files,
            output,
            keep=() if keep is None else parse_list(keep),
            options=options,
            client=client,
            workers=workers,
            overwrite=force,
        )
    for failed in result.failures[:MOST_FAILURES]:
        print_text(f"{failed.source.name} failed: {failed.error}")
    if len(result.failures) > MOST_FAILURES:
        print_text(f"... and {len(result.failures) - MOST_FAILURES} more files failed")
    n_before = sum(one.made_before for one in result.files)
    print_text(
        f"{result.n_rows:,} row{'' if result.n_rows == 1 else 's'} of "
        f"{counted(len(result) - n_before - len(result.failures), 'file')} in "
        f"{result.seconds:.1f} s, {result.rows_per_second:,.0f} rows a second"
        + (f"; {counted(n_before, 'file')} made before" if n_before else "")
    )
    if result.interrupted:
        print_text("interrupted; the same command goes on with the files that are left")
        raise typer.Exit(stops.status())
    if result.failures:
        raise DataError(f"{counted(len(result.failures), 'file')} of {len(result)} failed")
    print_text(f"wrote {output}")


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
