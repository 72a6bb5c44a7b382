"""What commands print and write: tables on the terminal, text to a file or standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from neurosim.display import format_number
from neurosim.files import write_whole

PLAIN_WIDTH = 120
"""Columns of a table that goes to a file or a pipe."""


def console() -> Console:
    """Return a console on standard output; numbers keep the plain colour of the text."""
    return Console(width=None if _on_terminal() else PLAIN_WIDTH, highlight=False)


def print_text(text: str = "") -> None:
    """Print a line as it is, wrapped on a terminal only."""
    console().print(Text(text), soft_wrap=not _on_terminal())


def print_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, left: Sequence[str] = ()
) -> None:
    """Print a table; numbers stand right, the columns named in ``left`` stand left."""
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for heading in header:
        table.add_column(
            Text(heading), justify="left" if heading in left else "right", overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def write_or_print(text: str | Iterable[str], path: Path | None, *, force: bool) -> None:
    """Write text to a file, or print it unchanged if there is none."""
    if path is None:
        if sys.stdout is not None:
            for part in [text] if isinstance(text, str) else text:
                sys.stdout.write(part)
        return
    write_whole(path, text, overwrite=force)
    print_text(f"wrote {path}")


def decimals(value: float | None, digits: int = 4) -> str:
    """Return a number with fixed decimals for display; None is empty.

    Examples
    --------
    >>> decimals(0.26894), decimals(None)
    ('0.2689', '')
    """
    return "" if value is None else format_number(value, digits)


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()
