"""Numbers for display, rounded once from full precision, and tables for notebooks."""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Any, NamedTuple

from neurosim.names import isolated, markdown, mathematics, one_line, shortened

TRUSTED_DIGITS = 15
"""The number of significant digits that a 64-bit float always has."""

_TRUSTED = Context(prec=TRUSTED_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
_SCIENTIFIC_FROM = 1_000_000
_MOST_DECIMALS = 9
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?:e([-+]\d+))?")


def decimals_of(size: Decimal, digits: int) -> int | None:
    """Return with how many decimals a number is written; None if it has a power of ten.

    A number has ``digits`` decimals. It has more if these would show fewer than ``digits - 1``
    significant digits of the number, or (from 3 decimals on) of its distance from 1 if that is
    small. So a calculation with the written numbers gives the written result. A number below
    ``10^-digits``, or of a million or more, has a power of ten.

    Parameters
    ----------
    size : Decimal
        The number without its sign.
    digits : int
        The decimals asked for.

    Examples
    --------
    >>> [decimals_of(Decimal(text), 4) for text in ("0.25714", "0.0033412", "0.99995", "0.00003")]
    [4, 5, 7, None]
    """
    if size >= _SCIENTIFIC_FROM:
        return None
    if digits == 0 or size == 0:
        return digits
    if -size.adjusted() > digits:
        return None
    enough = max(digits - 1, 1)
    decimals = max(digits, -size.adjusted() - 1 + enough)
    distance = abs(_TRUSTED.plus(size) - 1)
    if digits > 2 and 0 < distance < Decimal(1).scaleb(1 - digits):
        decimals = max(decimals, min(-distance.adjusted() - 1 + enough, TRUSTED_DIGITS))
    return decimals


def format_number(value: float, digits: int) -> str:
    """Return a number as text, rounded once from the full value; see ``decimals_of``.

    Zero has no sign.

    Parameters
    ----------
    value : float
        The number.
    digits : int
        The decimals to show.

    Examples
    --------
    >>> format_number(0.26894142, 4), format_number(0.0033412, 4), format_number(-0.0, 4)
    ('0.2689', '0.00334', '0.0000')
    >>> format_number(-0.0000123, 4), format_number(12345678.0, 4)
    ('-1.23e-05', '1.23e+07')
    """
    if not math.isfinite(value):
        return f"{value:.{digits}f}"
    decimals = decimals_of(Decimal(repr(abs(float(value)))), digits)
    if decimals is None:
        return f"{value:.{max(digits - 2, 2)}e}"
    fixed = f"{value:.{decimals}f}"
    return fixed.removeprefix("-") if float(fixed) == 0 else fixed


def format_alike(values: Sequence[float], digits: int) -> list[str]:
    """Return the numbers of one label as text, either all or none with a power of ten.

    Examples
    --------
    >>> format_alike([-0.97621, -0.0000091], 4), format_alike([0.5, 1e-20], 4)
    (['-0.9762', '-0.0000091'], ['5.00e-01', '1.00e-20'])
    """
    texts = [format_number(value, digits) for value in values]
    powers = [text for text in texts if "e" in text]
    if not powers or all("e" in text for text, value in zip(texts, values, strict=True) if value):
        return texts
    smallest = min(Decimal(text).adjusted() for text in powers)
    if -smallest <= _MOST_DECIMALS and max(map(abs, values)) < _SCIENTIFIC_FROM:
        return [
            f"{value:.{1 - smallest}f}" if "e" in text else text
            for text, value in zip(texts, values, strict=True)
        ]
    return [f"{value:.{max(digits - 2, 2)}e}" for value in values]


class NotebookTable(NamedTuple):
    """The table of an object in a notebook.

    Attributes
    ----------
    caption : str
        One line above the table.
    header : sequence of str
        The columns.
    rows : sequence of sequences of str
        The cells.
    """

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


PictureMaker = Callable[[object], str | None]
"""Returns the picture of an object as SVG, or None if it has none."""

_pictures: list[PictureMaker] = []


def show_pictures_of(draw: PictureMaker) -> None:
    """Set the function of a higher floor that draws the pictures for notebooks."""
    _pictures[:] = [draw]


_step_pictures: list[Callable[[Any, Any], Any]] = []


def draw_steps_with(draw: Callable[[Any, Any], Any]) -> None:
    """Set the function of a higher floor that draws the pictures of the steps in a document.

    It takes a network and a notation, and returns ``StepPictures``.
    """
    _step_pictures[:] = [draw]


def step_pictures(net: object, notation: object) -> Any:
    """Return the pictures of a network for a document; None if nothing draws them."""
    return _step_pictures[0](net, notation) if _step_pictures else None


class ShownInNotebooks(ABC):
    """Show an object in notebooks: as HTML with its picture, as SVG, Markdown and LaTeX.

    Notebooks show the HTML if they can; an export to LaTeX uses the mathematics.
    """

    __slots__ = ()

    @abstractmethod
    def _notebook_table(self) -> NotebookTable:
        """Return what is shown."""

    def _more_tables(self) -> Sequence[NotebookTable]:
        """Return what is shown below it."""
        return ()

    def _repr_html_(self) -> str:
        parts = [_html(table) for table in (self._notebook_table(), *self._more_tables())]
        picture = self._repr_svg_()
        if picture is not None:
            # no wider than its cell
            narrow = '<svg style="max-width: 100%; height: auto"'
            parts.insert(0, picture.replace("<svg", narrow, 1))
        return parts[0] if len(parts) == 1 else f"<div>{''.join(parts)}</div>"

    def _repr_svg_(self) -> str | None:
        return _pictures[0](self) if _pictures else None

    def _repr_markdown_(self) -> str:
        return "\n".join(map(_markdown, (self._notebook_table(), *self._more_tables())))

    def _repr_latex_(self) -> str:
        return "\n\n".join(map(_latex, (self._notebook_table(), *self._more_tables())))


_LONGEST_CELL = 1_000


def _cell(text: str) -> str:
    """Return the text of a cell; the middle of a very long name is left out."""
    return shortened(text, _LONGEST_CELL)


def _html(table: NotebookTable) -> str:
    from html import escape

    def shown(text: str) -> str:
        return escape(isolated(one_line(_cell(text))))

    head = "".join(f"<th>{shown(name)}</th>" for name in table.header)
    body = "".join(
        "<tr>" + "".join(f"<td>{shown(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    return (
        f'<div style="overflow-x: auto"><table><caption>{shown(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _markdown(table: NotebookTable) -> str:
    cells = [[markdown(_cell(cell)) for cell in row] for row in (table.header, *table.rows)]
    header, *rows = (f"| {' | '.join(row)} |" for row in cells)
    line = f"| {' | '.join(['---'] * len(table.header))} |"
    return "\n".join([markdown(_cell(table.caption)), "", header, line, *rows]) + "\n"


def _latex(table: NotebookTable) -> str:
    header, *rows = (" & ".join(map(_mathematics, row)) for row in (table.header, *table.rows))
    body = f"{header} \\\\ \\hline\n" + " \\\\\n".join(rows)
    columns = "l" + "r" * (len(table.header) - 1)
    return (
        f"$$\n\\begin{{array}}{{l}}\n{mathematics(_cell(table.caption))} \\\\\n"
        f"\\begin{{array}}{{{columns}}}\n{body}\n\\end{{array}}\n\\end{{array}}\n$$"
    )


def _mathematics(cell: str) -> str:
    number = _NUMBER.fullmatch(cell)
    if number is None:
        return mathematics(_cell(cell))
    power = "" if number[2] is None else rf" \cdot 10^{{{int(number[2])}}}"
    return number[1] + power


def few_rows(rows: Sequence[Sequence[str]], most: int = 60) -> list[Sequence[str]]:
    """Return rows; if there are many, one row says how many in the middle are left out."""
    if len(rows) <= most:
        return list(rows)
    last = 5
    hidden = len(rows) - most + 1
    gap = [f"⋯ {hidden} more ⋯", *[""] * (len(rows[0]) - 1)]
    return [*rows[: most - last - 1], gap, *rows[-last:]]
