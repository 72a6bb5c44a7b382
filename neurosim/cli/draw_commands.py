"""Commands that draw: draw, figures and animate."""

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
    one_sample,
)
from neurosim.cli.options import (
    Digits,
    Force,
    ModelFile,
    NotationName,
    OwnNames,
    check_output,
    parse_range,
    samples_of,
)
from neurosim.cli.output import print_text
from neurosim.data import Dataset, read_columns
from neurosim.errors import FileError, InputError, counted
from neurosim.model import Network
from neurosim.model.optimizers import DEFAULT_LEARNING_RATE
from neurosim.tracing import Trace

Theme = Annotated[str, typer.Option(help="light, dark or print.")]
Title = Annotated[str | None, typer.Option(help="A heading.", show_default=False)]
Width = Annotated[
    str | None,
    typer.Option(
        help="The width, such as 4.7in, 12cm, 120mm or 300pt; no text is under 7 pt.",
        show_default=False,
    ),
]
Height = Annotated[
    str | None,
    typer.Option(help="The height, such as 6in; alone or with a width.", show_default=False),
]
Size = Annotated[
    str | None,
    typer.Option(help="Instead of a width: column, page or slide.", show_default=False),
]
NoLegend = Annotated[bool, typer.Option("--no-legend", help="Leave out the legend.")]
NoCaption = Annotated[
    bool, typer.Option("--no-caption", help="Leave out the text under the picture.")
]
Transparent = Annotated[
    bool, typer.Option("--transparent", help="Leave out the colour of the page.")
]
Direction = Annotated[str, typer.Option(help="right, or down for inputs at the top.")]
LearningRate = Annotated[
    float | None,
    typer.Option(
        help=f"The learning rate of the update; {DEFAULT_LEARNING_RATE} by default.",
        show_default=False,
    ),
]
Progress = Annotated[
    bool | None,
    typer.Option(
        "--progress/--no-progress", help="Show a progress bar; by default on a terminal only.",
        show_default=False,
    ),
]  # fmt: skip


@app.command()
@reads_file
def draw(
    model: ModelFile,
    data: Data = None,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="The file: .svg, .png, .pdf, .dot, .tex (TikZ) or .mmd."
        ),
    ] = Path("network.svg"),
    sample: Input = None,
    target: Target = None,
    row: DataRow = None,
    show: Annotated[
        str | None,
        typer.Option(
            help="structure, symbols, weights, forward, backward, update or contribution. The "
            "default is weights, or forward if there is a sample.",
            show_default=False,
        ),
    ] = None,
    products: Annotated[
        bool, typer.Option("--products", help="With --show forward, write products on the edges.")
    ] = False,
    highlight: Annotated[
        str | None,
        typer.Option(
            help="What to highlight: a neuron, a symbol such as wo[0][1] with everything it "
            "depends on, or the neurons of a path separated by commas.",
            show_default=False,
        ),
    ] = None,
    neuron: Annotated[
        str | None,
        typer.Option(help="Draw only the model of this neuron.", show_default=False),
    ] = None,
    learning_rate: LearningRate = None,
    direction: Direction = "right",
    theme: Theme = "light",
    title: Title = None,
    width: Width = None,
    height: Height = None,
    size: Size = None,
    notation: NotationName = "source",
    own_names: OwnNames = False,
    no_legend: NoLegend = False,
    no_caption: NoCaption = False,
    transparent: Transparent = False,
    fragment: Annotated[
        bool,
        typer.Option(
            "--fragment", help="With .tex, write only the picture, to be included in a document."
        ),
    ] = False,
    digits: Digits = 4,
    file: FileOptions = FILE,
    force: Force = False,
) -> None:
    """Draw the network with its numbers on it.

    Example: neurosim draw trained.json scores.csv --show backward -o figure.svg

    Example: neurosim draw trained.json scores.csv --width 4.7in -o paper.pdf
    """
    from neurosim import draw as draw_figure
    from neurosim import draw_neuron, load
    from neurosim.drawing.scene.shows import VIEWS

    # an unknown show needs nothing here; drawing it lists the known ones
    needs = VIEWS[show].needs if show in VIEWS else "nothing"
    if fragment and output.suffix != ".tex":
        raise InputError(f"--fragment is for a file that ends in .tex; got {output}")
    check_output(output, model, *([data] if data else []), force=force)
    net = load(model)
    subject: Network | Trace = net
    if data is None and sample is None:
        _refuse_of_a_sample(target, row, learning_rate)
        if needs != "nothing":
            raise InputError(
                f"--show {show} shows the values of a sample; give a sample with --input, or a CSV "
                "file"
            )
        if products:
            raise InputError(
                "--products shows the products of a sample; give a sample with --input, or a CSV "
                "file"
            )
    else:
        trace, _ = _trace("draw", net, data, sample, target, row, learning_rate, file)
        if trace.loss is None and needs in {"targets", "update"}:
            raise InputError(f"--show {show} needs the target of the sample; give it with --target")
        subject = trace
    if neuron is not None:
        if show is not None or highlight is not None or products or direction != "right":
            raise InputError(
                "--neuron cannot be used with --show, --highlight, --products or --direction"
            )
        draw_neuron(
            subject,
            neuron,
            output,
            digits=digits,
            theme=theme,
            title=title,
            width=width,
            height=height,
            size=size,
            notation=notation,
            own_names=own_names,
            legend=not no_legend,
            caption=not no_caption,
            transparent=transparent,
            document=not fragment,
        )
    else:
        draw_figure(
            subject,
            output,
            show=show,
            digits=digits,
            theme=theme,
            title=title,
            width=width,
            height=height,
            size=size,
            products=products,
            highlight=_highlight(net, highlight),
            direction=direction,
            notation=notation,
            own_names=own_names,
            legend=not no_legend,
            caption=not no_caption,
            transparent=transparent,
            document=not fragment,
        )
    print_text(f"wrote {output}")


@app.command()
@reads_file
def figures(
    model: ModelFile,
    data: Data = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to write to.")] = Path(
        "figures"
    ),
    sample: Input = None,
    target: Target = None,
    row: DataRow = None,
    learning_rate: LearningRate = None,
    history: Annotated[
        Path | None,
        typer.Option(
            help="A CSV file written by neurosim train --history, for the loss curve.",
            show_default=False,
        ),
    ] = None,
    image_format: Annotated[str, typer.Option("--format", help="svg, png or pdf.")] = "svg",
    theme: Theme = "light",
    width: Width = None,
    size: Size = None,
    notation: NotationName = "source",
    own_names: OwnNames = False,
    no_legend: NoLegend = False,
    no_caption: NoCaption = False,
    transparent: Transparent = False,
    digits: Digits = 4,
    file: FileOptions = FILE,
    progress: Progress = None,
    force: Force = False,
) -> None:
    """Draw all figures for one sample of a model, and a page of them.

    Example: neurosim figures trained.json scores.csv -o figures
    """
    from neurosim import draw_figures, load

    net = load(model)
    trace: Trace | None = None
    dataset: Dataset | None = None
    if data is not None:
        trace, dataset = _trace("figures", net, data, None, None, row, learning_rate, file)
    if sample is not None:
        # --input is used instead of a row of the data
        if row is not None:
            raise InputError("give either --input or --row, not both")
        trace, _ = _trace("figures", net, None, sample, target, None, learning_rate, file)
    elif data is None:
        _refuse_of_a_sample(target, row, learning_rate)
    elif target is not None:
        raise InputError("--target needs --input")
    paths = draw_figures(
        net,
        output,
        trace=trace,
        data=dataset,
        losses=None if history is None else _losses(history),
        file_format=image_format,
        digits=digits,
        theme=theme,
        notation=notation,
        own_names=own_names,
        width=width,
        size=size,
        legend=not no_legend,
        caption=not no_caption,
        transparent=transparent,
        progress=progress,
        overwrite=force,
    )
    print_text(f"wrote {counted(len(paths) - 1, 'figure')} and {paths[-1]}")


@app.command()
@reads_file
def animate(
    model: ModelFile,
    data: Data = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The film: .html, .gif or .mp4.")
    ] = Path("film.html"),
    sample: Input = None,
    target: Target = None,
    row: DataRow = None,
    epochs: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Film the training on the CSV file for this number of epochs, not one sample.",
            show_default=False,
        ),
    ] = None,
    frames: Annotated[
        int | None,
        typer.Option(
            min=2,
            help="Largest number of pictures of a training; 50 by default.",
            show_default=False,
        ),
    ] = None,
    learning_rate: LearningRate = None,
    optimizer: OptimizerName = None,
    loss: LossName = None,
    normalize: Annotated[
        str | None,
        typer.Option(
            help="With --epochs, scale to this range, such as 0,1; by default the model's scaling "
            "is used, if it has one.",
            show_default=False,
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(help="How long each picture is shown.", show_default=False),
    ] = None,
    direction: Direction = "right",
    theme: Annotated[
        str | None,
        typer.Option(
            help="light, dark or print; by default a page follows its reader, and other files are "
            "light.",
            show_default=False,
        ),
    ] = None,
    title: Title = None,
    width: Width = None,
    size: Size = None,
    notation: NotationName = "source",
    own_names: OwnNames = False,
    digits: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=15,
            help="Decimals; by default 4 for a sample and 2 for a training.",
            show_default=False,
        ),
    ] = None,
    file: FileOptions = FILE,
    progress: Progress = None,
    force: Force = False,
) -> None:
    """Make a film: one sample neuron by neuron, or a training.

    Example: neurosim animate trained.json --input 70,98 --target 91 -o sample.gif
    """
    from neurosim import animate as animate_sample
    from neurosim import animate_training, load

    check_output(output, model, *([data] if data else []), force=force)
    net = load(model)
    if epochs is None:
        if normalize is not None:
            raise InputError("--normalize needs --epochs")
        if frames is not None:
            raise InputError("--frames needs --epochs")
        trace, _ = _trace(
            "animate", net, data, sample, target, row, learning_rate, file,
            optimizer=optimizer, loss=loss,
        )  # fmt: skip
        animate_sample(
            trace,
            output,
            digits=4 if digits is None else digits,
            theme=theme,
            title=title,
            direction=direction,
            notation=notation,
            own_names=own_names,
            width=width,
            size=size,
            seconds=1.5 if seconds is None else seconds,
            progress=progress,
        )
    else:
        if data is None or sample is not None or target is not None or row is not None:
            raise InputError(
                "--epochs films a training on all rows of a CSV file; give only a CSV file"
            )
        animate_training(
            net,
            samples_of(net, file.tables(data), file, learn=True),
            output,
            epochs=epochs,
            frames=50 if frames is None else frames,
            learning_rate=learning_rate,
            optimizer=optimizer or "sgd",
            loss=net.loss if loss is None else loss,
            normalize=None if normalize is None else parse_range(normalize, "--normalize"),
            digits=2 if digits is None else digits,
            theme=theme,
            title=title,
            direction=direction,
            notation=notation,
            own_names=own_names,
            width=width,
            size=size,
            seconds=0.2 if seconds is None else seconds,
            progress=progress,
        )
    print_text(f"wrote {output}")


def _trace(
    command: str,
    net: Network,
    data: Path | None,
    sample: str | None,
    target: str | None,
    row: int | None,
    learning_rate: float | None,
    file: FileOptions,
    *,
    optimizer: str | None = None,
    loss: str | None = None,
) -> tuple[Trace, Dataset | None]:
    """Return the trace of the sample, and the dataset of the sample."""
    from neurosim import trace

    x, z, dataset = one_sample(command, net, data, sample, target, row, file)
    if z is None:
        if learning_rate is not None or optimizer is not None:
            raise InputError(
                "--learning-rate and --optimizer need the target of the sample: --target"
            )
        return trace(net, x, loss=loss), dataset
    rate = DEFAULT_LEARNING_RATE if learning_rate is None else learning_rate
    made = trace(net, x, z, loss=loss, learning_rate=rate, optimizer=optimizer)
    return made, dataset


def _refuse_of_a_sample(target: str | None, row: int | None, learning_rate: float | None) -> None:
    """Refuse options that need a sample."""
    if target is not None:
        raise InputError("--target needs --input")
    if row is not None:
        raise InputError("--row needs a CSV file; give its name after the name of the model")
    if learning_rate is not None:
        raise InputError("--learning-rate needs a sample: give --input and --target, or a CSV file")


def _highlight(net: Network, text: str | None) -> str | list[str] | None:
    if text is None or text in net:
        return text
    parts = parse_list(text)
    return text if len(parts) == 1 else parts


def _losses(path: Path) -> list[float]:
    table = read_columns(path)
    if "loss" not in table.header:
        raise FileError(
            f"{path} has no column loss; give a file written by neurosim train --history"
        )
    losses: list[float] = table.numbers(["loss"])[:, 0].tolist()
    return losses
