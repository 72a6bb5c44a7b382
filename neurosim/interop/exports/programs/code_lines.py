"""Long lines of a program, broken where its language allows it."""

from __future__ import annotations

import re

WIDTH = 100
"""The most characters of a line."""


def broken(line: str, *, python: bool) -> list[str]:
    """Return a long line as several, broken before signs and after commas."""
    if len(line) <= WIDTH:
        return [line]
    outer = " " * (len(line) - len(line.lstrip()))
    inner = f"{outer}    "
    pieces = _pieces(line.strip(), WIDTH - len(inner))
    found = re.match(r"(?:return|[^ ]+ [-+]?=) ", line.strip())
    if python and found is not None and _breaks_outside(pieces):
        # Python continues a line only inside of brackets
        parts = _pieces(line.strip()[found.end() :], WIDTH - len(inner))
        return [f"{outer}{found[0]}(", *(inner + part for part in parts), f"{outer})"]
    return [outer + pieces[0], *(inner + piece for piece in pieces[1:])]


def _pieces(text: str, room: int) -> list[str]:
    pieces: list[str] = []
    line = ""
    for word in _units(text):
        if line and len(line) + 1 + len(word) > room:
            pieces.append(line)
            line = word
        else:
            line += f"{' ' if line else ''}{word}"
    return [*pieces, line]


def _units(text: str) -> list[str]:
    """Return the parts between which a line may be broken: terms with their sign, items."""
    units = [""]
    for word in text.split(" "):
        starts = word in ("+", "-", "?", ":", "if", "else") or units[-1].endswith(",")
        if starts and units[-1]:
            units.append(word)
        else:
            units[-1] += f"{' ' if units[-1] else ''}{word}"
    return units


def _breaks_outside(pieces: list[str]) -> bool:
    """Return whether one of the pieces ends outside of all brackets."""
    depth = 0
    for piece in pieces[:-1]:
        depth += sum(piece.count(sign) for sign in "([") - sum(piece.count(sign) for sign in ")]")
        if depth == 0:
            return True
    return False
