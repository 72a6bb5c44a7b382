"""Our own sentences with letters, symbols and numbers, as they stand in print."""

from __future__ import annotations

import re

from neurosim.drawing.numerals import MINUS, typographic
from neurosim.drawing.typesetting import Pieces
from neurosim.mathematics.symbols import LOSS, read_symbol
from neurosim.writing.letters import SOURCE, Notation, Typeset

_PART = re.compile(
    r"(?<![\w\]])(?P<letters>[^\W\d]+)(?P<indices>(?:\[\d+\])+)"
    r"|(?<![\w.\]])(?P<number>-?\d+(?:\.\d+)?(?:e[-+]\d+)?)(?![\w\[])"
    r"|(?<= )(?P<minus>-)(?= )"
)

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


def in_print(text: str, notation: Notation = SOURCE) -> Pieces:
    """Return a sentence with its symbols set as mathematics and its numbers as in print.

    Parameters
    ----------
    text : str
        The sentence, with symbols such as ``wh[0][0][1]`` and numbers as Python writes them.
    notation : Notation
        The letters of the symbols.

    Examples
    --------
    >>> from neurosim.drawing.typesetting import plain
    >>> plain(in_print("so[0] = -0.5 - 0.25"))
    'so[0] = −0.5 − 0.25'
    """
    pieces: list[str | Typeset] = []
    end = 0
    for match in _PART.finditer(text):
        pieces.append(text[end : match.start()])
        end = match.end()
        if match["letters"]:
            symbol = read_symbol(match[0])
            if symbol is not None:
                pieces.append(notation.typeset(symbol))
            elif len(match["letters"]) == 1:
                pieces.append(Typeset(match["letters"], match["indices"], "", match[0]))
            else:
                pieces.append(match[0])
        else:
            pieces.append(MINUS if match["minus"] else typographic(match[0]))
    pieces.append(text[end:])
    return tuple(piece for piece in pieces if piece)
