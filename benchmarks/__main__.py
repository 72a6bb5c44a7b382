"""Measure everything and print the report: ``python -m benchmarks [--quick] [--only NAME]``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

SECTIONS = {
    "per-sample": "Per-sample descent, time for one step",
    "batches": "Mini-batches",
    "random": "A random graph",
    "edges": "The cost of an edge",
    "small-calls": "Small calls",
    "building": "Making networks",
    "lowering": "Lowering and memory",
    "startup": "Starting",
    "large-file": "A file larger than the memory",
}


def main() -> None:
    """Run the chosen benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small cases, few rounds")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="one of the sections")
    parser.add_argument("-o", "--output", type=Path, help="write the page to this file as well")
    parser.add_argument("--figures", type=Path, help="draw a figure of each section here")
    arguments = parser.parse_args()
    from benchmarks import graph_cases, report, small_cases, startup_cases, training_cases
    from benchmarks.bars import compared, draw_bars

    measures = {
        "per-sample": training_cases.per_sample,
        "batches": training_cases.batches,
        "random": graph_cases.random,
        "edges": graph_cases.edges,
        "small-calls": small_cases.small_calls,
        "building": small_cases.building,
        "lowering": startup_cases.lowering,
        "startup": startup_cases.startup,
        "large-file": startup_cases.large_file,
    }
    rounds = 3 if arguments.quick else 7
    found = {}
    for name in arguments.only or SECTIONS:
        print(f"measuring {name} ...", file=sys.stderr)
        found[name] = SECTIONS[name], measures[name](quick=arguments.quick, rounds=rounds)
    figures = arguments.figures
    if figures is not None:
        figures.mkdir(parents=True, exist_ok=True)
        for name, (title, rows) in found.items():
            if compared(rows):
                draw_bars(title, rows, figures / f"benchmark-{name}.svg")
    where = ""
    if figures is not None and arguments.output is not None:
        where = os.path.relpath(figures, arguments.output.parent)
    text = report.page(found, rounds=rounds, figures=where)
    print(text, end="")
    if arguments.output is not None:
        arguments.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
