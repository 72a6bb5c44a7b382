"""The command that trains a model many times, with other settings and seeds."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neurosim import stops
from neurosim.cli.app import app
from neurosim.cli.cluster_options import Scheduler, Workers, client_of
from neurosim.cli.file_options import FILE, FileOptions, parse_list, reads_file
from neurosim.cli.model_commands import layer_sizes
from neurosim.cli.options import (
    DataPath,
    Force,
    Inputs,
    Targets,
    check_output,
    large_samples_of,
    samples_of,
)
from neurosim.cli.output import print_table, print_text
from neurosim.cli.training_values import batch_size_of, scaling_of
from neurosim.data import DataFile, Dataset, parse_number
from neurosim.errors import InputError, NeurosimError, unknown_name
from neurosim.model import Network

if TYPE_CHECKING:
    from neurosim.scaling_out.sweep_result import Sweep

SHOWN = 10
"""How many of the best runs are printed."""

SHOWN_METRICS = ("validation_loss", "validation_accuracy", "validation_r2")
"""The metrics of validation data that are printed; the table in the folder has all."""

OF_SIZES = ("hidden", "activation", "output_activation", "initializer")
OF_TRAINING = (
    "epochs", "learning_rate", "optimizer", "batch_size", "loss", "normalize", "shuffle",
)  # fmt: skip


def _whole(text: str, what: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise InputError(f"{what} takes whole numbers; got {text!r}")
    return int(text)


def _yes_or_no(text: str, what: str) -> bool:
    if text not in ("yes", "no"):
        raise InputError(f"{what} takes yes or no; got {text!r}")
    return text == "yes"


def _initializer(text: str, _what: str) -> str | float:
    return float(text) if re.fullmatch(r"-?[0-9.]+(?:e-?[0-9]+)?", text) else text


READERS = {
    "epochs": _whole,
    "hidden": _whole,
    "learning_rate": parse_number,
    "batch_size": batch_size_of,
    "shuffle": _yes_or_no,
    "initializer": _initializer,
    # a comma is between two values here
    "normalize": lambda text, what: scaling_of(text.replace(":", ","), what),
}
"""How the values of a name are read; all others are text."""


@app.command()
@reads_file
def sweep(
    model: Annotated[
        str,
        typer.Argument(
            help="Layer sizes such as 2,3,1; or a model file, whose weights are drawn anew for "
            "each seed.",
            show_default=False,
        ),
    ],
    data: DataPath,
    grid: Annotated[
        list[str] | None,
        typer.Option(
            help="A setting and its values, such as learning_rate=0.1,0.3. All combinations are "
            "trained. Settings: epochs, learning_rate, optimizer, batch_size, loss, normalize "
            "(such as none,standard,0:1), shuffle; initializer; and with layer sizes hidden "
            "(neurons of each hidden layer), activation, output_activation. Repeat it for another "
            "setting.",
            show_default=False,
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds for each combination.")] = 1,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="A folder for the finished runs, the table and the best model. If it has a part "
            "of the same sweep, the sweep goes on.",
            show_default=False,
        ),
    ] = None,
    epochs: Annotated[int, typer.Option(help="Epochs, unless --grid has them.")] = 1000,
    normalize: Annotated[
        str, typer.Option(help="As for train, unless --grid has it: 0,1, -1,1, standard, none.")
    ] = "0,1",
    inputs: Inputs = None,
    targets: Targets = None,
    file: FileOptions = FILE,
    validation: Annotated[
        float,
        typer.Option(help="The part of the rows kept to measure the runs on, such as 0.25."),
    ] = 0.0,
    measure: Annotated[
        str | None,
        typer.Option(
            help="What the best run is chosen by: training_loss, or with --validation "
            "validation_loss (the default then), validation_accuracy and so on.",
            show_default=False,
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(help="Draw the runs to this SVG, PNG or PDF file.", show_default=False),
    ] = None,
    scheduler: Scheduler = None,
    workers: Workers = None,
    force: Force = False,
) -> None:
    """Train many times, with all settings and seeds that are given.

    The work is spread over all cores, or over a cluster.

    Ctrl-C ends the sweep; with -o the same command goes on with it.

    Example: neurosim sweep 2,3,1 scores.csv --grid learning_rate=0.1,1
    """
    from neurosim import sweep as run_sweep

    start, make = _maker(model)
    choices = _grid(grid or [], of_sizes=start is None)
    settings: dict[str, Any] = {"epochs": epochs, "normalize": scaling_of(normalize, "--normalize")}
    if picture is not None:
        check_output(picture, data, force=force)
    samples, held_out = _samples(start, model, data, file, inputs, targets, validation)
    with client_of(scheduler) as client:
        result = run_sweep(
            make,
            samples,
            choices,
            settings={name: value for name, value in settings.items() if name not in choices},
            seeds=seeds,
            validation=held_out,
            measure=measure,
            folder=output,
            client=client,
            workers=workers,
        )
    _print_result(result)
    if picture is not None and len(result.failures) < len(result):
        result.draw(picture, overwrite=force)
        print_text(f"wrote {picture}")
    if result.interrupted:
        if output is not None:
            print_text("interrupted; the same command goes on with the runs that are left")
        raise typer.Exit(stops.status())
    if len(result.failures) == len(result):
        raise NeurosimError(f"every run failed; run 0 says: {result.failures[0].error}")
    if output is not None:
        print_text(f"wrote {output / 'results.csv'} and {output / 'best.json'}")


def _print_result(result: Sweep) -> None:
    from neurosim.scaling_out.sweep_result import rank

    places = [
        place
        for place, name in enumerate(result.header)
        if not name.startswith("validation_") or name in (*SHOWN_METRICS, result.measure)
    ]
    rows = result.shown_rows()
    order = sorted(range(len(rows)), key=lambda place: rank(result.runs[place], result.measure))
    shown = [[rows[row][place] for place in places] for row in order[:SHOWN]]
    print_table([result.header[place] for place in places], shown, left=["error"])
    if len(rows) > SHOWN:
        print_text(f"the best {SHOWN} of {len(rows)} runs")
    print_text(str(result))


def _maker(model: str) -> tuple[Network | None, Any]:
    """Return the network of a model file, or None for sizes, and the function of the sweep."""
    from neurosim import load
    from neurosim.interop.model_file import to_json

    if re.fullmatch(r"[0-9]+(?:,[0-9]+)+", model):
        return None, partial(_from_sizes, layer_sizes(model))
    net = load(model)
    return net, partial(_from_text, to_json(net))


def _from_sizes(
    sizes: list[int],
    *,
    hidden: int | None = None,
    activation: str = "sigmoid",
    output_activation: str | None = None,
    initializer: str | float = "uniform",
    seed: int,
) -> Network:
    from neurosim import mlp

    if hidden is not None:
        sizes = [sizes[0], *[hidden] * len(sizes[1:-1]), sizes[-1]]
    return mlp(
        sizes,
        activation,
        output_activation=output_activation,
        initializer=initializer,
        seed=seed,
    )


def _from_text(text: str, *, initializer: str | float = "uniform", seed: int) -> Network:
    from neurosim import initialize
    from neurosim.interop.model_file import from_json

    net = from_json(text)
    initialize(net, initializer, seed=seed)
    return net


def _grid(texts: list[str], *, of_sizes: bool) -> dict[str, list[Any]]:
    known = (*OF_TRAINING, *(OF_SIZES if of_sizes else ("initializer",)))
    found: dict[str, list[Any]] = {}
    for text in texts:
        name, sign, values = text.partition("=")
        if not (sign and values):
            raise InputError(f"--grid takes a name and values such as epochs=50,100; got {text!r}")
        if name not in known:
            raise unknown_name("setting of --grid", name, known)
        if name in found:
            raise InputError(f"--grid has {name} twice; give all its values at once")
        read: Any = READERS.get(name, lambda value, _what: value)
        found[name] = [read(value, f"--grid {name}") for value in parse_list(values)]
    return found


def _samples(
    start: Network | None,
    model: str,
    data: Path,
    file: FileOptions,
    inputs: str | None,
    targets: str | None,
    validation: float,
) -> tuple[Dataset | DataFile, Dataset | None]:
    from neurosim import mlp

    # the columns are chosen as those of a network of these sizes
    net = mlp(layer_sizes(model)) if start is None else start
    large = large_samples_of(net, data, file, inputs, targets)
    if large is not None and not validation:
        return large, None
    samples = samples_of(net, file.tables(data), file, inputs, targets, learn=True)
    return samples.split(validation, seed=0) if validation else (samples, None)
