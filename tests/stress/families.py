"""The families of the stress test, each with the number of cases that `make test` runs."""

from __future__ import annotations

from tests.stress import csv_files, kills, model_files, names, threads
from tests.stress.running import Case

FAMILIES: dict[str, tuple[Case, int]] = {
    "models": (model_files.case, 400),
    "tables": (csv_files.case, 250),
    "names": (names.case, 20),
    "threads": (threads.case, 2),
    "kills": (kills.case, 2),
}
