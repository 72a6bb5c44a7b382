"""Commands on a model: new and info."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from neurosim.cli.app import app
from neurosim.cli.file_options import parse_list
from neurosim.cli.options import (
    Force,
    ModelFile,
    check_output,
    parse_range,
)
from neurosim.cli.output import decimals, print_table, print_text
from neurosim.cli.typed_weights import EXAMPLE, assign, check_all_given, is_typed, parse_names
from neurosim.errors import InputError, counted
from neurosim.model import MinMaxScaling, Network, StandardScaling

LARGE = 60
"""Above this number of neurons, info leaves out the table of neurons."""


@app.command()
def new(
    model: Annotated[Path, typer.Argument(help="The model file to write.", show_default=False)],
    layers: Annotated[
        str | None,
        typer.Option(help="Layer sizes: inputs, hidden layers, outputs.", show_default=False),
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            help="With --layers, the weights and biases in quotes: 'wh[0][0][1]=0.2, bo[0]=0.6', "
            "with the indices layer, node, input; or several at once: 'wh[0]=0.15 0.2 0.25 0.3'. "
            "Without --layers, a JSON file: "
            '{"hiddenWeights": [[[0.15, 0.2], [0.25, 0.3]]], "hiddenBias": [[0.35, 0.35]], '
            '"outputWeights": [[0.4, 0.45]], "outputBias": [0.6]}.',
            show_default=False,
        ),
    ] = None,
    names: Annotated[
        str | None,
        typer.Option(
            help="Names of the neurons, layers separated by semicolons: 'hours,score;a,b;pass'. "
            "A layer may be left out: 'hours,score;;pass'.",
            show_default=False,
        ),
    ] = None,
    activation: Annotated[
        str, typer.Option(help="Activation of the hidden layers: one, or one for each layer.")
    ] = "sigmoid",
    output_activation: Annotated[
        str | None,
        typer.Option(
            help="Activation of the outputs; by default that of the last hidden layer.",
            show_default=False,
        ),
    ] = None,
    initializer: Annotated[
        str | None,
        typer.Option(
            help="The weights that --weights does not give: uniform (the default), glorot, he, "
            "zeros, or a number.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, help="The same seed gives the same weights; 0 by default.", show_default=False
        ),
    ] = None,
    scaling: Annotated[
        Path | None,
        typer.Option(
            help="With --weights, a JSON file of the limits of the data: "
            '{"minInput": [25, 67], "maxInput": [70, 98], "minOutput": [68], "maxOutput": [91]}.',
            show_default=False,
        ),
    ] = None,
    feature_range: Annotated[
        str | None,
        typer.Option("--range", help="The range of --scaling; 0,1 by default.", show_default=False),
    ] = None,
    title: Annotated[
        str, typer.Option("--name", help="A title for the network.", show_default=False)
    ] = "",
    force: Force = False,
) -> None:
    """Make a model from layer sizes, or from weights.

    Example: neurosim new model.json --layers 2,3,1

    Example: neurosim new unit.json --layers 2,1 --weights "wo=0.4 0.5, bo=0.6"
    """
    from neurosim import mlp, read_scaling, read_weights, save

    typed = weights is not None and is_typed(weights)
    file = None if weights is None or typed else Path(weights)
    if typed and layers is None:
        raise InputError("--weights with numbers needs --layers too, such as --layers 2,3,1")
    if (layers is None) == (file is None):
        raise InputError(
            "give either --layers, such as --layers 2,3,1, or --weights FILE; numbers for "
            f"--layers are typed as {EXAMPLE}"
        )
    if scaling is not None and weights is None:
        raise InputError(
            "--scaling needs --weights; a model from --layers gets its scaling from train"
        )
    if feature_range is not None and scaling is None:
        raise InputError(
            "--range needs --scaling; a model from --layers gets its scaling from train"
        )
    if file is not None and (initializer is not None or seed is not None):
        raise InputError(
            "--initializer and --seed need --layers; the file of --weights already has the numbers"
        )
    limits = parse_range(feature_range or "0,1", "--range")
    check_output(model, *(path for path in (file, scaling) if path), force=force)
    activations = parse_list(activation)
    hidden = activations[0] if len(activations) == 1 else activations
    called = None if names is None else parse_names(names)
    if file is not None:
        if not isinstance(hidden, str):
            raise InputError("--weights takes one --activation for all hidden layers")
        net = read_weights(
            file, activation=hidden, output_activation=output_activation, name=title, names=called
        )
    else:
        net = mlp(
            layer_sizes(layers or ""),
            hidden,
            output_activation=output_activation,
            initializer=_initializer(initializer or "uniform"),
            seed=seed or 0,
            name=title,
            names=called,
        )
        if weights is not None:
            written = assign(net, weights)
            if initializer is None and seed is None:
                check_all_given(net, written)
    if scaling is not None:
        net.input_scaling, net.target_scaling = read_scaling(scaling, feature_range=limits)
    save(net, model, overwrite=force)
    print_text(f"wrote {model}: {summary(net)}")


@app.command()
def info(model: ModelFile) -> None:
    """Show a model: neurons, weights, scaling, columns.

    Example: neurosim info model.json
    """
    from neurosim import load

    net = load(model)
    print_text(f"{net.name or model}: {summary(net)}")
    frozen = [parameter.symbol for parameter in net.parameters if not parameter.trainable]
    facts = [
        ("loss", net.loss if isinstance(net.loss, str) else net.loss.name),
        ("input columns", ", ".join(net.input_columns or ())),
        ("target columns", ", ".join(column.name for column in net.target_columns or ())),
        ("classes", ", ".join(c for column in net.target_columns or () for c in column.classes)),
        ("input scaling", _scaling_text(net, "input")),
        ("target scaling", _scaling_text(net, "target")),
        ("frozen", ", ".join(frozen[:12]) + (" ..." if len(frozen) > 12 else "")),
    ]
    for what, text in facts:
        if text:
            print_text(f"{what}: {text}")
    if len(net) > LARGE:
        print_text(f"(the table of neurons is left out: there are {len(net)})")
        return
    rows = [
        [
            neuron.name,
            place.kind,
            "" if neuron.is_input else neuron.activation.name,
            "" if neuron.is_input else decimals(neuron.bias),
            ", ".join(
                f"{source.name}: {decimals(edge['weight'])}"
                for source, edge in net.structure.incoming[neuron]
            ),
        ]
        for neuron, place in ((n, net.structure.places[n]) for n in net.topological_order)
    ]
    header = ["neuron", "kind", "activation", "bias", "weights"]
    print_table(header, rows, left=["neuron", "kind", "activation", "weights"])


def summary(net: Network) -> str:
    """Return the size of a network in words."""
    parameters = sum(1 + len(net.structure.incoming[n]) for n in net.structure.computed)
    sizes = "-".join(str(len(layer)) for layer in net.layers)
    return (
        f"{sizes} ({counted(len(net.inputs), 'input')}, "
        f"{counted(len(net.hidden), 'hidden neuron')}, {counted(len(net.outputs), 'output')}), "
        f"{parameters} weights and biases"
    )


def layer_sizes(text: str) -> list[int]:
    """Return the sizes of layers that are written as 2,3,1."""
    parts = parse_list(text)
    if not all(re.fullmatch(r"-?[0-9]{1,9}", part) for part in parts):
        raise InputError(f"--layers takes whole numbers such as 2,3,1; got {text!r}")
    return [int(part) for part in parts]


def _initializer(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _scaling_text(net: Network, what: str) -> str:
    scaling = net.input_scaling if what == "input" else net.target_scaling
    if scaling is None:
        return ""
    more = f", ... ({scaling.n_columns - 12} more)" if scaling.n_columns > 12 else ""
    if isinstance(scaling, StandardScaling):
        columns = [
            f"{mean:g} ± {deviation:g}"
            for mean, deviation in zip(scaling.mean, scaling.deviation, strict=True)
        ]
        return f"{', '.join(columns[:12])}{more} (mean ± deviation) to 0 ± 1"
    assert isinstance(scaling, MinMaxScaling)
    low, high = scaling.feature_range
    limits = ", ".join(f"[{least:g}, {most:g}]" for least, most in scaling.usual_limits[:12])
    return f"{limits}{more} to [{low:g}, {high:g}]"
