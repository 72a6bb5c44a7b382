"""Names that users chose, made fit for one line of any format."""

from __future__ import annotations

import unicodedata

_VISIBLE = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN", "RLE", "RLO", "RLI"))
_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(name: str) -> str:
    r"""Return a name on one line: breaks and invisible characters are written out.

    Examples
    --------
    >>> print(one_line("two\nlines"))
    two\nlines
    """
    shown = []
    for character in name:
        if character in _VISIBLE:
            shown.append(_VISIBLE[character])
        elif (
            unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp", "Co", "Cn"}
            or character in _DIRECTIONS
        ):
            shown.append(f"<U+{ord(character):04X}>")
        else:
            shown.append(character)
    return "".join(shown)


def is_right_to_left(name: str) -> bool:
    """Return whether a name has letters that are written from right to left."""
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in name)


def isolated(name: str) -> str:
    """Return a name so that its direction does not turn the text around it."""
    return (
        f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
        if is_right_to_left(name)
        else name
    )
