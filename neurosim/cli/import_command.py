"""The command import: a network of another library as a model file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from neurosim.cli.app import app
from neurosim.cli.model_commands import summary
from neurosim.cli.options import Force, Output, check_output
from neurosim.cli.output import print_text
from neurosim.errors import counted, listed
from neurosim.model.column_names import column_names
from neurosim.names import one_line

LISTED = 12
"""The most names of inputs or outputs that are printed."""


@app.command("import")
def import_network_of(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE_OR_LINK",
            help="A file of another library, or a link of TensorFlow Playground.",
            show_default=False,
        ),
    ],
    output: Output = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="The seed of the weights, for a link, which holds none; 0 by default.",
            show_default=False,
        ),
    ] = None,
    force: Force = False,
) -> None:
    """Open a network of another library, and write it as a model.

    Example: neurosim import robot.net -o robot.json
    """
    from neurosim import save
    from neurosim.interop.imports.importing import found_network

    if output is not None:
        files = [] if "://" in source else [Path(source)]
        check_output(output, *files, force=force)
    found = found_network(source, seed=seed or 0)
    net = found.network
    edges = counted(net.graph.number_of_edges(), "edge")
    print_text(f"found {found.kind}: {summary(net)}, {edges}")
    columns = column_names(net)
    for what, neurons in (("inputs", net.inputs), ("outputs", net.outputs)):
        shown = (
            f"{neuron.name} ({one_line(columns[neuron.name])})"
            if neuron.name in columns
            else neuron.name
            for neuron in neurons
        )
        print_text(f"{what}: {listed(shown, LISTED)}")
    for column in net.target_columns or ():
        if column.classes:
            print_text(f"classes of {one_line(column.name)}: {listed(column.classes, LISTED)}")
    counts = Counter(neuron.activation.name for neuron in net if not neuron.is_input)
    used = ", ".join(f"{name} ({count})" for name, count in counts.most_common())
    print_text(f"activations: {used}")
    loss = net.loss if isinstance(net.loss, str) else net.loss.name
    print_text(f"loss: {loss}")
    for note in found.notes:
        print_text(f"note: {note}")
    if output is None:
        print_text("nothing was written; give a model file to write, such as -o model.json")
        return
    save(net, output, overwrite=force)
    print_text(f"wrote {output}")
