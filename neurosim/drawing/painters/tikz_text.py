"""Text of a picture for LaTeX: escaped, as mathematics, and no wider than its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neurosim.drawing.lettering import ELLIPSIS, told
from neurosim.drawing.painters.lengths import short
from neurosim.drawing.shapes import Label
from neurosim.writing.latex import escape, symbol_markup

_SIGNS = {
    ELLIPSIS: r"\ldots{}", "\N{VERTICAL ELLIPSIS}": r"\raisebox{-0.4ex}{$\vdots$}",
    "←": r"$\leftarrow$", "−": "{$-$}", "–": "{--}", "—": "{---}", "′": "$'$",
    "†": r"$\dagger$",
    "“": "``", "”": "{''}", "‘": "`", "’": "'",
}  # fmt: skip

_RAISED = re.compile("(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_EXPONENT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")

# \sbox measures the text; \height and \width are its size before scaling
FIT = r"""\def\fit#1#2{\sbox0{#2}\ifdim\wd0>#1bp\resizebox{#1bp}{!}{\usebox0}\else\usebox0\fi}"""

MISSING = r"\missing"
_FONTS = ("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "Noto Sans", "Symbola")
_BOX = r"{\fboxsep0pt\fboxrule.05em\kern.1em\framebox[.6em]{\rule{0pt}{.65em}}\kern.1em}"


def definitions_of_missing() -> Iterator[str]:
    """Yield how a character is written that the fonts of pdflatex lack: of a font, or as a box."""
    yield r"% \missing{character}: lualatex and xelatex with fontspec take it from the first of"
    yield r"% these fonts that has it; pdflatex draws a box"
    yield rf"\def\nowhere{{{_BOX}}}"
    yield r"\def\from#1#2#3{\IfFontExistsTF{#1}{\of{#1}{#2}{#3}}{#3}}"
    yield r"\def\of#1#2#3{{\fontspec{#1}\iffontchar\font`#2 #2\else#3\fi}}"
    tried = r"\nowhere"
    for font in reversed(_FONTS):
        tried = rf"\from{{{font}}}{{#1}}{{{tried}}}"
    yield rf"\def\missing#1{{\ifdefined\fontspec{tried}\else\nowhere\fi}}"


def fitted(label: Label) -> str:
    """Return the text of a label in braces, no wider than its place, and a comment if needed."""
    left, _, right, _ = label.extent
    text = rf"{{\fit{{{short(right - left)}}}{{{_text(label)}}}}}"
    # the characters one by one are hard to read
    said = f" % {told(label.full_text or label.text)}" if MISSING in text else ""
    return f"{text};{said}"


def _text(label: Label) -> str:
    if label.pieces:
        return "".join(
            _plain(piece) if isinstance(piece, str) else f"${symbol_markup(piece, _upright)}$"
            for piece in label.pieces
        )
    return _plain(label.text)


def _upright(text: str) -> str:
    return rf"\text{{{_plain(text)}}}"


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
    return rf"{MISSING}{{{character}}}" if escaped.startswith(r"\textless{}U+") else escaped
