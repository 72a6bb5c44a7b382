"""Commands for learning: check, exercise, mistakes and errata."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from neurosim.cli.app import app
from neurosim.cli.file_options import FILE, FileOptions, parse_list, reads_file
from neurosim.cli.one_sample import (
    Data,
    Input,
    LossName,
    OptimizerName,
    Target,
    one_sample,
)
from neurosim.cli.options import Digits, Force, ModelFile, Output, check_output
from neurosim.cli.output import print_table, print_text, write_or_print
from neurosim.errors import FileError, InputError, brief
from neurosim.model.optimizers import DEFAULT_LEARNING_RATE

_PICTURES = frozenset((".svg", ".png", ".pdf", ".dot", ".gv", ".mmd", ".mermaid"))


@app.command()
def check(
    model: ModelFile,
    answers: Annotated[
        Path,
        typer.Argument(
            help="The answers: lines such as sh[0][0] = 0.5933, or a CSV, JSON, XLSX or notebook "
            "file.",
            show_default=False,
        ),
    ],
    sample: Input = None,
    target: Target = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(
            help=f"The learning rate of the update; {DEFAULT_LEARNING_RATE} by default.",
            show_default=False,
        ),
    ] = None,
    optimizer: OptimizerName = None,
    loss: LossName = None,
    conventions: Annotated[
        str,
        typer.Option(help="auto finds the conventions of the person; stated takes the model's."),
    ] = "auto",
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Every number must be right for all digits that it has."),
    ] = False,
    solution: Annotated[
        bool, typer.Option("--solution", help="Show the right numbers too.")
    ] = False,
    hint: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=3,
            help="Print only a hint: 1 where, 2 a question, 3 the formula.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Check answers that somebody worked out, and name the mistakes.

    With -o the report is written to a .txt, .md, .html, .tex or .json file, or drawn on the
    network (.svg, .png or .pdf).

    Example: neurosim check trained.json sheet.txt --input 70,98 --target 91
    """
    from neurosim import check_answers, draw, load, read_answers
    from neurosim import trace as trace_sample

    if hint is not None and output is not None:
        raise InputError("--hint prints one hint; leave out -o, which writes the whole report")
    if output is not None:
        check_output(output, model, answers, force=force)
    net = load(model)
    x, z, _ = one_sample("check", net, None, sample, target, None, FILE)
    rate = learning_rate if z is None or learning_rate is not None else DEFAULT_LEARNING_RATE
    one = trace_sample(net, x, z, loss=loss, learning_rate=rate, optimizer=optimizer)
    report = check_answers(one, read_answers(answers), conventions=conventions, strict=strict)
    if hint is not None:
        print_text(report.hint(hint))
    elif output is None:
        write_or_print(report.to_text(solution=solution), None, force=force)
    else:
        if output.suffix.lower() in _PICTURES:
            draw(report, output, overwrite=force)
        else:
            report.save(output, solution=solution, overwrite=force)
        print_text(f"wrote {output}")


@app.command()
@reads_file
def exercise(
    model: Annotated[
        str,
        typer.Argument(
            help="A model file, or the sizes of layers such as 2,2,1 for new networks.",
            show_default=False,
        ),
    ],
    data: Data = None,
    ask: Annotated[
        str,
        typer.Option(
            help="What is asked, separated by commas: forward, loss, error signals, gradients, "
            "update, several steps, count parameters, which weight to change, find the mistake, "
            "fill in the formula."
        ),
    ] = "forward",
    variants: Annotated[int, typer.Option(min=1, help="How many sheets.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same sheets.")] = 1,
    part: Annotated[str, typer.Option(help="sheet, key or solution.")] = "sheet",
    number: Annotated[
        int | None,
        typer.Option(min=1, help="Only this variant, counted from 1.", show_default=False),
    ] = None,
    learning_rate: Annotated[float, typer.Option(help="The learning rate.")] = 0.5,
    loss: LossName = None,
    digits: Digits = 4,
    title: Annotated[str, typer.Option(help="The heading.", show_default=False)] = "",
    language: Annotated[str, typer.Option("--lang", help="en or de, for sheets.html.")] = "en",
    output: Output = None,
    file: FileOptions = FILE,
    force: Force = False,
) -> None:
    """Make sheets of questions, with key and solution.

    The ending of the file chooses the format; without -o the sheets are printed.

    Example: neurosim exercise 2,2,1 --ask loss --variants 30 -o sheets.html
    """
    from neurosim import exercise as make_exercise
    from neurosim import load

    if output is not None:
        check_output(output, *([data] if data else []), force=force)
    sizes = _sizes(model)
    net = load(Path(model)) if sizes is None else sizes
    samples = None
    if data is not None:
        if sizes is not None:
            raise InputError("sizes of layers go without a data file; give a model file")
        from neurosim.cli.options import samples_of

        samples = samples_of(load(Path(model)), file.tables(data), file)
    made = make_exercise(
        net,
        samples,
        ask=parse_list(ask),
        seed=seed,
        variants=variants,
        learning_rate=learning_rate,
        loss=loss,
        digits=digits,
        title=title,
    )
    if output is not None:
        made.save(output, part=part, number=number, language=language, overwrite=force)
        print_text(f"wrote {output}")
        return
    chosen = [number] if number is not None else [variant.number for variant in made]
    write_or_print(
        "\n\n".join(made.document(n, part=part).to_text() for n in chosen), None, force=force
    )


def _sizes(text: str) -> list[int] | None:
    """Return the sizes of layers, or None for the name of a file."""
    parts = [part.strip() for part in text.split(",")]
    wrong = [part for part in parts if not (part.isdecimal() and len(part) < 9)]
    if wrong and len(wrong) < len(parts) and not Path(text).exists():
        raise InputError(
            f"the sizes {brief(text)} have {brief(wrong[0])}; give whole numbers such as 2,2,1"
        )
    return None if wrong else [int(part) for part in parts]


@app.command(name="mistakes")
def mistakes_command(
    name: Annotated[
        str | None, typer.Argument(help="One mistake, with its hints.", show_default=False)
    ] = None,
) -> None:
    """List the mistakes that can be recognized.

    Example: neurosim mistakes new-weights
    """
    from neurosim import mistakes

    if name is None:
        rows = [[m.name, m.title, m.formula] for m in mistakes()]
        header = ["name", "what is done", "wrong formula"]
        print_table(header, rows, left=header)
        return
    mistake = mistakes()[name]
    for line in (
        mistake.title,
        f"wrong: {mistake.formula}",
        f"right: {mistake.right}",
        f"seen: {mistake.seen}",
        *(f"hint {i}: {hint}" for i, hint in enumerate(mistake.hints, 1)),
    ):
        print_text(line)


@app.command()
def errata(
    article: Annotated[
        Path,
        typer.Argument(
            help="A TOML file with the network, the sample and the printed numbers.",
            show_default=False,
        ),
    ],
    output: Output = None,
    force: Force = False,
) -> None:
    """Check the printed numbers of a published example.

    With -o the errata are written to a .txt, .md, .html or .json file.

    Example: neurosim errata article.toml -o errata.md
    """
    from neurosim import check_example

    if output is not None:
        check_output(output, article, force=force)
        if output.suffix.lower() not in {".txt", ".md", ".html", ".json"}:
            raise FileError(f"{output} has no known ending; take .txt, .md, .html or .json")
    checked = check_example(article)
    texts = {".md": checked.to_markdown, ".html": checked.to_html, ".json": checked.to_json}
    make = checked.to_text if output is None else texts.get(output.suffix.lower(), checked.to_text)
    write_or_print(make(), output, force=force)
