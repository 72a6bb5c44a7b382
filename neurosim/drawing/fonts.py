"""Fonts of the system for characters that the font of pictures lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from neurosim.drawing.settings import FONT

BOX = "\N{WHITE SQUARE}"
"""What stands for a character that no font has."""

# pictures of a fixed size cannot be drawn, and the last resort has boxes for every character
_USELESS = re.compile("color|last ?resort", re.IGNORECASE)
_REGULAR, _BOLD = 400, 700
_WEIGHTS = {_REGULAR: "normal", _BOLD: "bold"}
_UNUSUAL = re.compile("serif|mono|condensed|display|math", re.IGNORECASE)


def font_families(text: str, weight: str = "normal") -> tuple[str, ...]:
    """Return the font of pictures, and after it the fonts that have the characters it lacks.

    Parameters
    ----------
    text : str
        The text.
    weight : str
        ``normal`` or ``bold``.

    Examples
    --------
    >>> font_families("plain")
    ('DejaVu Sans',)
    """
    lacking = {character for character in text if ord(character) not in glyphs(weight)}
    found = (_fallback(character, weight) for character in sorted(lacking))
    return (FONT, *dict.fromkeys(family for family in found if family is not None))


def with_known_glyphs(text: str, weight: str = "normal") -> str:
    """Return text with a box for every character that no font of the system has."""
    known = glyphs(weight)
    return "".join(
        character if ord(character) in known or _fallback(character, weight) else BOX
        for character in text
    )


@lru_cache(maxsize=2)
def glyphs(weight: str) -> frozenset[int]:
    """Return the characters that the font of pictures has."""
    prop = font_manager.FontProperties(family=FONT, weight=weight)
    return frozenset(font_manager.get_font(font_manager.findfont(prop)).get_charmap())


@lru_cache(maxsize=4096)
def _fallback(character: str, weight: str) -> str | None:
    """Return the family of the best font that has a character, known to matplotlib from now on."""
    for path in _system_fonts(weight):
        family = _family(path)
        if family is not None and ord(character) in _characters(path):
            _tell_matplotlib(path)
            return family
    return None


@lru_cache(maxsize=64)
def _tell_matplotlib(path: str) -> None:
    """Let matplotlib find a font under its family, also as the bold one if there is no other."""
    known = font_manager.fontManager
    known.addfont(path)
    (entry, *_) = [font for font in known.ttflist if font.fname == path]
    of_family = [font for font in known.ttflist if font.name == entry.name]
    for weight in (_REGULAR, _BOLD):
        if not any(font.weight in {weight, _WEIGHTS[weight]} for font in of_family):
            known.ttflist.append(replace(entry, weight=weight))


@lru_cache(maxsize=2)
def _system_fonts(weight: str) -> tuple[str, ...]:
    """Return the files of fonts, the most suitable first; the order depends on their names only."""

    def rank(path: str) -> tuple[bool, bool, bool, bool, str]:
        name = Path(path).stem
        unusual = _UNUSUAL.search(name) is not None
        italic = re.search("italic|oblique", name, re.IGNORECASE) is not None
        is_bold = "bold" in name.lower()
        return italic, unusual, not _has_quadratic_curves(path), is_bold != bold, name

    bold = weight == "bold"

    paths = map(str, font_manager.findSystemFonts())
    return tuple(sorted(paths, key=rank))


def _has_quadratic_curves(path: str) -> bool:
    """Return whether a font has outlines that a PDF holds well: those of TrueType."""
    try:
        with Path(path).open("rb") as file:
            mark = file.read(4)
            if mark == b"ttcf":
                # a collection says where its first font begins
                file.seek(12)
                file.seek(int.from_bytes(file.read(4), "big"))
                mark = file.read(4)
    except OSError:
        return False
    return mark in {b"\x00\x01\x00\x00", b"true"}


@lru_cache(maxsize=4096)
def _family(path: str) -> str | None:
    """Return the family of a font; None if it cannot be drawn."""
    return next((font.family_name for font in _opened(path)), None)


@lru_cache(maxsize=256)
def _characters(path: str) -> frozenset[int]:
    return frozenset(code for font in _opened(path) for code in font.get_charmap())


def _opened(path: str) -> Iterator[FT2Font]:
    try:
        font = FT2Font(path)
    except (OSError, RuntimeError):
        return
    if font.scalable and not _USELESS.search(font.family_name):
        yield font
