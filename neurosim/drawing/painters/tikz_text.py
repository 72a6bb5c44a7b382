"""Text of a picture for LaTeX: escaped, as mathematics, and no wider than its place."""

from __future__ import annotations

import re

from neurosim.drawing.lettering import ELLIPSIS, told
from neurosim.drawing.painters.lengths import short
from neurosim.drawing.shapes import Label
from neurosim.writing.latex import escape, symbol_markup

_SIGNS = {
    ELLIPSIS: r"\ldots{}", "\N{VERTICAL ELLIPSIS}": r"\raisebox{-0.4ex}{$\vdots$}",
    "←": r"$\leftarrow$", "−": "{$-$}", "–": "{--}", "—": "{---}", "′": "$'$",
    "“": "``", "”": "{''}", "‘": "`", "’": "'",
}  # fmt: skip

_RAISED = re.compile("(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_EXPONENT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")

# \sbox measures the text; \height and \width are its size before scaling
FIT = r"""\def\fit#1#2{\sbox0{#2}\ifdim\wd0>#1bp\resizebox{#1bp}{!}{\usebox0}\else\usebox0\fi}"""

MISSING = r"\missing{}"
BOX = (
    r"\def\missing{{\fboxsep0pt\fboxrule.05em\kern.1em"
    r"\framebox[.6em]{\rule{0pt}{.65em}}\kern.1em}}"
)


def fitted(label: Label) -> str:
    """Return the text of a label in braces, no wider than its place, and a comment if needed."""
    left, _, right, _ = label.extent
    text = rf"{{\fit{{{short(right - left)}}}{{{_text(label)}}}}}"
    said = f" % {told(label.full_text or label.text)}" if MISSING in text else ""
    return f"{text};{said}"


def _text(label: Label) -> str:
    if label.pieces:
        return "".join(
            _plain(piece) if isinstance(piece, str) else f"${symbol_markup(piece)}$"
            for piece in label.pieces
        )
    return _plain(label.text)


def _plain(text: str) -> str:
    parts = _RAISED.split(text)
    # every second part is an exponent
    parts[1::2] = [f"$^{{{part.translate(_EXPONENT)}}}$" for part in parts[1::2]]
    parts[::2] = [
        "".join(_SIGNS.get(character) or _escaped(character) for character in part)
        for part in parts[::2]
    ]
    return "".join(parts)


def _escaped(character: str) -> str:
    escaped = escape(character)
    return MISSING if escaped.startswith(r"\textless{}U+") else escaped
