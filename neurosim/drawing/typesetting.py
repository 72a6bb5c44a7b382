"""Symbols as mathematics: an italic letter, with smaller text below and above it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from neurosim.writing.letters import Typeset

Pieces = tuple[str | Typeset, ...]
"""A line of text: words as they are, and symbols to set as mathematics."""

Advance = Callable[[str, float, bool], float]
"""Returns the width of text, from its size in points and whether it is italic."""

_SCRIPT, _SMALLEST_SCRIPT = 0.75, 7.0
_DROP, _STACKED_DROP, _RISE = 0.16, 0.28, 0.4
# what stands above and below one letter is this much of its size apart
_APART = 0.94
_MIDDLE, _TALLEST, _DEEPEST = 0.36, 0.78, 0.2
_SLANT = 0.08
_INDICES = re.compile(r"([A-Za-z]?)([\[\]\d,()]*)")


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line with one size and one slope.

    Attributes
    ----------
    text : str
        The text.
    x : float
        Where it starts, from the start of the line.
    drop : float
        Its baseline below that of the line, in points.
    size : float
        The font size in points.
    italic : bool
        Whether it is italic.
    """

    text: str
    x: float
    drop: float
    size: float
    italic: bool


def plain(pieces: Sequence[str | Typeset]) -> str:
    """Return a line as plain text.

    Examples
    --------
    >>> plain(("loss ", Typeset("L", "", "", "L"), " = 0.5"))
    'loss L = 0.5'
    """
    return "".join(piece if isinstance(piece, str) else piece.plain for piece in pieces)


def mathematical(pieces: Pieces) -> Pieces:
    """Return a line if it has a symbol; otherwise an empty line, as plain text is enough."""
    return pieces if any(isinstance(piece, Typeset) for piece in pieces) else ()


def mapped(pieces: Pieces, change: Callable[[str], str]) -> Pieces:
    """Return a line with every part of its text changed."""
    return tuple(
        change(piece)
        if isinstance(piece, str)
        else Typeset(change(piece.base), change(piece.below), change(piece.above), piece.plain)
        for piece in pieces
    )


def joined(first: Pieces, second: Pieces, between: str = " ") -> Pieces:
    """Return two lines as one, with a space between them if neither is empty.

    Examples
    --------
    >>> joined(("loss",), ("of", " it")), joined((), ("alone",))
    (('loss of it',), ('alone',))
    """
    if not first or not second:
        return first or second
    whole: list[str | Typeset] = []
    for piece in (*first, between, *second):
        if isinstance(piece, str) and whole and isinstance(whole[-1], str):
            whole[-1] += piece
        else:
            whole.append(piece)
    return tuple(whole)


def mathtext(pieces: Sequence[str | Typeset]) -> str:
    r"""Return a line in the language of matplotlib's mathematics; words are taken as they are.

    Examples
    --------
    >>> mathtext(("costs 5 $: ", Typeset("y", "o[0]", "", "yo[0]")))
    'costs 5 \\$: $y_{o\\mathregular{[0]}}$'
    """
    return "".join(
        piece.replace("$", r"\$") if isinstance(piece, str) else _mathematics(piece)
        for piece in pieces
    )


def _mathematics(symbol: Typeset) -> str:
    # the letters of a chart are our own, so they need no escapes
    below, above = (
        "".join(part if italic else rf"\mathregular{{{part}}}" for part, italic in _parts(index))
        for index in (symbol.below, symbol.above)
    )
    below, above = below and f"_{{{below}}}", above and f"^{{{above}}}"
    return f"${symbol.base}{below}{above}$"


def set_runs(
    pieces: Sequence[str | Typeset], size: float, advance: Advance
) -> tuple[list[Run], float]:
    """Return the runs of a line with their places, and the width of the line.

    Parameters
    ----------
    pieces : sequence of str or Typeset
        The line.
    size : float
        The font size in points.
    advance : callable
        Measures text; places and width are in its unit.
    """
    runs: list[Run] = []
    x = 0.0
    script = script_size(size)
    for piece in pieces:
        if isinstance(piece, str):
            # a text of an SVG loses the spaces at its ends
            text = piece.strip(" ")
            before = advance(piece, size, False) - advance(piece.lstrip(" "), size, False)
            runs.append(Run(text, x + before, 0.0, size, False))
            x += advance(piece, size, False)
            continue
        italic = len(piece.base) == 1 and piece.base.isalpha()
        # a slanted letter leans over what stands high after it
        slant = _SLANT * advance("n", size, False)
        x += slant if piece.base == "′" else 0.0
        runs.append(Run(piece.base, x, 0.0, size, italic))
        x += advance(piece.base, size, italic)
        drop, rise = _offsets(piece, size)
        ends = [x]
        for text, start, lower in ((piece.below, x, drop), (piece.above, x + slant, -rise)):
            at = start
            for part, part_italic in _parts(text):
                runs.append(Run(part, at, lower, script, part_italic))
                at += advance(part, script, part_italic)
            ends.append(at if text else x)
        x = max(ends)
    return runs, x


def _offsets(symbol: Typeset, size: float) -> tuple[float, float]:
    """Return how far below and above the line the baselines of its indices are, in points."""
    if not symbol.below:
        return 0.0, _RISE * size
    if not symbol.above:
        return _DROP * size, 0.0
    missing = max(0.0, _APART * script_size(size) - (_STACKED_DROP + _RISE) * size)
    return _STACKED_DROP * size + missing / 2, _RISE * size + missing / 2


def half_height(pieces: Sequence[str | Typeset], size: float, line_height: float) -> float:
    """Return how far a line reaches above and below its middle, in points.

    Parameters
    ----------
    pieces : sequence of str or Typeset
        The line.
    size : float
        The font size in points.
    line_height : float
        The height of a line without indices, as a multiple of the font size.

    Examples
    --------
    >>> half_height(("a",), 10.0, 1.2), half_height((Typeset("a", "1", "(2)", ""),), 10.0, 1.2)
    (6.0, 8.0...)
    """
    reach = line_height * size / 2
    script = script_size(size)
    for piece in pieces:
        if isinstance(piece, Typeset) and piece.above and piece.below:
            drop, rise = _offsets(piece, size)
            reach = max(
                reach,
                rise + _TALLEST * script - _MIDDLE * size,
                drop + _DEEPEST * script + _MIDDLE * size,
            )
    return reach


def script_size(size: float) -> float:
    """Return the font size of indices: three quarters, but not under 7 pt.

    Examples
    --------
    >>> script_size(10.0), script_size(7.0)
    (7.5, 7.0)
    """
    return max(_SCRIPT * size, min(size, _SMALLEST_SCRIPT))


def _parts(index: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of an index; a letter before numbers is italic, a word is not."""
    match = _INDICES.fullmatch(index)
    parts = [(index, False)] if match is None else [(match[1], True), (match[2], False)]
    yield from ((part, italic) for part, italic in parts if part)
