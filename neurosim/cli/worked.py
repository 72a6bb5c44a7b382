"""The sections of a worked example, from the numbers of a trace."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from neurosim.cli.output import decimals
from neurosim.cli.report import Block, Grid, Heading, Lines, Paragraph
from neurosim.data import Dataset
from neurosim.model import MinMaxScaling, Network, events
from neurosim.model.parameters import neuron_parameters
from neurosim.tracing import Trace


def dataset_section(data: Dataset) -> list[Block]:
    """Return the dataset in raw units."""
    rows = tuple(
        tuple(f"{value:g}" for value in (*x, *z)) for x, z in zip(data.X, data.Z, strict=True)
    )
    return [
        Heading("The training dataset"),
        Grid((*data.input_names, *data.output_names), rows),
    ]


def initialization_section(net: Network) -> list[Block]:
    """Return every weight and bias."""
    rows = []
    for neuron in net.structure.computed:
        own = list(neuron_parameters(net.structure, neuron))
        weights = ", ".join(f"{p.symbol} = {p.value}" for p in own if p.source is not None)
        rows.append((neuron.name, weights, f"{own[-1].symbol} = {own[-1].value}"))
    return [
        Heading("Step 1: initialization"),
        Grid(("neuron", "weights", "bias"), tuple(rows), left=3),
    ]


def normalization_section(data: Dataset) -> list[Block]:
    """Return the data scaled to [0, 1] and to [-1, 1]."""
    names = (*data.input_names, *data.output_names)
    values = [[*x, *z] for x, z in zip(data.X.tolist(), data.Z.tolist(), strict=True)]
    unit = MinMaxScaling.fit(values, (0, 1)).transform(values).tolist()
    symmetric = MinMaxScaling.fit(values, (-1, 1)).transform(values).tolist()
    header = [heading for name in names for heading in (name, "[0, 1]", "[-1, 1]")]
    rows = []
    for raw, low, high in zip(values, unit, symmetric, strict=True):
        cells = zip(raw, low, high, strict=True)
        rows.append(
            tuple(text for r, a, b in cells for text in (f"{r:g}", decimals(a), decimals(b)))
        )
    return [
        Heading("Step 2: normalization"),
        Paragraph("v = (data - min) / (max - min), and for [-1, 1] that times 2 minus 1."),
        Grid(tuple(header), tuple(rows), left=0),
    ]


def forward_section(trace: Trace) -> list[Block]:
    """Return summation and output of every neuron."""
    lines: list[str] = []
    for event in trace.events:
        if isinstance(event, events.SummationEvent):
            lines += _summation_lines(event)
        elif isinstance(event, events.ActivationEvent):
            lines += [
                f"{event.symbol} = {event.activation}({decimals(event.summation)}) "
                f"= {decimals(event.value)}",
                "",
            ]
    return [Heading("Step 3: forward pass of the first row"), Lines(tuple(lines[:-1]))]


def loss_section(trace: Trace) -> list[Block]:
    """Return the loss of the sample."""
    (event,) = (e for e in trace.events if isinstance(e, events.LossEvent))
    lines = [
        f"L({term.output_symbol}) = 1/2 ({decimals(term.output)} - {decimals(term.target)})^2 "
        f"= {decimals(term.value)}"
        for term in event.terms
    ]
    return [
        Heading("Step 4: loss"),
        Paragraph("L = 1/2 (y - z)^2, in normalized units."),
        Lines((*lines, f"L = {decimals(event.value)}")),
    ]


def error_signal_sections(trace: Trace) -> list[Block]:
    """Return the error signals: of the outputs, then of the hidden neurons, layer by layer."""
    signals = {e.neuron: e for e in trace.events if isinstance(e, events.ErrorSignalEvent)}
    lines = {name: _error_signal_lines(event, trace) for name, event in signals.items()}
    outputs = [line for n in trace.net.outputs for line in lines[n.name]]
    layers = reversed(trace.net.layers[1:-1])
    hidden = [line for layer in layers for n in layer for line in lines[n.name]]
    return [
        Heading("Step 5.1: error signal of the output layer"),
        Lines(tuple(outputs[:-1])),
        Heading("Step 5.2: error signals of the hidden layer"),
        Paragraph("Summed over all successors, with the weights from before the update."),
        Lines(tuple(hidden[:-1])),
    ]


def update_section(trace: Trace, learning_rate: float) -> list[Block]:
    """Return gradient, old and new value of every weight and bias."""
    rows = tuple(
        (
            event.symbol,
            decimals(event.old),
            decimals(event.gradient),
            decimals(event.value),
        )
        for event in trace.events
        if isinstance(event, events.UpdateEvent)
    )
    return [
        Heading("Step 5.3: new weights and biases"),
        Paragraph(
            f"new = old - eta * gradient with eta = {learning_rate:g}; the gradient of a weight is "
            "the error signal of its neuron times its input, that of a bias the error signal."
        ),
        Grid(("parameter", "old", "gradient", "new"), rows),
    ]


def sparkline(values: list[float], width: int = 60) -> str:
    """Return values as a row of bars, at most ``width`` of them; each bar is a mean.

    Examples
    --------
    >>> sparkline([1.0, 0.5, 0.0])
    '█▄▁'
    """
    n = min(width, len(values))
    edges = [round(i * len(values) / n) for i in range(n + 1)]
    means = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    low, high = min(means), max(means)
    bars = "▁▂▃▄▅▆▇█"
    span = (high - low) or 1.0
    return "".join(bars[int((mean - low) / span * (len(bars) - 1))] for mean in means)


def _error_signal_lines(event: events.ErrorSignalEvent, trace: Trace) -> list[str]:
    output = trace[event.neuron]
    symbols = [f"{t.weight_symbol} {t.delta_symbol}" for t in event.terms]
    numbers = [f"({decimals(t.weight)} · {decimals(t.delta)})" for t in event.terms]
    if event.loss_gradient is not None:
        symbols.insert(0, "(y - z)")
        numbers.insert(0, f"({decimals(output.output)} - {decimals(output.target)})")
    pad = " " * len(event.symbol)
    several = len(symbols) > 1
    return [
        f"{event.symbol} = f'(s) · " + (f"({' + '.join(symbols)})" if several else symbols[0]),
        f"{pad} = {decimals(event.derivative)} · "
        + (f"({' + '.join(numbers)})" if several else numbers[0]),
        f"{pad} = {decimals(event.value)}",
        "",
    ]


def _summation_lines(event: events.SummationEvent) -> Iterator[str]:
    symbols = " + ".join(f"{t.source_symbol} {t.weight_symbol}" for t in event.terms)
    numbers = " + ".join(f"({decimals(t.value)} · {decimals(t.weight)})" for t in event.terms)
    pad = " " * len(event.symbol)
    yield f"{event.symbol} = {symbols} + {event.bias_symbol}"
    yield f"{pad} = {numbers} + {decimals(event.bias)}"
    yield f"{pad} = {decimals(event.value)}"
