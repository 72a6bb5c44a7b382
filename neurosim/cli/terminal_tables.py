"""Predictions and traces as tables."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.checks import Matrix
from neurosim.cli.output import decimals, print_table, print_text
from neurosim.display import few_rows
from neurosim.model import Network
from neurosim.model.column_names import with_column
from neurosim.model.columns import class_column
from neurosim.tracing import NeuronTrace, Trace

SUMMARY_FROM = 500
"""Above this number of connections, a printed trace is a summary."""

SHOWN_NEURONS = 8
"""The most neurons of a layer that a summary shows."""

SHOWN_INPUTS = 8
"""The most inputs of a neuron that a printed trace shows; files have all of them."""

_HALF = 0.5


def prediction_rows(net: Network, X: Matrix) -> tuple[list[str], list[list[float | str]]]:
    """Return header and rows of predictions: the class if there is one, and the outputs."""
    from neurosim.engine.predict import predict as predict_outputs
    from neurosim.scaling_out.prediction_columns import prediction_cells, prediction_header

    cells = prediction_cells(net, predict_outputs(net, X))
    columns = (cell if isinstance(cell, list) else cell.tolist() for cell in cells)
    return prediction_header(net), [list(row) for row in zip(*columns, strict=True)]


def print_trace(result: Trace, digits: int) -> None:
    """Print a trace: one row for each neuron, then loss and new parameters."""

    def show(value: float | None) -> str:
        return decimals(value, digits)

    header = ["neuron", "input * weight", "bias", "summation", "activation", "output"]
    if result.loss is not None:
        header += ["slope f'(s)", "error signal"]
    raw = dict(zip((n.name for n in result.net.inputs), result.raw_inputs, strict=True))
    rows: list[list[str | list[str]]] = []
    large = result.net.graph.number_of_edges() > SUMMARY_FROM
    for neuron in _shown_neurons(result) if large else result:
        if isinstance(neuron, int):
            rows.append([f"⋯ {neuron} more ⋯", *[""] * (len(header) - 1)])
            continue
        products = [f"{show(term.value)} * {show(term.weight)}" for term in neuron.terms]
        if len(products) > SHOWN_INPUTS:
            hidden = len(products) - SHOWN_INPUTS + 1
            products[SHOWN_INPUTS - 2 : -1] = [f"... {hidden} more ..."]
        if neuron.name in raw and result.net.input_scaling is not None:
            products = [f"raw {raw[neuron.name]:g}"]
        row: list[str | list[str]] = [
            with_column(neuron.name, neuron.column),
            products,
            show(neuron.bias),
            show(neuron.summation),
            neuron.activation or "",
            show(neuron.output),
        ]
        if result.loss is not None:
            row += [show(neuron.derivative), show(neuron.delta)]
        rows.append(row)
    print_table(header, rows, left=header[:1])
    _print_outputs(result)
    if result.loss is not None:
        print_text(f"{metric_names(result.net)['loss']}: {result.loss:.6g}")
        _print_parameters(result, digits, large=large)
    if large:
        print_text(
            f"the network has {result.net.graph.number_of_edges():,} connections, so this is a "
            "summary; --format csv or json gives every number"
        )


def _shown_neurons(result: Trace) -> Iterator[NeuronTrace | int]:
    """Yield the first and last neurons of each layer, and the number of those between them."""
    for layer in result.net.layers:
        names = [neuron.name for neuron in layer]
        if len(names) > SHOWN_NEURONS:
            yield from (result[name] for name in names[: SHOWN_NEURONS - 2])
            yield len(names) - SHOWN_NEURONS + 1
            names = names[-1:]
        yield from (result[name] for name in names)


def metric_names(net: Network) -> dict[str, str]:
    """Return the name of each metric, with the units of the loss."""
    loss = "loss" if net.target_scaling is None else "loss (normalized units)"
    means = {name: f"{name}, mean over the classes" for name in ("precision", "recall")}
    return {
        "loss": loss,
        "mae": "MAE",
        "rmse": "RMSE",
        "r2": "R2",
        "accuracy": "accuracy",
        **means,
        "f1": "F1, mean over the classes",
    }


def _print_outputs(result: Trace) -> None:
    column = class_column(result.net.target_columns)
    outputs = ", ".join(f"{value:.6g}" for value in result.raw_outputs)
    if column is None:
        units = "" if result.net.target_scaling is None else " in raw units"
        print_text(f"output{units}: {outputs}")
        return
    of_softmax = [result[neuron].probability for neuron in result.net.outputs]
    if None not in of_softmax:
        print_text(f"outputs, before softmax: {outputs}")
    shares = [
        output if share is None else share
        for share, output in zip(of_softmax, result.raw_outputs, strict=True)
    ]
    for name, share in zip(column.output_names, shares, strict=True):
        print_text(f"  {name}: {share:.6g}")
    best = int(shares[0] > _HALF) if column.one_output else shares.index(max(shares))
    print_text(f"predicted {column.name}: {column.classes[best]}")


def _print_parameters(result: Trace, digits: int, *, large: bool) -> None:
    updated = result.updated is not None
    header = ["parameter", "value", "gradient", *(["new value"] if updated else [])]
    rows = []
    for parameter in result.net.parameters:
        numbers = [parameter.value, result.gradient(parameter.symbol)]
        if updated:
            numbers.append(result.new_value(parameter.symbol))
        rows.append([parameter.symbol, *(decimals(number, digits) for number in numbers)])
    print_table(header, few_rows(rows) if large else rows, left=header[:1])
