"""The command that takes a network to other programs: export."""

from __future__ import annotations

from typing import Annotated

import typer

from neurosim.cli.app import app
from neurosim.cli.export_formats import ExportOptions, check_options, chosen_format
from neurosim.cli.options import Force, ModelFile, Output, check_output
from neurosim.cli.output import print_text, write_or_print
from neurosim.errors import InputError
from neurosim.files import write_whole


@app.command("export")
def export_network(
    model: ModelFile,
    output: Output = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            "--language",
            help="onnx, python, c, javascript, arduino, graphml or node-link. By default the "
            "ending of the file says it: .onnx, .py, .c, .js, .ino, .graphml or .json.",
            show_default=False,
        ),
    ] = None,
    float32: Annotated[
        bool, typer.Option("--float32", help="Round the numbers to 32 bits.")
    ] = False,
    gradient: Annotated[
        bool, typer.Option("--gradient", help="Write a program that can train as well.")
    ] = False,
    force: Force = False,
) -> None:
    """Write a network as a program, an ONNX model, or a plain graph.

    Example: neurosim export trained.json -o network.c
    """
    from neurosim import load

    made, options = chosen_format(form, output), ExportOptions(float32, gradient)
    check_options(made, options)
    if output is not None:
        check_output(output, model, force=force)
    content = made.content(load(model), options)
    if isinstance(content, str):
        write_or_print(content, output, force=force)
        return
    if output is None:
        raise InputError(f"{made.title} is no text to print; give a file with -o")
    write_whole(output, content, overwrite=force)
    print_text(f"wrote {output}")
