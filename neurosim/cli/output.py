"""How commands print and write: tables on the terminal, text to a file or standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from neurosim import stops
from neurosim.display import format_number
from neurosim.errors import FileError, NeurosimError, one_sentence
from neurosim.files import write_whole
from neurosim.names import one_line, shortened

PLAIN_WIDTH = 120
"""The width of a table that goes to a file or a pipe."""

LONGEST_LINE = 20_000
"""The most characters of one line that are printed on a terminal."""

INCOMPLETE = "the output is incomplete"

Cell = str | list[str]


def console() -> Console:
    """Return a console on standard output that gives numbers no special colour."""
    return Console(width=None if _on_terminal() else PLAIN_WIDTH, highlight=False)


def print_text(text: str = "", *, style: str = "") -> None:
    """Print one line, wrapped only on a terminal; control characters are written out."""
    console().print(Text(one_sentence(text), style=style), soft_wrap=not _on_terminal())


def print_table(
    header: Sequence[str], rows: Sequence[Sequence[Cell]], *, left: Sequence[str] = ()
) -> None:
    """Print a table; numbers are aligned right, the columns named in ``left`` are aligned left.

    A cell is one line, or a list of lines.
    """
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for heading in header:
        table.add_column(
            Text(one_sentence(heading)),
            justify="left" if heading in left else "right",
            overflow="fold",
        )
    for row in rows:
        lines = ([cell] if isinstance(cell, str) else cell for cell in row)
        table.add_row(*(Text("\n".join(map(one_sentence, cell))) for cell in lines))
    console().print(table)


def write_or_print(text: str | Iterable[str], path: Path | None, *, force: bool) -> None:
    """Write text to a file, or print it if there is none.

    A pipe gets the text as it is. On a terminal, control characters are written out. If an error or
    a stop ends the output early, the message says so.

    Raises
    ------
    FileError
        If the output cannot be written.
    """
    if path is not None:
        write_whole(path, text, overwrite=force)
        print_text(f"wrote {path}")
        return
    if sys.stdout is None:
        return
    shown = harmless_text if _on_terminal() else str
    begun = False
    try:
        for part in [text] if isinstance(text, str) else text:
            sys.stdout.write(shown(part))
            begun = True
        sys.stdout.flush()
    except BrokenPipeError:
        raise reader_gone() from None
    except NeurosimError as error:
        if not begun:
            raise
        raise FileError(f"{error}; {INCOMPLETE}") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"cannot print or write: {reason}; {INCOMPLETE}") from None
    except KeyboardInterrupt:
        if begun:
            stops.note(INCOMPLETE)
        raise


def reader_gone() -> typer.Exit:
    """Stop Python from reporting at exit that nobody reads its output; return the exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return typer.Exit(1)


def harmless_text(text: str) -> str:
    r"""Return text of several lines for a terminal: only line ends and tabs control it.

    Examples
    --------
    >>> print(harmless_text("a\x1b[31m\nb"))
    a<U+001B>[31m
    b
    """
    lines = (
        "\t".join(map(one_line, shortened(line, LONGEST_LINE).split("\t")))
        for line in text.split("\n")
    )
    return "\n".join(lines)


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
