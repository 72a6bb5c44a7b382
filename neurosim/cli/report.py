"""A report as data, printed on the terminal and written as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from neurosim.cli.output import print_table, print_text
from neurosim.mathematics.plain_sum import plain_sum


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of the report."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Text between the numbers."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of mathematics or of a plot, kept as they are."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first ``left`` columns are aligned left, the numbers after them right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1


@dataclass(frozen=True, slots=True)
class Plate:
    """A figure of the report; the terminal shows only its name."""

    path: str
    caption: str


ReportBlock = Heading | Prose | Lines | Grid | Plate


def print_report(blocks: list[ReportBlock]) -> None:
    """Print a report on the terminal."""
    for block in blocks:
        match block:
            case Heading(text):
                print_text()
                print_text(text, style="bold underline")
            case Prose(text):
                print_text(text)
            case Lines(lines):
                for line in lines:
                    print_text(f"  {line}")
            case Grid(header, rows, left):
                print_table(header, rows, left=header[:left])
            case Plate(path, caption):
                print_text(f"({caption}: {path})")


def to_markdown(title: str, blocks: list[ReportBlock]) -> str:
    """Return a report as Markdown."""
    parts = [f"# {title}"]
    for block in blocks:
        match block:
            case Heading(text):
                parts.append(f"## {text}")
            case Prose(text):
                parts.append(text)
            case Lines(lines):
                parts.append("\n".join(["```text", *lines, "```"]))
            case Grid(header, rows, left):
                marks = [":--"] * left + ["--:"] * (len(header) - left)
                table = [header, marks, *rows]
                parts.append("\n".join(f"| {' | '.join(row)} |" for row in table))
            case Plate(path, caption):
                parts.append(f"![{caption}]({path})")
    return "\n\n".join(parts) + "\n"


def sparkline(values: list[float], width: int = 60) -> str:
    """Return values as a row of bars, at most ``width`` of them; each bar is a mean.

    Examples
    --------
    >>> sparkline([1.0, 0.5, 0.0])
    '█▄▁'
    """
    n = min(width, len(values))
    edges = [round(i * len(values) / n) for i in range(n + 1)]
    means = [plain_sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    low, high = min(means), max(means)
    bars = "▁▂▃▄▅▆▇█"
    span = (high - low) or 1.0
    return "".join(bars[int((mean - low) / span * (len(bars) - 1))] for mean in means)
