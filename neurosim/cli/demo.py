"""The demo: the worked example of the paper, from raw data to a trained network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from neurosim.cli.app import app
from neurosim.cli.options import Force
from neurosim.cli.output import decimals, print_text, write_or_print
from neurosim.cli.report import (
    Grid,
    Heading,
    Lines,
    Plate,
    Prose,
    ReportBlock,
    print_report,
    sparkline,
    to_markdown,
)
from neurosim.cli.terminal_tables import prediction_rows
from neurosim.data import Dataset, to_csv_text, worked_example
from neurosim.errors import FileError
from neurosim.files import write_folder_whole, write_whole
from neurosim.model import MinMaxScaling, Network
from neurosim.training.history import History
from neurosim.writing.derivation import FORMATS

STEP_LEARNING_RATE = 0.1
TRAINING_LEARNING_RATE = 1.0
EPOCHS = 500


@app.command()
def demo(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The directory to write to.")
    ] = Path("demo-output"),
    force: Force = False,
) -> None:
    """Work through the paper's example: by hand, trained, and drawn.

    Example: neurosim demo
    """
    from neurosim import (
        animate,
        draw,
        draw_figures,
        draw_loss,
        explain,
        explore,
        save,
        trace,
        train,
    )

    _check_directory(output, force=force)
    net, data = worked_example()
    net.input_scaling = MinMaxScaling.fit(data.X)
    net.target_scaling = MinMaxScaling.fit(data.Z)
    first = trace(net, data.X[0], data.Z[0], learning_rate=STEP_LEARNING_RATE)

    with write_folder_whole(output) as inside:
        derivation = explain(first, data=data, include="all")
        for text_format, suffix in FORMATS.items():
            derivation.save(inside / f"worked-example{suffix}", format=text_format)
        blocks: list[ReportBlock] = [
            Heading("The first row, worked by hand"),
            Prose("Every step is in worked-example.html (open it in a browser), .md and .tex."),
            Plate("network.svg", "The network with its weights and the values of the first row"),
            Plate("backward.svg", "Error signals and gradients of the first row"),
            Prose(
                "A film of the first row, neuron by neuron, is in sample.html. In explorer.html "
                "you can change every number, step through the row and train."
            ),
        ]
        forward, backward = "Forward pass of the first row", "Backward pass of the first row"
        draw(first, inside / "network.svg", show="forward", title=forward)
        draw(first, inside / "network.png", show="forward", title=forward)
        draw(first, inside / "backward.svg", show="backward", title=backward)
        animate(first, inside / "sample.html", title="The first row, neuron by neuron")
        explore(first, inside / "explorer.html", data=data)
        write_whole(inside / "trace.csv", first.to_csv())
        write_whole(inside / "trace.json", first.to_json())

        history = train(net, data, epochs=EPOCHS, learning_rate=TRAINING_LEARNING_RATE)
        blocks += _training_section(history)
        blocks += _prediction_section(net, data)
        draw_loss(history.loss, inside / "loss.svg", title="Loss of the worked example")
        draw(net, inside / "trained.svg", show="weights", title="The trained network")
        figures = inside / "figures"
        draw_figures(
            net,
            figures,
            trace=trace(net, data.X[0], data.Z[0], learning_rate=STEP_LEARNING_RATE),
            data=data,
            losses=history.loss,
        )
        save(net, inside / "model.json")
        history.to_csv(inside / "history.csv")
        header, rows = prediction_rows(net, data.X)
        targets = data.Z.tolist()
        write_whole(
            inside / "predictions.csv",
            to_csv_text(
                [*data.input_names, *header, *data.output_names],
                [[*x, *row, *z] for x, row, z in zip(data.X.tolist(), rows, targets, strict=True)],
            ),
        )
        blocks += _answer_section(inside)
        write_whole(inside / "report.md", to_markdown("The worked example", blocks))
    write_or_print(derivation.parts("text"), None, force=force)
    print_report(blocks)
    _print_end(output)


def _training_section(history: History) -> list[ReportBlock]:
    marks = [1, 10, 100, 200, 300, 400, len(history)]
    rows = tuple((str(epoch), decimals(history.loss[epoch - 1], 6)) for epoch in marks)
    return [
        Heading("Training"),
        Prose(
            f"{len(history)} epochs of per-sample descent with eta = {TRAINING_LEARNING_RATE:g}, "
            "on data normalized to [0, 1]."
        ),
        Grid(("epoch", "mean loss"), rows),
        Lines((sparkline(history.loss),)),
        Plate("loss.svg", "The loss, epoch by epoch"),
    ]


def _prediction_section(net: Network, data: Dataset) -> list[ReportBlock]:
    from neurosim import evaluate, predict

    outputs = predict(net, data.X).tolist()
    rows = tuple(
        (*(f"{v:g}" for v in x), *(f"{v:g}" for v in z), *(f"{v:.2f}" for v in y))
        for x, z, y in zip(data.X.tolist(), data.Z.tolist(), outputs, strict=True)
    )
    predicted = [f"predicted {name}" for name in data.output_names]
    metrics = evaluate(net, data)
    return [
        Heading("Predictions in raw units"),
        Grid((*data.input_names, *data.output_names, *predicted), rows),
        Prose(f"Mean absolute error {metrics.mae:.2f}, R2 {metrics.r2:.4f}."),
        Plate("trained.svg", "The trained network"),
        Prose("Every figure of the trained network is on the page figures/index.html."),
    ]


def _answer_section(inside: Path) -> list[ReportBlock]:
    """Check an answer sheet with a mistake, as somebody writes it who works the example by hand."""
    from neurosim import check_answers, draw, read_answers, trace

    net, _ = worked_example()
    sample = trace(net, [1, 1], [1], learning_rate=STEP_LEARNING_RATE)
    write_whole(inside / "answers.txt", "".join(f"{line}\n" for line in _ANSWERS))
    report = check_answers(sample, read_answers(inside / "answers.txt"))
    report.save(inside / "checked.html")
    draw(report, inside / "checked.svg", title="The checked answers")
    rows = tuple(
        (name, report.typed[name], verdict, report.note(name))
        for name, verdict in report.verdicts.items()
    )
    return [
        Heading("An answer sheet, checked"),
        Prose(f"Somebody worked a sample by hand (answers.txt). {report.summary}"),
        Grid(("number", "typed", "verdict", "note"), rows),
        Prose(" ".join(finding.sentence for finding in report.mistakes)),
        Prose(f"A hint: {report.hint(2)}"),
        Plate("checked.svg", "The verdicts on the network"),
    ]


_ANSWERS = (
    "yo[0] = 0.5030",
    "do[0] = -0.1242",
    "dh[0][0] = -0.0621",
    "new wh[0][0][0] = -0.4938",
)
"""The answers of somebody who leaves out the derivative of the activation at hidden neurons."""


def _check_directory(output: Path, *, force: bool) -> None:
    if output.exists() and not output.is_dir():
        raise FileError(f"{output} is a file; give the name of a directory with -o")
    if not force and output.exists() and any(output.iterdir()):
        raise FileError(
            f"{output} is not empty; use --force to replace the files of an earlier demo, or "
            "choose another directory with -o"
        )
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"cannot make the directory {output}: {reason}") from None


def _print_end(output: Path) -> None:
    print_text()
    print_text(f"Written to {output}/:")
    for name, what in (
        ("worked-example.html, .md, .tex, .typ, .txt", "every number of the first row explained"),
        ("report.md", "training and predictions, as Markdown with the figures"),
        (
            "network.svg, network.png",
            "the network with its numbers",
        ),
        ("backward.svg, trained.svg", "error signals; the network after training"),
        ("sample.html", "a film of the first row: forward, backward, update"),
        ("explorer.html", "the network to change, step through and train, in a browser"),
        ("figures/index.html", "every figure of the trained network"),
        ("loss.svg, history.csv", "the loss, epoch by epoch"),
        ("model.json", "the trained model"),
        ("trace.csv, trace.json", "every number of the first row"),
        ("predictions.csv", "predictions and targets"),
        ("answers.txt, checked.html, checked.svg", "an answer sheet with a mistake, checked"),
    ):
        print_text(f"  {name}: {what}")
    print_text()
    print_text("Try next:")
    print_text(f"  neurosim trace {output}/model.json --input 65,67 --target 80")
    print_text(f"  neurosim explain {output}/model.json --input 65,67 --target 80 --only wo[0][1]")
    print_text(f"  neurosim draw {output}/model.json --input 65,67 -o figure.svg")
    print_text("  neurosim exercise 2,2,1 --ask forward,loss -o sheet.html")
    print_text("  neurosim --help")
