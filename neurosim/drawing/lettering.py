"""Text before it is drawn: cleaned, measured and shortened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache, reduce
from itertools import pairwise
from typing import Literal

from matplotlib import font_manager
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.textpath import text_to_path

from neurosim.drawing.fonts import BOX, font_families, with_known_glyphs
from neurosim.drawing.settings import text_settings
from neurosim.drawing.typesetting import Pieces, joined, plain, set_runs
from neurosim.model.losses import LOSSES
from neurosim.names import shortened
from neurosim.writing.letters import Typeset

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
LINE_HEIGHT = 1.2
LONGEST = 300
"""Only this many characters of a text are measured, drawn or shown in a tooltip."""
_SCREENS = (72, 100)
_DIGITS = re.compile("[1-9]")


def loss_words(name: str) -> str:
    """Return the name of a loss in words, or unchanged if it is a user's own loss.

    Examples
    --------
    >>> loss_words("half_squared_error"), loss_words("my_loss")
    ('half squared error', 'my_loss')
    """
    return name.replace("_", " ") if name in LOSSES else name


def clean(text: str) -> str:
    r"""Return text on one line, without characters that XML forbids or that are invisible.

    Text that has only invisible characters becomes one replacement character, so that every name
    can be seen.

    Examples
    --------
    >>> clean("two\nlines"), clean("\u200d") == "\ufffd"
    ('two lines', True)
    """
    shown = []
    for character in text:
        if character.isspace():
            shown.append(" ")
        elif character.isprintable():
            shown.append(character)
        # format characters such as joiners are invisible anyway
        elif unicodedata.category(character) != "Cf":
            shown.append(REPLACEMENT)
    return "".join(shown).strip() or (REPLACEMENT if text.strip() else "")


def told(text: str) -> str:
    """Return a text that a user chose, cleaned and cut to a length that can be read.

    Examples
    --------
    >>> told("two  words"), len(told("a" * 100_000))
    ('two  words', 300)
    """
    # only the part of a long text that is kept is cleaned
    return shortened(clean(shortened(text, 2 * LONGEST)), LONGEST)


def text_width(
    text: str, size: float, weight: str = "normal", style: Literal["normal", "italic"] = "normal"
) -> float:
    """Return the width of one line of text in points.

    Screens with few dots round every letter to whole dots. So this is the widest of the sizes on
    paper and on the usual screens.

    Parameters
    ----------
    text : str
        The text.
    size : float
        The font size in points.
    weight : str
        ``normal`` or ``bold``.
    style : str
        ``normal`` or ``italic``.
    """
    # every digit is as wide as a 0, so numbers of one form are measured once
    return _text_width(_DIGITS.sub("0", text), size, weight, style) if text else 0.0


@lru_cache(maxsize=2**14)
def _text_width(text: str, size: float, weight: str, style: Literal["normal", "italic"]) -> float:
    families = font_families(text, weight)
    # a character that no font has is counted as two wide characters
    measurable = with_known_glyphs(text, weight).replace(BOX, "MM")
    prop = font_manager.FontProperties(
        family=list(families),
        style=style,
        variant="normal",
        weight=weight,
        stretch="normal",
        size=size,
    )
    with text_settings():
        widths = [text_to_path.get_text_width_height_descent(measurable, prop, False)[0]]
        for dpi in _SCREENS:
            dots = _renderer(dpi).get_text_width_height_descent(measurable, prop, False)[0]  # type: ignore[no-untyped-call]
            widths.append(dots * 72 / dpi)
    return float(max(widths))


def pieces_width(pieces: Sequence[str | Typeset], size: float, weight: str = "normal") -> float:
    """Return the width of a line with symbols in points.

    Parameters
    ----------
    pieces : sequence of str or Typeset
        The line.
    size : float
        The font size in points.
    weight : str
        ``normal`` or ``bold``.
    """
    return _pieces_width(tuple(pieces), size, weight)


@lru_cache(maxsize=2**14)
def _pieces_width(pieces: Pieces, size: float, weight: str) -> float:
    if all(isinstance(piece, str) for piece in pieces):
        return text_width("".join(map(str, pieces)), size, weight)

    def advance(text: str, size: float, italic: bool) -> float:
        style: Literal["normal", "italic"] = "italic" if italic else "normal"
        # spaces at the ends of a text have no width of their own
        framed = text_width(f"n{text}n", size, weight, style)
        return framed - text_width("nn", size, weight, style)

    return set_runs(pieces, size, advance)[1]


def shorten(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Return the text shortened to a width in points, with an ellipsis for what is left out."""
    return plain(shorten_pieces((told(text),), width, size, weight))


def shorten_name(name: str, width: float, size: float, weight: str = "normal") -> str:
    """Return a name shortened to a width in points; a long name loses its middle.

    Names of one kind often differ only in their ends.

    Examples
    --------
    >>> shorten_name("petal width in centimetres", 90.0, 8.5)
    'petal width i…tres'
    """
    line = told(name)
    most = len(line)
    while most > 4 and text_width(shortened(line, most), size, weight) > width:
        most -= 1
    return shortened(line, most)


def shorten_pieces(
    pieces: Sequence[str | Typeset], width: float, size: float, weight: str = "normal"
) -> Pieces:
    """Return a line with symbols shortened to a width in points, as ``shorten`` does."""
    kept = tuple(pieces)
    if pieces_width(kept, size, weight) <= width:
        return kept
    while len(kept) > 1 and pieces_width((*kept[:-1], ELLIPSIS), size, weight) > width:
        kept = kept[:-1]
    *before, last = kept
    if isinstance(last, Typeset):
        return (*before, ELLIPSIS)
    low, high = 0, len(last)
    while low < high:
        middle = (low + high + 1) // 2
        if pieces_width((*before, last[:middle].rstrip() + ELLIPSIS), size, weight) <= width:
            low = middle
        else:
            high = middle - 1
    return (*before, last[:low].rstrip() + ELLIPSIS)


def wrap_evenly(text: str, width: float, size: float) -> list[str]:
    """Return the text divided at spaces into as few lines as a width in points allows.

    The lines have nearly the same length.
    """
    return [plain(line) for line in wrap_pieces((text,), width, size)]


def wrap_pieces(pieces: Sequence[str | Typeset], width: float, size: float) -> list[Pieces]:
    """Return a text with symbols in lines of nearly the same length, as ``wrap_evenly`` does."""
    return list(_wrapped(tuple(pieces), width, size))


@lru_cache(maxsize=2**10)
def _wrapped(pieces: Pieces, width: float, size: float) -> tuple[Pieces, ...]:
    words = _words(pieces)
    # words in a line are never wider than one by one, and each word is measured once
    widths = [pieces_width(word, size) for word in words]
    space = text_width("n n", size) - text_width("nn", size)
    starts = _line_starts(widths, space, width)
    while starts:
        narrower = _line_starts(widths, space, width * 0.97)
        if len(narrower) > len(starts) or width < size:
            break
        starts, width = narrower, width * 0.97
    lines = [words[start:end] for start, end in pairwise([*starts, len(words)])]
    return tuple(reduce(joined, line) for line in lines)


def _words(pieces: Sequence[str | Typeset]) -> list[Pieces]:
    """Return what stands between spaces."""
    words: list[list[str | Typeset]] = [[]]
    for piece in pieces:
        if isinstance(piece, Typeset):
            words[-1].append(piece)
            continue
        first, *others = re.split(r"\s+", piece)
        words[-1] += [first] if first else []
        words += [[other] if other else [] for other in others]
    return [tuple(word) for word in words if word]


def _line_starts(widths: Sequence[float], space: float, width: float) -> list[int]:
    """Return the number of the first word of each line."""
    starts: list[int] = []
    reached = 0.0
    for word, more in enumerate(widths):
        if starts and reached + space + more <= width:
            reached = reached + space + more
        else:
            starts.append(word)
            reached = more
    return starts


@lru_cache(maxsize=2)
def _renderer(dpi: int) -> RendererAgg:
    return RendererAgg(1, 1, dpi)  # type: ignore[no-untyped-call]
