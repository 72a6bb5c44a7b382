"""A progress bar: how many are done, a word on the last one, and the time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from neurosim.checks import flag

Report = Callable[[int, str], None]
"""A function that takes the number done and a word such as ``loss 0.25``."""


def _silent(_done: int, _word: str) -> None:
    pass


@contextmanager
def progress_bar(total: int, what: str, *, word: str = "", show: bool | None) -> Iterator[Report]:
    """Show a bar on standard error while the block runs.

    Parameters
    ----------
    total : int
        How many there are.
    what : str
        What is counted, such as ``epoch``.
    word : str
        The text beside the bar before the first report.
    show : bool or None
        None shows it only if standard error is a terminal.

    Yields
    ------
    callable
        It takes the number done and a word about it.
    """
    if show is not None:
        flag(show, "progress")
    on_terminal = sys.stderr is not None and sys.stderr.isatty()
    if not (on_terminal if show is None else show):
        yield _silent
        return

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn(what + " {task.completed:.0f}/{task.total:.0f}"),
        BarColumn(),
        TextColumn("{task.fields[word]}"),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(what, total=total, word=word)

        def report(done: int, word: str) -> None:
            bar.update(task, completed=done, word=word)

        yield report
