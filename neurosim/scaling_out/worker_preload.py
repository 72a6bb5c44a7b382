"""What Dask runs in each process that is started here."""

from __future__ import annotations

import signal
from importlib import import_module
from typing import Any

_NEEDED = ("neurosim.engine.steps", "neurosim.training.train", "neurosim.scaling_out.run")
"""What every task imports; so all processes import it at the same time, while they start."""


def dask_setup(_worker: Any) -> None:
    """Import what tasks need, and ignore Ctrl-C: the program itself ends its processes."""
    # a terminal sends it to all processes
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in _NEEDED:
        import_module(name)
