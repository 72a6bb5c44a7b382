"""Run the stress test for as long as wanted: ``python -m tests.stress --seconds 600 --seed 7``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.stress.families import FAMILIES
from tests.stress.running import run_case, run_family


def main() -> int:
    """Run the families that are asked for, print their figures, return 1 after a failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("families", nargs="*", help=f"of {', '.join(FAMILIES)}; by default all")
    parser.add_argument("--seconds", type=float, help="how long, shared among the families")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--case", type=int, help="run only this case, and show its error in full")
    given = parser.parse_args()
    unknown = set(given.families) - set(FAMILIES)
    if unknown:
        parser.error(f"unknown family {', '.join(sorted(unknown))}")
    chosen = given.families or list(FAMILIES)
    n_failures = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for family in chosen:
            case, count = FAMILIES[family]
            if given.case is not None:
                print(run_case(family, case, given.seed, given.case, folder))
                continue
            limits = (
                {"count": count}
                if given.seconds is None
                else {"seconds": given.seconds / len(chosen)}
            )
            outcomes, failures = run_family(family, case, folder, seed=given.seed, **limits)
            figures = ", ".join(f"{n:,} {outcome}" for outcome, n in sorted(outcomes.items()))
            print(f"{family}: {outcomes.total():,} cases: {figures}", flush=True)
            for failure in failures[:20]:
                print(f"  {failure}", flush=True)
            n_failures += len(failures)
    return 1 if n_failures else 0


if __name__ == "__main__":
    sys.exit(main())
