"""What Dask runs in each process that is started here."""

from __future__ import annotations

import signal
from typing import Any


def dask_setup(_worker: Any) -> None:
    """Ignore Ctrl-C, which a terminal sends to all processes: the program itself ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
