"""Mathematics in SVG: matplotlib writes it letter by letter, a reader wants words."""

from __future__ import annotations

import re
from itertools import groupby

from neurosim.drawing.settings import FONT, FONT_STACK

_LETTER = re.compile(r'<tspan x="([^"]*)" y="([^"]*)" style="([^"]*)">([^<]*)</tspan>')
_LETTERS = re.compile(r"(?:<tspan x=[^<]*</tspan>\s*)+")
_FAMILIES = ", ".join(f"'{family}'" for family in FONT_STACK)


def with_words(svg: str) -> str:
    """Return SVG whose mathematics has words, and the fonts of other text."""

    def joined(match: re.Match[str]) -> str:
        # they are written style by style
        letters = sorted(_LETTER.findall(match[0]), key=lambda letter: float(letter[0]))
        words = []
        for (y, style), group in groupby(letters, key=lambda letter: letter[1:3]):
            (x, *_, first), *others = group
            text = first + "".join(letter for *_, letter in others)
            text = text.replace("\N{NO-BREAK SPACE}", " ")
            fonts = style.replace(f"font-family: '{FONT}'", f"font-family: {_FAMILIES}, sans-serif")
            words.append(f'<tspan x="{x}" y="{y}" style="{fonts}; white-space: pre">{text}</tspan>')
        return "".join(words)

    return _LETTERS.sub(joined, svg)
