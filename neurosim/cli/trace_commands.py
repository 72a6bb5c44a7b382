"""Commands that follow one sample: trace and explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from neurosim.cli.app import app
from neurosim.cli.file_options import FILE, FileOptions, parse_list, reads_file
from neurosim.cli.one_sample import (
    Data,
    DataRow,
    Input,
    LossName,
    OptimizerName,
    Target,
    inputs_without_targets,
    one_sample,
)
from neurosim.cli.options import (
    Digits,
    Force,
    ModelFile,
    NotationName,
    Output,
    OwnNames,
    check_output,
    samples_of,
)
from neurosim.cli.output import decimals, print_table, print_text, write_or_print
from neurosim.cli.terminal_tables import print_trace
from neurosim.data import DataLike
from neurosim.errors import InputError, listed, unknown_name
from neurosim.model import Network
from neurosim.model.column_names import with_column
from neurosim.model.optimizers import DEFAULT_LEARNING_RATE
from neurosim.tracing import Trace, TrainingTrace
from neurosim.writing.derivation import FORMATS

_MOST_ROWS = 100


@app.command()
@reads_file
def trace(
    model: ModelFile,
    data: Data = None,
    sample: Input = None,
    target: Target = None,
    row: DataRow = None,
    steps: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Train sample by sample and trace this number of steps; a CSV file is used row by "
            "row.",
            show_default=False,
        ),
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(
            help="The learning rate; if given, new weights and biases are shown too.",
            show_default=False,
        ),
    ] = None,
    optimizer: OptimizerName = None,
    loss: LossName = None,
    table_format: Annotated[
        str,
        typer.Option("--format", help="table, csv, json or xlsx, a workbook with live formulas."),
    ] = "table",
    digits: Digits = 4,
    output: Output = None,
    file: FileOptions = FILE,
    force: Force = False,
) -> None:
    """Follow one sample through every neuron.

    Example: neurosim trace trained.json --input 70,98 --target 91
    """
    from neurosim import load, trace_training, write_xlsx
    from neurosim import trace as trace_sample

    formats = ("table", "csv", "json", "xlsx")
    if output is not None and output.suffix.lower() == ".xlsx":
        table_format = "xlsx"
    if table_format not in formats:
        raise unknown_name("format", table_format, formats)
    if output is not None and table_format == "table":
        raise InputError("a table can only be printed; to write a file, give --format csv or json")
    if output is not None:
        check_output(output, model, *([data] if data else []), force=force)
    if table_format == "xlsx" and (output is None or steps is not None):
        raise InputError(
            "a workbook has the numbers of one sample, so leave out --steps, and give a file with "
            "-o sample.xlsx"
        )
    net = load(model)
    if steps is not None:
        samples = _samples(net, data, sample, target, row, file)
        result = trace_training(
            net,
            samples,
            steps=steps,
            loss=loss,
            learning_rate=learning_rate,
            optimizer=optimizer or "sgd",
        )
        if table_format == "table":
            _print_steps(result, digits)
        else:
            text = result.to_csv() if table_format == "csv" else result.to_json()
            write_or_print(text, output, force=force)
        return
    x, z, _ = one_sample("trace", net, data, sample, target, row, file)
    if z is None:
        _refuse_update(data, learning_rate, optimizer)
    one = trace_sample(net, x, z, loss=loss, learning_rate=learning_rate, optimizer=optimizer)
    if table_format == "table":
        if data is not None:
            print_text(f"row {row or 0} of {data}")
        print_trace(one, digits)
        return
    if table_format == "xlsx":
        assert output is not None
        print_text(f"wrote {write_xlsx(one, output, digits=digits, overwrite=force)}")
        return
    text = one.to_csv() if table_format == "csv" else one.to_json()
    write_or_print(text, output, force=force)


@app.command()
@reads_file
def explain(
    model: ModelFile,
    data: Data = None,
    sample: Input = None,
    target: Target = None,
    row: DataRow = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="A neuron, a symbol such as wo[0][1], a layer such as 'layer 1', or a step such "
            "as forward. Separate several by commas, or repeat the option.",
            show_default=False,
        ),
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(
            help=f"The learning rate of the update; {DEFAULT_LEARNING_RATE} by default.",
            show_default=False,
        ),
    ] = None,
    optimizer: OptimizerName = None,
    loss: LossName = None,
    text_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="text, markdown, latex, html or typst; by default chosen by the file name, "
            "otherwise text.",
            show_default=False,
        ),
    ] = None,
    digits: Annotated[
        int, typer.Option(min=1, max=15, help="Decimals of the numbers that are shown.")
    ] = 4,
    notation: NotationName = "source",
    own_names: OwnNames = False,
    rounding: Annotated[
        str, typer.Option(help="once, or stepwise to round every intermediate result.")
    ] = "once",
    decimal_comma: Annotated[
        bool, typer.Option("--decimal-comma", help="Write 0,5 for 0.5.")
    ] = False,
    fractions: Annotated[bool, typer.Option("--fractions", help="Write 1/2 for 0.5.")] = False,
    detail: Annotated[str, typer.Option(help="auto, full or summary.")] = "auto",
    max_terms: Annotated[
        int,
        typer.Option(
            min=0, help="Longer sums leave out terms in the middle; at least 3, or 0 for all terms."
        ),
    ] = 8,
    include: Annotated[
        str | None,
        typer.Option(
            help="Sections to add: 'chain rule', 'gradient descent' or all.", show_default=False
        ),
    ] = None,
    diagrams: Annotated[
        str,
        typer.Option(
            help="The network beside the equations of a page or LaTeX document: steps, first "
            "(once), none, or auto for steps up to 12 neurons."
        ),
    ] = "auto",
    output: Output = None,
    file: FileOptions = FILE,
    force: Force = False,
) -> None:
    """Explain every number of one sample.

    Each has its formula, the numbers put in, partial results, and the result.

    If the file has at most 100 rows, the dataset and its normalization are shown too.

    Example: neurosim explain trained.json scores.csv --row 2 -o worked.html
    """
    from neurosim import explain as explain_trace
    from neurosim import load
    from neurosim import trace as trace_sample

    if text_format is not None and text_format not in FORMATS:
        raise unknown_name("format", text_format, FORMATS)
    if output is not None:
        check_output(output, model, *([data] if data else []), force=force)
    net = load(model)
    x, z, dataset = one_sample("explain", net, data, sample, target, row, file)
    rate = learning_rate
    if z is None:
        _refuse_update(data, learning_rate, optimizer)
    elif rate is None:
        rate = DEFAULT_LEARNING_RATE
    if only is not None or (dataset is not None and len(dataset.X) > _MOST_ROWS):
        dataset = None
    derivation = explain_trace(
        trace_sample(net, x, z, loss=loss, learning_rate=rate, optimizer=optimizer),
        only=None if only is None else [part for text in only for part in parse_list(text)],
        digits=digits,
        notation=notation,
        own_names=own_names,
        rounding=rounding,
        decimal_comma=decimal_comma,
        fractions=fractions,
        detail=detail,
        max_terms=max_terms or None,
        data=dataset,
        include=() if include is None else parse_list(include),
        diagrams=diagrams,
    )
    if output is None:
        write_or_print(derivation.parts(text_format or "text"), None, force=force)
        return
    derivation.save(output, format=text_format, overwrite=force)
    print_text(f"wrote {output}")


def _refuse_update(data: Path | None, learning_rate: float | None, optimizer: str | None) -> None:
    if learning_rate is None and optimizer is None:
        return
    how = "--target" if data is None else f"{data} has no column for it"
    raise InputError(f"--learning-rate and --optimizer need the target of the sample: {how}")


def _samples(
    net: Network,
    data: Path | None,
    sample: str | None,
    target: str | None,
    row: int | None,
    file: FileOptions,
) -> DataLike:
    if data is not None and row is None and sample is None and target is None:
        tables = file.tables(data)
        if inputs_without_targets(net, tables[0]) is not None:
            raise _without_targets(net, data)
        return samples_of(net, tables, file)
    x, z, _ = one_sample("trace", net, data, sample, target, row, file)
    if z is None and data is not None:
        raise _without_targets(net, data)
    if z is None:
        raise InputError("--steps trains on the sample and needs its target; give --target")
    return [x], [z]


def _without_targets(net: Network, data: Path) -> InputError:
    names = listed(column.name for column in net.target_columns or ())
    columns = f" ({names})" if net.target_columns else ""
    return InputError(
        f"{data} has no target column{columns}, but --steps trains on targets; add the column to "
        "the file"
    )


def _print_steps(result: TrainingTrace, digits: int) -> None:
    outputs = [result[0][neuron] for neuron in result[0].net.outputs]
    names = [with_column(neuron.name, neuron.column) for neuron in outputs]
    header = ["step", "row", "loss", *(f"output {name}" for name in names)]
    rows = [
        [str(step), str(row), decimals(one.loss, digits), *_outputs(one, digits)]
        for step, (row, one) in enumerate(zip(result.data_rows, result, strict=True))
    ]
    print_table(header, rows)
    print_text("loss in normalized units, outputs in raw units; --format csv gives every number")


def _outputs(one: Trace, digits: int) -> list[str]:
    return [decimals(output, digits) for output in one.raw_outputs]
