"""Commands on a model and data: train, test, predict, trace."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from neurosim.cli.app import app
from neurosim.cli.options import (
    DataFile,
    Force,
    Inputs,
    ModelFile,
    Output,
    Targets,
    parse_columns,
    parse_numbers,
    parse_range,
    read_samples,
)
from neurosim.cli.output import decimals, print_table, print_text, write_or_print
from neurosim.data import Dataset, Table, read_columns, to_csv_text
from neurosim.errors import FileError, InputError, unknown_name
from neurosim.files import refuse_existing
from neurosim.model import Network
from neurosim.tracing import Trace

SHOWN_INPUTS = 8
"""The most inputs of a neuron that a printed trace shows; files hold all of them."""


@app.command()
def train(
    model: ModelFile,
    data: DataFile,
    output: Output = None,
    epochs: Annotated[int, typer.Option(help="Times to go through the data.")] = 1000,
    learning_rate: Annotated[float, typer.Option(help="The size of a step, eta.")] = 0.1,
    optimizer: Annotated[str, typer.Option(help="sgd, rmsprop, adam or adamw.")] = "sgd",
    batch_size: Annotated[
        str, typer.Option(help="Samples for each update: a number, or 'full'.")
    ] = "1",
    loss: Annotated[
        str | None,
        typer.Option(
            help="By default half_squared_error; softmax_cross_entropy for classes with "
            "identity outputs.",
            show_default=False,
        ),
    ] = None,
    normalize: Annotated[
        str | None,
        typer.Option(
            help="The range to scale to, 0,1 or -1,1, or 'none'. By default the model's own "
            "scaling, or 0,1 if it has none.",
            show_default=False,
        ),
    ] = None,
    inputs: Inputs = None,
    targets: Targets = None,
    validation: Annotated[
        float, typer.Option(help="The share of rows held out to watch, such as 0.25.")
    ] = 0.0,
    patience: Annotated[
        int,
        typer.Option(help="Stop after this many epochs without improvement; 0 never stops."),
    ] = 0,
    shuffle: Annotated[bool, typer.Option("--shuffle", help="A new order every epoch.")] = False,
    seed: Annotated[int, typer.Option(help="Of shuffling and the held-out rows.")] = 0,
    history: Annotated[
        Path | None,
        typer.Option(help="Write the losses to this CSV file.", show_default=False),
    ] = None,
    force: Force = False,
) -> None:
    """Train a model on a CSV file; ends cleanly on Ctrl-C.

    Without -o the model file itself is replaced, which needs --force.

    Example: neurosim train model.json scores.csv -o trained.json --epochs 500
    """
    from neurosim import EarlyStopping, load, save
    from neurosim import train as train_network

    net = load(model)
    destination = output or model
    for path in (destination, history):
        if path is not None and not force:
            refuse_existing(path)
    dataset = read_samples(net, data, inputs, targets)
    chosen_loss = loss or _default_loss(net, dataset)
    held_out = None
    if validation:
        dataset, held_out = dataset.split(validation, seed=seed)
    result = train_network(
        net,
        dataset,
        epochs=epochs,
        learning_rate=learning_rate,
        optimizer=optimizer,
        batch_size=_batch_size(batch_size),
        loss=chosen_loss,
        normalize=_range_to_fit(net, normalize),
        shuffle=shuffle,
        seed=seed,
        validation=held_out,
        callbacks=[EarlyStopping(patience=patience)] if patience else [],
    )
    if result.loss:
        last = f"loss {result.loss[-1]:.6g}"
        if result.validation_loss:
            last += f", validation loss {result.validation_loss[-1]:.6g}"
        print_text(f"{len(result)} epochs ({result.stop_reason}): {last}")
        if result.best_epoch is not None:
            print_text(f"the parameters are those of epoch {result.best_epoch + 1}, the best")
    else:
        print_text(f"no epoch was finished ({result.stop_reason})")
    save(net, destination)
    print_text(f"wrote {destination}")
    if history is not None:
        result.to_csv(history)
        print_text(f"wrote {history}")


@app.command("test")
def measure(
    model: ModelFile, data: DataFile, inputs: Inputs = None, targets: Targets = None
) -> None:
    """Measure a model on a CSV file with targets.

    Example: neurosim test trained.json scores.csv
    """
    from neurosim import evaluate, load

    net = load(model)
    metrics = evaluate(net, read_samples(net, data, inputs, targets))
    rows = [["samples", str(metrics.n_samples)]]
    rows += [[_METRIC_NAMES[name], f"{value:.6g}"] for name, value in metrics.named().items()]
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
        str, typer.Argument(help="A CSV file with a header line; - is standard input.")
    ] = "-",
    output: Output = None,
    inputs: Inputs = None,
    force: Force = False,
) -> None:
    """Predict for every row of a CSV file; the result is CSV with the inputs and the outputs.

    Example: neurosim predict trained.json new.csv -o predictions.csv
    """
    from neurosim import load

    net = load(model)
    if output is not None and not force:
        refuse_existing(output)
    table = read_columns(sys.stdin if data == "-" else Path(data))
    columns = _input_columns(net, table, inputs)
    header, rows = prediction_rows(net, table.numbers(columns).tolist())
    names = [table.header[position] for position in table.positions(columns)]
    write_or_print(to_csv_text([*names, *header], rows), output, force=force)


@app.command()
def trace(
    model: ModelFile,
    sample: Annotated[
        str, typer.Option("--input", help="One sample in raw units.", show_default=False)
    ],
    target: Annotated[
        str | None,
        typer.Option(help="Its targets in raw units, for the backward pass.", show_default=False),
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(help="With it, the new weights and biases as well.", show_default=False),
    ] = None,
    table_format: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    digits: Annotated[int, typer.Option(help="Decimals in the table.")] = 4,
    output: Output = None,
    force: Force = False,
) -> None:
    """Follow one sample through every neuron.

    Example: neurosim trace trained.json --input 70,98 --target 91
    """
    from neurosim import load
    from neurosim import trace as trace_sample

    formats = ("table", "csv", "json")
    if table_format not in formats:
        raise unknown_name("format", table_format, formats)
    if output is not None and table_format == "table":
        raise InputError("a table is printed; to write a file give --format csv or json")
    net = load(model)
    result = trace_sample(
        net,
        parse_numbers(sample, "--input"),
        None if target is None else parse_numbers(target, "--target"),
        learning_rate=learning_rate,
    )
    if table_format == "table":
        print_trace(result, digits)
        return
    text = result.to_csv() if table_format == "csv" else result.to_json()
    write_or_print(text, output, force=force)


def prediction_rows(
    net: Network, X: list[list[float]]
) -> tuple[list[str], list[list[float | str]]]:
    """Return header and rows of predictions: the inputs, the class if there is one, the outputs."""
    from neurosim import predict as predict_outputs
    from neurosim import predict_classes, predict_probabilities
    from neurosim.training.metrics import class_column

    columns = net.target_columns
    column = class_column(columns)
    if column is not None:
        labels = predict_classes(net, X)
        shares = predict_probabilities(net, X).tolist()
        header = [f"predicted {column.name}", *column.output_names]
        return header, [
            [*x, label, *share] for x, label, share in zip(X, labels, shares, strict=True)
        ]
    names = (
        [n for c in columns for n in c.output_names]
        if columns
        else [neuron.name for neuron in net.outputs]
    )
    outputs = predict_outputs(net, X).tolist()
    header = [f"predicted {name}" for name in names]
    return header, [[*x, *y] for x, y in zip(X, outputs, strict=True)]


def print_trace(result: Trace, digits: int) -> None:
    """Print a trace: one row for each neuron, then loss and new parameters."""

    def show(value: float | None) -> str:
        return decimals(value, digits)

    header = ["neuron", "input * weight", "bias", "summation", "activation", "output"]
    rows = []
    for neuron in result:
        products = [f"{show(term.value)} * {show(term.weight)}" for term in neuron.terms]
        if len(products) > SHOWN_INPUTS:
            hidden = len(products) - SHOWN_INPUTS + 1
            products[SHOWN_INPUTS - 2 : -1] = [f"... {hidden} more ..."]
        row = [
            neuron.name,
            "\n".join(products),
            show(neuron.bias),
            show(neuron.summation),
            neuron.activation or "",
            show(neuron.output),
        ]
        rows.append(row if result.loss is None else [*row, show(neuron.delta)])
    if result.loss is not None:
        header.append("error signal")
    print_table(header, rows, left=header[:1])
    raw = ", ".join(f"{value:.6g}" for value in result.raw_outputs)
    print_text(f"output in raw units: {raw}")
    if result.loss is not None:
        print_text(f"loss (normalized units): {result.loss:.6g}")
        _print_parameters(result, digits)


def _print_parameters(result: Trace, digits: int) -> None:
    updated = result.updated is not None
    header = ["parameter", "value", "gradient", *(["new value"] if updated else [])]
    rows = []
    for parameter in result.net.parameters:
        numbers = [parameter.value, result.gradient(parameter.symbol)]
        if updated:
            numbers.append(result.new_value(parameter.symbol))
        rows.append([parameter.symbol, *(decimals(number, digits) for number in numbers)])
    print_table(header, rows, left=header[:1])


_METRIC_NAMES = {
    "loss": "loss (normalized units)",
    "mae": "MAE",
    "rmse": "RMSE",
    "r2": "R2",
    "accuracy": "accuracy",
}


def _default_loss(net: Network, dataset: Dataset) -> str:
    has_classes = any(column.classes for column in dataset.target_columns)
    logits = all(neuron.activation.name == "identity" for neuron in net.outputs)
    return "softmax_cross_entropy" if has_classes and logits else "half_squared_error"


def _range_to_fit(net: Network, text: str | None) -> tuple[float, float] | None:
    if text is None:
        return (0.0, 1.0) if net.input_scaling is None else None
    return None if text == "none" else parse_range(text)


def _batch_size(text: str) -> int | None:
    if text == "full":
        return None
    if not text.isdecimal():
        raise InputError(f"--batch-size takes a whole number or 'full'; got {text!r}")
    return int(text)


def _input_columns(net: Network, table: Table, inputs: str | None) -> list[str | int]:
    if inputs is not None:
        return parse_columns(inputs, table.header)
    if net.input_columns and all(name in table.header for name in net.input_columns):
        return list(net.input_columns)
    if len(table.header) == len(net.inputs):
        return list(range(len(table.header)))
    expected = f" ({', '.join(net.input_columns)})" if net.input_columns else ""
    raise FileError(
        f"{table.source} has the columns {', '.join(table.header)}; the network takes "
        f"{len(net.inputs)} inputs{expected}; choose them with --inputs"
    )
