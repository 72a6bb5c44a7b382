"""Our own sentences with symbols and numbers, as they stand in print."""

from __future__ import annotations

import re

from neurosim.drawing.numerals import MINUS, typographic
from neurosim.drawing.typesetting import Pieces
from neurosim.mathematics.symbols import read_symbol
from neurosim.writing.letters import SOURCE, Notation, Typeset

_PART = re.compile(
    r"(?<![\w\]])(?P<letters>[^\W\d]+)(?P<indices>(?:\[\d+\])+)"
    r"|(?<![\w.\]])(?P<number>-?\d+(?:\.\d+)?(?:e[-+]\d+)?)(?![\w\[])"
    r"|(?<= )(?P<minus>-)(?= )"
)


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
