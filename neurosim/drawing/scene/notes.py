"""Our own sentences with letters, symbols and numbers, as they stand in print."""

from __future__ import annotations

from neurosim.drawing.typesetting import Pieces
from neurosim.mathematics.symbols import LOSS
from neurosim.writing.letters import SOURCE, Notation, Typeset

FUNCTION, PRIME = Typeset("f", "", "", "f"), Typeset("′", "", "", "'")
"""The activation in a formula, and the sign of its derivative."""

_PARTIAL = Typeset("∂", "", "", "d")


def letter(base: str, notation: Notation = SOURCE) -> Typeset:
    """Return a letter of the paper's general formulas, such as b for a bias."""
    written = notation.letter(base)
    return Typeset(written, "", "", written)


def slope_of_loss(by: Pieces, notation: Notation = SOURCE) -> Pieces:
    """Return the derivative of the loss by something."""
    return (_PARTIAL, notation.typeset(LOSS), "/", _PARTIAL, *by)


def with_letters(text: str, notation: Notation = SOURCE) -> Pieces:
    """Return a sentence with letters for what is in backquotes.

    Examples
    --------
    >>> from neurosim.drawing.typesetting import plain
    >>> plain(with_letters("slope `f'`(`s`) and `dL/dw`"))
    "slope f'(s) and dL/dw"
    """
    pieces: list[str | Typeset] = []
    for place, part in enumerate(text.split("`")):
        if not place % 2:
            pieces.append(part)
        elif part.startswith("dL/d"):
            pieces += slope_of_loss((letter(part[4:], notation),), notation)
        elif part == "f'":
            pieces += [FUNCTION, PRIME]
        else:
            pieces.append(letter(part, notation))
    return tuple(piece for piece in pieces if piece)
