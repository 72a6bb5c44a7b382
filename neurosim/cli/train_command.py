"""The command that trains a model."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from neurosim import stops
from neurosim.cli.app import app
from neurosim.cli.file_options import FILE, FileOptions, reads_file
from neurosim.cli.options import (
    DataPath,
    Force,
    Inputs,
    ModelFile,
    Output,
    Targets,
    check_distinct,
    check_output,
    large_samples_of,
    samples_of,
)
from neurosim.cli.output import print_text
from neurosim.cli.rescue import WatchedCheckpoint, check_rooms, keep
from neurosim.cli.training_values import batch_size_of, scaling_of
from neurosim.data import DataFile, Dataset
from neurosim.errors import FileError, InputError, counted
from neurosim.interop import save
from neurosim.model import Network
from neurosim.model.standard_scaling import Normalize
from neurosim.training import Callback, History


@app.command()
@reads_file
def train(
    model: ModelFile,
    data: DataPath,
    output: Output = None,
    epochs: Annotated[int, typer.Option(help="How many times to go through the data.")] = 1000,
    learning_rate: Annotated[float, typer.Option(help="The learning rate, eta.")] = 0.1,
    optimizer: Annotated[str, typer.Option(help="sgd, rmsprop, adam or adamw.")] = "sgd",
    batch_size: Annotated[
        str, typer.Option(help="Number of samples for each update, or 'full'.")
    ] = "1",
    loss: Annotated[
        str | None,
        typer.Option(
            help="The loss. By default that of the last training; for a new model, "
            "softmax_cross_entropy for classes with identity outputs, binary_cross_entropy for "
            "two classes on one sigmoid output, and half_squared_error for everything else.",
            show_default=False,
        ),
    ] = None,
    normalize: Annotated[
        str | None,
        typer.Option(
            help="Scale to a range such as 0,1 or -1,1; 'standard' for mean 0 and standard "
            "deviation 1; 'none' for raw units. By default the model keeps its scaling, or gets "
            "0,1 if it has none.",
            show_default=False,
        ),
    ] = None,
    inputs: Inputs = None,
    targets: Targets = None,
    file: FileOptions = FILE,
    validation: Annotated[
        float, typer.Option(help="The part of the rows kept for validation, such as 0.25.")
    ] = 0.0,
    patience: Annotated[
        int,
        typer.Option(
            min=0, help="Stop after this number of epochs without improvement; 0: do not stop."
        ),
    ] = 0,
    shuffle: Annotated[
        bool, typer.Option("--shuffle", help="Shuffle the rows in every epoch.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed for --shuffle and --validation.")] = 0,
    history: Annotated[
        Path | None,
        typer.Option(help="Write the losses to this CSV file.", show_default=False),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="Save the state of training to this file.", show_default=False),
    ] = None,
    checkpoint_every: Annotated[
        int, typer.Option(min=1, help="Number of epochs between two checkpoints.")
    ] = 100,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue from --checkpoint if that file exists.")
    ] = False,
    engine: Annotated[
        str | None,
        typer.Option(
            help="compiled or objects; chosen by the amount of work by default.",
            show_default=False,
        ),
    ] = None,
    force: Force = False,
) -> None:
    """Train a model on a CSV or Parquet file.

    Without -o the model file itself is replaced, and this needs --force. Ctrl-C and SIGTERM stop
    the training. The state after the last complete epoch is written, and the exit status is 130 or
    143.

    Example: neurosim train model.json scores.csv -o trained.json --epochs 500
    """
    from neurosim import EarlyStopping, load
    from neurosim import train as train_network

    net = load(model)
    destination = output or model
    check_distinct({"the model": destination, "--history": history, "--checkpoint": checkpoint})
    check_output(destination, data, force=force)
    if history is not None:
        check_output(history, data, model, force=force)
    if normalize == "none":
        net.input_scaling = net.target_scaling = None
    large = large_samples_of(net, data, file, inputs, targets)
    samples: Dataset | DataFile
    held_out = None
    if large is not None:
        if validation:
            raise InputError(
                f"{data} is read in chunks, so --validation cannot keep rows of it for validation"
            )
        samples = large
    else:
        samples = samples_of(net, file.tables(data), file, inputs, targets, learn=True)
        if validation:
            samples, held_out = samples.split(validation, seed=seed)
    hooks: list[Callback] = [EarlyStopping(patience=patience)] if patience else []
    watched = None
    if checkpoint is not None:
        check_output(checkpoint, data, model, force=force or resume)
        watched = WatchedCheckpoint(checkpoint, every=checkpoint_every)
        hooks.append(watched)
    elif resume:
        raise InputError("--resume needs the checkpoint to continue from: give --checkpoint FILE")
    check_rooms(net, epochs, destination, history, checkpoint)
    try:
        result = train_network(
            net,
            samples,
            epochs=epochs,
            learning_rate=learning_rate,
            optimizer=optimizer,
            batch_size=batch_size_of(batch_size),
            loss=loss,
            normalize=_scaling_to_fit(net, normalize),
            shuffle=shuffle,
            seed=seed,
            validation=held_out,
            callbacks=hooks,
            engine=engine,
            resume=checkpoint if resume else None,
        )
    except FileError as error:
        if watched is None or watched.run is None or not watched.run.history.loss:
            raise
        # the checkpoint could not be written, but the finished epochs must not be lost
        epochs_done = counted(len(watched.run.history), "epoch")
        keep([("the model", partial(save, net), destination)])
        raise FileError(f"{error}; {destination} has the result of {epochs_done}") from None
    _write_result(net, result, destination, history)
    if result.stop_reason == "interrupted":
        raise typer.Exit(stops.status())


def _write_result(net: Network, result: History, destination: Path, history: Path | None) -> None:
    """Write the result and then print it; a stop waits until this is done."""
    results: list[tuple[str, Callable[[Path], object], Path]] = [
        ("the trained model", partial(save, net), destination)
    ]
    if history is not None:
        results.append(("the history", result.to_csv, history))
    with stops.held():
        keep(results)
    _print_result(result)
    print_text(f"wrote {destination}")
    if history is not None:
        print_text(f"wrote {history}")


def _print_result(result: History) -> None:
    if not result.loss:
        print_text(f"no epoch was finished ({result.stop_reason})")
        return
    print_text(f"{counted(len(result), 'epoch')} ({result.stop_reason})")
    print_text(
        f"loss ({result.loss_name}) in the last epoch, computed for each sample before its update: "
        f"{result.loss[-1]:.6g}"
    )
    if result.validation_loss:
        print_text(f"validation loss after the last epoch: {result.validation_loss[-1]:.6g}")
    if result.best_epoch is not None:
        print_text(f"the parameters are those of epoch {result.best_epoch + 1}, the best epoch")


def _scaling_to_fit(net: Network, text: str | None) -> Normalize | None:
    if text is None:
        return (0.0, 1.0) if net.input_scaling is None else None
    return scaling_of(text)
