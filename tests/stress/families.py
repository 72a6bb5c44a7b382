"""The families of the stress test, each with the number of cases that `make test` runs."""

from __future__ import annotations

from tests.stress import checkpoints, csv_files, kills, model_files, names, threads
from tests.stress.running import Case

FAMILIES: dict[str, tuple[Case, int]] = {
    "models": (model_files.case, 1000),
    "checkpoints": (checkpoints.case, 200),
    "tables": (csv_files.case, 600),
    "names": (names.case, 4),
    "threads": (threads.case, 4),
    "kills": (kills.case, 2),
}
