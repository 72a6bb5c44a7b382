"""The progress bar of training: epoch, loss and time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[int, float], None]


def _silent(_epoch: int, _loss: float) -> None:
    pass


@contextmanager
def progress_bar(epochs: int, *, show: bool | None) -> Iterator[Report]:
    """Show a bar on standard error while the block runs.

    Parameters
    ----------
    epochs : int
        How many epochs make the whole bar.
    show : bool or None
        None shows it only if standard error is a terminal.

    Yields
    ------
    callable
        To be told the number of epochs done and the last loss.
    """
    on_terminal = sys.stderr is not None and sys.stderr.isatty()
    if not (on_terminal if show is None else show):
        yield _silent
        return

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("epoch {task.completed:.0f}/{task.total:.0f}"),
        BarColumn(),
        TextColumn("loss {task.fields[loss]}"),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("training", total=epochs, loss="-")
        yield lambda epoch, loss: bar.update(task, completed=epoch, loss=f"{loss:.6g}")
