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
    "lowering": "Lowering and memory",
    "startup": "Starting",
    "large-file": "A file larger than the memory",
}


def main() -> None:
    """Run the chosen benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small cases, few rounds")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="one of the sections")
    parser.add_argument("--threads", type=int, default=1, help="the same for all programs")
    parser.add_argument("-o", "--output", type=Path, help="write the page to this file as well")
    arguments = parser.parse_args()
    # before NumPy is loaded, because it reads them only once
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(arguments.threads)

    from benchmarks import graph_cases, report, startup_cases, training_cases

    measures = {
        "per-sample": training_cases.per_sample,
        "batches": training_cases.batches,
        "random": graph_cases.random,
        "edges": graph_cases.edges,
        "lowering": startup_cases.lowering,
        "startup": startup_cases.startup,
        "large-file": startup_cases.large_file,
    }
    rounds = 3 if arguments.quick else 7
    found = {}
    for name in arguments.only or SECTIONS:
        print(f"measuring {name} ...", file=sys.stderr)
        found[SECTIONS[name]] = measures[name](
            quick=arguments.quick, threads=arguments.threads, rounds=rounds
        )
    text = report.page(found, threads=arguments.threads, rounds=rounds)
    print(text, end="")
    if arguments.output is not None:
        arguments.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
